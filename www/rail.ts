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
/** So many rows are drawn beyond those that can be seen, above and below. */
const BEYOND = 8;
/** The height of a row in pixels, until one was measured. */
const ROW_HEIGHT = 56;

const state = (entry: Entry): string => entry.report?.verdict ?? (entry.fault ? "unread" : "waiting");
const word = (name: string): string =>
  name in VERDICTS ? VERDICTS[name as keyof typeof VERDICTS].word : name === "unread" ? "Not read" : "Waiting";
const tone = (name: string): Tone => (name in VERDICTS ? VERDICTS[name as keyof typeof VERDICTS].tone : name === "unread" ? "bad" : "calm");
const symbol = (name: string): string => (name in VERDICTS ? name : name === "unread" ? "malformed" : "working");

/**
 * The list of open files. It stays usable with thousands: only the rows in sight are in the document, since an engine
 * that lays out thousands anew with every change does nothing else. The keys move an active row, not focus.
 */
export class Rail {
  readonly #app: App;
  readonly #list = byId("files-list");
  readonly #search = byId<HTMLInputElement>("files-search");
  readonly #filter = byId<HTMLSelectElement>("files-filter");
  /** The files that search and filter leave, in the order of the list. */
  #shown: Entry[] = [];
  /** The rows that are in the document. */
  #rows = new Map<Entry, HTMLElement>();
  #active: Entry | undefined;
  #selected: Entry | undefined;
  #height = ROW_HEIGHT;
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
    this.#list.addEventListener("scroll", () => this.#draw(), { passive: true });
    new ResizeObserver(() => this.#draw()).observe(this.#list);
    this.#search.addEventListener("input", () => this.#sum());
    this.#filter.addEventListener("change", () => this.#sum());
  }

  select(entry: Entry | undefined): void {
    this.#selected = entry;
    this.#active = entry ?? this.#active;
    this.#sift();
    this.#reveal();
    this.#draw();
  }

  /** Brings the list up to date; with an entry only its row. */
  update(entry?: Entry): void {
    if (!entry) {
      this.#sift();
      this.#draw();
    }
    if (!this.#planned) {
      this.#planned = true;
      setTimeout(() => {
        this.#planned = false;
        this.#sum();
      }, this.#app.files.entries.length > MANY ? PAUSE : 0);
    }
  }

  /** How many there are of each kind; also the choices of the filter. */
  #sum(): void {
    const { entries } = this.#app.files;
    const sums = new Map<string, number>();
    for (const entry of entries) {
      sums.set(state(entry), (sums.get(state(entry)) ?? 0) + 1);
    }
    const chosen = this.#filter.value;
    this.#filter.replaceChildren(
      h("option", { value: "" }, "All files"),
      ...[...sums].map(([name, number]) => h("option", { value: name }, `${word(name)} (${number.toLocaleString("en")})`)),
    );
    this.#filter.value = sums.has(chosen) ? chosen : "";
    this.#sift();
    const parts = [...sums].map(([name, number]) => `${word(name)} ${number.toLocaleString("en")}`);
    const some = this.#shown.length < entries.length ? `; shown ${this.#shown.length.toLocaleString("en")}` : "";
    byId("files-count").textContent = entries.length > 1 ? `${count(entries.length, "file")}: ${parts.join(", ")}${some}` : "";
    this.#draw();
  }

  /** Finds the files that are to be shown. */
  #sift(): void {
    const { entries } = this.#app.files;
    const wanted = this.#search.value.trim().toLowerCase();
    const kind = this.#filter.value;
    this.#shown = entries.filter((entry) => (kind === "" || state(entry) === kind) && (wanted === "" || entry.name.toLowerCase().includes(wanted)));
    byId("files-tools").hidden = entries.length < MANY;
    this.#list.hidden = this.#shown.length === 0;
  }

  /** Scrolls so that the active row can be seen. */
  #reveal(): void {
    const index = this.#active ? this.#shown.indexOf(this.#active) : -1;
    if (index >= 0) {
      const [top, room] = [index * this.#height, this.#list.clientHeight];
      this.#pad(0, this.#shown.length); // as high as it will be, so that it can be scrolled as far
      this.#list.scrollTop = Math.min(top, Math.max(this.#list.scrollTop, top + this.#height - room));
    }
  }

  /** Keeps the room of the rows before `from` and from `to` on, which are not drawn. */
  #pad(rowsBefore: number, rowsAfter: number): void {
    this.#list.style.setProperty("--before", `${rowsBefore * this.#height}px`);
    this.#list.style.setProperty("--after", `${rowsAfter * this.#height}px`);
  }

  #draw(): void {
    const { scrollTop, clientHeight } = this.#list;
    const from = Math.max(0, Math.floor(scrollTop / this.#height) - BEYOND);
    const to = Math.min(this.#shown.length, Math.ceil((scrollTop + clientHeight) / this.#height) + BEYOND);
    const drawn = this.#shown.slice(from, to);
    const before = this.#rows;
    this.#rows = new Map(drawn.map((entry) => [entry, before.get(entry) ?? h("li", { role: "option", class: "row", id: `file-${entry.id}` })]));
    drawn.forEach((entry, index) => this.#fill(entry, from + index));
    // Rows stay in the document as long as they can: a click needs the same row below it from press to release.
    if (drawn.length !== before.size || [...before.keys()].some((entry, index) => entry !== drawn[index])) {
      this.#list.replaceChildren(...this.#rows.values());
    }
    const measured = this.#list.firstElementChild?.getBoundingClientRect().height;
    if (measured && Math.abs(measured - this.#height) > 0.01) {
      this.#height = measured;
    }
    this.#pad(from, this.#shown.length - to);
    const active = this.#active && this.#rows.get(this.#active);
    active ? this.#list.setAttribute("aria-activedescendant", active.id) : this.#list.removeAttribute("aria-activedescendant");
  }

  #fill(entry: Entry, index: number): void {
    const row = this.#rows.get(entry) as HTMLElement;
    const name = state(entry);
    const said = entry.unsaved ? `${word(name)}, not saved yet` : word(name);
    row.setAttribute("aria-selected", String(entry === this.#selected));
    row.setAttribute("aria-setsize", String(this.#shown.length));
    row.setAttribute("aria-posinset", String(index + 1));
    row.toggleAttribute("data-active", entry === this.#active);
    if (row.dataset["said"] !== `${name} ${said}`) {
      row.dataset["said"] = `${name} ${said}`;
      row.dataset["tone"] = tone(name);
      row.replaceChildren(
        icon(symbol(name)),
        h("span", { class: "row-text" }, h("bdi", { class: "row-name" }, shortened(visible(entry.name), NAME_CHARACTERS)), h("span", { class: "row-state" }, said)),
      );
    }
  }

  #key(event: KeyboardEvent): void {
    const last = this.#shown.length - 1;
    const at = this.#active ? this.#shown.indexOf(this.#active) : -1;
    const steps: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: last, PageDown: at + 10, PageUp: at - 10 };
    const target = steps[event.key];
    if (target !== undefined) {
      event.preventDefault();
      this.#active = this.#shown[Math.max(0, Math.min(target, last))];
      this.#reveal();
      this.#draw();
    } else if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      const entry = this.#shown[at];
      if (entry) {
        this.#app.show(entry);
      }
    }
  }
}
