import type { Cost } from "./types.ts";

/** Memory times passes, in KiB: what the time of a derivation is proportional to. */
export const work = (cost: Cost): number => cost.memory_kib * cost.passes;

/** Before anything was measured: a slow machine, so that the first estimate is not too hopeful. */
let kibPerMillisecond = 500;
let measured = false;

/** Takes the core's calibration, made on small derivations. A real one that was timed is worth more. */
export function calibrated(rate: number): void {
  if (rate > 0 && !measured) {
    kibPerMillisecond = rate;
  }
}

/** Takes the time of a real derivation. */
export function timed(workKib: number, milliseconds: number): void {
  if (workKib > 0 && milliseconds > 20) {
    kibPerMillisecond = measured ? (kibPerMillisecond + workKib / milliseconds) / 2 : workKib / milliseconds;
    measured = true;
  }
}

/** How long so much work will take, in milliseconds. An estimate. */
export const estimate = (workKib: number): number => workKib / kibPerMillisecond;
