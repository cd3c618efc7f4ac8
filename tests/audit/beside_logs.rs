//! Files beside event logs: what each says of the other, and what has to be done when a server has lost its secrets.

use mastersecret::{
    audit::{
        recoverability::Recoverability::{NotRecoverable, Recoverable, RecoverableWithFindings, Unproven},
        report::{AuditReport, SystemView},
        timeline::{Lane, MarkKind, StretchKind},
    },
    finding::{FindingCode, Severity},
};

use crate::story::*;

const BACKED_UP: (u16, &[&str]) = (10559, &[r"C:\Backup\SSO478AD.bak", MSID_A, "", r"CORP\anna", "BTS01"]);
const GENERATED: (u16, &[&str]) = (10525, &[MSID_A, r"CORP\anna", "BTS01", "{11111111-2222-4333-8444-555555555555}"]);
const NOT_LOADED: (u16, &[&str]) = (10565, &[MSID_A]);

fn codes(view: &SystemView) -> Vec<&'static str> {
    view.findings.iter().map(|finding| finding.code.row().name).collect()
}

fn severity(view: &SystemView, code: FindingCode) -> Option<Severity> {
    view.findings.iter().find(|finding| finding.code == code).map(|finding| finding.severity)
}

fn only(report: &AuditReport) -> &SystemView {
    assert_eq!(report.systems.len(), 1, "{:?}", report.systems.iter().map(|system| &system.name).collect::<Vec<_>>());
    &report.systems[0]
}

#[test]
fn the_file_that_the_last_logged_backup_was_written_to_is_found_or_missed() {
    let here = story().file("prod.msb", sealing().seal(1, FIRST)).candidates(FIRST).events(&[GENERATED, BACKED_UP]);
    let report = here.audit();
    assert!(has(&only(&report).findings, FindingCode::LoggedBackupHeld, &["prod.msb"]));

    // A native file of that name counts as well, whatever its folder and the case of its name.
    let report = story().file("old/sso478ad.BAK", native(1)).events(&[GENERATED, BACKED_UP]).audit();
    assert!(has(&only(&report).findings, FindingCode::LoggedBackupHeld, &["old/sso478ad.BAK"]));

    let other = Sealing { name: "SSO0001.bak", ..sealing() };
    let report =
        story().file("prod.msb", other.seal(1, FIRST)).candidates(FIRST).events(&[GENERATED, BACKED_UP]).audit();
    let missing = only(&report).findings.iter().find(|f| f.code == FindingCode::LoggedBackupMissing).unwrap();
    assert!(missing.what.contains("SSO478AD.bak, 2026-11-19 08:01:00 UTC"), "{}", missing.what);
    assert_eq!((missing.severity, missing.files.len()), (Severity::Warning, 0));
}

#[test]
fn a_missing_file_does_no_harm_beside_a_proven_one() {
    let report = story()
        .file("prod.msb", sealing().seal(1, FIRST))
        .candidates(FIRST)
        .events(&[
            GENERATED,
            BACKED_UP,
            (10523, &[r"E:\SSO478AD.bak", MSID_A, "", r"CORP\anna", "BTS01"]),
            (10559, &[r"C:\Backup\SSO0009.bak", MSID_A, "", r"CORP\anna", "BTS01"]),
        ])
        .audit();
    let system = only(&report);
    assert_eq!(system.verdict, Some(Recoverable), "{:#?}", system.findings);
    assert_eq!(severity(system, FindingCode::LoggedBackupMissing), Some(Severity::Info));
}

