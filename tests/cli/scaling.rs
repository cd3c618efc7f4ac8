//! Memory and threads of an audit, measured from outside while it runs.

use std::{
    fs,
    process::Child,
    time::{Duration, Instant},
};

use mastersecret::{backup::sealed_document, canonical::written, cost::Cost, generate::generate, write::NewSlot};

use crate::{
    audit::{EASY, LOG},
    bench::{Bench, names},
    core,
};

const MIB: u64 = 1024;

/// `count` different backups that the password of [`core::generated`] opens, each with a derivation of its own.
fn fill(bench: &Bench, folder: &str, count: usize, cost: Cost) {
    fs::create_dir_all(bench.path(folder)).unwrap();
    let password = core::password(core::PASSWORD);
    let slot = NewSlot { label: "custodian A".to_owned(), reminder: None, password: &password, cost };
    let first = core::with_writer(7, |writer| generate(None, Some("BTS".to_owned()), &slot, writer)).unwrap();
    let inspection = core::look(&first.bytes);
    let opened = core::opened(&inspection, core::PASSWORD);
    let mut backup = inspection.backup.unwrap();
    for number in 0..count {
        // Other headers under the same file key: as many files as wanted for one derivation.
        backup.header.created = mastersecret::time::Time::from_unix(1_790_000_000 + number as i64).unwrap();
        let document = sealed_document(&backup.header, &backup.payload, &opened.file_key);
        bench.write(&format!("{folder}/{number:04}.msb"), written(&document));
    }
}

/// The most memory that a process has had so far, in KiB, and what it has now.
fn memory(child: &Child) -> Option<(u64, u64)> {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).ok()?;
    let of = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name))?;
        line.trim().strip_suffix("kB")?.trim().parse().ok()
    };
    Some((of("VmHWM:")?, of("VmRSS:")?))
}

struct Measured {
    seconds: f64,
    peak_kib: u64,
    code: i32,
}

fn measure(bench: &Bench, args: &[&str]) -> Measured {
    let mut command = bench.command(args);
    command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
    let started = Instant::now();
    let mut child = command.spawn().unwrap();
    let mut peak_kib = 0;
    loop {
        if let Some((highest, now)) = memory(&child) {
            peak_kib = peak_kib.max(highest).max(now);
        }
        if let Some(status) = child.try_wait().unwrap() {
            let seconds = started.elapsed().as_secs_f64();
            return Measured { seconds, peak_kib, code: status.code().unwrap_or(-1) };
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}

fn audit<'a>(folder: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let args = ["audit", folder, "--passwords", "p", "--policy", "policy.toml", "--fail-on", "never"];
    [&args[..], more].concat()
}

#[test]
fn memory_stays_under_the_limit_whatever_the_jobs() {
    let bench = Bench::new();
    bench.write("policy.toml", EASY);
    fill(&bench, "safe", 10, Cost { memory_kib: 64 * 1024, passes: 1, lanes: 4 });
    let of = |jobs: &str, memory: &str| measure(&bench, &audit("safe", &["--jobs", jobs, "--memory", memory]));
    let (bounded, free) = (of("8", "200MiB"), of("8", "2GiB"));
    println!("figure: audit of ten 64 MiB slots, 8 jobs, limit 200 MiB, peak: {} MiB", bounded.peak_kib / MIB);
    println!("figure: audit of ten 64 MiB slots, 8 jobs, limit 2 GiB, peak: {} MiB", free.peak_kib / MIB);
    assert_eq!((bounded.code, free.code), (0, 0));
    assert!(bounded.peak_kib < 200 * MIB, "{} KiB", bounded.peak_kib);
    // Two fit below the limit, and the probe sees what is above it.
    assert!(bounded.peak_kib > 128 * MIB && free.peak_kib > 256 * MIB, "{} {}", bounded.peak_kib, free.peak_kib);
}

#[test]
fn large_documents_count_as_well() {
    let bench = Bench::new();
    bench.write("policy.toml", EASY);
    fill(&bench, "safe", 12, Cost { memory_kib: 8 * 1024, passes: 16, lanes: 1 });
    for name in names(&bench.path("safe")) {
        let path = format!("safe/{name}");
        bench.write(&path, [bench.read(&path), vec![b' '; 7 << 20]].concat());
    }
    let measured = measure(&bench, &audit("safe", &["--jobs", "12", "--memory", "200MiB"]));
    assert_eq!(measured.code, 0);
    assert!(measured.peak_kib < 200 * MIB, "{} KiB", measured.peak_kib);
}

#[test]
fn a_log_is_read_in_memory_that_does_not_grow_with_it() {
    let bench = Bench::new();
    let strange = LOG.replace("'ENTSSO'", "'Application Error'");
    let log = |name: &str, event: &str, records: usize| {
        let mut text = LOG.to_owned();
        for number in 0..records {
            text.push_str(&event.replace(">7<", &format!(">{}<", number + 8)));
        }
        bench.write(name, &text);
        let length = text.len() as u64 / 1024;
        let measured = measure(&bench, &["events", name, "--fail-on", "never"]);
        assert_eq!(measured.code, 0);
        (length, measured.peak_kib)
    };
    let ((small, of_small), (large, of_large)) =
        (log("small.xml", &strange, 8_000), log("large.xml", &strange, 48_000));
    println!("figure: events of {} MiB of XML, peak: {} MiB", small / MIB, of_small / MIB);
    println!("figure: events of {} MiB of XML, peak: {} MiB", large / MIB, of_large / MIB);
    // The probe sees what is kept: events of ENTSSO are.
    let (_, of_kept) = log("kept.xml", LOG, 48_000);
    println!("figure: events of {} MiB of XML, all of them ENTSSO's, peak: {} MiB", large / MIB, of_kept / MIB);
    assert!(of_kept > of_large + 4 * MIB, "{of_kept} KiB and {of_large} KiB");
    assert!(
        of_large < of_small + (large - small) / 4,
        "{of_small} KiB for {small} KiB, {of_large} KiB for {large} KiB"
    );
}

/// Two quiet cores are needed, and some minutes.
#[test]
#[ignore = "long; run by `cargo xtask test --full`"]
fn two_jobs_do_the_work_of_two() {
    let bench = Bench::new();
    bench.write("policy.toml", EASY);
    fill(&bench, "safe", 200, Cost::STANDARD);
    let of = |jobs: &str| {
        let measured = measure(&bench, &audit("safe", &["--jobs", jobs, "--memory", "192MiB"]));
        assert_eq!(measured.code, 0);
        assert!(measured.peak_kib < 192 * MIB, "{} KiB", measured.peak_kib);
        measured.seconds
    };
    // The faster of alternated runs: what else happens on the machine only ever slows down.
    let (mut one, mut two) = (f64::MAX, f64::MAX);
    for _ in 0..2 {
        one = one.min(of("1"));
        two = two.min(of("2"));
    }
    println!("figure: audit of 200 files of 64 MiB x 3, one job: {one:.1} s");
    println!("figure: audit of 200 files of 64 MiB x 3, two jobs: {two:.1} s");
    println!("figure: audit, two jobs against one: {:.2} times as fast", one / two);
    assert!(one / two >= 1.7, "{one:.1} s and {two:.1} s");
}
