//! Folders that tell a story, and what an auditor has to be told about each.

use mastersecret::{
    audit::recoverability::Recoverability::{self, NotRecoverable, Recoverable, RecoverableWithFindings, Unproven},
    audit::report::Basis,
    evidence::Grade,
    finding::FindingCode,
    verdict::Verdict,
};

use crate::{
    story::*,
    support::{self, at, flip},
};

#[track_caller]
fn verdicts(report: &mastersecret::audit::report::AuditReport, expected: &[(&str, Recoverability)]) {
    let found: Vec<_> =
        report.systems.iter().map(|system| (system.name.as_deref().unwrap(), system.verdict.unwrap())).collect();
    assert_eq!(found, expected, "{:#?}", report.systems.iter().map(|s| &s.findings).collect::<Vec<_>>());
}

#[test]
fn a_backup_that_opens_under_a_policy_that_holds_is_recoverable() {
    let bytes = backup(1, Some("BTS-PROD"), FIRST);
    let report = story().file("safe/prod.msb", bytes.clone()).candidates(&format!("envelope 1\t{FIRST}\n")).audit();
    verdicts(&report, &[("BTS-PROD", Recoverable)]);
    let system = system(&report, "BTS-PROD");
    assert!(system.actions.is_empty() && problems(system).is_empty());
    let current = system.current.as_ref().unwrap();
    assert_eq!((current.msid.as_str(), current.basis), (msid(&bytes).as_str(), Basis::NewestFile));
    assert_eq!(current.held_by, ["safe/prod.msb"]);
    assert_eq!(report.verdict, Recoverable);
    let file = &report.files[0];
    assert_eq!(file.opened_by.as_ref().unwrap().to_string(), "“envelope 1”");
    assert_eq!((file.report.verdict, file.tried), (Verdict::Opens, 1));
    assert_eq!(report.candidates[0].opens, 1);
}

#[test]
fn the_built_in_policy_asks_for_two_copies_two_custodians_and_a_dear_derivation() {
    let report = story().policy("").file("prod.msb", backup(1, Some("BTS-PROD"), FIRST)).candidates(FIRST).audit();
    verdicts(&report, &[("BTS-PROD", RecoverableWithFindings)]);
    let system = system(&report, "BTS-PROD");
    let mut found: Vec<_> = problems(system).into_iter().map(|(code, _)| code).collect();
    found.sort_unstable();
    assert_eq!(found, ["few-copies", "one-custodian", "weak-derivation"]);
    let rules: Vec<_> = system.findings.iter().filter_map(|finding| finding.rule).collect();
    assert!(rules.contains(&"copies") && rules.contains(&"custodians") && rules.contains(&"least_derivation"));
    let copies = system.findings.iter().find(|finding| finding.code == FindingCode::FewCopies).unwrap();
    assert!(copies.what.contains("secret: 1;") && copies.what.contains("asks for 2"), "{}", copies.what);
    // Each of them has to be mended, and nothing else.
    assert_eq!(system.actions.len(), 3, "{:#?}", system.actions);
}

#[test]
fn two_copies_in_two_places_are_two_and_two_names_of_one_file_are_one() {
    let bytes = backup(1, Some("BTS-PROD"), FIRST);
    let two = EASY.replace("copies = 1", "copies = 2");
    let report =
        story().policy(&two).file("a.msb", bytes.clone()).file("b.msb", bytes.clone()).candidates(FIRST).audit();
    verdicts(&report, &[("BTS-PROD", Recoverable)]);
    let copies = system(&report, "BTS-PROD");
    assert!(has(&copies.findings, FindingCode::SameBackup, &["a.msb", "b.msb"]));
    assert_eq!(report.files[1].same_as.as_deref(), Some("a.msb"));
    // One derivation for both.
    assert_eq!(report.counts.derivations, 1);

    let report = story().policy(&two).named_twice(["a.msb", "b.msb"], &bytes).candidates(FIRST).audit();
    verdicts(&report, &[("BTS-PROD", RecoverableWithFindings)]);
    let problems = problems(system(&report, "BTS-PROD"));
    assert_eq!(problems, [("few-copies", vec!["a.msb", "b.msb"])]);
}

