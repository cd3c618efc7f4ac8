import { byId } from "./dom.ts";

/** Colours as the system has them, or as chosen. The choice is not kept: this page stores nothing. */
export function connectTheme(): void {
  const select = byId<HTMLSelectElement>("theme");
  select.value = "system";
  select.addEventListener("change", () => {
    const root = document.documentElement;
    select.value === "system" ? root.removeAttribute("data-theme") : root.setAttribute("data-theme", select.value);
  });
}
