//! Libraries that stand before the system's own, so that its calls do what they seldom do.

use std::{path::PathBuf, process::Command};

use crate::{scene::Scene, strace::finish};

/// A library, as long as it lives.
pub(crate) struct Library {
    _folder: Scene,
    /// For `LD_PRELOAD`.
    pub(crate) path: PathBuf,
}

impl Library {
    /// Compiles `NAME.c` of this folder, with the compiler that cargo links with.
    ///
    /// # Errors
    ///
    /// What the compiler says.
    pub(crate) fn build(name: &str) -> Result<Self, String> {
        let folder = Scene::empty();
        let path = folder.beside(&format!("{name}.so"));
        let mut compiler = Command::new("cc");
        compiler.args(["-Wall", "-Werror", "-shared", "-fPIC", "-O1", "-o"]).arg(&path);
        compiler.arg(format!("{}/tests/faults/{name}.c", env!("CARGO_MANIFEST_DIR")));
        let built = finish(compiler);
        if built.code == Some(0) { Ok(Self { _folder: folder, path }) } else { Err(built.said) }
    }
}
