// The page's side of its workers, with modules that misbehave.
import assert from "node:assert/strict";
import { bundleScript } from "../../../www/bundle.mjs";
import { test } from "../harness/cases.mjs";

const script = await bundleScript({
  contents: `
    import { compile } from "./core.ts";
    import { Core } from "./rpc.ts";
    const outcome = (promise) => promise.then((value) => ({ value }), ({ fault }) => ({ fault }));
    Object.assign(window, { compile, Core, outcome });`,
});

/** A module whose start and whose `version` do nothing or fault, as told. */
function module({ start, version }) {
  const text = (it) => [it.length, ...Buffer.from(it)];
  const section = (id, ...bytes) => [id, bytes.length, ...bytes];
  const code = (faults) => (faults ? [3, 0, 0x00, 0x0b] : [2, 0, 0x0b]); // `unreachable` or nothing
  return [
    ...[0, ...Buffer.from("asm"), 1, 0, 0, 0],
    ...section(1, 1, 0x60, 0, 0), // one type: no parameters, no results
    ...section(3, 3, 0, 0, 0), // three functions of it
    ...section(5, 1, 0, 1), // a memory of one page
    ...section(
      ...[7, 4, ...text("memory"), 2, 0, ...text("__wbindgen_start"), 0, 0],
      ...[...text("version"), 0, 1, ...text("__wbindgen_free"), 0, 2],
    ),
    ...section(10, 3, ...code(start === "faults"), ...code(version === "faults"), ...code(false)),
  ];
}

const ask = async (bytes) => {
  const core = new window.Core(WebAssembly.compile(new Uint8Array(bytes)));
  const [first, second] = await Promise.all([window.outcome(core.call("version")), window.outcome(core.call("version"))]);
  return { first, second, ended: core.ended, third: await window.outcome(core.call("version")) };
};

for (const where of ["version", "start"]) {
  test(`a fault of the module in its ${where} is told in words, and ends the worker`, async ({ page }) => {
    await page.inject(script);
    const { first, second, third, ended } = await page.evaluate(ask, module({ [where]: "faults" }));
    assert.equal(first.fault?.code, "internal");
    assert.match(first.fault.what, /^The program itself failed \(.*unreachable.*\)\. No file was changed\.$/i);
    assert.match(first.fault.remedy, /^Reload the page/);
    assert.deepEqual([second, third, ended], [first, first, true]);
  });
}

test("a module that cannot be compiled is told in words", async ({ page }) => {
  await page.inject(script);
  const { first, ended } = await page.evaluate(ask, [0, 1, 2, 3]);
  assert.equal(first.fault?.code, "internal");
  assert.match(first.fault.what, /CompileError/);
  assert.equal(ended, true);
});

test("work is cancelled at once, and the next core answers", async ({ page }) => {
  await page.inject(script);
  const told = await page.evaluate(async () => {
    const compiled = window.compile("core");
    const core = new window.Core(compiled);
    await core.call("version");
    const work = window.outcome(core.call("warmUp", 1_000_000)); // many minutes
    setTimeout(() => core.end(), 100);
    return [await work, await window.outcome(new window.Core(compiled).call("warmUp", 2))];
  });
  assert.equal(told[0].fault?.code, "cancelled");
  assert.deepEqual(told[1], { value: 2 });
});
