//! Options that several commands share; each says its unit and its default.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use mastersecret::{
    cost::{Budget, Cost},
    fault::Fault,
    finding::Severity,
    report::Role,
};

use super::size::{Size, parse};

/// Which file is written.
#[derive(Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct Wanted {
    /// The file to write, never standard output. It appears whole and proven, or not at all.
    #[arg(long, value_name = "FILE")]
    pub(crate) out: PathBuf,
    /// Replace a file that exists already, in one step.
    #[arg(long)]
    pub(crate) force: bool,
}

/// The password that opens what exists.
#[derive(Args)]
#[command(next_help_heading = "Opening")]
pub(crate) struct Existing {
    /// A file with the password that opens the backup; `-` for standard input. One line end after it is dropped.
    /// Default: it is asked for on the terminal.
    #[arg(long, value_name = "F")]
    pub(crate) password_file: Option<PathBuf>,
    /// Try the password even if the checksum says that the file was damaged.
    #[arg(long)]
    pub(crate) try_damaged: bool,
}

/// Limits the slots that a password is tried on.
#[derive(Args)]
#[command(next_help_heading = "Opening")]
pub(crate) struct OnlySlot {
    /// Try the password on this slot only. Default: on all, in their order.
    #[arg(long, value_name = "LABEL")]
    pub(crate) slot: Option<String>,
}

/// The slot that is written, and its password.
#[derive(Args)]
#[command(next_help_heading = "New password")]
pub(crate) struct NewPassword {
    /// A file with the new password, at least 7 characters; `-` for standard input. One line end after it is dropped.
    /// Default: it is asked for on the terminal, twice.
    #[arg(long, value_name = "F")]
    pub(crate) new_password_file: Option<PathBuf>,
    /// What helps to remember the new password: 1 to 512 characters that everybody can read. Default: none.
    #[arg(long, value_name = "TEXT")]
    pub(crate) reminder: Option<String>,
    /// Who holds the new password: 1 to 128 characters that everybody can read.
    /// Default: that of the slot it takes the place of, else the first free of custodian A, custodian B, ...
    #[arg(long, value_name = "LABEL")]
    pub(crate) label: Option<String>,
    /// What each guess costs (Argon2id): standard is 64 MiB x 3 passes, strong 256 MiB x 3, maximum 1 GiB x 4; 4 lanes
    /// each.
    #[arg(long, value_enum, default_value_t = Kdf::Strong)]
    pub(crate) kdf: Kdf,
    /// Memory of each guess, 8MiB to just under 4GiB, in place of that of --kdf.
    #[arg(long, value_name = "SIZE", value_parser = parse)]
    pub(crate) kdf_memory: Option<Size>,
    /// Passes over the memory, 1 to 64, in place of those of --kdf.
    #[arg(long, value_name = "N")]
    pub(crate) kdf_passes: Option<u64>,
    /// Lanes, 1 to 16, in place of those of --kdf.
    #[arg(long, value_name = "N")]
    pub(crate) kdf_lanes: Option<u64>,
}

impl NewPassword {
    /// The cost of the new slot.
    pub(crate) fn cost(&self) -> Result<Cost, Fault> {
        let base = match self.kdf {
            Kdf::Standard => Cost::STANDARD,
            Kdf::Strong => Cost::STRONG,
            Kdf::Maximum => Cost::MAXIMUM,
        };
        Cost::new(
            self.kdf_memory.map_or(base.memory_kib.into(), |size| size.kib),
            self.kdf_passes.unwrap_or(base.passes.into()),
            self.kdf_lanes.unwrap_or(base.lanes.into()),
        )
    }
}

/// The named costs.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Kdf {
    Standard,
    Strong,
    Maximum,
}

/// How much a derivation may cost.
#[derive(Args)]
#[command(next_help_heading = "Limits")]
pub(crate) struct Limits {
    /// Most memory that one slot may ask for. Default: 1GiB.
    #[arg(long, value_name = "SIZE", value_parser = parse)]
    pub(crate) max_memory: Option<Size>,
    /// Most memory times passes that one slot, and all together, may ask for. Default: 16GiB for one, 32GiB for all.
    #[arg(long, value_name = "SIZE", value_parser = parse)]
    pub(crate) max_work: Option<Size>,
}

impl Limits {
    /// The budget.
    pub(crate) fn budget(&self) -> Budget {
        let budget = Budget::default();
        let budget = self.max_memory.map_or(budget, |size| budget.with_memory(size.kib));
        self.max_work.map_or(budget, |size| budget.with_work(size.kib))
    }
}

/// How anything is shown.
#[derive(Args, Clone, Copy)]
#[command(next_help_heading = "Report")]
pub(crate) struct Plain {
    /// Print one JSON object a line (see `mastersecret schema`) in place of text.
    #[arg(long)]
    pub(crate) json: bool,
    /// Whether to colour text; auto: on a terminal, unless NO_COLOR is set.
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = Color::Auto)]
    pub(crate) color: Color,
}

/// How findings are shown, and what they lead to.
#[derive(Args, Clone, Copy)]
#[command(next_help_heading = "Report")]
pub(crate) struct Show {
    #[command(flatten)]
    pub(crate) plain: Plain,
    /// End with exit code 1 when a finding is at least this severe.
    #[arg(long, value_enum, value_name = "SEVERITY", default_value_t = FailOn::Critical)]
    pub(crate) fail_on: FailOn,
}

impl Show {
    /// For what has no findings.
    pub(crate) fn plain(plain: Plain) -> Self {
        Self { plain, fail_on: FailOn::Never }
    }
}

/// When to colour.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    Auto,
    Always,
    Never,
}

/// The severity from which findings fail a command.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum FailOn {
    Info,
    Warning,
    Critical,
    Never,
}

impl FailOn {
    /// As it is written on the command line.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Info => Severity::Info.name(),
            Self::Warning => Severity::Warning.name(),
            Self::Critical => Severity::Critical.name(),
            Self::Never => "never",
        }
    }

    /// Whether the worst finding is one to fail on.
    pub(crate) fn fails(self, worst: Option<Severity>) -> bool {
        let least = match self {
            Self::Info => Severity::Info,
            Self::Warning => Severity::Warning,
            Self::Critical => Severity::Critical,
            Self::Never => return false,
        };
        worst >= Some(least)
    }
}

/// One of the two generated secrets.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Which {
    Current,
    Previous,
}

impl From<Which> for Role {
    fn from(which: Which) -> Self {
        match which {
            Which::Current => Self::Current,
            Which::Previous => Self::Previous,
        }
    }
}
