// Takes pictures of every state of the page for people to look at:
//   node shots.mjs FOLDER [--engine NAME] [--state NAME] [--page FILE]
import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { ENGINES } from "./harness/engines.mjs";
import { STATES } from "./states.mjs";

const SIZES = [
  [1440, 900],
  [1024, 768],
  [390, 844],
];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    engine: { type: "string", default: "Chromium" },
    state: { type: "string" },
    page: { type: "string", default: join(import.meta.dirname, "../../dist/mastersecret.html") },
  },
});
const [folder] = positionals;
const engine = ENGINES.find(({ name }) => name.toLowerCase() === values.engine.toLowerCase());
if (!folder || !engine) throw new Error("usage: node shots.mjs FOLDER [--engine NAME] [--state NAME] [--page FILE]");
mkdirSync(folder, { recursive: true });

for (const scheme of ["light", "dark"]) {
  const browser = await engine.launch({ scheme });
  try {
    for (const [state, reach] of Object.entries(STATES)) {
      if (values.state && values.state !== state) continue;
      const page = await browser.newPage();
      await page.goto(pathToFileURL(resolve(values.page)).href);
      await page.until(() => document.documentElement.dataset.answered);
      await page.size(1024, 768);
      await reach(page);
      for (const [width, height] of SIZES) {
        const path = join(folder, `${state}-${scheme}-${width}.png`);
        await page.shoot(path, width, height);
        console.log(path);
      }
      await page.close();
    }
  } finally {
    await browser.close();
  }
}
