//! Recognition, encodings, JSON syntax, checksum, and what newer versions write (FORMAT 2 to 5 and 9.5).

use serde_json::{Value, json};

use super::{
    case::Case,
    document::{B, Document, canonical, counted, laid_out},
};

pub fn cases() -> Vec<Case> {
    [recognition(), encodings(), layouts(), structure(), values(), strings(), keys(), cut(), checksum(), newer()]
        .concat()
}

fn text() -> String {
    Document::secrets().text()
}

/// `text` with its only `old` replaced.
fn once(text: &str, old: &str, new: &str) -> String {
    assert_eq!(text.matches(old).count(), 1, "{old}");
    text.replace(old, new)
}

fn utf16(text: &str) -> Vec<u8> {
    [vec![0xff, 0xfe], text.encode_utf16().flat_map(u16::to_le_bytes).collect()].concat()
}

/// A document with an extension of this value: authenticated, and free of any rule but the syntax's.
fn extended(value: Value) -> Document {
    Document::secrets().adding("/header", "extensions", json!({ "ticket": value })).authentic()
}

/// A document whose `repair` is this text: under neither mac nor checksum, so that nothing but the syntax is wrong.
fn repaired(repair: &str) -> String {
    let document = Document::secrets().adding("", "repair", json!({ "parity": "PROBE" })).authentic();
    once(&document.text(), "\"PROBE\"", repair)
}

const PARITY: &str = "/repair/parity";

fn recognition() -> Vec<Case> {
    let other = |name, comment, bytes: &[u8], kind: &str| {
        Case::bytes(name, comment, "unrecognized", bytes.to_vec()).key("seems-to-be", kind)
    };
    let ours = |name, comment, text: String| Case::text(name, comment, "malformed", text);
    let text = text();
    let behind = |head: &str| text.replacen("{\n  \"header\"", head, 1);
    let mut zeroed = text.clone().into_bytes();
    zeroed[..4].fill(0);
    vec![
        other("recognize-empty", "An empty file.", b"", "empty"),
        other("recognize-zeros", "Nothing but zero bytes.", &[0; 512], "all-zeros"),
        other(
            "recognize-beginning",
            "The first 600 bytes of a backup hold one marker, and nothing that could be opened.",
            &text.as_bytes()[..600],
            "backup-beginning",
        ),
        other("recognize-empty-object", "JSON without any of the markers.", b"{}\n", "json"),
        other(
            "recognize-one-marker",
            "One marker is not enough.",
            b"{\"about\": {\"format\": \"master-secret-backup\"}}\n",
            "json",
        ),
        other(
            "recognize-one-marker-twice",
            "The same marker twice counts once.",
            b"{\"key_check\": \"key_check\"}\n",
            "json",
        ),
        other(
            "recognize-words-about-it",
            "Two markers in prose that does not begin with a brace.",
            b"A master-secret-backup has a key_check in its header.\n",
            "mentions-backup",
        ),
        other("recognize-zip", "The signature of a zip archive.", b"PK\x03\x04\x14\0\0\0\x08\0", "zip"),
        Case::text(
            "recognize-escaped-markers",
            "Markers are sought in the bytes: a document that spells them with escapes is not recognised.",
            "unrecognized",
            text.replace("master-secret-backup", "master\\u002dsecret-backup")
                .replace("key_check", "key\\u005fcheck")
                .replace("wrapped_key", "wrapped\\u005fkey")
                .replace("memory_kib", "memory\\u005fkib"),
        ),
        Case::text(
            "recognize-member-too-far",
            "The brace is lost, and the first member ends with the seventeenth visible character.",
            "unrecognized",
            behind("123456789 \"header\""),
        ),
        ours(
            "recognize-member-near",
            "The brace is lost, and the first member ends with the sixteenth visible character.",
            behind("12345678 \"header\""),
        )
        .code("not-an-object")
        .place(1, 1, ""),
        ours("recognize-first-byte-lost", "The very first byte is missing.", text[1..].to_owned())
            .code("not-an-object")
            .place(1, 1, ""),
        Case::bytes("recognize-first-bytes-zeroed", "The first four bytes are zeros.", "malformed", zeroed)
            .code("not-an-object")
            .place(1, 1, ""),
        ours(
            "recognize-first-two-swapped",
            "Brace and quote of the one-line form changed places.",
            Document::secrets().compact().replacen("{\"", "\"{", 1),
        )
        .code("not-an-object")
        .place(1, 1, ""),
        ours(
            "recognize-two-markers",
            "A brace and two markers are ours, however little else is left.",
            "{key_check wrapped_key".to_owned(),
        )
        .code("unexpected-character")
        .place(1, 2, ""),
        ours("recognize-list", "A list of backups is not a backup.", format!("[{}]", Document::secrets().compact()))
            .code("not-an-object")
            .place(1, 1, ""),
        ours("recognize-space-before", "A space before the first brace.", format!(" {text}"))
            .code("not-an-object")
            .place(1, 1, ""),
        ours("recognize-lines-before", "Empty lines before the first brace.", format!("\r\n\n{text}"))
            .code("not-an-object")
            .place(1, 1, ""),
        Case::text(
            "recognize-escaped-keys",
            "Two markers are left as they are; all else may be spelled with escapes, keys too.",
            "opens",
            text.replace("\"header\"", "\"\\u0068eader\"").replace("memory_kib", "memory\\u005Fkib"),
        )
        .finding("reformatted"),
    ]
}

