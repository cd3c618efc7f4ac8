import type { App } from "./app.ts";
import { memoryOf, triedCosts, workOf } from "./check.ts";
import { fromTemplate, part } from "./dom.ts";
import { changedName } from "./download.ts";
import type { Entry } from "./entry.ts";
import { connectForm } from "./form.ts";
import { NewSlotFields } from "./new-slot.ts";
import { PasswordField } from "./password-field.ts";
import { madeEntry } from "./rewrap.ts";
import { visible } from "./text.ts";
import type { Written } from "./types.ts";

const finish = (app: App, entry: Entry) => (written: Written) => app.made(madeEntry(changedName(entry.name), written));

/** The panel that adds a password, or puts one in the place of another (`replaced`, a label). */
export function newSlotPanel(app: App, entry: Entry, replaced?: string): HTMLElement {
  const root = fromTemplate(replaced === undefined ? "t-slot-add" : "t-slot-replace");
  const password = PasswordField.in(root, "password");
  const fields = new NewSlotFields(app, root, { label: replaced ?? "" });
  if (replaced === undefined) {
    void entry.bytes().then(async (bytes) => fields.suggestLabel(await app.cores.quick.call("freeLabel", bytes)));
  } else {
    part(root, "lead").textContent = `“${visible(replaced)}” gets a new password in a new file; the other custodians keep theirs. Older copies still open with the old one.`;
  }
  part(root, "back").addEventListener("click", () => app.show(entry));

  connectForm(app, root, {
    memoryKib: () => Math.max(memoryOf(triedCosts(entry)), fields.memoryKib),
    ready: () => fields.check(),
    async job() {
      const bytes = await entry.bytes();
      const secret = password.bytes();
      const newSlot = fields.read();
      const source = { file: entry.name, bytes, password: secret, ...entry.allowance, newSlot };
      const old = triedCosts(entry);
      return {
        doing: replaced === undefined ? "Adding the custodian, and opening the new file once more" : "Replacing the password, and opening the new file once more",
        workKib: workOf(old) + 2 * fields.workKib,
        memoryKib: Math.max(memoryOf(old), fields.memoryKib),
        run: (core) =>
          (replaced === undefined ? core.call("slotAdd", source) : core.call("slotReplace", { ...source, replaced })).finally(() =>
            [secret, newSlot.password].forEach((used) => used.fill(0)),
          ),
        spentKib: () => undefined,
      };
    },
    done: finish(app, entry),
    failed: () => password.clear(),
  });
  return root;
}

/** The panel that removes a password. */
export function removeSlotPanel(app: App, entry: Entry, removed: string): HTMLElement {
  const root = fromTemplate("t-slot-remove");
  const password = PasswordField.in(root, "password");
  part(root, "lead").textContent = `In the new file “${visible(removed)}” no longer opens anything.`;
  part(root, "back").addEventListener("click", () => app.show(entry));

  connectForm(app, root, {
    memoryKib: () => memoryOf(triedCosts(entry)),
    async job() {
      const bytes = await entry.bytes();
      const secret = password.bytes();
      password.clear();
      const old = triedCosts(entry);
      return {
        doing: "Removing the custodian, and opening the new file once more",
        workKib: 2 * workOf(old),
        memoryKib: memoryOf(old),
        run: (core) => core.call("slotRemove", { file: entry.name, bytes, password: secret, ...entry.allowance, removed }).finally(() => secret.fill(0)),
        spentKib: () => undefined,
      };
    },
    done: finish(app, entry),
  });
  return root;
}
