import type { Fault } from "./rpc.ts";

function isFault(thrown: unknown): thrown is Fault {
  const fault = thrown as Partial<Fault> | null;
  return [fault?.code, fault?.what, fault?.remedy].every((part) => typeof part === "string");
}

/** The module answers with typed faults. Anything else is a fault of the module itself. */
function faultOf(thrown: unknown): Fault {
  if (isFault(thrown)) {
    const { code, what, remedy, place } = thrown;
    return place ? { code, what, remedy, place } : { code, what, remedy };
  }
  const reason = thrown instanceof Error ? thrown.message : "unknown";
  return {
    code: "internal",
    what: `The program itself failed (${reason}). No file was changed.`,
    remedy: "Reload the page and try again. If it happens again, please report it with this text.",
  };
}

type Calls = Record<string, (...args: never[]) => unknown>;
interface Request {
  id: number;
  method: string;
  args: unknown[];
}

interface Habits {
  /** What of an answer is moved to the page and not copied. */
  moved?(value: unknown): ArrayBuffer[];
  /** What is done when a call has been answered: nobody waits for it. */
  answered?(method: string): void;
}

/** Answers the calls of a page, one after the other, once the module has arrived. */
export function serve(calls: Calls, start: (module: WebAssembly.Module) => void, { moved = () => [], answered = () => {} }: Habits = {}): void {
  addEventListener("message", ({ data }: MessageEvent<WebAssembly.Module | Request>) => {
    if (data instanceof WebAssembly.Module) {
      try {
        start(data);
      } catch (thrown) {
        postMessage({ id: null, fault: faultOf(thrown) });
      }
      return;
    }
    const { id, method, args } = data;
    try {
      const call = calls[method] as (...args: unknown[]) => unknown;
      const value = call(...args);
      postMessage({ id, value }, { transfer: moved(value) });
    } catch (thrown) {
      const fault = faultOf(thrown);
      postMessage({ id, fault });
      if (fault.code === "internal") {
        return; // the page ends this worker
      }
    }
    answered(method);
  });
}