fn encodings() -> Vec<Case> {
    let label = |label: &str| {
        let slot = Document::secrets().root["header"]["slots"][0].clone();
        // A second slot, so that a document cut in it is still recognised.
        let first = Document::secrets().slots(|slots, _| slots.push(json!({ "kind": "none", "slot": slot })));
        first.slots(|slots, _| slots.reverse()).with("/header/slots/1/label", label).authentic()
    };
    let raw = |document: &Document| serde_json::to_string_pretty(&document.root).unwrap();
    let (umlaut, emoji) = (raw(&label("Grün")), raw(&label("the 🔑")));
    let bytes = |name, comment, bytes| Case::bytes(name, comment, "malformed", bytes);
    // The label's line and the column of its third character.
    let hurt = |name, comment, wrong: &[u8]| {
        let at = umlaut.find('ü').unwrap();
        let bytes = [&umlaut.as_bytes()[..at], wrong, &umlaut.as_bytes()[at + 2..]].concat();
        Case::text(name, comment, "malformed", umlaut.clone()).code("not-text").at("", "Gr¦ün").encoded(bytes)
    };
    let mut half = utf16(&emoji);
    let key = half.windows(4).position(|unit| unit == [0x3d, 0xd8, 0x11, 0xdd]).unwrap();
    half.drain(key + 2..key + 4);
    let wide = |text: &str| text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<_>>();
    let little = utf16(&text())[2..].to_vec();
    vec![
        Case::of("encoding-ascii", "The form that writers write.", "opens", &Document::secrets())
            .key("without", "reformatted"),
        Case::text("encoding-utf8", "Characters beyond ASCII stand as they are.", "opens", umlaut.clone())
            .quote("slot", "Grün")
            .finding("reformatted"),
        Case::text("encoding-utf8-mark", "UTF-8 with a byte order mark.", "opens", format!("\u{feff}{}", text()))
            .finding("reformatted"),
        Case::bytes(
            "encoding-utf16le",
            "UTF-16LE with a byte order mark, as PowerShell 5.1 writes it.",
            "opens",
            utf16(&text()),
        )
        .finding("reformatted"),
        Case::bytes("encoding-utf16le-crlf", "The same with CRLF.", "opens", utf16(&text().replace('\n', "\r\n")))
            .finding("reformatted"),
        Case::bytes("encoding-utf16le-pair", "A surrogate pair in UTF-16 is one character.", "opens", utf16(&emoji))
            .quote("slot", "the 🔑"),
        Case::text(
            "encoding-place-in-utf16le",
            "In UTF-16, too, columns count characters: a pair is one.",
            "malformed",
            once(&emoji, "the 🔑\"", "the 🔑\u{1}\""),
        )
        .code("bad-string")
        .at("/header/slots/1/label", "the 🔑¦\u{1}")
        .encoded(utf16(&once(&emoji, "the 🔑\"", "the 🔑\u{1}\""))),
        Case::text(
            "encoding-place-behind-mark",
            "The byte order mark is not counted.",
            "malformed",
            format!("{{x{}", &text()[1..]),
        )
        .code("unexpected-character")
        .place(1, 2, "")
        .encoded(format!("\u{feff}{{x{}", &text()[1..]).into_bytes()),
        bytes("encoding-utf16be", "UTF-16BE with a byte order mark.", [vec![0xfe, 0xff], wide(&text())].concat())
            .code("utf-16be")
            .place(1, 1, ""),
        bytes(
            "encoding-utf16be-cut",
            "UTF-16BE is named before anything else about it.",
            [vec![0xfe, 0xff], wide(&text()[..1000]), vec![0]].concat(),
        )
        .code("utf-16be")
        .place(1, 1, ""),
        bytes(
            "encoding-utf16be-damaged",
            "What it holds does not matter then.",
            [vec![0xfe, 0xff], wide(&text().replace("where we met", "where we meT"))].concat(),
        )
        .code("utf-16be")
        .place(1, 1, ""),
        bytes("encoding-utf16le-without-mark", "UTF-16LE without a byte order mark is UTF-8 full of zeros.", little)
            .code("unexpected-character")
            .place(1, 2, ""),
        bytes(
            "encoding-two-marks",
            "A second byte order mark is a character before the brace.",
            format!("\u{feff}\u{feff}{}", text()).into_bytes(),
        )
        .code("not-an-object")
        .place(1, 1, ""),
        hurt("encoding-latin1", "A file in Latin-1.", b"\xfc"),
        hurt("encoding-invalid-byte", "A byte that UTF-8 never uses.", b"\xff"),
        hurt("encoding-overlong", "An overlong form.", b"\xc0\xaf"),
        hurt("encoding-surrogate-in-utf8", "A surrogate in UTF-8.", b"\xed\xa0\xbd"),
        hurt("encoding-broken-sequence", "A sequence that another character breaks off.", b"\xe2\x82u"),
        hurt("encoding-beyond-unicode", "A code beyond U+10FFFF.", b"\xf4\x90\x80\x80"),
        Case::text("encoding-half-pair", "Half of a surrogate pair in UTF-16.", "malformed", emoji.clone())
            .code("not-text")
            .at("", "the ¦🔑")
            .encoded(half.clone()),
        Case::text(
            "encoding-cut-in-character",
            "The end falls inside a character of UTF-8.",
            "malformed",
            umlaut.clone(),
        )
        .code("cut-short")
        .at("", "Gr¦ün")
        .encoded(umlaut.as_bytes()[..=umlaut.find('ü').unwrap()].to_vec()),
        Case::text(
            "encoding-cut-in-pair",
            "The end falls between the halves of a surrogate pair.",
            "malformed",
            emoji.clone(),
        )
        .code("cut-short")
        .at("", "the ¦🔑")
        .encoded(half[..key + 2].to_vec()),
        Case::text("encoding-odd-byte", "UTF-16 with half a unit at its end.", "malformed", text())
            .code("cut-short")
            .at_end("")
            .encoded([utf16(&text()), vec![b'x']].concat()),
    ]
}

