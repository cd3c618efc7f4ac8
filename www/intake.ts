import { Entry } from "./entry.ts";
import { byId } from "./dom.ts";
import { dropped, type Dropped } from "./dropped.ts";

/** More files than this are not taken from one drop: it is a whole disk, dropped by mistake. */
const MOST_FILES = 10_000;

/** What takes drops in place of the start page, while it wants them. */
let other: ((found: Dropped) => boolean) | undefined;

/** Lets `taker` have what is dropped, as long as it says that it took it. */
export function divertDrops(taker: (found: Dropped) => boolean): void {
  other = taker;
}

const entries = (files: File[]): Entry[] => files.map((file) => new Entry(file.name, file));

/** Connects the file chooser and the whole window, onto which files can be dropped. */
export function connectIntake(take: (entries: Entry[]) => void): { choose(): void } {
  const chooser = byId<HTMLInputElement>("chooser");
  chooser.addEventListener("change", () => {
    take(entries([...(chooser.files ?? [])]));
    chooser.value = "";
  });
  const veil = byId("veil");
  let depth = 0;
  const hasFiles = (event: DragEvent) => !!event.dataTransfer?.types.includes("Files");
  addEventListener("dragenter", (event) => {
    if (hasFiles(event)) {
      depth++;
      veil.hidden = false;
    }
  });
  addEventListener("dragleave", () => {
    depth = Math.max(0, depth - 1);
    veil.hidden = depth === 0;
  });
  // Without this a browser would leave the page and show the file.
  addEventListener("dragover", (event) => event.preventDefault());
  addEventListener("drop", async (event) => {
    event.preventDefault();
    depth = 0;
    veil.hidden = true;
    if (event.dataTransfer && hasFiles(event)) {
      const found = await dropped(event.dataTransfer, other ? Number.POSITIVE_INFINITY : MOST_FILES);
      if (!other?.(found)) {
        // What could not be read is at least seen, as an empty file.
        const unread = found.unreadable.map(({ path }) => new File([], path.split("/").pop() || path));
        take(entries([...found.files.map(({ file }) => file), ...unread].slice(0, MOST_FILES)));
      }
    }
  });
  return { choose: () => chooser.click() };
}
