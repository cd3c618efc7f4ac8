//! Cost, passwords, slots, authentication, content and salvage (FORMAT 7 to 10).

use serde_json::{Value, json};

use super::{
    case::Case,
    document::{A, B, CURRENT, Document, NATIVE, Way, base64, counted, hkdf, seal, sha256, slot, way},
};

pub fn cases() -> Vec<Case> {
    [cost(), passwords(), tampered(), mismatch(), salvage()].concat()
}

fn one_secret(ways: &[Way]) -> Document {
    Document::new(Document::smallest().root["header"]["content"].clone(), &counted(0x80, 32), ways)
}

fn cost() -> Vec<Case> {
    // Of every slot: memory in KiB, passes.
    let asking = |costs: &[(u64, u64)]| {
        let labels = ["a", "b", "c", "d", "e", "f", "g", "h"];
        Document::smallest()
            .slots(|slots, key| {
                *slots = costs
                    .iter()
                    .zip(labels)
                    .map(|((memory, passes), label)| {
                        let mut slot = slot(&way(label, A, 1), key);
                        slot["kdf"]["memory_kib"] = json!(memory);
                        slot["kdf"]["passes"] = json!(passes);
                        slot
                    })
                    .collect();
            })
            .authentic()
    };
    let refused =
        |name, comment, costs: &[(u64, u64)], code| Case::of(name, comment, "refused", &asking(costs)).code(code);
    let allowed = |name, comment, costs: &[(u64, u64)]| Case::of(name, comment, "intact", &asking(costs)).password("");
    const GIB: u64 = 1 << 20;
    let dear_beside = |first: bool| {
        Document::secrets()
            .slots(|slots, key| {
                let mut dear = slot(&way("dear", B, 2), key);
                dear["kdf"]["memory_kib"] = json!(2 * GIB);
                slots.insert(usize::from(!first), dear);
            })
            .authentic()
    };
    vec![
        refused("cost-memory", "One KiB more than 1 GiB.", &[(GIB + 1, 1)], "too-much-memory"),
        refused("cost-memory-most", "The most memory that the format knows.", &[(4_194_303, 1)], "too-much-memory"),
        refused(
            "cost-memory-of-second-slot",
            "Every slot is looked at.",
            &[(8192, 1), (2 * GIB, 1)],
            "too-much-memory",
        ),
        refused("cost-work", "1 GiB with 17 passes.", &[(GIB, 17)], "too-much-work"),
        refused("cost-work-just", "64 passes over one KiB more than 256 MiB.", &[(GIB / 4 + 1, 64)], "too-much-work"),
        refused(
            "cost-work-of-all",
            "Two slots of 16 GiB and one of 8 MiB.",
            &[(GIB, 16), (GIB, 16), (8192, 1)],
            "too-much-work",
        ),
        refused("cost-work-of-eight", "Eight slots of 1 GiB with five passes.", &[(GIB, 5); 8], "too-much-work"),
        allowed("cost-memory-exactly", "Exactly 1 GiB.", &[(GIB, 1)]),
        allowed("cost-work-exactly", "Exactly 16 GiB.", &[(GIB / 4, 64)]),
        allowed("cost-work-of-all-exactly", "Exactly 32 GiB in two slots.", &[(GIB, 16), (GIB, 16)]),
        allowed("cost-work-of-eight-exactly", "Exactly 32 GiB in eight slots.", &[(GIB, 4); 8]),
        Case::of("cost-of-all-without-choice", "One slot of two is too dear.", "refused", &dear_beside(false))
            .code("too-much-memory"),
        Case::of("cost-of-the-chosen-slot", "The dear slot is not the one that is tried.", "opens", &dear_beside(true))
            .key("inspect", "refused")
            .quote("only", "custodian A")
            .quote("slot", "custodian A"),
        Case::of("cost-of-the-dear-slot", "The dear slot is the one that is tried.", "refused", &dear_beside(true))
            .quote("only", "dear")
            .code("too-much-memory"),
        Case::of("cost-of-unknown-slots", "Unknown slots cost nothing.", "opens", &{
            Document::secrets()
                .slots(|slots, key| {
                    let mut unknown = slot(&way("board", B, 2), key);
                    unknown["kind"] = json!("argon-tree");
                    unknown["kdf"]["memory_kib"] = json!(4 * GIB);
                    slots.insert(0, unknown);
                })
                .authentic()
        }),
        Case::text(
            "cost-behind-checksum",
            "A damaged file is damaged, however dear.",
            "damaged",
            asking(&[(GIB + 1, 1)]).with("/header/created", "2026-11-20T14:55:03Z").text(),
        )
        .code("checksum"),
    ]
}

