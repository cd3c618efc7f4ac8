//! Sealing: a native backup, enclosed bit for bit.

use uuid::Uuid;

use crate::{
    canonical::sha256,
    content::{Content, EnclosedFile, Opened},
    fault::{Fault, FaultCode},
    label, limits,
    recognize::{Sample, is_backup},
    secret::SecretBytes,
    time::Time,
    write::{Draft, NewFile, NewSlot, Writer},
};

/// A native backup, and what the sealer states about it.
pub struct Native {
    /// Its plain name.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// The password that it needs itself, in UTF-8, exactly as typed.
    pub password: Option<SecretBytes>,
    /// The current master secret in it.
    pub current_msid: Option<Uuid>,
    /// The previous master secret in it.
    pub previous_msid: Option<Uuid>,
    /// When it was taken from the live system.
    pub backed_up: Option<Time>,
}

/// Encloses a native backup.
///
/// # Errors
///
/// [`FaultCode::FileEmpty`], [`FaultCode::FileTooLarge`], [`FaultCode::AlreadySealed`], [`FaultCode::BadFileName`],
/// [`FaultCode::NativePassword`], [`FaultCode::BadMsid`]; what [`NewSlot::check`] finds; [`FaultCode::BadSystem`].
pub fn seal(
    native: Native,
    system: Option<String>,
    slot: &NewSlot<'_>,
    writer: &mut Writer<'_>,
) -> Result<Draft, Fault> {
    native.check()?;
    let content = Content::File(EnclosedFile {
        name: native.name,
        bytes: native.bytes.len(),
        sha256: sha256(&native.bytes),
        native_password_bytes: native.password.as_ref().map(SecretBytes::len),
        current_msid: native.current_msid,
        previous_msid: native.previous_msid,
        backed_up: native.backed_up,
    });
    let parts = NewFile { replaces: None, system, content, extensions: None };
    let opened = Opened::File { file: SecretBytes::new(native.bytes), native_password: native.password };
    writer.new_file(parts, slot, &opened)
}

impl Native {
    /// Checks everything that does not depend on a password.
    ///
    /// # Errors
    ///
    /// As [`seal`], but for its slot and its system label.
    pub fn check(&self) -> Result<(), Fault> {
        label::check_name(&self.name).map_err(|fault| {
            Fault::new(FaultCode::BadFileName).with("found", format!("“{}”", self.name)).with("why", fault.what)
        })?;
        match self.bytes.len() as u64 {
            0 => return Err(Fault::new(FaultCode::FileEmpty)),
            bytes if !limits::FILE_BYTES.contains(&bytes) => {
                return Err(Fault::new(FaultCode::FileTooLarge).with("found", bytes));
            }
            _ => {}
        }
        if is_backup(&Sample::Whole(&self.bytes)) {
            return Err(Fault::new(FaultCode::AlreadySealed));
        }
        if let Some(password) = &self.password
            && (!limits::NATIVE_PASSWORD_BYTES.contains(&(password.len() as u64))
                || std::str::from_utf8(password.expose()).is_err())
        {
            return Err(Fault::new(FaultCode::NativePassword).with("found", password.len()));
        }
        let nil = [self.current_msid, self.previous_msid].into_iter().flatten().find(Uuid::is_nil);
        let same = self.current_msid.filter(|current| self.previous_msid == Some(*current));
        match nil.or(same) {
            Some(msid) => Err(Fault::new(FaultCode::BadMsid).with("found", msid)),
            None => Ok(()),
        }
    }
}
