//! Sizes on the command line: a whole number and a unit.

/// An amount of memory, in KiB.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Size {
    pub(crate) kib: u64,
}

const UNITS: [(&str, u64); 4] = [("k", 1), ("m", 1 << 10), ("g", 1 << 20), ("t", 1 << 30)];

/// Reads `64MiB`, `64 MiB`, `64m` or `1g`. The unit is needed, so that nobody mistakes KiB for bytes.
///
/// # Errors
///
/// A sentence that says how to write it.
pub(crate) fn parse(text: &str) -> Result<Size, String> {
    let wrong = || "write a whole number with a unit: KiB, MiB, GiB or TiB, as in 64MiB".to_owned();
    let text = text.trim().to_ascii_lowercase();
    let (number, unit) = text.split_at(text.find(|c: char| !c.is_ascii_digit()).ok_or_else(wrong)?);
    let unit = unit.trim_start();
    let unit = unit.strip_suffix("ib").unwrap_or(unit);
    let (_, factor) = UNITS.into_iter().find(|(name, _)| *name == unit).ok_or_else(wrong)?;
    let kib = number.parse::<u64>().ok().and_then(|number| number.checked_mul(factor)).ok_or_else(wrong)?;
    Ok(Size { kib })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_is_a_number_with_a_binary_unit() {
        let kib = |text| parse(text).ok().map(|size| size.kib);
        for (text, size) in [
            ("64MiB", 65_536),
            ("64 MiB", 65_536),
            ("64m", 65_536),
            ("1GiB", 1 << 20),
            ("1g", 1 << 20),
            ("8192KiB", 8192),
            ("1TiB", 1 << 30),
        ] {
            assert_eq!(kib(text), Some(size), "{text}");
        }
        for text in [
            "",
            "64",
            "MiB",
            "64MB",
            "64B",
            "-1MiB",
            "1.5GiB",
            "64MiBs",
            "99999999999999999999GiB",
            "18446744073709551615GiB",
        ] {
            assert_eq!(kib(text), None, "{text}");
        }
    }
}
