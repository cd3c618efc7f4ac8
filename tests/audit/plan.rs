//! The plan: what is tried, in which order, and that the outcome is the same whatever the threads.

use mastersecret::{
    audit::{
        candidate::Candidates,
        file::look,
        plan::{Outcomes, Plan, Task},
    },
    cost::Cost,
    recognize::Sample,
};

use crate::{
    story::*,
    support::{self, CHEAP},
};

/// Runs up to `width` tasks side by side and finishes them in an order that `seed` shuffles.
fn side_by_side(width: usize, seed: u64, memory: u64) -> impl FnMut(Plan, &mut Runner<'_>) -> Outcomes {
    move |mut plan, runner| {
        let mut running: Vec<Task> = Vec::new();
        let mut state = seed;
        loop {
            let used: u64 = running.iter().map(|task| task.memory_kib).sum();
            assert!(used <= memory, "{used} KiB in use");
            let next = if running.len() < width { plan.next(memory - used) } else { None };
            if let Some(task) = next {
                running.push(task);
                continue;
            }
            if running.is_empty() {
                break;
            }
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let task = running.swap_remove((state >> 33) as usize % running.len());
            let trial = runner.run(&task);
            plan.done(&task, trial);
        }
        assert!(plan.is_finished());
        plan.finish()
    }
}

/// Five files that open late, early, never, or not whole.
fn mixed() -> Story {
    let list: String = (1..=6).map(|number| format!("candidate number {number}\n")).collect();
    let two_slots =
        with_second_slot(9, &backup(3, Some("S"), "candidate number 5"), "candidate number 5", "candidate number 2");
    let mut altered = backup(4, Some("S"), "candidate number 3");
    altered = support::altered(&altered, |root| support::flip(support::at(root, "/mac")));
    story()
        .file("late.msb", backup(1, Some("S"), "candidate number 6"))
        .file("never.msb", backup(2, Some("S"), "in no envelope"))
        .file("two.msb", two_slots)
        .file("altered.msb", altered)
        .file("early.msb", backup(5, Some("S"), "candidate number 1"))
        .candidates(&list)
}

#[test]
fn the_report_is_the_same_whatever_runs_side_by_side() {
    let story = mixed();
    let alone = story.audit();
    // 6 for the last, 6 in vain, and for two slots: slot A takes its fifth, so the fifth of all ends it.
    let tried: Vec<_> = alone.files.iter().map(|file| (file.path.as_str(), file.tried)).collect();
    assert_eq!(tried, [("altered.msb", 3), ("early.msb", 1), ("late.msb", 6), ("never.msb", 6), ("two.msb", 5)]);
    let opened = alone.files[4].opened_by.as_ref().unwrap();
    assert_eq!((opened.line, alone.files[4].report.opened_slot.as_deref()), (5, Some("custodian A")));
    for (width, seed) in [(2, 1), (3, 2), (5, 3), (8, 4), (40, 5)] {
        let report = story.audit_with(&mut side_by_side(width, seed, 40 * 8192));
        assert_eq!(report.to_json(), alone.to_json(), "{width} side by side");
    }
}

#[test]
fn cheap_slots_come_first_and_memory_is_never_exceeded() {
    let dear = Cost { memory_kib: 16 * 1024, passes: 1, lanes: 1 };
    let files = [("dear.msb", dear), ("cheap.msb", CHEAP), ("cheap2.msb", CHEAP), ("dear2.msb", dear)];
    let mut story = story().candidates(FIRST);
    for (index, (path, cost)) in files.into_iter().enumerate() {
        story = story.file(path, backup_at(index as u64 + 1, cost, FIRST));
    }
    let mut order = Vec::new();
    let mut most = 0;
    story.audit_with(&mut |mut plan, runner| {
        // Room for one dear and one cheap derivation.
        let limit = 24 * 1024;
        let mut running: Vec<Task> = Vec::new();
        while !plan.is_finished() {
            let used: u64 = running.iter().map(|task| task.memory_kib).sum();
            most = most.max(used);
            match plan.next(limit - used) {
                Some(task) => {
                    order.push(task.path.clone());
                    running.push(task);
                }
                None => {
                    let task = running.remove(0);
                    let trial = runner.run(&task);
                    plan.done(&task, trial);
                }
            }
        }
        plan.finish()
    });
    assert_eq!(order, ["cheap.msb", "cheap2.msb", "dear.msb", "dear2.msb"]);
    assert_eq!(most, 24 * 1024);
}

#[test]
fn what_can_only_be_in_vain_waits_for_what_has_to_be_done() {
    // Two files, two candidates: both files are begun before either gets its second trial.
    let story = story()
        .file("a.msb", backup(1, Some("S"), SECOND))
        .file("b.msb", backup(2, Some("S"), SECOND))
        .candidates(&format!("{FIRST}\n{SECOND}\n"));
    let mut order = Vec::new();
    story.audit_with(&mut |mut plan, runner| {
        let tasks: Vec<Task> = std::iter::from_fn(|| plan.next(u64::MAX)).collect();
        order.extend(tasks.iter().map(|task| task.path.clone()));
        for task in &tasks {
            let trial = runner.run(task);
            plan.done(task, trial);
        }
        plan.finish()
    });
    assert_eq!(order, ["a.msb", "b.msb", "a.msb", "b.msb"]);
}

#[test]
fn a_slot_that_needs_more_memory_than_there_is_is_not_tried_and_said_so() {
    let terms = support::terms();
    let dear = Cost { memory_kib: 16 * 1024, passes: 1, lanes: 1 };
    let bytes = backup_at(1, dear, FIRST);
    let looked = [look(found("a.msb"), &Sample::Whole(&bytes), None, &terms)];
    let candidates = Candidates::read(FIRST.as_bytes()).unwrap();
    let mut plan = Plan::new(&looked, &candidates, 16 * 1024 - 1);
    assert!(plan.next(u64::MAX).is_none() && plan.is_finished());
    let outcomes = plan.finish();
    assert!(outcomes.is_complete());
    assert_eq!(outcomes.derivations(), 0);
}

#[test]
fn a_plan_that_is_ended_early_says_so() {
    let story = story().file("a.msb", backup(1, Some("S"), SECOND)).candidates(&format!("{FIRST}\n{SECOND}\n"));
    let report = story.audit_with(&mut |mut plan, runner| {
        let task = plan.next(u64::MAX).unwrap();
        let trial = runner.run(&task);
        plan.done(&task, trial);
        let outcomes = plan.finish();
        assert!(!outcomes.is_complete());
        outcomes
    });
    assert_eq!(report.files[0].tried, 1);
    let codes: Vec<_> = report.files[0].report.findings.iter().map(|finding| finding.code.row().name).collect();
    assert!(codes.contains(&"trials-missing"), "{codes:?}");
}

#[test]
fn progress_counts_down_to_nothing() {
    let story = mixed();
    story.audit_with(&mut |mut plan, runner| {
        let before = plan.progress();
        // Six candidates on six slots; what opens early saves the rest.
        assert_eq!((before.contents, before.left_kib), (5, 36 * 8192));
        let mut done = 0;
        while let Some(task) = plan.next(u64::MAX) {
            let left = plan.progress().left_kib;
            let trial = runner.run(&task);
            plan.done(&task, trial);
            done += 1;
            let now = plan.progress();
            assert!(now.left_kib < left);
            assert_eq!(now.derivations, done);
        }
        let after = plan.progress();
        assert_eq!((after.settled, after.left_kib), (5, 0));
        plan.finish()
    });
}
