//! The main job, end to end in the core: generate, inspect, check, re-wrap, change slots, salvage.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use mastersecret::{
    canonical, content,
    fault::FaultCode,
    finding::FindingCode,
    generate::generate,
    keys::Memory,
    rewrap::{add_slot, remove_slot, replace_slot, rewrap},
    salvage::{Salvaged, salvage},
    seal::{Native, seal},
    secret::SecretBytes,
    text,
    tree::{Node, Value},
    verdict::Verdict,
};
use support::*;

fn verdict(bytes: &[u8], text: &str) -> (Verdict, Option<FaultCode>) {
    let check = try_password(&look(bytes), text);
    (check.verdict, check.fault.map(|fault| fault.code))
}

#[test]
fn a_generated_backup_is_intact_and_opens_with_its_password_alone() {
    let bytes = generated();
    let inspection = look(&bytes);
    assert_eq!(inspection.verdict, Verdict::Intact, "{:?}", inspection.fault);
    assert!(bytes.is_ascii() && bytes.ends_with(b"}\n"));
    assert_eq!(verdict(&bytes, PASSWORD), (Verdict::Opens, None));
    assert_eq!(verdict(&bytes, "correct horse batterie"), (Verdict::WrongPassword, Some(FaultCode::WrongPassword)));
    let report = try_password(&inspection, PASSWORD).report(&inspection);
    assert_eq!(report.secrets.len(), 1);
    assert_eq!(report.secrets[0].fingerprint.len(), 32);
    assert!(report.authenticated);
}

#[test]
fn the_draft_is_proven_by_opening_what_was_read_back() {
    let password = password(PASSWORD);
    let draft = with_writer(1, |writer| generate(None, None, &slot("a", &password), writer)).unwrap();
    let prove = |bytes: &[u8], password: &_| {
        draft.prove(None, bytes, password, &terms(), &mut Memory::new()).map(|_| ()).map_err(|fault| fault.code)
    };
    assert_eq!(prove(&draft.bytes, &password), Ok(()));
    let mut short = draft.bytes.clone();
    short.pop();
    assert_eq!(prove(&short, &password), Err(FaultCode::NotProven));
    assert_eq!(prove(&draft.bytes, &support::password("another one")), Err(FaultCode::NotProven));
}

#[test]
fn a_rewrap_keeps_the_secret_and_changes_everything_else() {
    let bytes = generated();
    let old = look(&bytes);
    let opened = opened(&old, PASSWORD);
    let new_password = password("a better password");
    let backup = old.backup.as_ref().unwrap();
    let draft =
        with_writer(2, |writer| rewrap(backup, &opened, false, &slot("custodian B", &new_password), writer)).unwrap();
    assert_eq!(verdict(&draft.bytes, PASSWORD).0, Verdict::WrongPassword);
    assert_eq!(verdict(&draft.bytes, "a better password").0, Verdict::Opens);
    let new = look(&draft.bytes);
    let (old_header, new_header) = (&backup.header, &new.backup.as_ref().unwrap().header);
    assert_eq!(new_header.replaces, Some(old_header.id));
    assert_eq!(new_header.content, old_header.content);
    assert!(new_header.id != old_header.id && new_header.key_check != old_header.key_check);
    let reopened = support::opened(&new, "a better password");
    assert!(reopened.content.plaintext().same_as(&opened.content.plaintext()));
}

#[test]
fn generating_from_an_old_file_keeps_its_current_secret_as_the_previous_one() {
    let bytes = generated();
    let old = look(&bytes);
    let opened = opened(&old, PASSWORD);
    let new_password = password("a better password");
    let backup = old.backup.as_ref().unwrap();
    let draft =
        with_writer(3, |writer| generate(Some((backup, &opened)), None, &slot("a", &new_password), writer)).unwrap();
    let new = look(&draft.bytes);
    let before = try_password(&old, PASSWORD).report(&old).secrets;
    let after = try_password(&new, "a better password").report(&new).secrets;
    assert_eq!((&after[1].msid, &after[1].fingerprint), (&before[0].msid, &before[0].fingerprint));
    assert_ne!(after[0].fingerprint, after[1].fingerprint);
    assert_eq!(new.backup.unwrap().header.system.as_deref(), Some("BTS-PROD"));
}

