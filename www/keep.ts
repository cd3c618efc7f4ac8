import type { App } from "./app.ts";
import { fromTemplate, part } from "./dom.ts";
import { downloadLink, kitName } from "./download.ts";
import type { Entry } from "./entry.ts";
import { kit } from "./kit.ts";
import { PAPER_BYTES, printPaper } from "./paper-view.ts";
import { short } from "./text.ts";

/** The panel with the two forms for a safe: one file that carries this page, and paper. */
export function keepPanel(app: App, entry: Entry): HTMLElement {
  const root = fromTemplate("t-keep");
  void entry.bytes().then((bytes) => {
    const blob = new Blob([kit(bytes, entry.name)], { type: "text/html" });
    part(root, "kit").append(downloadLink(blob, kitName(entry.name), "Download the recovery kit"));
  });
  const print = part<HTMLButtonElement>(root, "print");
  if (entry.blob.size > PAPER_BYTES) {
    print.disabled = true;
    part(root, "paper-note").textContent = `This backup has ${short(entry.blob.size)}; more than ${short(PAPER_BYTES)} nobody would type back in.`;
  }
  print.addEventListener("click", async () => printPaper(await entry.bytes(), entry));
  part(root, "back").addEventListener("click", () => app.show(entry));
  return root;
}