#[test]
fn a_copy_in_another_encoding_is_the_same_backup() {
    let bytes = backup(1, Some("BTS-PROD"), FIRST);
    let text = String::from_utf8(bytes.clone()).unwrap();
    let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let report = story().file("a.msb", bytes).file("b.msb", utf16).candidates(&format!("wrong one\n{FIRST}\n")).audit();
    verdicts(&report, &[("BTS-PROD", Recoverable)]);
    assert!(report.files.iter().all(|file| file.report.verdict == Verdict::Opens));
    assert_eq!(report.counts.derivations, 2);
    // Each keeps what is its own: hash, size and layout.
    let reformatted =
        |index: usize| report.files[index].report.findings.iter().any(|f| f.code == FindingCode::Reformatted);
    assert!(!reformatted(0) && reformatted(1));
    assert_ne!(report.files[0].report.sha256, report.files[1].report.sha256);
    assert_eq!(report.files[1].report.file.as_deref(), Some("b.msb"));
}

#[test]
fn what_nobody_opens_is_unproven_and_the_custodian_is_named() {
    let report =
        story().file("a.msb", backup(1, Some("BTS-PROD"), FIRST)).candidates("one wrong\nand another\n").audit();
    verdicts(&report, &[("BTS-PROD", Unproven)]);
    let system = system(&report, "BTS-PROD");
    assert_eq!(problems(system), [("not-opened", vec!["a.msb"])]);
    assert_eq!(system.actions.len(), 1);
    assert!(system.actions[0].what.contains("“custodian A”"), "{}", system.actions[0].what);
    assert_eq!(report.files[0].report.verdict, Verdict::Intact);
    assert_eq!(report.files[0].tried, 2);
}

#[test]
fn without_candidates_nothing_is_proven() {
    let report = story().file("a.msb", backup(1, Some("BTS-PROD"), FIRST)).audit();
    verdicts(&report, &[("BTS-PROD", Unproven)]);
    assert!(system(&report, "BTS-PROD").actions[0].what.contains("Give candidates"));
    assert!(report.files[0].report.findings.iter().any(|finding| finding.code == FindingCode::NotTried));
}

#[test]
fn one_msid_with_two_fingerprints_proves_nothing() {
    // Two programs that drew the same identifier for different secrets: only the secret's bytes differ.
    let bytes = backup(1, Some("BTS-PROD"), FIRST);
    let other = claiming(&backup(2, Some("BTS-PROD"), FIRST), &msid(&bytes));
    assert_eq!(msid(&bytes), msid(&other));
    let report = story().file("a.msb", bytes).file("b.msb", other).candidates(FIRST).audit();
    verdicts(&report, &[("BTS-PROD", Unproven)]);
    let system = system(&report, "BTS-PROD");
    assert!(has(&system.findings, FindingCode::FingerprintsDiffer, &["a.msb", "b.msb"]));
    assert_eq!(system.secrets[0].fingerprints.len(), 2);
    assert!(system.actions[0].what.contains("isolated server"), "{:#?}", system.actions);
}

#[test]
fn older_generations_matter_when_an_old_password_opens_them() {
    let old = backup(1, Some("BTS-PROD"), FIRST);
    let new = rewrapped(2, &old, FIRST, SECOND);
    let report =
        story().file("new.msb", new).file("old.msb", old).candidates(&format!("A\t{FIRST}\nB\t{SECOND}\n")).audit();
    verdicts(&report, &[("BTS-PROD", RecoverableWithFindings)]);
    let system = system(&report, "BTS-PROD");
    assert_eq!(problems(system), [("old-generation-opens", vec!["old.msb"])]);
    assert!(system.findings[0].what.contains("new.msb") && system.findings[0].what.contains("“A”"));
    assert!(has(&system.findings, FindingCode::SeveralBackups, &["new.msb", "old.msb"]));
}

