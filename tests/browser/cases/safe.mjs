// What goes into a safe: the recovery kit and the paper copy.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { copyFileSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import jsQR from "jsqr";
import { sample, sealed, sha256 } from "../backups.mjs";
import { test } from "../harness/cases.mjs";
import { makeFolder } from "../harness/folders.mjs";
import { find } from "../harness/programs.mjs";
import { act, check, openSample, PASSWORD } from "../states.mjs";

const KIT_LINE = /^<script type="application\/octet-stream;base64" id="kit" [^\n]*<\/script>\n/m;

async function keep(page, name) {
  await openSample(page, name);
  await check(page, PASSWORD, "opens");
  await act(page, "Put it in a safe");
  await page.until(() => document.querySelector("[data-part=kit] a"));
}

test("a recovery kit is this page, byte for byte, with the backup as one line", async ({ page, file }) => {
  await keep(page, "whole");
  const kit = readFileSync(await page.download(() => page.click("[data-part=kit] a")), "utf8");
  const line = KIT_LINE.exec(kit)[0];
  assert.equal(kit.replace(KIT_LINE, ""), readFileSync(file, "utf8"));
  const backup = Buffer.from(/>([^<]*)</.exec(line)[1], "base64").toString("utf8");
  assert.deepEqual(JSON.parse(backup), sample("whole"));
});

/** What a program says in a folder; it must end as expected. */
function run(program, args, folder, codes = [0]) {
  const said = spawnSync(program, args, { cwd: folder, encoding: "utf8" });
  assert.ok(codes.includes(said.status), said.stderr || String(said.error));
  return said.stdout;
}

// The file is the same in every engine, as the case before this one finds.
test("the commands in docs/PAGE.md compare a kit with the page, and take the backup out", { engines: ["Chromium"] }, async ({ page, file }) => {
  const text = readFileSync(join(import.meta.dirname, "../../../docs/PAGE.md"), "utf8");
  const command = (name) => new RegExp(`<!-- kit: ${name} -->\n\`\`\`sh\n(.*)\n\`\`\``).exec(text)[1];
  const folder = makeFolder("kit");
  const kit = join(folder, "recovery-kit.html");
  await keep(page, "whole");
  copyFileSync(await page.download(() => page.click("[data-part=kit] a")), kit);
  const told = () => run("sh", ["-c", command("compare")], folder).split(" ")[0];
  assert.equal(told(), sha256(readFileSync(file)));
  run("sh", ["-c", command("extract")], folder);
  assert.deepEqual(JSON.parse(readFileSync(join(folder, "backup.msb"), "utf8")), sample("whole"));

  run("sed", ["-i", "s/Can I trust this page/Trust this page/", kit], folder);
  assert.notEqual(told(), sha256(readFileSync(file)), "a changed page is seen");
});

test("a recovery kit opens, says what it is, and needs nothing but a password", async ({ page, file }) => {
  await keep(page, "sealed");
  const kit = await page.download(() => page.click("[data-part=kit] a"));
  await page.goto(pathToFileURL(kit).href);
  await page.until(() => document.documentElement.dataset.answered && document.querySelector('.card[data-verdict="intact"]'));
  assert.match(await page.text("#kit-notice"), /This is a recovery kit.*sample-sealed\.msb/);
  assert.match(await page.text(".card"), /in this kit/);
  assert.equal(await page.evaluate(() => document.title), "Recovery kit: sample-sealed.msb");
  await check(page, PASSWORD, "opens");
  assert.deepEqual((await page.requests()).filter((it) => !/^(blob|data|file):/.test(it)), []);

  // A kit of a kit carries one backup, not two.
  await act(page, "Put it in a safe");
  await page.until(() => document.querySelector("[data-part=kit] a"));
  rmSync(kit); // the next one has the same name
  const again = readFileSync(await page.download(() => page.click("[data-part=kit] a")), "utf8");
  assert.equal(again.replace(KIT_LINE, ""), readFileSync(file, "utf8"));
});

/** The rows and the codes of the sheet that would be printed. */
async function printed(page) {
  await page.evaluate(() => {
    window.print = () => {};
  });
  await act(page, "Print the paper copy");
  const sheet = await page.until(() => document.querySelector("#paper .rows") && {
    rows: document.querySelector("#paper .rows").textContent,
    text: document.querySelector("#paper").textContent,
    codes: [...document.querySelectorAll("#paper svg")].map((svg) => [svg.viewBox.baseVal.width, svg.querySelector("path").getAttribute("d")]),
  });
  await page.evaluate(() => dispatchEvent(new Event("afterprint")));
  return sheet;
}

/** What a reader that is not ours finds in a code. */
function read([size, path]) {
  const SCALE = 4;
  const side = size * SCALE;
  const pixels = new Uint8ClampedArray(side * side * 4).fill(255);
  for (const [, x, y] of path.matchAll(/M(\d+) (\d+)h1v1h-1z/g)) {
    for (let row = 0; row < SCALE; row++) {
      const at = ((Number(y) * SCALE + row) * side + Number(x) * SCALE) * 4;
      for (let column = 0; column < SCALE; column++) pixels.fill(0, at + column * 4, at + column * 4 + 3);
    }
  }
  return jsQR(pixels, side, side)?.data;
}

