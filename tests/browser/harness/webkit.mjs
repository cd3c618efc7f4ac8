// WebKitGTK through WebDriver (https://www.w3.org/TR/webdriver2/), on a display that nobody sees.
import { spawn } from "node:child_process";
import { mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { makeFolder } from "./folders.mjs";
import { Page } from "./page.mjs";
import { find } from "./programs.mjs";
import { startProxy } from "./proxy.mjs";
import { watch } from "./watch.mjs";

const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";

/** Key names as puppeteer spells them, as WebDriver's code points. */
const KEYS = {
  Shift: "\ue008",
  Control: "\ue009",
  Alt: "\ue00a",
  Backspace: "\ue003",
  Tab: "\ue004",
  Enter: "\ue007",
  Escape: "\ue00c",
  Space: " ",
  End: "\ue010",
  Home: "\ue011",
  ArrowLeft: "\ue012",
  ArrowUp: "\ue013",
  ArrowRight: "\ue014",
  ArrowDown: "\ue015",
  Delete: "\ue017",
  PageUp: "\ue00e",
  PageDown: "\ue00f",
};

/** The toolbar of MiniBrowser is wider than a phone: shrink it to nothing. */
const THIN_TOOLBAR = `headerbar, headerbar *, toolbar, toolbar *, entry, button, image {
  min-width: 0; min-height: 0; padding: 0; margin: 0; border: 0; font-size: 1px; -gtk-icon-transform: scale(0.01);
}`;

const children = new Set();
process.on("exit", () => children.forEach((child) => child.kill("SIGKILL")));

function start(program, args, options) {
  const child = spawn(program, args, options);
  children.add(child);
  child.once("exit", () => children.delete(child));
  return child;
}

async function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill();
  const timer = setTimeout(() => child.kill("SIGKILL"), 3000);
  await ended;
  clearTimeout(timer);
}

