import { byId, find, icon } from "./dom.ts";
import type { App, EntryTask } from "./app.ts";
import type { Entry } from "./entry.ts";

type Step = "inspect" | "check" | "rewrap";
const STEPS: Step[] = ["inspect", "check", "rewrap"];

interface State {
  done: boolean;
  /** What a click does; nothing where the step cannot be taken now. */
  go?: () => void;
}

/** Shows which of the three steps are done, which one is next, and leads there. */
export function showPath(app: App, entry: Entry | undefined, task: EntryTask | undefined): void {
  const states = statesOf(app, entry);
  const at: Step | undefined = entry && (task === "rewrap" ? "rewrap" : STEPS.find((step) => !states[step].done && states[step].go));
  for (const step of STEPS) {
    const item = find(byId("path"), `[data-step=${step}]`);
    const control = find<HTMLButtonElement>(item, "button");
    const { done, go } = states[step];
    item.dataset["state"] = done ? "done" : step === at ? "current" : "ahead";
    control.disabled = !go;
    control.onclick = go ?? null;
    step === at ? control.setAttribute("aria-current", "step") : control.removeAttribute("aria-current");
    const number = String(STEPS.indexOf(step) + 1);
    find(control, ".path-mark").replaceChildren(done ? icon("done") : number);
    find(control, ".hidden-text").textContent = done ? ", done" : "";
  }
}

function statesOf(app: App, entry: Entry | undefined): Record<Step, State> {
  const verdict = entry?.report?.verdict;
  if (!entry || !verdict) {
    return { inspect: { done: false }, check: { done: false }, rewrap: { done: false } };
  }
  const opens = verdict === "opens";
  const checkable = opens || verdict === "intact" || verdict === "wrong-password" || verdict === "refused";
  const inspect: State = { done: true, go: () => app.show(entry) };
  const check: State = checkable ? { done: opens, go: () => app.show(entry, "check") } : { done: false };
  const rewrapped = entry.outcome?.action === "rewrap";
  const rewrap: State = opens || verdict === "intact" ? { done: rewrapped, go: () => app.show(entry, "rewrap") } : { done: false };
  return { inspect, check, rewrap };
}
