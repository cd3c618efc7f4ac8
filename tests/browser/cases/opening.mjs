import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { join } from "node:path";
import { figure, test } from "../harness/cases.mjs";

const fixture = (name) => pathToFileURL(join(import.meta.dirname, "../fixtures", name)).href;
const manifest = readFileSync(join(import.meta.dirname, "../../../Cargo.toml"), "utf8");
const version = /^\[workspace\.package\]\nversion = "([^"]+)"/m.exec(manifest)[1];

test("the page opens from disk, and its worker answers with the version", async ({ page, url }) => {
  assert.equal(await page.evaluate(() => location.href), url);
  assert.equal(await page.text("#version"), `mastersecret ${version}`);
});

test("the module is warmed up while nobody waits for it", async ({ page }) => {
  await page.until(() => document.documentElement.dataset.warm);
});

test("opening it breaks no policy and fails nowhere", { open: false }, async ({ browser, url }) => {
  assert.deepEqual(await browser.openingProblems(url, 2), []);
});

test("what goes wrong during opening is seen", { open: false }, async ({ browser }) => {
  const problems = (await browser.openingProblems(fixture("faulty.html"), 2)).join("\n");
  assert.match(problems, /connect-src/);
  assert.match(problems, /planted fault/);
});

test("it asks for nothing but itself and its workers", async ({ page, url }) => {
  await page.until(() => document.documentElement.dataset.warm);
  const others = (await page.requests()).filter((it) => it !== url && !/^(blob|data):/.test(it));
  assert.deepEqual(others, []);
});

test("it gives back its own file, byte for byte", async ({ page, file }) => {
  await page.click("#trust-open");
  const copy = await page.download(() => page.click("#copy"));
  assert.ok(readFileSync(copy).equals(readFileSync(file)), "the copy differs from the file that was opened");
});

test("it opens about as fast as an empty page", { alone: true, open: false }, async ({ page, engine, url }) => {
  const measured = { empty: [], ready: [], answered: [] };
  for (let round = 0; round < 7; round++) {
    await page.goto(fixture("empty.html"));
    measured.empty.push(Number(await page.until(() => document.documentElement.dataset.ready)));
    await page.goto(url);
    measured.answered.push(Number(await page.until(() => document.documentElement.dataset.answered)));
    measured.ready.push(Number(await page.evaluate(() => document.documentElement.dataset.ready)));
  }
  Object.values(measured).forEach((list) => list.sort((a, b) => a - b));
  const middle = (list) => list[list.length >> 1];
  const [empty, ready, answered] = [measured.empty, measured.ready, measured.answered].map(middle);
  const tell = (milliseconds) => `${milliseconds.toFixed(0)} ms`;
  figure(
    `opening, ${engine.name}`,
    `ready for input after ${tell(ready)}, first answer of the module after ${tell(answered)}, an empty page ${tell(empty)}`,
  );
  // A busy machine only ever adds to a time, so the fastest rounds are compared; WebKit's clock ticks in milliseconds.
  const [fastestEmpty, fastestReady] = [measured.empty[0], measured.ready[0]];
  assert.ok(fastestReady < 15 * Math.max(fastestEmpty, 3), `ready after ${fastestReady} ms, an empty page after ${fastestEmpty} ms`);
});
