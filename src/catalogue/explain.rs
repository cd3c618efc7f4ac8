//! From what somebody has in hand (an event id, a symbol, an error code) to what it means.

use std::fmt;

use serde::Serialize;

use super::{ErrorCode, Event, Severity, error_code, error_codes, event, events, hex, parameter};

/// Most suggestions that an unknown query gets.
const MAX_SUGGESTIONS: usize = 5;

/// Longest query that is compared with the catalogue, in characters; nothing in it is half as long.
const MAX_QUERY: usize = 128;

/// What a catalogue entry is.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// An event of the source ENTSSO.
    Event,
    /// A code that stands in an event's error code parameter.
    ErrorCode,
}

/// One parameter of an explained event.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ParameterExplanation {
    /// Name, in the order of the insertion strings.
    pub name: String,
    /// What the value says.
    pub meaning: String,
}

/// An entry to read next.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Related {
    /// What to ask `explain` for.
    pub query: String,
    /// Its symbol, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub symbol: Option<String>,
}

/// What an event or an error code means, and what to do about it.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Explanation {
    /// Event or error code.
    pub kind: Kind,
    /// Event id; absent for an error code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<u16>,
    /// Error code, like `0xC0002A1B`; absent for an event.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Name in Microsoft's documentation or header files, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub symbol: Option<String>,
    /// How the event is logged; absent for an error code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub severity: Option<Severity>,
    /// The event's parameters, in order; empty for an error code.
    pub parameters: Vec<ParameterExplanation>,
    /// What it means.
    pub meaning: String,
    /// What leads to it.
    pub cause: String,
    /// What to do.
    pub action: String,
    /// What its documentation gets wrong or leaves out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Entries to read next.
    pub related: Vec<Related>,
}

/// The catalogue has no entry for a query.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct UnknownQuery {
    /// The query, as given: text from outside, to be escaped where it is shown.
    pub query: String,
    /// The nearest entries, nearest first; may be empty.
    pub suggestions: Vec<String>,
}

impl UnknownQuery {
    /// What happened.
    pub fn what(&self) -> String {
        format!("The catalogue has no event, symbol or error code {:?}.", self.query)
    }

    /// What to do.
    pub fn remedy(&self) -> String {
        if self.suggestions.is_empty() {
            "Give an ENTSSO event id like 10521, its symbol, or an error code like 0xC0002A1B.".to_owned()
        } else {
            format!("Near it are: {}.", self.suggestions.join(", "))
        }
    }
}

impl fmt::Display for UnknownQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.what(), self.remedy())
    }
}

impl std::error::Error for UnknownQuery {}

