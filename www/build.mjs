// Bundles the page: `node build.mjs FOLDER` writes scripts and style there, and which packages are in them.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { bundle, bundledPackages, bundleScript } from "./bundle.mjs";

const [folder] = process.argv.slice(2);
if (!folder) {
  throw new Error("usage: node build.mjs FOLDER");
}

await mkdir(folder, { recursive: true });
await writeFile(join(folder, "script.js"), await bundleScript("main.ts"));
await writeFile(join(folder, "estimator.js"), await bundle("estimator.ts"));
await writeFile(join(folder, "auditor.js"), await bundle("audit/worker.ts"));
await writeFile(join(folder, "style.css"), await bundle("page.css"));
await writeFile(join(folder, "packages.json"), JSON.stringify(bundledPackages()));
