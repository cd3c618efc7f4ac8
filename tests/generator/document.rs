//! Documents: layout, canonical form, keys, seals (FORMAT 5, 6, 8, 11.1).

use std::{cell::RefCell, collections::HashMap};

use aes_gcm::{
    Aes256Gcm, KeyInit,
    aead::{Aead, Nonce, Payload},
};
use argon2::{Algorithm, Argon2, Params, Version};
use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, Mac};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// The password of the first custodian.
pub const A: &str = "correct horse battery";
/// The password of the second custodian.
pub const B: &str = "staple in the rain";

/// The MSIDs of the two secrets.
pub const CURRENT: &str = "6f96a3b0-13c7-4a5e-8f55-0c6d2e9b7a11";
pub const PREVIOUS: &str = "1f2e3d4c-5b6a-4798-8a9b-acbdcedfe0f1";

/// The enclosed file, and the password that it needs itself.
pub const NATIVE: &[u8] = b"not a real one\r\n";
pub const NATIVE_PASSWORD: &str = "Passe\u{301}";

/// `count` bytes that count up from `first`.
pub fn counted(first: u8, count: usize) -> Vec<u8> {
    (0..count).map(|index| first.wrapping_add(u8::try_from(index % 256).unwrap())).collect()
}

pub fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Memory in KiB, passes, lanes.
pub type Cost = (u32, u32, u32);
pub const CHEAP: Cost = (8192, 1, 1);

/// A slot that is to be made.
#[derive(Clone)]
pub struct Way {
    pub label: &'static str,
    /// In NFC.
    pub password: String,
    pub salt: Vec<u8>,
    pub cost: Cost,
}

/// A slot of the cheapest kind; `salt` is the first of its 32 salt bytes.
pub fn way(label: &'static str, password: &str, salt: u8) -> Way {
    Way { label, password: password.to_owned(), salt: counted(salt, 32), cost: CHEAP }
}

/// A document and the file key that it was made with.
#[derive(Clone)]
pub struct Document {
    pub root: Value,
    pub file_key: Vec<u8>,
}

impl Document {
    /// Everything that a file of generated secrets can have, and one slot for [`A`].
    pub fn secrets() -> Self {
        Self::new(
            json!({
                "kind": "secrets",
                "current": { "msid": CURRENT, "bytes": 32, "generated": "2026-11-20T14:55:02Z" },
                "previous": { "msid": PREVIOUS, "bytes": 24, "generated": "2025-10-02T08:00:00Z" },
                "backed_up": "2026-11-20T14:55:02Z"
            }),
            &counted(0x80, 56),
            &[way("custodian A", A, 1)],
        )
    }

    /// The same with a second slot, for [`B`].
    pub fn two_slots() -> Self {
        let mut document = Self::secrets();
        let slot = slot(&way("custodian B", B, 2), &document.file_key);
        document.root["header"]["slots"].as_array_mut().unwrap().push(slot);
        document.authentic()
    }

    /// Nothing but what is required.
    pub fn smallest() -> Self {
        let content = json!({ "kind": "secrets", "current": { "msid": CURRENT, "bytes": 32 } });
        Self::new(content, &counted(0x80, 32), &[way("custodian A", A, 1)])
            .without("/header/system")
            .without("/header/replaces")
            .without("/header/slots/0/reminder")
            .authentic()
    }

    /// An enclosed file with its own password.
    pub fn file() -> Self {
        let plaintext = [NATIVE, NATIVE_PASSWORD.as_bytes()].concat();
        Self::new(
            json!({
                "kind": "file", "name": "SSO478AD.bak", "bytes": NATIVE.len(), "sha256": sha256(NATIVE),
                "native_password_bytes": NATIVE_PASSWORD.len(), "current_msid": CURRENT, "previous_msid": PREVIOUS,
                "backed_up": "2026-11-20T12:00:00Z"
            }),
            &plaintext,
            &[way("custodian A", A, 1)],
        )
    }

    /// An enclosed file of the description `content`, as it stands.
    pub fn enclosing(content: Value, plaintext: &[u8]) -> Self {
        Self::new(content, plaintext, &[way("custodian A", A, 1)])
    }

