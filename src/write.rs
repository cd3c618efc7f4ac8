//! Writing: a new slot, a new document, and the proof that it opens (FORMAT "Writing").

use uuid::{Builder, Uuid};

use crate::{
    backup::sealed_document,
    canonical::written,
    content::{Content, Opened},
    cost::{Budget, Cost},
    fault::{Fault, FaultCode},
    header::Header,
    inspect::{Inspection, Terms, inspect},
    keys::{FileKey, Memory, Sealed, root},
    label,
    limits::{self, NONCE_BYTES},
    password::Password,
    recognize::Sample,
    report::Report,
    secret::{Key, SecretBytes},
    slot::{PasswordSlot, Slot},
    time::Time,
    tree::Node,
};

/// Where random bytes come from: the operating system's or the browser's generator, by way of the face.
pub trait Entropy {
    /// Fills `bytes`.
    ///
    /// # Errors
    ///
    /// [`FaultCode::Entropy`] when the system gives none.
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), Fault>;
}

/// A slot that is to be made.
pub struct NewSlot<'a> {
    /// Who will hold the password.
    pub label: String,
    /// What helps to remember it.
    pub reminder: Option<String>,
    /// The password.
    pub password: &'a Password,
    /// What a derivation costs.
    pub cost: Cost,
}

impl NewSlot<'_> {
    /// Checks label, reminder and password before anything is derived.
    ///
    /// # Errors
    ///
    /// [`FaultCode::BadLabel`], [`FaultCode::BadReminder`], [`FaultCode::ReminderHoldsPassword`], and what
    /// [`Password::check_new`] finds.
    pub fn check(&self) -> Result<(), Fault> {
        check_text(&self.label, self.reminder.as_deref())?;
        self.password.check_new()?;
        match &self.reminder {
            Some(reminder) if self.password.stands_in(reminder) => Err(Fault::new(FaultCode::ReminderHoldsPassword)),
            _ => Ok(()),
        }
    }
}

/// Checks label and reminder of a slot to be made, as far as they can be checked before there is a password.
///
/// # Errors
///
/// [`FaultCode::BadLabel`], [`FaultCode::BadReminder`].
pub fn check_text(label: &str, reminder: Option<&str>) -> Result<(), Fault> {
    let because = |code| move |fault: Fault| Fault::new(code).with("why", fault.what);
    label::check(label, limits::LABEL_CHARS).map_err(because(FaultCode::BadLabel))?;
    match reminder {
        Some(text) => label::check(text, limits::REMINDER_CHARS).map_err(because(FaultCode::BadReminder)),
        None => Ok(()),
    }
}

/// What every writing operation needs from its face.
pub struct Writer<'a> {
    /// Random bytes.
    pub entropy: &'a mut dyn Entropy,
    /// Memory for derivations.
    pub memory: &'a mut Memory,
    /// The moment of writing.
    pub now: Time,
}

/// A new file, not yet proven.
pub struct Draft {
    /// The bytes to be written.
    pub bytes: Vec<u8>,
    /// What they must give back.
    plaintext: SecretBytes,
    /// The label of the slot that must open them.
    slot: String,
}

impl Writer<'_> {
    pub(crate) fn bytes<const N: usize>(&mut self) -> Result<[u8; N], Fault> {
        let mut bytes = [0; N];
        self.entropy.fill(&mut bytes)?;
        Ok(bytes)
    }

    pub(crate) fn id(&mut self) -> Result<Uuid, Fault> {
        Ok(Builder::from_random_bytes(self.bytes()?).into_uuid())
    }

    pub(crate) fn file_key(&mut self) -> Result<FileKey, Fault> {
        let mut key = Key::zeroed();
        self.entropy.fill(key.expose_mut())?;
        Ok(FileKey::new(key))
    }

    pub(crate) fn secret(&mut self, len: usize) -> Result<SecretBytes, Fault> {
        let mut secret = SecretBytes::new(vec![0; len]);
        self.entropy.fill(secret.expose_mut())?;
        Ok(secret)
    }

    pub(crate) fn slot(&mut self, new: &NewSlot<'_>, file_key: &FileKey) -> Result<Slot, Fault> {
        new.check()?;
        let salt: [u8; limits::NEW_SALT_BYTES] = self.bytes()?;
        let nonce: [u8; NONCE_BYTES] = self.bytes()?;
        let root = root(new.password, &salt, new.cost, self.memory)?;
        Ok(Slot::Password(PasswordSlot::wrap(
            (new.label.clone(), new.reminder.clone()),
            (new.cost, salt.to_vec()),
            nonce,
            &root,
            file_key,
        )))
    }

    /// A file with new content, a new file key and one slot.
    pub(crate) fn new_file(&mut self, parts: NewFile, slot: &NewSlot<'_>, opened: &Opened) -> Result<Draft, Fault> {
        slot.check()?;
        if let Some(system) = &parts.system {
            label::check(system, limits::SYSTEM_CHARS)
                .map_err(|fault| Fault::new(FaultCode::BadSystem).with("why", fault.what))?;
        }
        let file_key = self.file_key()?;
        let plaintext = opened.plaintext();
        let header = Header {
            id: self.id()?,
            replaces: parts.replaces,
            created: self.now,
            system: parts.system,
            content: parts.content,
            slots: vec![self.slot(slot, &file_key)?],
            key_check: file_key.check(),
            extensions: parts.extensions,
        };
        let payload = file_key.seal_payload(self.bytes()?, &plaintext);
        draft(&header, &payload, &file_key, plaintext, slot.label.clone())
    }
}

/// What a new file is made of, beside its slot and its content.
pub(crate) struct NewFile {
    pub(crate) replaces: Option<Uuid>,
    pub(crate) system: Option<String>,
    pub(crate) content: Content,
    pub(crate) extensions: Option<Node>,
}

pub(crate) fn draft(
    header: &Header,
    payload: &Sealed,
    file_key: &FileKey,
    plaintext: SecretBytes,
    slot: String,
) -> Result<Draft, Fault> {
    let bytes = written(&sealed_document(header, payload, file_key)).into_bytes();
    if bytes.len() > limits::DOCUMENT_BYTES {
        return Err(Fault::new(FaultCode::TooLarge));
    }
    Ok(Draft { bytes, plaintext, slot })
}

impl Draft {
    /// Proves what was written: reads it as any reader would, opens it with the new password, and compares the content.
    ///
    /// # Errors
    ///
    /// [`FaultCode::NotProven`] with the reason.
    pub fn prove(
        &self,
        file: Option<&str>,
        read_back: &[u8],
        password: &Password,
        terms: &Terms,
        memory: &mut Memory,
    ) -> Result<(Inspection, Report), Fault> {
        let failed = |why: String| Fault::new(FaultCode::NotProven).with("why", why);
        if read_back != self.bytes {
            return Err(failed("what was read back is not what was written.".to_owned()));
        }
        let inspection = inspect(file, &Sample::Whole(read_back), terms);
        // What this tool has just written may cost what the user has just asked for.
        let terms = Terms { budget: Budget::UNLIMITED, ..terms.clone() };
        let check = inspection.check(password, false, Some(&self.slot), &terms, memory, &mut |_, _, _| {})?;
        match (&check.opened, &check.fault) {
            (Some(opened), _) if opened.content.plaintext().same_as(&self.plaintext) => {
                let report = check.report(&inspection);
                Ok((inspection, report))
            }
            (Some(_), _) => Err(failed("its content is not the same.".to_owned())),
            (None, Some(fault)) => Err(failed(fault.what.clone())),
            (None, None) => Err(failed(check.verdict.row().meaning.to_owned())),
        }
    }
}
