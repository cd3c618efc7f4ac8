import type { App, EntryTask } from "./app.ts";
import { checkPanel } from "./check.ts";
import { custodianList } from "./custodians.ts";
import { button, h, icon } from "./dom.ts";
import type { Entry } from "./entry.ts";
import { contentFacts, fileFacts, strangerFacts } from "./facts.ts";
import { findingList } from "./findings.ts";
import { keepPanel } from "./keep.ts";
import { outcomePanel } from "./outcome.ts";
import { restorePanel } from "./restore.ts";
import { rewrapPanel } from "./rewrap.ts";
import { mayBeNative, sealPanel } from "./seal.ts";
import { newSlotPanel, removeSlotPanel } from "./slot-tasks.ts";
import { shortened, visible } from "./text.ts";
import type { Report } from "./types.ts";
import { sentence } from "./value.ts";
import { remedyOf, VERDICTS } from "./verdicts.ts";

/** An answer of more characters than this is set smaller. */
const LONG = 110;

/** The card of one file: the answer, the next step, then what there is to know. */
export function card(app: App, entry: Entry, task?: EntryTask, slot?: string): HTMLElement {
  const { report } = entry;
  if (!report) {
    return unread(app, entry);
  }
  const { header, seems_to_be: seems } = report;
  const { tone } = VERDICTS[report.verdict];
  const canWrite = report.verdict === "opens" || report.verdict === "intact" || report.verdict === "wrong-password";
  const actions = canWrite
    ? {
        add: () => app.show(entry, "slot-add"),
        replace: (label: string) => app.show(entry, "slot-replace", label),
        remove: (label: string) => app.show(entry, "slot-remove", label),
      }
    : null;
  return h(
    "article",
    { class: "card", "data-tone": tone, "data-verdict": report.verdict, "data-task": task ?? "next" },
    cardHead(entry, report),
    h("div", { class: "task" }, panel(app, entry, report, task, slot)),
    section("Worth knowing", report.findings.length > 0 ? findingList(report.findings) : null),
    section("Who can open it", header ? custodianList(report, actions) : null, report.authenticated ? null : "not authenticated"),
    section(report.authenticated ? "What it holds" : "What it says that it holds", header ? contentFacts(report, header) : null, report.authenticated ? null : "not authenticated"),
    section("What it seems to be", seems ? strangerFacts(seems) : null),
    section("The file", fileFacts(entry, report)),
  );
}

/** The answer, and what the file is here. */
export function cardHead(entry: Entry, report: Report): HTMLElement {
  return h(
    "header",
    { class: "card-head" },
    fileLine(entry),
    h("p", { class: "verdict" }, icon(report.verdict), h("strong", {}, VERDICTS[report.verdict].word)),
    h("h2", { class: report.answer.length > LONG ? "answer long" : "answer", tabindex: -1 }, ...answer(report)),
    h("p", { class: "remedy" }, entry.unsaved ? "It exists only in this page so far. Download it now." : remedy(report)),
    where(report),
  );
}

function fileLine(entry: Entry): HTMLElement {
  const tag = { file: null, paste: "pasted", sample: "sample", kit: "in this kit", made: entry.unsaved ? "not saved yet" : "made here" }[entry.origin];
  return h("p", { class: "file-line" }, h("bdi", { class: "file-name" }, shortened(visible(entry.name), 120)), tag ? h("span", { class: entry.unsaved ? "tag caution" : "tag" }, tag) : null);
}

/** The core's answer, its GUIDs set apart; its first sentence is the headline. */
function answer(report: Report): (Node | string)[] {
  const [first = "", ...rest] = report.answer.split(/(?<=\.) (?=[A-Z])/);
  return [...sentence(first), rest.length > 0 ? h("span", { class: "answer-more" }, ...sentence(rest.join(" "))) : ""];
}

function remedy(report: Report): string {
  if (report.seems_to_be) {
    return report.seems_to_be.note.replace("Read it with `mastersecret events`.", "The command line reads it with `mastersecret events`.");
  }
  return report.fault ? remedyOf(report.fault) : report.remedy;
}

