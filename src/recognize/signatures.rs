//! How other formats begin, in one table.
//!
//! Not the `infer` crate: it takes two-byte signatures at their word, which encrypted bytes meet by chance,
//! and on 32-bit targets such as wasm its Zstandard check never returns from some files of eight bytes.

use super::structures::{
    ends_name, is_bzip2, is_element, is_event_log_xml, is_evt, is_gzip, is_hive, is_html, is_jpeg, is_json,
    is_office_open_xml, is_portable_executable, is_vmdk,
};
use super::text::Text;
use super::{Kind, Sample, der, tape};

/// What a format is known by.
pub(super) enum Sign {
    /// Bytes at one of some offsets from the beginning, and what else must hold there.
    Bytes(&'static [usize], &'static [u8], fn(&[u8]) -> bool),
    /// Bytes at a distance from the end.
    End(usize, &'static [u8]),
    /// The first words of a text after its BOM and white space, in any case, and what else must hold.
    Text(&'static str, fn(&str) -> bool),
    /// The first words of some line of a text.
    Line(&'static str),
}

/// One row: the sign, the kind it stands for, the format's name, and where the fact is written down.
pub(super) struct Signature {
    pub(super) sign: Sign,
    pub(super) kind: Kind,
    pub(super) name: &'static str,
    #[cfg_attr(not(test), allow(dead_code))]
    // read by people, and by the test that no row lacks it
    pub(super) source: &'static str,
}

const fn row(sign: Sign, kind: Kind, name: &'static str, source: &'static str) -> Signature {
    Signature { sign, kind, name, source }
}

/// Nothing else is asked for.
fn yes<T: ?Sized>(_: &T) -> bool {
    true
}

const START: &[usize] = &[0];

/// Where the second LUKS2 header may stand when the first is hurt; LUKS2 On-Disk Format, section 2.1.
const LUKS2_SECOND: &[usize] =
    &[0x4000, 0x8000, 0x1_0000, 0x2_0000, 0x4_0000, 0x8_0000, 0x10_0000, 0x20_0000, 0x40_0000];

use Sign::{Bytes, End, Line, Text as Words};

/// All formats that are told by a signature. The first row that holds decides, so the narrower stand first.
/// Signatures shorter than four bytes ask for more: encrypted bytes begin with any two by chance.
#[rustfmt::skip]
pub(super) const SIGNATURES: &[Signature] = &[
    row(Bytes(START, b"TAPE", tape::is_sql_server), Kind::SqlServerBackup, "SQL Server database backup (Microsoft Tape Format)", "Microsoft Tape Format Specification 1.00a, Tape Header Descriptor Block; RESTORE HEADERONLY, SoftwareVendorId"),
    row(Bytes(START, b"TAPE", tape::is_tape), Kind::TapeBackup, "backup in Microsoft Tape Format, as by NTBackup or Backup Exec", "Microsoft Tape Format Specification 1.00a, Tape Header Descriptor Block"),
    row(Bytes(START, b"MSSQLBAK", yes), Kind::SqlServerBackup, "compressed SQL Server database backup", "as written by BACKUP DATABASE ... WITH COMPRESSION (Microsoft's WideWorldImporters sample)"),
    row(Bytes(START, b"PK\x03\x04", is_office_open_xml), Kind::OfficeDocument, "Office document (Word, Excel or PowerPoint)", "ECMA-376 part 2, Open Packaging Conventions: the package's content types"),
    row(Bytes(START, b"PK\x03\x04", yes), Kind::Zip, "ZIP archive", "PKWARE APPNOTE 6.3.10, 4.3.7"),
    row(Bytes(START, b"PK\x05\x06", yes), Kind::Zip, "empty ZIP archive", "PKWARE APPNOTE 6.3.10, 4.3.16"),
    row(Bytes(START, b"PK\x07\x08", yes), Kind::Zip, "part of a split ZIP archive", "PKWARE APPNOTE 6.3.10, 8.5.3"),
    row(Bytes(START, b"7z\xbc\xaf\x27\x1c", yes), Kind::SevenZip, "7z archive", "7zFormat.txt of the LZMA SDK, SignatureHeader"),
    row(Bytes(START, b"\x1f\x8b\x08", is_gzip), Kind::Gzip, "gzip file", "RFC 1952, section 2.3"),
    row(Bytes(START, b"\xfd7zXZ\0", yes), Kind::Archive, "xz file", "The .xz File Format 1.2.1, section 2.1.1.1"),
    row(Bytes(START, b"BZh", is_bzip2), Kind::Archive, "bzip2 file", "bzip2 source, compress.c: header and block magic"),
    row(Bytes(START, b"\x28\xb5\x2f\xfd", yes), Kind::Archive, "Zstandard file", "RFC 8878, section 3.1.1"),
    row(Bytes(START, b"\x04\x22\x4d\x18", yes), Kind::Archive, "LZ4 file", "LZ4 Frame Format 1.6.4, General Structure"),
    row(Bytes(START, b"Rar!\x1a\x07", yes), Kind::Archive, "RAR archive", "RAR 5.0 archive format, RAR 5.0 signature"),
    row(Bytes(START, b"MSCF\0\0\0\0", yes), Kind::Archive, "Windows cabinet (.cab)", "[MS-CAB] 2.1, CFHEADER"),
    row(Bytes(START, b"MSWIM\0\0\0", yes), Kind::Archive, "Windows image (.wim)", "Windows Imaging File Format, WIMHEADER_V1_PACKED"),
    row(Bytes(&[257], b"ustar", yes), Kind::Archive, "tar archive", "POSIX.1-2017, pax, ustar Interchange Format"),
    row(Bytes(START, b"%PDF-", yes), Kind::Pdf, "PDF document", "ISO 32000-1, 7.5.2"),
    row(Bytes(START, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", yes), Kind::OfficeDocument, "OLE compound file (older Office document, Outlook message, Windows Installer)", "[MS-CFB] 2.2"),
    row(Bytes(START, b"\x89PNG\r\n\x1a\n", yes), Kind::Picture, "PNG picture", "PNG Specification (third edition), 5.2"),
    row(Bytes(START, b"\xff\xd8\xff", is_jpeg), Kind::Picture, "JPEG picture", "ITU-T T.81, B.1.1.3: SOI and a first marker segment"),
    row(Bytes(START, b"GIF87a", yes), Kind::Picture, "GIF picture", "GIF87a"),
    row(Bytes(START, b"GIF89a", yes), Kind::Picture, "GIF picture", "GIF89a, section 17"),
    row(Bytes(START, b"\x30", der::is_pkcs12), Kind::Pkcs12, "certificate and key file (PFX, PKCS #12)", "RFC 7292, section 4"),
    row(Bytes(START, b"\x30", der::is_cms), Kind::Cms, "certificates or a message in PKCS #7 (CMS)", "RFC 5652, section 3"),
    row(Bytes(START, b"\x1e\xf1\xb5\xb0\0\0\0\0", yes), Kind::PrivateKey, "Microsoft private key file (.pvk)", "OpenSSL source, pvkfmt.c: MS_PVKMAGIC and the reserved word"),
    row(Bytes(START, b"\xfe\xed\xfe\xed\0\0\0\x02", yes), Kind::JavaKeystore, "Java key store (JKS)", "OpenJDK source, JavaKeyStore.java: MAGIC and version 2"),
    row(Bytes(START, b"\x01\0\0\0\xd0\x8c\x9d\xdf\x01\x15\xd1\x11\x8c\x7a\0\xc0\x4f\xc2\x97\xeb", yes), Kind::DpapiBlob, "data protected by Windows (DPAPI)", "version 1 and the GUID of the default provider, df9d8cd0-1501-11d1-8c7a-00c04fc297eb"),
    row(Bytes(START, b"age-encryption.org/v1\n", yes), Kind::Age, "file encrypted by age", "C2SP age.md, Header"),
    row(Bytes(START, b"\x03\xd9\xa2\x9a\x65\xfb\x4b\xb5", yes), Kind::Keepass, "KeePass 1 database (.kdb)", "KeePass source, KdbFile.cs: FileSignatureOld1 and 2"),
    row(Bytes(START, b"\x03\xd9\xa2\x9a\x66\xfb\x4b\xb5", yes), Kind::Keepass, "KeePass 2 database of a test version", "KeePass source, KdbxFile.cs: FileSignaturePreRelease1 and 2"),
    row(Bytes(START, b"\x03\xd9\xa2\x9a\x67\xfb\x4b\xb5", yes), Kind::Keepass, "KeePass 2 database (.kdbx)", "KeePass source, KdbxFile.cs: FileSignature1 and 2"),
    row(Bytes(START, b"LUKS\xba\xbe\0\x01", yes), Kind::Luks, "encrypted disk (LUKS 1 header)", "LUKS1 On-Disk Format 1.2.3, figure 1"),
    row(Bytes(START, b"LUKS\xba\xbe\0\x02", yes), Kind::Luks, "encrypted disk (LUKS 2 header)", "LUKS2 On-Disk Format 1.1.3, section 2.1"),
    row(Bytes(LUKS2_SECOND, b"SKUL\xba\xbe\0\x02", yes), Kind::Luks, "encrypted disk (second LUKS 2 header; the first is damaged)", "LUKS2 On-Disk Format 1.1.3, section 2.1"),
    row(Bytes(&[3], b"-FVE-FS-", yes), Kind::DiskImage, "disk encrypted by BitLocker", "libbde documentation, BitLocker Drive Encryption volume header"),
    row(Bytes(&[3], b"NTFS    ", yes), Kind::DiskImage, "NTFS volume", "NTFS boot sector, OEM identifier"),
    row(Bytes(START, b"vhdxfile", yes), Kind::DiskImage, "virtual disk (VHDX)", "[MS-VHDX] 2.2.1"),
    row(Bytes(START, b"conectix", yes), Kind::DiskImage, "virtual disk (VHD)", "Virtual Hard Disk Image Format Specification, Hard Disk Footer Format"),
    row(End(512, b"conectix"), Kind::DiskImage, "virtual disk (VHD of fixed size)", "Virtual Hard Disk Image Format Specification, Hard Disk Footer Format"),
    row(Bytes(START, b"KDMV", is_vmdk), Kind::DiskImage, "virtual disk (VMDK)", "VMware Virtual Disk Format 1.1, SparseExtentHeader"),
    row(Bytes(START, b"QFI\xfb\0\0\0", yes), Kind::DiskImage, "virtual disk (QCOW)", "QEMU docs/interop/qcow2.rst, Header"),
    row(Bytes(&[0x8001], b"CD001", yes), Kind::DiskImage, "CD or DVD image (ISO 9660)", "ECMA-119, 8.1"),
    row(Bytes(START, b"regf", is_hive), Kind::RegistryHive, "Windows registry hive", "M. Suhanov, Windows registry file format specification, Base block"),
    row(Bytes(START, b"ElfFile\0", yes), Kind::EventLog, "Windows event log (.evtx)", "libevtx documentation, Windows XML Event Log format, File header"),
    row(Bytes(&[4], b"LfLe", is_evt), Kind::EventLog, "Windows event log of Windows XP and before (.evt)", "Windows Event Log Reporting, ELF_LOGFILE_HEADER"),
    row(Bytes(START, b"SQLite format 3\0", yes), Kind::Database, "SQLite database", "SQLite Database File Format, 1.3.1"),
    row(Bytes(&[4], b"\xef\xcd\xab\x89", yes), Kind::Database, "Extensible Storage Engine database (as of Active Directory or Exchange)", "libesedb documentation, Extensible Storage Engine Database File format, File header"),
    row(Bytes(START, b"MZ", is_portable_executable), Kind::Executable, "Windows program", "PE Format, MS-DOS Stub and Signature"),
    row(Bytes(START, b"\x7fELF", yes), Kind::Executable, "Linux program", "System V ABI, ELF Identification"),
    row(Bytes(START, b"L\0\0\0\x01\x14\x02\0\0\0\0\0\xc0\0\0\0\0\0\0\x46", yes), Kind::Shortcut, "Windows shortcut (.lnk)", "[MS-SHLLINK] 2.1"),
    row(Words("-----BEGIN OPENSSH PRIVATE KEY-----", yes), Kind::OpensshKey, "OpenSSH private key", "OpenSSH PROTOCOL.key"),
    row(Words("-----BEGIN AGE ENCRYPTED FILE-----", yes), Kind::Age, "file encrypted by age, as text", "C2SP age.md, ASCII armor"),
    row(Words("-----BEGIN PGP ", yes), Kind::Openpgp, "OpenPGP message or key, as text", "RFC 9580, section 6.2"),
    row(Words("PuTTY-User-Key-File-", yes), Kind::PrivateKey, "PuTTY private key (.ppk)", "PuTTY User Manual, appendix C"),
    row(Words("Windows Registry Editor Version 5.00", yes), Kind::RegistryExport, "Windows registry export (.reg)", "Microsoft, How to add, modify, or delete registry keys by using a .reg file"),
    row(Words("REGEDIT4", yes), Kind::RegistryExport, "Windows registry export of Windows 98 or NT 4 (.reg)", "Microsoft, How to add, modify, or delete registry keys by using a .reg file"),
    row(Words("[InternetShortcut]", yes), Kind::Shortcut, "internet shortcut (.url)", "Microsoft, Internet Shortcuts"),
    row(Words("# Disk DescriptorFile", yes), Kind::DiskImage, "virtual disk (VMDK descriptor)", "VMware Virtual Disk Format 1.1, The Descriptor File"),
    row(Words("<!doctype html", yes), Kind::Html, "HTML page", "HTML Living Standard, 13.1.1"),
    row(Words("<html", ends_name), Kind::Html, "HTML page", "HTML Living Standard, 13.1.2"),
    row(Words("<?xml", is_event_log_xml), Kind::EventLog, "Windows event log exported as XML", "Windows Event Log, Event Schema: namespace"),
    row(Words("<Event", is_event_log_xml), Kind::EventLog, "Windows event log exported as XML", "Windows Event Log, Event Schema: namespace"),
    row(Words("<?xml", is_html), Kind::Html, "XHTML page", "XHTML 1.0, 3.1.1"),
    row(Words("<?xml", yes), Kind::Xml, "XML document", "XML 1.0 (fifth edition), 2.8"),
    row(Words("<", is_element), Kind::Xml, "XML document", "XML 1.0 (fifth edition), 3.1"),
    row(Line("AGE-SECRET-KEY-1"), Kind::PrivateKey, "age private key", "C2SP age.md, X25519 recipient stanza: identity"),
    row(Line("-----BEGIN "), Kind::Pem, "PEM text", "RFC 7468, section 2"),
    row(Words("{", is_json), Kind::Json, "JSON text", "RFC 8259, section 4"),
    row(Words("[", is_json), Kind::Json, "JSON text", "RFC 8259, section 5"),
];

/// The first row that holds for a sample, and for its text where it is one.
pub(super) fn find(sample: &Sample<'_>, text: Option<&Text>) -> Option<&'static Signature> {
    SIGNATURES.iter().find(|signature| signature.sign.holds(sample, text))
}

impl Sign {
    fn holds(&self, sample: &Sample<'_>, text: Option<&Text>) -> bool {
        match *self {
            Bytes(places, magic, more) => {
                let head = sample.head();
                let stands_at = |at: &usize| head.get(*at..).is_some_and(|rest| rest.starts_with(magic));
                places.iter().any(stands_at) && more(head)
            }
            End(distance, magic) => {
                let end = sample.end();
                end.len().checked_sub(distance).and_then(|at| end.get(at..)).is_some_and(|rest| rest.starts_with(magic))
            }
            Words(words, more) => text.is_some_and(|text| {
                let start = text.head.get(..words.len());
                start.is_some_and(|start| start.eq_ignore_ascii_case(words)) && more(&text.head)
            }),
            Line(words) => text.is_some_and(|text| text.head.lines().any(|line| line.starts_with(words))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What must hold beside the signature, for the rows that ask for more. Rows whose structure is deeper
    /// have samples of their own under `tests/samples`.
    fn smallest(signature: &Signature) -> Vec<u8> {
        match signature.sign {
            Bytes(places, magic, _) => {
                let at = places.last().copied().unwrap_or(0);
                [&vec![0x55; at], magic, &[0; 64]].concat()
            }
            End(distance, magic) => {
                let mut bytes = vec![0x55; 2048];
                bytes.extend(magic);
                bytes.resize(2048 + distance, 0);
                bytes
            }
            Words(words, _) | Line(words) => format!("\r\n{words} something>\r\n").into_bytes(),
        }
    }

    fn asks_for_more(signature: &Signature, bytes: &[u8]) -> bool {
        let sample = Sample::Whole(bytes);
        !signature.sign.holds(&sample, Text::read(&sample).as_ref())
    }

    #[test]
    fn every_row_decides_over_its_own_smallest_file() {
        let mut deeper = Vec::new();
        for signature in SIGNATURES {
            let bytes = smallest(signature);
            if asks_for_more(signature, &bytes) {
                deeper.push(signature.name);
                continue;
            }
            let sample = Sample::Whole(&bytes);
            let found = find(&sample, Text::read(&sample).as_ref()).map(|found| found.name);
            assert_eq!(found, Some(signature.name));
        }
        // All of these are told in `tests/samples`.
        assert_eq!(
            deeper,
            [
                "SQL Server database backup (Microsoft Tape Format)",
                "backup in Microsoft Tape Format, as by NTBackup or Backup Exec",
                "Office document (Word, Excel or PowerPoint)",
                "bzip2 file",
                "JPEG picture",
                "certificate and key file (PFX, PKCS #12)",
                "certificates or a message in PKCS #7 (CMS)",
                "virtual disk (VMDK)",
                "Windows registry hive",
                "Windows event log of Windows XP and before (.evt)",
                "Windows program",
                "Windows event log exported as XML",
                "Windows event log exported as XML",
                "XHTML page",
                "XML document",
                "JSON text",
                "JSON text",
            ]
        );
    }

    #[test]
    fn every_row_names_its_source_and_asks_for_more_where_chance_could_make_it() {
        for signature in SIGNATURES {
            assert!(signature.source.len() > 5, "{}", signature.name);
            if let Bytes(_, magic, more) = signature.sign {
                let chance = magic.len() < 4 && more(&[0x55; 1024]);
                assert!(!chance && !magic.is_empty(), "{}", signature.name);
            }
        }
    }

    #[test]
    fn signatures_elsewhere_do_not_count() {
        for signature in SIGNATURES {
            if let Bytes(_, magic, _) = signature.sign {
                let bytes = [b"\x0f", magic, &[0; 64]].concat();
                assert!(find(&Sample::Whole(&bytes), None).is_none(), "{}", signature.name);
            }
        }
    }

    #[test]
    fn the_second_luks_header_is_found_at_each_of_its_places() {
        assert_eq!(LUKS2_SECOND.len(), 9);
        assert_eq!(LUKS2_SECOND.last(), Some(&(4 << 20)));
        for at in LUKS2_SECOND {
            let bytes = [&vec![0x55; *at], &b"SKUL\xba\xbe\0\x02"[..]].concat();
            let found = find(&Sample::Whole(&bytes), None).map(|found| found.kind);
            assert_eq!(found, Some(Kind::Luks));
        }
    }
}
