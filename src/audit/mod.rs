//! Audit: many backups, candidate passwords and event logs to one answer: could this organisation restore its master
//! secret today, with what is here?
//!
//! ```text
//! files -> look -> plan (candidates) -> outcomes -> assessment (systems, findings, verdicts, actions) -> report
//! ```

mod across;
pub mod assemble;
mod assessment;
pub mod candidate;
mod corroboration;
pub mod examined;
pub mod file;
mod grouping;
pub mod html;
pub mod logged;
pub mod plan;
pub mod policy_file;
pub mod recoverability;
mod redaction;
pub mod report;
pub mod table;
pub mod task;
mod testimony;
pub mod timeline;
mod trials;
