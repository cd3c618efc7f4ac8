//! Passwords, keys and secrets: wiped on drop, never cloned, never printed.
//!
//! None of these types implements `Clone`, `Debug`, `Display`, `Deref` or `Serialize`; the bytes come out through
//! `expose` alone, so a search for that word finds every place that touches them.

use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::limits::KEY_BYTES;

/// A 32-byte key, on the heap so that moving it leaves no copy behind.
pub struct Key(Box<Zeroizing<[u8; KEY_BYTES]>>);

impl Key {
    /// A key of zeros, to be filled in place through [`Key::expose_mut`].
    pub(crate) fn zeroed() -> Self {
        Self(Box::new(Zeroizing::new([0; KEY_BYTES])))
    }

    /// A key that was derived elsewhere; none where there are not 32 bytes. What is taken is wiped.
    pub fn from_bytes(bytes: Vec<u8>) -> Option<Self> {
        let bytes = SecretBytes::new(bytes);
        let given: &[u8; KEY_BYTES] = bytes.expose().try_into().ok()?;
        let mut key = Self::zeroed();
        key.expose_mut().copy_from_slice(given);
        Some(key)
    }

    /// The key's bytes.
    pub fn expose(&self) -> &[u8; KEY_BYTES] {
        &self.0
    }

    pub(crate) fn expose_mut(&mut self) -> &mut [u8; KEY_BYTES] {
        &mut self.0
    }
}

/// Secret bytes of any length: a master secret, an enclosed file, a native password.
pub struct SecretBytes(Zeroizing<Vec<u8>>);

impl SecretBytes {
    /// Takes ownership of `bytes`; they are wiped when this is dropped.
    pub fn new(bytes: Vec<u8>) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// A copy of `bytes`, for a part of a larger secret.
    pub(crate) fn copied(bytes: &[u8]) -> Self {
        Self::new(bytes.to_vec())
    }

    /// The bytes.
    pub fn expose(&self) -> &[u8] {
        &self.0
    }

    pub(crate) fn expose_mut(&mut self) -> &mut Vec<u8> {
        &mut self.0
    }

    /// How many bytes there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether it holds `bytes`, in time that depends on their length alone.
    pub fn holds(&self, bytes: &[u8]) -> bool {
        same(self.expose(), bytes)
    }

    /// Whether both hold the same bytes, in time that depends on their length alone.
    pub fn same_as(&self, other: &Self) -> bool {
        same(self.expose(), other.expose())
    }
}

/// Compares checks, tags and secrets in constant time; different lengths differ.
pub(crate) fn same(a: &[u8], b: &[u8]) -> bool {
    bool::from(a.ct_eq(b))
}
