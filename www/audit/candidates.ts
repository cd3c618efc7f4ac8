import { button, h, icon } from "../dom.ts";
import { announce } from "../announce.ts";
import { count } from "../text.ts";
import type { Candidate } from "./run.ts";

let ids = 0;

/** The passwords to try, one a row. A list that is pasted becomes rows: one a line, or a label, a tab and the password. */
export class CandidateList {
  readonly root = h("div", { class: "candidates" });
  readonly #rows = h("ol", { class: "candidate-rows" });
  readonly #sum = h("p", { class: "hint", "aria-live": "polite" });

  constructor() {
    this.root.append(
      this.#rows,
      h("p", { class: "actions" }, button("Add a password", "quiet small", () => this.#add().focus()), button("Remove all", "text", () => this.clear())),
      this.#sum,
    );
    this.clear();
  }

  /** What was typed; empty rows do not count. */
  get values(): Candidate[] {
    return this.#fields()
      .map(([label, password]) => ({ label: label.value, password: password.value }))
      .filter(({ password }) => password !== "");
  }

  /** Wipes every row. */
  clear(): void {
    this.#fields().forEach((fields) => fields.forEach((field) => (field.value = "")));
    this.#rows.replaceChildren();
    this.#add();
    this.#number();
  }

  /** Says what is wrong with the row at this place among those that are not empty, from 1. */
  complain(place: number, what: string): void {
    const row = this.#fields().filter(([, password]) => password.value !== "")[place - 1];
    const said = row?.[1].closest("li")?.querySelector<HTMLElement>(".field-error");
    if (row && said) {
      said.textContent = what;
      said.hidden = false;
      row[1].setAttribute("aria-invalid", "true");
      row[1].focus();
    }
  }

  #fields(): [HTMLInputElement, HTMLInputElement][] {
    return [...this.#rows.children].map((row) => [...row.querySelectorAll("input")] as [HTMLInputElement, HTMLInputElement]);
  }

  /** Adds a row; gives the field of its password. */
  #add(label = "", password = ""): HTMLInputElement {
    const id = `candidate-${++ids}`;
    const name = h("input", { type: "text", id: `${id}-label`, maxlength: 128, autocomplete: "off", spellcheck: "false", "data-part": "label" });
    const secret = h("input", {
      type: "password", id, autocomplete: "off", spellcheck: "false", autocapitalize: "off", autocorrect: "off",
      "data-secret": true, "data-part": "password", "aria-describedby": `${id}-error`,
    });
    name.value = label;
    secret.value = password;
    const reveal = h("button", { type: "button", class: "reveal quiet", "aria-pressed": "false", "aria-controls": id }, "Show");
    reveal.addEventListener("click", () => {
      const shown = secret.type === "password";
      secret.type = shown ? "text" : "password";
      reveal.textContent = shown ? "Hide" : "Show";
      reveal.setAttribute("aria-pressed", String(shown));
    });
    const error = h("p", { class: "field-error", id: `${id}-error`, hidden: true });
    const remove = h("button", { type: "button", class: "copy" }, icon("close"));
    const row = h(
      "li",
      { class: "candidate" },
      h("span", { class: "candidate-number", "aria-hidden": "true" }),
      h("span", { class: "candidate-label" }, h("label", { for: name.id }), name),
      h("span", { class: "candidate-password" }, h("label", { for: id }), h("span", { class: "with-reveal" }, secret, reveal)),
      remove,
      error,
    );
    remove.addEventListener("click", () => this.#remove(row));
    secret.addEventListener("paste", (event) => this.#paste(event, row));
    secret.addEventListener("input", () => {
      error.hidden = true;
      secret.removeAttribute("aria-invalid");
      this.#count();
    });
    secret.addEventListener("keydown", (event) => {
      if (event.key === "Enter") {
        event.preventDefault(); // one password after the other, and not the audit yet
        this.#add().focus();
      }
    });
    this.#rows.append(row);
    this.#number();
    return secret;
  }

  #remove(row: HTMLElement): void {
    row.querySelectorAll("input").forEach((field) => (field.value = ""));
    const next = (row.nextElementSibling ?? row.previousElementSibling)?.querySelector<HTMLInputElement>("[data-part=password]");
    row.remove();
    (next ?? this.#add()).focus();
    this.#number();
  }

  #paste(event: ClipboardEvent, row: HTMLElement): void {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    const lines = text.replace(/\r?\n$/, "").split(/\r?\n/);
    if (lines.length < 2 && !text.includes("\t")) {
      return;
    }
    event.preventDefault();
    const [, own] = [...row.querySelectorAll("input")];
    if (own?.value === "") {
      row.remove();
    }
    let last: HTMLInputElement | undefined;
    for (const line of lines.filter((line) => line !== "")) {
      const tab = line.indexOf("\t");
      last = this.#add(tab < 0 ? "" : line.slice(0, tab), line.slice(tab + 1));
    }
    last?.focus();
    announce(`${count(lines.length, "password")} pasted.`);
  }

  #number(): void {
    [...this.#rows.children].forEach((row, index) => {
      const number = index + 1;
      const [label, password] = [...row.querySelectorAll("label")];
      row.querySelector(".candidate-number")?.replaceChildren(String(number));
      label?.replaceChildren(h("span", { class: "hidden-text" }, `${number}: `), "Where it was found");
      password?.replaceChildren(h("span", { class: "hidden-text" }, `${number}: `), "Password");
      row.querySelector(".copy")?.setAttribute("aria-label", `Remove password ${number}`);
    });
    this.#count();
  }

  #count(): void {
    const { length } = this.values;
    this.#sum.textContent = length === 0 ? "Without a password the audit tells what the files are, and proves nothing." : `${count(length, "password")} will be tried on every slot of every backup.`;
  }
}