fn passwords() -> Vec<Case> {
    // The password as the slot was made with it, in NFC.
    let locked = |password: &str| one_secret(&[way("custodian A", password, 41)]);
    let opens =
        |name, comment, made: &str, typed: &str| Case::of(name, comment, "opens", &locked(made)).password(typed);
    let not = |name, comment, made: &str, typed: &str| {
        Case::of(name, comment, "wrong-password", &locked(made)).password(typed).code("wrong-password")
    };
    let two = Document::two_slots();
    vec![
        not("password-wrong", "Another password.", A, "not the password"),
        not("password-case", "Case counts.", A, "Correct Horse Battery"),
        not("password-space-before", "Nothing is trimmed.", A, " correct horse battery"),
        not("password-space-after", "Nothing is trimmed at the end, either.", A, "correct horse battery "),
        not("password-line-end", "A line end in a typed password is part of it.", A, "correct horse battery\n"),
        not("password-shorter", "A beginning is not enough.", A, "correct horse batter"),
        not("password-compatible", "NFC, not NFKC: a ligature is not its letters.", "\u{fb01}ve wolves", "five wolves"),
        not(
            "password-wide",
            "NFC, not NFKC: full-width letters are not ASCII.",
            "correct horse",
            "\u{ff43}orrect horse",
        ),
        not("password-zero-width", "A joiner is a character.", "correct horse", "correct\u{200d} horse"),
        opens(
            "password-nfc",
            "Typed as it is derived from.",
            "Gr\u{fc}n ist der H\u{f6}rsaal",
            "Gr\u{fc}n ist der H\u{f6}rsaal",
        ),
        opens(
            "password-nfd",
            "Typed with combining marks.",
            "Gr\u{fc}n ist der H\u{f6}rsaal",
            "Gru\u{308}n ist der Ho\u{308}rsaal",
        ),
        opens("password-two-marks", "Marks in another order.", "q\u{323}\u{307} and more", "q\u{307}\u{323} and more"),
        opens(
            "password-hangul",
            "Hangul typed letter by letter.",
            "\u{d55c}\u{ae00} \u{be44}\u{bc00}",
            "\u{1112}\u{1161}\u{11ab}\u{1100}\u{1173}\u{11af} \u{1107}\u{1175}\u{1106}\u{1175}\u{11af}",
        ),
        opens(
            "password-singleton",
            "The sign of the \u{e5}ngstr\u{f6}m is its letter.",
            "10 \u{c5} are a lot",
            "10 \u{212b} are a lot",
        ),
        opens("password-excluded", "A character that NFC decomposes.", "\u{915}\u{93c} and more", "\u{958} and more"),
        opens(
            "password-emoji",
            "Beyond the first 65,536 characters.",
            "\u{1f511}\u{1f40e}\u{1f50b} \u{1f4ce}",
            "\u{1f511}\u{1f40e}\u{1f50b} \u{1f4ce}",
        ),
        opens("password-spaces", "Spaces at both ends are part of it.", "  correct horse  ", "  correct horse  "),
        opens("password-short", "A password shorter than a new one may be still opens.", "x", "x"),
        opens("password-longest", "1,024 bytes.", &"\u{fc}".repeat(512), &"u\u{308}".repeat(512)),
        Case::of("password-of-second-slot", "The second slot's password.", "opens", &two)
            .password(B)
            .quote("slot", "custodian B")
            .finding("other-slots"),
        Case::of("password-of-no-slot", "No slot of two accepts it.", "wrong-password", &two)
            .password("not the password")
            .code("wrong-password"),
        Case::of("password-of-another-slot", "The right password, and another slot asked for.", "wrong-password", &two)
            .quote("only", "custodian B")
            .code("wrong-password"),
        Case::of("password-of-the-chosen-slot", "The slot that was asked for.", "opens", &two)
            .password(B)
            .quote("only", "custodian B")
            .quote("slot", "custodian B"),
        Case::of(
            "password-in-reminder",
            "The reminder gives the password away.",
            "opens",
            &Document::secrets().with("/header/slots/0/reminder", "It is CORRECT horse battery!").authentic(),
        )
        .finding("reminder-holds-password"),
    ]
}

