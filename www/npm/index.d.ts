export * from "./mastersecret.js";
export type { Explanation, Outcome, Report } from "./report.js";

/**
 * Prepares the module. Await it once before calling anything else; later calls do nothing.
 *
 * @param module The bytes of `mastersecret/mastersecret_bg.wasm`, or a compiled module. Only needed where the
 * module cannot find that file by itself: with bundlers that do not know `new URL(..., import.meta.url)`.
 */
export function init(module?: BufferSource | WebAssembly.Module): Promise<void>;
