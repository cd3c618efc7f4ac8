import { button, h, icon } from "../dom.ts";
import { downloadLink } from "../download.ts";
import { bytes, count, shortened, visible, when } from "../text.ts";
import { copyable, sentence } from "../value.ts";
import { ANSWERS } from "./answers.ts";
import { FileTable } from "./file-table.ts";
import type { Result } from "./run.ts";
import { judgements, systemPart, table as plainTable } from "./system.ts";
import type { AuditReport, LogView } from "./types.ts";

const NOT_STATED = "not stated";

interface Ways {
  /** Back to the form, as it is. */
  again(): void;
  /** To an empty form. */
  fresh(): void;
}

/** The report on the page: the answer, what to do, then everything that it rests on. */
export function resultView(result: Result, { again, fresh }: Ways): HTMLElement {
  const { report, reports } = result;
  const answer = ANSWERS[report.verdict];
  const groups = [...report.systems, ...(report.unassigned ? [report.unassigned] : [])];
  const table = new FileTable(report.files);
  const files = forms(result);
  const view = h(
    "div",
    { class: "audit-result", "data-verdict": report.verdict },
    h(
      "header",
      { class: "audit-head", "data-tone": answer.tone },
      h("p", { class: "file-line" }, "Audit of ", count(report.counts.files, "file"), report.logs.length > 0 ? ` and ${count(report.logs.length, "event log")}` : "", `, ${when(report.circumstances.started)}`),
      h("p", { class: "verdict" }, icon(answer.icon), h("strong", {}, answer.word)),
      h("h2", { class: "task-title answer long", tabindex: -1 }, ...told(report.answer)),
      report.partial ? h("div", { class: "notice", "data-tone": "bad" }, icon("critical"), h("p", {}, h("strong", {}, "This report is partial: "), report.partial, " It proves nothing about what is missing.")) : null,
      next(files[0], again, fresh),
    ),
    ...groups.map((group, index) => systemPart(group, reports.timelines[index] ?? null)),
    section("Beyond the systems", report.findings.length > 0 ? judgements(report.findings) : null),
    section("The report as files", downloads(files)),
    section("Files", table.root),
    section("Passed over", skipped(report)),
    section("Passwords that were tried", candidates(report)),
    section("Event logs", logs(report)),
    section("Records that conclusions rest on", records(report)),
    section("How this report was made", circumstances(report)),
  );
  // On paper every file stands, not a page of them.
  addEventListener("beforeprint", () => view.isConnected && table.whole(true));
  addEventListener("afterprint", () => view.isConnected && table.whole(false));
  return view;
}

const told = (text: string): (Node | string)[] => sentence(visible(text));

function section(title: string, content: HTMLElement | null): HTMLElement | null {
  return content && h("section", { class: "card-part" }, h("h3", {}, title), content);
}

interface Form {
  name: string;
  bytes: Uint8Array;
  type: string;
  sha256: string;
  label: string;
  note: string;
}

function forms({ report, reports, hashes }: Result): [Form, ...Form[]] {
  const stem = `audit-${report.circumstances.started.slice(0, 10)}`;
  return [
    { name: `${stem}.html`, type: "text/html", bytes: reports.html, sha256: hashes.html, label: "Download the report", note: "For people: one file that prints on A4 and Letter." },
    { name: `${stem}.json`, type: "application/json", bytes: reports.json, sha256: hashes.json, label: "Download as JSON", note: "For programs, and to verify the files later." },
    { name: `${stem}.csv`, type: "text/csv", bytes: reports.csv, sha256: hashes.csv, label: "Download as CSV", note: "For spreadsheets: one row a file." },
  ];
}

function link({ name, bytes: content, type, label }: Form, className: string): HTMLElement {
  const element = downloadLink(new Blob([content as Uint8Array<ArrayBuffer>], { type }), name, label);
  element.className = `${className} download`;
  element.dataset["form"] = name.split(".").pop();
  return element;
}

function next(form: Form, again: () => void, fresh: () => void): HTMLElement {
  return h("p", { class: "actions audit-next" }, link(form, "primary"), button("Print this page", "quiet", () => print(), "print"), button("Change and audit again", "quiet", again, "back"), button("New audit", "text", fresh));
}

function downloads(list: Form[]): HTMLElement {
  const rows = list.map((form) => h("li", {}, link(form, "quiet"), h("div", {}, h("p", { class: "hint" }, form.note), h("p", { class: "hash-line" }, h("span", {}, "SHA-256 "), copyable(form.sha256, `the SHA-256 of ${form.name}`)))));
  return h("ul", { class: "audit-downloads" }, ...rows);
}

