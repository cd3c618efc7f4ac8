import type { App } from "./app.ts";
import { byId, h, icon } from "./dom.ts";
import type { Entry } from "./entry.ts";
import { count, shortened, visible } from "./text.ts";
import { VERDICTS, type Tone } from "./verdicts.ts";

/** From this many files on there is something to search and to filter. */
const MANY = 8;
/** While many are inspected, the list is drawn anew after so many milliseconds, not after each file. */
const PAUSE = 300;
/** Names are cut here; the whole name stands in the card. */
const NAME_CHARACTERS = 90;

const state = (entry: Entry): string => entry.report?.verdict ?? (entry.fault ? "unread" : "waiting");
const word = (name: string): string =>
  name in VERDICTS ? VERDICTS[name as keyof typeof VERDICTS].word : name === "unread" ? "Not read" : "Waiting";
const tone = (name: string): Tone => (name in VERDICTS ? VERDICTS[name as keyof typeof VERDICTS].tone : name === "unread" ? "bad" : "calm");
const symbol = (name: string): string => (name in VERDICTS ? name : name === "unread" ? "malformed" : "working");

/** The list of open files. It stays usable with thousands: rows are cheap, and one key press reaches any of them. */
export class Rail {
  readonly #app: App;
  readonly #list = byId("files-list");
  readonly #search = byId<HTMLInputElement>("files-search");
  readonly #filter = byId<HTMLSelectElement>("files-filter");
  readonly #rows = new Map<Entry, HTMLElement>();
  readonly #changed = new Set<Entry>();
  #selected: Entry | undefined;
  #planned = false;

  constructor(app: App) {
    this.#app = app;
    this.#list.addEventListener("click", (event) => {
      const row = (event.target as Element).closest("[role=option]");
      const entry = [...this.#rows].find(([, it]) => it === row)?.[0];
      if (entry) {
        this.#app.show(entry);
      }
    });
    this.#list.addEventListener("keydown", (event) => this.#key(event));
    this.#search.addEventListener("input", () => this.#sift());
    this.#filter.addEventListener("change", () => this.#sift());
  }

  select(entry: Entry | undefined): void {
    for (const it of [this.#selected, entry]) {
      const row = it && this.#rows.get(it);
      row?.setAttribute("aria-selected", String(it === entry));
      row?.setAttribute("tabindex", it === entry ? "0" : "-1");
    }
    this.#selected = entry;
    const row = entry && this.#rows.get(entry);
    row?.scrollIntoView({ block: "nearest" });
  }

  /** Brings the list up to date; with an entry only its row. */
  update(entry?: Entry): void {
    if (entry) {
      this.#changed.add(entry);
    } else {
      this.#rebuild();
    }
    if (!this.#planned) {
      this.#planned = true;
      setTimeout(() => {
        this.#planned = false;
        this.#changed.forEach((it) => this.#fill(it));
        this.#changed.clear();
        this.#sum();
      }, this.#rows.size > MANY ? PAUSE : 0);
    }
  }

  #rebuild(): void {
    const { entries } = this.#app.files;
    const open = new Set(entries);
    for (const [entry, row] of this.#rows) {
      if (!open.has(entry)) {
        row.remove();
        this.#rows.delete(entry);
      }
    }
    const fresh = document.createDocumentFragment();
    for (const entry of entries) {
      if (!this.#rows.has(entry)) {
        const row = h("li", { role: "option", class: "row", tabindex: -1, "aria-selected": "false" });
        this.#rows.set(entry, row);
        this.#fill(entry);
        fresh.append(row);
      }
    }
    this.#list.append(fresh);
    byId("files-tools").hidden = entries.length < MANY;
  }

  #fill(entry: Entry): void {
    const row = this.#rows.get(entry);
    if (row) {
      const name = state(entry);
      row.dataset["tone"] = tone(name);
      row.replaceChildren(
        icon(symbol(name)),
        h("span", { class: "row-text" }, h("bdi", { class: "row-name" }, shortened(visible(entry.name), NAME_CHARACTERS)), h("span", { class: "row-state" }, entry.unsaved ? `${word(name)}, not saved yet` : word(name))),
      );
    }
  }

  /** How many there are of each kind; also the choices of the filter. */
  #sum(): void {
    const { entries } = this.#app.files;
    const sums = new Map<string, number>();
    for (const entry of entries) {
      sums.set(state(entry), (sums.get(state(entry)) ?? 0) + 1);
    }
    const parts = [...sums].map(([name, number]) => `${word(name)} ${number.toLocaleString("en")}`);
    byId("files-count").textContent = entries.length > 1 ? `${count(entries.length, "file")}: ${parts.join(", ")}` : "";
    const chosen = this.#filter.value;
    this.#filter.replaceChildren(
      h("option", { value: "" }, "All files"),
      ...[...sums].map(([name, number]) => h("option", { value: name }, `${word(name)} (${number.toLocaleString("en")})`)),
    );
    this.#filter.value = sums.has(chosen) ? chosen : "";
    this.#sift();
  }

  #sift(): void {
    const wanted = this.#search.value.trim().toLowerCase();
    const kind = this.#filter.value;
    for (const [entry, row] of this.#rows) {
      row.hidden = (kind !== "" && state(entry) !== kind) || (wanted !== "" && !entry.name.toLowerCase().includes(wanted));
    }
    if (!this.#list.querySelector('[tabindex="0"]:not([hidden])')) {
      this.#list.querySelector("[role=option]:not([hidden])")?.setAttribute("tabindex", "0");
    }
  }

  #key(event: KeyboardEvent): void {
    const shown = [...this.#list.querySelectorAll<HTMLElement>("[role=option]:not([hidden])")];
    const at = shown.indexOf(document.activeElement as HTMLElement);
    const steps: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: shown.length - 1, PageDown: at + 10, PageUp: at - 10 };
    const target = steps[event.key];
    if (target !== undefined) {
      event.preventDefault();
      shown[Math.max(0, Math.min(target, shown.length - 1))]?.focus();
    } else if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      shown[at]?.click();
    }
  }
}
