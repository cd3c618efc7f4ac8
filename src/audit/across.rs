//! Findings across files: copies, generations, contradictions, and what is in nobody's hands.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{candidate::Candidates, examined::AuditedFile, redaction::told, report::AuditFinding};
use crate::{
    evidence::Grade,
    fault::shown,
    finding::{Finding, FindingCode},
    recognize::Kind,
    report::ContentView,
};

/// A finding about one file.
fn about(finding: Finding, file: &AuditedFile) -> AuditFinding {
    AuditFinding::new(finding, vec![file.path.clone()])
}

fn paths<'a>(files: impl IntoIterator<Item = &'a AuditedFile>) -> Vec<String> {
    files.into_iter().map(|file| file.path.clone()).collect()
}

/// Notes for every file the first one with the same content.
pub(crate) fn mark_copies(files: &mut [AuditedFile]) {
    let mut first = HashMap::new();
    for file in files {
        let Some(identity) = file.facts.identity else { continue };
        file.same_as = first.get(&identity).cloned();
        first.entry(identity).or_insert_with(|| file.path.clone());
    }
}

/// How many places the files lie in: names of one file are one place.
pub(crate) fn places<'a>(files: impl IntoIterator<Item = &'a AuditedFile>) -> usize {
    let mut places = BTreeSet::new();
    files.into_iter().filter(|file| file.facts.place.is_none_or(|place| places.insert(place))).count()
}

/// Everything that is found by looking at the files of one system beside each other.
pub(crate) fn of_system(files: &[&AuditedFile]) -> Vec<AuditFinding> {
    let mut findings = copies(files);
    findings.extend(several_backups(files));
    findings.extend(generations(files));
    findings.extend(natives(files));
    findings.extend(grades(files));
    findings
}

fn copies(files: &[&AuditedFile]) -> Vec<AuditFinding> {
    let mut same: BTreeMap<_, Vec<&AuditedFile>> = BTreeMap::new();
    let mut names: BTreeMap<_, Vec<&AuditedFile>> = BTreeMap::new();
    for file in files.iter().copied().filter(|file| file.is_ours() || file.may_be_native()) {
        if let Some(identity) = file.facts.identity {
            same.entry(identity).or_default().push(file);
        }
        if let Some(place) = file.facts.place {
            names.entry(place).or_default().push(file);
        }
    }
    let several = |code| {
        move |group: &Vec<&AuditedFile>| {
            let finding = Finding::new(code).with("found", group.len());
            (group.len() > 1).then(|| AuditFinding::new(finding, paths(group.iter().copied())))
        }
    };
    let same = same.values().filter_map(several(FindingCode::SameBackup));
    same.chain(names.values().filter_map(several(FindingCode::SameFile))).collect()
}

fn several_backups(files: &[&AuditedFile]) -> Vec<AuditFinding> {
    let mut holders: BTreeMap<&str, Vec<&AuditedFile>> = BTreeMap::new();
    for file in files.iter().copied().filter(|file| file.is_whole() && file.same_as.is_none()) {
        if let Some(msid) = file.current_msid() {
            holders.entry(msid).or_default().push(file);
        }
    }
    let several = holders.into_iter().filter(|(_, files)| files.len() > 1).map(|(msid, files)| {
        let finding = Finding::new(FindingCode::SeveralBackups)
            .with("found", files.len())
            .with("msid", msid)
            .with("proof", proof(msid, &files));
        AuditFinding::new(finding, paths(files))
    });
    several.collect()
}

/// What opening the files showed of the secret that all of them claim to hold.
fn proof(msid: &str, files: &[&AuditedFile]) -> String {
    let secrets = files.iter().flat_map(|file| &file.report.secrets).filter(|secret| secret.msid == msid);
    let shown: Vec<&str> = secrets.map(|secret| secret.fingerprint.as_str()).collect();
    let kinds = shown.iter().collect::<BTreeSet<_>>().len();
    match (shown.len(), kinds) {
        (0, _) => "no fingerprint confirms that.".to_owned(),
        (opened, 1) => format!("opened: {opened}, with one fingerprint."),
        (opened, kinds) => format!("opened: {opened}, with {kinds} fingerprints."),
    }
}

