//! Restoring: the content of an opened file, for whoever has to use it.

use crate::{
    content::Opened,
    fault::{Fault, FaultCode},
    inspect::{Inspection, Terms},
    keys::Memory,
    open::Watch,
    outcome::Action,
    password::Password,
    report::{Report, Role},
    salvage::Salvaged,
    secret::SecretBytes,
};

/// What a restore gives back.
pub struct Restored {
    /// The secret or the enclosed file.
    pub content: SecretBytes,
    /// The password that an enclosed file needs itself.
    pub native_password: Option<SecretBytes>,
}

/// What is wanted of a file.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wanted<'a> {
    /// Whether a password is tried although the checksum does not fit.
    pub try_damaged: bool,
    /// The one slot to try.
    pub slot: Option<&'a str>,
    /// Which secret; the current one if nothing is said.
    pub secret: Option<Role>,
    /// Whether the enclosed native password has to be there.
    pub native_password: bool,
    /// Whether a file that does not open is salvaged.
    pub salvage: bool,
}

/// Opens a file, or salvages it where that is wanted and needed, and gives back what was asked for.
///
/// # Errors
///
/// Why the file does not open; with `salvage`, why nothing can be salvaged; as [`restore`].
pub fn give_back(
    inspection: &Inspection,
    password: &Password,
    wanted: Wanted<'_>,
    terms: &Terms,
    memory: &mut Memory,
    watch: &mut Watch<'_>,
) -> Result<(Restored, Action, Report), Fault> {
    let (which, native) = (wanted.secret, wanted.native_password);
    match inspection.open(password, wanted.try_damaged, wanted.slot, terms, memory, watch) {
        Ok((_, opened, report)) => Ok((restore(opened.content, which, native)?, Action::Restore, report)),
        Err(fault) if wanted.salvage && fault.verdict().is_some() => {
            let salvaged = inspection.salvage(password, wanted.slot, terms, memory)?;
            Ok((restore_salvaged(salvaged, which, native)?, Action::Salvage, inspection.report()))
        }
        Err(fault) => Err(fault),
    }
}

/// Takes what was asked for out of opened content.
///
/// # Errors
///
/// [`FaultCode::NoPrevious`]; [`FaultCode::WhichSecret`] when a secret is chosen from an enclosed file;
/// [`FaultCode::NoNativePassword`] when one is wanted and there is none.
pub fn restore(opened: Opened, which: Option<Role>, native_password: bool) -> Result<Restored, Fault> {
    let restored = match (opened, which) {
        (Opened::Secrets { current, .. }, None | Some(Role::Current)) => {
            Restored { content: current, native_password: None }
        }
        (Opened::Secrets { previous, .. }, Some(Role::Previous)) => {
            Restored { content: previous.ok_or_else(|| Fault::new(FaultCode::NoPrevious))?, native_password: None }
        }
        (Opened::File { .. }, Some(_)) => return Err(Fault::new(FaultCode::WhichSecret)),
        (Opened::File { file, native_password }, None) => Restored { content: file, native_password },
    };
    if native_password && restored.native_password.is_none() {
        return Err(Fault::new(FaultCode::NoNativePassword));
    }
    Ok(restored)
}

/// Takes what was asked for out of salvaged content. Raw content is given back in one piece.
///
/// # Errors
///
/// As [`restore`].
pub fn restore_salvaged(salvaged: Salvaged, which: Option<Role>, native_password: bool) -> Result<Restored, Fault> {
    match salvaged {
        Salvaged::Described(opened) => restore(opened, which, native_password),
        Salvaged::Raw(_) if which.is_some() || native_password => Err(Fault::new(FaultCode::NotSalvaged)
            .with("why", "its parts can no longer be told apart; ask for all of it in one piece.")),
        Salvaged::Raw(content) => Ok(Restored { content, native_password: None }),
    }
}