fn layouts() -> Vec<Case> {
    let opens = |name, comment, text: String| Case::text(name, comment, "opens", text);
    let text = text();
    let reversed = {
        fn turned(value: &Value) -> Value {
            match value {
                Value::Object(members) => {
                    members.iter().rev().map(|(name, value)| (name.clone(), turned(value))).collect()
                }
                Value::Array(values) => values.iter().map(turned).collect(),
                other => other.clone(),
            }
        }
        laid_out(&turned(&Document::two_slots().root))
    };
    let escaped = {
        let slashes = text.replace('/', "\\/");
        once(&slashes, "\"custodian A\"", "\"\\u0063ustodian\\u0020\\u0041\"")
    };
    vec![
        opens("layout-crlf", "CRLF line ends.", text.replace('\n', "\r\n")).finding("reformatted"),
        opens("layout-cr", "Line ends of old: CR alone.", text.replace('\n', "\r")).finding("reformatted"),
        opens("layout-tabs", "Indented with tabs.", text.replace("  ", "\t")).finding("reformatted"),
        opens("layout-one-line", "Everything on one line.", Document::secrets().compact()).finding("reformatted"),
        opens("layout-spread", "White space between all tokens.", spread(&Document::secrets().compact()))
            .finding("reformatted"),
        opens("layout-no-last-line-end", "Without the last line end.", text.trim_end().to_owned())
            .finding("reformatted"),
        opens("layout-space-after", "White space of every kind after the last brace.", format!("{text} \t\r\n\n"))
            .finding("reformatted"),
        opens("layout-members-reversed", "Members in another order.", reversed),
        opens("layout-escapes", "Characters escaped that need not be.", escaped).finding("reformatted"),
    ]
}

/// White space of all kinds between the tokens of a text without any.
fn spread(compact: &str) -> String {
    let mut out = String::new();
    let (mut inside, mut escaped) = (false, false);
    for c in compact.chars() {
        let quote = c == '"' && !escaped;
        escaped = inside && c == '\\' && !escaped;
        if !inside && !out.is_empty() && "{}[]:,\"".contains(c) {
            out.push_str(" \t\r\n");
        }
        inside ^= quote;
        out.push(c);
        if !inside && "{[:,".contains(c) {
            out.push_str("\n \t");
        }
    }
    out
}

