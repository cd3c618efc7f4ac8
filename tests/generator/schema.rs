//! The schema: every member missing, of another type, unknown, out of range by one and just in range (FORMAT 1, 6 and 9.6).

use serde_json::{Value, json};

use super::{
    case::Case,
    document::{
        A, CHEAP, CURRENT, Document, NATIVE, NATIVE_PASSWORD, PREVIOUS, Way, base64, counted, sha256, slot, way,
    },
};

pub fn cases() -> Vec<Case> {
    [
        missing(),
        mistyped(),
        unknown(),
        numbers(),
        lengths(),
        ids(),
        times(),
        base64s(),
        texts(),
        names(),
        lists(),
        slots(),
    ]
    .concat()
}

/// A malformed document: `value` stands at `pointer`, and everything else, mac and checksum too, fits.
fn wrong(
    document: Document,
    name: &str,
    comment: &str,
    pointer: &str,
    value: impl Into<Value>,
    code: &'static str,
) -> Case {
    let document = document.with(pointer, value).authentic();
    Case::of(name, comment, "malformed", &document).code(code).at_value(&document.root, pointer)
}

fn secrets(name: &str, comment: &str, pointer: &str, value: impl Into<Value>, code: &'static str) -> Case {
    wrong(Document::secrets(), name, comment, pointer, value, code)
}

fn file(name: &str, comment: &str, pointer: &str, value: impl Into<Value>, code: &'static str) -> Case {
    wrong(Document::file(), name, comment, pointer, value, code)
}

/// A document that opens with `value` at `pointer`.
fn fine(name: &str, comment: &str, pointer: &str, value: impl Into<Value>) -> Case {
    Case::of(name, comment, "opens", &Document::secrets().with(pointer, value).authentic())
}

/// A pointer as a part of a name.
fn dashed(pointer: &str) -> String {
    let parts: Vec<_> = pointer.split('/').filter(|part| !matches!(*part, "" | "header" | "0")).collect();
    parts.join("-").replace('_', "-")
}

const SLOT: &str = "/header/slots/0";

/// Two of the words by which a document is recognised, for those that lose their header.
const MARKERS: &str = "key_check wrapped_key";

/// What must be there. The root's members are asked for with the checksum.
const REQUIRED: &[&str] = &[
    "/header/format",
    "/header/version",
    "/header/id",
    "/header/created",
    "/header/content",
    "/header/slots",
    "/header/key_check",
    "/header/content/kind",
    "/header/content/current",
    "/header/content/current/msid",
    "/header/content/current/bytes",
    "/header/content/previous/msid",
    "/header/content/previous/bytes",
    "/header/slots/0/kind",
    "/header/slots/0/label",
    "/header/slots/0/kdf",
    "/header/slots/0/check",
    "/header/slots/0/wrapped_key",
    "/header/slots/0/kdf/name",
    "/header/slots/0/kdf/version",
    "/header/slots/0/kdf/memory_kib",
    "/header/slots/0/kdf/passes",
    "/header/slots/0/kdf/lanes",
    "/header/slots/0/kdf/salt",
];

const REQUIRED_OF_FILE: &[&str] = &["/header/content/name", "/header/content/bytes", "/header/content/sha256"];

fn missing() -> Vec<Case> {
    let case = |document: Document, pointer: &str| {
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        let document = document.without(pointer).authentic();
        let comment = format!("The member {name} of {parent} is missing.");
        Case::of(&format!("missing-{}", dashed(pointer)), &comment, "malformed", &document)
            .code("missing-field")
            .at_value(&document.root, parent)
    };
    let mut cases: Vec<_> = REQUIRED.iter().map(|pointer| case(Document::secrets(), pointer)).collect();
    cases.extend(REQUIRED_OF_FILE.iter().map(|pointer| case(Document::file(), pointer)));
    cases.push(
        Case::of("missing-nothing", "Nothing but what is required.", "opens", &Document::smallest())
            .finding("no-reminder")
            .finding("no-previous")
            .finding("age-unknown"),
    );
    cases.push(
        Case::of("missing-everything", "A header without members.", "malformed", &{
            // repair keeps two of the words by which a document is recognised.
            Document::secrets().with("/header", json!({})).adding("", "repair", json!({ "words": MARKERS })).authentic()
        })
        .code("missing-field")
        .at("/header", "\"header\": ¦{}"),
    );
    cases
}

/// Every member with what it is: a value of each other type is a fault.
const TYPED: &[(&str, char)] = &[
    ("/header", 'o'),
    ("/payload", 't'),
    ("/mac", 't'),
    ("/header/format", 't'),
    ("/header/version", 'n'),
    ("/header/id", 't'),
    ("/header/replaces", 't'),
    ("/header/created", 't'),
    ("/header/system", 't'),
    ("/header/content", 'o'),
    ("/header/slots", 'l'),
    ("/header/key_check", 't'),
    ("/header/content/kind", 't'),
    ("/header/content/current", 'o'),
    ("/header/content/current/msid", 't'),
    ("/header/content/current/bytes", 'n'),
    ("/header/content/current/generated", 't'),
    ("/header/content/previous", 'o'),
    ("/header/content/backed_up", 't'),
    ("/header/slots/0", 'o'),
    ("/header/slots/0/kind", 't'),
    ("/header/slots/0/label", 't'),
    ("/header/slots/0/reminder", 't'),
    ("/header/slots/0/kdf", 'o'),
    ("/header/slots/0/check", 't'),
    ("/header/slots/0/wrapped_key", 't'),
    ("/header/slots/0/kdf/name", 't'),
    ("/header/slots/0/kdf/version", 'n'),
    ("/header/slots/0/kdf/memory_kib", 'n'),
    ("/header/slots/0/kdf/passes", 'n'),
    ("/header/slots/0/kdf/lanes", 'n'),
    ("/header/slots/0/kdf/salt", 't'),
];

