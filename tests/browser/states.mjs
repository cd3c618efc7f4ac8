import { basename } from "node:path";

// The states of the page that are looked at, each with the steps that lead there from a page that is ready.
export const PASSWORD = "correct horse battery staple";

const verdict = (page, name) => page.until((it) => document.querySelector(`.card[data-verdict="${it}"]`), { values: [name] });

/** Opens one of the samples that the page carries. */
export async function openSample(page, name) {
  await page.click(`[data-sample="sample-${name}.msb"]`);
  await page.until(() => document.querySelector(".card .task"));
}

/** Types a password into the check of the card that is shown, and waits for the verdict. */
export async function check(page, password, expected) {
  await page.type('[name="password"]', password);
  await page.click('.card [type="submit"]');
  await verdict(page, expected);
}

/** Fills in the fields for a password that is to be made. */
export async function fillNewSlot(page, password, { label, reminder, cost = "standard" } = {}) {
  await page.type('[name="new"]', password);
  await page.type('[name="again"]', password);
  if (label) await page.type('[name="label"]', label);
  if (reminder) await page.type('[name="reminder"]', reminder);
  await page.click(`[name="cost"][value="${cost}"]`);
}

/** Clicks a control of the card by the text on it. */
export async function act(page, text, selector = ".task button") {
  const clicked = await page.evaluate(
    (selector, text) => {
      const control = [...document.querySelectorAll(selector)].find((it) => it.textContent.includes(text));
      control?.click();
      return Boolean(control);
    },
    selector,
    text,
  );
  if (!clicked) throw new Error(`there is no ${selector} with the text ${text}`);
}

export const verdictOf = (page) => page.evaluate(() => document.querySelector(".card").dataset.verdict);

/** Chooses files, and waits until the first of them was looked at. */
export async function openFiles(page, ...paths) {
  await page.upload("#chooser", ...paths);
  await page.until((it) => document.querySelector('.card:not([data-verdict="waiting"]) .file-name')?.textContent === it, { values: [basename(paths[0])] });
}

/** Re-wraps the sample that is shown and opened. */
export async function rewrap(page, old, fresh, fields) {
  await act(page, "Re-wrap under");
  await page.until(() => document.querySelector('[name="new"]'));
  await page.type('[name="password"]', old);
  await fillNewSlot(page, fresh, fields);
  if (await page.evaluate(() => !document.querySelector("[data-part=drop]").hidden)) await page.click('[name="drop"]');
  await page.click('.card [type="submit"]');
  await page.until(() => document.querySelector(".outcome"));
}

export const STATES = {
  empty: async () => {},
  intact: (page) => openSample(page, "whole"),
  opens: async (page) => {
    await openSample(page, "whole");
    await check(page, PASSWORD, "opens");
  },
  wrong: async (page) => {
    await openSample(page, "whole");
    await check(page, "a wrong password", "wrong-password");
  },
  damaged: (page) => openSample(page, "damaged"),
  tampered: async (page) => {
    await openSample(page, "tampered");
    await check(page, PASSWORD, "tampered");
  },
  checking: async (page) => {
    await openSample(page, "whole");
    await page.type('[name="password"]', "a wrong password");
    await page.evaluate(() => {
      Worker.prototype.postMessage = () => {}; // nothing is answered any more: the state stays as it is
      document.querySelector('.card [type="submit"]').click();
    });
    await page.until(() => document.querySelector("progress"));
  },
  rewrap: async (page) => {
    await openSample(page, "whole");
    await check(page, PASSWORD, "opens");
    await act(page, "Re-wrap under");
    await page.until(() => document.querySelector('[name="new"]'));
  },
  rewrapped: async (page) => {
    await openSample(page, "whole");
    await check(page, PASSWORD, "opens");
    await rewrap(page, PASSWORD, "purple lamp walks north", { reminder: "the lamp" });
  },
  sealed: async (page) => {
    await openSample(page, "sealed");
    await check(page, PASSWORD, "opens");
  },
  generate: async (page) => {
    await page.click('[data-task="generate"]');
    await page.until(() => document.querySelector('[name="new"]'));
  },
  trust: async (page) => {
    await page.click("#trust-open");
  },
};
