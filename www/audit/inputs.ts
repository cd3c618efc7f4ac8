import { button, h } from "../dom.ts";
import { distinct, type Dropped, type FoundFile } from "../dropped.ts";
import { count, short, shortened, visible } from "../text.ts";
import type { Found } from "./run.ts";

/** One folder, or a file that was given by itself. */
interface Root {
  /** No other has it: of several that are called alike, all but the first have a number. */
  name: string;
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
    const taken = new Set(this.#roots.map(({ name }) => name));
    const names = new Set([...files, ...unreadable].map(({ path }) => path).filter((path) => path.includes("/")).map(first));
    for (const folder of names) {
      const below = <T extends { path: string }>(list: T[]) => list.filter(({ path }) => path.startsWith(`${folder}/`));
      const name = distinct(folder, taken);
      this.#roots.push({ name, folder, files: below(files), unreadable: below(unreadable), system: systemField(name) });
    }
    const loose = single.filter((found) => !isLog(found));
    for (const found of loose) {
      const name = distinct(found.path, taken);
      this.#roots.push({ name, folder: undefined, files: [found], unreadable: [], system: systemField(name) });
    }
    this.#show();
  }

  addLogs({ files }: Dropped): void {
    const taken = new Set(this.#logs.map(({ found }) => found.path));
    this.#logs.push(
      ...files.map(({ path, file }) => {
        const name = distinct(path, taken);
        return { found: { path: name, file }, system: systemField(name) };
      }),
    );
    this.#show();
  }

  get empty(): boolean {
    return this.#roots.length === 0;
  }

  /** The files under the paths by which a report names them: below the one folder, or with the name of each. */
  get files(): Found[] {
    return this.#roots.flatMap((root) => root.files.map(({ path, file }) => named(this.#named(root, path), file, root.system)));
  }

  get unreadable(): Dropped["unreadable"] {
    return this.#roots.flatMap((root) => root.unreadable.map(({ path, why }) => ({ path: this.#named(root, path), why })));
  }

  get logs(): Found[] {
    return this.#logs.map(({ found: { path, file }, system }) => named(path, file, system));
  }

  get roots(): { path: string; system: string }[] {
    return this.#roots.map(({ name, system }) => ({ path: name, system: system.value.trim() }));
  }

  #named(root: Root, path: string): string {
    return root.folder !== undefined && this.#roots.length === 1 ? path.slice(root.folder.length + 1) : within(root, path);
  }

  #show(): void {
    const single = this.#roots.filter(({ folder }) => folder === undefined);
    const folders = this.#roots.filter(({ folder }) => folder !== undefined);
    const files = folders.flatMap((root) => root.files.map(({ path, file }) => ({ path: within(root, path), file })));
    const inside = files.filter((found) => isLog(found) && !this.#logs.some((log) => log.found.file === found.file));
    const rows = [
      ...folders.map((root) => this.#row(`${root.name}/`, sum(root), root.system, () => this.#drop(root))),
      // Many single files are one row: labels for each would be a page of fields.
      ...(single.length > MANY
        ? [this.#row(count(single.length, "single file"), size(single.flatMap(({ files }) => files)), null, () => this.#drop(...single))]
        : single.map((root) => this.#row(root.name, sum(root), root.system, () => this.#drop(root)))),
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

/** A file's path from its root down. Its own name stays as it is, whatever its root is called: it is evidence. */
function within({ name, folder }: Root, path: string): string {
  const below = folder === undefined ? path : path.slice(folder.length + 1);
  return folder === undefined && name === path ? path : `${name}/${below}`;
}

const named = (path: string, file: File, { value }: HTMLInputElement): Found => (value.trim() ? { path, file, system: value.trim() } : { path, file });

const size = (files: FoundFile[]): string => short(files.reduce((bytes, { file }) => bytes + file.size, 0));

function sum({ folder, files, unreadable }: Root): string {
  const unread = unreadable.length > 0 ? `, ${count(unreadable.length, "entry", "entries")} not readable` : "";
  return folder === undefined ? size(files) : `${count(files.length, "file")}, ${size(files)}${unread}`;
}
