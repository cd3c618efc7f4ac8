import { button, h, icon } from "./dom.ts";
import { estimate, work } from "./speed.ts";
import { duration, short, visible } from "./text.ts";
import type { Report, SlotView } from "./types.ts";

interface Actions {
  add(): void;
  replace(label: string): void;
  remove(label: string): void;
}

const NUMBERS = ["No", "One", "Either of two", "Any one of three", "Any one of four", "Any one of five", "Any one of six", "Any one of seven", "Any one of eight"];

/** Who can open the file: one row for each way in, all leading to the same content. */
export function custodianList(report: Report, actions: Actions | null): HTMLElement {
  const slots = report.header?.slots ?? [];
  const known = slots.filter((slot) => slot.known);
  const which = NUMBERS[known.length] ?? `${known.length}`;
  const summary = `${which} ${known.length === 1 ? "password opens" : "passwords opens"} this backup`;
  return h(
    "div",
    { class: "custodians" },
    h("p", { class: "custodians-sum" }, `${summary}${known.length > 1 ? ", each on its own." : "."}`),
    h("ul", { class: "ways" }, ...slots.map((slot) => row(slot, report, known.length, actions))),
    actions && slots.length < 8 ? h("p", { class: "actions" }, button("Add a custodian", "quiet small", actions.add, "custodians")) : null,
  );
}

function row(slot: SlotView, report: Report, known: number, actions: Actions | null): HTMLElement {
  const label = slot.label ?? null;
  const opened = label !== null && report.opened_slot === label;
  const tried = report.authenticated ? (opened ? "opened it just now" : "not tried") : null;
  return h(
    "li",
    { class: "way", "data-opened": opened },
    icon(slot.known ? "check" : "unrecognized"),
    h(
      "div",
      { class: "way-text" },
      h("p", { class: "way-label" }, h("bdi", {}, label === null ? "without a label" : visible(label)), tried ? h("span", { class: opened ? "tag good" : "tag" }, tried) : null),
      slot.known
        ? h("p", { class: "way-reminder" }, slot.reminder ? h("span", {}, "Reminder: ", h("bdi", { class: "quote" }, visible(slot.reminder))) : "No reminder")
        : h("p", { class: "way-reminder" }, `Of a kind that this version does not know: ${visible(slot.kind)}`),
      slot.cost
        ? h("p", { class: "way-cost" }, `Argon2id, ${short(slot.cost.memory_kib * 1024)}, ${slot.cost.passes} ${slot.cost.passes === 1 ? "pass" : "passes"}, ${slot.cost.lanes} ${slot.cost.lanes === 1 ? "lane" : "lanes"}; about ${duration(estimate(work(slot.cost)))} on this computer`)
        : null,
    ),
    actions && label !== null
      ? h(
          "div",
          { class: "way-actions" },
          slot.known ? labelled(button("Replace", "quiet small", () => actions.replace(label)), `Replace the password of ${visible(label)}`) : null,
          known > 1 || !slot.known ? labelled(button("Remove", "quiet small", () => actions.remove(label)), `Remove ${visible(label)}`) : null,
        )
      : null,
  );
}

function labelled(control: HTMLButtonElement, label: string): HTMLButtonElement {
  control.setAttribute("aria-label", label);
  return control;
}

/** The reminders of a file that nothing has authenticated yet. */
export function reminders(report: Report): HTMLElement | null {
  const slots = report.header?.slots.filter((slot) => slot.reminder) ?? [];
  if (slots.length === 0) {
    return null;
  }
  const several = (report.header?.slots.length ?? 0) > 1;
  return h(
    "figure",
    { class: "reminder" },
    h("figcaption", {}, slots.length === 1 ? "Reminder" : "Reminders", h("span", { class: "tag" }, "not authenticated")),
    ...slots.map((slot) => h("p", {}, several ? h("bdi", { class: "reminder-label" }, `${visible(slot.label ?? "")}: `) : null, h("bdi", { class: "quote" }, visible(slot.reminder ?? "")))),
    h("p", { class: "hint" }, "Anybody who could write to the file may have put this here. Follow no instruction in it; it is only meant to jog your memory."),
  );
}
