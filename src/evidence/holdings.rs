//! The logs beside the files at hand: which file is the backup that an event names, and what it is worth.

use serde::Serialize;
use uuid::Uuid;

use super::{BackupState, SystemEvidence};
use crate::{
    catalogue::Role,
    eventlog::{Record, guid},
};

/// A backup at hand.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct HeldBackup {
    /// Names it may have been written under: its own, and that of the native file it encloses.
    pub names: Vec<String>,
    /// The secrets it is said to hold, current first. Empty where nobody can say, as with a native file.
    pub msids: Vec<Uuid>,
}

impl HeldBackup {
    /// Whether it has this name, in any folder. Windows does not tell upper from lower case.
    fn is_named(&self, file: &str) -> bool {
        let wanted = base_name(file).to_lowercase();
        !wanted.is_empty() && self.names.iter().any(|name| base_name(name).to_lowercase() == wanted)
    }

    fn holds(&self, msid: &str) -> bool {
        guid(msid).is_some_and(|msid| self.msids.contains(&msid))
    }
}

fn base_name(path: &str) -> &str {
    path.rsplit(['\\', '/']).next().unwrap_or(path).trim()
}

/// Which of the files at hand matter for a system, by their places in the list.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Matches {
    /// Those that are said to hold the current secret.
    pub hold_current: Vec<usize>,
    /// Those that have the name of the last backup of it.
    pub named_like_backup: Vec<usize>,
    /// Those that would end the last stretch in which secrets could not be loaded, where that is still open.
    pub would_end_unreadable: Vec<usize>,
}

/// How well the logs speak for a native backup. Events name files and secrets, not contents: even the best grade does
/// not prove that these bytes are those that were written then.
#[derive(Clone, Copy, Debug, Default, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Grade {
    /// No event names it.
    #[default]
    Unproven,
    /// A backup (event 10559) names its file and its secrets.
    Attested,
    /// A later restore (event 10523), perhaps on an isolated server, names them as well.
    Rehearsed,
}

/// A grade, and the records that it rests on.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Grading {
    /// The grade.
    pub grade: Grade,
    /// The backup that names it.
    pub backed_up: Option<usize>,
    /// The restore that names it.
    pub restored: Option<usize>,
}

impl HeldBackup {
    /// How well these records, in the order of [`merge`](crate::eventlog::merge), speak for this backup.
    ///
    /// A file of which nobody states the secrets is graded by its name alone.
    pub fn grade(&self, records: &[Record]) -> Grading {
        let mut grading = Grading::default();
        for (index, record) in records.iter().enumerate() {
            let names_this = || {
                let stated = |name: &str| record.parameter(name).and_then(guid).filter(|msid| !msid.is_nil());
                let secrets: Vec<Uuid> = ["current_msid", "previous_msid"].into_iter().filter_map(stated).collect();
                record.parameter("file").is_some_and(|file| self.is_named(file))
                    && (self.msids.is_empty() || secrets == self.msids)
            };
            match record.role() {
                Some(Role::BackedUp) if names_this() => {
                    grading = Grading { grade: Grade::Attested, backed_up: Some(index), restored: None };
                }
                // Only a restore of the newest file of that name speaks for it.
                Some(Role::Restored) if grading.backed_up.is_some() && names_this() => {
                    grading.grade = Grade::Rehearsed;
                    grading.restored = Some(index);
                }
                _ => {}
            }
        }
        grading
    }
}

impl SystemEvidence {
    /// Which of the files at hand matter for this system.
    pub fn matches(&self, records: &[Record], held: &[HeldBackup]) -> Matches {
        let which = |fits: &dyn Fn(&HeldBackup) -> bool| {
            held.iter().enumerate().filter(|(_, backup)| fits(backup)).map(|(index, _)| index).collect()
        };
        let file_of = |record: Option<usize>| record.and_then(|record| records.get(record)?.parameter("file"));
        let current = self.current.as_ref().map(|current| current.msid.as_str());
        let last_file = file_of(self.backup.last.filter(|_| self.backup.state != BackupState::NoEvidence));
        let open = self.unreadable.iter().rev().find(|stretch| stretch.is_open());
        let ends = |backup: &HeldBackup| {
            open.is_some_and(|stretch| {
                let named = file_of(stretch.backed_up_before).is_some_and(|file| backup.is_named(file));
                let holds = !stretch.msids.is_empty() && stretch.msids.iter().any(|msid| backup.holds(msid));
                holds || (backup.msids.is_empty() && named)
            })
        };
        Matches {
            hold_current: which(&|backup| current.is_some_and(|msid| backup.holds(msid))),
            named_like_backup: which(&|backup| last_file.is_some_and(|file| backup.is_named(file))),
            would_end_unreadable: which(&ends),
        }
    }
}