fn structure() -> Vec<Case> {
    let text = text();
    let wrong = |name, comment, old: &str, new: &str, mark: &str, pointer: &str| {
        Case::text(name, comment, "malformed", once(&text, old, new)).code("unexpected-character").at(pointer, mark)
    };
    let after = |name, comment, tail: &str| {
        let case = Case::text(name, comment, "malformed", format!("{text}{tail}")).code("after-end");
        case.at_character(text.chars().count(), "")
    };
    let nested = |levels: usize| (1..levels).fold(json!([]), |inner, _| json!([inner]));
    // root, header, extensions are three levels.
    let deep = extended(nested(13));
    let too_deep = extended(nested(14));
    let lists = |many: usize| json!(vec![1; many]);
    let base = values_in(&Document::secrets().root) + 2;
    let full = extended(lists(16_384 - base));
    let overfull = extended(lists(16_385 - base));
    vec![
        wrong(
            "json-two-commas",
            "Two commas between members.",
            "\"lanes\": 1,",
            "\"lanes\": 1,,",
            "1,¦,",
            "/header/slots/0/kdf",
        ),
        wrong(
            "json-trailing-comma-in-object",
            "A comma before a closing brace.",
            "\"\n}\n",
            "\",\n}\n",
            "\",\n¦}\n",
            "",
        ),
        wrong(
            "json-trailing-comma-in-list",
            "A comma before a closing bracket.",
            "    ],\n    \"key_check\"",
            "    ,],\n    \"key_check\"",
            "    ,¦],\n",
            "/header/slots/1",
        ),
        wrong(
            "json-missing-comma",
            "No comma between two members.",
            "\"passes\": 1,",
            "\"passes\": 1",
            "\"passes\": 1\n          ¦\"lanes\"",
            "/header/slots/0/kdf",
        ),
        wrong(
            "json-missing-colon",
            "No colon behind a name.",
            "\"passes\": 1",
            "\"passes\" 1",
            "\"passes\" ¦1",
            "/header/slots/0/kdf",
        ),
        wrong("json-bare-key", "A name without quotes.", "\"passes\"", "passes", "¦passes", "/header/slots/0/kdf"),
        wrong("json-single-quotes", "Single quotes.", "\"BTS-PROD\"", "'BTS-PROD'", "¦'BTS-PROD'", "/header/system"),
        wrong(
            "json-comment",
            "A comment.",
            "\"passes\": 1",
            "/* few */ \"passes\": 1",
            "¦/* few */",
            "/header/slots/0/kdf",
        ),
        wrong(
            "json-no-value",
            "A name without a value.",
            "\"passes\": 1,",
            "\"passes\": ,",
            "\"passes\": ¦,",
            "/header/slots/0/kdf/passes",
        ),
        wrong(
            "json-bare-word",
            "A word that is no value.",
            "\"passes\": 1",
            "\"passes\": many",
            "\"passes\": ¦many",
            "/header/slots/0/kdf/passes",
        ),
        wrong(
            "json-true-in-capitals",
            "Literals are in lower case.",
            "\"passes\": 1",
            "\"passes\": True",
            "\"passes\": ¦True",
            "/header/slots/0/kdf/passes",
        ),
        wrong(
            "json-half-a-word",
            "A literal that breaks off.",
            "\"passes\": 1",
            "\"passes\": trip",
            "\"passes\": tr¦ip",
            "/header/slots/0/kdf/passes",
        ),
        wrong(
            "json-wrong-bracket",
            "A list that a brace closes.",
            "    ],\n    \"key_check\"",
            "    },\n    \"key_check\"",
            "    ¦},\n    \"key_check\"",
            "/header/slots",
        ),
        wrong(
            "json-no-break-space",
            "A space that is none in JSON.",
            "\"passes\": 1",
            "\"passes\":\u{a0}1",
            "\"passes\":¦\u{a0}1",
            "/header/slots/0/kdf/passes",
        ),
        wrong(
            "json-nan",
            "Not a number.",
            "\"passes\": 1",
            "\"passes\": NaN",
            "\"passes\": ¦NaN",
            "/header/slots/0/kdf/passes",
        ),
        wrong(
            "json-plus-sign",
            "A number with a plus sign.",
            "\"passes\": 1",
            "\"passes\": +1",
            "\"passes\": ¦+1",
            "/header/slots/0/kdf/passes",
        ),
        after("json-second-document", "A second document behind the first.", "{}\n"),
        after("json-character-after", "A character behind the end.", "x"),
        after("json-zero-byte-after", "A zero byte behind the end.", "\0"),
        Case::of("json-sixteen-deep", "Sixteen levels are allowed.", "opens", &deep).finding("unknown-extension"),
        Case::of("json-seventeen-deep", "The seventeenth level is the fault.", "malformed", &too_deep)
            .code("too-deep")
            .at_value(&too_deep.root, &format!("/header/extensions/ticket{}", "/0".repeat(13))),
        Case::text(
            "json-far-too-deep",
            "Ten thousand levels end at the seventeenth.",
            "malformed",
            repaired(&"[".repeat(10_000)),
        )
        .code("too-deep")
        .at_character(repaired("PROBE").find("PROBE").unwrap() + 14, &format!("{PARITY}{}", "/0".repeat(14))),
        Case::text("json-objects-too-deep", "Objects count like lists.", "malformed", repaired(&"{\"a\":".repeat(20)))
            .code("too-deep")
            .at_character(repaired("PROBE").find("PROBE").unwrap() + 14 * 5, &format!("{PARITY}{}", "/a".repeat(14))),
        Case::text(
            "json-too-many-lists",
            "Lists are values, too, if nothing is in them.",
            "malformed",
            format!("{{\"key_check\": [\"wrapped_key\"{}", ",[]".repeat(16_400)),
        )
        .code("too-many-values")
        .at_character("{\"key_check\": [\"wrapped_key\"".len() + 16_381 * 3 + 1, "/key_check/16382"),
        Case::text(
            "json-far-too-many-values",
            "A list without an end.",
            "malformed",
            format!("{{\"key_check\": [\"wrapped_key\"{}", ", 1".repeat(20_000)),
        )
        .code("too-many-values")
        .at_character("{\"key_check\": [\"wrapped_key\"".len() + 16_381 * 3 + 2, "/key_check/16382"),
        Case::of("json-most-values", "16,384 values are allowed.", "opens", &full).finding("unknown-extension"),
        Case::of(
            "json-too-many-values",
            "The value after 16,384 is the fault; here it is the document's last.",
            "malformed",
            &overfull,
        )
        .code("too-many-values")
        .at_value(&overfull.root, "/checksum"),
    ]
}

/// How many values there are, names not counted.
fn values_in(value: &Value) -> usize {
    1 + match value {
        Value::Object(members) => members.values().map(values_in).sum(),
        Value::Array(values) => values.iter().map(values_in).sum(),
        _ => 0,
    }
}

