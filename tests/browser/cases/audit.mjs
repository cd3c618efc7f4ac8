// Audits on the page: the command line's answer, byte for byte; candidates that never show; two thousand files; an end.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { auditedByCommandLine, dropFolder, dropMade, dropTwins, finished, giveStory, openAudit, pasteCandidates, rememberDownloads, reports, start, stories, story } from "../audits.mjs";
import { files, sample, sealed, sha256 } from "../backups.mjs";
import { figure, test } from "../harness/cases.mjs";
import { makeFolder } from "../harness/folders.mjs";
import { PASSWORD } from "../states.mjs";

/**
 * What differs by face, time and host: all of `circumstances` but the tool's name and version. That is `tool_sha256`,
 * `host`, `user`, `started`, `ended`, `local_offset` and `options`. Nothing else is left out of the comparison.
 */
const alike = {
  json: (text) => text.replace(/(\n {2}"circumstances": \{\n {4}"tool": [^\n]*)[\s\S]*?\n {2}\},/, "$1"),
  // The same facts where the report shows them: when it was examined, and "How this report was made" up to its policy.
  html: (text) => text.replace(/<dt>Examined<\/dt><dd>[^<]*<\/dd>/, "").replace(/<dt>SHA-256 of the tool<\/dt>[\s\S]*?<\/dl>/, ""),
  csv: (text) => text,
};

const hidden = (list) => list.split("\n").filter(Boolean).map((line) => line.split("\t").pop());

for (const name of existsSync(process.env.MASTERSECRET_STORIES ?? "") ? stories() : ["(the stories were not written)"]) {
  test(`page and command line report the same: ${name}`, async ({ page, file }) => {
    const told = story(name);
    await rememberDownloads(page);
    await giveStory(page, told);
    await start(page);
    await finished(page);
    const ours = await reports(page);
    const theirs = auditedByCommandLine(told);
    for (const form of ["json", "csv", "html"]) {
      assert.ok(theirs[form].length > 500 || form === "csv", `the command line's ${form} is empty`);
      assert.equal(alike[form](ours[form]), alike[form](theirs[form]), form);
    }
    const report = JSON.parse(ours.json);
    assert.equal(report.verdict.replaceAll("-", " "), told.verdict, "what the story was written for");
    assert.equal(report.circumstances.tool_sha256, sha256(readFileSync(file)), "the tool is this page");
    // What is shown beside each link is the hash of what it gives.
    for (const form of ["json", "csv", "html"]) {
      const shown = await page.evaluate((it) => document.querySelector(`.audit-downloads li:has([data-form=${it}]) .grouped`).textContent, form);
      assert.equal(shown, sha256(ours[form]));
    }
    const list = readFileSync(join(told.folder, "candidates"), "utf8");
    // The page's own script names the password of its samples, so only what is shown is searched.
    const body = await page.evaluate(() => document.querySelector("main").innerHTML);
    const label = list.split("\n").find((line) => line.includes("\t"))?.split("\t")[0];
    if (label) assert.ok(body.includes(label) && ours.json.includes(label), "labels are found, so passwords would be");
    for (const secret of hidden(list)) {
      for (const text of [body, ours.json, ours.html, ours.csv]) assert.ok(!text.includes(secret), `${secret} stands in it`);
    }
    assert.equal(await page.evaluate(() => [...document.querySelectorAll("[data-secret]")].filter((field) => field.value).length), 0);
  });
}

test("what is left out of the comparison is circumstances alone", { open: false, engines: ["Chromium"] }, () => {
  const json = '{\n  "verdict": "unproven",\n  "circumstances": {\n    "tool": "mastersecret 1",\n    "host": "vm"\n  },\n  "policy": 1\n}\n';
  assert.equal(alike.json(json), '{\n  "verdict": "unproven",\n  "circumstances": {\n    "tool": "mastersecret 1",\n  "policy": 1\n}\n');
  assert.notEqual(alike.json(json), alike.json(json.replace("unproven", "recoverable")));
  assert.notEqual(alike.json(json), alike.json(json.replace("mastersecret 1", "mastersecret 2")));
});

