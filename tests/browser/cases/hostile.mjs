// Names and texts that mean harm, too many files, too large ones.
import assert from "node:assert/strict";
import { closeSync, ftruncateSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { files, sample, sealed } from "../backups.mjs";
import { figure, test } from "../harness/cases.mjs";
import { makeFolder } from "../harness/folders.mjs";
import { act, openFiles } from "../states.mjs";

/** Gives the page files with names that no file system would take. */
const give = (page, names, content = "{") =>
  page.evaluate(
    (names, content) => {
      const chosen = new DataTransfer();
      for (const name of names) chosen.items.add(new File([content], name));
      const chooser = document.getElementById("chooser");
      chooser.files = chosen.files;
      chooser.dispatchEvent(new Event("change"));
    },
    names,
    content,
  );

const inspected = (page) => page.until(() => document.querySelector(".row") && !document.getElementById("files-count").textContent.includes("Waiting") && document.querySelector(".card .verdict"), { seconds: 60 });

const MARKUP = '<img src=x onerror="window.planted=1"><script>window.planted=1</script>';

test("markup in names is text", async ({ page }) => {
  await give(page, [`${MARKUP}.msb`, '"><svg onload=window.planted=1>.bak', "javascript:window.planted=1"]);
  await inspected(page);
  assert.ok((await page.text(".file-name")).includes(MARKUP));
  assert.equal(await page.evaluate(() => "planted" in window || document.querySelectorAll("main img, main script, svg[onload]").length > 0), false);
});

test("characters that turn the direction of text are spelt out, emoji are not", async ({ page }) => {
  await give(page, ["safe\u202egpj.msb", "😀 ключ 鍵 مفتاح.msb", "a\u0007\u2066b"]);
  await inspected(page);
  assert.equal(await page.text(".file-name"), "safe\\u{202e}gpj.msb");
  assert.deepEqual(await page.evaluate(() => [...document.querySelectorAll(".row-name")].map((it) => it.textContent)), [
    "safe\\u{202e}gpj.msb",
    "😀 ключ 鍵 مفتاح.msb",
    "a\\u{7}\\u{2066}b",
  ]);
});

test("a name of 4,000 characters breaks nothing, at no width", async ({ page }) => {
  const name = `${"W".repeat(3996)}.msb`;
  await give(page, [name]);
  await inspected(page);
  for (const width of [1440, 390, 320]) {
    await page.size(width, 800);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `wider than ${width}`);
  }
  assert.ok((await page.text(".card .facts:last-of-type")).length > 0);
  assert.ok((await page.text(".card")).includes(name), "the whole name stands in the facts");
});

test("reminder, label and system from a file are text", async ({ page }) => {
  const planted = sample("whole");
  planted.header.system = MARKUP;
  planted.header.slots[0].label = MARKUP;
  planted.header.slots[0].reminder = `${MARKUP}</p><form action=//evil.invalid>`;
  await openFiles(page, ...files({ "planted.msb": sealed(planted) }));
  assert.equal(await page.evaluate(() => document.querySelector(".card").dataset.verdict), "intact");
  assert.ok((await page.text(".reminder")).includes(MARKUP));
  await act(page, "Replace", ".way button");
  assert.ok((await page.text(".task-lead")).includes(MARKUP));
  assert.equal(await page.evaluate(() => "planted" in window || document.querySelectorAll("main img, main script, form[action]").length > 0), false);
});

