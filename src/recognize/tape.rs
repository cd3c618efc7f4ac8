//! The first block of a Microsoft Tape Format medium.
//!
//! Source: Microsoft Tape Format Specification 1.00a, "Common Block Header" and "Tape Header Descriptor
//! Block". All numbers are little-endian.

use super::bytes::le_u16;

/// Length of the fixed part of the block, in bytes.
const BLOCK_BYTES: usize = 94;
const STRING_TYPE_AT: usize = 48;
const CHECKSUM_AT: usize = 50;
const VENDOR_AT: usize = 86;
const MAJOR_VERSION_AT: usize = 93;

/// The vendor number that SQL Server writes; Transact-SQL reference, RESTORE HEADERONLY, `SoftwareVendorId`.
const SQL_SERVER: u16 = 0x1200;

/// Whether a block that begins with `TAPE` is one. A hurt block still counts when its fields make sense,
/// but a text that begins with the word does not.
pub(super) fn is_tape(head: &[u8]) -> bool {
    let Some(block) = head.get(..BLOCK_BYTES) else {
        return false;
    };
    let makes_sense = matches!(block.get(STRING_TYPE_AT), Some(0..=2)) && block.get(MAJOR_VERSION_AT) == Some(&1);
    makes_sense || checksum_holds(block)
}

/// Whether SQL Server wrote the medium.
pub(super) fn is_sql_server(head: &[u8]) -> bool {
    is_tape(head) && le_u16(head, VENDOR_AT) == Some(SQL_SERVER)
}

/// The checksum is the exclusive or of all 16-bit words before it.
fn checksum_holds(block: &[u8]) -> bool {
    let sum = (0..CHECKSUM_AT).step_by(2).filter_map(|at| le_u16(block, at)).fold(0, |sum, word| sum ^ word);
    le_u16(block, CHECKSUM_AT) == Some(sum)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing)]
    use super::*;

    const SAMPLE: &[u8] = include_bytes!("../../tests/samples/sql-server-backup/tape-header.bak");

    #[test]
    fn the_sample_is_a_sound_block_of_sql_server() {
        assert!(checksum_holds(SAMPLE));
        assert!(is_sql_server(SAMPLE));
    }

    #[test]
    fn a_hurt_block_counts_and_a_text_does_not() {
        let mut hurt = SAMPLE.to_vec();
        hurt[20] ^= 1;
        assert!(!checksum_holds(&hurt));
        assert!(is_sql_server(&hurt));
        hurt[STRING_TYPE_AT] = b'e';
        assert!(!is_tape(&hurt));
        assert!(!is_tape(&b"TAPE backup of the week, see cupboard 3. ".repeat(5)));
        assert!(!is_tape(&SAMPLE[..BLOCK_BYTES - 1]));
    }

    #[test]
    fn another_vendor_is_not_sql_server() {
        let mut other = SAMPLE.to_vec();
        other[VENDOR_AT] = 0x55;
        assert!(is_tape(&other));
        assert!(!is_sql_server(&other));
    }
}