/// Secrets of one fingerprint with several MSIDs, among all files.
pub(crate) fn aliases(files: &[AuditedFile]) -> Vec<(BTreeSet<String>, AuditFinding)> {
    let mut seen: BTreeMap<&str, BTreeMap<&str, Vec<&AuditedFile>>> = BTreeMap::new();
    for file in files {
        for secret in &file.report.secrets {
            seen.entry(&secret.fingerprint).or_default().entry(&secret.msid).or_default().push(file);
        }
    }
    let several = seen.into_values().filter(|msids| msids.len() > 1);
    let finding = |msids: BTreeMap<&str, Vec<&AuditedFile>>| {
        let names: BTreeSet<String> = msids.keys().map(|msid| (*msid).to_owned()).collect();
        let listed = names.iter().cloned().collect::<Vec<_>>().join(" and ");
        let finding = Finding::new(FindingCode::OneSecretSeveralMsids).with("msids", listed).with("found", names.len());
        (names, AuditFinding::new(finding, paths(msids.into_values().flatten())))
    };
    several.map(finding).collect()
}

/// Secrets of one MSID with several fingerprints, among all files.
pub(crate) fn contradictions(files: &[AuditedFile]) -> BTreeMap<String, AuditFinding> {
    let mut seen: BTreeMap<&str, BTreeMap<&str, Vec<&AuditedFile>>> = BTreeMap::new();
    for file in files {
        for secret in &file.report.secrets {
            let fingerprints = seen.entry(&secret.msid).or_default();
            fingerprints.entry(&secret.fingerprint).or_default().push(file);
        }
    }
    let contradicted = seen.into_iter().filter(|(_, fingerprints)| fingerprints.len() > 1);
    let finding = |(msid, fingerprints): (&str, BTreeMap<&str, Vec<&AuditedFile>>)| {
        let finding =
            Finding::new(FindingCode::FingerprintsDiffer).with("found", fingerprints.len()).with("msid", msid);
        (msid.to_owned(), AuditFinding::new(finding, paths(fingerprints.into_values().flatten())))
    };
    contradicted.map(finding).collect()
}

/// The file that replaces this one, if it is here and whole: the last of a chain.
fn successor<'a>(file: &AuditedFile, by_replaced: &HashMap<&str, &'a AuditedFile>) -> Option<&'a AuditedFile> {
    let mut newest = *by_replaced.get(file.header()?.id.as_str())?;
    // A chain of ids that anybody may have written can be a circle.
    for _ in 0..by_replaced.len() {
        match newest.header().and_then(|header| by_replaced.get(header.id.as_str())) {
            Some(newer) if newer.path != file.path => newest = newer,
            _ => break,
        }
    }
    Some(newest)
}

/// Older generations, of which the ones matter that a password opens which the newest does not take.
pub(crate) fn generations(files: &[&AuditedFile]) -> Vec<AuditFinding> {
    let mut by_replaced: HashMap<&str, &AuditedFile> = HashMap::new();
    for file in files.iter().copied().filter(|file| file.is_whole()) {
        if let Some(replaced) = file.header().and_then(|header| header.replaces.as_deref()) {
            by_replaced.entry(replaced).or_insert(file);
        }
    }
    let mut findings = Vec::new();
    for file in files.iter().copied() {
        let Some(newer) = successor(file, &by_replaced) else { continue };
        let stays = file.facts.opened_lock.is_some_and(|lock| newer.facts.locks.contains(&lock));
        let same_content = file.current_msid() == newer.current_msid() && enclosed(file) == enclosed(newer);
        let finding = match &file.opened_by {
            Some(candidate) if !stays && same_content => {
                Finding::new(FindingCode::OldGenerationOpens).with("candidate", format!("the candidate {candidate}"))
            }
            _ => Finding::new(FindingCode::OldGeneration),
        };
        findings.push(about(finding.with("newer", &newer.path), file));
    }
    findings
}

/// The native file that a seal encloses, by SHA-256.
pub(crate) fn enclosed(file: &AuditedFile) -> Option<&str> {
    match &file.header()?.content {
        ContentView::File { sha256, .. } => Some(sha256),
        ContentView::Secrets { .. } => None,
    }
}

