//! Logs of any length in every form of export, to measure on.

use std::{
    fs::File,
    io::{BufWriter, Write},
    path::Path,
};

use crate::forms::{Export, Logged};

/// A log of `size` bytes in which every `every`th event is ENTSSO's.
pub(crate) fn write(path: &Path, export: Export, every: u64, size: usize) {
    let time: jiff::Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
    let mut number = 0;
    let mut batch = |count: u64| -> Vec<Logged> {
        (0..count)
            .map(|_| {
                number += 1;
                let ours = number % every == 0;
                Logged {
                    provider: if ours { "ENTSSO" } else { "Application Error" }.to_owned(),
                    channel: "Application".to_owned(),
                    computer: "BTS01.corp.example".to_owned(),
                    record_id: number,
                    time: time + jiff::SignedDuration::from_secs(number as i64),
                    event_id: if ours { 10559 } else { 1000 },
                    severity: 'I',
                    strings: [
                        r"C:\Program Files\Common Files\Enterprise Single Sign-On\SSO478AD.bak",
                        "8b1f6f4e-0c7a-4c55-9e0b-0f6d3a2b1c4d",
                        "0d5a2c11-77b3-4e0c-8f52-1b2c3d4e5f60",
                        r"CORP\anna.administrator",
                        "BTS01.corp.example",
                    ]
                    .map(str::to_owned)
                    .to_vec(),
                }
            })
            .collect()
    };
    let mut file = BufWriter::new(File::create(path).unwrap());
    let mut written = 0;
    while written < size {
        let bytes = match export {
            // One chunk at a time, all behind the first one's file header.
            Export::Evtx => export.write(&batch(70)).split_off(if written == 0 { 0 } else { 4096 }),
            Export::PowershellCsv => {
                let text = String::from_utf8(export.write(&batch(1000))).unwrap();
                let heading = text.match_indices("\r\n").nth(1).unwrap().0 + 2;
                text.into_bytes().split_off(if written == 0 { 0 } else { heading })
            }
            _ => export.write(&batch(1000)),
        };
        written += bytes.len();
        file.write_all(&bytes).unwrap();
    }
    file.flush().unwrap();
}
