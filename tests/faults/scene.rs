//! A folder for one run, with everything that a command needs.

use std::{
    collections::BTreeMap,
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use tempfile::TempDir;

use crate::subject::Material;

pub(crate) struct Scene {
    folder: TempDir,
    /// What the command sees.
    pub(crate) work: PathBuf,
}

/// A file as it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) bytes: Vec<u8>,
    pub(crate) mode: u32,
}

impl Scene {
    /// A folder with all the material in it.
    pub(crate) fn new() -> Self {
        let scene = Self::empty();
        for (name, bytes) in &Material::get().files {
            scene.write(name, bytes);
        }
        scene
    }

    /// A folder with nothing in it.
    pub(crate) fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let work = fs::canonicalize(folder.path()).unwrap().join("work");
        fs::create_dir(&work).unwrap();
        Self { folder, work }
    }

    /// A place that the command does not see.
    pub(crate) fn beside(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        fs::write(self.work.join(name), bytes).unwrap();
    }

    /// Every file in the folder.
    pub(crate) fn files(&self) -> BTreeMap<String, Found> {
        files(&self.work)
    }
}

/// Every file in a folder; other folders in it are passed over.
pub(crate) fn files(folder: &Path) -> BTreeMap<String, Found> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    let files = entries.filter(|entry| entry.file_type().unwrap().is_file());
    let found = |path: &Path| Found {
        bytes: fs::read(path).unwrap(),
        mode: fs::metadata(path).unwrap().permissions().mode() & 0o777,
    };
    files.map(|entry| (entry.file_name().into_string().unwrap(), found(&entry.path()))).collect()
}

/// The program under test: `MASTERSECRET_BIN`, or what cargo has built.
pub(crate) fn program() -> String {
    std::env::var("MASTERSECRET_BIN").unwrap_or_else(|_| env!("CARGO_BIN_EXE_mastersecret").to_owned())
}
