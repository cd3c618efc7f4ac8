// The npm package as a stranger gets it: installed into an empty project, and used there. PACKAGE is the packed file.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { asked, disagreements, question, vectors } from "../vectors/vectors.mjs";

const root = join(import.meta.dirname, "../..");
const tools = createRequire(join(root, "www/package.json"));
const windows = process.platform === "win32";

/** Runs a program in a folder and gives what it said; a failure holds all of it. */
async function run(folder, program, ...args) {
  try {
    return (await promisify(execFile)(program, args, { cwd: folder, shell: windows && program === "npm" })).stdout;
  } catch (error) {
    throw new Error(`${program} ${args.join(" ")}\n${error.stdout}${error.stderr}`, { cause: error });
  }
}

let project;
let version;

before(async () => {
  version = JSON.parse(await readFile(join(root, "dist/npm/package.json"), "utf8")).version;
  project = await mkdtemp(join(tmpdir(), "mastersecret-npm-"));
  await writeFile(join(project, "package.json"), '{ "type": "module" }\n');
  await run(project, "npm", "install", "--offline", "--no-audit", "--no-fund", process.env.PACKAGE);
});

after(async () => {
  if (project) await rm(project, { recursive: true });
});

test("Node uses it", async () => {
  await writeFile(
    join(project, "use.js"),
    `import { init, version, warmUp } from "mastersecret";
     await Promise.all([init(), init()]);
     console.log(JSON.stringify([version(), warmUp(2)]));`,
  );
  assert.deepEqual(JSON.parse(await run(project, "node", "use.js")), [version, 2]);
});

test("a backup is made, checked and re-wrapped in Node", async () => {
  await writeFile(
    join(project, "backup.js"),
    `import { check, generate, init, inspect, rewrap } from "mastersecret";
     await init();
     const utf8 = (text) => new TextEncoder().encode(text);
     const slot = (password) => ({ label: "a", password: utf8(password), memoryKib: 8192, passes: 1, lanes: 1 });
     const verdict = (bytes, password) => check("a.msb", bytes, utf8(password)).verdict;
     const { bytes } = generate({ newSlot: slot("the first one") });
     const again = rewrap({ bytes, password: utf8("the first one"), newSlot: slot("the second one") }).bytes;
     const short = () => generate({ newSlot: slot("short") });
     let fault;
     try { short(); } catch (thrown) { fault = thrown; }
     console.log(JSON.stringify([
       inspect("a.msb", bytes).verdict,
       verdict(bytes, "the first one"),
       verdict(bytes, "the second one"),
       verdict(again, "the second one"),
       inspect("a.txt", utf8("hello")).verdict,
       Object.values(fault).every((it) => typeof it === "string") && Object.keys(fault).sort(),
     ]));`,
  );
  assert.deepEqual(JSON.parse(await run(project, "node", "backup.js")), [
    "intact",
    "opens",
    "wrong-password",
    "opens",
    "unrecognized",
    ["code", "remedy", "what"],
  ]);
});

test("what is wrong with a request is said, and no value of it", async () => {
  await writeFile(
    join(project, "wrong.js"),
    `import { generate, init, restore, seal } from "mastersecret";
     await init();
     const bytes = new Uint8Array(1);
     const slot = (password) => ({ newSlot: { label: "a", password, memoryKib: 8192, passes: 1, lanes: 1 } });
     const wrong = [
       () => generate(slot("hunter2")),
       () => generate(slot("hunter2, expected hunter2")),
       () => generate(slot({ hunter2: "hunter2" })),
       () => generate({ newSlot: "hunter2" }),
       () => generate("hunter2"),
       () => seal({ native: { name: "a", bytes, password: "hunter2" }, ...slot(bytes) }),
       () => restore({ bytes, password: "hunter2" }),
       () => restore({ bytes, password: bytes, secret: "hunter2" }),
       () => restore({ bytes, password: bytes, maxMemoryKib: "hunter2" }),
       () => restore({ bytes }),
     ];
     const faults = wrong.map((call) => { try { call(); } catch (thrown) { return thrown; } });
     console.log(JSON.stringify(faults));`,
  );
  const faults = JSON.parse(await run(project, "node", "wrong.js"));
  assert.deepEqual(faults.map(({ code }) => code), Array(10).fill("bad-request"));
  assert.ok(!JSON.stringify(faults).includes("hunter2"), JSON.stringify(faults));
  assert.equal(faults[0].what, "The request cannot be read: one of its values must be a Uint8Array.");
  assert.equal(faults.at(-1).what, "The request cannot be read: missing field `password`.");
});

