// Making and changing backups for tests, independently of the program under test.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeFolder } from "./harness/folders.mjs";

const samples = join(import.meta.dirname, "../../www/samples");

/** One of the samples that the page carries, as an object. */
export const sample = (name) => JSON.parse(readFileSync(join(samples, `${name}.msb`), "utf8"));

/** RFC 8785 for what these documents hold: ASCII strings, small whole numbers, booleans, lists, objects. */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object") return JSON.stringify(value);
  return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
}

/** The document with a checksum that fits, as text. */
export function sealed({ header, payload, mac }) {
  const checksum = createHash("sha256").update(canonical({ header, payload, mac })).digest("hex");
  return JSON.stringify({ header, payload, mac, checksum }, null, 2);
}

/** Puts files into a new folder; gives their paths. */
export function files(contents) {
  const folder = makeFolder("files");
  return Object.entries(contents).map(([name, content]) => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  });
}

export const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");
