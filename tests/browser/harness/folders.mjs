// Folders for profiles and downloads, gone when the tests are.
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const made = [];

export function makeFolder(name) {
  const folder = mkdtempSync(join(tmpdir(), `mastersecret-${name}-`));
  made.push(folder);
  return folder;
}

process.on("exit", () => {
  for (const folder of made) {
    try {
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    } catch (error) {
      console.error(`${folder} was not removed: ${error.message}`); // a browser that is ending still writes there
    }
  }
});

const PARTIAL = /\.(crdownload|part|wkdownload|tmp)$|^\./;

/** What tells a file from another one that took its name, as some engines let a later download do. */
function stamp(folder, name) {
  const found = statSync(join(folder, name), { throwIfNoEntry: false });
  return found && `${found.ino} ${found.mtimeMs}`;
}

/** The path of the file that an action downloads into a folder, once it is there whole. */
export async function downloaded(folder, action, seconds = 20) {
  const before = new Map(readdirSync(folder).map((name) => [name, stamp(folder, name)]));
  await action();
  for (let tries = seconds * 20, size = -1; tries > 0; tries--) {
    await sleep(50);
    const names = readdirSync(folder).filter((name) => stamp(folder, name) !== before.get(name));
    const whole = names.filter((name) => !PARTIAL.test(name));
    if (whole.length === 1 && names.length === 1) {
      const file = join(folder, whole[0]);
      const now = statSync(file).size;
      if (now > 0 && now === size) return file;
      size = now;
    }
  }
  throw new Error(`no file was downloaded within ${seconds} s; the folder holds ${readdirSync(folder).join(", ") || "nothing"}`);
}
