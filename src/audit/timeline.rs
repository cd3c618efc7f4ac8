//! What happened when: the secrets as lanes, with what logs and files say of each.

use std::collections::BTreeMap;

use serde::Serialize;

use super::examined::AuditedFile;
use crate::{
    eventlog::{Record, guid},
    evidence::{SystemEvidence, times},
    fault::shown,
    report::ContentView,
    time::Time,
};

/// The lanes of one system.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
pub struct Timeline {
    /// One lane for each secret, by its first mark; last one for what names no secret.
    pub lanes: Vec<Lane>,
}

/// What is known of one secret.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
pub struct Lane {
    /// Its MSID; none for what names no secret.
    pub msid: Option<String>,
    /// Whether it is the current one.
    pub current: bool,
    /// Single moments, in their order.
    pub marks: Vec<Mark>,
    /// Stretches of time, in their order.
    pub stretches: Vec<Stretch>,
}

/// One moment.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
pub struct Mark {
    /// When.
    pub time: Time,
    /// What kind of moment it is.
    pub kind: MarkKind,
    /// What happened, in words.
    pub what: String,
    /// The record that says so.
    pub record: Option<usize>,
    /// The file at hand that says so.
    pub file: Option<String>,
}

/// What kind of moment it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum MarkKind {
    /// The secret was generated.
    Generated,
    /// It was backed up.
    BackedUp,
    /// It was restored.
    Restored,
    /// Something failed.
    Failed,
    /// The content of a file at hand was taken from the live system or, where it does not say, the file was written.
    File,
}

/// A stretch of time.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
pub struct Stretch {
    /// Its beginning.
    pub from: Time,
    /// Its end; none while nothing ended it.
    pub to: Option<Time>,
    /// What kind of stretch it is.
    pub kind: StretchKind,
    /// What it is, in words.
    pub what: String,
}

/// What kind of stretch it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum StretchKind {
    /// ENTSSO demanded a backup.
    NotBackedUp,
    /// The secrets could not be loaded.
    NotLoaded,
}

impl MarkKind {
    /// Every kind, in the order of a legend.
    pub const ALL: [Self; 5] = [Self::Generated, Self::BackedUp, Self::Restored, Self::Failed, Self::File];

    /// In words.
    pub fn name(self) -> &'static str {
        match self {
            Self::Generated => "generated",
            Self::BackedUp => "backed up",
            Self::Restored => "restored",
            Self::Failed => "failed",
            Self::File => "file at hand",
        }
    }
}

impl StretchKind {
    /// In words.
    pub fn name(self) -> &'static str {
        match self {
            Self::NotBackedUp => "not backed up",
            Self::NotLoaded => "not loaded",
        }
    }
}

/// The lanes of a system, from its files and from the evidence of its logs.
pub(crate) fn draw(
    files: &[&AuditedFile],
    evidence: &[&SystemEvidence],
    records: &[Record],
    current: Option<&str>,
) -> Timeline {
    let mut lanes: BTreeMap<Option<String>, Lane> = BTreeMap::new();
    let time = |record: usize| records.get(record)?.time.and_then(|at| Time::from_unix(at.as_second()));
    for file in files {
        let marks = if file.header().is_some() { marks_of_file(file) } else { mark_of_native(file, records, &time) };
        for (msid, mark) in marks {
            lanes.entry(msid).or_default().marks.push(mark);
        }
    }
    let mark = |record: usize, kind: MarkKind| {
        let what = records.get(record).map(describe).unwrap_or_default();
        Some(Mark { time: time(record)?, kind, what, record: Some(record), file: None })
    };
    for system in evidence {
        for secret in &system.secrets {
            let kinds = [
                (MarkKind::Generated, secret.generated.as_slice()),
                (MarkKind::BackedUp, &secret.backed_up),
                (MarkKind::Restored, &secret.restored),
            ];
            for (kind, records) in kinds {
                for mark in records.iter().filter_map(|record| mark(*record, kind)) {
                    lanes.entry(Some(secret.msid.clone())).or_default().marks.push(mark);
                }
            }
        }
        for failure in &system.failures {
            let marks = failure.records.iter().filter_map(|record| mark(*record, MarkKind::Failed));
            lanes.entry(failure.msid.clone()).or_default().marks.extend(marks);
        }
        let demands = system.spells.iter().filter_map(|spell| {
            let stretch = Stretch {
                from: time(spell.first)?,
                to: spell.ended_by.and_then(time),
                kind: StretchKind::NotBackedUp,
                what: format!("{} demanded a backup, {}", shown(&spell.computer), times(spell.count)),
            };
            Some((spell.msid.clone(), stretch))
        });
        let unreadable = system.unreadable.iter().filter_map(|stretch| {
            let drawn = Stretch {
                from: time(*stretch.records.first()?)?,
                to: stretch.ended_by.and_then(time),
                kind: StretchKind::NotLoaded,
                what: format!("{} could not load its secrets", shown(&stretch.computer)),
            };
            Some((stretch.msids.first().cloned(), drawn))
        });
        for (msid, stretch) in demands.chain(unreadable) {
            lanes.entry(msid).or_default().stretches.push(stretch);
        }
    }
    let mut lanes: Vec<Lane> = lanes
        .into_iter()
        .map(|(msid, mut lane)| {
            lane.marks.sort();
            // That a secret was generated is one moment, however many files tell of it.
            lane.marks.dedup_by(|b, a| {
                a.kind == MarkKind::Generated && (a.time, a.kind, a.record) == (b.time, b.kind, b.record)
            });
            lane.stretches.sort();
            lane.current = msid.is_some() && msid.as_deref() == current;
            Lane { msid, ..lane }
        })
        .collect();
    lanes.sort_by_key(|lane| (lane.msid.is_none(), lane.marks.first().map(|mark| mark.time), lane.msid.clone()));
    Timeline { lanes }
}