#[test]
fn a_seal_gives_the_native_file_and_its_password_back_bit_for_bit() {
    let native = || Native {
        name: "SSO478AD.bak".to_owned(),
        bytes: (0..=255).collect(),
        password: Some(SecretBytes::new("pässword".into())),
        current_msid: None,
        previous_msid: None,
        backed_up: Some(now()),
    };
    let password = password(PASSWORD);
    let draft = with_writer(4, |writer| seal(native(), None, &slot("a", &password), writer)).unwrap();
    let inspection = look(&draft.bytes);
    let content::Opened::File { file, native_password } = opened(&inspection, PASSWORD).content else {
        panic!("not a file")
    };
    assert_eq!(file.expose(), native().bytes);
    assert_eq!(native_password.unwrap().expose(), "pässword".as_bytes());

    let refused = |change: &dyn Fn(&mut Native)| {
        let mut changed = native();
        change(&mut changed);
        with_writer(4, |writer| seal(changed, None, &slot("a", &password), writer)).map(|_| ()).unwrap_err().code
    };
    assert_eq!(refused(&|native| native.bytes.clear()), FaultCode::FileEmpty);
    assert_eq!(refused(&|native| native.bytes = vec![1; (2 << 20) + 1]), FaultCode::FileTooLarge);
    assert_eq!(refused(&|native| native.bytes = generated()), FaultCode::AlreadySealed);
    assert_eq!(refused(&|native| native.name = "..\\..\\x".to_owned()), FaultCode::BadFileName);
}

#[test]
fn slots_come_and_go_while_payload_and_key_stay() {
    let bytes = generated();
    let one = look(&bytes);
    let key = opened(&one, PASSWORD);
    let (b, c) = (password("password of b"), password("password of c"));
    let backup = one.backup.as_ref().unwrap();
    let two = with_writer(5, |writer| add_slot(backup, &key, &slot("custodian B", &b), writer)).unwrap().bytes;
    for text in [PASSWORD, "password of b"] {
        assert_eq!(verdict(&two, text).0, Verdict::Opens);
    }
    let inspection = look(&two);
    let backup_two = inspection.backup.as_ref().unwrap();
    assert!(backup_two.payload == backup.payload && backup_two.header.key_check == backup.header.key_check);

    let taken = with_writer(6, |writer| add_slot(backup_two, &key, &slot("custodian B", &c), writer));
    assert_eq!(taken.map(|_| ()).unwrap_err().code, FaultCode::LabelTaken);
    let replaced =
        with_writer(6, |writer| replace_slot(backup_two, &key, "custodian B", &slot("custodian C", &c), writer))
            .unwrap()
            .bytes;
    assert_eq!(verdict(&replaced, "password of b").0, Verdict::WrongPassword);
    assert_eq!(verdict(&replaced, "password of c").0, Verdict::Opens);

    let key_two = opened(&inspection, PASSWORD);
    let own = with_writer(7, |writer| remove_slot(backup_two, &key_two, "custodian A", writer));
    assert_eq!(own.map(|_| ()).unwrap_err().code, FaultCode::OwnSlot);
    let removed = with_writer(7, |writer| remove_slot(backup_two, &key_two, "custodian B", writer)).unwrap().bytes;
    assert_eq!(verdict(&removed, "password of b").0, Verdict::WrongPassword);
    assert_eq!(verdict(&removed, PASSWORD).0, Verdict::Opens);
    let last = look(&removed);
    let last_key = opened(&last, PASSWORD);
    let none = with_writer(8, |writer| remove_slot(last.backup.as_ref().unwrap(), &last_key, "custodian A", writer));
    assert_eq!(none.map(|_| ()).unwrap_err().code, FaultCode::LastSlot);
    let several =
        with_writer(9, |writer| rewrap(backup_two, &key_two, false, &slot("x", &c), writer)).map(|_| ()).unwrap_err();
    assert_eq!(several.code, FaultCode::SeveralSlots);
}