const TYPED_OF_FILE: &[(&str, char)] = &[
    ("/header/content/name", 't'),
    ("/header/content/bytes", 'n'),
    ("/header/content/sha256", 't'),
    ("/header/content/native_password_bytes", 'n'),
    ("/header/content/current_msid", 't'),
    ("/header/content/previous_msid", 't'),
    ("/header/content/backed_up", 't'),
];

fn mistyped() -> Vec<Case> {
    let case = |document: Document, prefix: &str, (pointer, kind): (&str, char), index: usize| {
        // Each wrong type takes its turn.
        let others: Vec<Value> =
            [('t', json!("7")), ('n', json!(7)), ('o', json!({})), ('l', json!([1])), ('b', json!(true))]
                .into_iter()
                .filter(|(other, _)| *other != kind)
                .map(|(_, value)| value)
                .collect();
        let value = others[index % others.len()].clone();
        let comment = format!("{pointer} is of another type.");
        let name = if pointer == SLOT { "slot".to_owned() } else { dashed(pointer) };
        let name = if pointer == "/header" { "header".to_owned() } else { name };
        let document = document.with(pointer, value);
        let document = match pointer {
            "/header" => document.adding("", "repair", json!({ "words": MARKERS })),
            _ => document,
        };
        let document = if pointer == "/mac" { document.summed() } else { document.authentic() };
        Case::of(&format!("type-{prefix}{name}"), &comment, "malformed", &document)
            .code("wrong-type")
            .at_value(&document.root, pointer)
    };
    let mut cases: Vec<_> =
        TYPED.iter().enumerate().map(|(index, typed)| case(Document::secrets(), "", *typed, index)).collect();
    cases.extend(TYPED_OF_FILE.iter().enumerate().map(|(index, typed)| case(Document::file(), "file-", *typed, index)));
    let extensions = |value: Value| Document::secrets().adding("/header", "extensions", value).authentic();
    let list = extensions(json!(["ticket"]));
    cases.push(
        Case::of("type-extensions", "extensions is a list.", "malformed", &list)
            .code("wrong-type")
            .at_value(&list.root, "/header/extensions"),
    );
    let critical = Document::secrets().adding("/header", "critical", json!({ "ticket": 1 })).authentic();
    cases.push(
        Case::of("type-critical", "critical is an object.", "malformed", &critical)
            .code("wrong-type")
            .at_value(&critical.root, "/header/critical"),
    );
    let number = Document::secrets().adding("/header", "critical", json!([1])).authentic();
    cases.push(
        Case::of("type-critical-element", "critical holds a number and no text.", "malformed", &number)
            .code("wrong-type")
            .at_value(&number.root, "/header/critical/0"),
    );
    for (name, value) in [("list", json!([])), ("text", json!("none"))] {
        let document = Document::secrets().adding("", "repair", value).authentic();
        cases.push(
            Case::of(&format!("type-repair-{name}"), "repair is an object or is not there.", "malformed", &document)
                .code("wrong-type")
                .at_value(&document.root, "/repair"),
        );
    }
    cases
}

fn unknown() -> Vec<Case> {
    let case = |document: Document, parent: &str, name: &str| {
        let document = document.adding(parent, name, 1).authentic();
        let pointer = format!("{parent}/{name}");
        let (called, place) = match parent {
            "" => ("root".to_owned(), "the root"),
            _ => (dashed(parent), parent),
        };
        Case::of(
            &format!("unknown-in-{called}"),
            &format!("A member that {place} does not have."),
            "malformed",
            &document,
        )
        .code("unknown-field")
        .at_name(&document.root, &pointer)
    };
    let mut cases = vec![
        case(Document::secrets(), "", "extra"),
        case(Document::secrets(), "/header/content", "name"),
        case(Document::secrets(), "/header/content/current", "secret"),
        case(Document::secrets(), "/header/content/previous", "secret"),
        case(Document::secrets(), "/header/slots/0", "hint"),
        case(Document::secrets(), "/header/slots/0/kdf", "threads"),
    ];
    cases.push({
        let document = Document::secrets().adding("/header", "comment", "hello").authentic();
        Case::of("unknown-in-header", "A member that the header does not have.", "malformed", &document)
            .code("unknown-field")
            .at_name(&document.root, "/header/comment")
    });
    cases.push({
        let document = Document::file().adding("/header/content", "current", json!({})).authentic();
        Case::of("unknown-in-file", "A member of the other kind of content.", "malformed", &document)
            .code("unknown-field")
            .at_name(&document.root, "/header/content/current")
    });
    let extension =
        Document::secrets().adding("/header", "extensions", json!({ "ticket": { "closed": true, "number": 4711 } }));
    cases.push(
        Case::of(
            "extension",
            "Anything may stand in an extension, and it is authenticated.",
            "opens",
            &extension.clone().authentic(),
        )
        .finding("unknown-extension"),
    );
    cases.push(
        Case::of(
            "extension-added-by-hand",
            "An extension that somebody added without the key.",
            "tampered",
            &extension.summed(),
        )
        .code("mac")
        .key("salvage", "described"),
    );
    cases.push(Case::of(
        "extensions-empty",
        "extensions may be empty.",
        "opens",
        &Document::secrets().adding("/header", "extensions", json!({})).authentic(),
    ));
    cases
}

