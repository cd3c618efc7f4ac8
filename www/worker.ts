// Each worker is one instance of the module with a memory of its own. Ending the worker ends both.
import { api, type Method } from "./api.ts";
import { initSync } from "./generated/mastersecret.js";
import type { Fault, Reply, Request } from "./rpc.ts";

function isFault(thrown: unknown): thrown is Fault {
  const fault = thrown as Partial<Fault> | null;
  return [fault?.code, fault?.what, fault?.remedy].every((part) => typeof part === "string");
}

/** The module answers with typed faults. Anything else is a fault of the module itself. */
function faultOf(thrown: unknown): Fault {
  if (isFault(thrown)) {
    return { code: thrown.code, what: thrown.what, remedy: thrown.remedy };
  }
  const reason = thrown instanceof Error ? thrown.message : "unknown";
  return {
    code: "internal",
    what: `The program itself failed (${reason}). No file was changed.`,
    remedy: "Reload the page and try again. If it happens again, please report it with this text.",
  };
}

function run<M extends Method>({ method, args }: Request<M>): unknown {
  const call = api[method] as (...args: Request<M>["args"]) => unknown;
  return call(...args);
}

addEventListener("message", ({ data }: MessageEvent<WebAssembly.Module | Request>) => {
  let reply: Reply;
  try {
    if (data instanceof WebAssembly.Module) {
      initSync({ module: data });
      return;
    }
    reply = { id: data.id, value: run(data) };
  } catch (thrown) {
    reply = { id: data instanceof WebAssembly.Module ? null : data.id, fault: faultOf(thrown) };
  }
  postMessage(reply);
});