test("2,000 files at once leave a list that can be used", { alone: true }, async ({ page, engine }) => {
  const names = Array.from({ length: 1999 }, (_, number) => `copy ${number}.msb`);
  await page.evaluate(() => {
    const count = document.getElementById("files-count");
    const start = performance.now();
    new MutationObserver(() => {
      if (/^2,000 files: (Intact 1,999, Unrecognized 1|Unrecognized 1, Intact 1,999)$/.test(count.textContent)) window.took = performance.now() - start;
    }).observe(count, { childList: true });
  });
  await give(page, names, JSON.stringify(sample("whole"), null, 2));
  await give(page, ["needle.bin"], "\u0000");
  const took = await page.until(() => window.took, { seconds: 90 });
  figure(`2,000 files, ${engine.name}`, `${took.toFixed(0)} ms`);

  const drawn = () => page.evaluate(() => [...document.querySelectorAll(".row")].map((row) => row.querySelector(".row-name").textContent));
  assert.ok((await drawn()).length < 50, "rows that nobody sees are in the document");
  await page.evaluate(() => document.getElementById("files-list").scrollTo(0, 1e9));
  await page.until(() => [...document.querySelectorAll(".row-name")].some((it) => it.textContent === "needle.bin"));
  assert.ok(!(await drawn()).includes("copy 0.msb"));
  await page.evaluate(() => document.getElementById("files-list").focus());
  await page.press("Home");
  await page.press("PageDown");
  await page.press("Enter");
  await page.until(() => document.querySelector(".file-name")?.textContent === "copy 10.msb");
  const inSight = () =>
    page.evaluate(() => {
      const [list, row] = [".files-list", '.row[aria-selected="true"]'].map((it) => document.querySelector(it)?.getBoundingClientRect());
      return row && row.top >= list.top - 1 && row.bottom <= list.bottom + 1;
    });
  assert.ok(await inSight(), "the row that was chosen");

  await page.type("#files-search", "needle");
  await page.until(() => [...document.querySelectorAll(".row")].filter((row) => row.checkVisibility()).length === 1);
  assert.match(await page.text("#files-count"), /; shown 1$/);
  await page.evaluate(() => document.querySelector(".row").click());
  await page.until(() => document.querySelector(".file-name").textContent === "needle.bin");
  await page.evaluate(() => {
    document.getElementById("files-search").value = "";
    const filter = document.getElementById("files-filter");
    filter.value = "unrecognized";
    filter.dispatchEvent(new Event("change"));
  });
  assert.equal(await page.evaluate(() => document.querySelectorAll(".row").length), 1);
  await page.evaluate(() => {
    const filter = document.getElementById("files-filter");
    filter.value = "";
    filter.dispatchEvent(new Event("change"));
  });
  await page.click("#home");
  await page.click('[data-sample="sample-sealed.msb"]');
  await page.until(() => document.querySelector(".file-name")?.textContent === "sample-sealed.msb");
  assert.ok(await inSight(), "the row of a file that came last");
});

test("a file of 2 GiB is looked at, not read", async ({ page }) => {
  const path = join(makeFolder("large"), "database.bak");
  const file = openSync(path, "w");
  writeSync(file, "TAPE");
  ftruncateSync(file, 2 ** 31);
  closeSync(file);
  await page.evaluate(() => {
    window.read = [];
    for (const name of ["arrayBuffer", "text", "stream"]) {
      const { [name]: original } = Blob.prototype;
      Blob.prototype[name] = function (...args) {
        window.read.push(this.size);
        return original.apply(this, args);
      };
    }
  });
  const [small] = files({ "small.msb": JSON.stringify(sample("whole")) });
  await openFiles(page, small);
  assert.deepEqual(await page.evaluate(() => window.read.splice(0)), [JSON.stringify(sample("whole")).length], "what is read is seen");
  await openFiles(page, path);
  assert.match(await page.text(".card"), /2 GiB/);
  assert.deepEqual(await page.evaluate(() => window.read), [65536, 65536]);
});

test("a folder that vanished and an unreadable file are told in words", async ({ page }) => {
  await page.evaluate(() => {
    Blob.prototype.arrayBuffer = () => Promise.reject(new DOMException("gone", "NotFoundError"));
  });
  await give(page, ["gone.msb"]);
  await page.until(() => document.querySelector('.card[data-verdict="unread"]'));
  assert.match(await page.text(".card"), /could not read this file \(NotFoundError\)/);
});