fn values() -> Vec<Case> {
    let number = |name, comment, digits: &str| {
        Case::text(name, comment, "malformed", repaired(digits))
            .code("bad-number")
            .at(PARITY, &format!("\"parity\": ¦{digits}"))
    };
    let header = |name, comment, digits: &str| {
        let text = once(&text(), "\"passes\": 1", &format!("\"passes\": {digits}"));
        Case::text(name, comment, "malformed", text)
            .code("bad-number")
            .at("/header/slots/0/kdf/passes", &format!("\"passes\": ¦{digits}"))
    };
    let opens =
        |name, comment, value: Value| Case::of(name, comment, "opens", &extended(value)).finding("unknown-extension");
    vec![
        opens("json-largest-number", "2^53 - 1 is a number.", json!(9_007_199_254_740_991_u64)),
        opens("json-zero", "Zero is a number.", json!(0)),
        opens("json-true-and-false", "true and false are values.", json!([true, false])),
        opens("json-empty-containers", "Objects and lists may be empty.", json!([{}, []])),
        number("json-number-too-large", "2^53 is too large.", "9007199254740992"),
        number("json-number-far-too-large", "So is anything longer.", "123456789012345678901234567890"),
        number("json-number-leading-zero", "No leading zeros.", "01"),
        number("json-number-two-zeros", "Zero has one spelling.", "00"),
        number("json-number-fraction", "No fractions, not even whole ones.", "1.0"),
        number("json-number-exponent", "No exponents.", "1e3"),
        header("json-number-negative", "No negative numbers.", "-1"),
        header("json-number-minus-zero", "Nor minus zero.", "-0"),
        header("json-number-fraction-in-header", "No fractions in the header.", "1.5"),
        header("json-number-capital-exponent", "No exponents in the header.", "1E0"),
        Case::text("json-null", "null is no value.", "malformed", once(&text(), "\"BTS-PROD\"", "null"))
            .code("null")
            .at("/header/system", "\"system\": ¦null"),
        Case::text("json-null-in-repair", "Not even where anything may stand.", "malformed", repaired("[null]"))
            .code("null")
            .at("/repair/parity/0", "[¦null"),
        Case::text("json-null-of-a-name", "Nor as the value of a name.", "malformed", repaired("{\"x\": null}"))
            .code("null")
            .at("/repair/parity/x", "{\"x\": ¦null"),
        Case::text("json-empty-string", "No string is empty.", "malformed", once(&text(), "\"BTS-PROD\"", "\"\""))
            .code("empty-string")
            .at("/header/system", "\"system\": ¦\"\""),
        Case::text("json-empty-string-in-repair", "Not even where anything may stand.", "malformed", repaired("\"\""))
            .code("empty-string")
            .at(PARITY, "\"parity\": ¦\"\""),
        Case::text("json-empty-string-in-list", "Nor in a list.", "malformed", repaired("[\"a\", \"\"]"))
            .code("empty-string")
            .at("/repair/parity/1", "\"a\", ¦\"\""),
    ]
}

fn strings() -> Vec<Case> {
    let wrong = |name, comment, string: &str, mark: &str| {
        Case::text(name, comment, "malformed", repaired(&format!("\"{string}\""))).code("bad-string").at(PARITY, mark)
    };
    let opens = |name, comment, value: Value| Case::of(name, comment, "opens", &extended(value));
    let one = Document::secrets().with("/header/slots/0/label", "the \u{1f511}").authentic();
    vec![
        wrong("json-bare-line-end", "A line end in a string.", "a\nb", "\"a¦\nb\""),
        wrong("json-bare-tab", "A tab in a string.", "a\tb", "\"a¦\tb\""),
        wrong("json-bare-zero", "A zero character in a string.", "a\0b", "\"a¦\0b\""),
        wrong("json-unknown-escape", "An escape that JSON does not have.", "a\\x41", "\"a¦\\x41\""),
        wrong("json-escape-in-capitals", "\\U is no escape.", "a\\U0041", "\"a¦\\U0041\""),
        wrong("json-short-escape", "An escape with three digits.", "a\\u041", "\"a¦\\u041\""),
        wrong("json-escape-not-hex", "An escape with another letter.", "a\\u00g1", "\"a¦\\u00g1\""),
        wrong("json-lone-high-surrogate", "The first half of a pair alone.", "a\\ud83d", "\"a¦\\ud83d\""),
        wrong("json-lone-low-surrogate", "The second half of a pair alone.", "a\\udd11", "\"a¦\\udd11\""),
        wrong("json-two-high-surrogates", "Two first halves.", "a\\ud83d\\ud83d", "\"a¦\\ud83d\\ud83d\""),
        wrong(
            "json-high-surrogate-and-letter",
            "A first half and a letter.",
            "a\\ud83d\\u0041",
            "\"a¦\\ud83d\\u0041\"",
        ),
        opens(
            "json-all-escapes",
            "Every character that needs an escape.",
            json!("\u{0}\u{1}\u{8}\t\n\u{b}\u{c}\r\u{1f}\"\\/\u{7f}\u{80}"),
        ),
        opens("json-highest-character", "U+10FFFF, U+FFFF and U+E000.", json!("\u{10ffff}\u{ffff}\u{e000}")),
        opens("json-canonical-strings", "RFC 8785's own example of a string.", json!("\u{20ac}$\u{f}\nA'B\"\\\\\"/")),
        Case::text(
            "json-capital-hex",
            "Escapes in capital digits.",
            "opens",
            once(&one.text(), "\\ud83d\\udd11", "\\uD83D\\uDD11"),
        )
        .quote("slot", "the \u{1f511}")
        .finding("reformatted"),
    ]
}

