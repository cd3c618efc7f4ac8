import type { Cores } from "../cores.ts";
import { DOCUMENT_BYTES, SAMPLE_BYTES } from "../entry.ts";
import { Failure, type Core, type Remote } from "../rpc.ts";
import { source } from "../source.ts";
import { forget, strength } from "../strength.ts";
import { startAuditor } from "./auditor.ts";
import type { AuditProgress, AuditReport, AuditedInput, Circumstances, Derivation } from "./types.ts";
import type { AuditCalls, Given, Made } from "./worker.ts";
import { Pool } from "./pool.ts";

/** A file or an event log, under the path that the report names it by. */
export interface Found {
  path: string;
  file: File;
  system?: string;
}

export interface Candidate {
  label: string;
  password: string;
}

/** Everything that an audit is made of. */
export interface Order {
  files: Found[];
  unreadable: { path: string; why: string }[];
  logs: Found[];
  candidates: Candidate[];
  policy: File | undefined;
  timeZone: string;
  computer: string;
  hashAll: boolean;
  memoryKib: number;
  statement: Circumstances["statement"];
  anonymous: boolean;
  /** The files and folders that were given, each with the label of its system. */
  roots: { path: string; system: string }[];
}

/** How far an audit has come. */
export type Progress =
  | { phase: "looking"; done: number; all: number; started: number }
  | { phase: "reading"; done: number; all: number; name: string; started: number }
  | ({ phase: "trying"; started: number } & AuditProgress)
  | { phase: "reporting"; started: number };

export interface Result extends Made {
  report: AuditReport;
}

/** So much is handed over at once: enough to keep the worker busy, not so much that an end has to be waited for. */
const BATCH_FILES = 32;
const BATCH_BYTES = 8 * 1024 * 1024;

/** One audit: files and logs are looked at by one worker, derivations are done by others beside each other. */
export class Audit {
  readonly #order: Order;
  readonly #cores: Cores;
  readonly #watch: (progress: Progress) => void;
  readonly #width = Math.max(1, navigator.hardwareConcurrency || 1);
  readonly #pool: Pool;
  /** Whether the worker reads files itself. */
  #near = true;
  #stopped = false;
  #wake: () => void = () => {};

  constructor(cores: Cores, order: Order, watch: (progress: Progress) => void) {
    this.#cores = cores;
    this.#order = order;
    this.#watch = watch;
    this.#pool = new Pool(cores, order.memoryKib);
  }

  /** Ends it early: what is known by now becomes a partial report. */
  stop(): void {
    this.#stopped = true;
    this.#pool.end();
    this.#wake();
  }

