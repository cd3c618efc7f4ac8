//! Faults: why something could not be done, each with what happened and what to do, from one table.

use std::fmt::Display;

use serde::Serialize;

use crate::verdict::Verdict;

/// Where in a document a fault lies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
pub struct Place {
    /// Line, from 1; lines end at LF.
    pub line: u32,
    /// Column, from 1, in Unicode scalar values of the decoded text.
    pub column: u32,
    /// JSON pointer (RFC 6901) to the value; empty for the document itself.
    pub pointer: String,
}

impl Place {
    /// The start of the document.
    pub fn start() -> Self {
        Self { line: 1, column: 1, pointer: String::new() }
    }

    /// The place right behind `text`.
    pub fn after(text: &str) -> Self {
        let line = text.bytes().filter(|b| *b == b'\n').count() + 1;
        let column = text.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        let number = |n| u32::try_from(n).unwrap_or(u32::MAX);
        Self { line: number(line), column: number(column), pointer: String::new() }
    }
}

/// A fault, ready to be shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
pub struct Fault {
    /// The stable code.
    pub code: FaultCode,
    /// What happened, in one sentence.
    pub what: String,
    /// What to do, in one sentence.
    pub remedy: String,
    /// Where, when the fault lies in a document or in a text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
}

impl Fault {
    /// A fault with the table's own words.
    pub fn new(code: FaultCode) -> Self {
        let row = code.row();
        Self { code, what: row.what.to_owned(), remedy: row.remedy.to_owned(), place: None }
    }

    /// Fills the placeholder `{name}` in both sentences. What comes from outside is cut and escaped first.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Display) -> Self {
        let (placeholder, value) = (format!("{{{name}}}"), shown(&value.to_string()));
        self.what = self.what.replace(&placeholder, &value);
        self.remedy = self.remedy.replace(&placeholder, &value);
        self
    }

    /// Says where the fault lies.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// Says that its place lies below the member or the element `step`.
    #[must_use]
    pub(crate) fn below(mut self, step: impl Display) -> Self {
        if let Some(place) = &mut self.place {
            place.pointer.insert_str(0, &format!("/{step}"));
        }
        self
    }

    /// The verdict that this fault gives a file; none for a request that cannot be carried out.
    pub fn verdict(&self) -> Option<Verdict> {
        self.code.row().verdict
    }
}

impl Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.what)?;
        if let Some(place) = &self.place {
            write!(f, " (line {}, column {}", place.line, place.column)?;
            if !place.pointer.is_empty() {
                write!(f, ", {}", place.pointer)?;
            }
            f.write_str(")")?;
        }
        Ok(())
    }
}

impl std::error::Error for Fault {}

/// Text from outside, made safe to show: at most 80 characters, control and bidirectional ones escaped.
pub fn shown(text: &str) -> String {
    const MOST: usize = 80;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => escaped(text.get(..end).unwrap_or_default()) + "…",
        None => escaped(text),
    }
}

/// Text from outside, whole, with control and bidirectional characters escaped.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if crate::label::forbidden(c) {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    out
}

/// JSON with control and bidirectional characters escaped as JSON escapes them: the same values, and nothing that steers
/// what shows them.
pub fn escaped_json(json: &str) -> String {
    // Nearly every report is plain ASCII.
    if json.bytes().all(|byte| byte < 0x7f) {
        return json.to_owned();
    }
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        // What is below is escaped in strings already, and stands between them as white space.
        if c >= '\u{7f}' && crate::label::forbidden(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                out.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            out.push(c);
        }
    }
    out
}

/// One row of the fault table.
pub struct Row {
    /// The code.
    pub code: FaultCode,
    /// The code as it stands in reports.
    pub name: &'static str,
    /// The verdict it gives a file, if it is about a file.
    pub verdict: Option<Verdict>,
    /// What happened; `{name}` marks what is filled in.
    pub what: &'static str,
    /// What to do.
    pub remedy: &'static str,
}

macro_rules! faults {
    ($($variant:ident $name:literal $verdict:expr, $what:literal, $remedy:expr;)*) => {
        /// The stable codes of all faults.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        pub enum FaultCode {
            $(#[doc = $what] #[serde(rename = $name)] $variant,)*
        }

        impl FaultCode {
            /// This code's row in the table.
            pub fn row(self) -> &'static Row {
                match self {
                    $(Self::$variant => &Row {
                        code: Self::$variant, name: $name, verdict: $verdict, what: $what, remedy: $remedy,
                    },)*
                }
            }
        }

        /// Every fault there is, in the order of the steps that find them.
        pub const CODES: &[FaultCode] = &[$(FaultCode::$variant,)*];
    };
}