/** Starts a display under a number that nobody uses. */
async function startDisplay() {
  const server = start(find("display"), ["-displayfd", "3", "-screen", "0", "1600x6200x24", "-nolisten", "tcp"], {
    stdio: ["ignore", "ignore", "ignore", "pipe"],
  });
  const number = await new Promise((resolve, reject) => {
    server.stdio[3].once("data", (data) => resolve(String(data).trim()));
    server.once("error", reject);
    server.once("exit", () => reject(new Error("Xvfb ended at once")));
  });
  return { server, name: `:${number}` };
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function environment(look, display) {
  const config = makeFolder("gtk");
  const downloads = makeFolder("downloads");
  mkdirSync(join(config, "gtk-3.0"));
  writeFileSync(join(config, "gtk-3.0/gtk.css"), THIN_TOOLBAR);
  writeFileSync(
    join(config, "gtk-3.0/settings.ini"),
    `[Settings]\ngtk-enable-animations=${look.motion === "reduce" ? 0 : 1}\n`,
  );
  writeFileSync(join(config, "user-dirs.dirs"), `XDG_DOWNLOAD_DIR="${downloads}"\n`);
  const env = {
    ...process.env,
    DISPLAY: display,
    XDG_CONFIG_HOME: config,
    XDG_CACHE_HOME: makeFolder("cache"),
    XDG_DATA_HOME: makeFolder("data"),
    GDK_BACKEND: "x11",
    NO_AT_BRIDGE: "1",
  };
  // WebKit's sandbox needs a user that is not root.
  if (process.getuid?.() === 0) env.WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS = "1";
  return { env, downloads };
}

export async function launch(look) {
  if (look.forcedColors) throw new Error("WebKitGTK has no forced colors");
  const proxy = await startProxy();
  const display = await startDisplay();
  const { env, downloads } = environment(look, display.name);
  const args = [`--proxy=http://${proxy.address}`, ...(look.scheme === "dark" ? ["--dark-mode"] : [])];

  const port = await freePort();
  const driver = start(find("webkitDriver"), [`--port=${port}`], { env, stdio: "ignore" });
  const base = `http://127.0.0.1:${port}/session`;
  let capabilities;
  for (let tries = 100; !capabilities; tries--) {
    try {
      capabilities = await command("POST", base, {
        capabilities: {
          alwaysMatch: {
            "webkitgtk:browserOptions": { binary: find("miniBrowser"), args: ["--automation", ...args] },
          },
        },
      });
    } catch (error) {
      if (tries === 0 || !(error.cause?.code === "ECONNREFUSED")) throw error;
      await sleep(50);
    }
  }
  const session = `${base}/${capabilities.sessionId}`;

  return {
    downloads,
    serve: proxy.serve,
    version: `WebKitGTK/${capabilities.capabilities.browserVersion}`,
    newPage() {
      return new WebKitPage(this, session, proxy);
    },
    /**
     * What goes wrong while a page opens. WebDriver cannot watch a page before it is loaded, and a controlled
     * MiniBrowser prints nothing, so this opens the page in one that nobody controls and reads what that prints.
     */
    async openingProblems(url, seconds) {
      const log = join(makeFolder("log"), "console");
      const out = openSync(log, "w");
      const browser = start(find("miniBrowser"), ["--enable-write-console-messages-to-stdout=true", ...args, url], {
        env,
        stdio: ["ignore", out, out],
      });
      await sleep(seconds * 1000 + 1000);
      if (browser.exitCode !== null) throw new Error(`MiniBrowser ended: ${readFileSync(log, "utf8")}`);
      await stop(browser);
      const lines = readFileSync(log, "utf8").split("\n");
      return lines.filter((line) => /CONSOLE (\w+ )*ERROR/.test(line));
    },
    async close() {
      await command("DELETE", session).catch(() => {});
      await stop(driver);
      await stop(display.server);
      proxy.stop();
    },
  };
}

/** A driver that gives no answer for so many seconds will not give one any more. */
const PATIENCE = 240;

async function command(method, url, body) {
  const signal = AbortSignal.timeout(PATIENCE * 1000);
  const response = await fetch(url, { method, body: body && JSON.stringify(body), signal }).catch((error) => {
    if (signal.aborted) throw new Error(`no answer for ${PATIENCE} s to ${method} ${url} ${JSON.stringify(body)?.slice(0, 200)}`);
    throw error;
  });
  const { value } = await response.json();
  if (!response.ok) throw new Error(`${value.error}: ${value.message}`);
  return value;
}

class WebKitPage extends Page {
  #session;
  #proxy;
  #asked = 0;

  constructor(browser, session, proxy) {
    super(browser);
    this.#session = session;
    this.#proxy = proxy;
  }

  #post(path, body = {}) {
    return command("POST", `${this.#session}/${path}`, body);
  }

  async #element(selector) {
    return (await this.#post("element", { using: "css selector", value: selector }))[ELEMENT];
  }

  async goto(url) {
    this.#asked = this.#proxy.asked.length;
    await this.#post("url", { url });
    await this.evaluate(watch);
  }

  run(text) {
    return this.#post("execute/sync", { script: `return ${text}`, args: [] });
  }

  async inject(text) {
    await this.#post("execute/sync", { script: text, args: [] });
  }

  async pointAndClick(selector) {
    await this.#post(`element/${await this.#element(selector)}/click`);
  }

  async type(selector, text) {
    await this.#post(`element/${await this.#element(selector)}/value`, { text });
  }

  async press(keys) {
    const values = keys.split("+").map((name) => KEYS[name] ?? name);
    const actions = [
      ...values.map((value) => ({ type: "keyDown", value })),
      ...values.reverse().map((value) => ({ type: "keyUp", value })),
    ];
    await this.#post("actions", { actions: [{ type: "key", id: "keyboard", actions }] });
  }

  async upload(selector, ...paths) {
    await this.type(selector, paths.join("\n"));
  }

  async size(width, height) {
    let [outerWidth, outerHeight] = [width, height];
    for (let tries = 0; tries < 40; tries++) {
      await this.#post("window/rect", { width: outerWidth, height: outerHeight });
      await sleep(50);
      const inner = await this.evaluate(() => [innerWidth, innerHeight]);
      if (inner[0] === width && inner[1] === height) return;
      if (tries % 4 === 3) {
        outerWidth += width - inner[0];
        outerHeight += height - inner[1];
      }
    }
    throw new Error(`the viewport cannot be made ${width} by ${height}`);
  }

  async screenshot(path) {
    writeFileSync(path, Buffer.from(await command("GET", `${this.#session}/screenshot`), "base64"));
  }

  async sent() {
    return this.#proxy.asked.slice(this.#asked);
  }

  async requests() {
    const resources = await this.evaluate(() => performance.getEntriesByType("resource").map((it) => it.name));
    const page = await this.evaluate(() => location.href);
    return [...new Set([page, ...resources, ...(await this.sent())])];
  }

  violations() {
    return this.evaluate(() => window.watched?.violations ?? []);
  }

  errors() {
    return this.evaluate(() => window.watched?.errors ?? []);
  }

  /** There is one window, and the next page will use it: a new one for each takes a second. */
  async close() {
    await this.#post("url", { url: "about:blank" });
  }
}