fn tampered() -> Vec<Case> {
    let of = |name, comment, document: &Document, code| Case::of(name, comment, "tampered", document).code(code);
    let flipped = |pointer| Document::secrets().flipped(pointer).summed();
    let check = "/header/slots/0/check";
    let wrapped = "/header/slots/0/wrapped_key";
    let wrong = |name, comment, document: Document| {
        Case::of(name, comment, "wrong-password", &document.summed()).code("wrong-password")
    };
    let other = Document::other();
    let taken = |from: &Document, into: Document, pointers: &[&str]| {
        pointers
            .iter()
            .fold(into, |into, pointer| into.with(pointer, from.root.pointer(pointer).unwrap().clone()))
            .summed()
    };
    let header = |pointer: &str, value: Value| Document::secrets().with(pointer, value).summed();
    let same_key = Document::two_slots();
    vec![
        of("tampered-slot-check", "The slot's check was changed.", &flipped(check), "slot-check")
            .finding("salvageable")
            .key("salvage", "described"),
        of("tampered-wrapped-key", "The wrapped key was changed.", &flipped(wrapped), "slot-key")
            .key("salvage", "nothing"),
        of(
            "tampered-wrapped-key-of-other-slot",
            "A slot with the wrapped key of the other slot.",
            &{
                let two = Document::two_slots();
                let wrapped_key = two.root["header"]["slots"][1]["wrapped_key"].clone();
                two.with(wrapped, wrapped_key).summed()
            },
            "slot-key",
        )
        .key("salvage", "nothing"),
        of(
            "tampered-wrapped-key-of-first-slot",
            "The second slot with the wrapped key of the first, tried with the second custodian's password.",
            &{
                let two = Document::two_slots();
                let wrapped_key = two.root["header"]["slots"][0]["wrapped_key"].clone();
                two.with("/header/slots/1/wrapped_key", wrapped_key).summed()
            },
            "slot-key",
        )
        .password(B)
        .key("salvage", "nothing"),
        of(
            "tampered-check-of-other-slot",
            "A slot with the check of the other slot.",
            &{
                let two = Document::two_slots();
                let other_check = two.root["header"]["slots"][1]["check"].clone();
                two.with(check, other_check).summed()
            },
            "slot-check",
        )
        .key("salvage", "described"),
        of("tampered-key-check", "The key check was changed.", &flipped("/header/key_check"), "key-check")
            .finding("salvageable")
            .key("salvage", "described"),
        of("tampered-payload", "The payload was changed.", &flipped("/payload"), "payload-tag")
            .key("without", "salvageable")
            .key("salvage", "nothing"),
        of("tampered-mac", "The mac was changed.", &flipped("/mac"), "mac")
            .finding("salvageable")
            .key("salvage", "described"),
        of("tampered-label", "A label was changed.", &header("/header/slots/0/label", json!("custodian X")), "mac")
            .key("salvage", "described"),
        of(
            "tampered-reminder",
            "A reminder was planted.",
            &header("/header/slots/0/reminder", json!("ask evil@example.com")),
            "mac",
        ),
        of(
            "tampered-created",
            "The time was changed.",
            &header("/header/created", json!("2027-01-01T00:00:00Z")),
            "mac",
        ),
        of(
            "tampered-backed-up",
            "The backup was made to look younger.",
            &header("/header/content/backed_up", json!("2026-12-24T00:00:00Z")),
            "mac",
        ),
        of(
            "tampered-msid",
            "An MSID was changed.",
            &header("/header/content/current/msid", json!("7f96a3b0-13c7-4a5e-8f55-0c6d2e9b7a11")),
            "mac",
        ),
        of(
            "tampered-lengths",
            "The line between the secrets was moved.",
            &Document::secrets()
                .with("/header/content/current/bytes", 24)
                .with("/header/content/previous/bytes", 32)
                .summed(),
            "mac",
        ),
        of(
            "tampered-slot-order",
            "The slots changed places.",
            &Document::two_slots().slots(|slots, _| slots.reverse()).summed(),
            "mac",
        ),
        of(
            "tampered-slot-removed",
            "A slot was removed without the key.",
            &Document::two_slots()
                .slots(|slots, _| {
                    slots.pop();
                })
                .summed(),
            "mac",
        ),
        of(
            "tampered-slot-added",
            "A slot of another file was added.",
            &Document::secrets().slots(|slots, _| slots.push(slot(&way("evil", B, 9), &counted(1, 32)))).summed(),
            "mac",
        ),
        of(
            "tampered-slot-added-answers",
            "A slot that somebody added answers to their own password, and is found out.",
            &Document::secrets().slots(|slots, _| slots.push(slot(&way("evil", B, 9), &counted(1, 32)))).summed(),
            "key-check",
        )
        .password(B),
        of(
            "tampered-slot-of-other-file",
            "The slot of another file with the same password.",
            &taken(&other, Document::secrets(), &["/header/slots/0"]),
            "key-check",
        ),
        of(
            "tampered-slot-and-check-of-other-file",
            "Slot and key check of another file.",
            &taken(&other, Document::secrets(), &["/header/slots/0", "/header/key_check"]),
            "payload-tag",
        ),
        of(
            "tampered-payload-of-other-file",
            "The payload of another file under this header.",
            &taken(&other, Document::secrets(), &["/payload", "/mac"]),
            "payload-tag",
        ),
        of(
            "tampered-payload-under-other-header",
            "A payload with slot and key check, replayed under another header.",
            &taken(&other, Document::secrets(), &["/header/slots/0", "/header/key_check", "/payload"]),
            "mac",
        ),
        of(
            "tampered-header-of-older-copy",
            "The header of an older file with the same file key, and this file's mac.",
            &taken(&same_key, Document::secrets(), &["/mac"]),
            "mac",
        ),
        of(
            "tampered-content-swapped",
            "The MSIDs of the two secrets changed places.",
            &{
                let root = Document::secrets().root;
                let current = root["header"]["content"]["current"]["msid"].clone();
                let previous = root["header"]["content"]["previous"]["msid"].clone();
                Document::secrets()
                    .with("/header/content/current/msid", previous)
                    .with("/header/content/previous/msid", current)
                    .summed()
            },
            "mac",
        ),
        of(
            "tampered-sha256",
            "The SHA-256 in the header was changed: the mac is looked at first.",
            &Document::file().with("/header/content/sha256", sha256(b"other")).summed(),
            "mac",
        ),
        of(
            "tampered-empty-slot",
            "A slot whose wrapped key is another file key, check included.",
            &Document::secrets()
                .slots(|slots, _| slots[0] = slot(&way("custodian A", A, 1), &counted(1, 32)))
                .authentic(),
            "key-check",
        ),
        of(
            "tampered-commitment",
            "Two slots that lead to two file keys: only one fits.",
            &Document::two_slots()
                .slots(|slots, _| slots[1] = slot(&way("custodian B", B, 2), &counted(1, 32)))
                .authentic(),
            "key-check",
        )
        .password(B),
        of(
            "tampered-first-slot-stops",
            "The first slot's key unwraps and its check does not fit: the second is not asked.",
            &{ one_secret(&[way("one", A, 33), way("two", A, 34)]).flipped(check).authentic() },
            "slot-check",
        )
        .key("salvage", "described"),
        of(
            "tampered-nonce-reused",
            "The payload's nonce was changed, nothing else.",
            &{
                let key = hkdf(&counted(0x40, 32), "master-secret-backup/1 payload");
                let right = seal(&key, &counted(0x60, 12), &counted(0x80, 56), "master-secret-backup/1 payload");
                Document::secrets()
                    .with("/payload", base64(&[&counted(0x61, 12)[..], &right[12..]].concat()))
                    .authentic()
            },
            "payload-tag",
        ),
        of(
            "tampered-aad",
            "The payload was encrypted for another purpose.",
            &{
                let key = hkdf(&counted(0x40, 32), "master-secret-backup/1 payload");
                Document::secrets()
                    .with(
                        "/payload",
                        base64(&seal(&key, &counted(0x60, 12), &counted(0x80, 56), "master-secret-backup/2 payload")),
                    )
                    .authentic()
            },
            "payload-tag",
        ),
        wrong(
            "tampered-salt",
            "The salt was changed: this cannot be told from a wrong password.",
            Document::secrets().flipped("/header/slots/0/kdf/salt"),
        ),
        wrong("tampered-passes", "The passes were changed.", Document::secrets().with("/header/slots/0/kdf/passes", 2)),
        wrong("tampered-lanes", "The lanes were changed.", Document::secrets().with("/header/slots/0/kdf/lanes", 2)),
        wrong(
            "tampered-memory",
            "The memory was changed.",
            Document::secrets().with("/header/slots/0/kdf/memory_kib", 8196),
        ),
        wrong(
            "tampered-check-and-key",
            "Check and wrapped key were both changed.",
            Document::secrets().flipped(check).flipped(wrapped),
        ),
        wrong("tampered-check-and-key-of-other-slot", "Check and wrapped key of the other slot.", {
            let two = Document::two_slots();
            taken(&two, Document::secrets(), &[])
                .with(check, two.root["header"]["slots"][1]["check"].clone())
                .with(wrapped, two.root["header"]["slots"][1]["wrapped_key"].clone())
        }),
        Case::of(
            "tampered-wrong-password-too",
            "A wrong password on a tampered file is a wrong password.",
            "wrong-password",
            &header("/header/slots/0/label", json!("custodian X")),
        )
        .password("not the password")
        .code("wrong-password"),
        Case::of(
            "older-copy",
            "An older copy put back is whole and opens: only its own time tells.",
            "opens",
            &Document::secrets().with("/header/created", "2024-01-01T00:00:00Z").authentic(),
        )
        .quote("slot", "custodian A"),
        Case::of(
            "written-by-a-custodian",
            "Whoever held a slot knows the file key, and what they write is authentic.",
            "opens",
            &Document::secrets().with("/header/system", "BTS-TEST").authentic(),
        ),
    ]
}