    pub fn new(content: Value, plaintext: &[u8], ways: &[Way]) -> Self {
        let file_key = counted(0x40, 32);
        let slots: Vec<_> = ways.iter().map(|way| slot(way, &file_key)).collect();
        let header = json!({
            "format": "master-secret-backup",
            "version": 1,
            "id": "0b5c7c1e-4a60-4f0e-9d6a-2f1c8e7d9a01",
            "replaces": "7d0e4b62-91c3-4f0a-b8d7-3e2a1c5f6b90",
            "created": "2026-11-20T14:55:02Z",
            "system": "BTS-PROD",
            "content": content,
            "slots": slots,
            "key_check": base64(&hkdf(&file_key, "master-secret-backup/1 file key check")),
        });
        let key = hkdf(&file_key, "master-secret-backup/1 payload");
        let payload = seal(&key, &counted(0x60, 12), plaintext, "master-secret-backup/1 payload");
        let root = json!({ "header": header, "payload": base64(&payload), "mac": "", "checksum": "" });
        Self { root, file_key }.authentic()
    }

    /// Another file of the same kind: other file key, secrets, nonces and id, the same password.
    pub fn other() -> Self {
        let file_key = counted(0xc0, 32);
        let mut document = Self::secrets();
        document.file_key.clone_from(&file_key);
        let key = hkdf(&file_key, "master-secret-backup/1 payload");
        let payload = seal(&key, &counted(0x70, 12), &counted(0x20, 56), "master-secret-backup/1 payload");
        document.root["payload"] = json!(base64(&payload));
        let header = &mut document.root["header"];
        header["id"] = json!("c1a9e2d4-7b3f-4c58-a6e0-5d4c3b2a1f0e");
        header["slots"] = json!([slot(&way("custodian A", A, 3), &file_key)]);
        header["key_check"] = json!(base64(&hkdf(&file_key, "master-secret-backup/1 file key check")));
        document.authentic()
    }

    pub fn with(mut self, pointer: &str, value: impl Into<Value>) -> Self {
        *self.root.pointer_mut(pointer).unwrap_or_else(|| panic!("{pointer}")) = value.into();
        self
    }

    /// Adds the member `name` at the end of the object at `parent`.
    pub fn adding(mut self, parent: &str, name: &str, value: impl Into<Value>) -> Self {
        let object = self.root.pointer_mut(parent).unwrap().as_object_mut().unwrap();
        assert!(object.insert(name.to_owned(), value.into()).is_none(), "{name} was there");
        self
    }

    pub fn without(mut self, pointer: &str) -> Self {
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        let object = self.root.pointer_mut(parent).unwrap().as_object_mut().unwrap();
        object.shift_remove(name).unwrap_or_else(|| panic!("{pointer}"));
        self
    }

    /// Changes the first bit of the base64 text at `pointer`.
    pub fn flipped(self, pointer: &str) -> Self {
        let mut bytes = STANDARD.decode(self.root.pointer(pointer).unwrap().as_str().unwrap()).unwrap();
        bytes[0] ^= 0x80;
        self.with(pointer, base64(&bytes))
    }

    pub fn slots(mut self, change: impl FnOnce(&mut Vec<Value>, &[u8])) -> Self {
        change(self.root["header"]["slots"].as_array_mut().unwrap(), &self.file_key);
        self
    }

    /// As one who knows the file key leaves it: mac and checksum fit.
    pub fn authentic(mut self) -> Self {
        let covered = json!({ "header": self.root["header"], "payload": self.root["payload"] });
        let key = hkdf(&self.file_key, "master-secret-backup/1 mac");
        let mac = hmac(&key, canonical(&covered).as_bytes());
        if self.root.get("mac").is_some() {
            self.root["mac"] = json!(base64(&mac));
        }
        self.summed()
    }

    /// As one who has no key leaves it: the checksum fits.
    pub fn summed(mut self) -> Self {
        let member = |name: &str| self.root.get(name).cloned().unwrap_or(Value::Null);
        let covered = json!({ "header": member("header"), "payload": member("payload"), "mac": member("mac") });
        if self.root.get("checksum").is_some() {
            self.root["checksum"] = json!(sha256(canonical(&covered).as_bytes()));
        }
        self
    }

