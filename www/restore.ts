import type { App } from "./app.ts";
import { announce } from "./announce.ts";
import { memoryOf, triedCosts, workOf } from "./check.ts";
import { reminders } from "./custodians.ts";
import { button, find, focusOn, fromTemplate, h, icon, part } from "./dom.ts";
import { downloadLink, safeName } from "./download.ts";
import type { Entry } from "./entry.ts";
import { holdsPrevious } from "./facts.ts";
import { findingList } from "./findings.ts";
import { connectForm } from "./form.ts";
import { PasswordField } from "./password-field.ts";
import type { Restored } from "./types.ts";
import { copyButton } from "./value.ts";

/** The panel that gives the content back; with `salvage`, also that of a file that does not open. */
export function restorePanel(app: App, entry: Entry, salvage: boolean): HTMLElement {
  const root = fromTemplate("t-restore");
  const content = entry.report?.header?.content;
  const password = PasswordField.in(root, "password");
  explain(root, entry, salvage);
  const shown = entry.report && !entry.report.authenticated ? reminders(entry.report) : null;
  if (shown) {
    part(root, "reminders").append(shown);
  }
  const which = part(root, "which");
  if (content && holdsPrevious(content)) {
    which.hidden = false;
    part(root, "secrets").append(secretChoice("current", "The current secret", true), secretChoice("previous", "The previous secret", false));
  }
  const native = part(root, "native");
  native.hidden = !(content?.kind === "file" && content.native_password);
  part(root, "back").addEventListener("click", () => app.show(entry));

  connectForm(app, root, {
    memoryKib: () => memoryOf(triedCosts(entry)),
    async job() {
      const file = await entry.bytes();
      const secret = password.bytes();
      password.clear();
      const all = triedCosts(entry);
      const chosen = root.querySelector<HTMLInputElement>("[name=secret]:checked")?.value as "current" | "previous" | undefined;
      const request = { file: entry.name, bytes: file, password: secret, salvage, ...entry.allowance, ...(chosen ? { secret: chosen } : {}) };
      return {
        doing: salvage ? "Salvaging the content" : "Opening the backup",
        // Salvage may have to derive once more, from what is left of the slots.
        workKib: workOf(all) * (salvage ? 2 : 1),
        memoryKib: memoryOf(all),
        run: (core) => core.call("restore", request).finally(() => secret.fill(0)),
        spentKib: () => (all.length === 1 && !salvage ? workOf(all) : undefined),
      };
    },
    done(restored) {
      const wantsPassword = !native.hidden && find<HTMLInputElement>(native, "input").checked;
      const panel = restoredPanel(app, entry, restored, contentName(entry, root), wantsPassword);
      const { source } = restored.outcome;
      entry.report = source ? { ...source, file: entry.name } : entry.report;
      app.files.onchange(entry);
      app.show(entry);
      find(document, ".card .task").replaceChildren(panel);
      focusOn(find(panel, ".task-title"));
      announce(restored.outcome.answer);
    },
  });
  return root;
}

function explain(root: HTMLElement, entry: Entry, salvage: boolean): void {
  const native = entry.report?.header?.content.kind === "file";
  if (native) {
    find(root, ".task-title").textContent = "Get the .bak file back";
  }
  if (salvage) {
    find(root, ".task-title").textContent = "Salvage the content";
    part(root, "submit").textContent = "Salvage";
  }
  part(root, "lead").textContent = salvage
    ? "If one password slot and the encrypted content have survived, the content comes back whole. It is proven by its own authentication; the header around it is not."
    : native
      ? "You get back the identical native file, as it was sealed. Restore it with ssoconfig -restoresecret on the master secret server."
      : "You get the raw bytes of the secret, for a system that takes its master secret from this tool.";
  const warning = part(root, "warning");
  warning.hidden = native && !salvage;
  find(warning, "p").textContent = salvage
    ? "Names, identifiers and times in this file may be false. Compare what you get with another source before you use it."
    : "ENTSSO cannot import this secret, and restoring it does not end event 10589. Whoever has the file that you are about to save has the secret: no password protects it any more.";
}

function secretChoice(value: string, label: string, checked: boolean): HTMLElement {
  return h("label", { class: "choice" }, h("input", { type: "radio", name: "secret", value, checked }), h("span", { class: "choice-text" }, h("strong", {}, label)));
}

function contentName(entry: Entry, root: HTMLElement): string {
  const content = entry.report?.header?.content;
  if (content?.kind === "file") {
    return safeName(content.name);
  }
  if (content?.kind === "secrets") {
    const role = root.querySelector<HTMLInputElement>("[name=secret]:checked")?.value === "previous" ? "previous" : "current";
    return `master-secret-${content[role]?.msid ?? role}.bin`;
  }
  return "salvaged-content.bin";
}

function restoredPanel(app: App, entry: Entry, { outcome, bytes, nativePassword }: Restored, name: string, wantsPassword: boolean): HTMLElement {
  const blob = new Blob([bytes as Uint8Array<ArrayBuffer>], { type: "application/octet-stream" });
  bytes.fill(0);
  const link = downloadLink(blob, name, "Save the content");
  link.dataset["revealedSecret"] = "";
  link.addEventListener("expire", () => {
    URL.revokeObjectURL(link.href); // the browser lets go of the content
    link.replaceWith(h("p", {}, h("strong", {}, "The content is no longer here."), " Open the backup again to get it."));
  });
  const native = entry.report?.header?.content.kind === "file";
  const salvaged = outcome.action === "salvage";
  const shown = nativePassword && wantsPassword ? revealed(nativePassword) : null;
  if (nativePassword && !wantsPassword) {
    nativePassword.fill(0);
  }
  return h(
    "div",
    { class: "outcome" },
    h("h3", { class: "task-title", tabindex: -1 }, salvaged ? "Salvaged: compare it before you use it" : "Opened, and everything in it holds"),
    h("p", { class: "task-lead" }, outcome.answer),
    h("p", { class: "actions" }, link),
    h("p", { class: "hint" }, native && !salvaged ? "It is the file that was sealed, bit for bit, and only its own password protects it. Restore it with ssoconfig -restoresecret." : "Nothing protects the saved file. Delete it as soon as it has served."),
    shown,
    findingList(outcome.findings),
    h("p", { class: "actions" }, button("Back to the backup", "quiet", () => app.show(entry), "back")),
  );
}

/** The native file's own password, covered until asked for, and forgotten when the page has been idle. */
function revealed(password: Uint8Array): HTMLElement {
  const text = new TextDecoder().decode(password);
  password.fill(0);
  const value = h("code", { class: "mono secret", "data-revealed-secret": true }, "••••••••");
  const toggle = button("Show", "quiet small", () => {
    const hidden = toggle.textContent === "Show";
    value.textContent = hidden ? text : "••••••••";
    toggle.textContent = hidden ? "Hide" : "Show";
  });
  const box = h("div", { class: "notice", "data-tone": "calm" }, icon("check"), h("p", {}, "The native file’s own password, which ssoconfig will ask for: ", value), toggle, copyButton(() => text, "the native password"));
  value.addEventListener("expire", () => box.remove());
  return box;
}