/// Native files that a seal encloses.
fn natives(files: &[&AuditedFile]) -> Vec<AuditFinding> {
    let mut seals: HashMap<&str, Vec<&AuditedFile>> = HashMap::new();
    for file in files.iter().copied().filter(|file| file.is_whole()) {
        if let Some(sha256) = enclosed(file) {
            seals.entry(sha256).or_default().push(file);
        }
    }
    let mut findings = Vec::new();
    for file in files.iter().copied().filter(|file| !file.is_ours()) {
        match file.report.sha256.as_deref().and_then(|sha256| seals.get(sha256)) {
            Some(seals) => {
                let sealed = seals.iter().take(3).map(|seal| shown(&seal.path)).collect::<Vec<_>>().join(", ");
                findings.push(about(Finding::new(FindingCode::NativeSealed).with("found", sealed), file));
            }
            None if file.may_be_native() => findings.push(about(Finding::new(FindingCode::NativeUnsealed), file)),
            None => {}
        }
    }
    findings
}

/// What is known of seals that open.
fn grades(files: &[&AuditedFile]) -> Vec<AuditFinding> {
    let code = |grade| match grade {
        Grade::Unproven => FindingCode::SealUnproven,
        Grade::Attested => FindingCode::SealAttested,
        Grade::Rehearsed => FindingCode::SealRehearsed,
    };
    let seals = files.iter().copied().filter(|file| file.opens() && file.is_seal());
    seals.filter_map(|file| Some(about(Finding::new(code(file.grade?)), file))).collect()
}

/// Files that are named like backups and are something else. Those that may be native backups are judged elsewhere.
pub(crate) fn misnamed(files: &[AuditedFile], enclosed: &BTreeSet<&str>) -> Vec<AuditFinding> {
    let is_bak =
        |path: &str| path.len() > 4 && path.get(path.len() - 4..).is_some_and(|end| end.eq_ignore_ascii_case(".bak"));
    let mut findings = Vec::new();
    for file in files.iter().filter(|file| is_bak(&file.path) && !file.may_be_native()) {
        let Some(seems) = &file.report.seems_to_be else { continue };
        let sealed = file.report.sha256.as_deref().is_some_and(|sha256| enclosed.contains(sha256));
        if !sealed && seems.kind != Kind::UnknownBinary {
            findings.push(about(Finding::new(FindingCode::OtherBak).with("found", &seems.name), file));
        }
    }
    findings
}

/// Event logs among the files that were not read as such.
pub(crate) fn unread_logs(files: &[AuditedFile], read: &BTreeSet<&str>) -> Vec<AuditFinding> {
    let is_log = |file: &&AuditedFile| {
        let kind = file.report.seems_to_be.as_ref().map(|seems| seems.kind);
        kind == Some(Kind::EventLog) && !file.report.sha256.as_deref().is_some_and(|sha256| read.contains(sha256))
    };
    files.iter().filter(is_log).map(|file| about(Finding::new(FindingCode::LogNotRead), file)).collect()
}

/// What every seal encloses, by SHA-256.
pub(crate) fn all_enclosed(files: &[AuditedFile]) -> BTreeSet<&str> {
    files.iter().filter_map(enclosed).collect()
}

/// Files whose own word for their system is another than the one that they were given with.
pub(crate) fn other_systems(files: &[AuditedFile], candidates: &Candidates) -> Vec<AuditFinding> {
    let differs = |file: &AuditedFile| {
        let (stated, given) = (file.facts.stated_system.as_ref()?, file.facts.given_system.as_ref()?);
        let finding = Finding::new(FindingCode::SystemDiffers)
            .with("found", told(stated, candidates))
            .with("wanted", told(given, candidates));
        (stated != given).then(|| about(finding, file))
    };
    files.iter().filter_map(differs).collect()
}

/// What is worth knowing about the candidates themselves.
pub(crate) fn of_candidates(candidates: &Candidates, files: &[AuditedFile]) -> Vec<AuditFinding> {
    let repeated = candidates.repeated().map(|(one, first)| {
        Finding::new(FindingCode::CandidateRepeated).with("found", one.name()).with("first", first.name())
    });
    let opens = |line: u32| files.iter().any(|file| file.opened_by.as_ref().is_some_and(|name| name.line == line));
    let unused = candidates
        .distinct()
        .filter(|(_, candidate)| !opens(candidate.name().line))
        .map(|(_, candidate)| Finding::new(FindingCode::CandidateUnused).with("found", candidate.name()));
    repeated.chain(unused).map(|finding| AuditFinding::new(finding, Vec::new())).collect()
}
