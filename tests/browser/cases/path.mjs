// The main job: inspect, check, re-wrap, download.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { files, sample, sealed, sha256 } from "../backups.mjs";
import { test } from "../harness/cases.mjs";
import { knownBackup, PASSWORD as KNOWN } from "../known.mjs";
import { act, check, fillNewSlot, openFiles, openSample, PASSWORD, rewrap } from "../states.mjs";

const verdict = (page) => page.evaluate(() => document.querySelector(".card").dataset.verdict);
const card = (page) => page.text(".card");
const NEW = "purple lamp walks north";

test("a sample is inspected without a password", async ({ page }) => {
  await openSample(page, "whole");
  const { header } = sample("whole");
  const text = await card(page);
  for (const part of ["Intact", "not authenticated", header.content.current.msid, header.content.previous.msid, header.id, header.system]) {
    assert.ok(text.includes(part), part);
  }
  for (const { label, reminder } of header.slots) assert.ok(text.includes(label) && text.includes(reminder));
  assert.ok(!text.includes("ingerprint"), "a fingerprint before anything was opened");
});

test("the right password opens, and shows fingerprints but no secret", async ({ page }) => {
  await openSample(page, "whole");
  await check(page, PASSWORD, "opens");
  const text = await card(page);
  assert.ok(!text.includes("not authenticated"));
  assert.match(text, /Its fingerprint[0-9a-f]{32}/);
  assert.match(text, /opened it just now/);
});

test("a wrong password, a damaged and a tampered file are told apart", async ({ page }) => {
  await openSample(page, "whole");
  await page.evaluate(() => {
    window.field = document.querySelector('[name="password"]');
  });
  await check(page, "a wrong password", "wrong-password");
  assert.match(await page.text(".verdict"), /Wrong password/);
  assert.equal(await page.evaluate(() => window.field.value), "", "the field is emptied after use");
  await check(page, PASSWORD, "opens");

  await page.click("#home");
  await openSample(page, "damaged");
  assert.match(await page.text(".verdict"), /Damaged/);

  await page.click("#home");
  await openSample(page, "tampered");
  assert.equal(await verdict(page), "intact");
  await check(page, "a wrong password", "wrong-password");
  await check(page, PASSWORD, "tampered");
  assert.match(await page.text(".verdict"), /Tampered/);
  assert.ok((await card(page)).includes("Salvage"));
});

test("a re-wrapped file is proven, downloaded, and opens with the new password alone", async ({ page }) => {
  await openSample(page, "whole");
  await check(page, PASSWORD, "opens");
  const print = await page.evaluate(() => /Its fingerprint([0-9a-f]{32})/.exec(document.querySelector(".card").textContent)[1]);
  await rewrap(page, PASSWORD, NEW, { reminder: "the lamp" });
  const text = await card(page);
  assert.match(text, /The content is the same in both files/);
  assert.match(text, /Older copies of this file still open with the old password/);
  assert.ok(text.includes("not saved yet"));
  const file = await page.download(() => page.click(".download"));
  const bytes = readFileSync(file);
  assert.ok(text.includes(sha256(bytes)), "the SHA-256 that is shown is that of the file on disk");
  await page.until(() => !document.querySelector(".row-state").textContent.includes("not saved"));

  await openFiles(page, file);
  await check(page, PASSWORD, "wrong-password");
  await check(page, NEW, "opens");
  assert.ok((await card(page)).includes(print), "the fingerprint is the old one");
});

test("after a download the page says how to be sure of it, and stays as it was", async ({ page }) => {
  await openSample(page, "sealed");
  await check(page, PASSWORD, "opens");
  await rewrap(page, PASSWORD, NEW);
  await page.evaluate(() => {
    window.link = document.querySelector(".download");
    window.link.focus();
  });
  assert.equal(await page.text(".file-line .tag"), "not saved yet");
  await page.download(() => page.click(".download"));
  assert.match(await page.until(() => document.querySelector(".saved").checkVisibility() && document.querySelector(".saved").textContent), /drop the saved file here and check it/);
  assert.equal(await page.text(".file-line .tag"), "made here");
  assert.doesNotMatch(await card(page), /Download it now/);
  assert.ok(await page.evaluate(() => document.activeElement === window.link && window.link.isConnected), "the focus is where it was");
});

test("a derivation is cancelled, nothing typed anew is lost, and the next one works", async ({ page }) => {
  await openSample(page, "whole");
  await check(page, PASSWORD, "opens");
  await act(page, "Re-wrap under");
  await page.type('[name="password"]', PASSWORD);
  await fillNewSlot(page, NEW, { cost: "maximum" });
  await page.click('[name="drop"]');
  await page.click('.card [type="submit"]');
  await page.until(() => document.querySelector("progress")?.value > 0);
  assert.match(await page.text(".progress-text"), /estimated.*1 GiB of memory/);
  await page.click(".progress button");
  await page.until(() => document.querySelector('[data-code="cancelled"]'));
  assert.equal(await page.evaluate(() => document.querySelector('[name="new"]').value), NEW);
  await page.type('[name="password"]', PASSWORD);
  await page.click('[name="cost"][value="standard"]');
  await page.click('.card [type="submit"]');
  await page.until(() => document.querySelector(".outcome"));
});

