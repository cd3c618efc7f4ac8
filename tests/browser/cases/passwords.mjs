// How passwords are treated: typed without being fought, and forgotten as soon as they have served.
import assert from "node:assert/strict";
import { dropMade, finished, openAudit, pasteCandidates, start } from "../audits.mjs";
import { sample, sealed } from "../backups.mjs";
import { test } from "../harness/cases.mjs";
import { act, check, fillNewSlot, openSample, PASSWORD } from "../states.mjs";

const NEW = "purple lamp walks north";

/** Remembers every field for a secret that is on the page now, also when it is gone from there. */
const remember = (page) =>
  page.evaluate(() => {
    window.fields = [...document.querySelectorAll("input[data-secret]")];
  });
const remembered = (page) => page.evaluate(() => window.fields.map(({ name, value }) => `${name}=${value}`));

test("caps lock is told while it is on, and only then", async ({ page }) => {
  await openSample(page, "whole");
  const type = (modifierCapsLock) =>
    page.evaluate((modifierCapsLock) => {
      document.querySelector('[name="password"]').dispatchEvent(new KeyboardEvent("keydown", { key: "A", modifierCapsLock, bubbles: true }));
      return document.querySelector(".caps").checkVisibility();
    }, modifierCapsLock);
  assert.equal(await type(false), false);
  assert.equal(await type(true), true);
  assert.match(await page.text(".caps"), /Caps Lock is on/);
  assert.equal(await page.evaluate(() => document.querySelector(".caps").getAttribute("role")), "status");
  assert.equal(await type(false), false);
});

test("password managers are told what each field is, and nothing hinders pasting", async ({ page }) => {
  await openSample(page, "whole");
  await check(page, PASSWORD, "opens");
  await act(page, "Re-wrap under");
  await page.until(() => document.querySelector('[name="new"]'));
  const fields = await page.evaluate(() =>
    [...document.querySelectorAll("input[data-secret]")].map((field) => {
      const pasted = field.dispatchEvent(new ClipboardEvent("paste", { bubbles: true, cancelable: true, clipboardData: new DataTransfer() }));
      return [field.name, field.type, field.autocomplete, pasted, field.maxLength, field.readOnly, field.labels.length];
    }),
  );
  assert.deepEqual(fields, [
    ["password", "password", "current-password", true, -1, false, 1],
    ["new", "password", "new-password", true, -1, false, 1],
    ["again", "password", "new-password", true, -1, false, 1],
  ]);
});

test("a password is shown on demand, and covered again once it was used", async ({ page }) => {
  await openSample(page, "whole");
  await page.type('[name="password"]', "a wrong password");
  const type = () => page.evaluate(() => document.querySelector('[name="password"]').type);
  await page.click(".reveal");
  assert.equal(await type(), "text");
  assert.equal(await page.evaluate(() => document.querySelector(".reveal").getAttribute("aria-pressed")), "true");
  await remember(page);
  await page.click('.card [type="submit"]');
  await page.until(() => document.querySelector('.card[data-verdict="wrong-password"]'));
  assert.deepEqual(await remembered(page), ["password="]);
  assert.equal(await page.evaluate(() => window.fields[0].type), "password");
});

test("nothing typed outlives the form that it was typed into", async ({ page }) => {
  await openSample(page, "whole");
  await check(page, PASSWORD, "opens");
  await act(page, "Re-wrap under");
  const fill = async () => {
    await page.type('[name="password"]', PASSWORD);
    await fillNewSlot(page, NEW);
    await remember(page);
    assert.deepEqual(await remembered(page), [`password=${PASSWORD}`, `new=${NEW}`, `again=${NEW}`], "what was typed is seen");
  };
  const empty = ["password=", "new=", "again="];
  await fill();
  await page.click("[data-part=back]");
  assert.deepEqual(await remembered(page), empty, "after another panel was shown");
  await act(page, "Re-wrap under");
  await fill();
  await page.click("#home");
  assert.deepEqual(await remembered(page), empty, "after the start was shown");
  await page.evaluate(() => document.querySelector(".row").click());
  await act(page, "Re-wrap under");
  await fill();
  await page.click('[name="drop"]');
  await page.click('.card [type="submit"]');
  await page.until(() => document.querySelector(".outcome"));
  assert.deepEqual(await remembered(page), empty, "after it was used");
});

/** Takes the clock of the page into the test's hands: `pass(seconds)` lets time pass, with or without its timers. */
const takeClock = (page) =>
  page.evaluate(() => {
    const real = { now: Date.now, set: window.setTimeout, clear: window.clearTimeout };
    const waiting = new Map();
    let ahead = 0;
    let ids = 1e6;
    Date.now = () => real.now.call(Date) + ahead;
    window.setTimeout = (run, time = 0, ...rest) => {
      if (time < 60_000) return real.set.call(window, run, time, ...rest);
      waiting.set(++ids, { run, at: Date.now() + time });
      return ids;
    };
    window.clearTimeout = (id) => waiting.delete(id) || real.clear.call(window, id);
    window.pass = (seconds, { asleep = false } = {}) => {
      ahead += seconds * 1000;
      if (asleep) return;
      for (const [id, { run, at }] of waiting) {
        if (at <= Date.now()) {
          waiting.delete(id);
          run();
        }
      }
    };
    dispatchEvent(new Event("pointermove")); // from here on the page's own timer is one of these
  });