/** The level of error correction that a code names beside its upper left finder (ISO/IEC 18004, format information). */
function correction([, path]) {
  const QUIET = 4;
  const dark = (column) => (path.includes(`M${QUIET + column} ${QUIET + 8}h`) ? 1 : 0);
  // The first two of fifteen bits, under the mask 10101...
  return ["M", "L", "H", "Q"][((dark(0) << 1) | dark(1)) ^ 0b10];
}

// Chromium alone prints into a file without asking; what is printed is the same document in all engines.
test("the codes on the printed paper are read by a program that is not ours", { engines: ["Chromium"] }, async ({ page }) => {
  await keep(page, "whole");
  await page.evaluate(() => {
    window.print = () => {};
  });
  await act(page, "Print the paper copy");
  const rows = await page.until(() => document.querySelector("#paper .rows")?.textContent);
  const folder = makeFolder("paper");
  await page.pdf(join(folder, "paper.pdf"));
  run(find("paper"), ["-r", "150", "-gray", "paper.pdf", "sheet"], folder); // about what a phone sees from a hand's breadth
  const sheets = readdirSync(folder).filter((name) => name.startsWith("sheet")).sort();
  const some = [0, 4]; // 4: a sheet without codes is among them
  const read = run(find("codeReader"), ["--quiet", "--nodbus", "--raw", ...sheets], folder, some);
  const expected = rows.trimEnd().split("\n").slice(0, -1).map((row) => row.trim().replace(/^(\d+) +(.*\S) +([0-9a-f]{4})$/, "$1 $2 $3"));
  const order = (row) => Number(row.split(" ")[0]);
  assert.deepEqual(read.trimEnd().split("\n").sort((a, b) => order(a) - order(b)), expected);
  assert.ok(sheets.length > 1 && sheets.length < 6, `${sheets.length} sheets`);
});

/** Types a text into the dialog for pasted text and submits it. */
async function paste(page, text) {
  await page.evaluate((it) => {
    document.querySelector("#files [data-do=paste]").click();
    const area = document.getElementById("paste-text");
    area.value = it;
    document.querySelector("#paste [type=submit]").click();
  }, text);
}

test("typed rows and read codes of a paper copy open, and a typo is found with its row", async ({ page }) => {
  await keep(page, "whole");
  const { rows, codes, text } = await printed(page);
  assert.ok(text.includes(sample("whole").header.id));
  const lines = rows.trimEnd().split("\n");
  assert.ok(lines.length > 10 && lines.every((line) => line.length <= 72), "rows too long for paper");

  const scanned = codes.map(read);
  assert.ok(scanned.length > 1 && scanned.every(Boolean), "a code that cannot be read");
  assert.ok(codes.every((code) => "MQH".includes(correction(code))), "too little error correction");
  assert.match(text, new RegExp(`Code 1 of ${codes.length}: rows 1 to `));
  assert.deepEqual(scanned.join("\n").split("\n").map((row) => row.split(" ")[0]), lines.slice(0, -1).map((row) => row.trim().split(" ")[0]));

  const typo = lines.map((line, index) => (index === 6 ? line.slice(0, 30) + (line[30] === "x" ? "y" : "x") + line.slice(31) : line));
  await paste(page, typo.join("\n"));
  await page.until(() => document.querySelector("#paste[open]"));
  assert.match(await page.text("#paste [data-part=rows]"), /One row is not right yet:Row 7 does not fit its checksum/);
  await paste(page, [...lines.slice(0, 3), ...lines.slice(4)].join("\n"));
  assert.match(await page.text("#paste [data-part=rows]"), /Row 4 is missing/);
  await paste(page, lines.slice(0, -3).concat(lines.at(-1)).join("\n"));
  assert.match(await page.text("#paste [data-part=rows]"), /2 rows are not right yet/);

  for (const good of [lines.toReversed().join("\r\n"), scanned.toReversed().join("\n"), `${scanned.join("\n")}\n${rows}`]) {
    await paste(page, good);
    await page.until(() => document.querySelector(".file-name").textContent === "from-paper.msb" && document.querySelector('.card[data-verdict="intact"]'));
    await check(page, PASSWORD, "opens");
    await page.evaluate(() => document.querySelector(".row").click());
  }
});

test("a row of a paper copy that begins like its last line is read as a row", async ({ page }) => {
  const { header, payload, mac } = sample("whole");
  for (const pad of ["", "-", "--", "---", "----"]) {
    header.slots[0].reminder = pad + "rows-".repeat(40);
    await paste(page, sealed({ header, payload, mac }));
    await page.until((id) => document.querySelector('.card[data-verdict="intact"]')?.textContent.includes(id), { values: [header.slots[0].reminder.slice(0, 40)] });
    await page.evaluate(() => document.querySelector("[data-task=keep]").click());
    const { rows } = await printed(page);
    if (!/^ *\d+ +rows-/m.test(rows)) continue;
    await paste(page, rows);
    await page.until(() => document.querySelector(".file-name").textContent === "from-paper.msb" && document.querySelector('.card[data-verdict="intact"]'));
    return;
  }
  assert.fail("no row begins so");
});

test("the text of a backup is pasted", async ({ page }) => {
  await paste(page, JSON.stringify(sample("sealed")));
  await page.until(() => document.querySelector('.card[data-verdict="intact"]'));
  assert.match(await page.text(".card"), /pasted/);
});
