//! Values on their way between Rust and JavaScript.

use js_sys::Object;
#[cfg(feature = "wasm")]
use js_sys::{Reflect, Uint8Array};
use serde::{Deserialize, Deserializer, Serialize, de::DeserializeOwned};
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::JsValue;

#[cfg(feature = "wasm")]
use crate::outcome::Outcome;
use crate::{
    fault::{Fault, FaultCode},
    secret::SecretBytes,
    time::Time,
};

/// What every function gives to JavaScript, or throws there.
pub(super) type Js<T> = Result<T, JsValue>;

/// Bytes from JavaScript, wiped when they are dropped.
pub(super) struct Bytes(pub(super) SecretBytes);

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl serde::de::Visitor<'_> for Visitor {
            type Value = Bytes;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a Uint8Array")
            }

            fn visit_byte_buf<E>(self, bytes: Vec<u8>) -> Result<Bytes, E> {
                Ok(Bytes(SecretBytes::new(bytes)))
            }
        }
        deserializer.deserialize_byte_buf(Visitor)
    }
}

/// Now, by the clock of the browser or of Node.
pub(super) fn now() -> Time {
    let seconds = js_sys::Date::now() / 1000.0;
    // A clock outside 1970 to 9999 is as wrong as one at its start.
    Time::from_unix(seconds as i64).unwrap_or(Time::EPOCH)
}

pub(super) fn read<T: DeserializeOwned>(value: JsValue) -> Js<T> {
    let value = if value.is_undefined() || value.is_null() { Object::new().into() } else { value };
    serde_wasm_bindgen::from_value(value)
        .map_err(|error| thrown(Fault::new(FaultCode::BadRequest).with("why", without_value(&error.to_string()))))
}

/// What is wrong, without the value that is: it may be a password that was given as a string. Of serde's words only
/// those that are this program's own are kept: what it expected, and the name of what is missing.
fn without_value(message: &str) -> String {
    let message = message.strip_prefix("Error: ").unwrap_or(message);
    match message.rsplit_once(", expected ") {
        Some((_, expected)) => format!("one of its values must be {expected}."),
        None if message.starts_with("missing field `") => format!("{message}."),
        None => "one of its values cannot be read.".to_owned(),
    }
}

pub(super) fn give(value: &impl Serialize) -> Js<JsValue> {
    Ok(value.serialize(&Serializer::json_compatible())?)
}

pub(super) fn thrown(fault: Fault) -> JsValue {
    give(&fault).unwrap_or_else(|error| error)
}

#[cfg(feature = "wasm")]
pub(super) fn object(outcome: &Outcome, bytes: &[u8]) -> Js<Object> {
    let out = Object::new();
    Reflect::set(&out, &"outcome".into(), &give(outcome)?)?;
    Reflect::set(&out, &"bytes".into(), &Uint8Array::from(bytes))?;
    Ok(out)
}

#[cfg(feature = "wasm")]
pub(super) fn give_written((outcome, bytes): (Outcome, Vec<u8>)) -> Js<JsValue> {
    Ok(object(&outcome, &bytes)?.into())
}

#[cfg(test)]
mod tests {
    use serde::de::{Error as _, Unexpected, value::Error};

    use super::without_value;

    /// As JavaScript words it.
    fn told(error: &Error) -> String {
        without_value(&format!("Error: {error}"))
    }

    #[test]
    fn what_is_wrong_with_a_request_is_told_without_any_value_of_it() {
        let password = "hunter2, expected hunter2";
        let wrong = [
            Error::invalid_type(Unexpected::Str(password), &"a Uint8Array"),
            Error::invalid_type(
                Unexpected::Other(&format!("JsValue(Object({{\"password\":\"{password}\"}}))")),
                &"a Uint8Array",
            ),
            Error::invalid_value(Unexpected::Str(password), &"a Uint8Array"),
            Error::invalid_length(7, &"a Uint8Array"),
        ];
        for error in wrong {
            assert_eq!(told(&error), "one of its values must be a Uint8Array.");
        }
        assert_eq!(
            told(&Error::unknown_variant(password, &["current", "previous"])),
            "one of its values must be `current` or `previous`."
        );
    }

    #[test]
    fn a_missing_field_is_named_and_other_words_are_not_passed_on() {
        assert_eq!(told(&Error::missing_field("password")), "missing field `password`.");
        for error in [Error::unknown_variant("hunter2", &[]), Error::custom("hunter2 is not iterable")] {
            assert_eq!(told(&error), "one of its values cannot be read.");
        }
    }
}
