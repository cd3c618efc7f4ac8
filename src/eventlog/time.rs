//! Times as logs write them: with a zone, as PowerShell's JSON, and local in the format of some country.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};

use super::record::Resolution;

/// Distinct dates that must stand in order before that order decides how they are read.
const ENOUGH_DATES: usize = 3;

/// A time that states its zone: `2026-11-20T14:55:02.1234567Z`, `2026-11-20T15:55:02.123+01:00`.
pub(crate) fn instant(text: &str) -> Option<(Timestamp, Resolution)> {
    let text = text.trim();
    let time: Timestamp = text.parse().ok()?;
    let fraction = text.split_once('.').map_or(0, |(_, rest)| rest.bytes().take_while(u8::is_ascii_digit).count());
    let resolution = match fraction {
        0..=2 => Resolution::Second,
        3..=6 => Resolution::Millisecond,
        _ => Resolution::Tick,
    };
    Some((time, resolution))
}

/// A time as PowerShell 5.1 writes it into JSON: `/Date(1795186502123)/`, milliseconds since 1970 in UTC.
pub(crate) fn milliseconds(text: &str) -> Option<(Timestamp, Resolution)> {
    let inner = text.trim().strip_prefix("/Date(")?.strip_suffix(")/")?;
    // An offset may follow; it tells where the time was written, not when.
    let end =
        inner.char_indices().skip(1).find(|(_, c)| matches!(c, '+' | '-')).map_or(inner.len(), |(index, _)| index);
    let milliseconds = inner.get(..end)?.parse().ok()?;
    let time = Timestamp::from_millisecond(milliseconds).ok()?;
    Some((time, Resolution::Millisecond))
}

/// The order in which a local date is written.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum DateOrder {
    YearMonthDay,
    DayMonthYear,
    MonthDayYear,
}

/// A local time, such as `20.11.2026 14:55:02` or `11/20/2026 2:55:02 PM`.
pub(crate) fn local(text: &str, order: DateOrder) -> Option<DateTime> {
    let parts = Parts::of(text)?;
    let date = parts.date(order)?;
    let [hour, minute, second] = parts.time;
    let hour = match (parts.afternoon, hour) {
        (None, hour) => hour,
        (Some(_), 0 | 13..) => return None,
        (Some(false), 12) => 0,
        (Some(false), hour) => hour,
        (Some(true), 12) => 12,
        (Some(true), hour) => hour + 12,
    };
    let small = |number: u16| i8::try_from(number).ok();
    let time = jiff::civil::Time::new(small(hour)?, small(minute)?, small(second)?, 0).ok()?;
    Some(DateTime::from_parts(date, time))
}

/// The numbers of a local time, and the half of the day.
struct Parts {
    date: [u16; 3],
    time: [u16; 3],
    afternoon: Option<bool>,
}

impl Parts {
    fn of(text: &str) -> Option<Self> {
        let mut numbers = text
            .split(|c: char| !c.is_ascii_digit())
            .filter(|digits| !digits.is_empty())
            .map(|digits| digits.parse::<u16>().ok());
        let mut next = || numbers.next();
        let date = [next()??, next()??, next()??];
        let time = [next()??, next()??, next().unwrap_or(Some(0))?];
        if numbers.next().is_some() {
            return None;
        }
        let letters: String = text.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect();
        let afternoon = match letters.as_str() {
            "" => None,
            "am" | "上午" | "오전" | "πμ" | "vm" => Some(false),
            "pm" | "下午" | "오후" | "μμ" | "nm" => Some(true),
            _ => return None,
        };
        Some(Self { date, time, afternoon })
    }

    fn date(&self, order: DateOrder) -> Option<Date> {
        let [first, second, third] = self.date;
        let (year, month, day) = match order {
            DateOrder::YearMonthDay => (first, second, third),
            DateOrder::DayMonthYear => (third, second, first),
            DateOrder::MonthDayYear => (third, first, second),
        };
        // Other calendars count the same years otherwise, and two digits could be anything.
        if !(1990..=2200).contains(&year) {
            return None;
        }
        let small = |number: u16| i8::try_from(number).ok();
        Date::new(i16::try_from(year).ok()?, small(month)?, small(day)?).ok()
    }
}

/// Finds out in which order a log writes its dates, from all of them.
#[derive(Debug, Default)]
pub(crate) struct DateOrders {
    year_first: Candidate,
    day_first: Candidate,
    month_first: Candidate,
}

/// How well one order explains the dates seen.
#[derive(Debug, Default)]
struct Candidate {
    read: usize,
    unread: usize,
    latest: Option<Date>,
    changes: usize,
    ascents: usize,
    descents: usize,
}

impl Candidate {
    fn saw(&mut self, date: Option<Date>) {
        let Some(date) = date else {
            self.unread += 1;
            return;
        };
        self.read += 1;
        if let Some(latest) = self.latest {
            self.changes += usize::from(date != latest);
            self.ascents += usize::from(date > latest);
            self.descents += usize::from(date < latest);
        }
        self.latest = Some(date);
    }

    fn reads_most(&self) -> bool {
        self.read > self.unread
    }

    fn is_in_order(&self) -> bool {
        self.changes + 1 >= ENOUGH_DATES && (self.ascents == 0 || self.descents == 0)
    }
}

impl DateOrders {
    pub(crate) fn saw(&mut self, text: &str) {
        let parts = Parts::of(text);
        let date = |order| parts.as_ref().and_then(|parts| parts.date(order));
        self.year_first.saw(date(DateOrder::YearMonthDay));
        self.day_first.saw(date(DateOrder::DayMonthYear));
        self.month_first.saw(date(DateOrder::MonthDayYear));
    }

