import { dialog } from "./dialogs.ts";
import { byId, find, h, part } from "./dom.ts";
import { save } from "./save.ts";
import { source } from "./source.ts";
import { copyButton } from "./value.ts";

const PAGE = "mastersecret.html";

/** The panel about the page itself, and the warning when it did not come from disk. */
export function connectTrust(version: string): void {
  const panel = dialog("trust");
  const file = decodeURIComponent(location.pathname.split("/").pop() || PAGE);
  part(panel, "version").textContent = version;
  part(panel, "policy").textContent = (find<HTMLMetaElement>(document, "meta[http-equiv]").content || "").replace(/; /g, ";\n");
  part(panel, "commands").append(
    command("Windows, PowerShell", `Get-FileHash -Algorithm SHA256 '${file.replace(/'/g, "''")}'`),
    command("Windows, command prompt", `certutil -hashfile "${file}" SHA256`),
    command("Linux", `sha256sum '${file.replace(/'/g, "'\\''")}'`),
  );
  const fromDisk = location.protocol === "file:";
  byId("served").hidden = fromDisk;
  part(panel, "origin").textContent = fromDisk
    ? "This page was opened from disk."
    : `This page was not opened from disk but came from ${location.origin}.`;
  byId("copy").addEventListener("click", () => save(PAGE, "text/html", source()));
  byId("trust-open").addEventListener("click", () => panel.showModal());
}

function command(system: string, text: string): HTMLElement {
  return h("div", { class: "command" }, h("span", { class: "label" }, system), h("code", { class: "mono" }, text), copyButton(() => text, `the command for ${system}`));
}