#[test]
fn a_server_that_cannot_load_its_secrets_is_helped_by_the_files_that_entsso_reads() {
    let events = [GENERATED, BACKED_UP, NOT_LOADED, (10521, &[][..])];
    let report = story().file("prod.msb", sealing().seal(1, FIRST)).candidates(FIRST).events(&events).audit();
    let system = only(&report);
    assert!(has(&system.findings, FindingCode::UnreadableAided, &["prod.msb"]));
    assert!(system.actions[0].what.contains("on BTS01.corp with ssoconfig -restoresecret"), "{:#?}", system.actions);
    assert_eq!(system.actions[0].files, ["prod.msb"]);
    // The conclusion's own advice is the same with less in it.
    let restoring = system.actions.iter().filter(|action| action.what.contains("-restoresecret"));
    assert_eq!(restoring.count(), 1, "{:#?}", system.actions);

    // A seal that does not say what it holds helps by its name.
    let silent = Sealing { msid: None, ..sealing() };
    let report = story().file("prod.msb", silent.seal(1, FIRST)).candidates(FIRST).events(&events).audit();
    let aided = |report: &AuditReport| {
        report.systems.iter().any(|system| has(&system.findings, FindingCode::UnreadableAided, &["prod.msb"]))
    };
    assert!(aided(&report));
}

#[test]
fn nobody_is_sent_to_back_up_what_cannot_be_loaded() {
    let events = [GENERATED, NOT_LOADED, (10521, &[][..])];
    let report = story().events(&events).audit();
    let system = only(&report);
    assert_eq!(system.verdict, Some(NotRecoverable));
    assert!(has(&system.findings, FindingCode::UnreadableUnaided, &[]));
    assert_eq!(system.actions.len(), 1, "{:#?}", system.actions);
    assert!(system.actions[0].what.contains("put the previous service account back on BTS01.corp"));

    // A generated secret is no file that ENTSSO could restore, whatever MSID it states.
    let generated = claiming(&backup(1, Some("BTS01"), FIRST), MSID_A);
    let report = story().file("a.msb", generated).candidates(FIRST).events(&events).audit();
    assert_eq!(only(&report).verdict, Some(RecoverableWithFindings));
    assert!(codes(only(&report)).contains(&"unreadable-unaided"));
}

#[test]
fn nobody_is_sent_to_restore_on_a_server_whose_role_was_moved() {
    let moved: (u16, &[&str]) = (10575, &["BTS02", "BTS01", "", "BTS01", r"CORP\anna"]);
    let events = [GENERATED, BACKED_UP, NOT_LOADED, (10521, &[][..]), moved];
    let report = story().file("prod.msb", sealing().seal(1, FIRST)).candidates(FIRST).events(&events).audit();
    let system = only(&report);
    assert!(!codes(system).iter().any(|code| code.starts_with("unreadable")), "{:?}", codes(system));
    assert!(!system.actions.iter().any(|action| action.what.contains("BTS01")), "{:#?}", system.actions);
    assert!(system.conclusions.iter().all(|told| told.severity < Severity::Critical), "{:#?}", system.conclusions);
    // Whether the new server has the secrets is still asked.
    assert!(system.actions.iter().any(|action| action.what.contains("log of BTS02")), "{:#?}", system.actions);
}

#[test]
fn ages_that_no_file_states_are_those_of_the_log() {
    let generated = ("2025-01-10T08:00:00.0000000Z", GENERATED.0, GENERATED.1);
    let backed_up = ("2026-09-01T08:00:00.0000000Z", BACKED_UP.0, BACKED_UP.1);
    let audit = |seal: Sealing<'_>, policy: &str| {
        let story = story().policy(policy).file("prod.msb", seal.seal(1, FIRST)).candidates(FIRST);
        story.events_at(&[generated, backed_up]).audit()
    };
    let told = |report: &AuditReport, code| {
        let found = only(report).findings.iter().find(|finding| finding.code == code);
        found.map(|finding| (finding.what.clone(), finding.rule.unwrap()))
    };
    // From 2025-01-10 to 2026-11-20 it is 679 days, from 2026-09-01 it is 80.
    let report = audit(Sealing { backed_up: None, ..sealing() }, EASY);
    let (what, rule) = told(&report, FindingCode::SecretOld).unwrap();
    assert!(what.contains(" 679 days ago") && what.contains("allows 365") && rule == "secret_age", "{what}");
    let (what, rule) = told(&report, FindingCode::BackupOld).unwrap();
    assert!(what.contains(" 80 days ago") && what.contains("allows 31") && rule == "backup_age", "{what}");
    // What the file states of itself is nearer than the log.
    let report = audit(sealing(), EASY);
    assert!(told(&report, FindingCode::BackupOld).is_none() && told(&report, FindingCode::SecretOld).is_some());
    let lenient = format!("{EASY}secret_age = \"680 days\"\nbackup_age = \"81 days\"\n");
    let report = audit(Sealing { backed_up: None, ..sealing() }, &lenient);
    assert!(told(&report, FindingCode::BackupOld).is_none() && told(&report, FindingCode::SecretOld).is_none());
}

