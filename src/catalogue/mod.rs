//! The catalogue: what ENTSSO's events and error codes mean, and what to do about them.
//!
//! The facts stand in `events.json`, and nowhere else; this module gives typed access to them.
//! Event ids are those of the source `ENTSSO` in the log `Application`.

mod explain;

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

pub use explain::{Explanation, Kind, ParameterExplanation, Related, UnknownQuery, explain};

/// Name of the event source (the classic provider) that all catalogued events come from.
pub const PROVIDER: &str = "ENTSSO";

/// How Windows grades an event.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Tells of a success or a state.
    Information,
    /// Something needs attention.
    Warning,
    /// Something failed.
    Error,
}

/// What an event says, independent of how it is numbered and named.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "events.json says what each one means")]
pub enum Role {
    NoSecret,
    SecretsNotLoaded,
    SecretNotLoaded,
    ReencryptStarting,
    ReencryptFailed,
    Reencrypted,
    CredentialNotUpdated,
    Restored,
    RestoredOldFormat,
    RestoreFailed,
    NotABackup,
    Generated,
    GenerateFailed,
    BackedUp,
    BackupFailed,
    BackupMediaRefused,
    BackupRequired,
    FetchedCurrent,
    FetchedPrevious,
    SecretRequestServed,
    SecretRequestFailed,
    SecretAccessDenied,
    SecretServerLost,
    SecretServerFound,
    SecretServerStarting,
    SecretServerChanged,
    CallFailed,
    VersionMismatch,
}

/// What kind of value an event's parameter holds.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the names are the kinds")]
pub enum ParameterKind {
    Account,
    Computer,
    ErrorCode,
    File,
    Msid,
    Number,
    Text,
    TrackingId,
}

/// One insertion string of an event.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameter {
    /// The name that records and reports use.
    pub name: String,
    /// What kind of value it holds.
    pub kind: ParameterKind,
    /// What stands before the colon in the English message; `None` where the value stands inside a sentence.
    pub label: Option<String>,
    /// What the value says.
    pub meaning: String,
}

/// One event of ENTSSO.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// Event id, the low 16 bits of the message id.
    pub id: u16,
    /// Name in Microsoft's documentation.
    pub symbol: String,
    /// How it is logged.
    pub severity: Severity,
    /// What it says.
    pub role: Role,
    /// Names of its insertion strings, in order (`%1`, `%2`, ...).
    pub parameters: Vec<String>,
    /// Which parameter states the MSID that is current from this event on.
    #[serde(default)]
    pub current_secret: Option<String>,
    /// Later events that make up for this failure or end this state.
    #[serde(default)]
    pub made_good_by: Vec<u16>,
    /// Error codes with one of which alone it counts as evidence; otherwise it is noise. Empty for most.
    #[serde(default, deserialize_with = "codes_from_hex")]
    pub only_with: Vec<u32>,
    /// What it means.
    pub meaning: String,
    /// What leads to it.
    pub cause: String,
    /// What to do.
    pub action: String,
    /// What its documentation gets wrong or leaves out.
    #[serde(default)]
    pub note: Option<String>,
    /// Events (decimal) and error codes (`0x...`) to read next.
    pub related: Vec<String>,
}

/// One error code, as it stands in the parameter `error_code`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ErrorCode {
    /// The code.
    #[serde(deserialize_with = "code_from_hex")]
    pub code: u32,
    /// Name in the public header files, where there is one.
    pub symbol: Option<String>,
    /// What it means.
    pub meaning: String,
    /// What leads to it.
    pub cause: String,
    /// What to do.
    pub action: String,
    /// Events (decimal) and error codes (`0x...`) to read next.
    pub related: Vec<String>,
}

impl ErrorCode {
    /// The code as it is usually written: `0xC0002A1B`.
    pub fn hex(&self) -> String {
        hex(self.code)
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Catalogue {
    parameters: Vec<Parameter>,
    events: Vec<Event>,
    codes: Vec<ErrorCode>,
}

/// The table is part of the program, and a test parses it: the default is never reached.
fn catalogue() -> &'static Catalogue {
    static CATALOGUE: OnceLock<Catalogue> = OnceLock::new();
    CATALOGUE.get_or_init(|| serde_json::from_str(include_str!("events.json")).unwrap_or_default())
}

/// All events, by id.
pub fn events() -> &'static [Event] {
    &catalogue().events
}

/// All error codes.
pub fn error_codes() -> &'static [ErrorCode] {
    &catalogue().codes
}

/// All parameters that events have.
pub fn parameters() -> &'static [Parameter] {
    &catalogue().parameters
}

