// `node run.mjs PAGE BACKUPS AUDITED PASSWORD NATIVE OUT [--quick]`: measures the page beside its peers in one browser,
// and writes what was measured as JSON. BACKUPS holds one backup for each cost, `MEMORY_KIB-PASSES-LANES.msb`; AUDITED is
// a folder of backups that the password in the file PASSWORD opens; NATIVE is the tool `derive`.
import { spawn } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { dropFolder, openAudit, pasteCandidates, start } from "../../tests/browser/audits.mjs";
import { launch, quiet, until, watchWorkers } from "./browsers.mjs";
import { check, choose } from "./checking.mjs";
import { PEERS, peersPage } from "./contestants.mjs";

const [page, backups, audited, password, nativeTool, out, ...options] = process.argv.slice(2);
if (!out) throw new Error("usage: node run.mjs PAGE BACKUPS AUDITED PASSWORD NATIVE OUT [--quick]");
const isQuick = options.includes("--quick");
const PAGE = pathToFileURL(page).href;

/** How often each thing is measured. */
const ROUNDS = isQuick ? 3 : 10;
const OPENINGS = isQuick ? 3 : 8;
/**
 * How long the machine has nothing to do before each derivation, in milliseconds: the page has to wait while somebody
 * types, and what comes after a rest is slower than what comes at once.
 */
const REST = 600;
/** Of a peer that takes more than this, in milliseconds, the second answer is the last: it does not get faster. */
const SLOW = 3000;

const COSTS = [
  { memoryKib: 64 * 1024, passes: 3, lanes: 4 },
  { memoryKib: 64 * 1024, passes: 3, lanes: 1 },
  { memoryKib: 256 * 1024, passes: 3, lanes: 4 },
  { memoryKib: 19 * 1024, passes: 2, lanes: 1 },
];
const file = ({ memoryKib, passes, lanes }) => join(backups, `${memoryKib}-${passes}-${lanes}.msb`);
const QUICK = COSTS.filter(({ memoryKib }) => memoryKib <= 64 * 1024);

/** Opens the product's page as a person does, and waits until it has nothing left to prepare. */
async function open(tab) {
  await tab.goto(PAGE);
  await until(tab, () => document.documentElement.dataset.warm);
  await quiet(tab);
}

async function productTab(browser) {
  const tab = await browser.page();
  await tab.evaluateOnNewDocument(watchWorkers);
  return tab;
}

/** The first check after opening and those that follow it. */
async function coldAndWarm(browser, cost) {
  const openings = [];
  for (let round = 0; round < OPENINGS; round++) {
    const tab = await productTab(browser);
    await open(tab);
    const ready = await tab.evaluate(() => Number(document.documentElement.dataset.ready));
    await choose(tab, file(cost));
    const checks = [];
    while (checks.length < 10) checks.push(await check(tab));
    openings.push({ ready, checks });
    await tab.close();
  }
  return openings;
}

/** How long an empty page takes to its first script, to tell what of the page's time is the browser's own. */
async function emptyPage(browser) {
  const times = [];
  for (let round = 0; round < OPENINGS; round++) {
    const tab = await browser.page();
    const text = "<!doctype html><meta charset=utf-8><script>document.documentElement.dataset.ready = performance.now()</script>";
    writeFileSync(`${out}.empty.html`, text);
    await tab.goto(pathToFileURL(`${out}.empty.html`).href);
    times.push(await tab.evaluate(() => Number(document.documentElement.dataset.ready)));
    await tab.close();
  }
  return times;
}

/** The same library outside any browser, on one thread. */
class Native {
  #program = spawn(nativeTool, { stdio: ["pipe", "pipe", "inherit"] });
  #answers = createInterface({ input: this.#program.stdout })[Symbol.asyncIterator]();