test("new passwords that differ, are too short, or stand in the reminder are refused in words", async ({ page }) => {
  await openSample(page, "sealed");
  await check(page, PASSWORD, "opens");
  await act(page, "Re-wrap under");
  const submit = () => page.click('.card [type="submit"]');
  const refused = (text) => page.until((it) => [...document.querySelectorAll(".field-error:not([hidden])")].some((error) => error.textContent.includes(it)), { values: [text] });
  await page.type('[name="password"]', PASSWORD);
  await page.type('[name="new"]', "short");
  await page.type('[name="again"]', "short");
  await submit();
  await refused("at least 7");
  await page.type('[name="new"]', " no longer");
  await submit();
  await refused("The two passwords differ");
  await page.type('[name="again"]', " no longer");
  await page.type('[name="reminder"]', "it is SHORT NO LONGER, always");
  await submit();
  await refused("The reminder contains the password");
  assert.equal(await page.evaluate(() => document.activeElement.name), "reminder");
});

test("what asks for too much is refused before a password, and allowed only knowingly", async ({ page }) => {
  const dear = sample("sealed");
  dear.header.slots[0].kdf.memory_kib = 2 * 1024 * 1024;
  await openFiles(page, ...files({ "dear.msb": sealed(dear) }));
  assert.equal(await verdict(page), "refused");
  const text = await card(page);
  assert.match(text, /Let it take 2 GiB of memory/);
  assert.doesNotMatch(text, /--max/);
  await page.type('[name="password"]', PASSWORD);
  await page.click('.card [type="submit"]');
  assert.equal(await page.evaluate(() => document.querySelector(".card form").checkValidity()), false);
  assert.equal(await page.evaluate(() => document.querySelector("progress")), null, "nothing is derived without the tick");
});

test("what was allowed for one slot goes for every task, and for no other slot", async ({ page }) => {
  await openFiles(page, ...files({ "dear.msb": knownBackup(2048, 1).text }));
  const choose = (label) => page.evaluate((label) => (document.querySelector("[name=slot]").value = label), label);
  const allow = () => page.click("[data-part=raise] input");
  await choose("known");
  await allow();
  await check(page, "a wrong password", "wrong-password");
  assert.equal(await page.evaluate(() => document.querySelector("[name=slot]").value), "known", "it is still the one to try");
  await choose("");
  await check(page, KNOWN, "refused");
  await choose("known");
  await allow();
  await check(page, KNOWN, "opens");

  const renewed = async () => {
    await page.type('[name="password"]', KNOWN);
    await fillNewSlot(page, NEW);
  };
  const tasks = {
    async "re-wrap"() {
      await act(page, "Re-wrap under");
      await renewed();
      await page.click('[name="drop"]');
    },
    async restore() {
      await act(page, "Get the secret back");
      await page.type('[name="password"]', KNOWN);
    },
    async add() {
      await act(page, "Add a custodian", ".custodians button");
      await page.until(() => document.querySelector('[name="label"]').value);
      await renewed();
    },
    async replace() {
      await act(page, "Replace", ".way button");
      await renewed();
    },
    async remove() {
      await act(page, "Remove", ".way button");
      await page.type('[name="password"]', KNOWN);
    },
    async generate() {
      await page.evaluate(() => document.querySelector('[data-task="generate"]').click());
      await page.until(() => document.querySelector("[name=from]"));
      await page.evaluate(() => [...document.querySelectorAll("[name=from]")].find((it) => it.closest("label").textContent.includes("dear.msb")).click());
      await page.type('[name="old"]', KNOWN);
      await fillNewSlot(page, NEW);
    },
  };
  for (const [name, fill] of Object.entries(tasks)) {
    await act(page, "dear.msb", ".row");
    await page.until(() => document.querySelector('.card[data-verdict="opens"] .file-name')?.textContent === "dear.msb");
    await fill();
    await page.click('.card [type="submit"]');
    const ended = await page.until(() => document.querySelector(".outcome, .trouble .notice")?.className);
    assert.equal(ended, "outcome", `${name}: ${await page.text(".trouble .notice")}`);
  }
});

test("newer, broken and foreign files get their own answers", async ({ page }) => {
  const newer = sample("whole");
  newer.header.version = 2;
  const broken = sample("whole");
  broken.header.created = "2026-02-30T00:00:00Z";
  const paths = files({
    "newer.msb": sealed(newer),
    "broken.msb": sealed(broken),
    "cut.msb": JSON.stringify(sample("whole")).slice(0, 700),
    "notes.txt": "The password is in the safe.\n",
    "empty.bak": "",
  });
  await openFiles(page, ...paths);
  await page.until(() => !document.querySelector("#files-list").textContent.includes("Waiting"));
  const states = await page.evaluate(() => Object.fromEntries([...document.querySelectorAll(".row")].map((row) => [row.querySelector(".row-name").textContent, row.querySelector(".row-state").textContent])));
  assert.deepEqual(states, { "newer.msb": "Unsupported", "broken.msb": "Malformed", "cut.msb": "Malformed", "notes.txt": "Unrecognized", "empty.bak": "Unrecognized" });
  await page.evaluate(() => [...document.querySelectorAll(".row")][1].click());
  assert.match(await page.text(".where"), /Line \d+, column \d+ \/header\/created/);
});

