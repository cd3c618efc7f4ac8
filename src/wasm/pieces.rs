//! Files that stay where the browser has them: read in pieces, through a function that JavaScript gives.

use std::io::{Error, Read, Result, Seek, SeekFrom};

use js_sys::{Function, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};

/// How much is asked for at once, in bytes.
const PIECE: u64 = 1 << 20;

/// A file of a known size. `read` gives the bytes from one place up to another, as a `Uint8Array`, or throws a text.
pub(super) struct Pieces<'a> {
    read: &'a Function,
    bytes: u64,
    at: u64,
    /// The piece that was read last, and where it begins.
    piece: Vec<u8>,
    begin: u64,
}

impl<'a> Pieces<'a> {
    pub(super) fn new(read: &'a Function, bytes: u64) -> Self {
        Self { read, bytes, at: 0, piece: Vec::new(), begin: 0 }
    }

    /// The bytes from `begin` up to `end`.
    pub(super) fn range(&self, begin: u64, end: u64) -> Result<Vec<u8>> {
        let given = self
            .read
            .call2(&JsValue::UNDEFINED, &(begin as f64).into(), &(end as f64).into())
            .map_err(|thrown| Error::other(thrown.as_string().unwrap_or_else(|| "it cannot be read".to_owned())))?;
        let bytes = given.dyn_into::<Uint8Array>().map_err(|_| Error::other("it cannot be read"))?.to_vec();
        if bytes.len() as u64 != end - begin {
            return Err(Error::other("it ended before its end"));
        }
        Ok(bytes)
    }

    /// All of it.
    pub(super) fn whole(&self) -> Result<Vec<u8>> {
        self.range(0, self.bytes)
    }
}

impl Read for Pieces<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        if self.at >= self.bytes {
            return Ok(0);
        }
        if !(self.begin..self.begin + self.piece.len() as u64).contains(&self.at) {
            // The old piece goes before the new one comes.
            self.piece = Vec::new();
            self.piece = self.range(self.at, self.bytes.min(self.at + PIECE))?;
            self.begin = self.at;
        }
        let rest =
            usize::try_from(self.at - self.begin).ok().and_then(|from| self.piece.get(from..)).unwrap_or_default();
        let count = rest.len().min(buffer.len());
        if let (Some(to), Some(from)) = (buffer.get_mut(..count), rest.get(..count)) {
            to.copy_from_slice(from);
        }
        self.at += count as u64;
        Ok(count)
    }
}

impl Seek for Pieces<'_> {
    fn seek(&mut self, to: SeekFrom) -> Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.bytes.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = at.ok_or_else(|| Error::other("a place before the beginning"))?;
        Ok(self.at)
    }
}