/// What a file says of the secrets in it.
fn marks_of_file(file: &AuditedFile) -> Vec<(Option<String>, Mark)> {
    let Some(header) = file.header() else { return Vec::new() };
    let mark = |time, kind, what: String| Mark { time, kind, what, record: None, file: Some(file.path.clone()) };
    let mut marks = Vec::new();
    let mut entry = |msid: &str, generated: Option<Time>| {
        if let Some(time) = generated {
            let what = format!("as {} says", shown(&file.path));
            marks.push((Some(msid.to_owned()), mark(time, MarkKind::Generated, what)));
        }
    };
    let (msid, backed_up) = match &header.content {
        ContentView::Secrets { current, previous, backed_up } => {
            entry(&current.msid, current.generated);
            if let Some(previous) = previous {
                entry(&previous.msid, previous.generated);
            }
            (Some(current.msid.clone()), *backed_up)
        }
        ContentView::File { current_msid, backed_up, .. } => (current_msid.clone(), *backed_up),
    };
    let what = match backed_up {
        Some(_) => format!("{}, backed up then, as it states", shown(&file.path)),
        None => format!("{}, written then", shown(&file.path)),
    };
    marks.push((msid, mark(backed_up.unwrap_or(header.created), MarkKind::File, what)));
    marks
}

/// A native file says nothing of itself: its name ties it to the backup that a log tells of.
fn mark_of_native(
    file: &AuditedFile,
    records: &[Record],
    time: &dyn Fn(usize) -> Option<Time>,
) -> Vec<(Option<String>, Mark)> {
    let backed_up = if file.may_be_native() { file.as_held().grade(records).backed_up } else { None };
    let Some((index, time)) = backed_up.and_then(|index| Some((index, time(index)?))) else { return Vec::new() };
    let record = records.get(index);
    let msid = record.and_then(|record| record.parameter("current_msid")).and_then(guid).map(|msid| msid.to_string());
    let what = format!("{}, by its name the backup of then", shown(&file.path));
    vec![(msid, Mark { time, kind: MarkKind::File, what, record: Some(index), file: Some(file.path.clone()) })]
}

/// An event in a few words.
fn describe(record: &Record) -> String {
    let symbol = record.event().map_or("", |event| event.symbol.as_str());
    let of = |name: &str| record.parameter(name).filter(|value| !value.is_empty());
    let mut words = format!("event {} {symbol}", record.event_id);
    if let Some(computer) = record.computer.as_deref() {
        words.push_str(&format!(" on {}", shown(computer)));
    }
    if let Some(file) = of("file") {
        words.push_str(&format!(", file {}", shown(file)));
    }
    if let Some(error) = of("error_code") {
        words.push_str(&format!(", {}", shown(error)));
    }
    words
}
