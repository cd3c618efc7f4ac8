//! What must hold of everything that is said about a file, whatever it is.

use mastersecret::{
    cost::Budget,
    fault::{CODES, Fault, FaultCode, Place},
    finding::Finding,
    inspect::{Check, Inspection, Terms},
    policy::Policy,
    report::Report,
    time::Time,
    verdict::{VERDICTS, Verdict},
};
use serde_json::Value;

use crate::judge::{decoded, judge, parsed};

/// Terms under which a derivation may use at most `memory_kib`, with twice the work.
pub fn terms(memory_kib: u64) -> Terms {
    let budget = Budget { memory_kib, work_kib: 2 * memory_kib, total_work_kib: 8 * memory_kib };
    Terms { budget, policy: Policy::default(), now: Time::parse("2026-11-20T14:55:02Z").unwrap() }
}

/// The document as another reader sees it, where it is one.
pub fn tree(bytes: &[u8]) -> Option<Value> {
    decoded(bytes).and_then(|text| parsed(&text))
}

/// Compares the verdict without a password with the judge's.
pub fn agrees_with_the_judge(bytes: &[u8], inspection: &Inspection) {
    let found = inspection.verdict;
    let code = inspection.fault.as_ref().map(|fault| fault.code);
    // The judge counts neither depth nor values.
    if matches!(code, Some(FaultCode::TooDeep | FaultCode::TooManyValues)) {
        return;
    }
    match judge(bytes) {
        // As far as the judge sees: version, schema and cost are not its business.
        "intact" => assert!(
            matches!(found, Verdict::Intact | Verdict::Malformed | Verdict::Unsupported | Verdict::Refused),
            "{found}, {code:?}"
        ),
        // Members that version 1 does not know at the root of a newer document.
        "malformed" if found == Verdict::Unsupported => assert!(tree(bytes).is_some()),
        expected => assert_eq!(found.name(), expected, "{code:?}"),
    }
}

/// What an inspection must say, whatever the file.
pub fn holds_for_an_inspection(inspection: &Inspection) {
    let verdict = inspection.verdict;
    assert!(!matches!(verdict, Verdict::Opens | Verdict::WrongPassword | Verdict::Tampered | Verdict::Mismatch));
    fits(verdict, inspection.fault.as_ref());
    assert_eq!(inspection.seems_to_be.is_some(), verdict == Verdict::Unrecognized);
    assert_eq!(inspection.text.is_some(), verdict != Verdict::Unrecognized);
    if matches!(verdict, Verdict::Intact | Verdict::Refused) {
        assert!(inspection.backup.is_some() && inspection.hint.is_none());
    }
    let text = inspection.text.as_ref().map_or("", |text| text.as_str());
    for fault in inspection.fault.iter().chain(&inspection.hint) {
        can_be_shown(fault);
        if let Some(place) = &fault.place {
            stands_in(text, place);
        }
    }
    holds_for_a_report(&inspection.report());
}

/// What a check must say beyond that.
pub fn holds_for_a_check(inspection: &Inspection, check: &Check) {
    fits(check.verdict, check.fault.as_ref());
    assert_eq!(check.opened.is_some(), check.verdict == Verdict::Opens);
    if let Some(fault) = &check.fault {
        can_be_shown(fault);
    }
    let report = check.report(inspection);
    assert_eq!(report.authenticated, check.opened.is_some());
    assert_eq!(report.opened_slot.is_some(), check.opened.is_some());
    assert!(report.secrets.is_empty() || check.opened.is_some());
    holds_for_a_report(&report);
}

/// A verdict and the fault behind it.
fn fits(verdict: Verdict, fault: Option<&Fault>) {
    let without = matches!(verdict, Verdict::Opens | Verdict::Intact | Verdict::Unrecognized);
    assert_eq!(without, fault.is_none(), "{verdict}, {fault:?}");
    assert!(fault.is_none_or(|fault| fault.verdict() == Some(verdict)), "{verdict}, {fault:?}");
}

/// A fault in words that can be shown, with nothing left to fill in that its own table asks for.
pub fn can_be_shown(fault: &Fault) {
    assert!(CODES.contains(&fault.code));
    for sentence in [&fault.what, &fault.remedy] {
        plain(sentence);
    }
}

/// Text that is shown: something, and nothing in it that could move a cursor or turn the writing.
pub fn plain(text: &str) {
    assert!(!text.trim().is_empty());
    let moves = |c: char| {
        c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    assert!(!text.contains(moves), "{text:?}");
}

/// A place that a reader can go to.
pub fn stands_in(text: &str, place: &Place) {
    let line = text.split('\n').nth(place.line as usize - 1).unwrap_or_else(|| panic!("{place:?}"));
    assert!((1..=line.chars().count() + 1).contains(&(place.column as usize)), "{place:?}");
    assert!(place.pointer.is_empty() || place.pointer.starts_with('/'), "{place:?}");
}

/// A report that every face can render.
pub fn holds_for_a_report(report: &Report) {
    plain(&report.answer);
    plain(&report.remedy);
    for Finding { what, remedy, .. } in &report.findings {
        plain(what);
        plain(remedy);
    }
    let text = serde_json::to_string(report).unwrap();
    let value: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(serde_json::to_string(&value).unwrap(), text, "the report changes when it is read and written again");
    assert!(VERDICTS.iter().any(|verdict| value["verdict"] == verdict.name()));
    let severities: Vec<_> = report.findings.iter().map(|finding| finding.severity).collect();
    assert!(severities.is_sorted_by(|a, b| a >= b), "{severities:?}");
}

/// A policy that is accepted, written as a file again.
pub fn policy_text(policy: &Policy) -> String {
    let Policy { least_cost, secret_days, backup_days, custodians, least_guesses, copies, .. } = policy;
    format!(
        "least_derivation = {{ memory = \"{} KiB\", passes = {} }}\nsecret_age = \"{secret_days} days\"\n\
         backup_age = \"{backup_days} days\"\ncustodians = {custodians}\nleast_guesses = {least_guesses}\n\
         copies = {copies}\nreminder_required = {}\nreminder_without_candidates = {}\n",
        least_cost.memory_kib, least_cost.passes, policy.reminder_required, policy.reminder_without_candidates
    )
}
