//! What has to hold after a command, whatever happened to it: no old file is touched, and a target is either not there,
//! or as it was, or whole.

use std::{collections::BTreeMap, process::Command, sync::Mutex};

use mastersecret::limits;

use crate::{
    scene::{Found, program},
    strace::{Ended, finish},
    subject::{Content, Material, Subject},
};

/// How a folder was left.
#[derive(Debug)]
pub(crate) struct Aftermath {
    /// The targets that were written, whole.
    pub(crate) placed: Vec<String>,
    /// Unfinished files that were left lying.
    pub(crate) unfinished: Vec<Found>,
}

/// Written backups, to be opened by the second implementation, too.
static KEPT: Mutex<Vec<Vec<u8>>> = Mutex::new(Vec::new());

/// How many are kept at the most.
const KEEP: usize = 64;

impl Subject {
    /// Looks at a folder before and after.
    ///
    /// # Errors
    ///
    /// What was lost, changed, half written or left.
    pub(crate) fn aftermath(
        &self,
        before: &BTreeMap<String, Found>,
        after: &BTreeMap<String, Found>,
    ) -> Result<Aftermath, String> {
        let mut left = Aftermath { placed: Vec::new(), unfinished: Vec::new() };
        for (name, found) in before {
            match after.get(name) {
                None => return Err(format!("{name} is gone")),
                Some(now) if now.bytes == found.bytes => {}
                Some(_) if self.content(name).is_some() => {}
                Some(_) => return Err(format!("{name} was changed")),
            }
        }
        for (name, found) in after {
            match (self.content(name), before.get(name)) {
                (_, Some(old)) if old.bytes == found.bytes => {}
                (Some(content), _) => {
                    let hashed = name.strip_suffix(".sha256").and_then(|hashed| after.get(hashed));
                    let hashed = hashed.map(|hashed| hashed.bytes.as_slice());
                    Material::get().is(content, &found.bytes, hashed).map_err(|why| format!("{name} holds {why}"))?;
                    if found.mode != 0o600 {
                        return Err(format!("{name} has the mode {:o}", found.mode));
                    }
                    keep(content, &found.bytes);
                    left.placed.push(name.clone());
                }
                (None, _) if name.starts_with(".mastersecret-") && name.ends_with(".tmp") => {
                    left.unfinished.push(found.clone());
                }
                (None, _) => return Err(format!("{name} came from nowhere")),
            }
        }
        Ok(left)
    }

    /// Whether all that the command writes is there.
    pub(crate) fn is_done(&self, left: &Aftermath) -> bool {
        left.placed.len() == self.writes.len()
    }

    /// What has to hold after a command that was not killed: it says what happened, and it tidied up.
    ///
    /// # Errors
    ///
    /// What does not hold.
    pub(crate) fn told(&self, ended: &Ended, left: &Aftermath) -> Result<(), String> {
        let complaint = |what: &str| Err(format!("{what}; {}", ended.summary()));
        if ended.said.contains("internal fault") || ended.said.contains("panicked") {
            return complaint("it panicked");
        }
        // One that cannot be removed is named; no other is left.
        let named = ended.said.matches("this unfinished file could not be removed").count();
        if left.unfinished.len() != named || (named > 0 && ended.code != Some(8)) {
            return complaint(&format!("{} unfinished files were left, and {named} named", left.unfinished.len()));
        }
        match ended.code {
            Some(code) if code == self.code => {
                if self.is_done(left) {
                    Ok(())
                } else {
                    complaint("it calls done what it did not do")
                }
            }
            Some(8) => {
                // A file was not read or written, and it is named; or it is not about a file.
                let output = ["Could not write the report", "The system gave no random bytes"];
                let output = output.iter().any(|words| ended.said.contains(words));
                let named = Material::get().files.iter().map(|(name, _)| *name);
                let named =
                    named.chain(self.writes.iter().map(|(name, _)| *name)).any(|name| ended.said.contains(name));
                if named || output { Ok(()) } else { complaint("it names no file") }
            }
            _ => complaint("another exit code than 8"),
        }
    }
}

fn keep(content: Content, bytes: &[u8]) {
    let backup = !matches!(content, Content::Native | Content::NativePassword | Content::Report | Content::Hash);
    let mut kept = KEPT.lock().unwrap();
    if backup && kept.len() < KEEP {
        kept.push(bytes.to_vec());
    }
}

/// Opens the backups that were kept with the program under test and with the second implementation, and gives how many
/// there were.
///
/// # Errors
///
/// One that one of them does not open.
pub(crate) fn reopened() -> Result<usize, String> {
    let kept = std::mem::take(&mut *KEPT.lock().unwrap());
    let scene = crate::scene::Scene::empty();
    let names: Vec<String> = (0..kept.len()).map(|number| format!("kept-{number}.msb")).collect();
    for (name, bytes) in names.iter().zip(&kept) {
        assert!(bytes.len() <= limits::DOCUMENT_BYTES);
        scene.write(name, bytes);
    }
    scene.write("q.txt", crate::subject::STRONG);
    let check = ["check", "--password-file", "q.txt"].map(str::to_owned);
    let mut ours = Command::new(program());
    ours.args(&check).arg("--json").args(&names).current_dir(&scene.work);
    let python = std::env::var("MASTERSECRET_PYTHON").map_err(|_| {
        "MASTERSECRET_PYTHON is not set: it names the Python of the second implementation. Run `cargo xtask test faults`."
            .to_owned()
    })?;
    let mut theirs = Command::new(python);
    let msb = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/interop/msb_cli.py");
    theirs.arg(msb).args(&check).args(&names).current_dir(&scene.work);
    for command in [ours, theirs] {
        let name = command.get_program().to_string_lossy().into_owned();
        let ended = finish(command);
        let opened = ended.said.matches("\"opens\"").count();
        if ended.code != Some(0) || opened != kept.len() {
            return Err(format!("{name} opens {opened} of {}: {}", kept.len(), ended.summary()));
        }
    }
    Ok(kept.len())
}