fn numbers() -> Vec<Case> {
    let out = "out-of-range";
    let kdf = |name: &str, comment: &str, member: &str, value: u64| {
        secrets(name, comment, &format!("/header/slots/0/kdf/{member}"), value, out)
    };
    let costing = |name: &str, comment: &str, cost: (u32, u32, u32)| {
        let way = Way { cost, ..way("custodian A", A, 11) };
        let content = Document::smallest().root["header"]["content"].clone();
        Case::of(name, comment, "opens", &Document::new(content, &counted(0x80, 32), &[way]))
    };
    let holding = |name: &str, comment: &str, bytes: usize| {
        let content = json!({ "kind": "secrets", "current": { "msid": CURRENT, "bytes": bytes } });
        Case::of(name, comment, "opens", &Document::enclosing(content, &counted(0x80, bytes)))
    };
    let enclosed = |bytes: &[u8], password: usize| {
        let mut content = json!({ "kind": "file", "name": "x", "bytes": bytes.len(), "sha256": sha256(bytes) });
        if password > 0 {
            content["native_password_bytes"] = json!(password);
        }
        Document::enclosing(content, &[bytes, &vec![b'p'; password]].concat())
    };
    vec![
        kdf("range-memory-low", "One KiB less than 8 MiB.", "memory_kib", 8191),
        kdf("range-memory-high", "4 GiB.", "memory_kib", 4_194_304),
        kdf("range-memory-terabyte", "1 TiB: nothing is allocated.", "memory_kib", 1_073_741_824),
        kdf("range-memory-largest", "The largest number there is.", "memory_kib", 9_007_199_254_740_991),
        kdf("range-memory-wrapped", "2^32 + 8192 must not become 8192.", "memory_kib", 4_294_975_488),
        kdf("range-passes-zero", "No pass.", "passes", 0),
        kdf("range-passes-high", "65 passes.", "passes", 65),
        kdf("range-passes-huge", "2^31 passes.", "passes", 2_147_483_648),
        kdf("range-lanes-zero", "No lane.", "lanes", 0),
        kdf("range-lanes-high", "17 lanes.", "lanes", 17),
        costing("range-passes-most", "64 passes.", (8192, 64, 1)),
        costing("range-lanes-most", "16 lanes.", (8192, 1, 16)),
        costing("range-memory-odd", "Memory that is no multiple of four times the lanes.", (8195, 2, 3)),
        costing("range-cost-standard", "64 MiB, 3 passes, 4 lanes.", (65536, 3, 4)).key("without", "weak-derivation"),
        costing("range-cost-less", "One KiB less than that.", (65535, 3, 4)).finding("weak-derivation"),
        secrets("range-secret-short", "A secret of 15 bytes.", "/header/content/current/bytes", 15, out),
        secrets("range-secret-long", "A secret of 65 bytes.", "/header/content/current/bytes", 65, out),
        secrets("range-previous-short", "A previous secret of 15 bytes.", "/header/content/previous/bytes", 15, out),
        secrets("range-previous-long", "A previous secret of 65 bytes.", "/header/content/previous/bytes", 65, out),
        holding("range-secret-shortest", "A secret of 16 bytes.", 16),
        holding("range-secret-longest", "A secret of 64 bytes.", 64),
        file("range-file-empty", "An enclosed file of no bytes.", "/header/content/bytes", 0, out),
        file("range-file-large", "An enclosed file of 2 MiB and one byte.", "/header/content/bytes", 2_097_153, out),
        Case::of("range-file-smallest", "An enclosed file of one byte.", "opens", &enclosed(b"x", 0))
            .key("sha256", sha256(b"x"))
            .finding("no-native-password"),
        {
            let document = Document::file().with("/header/content/bytes", 2_097_152).authentic();
            Case::of(
                "range-file-largest",
                "2 MiB are in range; the payload is too short for them.",
                "malformed",
                &document,
            )
            .code("wrong-length")
            .at_value(&document.root, "/payload")
        },
        file(
            "range-native-password-empty",
            "A native password of no bytes.",
            "/header/content/native_password_bytes",
            0,
            out,
        ),
        file(
            "range-native-password-long",
            "A native password of 1,025 bytes.",
            "/header/content/native_password_bytes",
            1025,
            out,
        ),
        Case::of(
            "range-native-password-longest",
            "A native password of 1,024 bytes.",
            "opens",
            &enclosed(b"native", 1024),
        )
        .key("without", "no-native-password"),
        Case::of("range-native-password-shortest", "A native password of one byte.", "opens", &enclosed(b"native", 1)),
    ]
}

