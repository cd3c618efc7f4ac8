import { readFile } from "node:fs/promises";
import { initSync } from "./mastersecret.js";

export * from "./mastersecret.js";

let started;

async function start(module) {
  initSync({ module: module ?? (await readFile(new URL("./mastersecret_bg.wasm", import.meta.url))) });
}

export function init(module) {
  started ??= start(module).catch((error) => {
    started = undefined;
    throw error;
  });
  return started;
}
