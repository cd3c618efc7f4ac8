//! A folder, its candidates and its logs, and how they are audited.

use std::{collections::BTreeMap, io::Cursor};

use mastersecret::{
    audit::{
        assemble::{LogInput, Material, assemble},
        candidate::Candidates,
        file::{Found, Looked, look},
        plan::{Outcomes, Plan, Task, Trial},
        policy_file,
        report::{AuditFinding, AuditReport, Circumstances, LogView, PolicyView, Statement, SystemView},
    },
    backup::sealed_document,
    canonical::{hex, sha256, written},
    content::Content,
    cost::Cost,
    eventlog::{ReadOptions, merge, read_log},
    finding::FindingCode,
    generate::generate,
    inspect::Terms,
    keys::Memory,
    policy::Policy,
    recognize::Sample,
    rewrap::{add_slot, rewrap},
    seal::{Native, seal},
    secret::SecretBytes,
    time::Time,
    write::NewSlot,
};

use crate::support::{self, CHEAP, now, opened, password, with_writer};

/// A policy that one cheap slot and one copy satisfy, so that a story breaks only the rules that it is about.
pub const EASY: &str = "
least_derivation = { memory = \"8 MiB\", passes = 1 }
custodians = 1
copies = 1
least_guesses = 0
";

pub const MSID_A: &str = "6f9619ff-8b86-4d01-b42d-00cf4fc964aa";
pub const MSID_B: &str = "6f9619ff-8b86-4d01-b42d-00cf4fc964bb";

/// The first and the second password of every story.
pub const FIRST: &str = "correct horse battery";
pub const SECOND: &str = "another long password";

#[derive(Default)]
pub struct Story {
    files: Vec<(Found, Vec<u8>)>,
    candidates: Vec<u8>,
    policy: String,
    events: Vec<String>,
    limit_kib: Option<u64>,
}

pub fn story() -> Story {
    Story { policy: EASY.to_owned(), ..Story::default() }
}

pub fn found(path: &str) -> Found {
    Found { path: path.to_owned(), modified: Some(now()), identity: None, system: None }
}

impl Story {
    pub fn file(mut self, path: &str, bytes: impl Into<Vec<u8>>) -> Self {
        self.files.push((found(path), bytes.into()));
        self
    }

    pub fn given(mut self, label: &str, path: &str, bytes: impl Into<Vec<u8>>) -> Self {
        self.files.push((Found { system: Some(label.to_owned()), ..found(path) }, bytes.into()));
        self
    }

    pub fn named_twice(mut self, paths: [&str; 2], bytes: &[u8]) -> Self {
        for path in paths {
            self.files.push((Found { identity: Some((1, 7)), ..found(path) }, bytes.to_vec()));
        }
        self
    }

    pub fn candidates(mut self, list: &str) -> Self {
        self.candidates = list.as_bytes().to_vec();
        self
    }

    pub fn policy(mut self, text: &str) -> Self {
        self.policy = text.to_owned();
        self
    }

    /// The memory that one derivation may use.
    pub fn limit(mut self, kib: u64) -> Self {
        self.limit_kib = Some(kib);
        self
    }

    /// Events on the computer BTS01.corp at given times.
    pub fn events_at(mut self, events: &[(&str, u16, &[&str])]) -> Self {
        let first = self.events.len();
        self.events
            .extend(events.iter().enumerate().map(|(at, (time, id, strings))| event(first + at, time, *id, strings)));
        self
    }

    /// Events on the computer BTS01.corp, a minute apart on the morning of the day before the audit.
    pub fn events(mut self, events: &[(u16, &[&str])]) -> Self {
        let first = self.events.len();
        self.events.extend(events.iter().enumerate().map(|(at, (id, strings))| {
            event(first + at, &format!("2026-11-19T08:{:02}:00.0000000Z", first + at), *id, strings)
        }));
        self
    }

    pub fn audit(&self) -> AuditReport {
        self.audit_with(&mut one_by_one)
    }

    pub fn audit_with(&self, face: &mut dyn FnMut(Plan, &mut Runner<'_>) -> Outcomes) -> AuditReport {
        let policy = policy_file::read(self.policy.as_bytes()).unwrap();
        let terms = Terms { policy: policy.clone(), ..support::terms() };
        let candidates = match self.candidates.as_slice() {
            [] => Candidates::default(),
            list => Candidates::read(list).unwrap_or_else(|fault| panic!("{fault}")),
        };
        let looked: Vec<Looked> =
            self.files.iter().map(|(found, bytes)| look(found.clone(), &Sample::Whole(bytes), None, &terms)).collect();
        let bytes: BTreeMap<&str, &[u8]> =
            self.files.iter().map(|(found, bytes)| (found.path.as_str(), bytes.as_slice())).collect();
        let plan = Plan::new(&looked, &candidates, self.limit_kib.unwrap_or(u64::MAX));
        let mut runner = Runner { bytes, candidates: &candidates, terms: &terms };
        let outcomes = face(plan, &mut runner);
        let (logs, records) = self.logs();
        assemble(Material {
            files: &looked,
            outcomes: &outcomes,
            candidates: &candidates,
            skipped: Vec::new(),
            logs,
            records,
            statement: Statement::default(),
            circumstances: circumstances(),
            policy: view(policy),
            partial: None,
        })
    }

    fn logs(&self) -> (Vec<LogInput>, Vec<mastersecret::eventlog::Record>) {
        if self.events.is_empty() {
            return (Vec::new(), Vec::new());
        }
        let text = format!("<Events>{}</Events>", self.events.concat());
        let mut records = Vec::new();
        let summary =
            read_log(0, Cursor::new(text.as_bytes()), &ReadOptions::default(), &mut |record| records.push(record))
                .unwrap();
        let view = LogView {
            path: "Application.xml".to_owned(),
            bytes: text.len() as u64,
            modified: Some(now()),
            sha256: Some(hex(&sha256(text.as_bytes()))),
            summary: Some(summary),
            error: None,
            remedy: None,
        };
        (vec![LogInput { view, system: None }], merge(records))
    }
}

/// What runs the tasks of a plan.
pub struct Runner<'a> {
    bytes: BTreeMap<&'a str, &'a [u8]>,
    candidates: &'a Candidates,
    terms: &'a Terms,
}

impl Runner<'_> {
    pub fn run(&self, task: &Task) -> Trial {
        self.run_on(task, self.bytes[task.path.as_str()])
    }

    pub fn run_on(&self, task: &Task, bytes: &[u8]) -> Trial {
        task.run(bytes, self.candidates, self.terms, &mut Memory::new(), &|text, _| {
            // Stands for an estimate: what is written in capitals is weak.
            Some(if text.chars().any(char::is_uppercase) { 1000 } else { u64::MAX })
        })
    }
}

