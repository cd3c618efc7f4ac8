import { Core } from "./rpc.ts";

/** Small derivations until engines have compiled the module's inner loop again, optimised. */
const WARM_UP_ROUNDS = 20;
/** The most memory that is taken before anybody has asked for a derivation, in KiB: what the default costs. */
const MOST_AHEAD_KIB = 256 * 1024;

function whenIdle(): Promise<unknown> {
  return new Promise((resolve) => {
    if (typeof requestIdleCallback === "function") {
      requestIdleCallback(resolve, { timeout: 1000 });
    } else {
      setTimeout(resolve, 50);
    }
  });
}

/** The workers of the page: one that answers at once, and one in reserve for the next derivation. */
export class Cores {
  readonly module: Promise<WebAssembly.Module>;
  #quick: Core;
  #reserve: Core | undefined;
  /** How much memory the core in reserve was told to take, in KiB. */
  #aheadKib = 0;

  constructor(module: Promise<WebAssembly.Module>) {
    this.module = module;
    this.#quick = new Core(module);
  }

  /** For work that takes no time to speak of. Several callers share it: never end it. */
  get quick(): Core {
    if (this.#quick.ended) {
      this.#quick = new Core(this.module);
    }
    return this.#quick;
  }

  /** For one derivation. It belongs to the caller, who ends it afterwards: its memory held a key. */
  take(): Core {
    const core = this.#reserve?.ended === false ? this.#reserve : new Core(this.module);
    this.#reserve = undefined;
    this.#aheadKib = 0;
    return core;
  }

  /** Lets the core in reserve take the memory that the next derivation will need, while somebody is still typing. */
  expect(memoryKib: number): void {
    const kib = Math.min(memoryKib, MOST_AHEAD_KIB);
    if (this.#reserve && !this.#reserve.ended && kib > this.#aheadKib) {
      this.#aheadKib = kib;
      this.#reserve.call("reserve", kib).catch(() => {}); // the derivation itself will tell what is wrong
    }
  }

  /** Gives back what `expect` has taken, since nobody types any more. Says whether there was anything. */
  release(): boolean {
    const taken = this.#aheadKib > 0;
    if (taken) {
      this.take().end();
    }
    return taken;
  }

  /**
   * Puts a core in reserve and warms it up whenever the page has nothing else to do. Gives its speed in KiB of
   * memory times passes for each millisecond; 0 when it was taken before it was warm.
   */
  async warmUp(): Promise<number> {
    const core = (this.#reserve ??= new Core(this.module));
    for (let round = 0; round < WARM_UP_ROUNDS && this.#reserve === core; round++) {
      await whenIdle();
      await core.call("warmUp", 1);
    }
    return this.#reserve === core ? core.call("calibrate") : 0;
  }
}
