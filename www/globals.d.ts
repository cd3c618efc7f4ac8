/** The bundled text of `worker.ts`, put here by `bundle.mjs`. */
declare const WORKER_SOURCE: string;

/** What only workers have: reading a file in the very turn that asks for it (File API, section 6.5). */
declare class FileReaderSync {
  readAsArrayBuffer(blob: Blob): ArrayBuffer;
}

/** Lists of likely words, a word a line, and what the estimator needs beside them; `word-lists.mjs` makes them. */
declare module "word-lists" {
  export const lists: Record<string, string>;
  export const graphs: import("@zxcvbn-ts/core").OptionsGraph;
  export const translations: import("@zxcvbn-ts/core").TranslationKeys;
}

/** A sample backup as text; `build.mjs` puts it into the bundle. */
declare module "*.msb" {
  const text: string;
  export default text;
}
