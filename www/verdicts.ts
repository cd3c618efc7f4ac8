import type { Verdict } from "./types.ts";

export type Tone = "good" | "calm" | "caution" | "bad";

/** How a verdict looks and is called. Its meaning comes from the core. */
export const VERDICTS: Record<Verdict, { word: string; tone: Tone }> = {
  opens: { word: "Opens", tone: "good" },
  intact: { word: "Intact", tone: "calm" },
  "wrong-password": { word: "Wrong password", tone: "caution" },
  damaged: { word: "Damaged", tone: "bad" },
  malformed: { word: "Malformed", tone: "bad" },
  tampered: { word: "Tampered", tone: "bad" },
  mismatch: { word: "Mismatch", tone: "bad" },
  unsupported: { word: "Unsupported", tone: "caution" },
  refused: { word: "Refused", tone: "caution" },
  unrecognized: { word: "Unrecognized", tone: "calm" },
};

/** What the core says in terms of the command line, said in terms of this page. */
const REMEDIES: Record<string, string> = {
  salvageable: "Use another copy; if there is none, salvage the content of this one.",
  "one-custodian": "Add a second custodian, so that one forgotten password is not the end.",
  "age-unknown": "Give the date when you seal the next backup, so that its age can be watched.",
  "no-reminder": "Add one by replacing that custodian’s password, unless the password is kept in a safe.",
  "too-much-memory": "If you trust where the file comes from, allow it below; otherwise treat it as hostile.",
  "too-much-work": "If you trust where the file comes from, allow it below; otherwise treat it as hostile.",
  "no-memory": "Close other tabs and programs and try again, or use the command line on a machine with more memory.",
  "several-slots": "Allow that with the tick below, or change only your own password.",
};

/** The advice that belongs to a finding or fault, in words that fit this page. */
export const remedyOf = (it: { code: string; remedy: string }): string => REMEDIES[it.code] ?? it.remedy;
