//! Generating a master secret.

use crate::{
    backup::Backup,
    content::{Content, Opened, SecretEntry, Secrets},
    fault::{Fault, FaultCode},
    limits,
    open::OpenedBackup,
    secret::SecretBytes,
    write::{Draft, NewFile, NewSlot, Writer},
};

/// Draws a new secret and writes a file that holds it. With `from`, the old current secret becomes the previous one.
///
/// # Errors
///
/// [`FaultCode::NotSecrets`] when `from` encloses a native backup; what [`NewSlot::check`] finds; [`FaultCode::BadSystem`].
pub fn generate(
    from: Option<(&Backup, &OpenedBackup)>,
    system: Option<String>,
    slot: &NewSlot<'_>,
    writer: &mut Writer<'_>,
) -> Result<Draft, Fault> {
    let old = from.map(|(backup, opened)| previous(backup, opened)).transpose()?;
    let (previous_entry, previous) = old.unzip();
    let secret = writer.secret(limits::NEW_SECRET_BYTES)?;
    let content = Content::Secrets(Secrets {
        current: SecretEntry { msid: writer.id()?, bytes: secret.len(), generated: Some(writer.now) },
        previous: previous_entry,
        backed_up: Some(writer.now),
    });
    let parts = NewFile {
        replaces: from.map(|(backup, _)| backup.header.id),
        system: system.or_else(|| from.and_then(|(backup, _)| backup.header.system.clone())),
        content,
        extensions: None,
    };
    writer.new_file(parts, slot, &Opened::Secrets { current: secret, previous })
}

fn previous(backup: &Backup, opened: &OpenedBackup) -> Result<(SecretEntry, SecretBytes), Fault> {
    match (&backup.header.content, &opened.content) {
        (Content::Secrets(described), Opened::Secrets { current, .. }) => {
            Ok((described.current.clone(), SecretBytes::copied(current.expose())))
        }
        _ => Err(Fault::new(FaultCode::NotSecrets)),
    }
}
