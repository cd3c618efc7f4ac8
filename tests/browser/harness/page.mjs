// What a test can do with a page, the same in every engine. The engines fill in the rest:
//   goto(url)                       opens a file and waits until it is loaded
//   run(text)                       evaluates an expression in the page's own context, awaits it, gives its value
//   inject(text)                    runs a script's text there
//   pointAndClick(selector), type(selector, text), press(key), upload(selector, ...paths)
//   size(width, height)             of the viewport, in CSS pixels
//   screenshot(path)                of the viewport, as PNG
//   requests()                      URLs of every request since `goto`, whoever made it and whatever became of it
//   sent()                          of these, what left the browser for the network
//   violations(), errors()          since `goto`; in WebKit since the page was loaded
//   close()
import { setTimeout as sleep } from "node:timers/promises";
import { downloaded } from "./folders.mjs";

/** Runs in the page: whether an element stays where it is from one picture to the next; also when there is none. */
async function unmoved(selector) {
  const place = () => JSON.stringify(document.querySelector(selector)?.getBoundingClientRect());
  const before = place();
  await new Promise((resolve) => setTimeout(resolve, 20));
  return place() === before;
}

/** Runs in the page. One that is left with a click has had it. */
function expectClick(selector) {
  const element = document.querySelector(selector);
  window.clickMissed = Boolean(element);
  element?.addEventListener("click", () => (window.clickMissed = false), { capture: true, once: true });
}

export class Page {
  constructor(browser) {
    this.browser = browser;
  }

  /**
   * Runs a function in the page, awaits it and gives its value. Arguments and value travel as JSON, which treats them
   * alike in every engine.
   */
  async evaluate(question, ...values) {
    const call = `await (${question})(...${JSON.stringify(values)})`;
    return JSON.parse(await this.run(`(async () => JSON.stringify({ value: ${call} }))()`)).value;
  }

  /** Asks the page again and again until the answer is truthy. The page's policy forbids smarter ways. */
  async until(question, { seconds = 60, values = [] } = {}) {
    for (const end = Date.now() + seconds * 1000; ; await sleep(20)) {
      const answer = await this.evaluate(question, ...values);
      if (answer) return answer;
      if (Date.now() > end) throw new Error(`still not so after ${seconds} s: ${question}`);
    }
  }

  /**
   * Clicks an element. The engines first ask where it is and then click there, which misses when the page has moved it
   * meanwhile, as a busy machine makes likely: then it is clicked again.
   */
  async click(selector) {
    await this.until(unmoved, { values: [selector] });
    for (let tries = 0; tries < 3; tries++) {
      await this.evaluate(expectClick, selector);
      await this.pointAndClick(selector);
      if (await this.evaluate(() => window.clickMissed !== true)) return;
    }
    throw new Error(`no click reached ${selector}`);
  }

  text(selector) {
    return this.evaluate((it) => document.querySelector(it)?.textContent, selector);
  }

  /** The file that an action makes the page download. */
  download(action) {
    return downloaded(this.browser.downloads, action);
  }

  async problems() {
    return [...(await this.violations()), ...(await this.errors())];
  }

  /** Screenshot of all of the page at a width. */
  async shoot(path, width, height) {
    await this.size(width, height);
    const all = await this.evaluate(() => document.documentElement.scrollHeight);
    await this.size(width, Math.max(height, Math.min(all, 6000)));
    await this.screenshot(path);
    await this.size(width, height);
  }
}
