//! Every story, told in every form of export, leads to the conclusions that were written down beforehand.

use std::io::Cursor;

use mastersecret::eventlog::{LogSummary, ReadOptions, Record, merge, read_log};
use mastersecret::evidence::{Conclusion, Evidence, Grade, HeldBackup, SystemEvidence, conclude};

use crate::forms::{Export, Logged, zone};
use crate::stories::{A, B, Story, all};

/// Reads one export of each of the story's logs.
fn read_story(story: &Story, exports: &[Export], with_zone: bool) -> (Vec<Record>, Vec<LogSummary>) {
    let mut records = Vec::new();
    let mut logs = Vec::new();
    for export in exports {
        for events in &story.logs {
            let options = ReadOptions {
                time_zone: (export.is_local() && with_zone).then(zone),
                computer: (*export == Export::EventViewerCsv && with_zone).then(|| events[0].computer.clone()),
                threads: 1,
            };
            let bytes = Cursor::new(export.write(events));
            logs.push(read_log(logs.len(), bytes, &options, &mut |record| records.push(record)).unwrap());
        }
    }
    (merge(records), logs)
}

/// The numbers by which the story names these records.
struct Numbers<'a> {
    story: &'a Story,
    records: &'a [Record],
}

impl Numbers<'_> {
    fn of(&self, index: usize) -> u64 {
        let record = &self.records[index];
        if let Some(id) = record.record_id {
            return id;
        }
        let second = record.time.unwrap().as_second();
        let is_it = |event: &&Logged| event.event_id == record.event_id && event.time.as_second() == second;
        self.story.logs.iter().flatten().find(is_it).unwrap().record_id
    }

    fn all(&self, indices: &[usize]) -> Vec<u64> {
        indices.iter().map(|index| self.of(*index)).collect()
    }

    fn maybe(&self, index: Option<usize>) -> Option<u64> {
        index.map(|index| self.of(index))
    }
}

fn name<T: serde::Serialize>(value: T) -> String {
    serde_json::to_value(value).unwrap().as_str().unwrap().to_owned()
}

fn check(story: &Story, records: &[Record], system: &SystemEvidence, context: &str) {
    let context = format!("{}, {context}", story.name);
    let numbers = Numbers { story, records };
    let server = system.secret_server.as_ref().map(|server| server.computer.as_str());
    assert_eq!(server, story.server, "{context}");

    let current = system.current.as_ref().map(|current| {
        (
            current.msid.as_str(),
            current.previous.as_deref(),
            numbers.of(current.since),
            numbers.of(current.stated),
            numbers.maybe(current.generated),
        )
    });
    assert_eq!(current, story.current, "{context}");
    let backup = (name(system.backup.state), numbers.maybe(system.backup.last));
    assert_eq!((backup.0.as_str(), backup.1), story.backup, "{context}");

    let spells: Vec<_> = system
        .spells
        .iter()
        .map(|spell| (numbers.of(spell.first), numbers.of(spell.last), spell.count, numbers.maybe(spell.ended_by)))
        .collect();
    assert_eq!(spells, story.spells, "{context}");

    let failures: Vec<_> = system
        .failures
        .iter()
        .map(|failure| {
            let codes: Vec<&str> = failure.reasons.iter().map(|reason| reason.code.as_deref().unwrap()).collect();
            assert!(failure.reasons.iter().all(|reason| reason.meaning.is_some()), "{context}");
            assert_eq!(failure.count, failure.records.len(), "{context}");
            (failure.event_id, numbers.all(&failure.records), codes, numbers.maybe(failure.made_good_by))
        })
        .collect();
    let expected: Vec<_> = story
        .failures
        .iter()
        .map(|(event, records, codes, success)| (*event, records.to_vec(), codes.to_vec(), *success))
        .collect();
    assert_eq!(failures, expected, "{context}");

    let unreadable: Vec<_> = system
        .unreadable
        .iter()
        .map(|stretch| {
            (
                name(stretch.state),
                numbers.all(&stretch.records),
                stretch.msids.clone(),
                numbers.maybe(stretch.backed_up_before),
                numbers.maybe(stretch.ended_by),
            )
        })
        .collect();
    let expected: Vec<_> = story
        .unreadable
        .iter()
        .map(|(state, records, msids, before, ended)| {
            let msids = msids.iter().map(|&msid| msid.to_owned()).collect();
            ((*state).to_owned(), records.to_vec(), msids, *before, *ended)
        })
        .collect();
    assert_eq!(unreadable, expected, "{context}");

    let restores: Vec<_> = system
        .restores
        .iter()
        .map(|restore| {
            (
                numbers.of(restore.record),
                name(restore.effect),
                restore.replaced.clone(),
                numbers.maybe(restore.old_format),
                numbers.maybe(restore.not_decrypted),
            )
        })
        .collect();
    let expected: Vec<_> = story
        .restores
        .iter()
        .map(|(record, effect, replaced, old_format, failed)| {
            (*record, (*effect).to_owned(), replaced.map(str::to_owned), *old_format, *failed)
        })
        .collect();
    assert_eq!(restores, expected, "{context}");

    let moves: Vec<_> = system
        .server_changes
        .iter()
        .map(|change| (numbers.of(change.record), numbers.maybe(change.restored)))
        .collect();
    assert_eq!(moves, story.moves, "{context}");

    let told =
        |conclusion: &Conclusion| (name(conclusion.severity), name(conclusion.code), numbers.all(&conclusion.records));
    let conclusions: Vec<_> = system.conclusions.iter().map(told).collect();
    let expected: Vec<_> = story
        .conclusions
        .iter()
        .map(|(severity, code, records)| ((*severity).to_owned(), (*code).to_owned(), records.to_vec()))
        .collect();
    assert_eq!(conclusions, expected, "{context}");
    for conclusion in &system.conclusions {
        let text = format!("{} {}", conclusion.what, conclusion.remedy);
        assert!(!text.contains(['{', '}']), "{context}: {text}");
        assert!(!text.contains("  ") && conclusion.what.ends_with('.'), "{context}: {text}");
        if conclusion.records.is_empty() {
            assert!(conclusion.what.contains("No evidence") && conclusion.what.contains(" from "), "{context}: {text}");
        }
    }
}

