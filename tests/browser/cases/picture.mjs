// The picture in the README is what the page looks like: `UPDATE_DOCS=1 cargo xtask test browser` takes it anew.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "../harness/cases.mjs";
import { makeFolder } from "../harness/folders.mjs";
import { check, openSample, PASSWORD } from "../states.mjs";

const PUBLISHED = join(import.meta.dirname, "../../../docs/page.png");
const SIZE = [1200, 900];

/** Width and height of a PNG, from its first chunk. */
const size = (png) => [png.readUInt32BE(16), png.readUInt32BE(20)];

// One engine's letters are enough for a picture.
test("the page has its picture in the README", { engines: ["Chromium"] }, async ({ page }) => {
  await page.size(...SIZE);
  await openSample(page, "whole");
  await check(page, PASSWORD, "opens");
  await page.evaluate(() => scrollTo(0, 0));
  const path = process.env.UPDATE_DOCS ? PUBLISHED : join(makeFolder("picture"), "page.png");
  await page.screenshot(path);
  assert.deepEqual(size(readFileSync(path)), SIZE);
  assert.deepEqual(size(readFileSync(PUBLISHED)), SIZE, "run again with UPDATE_DOCS=1");
});
