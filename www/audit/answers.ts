import type { Tone } from "../verdicts.ts";
import type { AuditReport } from "./types.ts";

export type Answer = AuditReport["verdict"];

/** How an answer looks and is called; each has a symbol and a word of its own, so that colour is never needed. */
export const ANSWERS: Record<Answer, { word: string; tone: Tone; icon: string }> = {
  recoverable: { word: "Recoverable", tone: "good", icon: "opens" },
  "recoverable-with-findings": { word: "Recoverable, with findings", tone: "caution", icon: "warning" },
  unproven: { word: "Unproven", tone: "caution", icon: "unrecognized" },
  "not-recoverable": { word: "Not recoverable", tone: "bad", icon: "critical" },
};
