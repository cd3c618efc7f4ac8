//! What is rarer: files that change, slots that are too dear, secrets under two names; and that no finding goes untested.

use mastersecret::{
    audit::{
        plan::Trial,
        recoverability::Recoverability::{Recoverable, RecoverableWithFindings, Unproven},
    },
    cost::Cost,
    finding::{CODES, FindingCode, Severity},
    tree::Value,
};

use crate::{
    story::*,
    support::{self, at},
};

#[test]
fn one_secret_under_two_msids_is_told() {
    let bytes = backup(1, Some("BTS-PROD"), FIRST);
    let other = claiming(&bytes, MSID_A);
    let report = story().file("a.msb", bytes.clone()).file("b.msb", other).candidates(FIRST).audit();
    let system = system(&report, "BTS-PROD");
    assert!(has(&system.findings, FindingCode::OneSecretSeveralMsids, &["a.msb", "b.msb"]));
    let finding = system.findings.iter().find(|f| f.code == FindingCode::OneSecretSeveralMsids).unwrap();
    assert!(finding.what.contains(MSID_A) && finding.what.contains(&msid(&bytes)), "{}", finding.what);
}

#[test]
fn several_backups_of_one_secret_are_compared_by_what_is_in_them() {
    let old = backup(1, Some("BTS-PROD"), FIRST);
    let new = with_second_slot(2, &old, FIRST, SECOND);
    let told = |list: &str| {
        let report = story().file("new.msb", new.clone()).file("old.msb", old.clone()).candidates(list).audit();
        let finding = system(&report, "BTS-PROD").findings.iter().find(|f| f.code == FindingCode::SeveralBackups);
        finding.unwrap().what.clone()
    };
    assert!(told(FIRST).ends_with("opened: 2, with one fingerprint."), "{}", told(FIRST));
    assert!(told(SECOND).ends_with("opened: 1, with one fingerprint."));
    assert!(told("not one that opens").ends_with("no fingerprint confirms that."));
}

#[test]
fn an_older_secret_that_nobody_opens_is_told_and_does_not_speak_against_the_current_one() {
    let old = backup(1, Some("BTS-PROD"), FIRST);
    let new = next(2, &old, FIRST);
    let locked = rewrapped(3, &old, FIRST, SECOND);
    let report = story().file("new.msb", new).file("locked.msb", locked).candidates(FIRST).audit();
    let system = system(&report, "BTS-PROD");
    assert_eq!(system.verdict, Some(Recoverable));
    let finding = system.findings.iter().find(|finding| finding.code == FindingCode::NotOpened).unwrap();
    assert_eq!((finding.severity, finding.files.as_slice()), (Severity::Info, &["locked.msb".to_owned()][..]));
}

#[test]
fn an_old_secret_breaks_its_rule() {
    // From 2025-11-19 to 2026-11-20 it is 366 days.
    let bytes = generated_at(&backup(1, Some("BTS-PROD"), FIRST), "2025-11-19T00:00:00Z");
    let report = story().file("a.msb", bytes.clone()).candidates(FIRST).audit();
    let view = system(&report, "BTS-PROD");
    assert_eq!(problems(view), [("secret-old", vec!["a.msb"])]);
    assert_eq!(view.findings.iter().find_map(|finding| finding.rule), Some("secret_age"));
    assert!(view.findings[0].what.contains(" 366 days ago"), "{}", view.findings[0].what);
    let lenient = format!("{EASY}secret_age = \"366 days\"\n");
    let report = story().policy(&lenient).file("a.msb", bytes).candidates(FIRST).audit();
    assert_eq!(system(&report, "BTS-PROD").verdict, Some(Recoverable));
}

#[test]
fn a_slot_that_needs_more_memory_than_allowed_is_told() {
    let dear = Cost { memory_kib: 16 * 1024, passes: 1, lanes: 1 };
    let bytes = backup_at(1, dear, FIRST);
    let report = story().limit(16 * 1024 - 1).file("a.msb", bytes.clone()).candidates(FIRST).audit();
    let view = system(&report, "BTS-PROD");
    assert_eq!(view.verdict, Some(Unproven));
    assert_eq!(problems(view), [("trial-refused", vec!["a.msb"])]);
    let report = story().limit(16 * 1024).file("a.msb", bytes).candidates(FIRST).audit();
    assert_eq!(system(&report, "BTS-PROD").verdict, Some(Recoverable));
}

