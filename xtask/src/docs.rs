//! Documents that a program writes. Each stands in the repository, and a test compares it with what the program
//! writes today.

use std::fs;

use anyhow::{Result, bail};

use crate::program::Program;
use crate::workspace::Workspace;

/// A document and the arguments of `cargo` that print it.
struct Document {
    path: &'static str,
    cargo: &'static [&'static str],
}

const DOCUMENTS: &[Document] = &[];

impl Document {
    fn text(&self, workspace: &Workspace) -> Result<String> {
        Program::cargo().args(self.cargo).dir(&workspace.root).output()
    }
}

/// How many documents there are.
pub fn count() -> usize {
    DOCUMENTS.len()
}

/// Writes every document.
pub fn write(workspace: &Workspace) -> Result<()> {
    for document in DOCUMENTS {
        fs::write(workspace.root.join(document.path), document.text(workspace)?)?;
        println!("wrote {}", document.path);
    }
    Ok(())
}

/// Fails when a document is not what its program writes.
pub fn check(workspace: &Workspace) -> Result<()> {
    let mut stale = Vec::new();
    for document in DOCUMENTS {
        let there = fs::read_to_string(workspace.root.join(document.path)).unwrap_or_default();
        let fresh = there.replace("\r\n", "\n") == document.text(workspace)?;
        println!("{} {}", if fresh { "current" } else { "stale  " }, document.path);
        if !fresh {
            stale.push(document.path);
        }
    }
    if !stale.is_empty() {
        bail!("stale: {}. Run `cargo xtask docs` and commit what it writes.", stale.join(", "));
    }
    Ok(())
}