fn lengths() -> Vec<Case> {
    let bytes = |name: &str, pointer: &str, length: usize| {
        secrets(name, &format!("{pointer} has {length} bytes."), pointer, base64(&counted(7, length)), "wrong-length")
    };
    let salted = |name: &str, comment: &str, length: usize| {
        let way = Way { salt: counted(21, length), ..way("custodian A", A, 0) };
        let content = Document::smallest().root["header"]["content"].clone();
        Case::of(name, comment, "opens", &Document::new(content, &counted(0x80, 32), &[way]))
    };
    vec![
        bytes("length-payload-short", "/payload", 12 + 56 + 15),
        bytes("length-payload-long", "/payload", 12 + 56 + 17),
        bytes("length-payload-nonce-only", "/payload", 12),
        bytes("length-payload-tiny", "/payload", 1),
        bytes("length-key-check-short", "/header/key_check", 31),
        bytes("length-key-check-long", "/header/key_check", 33),
        bytes("length-check-short", "/header/slots/0/check", 31),
        bytes("length-check-long", "/header/slots/0/check", 33),
        bytes("length-wrapped-key-short", "/header/slots/0/wrapped_key", 59),
        bytes("length-wrapped-key-long", "/header/slots/0/wrapped_key", 61),
        bytes("length-salt-short", "/header/slots/0/kdf/salt", 15),
        bytes("length-salt-long", "/header/slots/0/kdf/salt", 65),
        salted("length-salt-shortest", "A salt of 16 bytes.", 16),
        salted("length-salt-longest", "A salt of 64 bytes.", 64),
        {
            let document = Document::secrets().with("/mac", base64(&counted(7, 31))).summed();
            Case::of("length-mac-short", "A mac of 31 bytes.", "malformed", &document)
                .code("wrong-length")
                .at_value(&document.root, "/mac")
        },
        {
            let document = Document::secrets().with("/mac", base64(&counted(7, 33))).summed();
            Case::of("length-mac-long", "A mac of 33 bytes.", "malformed", &document)
                .code("wrong-length")
                .at_value(&document.root, "/mac")
        },
        {
            let document = Document::file().without("/header/content/native_password_bytes").authentic();
            Case::of(
                "length-payload-native-password",
                "The payload holds a native password that the header does not mention.",
                "malformed",
                &document,
            )
            .code("wrong-length")
            .at_value(&document.root, "/payload")
        },
    ]
}

fn ids() -> Vec<Case> {
    let id = |name: &str, comment: &str, value: &str| secrets(name, comment, "/header/id", value, "bad-id");
    let msid = |name: &str, comment: &str, value: &str| {
        secrets(name, comment, "/header/content/current/msid", value, "bad-guid")
    };
    vec![
        id("id-capitals", "An id in capitals.", "0B5C7C1E-4A60-4F0E-9D6A-2F1C8E7D9A01"),
        id("id-braces", "An id in braces.", "{0b5c7c1e-4a60-4f0e-9d6a-2f1c8e7d9a01}"),
        id("id-without-hyphens", "An id without hyphens.", "0b5c7c1e4a604f0e9d6a2f1c8e7d9a01"),
        id("id-urn", "An id as a URN.", "urn:uuid:0b5c7c1e-4a60-4f0e-9d6a-2f1c8e7d9a01"),
        id("id-nil", "An id of zeros.", "00000000-0000-0000-0000-000000000000"),
        id("id-version-one", "An id of version 1.", "0b5c7c1e-4a60-1f0e-9d6a-2f1c8e7d9a01"),
        id("id-variant", "An id of another variant.", "0b5c7c1e-4a60-4f0e-cd6a-2f1c8e7d9a01"),
        id("id-short", "An id with a digit too few.", "0b5c7c1e-4a60-4f0e-9d6a-2f1c8e7d9a0"),
        secrets(
            "id-replaces-version-seven",
            "replaces is of version 7.",
            "/header/replaces",
            "0190e7b2-4a60-7f0e-9d6a-2f1c8e7d9a01",
            "bad-id",
        ),
        msid("msid-capitals", "An MSID in capitals.", "6F96A3B0-13C7-4A5E-8F55-0C6D2E9B7A11"),
        msid("msid-braces", "An MSID in braces.", "{6f96a3b0-13c7-4a5e-8f55-0c6d2e9b7a11}"),
        msid("msid-without-hyphens", "An MSID without hyphens.", "6f96a3b013c74a5e8f550c6d2e9b7a11"),
        msid("msid-nil", "An MSID of zeros.", "00000000-0000-0000-0000-000000000000"),
        msid("msid-other-letter", "An MSID with another letter.", "6f96a3b0-13c7-4a5e-8f55-0c6d2e9b7a1g"),
        fine(
            "msid-version-one",
            "An MSID may be any GUID.",
            "/header/content/current/msid",
            "6f96a3b0-13c7-1a5e-0f55-0c6d2e9b7a11",
        ),
        secrets(
            "msid-previous-same",
            "Both secrets have one MSID.",
            "/header/content/previous/msid",
            CURRENT,
            "repeated",
        ),
        file(
            "msid-file-capitals",
            "A stated MSID in capitals.",
            "/header/content/current_msid",
            "6F96A3B0-13C7-4A5E-8F55-0C6D2E9B7A11",
            "bad-guid",
        ),
        file(
            "msid-file-previous-nil",
            "A stated MSID of zeros.",
            "/header/content/previous_msid",
            "00000000-0000-0000-0000-000000000000",
            "bad-guid",
        ),
        file(
            "msid-file-previous-same",
            "Both stated MSIDs are one.",
            "/header/content/previous_msid",
            CURRENT,
            "repeated",
        ),
        {
            let document = Document::file().without("/header/content/current_msid").authentic();
            Case::of("msid-file-previous-alone", "Only the previous MSID was stated.", "opens", &document)
        },
        file(
            "sha256-capitals",
            "A SHA-256 in capitals.",
            "/header/content/sha256",
            sha256(NATIVE).to_uppercase(),
            "bad-hex",
        ),
        file(
            "sha256-short",
            "A SHA-256 of 63 digits.",
            "/header/content/sha256",
            sha256(NATIVE)[1..].to_owned(),
            "bad-hex",
        ),
        file(
            "sha256-other-letter",
            "A SHA-256 with another letter.",
            "/header/content/sha256",
            format!("x{}", &sha256(NATIVE)[1..]),
            "bad-hex",
        ),
        secrets(
            "format-capitals",
            "The format's name is compared exactly.",
            "/header/format",
            "Master-Secret-Backup",
            "wrong-format",
        ),
        secrets(
            "format-space",
            "A space behind the format's name.",
            "/header/format",
            "master-secret-backup ",
            "wrong-format",
        ),
        secrets(
            "format-other",
            "The name of another format.",
            "/header/format",
            "master-secret-backup-2",
            "wrong-format",
        ),
    ]
}

