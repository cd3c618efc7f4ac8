//! What a file can seem to be, and what that means for whoever hoped that it was a backup.

/// What a file seems to be. In JSON the name in lower case with hyphens: `sql-server-backup`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// The project's own format.
    Backup,
    /// The project's own format, larger than any such file may be.
    OversizedBackup,
    /// The project's own format inside Base64.
    EncodedBackup,
    /// The project's own format with other text before it.
    EmbeddedBackup,
    /// Text that names the format and does not hold a backup.
    MentionsBackup,
    /// Bytes among which parts of the project's own format survive.
    BackupRemains,
    /// The first part of the project's own format, too little to be recognised as a backup.
    BackupBeginning,
    /// No bytes.
    Empty,
    /// Nothing but zero bytes.
    AllZeros,
    /// One byte value over and over, not zero.
    OneByteValue,
    /// Microsoft Tape Format by SQL Server, or SQL Server's compressed form of it.
    SqlServerBackup,
    /// Microsoft Tape Format by other software.
    TapeBackup,
    /// ZIP.
    Zip,
    /// 7z.
    SevenZip,
    /// gzip.
    Gzip,
    /// Another archive or compressed file.
    Archive,
    /// Word processor, spreadsheet or presentation, or a mail message saved by Outlook.
    OfficeDocument,
    /// PDF.
    Pdf,
    /// A picture.
    Picture,
    /// PKCS #12, also known as PFX.
    Pkcs12,
    /// CMS, also known as PKCS #7.
    Cms,
    /// Text in PEM armour.
    Pem,
    /// A private key of OpenSSH.
    OpensshKey,
    /// A private key of other software: `PuTTY`, an age identity, a Microsoft PVK file.
    PrivateKey,
    /// A Java key store.
    JavaKeystore,
    /// Data that Windows encrypted for one user or one computer.
    DpapiBlob,
    /// Encrypted by age.
    Age,
    /// Encrypted or signed by OpenPGP software.
    Openpgp,
    /// A `KeePass` database.
    Keepass,
    /// A LUKS header.
    Luks,
    /// A disk, or the image of one.
    DiskImage,
    /// A Windows registry hive.
    RegistryHive,
    /// An export of the Windows registry as text.
    RegistryExport,
    /// A Windows event log, binary or exported as XML.
    EventLog,
    /// A database file.
    Database,
    /// A program.
    Executable,
    /// A Windows shortcut: it points to a file and is not the file.
    Shortcut,
    /// HTML.
    Html,
    /// XML.
    Xml,
    /// JSON.
    Json,
    /// Other text.
    Text,
    /// Unknown bytes that end in many zeros.
    ZeroTailed,
    /// Unknown bytes, some of which look encrypted or compressed.
    UnknownBinary,
    /// Unknown bytes, none of which look encrypted or compressed.
    LowEntropyBinary,
}

/// For files in which nobody would expect a backup.
const NOT_A_BACKUP: &str = "It is not a master-secret backup, whatever its name says. \
    Look for the file that `ssoconfig -backupsecret` wrote; by default it is named SSO, four or five hex digits, .bak.";

/// For files that hold other files.
const LOOK_INSIDE: &str = "A backup may be inside. Unpack it and check what comes out.";

/// For keys that are not the master secret.
const OTHER_KEYS: &str = "It holds keys or certificates of another kind, not the master secret. \
    Keep it as safe as a backup, and look for the backup elsewhere.";