/** Why and where, for the person who will look into the file. */
function where(report: Report): HTMLElement | null {
  const faults = [report.fault, report.hint].filter((fault) => !!fault);
  if (faults.length === 0 || report.verdict === "wrong-password") {
    return null;
  }
  return h(
    "div",
    { class: "where" },
    ...faults.map((fault) => {
      const place = fault?.place;
      return h(
        "p",
        {},
        fault === report.hint ? "It shows at least here: " : "",
        h("bdi", {}, fault?.what ?? ""),
        place ? h("span", { class: "place" }, ` Line ${place.line}, column ${place.column}`, place.pointer ? h("code", { class: "mono" }, ` ${visible(place.pointer)}`) : null, ".") : null,
      );
    }),
  );
}

function section(title: string, content: HTMLElement | null, tag: string | null = null): HTMLElement | null {
  return content && h("section", { class: "card-part" }, h("h3", {}, title, tag ? h("span", { class: "tag" }, tag) : null), content);
}

function unread(app: App, entry: Entry): HTMLElement {
  const { fault } = entry;
  return h(
    "article",
    { class: "card", "data-tone": fault ? "bad" : "calm", "data-verdict": fault ? "unread" : "waiting" },
    h(
      "header",
      { class: "card-head" },
      fileLine(entry),
      h("p", { class: "verdict" }, icon(fault ? "malformed" : "working"), h("strong", {}, fault ? "Not read" : "Looking")),
      h("h2", { class: "answer", tabindex: -1 }, fault ? fault.what : "This file is being looked at."),
      fault ? h("p", { class: "remedy" }, fault.remedy) : null,
    ),
    fault ? h("div", { class: "task" }, h("p", { class: "actions next" }, button("Choose another file", "primary", () => app.choose(), "drop"))) : null,
  );
}

function panel(app: App, entry: Entry, report: Report, task: EntryTask | undefined, slot: string | undefined): HTMLElement {
  switch (task) {
    case "check":
    case "try-damaged":
      return checkPanel(app, entry, task === "try-damaged");
    case "rewrap":
      return rewrapPanel(app, entry);
    case "restore":
    case "salvage":
      return restorePanel(app, entry, task === "salvage");
    case "slot-add":
      return newSlotPanel(app, entry);
    case "slot-replace":
      return newSlotPanel(app, entry, slot ?? "");
    case "slot-remove":
      return removeSlotPanel(app, entry, slot ?? "");
    case "seal":
      return sealPanel(app, entry);
    case "keep":
      return keepPanel(app, entry);
    case undefined:
      return next(app, entry, report);
  }
}

/** The next sensible step, and beside it the others that make sense now. */
function next(app: App, entry: Entry, report: Report): HTMLElement {
  const choose = (className = "primary") => button("Choose another copy", className, () => app.choose(), "drop");
  const go = (label: string, task: EntryTask, className = "quiet", symbol?: string) => button(label, className, () => app.show(entry, task), symbol);
  const steps = (...controls: (HTMLElement | null)[]) => h("p", { class: "actions next" }, ...controls);
  const salvage = () => go("Salvage the content", "salvage", "quiet", "restore");
  if (entry.outcome) {
    return outcomePanel(app, entry, entry.outcome);
  }
  switch (report.verdict) {
    case "intact":
    case "wrong-password":
    case "refused":
      return checkPanel(app, entry, false);
    case "opens":
      return steps(
        go("Re-wrap under a new password", "rewrap", "primary", "rewrap"),
        go(report.header?.content.kind === "file" ? "Get the .bak file back" : "Get the secret back", "restore", "quiet", "restore"),
        go("Put it in a safe", "keep", "quiet", "kit"),
      );
    case "damaged":
      return steps(choose(), report.header ? go("Try its password all the same", "try-damaged", "quiet", "check") : null, salvage());
    case "malformed":
    case "tampered":
    case "mismatch":
      return steps(choose(), salvage());
    case "unsupported":
      return steps(choose());
    case "unrecognized":
      return mayBeNative(entry)
        ? steps(go("Protect this .bak file", "seal", "primary", "protect"), choose("quiet"))
        : steps(button("Choose another file", "primary", () => app.choose(), "drop"));
  }
}
