// A derivation of 256 MiB beside the page: nothing waits, the estimate holds back, the first is as fast as the fifth.
import assert from "node:assert/strict";
import { files, sample, sealed } from "../backups.mjs";
import { figure, test } from "../harness/cases.mjs";
import { check, openFiles, openSample, PASSWORD } from "../states.mjs";

/** A backup that costs so many MiB x 3 to try; no password opens it, since it was made with 64. */
function dear(mib) {
  const backup = sample("sealed");
  backup.header.slots[0].kdf.memory_kib = mib * 1024;
  return files({ "dear.msb": sealed(backup) })[0];
}

/**
 * Checks a wrong password, and tells how long that took, how long the page's own thread was held up meanwhile, by a
 * timer that should come every 5 ms, and where the bar stood.
 */
const measuredCheck = (page, block = 0) =>
  page.evaluate(
    async (password, block) => {
      const gone = document.querySelector(".card");
      document.querySelector('[name="password"]').value = password;
      const values = [];
      let longest = 0;
      const start = performance.now();
      let last = start;
      document.querySelector('.card [type="submit"]').click();
      if (block) while (performance.now() < start + block);
      while (document.querySelector(".card") === gone) {
        await new Promise((resolve) => setTimeout(resolve, 5));
        longest = Math.max(longest, performance.now() - last - 5);
        last = performance.now();
        const bar = document.querySelector("progress");
        if (bar) values.push(bar.value);
      }
      return { time: last - start, longest, values };
    },
    PASSWORD,
    block,
  );

const warm = (page) => page.until(() => document.documentElement.dataset.warm);
const tell = (times) => times.map((time) => `${time.toFixed(0)} ms`).join(", ");

test("a derivation of 256 MiB does not hold the page up, and its bar keeps its last step back", async ({ page, engine }) => {
  await warm(page);
  await openFiles(page, dear(256));
  const rounds = [];
  for (let round = 0; round < 3; round++) rounds.push(await measuredCheck(page));
  figure(`longest hold of the page during 256 MiB x 3, ${engine.name}`, `${tell(rounds.map(({ longest }) => longest))} of ${tell(rounds.map(({ time }) => time))}`);
  for (const { values } of rounds) {
    assert.ok(values.length > 5 && values.every((value, index) => value < 1 && value >= (values[index - 1] ?? 0)), `the bar went ${values}`);
  }
  const share = ({ longest, time }) => longest / time;
  assert.ok(Math.min(...rounds.map(share)) < 0.25, "held up for a quarter of the time and more, in every round");
  const held = await measuredCheck(page, 2 * rounds[0].time);
  assert.ok(share(held) > 0.4, "a page that is held up is seen");
});

// Minutes on a busy machine.
test("the first check after opening is about as fast as later ones", { full: true }, async ({ page, engine, url }) => {
  // A busy machine delays one or the other; what is slow at first by itself is so after every opening.
  const ratios = [];
  for (let opening = 0; opening < 6 && !ratios.some((ratio) => ratio < 1.15); opening++) {
    await page.goto(url);
    await warm(page);
    await openFiles(page, dear(65));
    const first = (await measuredCheck(page)).time;
    const later = [];
    for (let round = 0; round < 4; round++) {
      await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 700))); // a reserve is warmed up meanwhile
      later.push((await measuredCheck(page)).time);
    }
    figure(`checks at 65 MiB x 3 after opening ${opening + 1}, ${engine.name}`, `first ${tell([first])}; later ${tell(later)}`);
    ratios.push(first / Math.min(...later));
  }
  assert.ok(ratios.some((ratio) => ratio < 1.15), `the first is slower: ${ratios}`);
});

test("the worker of a derivation is ended when it is done", async ({ page }) => {
  await page.until(() => document.documentElement.dataset.warm);
  await page.evaluate(() => {
    const { terminate } = Worker.prototype;
    window.ended = 0;
    Worker.prototype.terminate = function () {
      window.ended++;
      terminate.call(this);
    };
  });
  await openSample(page, "sealed");
  await check(page, PASSWORD, "opens");
  assert.equal(await page.evaluate(() => window.ended), 1);
});
