// `node profile.mjs PAGE BACKUP OUT`: where the page's time goes in Chromium, by the browser's own trace, as JSON. PAGE is
// built with the names of its module's functions, BACKUP is checked with a wrong password.
import { writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { launch, quiet, until, watchWorkers } from "./browsers.mjs";
import { check, choose } from "./checking.mjs";

const [page, backup, out] = process.argv.slice(2);
if (!out) throw new Error("usage: node profile.mjs PAGE BACKUP OUT");
const PAGE = pathToFileURL(page).href;

const CHECKS = 10;
const OPENINGS = 12;

const TIMELINE = ["devtools.timeline", "blink.user_timing", "loading", "v8", "toplevel"];
const SAMPLES = ["disabled-by-default-v8.cpu_profiler"];

async function traced(tab, categories, work) {
  await tab.tracing.start({ categories: ["-*", ...categories] });
  const value = await work();
  const trace = JSON.parse(new TextDecoder().decode(await tab.tracing.stop()));
  return { value, events: trace.traceEvents };
}

/** When somebody waited for a check, from each question to its answer, in microseconds. */
function waits(events) {
  const marks = events.filter(({ cat, name }) => cat.includes("blink.user_timing") && /^check (asked|answered)$/.test(name)).sort((a, b) => a.ts - b.ts);
  const asked = marks.filter(({ name }) => name === "check asked");
  const answered = marks.filter(({ name }) => name === "check answered");
  if (asked.length !== CHECKS || answered.length !== CHECKS) throw new Error(`${asked.length} checks were asked for, ${answered.length} answered`);
  return asked.map(({ ts }, index) => [ts, answered[index].ts]);
}

/** Milliseconds by function in those times, of each thread whose samples the trace holds. */
function samplesByThread(events, times) {
  const profiles = new Map();
  for (const { name, pid, id, args } of events.filter(({ name }) => name === "Profile" || name === "ProfileChunk").sort((a, b) => a.ts - b.ts)) {
    const key = `${pid} ${id}`;
    if (name === "Profile") {
      profiles.set(key, { now: args.data.startTime, names: new Map(), times: new Map() });
      continue;
    }
    const profile = profiles.get(key);
    for (const node of args.data.cpuProfile?.nodes ?? []) {
      profile.names.set(node.id, node.callFrame.functionName || "(no name)");
    }
    const { samples = [] } = args.data.cpuProfile ?? {};
    samples.forEach((node, index) => {
      const took = args.data.timeDeltas[index];
      profile.now += took;
      if (!times.some(([from, to]) => profile.now > from && profile.now <= to)) return;
      const called = profile.names.get(node) ?? "(no name)";
      profile.times.set(called, (profile.times.get(called) ?? 0) + took / 1000);
    });
  }
  return [...profiles.values()].map(({ times }) => times);
}

/** What the workers did during the checks: milliseconds by function, and the checks' own time by the clock. */
async function derivations(browser) {
  const tab = await browser.page();
  await tab.evaluateOnNewDocument(watchWorkers);
  await tab.goto(PAGE);
  await until(tab, () => document.documentElement.dataset.warm);
  await quiet(tab);
  await choose(tab, backup);
  await check(tab);
  const { value: byTheClock, events } = await traced(tab, [...SAMPLES, "blink.user_timing"], async () => {
    let sum = 0;
    for (let number = 0; number < CHECKS; number++) sum += (await check(tab)).derivation;
    return sum;
  });
  await tab.close();
  const functions = {};
  for (const times of samplesByThread(events, waits(events))) {
    // The page's own thread derives nothing.
    if (![...times.keys()].some((name) => name.includes("argon2"))) continue;
    for (const [name, time] of times) {
      functions[name] = (functions[name] ?? 0) + time;
    }
  }
  return { checks: CHECKS, byTheClock, functions };
}

/** Self times of a thread's events between two moments, in milliseconds by name; "(waiting)" is when nothing ran. */
function selfTimes(events, from, to) {
  const times = new Map();
  const add = (name, time) => times.set(name, (times.get(name) ?? 0) + time / 1000);
  const inside = events
    .filter(({ ph, ts, dur }) => ph === "X" && dur > 0 && ts < to && ts + dur > from)
    .map(({ name, ts, dur }) => ({ name, start: Math.max(ts, from), end: Math.min(ts + dur, to) }))
    .sort((a, b) => a.start - b.start || b.end - a.end);
  const open = [];
  let now = from;
  const until = (time) => {
    if (time > now) add(open.at(-1)?.name ?? "(waiting)", time - now);
    now = Math.max(now, time);
  };
  for (const event of inside) {
    while (open.length > 0 && open.at(-1).end <= event.start) until(open.pop().end);
    until(event.start);
    open.push(event);
  }
  while (open.length > 0) until(open.pop().end);
  until(to);
  return times;
}

/** What the page's thread did from the start of the navigation until a file can be dropped, of each opening. */
async function openings(browser) {
  const all = [];
  for (let round = 0; round < OPENINGS; round++) {
    const tab = await browser.page();
    const { value: ready, events } = await traced(tab, TIMELINE, async () => {
      await tab.goto(PAGE);
      await until(tab, () => document.documentElement.dataset.warm);
      return tab.evaluate(() => Number(document.documentElement.dataset.ready));
    });
    const start = events.find(({ name, args }) => name === "navigationStart" && args.data?.documentLoaderURL === PAGE);
    if (!start) throw new Error("the trace holds no start of the navigation");
    const thread = events.filter(({ pid, tid }) => pid === start.pid && tid === start.tid);
    all.push({ ready, times: Object.fromEntries(selfTimes(thread, start.ts, start.ts + ready * 1000)) });
    await tab.close();
    await sleep(300);
  }
  return all;
}

const chromium = await launch("chromium");
const result = { chromium: chromium.version, derivations: await derivations(chromium), openings: await openings(chromium) };
await chromium.close();
writeFileSync(out, JSON.stringify(result, null, 2));
