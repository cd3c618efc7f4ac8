//! Event logs in Windows' own form: read for their evidence, beside `evtx_dump`, which writes them out.

use std::fs;
use std::process::Command;

use anyhow::Result;

use super::Effort;
use super::material::Material;
use super::table::{Row, Section, time};
use super::timing::{in_turns, median, program, ratio};
use crate::program::Program;

/// Compares the reading of logs without what the command line does with them.
const READING_ALONE: &str = "cargo bench --bench eventlog --no-default-features --features audit,evtx/multithreading";

pub fn measure(material: &Material, effort: Effort) -> Result<Vec<Section>> {
    let mebibytes = effort.rounds(20, 200);
    let log = material.folder.join(format!("log-{mebibytes}.evtx"));
    if !log.exists() {
        let half = material.folder.join("half.evtx");
        Program::new(&material.log.to_string_lossy()).args([mebibytes.to_string().as_ref(), half.as_os_str()]).run()?;
        fs::rename(half, &log)?;
    }
    let ours = || {
        let mut command = Command::new(&material.program);
        command.arg("events").arg(&log).arg("--json");
        command
    };
    let theirs = || {
        let mut command = Command::new(&material.evtx_dump);
        command.args(["--format", "xml"]).arg(&log);
        command
    };
    let times = in_turns(effort.rounds(3, 7), &mut [Box::new(program(ours)), Box::new(program(theirs))])?;
    let [ours, theirs] = times.as_slice() else { anyhow::bail!("two contestants") };
    Ok(vec![Section {
        title: "Event logs",
        how: format!(
            "`mastersecret events` beside `evtx_dump --format xml` on a log of {mebibytes} MiB in which every hundredth \
             event is ENTSSO's, both on as many threads as there are, their output thrown away. Ours also hashes the log \
             and concludes from it; `{READING_ALONE}` compares the reading alone."
        ),
        rows: vec![
            Row::compared("events / evtx_dump", time(median(ours)), time(median(theirs)), ratio(ours, theirs))
                .at_most(1.0),
        ],
    }])
}
