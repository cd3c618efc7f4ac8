import { h, icon } from "./dom.ts";
import type { Finding } from "./types.ts";
import { remedyOf } from "./verdicts.ts";

const WORDS = { critical: "Critical", warning: "Warning", info: "Note" } as const;
const TONES = { critical: "bad", warning: "caution", info: "calm" } as const;

/** Findings as the core sorted them: worst first, each with what to do. `act` may add a control to one. */
export function findingList(findings: Finding[], act: (finding: Finding) => Node | null = () => null): HTMLElement {
  return h(
    "ul",
    { class: "findings" },
    ...findings.map((finding) =>
      h(
        "li",
        { class: "finding", "data-tone": TONES[finding.severity], "data-code": finding.code },
        icon(finding.severity),
        h(
          "div",
          { class: "finding-text" },
          h("p", { class: "finding-what" }, h("span", { class: "finding-word" }, `${WORDS[finding.severity]}: `), finding.what),
          h("p", { class: "finding-remedy" }, remedyOf(finding), finding.event ? ` Compare ENTSSO event ${finding.event}.` : ""),
        ),
        act(finding),
      ),
    ),
  );
}
