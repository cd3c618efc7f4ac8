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

/** The name, with a number where it is taken: a browser does not say where a file lies, and two places have one name. */
export function distinct(name: string, taken: Set<string>): string {
  let free = name;
  for (let number = 2; taken.has(free); number++) {
    free = `${name} (${number})`;
  }
  taken.add(free);
  return free;
}

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
  const folders = new Set<string>();
  const queue = roots.flatMap((entry) => (entry ? [{ entry, path: entry.isDirectory ? distinct(entry.name, folders) : entry.name }] : []));
  for (let next = queue.shift(); next && all.files.length < most; next = queue.shift()) {
    const { entry, path } = next;
    try {
      if (entry.isDirectory) {
        const inside = await children(entry as FileSystemDirectoryEntry);
        queue.push(...inside.map((child) => ({ entry: child, path: `${path}/${child.name}` })));
      } else {
        all.files.push({ path, file: await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject)) });
      }
    } catch (error) {
      all.unreadable.push({ path: entry.isDirectory ? `${path}/` : path, why: reason(error) });
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
