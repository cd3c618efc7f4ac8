import { script } from "./core.ts";

/** How hard a password is to guess, for somebody who tries likely ones first. */
export interface Strength {
  /** 0 (at once) to 4 (out of reach). */
  score: 0 | 1 | 2 | 3 | 4;
  /** About how many guesses it withstands. */
  guesses: number;
  /** Why it is weak, and what would make it stronger; empty where there is nothing to say. */
  why: string[];
}

export interface Question {
  id: number;
  password: string;
  /** What stands around the password and is tried first: reminder, label. */
  known: string[];
}

let address: Promise<string> | undefined;
let worker: Promise<Worker> | undefined;
let questions = 0;
/** Who waits for an answer, to be told when none will come. */
const waiting = new Set<(reason: Error) => void>();

/** Unpacks the estimator when it is first needed; most visits to this page never need it. */
async function start(): Promise<Worker> {
  address ??= script("estimator");
  return new Worker(await address);
}

/** Estimates in a worker of its own, so that typing never waits. */
export async function strength(password: string, known: string[]): Promise<Strength> {
  const started = (worker ??= start());
  const asked = await started;
  if (worker !== started) {
    throw new Error("the estimator was ended");
  }
  const id = ++questions;
  return new Promise((resolve, reject) => {
    waiting.add(reject);
    const answered = ({ data }: MessageEvent<{ id: number; strength: Strength }>) => {
      if (data.id === id) {
        asked.removeEventListener("message", answered);
        waiting.delete(reject);
        resolve(data.strength);
      }
    };
    asked.addEventListener("message", answered);
    asked.addEventListener("error", () => reject(new Error("the estimator failed")), { once: true });
    asked.postMessage({ id, password, known } satisfies Question);
  });
}

/** Ends the worker, and with it the memory that held what was typed. */
export function forget(): void {
  void worker?.then((ended) => ended.terminate());
  worker = undefined;
  waiting.forEach((reject) => reject(new Error("the estimator was ended")));
  waiting.clear();
}
