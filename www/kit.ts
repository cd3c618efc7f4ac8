import { source } from "./source.ts";

/** The data block of a recovery kit: one line of the page, right before its script. Taken out, the page is the published one. */
const ID = "kit";
const LINE = /^<script type="application\/octet-stream;base64" id="kit"[^\n]*<\/script>\n/m;
const MARK = "\n<script>";

/** Bytes as base64, in portions that fit on the stack. */
export function base64(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000) {
    text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  }
  return btoa(text);
}

/** Only characters that mean themselves in an attribute, however a browser writes them. */
const plain = (name: string): string => encodeURIComponent(name).replace(/'/g, "%27");

/** This page, byte for byte, with a backup as one data block. */
export function kit(bytes: Uint8Array, name: string): string {
  const page = source().replace(LINE, "");
  const at = page.indexOf(MARK) + 1; // the first: later ones may stand in the script itself
  if (at === 0) {
    throw new Error("the place for the backup was not found in the page");
  }
  const block = `<script type="application/octet-stream;base64" id="${ID}" data-name="${plain(name)}">${base64(bytes)}</script>\n`;
  return page.slice(0, at) + block + page.slice(at);
}

/** The backup that this page carries, if it is a recovery kit. */
export function carried(): { name: string; bytes: Uint8Array<ArrayBuffer> } | null {
  const block = document.getElementById(ID);
  if (!block) {
    return null;
  }
  const name = decodeURIComponent(block.dataset["name"] ?? "backup.msb");
  return { name, bytes: Uint8Array.from(atob(block.textContent ?? ""), (character) => character.charCodeAt(0)) };
}
