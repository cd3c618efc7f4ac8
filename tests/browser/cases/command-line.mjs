// The two faces on one file: what the page writes the command line opens, and both say the same.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { files } from "../backups.mjs";
import { test } from "../harness/cases.mjs";
import { makeFolder } from "../harness/folders.mjs";
import { check, openFiles, openSample, PASSWORD, rewrap, verdictOf } from "../states.mjs";

const NEW = "purple lamp walks north";
const PROGRAM = process.env.MASTERSECRET_BIN;

/** The command line's report on a check of `file`, and its exit code. */
function checked(file, password) {
  assert.ok(PROGRAM, "MASTERSECRET_BIN must name the program; `cargo xtask test browser` sets it");
  const said = spawnSync(PROGRAM, ["check", "--json", "--password-file", "-", file], { input: password, encoding: "utf8" });
  return { code: said.status, report: JSON.parse(said.stdout) };
}

test("what the page re-wrapped and saved, the command line opens with the new password alone", async ({ page }) => {
  await openSample(page, "whole");
  await check(page, PASSWORD, "opens");
  await rewrap(page, PASSWORD, NEW, { reminder: "the lamp" });
  const file = await page.download(() => page.click(".download"));
  const card = await page.text(".card");

  const opened = checked(file, NEW);
  assert.equal(opened.code, 0);
  assert.equal(opened.report.verdict, "opens");
  assert.ok(card.includes(opened.report.header.id) && card.includes(opened.report.sha256));
  for (const { fingerprint } of opened.report.secrets) assert.ok(card.includes(fingerprint), fingerprint);
  assert.equal(checked(file, PASSWORD).code, 3);
});

test("what the command line wrote, the page opens", async ({ page }) => {
  const [password] = files({ "password.txt": NEW });
  const file = join(makeFolder("written"), "backup.msb");
  const cheap = ["--kdf-memory", "8MiB", "--kdf-passes", "1", "--kdf-lanes", "1"];
  const said = spawnSync(PROGRAM, ["generate", "--json", "--out", file, "--new-password-file", password, ...cheap], { encoding: "utf8" });
  assert.equal(said.status, 0, said.stderr);
  const { secrets } = JSON.parse(said.stdout).report;
  await openFiles(page, file);
  assert.equal(await verdictOf(page), "intact");
  await check(page, NEW, "opens");
  assert.ok((await page.text(".card")).includes(secrets[0].fingerprint));
});