#[test]
fn damage_is_never_called_a_wrong_password() {
    let bytes = generated();
    let text = String::from_utf8(bytes).unwrap();
    let damaged = text.replace("where we met", "where we meT").into_bytes();
    for text in [PASSWORD, "a wrong password"] {
        assert_eq!(verdict(&damaged, text), (Verdict::Damaged, Some(FaultCode::Checksum)));
    }
    let inspection = look(&damaged);
    let tried = |text: &str| {
        inspection.check(&password(text), true, None, &terms(), &mut Memory::new(), &mut |_, _, _| {}).unwrap()
    };
    // The reminder is under the mac, so the file as a whole does not open; its content can be salvaged.
    let check = tried(PASSWORD);
    assert_eq!(check.verdict, Verdict::Damaged);
    assert!(check.findings.iter().any(|finding| finding.code == FindingCode::Salvageable));
    assert_eq!(tried("a wrong password").verdict, Verdict::Damaged);
    // Damage to the checksum alone takes nothing away.
    let sum = text.rfind("\"checksum\": \"").unwrap() + 13;
    let mut only_sum = text.clone().into_bytes();
    only_sum[sum] = if only_sum[sum] == b'0' { b'1' } else { b'0' };
    let inspection = look(&only_sum);
    assert_eq!(inspection.verdict, Verdict::Damaged);
    let check =
        inspection.check(&password(PASSWORD), true, None, &terms(), &mut Memory::new(), &mut |_, _, _| {}).unwrap();
    assert_eq!(check.verdict, Verdict::Opens);
    assert!(check.findings.iter().any(|finding| finding.code == FindingCode::ChecksumDamaged));
}

#[test]
fn every_part_that_was_altered_on_purpose_is_found() {
    let bytes = generated();
    let of = |pointer: &str| verdict(&altered(&bytes, |root| flip(at(root, pointer))), PASSWORD);
    assert_eq!(of("/header/slots/0/check"), (Verdict::Tampered, Some(FaultCode::SlotCheck)));
    assert_eq!(of("/header/slots/0/wrapped_key"), (Verdict::Tampered, Some(FaultCode::SlotKey)));
    assert_eq!(of("/header/key_check"), (Verdict::Tampered, Some(FaultCode::KeyCheck)));
    assert_eq!(of("/payload"), (Verdict::Tampered, Some(FaultCode::PayloadTag)));
    assert_eq!(of("/mac"), (Verdict::Tampered, Some(FaultCode::Mac)));
    assert_eq!(of("/header/slots/0/kdf/salt"), (Verdict::WrongPassword, Some(FaultCode::WrongPassword)));
    let label = altered(&bytes, |root| at(root, "/header/slots/0/label").value = Value::Text("custodian X".into()));
    assert_eq!(verdict(&label, PASSWORD), (Verdict::Tampered, Some(FaultCode::Mac)));
    assert_eq!(verdict(&label, "a wrong password").0, Verdict::WrongPassword);
}

#[test]
fn what_windows_does_to_a_text_file_does_not_break_it() {
    let bytes = generated();
    let text = String::from_utf8(bytes).unwrap();
    let utf16: Vec<u8> = format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    for changed in [
        text.replace('\n', "\r\n").into_bytes(),
        format!("\u{feff}{text}").into_bytes(),
        utf16,
        text.replace(['\n', ' '], "").into_bytes(),
        format!("{text}\n\n \t").into_bytes(),
    ] {
        let inspection = look(&changed);
        // "custodian A" loses its space in the compact form, which is damage; everything else is layout.
        if String::from_utf8_lossy(&changed).contains("custodianA") {
            assert_eq!(inspection.verdict, Verdict::Damaged);
            continue;
        }
        assert_eq!(inspection.verdict, Verdict::Intact, "{:?}", inspection.fault);
        assert!(inspection.findings.iter().any(|finding| finding.code == FindingCode::Reformatted));
        assert_eq!(verdict(&changed, PASSWORD).0, Verdict::Opens);
    }
}

