import type { App } from "./app.ts";
import type { Job } from "./derivation.ts";
import { focusOn, h, icon, part } from "./dom.ts";
import { Failure, type Fault } from "./rpc.ts";
import { remedyOf } from "./verdicts.ts";

interface Flow<T> {
  /** The most memory that the job will need at one time, in KiB, as far as that is known while somebody types. */
  memoryKib(): number;
  /** Whether the fields can be used; says what is wrong where they cannot. */
  ready?(): Promise<boolean>;
  /** What is to be done with what was typed. */
  job(): Promise<Job<T>>;
  done(result: T): void;
  /** Told when it did not work, before the fields are shown again. */
  failed?(fault: Fault): void;
}

/** Connects the form of a task: check the fields, derive with progress in their place, then the result or the reason. */
export function connectForm<T>(app: App, root: HTMLElement, flow: Flow<T>): void {
  const form = part<HTMLFormElement>(root, "form");
  const place = h("div", { class: "progress-place" });
  const trouble = h("div", { class: "trouble" });
  form.before(trouble);
  form.after(place);
  const getReady = () => app.derivations.expect(flow.memoryKib());
  form.addEventListener("focusin", getReady);
  form.addEventListener("input", ({ target }) => (target as HTMLInputElement).value && getReady()); // not when it is cleared
  let submitting = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (submitting) {
      return;
    }
    submitting = true;
    trouble.replaceChildren();
    try {
      if (flow.ready && !(await flow.ready())) {
        return;
      }
      const job = await flow.job();
      form.hidden = true;
      flow.done(await app.derivations.run(job, place));
    } catch (error) {
      const fault = faultOf(error);
      form.hidden = false;
      flow.failed?.(fault);
      const box = faultBox(fault);
      trouble.replaceChildren(box);
      if (root.isConnected) {
        focusOn(box);
      }
    } finally {
      submitting = false;
    }
  });
}

export function faultOf(error: unknown): Fault {
  if (error instanceof Failure) {
    return error.fault;
  }
  const reason = error instanceof Error ? error.message : String(error);
  return { code: "internal", what: `Something in this page failed (${reason}). No file was changed.`, remedy: "Reload the page and try again." };
}

export function faultBox(fault: Fault): HTMLElement {
  const tone = fault.code === "cancelled" ? "calm" : "bad";
  return h("div", { class: "notice", "data-tone": tone, "data-code": fault.code, role: "alert", tabindex: -1 }, icon(tone === "bad" ? "critical" : "info"), h("p", {}, h("strong", {}, fault.what), " ", remedyOf(fault)));
}
