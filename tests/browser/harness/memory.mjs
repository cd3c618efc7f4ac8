// What the memory of a page and of its workers holds.
//
// A heap snapshot, by the Chrome DevTools Protocol, has every string and object, but not the bytes of buffers. Those of
// the module are looked at in the engine; what is searched for goes there masked, so that the search does not find
// itself. All the rest, buffers of JavaScript among it, is in the memory of the process, which Linux shows.
import assert from "node:assert/strict";
import { closeSync, openSync, readFileSync, readSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

const PIECE = 16 * 1024 * 1024;
const MASK = 0x5a;

/** Runs in the page or worker, on a buffer or what has one: the names of those needles that it holds. */
function searchBuffer(needles, mask) {
  const bytes = new Uint8Array(this instanceof ArrayBuffer ? this : this.buffer);
  const holds = ({ masked }) => {
    const first = masked[0] ^ mask;
    for (let at = bytes.indexOf(first); at >= 0; at = bytes.indexOf(first, at + 1)) {
      if (masked.every((byte, index) => bytes[at + index] === (byte ^ mask))) return true;
    }
    return false;
  };
  return needles.filter(holds).map(({ name }) => name);
}

async function searchIn(session, objectId, needles) {
  const masked = Object.entries(needles).map(([name, bytes]) => ({ name, masked: [...bytes].map((byte) => byte ^ MASK) }));
  const { result, exceptionDetails } = await session.send("Runtime.callFunctionOn", {
    objectId,
    functionDeclaration: String(searchBuffer),
    arguments: [{ value: masked }, { value: MASK }],
    returnByValue: true,
  });
  if (exceptionDetails) throw new Error(exceptionDetails.exception?.description);
  return result.value.map((name) => `${name} in the module`);
}

/** The identifiers of the WebAssembly memories in a snapshot. */
function memoriesIn({ snapshot: { meta }, nodes, strings }) {
  const [name, id] = ["name", "id"].map((field) => meta.node_fields.indexOf(field));
  const ids = [];
  for (let at = 0; at < nodes.length; at += meta.node_fields.length) {
    if (strings[nodes[at + name]] === "WebAssembly.Memory") ids.push(String(nodes[at + id]));
  }
  return ids;
}

async function snapshot(session) {
  const chunks = [];
  const keep = ({ chunk }) => chunks.push(chunk);
  session.on("HeapProfiler.addHeapSnapshotChunk", keep);
  await session.send("HeapProfiler.enable");
  await session.send("HeapProfiler.collectGarbage");
  await session.send("HeapProfiler.takeHeapSnapshot", { reportProgress: false });
  session.off("HeapProfiler.addHeapSnapshotChunk", keep);
  return chunks.join("");
}

/** How bytes may stand in a string. */
function spellings(bytes) {
  const text = bytes.toString("utf8");
  const printable = Buffer.from(text, "utf8").equals(bytes);
  const inner = JSON.stringify(text).slice(1, -1);
  return [bytes.toString("hex"), bytes.toString("base64"), [...bytes].join(","), ...(printable ? [text, inner] : [])];
}

/**
 * Which of the needles, bytes by name, a heap holds: `NAME in a string`, `NAME in the module`. Garbage is collected first.
 */
export async function search(session, needles) {
  const text = await snapshot(session);
  const held = ([, bytes]) => spellings(bytes).some((spelling) => text.includes(spelling));
  const found = Object.entries(needles).filter(held).map(([name]) => `${name} in a string`);
  for (const id of memoriesIn(JSON.parse(text))) {
    // Not all that has the name is an object: its maps and its prototype have it, too.
    const { result } = await session.send("HeapProfiler.getObjectByHeapObjectId", { objectId: id }).catch(() => ({}));
    if (result?.subtype === "webassemblymemory") found.push(...(await searchIn(session, result.objectId, needles)));
  }
  return [...new Set(found)].sort();
}

/** Which of the needles stand in the writable memory of a process of this machine, whether in use or given back. */
export function searchProcess(pid, needles) {
  const found = new Set();
  const margin = Math.max(...Object.values(needles).map((bytes) => bytes.length));
  const memory = openSync(`/proc/${pid}/mem`, "r");
  const piece = Buffer.alloc(PIECE + margin);
  for (const line of readFileSync(`/proc/${pid}/maps`, "latin1").split("\n")) {
    const [, from, to] = /^([0-9a-f]+)-([0-9a-f]+) rw/.exec(line) ?? [];
    for (let at = parseInt(from, 16); at < parseInt(to, 16); at += PIECE) {
      let length = 0;
      try {
        length = readSync(memory, piece, 0, Math.min(piece.length, parseInt(to, 16) - at), at);
      } catch {
        continue; // what was given back meanwhile
      }
      const bytes = piece.subarray(0, length);
      Object.entries(needles).forEach(([name, needle]) => bytes.includes(needle) && found.add(name));
    }
  }
  closeSync(memory);
  return [...found].sort();
}

/** Which of the needles the WebAssembly memory holds that a stopped worker is at work in; none outside WebAssembly. */
async function searchStopped(session, frames, needles) {
  const inner = async ({ objectId }, name) => {
    const { result } = await session.send("Runtime.getProperties", { objectId, ownProperties: true });
    return result.find((it) => it.name === name).value;
  };
  const module = frames.flatMap(({ scopeChain }) => scopeChain).find(({ type }) => type === "module");
  if (!module) return [];
  const memories = await inner(module.object, "memories");
  const { objectId } = await inner(memories, "$memory");
  return searchIn(session, objectId, needles);
}

/** Stops a worker wherever it is, again and again, until its module holds one of the needles. */
async function stopWithNeedle({ name, session }, needles) {
  for (;;) {
    const stopped = new Promise((resolve) => session.once("Debugger.paused", resolve));
    await session.send("Debugger.pause");
    const found = await searchStopped(session, (await stopped).callFrames, needles);
    if (found.length) return { name, found };
    await session.send("Debugger.resume");
    await sleep(20);
  }
}

/**
 * Makes the page do something, stops the first of these heaps' workers whose module then holds one of the needles, and
 * gives its name, what it holds, and a function that lets all of them go on. They are watched before anything is done,
 * so that nothing is over before it is looked at. A snapshot cannot be taken there: the engine does not collect garbage
 * in the middle of WebAssembly.
 */
export async function searchAtWork(heaps, needles, act) {
  await Promise.all(heaps.map(({ session }) => session.send("Debugger.enable")));
  const holding = Promise.any(heaps.map((heap) => stopWithNeedle(heap, needles)));
  const waiting = new AbortController();
  const never = sleep(60_000, undefined, waiting).then(() => assert.fail("in 60 s no worker held what it was given"));
  await act();
  const held = await Promise.race([holding, never]).finally(() => waiting.abort());
  return { ...held, release: () => Promise.all(heaps.map(({ session }) => session.send("Debugger.disable"))) };
}
