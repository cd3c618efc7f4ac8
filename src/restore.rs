//! Restoring: the content of an opened file, for whoever has to use it.

use crate::{
    content::Opened,
    fault::{Fault, FaultCode},
    report::Role,
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
