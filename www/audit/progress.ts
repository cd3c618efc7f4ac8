import { button, h } from "../dom.ts";
import { estimate } from "../speed.ts";
import { count, duration, shortened, visible } from "../text.ts";
import type { Progress } from "./run.ts";

/** What is being done, how much of it is done and left, and the way to end it. */
export class ProgressPanel {
  readonly root: HTMLElement;
  readonly #title = h("p", { class: "progress-title" });
  readonly #bar = h("progress", { max: 1, "aria-label": "Progress of the audit" });
  readonly #text = h("p", { class: "progress-text" });
  readonly #stop: HTMLButtonElement;

  constructor(stop: () => void) {
    this.#stop = button("Cancel, and report what is known", "quiet", () => {
      this.#stop.disabled = true;
      this.#title.textContent = "Ending …";
      stop();
    });
    this.root = h(
      "div",
      { class: "audit-progress" },
      h("h3", { class: "task-title", tabindex: -1 }, "The audit is running"),
      h("p", { class: "task-lead" }, "Nothing leaves this computer. You can go on working in other windows."),
      h("div", { class: "progress" }, this.#title, this.#bar, this.#text, h("p", { class: "actions" }, this.#stop)),
    );
  }

  show(progress: Progress): void {
    if (this.#stop.disabled) {
      return;
    }
    const elapsed = performance.now() - progress.started;
    const tell = (title: string, text: string, share: number | undefined) => {
      this.#title.textContent = title;
      this.#text.textContent = text;
      share === undefined ? this.#bar.removeAttribute("value") : (this.#bar.value = share);
    };
    switch (progress.phase) {
      case "looking": {
        const { done, all } = progress;
        const left = done > 0 ? `, about ${duration((elapsed / done) * (all - done))} left` : "";
        return tell("Looking at the files …", `${done.toLocaleString("en")} of ${count(all, "file")}${left}.`, done / Math.max(all, 1));
      }
      case "reading":
        return tell("Reading the event logs …", `${progress.done + 1} of ${count(progress.all, "log")}: ${shortened(visible(progress.name), 80)}`, undefined);
      case "trying": {
        const { settled, contents, derivations, workKib, leftKib } = progress;
        const left = workKib > 0 ? (elapsed / workKib) * leftKib : estimate(leftKib);
        const done = `${settled.toLocaleString("en")} of ${count(contents, "backup")} settled, ${count(derivations, "derivation")} done.`;
        return tell("Trying the passwords …", leftKib > 0 ? `${done} At most ${duration(left)} left, estimated.` : done, workKib / Math.max(workKib + leftKib, 1));
      }
      case "reporting":
        this.#stop.hidden = true;
        return tell("Writing the report …", "", undefined);
    }
  }
}
