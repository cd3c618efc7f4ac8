//! Times as the format writes them: UTC, whole seconds (FORMAT "Times").

use jiff::{
    SignedDuration,
    civil::{Date, DateTime, Time as Clock},
};
use serde::{Serialize, Serializer};

/// A moment in UTC, in whole seconds, from 1970 to 9999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Time(DateTime);

const EPOCH: DateTime = DateTime::constant(1970, 1, 1, 0, 0, 0, 0);

impl Time {
    /// 1970-01-01T00:00:00Z.
    pub const EPOCH: Self = Self(EPOCH);

    /// The moment `seconds` after 1970-01-01T00:00:00Z; none outside the years 1970 to 9999.
    pub fn from_unix(seconds: i64) -> Option<Self> {
        EPOCH.checked_add(SignedDuration::from_secs(seconds)).ok().filter(|at| *at >= EPOCH).map(Self)
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    pub fn unix(self) -> i64 {
        self.0.duration_since(EPOCH).as_secs()
    }

    /// Reads `YYYY-MM-DDThh:mm:ssZ` and nothing else: no fraction, no offset, no leap second.
    pub fn parse(text: &str) -> Option<Self> {
        let shape = b"0000-00-00T00:00:00Z";
        let fits = text.len() == shape.len()
            && text.bytes().zip(shape).all(|(c, s)| if *s == b'0' { c.is_ascii_digit() } else { c == *s });
        if !fits {
            return None;
        }
        let part = |range: std::ops::Range<usize>| text.get(range)?.parse::<i16>().ok();
        let small = |range| part(range).and_then(|n| i8::try_from(n).ok());
        let date = Date::new(part(0..4)?, small(5..7)?, small(8..10)?).ok()?;
        let clock = Clock::new(small(11..13)?, small(14..16)?, small(17..19)?, 0).ok()?;
        Some(date.to_datetime(clock)).filter(|at| *at >= EPOCH).map(Self)
    }

    /// Whole days from `earlier` to this moment; negative when this comes first.
    pub fn days_since(self, earlier: Self) -> i64 {
        (self.unix() - earlier.unix()).div_euclid(86_400)
    }
}

impl std::fmt::Display for Time {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0.strftime("%Y-%m-%dT%H:%M:%SZ"))
    }
}

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Time {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Time".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "description": "A moment in UTC, whole seconds.",
            "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$"
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::Time;

    #[test]
    fn only_the_one_spelling_is_a_time() {
        for good in ["1970-01-01T00:00:00Z", "2026-11-20T14:55:02Z", "2024-02-29T23:59:59Z", "9999-12-31T23:59:59Z"] {
            let time = Time::parse(good).unwrap();
            assert_eq!(time.to_string(), good);
            assert_eq!(Time::from_unix(time.unix()), Some(time));
        }
        for bad in [
            "",
            "2026-11-20T14:55:02",
            "2026-11-20 14:55:02Z",
            "2026-11-20T14:55:02z",
            "2026-11-20T14:55:02.0Z",
            "2026-11-20T14:55:02+00:00",
            "2026-02-29T00:00:00Z",
            "2026-13-01T00:00:00Z",
            "2026-00-10T00:00:00Z",
            "2026-11-20T24:00:00Z",
            "2026-11-20T23:59:60Z",
            "1969-12-31T23:59:59Z",
            "２026-11-20T14:55:02Z",
        ] {
            assert_eq!(Time::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn days_count_whole_days() {
        let at = |text| Time::parse(text).unwrap();
        assert_eq!(at("2026-03-01T00:00:00Z").days_since(at("2026-02-28T00:00:01Z")), 0);
        assert_eq!(at("2026-03-01T00:00:01Z").days_since(at("2026-02-28T00:00:01Z")), 1);
        assert!(at("2026-02-28T00:00:00Z").days_since(at("2026-03-01T00:00:00Z")) < 0);
    }
}