test("it agrees with every vector", async () => {
  const mastersecret = await import(pathToFileURL(join(project, "node_modules/mastersecret/node.js")));
  await mastersecret.init();
  const all = await vectors();
  const answers = (vector) => asked({ bytes: vector.bytes, ...question(vector) }, async (name, ...rest) => mastersecret[name](...rest));
  const wrong = [];
  for (const vector of all) wrong.push(...disagreements(vector, await answers(vector)));
  assert.deepEqual(wrong, []);
  console.log(`figure: vectors, npm package in Node: ${all.length}`);
  // The control: a vector that expects something else is noticed in each of its keys.
  const opens = all.find(({ head }) => head.expect === "opens" && head.previous);
  const head = { ...opens.head, expect: "tampered", code: "mac", slot: "x", previous: "0", finding: ["x"], line: "1" };
  assert.equal(disagreements({ ...opens, head }, await answers(opens)).length, 6);
});

test("a failed start says so and can be repeated", async () => {
  await writeFile(
    join(project, "again.js"),
    `import { init, version } from "mastersecret";
     const failure = await init(new Uint8Array([1, 2, 3])).catch((error) => error);
     await init();
     console.log(JSON.stringify([failure.name, version()]));`,
  );
  assert.deepEqual(JSON.parse(await run(project, "node", "again.js")), ["CompileError", version]);
});

test("a bundle for browsers holds it", async () => {
  const { build } = tools("esbuild");
  await writeFile(
    join(project, "page.js"),
    `import { init, version } from "mastersecret";
     import bytes from "mastersecret/mastersecret_bg.wasm";
     await init(bytes);
     export default version();`,
  );
  await build({
    absWorkingDir: project,
    entryPoints: ["page.js"],
    bundle: true,
    platform: "browser",
    format: "esm",
    target: "es2022",
    loader: { ".wasm": "binary" },
    outfile: "bundle.js",
    logLevel: "error",
  });
  assert.ok(!(await readFile(join(project, "bundle.js"), "utf8")).includes("node:"), "the browser's side was bundled");
  assert.equal((await import(pathToFileURL(join(project, "bundle.js")))).default, version);
});

test("its types hold, and catch a mistake", async () => {
  const tsc = tools.resolve("typescript/package.json").replace("package.json", "bin/tsc");
  const check = async (name, text) => {
    await writeFile(join(project, name), text);
    const options = ["--noEmit", "--strict", "--target", "es2022", "--module", "nodenext", "--types", ""];
    return run(project, "node", tsc, ...options, name);
  };
  const use = (type) => `
    import { init, inspect, type Report } from "mastersecret";
    await init();
    const report: Report = inspect(undefined, new Uint8Array());
    export const verdict: ${type} = report.verdict;\n`;
  await check("right.ts", use("string"));
  await assert.rejects(check("wrong.ts", use("number")), /is not assignable to type 'number'/);
});

test("it holds what it should and nothing of the machine it was built on", async () => {
  const folder = join(project, "node_modules/mastersecret");
  assert.deepEqual((await readdir(folder)).sort(), [
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "browser.js",
    "index.d.ts",
    "mastersecret.d.ts",
    "mastersecret.js",
    "mastersecret_bg.wasm",
    "node.js",
    "package.json",
    "report.d.ts",
  ]);
  const wasm = await readFile(join(folder, "mastersecret_bg.wasm"), "latin1");
  assert.ok(wasm.includes("crates/argon2-"), "the control: paths of dependencies are in it, shortened");
  assert.ok(!wasm.includes(root), "the path of the checkout");
  assert.ok(!/[\\/]\.?cargo[\\/]/.test(wasm), "the path of cargo's home");
});
