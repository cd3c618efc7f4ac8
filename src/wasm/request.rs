//! What JavaScript asks for, as it arrives.

use serde::Deserialize;

use super::{values::Bytes, work::Work};
use crate::{
    backup::Backup,
    cost::{Budget, Cost},
    fault::Fault,
    inspect::{Inspection, Terms, inspect as inspecting},
    open::OpenedBackup,
    password::{Password, typed_bytes},
    recognize::Sample,
    report::Report,
    write::NewSlot as Slot,
};

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Options {
    pub(super) slot: Option<String>,
    pub(super) try_damaged: bool,
    max_memory_kib: Option<f64>,
    max_work_kib: Option<f64>,
}

impl Options {
    pub(super) fn terms(&self) -> Terms {
        Terms { budget: budget(self.max_memory_kib, self.max_work_kib), ..Work::new().terms }
    }
}

fn budget(memory_kib: Option<f64>, work_kib: Option<f64>) -> Budget {
    let budget = memory_kib.map_or_else(Budget::default, |kib| Budget::default().with_memory(kib as u64));
    work_kib.map_or(budget, |kib| budget.with_work(kib as u64))
}

/// A backup, its password, and what is to be done with it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Request {
    file: Option<String>,
    bytes: Bytes,
    password: Bytes,
    pub(super) slot: Option<String>,
    #[serde(default)]
    pub(super) try_damaged: bool,
    max_memory_kib: Option<f64>,
    max_work_kib: Option<f64>,
    pub(super) new_slot: Option<NewSlot>,
    pub(super) replaced: Option<String>,
    pub(super) removed: Option<String>,
    #[serde(default)]
    pub(super) drop_others: bool,
    pub(super) secret: Option<Which>,
    #[serde(default)]
    pub(super) native_password: bool,
    #[serde(default)]
    pub(super) salvage: bool,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Which {
    Current,
    Previous,
}

impl Request {
    pub(super) fn terms(&self, terms: &Terms) -> Terms {
        Terms { budget: budget(self.max_memory_kib, self.max_work_kib), ..terms.clone() }
    }

    pub(super) fn inspect(&self, terms: &Terms) -> Inspection {
        inspecting(self.file.as_deref(), &Sample::Whole(self.bytes.0.expose()), &self.terms(terms))
    }

    pub(super) fn password(&self) -> Result<Password, Fault> {
        typed_bytes(&self.password.0)
    }

    pub(super) fn open<'a>(
        &self,
        inspection: &'a Inspection,
        work: &mut Work,
    ) -> Result<(&'a Backup, OpenedBackup, Report), Fault> {
        let (password, terms) = (self.password()?, self.terms(&work.terms));
        inspection.open(&password, self.try_damaged, self.slot.as_deref(), &terms, work.memory.get(), &mut |_, _, _| {})
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct NewSlot {
    label: String,
    reminder: Option<String>,
    password: Bytes,
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

impl NewSlot {
    pub(super) fn password(&self) -> Result<Password, Fault> {
        typed_bytes(&self.password.0)
    }

    pub(super) fn slot<'a>(&self, password: &'a Password) -> Result<Slot<'a>, Fault> {
        let cost = Cost::new(self.memory_kib.into(), self.passes.into(), self.lanes.into())?;
        Ok(Slot { label: self.label.clone(), reminder: self.reminder.clone(), password, cost })
    }
}
