//! Which files and which logs belong to one SSO system: by its label, by the secrets that they name, by the native file
//! that they hold.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{examined::AuditedFile, testimony::Testimony};
use crate::report::ContentView;

/// The members of one system.
#[derive(Debug, Default)]
pub(crate) struct Group {
    /// Its label, or what it is called without one.
    pub(crate) name: String,
    /// Its files, by their places.
    pub(crate) files: Vec<usize>,
    /// Its logs' testimonies, by their places.
    pub(crate) testimonies: Vec<usize>,
}

/// Systems by name, and what belongs to none.
#[derive(Debug, Default)]
pub(crate) struct Grouping {
    pub(crate) systems: Vec<Group>,
    pub(crate) unassigned: Vec<usize>,
    /// Secrets that files of several labels name, with the labels.
    pub(crate) shared: Vec<(String, Vec<String>)>,
}

/// Disjoint sets of names.
#[derive(Default)]
struct Sets {
    numbers: HashMap<String, usize>,
    parents: Vec<usize>,
}

impl Sets {
    fn number(&mut self, name: String) -> usize {
        let next = self.parents.len();
        let number = *self.numbers.entry(name).or_insert(next);
        if number == next {
            self.parents.push(next);
        }
        number
    }

    fn root(&self, mut number: usize) -> usize {
        while let Some(parent) = self.parents.get(number).copied()
            && parent != number
        {
            number = parent;
        }
        number
    }

    /// Joins all names into one set; none is no set.
    fn join(&mut self, names: &[String]) {
        let numbers: Vec<_> = names.iter().map(|name| self.number(name.clone())).collect();
        let roots: Vec<_> = numbers.into_iter().map(|number| self.root(number)).collect();
        let Some(least) = roots.iter().min().copied() else { return };
        for root in roots {
            if let Some(parent) = self.parents.get_mut(root) {
                *parent = least;
            }
        }
    }

    fn find(&self, names: &[String]) -> Option<usize> {
        names.iter().find_map(|name| self.numbers.get(name)).map(|number| self.root(*number))
    }
}

/// The label that a file was given with or, failing that, states.
fn label(file: &AuditedFile) -> Option<&str> {
    file.facts
        .given_system
        .as_deref()
        .filter(|_| file.is_ours() || file.may_be_native())
        .or(file.facts.stated_system.as_deref())
}

/// What ties a file to others: its secrets, and the native file that it encloses or is.
fn ties(file: &AuditedFile, enclosed: &BTreeSet<String>) -> Vec<String> {
    let mut ties: Vec<_> = file.msids().map(|msid| format!("secret {msid}")).collect();
    if let Some(ContentView::File { sha256, .. }) = file.header().map(|header| &header.content) {
        ties.push(format!("file {sha256}"));
    } else if let Some(sha256) = file.report.sha256.as_ref().filter(|hash| enclosed.contains(*hash)) {
        ties.push(format!("file {sha256}"));
    }
    ties
}

/// The testimony that names a file which states no secret, where only one does.
fn named_by(file: &AuditedFile, testimonies: &[Testimony]) -> Option<usize> {
    let candidate = file.may_be_native() || file.is_seal();
    let mut naming = testimonies.iter().enumerate().filter(|(_, testimony)| testimony.names(file.native_name()));
    match (candidate, naming.next(), naming.next()) {
        (true, Some((index, _)), None) => Some(index),
        _ => None,
    }
}

