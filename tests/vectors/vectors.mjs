// The test vectors for faces in JavaScript; README.md says what the keys mean.
import { createHash } from "node:crypto";
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";

/** Keys whose values are JSON strings. */
const TEXTS = ["password", "only", "slot", "native-password"];
/** Keys that come several times. */
const LISTS = ["finding", "without"];
/** Verdicts that take a password; a file that gives one of them is `intact` without. */
const NEED_A_PASSWORD = ["opens", "wrong-password", "tampered", "mismatch"];
/** Findings that depend on today, which a worker takes from the system. */
const BY_THE_CLOCK = ["age-unknown", "backup-old", "created-in-future", "secret-old"];

function vector(name, all) {
  const end = all.indexOf("\n\n");
  const head = Object.fromEntries(LISTS.map((key) => [key, []]));
  for (const line of all.subarray(0, end).toString().split("\n")) {
    const [, key, value] = line.match(/^([a-z0-9-]+):(?: (.*))?$/);
    if (LISTS.includes(key)) head[key].push(value);
    else head[key] = TEXTS.includes(key) ? JSON.parse(value) : (value ?? "");
  }
  return { name, head, bytes: all.subarray(end + 2) };
}

/** Every vector, in the order of their names. */
export async function vectors() {
  const names = (await readdir(import.meta.dirname)).filter((name) => name.endsWith(".vector")).sort();
  const read = async (name) => vector(name.slice(0, -7), await readFile(join(import.meta.dirname, name)));
  return Promise.all(names.map(read));
}

/**
 * What the module answers to one vector. `call` calls one of its functions; what that throws is an answer, too. This
 * function is sent into pages, so it uses nothing from around it.
 */
export async function asked({ bytes, password, only, tryDamaged, restores, salvages, native }, call) {
  const outcome = (promise) => promise.then((value) => ({ value }), ({ fault, code }) => ({ fault: fault?.code ?? code }));
  const utf8 = new TextEncoder().encode(password);
  // A copy for each call: the module wipes the password that it was given.
  const typed = () => utf8.slice();
  const file = "vector.msb";
  const answers = { inspected: await call("inspect", file, bytes) };
  if (!password) return answers;
  answers.checked = await call("check", file, bytes, typed(), { slot: only });
  if (tryDamaged) answers.tried = await call("check", file, bytes, typed(), { tryDamaged });
  const given = async (more) => {
    const { value, fault } = await outcome(call("restore", { file, bytes, password: typed(), ...more }));
    return value ? { content: [...value.bytes], native: value.nativePassword && [...value.nativePassword] } : { fault };
  };
  if (restores) answers.restored = await given({ slot: only, nativePassword: native });
  if (salvages) answers.salvaged = await given({ salvage: true });
  return answers;
}

/** What {@link asked} needs to know of a vector, in a form that can be sent anywhere; the bytes are sent beside it. */
export function question({ head }) {
  return {
    password: head.password,
    only: head.only,
    tryDamaged: "try-damaged" in head,
    restores: "sha256" in head,
    native: "native-password" in head,
    salvages: "salvage" in head,
  };
}

/** Everything that the vector says and the answers do not, as sentences. */
export function disagreements({ name, head }, { inspected, checked, tried, restored, salvaged }) {
  const wrong = [];
  const same = (what, found, expected) => {
    if (found !== expected) wrong.push(`${name}: ${what}: expected ${expected}, found ${found}`);
  };
  const report = checked ?? inspected;
  const { expect } = head;
  same("without a password", inspected.verdict, head.inspect ?? (NEED_A_PASSWORD.includes(expect) ? "intact" : expect));
  same("verdict", report.verdict, expect);
  same("code", report.fault?.code, head.code);
  const place = report.fault?.place;
  if ("line" in head) {
    const found = place && [place.line, place.column, place.pointer].join(" ");
    same("place", found, [head.line, head.column, head.pointer].join(" "));
  }
  if ("slot" in head) same("slot", report.opened_slot, head.slot);
  if ("hint" in head) same("hint", report.hint?.code, head.hint);
  if ("seems-to-be" in head) same("seems to be", report.seems_to_be?.kind, head["seems-to-be"]);
  for (const role of ["current", "previous"]) {
    const secret = report.secrets.find((secret) => secret.role === role);
    if (role in head) same(role, secret?.fingerprint, head[role]);
  }
  const bytes = (list) => Buffer.from(list ?? []);
  const sha256 = (list) => createHash("sha256").update(bytes(list)).digest("hex");
  if ("sha256" in head) same("sha256", sha256(restored?.content), head.sha256);
  if ("native-password" in head) same("native password", bytes(restored?.native).toString(), head["native-password"]);
  if ("try-damaged" in head) same("try-damaged", tried.verdict, head["try-damaged"]);
  if ("salvage" in head) same("salvage", salvage(salvaged), salvageExpected(head.salvage));
  const codes = ((tried ?? report).findings ?? []).map(({ code }) => code);
  for (const code of head.finding.filter((code) => !BY_THE_CLOCK.includes(code))) {
    if (!codes.includes(code)) wrong.push(`${name}: finding ${code} is not among ${codes}`);
  }
  for (const code of head.without.filter((code) => !BY_THE_CLOCK.includes(code))) {
    if (codes.includes(code)) wrong.push(`${name}: finding ${code} is there`);
  }
  return wrong;
}

/** The face gives the content, whether or not a description of it is left. */
function salvageExpected(expected) {
  return ["described", "raw"].includes(expected) ? "the content" : expected;
}

function salvage({ content, fault }) {
  if (fault) return fault === "not-salvaged" ? "nothing" : fault.startsWith("too-much-") ? "refused" : fault;
  const counted = content.every((byte, index) => byte === 0x80 + index);
  const file = Buffer.from(content).toString("latin1").startsWith("not a real one\r\n");
  return counted || file ? "the content" : `something else: ${content}`;
}
