// What stays of a password, a key or a secret in the memory of the page and its workers. Chromium alone can be looked
// into; what strings of JavaScript and the other engines do is not promised (docs/THREAT-MODEL.md).
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { files } from "../backups.mjs";
import { figure, test } from "../harness/cases.mjs";
import { search, searchAtWork, searchProcess } from "../harness/memory.mjs";
import { knownBackup, PASSWORD } from "../known.mjs";
import { openFiles, rewrap } from "../states.mjs";

const NEW = "purple lamp walks north";
const PASSES = 4;
const warm = (page) => page.until(() => document.documentElement.dataset.warm);
const workers = (page) => page.heaps().filter(({ name }) => name !== "page");

/** What each heap holds, by its name. */
async function searchAll(page, needles) {
  const found = {};
  for (const { name, session } of page.heaps()) found[name] = await search(session, needles);
  return found;
}

const nothing = (found) => Object.fromEntries(Object.keys(found).map((name) => [name, []]));

/** The process that renders the page, in which a marker was planted: the one that it is found in. */
async function rendererOf(page, marker) {
  const [process] = await page.renderers();
  assert.deepEqual(searchProcess(process, { marker }), ["marker"], "the control");
  return process;
}

async function plant({ session }, marker) {
  const expression = `globalThis.planted = String.fromCharCode(...${JSON.stringify([...marker])}); 0`;
  await session.send("Runtime.evaluate", { expression });
}

/** Checks a backup, and looks into the worker while it derives; gives that worker's name and what it held. */
async function checkAndLook(page, secrets) {
  await page.type('[name="password"]', PASSWORD);
  const { name, found, release } = await searchAtWork(workers(page), secrets, () => page.click('.card [type="submit"]'));
  await release();
  await page.until(() => document.querySelector('.card[data-verdict="opens"]'), { seconds: 60 });
  return { name, found };
}

/** Counts the workers that the page tells to end, from now on. */
function countEnds(page) {
  return page.evaluate(() => {
    const { terminate } = Worker.prototype;
    const told = new WeakSet();
    window.endsTold = 0;
    Worker.prototype.terminate = function () {
      window.endsTold += told.has(this) ? 0 : 1;
      told.add(this);
      terminate.call(this);
    };
  });
}

/** Waits until every worker that was told to end is no more: the engine ends their threads some time later. */
async function ended(page, least) {
  const told = await page.evaluate(() => window.endsTold);
  assert.ok(told >= least, `the page has told ${told} workers to end`);
  for (const end = Date.now() + 20_000; page.heapsEnded < told && Date.now() < end; ) await sleep(20);
  assert.equal(page.heapsEnded, told, "workers that are gone, and were told to end");
}

const marker = Buffer.from("a marker that stands for a secret");
const only = { engines: ["Chromium"] };

test("after a check and a re-wrap, page and workers hold no password, no key and no secret", only, async ({ page }) => {
  await warm(page);
  await countEnds(page);
  for (const heap of page.heaps()) await plant(heap, marker);
  const planted = await searchAll(page, { marker });
  assert.ok(Object.keys(planted).length >= 2, "the page and at least one worker");
  for (const found of Object.values(planted)) assert.deepEqual(found, ["marker in a string"], "the control");

  const { text, secrets } = knownBackup(128, PASSES);
  await openFiles(page, ...files({ "known.msb": text }));
  const during = await checkAndLook(page, secrets);
  assert.deepEqual(during.found, ["password in the module"], "the control: it is there while it is needed");
  await ended(page, 1);
  const checked = await searchAll(page, secrets);
  assert.deepEqual(checked, nothing(checked));

  await rewrap(page, PASSWORD, NEW, { estimated: true });
  await ended(page, 3); // two derived, one estimated what was typed
  const all = { ...secrets, "new password": Buffer.from(NEW) };
  const rewrapped = await searchAll(page, all);
  assert.deepEqual(rewrapped, nothing(rewrapped));
  const heaps = [...Object.values(checked), ...Object.values(rewrapped)];
  figure("passwords, keys and secrets in heaps after a check and a re-wrap, Chromium", `${heaps.flat().length} in ${heaps.length} heaps`);

  // The process also has what the engine gave back and did not overwrite, and what the browser itself keeps of a field.
  const { password: _, "new password": fresh, ...keys } = all;
  const process = await rendererOf(page, marker);
  assert.deepEqual(searchProcess(process, keys), []);
  figure("keys and secrets searched for in the memory of the page's process and not found, Chromium", Object.keys(keys).length);
  const typed = { UTF8: fresh, UTF16: Buffer.from(NEW, "utf16le") };
  figure("copies of a typed password that the browser itself keeps, not promised to be none, Chromium", searchProcess(process, typed).join(", ") || "none");
});

test("a worker that is not ended holds none either: the module wipes what it used", only, async ({ page }) => {
  await warm(page);
  await page.evaluate(() => {
    Worker.prototype.terminate = () => {};
  });
  const { text, secrets } = knownBackup(128, PASSES);
  await openFiles(page, ...files({ "known.msb": text }));
  const during = await checkAndLook(page, secrets);
  assert.deepEqual(during.found, ["password in the module"], "the control: it is there while it is needed");
  const { session } = page.heaps().find(({ name }) => name === during.name);
  assert.deepEqual(await search(session, secrets), []);
  const { password: _, ...keys } = secrets;
  await plant(page.heaps()[0], marker);
  assert.deepEqual(searchProcess(await rendererOf(page, marker), keys), []);
});