#[test]
fn what_a_log_warns_of_has_to_be_mended_before_all_is_well() {
    let secret = claiming(&backup(1, Some("BTS01"), FIRST), MSID_A);
    let story =
        |events: &[(u16, &[&str])]| story().file("a.msb", secret.clone()).candidates(FIRST).events(events).audit();
    let report = story(&[GENERATED, BACKED_UP]);
    assert_eq!(only(&report).verdict, Some(Recoverable), "{:#?}", only(&report).conclusions);
    let report = story(&[GENERATED, BACKED_UP, (10589, &[])]);
    let system = only(&report);
    assert_eq!(system.verdict, Some(RecoverableWithFindings));
    assert_eq!(problems(system), []);
    assert_eq!(system.actions.len(), 1);
    assert!(system.actions[0].what.contains("run ssoconfig -backupsecret"));
}

#[test]
fn event_logs_among_the_files_are_pointed_out() {
    let log = include_bytes!("../samples/event-log/viewer.xml");
    let report = story().file("logs/viewer.xml", log.as_slice()).file("a.msb", backup(1, None, FIRST)).audit();
    assert!(has(&report.findings, FindingCode::LogNotRead, &["logs/viewer.xml"]));
}

#[test]
fn the_timeline_tells_each_secret_s_own_story() {
    let report = story()
        .file("SSO478AD.bak", native(1))
        .events(&[
            GENERATED,
            (10589, &[]),
            (10560, &[r"D:\SSO478AD.bak", MSID_A, "", r"CORP\anna", "0xC0002A20, no file."]),
            BACKED_UP,
            (10525, &[MSID_B, r"CORP\anna", "BTS01", "{11111111-2222-4333-8444-555555555555}"]),
            (10526, &[r"CORP\anna", "BTS01", "{11111111-2222-4333-8444-555555555555}", "0xC0002A14, no member."]),
            (10589, &[]),
        ])
        .audit();
    let lanes: &[Lane] = &only(&report).timeline.lanes;
    let told: Vec<_> = lanes
        .iter()
        .map(|lane| {
            let minute = |time: mastersecret::time::Time| time.to_string()[14..16].to_owned();
            let marks: Vec<_> = lane.marks.iter().map(|mark| (minute(mark.time), mark.kind)).collect();
            let stretches: Vec<_> = lane
                .stretches
                .iter()
                .map(|stretch| (minute(stretch.from), stretch.to.map(minute), stretch.kind))
                .collect();
            (lane.msid.as_deref(), lane.current, marks, stretches)
        })
        .collect();
    let at = |minute: &str| minute.to_owned();
    assert_eq!(
        told,
        [
            (
                Some(MSID_A),
                false,
                vec![
                    (at("00"), MarkKind::Generated),
                    (at("02"), MarkKind::Failed),
                    (at("03"), MarkKind::BackedUp),
                    (at("03"), MarkKind::File),
                ],
                vec![(at("01"), Some(at("03")), StretchKind::NotBackedUp)],
            ),
            (
                Some(MSID_B),
                true,
                vec![(at("04"), MarkKind::Generated), (at("05"), MarkKind::Failed)],
                vec![(at("06"), None, StretchKind::NotBackedUp)],
            ),
        ]
    );
}

#[test]
fn a_native_file_alone_proves_nothing_whatever_a_log_says_of_its_name() {
    let report = story().file("SSO478AD.bak", native(1)).candidates(FIRST).events(&[GENERATED, BACKED_UP]).audit();
    assert_eq!(only(&report).verdict, Some(Unproven));
    assert!(codes(only(&report)).contains(&"native-unsealed"));
}