#[test]
fn every_story_in_every_form_leads_to_the_same_conclusions() {
    for story in all() {
        for export in Export::ALL {
            let (records, logs) = read_story(&story, &[export], true);
            let Evidence { systems, unplaced } = conclude(&records, &logs);
            assert_eq!(unplaced, [0; 0], "{}, {export:?}", story.name);
            let [system] = systems.as_slice() else {
                panic!("{}, {export:?}: {} systems", story.name, systems.len());
            };
            assert!(system.in_utc);
            check(&story, &records, system, &format!("{export:?}"));
        }
    }
}

#[test]
fn a_story_told_in_all_forms_at_once_is_the_same_story() {
    for story in all() {
        let (records, logs) = read_story(&story, &Export::ALL, true);
        let evidence = conclude(&records, &logs);
        assert_eq!(evidence.systems.len(), 1, "{}", story.name);
        check(&story, &records, &evidence.systems[0], "all forms");
    }
}

#[test]
fn record_ids_give_the_order_where_a_time_zone_is_missing() {
    for story in all().into_iter().filter(|story| story.logs.len() == 1) {
        for export in [Export::PowershellCsv, Export::PowershellCsvGerman] {
            let (records, logs) = read_story(&story, &[export], false);
            let evidence = conclude(&records, &logs);
            assert_eq!(evidence.unplaced, [0; 0]);
            assert!(!evidence.systems[0].in_utc);
            assert!(records.iter().all(|record| record.time.is_none()));
            let text: String = evidence.systems[0].conclusions.iter().map(|told| told.what.as_str()).collect();
            assert!(text.contains("local time") && !text.contains("UTC"), "{text}");
            check(&story, &records, &evidence.systems[0], "no time zone");
        }
    }
}

#[test]
fn computers_without_a_time_zone_are_never_ordered_against_others() {
    let story = all().into_iter().find(|story| story.name == "server moved").unwrap();
    let (records, logs) = read_story(&story, &[Export::PowershellCsv], false);
    let evidence = conclude(&records, &logs);
    let computers: Vec<_> = evidence.systems.iter().map(|system| system.computers.join(" ")).collect();
    assert_eq!(computers, ["BTS01.corp.example", "BTS02.corp.example"]);
}

#[test]
fn event_viewers_table_without_zone_and_computer_is_listed_and_nothing_concluded() {
    for story in all() {
        let (records, logs) = read_story(&story, &[Export::EventViewerCsv], false);
        let ours = story.logs.iter().flatten().filter(|event| event.provider == "ENTSSO").count();
        assert_eq!(records.len(), ours);
        let evidence = conclude(&records, &logs);
        assert_eq!(evidence.systems, []);
        assert_eq!(evidence.unplaced, (0..ours).collect::<Vec<_>>());
    }
}