#[test]
fn an_older_generation_whose_slot_lives_on_is_only_noted() {
    let old = backup(1, Some("BTS-PROD"), FIRST);
    let new = with_second_slot(2, &old, FIRST, SECOND);
    let report = story().file("new.msb", new).file("old.msb", old).candidates(FIRST).audit();
    verdicts(&report, &[("BTS-PROD", Recoverable)]);
    assert!(has(&system(&report, "BTS-PROD").findings, FindingCode::OldGeneration, &["old.msb"]));
}

#[test]
fn the_newest_secret_is_the_current_one_and_an_old_file_does_not_prove_it() {
    let old = backup(1, Some("BTS-PROD"), FIRST);
    let new = next(2, &old, FIRST);
    let broken = support::altered(&new, |root| flip(at(root, "/mac")));
    let report = story().file("new.msb", broken).file("old.msb", old.clone()).candidates(FIRST).audit();
    verdicts(&report, &[("BTS-PROD", NotRecoverable)]);
    let system = system(&report, "BTS-PROD");
    assert_eq!(system.current.as_ref().unwrap().msid, msid(&new));
    let mut found: Vec<_> = problems(system).into_iter().map(|(code, _)| code).collect();
    found.sort_unstable();
    // Only the mac does not hold: what is encrypted is whole, and the password reaches it.
    assert_eq!(found, ["backup-tampered", "current-not-held", "salvageable"]);
    assert!(system.actions[0].what.contains("salvage"), "{:#?}", system.actions);
    // The old secret is listed with what it rests on: a database older than the change still needs it.
    let line = system.secrets.iter().find(|line| line.msid == msid(&old)).unwrap();
    assert_eq!((line.as_current, line.opened), (1, 1));
}

#[test]
fn a_damaged_backup_that_still_opens_saves_the_day_and_has_to_be_replaced() {
    let broken = with_wrong_checksum(&backup(1, Some("BTS-PROD"), FIRST));
    let report = story().file("a.msb", broken.clone()).candidates(FIRST).audit();
    verdicts(&report, &[("BTS-PROD", RecoverableWithFindings)]);
    assert_eq!(problems(system(&report, "BTS-PROD")), [("checksum-damaged", vec!["a.msb"])]);
    let report = story().file("a.msb", broken).candidates("the wrong one").audit();
    verdicts(&report, &[("BTS-PROD", NotRecoverable)]);
}

#[test]
fn a_seal_needs_a_rehearsal_and_the_native_password() {
    let backed_up: (u16, &[&str]) = (10559, &[r"C:\Backup\SSO478AD.bak", MSID_A, "", r"CORP\anna", "BTS01"]);
    let restored: (u16, &[&str]) = (10523, &[r"E:\sso478ad.BAK", MSID_A, "", r"LAB\ben", "LAB01"]);
    let seal = sealing().seal(1, FIRST);
    let with = |events: &[(u16, &[&str])], seal: &[u8]| {
        let report = story().file("prod.msb", seal).candidates(FIRST).events(events).audit();
        let system = system(&report, "BTS-PROD");
        let codes: Vec<_> = problems(system).into_iter().map(|(code, _)| code).collect();
        (system.verdict.unwrap(), report.files[0].grade.unwrap(), codes, system.actions.len())
    };
    assert_eq!(with(&[], &seal), (Unproven, Grade::Unproven, vec!["seal-unproven"], 1));
    assert_eq!(with(&[backed_up], &seal), (Unproven, Grade::Attested, vec!["seal-attested"], 1));
    assert_eq!(with(&[backed_up, restored], &seal), (Recoverable, Grade::Rehearsed, vec![], 0));
    let rehearsed = story().file("prod.msb", seal.as_slice()).candidates(FIRST).events(&[backed_up, restored]).audit();
    assert!(has(&system(&rehearsed, "BTS-PROD").findings, FindingCode::SealRehearsed, &["prod.msb"]));
    // A restore that came before the backup rehearsed another file of that name.
    assert_eq!(with(&[restored, backed_up], &seal).1, Grade::Attested);
    let without = Sealing { native_password: false, ..sealing() }.seal(1, FIRST);
    assert_eq!(with(&[backed_up, restored], &without), (Unproven, Grade::Rehearsed, vec![], 1));
    // Another secret, another file name: the log is about something else.
    let other = Sealing { name: "SSO0001.bak", ..sealing() }.seal(1, FIRST);
    assert_eq!(with(&[backed_up, restored], &other).1, Grade::Unproven);
}

