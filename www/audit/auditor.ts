import { script } from "../core.ts";
import type { Cores } from "../cores.ts";
import { Remote } from "../rpc.ts";
import type { AuditCalls } from "./worker.ts";

let address: Promise<string> | undefined;

/** Starts the worker of an audit. Its script is unpacked when the first audit is asked for. */
export async function startAuditor(cores: Cores): Promise<Remote<AuditCalls>> {
  address ??= script("auditor");
  return new Remote<AuditCalls>(await address, cores.module);
}
