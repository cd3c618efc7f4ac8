// Every test vector, through the page's own module in the page's own worker.
import assert from "node:assert/strict";
import { bundleScript } from "../../../www/bundle.mjs";
import { asked, disagreements, question, vectors } from "../../vectors/vectors.mjs";
import { figure, test } from "../harness/cases.mjs";

/** How many bytes of vectors are sent at once. */
const BATCH = 300_000;

const script = await bundleScript({
  contents: `
    import { compile } from "./core.ts";
    import { Core } from "./rpc.ts";
    Object.assign(window, { vectorCore: new Core(compile("core")), asked: ${asked} });`,
});
const all = await vectors();

function* batches() {
  let [batch, size] = [[], 0];
  for (const vector of all) {
    batch.push(vector);
    size += vector.bytes.length;
    if (size < BATCH) continue;
    yield batch;
    [batch, size] = [[], 0];
  }
  if (batch.length) yield batch;
}

const ask = async (questions) => {
  const call = (method, ...rest) => window.vectorCore.call(method, ...rest);
  const answers = [];
  for (const { base64, ...question } of questions) {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    answers.push(await window.asked({ bytes, ...question }, call));
  }
  return answers;
};

test("the page agrees with every vector", async ({ page, engine }) => {
  await page.inject(script);
  const wrong = [];
  let count = 0;
  for (const batch of batches()) {
    const sent = batch.map((vector) => ({ base64: vector.bytes.toString("base64"), ...question(vector) }));
    const answers = await page.evaluate(ask, sent);
    answers.forEach((answer, index) => wrong.push(...disagreements(batch[index], answer)));
    count += answers.length;
  }
  assert.deepEqual(wrong, []);
  assert.equal(count, all.length);
  figure(`vectors, page in ${engine.name}`, count);
});