#[test]
fn a_native_file_is_seen_beside_its_seal_and_missed_without_one() {
    let seal = sealing().seal(1, FIRST);
    let report = story()
        .file("prod.msb", seal)
        .file("old/copy.dat", native(1))
        .file("old/stray.bak", native(2))
        .candidates(FIRST)
        .audit();
    let system = system(&report, "BTS-PROD");
    assert!(has(&system.findings, FindingCode::NativeSealed, &["old/copy.dat"]));
    assert_eq!(system.files, ["old/copy.dat", "prod.msb"]);
    let unassigned = report.unassigned.as_ref().unwrap();
    assert_eq!(problems(unassigned), [("native-unsealed", vec!["old/stray.bak"])]);
    assert_eq!(unassigned.verdict, Some(Unproven));
}

#[test]
fn other_things_named_bak_are_pointed_out() {
    let tape = include_bytes!("../samples/sql-server-backup/tape-header.bak");
    let report = story()
        .file("db/SSODB.BAK", tape.as_slice())
        .file("readme.txt", "nothing of interest")
        .file("prod.msb", backup(1, Some("BTS-PROD"), FIRST))
        .candidates(FIRST)
        .audit();
    verdicts(&report, &[("BTS-PROD", Recoverable)]);
    assert!(has(&report.findings, FindingCode::OtherBak, &["db/SSODB.BAK"]));
    let finding = report.findings.iter().find(|finding| finding.code == FindingCode::OtherBak).unwrap();
    assert_eq!(finding.event, Some(10564));
    assert!(finding.what.contains("SQL Server"));
    assert_eq!(report.unassigned.as_ref().unwrap().verdict, None);
}

#[test]
fn a_secret_that_was_generated_after_the_last_backup_is_in_no_file() {
    let seal = sealing().seal(1, FIRST);
    let report = story()
        .file("prod.msb", seal)
        .candidates(FIRST)
        .events(&[
            (10559, &[r"C:\Backup\SSO478AD.bak", MSID_A, "", r"CORP\anna", "BTS01"]),
            (10525, &[MSID_B, r"CORP\anna", "BTS01", "{11111111-2222-4333-8444-555555555555}"]),
            (10528, &["12", MSID_B, MSID_A]),
        ])
        .audit();
    verdicts(&report, &[("BTS-PROD", NotRecoverable)]);
    let system = system(&report, "BTS-PROD");
    assert_eq!(system.current.as_ref().unwrap().msid, MSID_B);
    assert_eq!(system.current.as_ref().unwrap().basis, Basis::EventLog);
    assert!(has(&system.findings, FindingCode::CurrentNotHeld, &[]));
    assert!(system.actions[0].what.contains("ssoconfig -backupsecret"));
    assert_eq!(system.computers, ["BTS01.corp"]);
}

