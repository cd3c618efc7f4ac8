// What the page looks like in other lights: the switch, paper, reduced motion, forced colors, icons.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "../harness/cases.mjs";
import { makeFolder } from "../harness/folders.mjs";
import { find } from "../harness/programs.mjs";
import { check, openSample, PASSWORD, STATES } from "../states.mjs";

/** How light the ground and the text are, from 0 to 255. */
const lights = (page) =>
  page.evaluate(() => {
    const light = (color) => Math.max(...color.match(/\d+/g).slice(0, 3).map(Number));
    const { backgroundColor, color } = getComputedStyle(document.body);
    return { ground: light(backgroundColor), text: light(color), scheme: getComputedStyle(document.documentElement).colorScheme };
  });
const choose = (page, value) =>
  page.evaluate((value) => {
    const theme = document.getElementById("theme");
    theme.value = value;
    theme.dispatchEvent(new Event("change"));
  }, value);

/** One browser is started for each look, so there are few of them. */
const LOOKS = { light: {}, dark: { scheme: "dark", motion: "reduce" } };

for (const system of ["light", "dark"]) {
  test(`colours are the system's, ${system}, until they are chosen`, { look: LOOKS[system] }, async ({ page }) => {
    const expected = { system, light: "light", dark: "dark" };
    for (const choice of ["system", "dark", "light", "system"]) {
      await choose(page, choice);
      const { ground, text, scheme } = await lights(page);
      assert.equal(ground > text ? "light" : "dark", expected[choice], choice);
      assert.equal(scheme, expected[choice], choice);
    }
  });
}

/** How many of the pixels of a printed page are nearly white or nearly black, of all. */
function printed(pdf, folder) {
  const said = spawnSync(find("paper"), ["-r", "40", "-gray", "-f", "1", "-l", "1", "-singlefile", pdf, "first"], { cwd: folder });
  assert.equal(said.status, 0, String(said.stderr));
  const file = readFileSync(join(folder, "first.pgm"));
  const pixels = file.subarray(file.indexOf("255\n") + 4);
  const count = (wanted) => pixels.reduce((sum, pixel) => sum + (wanted(pixel) ? 1 : 0), 0) / pixels.length;
  return { white: count((it) => it > 240), dark: count((it) => it < 110) };
}

// Chromium alone prints into a file without asking.
test("a card is printed dark on white, whatever is on the screen, and without its controls", { engines: ["Chromium"], look: LOOKS.dark }, async ({ page }) => {
  await openSample(page, "whole");
  await check(page, PASSWORD, "opens");
  const folder = makeFolder("print");
  for (const choice of ["system", "dark"]) {
    await choose(page, choice);
    const pdf = join(folder, `${choice}.pdf`);
    await page.pdf(pdf);
    const { white, dark } = printed(pdf, folder);
    assert.ok(white > 0.8 && dark > 0.005, `${choice}: ${white} white, ${dark} dark`);
  }
  // The same with the screen's colours, as a control.
  await page.evaluate(() => {
    for (const name of ["ground", "surface"]) document.documentElement.style.setProperty(`--${name}`, "#222");
  });
  await page.pdf(join(folder, "control.pdf"));
  assert.ok(printed(join(folder, "control.pdf"), folder).white < 0.5, "a dark page is seen");
});

/** Elements that move or fade. */
const moving = (page) =>
  page.evaluate(() =>
    [...document.querySelectorAll("body *")]
      .filter((it) => {
        const { transitionDuration, animationName } = getComputedStyle(it);
        return animationName !== "none" || transitionDuration.split(",").some((time) => parseFloat(time) > 0);
      })
      .map((it) => it.className || it.tagName),
  );

test("nothing moves for those who do not want it", { look: LOOKS.dark }, async ({ page }) => {
  await openSample(page, "whole");
  assert.deepEqual(await moving(page), []);
});

test("what moves for the others is seen", async ({ page }) => {
  assert.ok((await moving(page)).length > 0);
});

test("no verdict and no finding depends on colour: each has its own icon and its word", async ({ page }) => {
  const icons = new Map();
  for (const state of ["intact", "damaged", "wrong", "tampered", "opens"]) {
    await page.click("#home");
    await STATES[state](page);
    const [icon, word] = await page.evaluate(() => {
      const verdict = document.querySelector(".verdict");
      const findings = [...document.querySelectorAll(".finding")].every((it) => it.querySelector("use") && /^(Critical|Warning|Note): /.test(it.textContent));
      return findings && [document.querySelector(verdict.querySelector("use").getAttribute("href")).innerHTML, verdict.textContent];
    });
    assert.ok(word && !icons.has(icon), `${state} looks like ${icons.get(icon)}`);
    icons.set(icon, word);
  }
});

// WebKitGTK has no such mode.
test("with forced colors borders stand in for grounds", { engines: ["Chromium", "Firefox"], look: { forcedColors: true } }, async ({ page }) => {
  await openSample(page, "whole");
  await check(page, PASSWORD, "opens");
  const borders = await page.evaluate(() =>
    [".verdict", ".primary", ".card", ".way-actions button", '.row[aria-selected="true"]'].map((selector) => {
      const { borderTopWidth, borderTopStyle, outlineStyle } = getComputedStyle(document.querySelector(selector));
      return [selector, outlineStyle !== "none" || (borderTopStyle !== "none" && parseFloat(borderTopWidth) > 0)];
    }),
  );
  assert.deepEqual(borders.filter(([, has]) => !has), []);
  const colors = await page.evaluate(() => {
    const style = (selector) => getComputedStyle(document.querySelector(selector));
    return { icon: style(".way .icon").stroke, text: style("body").color, next: style(".primary").backgroundColor, other: style(".task .quiet").backgroundColor };
  });
  assert.equal(colors.icon, colors.text, "icons take the colour of text");
  assert.notEqual(colors.next, colors.other, "the next step stands out");
});
