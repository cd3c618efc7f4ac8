// `node module.mjs PACKAGE BACKUP`: the milliseconds of processor time that the npm package takes to try a password on a
// backup, and those that libsodium.js takes to derive at the same cost, once the engine has compiled both for speed. The
// least of several turns each: a busy machine only adds.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import sodium from "libsodium-wrappers-sumo";

const [folder, backup] = process.argv.slice(2);
const { check, init, inspect } = await import(pathToFileURL(join(folder, "node.js")).href);
await init();
await sodium.ready;
const bytes = await readFile(backup);
const password = new TextEncoder().encode("a wrong password");
const { memory_kib: memoryKib, passes, lanes } = inspect("measured", bytes).header.slots[0].cost;
if (lanes !== 1) throw new Error("libsodium.js derives with one lane only");

const ours = () => {
  const { verdict } = check("measured", bytes, password);
  if (verdict !== "wrong-password") throw new Error(`the check says ${verdict}`);
};
const theirs = () => sodium.crypto_pwhash(32, password, new Uint8Array(16), passes, memoryKib * 1024, sodium.crypto_pwhash_ALG_ARGON2ID13);

function measured(work) {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

const least = [Infinity, Infinity];
for (let round = 0; round < 12; round++) {
  const times = [measured(ours), measured(theirs)];
  // The first ones are not compiled for speed yet.
  if (round >= 4) times.forEach((time, index) => (least[index] = Math.min(least[index], time)));
}
console.log(least.map((time) => time.toFixed(3)).join(" "));
