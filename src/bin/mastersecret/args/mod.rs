//! The command line as it is parsed; its doc comments are the help.

pub(crate) mod audit;
pub(crate) mod options;
pub(crate) mod size;
pub(crate) mod slot;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use clap_complete::Shell;

use options::{Existing, Limits, NewPassword, OnlySlot, Show, Wanted, Which};
use slot::Slot;

const BACKUP: &str = "FILE";

/// Validate, decrypt-check and re-wrap the backups of Enterprise Single Sign-On master secrets, offline.
#[derive(Parser)]
#[command(
    name = "mastersecret",
    version,
    arg_required_else_help = true,
    subcommand_required = true,
    after_help = crate::exit::help(),
    long_about = "Validates, decrypt-checks and re-wraps the backups of Enterprise Single Sign-On master secrets, offline.\n\n\
        A backup that nobody has tested is a hope. This tool tests one without restoring it: `inspect` says without a \
        password whether the file is whole, `check` says whether a password opens it, `rewrap` gives it a new password. \
        A native file that ssoconfig wrote is enclosed with `seal` first; its own format is not public.\n\n\
        Secrets and passwords are never shown, and passwords are never arguments."
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Draw a new master secret and write its backup.
    ///
    /// The secret serves systems that take theirs from this tool; ENTSSO cannot import it. With --from, the current
    /// secret of an older backup becomes the previous one of the new backup, so that data under both can be read.
    #[command(after_help = "Examples:\n  \
        mastersecret generate --out bts-prod.msb --system BTS-PROD --reminder 'in the safe, envelope 7'\n  \
        mastersecret generate --from bts-prod.msb --out bts-prod-2.msb")]
    Generate(Generate),
    /// Enclose a native ENTSSO backup, so that it can be checked.
    ///
    /// No server is needed for that. The file that `ssoconfig -backupsecret` wrote is enclosed bit for bit. `restore` gives the identical bytes back
    /// for `ssoconfig -restoresecret`.
    #[command(after_help = "Example:\n  \
        mastersecret seal SSO478AD.bak --out SSO478AD.msb --system BTS-PROD --native-password-file native.txt")]
    Seal(Seal),
    /// Say what files are and whether they are whole; no password.
    ///
    /// The report also says what a backup holds, how well it is protected, and what a file of another kind seems to be.
    #[command(after_help = "Examples:\n  \
        mastersecret inspect *.msb\n  \
        mastersecret inspect --json backup.msb | jq .verdict")]
    Inspect(Inspect),
    /// Say whether a password opens backups.
    ///
    /// And whether what is inside is what the header says. The secret is never shown; its fingerprint tells two copies of one secret to be the same. When the password is
    /// asked for and several files are given, the last password that opened one is tried on the next by itself.
    #[command(after_help = "Examples:\n  \
        mastersecret check backup.msb\n  \
        mastersecret check --json --password-file password.txt *.msb")]
    Check(Check),
    /// Write the same content under a new password, as a new file.
    ///
    /// Older copies of the file still open with the old password.
    #[command(after_help = "Example:\n  \
        mastersecret rewrap backup.msb --out backup-2027.msb --reminder 'envelope 8'")]
    Rewrap(Rewrap),
    /// List, add, replace or remove the passwords that open a backup.
    ///
    /// Each custodian has a slot with a password of their own; any of them opens the backup.
    #[command(subcommand, arg_required_else_help = true)]
    Slot(Slot),
    /// Give back what a backup holds, as a file.
    ///
    /// That is the enclosed native file, or a generated secret. It is written to a file that only its owner can read, and never shown.
    #[command(after_help = "Examples:\n  \
        mastersecret restore SSO478AD.msb --out SSO478AD.bak --native-password-out native.txt\n  \
        mastersecret restore bts-prod.msb --secret previous --out previous.key")]
    Restore(Restore),
    /// Say whether the master secret of every system could be restored today, from folders of files and event logs.
    ///
    /// Every file below PATH is recognised by its content, whatever it is called. Candidate passwords are tried on every
    /// backup, event logs say which secret is current, and a policy says what a well-kept backup is. The answer is one
    /// of: recoverable, recoverable with findings, unproven, not recoverable; with the shortest list of what has to be
    /// done.
    #[command(after_help = audit::AUDIT_HELP)]
    Audit(Box<audit::Audit>),
    /// Say what exported event logs show: which secret is current, whether it is backed up, what failed.
    #[command(after_help = audit::EVENTS_HELP)]
    Events(audit::Events),
    /// Print the policy that an audit measures against, every rule explained, as a file to be changed.
    #[command(after_help = "Example:\n  mastersecret policy > policy.toml")]
    Policy,
    /// Explain an ENTSSO event or error code: meaning, cause, action.
    #[command(after_help = "Examples:\n  \
        mastersecret explain 10521\n  \
        mastersecret explain SSO_ERROR_BACKUP_SECRET_REQUIRED\n  \
        mastersecret explain 0xC0002A1B")]
    Explain(Explain),
    /// Print the JSON Schema of everything that --json prints.
    Schema {
        /// That of an audit's report. Default: that of everything else.
        #[arg(long)]
        audit: bool,
    },
    /// Print completions for a shell.
    #[command(after_help = "Example:\n  \
        mastersecret completions bash > /etc/bash_completion.d/mastersecret")]
    Completions {
        /// The shell.
        shell: Shell,
    },
    /// Print the manual page, in troff.
    #[command(after_help = "Example:\n  mastersecret man | man -l -")]
    Man,
}

