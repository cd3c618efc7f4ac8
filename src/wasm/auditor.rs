//! An audit as a page runs it: one worker holds the auditor, others derive, and the page hands things back and forth.

use std::{collections::HashMap, io::Read};

use jiff::tz::TimeZone;
use js_sys::{Function, Reflect, Uint8Array};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

use super::{
    pieces::Pieces,
    values::{Bytes, Js, give, now, read, thrown},
};
use crate::{
    audit::{
        assemble::{LogInput, Material, assemble},
        candidate::Candidates,
        file::{Found, Looked, look},
        html::{html, timeline_svg},
        plan::{Begun, Plan, Task, Trial},
        policy_file,
        report::{AuditReport, Circumstances, LogView, PolicyView, Setting, Skipped, Statement, interrupted},
        table::csv,
        task::known_words,
    },
    canonical::hex,
    cost::{Budget, size},
    eventlog::{ReadOptions, Record, merge, read_log},
    fault::{Fault, FaultCode, Place},
    finding::{COMMON_WORDS, Finding, FindingCode},
    inspect::Terms,
    limits,
    recognize::Sample,
    secret::Key,
    time::Time,
};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = include_str!("auditor.d.ts");

/// A derivation that was given out, and a file that it opened and whose password is still to be estimated.
struct Running {
    task: Task,
    begun: Begun,
    trial: Option<Trial>,
}

/// An audit from its files to its report.
#[wasm_bindgen]
pub struct Auditor {
    candidates: Candidates,
    policy: PolicyView,
    terms: Terms,
    hash_all: bool,
    reading: ReadOptions,
    /// Where to read again what can be opened, by path and SHA-256: a browser may give two files the same path.
    sources: HashMap<(String, [u8; 32]), (Function, u64)>,
    files: Vec<Looked>,
    skipped: Vec<Skipped>,
    logs: Vec<LogInput>,
    records: Vec<Record>,
    plan: Plan,
    running: HashMap<u32, Running>,
    given: u32,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Input {
    path: String,
    bytes: f64,
    modified: Option<f64>,
    system: Option<String>,
}

impl Input {
    fn modified(&self) -> Option<Time> {
        Time::from_unix((self.modified? / 1000.0).floor() as i64)
    }
}

#[wasm_bindgen]
impl Auditor {
    /// Begins an audit.
    #[wasm_bindgen(constructor)]
    pub fn new(#[wasm_bindgen(unchecked_param_type = "AuditRequest")] request: JsValue) -> Js<Self> {
        #[derive(Deserialize)]
        struct Given {
            label: Option<String>,
            password: Bytes,
        }
        #[derive(Deserialize)]
        struct File {
            name: String,
            bytes: Bytes,
        }
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Request {
            candidates: Vec<Given>,
            policy: Option<File>,
            hash_all: bool,
            time_zone: Option<String>,
            computer: Option<String>,
        }
        let request: Request = read(request)?;
        let begun = || {
            let mut candidates = Candidates::default();
            for (row, given) in (1..).zip(&request.candidates) {
                let text = std::str::from_utf8(given.password.0.expose())
                    .map_err(|_| Fault::new(FaultCode::BadCandidate).with("why", "it is no text.").at(at_row(row)))?;
                candidates.add(given.label.as_deref(), text)?;
            }
            let (file, text) = match &request.policy {
                Some(file) => (Some(file.name.clone()), file.bytes.0.expose()),
                None => (None, policy_file::DEFAULT.as_bytes()),
            };
            let policy =
                PolicyView { file, sha256: hex(&crate::canonical::sha256(text)), rules: policy_file::read(text)? };
            let zone =
                |name: &String| TimeZone::get(name).map_err(|_| Fault::new(FaultCode::BadTimeZone).with("found", name));
            let reading = ReadOptions {
                time_zone: request.time_zone.as_ref().map(zone).transpose()?,
                computer: request.computer.clone(),
                threads: 1,
            };
            Ok((candidates, policy, reading))
        };
        let (candidates, policy, reading) = begun().map_err(thrown)?;
        Ok(Self {
            terms: Terms { budget: Budget::default(), policy: policy.rules.clone(), now: now() },
            plan: Plan::new(&[], &candidates, 0),
            candidates,
            policy,
            hash_all: request.hash_all,
            reading,
            sources: HashMap::new(),
            files: Vec::new(),
            skipped: Vec::new(),
            logs: Vec::new(),
            records: Vec::new(),
            running: HashMap::new(),
            given: 0,
        })
    }

