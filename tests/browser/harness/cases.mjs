// Collecting test cases. A file in `cases/` calls `test(name, [options], function)`.
//
// Options: `look` (see engines.mjs); `open: false` to get a blank page instead of the product's;
// `problems: true` when the case itself makes the page complain, which otherwise fails any case;
// `alone: true` for what measures time, and so has the machine for itself; `full: true` for what takes long;
// `engines: ["Chromium", ...]` where only some can do it, with the reason beside it.
const collected = [];
let file;

export function test(name, options, run = options) {
  collected.push({ file, name, run, look: {}, open: true, alone: false, ...(options === run ? {} : options) });
}

/** Loads a file of cases. */
export async function load(url) {
  file = new URL(url).pathname.split("/").at(-1);
  await import(url);
}

export function cases() {
  return collected;
}

/** Prints a figure for the table at the end of all tests. */
export function figure(name, value) {
  console.log(`figure: ${name}: ${value}`);
}
