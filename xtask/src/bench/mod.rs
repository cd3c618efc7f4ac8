//! `cargo xtask bench`: the product measured beside others of its kind, on this machine and in one run.

mod browser;
mod derivation;
mod document;
mod event_log;
mod files;
mod guard;
mod material;
mod memory;
mod profile;
mod table;
mod timing;

use anyhow::Result;

pub use guard::guard;
use material::Material;
pub use profile::run as profile;
use table::{Section, markdown};

use crate::workspace::Workspace;

/// How often things are measured.
#[derive(Clone, Copy)]
pub struct Effort {
    /// About a minute instead of ten.
    pub quick: bool,
}

impl Effort {
    fn rounds(self, quick: usize, full: usize) -> usize {
        if self.quick { quick } else { full }
    }
}

/// Measures everything, shows it, and writes it into the document of benchmarks.
pub fn run(workspace: &Workspace, effort: Effort) -> Result<()> {
    let material = Material::prepare(workspace, effort)?;
    let mut sections = Vec::new();
    for measure in [files::measure, derivation::measure, event_log::measure, browser::measure] {
        for section in measure(&material, effort)? {
            println!("\n{}", markdown(&section));
            sections.push(section);
        }
    }
    document::write(workspace, &material, effort, &sections)?;
    summarise(&sections);
    Ok(())
}

/// Says what keeps its limit and what does not.
fn summarise(sections: &[Section]) {
    let rows: Vec<_> = sections.iter().flat_map(|section| &section.rows).collect();
    let kept = rows.iter().filter(|row| row.kept() == Some(true)).count();
    println!("\n{kept} figures are within their limits");
    for row in rows.iter().filter(|row| row.kept() == Some(false)) {
        let number = |value: Option<f64>| value.unwrap_or_default();
        println!("over its limit: {}: {:.2} of at most {:.2}", row.what, number(row.ratio), number(row.most));
    }
}
