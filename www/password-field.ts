import { find, h } from "./dom.ts";

const encoder = new TextEncoder();
let ids = 0;

/** A field for a password. It shows itself only while asked to, and is emptied by whoever has used it. */
export class PasswordField {
  readonly input: HTMLInputElement;
  readonly #error: HTMLElement;
  readonly #reveal: HTMLButtonElement;

  /** Fills a placeholder `<div data-password data-label data-autocomplete data-hint data-optional>`. */
  constructor(place: HTMLElement) {
    const { password: name, label = "Password", autocomplete = "off", hint, optional } = place.dataset;
    const id = `password-${++ids}`;
    const said = hint ? h("p", { class: "hint", id: `${id}-hint` }, hint) : null;
    const caps = h("p", { class: "caps", role: "status", hidden: true }, "Caps Lock is on.");
    this.#error = h("p", { class: "field-error", id: `${id}-error`, hidden: true });
    this.input = h("input", {
      id, name, type: "password", autocomplete, spellcheck: "false", autocapitalize: "off", autocorrect: "off",
      "data-secret": true, required: optional === undefined,
      "aria-describedby": hint ? `${id}-hint ${id}-error` : `${id}-error`,
    });
    this.#reveal = h("button", { type: "button", class: "reveal quiet", "aria-pressed": "false", "aria-controls": id }, "Show");
    this.#reveal.addEventListener("click", () => this.#show(this.input.type === "password"));
    const capsState = (event: KeyboardEvent) => (caps.hidden = !event.getModifierState?.("CapsLock"));
    this.input.addEventListener("keydown", capsState);
    this.input.addEventListener("keyup", capsState);
    this.input.addEventListener("blur", () => (caps.hidden = true));
    this.input.addEventListener("input", () => this.complain(null));
    place.classList.add("field");
    place.replaceChildren(
      h("label", { class: "label", for: id }, label, optional === undefined ? null : h("span", { class: "optional" }, " optional")),
      ...(said ? [said] : []),
      h("div", { class: "with-reveal" }, this.input, this.#reveal),
      caps,
      this.#error,
    );
  }

  static in(root: ParentNode, name: string): PasswordField {
    return new PasswordField(find(root, `[data-password="${name}"]`));
  }

  get empty(): boolean {
    return this.input.value === "";
  }

  /** The password in UTF-8. The caller overwrites the bytes; the browser's own copy is beyond anybody's reach. */
  bytes(): Uint8Array {
    return encoder.encode(this.input.value);
  }

  same(other: PasswordField): boolean {
    return this.input.value === other.input.value;
  }

  clear(): void {
    this.input.value = "";
    this.#show(false);
    this.input.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /** Says what is wrong with it, or with `null` that nothing is. */
  complain(what: string | null): void {
    this.#error.textContent = what ?? "";
    this.#error.hidden = what === null;
    what === null ? this.input.removeAttribute("aria-invalid") : this.input.setAttribute("aria-invalid", "true");
  }

  #show(shown: boolean): void {
    this.input.type = shown ? "text" : "password";
    this.#reveal.textContent = shown ? "Hide" : "Show";
    this.#reveal.setAttribute("aria-pressed", String(shown));
  }
}

/** Parts that are out of the page for a while, and come back with what was typed into them. */
const aside: (() => ParentNode)[] = [];

/** Lets secrets be cleared in a part also while it is out of the page. */
export function clearAside(part: () => ParentNode): void {
  aside.push(part);
}

/**
 * Empties the password fields in `root`, and in what is out of the page, and takes away what shows or offers a secret.
 * Says whether there was any.
 */
export function clearSecrets(root: ParentNode): boolean {
  return [root, ...aside.map((part) => part())].map(clearIn).some(Boolean);
}

function clearIn(root: ParentNode): boolean {
  const fields = [...root.querySelectorAll<HTMLInputElement>("input[data-secret]")].filter((field) => field.value);
  fields.forEach((field) => {
    field.value = "";
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
  const shown = [...root.querySelectorAll<HTMLElement>("[data-revealed-secret]")];
  shown.forEach((element) => element.dispatchEvent(new Event("expire")));
  return fields.length + shown.length > 0;
}

const IDLE = 5 * 60 * 1000;

/**
 * Clears all secrets once nothing was done for five minutes. A timer stands still while a computer sleeps, so the
 * first sign of life after a pause also looks at the clock.
 */
export function clearWhenIdle(cleared: () => void): void {
  let timer = 0;
  let last = Date.now();
  const expire = () => {
    last = Date.now();
    if (clearSecrets(document)) {
      cleared();
    }
  };
  const wake = () => {
    if (Date.now() - last >= IDLE) {
      expire();
    }
    last = Date.now();
    clearTimeout(timer);
    timer = setTimeout(expire, IDLE);
  };
  for (const kind of ["keydown", "pointerdown", "pointermove", "input", "focusin", "visibilitychange"]) {
    // Before the event reaches a field: an old password and a new letter must not meet.
    addEventListener(kind, wake, { passive: true, capture: true });
  }
  // A page that is left may be kept by the browser, and come back as it was.
  addEventListener("pagehide", () => clearSecrets(document));
  wake();
}
