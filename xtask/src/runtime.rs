//! What a C compiler adds to the programs that it links: parts of its own runtime, which no lock file names.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use crate::packages::Package;
use crate::program::Program;

/// A part of a compiler's runtime.
pub struct Part {
    pub name: &'static str,
    /// The compiler that adds it.
    compiler: &'static str,
    /// A file of it that is linked into every program.
    file: &'static str,
    /// An SPDX expression.
    licence: &'static str,
    /// Without these words a text is not that of this licence.
    words: &'static str,
    /// What every program holds that it is in; none if it leaves no word there.
    mark: Option<&'static str>,
    repository: &'static str,
}

/// What MinGW adds. Its start-up code is in the public domain, most of the rest under the Zope licence.
pub const MINGW: &[Part] = &[
    Part {
        name: "mingw-w64",
        compiler: "x86_64-w64-mingw32-gcc",
        file: "libmingw32.a",
        licence: "ZPL-2.1 AND LicenseRef-public-domain",
        words: "License: ZPL-2.1",
        mark: Some("Mingw-w64 runtime failure:"),
        repository: "https://git.code.sf.net/p/mingw-w64/mingw-w64",
    },
    Part {
        name: "libgcc",
        compiler: "x86_64-w64-mingw32-gcc",
        file: "libgcc_eh.a",
        licence: "GPL-3.0-or-later WITH GCC-exception-3.1",
        words: "GCC RUNTIME LIBRARY EXCEPTION",
        mark: None,
        repository: "https://gcc.gnu.org/git/gcc.git",
    },
];

impl Part {
    /// The package of the file that the compiler links, and its package URL. Debian's package manager is asked, which
    /// knows the version and keeps the licence.
    pub fn package(&self) -> Result<(String, Package)> {
        let file = self.file()?;
        let file = file.to_str().context("the path of a library is not UTF-8")?;
        let owner = Program::new("dpkg-query").args(["--search", file]).output().with_context(|| {
            format!("{file} ends in a published program, and only on Debian is it known whose it is")
        })?;
        let owner = owner_of(&owner, file).with_context(|| format!("dpkg-query says `{owner}` of {file}"))?;
        let known = ["--show", "--showformat=${Version} ${Architecture}", owner];
        let known = Program::new("dpkg-query").args(known).output()?;
        let (version, architecture) = known.split_once(' ').with_context(|| format!("dpkg-query says `{known}`"))?;
        let package = Package {
            name: self.name.to_owned(),
            version: version.to_owned(),
            licence: self.licence.to_owned(),
            repository: Some(self.repository.to_owned()),
            sum: None,
            folder: Path::new("/usr/share/doc").join(owner),
            files: BTreeSet::new(),
            needs: BTreeSet::new(),
        };
        self.check(&package)?;
        Ok((url(owner, version, architecture), package))
    }

    /// Makes sure that the part is in a program that it is said to be in.
    pub fn check_in(&self, program: &Path) -> Result<()> {
        let bytes = fs::read(program).with_context(|| program.display().to_string())?;
        let holds = |mark: &str| bytes.windows(mark.len()).any(|window| window == mark.as_bytes());
        ensure!(self.mark.is_none_or(holds), "{} holds nothing of {}", program.display(), self.name);
        Ok(())
    }

    /// The file as the compiler finds it, without links.
    fn file(&self) -> Result<PathBuf> {
        let asked = format!("-print-file-name={}", self.file);
        let said = Program::new(self.compiler).args([asked]).output()?;
        fs::canonicalize(said.trim()).with_context(|| format!("{} has no {}", self.compiler, self.file))
    }

    /// Makes sure that the package still brings the licence that is told of it.
    fn check(&self, package: &Package) -> Result<()> {
        let path = package.folder.join("copyright");
        let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        ensure!(text.contains(self.words), "{} does not say “{}”", path.display(), self.words);
        Ok(())
    }
}

/// The package in an answer to `dpkg-query --search`: `PACKAGE: FILE`, or `PACKAGE:ARCHITECTURE: FILE`.
fn owner_of<'a>(answer: &'a str, file: &str) -> Option<&'a str> {
    let owner = answer.trim().strip_suffix(file)?.strip_suffix(": ")?;
    let (owner, architecture) = owner.split_once(':').unwrap_or((owner, ""));
    let word = |text: &str| text.bytes().all(|it| it.is_ascii_alphanumeric() || b"+-.".contains(&it));
    (!owner.is_empty() && word(owner) && word(architecture)).then_some(owner)
}

/// A package URL (<https://github.com/package-url/purl-spec>) of one of Debian's packages.
fn url(package: &str, version: &str, architecture: &str) -> String {
    let escaped = |text: &str| text.replace('+', "%2B").replace('~', "%7E").replace(':', "%3A");
    format!("pkg:deb/debian/{}@{}?arch={architecture}", escaped(package), escaped(version))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn the_owner_of_a_library_is_found_in_what_dpkg_says() {
        let file = "/usr/lib/a.a";
        assert_eq!(owner_of("mingw-w64-x86-64-dev: /usr/lib/a.a\n", file), Some("mingw-w64-x86-64-dev"));
        assert_eq!(owner_of("libstdc++-12-dev:amd64: /usr/lib/a.a\n", file), Some("libstdc++-12-dev"));
        for other in
            ["", ": /usr/lib/a.a", "a, b: /usr/lib/a.a", "a: /usr/lib/b.a", "a: /usr/lib/a.a\nb: /usr/lib/a.a\n"]
        {
            assert_eq!(owner_of(other, file), None, "{other}");
        }
    }

    #[test]
    fn a_program_without_the_runtime_is_found() {
        let part = MINGW.iter().find(|it| it.mark.is_some()).unwrap();
        let program = std::env::temp_dir().join(format!("runtime-{}.exe", std::process::id()));
        for (bytes, there) in [("MZ...", false), ("MZ...\0Mingw-w64 runtime failure:\n\0...", true)] {
            fs::write(&program, bytes).unwrap();
            assert_eq!(part.check_in(&program).is_ok(), there, "{bytes:?}");
        }
        fs::remove_file(&program).unwrap();
    }

    #[test]
    fn a_version_of_debian_is_escaped_in_a_url() {
        assert_eq!(url("a", "1:12.2.0-14+deb12u1", "all"), "pkg:deb/debian/a@1%3A12.2.0-14%2Bdeb12u1?arch=all");
    }

    #[test]
    fn a_package_under_another_licence_is_refused() {
        let folder = std::env::temp_dir().join(format!("runtime-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let package = |part: &Part| Package {
            name: part.name.to_owned(),
            version: "1".to_owned(),
            licence: part.licence.to_owned(),
            repository: None,
            sum: None,
            folder: folder.clone(),
            files: BTreeSet::new(),
            needs: BTreeSet::new(),
        };
        for part in MINGW {
            assert!(part.check(&package(part)).is_err(), "{}: without a text", part.name);
            fs::write(folder.join("copyright"), "All rights reserved.").unwrap();
            assert!(part.check(&package(part)).is_err(), "{}: with another", part.name);
            fs::write(folder.join("copyright"), format!("...\n{}\n...", part.words)).unwrap();
            assert!(part.check(&package(part)).is_ok(), "{}: with its own", part.name);
            fs::remove_file(folder.join("copyright")).unwrap();
        }
        fs::remove_dir(&folder).unwrap();
    }
}