/// Puts files and testimonies into systems.
pub(crate) fn group(files: &[AuditedFile], testimonies: &[Testimony]) -> Grouping {
    let enclosed: BTreeSet<String> = files
        .iter()
        .filter_map(|file| match &file.header()?.content {
            ContentView::File { sha256, .. } => Some(sha256.clone()),
            ContentView::Secrets { .. } => None,
        })
        .collect();
    let known: BTreeSet<&str> = files.iter().filter_map(label).collect();
    let of_log = |index: usize| format!("log {index}");
    let mut sets = Sets::default();
    let mut all_ties: Vec<Vec<String>> = Vec::with_capacity(files.len());
    for file in files {
        let mut ties = ties(file, &enclosed);
        if file.msids().next().is_none() {
            ties.extend(named_by(file, testimonies).map(of_log));
        }
        sets.join(&ties);
        all_ties.push(ties);
    }
    for (index, testimony) in testimonies.iter().enumerate() {
        let secrets = testimony.msids.iter().map(|msid| format!("secret {msid}"));
        sets.join(&secrets.chain([of_log(index)]).collect::<Vec<_>>());
    }
    // A log's label is the one that it was given with, or its computer's name where files go by that.
    let log_label = |testimony: &Testimony| {
        let by_name = |label: &&&str| testimony.is_called(label);
        testimony.label.clone().or_else(|| known.iter().find(by_name).map(|label| (*label).to_owned()))
    };
    let mut labels: BTreeMap<usize, BTreeSet<String>> = BTreeMap::new();
    for (file, ties) in files.iter().zip(&all_ties) {
        if let (Some(label), Some(root)) = (label(file), sets.find(ties)) {
            labels.entry(root).or_default().insert(label.to_owned());
        }
    }
    for (index, testimony) in testimonies.iter().enumerate() {
        if let (Some(label), Some(root)) = (log_label(testimony), sets.find(&[of_log(index)])) {
            labels.entry(root).or_default().insert(label);
        }
    }

    let mut grouping = Grouping { shared: shared(files), ..Grouping::default() };
    let mut systems: BTreeMap<String, Group> = BTreeMap::new();
    let name_of = |own: Option<String>, ties: &[String]| -> Option<String> {
        let root = sets.find(ties);
        own.or_else(|| labels.get(&root?)?.first().cloned())
            .or_else(|| Some(unnamed(root?, files, testimonies, &sets, &all_ties)))
    };
    for (index, (file, ties)) in files.iter().zip(&all_ties).enumerate() {
        match name_of(label(file).map(str::to_owned), ties) {
            Some(name) => systems.entry(name).or_default().files.push(index),
            None => grouping.unassigned.push(index),
        }
    }
    for (index, testimony) in testimonies.iter().enumerate() {
        if let Some(name) = name_of(log_label(testimony), &[of_log(index)]) {
            systems.entry(name).or_default().testimonies.push(index);
        }
    }
    grouping.systems = systems.into_iter().map(|(name, group)| Group { name, ..group }).collect();
    grouping
}

/// What a system without a label is called: its master secret server, or one of its secrets.
fn unnamed(root: usize, files: &[AuditedFile], testimonies: &[Testimony], sets: &Sets, ties: &[Vec<String>]) -> String {
    let log = testimonies.iter().enumerate().find(|(index, _)| sets.find(&[format!("log {index}")]) == Some(root));
    if let Some(computer) = log.and_then(|(_, testimony)| testimony.computers.first()) {
        return computer.clone();
    }
    let of_set = files.iter().zip(ties).filter(|(_, ties)| sets.find(ties) == Some(root)).map(|(file, _)| file);
    match newest(of_set.clone()).and_then(AuditedFile::current_msid) {
        Some(msid) => format!("secret {msid}"),
        None => format!("native backup {}", of_set.map(AuditedFile::native_name).next().unwrap_or_default()),
    }
}

/// The newest of the files that say which secret is current: of those whose secret no other file calls previous.
pub(crate) fn newest<'a>(files: impl Iterator<Item = &'a AuditedFile> + Clone) -> Option<&'a AuditedFile> {
    let previous: BTreeSet<&str> = files.clone().filter_map(AuditedFile::previous_msid).collect();
    let is_latest = |file: &AuditedFile| file.current_msid().is_some_and(|msid| !previous.contains(msid));
    files.filter(|file| file.current_msid().is_some()).max_by_key(|file| (is_latest(file), file.age_mark()))
}

/// The secrets that files of several labels name.
fn shared(files: &[AuditedFile]) -> Vec<(String, Vec<String>)> {
    let mut labels: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for file in files {
        if let Some(label) = label(file) {
            for msid in file.msids() {
                labels.entry(msid).or_default().insert(label);
            }
        }
    }
    let shared = labels.into_iter().filter(|(_, labels)| labels.len() > 1);
    shared.map(|(msid, labels)| (msid.to_owned(), labels.into_iter().map(str::to_owned).collect())).collect()
}
