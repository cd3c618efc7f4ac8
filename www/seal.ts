import type { App } from "./app.ts";
import { find, fromTemplate, h, part } from "./dom.ts";
import { sealedName } from "./download.ts";
import type { Entry } from "./entry.ts";
import { connectForm } from "./form.ts";
import { NewSlotFields } from "./new-slot.ts";
import { PasswordField } from "./password-field.ts";
import { madeEntry } from "./rewrap.ts";
import { bytes, visible } from "./text.ts";
import type { SeemsKind } from "./types.ts";

/** What a native backup can look like; its format is not public, so this is only what does not speak against it. */
const MAY_BE_NATIVE: ReadonlySet<SeemsKind> = new Set(["unknown-binary", "zero-tailed", "low-entropy-binary"]);
/** The largest file that can be enclosed, in bytes. */
const FILE_BYTES = 2 * 1024 * 1024;

export function mayBeNative(entry: Entry): boolean {
  const kind = entry.report?.seems_to_be?.kind;
  return kind !== undefined && MAY_BE_NATIVE.has(kind) && entry.blob.size <= FILE_BYTES;
}

/** The panel that encloses a native backup. */
export function sealPanel(app: App, entry: Entry): HTMLElement {
  const root = fromTemplate("t-seal");
  const native = PasswordField.in(root, "native");
  const fields = new NewSlotFields(app, root, { label: "custodian A" });
  const field = (name: string) => find<HTMLInputElement>(root, `[name=${name}]`);
  const value = (name: string) => field(name).value.trim() || undefined;
  const seems = entry.report?.seems_to_be;
  part(root, "chosen").append(
    h("span", {}, h("strong", {}, h("bdi", {}, visible(entry.name))), `, ${bytes(entry.blob.size)}`),
    seems && !mayBeNative(entry) ? h("span", { class: "chosen-doubt" }, `It seems to be: ${visible(seems.name)}. Make sure that it is the file that ssoconfig wrote.`) : "",
  );
  if (entry.modified) {
    field("backed").value = `${new Date(entry.modified).toISOString().slice(0, 19)}Z`;
  }
  part(root, "back").addEventListener("click", () => app.show(entry));

  connectForm(app, root, {
    memoryKib: () => fields.memoryKib,
    ready: () => fields.check(),
    async job() {
      const newSlot = fields.read();
      const password = native.empty ? undefined : native.bytes();
      const guid = (name: string) => value(name)?.replace(/[{}]/g, "");
      const optional = { currentMsid: guid("current"), previousMsid: guid("previous"), backedUp: value("backed"), password };
      const given = Object.fromEntries(Object.entries(optional).filter(([, it]) => it !== undefined));
      const system = value("system");
      const request = { native: { name: entry.name, bytes: await entry.bytes(), ...given }, newSlot, ...(system ? { system } : {}) };
      return {
        doing: "Sealing, and opening the new file once more",
        workKib: 2 * fields.workKib,
        memoryKib: fields.memoryKib,
        run: (core) => core.call("seal", request).finally(() => [newSlot.password, password].forEach((used) => used?.fill(0))),
      };
    },
    done: (written) => app.made(madeEntry(sealedName(entry.name), written)),
  });
  return root;
}
