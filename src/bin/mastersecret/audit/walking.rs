//! Walking folders: every file once, hidden ones included, and a reason for everything that is passed over.

use std::{
    collections::HashSet,
    ffi::OsStr,
    fs::{self, FileType, Metadata},
    path::{Path, PathBuf},
};

use mastersecret::{
    audit::{file::Found, report::Skipped},
    finding::{Finding, FindingCode},
};

use crate::{args::audit::Labelled, failure::Failure, identity, interrupt, path, system::moment};

/// A file that was found, and where it is.
pub(crate) struct Entry {
    pub(crate) found: Found,
    pub(crate) path: PathBuf,
}

/// What a walk found.
#[derive(Default)]
pub(crate) struct Walk {
    pub(crate) entries: Vec<Entry>,
    pub(crate) skipped: Vec<Skipped>,
    /// What was seen, by device and number; links to it are not followed again.
    seen: HashSet<(u64, u64)>,
    /// Where files lie that were found; not kept for a single root.
    places: Option<HashSet<PathBuf>>,
    /// Links, looked at when everything else has been.
    links: Vec<Place>,
}

/// Something on the way.
struct Place {
    path: PathBuf,
    name: String,
    system: Option<String>,
}

/// Walks all roots.
///
/// # Errors
///
/// A root that does not exist: a fault of the request.
pub(crate) fn walk(roots: &[PathBuf], labelled: &[Labelled]) -> Result<Walk, Failure> {
    let several = roots.len() + labelled.len() > 1;
    let mut walk = Walk { places: several.then(HashSet::new), ..Walk::default() };
    let labelled = labelled.iter().map(|labelled| (&labelled.path, Some(&labelled.label)));
    // What has a label is looked at first: it may lie inside another root.
    for (path, label) in labelled.chain(roots.iter().map(|path| (path, None))) {
        path::check(path)?;
        let metadata = fs::metadata(path).map_err(|error| Failure::io(path, "look at it", &error))?;
        let name = match (several, metadata.is_dir()) {
            (false, true) => String::new(),
            (true, _) => readable(path.as_os_str()).trim_end_matches(['/', '\\']).replace('\\', "/"),
            (false, false) => path.file_name().map(readable).unwrap_or_default(),
        };
        walk.look(Place { path: path.clone(), name, system: label.cloned() }, &metadata);
    }
    // A link can lead to a folder with further links in it.
    while let Some(place) = walk.links.pop() {
        walk.follow(place);
    }
    walk.entries.sort_by(|a, b| a.found.path.cmp(&b.found.path));
    Ok(walk)
}

impl Walk {
    /// Leaves out the file at `path`, which is `what`.
    pub(crate) fn pass_over(&mut self, path: &Path, what: &str) {
        let Some(own) = fs::metadata(path).ok().and_then(|metadata| identity::of(path, &metadata)) else { return };
        let (out, kept) =
            std::mem::take(&mut self.entries).into_iter().partition(|entry| entry.found.identity == Some(own));
        self.entries = kept;
        let out: Vec<Entry> = out;
        for entry in out {
            self.skip(entry.found.path, Finding::new(FindingCode::NotAFile).with("found", what));
        }
    }

    fn skip(&mut self, name: String, finding: Finding) {
        self.skipped.push(Skipped { path: name, finding });
    }

    fn unreadable(&mut self, name: String, error: &std::io::Error) {
        self.skip(name, Finding::new(FindingCode::Unreadable).with("found", format!("{error}.")));
    }

    fn look(&mut self, place: Place, metadata: &Metadata) {
        if interrupt::asked_to_end() {
            return;
        }
        let identity = identity::of(&place.path, metadata);
        if metadata.is_dir() {
            if identity.is_none_or(|identity| self.seen.insert(identity)) {
                self.enter(&place);
            } else {
                self.skip(place.name, Finding::new(FindingCode::SeenBefore));
            }
        } else if metadata.is_file() {
            // Two names of one file are both listed, but a root inside another is not walked twice.
            if let Some(identity) = identity {
                self.seen.insert(identity);
            }
            if let (Some(places), Ok(whole)) = (&mut self.places, fs::canonicalize(&place.path))
                && !places.insert(whole)
            {
                return self.skip(place.name, Finding::new(FindingCode::SeenBefore));
            }
            let modified = metadata.modified().ok().and_then(moment);
            let found = Found { path: place.name, modified, identity, system: place.system };
            self.entries.push(Entry { found, path: place.path });
        } else {
            let found = kind(metadata.file_type());
            self.skip(place.name, Finding::new(FindingCode::NotAFile).with("found", found));
        }
    }

    fn enter(&mut self, folder: &Place) {
        let below = |name: &OsStr| match folder.name.as_str() {
            "" => readable(name),
            parent => format!("{parent}/{}", readable(name)),
        };
        let listed = match fs::read_dir(&folder.path) {
            Ok(listed) => listed,
            Err(error) => return self.unreadable(format!("{}/", folder.name), &error),
        };
        for entry in listed {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    self.unreadable(format!("{}/", folder.name), &error);
                    break;
                }
            };
            let place = Place { path: entry.path(), name: below(&entry.file_name()), system: folder.system.clone() };
            if entry.file_type().is_ok_and(|kind| kind.is_symlink()) {
                self.links.push(place);
                continue;
            }
            match entry.metadata() {
                Ok(metadata) => self.look(place, &metadata),
                Err(error) => self.unreadable(place.name, &error),
            }
        }
    }

    fn follow(&mut self, place: Place) {
        let metadata = match fs::metadata(&place.path) {
            Ok(metadata) => metadata,
            Err(error) => return self.unreadable(place.name, &error),
        };
        let known = identity::of(&place.path, &metadata).is_some_and(|identity| self.seen.contains(&identity));
        if known && !metadata.is_dir() {
            return self.skip(place.name, Finding::new(FindingCode::SeenBefore));
        }
        self.look(place, &metadata);
    }
}

/// A name as text; bytes that are none are written as `\x` and two digits.
fn readable(name: &OsStr) -> String {
    let mut text = String::new();
    for chunk in name.as_encoded_bytes().utf8_chunks() {
        text.push_str(chunk.valid());
        for byte in chunk.invalid() {
            text.push_str(&format!("\\x{byte:02x}"));
        }
    }
    text
}

#[cfg(unix)]
fn kind(kind: FileType) -> &'static str {
    use std::os::unix::fs::FileTypeExt;
    if kind.is_fifo() {
        "a named pipe"
    } else if kind.is_socket() {
        "a socket"
    } else {
        "a device"
    }
}

#[cfg(not(unix))]
fn kind(_: FileType) -> &'static str {
    "neither a file nor a folder"
}
