//! Which file it is, whatever it is called.

use std::{fs::Metadata, path::Path};

/// The device and the number of a file or folder on it; two names with the same pair are one file. On Windows that is
/// the volume's serial number and the file's index, for which it has to be opened.
#[cfg(unix)]
pub(crate) fn of(_: &Path, metadata: &Metadata) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    Some((metadata.dev(), metadata.ino()))
}

#[cfg(windows)]
pub(crate) fn of(path: &Path, _: &Metadata) -> Option<(u64, u64)> {
    let found = winapi_util::file::information(winapi_util::Handle::from_path_any(path).ok()?).ok()?;
    Some((found.volume_serial_number(), found.file_index()))
}

/// Whether both paths lead to one file.
pub(crate) fn same(a: &Path, b: &Path) -> bool {
    let id = |path: &Path| std::fs::metadata(path).ok().and_then(|metadata| of(path, &metadata));
    id(a).is_some_and(|found| id(b) == Some(found))
}
