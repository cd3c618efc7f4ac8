import type { Api } from "./api.ts";

/** A failure as it is told to a person: a stable code, what happened, and what to do. */
export interface Fault {
  code: string;
  what: string;
  remedy: string;
  /** Where, when it lies in a text. */
  place?: { line: number; column: number; pointer: string };
}

/** The answer to request `id`; `null` when the module could not even be started. */
type Reply = { id: number; value: unknown } | { id: number | null; fault: Fault };

/** A function of type `F`, or never. */
type Call<F> = F extends (...args: infer A) => infer R ? { args: A; result: R } : never;

export class Failure extends Error {
  constructor(readonly fault: Fault) {
    super(`${fault.what} ${fault.remedy}`);
  }
}

const CANCELLED: Fault = {
  code: "cancelled",
  what: "The work was cancelled. No file was changed.",
  remedy: "Start it again when you want.",
};

function broken(reason: string): Fault {
  return {
    code: "internal",
    what: `The part of this page that does the work could not run (${reason}).`,
    remedy: "Open the page in a current Chromium, Edge, Firefox or Safari that allows WebAssembly.",
  };
}

/** A worker with an instance of a module of its own. It answers its calls one after the other. */
export class Remote<Calls> {
  readonly #worker: Worker;
  readonly #started: Promise<void>;
  readonly #waiting = new Map<number, { resolve(value: unknown): void; reject(failure: Failure): void }>();
  #end: Failure | undefined;
  #calls = 0;

  /** Starts the worker whose script is at `address` now, and the module in it once that is compiled. */
  constructor(address: string, module: Promise<WebAssembly.Module>) {
    this.#worker = new Worker(address);
    this.#worker.onmessage = ({ data }: MessageEvent<Reply>) => this.#settle(data);
    this.#worker.onerror = ({ message }) => this.end(broken(message));
    this.#worker.onmessageerror = () => this.end(broken("an answer could not be read"));
    this.#started = module.then(
      (compiled) => this.#worker.postMessage(compiled),
      (reason: unknown) => this.end(broken(String(reason))),
    );
  }

  get ended(): boolean {
    return this.#end !== undefined;
  }

  /** @throws {Failure} as the module words it, or because this core was ended meanwhile. */
  async call<M extends keyof Calls>(method: M, ...args: Call<Calls[M]>["args"]): Promise<Call<Calls[M]>["result"]> {
    await this.#started;
    return new Promise((resolve, reject) => {
      if (this.#end) {
        return reject(this.#end);
      }
      const id = this.#calls++;
      this.#waiting.set(id, { resolve: resolve as (value: unknown) => void, reject });
      this.#worker.postMessage({ id, method, args });
    });
  }

  /** Ends the worker, and with it the module's memory and whatever was being derived. */
  end(fault: Fault = CANCELLED): void {
    this.#worker.terminate();
    this.#end ??= new Failure(fault);
    this.#waiting.forEach(({ reject }) => reject(this.#end as Failure));
    this.#waiting.clear();
  }

  #settle(reply: Reply): void {
    if ("fault" in reply && (reply.id === null || reply.fault.code === "internal")) {
      return this.end(reply.fault); // after a fault of its own an instance cannot be trusted any more
    }
    const call = this.#waiting.get(reply.id as number);
    this.#waiting.delete(reply.id as number);
    "fault" in reply ? call?.reject(new Failure(reply.fault)) : call?.resolve(reply.value);
  }
}

let address: string | undefined;

/** A worker with the core. */
export class Core extends Remote<Api> {
  constructor(module: Promise<WebAssembly.Module>) {
    address ??= URL.createObjectURL(new Blob([WORKER_SOURCE], { type: "text/javascript" }));
    super(address, module);
  }
}
