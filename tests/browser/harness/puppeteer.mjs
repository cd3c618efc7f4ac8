// Chromium over CDP and Firefox over WebDriver BiDi.
import puppeteer from "puppeteer-core";
import { makeFolder } from "./folders.mjs";
import { Page } from "./page.mjs";
import { find } from "./programs.mjs";
import { startProxy } from "./proxy.mjs";
import { watch } from "./watch.mjs";

const asRoot = process.getuid?.() === 0;

/**
 * The browsers' own errands (updates, accounts, settings), which no switch ends altogether. Only what the proxy sees is
 * passed over; what the engine itself says that a page asked for never is.
 */
const ERRANDS = {
  chromium: /^https?:\/\/([\w-]+\.)*(google|googleapis|gstatic)\.com\b/,
  firefox: /^https?:\/\/([\w-]+\.)*(mozilla|firefox)\.(com|net|org)\b/,
};

function chromium({ proxy }) {
  return {
    browser: "chrome",
    executablePath: find("chromium"),
    args: [
      ...(asRoot ? ["--no-sandbox"] : []),
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-domain-reliability",
      "--disable-sync",
      "--no-first-run",
      `--proxy-server=http://${proxy.address}`,
      "--proxy-bypass-list=<-loopback>",
    ],
  };
}

function firefox({ proxy, downloads, look }) {
  const host = (name) => ({ [`network.proxy.${name}`]: "127.0.0.1", [`network.proxy.${name}_port`]: proxy.port });
  return {
    browser: "firefox",
    executablePath: find("firefox"),
    extraPrefsFirefox: {
      "network.proxy.type": 1,
      ...host("http"),
      ...host("ssl"),
      "network.proxy.allow_hijacking_localhost": true,
      "network.proxy.no_proxies_on": "",
      "network.captive-portal-service.enabled": false,
      "network.connectivity-service.enabled": false,
      // The panel opens seconds later, over whatever page is there by then, and takes keys from it.
      "browser.download.alwaysOpenPanel": false,
      "browser.download.folderList": 2,
      "browser.download.dir": downloads,
      "browser.download.useDownloadDir": true,
      "browser.download.always_ask_before_handling_new_types": false,
      "browser.download.manager.addToRecentDocs": false,
      "layout.css.prefers-color-scheme.content-override": look.scheme === "dark" ? 0 : 1,
      "ui.prefersReducedMotion": look.motion === "reduce" ? 1 : 0,
      "browser.display.document_color_use": look.forcedColors ? 2 : 0,
    },
  };
}

export async function launch(name, look) {
  const proxy = await startProxy();
  const downloads = makeFolder("downloads");
  const options = { chromium, firefox }[name]({ proxy, downloads, look });
  const browser = await puppeteer.launch({
    headless: true,
    userDataDir: makeFolder(name),
    defaultViewport: null,
    protocolTimeout: 240_000, // before the case's own time is up: that would not say what was never answered
    ...options,
  });
  if (name === "chromium") {
    await browser.defaultBrowserContext().setDownloadBehavior({ policy: "allow", downloadPath: downloads });
  }
  return {
    downloads,
    serve: proxy.serve,
    version: await browser.version(),
    async newPage() {
      const asked = () => proxy.asked.filter((url) => !ERRANDS[name].test(url));
      const page = new PuppeteerPage(this, await browser.newPage(), asked);
      await page.prepare(name, look);
      return page;
    },
    /** What goes wrong while a page opens, seen from its first byte on. */
    async openingProblems(url, seconds) {
      const page = await this.newPage();
      await page.goto(url);
      await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
      const problems = await page.problems();
      await page.close();
      return problems;
    },
    async close() {
      await browser.close();
      proxy.stop();
    },
  };
}

class PuppeteerPage extends Page {
  #page;
  #asked;
  #askedBefore = 0;
  #requests = [];
  #errors = [];
  #heaps = new Map();
  #heapsEnded = 0;

  constructor(browser, page, asked) {
    super(browser);
    this.#page = page;
    this.#asked = asked;
  }