fn times() -> Vec<Case> {
    let bad = |name: &str, comment: &str, time: &str| secrets(name, comment, "/header/created", time, "bad-time");
    vec![
        bad("time-offset", "An offset.", "2026-11-20T14:55:02+00:00"),
        bad("time-fraction", "A fraction of a second.", "2026-11-20T14:55:02.0Z"),
        bad("time-without-zone", "No Z.", "2026-11-20T14:55:02"),
        bad("time-small-z", "A small z.", "2026-11-20T14:55:02z"),
        bad("time-space", "A space for the T.", "2026-11-20 14:55:02Z"),
        bad("time-date-only", "A date alone.", "2026-11-20"),
        bad("time-leap-second", "A leap second.", "2016-12-31T23:59:60Z"),
        bad("time-hour", "Hour 24.", "2026-11-20T24:00:00Z"),
        bad("time-minute", "Minute 60.", "2026-11-20T14:60:00Z"),
        bad("time-month", "Month 13.", "2026-13-20T14:55:02Z"),
        bad("time-day", "31 November.", "2026-11-31T14:55:02Z"),
        bad("time-leap-day", "29 February of a year that has none.", "2100-02-29T00:00:00Z"),
        bad("time-too-early", "A second before 1970.", "1969-12-31T23:59:59Z"),
        bad("time-year-zero", "The year 0.", "0000-01-01T00:00:00Z"),
        bad("time-five-digits", "The year 10000.", "10000-01-01T00:00:00Z"),
        bad("time-other-digits", "Digits of another script.", "\u{662}026-11-20T14:55:02Z"),
        secrets(
            "time-generated",
            "An impossible time of generation.",
            "/header/content/current/generated",
            "2026-02-30T00:00:00Z",
            "bad-time",
        ),
        secrets(
            "time-backed-up",
            "An impossible time of the backup.",
            "/header/content/backed_up",
            "2026-02-30T00:00:00Z",
            "bad-time",
        ),
        file(
            "time-backed-up-file",
            "An impossible time of the native backup.",
            "/header/content/backed_up",
            "yesterday",
            "bad-time",
        ),
        fine("time-earliest", "The first second of 1970.", "/header/created", "1970-01-01T00:00:00Z"),
        fine("time-latest", "The last second of 9999.", "/header/created", "9999-12-31T23:59:59Z")
            .finding("created-in-future"),
        fine("time-leap-day-real", "29 February of a leap year.", "/header/created", "2000-02-29T00:00:00Z"),
        fine(
            "time-no-order",
            "Generated after the file was written: no order is asked for.",
            "/header/content/current/generated",
            "2030-01-01T00:00:00Z",
        ),
        fine(
            "time-secret-old",
            "A secret generated 366 days ago.",
            "/header/content/current/generated",
            "2025-11-19T14:55:02Z",
        )
        .finding("secret-old"),
        fine(
            "time-secret-not-yet-old",
            "A secret generated 365 days ago.",
            "/header/content/current/generated",
            "2025-11-20T14:55:02Z",
        )
        .key("without", "secret-old"),
        {
            let document = Document::file().with("/header/content/backed_up", "2026-10-19T14:55:02Z").authentic();
            Case::of("time-backup-old", "A native backup of 32 days ago.", "opens", &document).finding("backup-old")
        },
        {
            let document = Document::file().with("/header/content/backed_up", "2026-10-20T14:55:02Z").authentic();
            Case::of("time-backup-not-yet-old", "A native backup of 31 days ago.", "opens", &document)
                .key("without", "backup-old")
        },
    ]
}

