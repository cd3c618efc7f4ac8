// The controls: what the other cases look for and do not find, these plant and find.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import { test } from "../harness/cases.mjs";
import { makeFolder } from "../harness/folders.mjs";

const fixture = (name) => pathToFileURL(join(import.meta.dirname, "../fixtures", name)).href;

test("requests of a page, its images and its workers are seen", { open: false, problems: true }, async ({ page }) => {
  await page.goto(fixture("chatty.html"));
  await page.until(() => "done" in document.documentElement.dataset);
  const [requests, sent] = [await page.requests(), await page.sent()].map((list) => list.join("\n"));
  for (const name of ["page", "image", "worker"]) {
    assert.ok(requests.includes(`//${name}.invalid`), `${name} in ${requests}`);
    assert.ok(sent.includes(`//${name}.invalid`), `${name} in ${sent}`);
  }
  await page.goto(fixture("empty.html"));
  assert.deepEqual((await page.requests()).filter((it) => it !== fixture("empty.html")), [], "of the page before");
});

test("faults, rejections and console errors are seen", { open: false, problems: true }, async ({ page }) => {
  await page.goto(fixture("controls.html"));
  assert.deepEqual(await page.problems(), []);
  await page.click("#fail");
  await page.until(() => window.watched.errors.length >= 3);
  const errors = (await page.errors()).join("\n");
  // WebKit says of a fault in a script from disk only that there was one.
  for (const what of [/planted fault|Script error/, /planted rejection/, /planted console error/]) assert.match(errors, what);
});

test("mouse, keyboard, files and downloads work", { open: false }, async ({ page }) => {
  await page.goto(fixture("controls.html"));
  await page.type("#text", "pässword 1");
  assert.equal(await page.evaluate(() => document.getElementById("text").value), "pässword 1");
  await page.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.id), "next");
  await page.press("Shift+Tab");
  assert.equal(await page.evaluate(() => document.activeElement.id), "text");
  await page.click("#next");
  assert.equal(await page.text("#next"), "clicked");

  const folder = makeFolder("upload");
  const files = ["one.txt", "two.txt"].map((name) => join(folder, name));
  files.forEach((file) => writeFileSync(file, `in ${basename(file)}`));
  await page.upload("#files", ...files);
  const read = await page.until(() => document.getElementById("files").dataset.read);
  assert.equal(read, "one.txt: in one.txt, two.txt: in two.txt");

  const file = await page.download(() => page.click("#link"));
  assert.equal(basename(file), "a b.txt");
  assert.equal(readFileSync(file, "utf8"), "héllo\n");
});

const media = (page, query) => page.evaluate((it) => matchMedia(it).matches, query);

test("sizes are kept, and pictures have them", { open: false }, async ({ page }) => {
  await page.goto(fixture("empty.html"));
  for (const [width, height] of [[390, 844], [1024, 768], [1440, 900]]) {
    await page.size(width, height);
    assert.deepEqual(await page.evaluate(() => [innerWidth, innerHeight]), [width, height]);
    const path = join(makeFolder("picture"), "picture.png");
    await page.screenshot(path);
    const png = readFileSync(path);
    assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [width, height]);
  }
  assert.ok(await media(page, "(prefers-color-scheme: light)"));
  assert.ok(!(await media(page, "(prefers-reduced-motion: reduce)")));
});

test("dark and still can be asked for", { open: false, look: { scheme: "dark", motion: "reduce" } }, async ({ page }) => {
  await page.goto(fixture("empty.html"));
  assert.ok(await media(page, "(prefers-color-scheme: dark)"));
  assert.ok(await media(page, "(prefers-reduced-motion: reduce)"));
});

// WebKitGTK has no such mode.
const forced = { open: false, look: { forcedColors: true }, engines: ["Chromium", "Firefox"] };
test("forced colors can be asked for", forced, async ({ page }) => {
  await page.goto(fixture("empty.html"));
  assert.ok(await media(page, "(forced-colors: active)"));
});

test("a click that the page dodges once is made again, and one that never arrives is told", { open: false }, async ({ page }) => {
  await page.goto(fixture("controls.html"));
  await page.evaluate(() => {
    const next = document.getElementById("next");
    const dodge = () => (next.style.marginTop = "200px");
    addEventListener("mousedown", dodge, { capture: true, once: true });
  });
  await page.click("#next");
  assert.equal(await page.text("#next"), "clicked");
  await page.evaluate(() => {
    const keep = (event) => event.stopPropagation();
    for (const kind of ["mousedown", "mouseup", "click"]) addEventListener(kind, keep, { capture: true });
  });
  await assert.rejects(page.click("#next"), /no click reached #next/);
});
