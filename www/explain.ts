import type { App } from "./app.ts";
import { focusOn, find, fromTemplate, h, part } from "./dom.ts";
import { faultBox, faultOf } from "./form.ts";
import type { Explanation } from "./types.ts";

/** The panel that says what an ENTSSO event or error code means. */
export function explainPanel(app: App): HTMLElement {
  const root = fromTemplate("t-explain");
  const query = find<HTMLInputElement>(root, "[name=query]");
  const place = part(root, "result");
  const ask = async (text: string) => {
    try {
      const found = explained(await app.cores.quick.call("explain", text), (next) => {
        query.value = next;
        void ask(next);
      });
      place.replaceChildren(found);
      focusOn(find(found, "h4"));
    } catch (error) {
      const box = faultBox(faultOf(error));
      place.replaceChildren(box);
      focusOn(box);
    }
  };
  part(root, "form").addEventListener("submit", (event) => {
    event.preventDefault();
    if (query.value.trim()) {
      void ask(query.value);
    }
  });
  part(root, "back").addEventListener("click", () => app.home());
  return root;
}

function explained(it: Explanation, ask: (query: string) => void): HTMLElement {
  const name = it.kind === "event" ? `Event ${it.id}` : `Error code ${it.code}`;
  const paragraph = (title: string, text: string | null | undefined) => (text ? h("div", {}, h("dt", {}, title), h("dd", {}, text)) : null);
  return h(
    "section",
    { class: "explanation" },
    h("h4", { tabindex: -1 }, name, it.severity ? h("span", { class: "tag" }, it.severity) : null),
    it.symbol ? h("p", {}, h("code", { class: "mono" }, it.symbol)) : null,
    h("dl", { class: "facts wide" }, paragraph("What it means", it.meaning), paragraph("What leads to it", it.cause), paragraph("What to do", it.action), paragraph("Note", it.note)),
    it.parameters.length > 0
      ? h("details", { class: "fold" }, h("summary", {}, "Its parameters, in order"), h("ol", { class: "parameters" }, ...it.parameters.map(({ name, meaning }) => h("li", {}, h("strong", {}, name), `: ${meaning}`))))
      : null,
    it.related.length > 0
      ? h("p", { class: "related" }, "Related: ", ...it.related.map((next) => h("button", { type: "button", class: "text", onclick: () => ask(next.query) }, next.query)))
      : null,
  );
}