/** A backup that costs so many MiB x 3 for each try, and that no password opens. */
function dear(mib, number) {
  const backup = sample("sealed");
  backup.header.slots[0].kdf.memory_kib = mib * 1024;
  backup.header.system = `SYSTEM ${number}`;
  return sealed(backup);
}

test("an audit that is cancelled gives a partial report that says so, and wipes no password", async ({ page }) => {
  const folder = join(makeFolder("dear"), "safe");
  mkdirSync(folder);
  for (let number = 0; number < 8; number++) writeFileSync(join(folder, `dear ${number}.msb`), dear(200, number));
  await rememberDownloads(page);
  await openAudit(page);
  await dropFolder(page, folder);
  await pasteCandidates(page, "first wrong one\nsecond wrong one\n");
  await start(page);
  await page.until(() => /Trying the passwords/.test(document.querySelector(".progress-title")?.textContent));
  assert.match(await page.text(".progress-text"), /of 8 backups settled, .*At most .* left, estimated/);
  await page.evaluate(() => document.querySelector(".audit-progress .progress button").click());
  assert.equal(await finished(page), "unproven");
  assert.match(await page.text(".audit-head .notice"), /This report is partial: it was interrupted before every candidate was tried/);
  const report = JSON.parse((await reports(page)).json);
  assert.match(report.partial, /interrupted/);
  assert.ok(report.files.length === 8 && report.files.some((file) => file.report.findings.some(({ code }) => code === "trials-missing")));
  await page.evaluate(() => [...document.querySelectorAll(".audit-next button")].find((it) => it.textContent.includes("audit again")).click());
  assert.equal(await page.evaluate(() => document.querySelectorAll(".candidate").length), 2);
});

test("derivations run side by side, within the memory that they may have, and every worker is ended", async ({ page }) => {
  const folder = join(makeFolder("dear"), "safe");
  mkdirSync(folder);
  for (let number = 0; number < 4; number++) writeFileSync(join(folder, `${number}.msb`), dear(64, number));
  await page.until(() => document.documentElement.dataset.warm);
  await page.evaluate(() => {
    Object.defineProperty(navigator, "hardwareConcurrency", { value: 4 });
    Object.assign(window, { now: 0, most: 0, started: 0, ended: 0, passwords: [] });
    const { postMessage, terminate } = Worker.prototype;
    const waiting = new Map();
    Worker.prototype.postMessage = function (message, ...rest) {
      if (message?.method === "deriveRoot") {
        if (!waiting.has(this)) {
          waiting.set(this, new Set());
          window.started++;
          this.addEventListener("message", ({ data }) => waiting.get(this).delete(data.id) && window.now--);
        }
        waiting.get(this).add(message.id);
        window.passwords.push(message.args[0]);
        window.most = Math.max(window.most, ++window.now);
      }
      return postMessage.call(this, message, ...rest);
    };
    Worker.prototype.terminate = function () {
      if (waiting.has(this)) window.ended++;
      return terminate.call(this);
    };
  });
  await openAudit(page);
  await dropFolder(page, folder);
  await pasteCandidates(page, "one wrong password");
  await page.evaluate(() => {
    const memory = document.querySelector("[name=memory]");
    memory.append(new Option("150 MiB", "150"));
    memory.value = "150";
  });
  await start(page);
  await finished(page);
  const seen = await page.evaluate(() => ({ most: window.most, started: window.started, ended: window.ended, passwords: window.passwords.length, left: window.passwords.filter((it) => it.some((byte) => byte !== 0)).length }));
  assert.equal(seen.most, 2, "two of 64 MiB fit into 150");
  assert.equal(seen.passwords, 4);
  assert.equal(seen.left, 0, "the page's copies of passwords are overwritten");
  assert.ok(seen.started >= 2 && seen.ended === seen.started, JSON.stringify(seen));
});

