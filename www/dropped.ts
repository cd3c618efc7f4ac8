/** A file under its path, from the folder that was dropped or chosen down, with `/`. */
export interface FoundFile {
  path: string;
  file: File;
}

/** What was dropped or chosen. */
export interface Dropped {
  files: FoundFile[];
  /** What the browser would not give: its path and why. */
  unreadable: { path: string; why: string }[];
}

const reason = (error: unknown): string => `the browser could not read it (${error instanceof DOMException ? error.name : String(error)})`;

/** The files of a drop, those of dropped folders included, at most so many. */
export async function dropped(data: DataTransfer, most: number): Promise<Dropped> {
  // Both lists die with the event: everything is taken out of them before the first wait.
  const plain = [...data.files];
  const roots = [...data.items].map((item) => (item.kind === "file" ? item.webkitGetAsEntry() : null));
  const all: Dropped = { files: [], unreadable: [] };
  if (!roots.some((root) => root?.isDirectory)) {
    all.files = plain.map((file) => ({ path: file.name, file }));
    return all;
  }
  const queue = roots.filter((root) => root !== null);
  for (let next = queue.shift(); next && all.files.length < most; next = queue.shift()) {
    const path = next.fullPath.replace(/^\//, "");
    try {
      if (next.isDirectory) {
        queue.push(...(await children(next as FileSystemDirectoryEntry)));
      } else {
        const entry = next as FileSystemFileEntry;
        all.files.push({ path, file: await new Promise<File>((resolve, reject) => entry.file(resolve, reject)) });
      }
    } catch (error) {
      all.unreadable.push({ path: next.isDirectory ? `${path}/` : path, why: reason(error) });
    }
  }
  return all;
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

/** The files of a chooser; of one for folders, each under its path. */
export const chosen = (files: FileList | null): Dropped => ({
  files: [...(files ?? [])].map((file) => ({ path: file.webkitRelativePath || file.name, file })),
  unreadable: [],
});
