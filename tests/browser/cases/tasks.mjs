// What stands around the main job: seal, restore, salvage, custodians, generate, events.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { files, sample, sha256 } from "../backups.mjs";
import { test } from "../harness/cases.mjs";
import { act, check, fillNewSlot, openFiles, openSample, PASSWORD, verdictOf } from "../states.mjs";

const NEW = "purple lamp walks north";
const NATIVE_PASSWORD = "<b>what ssoconfig asked</b>";
const submit = (page) => page.click('.card [type="submit"]');
const outcome = (page) => page.until(() => document.querySelector(".outcome")?.textContent);

/** Bytes that look like nothing that is known, and the same in every run. */
const native = Buffer.concat(Array.from({ length: 40 }, (_, number) => Buffer.from(sha256(`native ${number}`), "hex")));

test("a native file is sealed, checked, and given back bit for bit with its password", async ({ page }) => {
  await openFiles(page, ...files({ "SSO07AB.bak": native }));
  assert.equal(await page.evaluate(() => document.querySelector(".task .primary").textContent), "Protect this .bak file");
  await act(page, "Protect this");
  await page.type('[name="native"]', NATIVE_PASSWORD);
  await page.type('[name="system"]', "BTS-TEST");
  await fillNewSlot(page, NEW);
  await submit(page);
  assert.match(await outcome(page), /bit for bit/);
  const file = await page.download(() => page.click(".download"));
  assert.equal(basename(file), "SSO07AB.bak.msb");
  const document_ = JSON.parse(readFileSync(file, "utf8"));
  assert.equal(document_.header.content.sha256, sha256(native));
  assert.ok(!JSON.stringify(document_).includes("ssoconfig asked"));

  await openFiles(page, file);
  await check(page, NEW, "opens");
  await act(page, "Get the .bak file back");
  await page.click('[name="native"]');
  await page.type('[name="password"]', NEW);
  await submit(page);
  await outcome(page);
  assert.ok(!(await page.text(".outcome")).includes(NATIVE_PASSWORD), "the native password is covered at first");
  await act(page, "Show");
  assert.equal(await page.text(".secret"), NATIVE_PASSWORD);
  const given = await page.download(() => page.click(".download"));
  assert.ok(readFileSync(given).equals(native), "not the same bytes");
});

test("a tampered file is salvaged with a warning", async ({ page }) => {
  await openSample(page, "tampered");
  await check(page, PASSWORD, "tampered");
  await act(page, "Salvage the content");
  await page.type('[name="password"]', PASSWORD);
  await submit(page);
  assert.match(await outcome(page), /Nothing in the header of this file is authenticated/);
  const given = await page.download(() => page.click(".download"));
  assert.equal(readFileSync(given).length, sample("tampered").header.content.current.bytes);
});

test("a damaged file is tried all the same", async ({ page }) => {
  await openSample(page, "damaged");
  await act(page, "Try its password");
  await page.type('[name="password"]', PASSWORD);
  await submit(page);
  await page.until(() => document.querySelector('[data-code="salvageable"]'));
  assert.equal(await verdictOf(page), "damaged");
  assert.doesNotMatch(await page.text(".card"), /--salvage/);
});

test("a file with nothing but its checksum damaged opens when tried, and is re-wrapped into a whole one", async ({ page }) => {
  const hurt = sample("sealed");
  hurt.checksum = hurt.checksum.replace(/^./, (digit) => (digit === "0" ? "1" : "0"));
  await openFiles(page, ...files({ "hurt.msb": JSON.stringify(hurt) }));
  assert.equal(await verdictOf(page), "damaged");
  await act(page, "Try its password");
  await check(page, PASSWORD, "opens");
  assert.match(await page.text(".findings"), /Re-wrap it into a new file now/);
  await act(page, "Re-wrap under");
  await page.type('[name="password"]', PASSWORD);
  await fillNewSlot(page, NEW);
  await submit(page);
  await outcome(page);
  const file = await page.download(() => page.click(".download"));
  await openFiles(page, file);
  await check(page, NEW, "opens");
});

test("custodians are added, replaced and removed", async ({ page }) => {
  await openSample(page, "sealed");
  await check(page, PASSWORD, "opens");
  await act(page, "Add a custodian", ".custodians button");
  await page.until(() => document.querySelector('[name="label"]').value === "custodian A");
  await page.type('[name="password"]', PASSWORD);
  await fillNewSlot(page, NEW);
  await submit(page);
  await outcome(page);
  assert.match(await page.text(".custodians"), /Either of two passwords.*SSO administrators.*custodian A/s);

  await page.evaluate(() => document.querySelectorAll(".way")[1].querySelector("button").click());
  await page.type('[name="password"]', PASSWORD);
  await fillNewSlot(page, "the third of its kind");
  await submit(page);
  await page.until(() => document.querySelector(".outcome .task-title")?.textContent.startsWith("Password replaced"));

  await page.evaluate(() => document.querySelectorAll(".way")[0].querySelectorAll("button")[1].click());
  assert.match(await page.text(".task-lead"), /SSO administrators/);
  await page.type('[name="password"]', PASSWORD);
  await submit(page);
  await page.until(() => document.querySelector('[data-code="own-slot"]'));
  await page.type('[name="password"]', "the third of its kind");
  await submit(page);
  await page.until(() => document.querySelector(".outcome .task-title")?.textContent.startsWith("Custodian removed"));
  const file = await page.download(() => page.click(".download"));
  assert.deepEqual(JSON.parse(readFileSync(file, "utf8")).header.slots.map(({ label }) => label), ["custodian A"]);
  await openFiles(page, file);
  await check(page, PASSWORD, "wrong-password");
  await check(page, "the third of its kind", "opens");
});

test("a secret is generated from an old one, and the page says what it is not for", async ({ page }) => {
  await openSample(page, "whole");
  await page.click('[data-task="generate"]');
  assert.match(await page.text(".card"), /ENTSSO cannot import a secret from this tool/);
  await page.evaluate(() => document.querySelectorAll('[name="from"]')[1].click());
  await page.type('[name="old"]', PASSWORD);
  await fillNewSlot(page, NEW);
  await submit(page);
  assert.match(await outcome(page), /ENTSSO cannot import it/);
  assert.ok((await page.text(".card")).includes(sample("whole").header.content.current.msid), "the old current secret is the previous one");
});

test("an event is explained, and what is none gets near ones", async ({ page }) => {
  await page.click('[data-task="explain"]');
  await page.type('[name="query"]', "10589");
  await submit(page);
  await page.until(() => document.querySelector(".explanation")?.textContent.includes("SSO_ERROR_BACKUP_SECRET_REQUIRED"));
  await page.type('[name="query"]', "x");
  await submit(page);
  await page.until(() => document.querySelector('[data-code="unknown-query"]'));
});
