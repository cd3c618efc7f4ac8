//! Candidate passwords are kept out of reports: text from files and logs that contains one is left out, and said to be.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use super::{
    candidate::{CandidateName, Candidates},
    examined::AuditedFile,
    grouping::Grouping,
    report::{AuditFinding, CitedRecord, LogView, SystemView},
};
use crate::{
    fault::shown,
    finding::{Finding, FindingCode},
    report::ContentView,
};

/// What takes the place of text that contains a candidate password.
pub(super) const LEFT_OUT: &str = "[left out: it contains a candidate password]";

struct Redactor<'a> {
    candidates: &'a Candidates,
    found: Option<&'a CandidateName>,
}

impl Redactor<'_> {
    fn clean(&mut self, text: &mut String) {
        if let Some(name) = self.candidates.standing_in(text) {
            self.found.get_or_insert(name);
            LEFT_OUT.clone_into(text);
        }
    }

    /// A sentence that may repeat a part of the file, and may have cut that part in the middle of a candidate.
    fn clean_sentence(&mut self, text: &mut String) {
        self.clean(text);
        if self.found.is_some() && text.contains('…') {
            LEFT_OUT.clone_into(text);
        }
    }
}

/// Leaves out every text from the file that contains a candidate password.
pub(super) fn redact(file: &mut AuditedFile, candidates: &Candidates) {
    if candidates.is_empty() {
        return;
    }
    let given_away = file.has(FindingCode::ReminderHoldsPassword);
    let report = &mut file.report;
    let mut redactor = Redactor { candidates, found: None };
    if let Some(header) = &mut report.header {
        for slot in &mut header.slots {
            if let Some(reminder) = &mut slot.reminder
                && (given_away && slot.label == report.opened_slot || candidates.standing_in(reminder).is_some())
            {
                LEFT_OUT.clone_into(reminder);
            }
            redactor.clean(&mut slot.kind);
            slot.label.iter_mut().for_each(|label| redactor.clean(label));
        }
        header.system.iter_mut().for_each(|system| redactor.clean(system));
        header.extensions.iter_mut().for_each(|name| redactor.clean(name));
        if let ContentView::File { name, .. } = &mut header.content {
            redactor.clean(name);
        }
    }
    if let Some(seems) = &mut report.seems_to_be {
        for string in &mut seems.strings {
            redactor.clean(&mut string.text);
            // In text of one byte a character, all that is not ASCII ends a string.
            if let Some(name) = candidates.leaving_in(&string.text) {
                redactor.found.get_or_insert(name);
                LEFT_OUT.clone_into(&mut string.text);
            }
        }
    }
    if redactor.found.is_some() || report.fault.is_some() {
        report.opened_slot.iter_mut().for_each(|slot| redactor.clean(slot));
        redactor.clean_sentence(&mut report.answer);
        for fault in report.fault.iter_mut().chain(&mut report.hint) {
            redactor.clean_sentence(&mut fault.what);
            redactor.clean_sentence(&mut fault.remedy);
        }
        for finding in &mut report.findings {
            redactor.clean_sentence(&mut finding.what);
            redactor.clean_sentence(&mut finding.remedy);
        }
    }
    // The path has to be named; that it gives a password away has to be said.
    let found = redactor.found.or_else(|| candidates.standing_in(&file.path));
    let finding = found.map(|name| Finding::new(FindingCode::TextHoldsCandidate).with("candidate", name));
    file.report.findings.extend(finding);
}

/// A text from a file as the report may show it.
pub(super) fn told<'a>(text: &'a str, candidates: &Candidates) -> &'a str {
    if candidates.standing_in(text).is_some() { LEFT_OUT } else { text }
}

/// Gives systems whose names contain a candidate others, each its own.
pub(super) fn rename(grouping: &mut Grouping, candidates: &Candidates) {
    let mut number = 0;
    for group in &mut grouping.systems {
        if candidates.standing_in(&group.name).is_some() {
            number += 1;
            group.name = if number == 1 { LEFT_OUT.to_owned() } else { format!("{LEFT_OUT} ({number})") };
        }
    }
    for label in grouping.shared.iter_mut().flat_map(|(_, labels)| labels) {
        *label = told(label, candidates).to_owned();
    }
}

/// Texts from event logs that contain a candidate, with the candidate and the logs that have them.
#[derive(Default)]
pub(super) struct Logged<'a>(BTreeMap<String, (&'a CandidateName, BTreeSet<usize>)>);

impl<'a> Logged<'a> {
    /// Leaves them out of the records.
    pub(super) fn take_from(records: &mut [CitedRecord], candidates: &'a Candidates) -> Self {
        let mut logged = Self::default();
        if candidates.is_empty() {
            return logged;
        }
        for CitedRecord { record, .. } in records {
            let logs: Vec<usize> = record.origins.iter().map(|origin| origin.log).collect();
            let mut holds = |text: &str| {
                let Some(name) = candidates.standing_in(text) else { return false };
                // A sentence may name a file without its folder.
                let file = text.rsplit(['\\', '/']).next().filter(|file| candidates.standing_in(file).is_some());
                for text in [text].into_iter().chain(file) {
                    logged.0.entry(text.to_owned()).or_insert_with(|| (name, BTreeSet::new())).1.extend(&logs);
                }
                true
            };
            for parameter in &mut record.parameters {
                if holds(&parameter.value) {
                    parameter.value = Arc::from(LEFT_OUT);
                }
            }
            if let Some(written) = &mut record.as_written {
                for text in written.further_strings.iter_mut().chain(&mut written.message) {
                    if holds(text) {
                        LEFT_OUT.clone_into(text);
                    }
                }
            }
        }
        logged
    }

    /// Leaves them out of what was concluded.
    pub(super) fn take_from_view(&self, view: &mut SystemView) {
        let findings = view.findings.iter_mut().flat_map(|finding| [&mut finding.what, &mut finding.remedy]);
        let conclusions = view.conclusions.iter_mut().flat_map(|it| [&mut it.what, &mut it.remedy]);
        let actions = view.actions.iter_mut().map(|action| &mut action.what);
        let marks = view.timeline.lanes.iter_mut().flat_map(|lane| {
            lane.marks.iter_mut().map(|mark| &mut mark.what).chain(lane.stretches.iter_mut().map(|it| &mut it.what))
        });
        for sentence in findings.chain(conclusions).chain(actions).chain(marks) {
            self.take_from_sentence(sentence);
        }
    }

    fn take_from_sentence(&self, sentence: &mut String) {
        // Whole paths before the names in them.
        let mut texts: Vec<&String> = self.0.keys().collect();
        texts.sort_by_key(|text| std::cmp::Reverse(text.len()));
        for text in texts {
            for form in [text.clone(), shown(text)] {
                if sentence.contains(&form) {
                    *sentence = sentence.replace(&form, LEFT_OUT);
                }
            }
        }
    }

    /// That logs contain candidates.
    pub(super) fn findings(&self, logs: &[LogView]) -> Vec<AuditFinding> {
        let mut by_candidate: BTreeMap<&CandidateName, BTreeSet<usize>> = BTreeMap::new();
        for (name, places) in self.0.values() {
            by_candidate.entry(name).or_default().extend(places);
        }
        let finding = |(name, places): (&CandidateName, BTreeSet<usize>)| {
            let paths = places.iter().filter_map(|log| logs.get(*log)).map(|log| log.path.clone()).collect();
            AuditFinding::new(Finding::new(FindingCode::TextHoldsCandidate).with("candidate", name), paths)
        };
        by_candidate.into_iter().map(finding).collect()
    }
}