fn base64s() -> Vec<Case> {
    let check = Document::secrets().root["header"]["key_check"].as_str().unwrap().to_owned();
    assert!(check.ends_with('=') && !check.ends_with("=="));
    let bad =
        |name: &str, comment: &str, value: String| secrets(name, comment, "/header/key_check", value, "bad-base64");
    // The last letter before the padding holds two bits that must be zero.
    let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let last = check.chars().rev().nth(1).unwrap();
    let next = letters.chars().nth(letters.find(last).unwrap() + 1).unwrap();
    let loose = format!("{}{next}=", &check[..check.len() - 2]);
    vec![
        bad("base64-no-padding", "Without padding.", check.trim_end_matches('=').to_owned()),
        bad("base64-more-padding", "With too much padding.", format!("{check}=")),
        bad("base64-loose-bits", "Unused bits that are not zero.", loose),
        bad("base64-space", "With a space.", format!(" {check}")),
        bad("base64-line-end", "With a line end.", format!("{}\n{}", &check[..20], &check[20..])),
        bad("base64-url-alphabet", "In the alphabet for URLs.", format!("_-{}", &check[2..])),
        bad("base64-other-letter", "With another character.", format!("*{}", &check[1..])),
        bad("base64-padding-inside", "With padding in the middle.", format!("AA=={}", &check[4..])),
        secrets("base64-payload", "The payload is not base64.", "/payload", "not base64", "bad-base64"),
        secrets("base64-salt", "The salt is not base64.", "/header/slots/0/kdf/salt", "not base64", "bad-base64"),
        secrets("base64-check", "The check is not base64.", "/header/slots/0/check", "not base64", "bad-base64"),
        secrets(
            "base64-wrapped-key",
            "The wrapped key is not base64.",
            "/header/slots/0/wrapped_key",
            "not base64",
            "bad-base64",
        ),
    ]
}

fn texts() -> Vec<Case> {
    let label = "/header/slots/0/label";
    let reminder = "/header/slots/0/reminder";
    let system = "/header/system";
    let bad = |name: &str, comment: &str, value: &str| secrets(name, comment, label, value, "forbidden-text");
    let long = |count: usize| "\u{1f511}".repeat(count);
    let hostile = |name: &str, comment: &str, value: &str| fine(name, comment, label, value).quote("slot", value);
    vec![
        bad("text-escape-character", "A terminal's escape sequence.", "a\u{1b}[2J"),
        bad("text-line-end", "A line end.", "a\nb"),
        bad("text-tab", "A tab.", "a\tb"),
        bad("text-zero", "A zero character.", "a\u{0}b"),
        bad("text-delete", "U+007F.", "a\u{7f}"),
        bad("text-next-line", "U+0085.", "a\u{85}b"),
        bad("text-last-control", "U+009F.", "a\u{9f}b"),
        bad("text-line-separator", "U+2028.", "a\u{2028}b"),
        bad("text-paragraph-separator", "U+2029.", "a\u{2029}b"),
        bad("text-left-to-right-embedding", "U+202A.", "\u{202a}abc"),
        bad("text-right-to-left-override", "U+202E.", "\u{202e}abc"),
        bad("text-isolate", "U+2066.", "\u{2066}abc"),
        bad("text-end-of-isolate", "U+2069.", "abc\u{2069}"),
        secrets(
            "text-reminder-override",
            "A reminder that turns the direction of writing.",
            reminder,
            "\u{202e}abc",
            "forbidden-text",
        ),
        secrets("text-system-control", "A system label with a control character.", system, "a\u{7}", "forbidden-text"),
        file(
            "text-name-override",
            "A name that shows another extension than it has.",
            "/header/content/name",
            "SSO\u{202e}kab.exe",
            "forbidden-text",
        ),
        secrets("text-label-long", "A label of 129 characters.", label, long(129), "too-long"),
        secrets("text-reminder-long", "A reminder of 513 characters.", reminder, long(513), "too-long"),
        secrets("text-system-long", "A system label of 129 characters.", system, long(129), "too-long"),
        file("text-name-long", "A name of 256 characters.", "/header/content/name", long(256), "too-long"),
        fine("text-label-longest", "A label of 128 characters beyond the first 65,536.", label, long(128)),
        fine("text-reminder-longest", "A reminder of 512 characters.", reminder, long(512)),
        fine("text-system-longest", "A system label of 128 characters.", system, long(128)),
        fine("text-one-character", "A label of one character.", label, "x"),
        hostile(
            "text-formula",
            "A label that a spreadsheet would calculate.",
            "=HYPERLINK(\"http://example.com\",\"open\")",
        ),
        hostile("text-markup", "A label that a page would run.", "<img src=x onerror=alert(1)>"),
        hostile("text-placeholder", "A label that looks like a placeholder.", "{found} {slot} %s $(id) `id`"),
        hostile("text-quotes", "A label of quotes and backslashes.", "\"\\\" “ ” ' \\u0041"),
        hostile("text-joined", "Joined emoji and combining marks.", "👩\u{200d}💻 e\u{301}\u{302}\u{303}"),
        hostile("text-right-to-left", "Right-to-left script, with a mark.", "\u{5de}\u{5e4}\u{5ea}\u{5d7}\u{200f} 7"),
        hostile("text-private", "A private character is allowed in a label.", "\u{e000}"),
        hostile("text-spaces", "Spaces at both ends are part of a label.", "  custodian  "),
    ]
}