test("2,000 files stay usable: found, sifted, sorted, turned page by page", async ({ page, engine }) => {
  const text = JSON.stringify(sample("whole"), null, 2);
  const names = Array.from({ length: 1999 }, (_, number) => `server ${number % 40}/copy ${String(number).padStart(4, "0")}.msb`);
  await openAudit(page);
  await dropMade(page, "safe", { names: [...names, "needle.bin"], texts: [text, `${text}\n`, "nothing of interest"] });
  const began = Date.now();
  await start(page);
  await finished(page, 90);
  figure(`audit of 2,000 files, no password, ${engine.name}`, `${Date.now() - began} ms`);
  const rows = () => page.evaluate(() => document.querySelectorAll(".file-table tbody tr").length);
  const first = () => page.evaluate(() => document.querySelector(".file-table tbody .path").textContent);
  assert.match(await page.text(".files-sum"), /^1 to 50 of 2,000 files$/);
  assert.equal(await rows(), 50);
  await page.evaluate(() => document.querySelector("[data-turn='Next page']").click());
  assert.match(await page.text(".files-sum"), /^51 to 100 of 2,000 files$/);
  await page.evaluate(() => document.querySelector(".sort").click());
  assert.equal(await first(), "server 9/copy 1969.msb", "sorted the other way round");
  assert.equal(await page.evaluate(() => document.querySelector("th[aria-sort]").getAttribute("aria-sort")), "descending");
  await page.type(".file-table [type=search]", "needle");
  assert.equal(await page.text(".files-sum"), "1 file of 2,000");
  assert.equal(await first(), "needle.bin");
  await page.evaluate(() => {
    dispatchEvent(new Event("beforeprint"));
    const search = document.querySelector(".file-table [type=search]");
    search.value = "";
    search.dispatchEvent(new Event("input"));
    dispatchEvent(new Event("beforeprint"));
  });
  assert.equal(await rows(), 2000, "on paper all of them stand");
  await page.evaluate(() => dispatchEvent(new Event("afterprint")));
  assert.equal(await rows(), 50);
});

const MARKUP = '<img src=x onerror="window.planted=1"><script>window.planted=1</script>';

test("names, labels and logs that mean harm are text in the report", async ({ page }) => {
  const planted = sample("whole");
  planted.header.system = MARKUP;
  planted.header.slots[0].label = `${MARKUP}\u{1f600}`;
  const event = `<Events><Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='ENTSSO'/><EventID>10559</EventID><TimeCreated SystemTime='2026-11-19T08:00:00Z'/><EventRecordID>7</EventRecordID><Channel>Application</Channel><Computer>&lt;b&gt;HOST&lt;/b&gt;</Computer></System><EventData><Data>${MARKUP.replaceAll("&", "&amp;").replaceAll("<", "&lt;")}</Data><Data>6f9619ff-8b86-4d01-b42d-00cf4fc964aa</Data><Data></Data><Data>a</Data><Data>b</Data></EventData></Event></Events>`;
  const log = join(makeFolder("log"), "hostile.xml");
  writeFileSync(log, event);
  await rememberDownloads(page);
  await openAudit(page);
  await dropMade(page, "safe", { names: [`${MARKUP.replaceAll("/", "_")}.msb`, "safe\u202egpj.msb", "W".repeat(4000)], texts: [sealed(planted), "{", ""] });
  await page.upload("#audit-logs", log);
  await pasteCandidates(page, `${MARKUP}\t${PASSWORD}`);
  await start(page);
  await finished(page);
  const text = await page.text(".audit-result");
  for (const told of [MARKUP, "safe\\u{202e}gpj.msb", "<b>HOST</b>"]) assert.ok(text.includes(told), told);
  assert.ok(!text.includes("\u202e"));
  assert.equal(await page.evaluate(() => "planted" in window || document.querySelectorAll(".audit img, .audit script, .audit b, .audit [onload], .audit [onerror]").length > 0), false);
  for (const width of [1440, 390, 320]) {
    await page.size(width, 800);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `wider than ${width}`);
  }
  assert.ok((await page.evaluate(() => document.querySelectorAll(".chart svg text, .chart svg line").length)) > 10, "the timeline is drawn");
});

