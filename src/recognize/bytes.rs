//! Numbers at a place in a sample that may be too short to hold them.

/// A little-endian 16-bit number.
pub(super) fn le_u16(bytes: &[u8], at: usize) -> Option<u16> {
    let field = bytes.get(at..)?.first_chunk()?;
    Some(u16::from_le_bytes(*field))
}

/// A little-endian 32-bit number.
pub(super) fn le_u32(bytes: &[u8], at: usize) -> Option<u32> {
    let field = bytes.get(at..)?.first_chunk()?;
    Some(u32::from_le_bytes(*field))
}
