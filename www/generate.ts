import type { App } from "./app.ts";
import { memoryOf, triedCosts, workOf } from "./check.ts";
import { find, fromTemplate, h, part } from "./dom.ts";
import { generatedName } from "./download.ts";
import { connectForm } from "./form.ts";
import { NewSlotFields } from "./new-slot.ts";
import { PasswordField } from "./password-field.ts";
import { madeEntry } from "./rewrap.ts";
import { visible } from "./text.ts";

/** The panel that draws a new master secret. A backup that is open here can give its current secret as the previous one. */
export function generatePanel(app: App): HTMLElement {
  const root = fromTemplate("t-generate");
  const fields = new NewSlotFields(app, root, { label: "custodian A" });
  const old = PasswordField.in(root, "old");
  const olds = app.files.entries.filter((entry) => entry.report?.header?.content.kind === "secrets" && entry.report.verdict !== "damaged");
  part(root, "from").hidden = olds.length === 0;
  part(root, "from-choices").append(
    choice("", "None: this is the first secret of its system", true),
    ...olds.slice(0, 12).map((entry) => choice(String(entry.id), `The current secret of ${visible(entry.name)} becomes the previous one`, false)),
  );
  const chosen = () => {
    const id = root.querySelector<HTMLInputElement>("[name=from]:checked")?.value;
    return olds.find((entry) => String(entry.id) === id);
  };
  const offerOld = () => {
    const from = chosen();
    find(root, "[data-password=old]").hidden = !from;
    old.input.required = !!from;
  };
  part(root, "from-choices").addEventListener("change", offerOld);
  offerOld();
  part(root, "back").addEventListener("click", () => app.home());

  connectForm(app, root, {
    memoryKib: () => fields.memoryKib,
    ready: () => fields.check(),
    async job() {
      const newSlot = fields.read();
      const entry = chosen();
      const system = find<HTMLInputElement>(root, "[name=system]").value.trim();
      const secret = old.bytes();
      const from = entry ? { from: { file: entry.name, bytes: await entry.bytes(), password: secret, ...entry.allowance } } : {};
      const before = entry ? triedCosts(entry) : [];
      return {
        doing: "Generating, and opening the new file once more",
        workKib: workOf(before) + 2 * fields.workKib,
        memoryKib: Math.max(memoryOf(before), fields.memoryKib),
        run: (core) => core.call("generate", { newSlot, ...from, ...(system ? { system } : {}) }).finally(() => [secret, newSlot.password].forEach((used) => used.fill(0))),
      };
    },
    done: (written) => app.made(madeEntry(generatedName(written.outcome.report?.header?.system ?? ""), written)),
    failed: () => old.clear(),
  });
  return root;
}

function choice(value: string, label: string, checked: boolean): HTMLElement {
  return h("label", { class: "choice" }, h("input", { type: "radio", name: "from", value, checked }), h("span", { class: "choice-text" }, h("bdi", {}, label)));
}
