import { announce } from "../announce.ts";
import type { App } from "../app.ts";
import { focusOn, find, h } from "../dom.ts";
import { faultOf } from "../form.ts";
import { divertDrops } from "../intake.ts";
import { clearAside } from "../password-field.ts";
import { ProgressPanel } from "./progress.ts";
import { resultView } from "./result.ts";
import { Audit, type Order } from "./run.ts";
import { Setup } from "./setup.ts";

/** The one audit of this page: it stays while somebody looks at something else, and goes on. */
let panel: HTMLElement | undefined;

/** The panel of audits: a form, then its progress, then the report. */
export function auditPanel(app: App): HTMLElement {
  return (panel ??= newPanel(app));
}

function newPanel(app: App): HTMLElement {
  const root = h("div", { class: "audit" });
  let setup = new Setup(app, (order) => void run(order));
  root.append(setup.root);
  clearAside(() => setup.root);
  divertDrops((found) => {
    const wanted = root.isConnected && setup.root.isConnected;
    if (wanted) {
      setup.take(found);
    }
    return wanted;
  });

  let running = false;
  addEventListener("beforeunload", (event) => running && event.preventDefault());

  function show(view: HTMLElement): void {
    root.replaceChildren(view);
    if (root.isConnected) {
      focusOn(find(view, ".task-title"));
      root.scrollIntoView({ block: "start" });
    }
  }

  async function run(order: Order): Promise<void> {
    const progress = new ProgressPanel(() => audit.stop());
    const audit = new Audit(app.cores, order, (at) => progress.show(at));
    show(progress.root);
    running = true;
    try {
      const result = await audit.run();
      if (!result.report.partial) {
        setup.clear(); // what was tried has done its work; after a cancelled audit it may be wanted again
      }
      show(
        resultView(result, {
          again: () => show(setup.root),
          fresh: () => {
            setup.clear();
            setup = new Setup(app, (next) => void run(next));
            show(setup.root);
          },
        }),
      );
      announce(`The audit is done. ${result.report.answer}`);
    } catch (error) {
      root.replaceChildren(setup.root);
      setup.complain(faultOf(error));
    } finally {
      order.candidates.length = 0;
      running = false;
    }
  }
  return root;
}
