import { h } from "./dom.ts";
import type { Entry } from "./entry.ts";
import { bytes, shortened, visible, when } from "./text.ts";
import type { Content, HeaderView, Report, SeemsToBe } from "./types.ts";
import { copyable } from "./value.ts";

type Row = [name: string, value: Node | string | null | undefined, note?: string];

function table(rows: Row[]): HTMLElement {
  const present = rows.filter(([, value]) => value !== null && value !== undefined);
  return h(
    "dl",
    { class: "facts" },
    ...present.map(([name, value, note]) =>
      h("div", {}, h("dt", {}, name), h("dd", {}, value, note ? h("span", { class: "fact-note" }, note) : null)),
    ),
  );
}

const outside = (text: string): HTMLElement => h("bdi", {}, visible(text));
const age = (time: string): string => {
  const days = Math.floor((Date.now() - Date.parse(time)) / 86_400_000);
  return days < 0 ? "" : days === 0 ? "today" : days === 1 ? "yesterday" : `${days.toLocaleString("en")} days ago`;
};

/** What the backup holds, as its header says, and its fingerprints once it was opened. */
export function contentFacts(report: Report, header: HeaderView): HTMLElement {
  const stated = "stated when it was sealed";
  const { content } = header;
  const time = (name: string, value: string | null | undefined, note = value ? age(value) : ""): Row => [name, value ? when(value) : null, note];
  const secret = (role: "current" | "previous"): Row[] => {
    const entry = content.kind === "secrets" ? content[role] : null;
    const print = report.secrets.find((secret) => secret.role === role)?.fingerprint;
    const name = role === "current" ? "Current secret" : "Previous secret";
    return [
      [name, entry ? copyable(entry.msid, `the MSID of the ${role} secret`) : null, entry?.generated ? `generated ${when(entry.generated)}` : ""],
      ["Its fingerprint", print ? copyable(print, `the fingerprint of the ${role} secret`) : null],
    ];
  };
  const rows: Row[] =
    content.kind === "secrets"
      ? [["Holds", "master secrets that this tool generated"], ...secret("current"), ...secret("previous"), time("Backed up", content.backed_up)]
      : [
          ["Holds", "a native ENTSSO backup, sealed"],
          ["Native file", outside(content.name), bytes(content.bytes)],
          ["SHA-256 of the native file", copyable(content.sha256, "the SHA-256 of the native file")],
          ["Its own password", content.native_password ? "enclosed" : "not enclosed"],
          ["Current MSID", content.current_msid ? copyable(content.current_msid, "the current MSID") : null, stated],
          ["Previous MSID", content.previous_msid ? copyable(content.previous_msid, "the previous MSID") : null, stated],
          time("Backed up", content.backed_up, content.backed_up ? `${age(content.backed_up)}, ${stated}` : ""),
        ];
  return table([["SSO system", header.system ? outside(header.system) : null], ...rows]);
}

/** What is true of the file as a file. */
export function fileFacts(entry: Entry, report: Report): HTMLElement {
  const { header } = report;
  return table([
    ["Name", outside(entry.name)],
    ["Size", bytes(report.bytes)],
    ["SHA-256", report.sha256 ? copyable(report.sha256, "the SHA-256 of this file") : "not computed: only both ends of so large a file were read"],
    ["Written", header ? when(header.created) : null, header ? age(header.created) : ""],
    ["Id", header ? copyable(header.id, "the id of this file") : null],
    ["Made from", header?.replaces ? copyable(header.replaces, "the id of the file before it") : null],
    ["Extensions", header?.extensions.length ? outside(header.extensions.join(", ")) : null],
  ]);
}

/** What is known of a file in another format. */
export function strangerFacts(seems: SeemsToBe): HTMLElement {
  const looked = seems.whole ? "over all of it" : "over its first and last 64 KiB";
  const facts = table([
    ["Seems to be", outside(seems.name)],
    ["Entropy", `${seems.entropy.toFixed(2)} bits per byte`, looked],
  ]);
  return h(
    "div",
    {},
    facts,
    seems.strings.length > 0
      ? h(
          "details",
          { class: "fold", open: true },
          h("summary", {}, "Readable text in it"),
          h("p", { class: "hint" }, "A reminder may be among these. They come from the file and prove nothing."),
          h(
            "ul",
            { class: "strings" },
            ...seems.strings.map((found) =>
              h("li", {}, outside(shortened(found.text, 200)), h("span", { class: "fact-note" }, `${found.encoding === "ascii" ? "ASCII" : "UTF-16"}, at byte ${found.offset.toLocaleString("en")}`)),
            ),
          ),
        )
      : null,
  );
}

export const holdsPrevious = (content: Content): boolean => content.kind === "secrets" && !!content.previous;
