import * as core from "./generated/mastersecret.js";

/** What the page can ask a worker for. Arguments and results are copied, so they must be plain values. */
export const api = {
  calibrate: core.calibrate,
  check: core.check,
  checkNewPassword: core.checkNewPassword,
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
export type Method = keyof Api;