impl Kind {
    /// What it means and what to do: at most two sentences, in plain words.
    pub fn note(self) -> &'static str {
        match self {
            Self::Backup => "It is in this tool's own format. Inspect it.",
            Self::OversizedBackup => {
                "It begins like a master-secret backup, but is larger than any may be (8 MiB), so it was not read. \
                 Something was added to it, or it was joined with other files; use another copy."
            }
            Self::EncodedBackup => {
                "Base64 text that holds a master-secret backup, as some mail programs and `certutil -encode` write it. \
                 Decode it (`certutil -decode` or `base64 -d`) and check the result."
            }
            Self::EmbeddedBackup => {
                "A master-secret backup seems to stand inside this text, with something else before it. \
                 Copy everything from the backup's first { to its last } into a file of its own and check that."
            }
            Self::MentionsBackup => {
                "It speaks of master-secret backups but does not hold one. If it was meant to be one, use another copy."
            }
            Self::BackupRemains => {
                "Parts of a master-secret backup are in it, but its beginning is overwritten or is that of something else. \
                 Use another copy, and keep this one until that has opened."
            }
            Self::BackupBeginning => {
                "It begins like a master-secret backup and ends before anything that could be opened: it was cut short. \
                 Use another copy, and find out what cut this one."
            }
            Self::Empty => "There is nothing in it: it was never written, or copying it failed. Use another copy.",
            Self::AllZeros => {
                "Only zero bytes were found, as a failed copy or a broken disk leaves them. \
                 No backup can be recovered from that; use another copy."
            }
            Self::OneByteValue => {
                "One byte value repeats, as on erased storage. No backup can be recovered from that; use another copy."
            }
            Self::SqlServerBackup => {
                "It holds a database, perhaps SSODB, and never the master secret, without which SSODB cannot be decrypted. \
                 Keep it, and look for the file that `ssoconfig -backupsecret` wrote."
            }
            Self::TapeBackup | Self::Zip | Self::SevenZip | Self::Gzip | Self::Archive => LOOK_INSIDE,
            Self::OfficeDocument | Self::Pdf | Self::Picture => {
                "It is a document, which may describe a backup or carry its password, but it is not one. \
                 Look for the file that `ssoconfig -backupsecret` wrote."
            }
            Self::Pkcs12 | Self::Cms | Self::Pem | Self::OpensshKey | Self::PrivateKey | Self::JavaKeystore => {
                OTHER_KEYS
            }
            Self::DpapiBlob => {
                "Windows encrypted it for one account or one computer, and only there can it be decrypted. \
                 A backup under a password is something else; look for that."
            }
            Self::Age | Self::Openpgp => {
                "It is protected by other software, and a backup may be inside. Decrypt it and check what comes out."
            }
            Self::Keepass => {
                "It is a password database, which may hold the password of a backup, or a backup as an attachment. \
                 Open it with KeePass."
            }
            Self::Luks | Self::DiskImage => {
                "It is a disk or the image of one, and a backup may be inside. \
                 Unlock or mount it read-only and check the files in it."
            }
            Self::RegistryHive | Self::RegistryExport => {
                "The registry keeps the master secret encrypted for the account of the SSO service, so this does not replace a backup. \
                 Run `ssoconfig -backupsecret` on the master secret server while the service still works."
            }
            Self::EventLog => {
                "It is not a backup, but it can show when the master secret was generated, backed up and restored. \
                 Read it with `mastersecret events`."
            }
            Self::Shortcut => {
                "A shortcut only points to a file. Open the folder it points to and choose the file itself."
            }
            Self::Database | Self::Executable | Self::Html | Self::Xml | Self::Json | Self::Text => NOT_A_BACKUP,
            Self::ZeroTailed => {
                "A copy that was interrupted and a broken disk leave such a file, and so does a format that pads. \
                 Compare its size and SHA-256 with those of another copy."
            }
            Self::UnknownBinary => {
                "It may be a native ENTSSO backup: that format is not public, so nobody but ENTSSO can say whether it is whole \
                 or which password opens it. If it is one, seal it, and both can be checked from then on."
            }
            Self::LowEntropyBinary => {
                "No part of it looks encrypted, which a native ENTSSO backup would lead one to expect; \
                 that format is not public, so this is no proof. Look for another copy before relying on it."
            }
        }
    }
}
