import start from "./mastersecret.js";

export * from "./mastersecret.js";

let started;

export function init(module = new URL("./mastersecret_bg.wasm", import.meta.url)) {
  started ??= start({ module_or_path: module }).then(
    () => undefined,
    (error) => {
      started = undefined;
      throw error;
    },
  );
  return started;
}
