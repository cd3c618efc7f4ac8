import * as core from "./generated/mastersecret.js";

/** What the page can ask a worker for. Arguments and results are copied, so they must be plain values. */
export const api = {
  calibrate: core.calibrate,
  check: core.check,
  checkNewPassword: core.checkNewPassword,
  /** Wipes the copy of the password that came here. */
  deriveRoot(password: Uint8Array, salt: Uint8Array, memoryKib: number, passes: number, lanes: number): Uint8Array {
    try {
      return core.deriveRoot(password, salt, memoryKib, passes, lanes);
    } finally {
      password.fill(0);
    }
  },
  explain: core.explain,
  freeLabel: core.freeLabel,
  generate: core.generate,
  inspect: core.inspect,
  inspectEnds: core.inspectEnds,
  reserve: core.reserve,
  restore: core.restore,
  rewrap: core.rewrap,
  seal: core.seal,
  slotAdd: core.slotAdd,
  slotRemove: core.slotRemove,
  slotReplace: core.slotReplace,
  tables: core.tables,
  version: core.version,
  warmUp: core.warmUp,
};

export type Api = typeof api;