fn keys() -> Vec<Case> {
    let bad = |name, comment, key: &str, mark: &str| {
        let text = once(&repaired("1"), "\"parity\"", &format!("\"{key}\""));
        Case::text(name, comment, "malformed", text).code("bad-key").at("/repair", mark)
    };
    let twice = |name, comment, old: &str, new: &str, pointer: &str, mark: &str| {
        Case::text(name, comment, "malformed", once(&text(), old, new)).code("duplicate-key").at(pointer, mark)
    };
    let longest = "k".repeat(64);
    let extension = |key: &str| Document::secrets().adding("/header", "extensions", json!({ key: 1 })).authentic();
    vec![
        bad("json-key-capital", "Names are in lower case.", "Parity", "¦\"Parity\""),
        bad("json-key-empty", "No name is empty.", "", "¦\"\": 1"),
        bad("json-key-digit-first", "A name begins with a letter.", "1parity", "¦\"1parity\""),
        bad(
            "json-key-underscore-first",
            "A name begins with a letter, not with an underscore.",
            "_parity",
            "¦\"_parity\"",
        ),
        bad("json-key-hyphen", "No hyphens.", "par-ity", "¦\"par-ity\""),
        bad("json-key-umlaut", "Letters of ASCII only.", "parit\u{e4}t", "¦\"parit\u{e4}t\""),
        bad("json-key-too-long", "65 characters.", &"k".repeat(65), &format!("¦\"{}\"", "k".repeat(65))),
        Case::of("json-key-longest", "64 characters.", "opens", &extension(&longest)).finding("unknown-extension"),
        Case::of("json-key-digits", "Digits and underscores behind the first letter.", "opens", &extension("a_0_9_")),
        twice(
            "json-key-twice",
            "The same name twice in the header.",
            "\"version\": 1,",
            "\"version\": 1, \"version\": 1,",
            "/header/version",
            "\"version\": 1, ¦\"version\": 1,",
        ),
        twice(
            "json-key-twice-at-root",
            "The same name twice at the root.",
            "  \"mac\":",
            "  \"mac\": 1, \"mac\":",
            "/mac",
            "1, ¦\"mac\":",
        ),
        twice(
            "json-key-twice-by-escape",
            "The same name twice after unescaping.",
            "\"version\": 1,",
            "\"version\": 1, \"\\u0076ersion\": 1,",
            "/header/version",
            "1, ¦\"\\u0076ersion\"",
        ),
        Case::text(
            "json-key-twice-in-repair",
            "The same name twice where anything may stand.",
            "malformed",
            repaired("{\"a\": 1, \"a\": 2}"),
        )
        .code("duplicate-key")
        .at("/repair/parity/a", "1, ¦\"a\": 2"),
    ]
}

fn cut() -> Vec<Case> {
    let text = text();
    // Up to and including the mark.
    let until = |name, comment, mark: &str, pointer: &str| {
        let end = text.find(mark).unwrap() + mark.len();
        Case::text(name, comment, "malformed", &text[..end]).code("cut-short").at_end(pointer)
    };
    let in_repair = |name, comment, repair: &str, pointer: &str| {
        let text = repaired("PROBE");
        let end = text.find("PROBE").unwrap();
        Case::text(name, comment, "malformed", format!("{}{repair}", &text[..end])).code("cut-short").at_end(pointer)
    };
    vec![
        until(
            "cut-in-string",
            "The end falls inside a string.",
            "\"wrapped_key\": \"IS",
            "/header/slots/0/wrapped_key",
        ),
        until("cut-in-key", "The end falls inside a name.", "\"payl", ""),
        until("cut-after-key", "The end falls behind a name.", "\"payload\"", ""),
        until("cut-after-colon", "The end falls behind a colon.", "\"payload\": ", "/payload"),
        until("cut-after-comma", "The end falls behind a comma.", "\"lanes\": 1,\n", "/header/slots/0/kdf"),
        until("cut-after-brace", "The end falls behind a closing brace.", "\"\n        }", "/header/slots/0"),
        Case::text(
            "cut-before-last-brace",
            "The last brace is missing.",
            "malformed",
            text.trim_end().trim_end_matches('}'),
        )
        .code("cut-short")
        .at_end(""),
        in_repair("cut-in-word", "The end falls inside a word.", "tru", PARITY),
        in_repair("cut-in-escape", "The end falls inside an escape.", "\"a\\", PARITY),
        in_repair("cut-in-digits-of-escape", "The end falls inside the digits of an escape.", "\"a\\u00", PARITY),
        in_repair("cut-between-surrogates", "The end falls between the escapes of a pair.", "\"a\\ud83d", PARITY),
        in_repair(
            "cut-in-second-surrogate",
            "The end falls inside the second escape of a pair.",
            "\"a\\ud83d\\udd",
            PARITY,
        ),
        in_repair("cut-in-list", "The end falls inside a list.", "[1", PARITY),
    ]
}

