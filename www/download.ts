import { h, icon } from "./dom.ts";
import { short } from "./text.ts";

/** What no system refuses in a file's name, from any text. */
export function safeName(text: string): string {
  const plain = text.replace(/[\p{Cc}\p{Cf}<>:"/\\|?*]/gu, "_").replace(/^[. ]+|[. ]+$/g, "").slice(0, 120);
  return plain || "backup";
}

const today = (): string => new Date().toISOString().slice(0, 10);
const stem = (name: string): string => safeName(name.replace(/\.(msb|json|txt)$/i, "").replace(/[-.]\d{4}-\d\d-\d\d(-rewrapped)?$/, ""));

export const rewrappedName = (old: string): string => `${stem(old)}-${today()}-rewrapped.msb`;
export const changedName = (old: string): string => `${stem(old)}-${today()}.msb`;
export const sealedName = (native: string): string => `${safeName(native)}.msb`;
export const generatedName = (system: string): string => `${stem(system || "master-secret")}-${today()}.msb`;
export const kitName = (name: string): string => `${stem(name)}-recovery-kit.html`;

/** A link that saves `blob` under `name`. Its address lives as long as the page. */
export function downloadLink(blob: Blob, name: string, label: string, onsave: () => void = () => {}): HTMLAnchorElement {
  const link = h(
    "a",
    { class: "primary download", href: URL.createObjectURL(blob), download: name },
    icon("drop"),
    h("span", { class: "download-text" }, h("strong", {}, label), h("span", { class: "download-note" }, h("bdi", {}, name), `, ${short(blob.size)}`)),
  );
  link.addEventListener("click", onsave);
  return link;
}
