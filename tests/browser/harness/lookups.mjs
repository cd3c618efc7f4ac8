// Which names Chromium looks up. A proxy does not see that: behind one, the proxy looks names up. So this starts a browser
// without one and reads the log that Chromium keeps of its own network.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import puppeteer from "puppeteer-core";
import { makeFolder } from "./folders.mjs";
import { find } from "./programs.mjs";

/** Opens a page, runs a function in it, and gives those of the names that the browser then wanted to look up. */
export async function lookedUp(url, action, names, seconds = 2) {
  const log = join(makeFolder("lookups"), "log.json");
  const browser = await puppeteer.launch({
    headless: true,
    executablePath: find("chromium"),
    userDataDir: makeFolder("chromium"),
    args: [
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--no-first-run",
      `--log-net-log=${log}`,
    ],
  });
  try {
    const page = await browser.newPage();
    await page.goto(url);
    await page.evaluate(action, names);
    await sleep(seconds * 1000);
  } finally {
    await browser.close(); // which writes the end of the log
  }
  const text = readFileSync(log, "utf8");
  return names.filter((name) => text.includes(name));
}
