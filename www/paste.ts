import { dialog } from "./dialogs.ts";
import { byId, h, icon, part } from "./dom.ts";
import { Entry } from "./entry.ts";
import { fromPaper, seemsPaper, type PaperFault } from "./paper.ts";

/** More faults than these nobody reads at once. */
const MOST_FAULTS = 12;

/** The dialog for the text of a backup: pasted whole, or typed back in from paper. */
export function connectPaste(take: (entries: Entry[]) => void): { open(): void } {
  const panel = dialog("paste");
  const area = byId<HTMLTextAreaElement>("paste-text");
  const rows = part(panel, "rows");
  const look = () => {
    const read = seemsPaper(area.value) ? fromPaper(area.value) : null;
    rows.replaceChildren(read ? ("faults" in read ? faultList(read.faults) : h("p", { class: "good" }, icon("opens"), h("span", {}, "Every row fits its checksum."))) : "");
    return read;
  };
  let pause = 0;
  area.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(look, 250);
  });
  part(panel, "form").addEventListener("submit", (event) => {
    const read = look();
    if (!area.value.trim() || (read && "faults" in read)) {
      event.preventDefault();
      area.focus();
      return;
    }
    const text = read ? read.text : area.value;
    take([new Entry(read ? "from-paper.msb" : "pasted.msb", new Blob([text], { type: "application/json" }), "paste")]);
    area.value = "";
    rows.replaceChildren();
  });
  return {
    open() {
      panel.showModal();
      area.focus();
    },
  };
}

function faultList(faults: PaperFault[]): HTMLElement {
  const more = faults.length - MOST_FAULTS;
  return h(
    "div",
    {},
    h("p", {}, h("strong", {}, faults.length === 1 ? "One row is not right yet:" : `${faults.length} rows are not right yet:`)),
    h("ul", {}, ...faults.slice(0, MOST_FAULTS).map(({ row, what }) => h("li", {}, h("strong", {}, `Row ${row} `), what)), more > 0 ? h("li", {}, `and ${more} more.`) : null),
  );
}
