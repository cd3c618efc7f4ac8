//! The key schedule (FORMAT "Keys"): Argon2id, HKDF-SHA256, AES-256-GCM, HMAC-SHA256, and what they are fed with.

use aes_gcm::{
    Aes256Gcm, KeyInit,
    aead::{AeadInOut, Nonce, Tag},
};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
#[cfg(feature = "parallel")]
use rayon::iter::{IntoParallelIterator, IntoParallelRefMutIterator, ParallelExtend, ParallelIterator};
use sha2::Sha256;
use zeroize::Zeroize;

use self::confirmed::confirmed;
use crate::{
    canonical::hex,
    cost::{Cost, size},
    fault::{Fault, FaultCode},
    limits::{FINGERPRINT_BYTES, KEY_BYTES, NONCE_BYTES, TAG_BYTES},
    password::Password,
    secret::{Key, SecretBytes, same},
};

/// What each derived key is for: the `info` of HKDF.
pub mod info {
    /// Root to the key that wraps the file key.
    pub const SLOT_KEY: &str = "master-secret-backup/1 slot key";
    /// Root to the slot's check.
    pub const SLOT_CHECK: &str = "master-secret-backup/1 slot check";
    /// File key to the header's check.
    pub const FILE_KEY_CHECK: &str = "master-secret-backup/1 file key check";
    /// File key to the payload's key; also the payload's additional data.
    pub const PAYLOAD: &str = "master-secret-backup/1 payload";
    /// File key to the mac's key.
    pub const MAC: &str = "master-secret-backup/1 mac";
    /// Secret to its fingerprint.
    pub const FINGERPRINT: &str = "master-secret-backup/1 fingerprint";
    /// The additional data of a wrapped key.
    pub const SLOT_AAD: &str = "master-secret-backup/1 slot";
}

/// Argon2's memory, kept from one derivation to the next and wiped at the end.
#[derive(Default)]
pub struct Memory(Vec<Block>);

impl Memory {
    /// No memory yet; the first derivation takes what it needs.
    pub fn new() -> Self {
        Self::default()
    }

    /// How much is held, in KiB.
    pub fn kib(&self) -> u64 {
        self.0.len() as u64
    }

    /// Takes at least `kib` KiB and writes to all of it, so that the first derivation need not wait for the system.
    ///
    /// # Errors
    ///
    /// [`FaultCode::NoMemory`] when it cannot be had.
    pub fn reserve(&mut self, kib: u32) -> Result<(), Fault> {
        self.blocks(kib).map(drop)
    }

    /// At least `kib` blocks of 1 KiB, or [`FaultCode::NoMemory`].
    fn blocks(&mut self, kib: u32) -> Result<&mut [Block], Fault> {
        let wanted = kib as usize;
        if self.0.len() < wanted {
            let refused = || Fault::new(FaultCode::NoMemory).with("found", size(kib.into()));
            self.wipe();
            self.0 = Vec::new();
            self.0.try_reserve_exact(wanted).map_err(|_| refused())?;
            fill(&mut self.0, wanted);
        }
        Ok(self.0.as_mut_slice())
    }

    fn wipe(&mut self) {
        #[cfg(feature = "parallel")]
        self.0.par_iter_mut().for_each(Zeroize::zeroize);
        #[cfg(not(feature = "parallel"))]
        self.0.iter_mut().for_each(Zeroize::zeroize);
    }
}

/// Adds blocks of zeros until there are `wanted`. New memory is dear to touch for the first time: where lanes have
/// several threads, they share that, too.
fn fill(blocks: &mut Vec<Block>, wanted: usize) {
    #[cfg(feature = "parallel")]
    blocks.par_extend((blocks.len()..wanted).into_par_iter().map(|_| Block::new()));
    #[cfg(not(feature = "parallel"))]
    blocks.resize(wanted, Block::new());
}

impl Drop for Memory {
    fn drop(&mut self) {
        self.wipe();
    }
}

/// The root key of a slot (RFC 9106, version 0x13).
///
/// # Errors
///
/// [`FaultCode::NoMemory`] when the memory cannot be had; [`FaultCode::OutOfRange`] for parameters that the schema
/// would have refused.
pub fn root(password: &Password, salt: &[u8], cost: Cost, memory: &mut Memory) -> Result<Key, Fault> {
    let impossible = |_| Fault::new(FaultCode::BadCost).with("name", "the cost").with("found", cost);
    let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, Some(KEY_BYTES)).map_err(impossible)?;
    let mut root = Key::zeroed();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into_with_memory(
            password.expose().as_bytes(),
            salt,
            root.expose_mut(),
            memory.blocks(cost.memory_kib)?,
        )
        .map_err(impossible)?;
    Ok(root)
}

/// HKDF-SHA256 (RFC 5869) with an empty salt, 32 bytes out.
pub fn derived(from: &[u8], info: &str) -> Key {
    confirmed(|| expanded(from, info), |a, b| same(a.expose(), b.expose()))
}

fn expanded(from: &[u8], info: &str) -> Key {
    let mut key = Key::zeroed();
    let (mut prk, hkdf) = Hkdf::<Sha256>::extract(None, from);
    prk.as_mut_slice().zeroize();
    #[expect(clippy::expect_used, reason = "only more than 255 blocks are refused (RFC 5869, section 2.3)")]
    hkdf.expand(info.as_bytes(), key.expose_mut()).expect("32 bytes are one block");
    key
}

