//! `slot` and its commands as they are parsed.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{
    BACKUP,
    options::{Existing, Limits, NewPassword, OnlySlot, Show, Wanted},
};

#[derive(Subcommand)]
pub(crate) enum Slot {
    /// List the slots; no password is needed.
    #[command(after_help = "Example:\n  mastersecret slot list backup.msb")]
    List(SlotList),
    /// Add a slot, so that one more password opens the backup.
    #[command(after_help = "Example:\n  \
        mastersecret slot add backup.msb --label 'custodian B' --out backup-2.msb")]
    Add(SlotAdd),
    /// Replace a slot: a new password in the place of a known or a forgotten one.
    ///
    /// Any password of the file allows it. Older copies still open with the old one.
    #[command(after_help = "Example:\n  \
        mastersecret slot replace backup.msb --slot 'custodian B' --out backup-2.msb")]
    Replace(SlotReplace),
    /// Remove a slot; the password of one that stays is needed.
    ///
    /// Older copies still open with the removed slot's password.
    #[command(after_help = "Example:\n  \
        mastersecret slot remove backup.msb --slot 'custodian B' --out backup-2.msb")]
    Remove(SlotRemove),
}

#[derive(Args)]
pub(crate) struct SlotList {
    /// The backup; `-` for standard input.
    #[arg(value_name = BACKUP)]
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) limits: Limits,
    #[command(flatten)]
    pub(crate) show: Show,
}

#[derive(Args)]
pub(crate) struct SlotAdd {
    /// The backup; `-` for standard input.
    #[arg(value_name = BACKUP)]
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) wanted: Wanted,
    #[command(flatten)]
    pub(crate) existing: Existing,
    #[command(flatten)]
    pub(crate) only: OnlySlot,
    #[command(flatten)]
    pub(crate) new: NewPassword,
    #[command(flatten)]
    pub(crate) limits: Limits,
    #[command(flatten)]
    pub(crate) show: Show,
}

#[derive(Args)]
pub(crate) struct SlotReplace {
    /// The backup; `-` for standard input.
    #[arg(value_name = BACKUP)]
    pub(crate) file: PathBuf,
    /// The slot to be replaced.
    #[arg(long, value_name = "LABEL")]
    pub(crate) slot: String,
    #[command(flatten)]
    pub(crate) wanted: Wanted,
    #[command(flatten)]
    pub(crate) existing: Existing,
    #[command(flatten)]
    pub(crate) new: NewPassword,
    #[command(flatten)]
    pub(crate) limits: Limits,
    #[command(flatten)]
    pub(crate) show: Show,
}

#[derive(Args)]
pub(crate) struct SlotRemove {
    /// The backup; `-` for standard input.
    #[arg(value_name = BACKUP)]
    pub(crate) file: PathBuf,
    /// The slot to be removed.
    #[arg(long, value_name = "LABEL")]
    pub(crate) slot: String,
    #[command(flatten)]
    pub(crate) wanted: Wanted,
    #[command(flatten)]
    pub(crate) existing: Existing,
    #[command(flatten)]
    pub(crate) limits: Limits,
    #[command(flatten)]
    pub(crate) show: Show,
}
