import { h, icon } from "../dom.ts";
import { count, shortened, visible, when } from "../text.ts";
import { copyable, sentence } from "../value.ts";
import { remedyOf } from "../verdicts.ts";
import { ANSWERS } from "./answers.ts";
import { timelineChart } from "./timeline.ts";
import type { AuditFinding, Conclusion, SystemView, Timeline } from "./types.ts";

const WORDS = { critical: "Critical", warning: "Warning", info: "Note" } as const;
const TONES = { critical: "bad", warning: "caution", info: "calm" } as const;
/** So many files are named at once; the rest is one click away. */
const FILES = 5;

/** Text from a file or a log inside a sentence of the core. */
const told = (text: string): (Node | string)[] => sentence(visible(text));

function fileNames(files: string[]): HTMLElement | null {
  const item = (file: string) => h("li", {}, h("bdi", { class: "mono" }, shortened(visible(file), 200)));
  if (files.length === 0) {
    return null;
  }
  const first = h("ul", { class: "named-files" }, ...files.slice(0, FILES).map(item));
  return files.length <= FILES ? first : h("div", {}, first, h("details", { class: "more-files" }, h("summary", {}, `and ${count(files.length - FILES, "more file")}`), h("ul", { class: "named-files" }, ...files.slice(FILES).map(item))));
}

interface Judged {
  severity: keyof typeof WORDS;
  code: string;
  what: string;
  remedy: string;
  event?: number | null;
  rule?: string | null;
  files?: string[];
  records?: number[];
}

/** Findings and conclusions, worst first, as the core sorted them. */
export function judgements(list: (AuditFinding | Conclusion)[]): HTMLElement {
  return h(
    "ul",
    { class: "findings" },
    ...(list as Judged[]).map(({ severity, code, what, remedy, event, rule, files, records }) =>
      h(
        "li",
        { class: "finding", "data-tone": TONES[severity], "data-code": code },
        icon(severity),
        h(
          "div",
          { class: "finding-text" },
          h("p", { class: "finding-what" }, h("span", { class: "finding-word" }, `${WORDS[severity]}: `), ...told(what)),
          h("p", { class: "finding-remedy" }, ...told(remedyOf({ code, remedy })), rule ? ` Rule ${rule} of the policy.` : "", event ? ` ENTSSO event ${event}.` : "", records?.length ? ` Rests on ${records.length === 1 ? "record" : "records"} ${records.join(", ")}.` : ""),
          fileNames(files ?? []),
        ),
      ),
    ),
  );
}

/** A table with a caption for those who do not see it. */
export function table(caption: string, heads: string[], rows: (Node | string)[][]): HTMLElement {
  return h(
    "div",
    { class: "table-frame", tabindex: 0, role: "group", "aria-label": caption },
    h(
      "table",
      { class: "table" },
      h("caption", { class: "hidden-text" }, caption),
      h("thead", {}, h("tr", {}, ...heads.map((head) => h("th", { scope: "col" }, head)))),
      h("tbody", {}, ...rows.map((row) => h("tr", {}, ...row.map((cell, index) => h("td", { "data-label": heads[index] ?? "" }, cell))))),
    ),
  );
}

const WHAT = { generated: "generated", "backed-up": "backed up", restored: "restored", failed: "failed", file: "file at hand", "not-backed-up": "not backed up", "not-loaded": "not loaded" } as const;

function timeline({ lanes }: Timeline, svg: string | null, name: string): HTMLElement | null {
  const chart = svg && timelineChart(svg);
  if (!chart) {
    return null;
  }
  const mono = (text: string) => h("code", { class: "mono" }, text);
  const rows = lanes.flatMap(({ msid, marks, stretches }) => {
    const secret = () => (msid ? mono(msid) : "none named");
    return [
      ...marks.map(({ time, kind, what }) => [secret(), when(time), `${WHAT[kind]}: ${visible(what)}`]),
      ...stretches.map(({ from, to, kind, what }) => [secret(), `${when(from)} to ${to ? when(to) : "the end of the logs"}`, `${WHAT[kind]}: ${visible(what)}`]),
    ];
  });
  return h(
    "div",
    {},
    h("h4", {}, "Timeline, in UTC"),
    chart,
    h("details", { class: "fold" }, h("summary", {}, `The same in words, ${count(rows.length, "line")}`), table(`Timeline of ${name}`, ["Secret", "When", "What"], rows)),
  );
}

/** One system, or what belongs to none. */
export function systemPart(system: SystemView, svg: string | null): HTMLElement {
  const name = system.name === null ? "Files of no system" : visible(system.name);
  const answer = system.verdict && ANSWERS[system.verdict];
  const { current } = system;
  const part = (title: string, content: HTMLElement | null) => content && h("div", { class: "system-part" }, h("h4", {}, title), content);
  const facts = h(
    "dl",
    { class: "facts" },
    current ? h("div", {}, h("dt", {}, "Current secret"), h("dd", {}, copyable(current.msid, "the MSID of the current secret"), h("span", { class: "fact-note" }, current.basis === "event-log" ? "as the event log says" : "as the newest file says; the live system may have a newer one"))) : null,
    system.computers.length > 0 ? h("div", {}, h("dt", {}, "Computers"), h("dd", {}, visible(system.computers.join(", ")))) : null,
  );
  return h(
    "section",
    { class: "card-part system", "data-verdict": system.verdict ?? "none" },
    h("h3", {}, h("bdi", {}, shortened(name, 120))),
    answer ? h("p", { class: "verdict", "data-tone": answer.tone }, icon(answer.icon), h("strong", {}, answer.word)) : null,
    h("p", { class: "system-answer" }, ...told(system.answer)),
    part(
      "What has to be done",
      system.actions.length > 0 ? h("ol", { class: "to-do" }, ...system.actions.map(({ what, files }) => h("li", {}, h("p", {}, ...told(what)), fileNames(files)))) : null,
    ),
    facts.childElementCount > 0 ? facts : null,
    part("Findings", system.findings.length > 0 ? judgements(system.findings) : null),
    part("What the event logs show", system.conclusions.length > 0 ? judgements(system.conclusions) : null),
    timeline(system.timeline, svg, name),
    part(
      "Secrets",
      system.secrets.length > 0
        ? table(
            `Secrets of ${name}`,
            ["MSID", "Fingerprint", "In files: current", "previous", "Opened", "In a log"],
            system.secrets.map(({ msid, fingerprints, as_current, as_previous, opened, logged }) => [
              h("code", { class: "mono" }, msid),
              h("code", { class: "mono" }, fingerprints.join(" and ")),
              String(as_current),
              String(as_previous),
              String(opened),
              logged ? "yes" : "no",
            ]),
          )
        : null,
    ),
  );
}