    /// Whether most of what was seen are dates at all.
    pub(crate) fn are_dates(&self) -> bool {
        self.year_first.reads_most() || self.day_first.reads_most() || self.month_first.reads_most()
    }

    /// The order; `None` when two are possible.
    pub(crate) fn decided(&self) -> Option<DateOrder> {
        let (day, month) = (&self.day_first, &self.month_first);
        if self.year_first.reads_most() {
            Some(DateOrder::YearMonthDay)
        } else if day.read > month.read && day.reads_most() {
            Some(DateOrder::DayMonthYear)
        } else if month.read > day.read && month.reads_most() {
            Some(DateOrder::MonthDayYear)
        } else if day.read == 0 {
            None
        } else {
            match (day.is_in_order(), month.is_in_order()) {
                (true, false) => Some(DateOrder::DayMonthYear),
                (false, true) => Some(DateOrder::MonthDayYear),
                _ => None,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn times_with_a_zone_are_read_in_every_resolution() {
        let at: Timestamp = "2026-11-20T14:55:02.1234567Z".parse().unwrap();
        for text in
            ["2026-11-20T14:55:02.1234567Z", "2026-11-20T14:55:02.123456700Z", "2026-11-20T15:55:02.1234567+01:00"]
        {
            assert_eq!(instant(text), Some((at, Resolution::Tick)), "{text}");
        }
        let (time, resolution) = instant("2026-11-20T14:55:02Z").unwrap();
        assert_eq!(resolution, Resolution::Second);
        assert_eq!(Resolution::Second.floor(at), Resolution::Second.floor(time));
        assert_eq!(instant("2026-11-20T14:55:02"), None);
    }

    #[test]
    fn the_milliseconds_of_powershell_are_read() {
        let at: Timestamp = "2026-11-20T14:55:02.123Z".parse().unwrap();
        for text in ["/Date(1795186502123)/", "/Date(1795186502123+0100)/"] {
            assert_eq!(milliseconds(text), Some((at, Resolution::Millisecond)), "{text}");
        }
        assert_eq!(milliseconds("/Date(-1)/").unwrap().0.as_millisecond(), -1);
        for text in ["/Date()/", "/Date(x)/", "Date(1)", "/Date(99999999999999999999)/"] {
            assert_eq!(milliseconds(text), None, "{text}");
        }
    }

    #[test]
    fn local_times_are_read_in_the_formats_of_many_countries() {
        let at = jiff::civil::date(2026, 11, 3).at(14, 55, 2, 0);
        for (text, order) in [
            ("11/3/2026 2:55:02 PM", DateOrder::MonthDayYear),
            ("03/11/2026 14:55:02", DateOrder::DayMonthYear),
            ("03.11.2026 14:55:02", DateOrder::DayMonthYear),
            ("3.11.2026 14.55.02", DateOrder::DayMonthYear),
            ("3. 11. 2026 14:55:02", DateOrder::DayMonthYear),
            ("3/11/2026 2:55:02 p.m.", DateOrder::DayMonthYear),
            ("2026-11-03 14:55:02", DateOrder::YearMonthDay),
            ("2026/11/03 14:55:02", DateOrder::YearMonthDay),
            ("2026. 11. 03. 14:55:02", DateOrder::YearMonthDay),
            ("2026-11-03 오후 2:55:02", DateOrder::YearMonthDay),
            ("2026/11/3 下午 02:55:02", DateOrder::YearMonthDay),
        ] {
            assert_eq!(local(text, order), Some(at), "{text}");
        }
        let midnight = local("11/3/2026 12:05:00 AM", DateOrder::MonthDayYear).unwrap();
        assert_eq!(midnight.hour(), 0);
        for text in [
            "",
            "soon",
            "2569-11-03 14:55:02",
            "03.11.26 14:55:02",
            "2026-11-03",
            "2026-13-03 14:55:02",
            "2026-11-03 24:00:00",
            "2026-11-03 13:00:00 PM",
            "2026-11-03 14:55:02 7",
            "2026-11-03 99999999:00:00",
        ] {
            assert_eq!(local(text, DateOrder::YearMonthDay), None, "{text}");
        }
    }

    fn order_of(dates: &[&str]) -> Option<DateOrder> {
        let mut orders = DateOrders::default();
        for date in dates {
            orders.saw(&format!("{date} 10:00:00"));
        }
        orders.decided()
    }

    #[test]
    fn the_order_of_day_and_month_is_found_or_left_open() {
        assert_eq!(order_of(&["2026-11-03"]), Some(DateOrder::YearMonthDay));
        assert_eq!(order_of(&["03/04/2026", "13/04/2026"]), Some(DateOrder::DayMonthYear));
        assert_eq!(order_of(&["03/04/2026", "04/13/2026"]), Some(DateOrder::MonthDayYear));
        assert_eq!(order_of(&["03/04/2026", "04/04/2026"]), None);
        assert_eq!(order_of(&[]), None);
        // Days in a row, newest first: read the other way round they would jump from month to month.
        assert_eq!(order_of(&["01/05/2026", "12/04/2026", "11/04/2026"]), Some(DateOrder::DayMonthYear));
        assert_eq!(order_of(&["05/01/2026", "04/12/2026", "04/11/2026"]), Some(DateOrder::MonthDayYear));
    }
}
