import { h, icon } from "./dom.ts";
import { announce } from "./announce.ts";

const GUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** A long hexadecimal value in groups of eight. Gaps are drawn, not written: what is copied has none. */
export function grouped(text: string): HTMLElement {
  const groups = text.match(/.{1,8}/g) ?? [text];
  return h("code", { class: "mono grouped" }, ...groups.map((group) => h("span", {}, group)));
}

/** A value in monospace with a button that copies it. `name` says what it is, for those who do not see it. */
export function copyable(text: string, name: string): HTMLElement {
  const shown = /^[0-9a-f]{32,}$/.test(text) ? grouped(text) : h("code", { class: "mono" }, text);
  return h("span", { class: "value" }, shown, copyButton(() => text, name));
}

export function copyButton(text: () => string, name: string): HTMLButtonElement {
  const button = h("button", { type: "button", class: "copy", "aria-label": `Copy ${name}`, title: `Copy ${name}` }, icon("copy"));
  button.addEventListener("click", async () => {
    const copied = await copy(text());
    announce(copied ? `Copied ${name}.` : `The browser did not allow copying. Select ${name} and copy it by hand.`);
    button.replaceChildren(icon(copied ? "done" : "close"));
    setTimeout(() => button.replaceChildren(icon("copy")), 1600);
  });
  return button;
}

async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Where the clipboard is closed to pages from disk, the old way through a selection is often open.
    const area = h("textarea", { class: "offstage", readonly: true, "aria-hidden": "true" });
    const before = document.activeElement;
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    (before as HTMLElement | null)?.focus();
    return done;
  }
}

/** A sentence of the core, its GUIDs in monospace. */
export function sentence(text: string): (Node | string)[] {
  const pieces: (Node | string)[] = [];
  let end = 0;
  for (const { 0: guid, index } of text.matchAll(GUID)) {
    pieces.push(text.slice(end, index), h("code", { class: "mono guid" }, guid));
    end = index + guid.length;
  }
  return [...pieces, text.slice(end)];
}
