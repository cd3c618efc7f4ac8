//! How much memory a program has at most.

use std::fs;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use anyhow::{Context, Result, ensure};

/// The most memory that a program ever had, in KiB. Read while it runs: what it has in its last millisecond is missed.
pub fn peak_of(make: impl Fn() -> Command) -> Result<u64> {
    let mut command = make();
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .with_context(|| format!("{command:?} could not be started"))?;
    let mut peak = 0;
    let status = loop {
        let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib = line.and_then(|line| line.trim().strip_suffix("kB")?.trim().parse().ok()).unwrap_or(0);
        peak = peak.max(kib);
        if let Some(status) = child.try_wait()? {
            break status;
        }
        sleep(Duration::from_millis(1));
    };
    ensure!(status.success(), "{command:?} ended with {status}");
    ensure!(peak > 0, "this system does not tell how much memory a program has");
    Ok(peak)
}
