import type { Cores } from "./cores.ts";
import type { Derivations } from "./derivation.ts";
import type { Entry } from "./entry.ts";
import type { Files } from "./files.ts";
import type { Tables } from "./types.ts";

/** What can be done with one file; each is a panel in its card. */
export type EntryTask = "check" | "try-damaged" | "rewrap" | "restore" | "salvage" | "slot-add" | "slot-replace" | "slot-remove" | "seal" | "keep";

/** What can be done without a file. */
export type FreeTask = "audit" | "generate" | "explain";

/** What can be wished for from the start; some of it asks for a file first. */
export type Wish = "seal" | "restore" | "custodians" | "keep" | FreeTask;

/** What the parts of the page know of each other. */
export interface App {
  readonly cores: Cores;
  readonly files: Files;
  readonly derivations: Derivations;
  readonly tables: Tables;
  /** Shows a file, with the panel of a task if one is named; `slot` is the label that the task is about. */
  show(entry: Entry, task?: EntryTask, slot?: string): void;
  /** Lets the user choose files; `wish` is carried out on the first of them. */
  choose(wish?: Wish): void;
  wish(wish: Wish): void;
  /** Adds a file that was made here, and shows what was done. */
  made(entry: Entry): void;
  /** Shows the start again; the files stay. */
  home(): void;
}
