// The browsers, as lean as they come: nothing watches a page but what it is measured with.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import puppeteer from "puppeteer-core";
import { find } from "../../tests/browser/harness/programs.mjs";

const CHROMIUM = [
  ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];

export async function launch(name) {
  const profile = mkdtempSync(join(tmpdir(), "mastersecret-bench-"));
  const browser = await puppeteer.launch({
    browser: name === "chromium" ? "chrome" : "firefox",
    executablePath: find(name),
    args: name === "chromium" ? CHROMIUM : [],
    headless: true,
    userDataDir: profile,
    protocolTimeout: 240_000,
  });
  return {
    version: await browser.version(),
    page: () => browser.newPage(),
    /** Memory of the process that shows the only page: what is its own, in KiB. */
    memory: () => rendererMemory(browser),
    async close() {
      await browser.close();
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function rendererMemory(browser) {
  const session = await browser.target().createCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  await session.detach();
  const renderers = processInfo.filter(({ type }) => type === "renderer").map(({ id }) => id);
  const own = (id) => {
    const status = readFileSync(`/proc/${id}/status`, "utf8");
    return ["RssAnon", "RssShmem"].reduce((sum, name) => sum + Number(status.match(new RegExp(`${name}:\\s*(\\d+)`))?.[1] ?? 0), 0);
  };
  const id = renderers.sort((a, b) => own(b) - own(a))[0];
  return () => own(id);
}

/**
 * Runs before the page's own scripts: notes how long every call of a worker took, from question to answer, and marks both
 * for a trace.
 */
export function watchWorkers() {
  window.calls = [];
  window.asked = 0;
  window.answered = 0;
  const Original = window.Worker;
  window.Worker = class extends Original {
    #begun = new Map();
    constructor(...args) {
      super(...args);
      super.addEventListener("message", ({ data }) => {
        const call = this.#begun.get(data?.id);
        this.#begun.delete(data?.id);
        if (!call) return;
        window.answered++;
        performance.mark(`${call.method} answered`);
        window.calls.push({ method: call.method, time: performance.now() - call.start });
      });
    }
    postMessage(message, ...rest) {
      if (message?.method) {
        window.asked++;
        performance.mark(`${message.method} asked`);
        this.#begun.set(message.id, { method: message.method, start: performance.now() });
      }
      super.postMessage(message, ...rest);
    }
    terminate() {
      window.answered += this.#begun.size;
      this.#begun.clear();
      super.terminate();
    }
  };
}

/** Waits until a condition holds in the page. */
export async function until(page, question, ...values) {
  for (const end = Date.now() + 120_000; ; await sleep(10)) {
    const answer = await page.evaluate(question, ...values);
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`still not so: ${question}`);
  }
}

/** Waits until nothing has been asked of a worker for a while. */
export async function quiet(page, milliseconds = 300) {
  for (let last = -1, since = Date.now(), end = Date.now() + 60_000; Date.now() - since < milliseconds; await sleep(20)) {
    const [asked, answered] = await page.evaluate(() => [window.asked, window.answered]);
    if (asked !== answered || asked !== last) {
      last = asked;
      since = Date.now();
    }
    if (Date.now() > end) throw new Error("the page's workers never rest");
  }
}