#[test]
fn every_system_has_its_answer_and_the_worst_stands_first() {
    let report = story()
        .file("good.msb", backup(1, Some("A-GOOD"), FIRST))
        .file("lost.msb", backup(2, Some("C-LOST"), "nobody knows this"))
        .file("bad.msb", support::altered(&backup(3, Some("B-BAD"), FIRST), |root| flip(at(root, "/mac"))))
        .candidates(FIRST)
        .audit();
    verdicts(&report, &[("B-BAD", NotRecoverable), ("C-LOST", Unproven), ("A-GOOD", Recoverable)]);
    assert_eq!(report.verdict, NotRecoverable);
    assert!(report.answer.contains("1 not recoverable, 1 unproven, 1 recoverable"), "{}", report.answer);
}

#[test]
fn files_without_a_label_are_put_together_by_their_secrets() {
    let old = backup(1, None, FIRST);
    let new = next(2, &old, FIRST);
    let report = story().file("new.msb", new.clone()).file("old.msb", old).candidates(FIRST).audit();
    verdicts(&report, &[(&format!("secret {}", msid(&new)), Recoverable)]);
    assert_eq!(report.systems[0].files, ["new.msb", "old.msb"]);
}

#[test]
fn a_label_from_the_command_line_rules_and_a_contradiction_is_told() {
    let report = story()
        .given("BTS-TEST", "test/a.msb", backup(1, Some("BTS-PROD"), FIRST))
        .given("BTS-TEST", "test/b.msb", backup(2, None, FIRST))
        .candidates(FIRST)
        .audit();
    assert_eq!(report.systems.len(), 1);
    assert_eq!(report.systems[0].name.as_deref(), Some("BTS-TEST"));
    assert!(has(&report.findings, FindingCode::SystemDiffers, &["test/a.msb"]));
}

#[test]
fn a_secret_under_two_labels_is_told_and_the_labels_stay_apart() {
    let prod = backup(1, Some("PROD"), FIRST);
    let test = relabelled(&prod, "TEST");
    let report = story().file("prod.msb", prod).file("test.msb", test).candidates(FIRST).audit();
    verdicts(&report, &[("PROD", Recoverable), ("TEST", Recoverable)]);
    assert!(has(&report.findings, FindingCode::SystemsShareSecret, &["prod.msb", "test.msb"]));
}

#[test]
fn a_reminder_with_a_candidate_in_it_is_left_out_of_the_report() {
    let told = "my dog Rex-1999 and the car";
    let bytes = backup_with_reminder(1, Some(told), FIRST);
    let report = story().file("a.msb", bytes).candidates(&format!("rex\trex-1999\n{FIRST}\n")).audit();
    verdicts(&report, &[("BTS-PROD", RecoverableWithFindings)]);
    let system = system(&report, "BTS-PROD");
    assert_eq!(problems(system), [("reminder-holds-candidate", vec!["a.msb"])]);
    assert_eq!(system.findings[0].rule, Some("reminder_without_candidates"));
    let json = report.to_json();
    assert!(!json.to_lowercase().contains("rex-1999") && !json.contains(FIRST));
    assert!(json.contains("[left out: it contains a candidate password]"));
    // The reminder is shown where it gives nothing away.
    let report = story().file("a.msb", backup_with_reminder(1, Some(told), FIRST)).candidates(FIRST).audit();
    assert!(report.to_json().contains(told));
}

#[test]
fn no_text_from_a_file_carries_a_candidate_into_the_report() {
    let mut strings = native(3);
    strings.extend_from_slice(b"\0\0the password is Tulip-4711 as ever\0\0");
    strings.extend(native(4));
    let labelled = backup(1, Some("Tulip-4711"), FIRST);
    let report =
        story().file("a.bak", strings).file("b.msb", labelled).candidates(&format!("tulip-4711\n{FIRST}\n")).audit();
    let json = report.to_json();
    assert!(!json.to_lowercase().contains("tulip-4711"), "{json}");
    let of =
        |index: usize| report.files[index].report.findings.iter().any(|f| f.code == FindingCode::TextHoldsCandidate);
    assert!(of(0) && of(1));
}

