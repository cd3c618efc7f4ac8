import { announce } from "./announce.ts";
import { byId, h } from "./dom.ts";
import type { Entry } from "./entry.ts";
import { decoded, printed, rows } from "./paper.ts";
import { codes } from "./qr.ts";
import { visible, when } from "./text.ts";

/** The largest backup that is put on paper, in bytes. */
export const PAPER_BYTES = 12 * 1024;

/** Lays a backup out for paper and lets the browser print it. */
export function printPaper(bytes: Uint8Array, entry: Entry): void {
  const place = byId("paper");
  place.replaceChildren(sheet(decoded(bytes), entry));
  document.body.dataset["printing"] = "";
  const cleared = () => {
    place.replaceChildren();
    delete document.body.dataset["printing"];
  };
  addEventListener("afterprint", cleared, { once: true });
  announce("The paper copy is ready; the browser’s print window opens.");
  print();
}

function sheet(text: string, entry: Entry): HTMLElement {
  const all = rows(text);
  const header = entry.report?.header;
  const facts = [
    header?.system ? `SSO system: ${visible(header.system)}` : null,
    header ? `Id: ${header.id}` : null,
    header ? `Written: ${when(header.created)}` : null,
    header ? `Opened by: ${header.slots.map((slot) => visible(slot.label ?? slot.kind)).join("; ")}` : null,
    entry.report?.sha256 ? `SHA-256 of the file: ${entry.report.sha256}` : null,
  ];
  return h(
    "article",
    { class: "sheet" },
    h("h1", {}, `Master-secret backup ${visible(entry.name)}`),
    ...facts.map((fact) => (fact ? h("p", {}, fact) : null)),
    h("p", {}, "This paper is as good as the file: with one of its passwords it opens. Keep the password somewhere else."),
    h("p", {}, "To use it: open mastersecret.html, choose “Paste text”, and type the rows, with their numbers and checksums, or read the codes with a phone and paste what it shows, in any order."),
    h("pre", { class: "rows" }, ...all.map((row) => h("span", {}, `${printed(row)}\n`)), h("span", {}, `${String(all.length).padStart(3)}  rows in all\n`)),
    h("h2", {}, "The same as codes"),
    h("div", { class: "codes" }, ...codes(all).map(({ svg, from, to }, index, list) => {
      const figure = h("figure", {}, h("figcaption", {}, `Code ${index + 1} of ${list.length}: rows ${from} to ${to}`));
      figure.prepend(svg);
      return figure;
    })),
  );
}