fn checksum() -> Vec<Case> {
    let whole = Document::secrets();
    let hurt = |name, comment, document: Document| Case::of(name, comment, "damaged", &document).code("checksum");
    let missing = |name, comment, member: &str| {
        // repair keeps two of the words by which a document is recognised.
        let words = json!({ "words": "key_check wrapped_key" });
        let document = Document::secrets().adding("", "repair", words).without(&format!("/{member}"));
        Case::of(name, comment, "malformed", &document).code("missing-field").place(1, 1, "")
    };
    let mistyped = |name, comment, value: Value, code| {
        let document = Document::secrets().with("/checksum", value);
        Case::of(name, comment, "malformed", &document).code(code).at_value(&document.root, "/checksum")
    };
    let sum = whole.root["checksum"].as_str().unwrap().to_owned();
    let turned: String = sum.chars().rev().collect();
    vec![
        hurt("damaged-label", "A letter of a label.", Document::secrets().with("/header/slots/0/label", "custodian B"))
            .key("try-damaged", "damaged")
            .finding("salvageable")
            .key("salvage", "described"),
        hurt(
            "damaged-checksum",
            "The checksum itself; everything under the mac holds.",
            Document::secrets().with("/checksum", turned),
        )
        .key("try-damaged", "opens")
        .finding("checksum-damaged"),
        hurt(
            "damaged-checksum-wrong-password",
            "Trying a wrong password on a damaged file is not called a wrong password.",
            Document::secrets().with("/checksum", "0".repeat(64)),
        )
        .password("not the password")
        .key("try-damaged", "damaged"),
        hurt("damaged-payload", "A bit of the payload.", Document::secrets().flipped("/payload"))
            .key("try-damaged", "damaged")
            .key("salvage", "nothing"),
        hurt("damaged-mac", "A bit of the mac.", Document::secrets().flipped("/mac"))
            .key("try-damaged", "damaged")
            .key("salvage", "described"),
        hurt("damaged-key-check", "A bit of the key check.", Document::secrets().flipped("/header/key_check"))
            .key("try-damaged", "damaged")
            .key("salvage", "described"),
        hurt("damaged-slot-check", "A bit of the slot's check.", Document::secrets().flipped("/header/slots/0/check"))
            .key("try-damaged", "damaged")
            .key("salvage", "described"),
        hurt(
            "damaged-wrapped-key",
            "A bit of the wrapped key.",
            Document::secrets().flipped("/header/slots/0/wrapped_key"),
        )
        .key("try-damaged", "damaged")
        .key("salvage", "nothing"),
        hurt(
            "damaged-salt",
            "A bit of the salt: never called a wrong password.",
            Document::secrets().flipped("/header/slots/0/kdf/salt"),
        )
        .key("try-damaged", "damaged"),
        hurt(
            "damaged-other-slot",
            "One slot is damaged; the content is reached by the other.",
            Document::two_slots().flipped("/header/slots/0/wrapped_key"),
        )
        .password(B)
        .key("try-damaged", "damaged")
        .key("salvage", "described"),
        hurt(
            "damaged-version",
            "The version: never called a newer one.",
            Document::secrets().with("/header/version", 3),
        )
        .key("hint", "newer-version")
        .key("salvage", "described"),
        hurt(
            "damaged-memory",
            "The memory: never called too dear.",
            Document::secrets().with("/header/slots/0/kdf/memory_kib", 2_105_344),
        )
        .key("try-damaged", "damaged"),
        hurt(
            "damaged-out-of-range",
            "A number out of range: the schema's fault is only a hint.",
            Document::secrets().with("/header/slots/0/kdf/passes", 0),
        )
        .key("hint", "out-of-range"),
        hurt("damaged-name", "A member's name.", {
            let slot = Document::secrets().root["header"]["slots"][0]["reminder"].clone();
            Document::secrets().without("/header/slots/0/reminder").adding("/header/slots/0", "remindes", slot)
        })
        .key("hint", "unknown-field")
        .key("salvage", "described"),
        hurt(
            "damaged-content-kind",
            "The content's kind: it can be given back in one piece.",
            Document::secrets().with("/header/content/kind", "secrett"),
        )
        .key("hint", "unknown-content")
        .key("salvage", "raw"),
        hurt(
            "damaged-content-length",
            "A length in the content's description.",
            Document::secrets().with("/header/content/current/bytes", 36),
        )
        .key("hint", "wrong-length")
        .key("salvage", "raw"),
        hurt("damaged-member-added", "A member was added.", Document::secrets().adding("/header", "note", "hello"))
            .key("hint", "unknown-field"),
        hurt("damaged-member-lost", "A member was lost.", Document::secrets().without("/header/system"))
            .key("try-damaged", "damaged"),
        hurt(
            "damaged-repair-moved-in",
            "The checksum covers no member but three; a fourth in the header is damage.",
            Document::secrets().adding("/header", "repair", json!({})),
        )
        .key("hint", "unknown-field"),
        missing("checksum-missing", "No checksum.", "checksum"),
        missing("mac-missing", "No mac.", "mac"),
        missing("payload-missing", "No payload.", "payload"),
        missing("header-missing", "No header.", "header"),
        mistyped("checksum-number", "The checksum is a number.", json!(7), "wrong-type"),
        mistyped("checksum-list", "The checksum is a list.", json!([sum.clone()]), "wrong-type"),
        mistyped("checksum-short", "63 digits.", json!(sum[..63]), "bad-hex"),
        mistyped("checksum-long", "65 digits.", json!(format!("{sum}0")), "bad-hex"),
        mistyped("checksum-capitals", "Capital digits.", json!(sum.to_uppercase()), "bad-hex"),
        mistyped("checksum-not-hex", "Another letter.", json!(format!("g{}", &sum[1..])), "bad-hex"),
        mistyped(
            "checksum-base64",
            "A hash in base64.",
            json!("uqxuF/EQ3t8FLxOYNjQzPBwXvg2lNQYqdCb5wUa7Wkg="),
            "bad-hex",
        ),
        Case::text(
            "repair-left-alone",
            "Neither checksum nor mac covers repair.",
            "opens",
            repaired("[true, 1, \"x\"]"),
        )
        .finding("repair-data"),
    ]
}

