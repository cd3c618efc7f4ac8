import type { App } from "./app.ts";
import { memoryOf, triedCosts, workOf } from "./check.ts";
import { find, fromTemplate, part } from "./dom.ts";
import { rewrappedName } from "./download.ts";
import { Entry } from "./entry.ts";
import { connectForm } from "./form.ts";
import { NewSlotFields } from "./new-slot.ts";
import { PasswordField } from "./password-field.ts";
import { visible } from "./text.ts";
import type { Written } from "./types.ts";

/** A file that an operation wrote, as an entry of this page. */
export function madeEntry(name: string, written: Written): Entry {
  const entry = new Entry(name, new Blob([written.bytes as Uint8Array<ArrayBuffer>], { type: "application/json" }), "made");
  const { report, findings } = written.outcome;
  entry.report = report ? { ...report, file: name } : undefined;
  entry.outcome = { ...written.outcome, findings };
  entry.unsaved = true;
  return entry;
}

/** The panel that writes the same content under a new password. */
export function rewrapPanel(app: App, entry: Entry): HTMLElement {
  const root = fromTemplate("t-rewrap");
  const slots = entry.report?.header?.slots ?? [];
  const password = PasswordField.in(root, "password");
  const label = entry.report?.opened_slot ?? slots.find((slot) => slot.known)?.label ?? "custodian A";
  const fields = new NewSlotFields(app, root, { label });
  const drop = find<HTMLInputElement>(root, "[name=drop]");
  if (slots.length > 1) {
    const others = slots.map((slot) => `“${visible(slot.label ?? slot.kind)}”`).join(", ");
    const several = part(root, "several");
    several.hidden = false;
    find(several, "p").textContent =
      `This backup has ${slots.length} ways in: ${others}. A re-wrap keeps only the new one.`;
    const replace = part(several, "replace");
    replace.textContent = `Change only “${visible(label)}”`;
    replace.addEventListener("click", () => app.show(entry, "slot-replace", label));
    part(root, "drop").hidden = false;
    find(part(root, "drop"), "span").textContent = "Drop all of them from the new file";
  }
  drop.required = slots.length > 1;
  part(root, "back").addEventListener("click", () => app.show(entry));

  connectForm(app, root, {
    memoryKib: () => Math.max(memoryOf(triedCosts(entry)), fields.memoryKib),
    ready: () => fields.check(),
    async job() {
      const file = await entry.bytes();
      const secret = password.bytes();
      const newSlot = fields.read();
      const old = triedCosts(entry);
      return {
        doing: "Re-wrapping, and opening the new file once more",
        workKib: workOf(old) + 2 * fields.workKib,
        memoryKib: Math.max(memoryOf(old), fields.memoryKib),
        run: (core) =>
          core
            .call("rewrap", { file: entry.name, bytes: file, password: secret, dropOthers: drop.checked, ...entry.allowance, newSlot })
            .finally(() => [secret, newSlot.password].forEach((bytes) => bytes.fill(0))),
        ...(old.length > 1 ? { spentKib: () => undefined } : {}),
      };
    },
    done: (written) => app.made(madeEntry(rewrappedName(entry.name), written)),
    failed: () => password.clear(),
  });
  return root;
}