#[test]
fn a_file_that_is_not_what_it_was_when_its_turn_comes_is_told() {
    for (trial, code) in [
        (Trial::Changed, FindingCode::ChangedWhileRead),
        (Trial::Unreadable("gone.".to_owned()), FindingCode::Unreadable),
    ] {
        let story = story().file("a.msb", backup(1, Some("BTS-PROD"), FIRST)).candidates(FIRST);
        let mut trial = Some(trial);
        let report = story.audit_with(&mut |mut plan, _| {
            let task = plan.next(u64::MAX).unwrap();
            plan.done(&task, trial.take().unwrap());
            assert!(plan.is_finished());
            plan.finish()
        });
        let view = system(&report, "BTS-PROD");
        assert_eq!(view.verdict, Some(Unproven));
        assert!(has(&view.findings, code, &["a.msb"]), "{:#?}", view.findings);
    }
}

#[test]
fn a_trial_on_other_bytes_than_were_looked_at_is_no_trial() {
    let story = story().file("a.msb", backup(1, Some("BTS-PROD"), FIRST)).candidates(FIRST);
    story.audit_with(&mut |mut plan, runner| {
        let task = plan.next(u64::MAX).unwrap();
        let trial = runner.run_on(&task, &backup(2, Some("BTS-PROD"), FIRST));
        assert!(matches!(trial, Trial::Changed));
        plan.done(&task, trial);
        plan.finish()
    });
}

#[test]
fn a_backup_that_only_a_newer_version_reads_belongs_to_no_system() {
    let newer = support::altered(&backup(1, Some("BTS-PROD"), FIRST), |root| {
        at(root, "/header/version").value = Value::Number(2);
    });
    let report = story().file("a.msb", newer).candidates(FIRST).audit();
    let group = report.unassigned.as_ref().unwrap();
    assert_eq!(group.verdict, Some(Unproven));
    assert!(has(&group.findings, FindingCode::NoSystem, &["a.msb"]), "{:#?}", group.findings);
}

#[test]
fn two_names_of_one_file_are_named_as_such() {
    let report = story().named_twice(["a.msb", "b.msb"], &backup(1, Some("BTS-PROD"), FIRST)).candidates(FIRST).audit();
    assert!(has(&system(&report, "BTS-PROD").findings, FindingCode::SameFile, &["a.msb", "b.msb"]));
}

#[test]
fn an_altered_backup_is_told_from_a_broken_one() {
    let bytes = backup(1, Some("BTS-PROD"), FIRST);
    let report = story()
        .file("broken.msb", with_wrong_checksum(&backup(2, Some("BTS-PROD"), "in no envelope")))
        .file("whole.msb", bytes)
        .candidates(FIRST)
        .audit();
    let view = system(&report, "BTS-PROD");
    assert_eq!(view.verdict, Some(RecoverableWithFindings));
    assert!(has(&view.findings, FindingCode::BackupBroken, &["broken.msb"]), "{:#?}", view.findings);
}

/// Every finding about several files has a story in which it is looked for.
#[test]
fn no_finding_goes_untested() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/");
    let tests: String = [
        "audit/stories.rs",
        "audit/beside_logs.rs",
        "audit/rarer.rs",
        "audit/plan.rs",
        "cli/audit.rs",
        "cli/audited.rs",
    ]
    .map(|name| std::fs::read_to_string(format!("{root}{name}")).unwrap())
    .concat();
    let across = CODES.iter().skip_while(|code| **code != FindingCode::BackupBroken);
    let untested: Vec<&str> = across
        .filter(|code| {
            let (variant, name) = (format!("FindingCode::{code:?}"), format!("\"{}\"", code.row().name));
            !tests.contains(&variant) && !tests.contains(&name)
        })
        .map(|code| code.row().name)
        .collect();
    assert!(untested.is_empty(), "{untested:?}");
}