#[test]
fn labels_and_names_that_are_left_out_still_tell_systems_and_backups_apart() {
    let events: &[(u16, &[&str])] = &[
        (10559, &[r"C:\SSO478AD.bak", MSID_A, "", r"CORP\anna", "BTS01"]),
        (10523, &[r"E:\SSO478AD.bak", MSID_A, "", r"LAB\ben", "LAB01"]),
    ];
    let one =
        story().file("a.msb", backup(1, Some("BTS-PROD"), FIRST)).file("b.msb", backup(2, Some("BTS-PROD2"), FIRST));
    let report = one.candidates(&format!("bts-prod\n{FIRST}\n")).audit();
    let names: Vec<_> = report.systems.iter().map(|system| system.name.as_deref().unwrap()).collect();
    let left_out = "[left out: it contains a candidate password]";
    assert_eq!(names, [left_out, &format!("{left_out} (2)")]);
    assert!(report.systems.iter().all(|system| system.files.len() == 1));
    assert!(!report.to_json().to_lowercase().contains("bts-prod"));

    let rehearsed = story().file("a.msb", sealing().seal(1, FIRST)).events(events);
    let report = rehearsed.candidates(&format!("sso478ad\n{FIRST}\n")).audit();
    assert_eq!(report.files[0].grade, Some(Grade::Rehearsed));
    assert!(!report.to_json().to_lowercase().contains("sso478ad"), "{}", report.to_json());
    let told = &report.findings.iter().find(|finding| finding.code == FindingCode::TextHoldsCandidate).unwrap();
    assert_eq!(told.files, ["Application.xml"]);

    // The name in a path that holds a candidate holds none itself, and stands in every other word.
    let short: &[(u16, &[&str])] = &[(10559, &[r"C:\Hunter2-Prod\e", MSID_A, "", r"CORP\anna", "BTS01"])];
    let report = story().file("a.msb", sealing().seal(1, FIRST)).events(short);
    let report = report.candidates(&format!("hunter2-prod\n{FIRST}\n")).audit();
    let json = report.to_json();
    assert!(!json.to_lowercase().contains("hunter2-prod"), "{json}");
    let conclusions = &system(&report, "BTS-PROD").conclusions;
    assert!(
        conclusions.iter().any(|told| told.what.contains(left_out) && told.what.contains("secret")),
        "{conclusions:#?}"
    );
}

#[test]
fn no_part_of_a_candidate_is_left_where_text_was_cut() {
    // Text of one byte a character ends where something else begins.
    let mut strings = native(3);
    strings.extend_from_slice("\0\0to open it: Grünspecht-4711 as ever\0\0".as_bytes());
    strings.extend(native(4));
    // The label is longer than what a sentence shows of it.
    let label =
        format!("{} Tulip-4711", "the custodian of the second safe in the cellar of the house in the old town,");
    let long = {
        let password = support::password(FIRST);
        support::with_writer(5, |writer| mastersecret::generate::generate(None, None, &slot(&label, &password), writer))
            .unwrap()
            .bytes
    };
    let list = "Grünspecht-4711\ntulip-4711\nnot this one\n";
    let report = story().file("a.bak", strings).file("b.msb", long).candidates(list).audit();
    let json = report.to_json().to_lowercase();
    for part in ["nspecht-4711", "tulip", "grünspecht"] {
        assert!(!json.contains(part), "{part}: {json}");
    }
}

#[test]
fn a_time_to_come_is_told_wherever_it_stands() {
    let stated = Sealing { backed_up: Some("2062-11-19T08:00:00Z"), ..sealing() };
    let report = story().file("a.msb", stated.seal(1, FIRST)).candidates(FIRST).audit();
    assert!(report.files[0].report.findings.iter().any(|finding| finding.code == FindingCode::CreatedInFuture));
    let generated = generated_at(&backup(1, Some("BTS-PROD"), FIRST), "2062-11-19T08:00:00Z");
    let report = story().file("a.msb", generated).candidates(FIRST).audit();
    assert!(problems(system(&report, "BTS-PROD")).iter().any(|(code, _)| *code == "created-in-future"));
}

