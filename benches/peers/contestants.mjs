// The peers as workers of one page: markup that holds them all, since a page opened from disk can load no other file.
import { build } from "../../www/node_modules/esbuild/lib/main.js";

/** Each peer, and whether it can derive with so many lanes. */
export const PEERS = {
  "hash-wasm": () => true,
  libsodium: (lanes) => lanes === 1,
  openpgpjs: () => true,
  noble: () => true,
};

async function script(name) {
  const { outputFiles } = await build({
    absWorkingDir: import.meta.dirname,
    entryPoints: [`workers/${name}.js`],
    bundle: true,
    write: false,
    minify: true,
    format: "iife",
    platform: "browser",
    target: "es2022",
    logLevel: "error",
    loader: { ".wasm": "binary" },
  });
  return outputFiles[0].text;
}

/** A page with `derive(peer, cost)`: the key, and the milliseconds from question to answer. */
export async function peersPage() {
  const sources = {};
  for (const name of Object.keys(PEERS)) {
    sources[name] = await script(name);
  }
  // No tag may end inside the text.
  const text = JSON.stringify(sources).replaceAll("<", "\\u003c");
  return `<!doctype html><meta charset="utf-8"><title>Peers</title><script>
const sources = ${text};
const workers = {};
function derive(peer, cost) {
  const worker = (workers[peer] ??= new Worker(URL.createObjectURL(new Blob([sources[peer]], { type: "text/javascript" }))));
  return new Promise((resolve, reject) => {
    const start = performance.now();
    worker.onmessage = ({ data }) => resolve({ key: data, time: performance.now() - start });
    worker.onerror = ({ message }) => reject(new Error(peer + ": " + message));
    worker.postMessage(cost);
  });
}
function forget() {
  for (const peer of Object.keys(workers)) {
    workers[peer].terminate();
    delete workers[peer];
  }
}
</script>`;
}
