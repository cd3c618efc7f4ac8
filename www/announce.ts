import { byId } from "./dom.ts";

/** Says something to those who listen to the page, once they have heard what came before. */
export function announce(text: string): void {
  const status = byId("status");
  status.textContent = "";
  setTimeout(() => (status.textContent = text), 60);
}