#[test]
fn rules_about_reminders_and_passwords_can_be_broken() {
    let bytes = backup_with_reminder(1, None, "GUESSABLE one");
    let policy = EASY.replace("least_guesses = 0", "least_guesses = 1000000");
    let report = story().policy(&policy).file("a.msb", bytes.clone()).candidates("GUESSABLE one").audit();
    let mut found: Vec<_> = problems(system(&report, "BTS-PROD")).into_iter().map(|(code, _)| code).collect();
    found.sort_unstable();
    assert_eq!(found, ["reminder-missing", "weak-password"]);
    let lenient = format!("{EASY}reminder_required = false\n");
    let report = story().policy(&lenient).file("a.msb", bytes).candidates("GUESSABLE one").audit();
    verdicts(&report, &[("BTS-PROD", Recoverable)]);
}

#[test]
fn an_old_backup_beside_a_newer_one_of_the_same_secret_does_no_harm() {
    let events: &[(u16, &[&str])] = &[
        (10559, &[r"C:\SSO478AD.bak", MSID_A, "", r"CORP\anna", "BTS01"]),
        (10523, &[r"E:\SSO478AD.bak", MSID_A, "", r"LAB\ben", "LAB01"]),
    ];
    let old = Sealing { backed_up: Some("2026-01-01T00:00:00Z"), native: native(9), name: "SSO0001.bak", ..sealing() };
    let alone = story().file("old.msb", old.seal(2, FIRST)).candidates(FIRST).events(events).audit();
    assert!(problems(system(&alone, "BTS-PROD")).iter().any(|(code, _)| *code == "backup-old"));
    let report = story()
        .file("old.msb", old.seal(2, FIRST))
        .file("new.msb", sealing().seal(1, FIRST))
        .candidates(FIRST)
        .events(events)
        .audit();
    verdicts(&report, &[("BTS-PROD", Recoverable)]);
}

#[test]
fn a_native_file_beside_its_seal_holds_what_the_seal_says_and_nothing_newer() {
    let events: &[(u16, &[&str])] = &[
        (10559, &[r"C:\SSO478AD.bak", MSID_A, "", r"CORP\anna", "BTS01"]),
        (10525, &[MSID_B, r"CORP\anna", "BTS01", "1"]),
    ];
    let folder = |native_file: Vec<u8>| {
        let files = story().file("n.bak", native_file).file("a.msb", sealing().seal(1, FIRST));
        files.candidates(FIRST).events(events).audit()
    };
    assert_eq!(system(&folder(native(1)), "BTS-PROD").verdict, Some(NotRecoverable));
    // Another one may hold anything.
    assert_eq!(system(&folder(native(2)), "BTS-PROD").verdict, Some(Unproven));
}

#[test]
fn an_empty_folder_and_a_folder_of_other_things_are_not_recoverable() {
    assert_eq!(story().audit().verdict, NotRecoverable);
    let report = story().file("a.txt", "hello").audit();
    assert_eq!((report.verdict, report.systems.len()), (NotRecoverable, 0));
}

#[test]
fn candidates_that_open_nothing_or_say_the_same_are_listed() {
    let report = story()
        .file("a.msb", backup(1, Some("BTS-PROD"), FIRST))
        .candidates(&format!("{FIRST}\nspare\tnever used\nagain\t{FIRST}\n"))
        .audit();
    let codes: Vec<_> =
        report.findings.iter().map(|finding| (finding.code, finding.what.contains("“spare”"))).collect();
    assert!(codes.contains(&(FindingCode::CandidateUnused, true)));
    assert!(report.findings.iter().any(|f| f.code == FindingCode::CandidateRepeated && f.what.contains("line 1")));
    assert_eq!(report.candidates.iter().map(|candidate| candidate.opens).collect::<Vec<_>>(), [1, 0, 0]);
}