fn newer() -> Vec<Case> {
    let newer = |name, comment, document: Document, code| {
        Case::of(name, comment, "unsupported", &document.authentic()).code(code)
    };
    let whole = Document::secrets;
    let slots = |change: fn(&mut Vec<Value>)| Document::two_slots().slots(|slots, _| change(slots));
    let everything = json!({
        "header": { "format": "master-secret-backup", "version": 2, "key_check": [1], "wrapped_key": { "memory_kib": true } },
        "payload": 7, "mac": { "a": 1 }, "checksum": ""
    });
    let foreign = Document { root: everything, file_key: counted(0x40, 32) }.summed();
    vec![
        newer("newer-version", "Version 2.", whole().with("/header/version", 2), "newer-version"),
        newer(
            "newer-version-zero",
            "Version 0 is none that this reader knows.",
            whole().with("/header/version", 0),
            "newer-version",
        ),
        newer(
            "newer-version-largest",
            "The largest version.",
            whole().with("/header/version", 9_007_199_254_740_991_u64),
            "newer-version",
        ),
        newer(
            "newer-version-other-members",
            "Version 2 with members that version 1 does not know.",
            whole().with("/header/version", 2).adding("/header", "shares", json!([1])),
            "newer-version",
        ),
        newer(
            "newer-version-other-format",
            "The version is looked at before the schema.",
            whole().with("/header/version", 2).with("/header/format", "other"),
            "newer-version",
        ),
        Case::of(
            "newer-version-nothing-else",
            "Version 2 in which everything else is different.",
            "unsupported",
            &foreign,
        )
        .code("newer-version"),
        newer(
            "newer-content",
            "Content of an unknown kind.",
            whole().with("/header/content", json!({ "kind": "shares", "of": 3 })),
            "unknown-content",
        ),
        newer(
            "newer-content-spelling",
            "Kinds are compared exactly.",
            whole().with("/header/content/kind", "Secrets"),
            "unknown-content",
        ),
        newer(
            "newer-content-beside-known-fields",
            "A kind is known by its whole name, whatever stands beside it.",
            Document::file().with("/header/content/kind", "file2"),
            "unknown-content",
        ),
        newer(
            "newer-critical",
            "An extension that a reader must know.",
            whole().adding("/header", "extensions", json!({ "quorum": { "of": 3 } })).adding(
                "/header",
                "critical",
                json!(["quorum"]),
            ),
            "unknown-critical",
        ),
        newer(
            "newer-critical-without-extension",
            "The name alone is enough.",
            whole().adding("/header", "critical", json!(["quorum"])),
            "unknown-critical",
        ),
        newer(
            "newer-critical-among-others",
            "One name among things of other types.",
            whole().adding("/header", "critical", json!([1, "quorum"])),
            "unknown-critical",
        ),
        newer(
            "newer-slots-kind",
            "No slot is of a known kind.",
            slots(|slots| slots.iter_mut().for_each(|slot| slot["kind"] = json!("quorum"))),
            "no-known-slot",
        ),
        newer(
            "newer-slots-derivation",
            "No derivation is known.",
            slots(|slots| slots.iter_mut().for_each(|slot| slot["kdf"]["name"] = json!("scrypt"))),
            "no-known-slot",
        ),
        newer(
            "newer-slots-derivation-version",
            "No version of a derivation is known.",
            slots(|slots| slots.iter_mut().for_each(|slot| slot["kdf"]["version"] = json!(16))),
            "no-known-slot",
        ),
        newer(
            "newer-slots-mixed",
            "One unknown kind and one unknown derivation.",
            slots(|slots| {
                slots[0] = json!({ "kind": "key-file" });
                slots[1]["kdf"]["name"] = json!("balloon");
            }),
            "no-known-slot",
        ),
        {
            let document = whole().slots(|slots, _| *slots = vec![json!({ "kind": "quorum" }); 9]);
            newer(
                "newer-nine-unknown-slots",
                "Nine slots would be too many, but none of them is known.",
                document,
                "no-known-slot",
            )
        },
        {
            let document = whole().with("/header/version", 2);
            let text = canonical(&document.root);
            Case::text(
                "newer-and-damaged",
                "A newer version is believed only behind a checksum that holds.",
                "damaged",
                text,
            )
            .code("checksum")
        },
    ]
}
