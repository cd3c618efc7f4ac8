// Whether everybody can use it: rules, sizes, and the whole path by keyboard alone.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { sample } from "../backups.mjs";
import { test } from "../harness/cases.mjs";
import { PASSWORD, STATES } from "../states.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const ALL = { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] };
/** Those that look at colours; the others find in the dark what they find in the light. */
const COLOURS = { type: "rule", values: ["color-contrast", "link-in-text-block"] };

/** What axe-core finds; it is put into the page by the test, not by the page. */
async function violations(page, rules) {
  if (!(await page.evaluate(() => "axe" in window))) await page.inject(axe);
  return page.evaluate(async (runOnly) => {
    const { violations } = await window.axe.run(document, { runOnly, resultTypes: ["violations"] });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target, failureSummary }) => `${target} ${failureSummary}`).join(" | ")}`);
  }, rules);
}

/** Texts smaller than 14 CSS pixels. */
const smallTexts = (page) =>
  page.evaluate(() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const small = [];
    while (walker.nextNode()) {
      const { parentElement: parent, textContent: text } = walker.currentNode;
      if (text.trim() && parent.checkVisibility() && parseFloat(getComputedStyle(parent).fontSize) < 14) small.push(text);
    }
    return small;
  });

/** How far the page is wider than the window. */
const overflow = (page) => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

// The rules look at the document and at computed styles, which the engines share; one of them is enough.
const engines = ["Chromium"];

// A colour that is still changing is none that anybody would read.
const still = { look: { scheme: "dark", motion: "reduce" }, engines };

for (const [state, reach] of Object.entries(STATES)) {
  test(`no rule is broken: ${state}`, still, async ({ page }) => {
    await page.size(1024, 768);
    await reach(page);
    for (const [scheme, rules] of [["light", ALL], ["dark", COLOURS]]) {
      await page.evaluate((it) => document.documentElement.setAttribute("data-theme", it), scheme);
      assert.deepEqual(await violations(page, rules), [], scheme);
    }
    assert.deepEqual(await smallTexts(page), []);
    // 320 CSS pixels are what 1280 leave at a zoom of 400 % (WCAG 2.2, 1.4.10).
    await page.size(320, 640);
    assert.ok((await overflow(page)) <= 0, "the page scrolls sideways at 320 pixels");
  });
}

test("the dark that is chosen is the dark of the system", still, async ({ page }) => {
  const colours = () =>
    page.evaluate(() => {
      const names = [...document.styleSheets[0].cssRules].flatMap((rule) => (rule.selectorText === ":root" ? [...rule.style] : []));
      const computed = getComputedStyle(document.documentElement);
      return names.filter((name) => name.startsWith("--")).map((name) => `${name}: ${computed.getPropertyValue(name)}`);
    });
  const system = await colours();
  await page.evaluate(() => document.documentElement.setAttribute("data-theme", "light"));
  const light = await colours();
  await page.evaluate(() => document.documentElement.setAttribute("data-theme", "dark"));
  assert.deepEqual(await colours(), system);
  assert.ok(system.filter((it, index) => it !== light[index]).length > 15, "the light ones differ");
});

test("broken rules, small texts and wide boxes are seen", { engines }, async ({ page }) => {
  await page.size(320, 640);
  await page.evaluate(() => {
    const [image, small, wide] = ["img", "p", "p"].map((name) => document.createElement(name));
    small.textContent = "small";
    small.style.fontSize = "13px";
    small.style.color = "#aaa";
    wide.textContent = "wide";
    wide.style.width = "4000px";
    document.querySelector("main").append(image, small, wide);
  });
  assert.match((await violations(page, ALL)).join("\n"), /color-contrast(.|\n)*image-alt/);
  assert.deepEqual((await violations(page, COLOURS)).map((it) => it.split(":")[0]), ["color-contrast"]);
  assert.deepEqual(await smallTexts(page), ["small"]);
  assert.ok((await overflow(page)) > 0);
});

/** Where focus is, and whether it can be seen there. */
const focus = (page) =>
  page.evaluate(() => {
    const it = document.activeElement;
    const { outlineStyle, outlineWidth } = getComputedStyle(it);
    const { width, height, top, bottom } = it.getBoundingClientRect();
    return {
      name: it.name || it.dataset.sample || it.dataset.task || it.id || it.className || it.tagName,
      text: it.textContent.slice(0, 40),
      // A window without a window manager, as WebKit's here, is never the active one, and no engine draws focus in others.
      seen: !document.hasFocus() || outlineStyle !== "none" && parseFloat(outlineWidth) >= 2 && width > 0 && height > 0 && bottom > 0 && top < innerHeight,
    };
  });

/** Goes on with Tab until `wanted` says yes. Focus must be seen at every stop. */
async function tabTo(page, wanted) {
  const stops = [];
  for (let tries = 0; tries < 70; tries++) {
    await page.press("Tab");
    const at = await focus(page);
    stops.push(at.name);
    if (at.name !== "BODY" && at.name !== "HTML") assert.ok(at.seen, `focus cannot be seen on ${JSON.stringify(at)}`);
    if (wanted(at)) return;
  }
  throw new Error(`not reached with Tab: ${stops.join(", ")}`);
}

async function keys(page, text) {
  for (const character of text) await page.press(character);
}

test("the whole path by keyboard alone", async ({ page }) => {
  const fresh = "purple lamp walks north";
  await page.size(1024, 768);
  await tabTo(page, ({ name }) => name === "sample-whole.msb");
  await page.press("Enter");
  await page.until(() => document.activeElement.matches(".answer"));
  await tabTo(page, ({ name }) => name === "password");
  await keys(page, PASSWORD);
  await page.press("Enter");
  await page.until(() => document.querySelector('.card[data-verdict="opens"]') && document.activeElement.matches(".answer"));
  await tabTo(page, ({ text }) => text.startsWith("Re-wrap under"));
  await page.press("Enter");
  await page.until(() => document.activeElement.textContent === "Re-wrap under a new password");
  await tabTo(page, ({ name }) => name === "drop");
  await page.press(" ");
  await tabTo(page, ({ name }) => name === "password");
  await keys(page, PASSWORD);
  await tabTo(page, ({ name }) => name === "new");
  await keys(page, fresh);
  await tabTo(page, ({ name }) => name === "again");
  await keys(page, fresh);
  await tabTo(page, ({ name }) => name === "cost");
  await page.press("ArrowUp"); // from strong to standard: faster
  await page.press("Enter");
  await page.until(() => document.activeElement.textContent === "Re-wrapped and proven");
  await tabTo(page, ({ name }) => name.includes("download"));
  const file = await page.download(() => page.press("Enter"));
  assert.equal(JSON.parse(readFileSync(file, "utf8")).header.replaces, sample("whole").header.id);
});

test("a list of files is walked with the arrow keys", async ({ page }) => {
  for (const name of ["whole", "damaged", "sealed"]) {
    await page.evaluate((it) => document.querySelector(`[data-sample="sample-${it}.msb"]`).click(), name);
    await page.until((it) => document.querySelector(".file-name")?.textContent === `sample-${it}.msb` && document.querySelector(".task"), { values: [name] });
  }
  const active = () =>
    page.evaluate(() => {
      const row = document.getElementById(document.getElementById("files-list").getAttribute("aria-activedescendant"));
      const { outlineStyle, outlineWidth } = getComputedStyle(row);
      return { name: row.querySelector(".row-name").textContent, place: `${row.ariaPosInSet} of ${row.ariaSetSize}`, seen: !document.hasFocus() || (outlineStyle !== "none" && parseFloat(outlineWidth) >= 2) };
    });
  await page.press("Shift+Tab"); // the keyboard is in use: focus is drawn
  await page.evaluate(() => document.getElementById("files-list").focus());
  await page.press("Home");
  await page.press("ArrowDown");
  assert.deepEqual(await active(), { name: "sample-damaged.msb", place: "2 of 3", seen: true });
  await page.press("Enter");
  await page.until(() => document.querySelector(".file-name").textContent === "sample-damaged.msb");
  assert.deepEqual(await page.evaluate(() => [...document.querySelectorAll(".row")].map((row) => row.getAttribute("aria-selected"))), ["false", "true", "false"]);
});

test("results are said to those who listen", async ({ page }) => {
  await page.click('[data-sample="sample-damaged.msb"]');
  await page.until(() => document.getElementById("status").textContent.startsWith("Damaged. "));
});
