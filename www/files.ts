import type { Cores } from "./cores.ts";
import type { Entry } from "./entry.ts";
import { Failure } from "./rpc.ts";

/** So many files are read at the same time: while one is inspected, the next are on their way from the disk. */
const LANES = 4;

/** The files that are open in this page, and the queue that inspects them one after the other. */
export class Files {
  readonly entries: Entry[] = [];
  readonly #cores: Cores;
  readonly #queue: Entry[] = [];
  #busy = false;
  /** Called when the list or something known about an entry has changed. */
  onchange: (entry?: Entry) => void = () => {};
  /** Called when nothing is left to inspect. */
  ondone: (inspected: number) => void = () => {};

  constructor(cores: Cores) {
    this.#cores = cores;
  }

  add(entries: Entry[]): void {
    this.entries.push(...entries);
    this.#queue.push(...entries.filter((entry) => !entry.report));
    this.onchange();
    void this.#work();
  }

  clear(): void {
    this.entries.length = 0;
    this.#queue.length = 0;
    this.onchange();
  }

  async #work(): Promise<void> {
    if (this.#busy) {
      return;
    }
    this.#busy = true;
    let inspected = 0;
    const lane = async () => {
      for (let entry = this.#queue.shift(); entry; entry = this.#queue.shift()) {
        await this.#inspect(entry);
        inspected++;
        this.onchange(entry);
      }
    };
    await Promise.all(Array.from({ length: LANES }, lane));
    this.#busy = false;
    this.ondone(inspected);
  }

  async #inspect(entry: Entry): Promise<void> {
    try {
      if (entry.readWhole) {
        entry.report = await this.#cores.quick.call("inspect", entry.name, await entry.bytes());
      } else {
        const [head, tail] = await entry.ends();
        entry.report = await this.#cores.quick.call("inspectEnds", entry.name, head, tail, entry.blob.size);
      }
    } catch (error) {
      entry.fault = error instanceof Failure ? error.fault : unreadable(error);
    }
  }
}

function unreadable(error: unknown) {
  const reason = error instanceof DOMException ? error.name : String(error);
  return {
    code: "unreadable",
    what: `The browser could not read this file (${reason}).`,
    remedy: "Check that it still exists and that you may read it. A folder, or a file that another program holds, cannot be read.",
  };
}