test("what cannot be audited is told at its place: no file, a candidate, a policy, a zone", async ({ page }) => {
  const told = (words) => page.until((it) => document.querySelector(".audit-setup .trouble")?.textContent.includes(it), { values: [words] });
  await openAudit(page);
  await start(page);
  await told("There is nothing to audit yet");
  await dropMade(page, "safe", { names: ["a.msb"], texts: [JSON.stringify(sample("whole"))] });
  await pasteCandidates(page, `good\tone password\nbad hidden-word-9\thidden-word-9\n`);
  await start(page);
  await told("its label contains it");
  assert.equal(await page.evaluate(() => [...document.querySelectorAll(".candidate")].findIndex((row) => !row.querySelector(".field-error").hidden)), 1);
  assert.ok(!(await page.text(".audit-setup .trouble")).includes("hidden-word-9"));
  await page.evaluate(() => document.querySelectorAll(".candidate .copy")[1].click());
  await page.evaluate(() => (document.querySelector("[name=zone]").value = "Europe/Atlantis"));
  await start(page);
  await told("Europe/Atlantis");
  await page.evaluate(() => (document.querySelector("[name=zone]").value = ""));
  const policy = join(makeFolder("policy"), "policy.toml");
  writeFileSync(policy, "copies = 1\ncustodian = 3\n");
  await page.upload("[name=policy]", policy);
  await start(page);
  await told("custodian");
});

test("an audit by keyboard alone", async ({ page, engine }) => {
  const focus = () => page.evaluate(() => document.activeElement.textContent.slice(0, 40) || document.activeElement.dataset.part || document.activeElement.name || "");
  const tabTo = async (wanted) => {
    for (let tries = 0; tries < 60; tries++) {
      await page.press("Tab");
      if ((await focus()).startsWith(wanted)) return;
    }
    throw new Error(`not reached with Tab: ${wanted}`);
  };
  await page.size(1024, 768);
  await tabTo("Audit a folder");
  await page.press("Enter");
  await page.until(() => document.activeElement.textContent === "Audit a folder of backups");
  await dropMade(page, "safe", { names: ["a.msb"], texts: [JSON.stringify(sample("whole"))] });
  await tabTo("password");
  for (const key of "wrong one") await page.press(key);
  await page.press("Enter"); // the next row
  await page.until(() => document.querySelectorAll(".candidate").length === 2 && document.activeElement === document.querySelectorAll(".candidate [data-part=password]")[1]);
  for (const key of PASSWORD) await page.press(key);
  await tabTo("Start the audit");
  await page.press("Enter");
  await finished(page);
  await page.until(() => document.activeElement.matches(".audit-head .answer"));
  await tabTo("Download the report");
  const saved = await page.download(() => page.press("Enter"));
  assert.match(readFileSync(saved, "utf8"), /<title>Master-secret audit/);
  void engine;
});

test("an audit goes on while something else is looked at, and is found again", async ({ page }) => {
  await openAudit(page);
  await dropMade(page, "safe", { names: ["a.msb"], texts: [JSON.stringify(sample("whole"))] });
  await pasteCandidates(page, PASSWORD);
  await start(page);
  await page.click("#home");
  await page.until(() => document.body.dataset.view === "start");
  await openAuditAgain(page);
  await finished(page);
});

/** Two backups with different content, both of which `PASSWORD` opens. */
const two = () => [sample("whole"), sample("sealed")].map((backup) => JSON.stringify(backup, null, 2));
const codes = (file) => file.report.findings.map(({ code }) => code);