fn names() -> Vec<Case> {
    let name = "/header/content/name";
    let bad = |case: &str, comment: &str, value: &str| file(&format!("name-{case}"), comment, name, value, "bad-name");
    let good = |case: &str, comment: &str, value: &str| {
        Case::of(&format!("name-{case}"), comment, "opens", &Document::file().with(name, value).authentic())
    };
    vec![
        bad("up", "A way out of the folder.", "..\\..\\x"),
        bad("slash", "A slash.", "a/b"),
        bad("absolute", "An absolute path.", "/etc/passwd"),
        bad("colon", "A drive or a stream.", "C:x"),
        bad("dot", "This folder.", "."),
        bad("dot-dot", "The folder above.", ".."),
        bad("con", "A device.", "CON"),
        bad("con-extension", "A device with an extension.", "con.bak"),
        bad("nul-space", "A device with spaces before its extension.", "Nul  .txt"),
        bad("com", "A numbered device.", "COM1.bak"),
        bad("lpt", "Another numbered device.", "lpt0"),
        bad("com-superscript", "A device with a superscript number.", "COM\u{b9}"),
        bad("conin", "The console's input.", "CONIN$"),
        bad("conout", "The console's output.", "conout$.x"),
        good("dot-file", "Nothing before the first dot.", ".bak"),
        good("console", "A device's name and more.", "CONSOLE.bak"),
        good("com-two-digits", "Only one digit makes a device.", "COM10"),
        good("com-alone", "No digit makes none.", "com.bak"),
        good("device-as-extension", "A device's name behind the dot.", "x.CON"),
        good("dotless-i", "Only a to z are folded.", "con\u{131}n$"),
        good("three-dots", "Three dots are a name.", "..."),
        good("formula", "A name that a spreadsheet would calculate.", "=1+1.bak"),
        good("longest", "255 characters.", &"\u{1f511}".repeat(255)),
    ]
}

fn lists() -> Vec<Case> {
    let document = |many: usize| {
        Document::secrets().slots(|slots, _| {
            slots.extend((1..many).map(|number| json!({ "kind": "key-file", "label": format!("token {number}") })));
        })
    };
    let labels =
        |first: Value, second: Value| Document::secrets().slots(|slots, _| *slots = vec![first, second]).authentic();
    let known = |label: &'static str, salt: u8| slot(&way(label, A, salt), &Document::secrets().file_key);
    let empty = Document::secrets().with("/header/slots", json!([])).authentic();
    let nine = document(9).authentic();
    let critical = Document::secrets().adding("/header", "critical", json!([])).authentic();
    let twice = labels(known("custodian A", 1), known("custodian A", 2));
    let unknown = labels(known("custodian A", 1), json!({ "kind": "key-file", "label": "custodian A" }));
    let repeated = |name: &str, comment: &str, document: &Document| {
        Case::of(name, comment, "malformed", document)
            .code("repeated")
            .at_value(&document.root, "/header/slots/1/label")
    };
    vec![
        Case::of("slots-none", "No slot.", "malformed", &empty)
            .code("out-of-range")
            .at_value(&empty.root, "/header/slots"),
        Case::of("slots-nine", "Nine slots.", "malformed", &nine)
            .code("out-of-range")
            .at_value(&nine.root, "/header/slots"),
        Case::of("slots-eight", "Eight slots, seven of them unknown.", "opens", &document(8).authentic())
            .finding("unknown-slot"),
        Case::of("critical-empty", "critical without a name.", "malformed", &critical)
            .code("out-of-range")
            .at_value(&critical.root, "/header/critical"),
        repeated("label-twice", "Two slots have one label.", &twice),
        repeated("label-twice-unknown", "The label of an unknown slot counts, too.", &unknown),
        Case::of(
            "label-other-case",
            "Labels are compared exactly.",
            "opens",
            &labels(known("custodian A", 1), known("Custodian A", 2)),
        ),
        Case::of(
            "label-other-composition",
            "Labels are compared as they stand, without normalisation.",
            "opens",
            &labels(known("Gr\u{fc}n", 1), known("Gru\u{308}n", 2)),
        )
        .quote("slot", "Gr\u{fc}n"),
    ]
}

