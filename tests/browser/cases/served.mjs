// What the page says of where it came from.
import assert from "node:assert/strict";
import { test } from "../harness/cases.mjs";
import { check, openSample, PASSWORD } from "../states.mjs";

const warned = (page) => page.evaluate(() => document.getElementById("served").checkVisibility());

test("a page from disk does not warn, and names its version, its policy and how to compare it", async ({ page }) => {
  assert.equal(await warned(page), false);
  await page.click("#trust-open");
  const text = await page.text("#trust");
  assert.match(text, /This page was opened from disk/);
  const version = (await page.text("#version")).replace("mastersecret ", "");
  for (const part of [version, "sha256sum 'mastersecret.html'", "Get-FileHash -Algorithm SHA256 'mastersecret.html'", "default-src 'none'", "form-action 'none'"]) {
    assert.ok(text.includes(part), part);
  }
});

test("a page from the web warns before anything else, and works all the same", { open: false }, async ({ browser, file, page }) => {
  const url = "http://localhost/mastersecret.html";
  browser.serve(url, file);
  await page.goto(url);
  await page.until(() => document.documentElement.dataset.answered);
  assert.equal(await warned(page), true);
  assert.match(await page.text("#served"), /came from the web.*Save it to disk, compare its SHA-256/);
  await openSample(page, "whole");
  assert.equal(await warned(page), true, "it stays");
  await check(page, PASSWORD, "opens");
  await page.click("#trust-open");
  assert.match(await page.text("#trust"), /came from http:\/\/localhost/);
});