test("files, folders and logs of one name are told apart, and each is tried", async ({ page }) => {
  await rememberDownloads(page);
  await openAudit(page);
  const natives = [1, 2].map((it) => Buffer.concat(Array.from({ length: 40 }, (_, number) => Buffer.from(sha256(`${it} ${number}`), "hex"))));
  for (const content of two()) await page.upload("#audit-files", ...files({ "SSO.msb": content }));
  for (const content of natives) await page.upload("#audit-files", ...files({ "SSO07AB.bak": content }));
  for (const content of two()) await dropMade(page, "safe", { names: ["deep/SSO.msb"], texts: [content] });
  await dropTwins(page, "safe", two());
  for (const time of ["08", "09"]) await page.upload("#audit-logs", ...files({ "Application.xml": oneEvent(time) }));
  await pasteCandidates(page, PASSWORD);
  await start(page);
  await finished(page);
  const { files: found, logs } = JSON.parse((await reports(page)).json);
  assert.deepEqual(Object.fromEntries(found.map((file) => [file.path, file.report.verdict])), {
    "SSO.msb": "opens",
    "SSO.msb (2)/SSO.msb": "opens",
    "SSO07AB.bak": "unrecognized",
    "SSO07AB.bak (2)/SSO07AB.bak": "unrecognized",
    "safe/deep/SSO.msb": "opens",
    "safe (2)/deep/SSO.msb": "opens",
    "safe (3)/SSO.msb": "opens",
    "safe (2) (2)/SSO.msb": "opens",
  });
  assert.deepEqual(new Set(found.filter(({ path }) => path.endsWith(".bak")).map(({ report }) => report.seems_to_be.name)), new Set(["unknown binary data, named like a native ENTSSO backup"]));
  assert.ok(!found.some((file) => codes(file).includes("changed-while-read")));
  assert.deepEqual(logs.map(({ path }) => path), ["Application.xml", "Application.xml (2)"]);
});

const oneEvent = (hour) =>
  `<Events><Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='ENTSSO'/><EventID>10589</EventID><TimeCreated SystemTime='2026-11-19T${hour}:00:00Z'/><EventRecordID>7</EventRecordID><Channel>Application</Channel><Computer>BTS01</Computer></System></Event></Events>`;

test("two contents that came under one path are both tried", async ({ page }) => {
  await rememberDownloads(page);
  await page.evaluate(() => {
    const { postMessage } = Worker.prototype;
    Worker.prototype.postMessage = function (message, ...rest) {
      if (message?.method === "look") message.args[0].forEach(({ input }) => (input.path = "SSO.msb"));
      return postMessage.call(this, message, ...rest);
    };
  });
  await openAudit(page);
  await dropMade(page, "safe", { names: ["a.msb", "b.msb"], texts: two() });
  await pasteCandidates(page, PASSWORD);
  await start(page);
  await finished(page);
  const { files: found } = JSON.parse((await reports(page)).json);
  assert.deepEqual(found.map(({ path, report }) => [path, report.verdict]), [["SSO.msb", "opens"], ["SSO.msb", "opens"]]);
});

test("what was encoded for an audit that could not begin is overwritten", async ({ page }) => {
  await page.evaluate(() => {
    const { postMessage } = Worker.prototype;
    Worker.prototype.postMessage = function (message, ...rest) {
      if (message?.method === "begin") {
        window.encoded = message.args[0].candidates.map(({ password }) => password);
        window.before = window.encoded.map((password) => new TextDecoder().decode(password));
      }
      return postMessage.call(this, message, ...rest);
    };
  });
  await openAudit(page);
  await dropMade(page, "safe", { names: ["a.msb"], texts: two() });
  await pasteCandidates(page, PASSWORD);
  await page.evaluate(() => (document.querySelector("[name=zone]").value = "Europe/Atlantis"));
  await start(page);
  await page.until(() => document.querySelector(".audit-setup .trouble")?.textContent.includes("Europe/Atlantis"));
  assert.deepEqual(await page.evaluate(() => window.before), [PASSWORD]);
  assert.ok(await page.evaluate(() => window.encoded.every((password) => password.every((byte) => byte === 0))));
});

const openAuditAgain = (page) => page.evaluate(() => document.querySelector('[data-task="audit"]').click());
