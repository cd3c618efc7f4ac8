import { unpacked } from "../core.ts";
import type { Cores } from "../cores.ts";
import { Remote } from "../rpc.ts";
import type { AuditCalls } from "./worker.ts";

let address: Promise<string> | undefined;

/** Starts the worker of an audit. Its script is unpacked when the first audit is asked for. */
export async function startAuditor(cores: Cores): Promise<Remote<AuditCalls>> {
  address ??= unpacked("auditor")
    .blob()
    .then((text) => URL.createObjectURL(new Blob([text], { type: "text/javascript" })));
  return new Remote<AuditCalls>(await address, cores.module);
}
