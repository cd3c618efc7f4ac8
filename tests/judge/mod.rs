//! A second reader, as far as a file can be judged without a password: recognition, encoding, strict JSON, checksum. It
//! stands on `serde_json` and the standard library and shares nothing with the program.
#![allow(unreachable_pub, missing_docs, clippy::unwrap_used, clippy::indexing_slicing)]

use std::collections::BTreeMap;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use crate::generator::document::{canonical, sha256};

/// The verdict without a password, up to the checksum.
pub fn judge(bytes: &[u8]) -> &'static str {
    if !recognised(bytes) {
        return "unrecognized";
    }
    let Some(root) = decoded(bytes).and_then(|text| parsed(&text)) else {
        return "malformed";
    };
    let (Some(header), Some(payload), Some(mac), Some(Value::String(checksum))) =
        (root.get("header"), root.get("payload"), root.get("mac"), root.get("checksum"))
    else {
        return "malformed";
    };
    if checksum.len() != 64 || !checksum.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f')) {
        return "malformed";
    }
    let covered = serde_json::json!({ "header": header, "payload": payload, "mac": mac });
    if sha256(canonical(&covered).as_bytes()) != *checksum {
        return "damaged";
    }
    // Nothing covers what else stands at the root, so it must be nothing but repair data.
    let known = ["header", "payload", "mac", "checksum", "repair"];
    let object = root.get("repair").is_none_or(Value::is_object);
    if object && root.as_object().unwrap().keys().all(|name| known.contains(&name.as_str())) {
        "intact"
    } else {
        "malformed"
    }
}

/// FORMAT 3.3.
pub fn recognised(bytes: &[u8]) -> bool {
    let holds = |word: &[u8]| bytes.windows(word.len()).any(|window| window == word);
    let wide = |word: &str| word.bytes().flat_map(|byte| [byte, 0]).collect::<Vec<_>>();
    let markers = ["master-secret-backup", "key_check", "wrapped_key", "memory_kib"];
    let found = markers.iter().filter(|marker| holds(marker.as_bytes()) || holds(&wide(marker))).count();
    let head: String =
        bytes.iter().take(64).filter(|byte| (0x21..0x7f).contains(*byte)).map(|byte| char::from(*byte)).collect();
    let start = &head[..head.len().min(16)];
    let member = ["header\"", "payload\"", "mac\"", "checksum\"", "repair\""].iter().any(|name| start.contains(name));
    found >= 2 && (head.starts_with('{') || member)
}

/// FORMAT 2.2.
pub fn decoded(bytes: &[u8]) -> Option<String> {
    if let Some(rest) = bytes.strip_prefix(&[0xff, 0xfe]) {
        let units: Vec<u16> =
            rest.chunks(2).map(|pair| Some(u16::from_le_bytes([pair[0], *pair.get(1)?]))).collect::<Option<_>>()?;
        return String::from_utf16(&units).ok();
    }
    String::from_utf8(bytes.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(bytes).to_vec()).ok()
}

/// FORMAT 4, but for depth and number of values, which no small accident exceeds.
pub fn parsed(text: &str) -> Option<Value> {
    if !text.starts_with('{') {
        return None;
    }
    serde_json::from_str::<Strict>(text).ok().map(|strict| strict.0)
}

struct Strict(Value);

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(StrictVisitor).map(Self)
    }
}

struct StrictVisitor;

impl<'de> Visitor<'de> for StrictVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a value that the format allows")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        if value < 1 << 53 { Ok(value.into()) } else { Err(E::custom("too large")) }
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        if value.is_empty() { Err(E::custom("empty")) } else { Ok(value.into()) }
    }

    fn visit_seq<S: SeqAccess<'de>>(self, mut values: S) -> Result<Value, S::Error> {
        let mut list = Vec::new();
        while let Some(Strict(value)) = values.next_element()? {
            list.push(value);
        }
        Ok(list.into())
    }

    fn visit_map<M: MapAccess<'de>>(self, mut members: M) -> Result<Value, M::Error> {
        let mut object = BTreeMap::new();
        while let Some(name) = members.next_key::<String>()? {
            let mut letters = name.bytes();
            let first = letters.next().is_some_and(|letter| letter.is_ascii_lowercase());
            let rest = letters.all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == b'_');
            if !first || !rest || name.len() > 64 {
                return Err(M::Error::custom("a name"));
            }
            let Strict(value) = members.next_value()?;
            if object.insert(name, value).is_some() {
                return Err(M::Error::custom("twice"));
            }
        }
        Ok(Value::Object(object.into_iter().collect()))
    }
}
