// Bundles the page: `node build.mjs FOLDER` writes `script.js` and `style.css` there.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";

const [folder] = process.argv.slice(2);
if (!folder) {
  throw new Error("usage: node build.mjs FOLDER");
}

async function bundle(entry, define = {}) {
  const { outputFiles } = await build({
    absWorkingDir: import.meta.dirname,
    entryPoints: [entry],
    bundle: true,
    write: false,
    minify: true,
    charset: "utf8",
    format: "iife",
    target: "es2022",
    legalComments: "none",
    logLevel: "warning",
    define,
    loader: { ".msb": "text" },
  });
  return outputFiles[0].text;
}

const worker = await bundle("worker.ts");
const script = await bundle("main.ts", { WORKER_SOURCE: JSON.stringify(worker) });

await mkdir(folder, { recursive: true });
await writeFile(join(folder, "script.js"), script);
await writeFile(join(folder, "style.css"), await bundle("style.css"));