    /// The text as a writer lays it out.
    pub fn text(&self) -> String {
        laid_out(&self.root)
    }

    /// The text on one line, members sorted, as the canonical form has it.
    pub fn compact(&self) -> String {
        canonical(&self.root)
    }
}

/// A slot for `way` that holds `file_key`.
pub fn slot(way: &Way, file_key: &[u8]) -> Value {
    let root = root(&way.password, &way.salt, way.cost);
    let kek = hkdf(&root, "master-secret-backup/1 slot key");
    let wrapped = seal(&kek, &counted(way.salt[0].wrapping_add(0x20), 12), file_key, "master-secret-backup/1 slot");
    json!({
        "kind": "password",
        "label": way.label,
        "reminder": "where we met",
        "kdf": {
            "name": "argon2id", "version": 19, "memory_kib": way.cost.0, "passes": way.cost.1, "lanes": way.cost.2,
            "salt": base64(&way.salt)
        },
        "check": base64(&hkdf(&root, "master-secret-backup/1 slot check")),
        "wrapped_key": base64(&wrapped)
    })
}

fn root(password: &str, salt: &[u8], (memory, passes, lanes): Cost) -> Vec<u8> {
    type Known = HashMap<(String, Vec<u8>, Cost), Vec<u8>>;
    thread_local!(static KNOWN: RefCell<Known> = RefCell::default());
    let derive = || {
        let mut root = vec![0; 32];
        let params = Params::new(memory, passes, lanes, Some(32)).unwrap();
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(password.as_bytes(), salt, &mut root)
            .unwrap();
        root
    };
    let key = (password.to_owned(), salt.to_vec(), (memory, passes, lanes));
    KNOWN.with_borrow_mut(|known| known.entry(key).or_insert_with(derive).clone())
}

fn hmac(key: &[u8], data: &[u8]) -> Vec<u8> {
    let mut mac = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(key).unwrap();
    mac.update(data);
    mac.finalize().into_bytes().to_vec()
}

/// RFC 5869 by hand: one block of output, no salt.
pub fn hkdf(key: &[u8], label: &str) -> Vec<u8> {
    hmac(&hmac(&[0; 32], key), &[label.as_bytes(), &[1]].concat())
}

pub fn seal(key: &[u8], nonce: &[u8], plaintext: &[u8], aad: &str) -> Vec<u8> {
    let cipher = Aes256Gcm::new_from_slice(key).unwrap();
    let fixed: [u8; 12] = nonce.try_into().unwrap();
    let sealed =
        cipher.encrypt(&Nonce::<Aes256Gcm>::from(fixed), Payload { msg: plaintext, aad: aad.as_bytes() }).unwrap();
    [nonce, &sealed].concat()
}

/// RFC 8785 for what the format allows.
pub fn canonical(value: &Value) -> String {
    fn sorted(value: &Value) -> Value {
        match value {
            Value::Object(members) => {
                let mut names: Vec<_> = members.keys().collect();
                names.sort_unstable();
                names.into_iter().map(|name| (name.clone(), sorted(&members[name]))).collect()
            }
            Value::Array(values) => values.iter().map(sorted).collect(),
            other => other.clone(),
        }
    }
    sorted(value).to_string()
}

/// Two spaces of indentation, LF, ASCII, a final newline.
pub fn laid_out(root: &Value) -> String {
    let pretty = serde_json::to_string_pretty(root).unwrap();
    let mut out = String::new();
    for c in pretty.chars() {
        if c > '~' {
            for unit in c.encode_utf16(&mut [0; 2]) {
                out.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            out.push(c);
        }
    }
    out.push('\n');
    out
}

/// Where the value at `pointer` begins in the laid-out text, in characters: everything before it is the same
/// whatever stands in its place.
pub fn position(root: &Value, pointer: &str) -> usize {
    let mut probe = root.clone();
    *probe.pointer_mut(pointer).unwrap_or_else(|| panic!("{pointer}")) = json!("PROBE");
    laid_out(&probe).find("\"PROBE\"").unwrap()
}
