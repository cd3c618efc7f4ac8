import { announce } from "./announce.ts";
import type { App } from "./app.ts";
import { reminders } from "./custodians.ts";
import { find, fromTemplate, h, part } from "./dom.ts";
import type { Entry } from "./entry.ts";
import { connectForm } from "./form.ts";
import { PasswordField } from "./password-field.ts";
import { estimate, work } from "./speed.ts";
import { duration, short, visible } from "./text.ts";
import type { Cost, SlotView } from "./types.ts";
import { VERDICTS } from "./verdicts.ts";

/** The costs of the slots that would be tried: all, or the one with a label. */
export function costs(entry: Entry, label?: string): Cost[] {
  const slots = entry.report?.header?.slots ?? [];
  const tried = (slot: SlotView) => slot.known && (!label || slot.label === label);
  return slots.filter(tried).flatMap((slot) => (slot.cost ? [slot.cost] : []));
}

/** The costs of the slots that an operation on the file tries: where one was allowed alone, of that one. */
export const triedCosts = (entry: Entry): Cost[] => costs(entry, entry.allowance.slot);

export const workOf = (all: Cost[]): number => all.reduce((sum, cost) => sum + work(cost), 0);
export const memoryOf = (all: Cost[]): number => Math.max(0, ...all.map((cost) => cost.memory_kib));

/** The panel that tries a password. */
export function checkPanel(app: App, entry: Entry, tryDamaged: boolean): HTMLElement {
  const root = fromTemplate("t-check");
  const { report } = entry;
  const password = PasswordField.in(root, "password");
  const lead = part(root, "lead");
  const title = find(root, ".task-title");
  if (report?.verdict === "wrong-password") {
    title.textContent = "Try another password";
    lead.textContent = "Is Caps Lock on, or another keyboard layout active? Show what you type and compare it with the reminder.";
  } else if (tryDamaged) {
    title.textContent = "Try the password all the same";
    lead.textContent = "If only the checksum was hit, this shows it. If more was, you will be told whether the content can still be saved.";
  }
  const shown = report ? reminders(report) : null;
  if (shown) {
    part(root, "reminders").append(shown);
  }
  showSamplePassword(root, entry, password);
  const slot = offerSlots(root, report?.header?.slots.filter((slot) => slot.known) ?? []);
  slot.value = entry.allowance.slot ?? "";
  const raise = offerRaise(root, entry);

  connectForm(app, root, {
    memoryKib: () => memoryOf(costs(entry, slot.value || undefined)),
    async job() {
      const chosen = slot.value || undefined;
      const tried = costs(entry, chosen);
      if (raise) {
        entry.allowance = { maxMemoryKib: memoryOf(tried), maxWorkKib: workOf(tried), ...(chosen ? { slot: chosen } : {}) };
      } else if (entry.allowance.slot !== undefined && entry.allowance.slot !== chosen) {
        entry.allowance = chosen ? { slot: chosen } : {}; // what one slot was allowed holds for no other
      }
      if (tryDamaged) {
        entry.allowance.tryDamaged = true;
      }
      const file = await entry.bytes();
      const secret = password.bytes();
      password.clear();
      const options = { ...entry.allowance, ...(chosen ? { slot: chosen } : {}) };
      return {
        doing: "Checking the password",
        workKib: workOf(tried),
        memoryKib: memoryOf(tried),
        run: (core) => core.call("check", entry.name, file, secret, options).finally(() => secret.fill(0)),
        spentKib: (result) => (tried.length === 1 || result.verdict === "wrong-password" ? workOf(tried) : undefined),
      };
    },
    done(result) {
      entry.report = result;
      entry.tried = true;
      app.files.onchange(entry);
      app.show(entry);
      announce(`${VERDICTS[result.verdict].word}. ${result.answer}`);
    },
  });
  return root;
}

function showSamplePassword(root: HTMLElement, entry: Entry, password: PasswordField): void {
  const { samplePassword } = entry;
  if (!samplePassword) {
    return;
  }
  part(root, "sample").hidden = false;
  part(root, "sample-password").textContent = samplePassword;
  part(root, "fill").addEventListener("click", () => {
    password.input.value = samplePassword;
    password.input.focus();
  });
}

function offerSlots(root: HTMLElement, slots: SlotView[]): HTMLSelectElement {
  const select = find<HTMLSelectElement>(root, "[name=slot]");
  select.append(
    h("option", { value: "" }, "I do not know: try all of them"),
    ...slots.map((slot) => h("option", { value: slot.label ?? "" }, visible(slot.label ?? ""))),
  );
  part(root, "slot-field").hidden = slots.length < 2;
  return select;
}

/** A file whose cost was refused asks for a tick that says what is allowed. */
function offerRaise(root: HTMLElement, entry: Entry): boolean {
  const tooDear = entry.report?.fault?.code === "too-much-memory" || entry.report?.fault?.code === "too-much-work";
  if (entry.report?.verdict !== "refused" || !tooDear) {
    return false;
  }
  const all = costs(entry);
  const raise = part(root, "raise");
  const tick = find<HTMLInputElement>(raise, "input");
  tick.required = true;
  raise.hidden = false;
  find(raise, "span").textContent =
    `I trust where this file comes from. Let it take ${short(memoryOf(all) * 1024)} of memory and up to ${duration(estimate(workOf(all)))}, estimated.`;
  find(root, ".task-title").textContent = "Allow it, knowingly";
  part(root, "lead").textContent =
    "What a check costs stands in the file, and whoever wrote the file chose it. An honest backup rarely asks for so much.";
  return true;
}