#[derive(Args)]
pub(crate) struct Generate {
    /// The backup whose current secret becomes the previous one.
    #[arg(long, value_name = "OLD")]
    pub(crate) from: Option<PathBuf>,
    /// The SSO system that the secret belongs to: 1 to 128 characters, readable without a password.
    /// Default: that of OLD, if it has one.
    #[arg(long, value_name = "LABEL")]
    pub(crate) system: Option<String>,
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
pub(crate) struct Seal {
    /// The native backup: 1 byte to 2 MiB; `-` for standard input.
    pub(crate) native: PathBuf,
    /// The name that the enclosed file gets back. Default: its own name; needed with `-`.
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// A file with the password that the native backup itself needs, to be enclosed with it; `-` for standard input.
    #[arg(long, value_name = "F")]
    pub(crate) native_password_file: Option<PathBuf>,
    /// The MSID of the current master secret in the native backup, as stated by whoever seals it.
    #[arg(long, value_name = "GUID")]
    pub(crate) current_msid: Option<String>,
    /// The MSID of the previous one.
    #[arg(long, value_name = "GUID")]
    pub(crate) previous_msid: Option<String>,
    /// When the backup was taken from the live system, in UTC, as 2026-11-20T14:55:02Z.
    /// Default: the native file's modification time.
    #[arg(long, value_name = "TIME")]
    pub(crate) backed_up: Option<String>,
    /// The SSO system that the backup belongs to: 1 to 128 characters, readable without a password.
    #[arg(long, value_name = "LABEL")]
    pub(crate) system: Option<String>,
    #[command(flatten)]
    pub(crate) wanted: Wanted,
    #[command(flatten)]
    pub(crate) new: NewPassword,
    #[command(flatten)]
    pub(crate) limits: Limits,
    #[command(flatten)]
    pub(crate) show: Show,
}

#[derive(Args)]
pub(crate) struct Inspect {
    /// The files; `-` for standard input.
    #[arg(required = true, value_name = BACKUP)]
    pub(crate) files: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) limits: Limits,
    #[command(flatten)]
    pub(crate) show: Show,
}

#[derive(Args)]
pub(crate) struct Check {
    /// The backups; `-` for standard input.
    #[arg(required = true, value_name = BACKUP)]
    pub(crate) files: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) existing: Existing,
    #[command(flatten)]
    pub(crate) only: OnlySlot,
    #[command(flatten)]
    pub(crate) limits: Limits,
    #[command(flatten)]
    pub(crate) show: Show,
}

#[derive(Args)]
pub(crate) struct Rewrap {
    /// The backup; `-` for standard input.
    #[arg(value_name = BACKUP)]
    pub(crate) file: PathBuf,
    /// Re-wrap a backup with several slots all the same: the new file has the new slot only.
    #[arg(long)]
    pub(crate) drop_others: bool,
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
pub(crate) struct Restore {
    /// The backup; `-` for standard input.
    #[arg(value_name = BACKUP)]
    pub(crate) file: PathBuf,
    /// Which generated secret to give back. Default: current.
    #[arg(long, value_enum)]
    pub(crate) secret: Option<Which>,
    /// Where to write the password of the enclosed native file, in UTF-8, without a line end.
    #[arg(long, value_name = "F")]
    pub(crate) native_password_out: Option<PathBuf>,
    /// Give the content back even if the file as a whole does not hold; nothing in its header is authenticated then.
    #[arg(long)]
    pub(crate) salvage: bool,
    #[command(flatten)]
    pub(crate) wanted: Wanted,
    #[command(flatten)]
    pub(crate) existing: Existing,
    #[command(flatten)]
    pub(crate) only: OnlySlot,
    #[command(flatten)]
    pub(crate) limits: Limits,
    #[command(flatten)]
    pub(crate) show: Show,
}

#[derive(Args)]
pub(crate) struct Explain {
    /// An event id (10521), a symbol (SSO_ERROR_SECRETS_NOT_LOADED, or a part that is unique), or an error code
    /// (0xC0002A1B, 2A1B, -1073731045).
    #[arg(value_name = "EVENT|SYMBOL|CODE", allow_negative_numbers = true)]
    pub(crate) query: String,
    #[command(flatten)]
    pub(crate) show: options::Plain,
}
