import type { App, Wish } from "./app.ts";
import { button, h } from "./dom.ts";
import type { Entry } from "./entry.ts";
import { mayBeNative } from "./seal.ts";
import { shortened, visible } from "./text.ts";

const WISHES: Partial<Record<Wish, { title: string; lead: string; choose: string }>> = {
  seal: {
    title: "Protect a native .bak file",
    lead: "Choose the file that ssoconfig -backupsecret wrote on the master secret server. By default it is named SSO, four or five hex digits, .bak.",
    choose: "Choose the .bak file",
  },
  restore: { title: "Get the secret back", lead: "Which backup?", choose: "Choose the backup" },
  custodians: { title: "See who can open a backup", lead: "Which backup?", choose: "Choose the backup" },
  keep: { title: "Put a backup in a safe", lead: "Which backup?", choose: "Choose the backup" },
};

const fits = (wish: Wish, entry: Entry): boolean => (wish === "seal" ? mayBeNative(entry) : !!entry.report?.header);

/** Asks which file a wish is about: one that is open, or one yet to be chosen. */
export function pickPanel(app: App, wish: Wish, carryOut: (entry: Entry) => void): HTMLElement {
  const { title, lead, choose } = WISHES[wish] ?? { title: "", lead: "", choose: "Choose a file" };
  const open = app.files.entries.filter((entry) => fits(wish, entry)).slice(0, 12);
  return h(
    "div",
    {},
    h("h3", { class: "task-title", tabindex: -1 }, title),
    h("p", { class: "task-lead" }, lead),
    open.length > 0 ? h("ul", { class: "picks" }, ...open.map((entry) => h("li", {}, button(shortened(visible(entry.name), 80), "quiet", () => carryOut(entry), "intact")))) : null,
    h("p", { class: "actions" }, button(choose, "primary", () => app.choose(wish), "drop"), button("Back", "quiet", () => app.home())),
  );
}
