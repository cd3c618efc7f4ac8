// `node module.mjs PACKAGE BACKUP`: the milliseconds of processor time that the npm package takes to try a password on a
// backup, once the engine has compiled its inner loop for speed. Those of a busy machine are nearly those of a quiet one.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [folder, backup] = process.argv.slice(2);
const { check, init } = await import(pathToFileURL(join(folder, "node.js")).href);
await init();
const bytes = await readFile(backup);
const measured = () => {
  const start = process.cpuUsage();
  const { verdict } = check("measured", bytes, new TextEncoder().encode("a wrong password"));
  if (verdict !== "wrong-password") throw new Error(`the check says ${verdict}`);
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
};
for (let round = 0; round < 4; round++) measured();
console.log(Math.min(measured(), measured(), measured()).toFixed(3));