test("the strength of a new password is told with a reason, and the estimator is ended with the form", async ({ page }) => {
  const told = () => page.until(() => document.querySelector(".strength-text")?.textContent);
  await page.click('[data-task="generate"]');
  await page.type('[name="new"]', "password");
  assert.match(await told(), /^Very weak, withstands .*heavily used/);
  await page.type('[name="new"]', " horizon purple lamp walks");
  await page.until(() => /^(Strong|Very strong), withstands more/.test(document.querySelector(".strength-text").textContent));
  await page.type('[name="again"]', "password horizon purple lamp walks");
  await page.click('[name="cost"][value="standard"]');
  await page.evaluate(() => {
    const { terminate } = Worker.prototype;
    window.ended = 0;
    Worker.prototype.terminate = function () {
      window.ended++;
      terminate.call(this);
    };
  });
  await page.click('.card [type="submit"]');
  await page.until(() => document.querySelector(".outcome"));
  assert.equal(await page.evaluate(() => window.ended), 2, "the derivation's worker and the estimator's");
});

test("identifiers and hashes are copied as they are, without the gaps that are drawn", async ({ page }) => {
  await openSample(page, "whole");
  await page.evaluate(() => {
    window.copied = [];
    const writeText = (text) => (window.refuse ? Promise.reject(new Error("not allowed")) : Promise.resolve(void window.copied.push(text)));
    Object.defineProperty(navigator, "clipboard", { value: { writeText }, configurable: true });
    document.addEventListener("copy", () => window.copied.push(document.activeElement.value));
  });
  const copy = (name) => page.evaluate((name) => document.querySelector(`.copy[aria-label="Copy ${name}"]`).click(), name);
  const { header } = sample("whole");
  await copy("the MSID of the current secret");
  await copy("the SHA-256 of this file");
  const copied = await page.until(() => window.copied.length === 2 && window.copied);
  assert.equal(copied[0], header.content.current.msid);
  assert.match(copied[1], /^[0-9a-f]{64}$/);
  await page.until(() => document.getElementById("status").textContent === "Copied the SHA-256 of this file.");

  // Where the clipboard is closed, the old way through a selection is tried, and whether it worked is said.
  await page.evaluate(() => {
    window.refuse = true;
  });
  await copy("the id of this file");
  await page.until(() => /^(Copied the id of this file\.|The browser did not allow copying)/.test(document.getElementById("status").textContent));
  const fallen = await page.evaluate(() => window.copied.slice(2));
  assert.ok(fallen.every((text) => text === header.id), String(fallen));
});

/** Drags something over the page and lets go; tells what was to be seen on the way and whether the page took it. */
const drag = (page, content) =>
  page.evaluate((content) => {
    const dataTransfer = new DataTransfer();
    content.text ? dataTransfer.setData("text/plain", content.text) : dataTransfer.items.add(new File([content.bytes], content.name));
    const veil = document.getElementById("veil");
    const fire = (kind) => !document.body.dispatchEvent(new DragEvent(kind, { dataTransfer, bubbles: true, cancelable: true }));
    fire("dragenter");
    const asked = veil.checkVisibility();
    const over = fire("dragover");
    const taken = fire("drop");
    return { asked, over, taken, veiled: veil.checkVisibility() };
  }, content);

test("a file is dropped anywhere on the page, and what is no file is let go", async ({ page }) => {
  assert.deepEqual(await drag(page, { text: "a sentence" }), { asked: false, over: true, taken: true, veiled: false });
  assert.equal(await page.evaluate(() => document.body.dataset.view), "start");
  const bytes = JSON.stringify(sample("sealed"));
  assert.deepEqual(await drag(page, { bytes, name: "dropped.msb" }), { asked: true, over: true, taken: true, veiled: false });
  await page.until(() => document.querySelector('.card[data-verdict="intact"] .file-name')?.textContent === "dropped.msb");
});

test("a tab with a file that was not saved yet asks before it closes, and no other does", async ({ page }) => {
  const asks = () => page.evaluate(() => !dispatchEvent(new Event("beforeunload", { cancelable: true })));
  await openSample(page, "sealed");
  await check(page, PASSWORD, "opens");
  assert.equal(await asks(), false);
  await act(page, "Re-wrap under");
  await page.type('[name="password"]', PASSWORD);
  await fillNewSlot(page, NEW);
  await page.click('.card [type="submit"]');
  await page.until(() => document.querySelector(".outcome"));
  assert.equal(await asks(), true);
  await page.download(() => page.click(".download"));
  assert.equal(await asks(), false);
});
