// What the page says in place of the core's words for the command line.
import assert from "node:assert/strict";
import { bundleScript } from "../../../www/bundle.mjs";
import { test } from "../harness/cases.mjs";

const script = await bundleScript({
  contents: `
    import { compile } from "./core.ts";
    import { Core } from "./rpc.ts";
    import { remedyOf, VERDICTS } from "./verdicts.ts";
    Object.assign(window, { remedyOf, VERDICTS, tables: () => new Core(compile("core")).call("tables") });`,
});

const OPTION = /--[a-z]|\bslot (add|replace|remove)\b|mastersecret [a-z]+`/;

test("no finding speaks of options of the command line, and every verdict has its word", async ({ page }) => {
  await page.inject(script);
  const { raw, shown, missing } = await page.evaluate(async () => {
    const { findings, verdicts } = await window.tables();
    return {
      raw: findings.map(({ remedy }) => remedy),
      shown: findings.map(({ name, remedy }) => window.remedyOf({ code: name, remedy })),
      missing: verdicts.filter(({ name }) => !window.VERDICTS[name] || !document.getElementById(`i-${name}`)).map(({ name }) => name),
    };
  });
  assert.ok(raw.some((remedy) => OPTION.test(remedy)), "the core's own words do, so the search works");
  assert.deepEqual(shown.filter((remedy) => OPTION.test(remedy)), []);
  assert.deepEqual(missing, []);
});
