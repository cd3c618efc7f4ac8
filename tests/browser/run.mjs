// Runs every case of `cases/` in every engine: `node run.mjs [--engine NAME] [--case TEXT] [--page FILE] [--full]`.
// `--case` takes cases whose name, or whose file's name, contains the text.
import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { after, before, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { cases, load } from "./harness/cases.mjs";
import { ENGINES } from "./harness/engines.mjs";

const { values } = parseArgs({
  options: {
    engine: { type: "string", multiple: true, default: [] },
    case: { type: "string", default: "" },
    page: { type: "string", default: join(import.meta.dirname, "../../dist/mastersecret.html") },
    full: { type: "boolean", default: false },
  },
});

const file = resolve(values.page);
if (!existsSync(file)) throw new Error(`${file} is not there. Build it with \`cargo xtask page\`.`);
const url = pathToFileURL(file).href;

const wanted = ({ name }) => !values.engine.length || values.engine.some((it) => it.toLowerCase() === name.toLowerCase());
const engines = ENGINES.filter(wanted);
if (!engines.length) throw new Error(`no such engine; there are ${ENGINES.map(({ name }) => name).join(", ")}`);

const folder = join(import.meta.dirname, "cases");
for (const name of readdirSync(folder).filter((it) => it.endsWith(".mjs")).sort()) {
  await load(pathToFileURL(join(folder, name)).href);
}

const chosen = (engine, alone) =>
  cases().filter(
    (it) =>
      it.alone === alone &&
      (it.file + it.name).includes(values.case) &&
      (!it.engines || it.engines.includes(engine.name)) &&
      (!it.full || values.full),
  );

/** Runs cases in one engine, one after the other. */
function runIn(engine, list) {
  // One browser for each look: some engines take it at their start only.
  for (const [look, group] of byLook(list)) {
    describe(`${engine.name} ${look === "{}" ? "" : look}`.trim(), { concurrency: 1 }, () => {
      let browser;
      before(async () => {
        browser = await engine.launch(JSON.parse(look));
      });
      after(() => browser?.close());
      for (const it of group) {
        test(it.name, { timeout: it.full ? 1_200_000 : 300_000 }, () => runCase(it, { engine, browser, url, file }));
      }
    });
  }
}

// A browser that is driven waits most of the time, so the engines share the machine. What measures has it for itself.
describe("side by side", { concurrency: engines.length }, () => {
  for (const engine of engines) describe(engine.name, { concurrency: 1 }, () => runIn(engine, chosen(engine, false)));
});
for (const engine of engines) runIn(engine, chosen(engine, true));

function byLook(list) {
  const groups = new Map();
  for (const it of list) {
    const look = JSON.stringify(it.look);
    groups.set(look, [...(groups.get(look) ?? []), it]);
  }
  return groups;
}

async function runCase(it, context) {
  const page = await context.browser.newPage();
  try {
    if (it.open) {
      await page.goto(context.url);
      await page.until(() => document.documentElement.dataset.answered);
    }
    await it.run({ ...context, page });
    if (!it.problems) assert.deepEqual(await page.problems(), [], "the page complained");
  } catch (error) {
    const shown = await page.evaluate(() => document.body.innerText.replaceAll(/\s+/g, " ").slice(0, 2000)).catch(String);
    throw new Error(`${error.message}\nThe page showed: ${shown}`, { cause: error });
  } finally {
    await page.close();
  }
}
