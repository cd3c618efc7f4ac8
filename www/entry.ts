import type { Outcome, Report } from "./types.ts";
import type { Fault } from "./rpc.ts";

export type Origin = "file" | "paste" | "sample" | "kit" | "made";

/** Larger files are looked at, not read: the limit of any document, in bytes. */
export const DOCUMENT_BYTES = 8 * 1024 * 1024;
/** How much of a larger file is looked at, at each end. */
export const SAMPLE_BYTES = 64 * 1024;

let ids = 0;

/** One file in this page: its bytes as the browser holds them, and what is known about it so far. */
export class Entry {
  readonly id = ++ids;
  report: Report | undefined;
  /** Why it could not even be read. */
  fault: Fault | undefined;
  /** Shown with a sample. */
  samplePassword: string | undefined;
  /** What made it, if it was made here. */
  outcome: Outcome | undefined;
  /** What was allowed knowingly for this file: its cost, or its damage. */
  allowance: { maxMemoryKib?: number; maxWorkKib?: number; tryDamaged?: boolean; slot?: string } = {};
  /** Whether a password was tried on it. */
  tried = false;
  /** A made file that has not been downloaded is lost when the page is closed. */
  unsaved = false;

  constructor(
    readonly name: string,
    readonly blob: Blob,
    readonly origin: Origin = "file",
  ) {}

  get readWhole(): boolean {
    return this.blob.size <= DOCUMENT_BYTES;
  }

  /** When the file on disk was last changed, in milliseconds since 1970. */
  get modified(): number | undefined {
    return this.blob instanceof File && this.origin === "file" ? this.blob.lastModified : undefined;
  }

  /** All bytes; only asked for where they are few. */
  async bytes(): Promise<Uint8Array<ArrayBuffer>> {
    return new Uint8Array(await this.blob.arrayBuffer());
  }

  /** The first and the last bytes. */
  async ends(): Promise<[Uint8Array, Uint8Array]> {
    const { size } = this.blob;
    const read = async (from: number, to: number) => new Uint8Array(await this.blob.slice(from, to).arrayBuffer());
    return [await read(0, SAMPLE_BYTES), await read(size - SAMPLE_BYTES, size)];
  }
}