/// The event with this id.
pub fn event(id: u16) -> Option<&'static Event> {
    events().iter().find(|event| event.id == id)
}

/// The parameter with this name.
pub fn parameter(name: &str) -> Option<&'static Parameter> {
    parameters().iter().find(|parameter| parameter.name == name)
}

/// The error code with this value.
pub fn error_code(code: u32) -> Option<&'static ErrorCode> {
    error_codes().iter().find(|known| known.code == code)
}

/// The first code in the text of an `error_code` parameter, such as `0x80090005, Bad Data.`
pub fn error_code_in(text: &str) -> Option<u32> {
    let lower = text.to_ascii_lowercase();
    let digits: String = lower.split_once("0x")?.1.chars().take_while(char::is_ascii_hexdigit).collect();
    u32::from_str_radix(&digits, 16).ok()
}

/// A code as it is usually written: `0xC0002A1B`.
pub(crate) fn hex(code: u32) -> String {
    format!("0x{code:08X}")
}

fn code_from_hex<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    parse_code(&String::deserialize(deserializer)?)
}

fn codes_from_hex<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Vec<u32>, D::Error> {
    Vec::<String>::deserialize(deserializer)?.iter().map(|text| parse_code(text)).collect()
}

fn parse_code<E: serde::de::Error>(text: &str) -> Result<u32, E> {
    text.strip_prefix("0x")
        .and_then(|digits| u32::from_str_radix(digits, 16).ok())
        .filter(|code| hex(*code) == text)
        .ok_or_else(|| E::custom(format!("no error code: {text}")))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

    use std::collections::BTreeSet;

    use super::*;

    /// Written by hand from the public documentation: id, symbol, severity, insertion strings.
    /// `F` file, `C`/`P`/`M` current, previous and plain MSID, `U` user, `K` client computer, `T` tracking id,
    /// `E` error code, `S` secret server, `N` secret number.
    const DOCUMENTED: &str = "
        10520 SSO_WARN_NO_SECRETS W
        10521 SSO_ERROR_SECRETS_NOT_LOADED E
        10522 SSO_ERROR_REENCRYPT E minutes E
        10523 SSO_INFO_RESTORE_SECRET_OK I F C P U K
        10524 SSO_ERROR_RESTORE_SECRET_FAILED E F C P U E
        10525 SSO_INFO_GENERATE_SECRET_OK I M U K T
        10526 SSO_ERROR_GENERATE_SECRET_FAILED E U K T E
        10527 SSO_ERROR_GET_SECRET_FAILED E N U K T E
        10528 SSO_INFO_REENCRYPT_OK I count C P
        10529 SSO_INFO_GOT_CURRENT_SECRET I S M
        10530 SSO_INFO_GOT_PREVIOUS_SECRET I S M
        10531 SSO_ERROR_GET_SECRET_OK I N M U K T
        10532 SSO_WARN_LOST_SECRET_SERVER W S E
        10533 SSO_INFO_FOUND_SECRET_SERVER I S
        10534 SSO_INFO_SECRET_SERVER_STARTING I
        10536 SSO_WARN_API_AUDIT W function T K U application E
        10547 SSO_WARN_UPDATE_FAILED W
        10555 SSO_ERROR_SECRET_CALLBACK_ACCESS_DENIED E U
        10559 SSO_INFO_BACKUP_SECRET_OK I F C P U K
        10560 SSO_ERROR_BACKUP_SECRET_FAILED E F C P U E
        10561 SSO_ERROR_BACKUP_FAILED_MEDIA E F U K E
        10562 SSO_INFO_REENCRYPT_STARTING I
        10564 SSO_ERROR_BACKUP_FILE_INCORRECT_FORMAT E
        10565 SSO_ERROR_SECRET_VALIDATE_FAILED E M
        10575 SSO_INFO_CHANGED_SECRET_SERVER I new_secret_server old_secret_server T K U
        10589 SSO_ERROR_BACKUP_SECRET_REQUIRED E
        10598 SSO_WARN_BACKUP_RESTORE_FILE_VERSION_1 W
        10728 SSO_ERROR_VERSION E sql_server database database_version required_version
    ";

    const CODES: [u32; 19] = [
        0xC000_2A07,
        0xC000_2A0E,
        0xC000_2A0F,
        0xC000_2A13,
        0xC000_2A14,
        0xC000_2A1A,
        0xC000_2A1B,
        0xC000_2A1F,
        0xC000_2A20,
        0xC000_2A3E,
        0xC000_2A3F,
        0xC000_2A52,
        0xC000_2A54,
        0xC000_2A57,
        0xC000_2A58,
        0xC000_2A5A,
        0xC000_2A5B,
        0x8007_0005,
        0x8009_0005,
    ];

    fn long_name(short: &str) -> &str {
        match short {
            "F" => "file",
            "C" => "current_msid",
            "P" => "previous_msid",
            "M" => "msid",
            "U" => "user",
            "K" => "computer",
            "T" => "tracking_id",
            "E" => "error_code",
            "S" => "secret_server",
            "N" => "secret_number",
            long => long,
        }
    }

    #[test]
    fn the_table_parses() {
        serde_json::from_str::<Catalogue>(include_str!("events.json")).unwrap();
    }

    #[test]
    fn every_documented_event_is_there_as_documented() {
        let mut documented = 0;
        for line in DOCUMENTED.lines().filter(|line| !line.trim().is_empty()) {
            let mut words = line.split_whitespace();
            let id: u16 = words.next().unwrap().parse().unwrap();
            let event = event(id).unwrap_or_else(|| panic!("{id} is missing"));
            assert_eq!(event.symbol, words.next().unwrap());
            let severity = match words.next().unwrap() {
                "I" => Severity::Information,
                "W" => Severity::Warning,
                _ => Severity::Error,
            };
            assert_eq!(event.severity, severity, "{id}");
            assert_eq!(event.parameters, words.map(long_name).collect::<Vec<_>>(), "{id}");
            documented += 1;
        }
        assert_eq!(events().len(), documented);
    }

    #[test]
    fn every_documented_code_is_there() {
        let known: BTreeSet<u32> = error_codes().iter().map(|code| code.code).collect();
        assert_eq!(known, BTreeSet::from(CODES));
        assert_eq!(error_codes().len(), CODES.len());
    }

    #[test]
    fn ids_symbols_and_roles_are_unique() {
        let ids: BTreeSet<u16> = events().iter().map(|event| event.id).collect();
        assert_eq!(ids.len(), events().len());
        assert!(events().is_sorted_by_key(|event| event.id));
        let mut symbols: Vec<&str> = events().iter().map(|event| event.symbol.as_str()).collect();
        symbols.extend(error_codes().iter().filter_map(|code| code.symbol.as_deref()));
        assert_eq!(symbols.iter().collect::<BTreeSet<_>>().len(), symbols.len());
        for event in events() {
            assert_eq!(events().iter().filter(|other| other.role == event.role).count(), 1, "{}", event.id);
        }
    }

    #[test]
    fn every_reference_leads_somewhere() {
        for event in events() {
            for name in &event.parameters {
                assert!(parameter(name).is_some(), "{}: {name}", event.id);
            }
            if let Some(name) = &event.current_secret {
                assert!(event.parameters.contains(name), "{}", event.id);
                assert_eq!(parameter(name).unwrap().kind, ParameterKind::Msid);
            }
            for id in &event.made_good_by {
                let remedy = super::event(*id).unwrap();
                assert_eq!(remedy.severity, Severity::Information, "{}", event.id);
            }
            for code in &event.only_with {
                assert!(event.parameters.iter().any(|name| name == "error_code"), "{}", event.id);
                assert!(error_code(*code).is_some(), "{}", event.id);
            }
            for related in &event.related {
                assert!(explain(related).is_ok(), "{}: {related}", event.id);
                assert_ne!(related, &event.id.to_string());
            }
        }
        for code in error_codes() {
            for related in &code.related {
                assert!(explain(related).is_ok(), "{}: {related}", code.hex());
                assert_ne!(related, &code.hex());
            }
        }
        for known in parameters() {
            assert!(
                events().iter().any(|event| event.parameters.contains(&known.name)),
                "{} belongs to no event",
                known.name
            );
        }
    }

    #[test]
    fn texts_are_sentences() {
        let of_events = events()
            .iter()
            .flat_map(|event| [&event.meaning, &event.cause, &event.action].into_iter().chain(&event.note));
        let of_codes = error_codes().iter().flat_map(|code| [&code.meaning, &code.cause, &code.action]);
        for text in of_events.chain(of_codes) {
            assert!(text.ends_with('.'), "{text}");
            assert!(text.starts_with(|first: char| first.is_ascii_uppercase()), "{text}");
            assert!(text.is_ascii() && !text.contains("  "), "{text}");
        }
    }

    #[test]
    fn the_code_is_found_in_the_text_of_a_parameter() {
        assert_eq!(error_code_in("0x80090005, Bad Data.\r"), Some(0x8009_0005));
        assert_eq!(error_code_in("Error: 0XC0002A1B"), Some(0xC000_2A1B));
        assert_eq!(error_code_in("access denied"), None);
        assert_eq!(error_code_in("0x"), None);
        assert_eq!(error_code_in("0x123456789"), None);
    }
}
