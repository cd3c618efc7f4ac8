// What a test can do with a page, the same in every engine. The engines fill in the rest:
//   goto(url)                       opens a file and waits until it is loaded
//   run(text)                       evaluates an expression in the page's own context, awaits it, gives its value
//   inject(text)                    runs a script's text there
//   click(selector), type(selector, text), press(key), upload(selector, ...paths)
//   size(width, height)             of the viewport, in CSS pixels
//   screenshot(path)                of the viewport, as PNG
//   requests()                      URLs of every request since `goto`, whoever made it and whatever became of it
//   sent()                          of these, what left the browser for the network
//   violations(), errors()          since `goto`; in WebKit since the page was loaded
//   close()
import { setTimeout as sleep } from "node:timers/promises";
import { downloaded } from "./folders.mjs";

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
  async until(question, { seconds = 20, values = [] } = {}) {
    for (const end = Date.now() + seconds * 1000; ; await sleep(20)) {
      const answer = await this.evaluate(question, ...values);
      if (answer) return answer;
      if (Date.now() > end) throw new Error(`still not so after ${seconds} s: ${question}`);
    }
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
