//! How evenly the byte values of a sample are spread.

/// How often each byte value occurs.
#[derive(Debug)]
pub(super) struct Census {
    counts: [u64; 256],
    total: u64,
}

/// Length of the stretches that are looked at one by one, in bytes: short enough to find the ciphertext of
/// two secrets between fields and padding, long enough to tell it from text and code.
const STRETCH_BYTES: usize = 256;

/// The shortest stretch of which anything is said, in bytes.
const SHORTEST_STRETCH_BYTES: usize = 32;

/// The share of the highest entropy possible for its length from which on a stretch looks encrypted or
/// compressed. Random stretches of 256 bytes reach about 0.90, machine code and text stay below 0.80.
const DENSE_SHARE: f64 = 0.85;

impl Census {
    pub(super) fn of(parts: &[&[u8]]) -> Self {
        let mut counts = [0_u64; 256];
        let mut total = 0;
        for byte in parts.iter().copied().flatten() {
            if let Some(count) = counts.get_mut(usize::from(*byte)) {
                *count += 1;
            }
            total += 1;
        }
        Self { counts, total }
    }

    /// Shannon entropy of the byte values, in bits per byte: 0 to 8.
    pub(super) fn bits_per_byte(&self) -> f64 {
        if self.total == 0 {
            return 0.0;
        }
        #[allow(clippy::cast_precision_loss)] // counts stay far below 2^53
        let shares = self.counts.iter().filter(|count| **count > 0).map(|count| *count as f64 / self.total as f64);
        // `+ 0.0` turns the -0.0 of a single value into 0.0.
        -shares.map(|share| share * share.log2()).sum::<f64>() + 0.0
    }

    /// The value that every byte has, when they all have the same.
    pub(super) fn only_value(&self) -> Option<u8> {
        let value = self.counts.iter().position(|count| *count > 0 && *count == self.total)?;
        u8::try_from(value).ok()
    }
}

/// To two decimals, as it is reported.
pub(super) fn rounded(bits: f64) -> f64 {
    (bits * 100.0).round() / 100.0
}

/// Whether some stretch of the parts looks encrypted or compressed. Says nothing about which of the two.
pub(super) fn has_dense_stretch(parts: &[&[u8]]) -> bool {
    parts.iter().any(|part| {
        part.chunks(STRETCH_BYTES / 2)
            .enumerate()
            .filter_map(|(half, _)| {
                let start = half * (STRETCH_BYTES / 2);
                let end = part.len().min(start + STRETCH_BYTES);
                part.get(start..end)
            })
            .any(is_dense)
    })
}

fn is_dense(stretch: &[u8]) -> bool {
    #[allow(clippy::cast_precision_loss)] // at most 256
    let highest = (stretch.len() as f64).log2();
    stretch.len() >= SHORTEST_STRETCH_BYTES && Census::of(&[stretch]).bits_per_byte() >= DENSE_SHARE * highest
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Marsaglia's xorshift64: enough for data that must only look random.
    fn noise(bytes: usize) -> Vec<u8> {
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        std::iter::repeat_with(|| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 32) as u8
        })
        .take(bytes)
        .collect()
    }

    #[test]
    fn entropy_is_what_paper_says() {
        let bits = |bytes: &[u8]| rounded(Census::of(&[bytes]).bits_per_byte());
        assert_eq!(bits(b""), 0.0);
        assert_eq!(bits(b"aaaa").to_bits(), 0.0_f64.to_bits());
        assert_eq!(bits(b"abab"), 1.0);
        assert_eq!(bits(b"aaab"), 0.81); // 0.811278 = 2 - 0.75 log2 3
        assert_eq!(bits(&(0..=255).collect::<Vec<u8>>()), 8.0);
        assert_eq!(rounded(Census::of(&[b"ab", b"cd"]).bits_per_byte()), 2.0, "both parts count");
    }

    #[test]
    fn a_single_value_is_named() {
        assert_eq!(Census::of(&[b"\0\0", b"\0"]).only_value(), Some(0));
        assert_eq!(Census::of(&[b"\xff"]).only_value(), Some(0xff));
        assert_eq!(Census::of(&[b"\0\x01"]).only_value(), None);
        assert_eq!(Census::of(&[b""]).only_value(), None);
    }

    #[test]
    fn ciphertext_is_found_between_padding_and_text_is_not_taken_for_it() {
        for length in [32, 64, 100, 256, 1042, 10_000] {
            assert!(has_dense_stretch(&[&noise(length)]), "{length} bytes");
        }
        let mut padded = vec![0; 4096];
        padded.extend(noise(400));
        padded.extend([0; 4096]);
        assert!(has_dense_stretch(&[&padded]));
        let prose = include_bytes!("entropy.rs");
        assert!(!has_dense_stretch(&[prose]));
        assert!(!has_dense_stretch(&[b"", b""]));
        // A counter, as in an index or a page table.
        let counter: Vec<u8> = (0..2000_u32).flat_map(u32::to_le_bytes).collect();
        assert!(!has_dense_stretch(&[&counter]));
    }
}