function skipped({ skipped: list }: AuditReport): HTMLElement | null {
  return list.length === 0 ? null : plainTable("What was passed over", ["Path", "Why"], list.map(({ path, finding }) => [h("bdi", { class: "mono" }, visible(path)), visible(finding.what)]));
}

function candidates({ candidates: list }: AuditReport): HTMLElement {
  if (list.length === 0) {
    return h("p", {}, "None were given.");
  }
  return plainTable("Passwords that were tried", ["Number", "Where it was found", "Files it opens"], list.map(({ name, opens }) => [String(name.line), visible(name.label ?? ""), opens.toLocaleString("en")]));
}

const FORMS = { evtx: "binary event log (.evtx)", xml: "XML", "event-viewer-csv": "CSV of Event Viewer", "powershell-csv": "CSV of PowerShell", "powershell-json": "JSON of PowerShell" } as const;

function span(summary: NonNullable<LogView["summary"]>): HTMLElement {
  const end = ({ time, local_time: local }: { time?: string | null; local_time?: string | null }) => (time ? when(time) : (local ?? "?"));
  return h("ul", {}, ...summary.sources.map(({ computer, first, last, missing }) => h("li", {}, h("bdi", {}, visible(computer ?? "unnamed computer")), `: ${visible(end(first))} to ${visible(end(last))}${missing > 0 ? `, ${missing.toLocaleString("en")} records missing in between` : ""}`)));
}

function logs({ logs: list }: AuditReport): HTMLElement | null {
  const rows = list.map(({ path, bytes: size, sha256, summary, error, remedy }) => [
    h("span", {}, h("bdi", { class: "mono" }, shortened(visible(path), 160)), h("span", { class: "fact-note" }, bytes(size)), sha256 ? h("span", { class: "fact-note mono" }, sha256) : null),
    summary ? FORMS[summary.form] : "not read",
    summary ? `${count(summary.records, "record")}, ${summary.entsso_records.toLocaleString("en")} of ENTSSO${summary.broken_records > 0 ? `, ${summary.broken_records.toLocaleString("en")} broken` : ""}` : visible(`${error ?? ""} ${remedy ?? ""}`),
    summary ? span(summary) : "",
  ]);
  return list.length === 0 ? null : plainTable("Event logs", ["Log", "Form", "Records", "Computers and spans"], rows);
}

function records({ records: list }: AuditReport): HTMLElement | null {
  if (list.length === 0) {
    return null;
  }
  const rows = list.map(({ number, record }) => [
    String(number),
    record.time ? when(record.time) : visible(record.local_time ?? ""),
    h("span", {}, h("bdi", {}, visible(record.computer ?? "")), record.record_id ? h("span", { class: "fact-note" }, `record ${record.record_id}`) : null),
    String(record.event_id),
    h("ul", {}, ...record.parameters.filter(({ value }) => value).map(({ name, value }) => h("li", {}, h("span", { class: "fact-note" }, name.replaceAll("_", " ")), h("bdi", {}, shortened(visible(value), 200))))),
  ]);
  return h("details", { class: "fold" }, h("summary", {}, count(rows.length, "record")), plainTable("Records that conclusions rest on", ["No.", "Time", "Computer", "Event", "Parameters"], rows));
}

function circumstances({ statement, circumstances: made, policy, method, limits, counts }: AuditReport): HTMLElement {
  const row = (name: string, value: Node | string) => h("div", {}, h("dt", {}, name), h("dd", {}, value));
  const stated = (value: string | null) => h("bdi", {}, visible(value ?? NOT_STATED));
  const list = (sentences: string[]) => h("ul", { class: "plain-list" }, ...sentences.map((it) => h("li", {}, it)));
  return h(
    "div",
    {},
    h(
      "dl",
      { class: "facts" },
      row("Case", stated(statement.case)),
      row("Organisation", stated(statement.organisation)),
      row("Examiner", stated(statement.examiner)),
      row("Purpose", stated(statement.purpose)),
      row("Examined", `${when(made.started)} to ${when(made.ended)}, by this machine’s unverified clock (UTC${made.local_offset})`),
      row("Tool", made.tool),
      row("SHA-256 of this page", made.tool_sha256 ? copyable(made.tool_sha256, "the SHA-256 of this page") : NOT_STATED),
      row("Browser", stated(made.host)),
      row("Policy", h("span", {}, h("bdi", {}, visible(policy.file ?? "built in")), h("span", { class: "fact-note mono" }, policy.sha256))),
      row("Derivations", counts.derivations.toLocaleString("en")),
    ),
    h("details", { class: "fold" }, h("summary", {}, "Method, and what it cannot show"), h("h4", {}, "Method"), list(method), h("h4", {}, "What it cannot show"), list(limits)),
  );
}
