import type { App } from "../app.ts";
import { fromTemplate, find, focusOn, h, part } from "../dom.ts";
import { chosen, type Dropped } from "../dropped.ts";
import { faultBox } from "../form.ts";
import type { Fault } from "../rpc.ts";
import { CandidateList } from "./candidates.ts";
import { Inputs } from "./inputs.ts";
import type { Order } from "./run.ts";

const KIB_OF_MIB = 1024;

/** The form of an audit. */
export class Setup {
  readonly root: HTMLElement;
  readonly #candidates = new CandidateList();
  readonly #inputs = new Inputs();
  readonly #trouble: HTMLElement;

  constructor(app: App, start: (order: Order) => void) {
    this.root = fromTemplate("t-audit", h("div", { class: "audit-setup" }));
    this.#trouble = part(this.root, "trouble");
    part(this.root, "inputs").append(this.#inputs.root);
    part(this.root, "candidates").append(this.#candidates.root);
    this.#connect("folder", (found) => this.#inputs.add(found));
    this.#connect("files", (found) => this.#inputs.add(found));
    this.#connect("logs", (found) => this.#inputs.addLogs(found));
    // Not every browser can choose folders; all of them can drop them.
    find(this.root, "[data-choose=folder]").hidden = !("webkitdirectory" in HTMLInputElement.prototype);
    if (typeof Intl.supportedValuesOf === "function") {
      part(this.root, "zones").append(...["UTC", ...Intl.supportedValuesOf("timeZone")].map((value) => h("option", { value })));
    }
    part(this.root, "back").addEventListener("click", () => app.home());
    part<HTMLFormElement>(this.root, "form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#trouble.replaceChildren();
      if (this.#inputs.empty) {
        return this.complain({ code: "no-files", what: "There is nothing to audit yet.", remedy: "Drop a folder, or choose one." });
      }
      start(this.#order());
    });
  }

  /** Takes what was dropped onto the page. */
  take(found: Dropped): void {
    this.#inputs.add(found);
  }

  /** Says why an audit could not be made of it. */
  complain(fault: Fault): void {
    if (fault.code === "bad-candidate" && fault.place) {
      // On this page a line of the list is a row.
      this.#candidates.complain(fault.place.line, fault.what);
    }
    const box = faultBox(fault);
    this.#trouble.replaceChildren(box);
    focusOn(box);
    box.scrollIntoView({ block: "nearest" });
  }

  /** Wipes the passwords. */
  clear(): void {
    this.#candidates.clear();
  }

  #connect(name: string, take: (found: Dropped) => void): void {
    const chooser = find<HTMLInputElement>(this.root, `#audit-${name}`);
    find(this.root, `[data-choose=${name}]`).addEventListener("click", () => chooser.click());
    chooser.addEventListener("change", () => {
      take(chosen(chooser.files));
      chooser.value = "";
    });
  }

  #order(): Order {
    const field = (name: string) => find<HTMLInputElement | HTMLSelectElement>(this.root, `[name=${name}]`);
    const text = (name: string) => field(name).value.trim();
    const ticked = (name: string) => (field(name) as HTMLInputElement).checked;
    const stated = ["case", "organisation", "examiner", "purpose"].flatMap((name) => (text(name) ? [[name, text(name)]] : []));
    return {
      files: this.#inputs.files,
      unreadable: this.#inputs.unreadable,
      logs: this.#inputs.logs,
      roots: this.#inputs.roots,
      candidates: this.#candidates.values,
      policy: (field("policy") as HTMLInputElement).files?.[0],
      timeZone: text("zone"),
      computer: text("computer"),
      hashAll: ticked("hash-all"),
      memoryKib: Number(field("memory").value) * KIB_OF_MIB,
      statement: Object.fromEntries(stated),
      anonymous: ticked("anonymous"),
    };
  }
}
