import { button, h } from "../dom.ts";
import type { Dropped, FoundFile } from "../dropped.ts";
import { count, short, shortened, visible } from "../text.ts";
import type { Found } from "./run.ts";

/** One folder, or files that were given one by one. */
interface Root {
  /** The folder's name; none for single files. */
  folder: string | undefined;
  files: FoundFile[];
  unreadable: Dropped["unreadable"];
  system: HTMLInputElement;
}

interface Log {
  found: FoundFile;
  system: HTMLInputElement;
}

/** Exported event logs by their names; those of other endings are given as logs expressly. */
const isLog = ({ path }: FoundFile): boolean => /\.evtx$/i.test(path);

const first = (path: string): string => path.split("/")[0] ?? path;

function systemField(name: string): HTMLInputElement {
  return h("input", { type: "text", maxlength: 128, autocomplete: "off", spellcheck: "false", placeholder: "BTS-PROD", "aria-label": `SSO system of ${name}, optional` });
}

/** The folders, files and logs of an audit. */
export class Inputs {
  readonly root = h("div", { class: "inputs" });
  readonly #roots: Root[] = [];
  readonly #logs: Log[] = [];

  constructor() {
    this.#show();
  }

  add({ files, unreadable }: Dropped): void {
    const single = files.filter(({ path }) => !path.includes("/"));
    this.addLogs({ files: single.filter(isLog), unreadable: [] });
    const names = new Set([...files, ...unreadable].map(({ path }) => path).filter((path) => path.includes("/")).map(first));
    for (const folder of names) {
      const below = <T extends { path: string }>(list: T[]) => list.filter(({ path }) => path.startsWith(`${folder}/`));
      this.#roots.push({ folder, files: below(files), unreadable: below(unreadable), system: systemField(folder) });
    }
    const loose = single.filter((found) => !isLog(found));
    for (const found of loose) {
      this.#roots.push({ folder: undefined, files: [found], unreadable: [], system: systemField(found.path) });
    }
    this.#show();
  }

  addLogs({ files }: Dropped): void {
    this.#logs.push(...files.map((found) => ({ found, system: systemField(found.path) })));
    this.#show();
  }

  get empty(): boolean {
    return this.#roots.length === 0;
  }

  /** The files under the paths by which a report names them: below the one folder, or with the name of each. */
  get files(): Found[] {
    return this.#roots.flatMap(({ files, system }) => files.map(({ path, file }) => named(this.#named(path), file, system)));
  }

  get unreadable(): Dropped["unreadable"] {
    return this.#roots.flatMap(({ unreadable }) => unreadable.map(({ path, why }) => ({ path: this.#named(path), why })));
  }

  get logs(): Found[] {
    return this.#logs.map(({ found: { path, file }, system }) => named(path, file, system));
  }

  get roots(): { path: string; system: string }[] {
    return this.#roots.map(({ folder, files, system }) => ({ path: folder ?? files[0]?.path ?? "", system: system.value.trim() }));
  }

  #named(path: string): string {
    const only = this.#roots.length === 1 && this.#roots[0]?.folder;
    return only ? path.slice(only.length + 1) : path;
  }

  #show(): void {
    const single = this.#roots.filter(({ folder }) => folder === undefined);
    const folders = this.#roots.filter(({ folder }) => folder !== undefined);
    const inside = folders.flatMap(({ files }) => files).filter((found) => isLog(found) && !this.#logs.some((log) => log.found.file === found.file));
    const rows = [
      ...folders.map((root) => this.#row(`${root.folder}/`, sum(root), root.system, () => this.#drop(root))),
      // Many single files are one row: labels for each would be a page of fields.
      ...(single.length > MANY
        ? [this.#row(count(single.length, "single file"), size(single.flatMap(({ files }) => files)), null, () => this.#drop(...single))]
        : single.map((root) => this.#row(root.files[0]?.path ?? "", sum(root), root.system, () => this.#drop(root)))),
    ];
    const logs = this.#logs.map((log) =>
      this.#row(log.found.path, `event log, ${short(log.found.file.size)}`, log.system, () => {
        this.#logs.splice(this.#logs.indexOf(log), 1);
        this.#show();
      }),
    );
    this.root.replaceChildren(
      rows.length + logs.length > 0 ? h("ul", { class: "input-rows", "aria-label": "What is audited" }, ...rows, ...logs) : "",
      inside.length > 0
        ? h("p", { class: "actions" }, button(`Use the ${count(inside.length, "event log")} in it as evidence`, "quiet small", () => this.addLogs({ files: inside, unreadable: [] }), "event"))
        : "",
    );
  }

  #row(name: string, note: string, system: HTMLInputElement | null, remove: () => void): HTMLElement {
    const text = visible(name);
    return h(
      "li",
      { class: "input-row" },
      h("span", { class: "input-name" }, h("bdi", { class: "mono" }, shortened(text, 90)), h("span", { class: "fact-note" }, note)),
      system ? h("label", { class: "input-system" }, h("span", {}, "System"), system) : h("span", {}),
      h("button", { type: "button", class: "quiet small", "aria-label": `Remove ${shortened(text, 90)}`, onclick: remove }, "Remove"),
    );
  }

  #drop(...roots: Root[]): void {
    roots.forEach((root) => this.#roots.splice(this.#roots.indexOf(root), 1));
    this.#show();
  }
}

const MANY = 6;

const named = (path: string, file: File, { value }: HTMLInputElement): Found => (value.trim() ? { path, file, system: value.trim() } : { path, file });

const size = (files: FoundFile[]): string => short(files.reduce((bytes, { file }) => bytes + file.size, 0));

function sum({ folder, files, unreadable }: Root): string {
  const unread = unreadable.length > 0 ? `, ${count(unreadable.length, "entry", "entries")} not readable` : "";
  return folder === undefined ? size(files) : `${count(files.length, "file")}, ${size(files)}${unread}`;
}
