import { button, h } from "./dom.ts";
import type { Cores } from "./cores.ts";
import { Failure, type Core } from "./rpc.ts";
import { calibrated, estimate, timed } from "./speed.ts";
import { duration, short } from "./text.ts";

export interface Job<T> {
  /** What is being done, for the eye and the ear: "Checking the password". */
  doing: string;
  /** Memory times passes of everything that will be derived, in KiB; the most it can be, where that is not known. */
  workKib: number;
  /** The most memory that is needed at one time, in KiB. */
  memoryKib: number;
  run(core: Core): Promise<T>;
  /** The work that was done in the end, in KiB, where the result tells. Only then is the time worth noting. */
  spentKib?(result: T): number | undefined;
}

const TICK = 100;
/** An estimate is not the end: the bar reaches this share of its way when the estimated time is over. */
const ESTIMATED_SHARE = 0.9;

function share(elapsed: number, expected: number): number {
  if (elapsed < expected) {
    return (elapsed / expected) * ESTIMATED_SHARE;
  }
  return 1 - (1 - ESTIMATED_SHARE) * Math.exp((expected - elapsed) / Math.max(expected, 1000));
}

/** Runs the dear jobs, one at a time, each in a worker of its own. */
export class Derivations {
  readonly #cores: Cores;
  #running: Core | undefined;

  constructor(cores: Cores) {
    this.#cores = cores;
  }

  get busy(): boolean {
    return this.#running !== undefined;
  }

  /** Ends what is running, if anything is: its worker, its memory, its work. */
  cancel(): void {
    this.#running?.end();
  }

  /** Makes the next job as fast as the tenth, and measures the speed of this machine. */
  async prepare(): Promise<void> {
    try {
      calibrated(await this.#cores.warmUp());
    } catch (error) {
      // A job may have taken the core and ended it meanwhile.
      if (!(error instanceof Failure && error.fault.code === "cancelled")) {
        throw error;
      }
    }
  }

  /** Gets ready for a job that will need so much memory at one time, in KiB. */
  expect(memoryKib: number): void {
    this.#cores.expect(memoryKib);
  }

  /** Takes back what `expect` said. */
  expectNothing(): void {
    if (this.#cores.release()) {
      this.#prepareAgain();
    }
  }

  /** A fault of the module shows itself when it is used. */
  #prepareAgain(): void {
    this.prepare().catch(() => {});
  }

  /**
   * Runs a job and shows its progress in `place` until it ends.
   *
   * @throws {Failure} as the core says it, or that it was cancelled
   */
  async run<T>(job: Job<T>, place: HTMLElement): Promise<T> {
    this.cancel();
    const core = this.#cores.take();
    this.#running = core;
    const start = performance.now();
    const stop = showProgress(place, job, start, () => core.end());
    try {
      const result = await job.run(core);
      const spent = job.spentKib ? job.spentKib(result) : job.workKib;
      if (spent) {
        timed(spent, performance.now() - start);
      }
      return result;
    } finally {
      stop();
      core.end(); // its memory held a key
      if (this.#running === core) {
        this.#running = undefined;
      }
      this.#prepareAgain();
    }
  }
}

function showProgress<T>(place: HTMLElement, job: Job<T>, start: number, oncancel: () => void): () => void {
  const expected = estimate(job.workKib);
  const bar = h("progress", { max: 1, value: 0, "aria-label": `${job.doing}, estimated progress` });
  const said = h("p", { class: "progress-text" });
  const cancel = button("Cancel", "quiet", oncancel);
  const memory = job.memoryKib > 0 ? ` It takes ${short(job.memoryKib * 1024)} of memory.` : "";
  const show = () => {
    const elapsed = performance.now() - start;
    bar.value = share(elapsed, expected);
    const left = expected - elapsed;
    said.textContent = (left > 0 ? `About ${duration(left)} left, estimated.` : "It takes longer than estimated; the work goes on.") + memory;
  };
  place.replaceChildren(
    h("div", { class: "progress" }, h("p", { class: "progress-title" }, `${job.doing} …`), bar, said, h("p", { class: "actions" }, cancel)),
  );
  show();
  cancel.focus({ preventScroll: true });
  place.scrollIntoView({ block: "nearest" });
  const ticking = setInterval(show, TICK);
  return () => {
    clearInterval(ticking);
    place.replaceChildren();
  };
}