pub fn one_by_one(mut plan: Plan, runner: &mut Runner<'_>) -> Outcomes {
    while let Some(task) = plan.next(u64::MAX) {
        let trial = runner.run(&task);
        plan.done(&task, trial);
    }
    assert!(plan.is_finished());
    plan.finish()
}

pub fn circumstances() -> Circumstances {
    Circumstances {
        tool: "mastersecret 0.1.0".to_owned(),
        tool_sha256: None,
        host: None,
        user: None,
        started: now(),
        ended: now(),
        local_offset: "+00:00".to_owned(),
        options: Vec::new(),
    }
}

pub fn view(rules: Policy) -> PolicyView {
    PolicyView { file: None, sha256: "0".repeat(64), rules }
}

fn event(number: usize, time: &str, id: u16, strings: &[&str]) -> String {
    let data: String = strings.iter().map(|text| format!("<Data>{text}</Data>")).collect();
    format!(
        "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='ENTSSO'/>\
         <EventID Qualifiers='16384'>{id}</EventID><Level>4</Level><TimeCreated SystemTime='{time}'/>\
         <EventRecordID>{record}</EventRecordID><Channel>Application</Channel><Computer>BTS01.corp</Computer></System>\
         <EventData>{data}</EventData></Event>\r\n",
        record = 1000 + number
    )
}

// Files

pub fn slot<'a>(label: &str, password: &'a mastersecret::password::Password) -> NewSlot<'a> {
    NewSlot { label: label.to_owned(), reminder: Some("where we met".to_owned()), password, cost: CHEAP }
}

/// A backup of a secret that is drawn from `seed`.
pub fn backup(seed: u64, system: Option<&str>, text: &str) -> Vec<u8> {
    let password = password(text);
    let system = system.map(str::to_owned);
    with_writer(seed, |writer| generate(None, system, &slot("custodian A", &password), writer)).unwrap().bytes
}

/// As [`backup`], with another cost.
pub fn backup_at(seed: u64, cost: Cost, text: &str) -> Vec<u8> {
    let password = password(text);
    let new = NewSlot { cost, ..slot("custodian A", &password) };
    with_writer(seed, |writer| generate(None, Some("BTS-PROD".to_owned()), &new, writer)).unwrap().bytes
}

/// As [`backup`], with a reminder.
pub fn backup_with_reminder(seed: u64, reminder: Option<&str>, text: &str) -> Vec<u8> {
    let password = password(text);
    let new = NewSlot { reminder: reminder.map(str::to_owned), ..slot("custodian A", &password) };
    with_writer(seed, |writer| generate(None, Some("BTS-PROD".to_owned()), &new, writer)).unwrap().bytes
}

/// The next secret after that of `old`.
pub fn next(seed: u64, old: &[u8], text: &str) -> Vec<u8> {
    let (inspection, password) = (support::look(old), password(text));
    let opened = opened(&inspection, text);
    let from = Some((inspection.backup.as_ref().unwrap(), &opened));
    with_writer(seed, |writer| generate(from, None, &slot("custodian A", &password), writer)).unwrap().bytes
}

pub fn rewrapped(seed: u64, old: &[u8], old_text: &str, new_text: &str) -> Vec<u8> {
    let (inspection, password) = (support::look(old), password(new_text));
    let opened = opened(&inspection, old_text);
    let backup = inspection.backup.as_ref().unwrap();
    with_writer(seed, |writer| rewrap(backup, &opened, true, &slot("custodian A", &password), writer)).unwrap().bytes
}

