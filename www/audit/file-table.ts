import { button, h, icon } from "../dom.ts";
import { count, short, shortened, visible, when } from "../text.ts";
import { sentence } from "../value.ts";
import { VERDICTS } from "../verdicts.ts";
import type { AuditedFile } from "./types.ts";

const PAGE = 50;

interface Column {
  title: string;
  order(file: AuditedFile): string | number;
  cell(file: AuditedFile): (Node | string)[];
}

const outside = (text: string, most = 120): HTMLElement => h("bdi", {}, shortened(visible(text), most));
const note = (text: string): HTMLElement => h("span", { class: "fact-note" }, text);

function opener({ opened_by: name }: AuditedFile): string {
  return name ? (name.label ?? `password ${name.line}`) : "";
}

function holds({ report }: AuditedFile): string {
  const content = report.header?.content;
  if (!content) {
    return report.seems_to_be?.name ?? "";
  }
  return content.kind === "secrets" ? content.current.msid : (content.current_msid ?? content.name);
}

const COLUMNS: Column[] = [
  {
    title: "File",
    order: ({ path }) => path,
    cell: ({ path, report, same_as: same, modified }) => [
      h("bdi", { class: "mono path" }, shortened(visible(path), 160)),
      note([short(report.bytes), modified ? when(modified) : ""].filter(Boolean).join(", ")),
      same ? h("span", { class: "fact-note" }, "same content as ", outside(same)) : "",
    ],
  },
  {
    title: "Verdict",
    order: ({ report }) => report.verdict,
    cell: ({ report }) => [h("span", { class: "cell-verdict", "data-tone": VERDICTS[report.verdict].tone }, icon(report.verdict), VERDICTS[report.verdict].word)],
  },
  { title: "System", order: ({ system }) => system ?? "", cell: ({ system }) => [system ? outside(system) : ""] },
  {
    title: "What it holds",
    order: holds,
    cell: (file) => [h("span", {}, ...sentence(visible(holds(file)))), file.grade ? note(`native backup, ${file.grade}`) : ""],
  },
  {
    title: "Opened by",
    order: opener,
    cell: (file) => {
      const name = opener(file);
      return [name ? outside(name) : file.tried > 0 ? note(`nothing, ${file.tried.toLocaleString("en")} tried`) : ""];
    },
  },
  {
    title: "Findings",
    order: ({ report }) => -report.findings.filter(({ severity }) => severity !== "info").length,
    cell: ({ report }) => report.findings.filter(({ severity }) => severity !== "info").map(({ severity, code }) => h("span", { class: "cell-finding", "data-tone": severity === "critical" ? "bad" : "caution" }, icon(severity), code)),
  },
];

/** The table of all files: sorted by any column, sifted by text and verdict, a page at a time. */
export class FileTable {
  readonly root: HTMLElement;
  readonly #files: AuditedFile[];
  readonly #body = h("tbody");
  readonly #sum = h("p", { class: "files-sum", role: "status" });
  readonly #pages = h("p", { class: "actions pages" });
  readonly #heads: HTMLTableCellElement[];
  #column = 0;
  #descending = false;
  #text = "";
  #verdict = "";
  #page = 0;

  constructor(files: AuditedFile[]) {
    this.#files = files;
    this.#heads = COLUMNS.map(({ title }, index) => h("th", { scope: "col" }, h("button", { type: "button", class: "sort", onclick: () => this.#sort(index) }, title)));
    const search = h("input", { type: "search", autocomplete: "off", spellcheck: "false" });
    search.addEventListener("input", () => this.#sift(() => (this.#text = search.value.trim().toLowerCase())));
    const sums = new Map<string, number>();
    files.forEach(({ report: { verdict } }) => sums.set(verdict, (sums.get(verdict) ?? 0) + 1));
    const filter = h(
      "select",
      {},
      h("option", { value: "" }, "All verdicts"),
      ...[...sums].sort().map(([verdict, number]) => h("option", { value: verdict }, `${VERDICTS[verdict as keyof typeof VERDICTS].word} (${number.toLocaleString("en")})`)),
    );
    filter.addEventListener("change", () => this.#sift(() => (this.#verdict = filter.value)));
    this.root = h(
      "div",
      { class: "file-table" },
      h("div", { class: "table-tools" }, h("label", { class: "field" }, h("span", { class: "label" }, "Find by path, system, secret or finding"), search), h("label", { class: "field" }, h("span", { class: "label" }, "Show"), filter)),
      this.#sum,
      h("div", { class: "table-frame", tabindex: 0, role: "group", "aria-label": "Table of files" }, h("table", { class: "table" }, h("caption", { class: "hidden-text" }, "Files"), h("thead", {}, h("tr", {}, ...this.#heads)), this.#body)),
      this.#pages,
    );
    this.#show();
  }

  /** Shows every file at once, for paper, or a page again. */
  whole(whole: boolean): void {
    this.#show(whole);
  }

  #sort(column: number): void {
    this.#descending = column === this.#column && !this.#descending;
    this.#column = column;
    this.#sift(() => {});
  }

  #sift(change: () => void): void {
    change();
    this.#page = 0;
    this.#show();
  }

  #found(): AuditedFile[] {
    const fits = (file: AuditedFile) =>
      (this.#verdict === "" || file.report.verdict === this.#verdict) &&
      (this.#text === "" || [file.path, file.system ?? "", holds(file), opener(file), ...file.report.findings.map(({ code }) => code)].some((text) => text.toLowerCase().includes(this.#text)));
    const { order } = COLUMNS[this.#column] as Column;
    const sign = this.#descending ? -1 : 1;
    const compare = (a: string | number, b: string | number) => (a < b ? -sign : a > b ? sign : 0);
    return this.#files.filter(fits).sort((a, b) => compare(order(a), order(b)));
  }

  #show(whole = false): void {
    const found = this.#found();
    const from = whole ? 0 : this.#page * PAGE;
    const shown = whole ? found : found.slice(from, from + PAGE);
    this.#heads.forEach((head, index) => (index === this.#column ? head.setAttribute("aria-sort", this.#descending ? "descending" : "ascending") : head.removeAttribute("aria-sort")));
    this.#body.replaceChildren(...shown.map((file) => h("tr", {}, ...COLUMNS.map(({ title, cell }) => h("td", { "data-label": title }, ...cell(file))))));
    const range = found.length > PAGE && !whole ? `${(from + 1).toLocaleString("en")} to ${(from + shown.length).toLocaleString("en")} of ` : "";
    this.#sum.textContent = `${range}${count(found.length, "file")}${found.length < this.#files.length ? ` of ${this.#files.length.toLocaleString("en")}` : ""}`;
    const pages = Math.ceil(found.length / PAGE);
    const turn = (label: string, page: number) => {
      const control = button(label, "quiet small", () => {
        this.#page = page;
        this.#show();
        this.root.querySelector<HTMLElement>(`[data-turn="${label}"]:not(:disabled)`)?.focus();
      });
      control.dataset["turn"] = label;
      control.disabled = page < 0 || page >= pages;
      return control;
    };
    this.#pages.replaceChildren(...(pages > 1 && !whole ? [turn("Previous page", this.#page - 1), turn("Next page", this.#page + 1)] : []));
  }
}