  async derive({ memoryKib, passes, lanes }) {
    this.#program.stdin.write(`${memoryKib} ${passes} ${lanes}\n`);
    const [time, key] = (await this.#answers.next()).value.split(" ");
    return { key, time: Number(time) };
  }

  end() {
    this.#program.kill();
  }
}

/** The page and its peers in turns, so that drift hits them alike. */
async function sideBySide(browser, cost) {
  const peers = await browser.page();
  await peers.goto(pathToFileURL(`${out}.peers.html`).href);
  const product = await productTab(browser);
  await open(product);
  await choose(product, file(cost));
  const names = Object.keys(PEERS).filter((name) => PEERS[name](cost.lanes));
  const times = Object.fromEntries(["page", "native", ...names].map((name) => [name, []]));
  const native = new Native();
  const keys = {};
  for (let round = 0; round <= ROUNDS; round++) {
    const isWarm = round > 0;
    await product.bringToFront();
    const { derivation } = await check(product);
    if (isWarm) times.page.push(derivation);
    await sleep(REST);
    const { key, time } = await native.derive(cost);
    keys.native = key;
    if (isWarm) times.native.push(time);
    await peers.bringToFront();
    for (const name of names) {
      if (times[name].some((time) => time > SLOW)) continue;
      await sleep(REST);
      const { key, time } = await peers.evaluate((name, cost) => derive(name, cost), name, cost);
      keys[name] = key;
      if (isWarm) times[name].push(time);
    }
  }
  if (new Set(Object.values(keys)).size !== 1) throw new Error(`the peers' keys differ: ${JSON.stringify(keys)}`);
  native.end();
  await peers.close();
  await product.close();
  return { cost, times };
}

/** What a check of 256 MiB takes of memory, in KiB: before it, at most while it runs, and after it. */
async function memory(browser, cost) {
  const tab = await productTab(browser);
  await open(tab);
  const own = await browser.memory();
  const start = own();
  await choose(tab, file(cost));
  let peak = 0;
  const watching = setInterval(() => (peak = Math.max(peak, own())), 4);
  await check(tab);
  clearInterval(watching);
  // What the worker held is given back in the background, and the next one is prepared.
  await sleep(3000);
  const after = own();
  await tab.close();
  return { start, peak, after };
}

/** An audit with so many workers: the milliseconds from the button to the report. */
async function audit(browser, workers) {
  const tab = await browser.page();
  await tab.evaluateOnNewDocument((value) => Object.defineProperty(navigator, "hardwareConcurrency", { value }), workers);
  await tab.goto(PAGE);
  await until(tab, () => document.documentElement.dataset.warm);
  const page = {
    evaluate: (...asked) => tab.evaluate(...asked),
    until: (question) => until(tab, question),
    upload: async (place, ...paths) => (await tab.$(place)).uploadFile(...paths),
  };
  await openAudit(page);
  await dropFolder(page, audited);
  await pasteCandidates(page, readFileSync(password, "utf8"));
  await sleep(REST);
  const begun = performance.now();
  await start(page);
  const verdict = await until(tab, () => document.querySelector(".audit-result")?.dataset.verdict);
  const time = performance.now() - begun;
  const opened = await tab.evaluate(() => [...document.querySelectorAll('[data-label="Opened by"]')].filter((cell) => cell.textContent === "password 1").length);
  const all = readdirSync(audited).length;
  if (!verdict || opened !== all) throw new Error(`the candidate opens ${opened} files of ${all}`);
  await tab.close();
  return time;
}

async function audits(browser) {
  const times = { one: [], two: [] };
  for (let round = 0; round < (isQuick ? 1 : 3); round++) {
    times.one.push(await audit(browser, 1));
    times.two.push(await audit(browser, 2));
  }
  return times;
}

const result = {};
writeFileSync(`${out}.peers.html`, await peersPage());

const chromium = await launch("chromium");
result.chromium = chromium.version;
result.empty = await emptyPage(chromium);
result.openings = await coldAndWarm(chromium, COSTS[0]);
result.sideBySide = [];
for (const cost of isQuick ? QUICK : COSTS) result.sideBySide.push(await sideBySide(chromium, cost));
result.audits = await audits(chromium);
await chromium.close();

result.memory = [];
for (let round = 0; round < (isQuick ? 1 : 3); round++) {
  const fresh = await launch("chromium");
  result.memory.push(await memory(fresh, COSTS[2]));
  await fresh.close();
}

const firefox = await launch("firefox");
result.firefox = firefox.version;
result.firefoxOpenings = await coldAndWarm(firefox, COSTS[0]);
await firefox.close();

writeFileSync(out, JSON.stringify(result, null, 2));