pub fn with_second_slot(seed: u64, old: &[u8], old_text: &str, new_text: &str) -> Vec<u8> {
    let (inspection, password) = (support::look(old), password(new_text));
    let opened = opened(&inspection, old_text);
    let backup = inspection.backup.as_ref().unwrap();
    with_writer(seed, |writer| add_slot(backup, &opened, &slot("custodian B", &password), writer)).unwrap().bytes
}

/// The file with another header, by somebody who knows [`FIRST`].
fn with_header(bytes: &[u8], change: impl FnOnce(&mut mastersecret::header::Header)) -> Vec<u8> {
    let inspection = support::look(bytes);
    let opened = opened(&inspection, FIRST);
    let mut backup = inspection.backup.unwrap();
    change(&mut backup.header);
    let document = sealed_document(&backup.header, &backup.payload, &opened.file_key);
    written(&document).into_bytes()
}

/// The file, claiming that its secret is another one.
pub fn claiming(bytes: &[u8], msid: &str) -> Vec<u8> {
    with_header(bytes, |header| match &mut header.content {
        Content::Secrets(secrets) => secrets.current.msid = msid.parse().unwrap(),
        Content::File(_) => panic!("no generated backup"),
    })
}

/// The file, stating another time at which its secret was generated.
pub fn generated_at(bytes: &[u8], time: &str) -> Vec<u8> {
    with_header(bytes, |header| match &mut header.content {
        Content::Secrets(secrets) => secrets.current.generated = Some(Time::parse(time).unwrap()),
        Content::File(_) => panic!("no generated backup"),
    })
}

/// The file under another system's label.
pub fn relabelled(bytes: &[u8], label: &str) -> Vec<u8> {
    with_header(bytes, |header| header.system = Some(label.to_owned()))
}

/// The file with one digit of its checksum changed.
pub fn with_wrong_checksum(bytes: &[u8]) -> Vec<u8> {
    let mut root = support::tree(bytes);
    let mastersecret::tree::Value::Text(text) = &mut support::at(&mut root, "/checksum").value else {
        panic!("no text")
    };
    let first = if text.starts_with('0') { "1" } else { "0" };
    text.replace_range(..1, first);
    written(&root).into_bytes()
}

/// Bytes that nothing recognises, as an encrypted file has them.
pub fn native(seed: u8) -> Vec<u8> {
    (0..32_u8).flat_map(|block| sha256(&[seed, block])).collect()
}

pub struct Sealing<'a> {
    pub name: &'a str,
    pub native: Vec<u8>,
    pub msid: Option<&'a str>,
    pub native_password: bool,
    pub system: Option<&'a str>,
    pub backed_up: Option<&'a str>,
}

pub fn sealing<'a>() -> Sealing<'a> {
    Sealing {
        name: "SSO478AD.bak",
        native: native(1),
        msid: Some(MSID_A),
        native_password: true,
        system: Some("BTS-PROD"),
        backed_up: Some("2026-11-19T08:00:00Z"),
    }
}

impl Sealing<'_> {
    pub fn seal(&self, seed: u64, text: &str) -> Vec<u8> {
        let password = password(text);
        let native = Native {
            name: self.name.to_owned(),
            bytes: self.native.clone(),
            password: self.native_password.then(|| SecretBytes::new(b"the native password".to_vec())),
            current_msid: self.msid.map(|msid| msid.parse().unwrap()),
            previous_msid: None,
            backed_up: self.backed_up.map(|time| Time::parse(time).unwrap()),
        };
        let system = self.system.map(str::to_owned);
        with_writer(seed, |writer| seal(native, system, &slot("custodian A", &password), writer)).unwrap().bytes
    }
}

// Answers

/// The MSID of a generated backup.
pub fn msid(bytes: &[u8]) -> String {
    match &support::look(bytes).backup.unwrap().header.content {
        Content::Secrets(secrets) => secrets.current.msid.to_string(),
        _ => panic!("no generated backup"),
    }
}

pub fn system<'a>(report: &'a AuditReport, name: &str) -> &'a SystemView {
    let names = || report.systems.iter().filter_map(|system| system.name.as_deref()).collect::<Vec<_>>();
    report.systems.iter().find(|system| system.name.as_deref() == Some(name)).unwrap_or_else(|| panic!("{:?}", names()))
}

/// The findings of a system by code, each with its files; only those that matter.
pub fn problems(view: &SystemView) -> Vec<(&'static str, Vec<&str>)> {
    let matters = view.findings.iter().filter(|finding| finding.severity > mastersecret::finding::Severity::Info);
    matters.map(named).collect()
}

pub fn named(finding: &AuditFinding) -> (&'static str, Vec<&str>) {
    (finding.code.row().name, finding.files.iter().map(String::as_str).collect())
}

pub fn has(findings: &[AuditFinding], code: FindingCode, files: &[&str]) -> bool {
    findings.iter().any(|finding| finding.code == code && finding.files == files)
}
