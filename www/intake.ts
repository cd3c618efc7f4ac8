import { Entry } from "./entry.ts";
import { byId } from "./dom.ts";

/** More files than this are not taken from one drop: it is a whole disk, dropped by mistake. */
const MOST_FILES = 10_000;

/** The files of a drop, those of dropped folders included. */
async function dropped(data: DataTransfer): Promise<File[]> {
  // Both lists die with the event: everything is taken out of them before the first wait.
  const plain = [...data.files];
  const roots = [...data.items].map((item) => (item.kind === "file" ? item.webkitGetAsEntry() : null));
  if (!roots.some((root) => root?.isDirectory)) {
    return plain;
  }
  const files: File[] = [];
  const queue = roots.filter((root) => root !== null);
  for (let next = queue.shift(); next && files.length < MOST_FILES; next = queue.shift()) {
    try {
      if (next.isDirectory) {
        queue.push(...(await children(next as FileSystemDirectoryEntry)));
      } else {
        files.push(await new Promise<File>((resolve, reject) => (next as FileSystemFileEntry).file(resolve, reject)));
      }
    } catch {
      files.push(new File([], next.name)); // unreadable; as an empty file it is at least seen
    }
  }
  return files;
}

async function children(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    // A reader gives its entries in portions and ends with an empty one.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) {
      return all;
    }
    all.push(...some);
  }
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
      take(entries(await dropped(event.dataTransfer)));
    }
  });
  return { choose: () => chooser.click() };
}
