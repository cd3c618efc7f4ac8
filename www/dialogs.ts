import { byId, part } from "./dom.ts";

/** A dialog of `index.html`: closed by its button, by Escape and by a click beside it. */
export function dialog(id: string): HTMLDialogElement {
  const element = byId<HTMLDialogElement>(id);
  part(element, "close").addEventListener("click", () => element.close());
  element.addEventListener("click", (event) => {
    if (event.target === element) {
      element.close();
    }
  });
  return element;
}
