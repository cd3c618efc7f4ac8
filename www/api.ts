import { version, warm_up } from "./generated/mastersecret.js";

/** What the page can ask a worker for. Arguments and results are copied, so they must be plain values. */
export const api = { version, warm_up };

export type Api = typeof api;
export type Method = keyof Api;