const pass = (page, ...how) => page.evaluate((...how) => window.pass(...how), ...how);
const stir = (page) => page.evaluate(() => document.body.dispatchEvent(new Event("pointermove", { bubbles: true })));
const told = (page) => page.evaluate(() => document.getElementById("idle-notice").checkVisibility());

test("passwords are cleared when nothing was done for five minutes, and not before", async ({ page }) => {
  await takeClock(page);
  await openSample(page, "whole");
  await page.type('[name="password"]', PASSWORD);
  await remember(page);
  await pass(page, 299);
  assert.deepEqual(await remembered(page), [`password=${PASSWORD}`]);
  await stir(page);
  await pass(page, 299);
  assert.deepEqual(await remembered(page), [`password=${PASSWORD}`], "somebody was here");
  assert.equal(await told(page), false);
  await pass(page, 2);
  assert.deepEqual(await remembered(page), ["password="]);
  assert.equal(await told(page), true);
  await page.click("#idle-notice button");
  assert.equal(await told(page), false);
});

test("a computer that slept counts as idle, whatever its timers say", async ({ page }) => {
  await takeClock(page);
  await openSample(page, "whole");
  await page.type('[name="password"]', PASSWORD);
  await remember(page);
  await pass(page, 3600, { asleep: true });
  assert.deepEqual(await remembered(page), [`password=${PASSWORD}`]);
  await stir(page);
  assert.deepEqual(await remembered(page), ["password="]);
  assert.equal(await told(page), true);
});

test("a secret that was given back is taken away, too, when nobody is here or another file is shown", async ({ page }) => {
  await page.evaluate(() => {
    window.revoked = [];
    const { revokeObjectURL } = URL;
    URL.revokeObjectURL = (url) => {
      window.revoked.push(url);
      revokeObjectURL.call(URL, url);
    };
  });
  await takeClock(page);
  const restore = async () => {
    await act(page, "Get the secret back", "#more button");
    await page.click('[name="native"]');
    await page.type('[name="password"]', PASSWORD);
    await page.click('.card [type="submit"]');
    await page.until(() => document.querySelector(".outcome .secret"));
    return page.evaluate(() => document.querySelector(".outcome .download").href);
  };
  await openSample(page, "sealed");
  const first = await restore();
  assert.deepEqual(await page.evaluate(() => window.revoked), []);
  await pass(page, 301);
  assert.deepEqual(await page.evaluate(() => window.revoked), [first]);
  assert.equal(await page.evaluate(() => document.querySelectorAll(".outcome .secret, .outcome .download").length), 0);
  assert.match(await page.text(".outcome"), /no longer here/);
  await page.evaluate(() => document.querySelector(".row").click());
  const second = await restore();
  await page.click("#home");
  assert.deepEqual(await page.evaluate(() => window.revoked), [first, second]);
});

test("a page that is left keeps nothing for its return", async ({ page }) => {
  await openSample(page, "whole");
  await page.type('[name="password"]', PASSWORD);
  await remember(page);
  await page.evaluate(() => dispatchEvent(new Event("pagehide")));
  assert.deepEqual(await remembered(page), ["password="]);
});

test("candidates of an audit do not outlive what is shown next, or five minutes, while their form is out of sight", async ({ page }) => {
  await takeClock(page);
  const dear = sample("sealed");
  dear.header.slots[0].kdf.memory_kib = 900 * 1024;
  dear.header.slots[0].kdf.passes = 9;
  const typed = ["a first one", "a second one"];
  const kept = () => page.evaluate(() => window.fields.map(({ value }) => value).filter(Boolean));
  const begin = async () => {
    await pasteCandidates(page, "a first one\na second one\n");
    await remember(page);
    await start(page);
    await page.until(() => /Trying/.test(document.querySelector(".audit-progress .progress-title")?.textContent));
    assert.deepEqual(await kept(), typed, "the form is kept");
  };
  const end = async () => {
    await page.evaluate(() => document.querySelector(".audit-progress .progress button").click());
    await finished(page);
  };
  const again = () => page.evaluate(() => [...document.querySelectorAll(".audit-next button")].find((it) => it.textContent.includes("audit again")).click());
  await openAudit(page);
  await dropMade(page, "safe", { names: ["dear.msb"], texts: [sealed(dear)] });
  await begin();
  await end();
  assert.deepEqual(await kept(), typed, "they may be wanted again");
  await page.click("#home");
  assert.deepEqual(await kept(), [], "after the start was shown");

  await page.evaluate(() => document.querySelector('[data-task="audit"]').click());
  await again();
  await begin();
  await end();
  await pass(page, 301);
  assert.deepEqual(await kept(), [], "after five minutes");
  assert.equal(await told(page), true);

  await again();
  await begin();
  await page.click("#home");
  assert.deepEqual(await kept(), [], "after another task was shown while it ran");
});