fn mismatch() -> Vec<Case> {
    let of = |name, comment, document: Document| {
        Case::of(name, comment, "mismatch", &document.authentic()).code("content-hash")
    };
    let moved = Document::file().root["header"]["content"]["native_password_bytes"].as_u64().unwrap();
    vec![
        of("mismatch-hash", "Everything authenticates, and the hash is another file's.", Document::file().with("/header/content/sha256", sha256(b"another file"))),
        of("mismatch-hash-of-nothing", "The hash of no bytes.", Document::file().with("/header/content/sha256", sha256(b""))),
        of(
            "mismatch-line-moved",
            "The line between file and native password is in the wrong place.",
            Document::file().with("/header/content/bytes", NATIVE.len() + 1).with("/header/content/native_password_bytes", moved - 1),
        ),
        of("mismatch-hash-with-password", "The hash covers the native password, too.", {
            let whole = [NATIVE, super::document::NATIVE_PASSWORD.as_bytes()].concat();
            Document::file().with("/header/content/sha256", sha256(&whole))
        }),
        Case::of("mismatch-native-password-free", "Nothing is asked of the native password: here it is no text.", "opens", &{
            let content = json!({ "kind": "file", "name": "x", "bytes": 3, "sha256": sha256(b"abc"), "native_password_bytes": 2 });
            Document::enclosing(content, b"abc\xff\xfe")
        })
        .key("sha256", sha256(b"abc")),
        Case::of("mismatch-not-for-secrets", "Secrets have no hash in the header: what they are, they are.", "opens", &{
            let content = json!({ "kind": "secrets", "current": { "msid": CURRENT, "bytes": 16 } });
            Document::enclosing(content, &[0; 16])
        }),
    ]
}