#[test]
fn a_table_of_the_same_events_adds_nothing_to_what_is_concluded() {
    let story = all().into_iter().find(|story| story.name == "healthy").unwrap();
    let (mut records, mut logs) = read_story(&story, &[Export::Evtx], true);
    let (table, table_logs) = read_story(&story, &[Export::EventViewerCsv], false);
    let ours = records.len();
    records.extend(table);
    logs.extend(table_logs);
    let records = merge(records);
    let evidence = conclude(&records, &logs);
    assert_eq!(evidence.unplaced.len(), ours);
    check(&story, &records, &evidence.systems[0], "with a table");
}

#[test]
fn systems_that_share_nothing_are_told_apart() {
    let stories = all();
    let story = |name: &str| stories.iter().find(|story| story.name == name).unwrap();
    let (one, other) = (story("healthy"), story("demanded again after a backup"));
    let mut events = one.logs[0].clone();
    // The other story on another computer, with secrets of its own, forwarded into the same log.
    for mut event in other.logs[0].clone() {
        event.computer = "FAR01.other.example".to_owned();
        event.record_id += 800;
        for string in &mut event.strings {
            *string = string.replace(A, "cccccccc-0c7a-4c55-9e0b-0f6d3a2b1c4d");
            *string = string.replace(B, "dddddddd-77b3-4e0c-8f52-1b2c3d4e5f60");
        }
        events.push(event);
    }
    events.sort_by_key(|event| event.time);
    let bytes = Cursor::new(Export::XmlWithoutRoot.write(&events));
    let mut records = Vec::new();
    let log = read_log(0, bytes, &ReadOptions::default(), &mut |record| records.push(record)).unwrap();
    assert_eq!(log.computers().collect::<Vec<_>>(), ["BTS01.corp.example", "FAR01.other.example"]);
    let evidence = conclude(&merge(records), &[log]);
    let told: Vec<_> =
        evidence.systems.iter().map(|system| (system.computers.join(" "), name(system.backup.state))).collect();
    assert_eq!(
        told,
        [
            ("BTS01.corp.example".to_owned(), "backed-up".to_owned()),
            ("FAR01.other.example".to_owned(), "not-backed-up".to_owned()),
        ]
    );
}

fn held(name: &str, msids: &[&str]) -> HeldBackup {
    HeldBackup { names: vec![name.to_owned()], msids: msids.iter().map(|msid| msid.parse().unwrap()).collect() }
}

#[test]
fn files_at_hand_are_matched_with_what_the_logs_name() {
    let files = [
        held("sso0b02.BAK", &[]),
        held("backups/a.msb", &[A]),
        held("b.msb", &[B, A]),
        held("SSO0A01.bak", &[]),
        held("else.msb", &["cccccccc-0c7a-4c55-9e0b-0f6d3a2b1c4d"]),
    ];
    for (name, current, named, ends) in [
        ("healthy", &[1, 2][..], &[0][..], &[][..]),
        ("never backed up", &[1, 2], &[], &[]),
        ("regenerated after the last backup", &[2], &[], &[]),
        ("account change in progress", &[1, 2], &[0], &[0, 1, 2]),
        ("account change never finished", &[1, 2], &[3], &[1, 2, 3]),
        ("not loadable and no backup", &[1, 2], &[], &[1, 2]),
        ("account changed", &[1, 2], &[3], &[]),
        ("nothing to tell", &[], &[], &[]),
    ] {
        let story = all().into_iter().find(|story| story.name == name).unwrap();
        let (records, logs) = read_story(&story, &[Export::Evtx], true);
        let matches = conclude(&records, &logs).systems[0].matches(&records, &files);
        assert_eq!(matches.hold_current, current, "{name}");
        assert_eq!(matches.named_like_backup, named, "{name}");
        assert_eq!(matches.would_end_unreadable, ends, "{name}");
    }
}

