import { build } from "esbuild";

/** Bundles a file of this folder, or the text of one, and gives the text. */
export async function bundle(entry, define = {}) {
  const { outputFiles } = await build({
    absWorkingDir: import.meta.dirname,
    ...(typeof entry === "string" ? { entryPoints: [entry] } : { stdin: { resolveDir: import.meta.dirname, ...entry } }),
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

/** Bundles a script of the page: with the worker's text inside, as it has to be in a single file. */
export async function bundleScript(entry) {
  return bundle(entry, { WORKER_SOURCE: JSON.stringify(await bundle("worker.ts")) });
}