  async prepare(name, { scheme = "light", motion = "no-preference", forcedColors = false }) {
    await this.#page.evaluateOnNewDocument(watch);
    this.#page.on("request", (request) => this.#requests.push(request.url()));
    this.#page.on("pageerror", (error) => this.#errors.push(error.message));
    this.#page.on("console", (message) => {
      if (message.type() === "error") this.#errors.push(`console: ${message.text()}`);
    });
    if (name !== "chromium") return;
    const client = await this.#page.createCDPSession();
    await client.send("Emulation.setEmulatedMedia", {
      features: [
        { name: "prefers-color-scheme", value: scheme },
        { name: "prefers-reduced-motion", value: motion },
        { name: "forced-colors", value: forcedColors ? "active" : "none" },
      ],
    });
    // Requests of workers are not among the page's: each worker is a target of its own, held until it is watched.
    client.on("Target.attachedToTarget", ({ sessionId, targetInfo }) => this.#watchTarget(client, sessionId, targetInfo));
    client.on("Target.detachedFromTarget", ({ sessionId }) => (this.#heapsEnded += Number(this.#heaps.delete(sessionId))));
    this.#heaps.set("", { name: "page", session: client });
    await client.send("Target.setAutoAttach", { autoAttach: true, waitForDebuggerOnStart: true, flatten: true });
  }

  async #watchTarget(client, sessionId, { type, targetId }) {
    const worker = client.connection()?.session(sessionId);
    if (type === "worker") this.#heaps.set(sessionId, { name: `worker ${targetId.slice(0, 4)}`, session: worker });
    worker?.on("Network.requestWillBeSent", ({ request }) => this.#requests.push(request.url));
    await worker?.send("Network.enable").catch(() => {});
    await worker?.send("Runtime.runIfWaitingForDebugger").catch(() => {});
  }

  /** The page and its live workers, each with a session of the Chrome DevTools Protocol. In Chromium only. */
  heaps() {
    return [...this.#heaps.values()];
  }

  /** How many workers are gone. In Chromium only. */
  get heapsEnded() {
    return this.#heapsEnded;
  }

  /** The processes that render pages, the busiest first. In Chromium only. */
  async renderers() {
    const client = await this.#page.browser().target().createCDPSession();
    const { processInfo } = await client.send("SystemInfo.getProcessInfo");
    await client.detach();
    const list = processInfo.filter(({ type }) => type === "renderer").sort((a, b) => b.cpuTime - a.cpuTime);
    return list.map(({ id }) => id);
  }

  async goto(url) {
    this.#askedBefore = this.#asked().length;
    this.#requests = [];
    this.#errors = [];
    await this.#page.goto(url);
    if (!(await this.evaluate(() => Boolean(window.watched)))) throw new Error("the page is not being watched");
  }

  run(text) {
    return this.#page.evaluate(text);
  }

  async inject(text) {
    await this.#page.evaluate(`${text}\n;0`);
  }

  pointAndClick(selector) {
    return this.#page.click(selector);
  }

  type(selector, text) {
    return this.#page.type(selector, text);
  }

  async press(keys) {
    const names = keys.split("+");
    for (const name of names.slice(0, -1)) await this.#page.keyboard.down(name);
    await this.#page.keyboard.press(names.at(-1));
    for (const name of names.slice(0, -1).reverse()) await this.#page.keyboard.up(name);
  }

  async upload(selector, ...paths) {
    await (await this.#page.$(selector)).uploadFile(...paths);
  }

  async size(width, height) {
    await this.#page.setViewport({ width, height });
  }

  async screenshot(path) {
    await this.#page.screenshot({ path });
  }

  /** The page as it would be printed, on A4. Chromium alone prints without asking. */
  async pdf(path) {
    await this.#page.pdf({ path, format: "A4", printBackground: true });
  }

  async sent() {
    return this.#asked().slice(this.#askedBefore);
  }

  async requests() {
    return [...new Set([...this.#requests, ...(await this.sent())])];
  }

  violations() {
    return this.evaluate(() => window.watched?.violations ?? []);
  }

  async errors() {
    return [...new Set([...this.#errors, ...(await this.evaluate(() => window.watched?.errors ?? []))])];
  }

  close() {
    return this.#page.close();
  }
}
