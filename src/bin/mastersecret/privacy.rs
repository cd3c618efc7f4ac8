//! Files that nobody but the user who writes them can read: mode 0600 where there are modes, and on Windows an access
//! list with one entry. Both are in force before the first byte is written.

use std::{
    fs::{File, OpenOptions},
    io,
    path::Path,
};

/// Makes a new file for this user alone, open for writing and reading. Whether the place it lies in keeps such rights,
/// [`is_private`] tells.
///
/// # Errors
///
/// A file of this name; what the file system says.
#[cfg(unix)]
pub(crate) fn create(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    OpenOptions::new().read(true).write(true).create_new(true).mode(0o600).open(path)
}

/// Whether nobody else can read the file, as its file system itself says; root and administrators can always.
#[cfg(unix)]
pub(crate) fn is_private(file: &File) -> bool {
    use std::os::unix::fs::PermissionsExt;
    file.metadata().is_ok_and(|found| found.permissions().mode() & 0o077 == 0)
}

#[cfg(windows)]
pub(crate) use windows::{create, is_private};

#[cfg(windows)]
mod windows {
    use std::os::windows::fs::OpenOptionsExt;

    use windows_permissions::{
        LocalBox, SecurityDescriptor, Sid,
        constants::{AceType, SeObjectType, SecurityInformation},
        utilities::current_process_sid,
        wrappers::{ConvertSidToStringSid, GetSecurityInfo, SetSecurityInfo},
    };

    use super::{File, OpenOptions, Path, io};

    // Access rights and ways of sharing, as CreateFileW takes them (winnt.h).
    const GENERIC_READ: u32 = 0x8000_0000;
    const GENERIC_WRITE: u32 = 0x4000_0000;
    const READ_CONTROL: u32 = 0x0002_0000;
    const WRITE_DAC: u32 = 0x0004_0000;
    const FILE_SHARE_DELETE: u32 = 4;

    /// Nobody else can open the file for reading as long as this handle lives, so that nobody holds it open from before
    /// the access list was set. It can be renamed, which is how it comes into its place.
    pub(crate) fn create(path: &Path) -> io::Result<File> {
        let open = |rights: u32| {
            let mut options = OpenOptions::new();
            options.read(true).write(true).create_new(true);
            options.access_mode(GENERIC_READ | GENERIC_WRITE | rights).share_mode(FILE_SHARE_DELETE).open(path)
        };
        match open(READ_CONTROL | WRITE_DAC) {
            Ok(mut file) => {
                // Where the file system knows no access lists, the file is told to be open to others later.
                let _ = restrict(&mut file);
                Ok(file)
            }
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => open(0),
            Err(error) => Err(error),
        }
    }

    /// One entry, and nothing inherited from the folder: this user may do everything (SDDL: FA).
    fn restrict(file: &mut File) -> io::Result<()> {
        let list: LocalBox<SecurityDescriptor> = format!("D:P(A;;FA;;;{})", own()?).parse()?;
        let which = SecurityInformation::Dacl | SecurityInformation::ProtectedDacl;
        SetSecurityInfo(file, SeObjectType::SE_FILE_OBJECT, which, None, None, list.dacl(), None)
    }

    /// Whether every entry that allows something is for this user, or for those who can read everything anyway.
    pub(crate) fn is_private(file: &File) -> bool {
        allowed(file).is_ok_and(|names| match names {
            // No list at all means that everybody may do everything.
            None => false,
            Some(names) => {
                names.iter().all(|name| own().is_ok_and(|own| own == *name) || ALWAYS.contains(&name.as_str()))
            }
        })
    }

    /// SYSTEM and Administrators (well-known SIDs, MS-DTYP 2.4.2.4).
    const ALWAYS: [&str; 2] = ["S-1-5-18", "S-1-5-32-544"];

    fn own() -> io::Result<String> {
        let user = current_process_sid()?;
        text(&user)
    }

    fn text(sid: &Sid) -> io::Result<String> {
        Ok(ConvertSidToStringSid(sid)?.to_string_lossy().into_owned())
    }

    /// Whom the file's access list allows anything; none without a list.
    fn allowed(file: &File) -> io::Result<Option<Vec<String>>> {
        let found = GetSecurityInfo(file, SeObjectType::SE_FILE_OBJECT, SecurityInformation::Dacl)?;
        let Some(list) = found.dacl() else { return Ok(None) };
        let entries = (0..list.len()).filter_map(|index| list.get_ace(index));
        let allowing = entries.filter(|entry| entry.ace_type() != AceType::ACCESS_DENIED_ACE_TYPE);
        // An entry of a kind without a SID of its own is somebody else's.
        allowing
            .map(|entry| entry.sid().map_or_else(|| Ok(String::new()), text))
            .collect::<io::Result<Vec<_>>>()
            .map(Some)
    }
}

#[cfg(all(test, unix))]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::{fs::Permissions, os::unix::fs::PermissionsExt};

    use super::*;

    #[test]
    fn a_file_is_private_until_others_may_read_it() {
        let folder = tempfile::tempdir().unwrap();
        let file = create(&folder.path().join("x")).unwrap();
        assert!(is_private(&file));
        for mode in [0o604, 0o640, 0o602] {
            file.set_permissions(Permissions::from_mode(mode)).unwrap();
            assert!(!is_private(&file), "{mode:o}");
        }
    }
}
