// A backup whose keys are known: its slot's root is that of FORMAT.md, 16.1, and everything below it is drawn anew here,
// independently of the program under test.
import { createCipheriv, createHmac, hkdfSync, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { canonical, sealed } from "./backups.mjs";

const format = readFileSync(join(import.meta.dirname, "../../docs/FORMAT.md"), "utf8");
const example = format.slice(format.indexOf("### 16.1"), format.indexOf("### 16.2"));
const bytesOf = (name) => Buffer.from(new RegExp(`^${name} +([0-9a-f]+)$`, "m").exec(example)[1], "hex");

export const PASSWORD = bytesOf("password").toString("utf8");

const derive = (key, purpose) => Buffer.from(hkdfSync("sha256", key, "", `master-secret-backup/1 ${purpose}`, 32));

function encrypt(key, plain, aad) {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(`master-secret-backup/1 ${aad}`));
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/**
 * A backup's text, and what must stay secret in it, by name. Before the slot that `PASSWORD` opens stands one that it does
 * not, which costs `mib` x `passes` to try: time enough to look at what is going on.
 */
export function knownBackup(mib, passes) {
  const root = bytesOf("root");
  const [kek, fileKey, secret] = [derive(root, "slot key"), randomBytes(32), randomBytes(32)];
  const payloadKey = derive(fileKey, "payload");
  const base64 = (bytes) => bytes.toString("base64");
  const slot = (label, kdf, check, wrapped) => ({
    kind: "password",
    label,
    kdf: { name: "argon2id", version: 19, ...kdf },
    check: base64(check),
    wrapped_key: base64(wrapped),
  });
  const dear = { memory_kib: mib * 1024, passes, lanes: 1, salt: base64(randomBytes(16)) };
  const cheap = { memory_kib: 8192, passes: 1, lanes: 1, salt: base64(bytesOf("salt")) };
  const header = {
    format: "master-secret-backup",
    version: 1,
    id: "0b5c7c1e-4a60-4f0e-9d6a-2f1c8e7d9a01",
    created: "2026-11-20T14:55:02Z",
    content: { kind: "secrets", current: { msid: "6f96a3b0-13c7-4a5e-8f55-0c6d2e9b7a11", bytes: 32 } },
    slots: [
      slot("somebody else", dear, randomBytes(32), randomBytes(60)),
      slot("known", cheap, derive(root, "slot check"), encrypt(kek, fileKey, "slot")),
    ],
    key_check: base64(derive(fileKey, "file key check")),
  };
  const payload = base64(encrypt(payloadKey, secret, "payload"));
  const macKey = derive(fileKey, "mac");
  const mac = base64(createHmac("sha256", macKey).update(canonical({ header, payload })).digest());
  return {
    text: sealed({ header, payload, mac }),
    secrets: { password: Buffer.from(PASSWORD), root, "slot key": kek, "file key": fileKey, "payload key": payloadKey, "mac key": macKey, secret },
  };
}
