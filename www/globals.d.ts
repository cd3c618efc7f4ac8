/** The bundled text of `worker.ts`, put here by `bundle.mjs`. */
declare const WORKER_SOURCE: string;

/** A sample backup as text; `build.mjs` puts it into the bundle. */
declare module "*.msb" {
  const text: string;
  export default text;
}
