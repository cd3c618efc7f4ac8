/** The bundled text of `worker.ts`, put here by `build.mjs`. */
declare const WORKER_SOURCE: string;