    /// Looks at one file.
    pub fn look(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "AuditedInput")] input: JsValue,
        #[wasm_bindgen(unchecked_param_type = "ReadPiece")] source: Function,
    ) -> Js<()> {
        let input: Input = read(input)?;
        let (pieces, bytes) = (Pieces::new(&source, input.bytes as u64), input.bytes as u64);
        let found = Found {
            path: input.path.clone(),
            modified: input.modified(),
            identity: None,
            system: input.system.clone(),
        };
        let looked = if bytes <= limits::DOCUMENT_BYTES as u64 {
            pieces.whole().map(|whole| look(found, &Sample::Whole(&whole), None, &self.terms))
        } else {
            let ends = limits::SAMPLE_BYTES as u64;
            let sha256 = if self.hash_all { sha256(Pieces::new(&source, bytes)).map(Some) } else { Ok(None) };
            sha256.and_then(|sha256| {
                let (head, tail) = (pieces.range(0, ends)?, pieces.range(bytes - ends, bytes)?);
                let sample = Sample::Ends { head: &head, tail: &tail, bytes };
                Ok(look(found, &sample, sha256, &self.terms))
            })
        };
        match looked {
            Ok(looked) => {
                // Only what can be opened is read again.
                if let (Some(sha256), false) = (looked.sha256, looked.locks.is_empty()) {
                    self.sources.insert((input.path, sha256), (source, bytes));
                }
                self.files.push(looked);
            }
            Err(error) => self.skip(input.path, &error.to_string()),
        }
        Ok(())
    }

    /// Notes that something could not be read, and why: a folder, or a file that the browser does not give.
    pub fn skip(&mut self, path: String, why: &str) {
        let finding = Finding::new(FindingCode::Unreadable).with("found", format!("{why}."));
        self.skipped.push(Skipped { path, finding });
    }

    /// Reads one event log. One that cannot be read says so in the report.
    #[wasm_bindgen(js_name = readLog)]
    pub fn read_log(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "AuditedInput")] input: JsValue,
        #[wasm_bindgen(unchecked_param_type = "ReadPiece")] source: &Function,
    ) -> Js<()> {
        let input: Input = read(input)?;
        let bytes = input.bytes as u64;
        let mut view = LogView {
            modified: input.modified(),
            path: input.path,
            bytes,
            sha256: None,
            summary: None,
            error: None,
            remedy: None,
        };
        match sha256(Pieces::new(source, bytes)) {
            Err(error) => {
                view.error = Some(format!("Could not read it: {error}."));
                view.remedy = Some("Check the path, and that this account may read it.".to_owned());
            }
            Ok(hash) => {
                view.sha256 = Some(hex(&hash));
                let records = &mut self.records;
                let mut take = |record| records.push(record);
                match read_log(self.logs.len(), Pieces::new(source, bytes), &self.reading, &mut take) {
                    Ok(summary) => view.summary = Some(summary),
                    Err(error) => (view.error, view.remedy) = (Some(error.what()), Some(error.remedy())),
                }
            }
        }
        self.logs.push(LogInput { view, system: input.system });
        Ok(())
    }

    /// Plans the derivations, when everything has been looked at; none of them takes more than `limit_kib`.
    pub fn plan(&mut self, limit_kib: f64) {
        self.plan = Plan::new(&self.files, &self.candidates, limit_kib as u64);
    }

    /// The next derivation that fits into `free_kib` of memory, if there is one now. Wipe its password after use.
    #[wasm_bindgen(unchecked_return_type = "Derivation | null")]
    pub fn next(&mut self, free_kib: f64) -> Js<JsValue> {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Derivation<'a> {
            number: u32,
            path: &'a str,
            memory_kib: u32,
            passes: u32,
            lanes: u32,
        }
        while let Some(task) = self.plan.next(free_kib as u64) {
            match self.begin(&task) {
                Err(trial) => self.plan.done(&task, *trial),
                Ok(begun) => {
                    let Some((password, salt, cost)) = begun.derivation(&self.candidates) else {
                        self.plan.done(&task, Trial::No);
                        continue;
                    };
                    self.given += 1;
                    let out = give(&Derivation {
                        number: self.given,
                        path: &task.path,
                        memory_kib: cost.memory_kib,
                        passes: cost.passes,
                        lanes: cost.lanes,
                    })?;
                    Reflect::set(&out, &"password".into(), &Uint8Array::from(password.expose().as_bytes()))?;
                    Reflect::set(&out, &"salt".into(), &Uint8Array::from(salt))?;
                    self.running.insert(self.given, Running { task, begun, trial: None });
                    return Ok(out);
                }
            }
        }
        Ok(JsValue::NULL)
    }

    fn begin(&self, task: &Task) -> Result<Begun, Box<Trial>> {
        let unreadable = |why: String| Box::new(Trial::Unreadable(why));
        let (source, bytes) = self
            .sources
            .get(&(task.path.clone(), task.sha256))
            .ok_or_else(|| unreadable("its path is not known any more.".to_owned()))?;
        let whole = Pieces::new(source, *bytes).whole().map_err(|error| unreadable(format!("{error}.")))?;
        task.begin(&whole, &self.candidates, &self.terms)
    }

    /// Takes the root that a derivation gave. Where it opened a file, the password is to be estimated next.
    #[wasm_bindgen(unchecked_return_type = "Opened | null")]
    pub fn done(&mut self, number: u32, root: Vec<u8>) -> Js<JsValue> {
        #[derive(Serialize)]
        struct Opened<'a> {
            candidate: usize,
            words: Vec<&'a str>,
        }
        let root = Key::from_bytes(root).ok_or_else(|| Fault::new(FaultCode::BadRequest).with("why", "no root"));
        let Some(running) = self.running.get_mut(&number) else { return Ok(JsValue::NULL) };
        let trial = running.begun.end(root, &self.candidates);
        if let Trial::Opens(report, _) = &trial {
            let words = known_words(report).into_iter().chain(COMMON_WORDS).collect();
            let opened = give(&Opened { candidate: running.task.candidate(), words });
            running.trial = Some(trial);
            return opened;
        }
        self.settle(number, trial);
        Ok(JsValue::NULL)
    }

    /// Takes the estimated guesses for the password that opened a file; none where nothing could estimate them.
    pub fn estimated(&mut self, number: u32, guesses: Option<f64>) {
        let Some(trial) = self.running.get_mut(&number).and_then(|running| running.trial.take()) else { return };
        let trial = match trial {
            Trial::Opens(report, _) => Trial::Opens(report, guesses.map(|guesses| guesses as u64)),
            other => other,
        };
        self.settle(number, trial);
    }

    /// Notes that there was not memory enough for a derivation.
    pub fn refused(&mut self, number: u32) {
        let Some(kib) = self.running.get(&number).map(|running| running.task.memory_kib) else { return };
        self.settle(number, Trial::Refused(Box::new(Fault::new(FaultCode::NoMemory).with("found", size(kib)))));
    }

    fn settle(&mut self, number: u32, trial: Trial) {
        if let Some(running) = self.running.remove(&number) {
            self.plan.done(&running.task, trial);
        }
    }

    /// How far it has come.
    #[wasm_bindgen(unchecked_return_type = "AuditProgress")]
    pub fn progress(&self) -> Js<JsValue> {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Progress {
            settled: usize,
            contents: usize,
            derivations: u64,
            work_kib: u64,
            left_kib: u64,
        }
        let progress = self.plan.progress();
        give(&Progress {
            settled: progress.settled,
            contents: progress.contents,
            derivations: progress.derivations,
            work_kib: progress.work_kib,
            left_kib: progress.left_kib,
        })
    }

    /// Makes the report, and ends the audit.
    #[wasm_bindgen(unchecked_return_type = "Reports")]
    pub fn finish(self, #[wasm_bindgen(unchecked_param_type = "Circumstances")] circumstances: JsValue) -> Js<JsValue> {
        #[derive(Default, Deserialize)]
        struct Stated {
            case: Option<String>,
            examiner: Option<String>,
            organisation: Option<String>,
            purpose: Option<String>,
        }
        #[derive(Deserialize)]
        struct Named {
            name: String,
            value: String,
        }
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Made {
            statement: Stated,
            tool_sha256: Option<String>,
            host: Option<String>,
            local_offset: String,
            options: Vec<Named>,
            stopped: bool,
            left: usize,
        }
        let made: Made = read(circumstances)?;
        let outcomes = self.plan.finish();
        let Stated { case, examiner, organisation, purpose } = made.statement;
        let report = assemble(Material {
            files: &self.files,
            outcomes: &outcomes,
            candidates: &self.candidates,
            skipped: self.skipped,
            logs: self.logs,
            records: merge(self.records),
            statement: Statement { case, examiner, organisation, purpose },
            circumstances: Circumstances {
                tool: format!("mastersecret {}", env!("CARGO_PKG_VERSION")),
                tool_sha256: made.tool_sha256,
                host: made.host,
                user: None,
                started: self.terms.now,
                ended: now(),
                local_offset: made.local_offset,
                options: made.options.into_iter().map(|Named { name, value }| Setting { name, value }).collect(),
            },
            policy: self.policy,
            partial: made.stopped.then(|| interrupted(made.left, outcomes.is_complete())),
        });
        rendered(&report)
    }
}

fn rendered(report: &AuditReport) -> Js<JsValue> {
    let out = js_sys::Object::new();
    for (name, text) in [("json", report.to_json()), ("html", html(report)), ("csv", csv(report))] {
        Reflect::set(&out, &name.into(), &Uint8Array::from(text.as_bytes()))?;
    }
    let timelines: Vec<Option<String>> = report.groups().map(|group| timeline_svg(&group.timeline)).collect();
    Reflect::set(&out, &"timelines".into(), &give(&timelines)?)?;
    Ok(out.into())
}

/// The SHA-256 of bytes, in lower-case hex.
#[wasm_bindgen(js_name = sha256)]
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(&crate::canonical::sha256(bytes))
}

fn sha256(mut pieces: Pieces<'_>) -> std::io::Result<[u8; 32]> {
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        match pieces.read(&mut buffer)? {
            0 => return Ok(hasher.finalize().into()),
            read => hasher.update(buffer.get(..read).unwrap_or_default()),
        }
    }
}

fn at_row(row: u32) -> Place {
    Place { line: row, column: 1, pointer: String::new() }
}
