import { compile, unpacked } from "../core.ts";
import { Remote } from "../rpc.ts";
import type { AuditCalls } from "./worker.ts";

let address: Promise<string> | undefined;
let module: Promise<WebAssembly.Module> | undefined;

/** Starts the worker of an audit. Script and module are unpacked when the first audit is asked for. */
export async function startAuditor(): Promise<Remote<AuditCalls>> {
  module ??= compile("audit");
  address ??= unpacked("auditor")
    .blob()
    .then((text) => URL.createObjectURL(new Blob([text], { type: "text/javascript" })));
  return new Remote<AuditCalls>(await address, module);
}