#[test]
fn a_native_backup_is_graded_by_the_events_that_name_it() {
    let records_of = |name: &str| {
        let story = all().into_iter().find(|story| story.name == name).unwrap();
        read_story(&story, &[Export::Evtx], true).0
    };
    for (story, backup, grade) in [
        ("healthy", held("SSO0A01.bak", &[A]), Grade::Attested),
        ("healthy", held("SSO0A01.bak", &[]), Grade::Attested),
        ("healthy", held("SSO0A01.bak", &[B]), Grade::Unproven),
        ("healthy", held("SSO0A01.bak", &[A, B]), Grade::Unproven),
        ("healthy", held("other.bak", &[A]), Grade::Unproven),
        ("healthy", held("", &[A]), Grade::Unproven),
        ("rehearsed in the laboratory", held("sso0a01.bak", &[A]), Grade::Rehearsed),
        ("restored from an old file", held("SSO0A01.bak", &[A]), Grade::Rehearsed),
        ("restored from an old file", held("SSO0B02.bak", &[B, A]), Grade::Attested),
        ("odd events", held("SSO0A01.bak", &[B]), Grade::Unproven),
        ("never backed up", held("SSO0A01.bak", &[A]), Grade::Unproven),
    ] {
        let records = records_of(story);
        let grading = backup.grade(&records);
        assert_eq!(grading.grade, grade, "{story}: {backup:?}");
        assert_eq!(grading.backed_up.is_some(), grade >= Grade::Attested);
        assert_eq!(grading.restored.is_some(), grade == Grade::Rehearsed);
    }
}

#[test]
fn a_backup_that_does_not_say_what_it_holds_is_no_proof() {
    let story = all().into_iter().find(|story| story.name == "healthy").unwrap();
    let (mut records, logs) = read_story(&story, &[Export::Evtx], true);
    for record in &mut records {
        if record.event_id == 10559 {
            record.parameters = Box::default();
        }
    }
    let system = &conclude(&records, &logs).systems[0];
    assert_eq!(name(system.backup.state), "no-evidence");
    assert_eq!(system.backup.unnamed.len(), 2);
    assert!(system.conclusions.iter().any(|told| name(told.code) == "backed-up-unnamed"));
}

#[test]
fn many_records_are_counted_and_not_all_named() {
    let story = all().into_iter().find(|story| story.name == "never backed up").unwrap();
    let mut events = story.logs[0].clone();
    let demand = events[2].clone();
    for number in 0..500 {
        let mut again = demand.clone();
        again.event_id = 10521;
        again.record_id = 1000 + number;
        again.time = demand.time + jiff::SignedDuration::from_mins(number as i64);
        events.push(again);
    }
    let bytes = Cursor::new(Export::XmlWithoutRoot.write(&events));
    let mut records = Vec::new();
    let log = read_log(0, bytes, &ReadOptions::default(), &mut |record| records.push(record)).unwrap();
    let records = merge(records);
    let system = &conclude(&records, &[log]).systems[0];
    let stretch = &system.unreadable[0];
    assert_eq!(stretch.count, 500);
    assert!(stretch.records.len() < 100);
    assert_eq!(records[*stretch.records.last().unwrap()].record_id, Some(1499));
}

#[test]
fn nobody_is_told_to_back_up_what_cannot_be_loaded() {
    for story in all() {
        let (records, logs) = read_story(&story, &[Export::Evtx], true);
        let system = &conclude(&records, &logs).systems[0];
        let open =
            system.unreadable.iter().any(|stretch| matches!(name(stretch.state).as_str(), "open" | "in-progress"));
        for told in &system.conclusions {
            let code = name(told.code);
            if code.contains("backup-evidence") || code == "not-backed-up" || code == "backup-predates-secret" {
                assert_eq!(
                    told.remedy.contains("run ssoconfig") || told.remedy.contains("a new one"),
                    !open,
                    "{}",
                    story.name
                );
            }
        }
    }
}

#[test]
fn nobody_is_told_to_restore_on_a_server_that_has_been_retired() {
    for (name, lacks) in [
        ("not loadable on the old server", "cannot load its secrets"),
        ("others fetch elsewhere", "has no master secret"),
    ] {
        let story = all().into_iter().find(|story| story.name == name).unwrap();
        let (records, logs) = read_story(&story, &[Export::Evtx], true);
        let system = &conclude(&records, &logs).systems[0];
        let code = |told: &&Conclusion| self::name(told.code) == "not-loaded-on-former-server";
        let told = system.conclusions.iter().find(code).unwrap();
        assert!(told.what.contains(&format!("BTS01.corp.example {lacks}")), "{}", told.what);
        assert!(told.what.contains("BTS02"), "{}", told.what);
        assert!(system.conclusions.iter().all(|told| !told.remedy.contains("-restoresecret")), "{name}");
        let files = [held("SSO0A01.bak", &[]), held("a.msb", &[A])];
        assert_eq!(system.matches(&records, &files).would_end_unreadable, [0; 0]);
    }
}
