import { build } from "esbuild";
import { WORD_PACKAGES, wordLists } from "./word-lists.mjs";

const words = {
  name: "word lists",
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^word-lists$/ }, ({ path }) => ({ path, namespace: "words" }));
    onLoad({ filter: /./, namespace: "words" }, () => ({ contents: wordLists() }));
  },
};

const bundled = new Set();

/** The names of the packages that have been bundled so far, or whose words have. */
export function bundledPackages() {
  return [...bundled].sort();
}

function noteInput(path) {
  if (path.startsWith("words:")) WORD_PACKAGES.forEach((name) => bundled.add(name));
  const name = /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1];
  if (name) bundled.add(name);
}

/** Bundles a file of this folder, or the text of one, and gives the text. */
export async function bundle(entry, define = {}) {
  const { metafile, outputFiles } = await build({
    absWorkingDir: import.meta.dirname,
    ...(typeof entry === "string" ? { entryPoints: [entry] } : { stdin: { resolveDir: import.meta.dirname, ...entry } }),
    bundle: true,
    write: false,
    metafile: true,
    minify: true,
    charset: "utf8",
    format: "iife",
    target: "es2022",
    legalComments: "none",
    logLevel: "warning",
    define,
    plugins: [words],
    loader: { ".msb": "text" },
  });
  const [output] = Object.values(metafile.outputs);
  Object.entries(output.inputs).forEach(([path, { bytesInOutput }]) => bytesInOutput > 0 && noteInput(path));
  return outputFiles[0].text;
}

/** Bundles a script of the page: with the worker's text inside, as it has to be in a single file. */
export async function bundleScript(entry) {
  return bundle(entry, { WORKER_SOURCE: JSON.stringify(await bundle("worker.ts")) });
}
