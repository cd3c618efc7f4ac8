import type { App } from "./app.ts";
import { announce } from "./announce.ts";
import { button, h, icon } from "./dom.ts";
import { downloadLink } from "./download.ts";
import type { Entry } from "./entry.ts";
import { findingList } from "./findings.ts";
import { visible, when } from "./text.ts";
import type { Change, Outcome } from "./types.ts";
import { copyable, sentence } from "./value.ts";

const TITLES: Record<Outcome["action"], string> = {
  generate: "A new master secret, backed up and proven",
  seal: "Sealed and proven",
  rewrap: "Re-wrapped and proven",
  "slot-add": "Custodian added, and proven",
  "slot-replace": "Password replaced, and proven",
  "slot-remove": "Custodian removed, and proven",
  restore: "Opened, and here it is",
  salvage: "Salvaged, with care",
};

/** What was written: the file to save, the proof, and what differs from the old one. */
export function outcomePanel(app: App, entry: Entry, outcome: Outcome): HTMLElement {
  const saved = h("p", { class: "saved", role: "status" });
  const onsave = () => {
    entry.unsaved = false;
    app.files.onchange(entry);
    saved.replaceChildren(icon("done"), h("span", {}, "Handed to the browser. To be sure that it arrived whole, drop the saved file here and check it."));
    announce("The download has begun.");
  };
  return h(
    "div",
    { class: "outcome" },
    h("h3", { class: "task-title", tabindex: -1 }, TITLES[outcome.action]),
    h("p", { class: "task-lead" }, ...sentence(outcome.answer.split(/(?<=\.) It (?=holds|encloses)/)[0] ?? "")),
    h("p", { class: "actions" }, downloadLink(entry.blob, entry.name, "Download the new backup", onsave)),
    saved,
    outcome.changes.length > 0 ? comparison(outcome.changes) : null,
    findingList(outcome.findings),
    h(
      "p",
      { class: "actions" },
      button("Put it in a safe", "quiet", () => app.show(entry, "keep"), "kit"),
      button("Add a custodian", "quiet", () => app.show(entry, "slot-add"), "custodians"),
    ),
  );
}

const isProof = (change: Change): boolean => /^(fingerprint|SHA-256)/.test(change.what);

/** Old and new side by side; first what proves that the content is the same. */
export function comparison(changes: Change[]): HTMLElement {
  const proofs = changes.filter(isProof);
  const others = changes.filter((change) => !isProof(change) && (change.old || change.new));
  return h(
    "div",
    { class: "comparison" },
    proofs.length > 0 ? proof(proofs) : null,
    h(
      "table",
      {},
      h("caption", {}, "What changed"),
      h("thead", {}, h("tr", {}, ...["", "Old file", "New file"].map((text, index) => (index === 0 ? h("td", {}) : h("th", { scope: "col" }, text))))),
      h("tbody", {}, ...others.map(row)),
    ),
  );
}

/** Secrets by their fingerprints, a file by its SHA-256. What only the new file has is new, not different. */
function proof(proofs: Change[]): HTMLElement {
  const kept = proofs.filter((change) => change.old);
  const same = kept.length > 0 && kept.every((change) => change.old === change.new);
  const title = same ? "The content is the same in both files." : kept.length > 0 ? "The content is not the same." : "This content is new.";
  return h(
    "div",
    { class: "proof", "data-tone": same ? "good" : kept.length > 0 ? "bad" : "calm" },
    icon(same ? "opens" : kept.length > 0 ? "tampered" : "info"),
    h("div", {}, h("p", {}, h("strong", {}, title)), ...proofs.map((change) => h("p", {}, ...sentence(capital(change.what)), ": ", change.new ? copyable(change.new, `the ${change.what}`) : "none"))),
  );
}

/** The words of this page for what the core compares. */
function named(what: string): string {
  const [, number, part] = /^slot (\d+), (label|derivation|reminder)$/.exec(what) ?? [];
  const parts: Record<string, string> = { label: "", derivation: ", cost", reminder: ", reminder" };
  return number ? `Custodian ${number}${parts[part ?? ""] ?? ""}` : capital(what);
}

const shown = (value: string): string => (/^\d{4}-\d\d-\d\dT[\d:]{8}Z$/.test(value) ? when(value) : visible(value));

function row(change: Change): HTMLElement {
  const cell = (value: string | null | undefined, label: string) => h("td", { "data-label": label }, value ? h("bdi", {}, ...sentence(shown(value))) : h("span", { class: "none" }, "none"));
  const same = change.old === change.new;
  return h("tr", { "data-same": same }, h("th", { scope: "row" }, named(change.what)), cell(change.old, "Old file"), same ? h("td", { "data-label": "New file" }, "the same") : cell(change.new, "New file"));
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