#[test]
fn content_is_salvaged_from_whatever_is_left() {
    let bytes = generated();
    let whole = look(&bytes);
    let expected = opened(&whole, PASSWORD).content.plaintext();
    let text = String::from_utf8(bytes.clone()).unwrap();
    let salvaged = |bytes: &[u8], password_text: &str| {
        let inspection = look(bytes);
        let text = inspection.text.clone().unwrap_or_else(|| text::decode_lossy(bytes));
        salvage(&text, inspection.root.as_ref(), &password(password_text), None, &terms().budget, &mut Memory::new())
    };
    let no_brace = text.replacen('{', "", 2).into_bytes();
    let no_end = text.as_bytes()[..text.find("\"mac\"").unwrap()].to_vec();
    let label = text.replace("custodian A", "custodian\u{0}A").into_bytes();
    let mac = altered(&bytes, |root| flip(at(root, "/mac")));
    for broken in [no_brace, no_end, label, mac] {
        assert_ne!(try_password(&look(&broken), PASSWORD).verdict, Verdict::Opens);
        let content = match salvaged(&broken, PASSWORD).unwrap() {
            Salvaged::Described(opened) => opened.plaintext(),
            Salvaged::Raw(plaintext) => plaintext,
        };
        assert!(content.same_as(&expected));
        assert_eq!(salvaged(&broken, "a wrong password").map(|_| ()).unwrap_err().code, FaultCode::NotSalvaged);
    }
    let payload = altered(&bytes, |root| flip(at(root, "/payload")));
    assert_eq!(salvaged(&payload, PASSWORD).map(|_| ()).unwrap_err().code, FaultCode::NotSalvaged);
}

#[test]
fn unknown_parts_are_kept_and_reported() {
    let bytes = altered(&generated(), |root| {
        let Value::List(slots) = &mut at(root, "/header/slots").value else { panic!() };
        slots.push(Node::object([
            ("kind", Some(Node::text("quorum"))),
            ("label", Some(Node::text("board"))),
            ("shares", Some(Node::new(Value::List(vec![Node::number(3), Node::new(Value::Bool(true))])))),
        ]));
    });
    let inspection = look(&bytes);
    assert_eq!(inspection.verdict, Verdict::Intact, "{:?}", inspection.fault);
    assert!(inspection.findings.iter().any(|finding| finding.code == FindingCode::UnknownSlot));
    // It was added without the file key, so the mac no longer holds.
    assert_eq!(verdict(&bytes, PASSWORD), (Verdict::Tampered, Some(FaultCode::Mac)));
    let written = canonical::written(inspection.root.as_ref().unwrap());
    assert_eq!(written.as_bytes(), bytes);
}

#[test]
fn newer_versions_are_told_from_broken_ones() {
    let bytes = generated();
    let of = |change: fn(&mut Node)| {
        let inspection = look(&altered(&bytes, change));
        (inspection.verdict, inspection.fault.map(|fault| fault.code))
    };
    assert_eq!(
        of(|root| at(root, "/header/version").value = Value::Number(2)),
        (Verdict::Unsupported, Some(FaultCode::NewerVersion))
    );
    assert_eq!(
        of(|root| at(root, "/header/slots/0/kdf/name").value = Value::Text("scrypt".into())),
        (Verdict::Unsupported, Some(FaultCode::NoKnownSlot))
    );
    assert_eq!(
        of(|root| at(root, "/header/content/kind").value = Value::Text("shares".into())),
        (Verdict::Unsupported, Some(FaultCode::UnknownContent))
    );
}