fn salvage() -> Vec<Case> {
    let text = Document::secrets().text();
    let broken = |name, comment, text: String, code, salvaged| {
        Case::text(name, comment, "malformed", text).code(code).key("salvage", salvaged)
    };
    vec![
        broken(
            "salvage-cut-behind-payload",
            "Everything behind the payload is lost.",
            text[..text.find("\"mac\"").unwrap()].to_owned(),
            "cut-short",
            "raw",
        ),
        broken(
            "salvage-cut-in-payload",
            "The end falls inside the payload.",
            text[..text.find("\"payload\"").unwrap() + 30].to_owned(),
            "cut-short",
            "nothing",
        ),
        broken(
            "salvage-second-brace-lost",
            "The header's brace is lost.",
            text.replacen("\"header\": {", "\"header\": ", 1),
            "unexpected-character",
            "raw",
        ),
        broken(
            "salvage-first-slot-lost",
            "The first slot's salt is broken; the second one opens.",
            Document::two_slots().text().replacen("\"salt\": \"", "\"salt\": \"*", 1).replacen(
                "\"version\": 1,",
                "\"version\": 01,",
                1,
            ),
            "bad-number",
            "raw",
        )
        .password(B),
        Case::of(
            "salvage-unknown-member",
            "A member that the schema does not know.",
            "malformed",
            &Document::secrets().adding("/header", "note", 1).summed(),
        )
        .code("unknown-field")
        .key("salvage", "described"),
        Case::of("salvage-mac-lost", "The mac is missing.", "malformed", &Document::secrets().without("/mac"))
            .code("missing-field")
            .key("salvage", "described"),
        Case::of(
            "salvage-wrong-password",
            "A wrong password salvages nothing.",
            "malformed",
            &Document::secrets().without("/mac"),
        )
        .code("missing-field")
        .password("not the password")
        .key("salvage", "nothing"),
        Case::of(
            "salvage-refused",
            "The limits on cost hold here, too.",
            "malformed",
            &Document::secrets().without("/mac").with("/header/slots/0/kdf/memory_kib", 4_000_000),
        )
        .code("missing-field")
        .key("salvage", "refused"),
        Case::text(
            "salvage-escaped-slashes",
            "The base64 of a file whose slashes some editor escaped.",
            "malformed",
            {
                // This payload has slashes in its base64.
                let text = Document::secrets().without("/mac").text();
                assert!(text.split("\"payload\"").nth(1).unwrap().contains('/'));
                text.replace('/', "\\/")
            },
        )
        .code("missing-field")
        .key("salvage", "described"),
        Case::of(
            "salvage-decoy",
            "An extension with members of the same names does not hide the payload.",
            "malformed",
            &{
                let mut document = Document::secrets().adding(
                    "/header",
                    "extensions",
                    json!({ "payload": base64(&[0; 90]), "salt": base64(&[0; 32]) }),
                );
                document.root.as_object_mut().unwrap().shift_remove("mac");
                document
            },
        )
        .code("missing-field")
        .key("salvage", "described"),
        Case::of(
            "salvage-hash-differs",
            "A mismatch is given back as it is.",
            "mismatch",
            &Document::file().with("/header/content/sha256", sha256(b"another file")).authentic(),
        )
        .code("content-hash")
        .key("salvage", "described"),
    ]
}
