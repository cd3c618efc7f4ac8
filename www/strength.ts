/** How hard a password is to guess, for somebody who tries likely ones first. */
export interface Strength {
  /** 0 (at once) to 4 (out of reach). */
  score: 0 | 1 | 2 | 3 | 4;
  /** About how many guesses it withstands. */
  guesses: number;
  /** Why it is weak, and what would make it stronger; empty where there is nothing to say. */
  why: string[];
}

export type Estimator = (password: string, known: string[]) => Strength;

let estimator: Estimator | undefined;

/** Takes the estimator once its word lists are there. */
export function provideEstimator(estimate: Estimator): void {
  estimator = estimate;
}

/** Nothing while there is no estimator. `known` is what stands around the password: reminder, label, file name. */
export const strength = (password: string, known: string[]): Strength | undefined => estimator?.(password, known);