#[derive(Clone, Copy)]
enum Entry {
    Event(&'static Event),
    Code(&'static ErrorCode),
}

/// Explains an event by its id (`10521`) or symbol (`SSO_ERROR_SECRETS_NOT_LOADED`, in any case, without
/// `SSO_` or `SSO_ERROR_`, or cut short while it stays unique), or an error code by its value (`0xC0002A1B`,
/// `C0002A1B`, `2A1B`, `3221236251`, `-1073731045`, `0xC0002A1B, text`) or symbol.
///
/// # Errors
///
/// [`UnknownQuery`], with the nearest entries, when nothing or more than one entry answers.
pub fn explain(query: &str) -> Result<Explanation, UnknownQuery> {
    let wanted = normalise(query);
    match by_number(&wanted).or_else(|| by_symbol(&wanted)) {
        Some(Entry::Event(event)) => Ok(explain_event(event)),
        Some(Entry::Code(code)) => Ok(explain_code(code)),
        None => Err(UnknownQuery { query: query.to_owned(), suggestions: suggest(&wanted) }),
    }
}

/// Upper case, without what surrounds the name or number in a log or a sentence.
fn normalise(query: &str) -> String {
    let head = query.split(',').next().unwrap_or_default();
    let mut upper = head.trim().trim_matches(['"', '\'', '#', '.', ':']).to_ascii_uppercase();
    for word in ["EVENT", "ERROR CODE", "ID"] {
        if let Some(rest) = upper.strip_prefix(word)
            && rest.starts_with([' ', ':', '#'])
        {
            upper = rest.trim_start_matches([' ', ':', '#']).to_owned();
        }
    }
    upper.trim().replace([' ', '-'], "_").replacen('_', "-", usize::from(is_negative(head)))
}

fn is_negative(text: &str) -> bool {
    text.trim().strip_prefix('-').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

fn by_number(wanted: &str) -> Option<Entry> {
    let decimal = || wanted.parse::<i64>().ok().and_then(by_value);
    let hexadecimal = || {
        let digits = wanted.strip_prefix("0X").unwrap_or(wanted);
        let value = u32::from_str_radix(digits, 16).ok()?;
        // An event's message id is its event id below 16 bits of severity and facility.
        error_code(value)
            .or_else(|| error_code(0xC000_0000 | value).filter(|_| digits.len() == 4))
            .map(Entry::Code)
            .or_else(|| event(value as u16).map(Entry::Event).filter(|_| digits.len() == 8))
    };
    decimal().or_else(hexadecimal)
}

fn by_value(value: i64) -> Option<Entry> {
    if let Some(event) = u16::try_from(value).ok().and_then(event) {
        return Some(Entry::Event(event));
    }
    // Windows shows an HRESULT as a signed or an unsigned number.
    let code = u32::try_from(value).ok().or_else(|| {
        let signed = i32::try_from(value).ok()?;
        Some(u32::from_ne_bytes(signed.to_ne_bytes()))
    })?;
    error_code(code).map(Entry::Code)
}

fn by_symbol(wanted: &str) -> Option<Entry> {
    if wanted.is_empty() {
        return None;
    }
    let named = |matches: &dyn Fn(&str) -> bool| {
        let mut found = entries().filter(|(entry, _)| spellings(*entry).any(matches));
        let first = found.next()?.0;
        found.next().is_none().then_some(first)
    };
    named(&|spelling| spelling == wanted).or_else(|| named(&|spelling| spelling.starts_with(wanted)))
}

/// All entries, with what to ask for them by.
fn entries() -> impl Iterator<Item = (Entry, String)> {
    let by_id = events().iter().map(|event| (Entry::Event(event), event.id.to_string()));
    let by_code = error_codes().iter().map(|code| (Entry::Code(code), code.hex()));
    by_id.chain(by_code)
}

/// The symbol, whole and without its prefixes.
fn spellings(entry: Entry) -> impl Iterator<Item = &'static str> {
    let (symbol, prefixes) = match entry {
        Entry::Event(event) => {
            (Some(event.symbol.as_str()), ["SSO_", "SSO_ERROR_", "SSO_WARN_", "SSO_INFO_"].as_slice())
        }
        Entry::Code(code) => (code.symbol.as_deref(), ["ENTSSO_", "ENTSSO_E_"].as_slice()),
    };
    symbol
        .into_iter()
        .flat_map(|symbol| prefixes.iter().filter_map(|prefix| symbol.strip_prefix(prefix)).chain([symbol]))
}

/// Entries that hold the query or are few edits from it, nearest first.
fn suggest(wanted: &str) -> Vec<String> {
    let length = wanted.chars().count();
    if length == 0 || length > MAX_QUERY {
        return Vec::new();
    }
    let mut near: Vec<(usize, bool, String)> = entries()
        .filter_map(|(entry, query)| {
            let number = strsim::damerau_levenshtein(&query.to_ascii_uppercase(), wanted);
            let symbol = spellings(entry).map(|spelling| {
                if length > 2 && spelling.contains(wanted) { 0 } else { strsim::damerau_levenshtein(spelling, wanted) }
            });
            let distance = symbol.chain([number]).min()?;
            let (is_code, symbol) = match entry {
                Entry::Event(event) => (false, Some(&event.symbol)),
                Entry::Code(code) => (true, code.symbol.as_ref()),
            };
            let suggestion = symbol.map_or(query.clone(), |symbol| format!("{query} {symbol}"));
            (distance <= length.div_ceil(3)).then_some((distance, is_code, suggestion))
        })
        .collect();
    near.sort();
    near.truncate(MAX_SUGGESTIONS);
    near.into_iter().map(|(_, _, suggestion)| suggestion).collect()
}

fn explain_event(event: &Event) -> Explanation {
    let parameters = event
        .parameters
        .iter()
        .filter_map(|name| parameter(name))
        .map(|known| ParameterExplanation { name: known.name.clone(), meaning: known.meaning.clone() })
        .collect();
    Explanation {
        kind: Kind::Event,
        id: Some(event.id),
        code: None,
        symbol: Some(event.symbol.clone()),
        severity: Some(event.severity),
        parameters,
        meaning: event.meaning.clone(),
        cause: event.cause.clone(),
        action: event.action.clone(),
        note: event.note.clone(),
        related: related(&event.related),
    }
}

fn explain_code(code: &ErrorCode) -> Explanation {
    Explanation {
        kind: Kind::ErrorCode,
        id: None,
        code: Some(hex(code.code)),
        symbol: code.symbol.clone(),
        severity: None,
        parameters: Vec::new(),
        meaning: code.meaning.clone(),
        cause: code.cause.clone(),
        action: code.action.clone(),
        note: None,
        related: related(&code.related),
    }
}

fn related(queries: &[String]) -> Vec<Related> {
    queries
        .iter()
        .map(|query| Related {
            query: query.clone(),
            symbol: match by_number(&query.to_ascii_uppercase()) {
                Some(Entry::Event(event)) => Some(event.symbol.clone()),
                Some(Entry::Code(code)) => code.symbol.clone(),
                None => None,
            },
        })
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

    use super::*;

    #[track_caller]
    fn id_of(query: &str) -> u16 {
        explain(query).unwrap_or_else(|error| panic!("{error}")).id.unwrap()
    }

    #[track_caller]
    fn code_of(query: &str) -> String {
        explain(query).unwrap_or_else(|error| panic!("{error}")).code.unwrap()
    }

    #[test]
    fn an_event_answers_to_its_id_and_symbol() {
        for query in [
            "10521",
            " 10521 ",
            "#10521",
            "event 10521",
            "Event ID: 10521",
            "SSO_ERROR_SECRETS_NOT_LOADED",
            "sso_error_secrets_not_loaded",
            "SECRETS_NOT_LOADED",
            "secrets not loaded",
            "SSO_ERROR_SECRETS",
            "0xC0002919",
        ] {
            assert_eq!(id_of(query), 10521, "{query}");
        }
    }

    #[test]
    fn every_event_answers_to_its_own_symbol_even_where_another_begins_with_it() {
        for event in events() {
            assert_eq!(id_of(&event.symbol), event.id);
            assert_eq!(id_of(&event.id.to_string()), event.id);
        }
        assert_eq!(id_of("SSO_ERROR_REENCRYPT"), 10522);
    }

    #[test]
    fn a_code_answers_to_every_way_windows_writes_it() {
        for query in [
            "0xC0002A1B",
            "0xc0002a1b",
            "C0002A1B",
            "2A1B",
            "0x2a1b",
            "3221236251",
            "-1073731045",
            "0xC0002A1B, some text",
            "ENTSSO_E_BACKUP_FILE_WRONG_PASSWORD",
            "backup_file_wrong_password",
        ] {
            assert_eq!(code_of(query), "0xC0002A1B", "{query}");
        }
        assert_eq!(code_of("0x80090005, Bad Data."), "0x80090005");
        assert_eq!(code_of("80090005"), "0x80090005");
        assert_eq!(code_of("-2146893819"), "0x80090005");
        assert_eq!(code_of("E_ACCESSDENIED"), "0x80070005");
        for code in error_codes() {
            assert_eq!(code_of(&code.hex()), code.hex());
            assert_eq!(code_of(&code.code.to_string()), code.hex());
        }
    }

    #[test]
    fn an_explanation_carries_the_whole_entry() {
        let explanation = explain("10523").unwrap();
        assert_eq!(explanation.kind, Kind::Event);
        assert_eq!(explanation.severity, Some(Severity::Information));
        let names: Vec<&str> = explanation.parameters.iter().map(|p| p.name.as_str()).collect();
        assert_eq!(names, ["file", "current_msid", "previous_msid", "user", "computer"]);
        assert!(explanation.related.contains(&Related {
            query: "10598".to_owned(),
            symbol: Some("SSO_WARN_BACKUP_RESTORE_FILE_VERSION_1".to_owned()),
        }));
        let json = serde_json::to_value(&explanation).unwrap();
        assert_eq!(json["kind"], "event");
        assert_eq!(json["severity"], "information");
        assert_eq!(json["id"], 10523);
        assert!(json.get("code").is_none());
        assert_eq!(serde_json::to_value(explain("2A1B").unwrap()).unwrap()["kind"], "error-code");
    }

    #[test]
    fn what_the_documentation_gets_wrong_is_said() {
        assert!(explain("10521").unwrap().action.contains("previous service account"));
        assert!(explain("10531").unwrap().note.unwrap().contains("success"));
        assert!(explain("10533").unwrap().note.unwrap().contains("10529"));
        assert!(explain("10589").unwrap().note.unwrap().contains("10559"));
    }

    #[test]
    fn an_unknown_query_gets_the_nearest_entries() {
        let nearest = |query: &str| explain(query).unwrap_err().suggestions;
        assert_eq!(nearest("10251")[0], "10521 SSO_ERROR_SECRETS_NOT_LOADED");
        assert_eq!(nearest("SECRETS_NOT_LOADDE")[0], "10521 SSO_ERROR_SECRETS_NOT_LOADED");
        assert!(nearest("0xC0002A1C").contains(&"0xC0002A1B ENTSSO_E_BACKUP_FILE_WRONG_PASSWORD".to_owned()));
        let backup = nearest("backup");
        assert_eq!(backup.len(), MAX_SUGGESTIONS);
        assert!(backup.iter().all(|suggestion| suggestion.contains("BACKUP")), "{backup:?}");
        assert_eq!(nearest("completely different"), Vec::<String>::new());
    }

    #[test]
    fn odd_queries_are_unknown_and_bounded() {
        for query in ["", "   ", "-", "0x", "0", "-1", "99999999999999999999", "SSO_", "\u{202e}"] {
            assert!(explain(query).is_err(), "{query:?}");
        }
        assert!(explain(&"9".repeat(1_000_000)).unwrap_err().suggestions.is_empty());
        let error = explain("\u{1b}[31m\u{202e}red").unwrap_err();
        assert!(!error.to_string().contains(['\u{1b}', '\u{202e}']), "{error}");
    }
}
