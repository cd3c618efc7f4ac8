/** The bundled text of `worker.ts`, put here by `bundle.mjs`. */
declare const WORKER_SOURCE: string;
