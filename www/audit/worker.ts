// The worker that holds an audit: it reads files where the browser has them, a piece at a time.
import { Auditor, initSync, sha256 } from "../generated/mastersecret.js";
import { serve } from "../serve.ts";
import type { AuditRequest, AuditedInput, Circumstances, Derivation, Opened, Reports } from "./types.ts";

/** A file, and what the audit is told about it. */
export interface Given {
  input: AuditedInput;
  /** The file itself, to be read here, or what the page has read of it, or why it could not. */
  content: Blob | { begin: number; bytes: Uint8Array }[] | string;
}

export interface Made {
  reports: Reports;
  /** The SHA-256 of each. */
  hashes: { json: string; html: string; csv: string };
}

let auditor: Auditor | undefined;

function begun(): Auditor {
  if (!auditor) {
    throw new Error("no audit has begun");
  }
  return auditor;
}

/** Reads in this very turn: workers may wait for a disk. */
const readNow = (blob: Blob): Uint8Array => new Uint8Array(new FileReaderSync().readAsArrayBuffer(blob));

/** Gives parts of a file to the module. Faults become text, which is what a report can hold. */
const reader = ({ content }: Given) => (begin: number, end: number) => {
  if (typeof content === "string") {
    throw content;
  }
  if (content instanceof Blob) {
    try {
      return readNow(content.slice(begin, end));
    } catch (error) {
      throw `the browser could not read it (${error instanceof DOMException ? error.name : String(error)})`;
    }
  }
  const piece = content.find((it) => it.begin <= begin && end <= it.begin + it.bytes.length);
  if (!piece) {
    throw "that part of it was not read";
  }
  return piece.bytes.subarray(begin - piece.begin, end - piece.begin);
};

export const calls = {
  begin(request: AuditRequest): void {
    auditor = new Auditor(request);
    request.candidates.forEach(({ password }) => password.fill(0));
  },
  /** Whether files can be read here: on a page from disk WebKit lets no worker do that. */
  canRead(probe: Blob): boolean {
    try {
      return readNow(probe).length === probe.size;
    } catch {
      return false;
    }
  },
  look: (given: Given[]): void => given.forEach((it) => begun().look(it.input, reader(it))),
  skip: (path: string, why: string): void => begun().skip(path, why),
  readLog: (given: Given): void => begun().readLog(given.input, reader(given)),
  plan: (limitKib: number): void => begun().plan(limitKib),
  next: (freeKib: number): Derivation | null => begun().next(freeKib),
  done(number: number, root: Uint8Array): Opened | null {
    const opened = begun().done(number, root);
    root.fill(0);
    return opened;
  },
  estimated: (number: number, guesses: number | undefined): void => begun().estimated(number, guesses),
  refused: (number: number): void => begun().refused(number),
  progress: () => begun().progress(),
  finish(circumstances: Circumstances, tool: string): Made {
    const reports = begun().finish({ ...circumstances, toolSha256: sha256(new TextEncoder().encode(tool)) });
    auditor = undefined;
    const { json, html, csv } = reports;
    return { reports, hashes: { json: sha256(json), html: sha256(html), csv: sha256(csv) } };
  },
};

export type AuditCalls = typeof calls;

/** The passwords of derivations leave no copy here, and reports are large. */
function moved(value: unknown): ArrayBuffer[] {
  const { password, salt, reports } = (value ?? {}) as Partial<Derivation & Made>;
  return [password, salt, reports?.json, reports?.html, reports?.csv].flatMap((bytes) => (bytes ? [bytes.buffer as ArrayBuffer] : []));
}

serve(calls, (module) => void initSync({ module }), { moved });