const MALFORMED: Option<Verdict> = Some(Verdict::Malformed);
const TAMPERED: Option<Verdict> = Some(Verdict::Tampered);
const UNSUPPORTED: Option<Verdict> = Some(Verdict::Unsupported);
const EDITED: &str = "Use another copy; this one was edited or damaged.";
const FAULTY: &str = "Use another copy; a faulty program wrote this one, or somebody edited it.";
const EVIDENCE: &str = "Do not trust the header; use another copy, and keep this one as evidence.";
const NEWER: &str = "Use a newer version of this tool.";
const REFUSED: Option<Verdict> = Some(Verdict::Refused);

faults! {
    // Text
    NotText "not-text" MALFORMED, "The text is not valid UTF-8 or UTF-16LE from here on.", "Use another copy; this one was changed or copied in a wrong way.";
    Utf16Be "utf-16be" MALFORMED, "The text is in UTF-16BE, which this format does not use.", "Save it as UTF-8 or UTF-16LE.";
    CutShort "cut-short" MALFORMED, "The file is cut short: it ends in the middle.", "Use another copy; the end of this one is missing.";
    // JSON syntax
    NotAnObject "not-an-object" MALFORMED, "The document does not begin with {found}.", "Remove what stands before the first brace, or use another copy.";
    Unexpected "unexpected-character" MALFORMED, "Here stands {found} where {wanted} is expected.", EDITED;
    AfterEnd "after-end" MALFORMED, "Something follows the end of the document.", "Remove what stands behind the last brace, or use another copy.";
    BadNumber "bad-number" MALFORMED, "A number is not a whole number from 0 to 9007199254740991 without leading zeros.", EDITED;
    BadString "bad-string" MALFORMED, "A string holds {found}.", EDITED;
    EmptyString "empty-string" MALFORMED, "A string is empty, and no field may be.", "Leave the field out, or use another copy.";
    NullValue "null" MALFORMED, "A value is null, and no field may be.", "Leave the field out, or use another copy.";
    BadKey "bad-key" MALFORMED, "A field's name is not one to 64 lower-case letters, digits and underscores that begin with a letter.", EDITED;
    DuplicateKey "duplicate-key" MALFORMED, "The field {found} stands here a second time.", EDITED;
    TooDeep "too-deep" MALFORMED, "Values are nested more than 16 levels deep.", "Use another copy; no program that follows the format writes this.";
    TooManyValues "too-many-values" MALFORMED, "The document holds more than 16,384 values.", "Use another copy; no program that follows the format writes this.";
    // Checksum
    Checksum "checksum" Some(Verdict::Damaged), "The checksum does not fit: the file was changed after it was written.", "Use another copy; if there is none, try this one with its password all the same.";
    // Version
    NewerVersion "newer-version" UNSUPPORTED, "The file is of format version {found}; this tool knows version 1.", NEWER;
    UnknownContent "unknown-content" UNSUPPORTED, "The file holds content of the kind {found}, which this tool does not know.", NEWER;
    UnknownCritical "unknown-critical" UNSUPPORTED, "The file says that a reader must know the extension {found}, and this tool does not.", NEWER;
    NoKnownSlot "no-known-slot" UNSUPPORTED, "Every slot is of a kind that this tool does not know.", NEWER;
    // Schema
    MissingField "missing-field" MALFORMED, "The field {found} is missing.", FAULTY;
    UnknownField "unknown-field" MALFORMED, "The field {found} has no place here.", FAULTY;
    WrongType "wrong-type" MALFORMED, "Here stands {found} where {wanted} is expected.", FAULTY;
    WrongFormat "wrong-format" MALFORMED, "The format's name is not master-secret-backup.", FAULTY;
    BadBase64 "bad-base64" MALFORMED, "This is not canonical base64 with padding.", FAULTY;
    BadHex "bad-hex" MALFORMED, "This is not a SHA-256 of 64 lower-case hexadecimal digits.", FAULTY;
    BadGuid "bad-guid" MALFORMED, "This is not a GUID in lower case with hyphens and without braces, other than all zeros.", FAULTY;
    BadId "bad-id" MALFORMED, "This is not a random UUID (version 4) in lower case with hyphens.", FAULTY;
    BadTime "bad-time" MALFORMED, "This is not a time of the form 2026-11-20T14:55:02Z, or there was no such moment.", FAULTY;
    BadName "bad-name" MALFORMED, "This is not a plain file name that every system can use.", FAULTY;
    ForbiddenText "forbidden-text" MALFORMED, "The text holds the character {found}, which is not allowed here.", FAULTY;
    TooLong "too-long" MALFORMED, "The text has {found} characters; {most} are allowed.", FAULTY;
    OutOfRange "out-of-range" MALFORMED, "The value is {found}; from {least} to {most} is allowed.", FAULTY;
    WrongLength "wrong-length" MALFORMED, "Here stand {found} bytes; {wanted} are expected.", FAULTY;
    Repeated "repeated" MALFORMED, "The value {found} stands here a second time and must be unique.", FAULTY;
    // Cost
    TooMuchMemory "too-much-memory" REFUSED, "The slot {slot} asks for {found} of memory; the limit is {most}.", "If you trust the file, allow it with --max-memory {needed}; otherwise treat it as hostile.";
    TooMuchWork "too-much-work" REFUSED, "Trying a password on {slot} would fill {found} of memory, about {seconds} of work; the limit is {most}.", "If you trust the file, allow it with --max-work {needed}; otherwise treat it as hostile.";
    NoMemory "no-memory" REFUSED, "This machine or this browser could not give {found} of memory.", "Close other programs, or use the command line on a machine with more memory.";
    // Slots
    WrongPassword "wrong-password" Some(Verdict::WrongPassword), "No slot accepts this password.", "Try other passwords, with the reminder in mind; on a file altered on purpose the alteration can also be the cause.";
    SlotCheck "slot-check" TAMPERED, "The slot {slot} gives its key to this password, but its check value does not fit.", EVIDENCE;
    SlotKey "slot-key" TAMPERED, "The slot {slot} accepts this password, but its wrapped key was changed.", EVIDENCE;
    KeyCheck "key-check" TAMPERED, "The slot {slot} opens, but its key does not belong to this file.", EVIDENCE;
    PayloadTag "payload-tag" TAMPERED, "The slot {slot} opens, but the encrypted content was changed.", "Use another copy, and keep this one as evidence; the content of this one cannot be recovered.";
    Mac "mac" TAMPERED, "The content is whole, but something else in the file was changed.", "Do not trust the header; use another copy, or salvage the content of this one.";
    ContentHash "content-hash" Some(Verdict::Mismatch), "The enclosed file is not the one whose SHA-256 stands in the header.", "Use another copy, and seal the native file again if it still exists.";
    NotABackup "not-a-backup" Some(Verdict::Unrecognized), "This is not a backup in this tool's format; it seems to be: {found}.", "Choose another file; a native ENTSSO backup can be sealed.";
    // Requests
    BadRequest "bad-request" None, "The request cannot be read: {why}", "See the types of the function's arguments.";
    PasswordEmpty "password-empty" None, "The password is empty.", "Give a password.";
    PasswordShort "password-short" None, "The new password has {found} characters; at least 7 are needed.", "Choose a longer password.";
    PasswordLong "password-long" None, "The password has {found} bytes in UTF-8; 1,024 are allowed.", "Choose a shorter password.";
    PasswordCharacter "password-character" None, "The new password holds {found} at character {position}, which other programs and systems may write in another way.", "Leave that character out.";
    PasswordText "password-text" None, "The password is not valid text in UTF-8 or UTF-16LE.", "Save the password file as UTF-8.";
    ReminderHoldsPassword "reminder-holds-password" None, "The reminder contains the password, and everybody can read the reminder.", "Choose a reminder that helps only those who know the password.";
    BadReminder "bad-reminder" None, "The reminder cannot be used: {why}", "Choose another reminder.";
    BadLabel "bad-label" None, "The label cannot be used: {why}", "Choose another label.";
    BadSystem "bad-system" None, "The system label cannot be used: {why}", "Choose another system label.";
    BadFileName "bad-file-name" None, "The file's name {found} cannot be used: {why}", "Give the file a plain name and try again.";
    BadMsid "bad-msid" None, "{found} is not an MSID.", "Give a GUID such as 6f9619ff-8b86-4d01-b42d-00cf4fc964ff, other than all zeros; current and previous differ.";
    BadBackedUp "bad-backed-up" None, "{found} is not a time.", "Write it as 2026-11-20T14:55:02Z, in UTC.";
    BadCost "bad-cost" None, "{name} is {found}; from {least} to {most} is possible.", "Choose a value in that range.";
    LabelTaken "label-taken" None, "There is a slot {found} already.", "Choose another label, or replace that slot.";
    LabelUnknown "label-unknown" None, "There is no slot {found}.", "Use one of the labels of this file: {labels}.";
    LastSlot "last-slot" None, "The slot {found} is the only one that this tool can open; without it nobody could open the file.", "Add another slot first, or replace this one.";
    OwnSlot "own-slot" None, "The password opens the very slot {found} that is to be removed.", "Give the password of a slot that stays: it proves that the file can still be opened.";
    TooManySlots "too-many-slots" None, "The file has 8 slots, and no more are possible.", "Remove a slot first.";
    SeveralSlots "several-slots" None, "The file has {found} slots, and a re-wrap keeps only the new one.", "Allow that with --drop-others, or change one password with slot replace.";
    FileEmpty "file-empty" None, "The file to be sealed is empty.", "Choose the backup file that ssoconfig wrote.";
    FileTooLarge "file-too-large" None, "The file to be sealed has {found} bytes; at most 2,097,152 can be enclosed.", "Choose the backup file that ssoconfig wrote; it is a small file.";
    NativePassword "native-password" None, "The native file's password has {found} bytes in UTF-8; 1 to 1,024 can be enclosed.", "Check the file that the password is read from.";
    AlreadySealed "already-sealed" None, "The file to be sealed is a master-secret backup in this tool's own format already.", "Check or re-wrap it; sealing is for native backup files.";
    NotSecrets "not-secrets" None, "The old file encloses a native backup, not secrets that this tool generated.", "Generate a new secret without the old file, or use ssoconfig -generatesecret on the server.";
    NoPrevious "no-previous" None, "The file holds no previous secret.", "Restore the current one.";
    NoNativePassword "no-native-password" None, "The file encloses no native password.", "Leave that option out; the native file's password has to come from its custodian.";
    WhichSecret "which-secret" None, "The file encloses a native backup, so there is no current or previous secret to choose.", "Leave that option out.";
    NotSalvaged "not-salvaged" None, "Nothing could be salvaged: {why}", "Try other passwords and other copies of the file.";
    BadCandidate "bad-candidate" None, "A candidate password cannot be used: {why}", "Correct that line of the candidate list: one password a line, or a label, a tab and the password.";
    BadPolicy "bad-policy" None, "The policy cannot be used: {why}", "Correct that line; mastersecret policy prints every rule with its unit.";
    BadTimeZone "bad-time-zone" None, "{found} is not a time zone that is known here.", "Write the zone's name as in the IANA database: Europe/Berlin, or UTC.";
    Entropy "entropy" None, "The system gave no random bytes.", "Try again; if it stays so, this machine cannot be used for writing backups.";
    NotProven "not-proven" None, "The new file was written, but it does not open as it should: {why}", "Nothing was replaced; try again, and report it if it happens twice.";
    TooLarge "too-large" None, "The new file would be larger than the 8 MiB that any reader accepts.", "Remove the extensions that make it so large.";
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn codes_are_unique_and_serialise_as_their_names() {
        let mut seen = HashSet::new();
        for code in CODES {
            let row = code.row();
            assert_eq!(row.code, *code);
            assert!(seen.insert(row.name), "{} twice", row.name);
            assert_eq!(serde_json::to_value(code).unwrap(), row.name);
            for sentence in [row.what, row.remedy] {
                assert!(sentence.ends_with(['.', '}']) && !sentence.contains("  "), "{sentence}");
            }
        }
    }

    #[test]
    fn text_from_outside_is_cut_and_escaped() {
        assert_eq!(shown("a\u{1b}[2J\u{202e}b"), "a\\u{1b}[2J\\u{202e}b");
        assert_eq!(shown(&"x".repeat(100)).chars().count(), 81);
        let fault = Fault::new(FaultCode::MissingField).with("found", "mac\n");
        assert_eq!(fault.what, "The field mac\\u{a} is missing.");
    }
}