fn slots() -> Vec<Case> {
    let beside = |name: &str, comment: &str, first: bool, unknown: Value| {
        let document = Document::secrets().slots(|slots, _| slots.insert(usize::from(!first), unknown)).authentic();
        Case::of(name, comment, "opens", &document).quote("slot", "custodian A").finding("unknown-slot")
    };
    let mut derivation = slot(&way("board", A, 5), &counted(0, 32));
    derivation["kdf"] = json!({ "name": "scrypt", "n": 32768, "r": 8, "p": 1 });
    let mut version = slot(&way("board", A, 5), &counted(0, 32));
    version["kdf"]["version"] = json!(16);
    version["kdf"]["memory_kib"] = json!(9_007_199_254_740_991_u64);
    let malformed = |name: &str, comment: &str, unknown: Value, pointer: &str, code: &'static str| {
        let document = Document::secrets().slots(|slots, _| slots.push(unknown)).authentic();
        Case::of(name, comment, "malformed", &document).code(code).at_value(&document.root, pointer)
    };
    let mut no_kdf = slot(&way("board", A, 5), &counted(0, 32));
    no_kdf["kdf"] = json!("scrypt");
    let mut number = slot(&way("board", A, 5), &counted(0, 32));
    number["kdf"]["name"] = json!(7);
    vec![
        beside(
            "slot-unknown-last",
            "An unknown slot behind a known one.",
            false,
            json!({ "kind": "quorum", "shares": [1, true, { "of": 3 }] }),
        ),
        beside("slot-unknown-first", "An unknown slot before a known one.", true, json!({ "kind": "quorum" })),
        beside(
            "slot-unknown-label",
            "An unknown slot's label may be no text.",
            false,
            json!({ "kind": "quorum", "label": 7 }),
        ),
        beside(
            "slot-unknown-hostile-label",
            "An unknown slot's label may be any text.",
            false,
            json!({ "kind": "\u{202e}\n", "label": "\u{1b}[2J" }),
        ),
        beside("slot-unknown-derivation", "A password slot with another derivation.", true, derivation),
        beside(
            "slot-unknown-derivation-version",
            "A password slot with another version of Argon2, and a cost that does not count.",
            true,
            version,
        ),
        beside("slot-unknown-kind-spelling", "Kinds are compared exactly.", false, json!({ "kind": "Password" })),
        malformed(
            "slot-without-kind",
            "A slot without a kind is no unknown slot.",
            json!({ "label": "board" }),
            "/header/slots/1",
            "missing-field",
        ),
        malformed("slot-text", "A slot that is a text.", json!("board"), "/header/slots/1", "wrong-type"),
        malformed(
            "slot-kdf-text",
            "A derivation that is a text is no unknown derivation.",
            no_kdf,
            "/header/slots/1/kdf",
            "wrong-type",
        ),
        malformed(
            "slot-kdf-name-number",
            "A derivation's name that is a number is no unknown derivation.",
            number,
            "/header/slots/1/kdf/name",
            "wrong-type",
        ),
        Case::of("slot-eight-passwords", "Eight password slots; the last one opens.", "opens", &{
            let labels = ["1", "2", "3", "4", "5", "6", "7", "8"];
            let ways: Vec<_> = labels
                .iter()
                .zip(0_u8..)
                .map(|(label, n)| way(label, &format!("password of slot {label}"), 50 + n))
                .collect();
            Document::new(Document::smallest().root["header"]["content"].clone(), &counted(0x80, 32), &ways)
        })
        .password("password of slot 8")
        .quote("slot", "8")
        .finding("other-slots")
        .key("without", "one-custodian"),
        Case::of(
            "slot-costs-differ",
            "A dearer slot before a cheaper one: nothing of the first is left in memory.",
            "opens",
            &{
                let dear = Way { cost: (16384, 2, 4), ..way("custodian A", "another password", 31) };
                let cheap = Way { cost: CHEAP, ..way("custodian B", A, 32) };
                Document::new(
                    Document::smallest().root["header"]["content"].clone(),
                    &counted(0x80, 32),
                    &[dear, cheap],
                )
            },
        )
        .quote("slot", "custodian B"),
        Case::of("slot-same-password", "Two slots accept the password; the first one opens.", "opens", &{
            Document::new(
                Document::smallest().root["header"]["content"].clone(),
                &counted(0x80, 32),
                &[way("one", A, 33), way("two", A, 34)],
            )
        })
        .quote("slot", "one"),
        Case::of("content-file", "An enclosed file with its own password.", "opens", &Document::file())
            .key("sha256", "a99cfd69faba8549aadad53a3d30c87b79dfbdb3d1bffc72023f61c02a381062")
            .quote("native-password", NATIVE_PASSWORD)
            .finding("native-untested"),
        Case::of("content-secrets", "Two secrets and everything that a file can have.", "opens", &Document::secrets())
            .key("current", "cecbcff63f5d8777b4a44fb3d77c5858")
            .key("previous", "09081f664e734264dea70c205e15d048")
            .quote("slot", "custodian A")
            .key("without", "no-previous")
            .finding("one-custodian"),
        Case::of("content-one-secret", "One secret.", "opens", &Document::smallest())
            .key("current", "cecbcff63f5d8777b4a44fb3d77c5858")
            .finding("no-previous"),
        Case::of("content-previous-only-entry", "The same secrets under another order of MSIDs.", "opens", &{
            Document::secrets()
                .with("/header/content/current/msid", PREVIOUS)
                .with("/header/content/previous/msid", CURRENT)
                .authentic()
        })
        .key("current", "cecbcff63f5d8777b4a44fb3d77c5858")
        .key("previous", "09081f664e734264dea70c205e15d048"),
    ]
}