  /** @throws {Failure} where the request itself cannot be carried out: a candidate, the policy, the time zone */
  async run(): Promise<Result> {
    const auditor = await startAuditor(this.#cores);
    try {
      await this.#begin(auditor);
      this.#near = await auditor.call("canRead", new Blob(["probe"]));
      const left = (await this.#look(auditor)) + (await this.#read(auditor));
      await this.#derive(auditor);
      this.#watch({ phase: "reporting", started: performance.now() });
      const made = await auditor.call("finish", this.#circumstances(left), source());
      return { ...made, report: JSON.parse(new TextDecoder().decode(made.reports.json)) as AuditReport };
    } finally {
      this.#pool.end();
      auditor.end();
      forget();
    }
  }

  async #begin(auditor: Remote<AuditCalls>): Promise<void> {
    const { candidates, policy, hashAll, timeZone, computer } = this.#order;
    const encoder = new TextEncoder();
    const passwords = candidates.map(({ label, password }) => ({ ...(label ? { label } : {}), password: encoder.encode(password) }));
    try {
      await auditor.call("begin", {
        candidates: passwords,
        hashAll,
        ...(policy ? { policy: { name: policy.name, bytes: new Uint8Array(await policy.arrayBuffer()) } } : {}),
        ...(timeZone ? { timeZone } : {}),
        ...(computer ? { computer } : {}),
      });
    } finally {
      passwords.forEach(({ password }) => password.fill(0));
    }
  }

  /** Looks at all files; gives how many were left. */
  async #look(auditor: Remote<AuditCalls>): Promise<number> {
    const { files, unreadable } = this.#order;
    const started = performance.now();
    for (const { path, why } of unreadable) {
      await auditor.call("skip", path, why);
    }
    let done = 0;
    while (done < files.length && !this.#stopped) {
      this.#watch({ phase: "looking", done, all: files.length, started });
      const batch: Given[] = [];
      for (let bytes = 0; batch.length < BATCH_FILES && bytes < BATCH_BYTES && done + batch.length < files.length; ) {
        const found = files[done + batch.length] as Found;
        batch.push(await given(found, this.#near, this.#order.hashAll));
        bytes += found.file.size;
      }
      await auditor.call("look", batch);
      done += batch.length;
    }
    return files.length - done;
  }

  async #read(auditor: Remote<AuditCalls>): Promise<number> {
    const { logs } = this.#order;
    const started = performance.now();
    let done = 0;
    for (const log of logs) {
      if (this.#stopped) {
        break;
      }
      this.#watch({ phase: "reading", done, all: logs.length, name: log.path, started });
      await auditor.call("readLog", await given(log, this.#near, true));
      done++;
    }
    return logs.length - done;
  }

  async #derive(auditor: Remote<AuditCalls>): Promise<void> {
    const started = performance.now();
    await auditor.call("plan", this.#order.memoryKib);
    const show = async () => this.#watch({ phase: "trying", started, ...(await auditor.call("progress")) });
    await show();
    let running = 0;
    let fault: unknown;
    while (!this.#stopped && fault === undefined) {
      const job = running < this.#width ? await auditor.call("next", this.#pool.freeKib) : null;
      if (job) {
        running++;
        this.#carryOut(auditor, job)
          .then(show)
          .catch((error: unknown) => (fault ??= error))
          .finally(() => {
            running--;
            this.#wake();
          });
      } else if (running === 0) {
        return;
      } else {
        await new Promise<void>((resolve) => (this.#wake = resolve));
      }
    }
    if (fault !== undefined && !this.#stopped) {
      throw fault;
    }
  }

  async #carryOut(auditor: Remote<AuditCalls>, job: Derivation): Promise<void> {
    const core = this.#pool.take(job.memoryKib);
    const root = await derived(core, job);
    if (this.#stopped) {
      root?.fill(0);
      return;
    }
    if (!root) {
      this.#pool.drop(core);
      return auditor.call("refused", job.number);
    }
    this.#pool.give(core);
    const opened = await auditor.call("done", job.number, root);
    root.fill(0);
    if (opened) {
      const password = this.#order.candidates[opened.candidate]?.password ?? "";
      const guesses = await estimated(password, opened.words);
      await auditor.call("estimated", job.number, guesses);
    }
  }

  #circumstances(left: number): Circumstances {
    const { statement, anonymous, memoryKib, hashAll, roots, logs, timeZone, computer } = this.#order;
    const option = (name: string, value: string) => ({ name, value });
    return {
      statement,
      ...(anonymous ? {} : { host: navigator.userAgent }),
      localOffset: localOffset(),
      options: [
        option("jobs", String(this.#width)),
        option("memory", memoryKib % 1048576 === 0 ? `${memoryKib / 1048576} GiB` : `${memoryKib / 1024} MiB`),
        option("hash-all", hashAll ? "yes" : "no"),
        ...roots.filter(({ system }) => !system).map(({ path }) => option("path", path)),
        ...roots.filter(({ system }) => system).map(({ path, system }) => option("system", `${system}=${path}`)),
        ...logs.map(({ path }) => option("events", path)),
        ...(computer ? [option("computer", computer)] : []),
        ...(timeZone ? [option("time-zone", timeZone)] : []),
      ],
      stopped: this.#stopped,
      left,
    };
  }
}

/** The root; none where the memory was not to be had, or the worker was ended. */
async function derived(core: Core, { password, salt, memoryKib, passes, lanes }: Derivation): Promise<Uint8Array | undefined> {
  try {
    return await core.call("deriveRoot", password, salt, memoryKib, passes, lanes);
  } catch (error) {
    if (error instanceof Failure) {
      return undefined;
    }
    throw error;
  } finally {
    password.fill(0);
  }
}

/** What the audit is told about a file, and the file: itself where the worker can read it, else what is needed of it. */
async function given({ path, file, system }: Found, near: boolean, whole: boolean): Promise<Given> {
  const { size } = file;
  const input: AuditedInput = { path, bytes: size, modified: file.lastModified, ...(system ? { system } : {}) };
  if (near) {
    return { input, content: file };
  }
  const read = async (begin: number, end: number) => ({ begin, bytes: new Uint8Array(await file.slice(begin, end).arrayBuffer()) });
  try {
    const all = whole || size <= DOCUMENT_BYTES;
    return { input, content: all ? [await read(0, size)] : [await read(0, SAMPLE_BYTES), await read(size - SAMPLE_BYTES, size)] };
  } catch (error) {
    return { input, content: `the browser could not read it (${error instanceof DOMException ? error.name : String(error)})` };
  }
}

/** The guesses that a password takes. Another part of the page may end the estimator, so it is asked again. */
async function estimated(password: string, words: string[]): Promise<number | undefined> {
  for (let tries = 0; tries < 3; tries++) {
    try {
      return (await strength(password, words)).guesses;
    } catch {
      // asked again
    }
  }
  return undefined;
}

/** What local time is ahead of UTC, as `+01:00`. */
function localOffset(): string {
  const minutes = -new Date().getTimezoneOffset();
  const two = (number: number) => String(Math.trunc(Math.abs(number))).padStart(2, "0");
  return `${minutes < 0 ? "-" : "+"}${two(minutes / 60)}:${two(minutes % 60)}`;
}
