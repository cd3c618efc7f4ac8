import type { Cores } from "../cores.ts";
import type { Core } from "../rpc.ts";

/** Workers for derivations. A module's memory never shrinks, so what a worker has once taken counts until it ends. */
export class Pool {
  readonly #cores: Cores;
  readonly #limitKib: number;
  readonly #held = new Map<Core, number>();
  readonly #idle = new Set<Core>();

  constructor(cores: Cores, limitKib: number) {
    this.#cores = cores;
    this.#limitKib = limitKib;
  }

  /** What is not taken by workers that are at work, in KiB. */
  get freeKib(): number {
    let taken = 0;
    this.#held.forEach((kib, core) => (taken += this.#idle.has(core) ? 0 : kib));
    return this.#limitKib - taken;
  }

  /** A worker for a derivation that needs so much memory; what lies idle beyond the limit is ended first. */
  take(kib: number): Core {
    const fitting = [...this.#idle].filter((core) => (this.#held.get(core) ?? 0) >= kib && (this.#held.get(core) ?? 0) <= this.freeKib);
    fitting.sort((a, b) => (this.#held.get(a) ?? 0) - (this.#held.get(b) ?? 0));
    const core = fitting[0] ?? this.#cores.take();
    this.#idle.delete(core);
    this.#held.set(core, Math.max(kib, this.#held.get(core) ?? 0));
    for (const other of this.#idle) {
      if (this.#sum() <= this.#limitKib) {
        break;
      }
      this.drop(other);
    }
    return core;
  }

  /** Takes a worker back that has done its work. */
  give(core: Core): void {
    if (this.#held.has(core)) {
      this.#idle.add(core);
    }
  }

  /** Ends a worker, and with it its memory. */
  drop(core: Core): void {
    core.end();
    this.#held.delete(core);
    this.#idle.delete(core);
  }

  end(): void {
    [...this.#held.keys()].forEach((core) => this.drop(core));
  }

  #sum(): number {
    return [...this.#held.values()].reduce((sum, kib) => sum + kib, 0);
  }
}