/// The fingerprint by which two copies of a secret are told to be the same: 16 bytes in lower-case hex.
pub fn fingerprint(secret: &SecretBytes) -> String {
    let full = derived(secret.expose(), info::FINGERPRINT);
    hex(full.expose().split_at(FINGERPRINT_BYTES).0)
}

/// A nonce, then a ciphertext with its tag, as AES-256-GCM gives it (NIST SP 800-38D).
#[derive(Clone, PartialEq, Eq)]
pub struct Sealed {
    /// The nonce, 12 bytes.
    pub nonce: [u8; NONCE_BYTES],
    /// The ciphertext, then the 16-byte tag.
    pub ciphertext: Vec<u8>,
}

impl Sealed {
    /// Takes nonce and ciphertext apart; none when there is not even a tag.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (nonce, ciphertext) = bytes.split_first_chunk::<NONCE_BYTES>()?;
        (ciphertext.len() >= TAG_BYTES).then(|| Self { nonce: *nonce, ciphertext: ciphertext.to_vec() })
    }

    /// Nonce and ciphertext in one piece.
    pub fn to_bytes(&self) -> Vec<u8> {
        [self.nonce.as_slice(), &self.ciphertext].concat()
    }

    /// Encrypts `plaintext` under `key`; the nonce must be fresh.
    pub fn seal(key: &Key, nonce: [u8; NONCE_BYTES], plaintext: &SecretBytes, aad: &str) -> Self {
        confirmed(|| Self::encrypted(key, nonce, plaintext, aad), Self::eq)
    }

    fn encrypted(key: &Key, nonce: [u8; NONCE_BYTES], plaintext: &SecretBytes, aad: &str) -> Self {
        let mut ciphertext = Vec::with_capacity(plaintext.len() + TAG_BYTES);
        ciphertext.extend_from_slice(plaintext.expose());
        let cipher = Aes256Gcm::new(key.expose().into());
        #[expect(clippy::expect_used, reason = "only more than 64 GiB are refused; the format ends at 2 MiB")]
        let tag = cipher
            .encrypt_inout_detached(&Nonce::<Aes256Gcm>::from(nonce), aad.as_bytes(), ciphertext.as_mut_slice().into())
            .expect("a plaintext of at most 2 MiB");
        ciphertext.extend_from_slice(tag.as_slice());
        Self { nonce, ciphertext }
    }

    /// Decrypts, if the tag holds under `key` and `aad`.
    pub fn open(&self, key: &Key, aad: &str) -> Option<SecretBytes> {
        confirmed(
            || self.decrypted(key, aad),
            |a, b| match (a, b) {
                (Some(a), Some(b)) => a.same_as(b),
                (a, b) => a.is_none() && b.is_none(),
            },
        )
    }

    fn decrypted(&self, key: &Key, aad: &str) -> Option<SecretBytes> {
        let (ciphertext, tag) = self.ciphertext.split_last_chunk::<TAG_BYTES>()?;
        let mut plaintext = SecretBytes::copied(ciphertext);
        Aes256Gcm::new(key.expose().into())
            .decrypt_inout_detached(
                &Nonce::<Aes256Gcm>::from(self.nonce),
                aad.as_bytes(),
                plaintext.expose_mut().as_mut_slice().into(),
                &Tag::<Aes256Gcm>::from(*tag),
            )
            .ok()?;
        Some(plaintext)
    }
}

/// The random key of one file, from which everything in it follows.
pub struct FileKey(Key);

impl FileKey {
    pub(crate) fn new(key: Key) -> Self {
        Self(key)
    }

    pub(crate) fn from_bytes(bytes: &SecretBytes) -> Option<Self> {
        let mut key = Key::zeroed();
        let bytes: &[u8; KEY_BYTES] = bytes.expose().try_into().ok()?;
        key.expose_mut().copy_from_slice(bytes);
        Some(Self(key))
    }

    /// The key's bytes.
    pub fn expose(&self) -> &[u8; KEY_BYTES] {
        self.0.expose()
    }

    /// The header's commitment to this key.
    pub fn check(&self) -> [u8; KEY_BYTES] {
        *derived(self.expose(), info::FILE_KEY_CHECK).expose()
    }

    /// Encrypts the payload; the nonce must be fresh, and no file key ever encrypts a second payload.
    pub fn seal_payload(&self, nonce: [u8; NONCE_BYTES], plaintext: &SecretBytes) -> Sealed {
        Sealed::seal(&derived(self.expose(), info::PAYLOAD), nonce, plaintext, info::PAYLOAD)
    }

    /// Decrypts the payload, if its tag holds.
    pub fn open_payload(&self, payload: &Sealed) -> Option<SecretBytes> {
        payload.open(&derived(self.expose(), info::PAYLOAD), info::PAYLOAD)
    }

    /// HMAC-SHA256 of the canonical `{header, payload}`.
    pub fn mac(&self, authenticated: &[u8]) -> [u8; KEY_BYTES] {
        let key = derived(self.expose(), info::MAC);
        #[expect(clippy::expect_used, reason = "HMAC takes keys of any length (RFC 2104, section 2)")]
        let compute = || -> [u8; KEY_BYTES] {
            let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(key.expose()).expect("a key of any length");
            mac.update(authenticated);
            mac.finalize().into_bytes().into()
        };
        confirmed(compute, |a, b| same(a, b))
    }

    /// Whether `mac` is this key's, in constant time.
    pub fn mac_holds(&self, authenticated: &[u8], mac: &[u8; KEY_BYTES]) -> bool {
        same(&self.mac(authenticated), mac)
    }
}

mod confirmed;
#[cfg(test)]
mod known_answers;
