// What the page's policy stops, tried from the page's own context.
import assert from "node:assert/strict";
import { test } from "../harness/cases.mjs";

const attempts = {
  "a fetch": ["connect-src", () => fetch("http://planted.invalid/").catch(() => {})],
  "an image from elsewhere": ["img-src", () => void (new Image().src = "http://planted.invalid/")],
  "an inline script": [
    "script-src-elem",
    () => {
      const script = document.createElement("script");
      script.textContent = "window.planted = true";
      document.body.append(script);
    },
  ],
  "an event handler in the markup": [
    "script-src-attr",
    () => {
      document.body.setAttribute("onclick", "window.planted = true");
      document.body.click();
    },
  ],
  "a style attribute": ["style-src-attr", () => document.body.setAttribute("style", "color: red")],
  eval: ["script-src", () => void setTimeout(() => (0, eval)("window.planted = true"))],
};

for (const [what, [directive, attempt]] of Object.entries(attempts)) {
  test(`the policy stops ${what}, and that is seen`, { problems: true }, async ({ page }) => {
    assert.deepEqual(await page.violations(), []);
    await page.evaluate(attempt);
    await page.until(() => window.watched.violations.length);
    assert.match((await page.violations()).join("\n"), new RegExp(`^${directive} `, "m"));
    assert.equal(await page.evaluate(() => "planted" in window), false);
    assert.deepEqual(await page.sent(), []);
  });
}

test("the policy holds in workers, too", { problems: true }, async ({ page }) => {
  const answer = await page.evaluate(() => {
    const text = 'fetch("http://planted.invalid/").then(() => postMessage("went out"), () => postMessage("stopped"))';
    const worker = new Worker(URL.createObjectURL(new Blob([text])));
    return new Promise((resolve) => (worker.onmessage = ({ data }) => resolve(data)));
  });
  assert.equal(answer, "stopped");
  assert.deepEqual(await page.sent(), []);
});
