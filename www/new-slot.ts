import type { App } from "./app.ts";
import { byId, find, h, part } from "./dom.ts";
import { PasswordField } from "./password-field.ts";
import { estimate, work } from "./speed.ts";
import { forget } from "./strength.ts";
import { showStrength } from "./strength-meter.ts";
import { duration, short } from "./text.ts";
import type { NewSlot, Tables } from "./types.ts";

type Preset = Tables["presets"][number];

const PRESETS: Record<string, [string, string]> = {
  standard: ["Standard", "Enough with a strong password"],
  strong: ["Strong", "Recommended"],
  maximum: ["Maximum", "Needs a machine with memory to spare"],
};
const DEFAULT = "strong";
const PAUSE = 200;

/** The fields for a password that is to be made: twice itself, its holder, its reminder, its cost. */
export class NewSlotFields {
  readonly #app: App;
  readonly #root: HTMLElement;
  readonly #password: PasswordField;
  readonly #again: PasswordField;
  readonly #label: HTMLInputElement;
  readonly #reminder: HTMLInputElement;
  readonly #reminderError: HTMLElement;
  #pause = 0;

  constructor(app: App, form: HTMLElement, { label, reminder = "" }: { label: string; reminder?: string }) {
    this.#app = app;
    this.#root = find(form, "[data-new-slot]");
    this.#root.append(byId<HTMLTemplateElement>("t-new-slot").content.cloneNode(true));
    this.#password = PasswordField.in(this.#root, "new");
    this.#again = PasswordField.in(this.#root, "again");
    this.#label = find(this.#root, "[name=label]");
    this.#reminder = find(this.#root, "[name=reminder]");
    this.#reminderError = part(this.#root, "reminder-error");
    this.#reminderError.id = "reminder-error";
    this.#reminder.setAttribute("aria-describedby", "reminder-error");
    this.#label.value = label;
    this.#reminder.value = reminder;
    part(this.#root, "presets").append(...app.tables.presets.map(choice));
    this.#root.addEventListener("input", () => {
      clearTimeout(this.#pause);
      this.#pause = setTimeout(() => void this.#look(), PAUSE);
    });
  }

  get #cost(): Preset {
    const chosen = find<HTMLInputElement>(this.#root, "[name=cost]:checked").value;
    return this.#app.tables.presets.find((preset) => preset.name === chosen) as Preset;
  }

  /** Memory times passes of one derivation, in KiB. */
  get workKib(): number {
    return work(this.#cost);
  }

  get memoryKib(): number {
    return this.#cost.memory_kib;
  }

  /** Shows what can be said while typing. */
  async #look(): Promise<void> {
    void showStrength(part(this.#root, "strength"), this.#password.input.value, [this.#reminder.value, this.#label.value]);
    if (!this.#password.empty && this.#reminder.value) {
      const fault = await this.#fault();
      this.#complain(fault && isAboutReminder(fault.code) ? `${fault.what} ${fault.remedy}` : null);
    } else {
      this.#complain(null);
    }
  }

  async #fault() {
    const bytes = this.#password.bytes();
    return this.#app.cores.quick
      .call("checkNewPassword", bytes, this.#reminder.value || undefined)
      .finally(() => bytes.fill(0));
  }

  #complain(what: string | null): void {
    this.#reminderError.textContent = what ?? "";
    this.#reminderError.hidden = what === null;
    what === null ? this.#reminder.removeAttribute("aria-invalid") : this.#reminder.setAttribute("aria-invalid", "true");
  }

  /** Whether everything can be used as it stands. Otherwise says what cannot, and puts focus there. */
  async check(): Promise<boolean> {
    const fault = await this.#fault();
    if (fault && isAboutReminder(fault.code)) {
      this.#complain(`${fault.what} ${fault.remedy}`);
      this.#reminder.focus();
      return false;
    }
    if (fault) {
      this.#password.complain(`${fault.what} ${fault.remedy}`);
      this.#password.input.focus();
      return false;
    }
    if (!this.#password.same(this.#again)) {
      this.#again.complain("The two passwords differ. Type the second again, or show both.");
      this.#again.input.focus();
      return false;
    }
    return true;
  }

  /** The slot as the core wants it. Its password belongs to the caller, who overwrites it. */
  read(): NewSlot {
    clearTimeout(this.#pause); // what is still to be estimated would start the estimator again
    forget();
    const { memory_kib: memoryKib, passes, lanes } = this.#cost;
    const slot: NewSlot = { label: this.#label.value, password: this.#password.bytes(), memoryKib, passes, lanes };
    return this.#reminder.value ? { ...slot, reminder: this.#reminder.value } : slot;
  }

  /** Fills in a label, unless somebody has typed one meanwhile. */
  suggestLabel(label: string): void {
    this.#label.value ||= label;
  }
}

const isAboutReminder = (code: string): boolean => code === "reminder-holds-password" || code === "bad-reminder";

function choice(preset: Preset): HTMLElement {
  const [name, note] = PRESETS[preset.name] ?? [preset.name, ""];
  const cost = `${short(preset.memory_kib * 1024)}, ${preset.passes} passes, about ${duration(estimate(work(preset)))} on this computer`;
  return h(
    "label",
    { class: "choice" },
    h("input", { type: "radio", name: "cost", value: preset.name, checked: preset.name === DEFAULT }),
    h("span", { class: "choice-text" }, h("strong", {}, name), h("span", {}, note), h("span", { class: "choice-cost" }, cost)),
  );
}
