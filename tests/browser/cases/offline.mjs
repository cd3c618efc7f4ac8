// The page is offline: what reaches the network from a page without a policy does not from this one. What no policy in a
// page can stop is tried, too, found, and named in docs/THREAT-MODEL.md; the page's own text has none of it.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { inflateRawSync } from "node:zlib";
import { ATTEMPTS, CONNECTIONS, DEPARTURES, hostOf, make, reached } from "../attempts.mjs";
import { figure, test } from "../harness/cases.mjs";
import { lookedUp } from "../harness/lookups.mjs";

const bare = pathToFileURL(join(import.meta.dirname, "../fixtures/empty.html")).href;
const without = (attempts, engine) => Object.keys(attempts).filter((name) => !attempts[name].lacks?.[engine.name]);

/** Waits until the proxy has seen all of these, as long as that may take on a busy machine. */
async function awaited(page, attempts, names, seconds = 20) {
  for (const end = Date.now() + seconds * 1000; ; await sleep(50)) {
    const seen = await reached(page, attempts);
    if (names.every((name) => seen.includes(name)) || Date.now() > end) return seen;
  }
}

test("whatever reaches the network from a page without the policy is stopped by it", { open: false, problems: true }, async ({ page, engine, url }) => {
  const expected = without(ATTEMPTS, engine);
  await page.goto(bare);
  const start = Date.now();
  await make(page, ATTEMPTS);
  let out = await awaited(page, ATTEMPTS, expected);
  // A busy Firefox has lost a worker in a worker: what did not get out is tried again.
  for (let tries = 1; tries < 3 && out.length < expected.length; tries++) {
    await make(page, Object.fromEntries(Object.entries(ATTEMPTS).filter(([name]) => expected.includes(name) && !out.includes(name))));
    out = await awaited(page, ATTEMPTS, expected);
  }
  assert.deepEqual(out, expected, "the control: reached from a page without the policy");
  const time = Date.now() - start;
  figure(`network attempts that reach the network from a page without the policy, ${engine.name}`, expected.length);

  await page.goto(url);
  await page.until(() => document.documentElement.dataset.answered);
  await make(page, ATTEMPTS);
  await sleep(Math.max(1000, time)); // as long as the control took for all of them
  assert.deepEqual((await page.sent()).filter((it) => it.includes(".planted.invalid")), []);
  figure(`network attempts stopped by the page's policy, ${engine.name}`, expected.length);
  // The page is still there and still works.
  assert.ok(await page.evaluate(() => document.documentElement.dataset.answered));
});

test("connections without a request go out in spite of a policy, as the threat model says", { problems: true }, async ({ page, engine }) => {
  const expected = Object.keys(CONNECTIONS).filter((name) => CONNECTIONS[name].connects.includes(engine.name));
  await make(page, CONNECTIONS);
  assert.deepEqual(await awaited(page, CONNECTIONS, expected), expected);
  figure(`connections that no policy in a page stops, ${engine.name}`, expected.join(", "));
});

// No other engine tells.
test("a name is looked up ahead of its use in spite of a policy, as the threat model says", { open: false, engines: ["Chromium"] }, async ({ url }) => {
  const names = [hostOf("dns prefetch"), hostOf("request")];
  const action = ([hint, fetched]) => {
    document.head.append(Object.assign(document.createElement("link"), { rel: "dns-prefetch", href: `https://${hint}/` }));
    fetch(`https://${fetched}/`).catch(() => {});
  };
  assert.deepEqual(await lookedUp(bare, action, names), names, "the control: both from a page without the policy");
  assert.deepEqual(await lookedUp(url, action, names), names.slice(0, 1));
  figure("look-ups ahead of use that no policy in a page stops, Chromium", "dns-prefetch");
});

test("leaving the page is not stopped by a policy, as the threat model says, but sending a form is", { open: false, problems: true }, async ({ page, engine, url }) => {
  const left = [];
  const departures = without(DEPARTURES, engine);
  for (const name of departures) {
    await page.goto(url);
    await make(page, { [name]: DEPARTURES[name] }).catch(() => {}); // the page may be gone before it can answer
    const seen = await awaited(page, DEPARTURES, [name], DEPARTURES[name].stopped ? 1 : 20);
    if (seen.includes(name)) left.push(name);
  }
  assert.deepEqual(left, departures.filter((name) => !DEPARTURES[name].stopped));
  figure(`departures that no policy in a page stops, ${engine.name}`, left.join(", "));

  await page.goto(bare);
  await make(page, { "form sent": DEPARTURES["form sent"] }).catch(() => {});
  assert.deepEqual(await awaited(page, DEPARTURES, ["form sent"]), ["form sent"], "the control: a form of a page without the policy");
});

// One reading of the file is enough.
test("the page's own text uses nothing that its policy cannot stop", { open: false, engines: ["Chromium"] }, async ({ file }) => {
  const html = readFileSync(file, "utf8");
  const blocks = [...html.matchAll(/<script type="application\/octet-stream;base64" id="[\w-]+">([^<]+)</g)];
  const unpacked = blocks.map(([, base64]) => inflateRawSync(Buffer.from(base64, "base64")));
  const isModule = (bytes) => bytes.readUInt32BE() === 0x0061736d;
  const [modules, scripts] = [unpacked.filter(isModule), unpacked.filter((bytes) => !isModule(bytes))];
  assert.ok(modules.length >= 1 && scripts.length >= 1, "the page holds a module and packed scripts");
  // A module reaches what it imports, and nothing else.
  const imports = modules.flatMap((bytes) => WebAssembly.Module.imports(new WebAssembly.Module(bytes))).map(({ name }) => name);
  assert.ok(imports.some((name) => name.includes("getRandomValues")), "the control: what it imports is known by its name");
  assert.deepEqual(imports.filter((name) => /fetch|request|socket|beacon|source|worker|location|open/i.test(name)), []);
  const text = html + scripts.map(String).join("\n");
  const ways = {
    "hints to connect": /\b(preconnect|dns-prefetch|prerender|speculationrules)\b/,
    "peer connections": /RTCPeerConnection|WebTransport/,
    "a refresh": /http-equiv="?refresh|httpEquiv/i,
    "a new window": /\bwindow\.open\b|[^.\w]open\(\s*["'`]?https?:/,
    "another address": /\blocation\s*=[^=]|\blocation\.(href|hash|search)\s*=[^=]|\blocation\.(assign|replace)\b/,
    "links to elsewhere": /<a\b[^>]*href="?https?:|\bping=/i,
  };
  for (const [what, way] of Object.entries(ways)) assert.doesNotMatch(text, way, what);
  assert.match('<link rel="preconnect">;new RTCPeerConnection;location.href="x"', ways["hints to connect"], "the control");
});
