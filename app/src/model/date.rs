//! A calendar day, as people write it in German.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use time::Month;

/// A day of the Gregorian calendar. Serialised as `2024-10-30`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Date(time::Date);

/// The text is none of `30.10.2024`, `30. Oktober 2024`, `2024-10-30`, or the calendar has no such day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a date")]
pub struct InvalidDate;

const MONTHS: [&str; 12] = [
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
];

impl Date {
    /// The year, as in `2024`.
    pub fn year(self) -> i32 {
        self.0.year()
    }

    /// As people write it: `30. Oktober 2024`.
    pub fn german(self) -> String {
        let month = MONTHS[usize::from(u8::from(self.0.month())) - 1];
        format!("{}. {month} {}", self.0.day(), self.0.year())
    }

    fn from_parts(year: &str, month: u8, day: &str) -> Result<Self, InvalidDate> {
        let is_number =
            |text: &str, longest| !text.is_empty() && text.len() <= longest && text.bytes().all(|b| b.is_ascii_digit());
        if year.len() != 4 || !is_number(year, 4) || !is_number(day, 2) {
            return Err(InvalidDate);
        }
        // There was no year 0: PostgreSQL takes it for the first before Christ.
        let year = year.parse().ok().filter(|year| *year >= 1).ok_or(InvalidDate)?;
        let month = Month::try_from(month).map_err(|_| InvalidDate)?;
        let day = day.parse().map_err(|_| InvalidDate)?;
        time::Date::from_calendar_date(year, month, day).map(Self).map_err(|_| InvalidDate)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.0.year(), u8::from(self.0.month()), self.0.day())
    }
}

impl FromStr for Date {
    type Err = InvalidDate;

    /// Reads `30.10.2024`, `30. Oktober 2024` and `2024-10-30`; any white space between the parts will do.
    fn from_str(text: &str) -> Result<Self, InvalidDate> {
        let text = text.trim();
        if let Some((year, rest)) = text.split_once('-') {
            let (month, day) = rest.split_once('-').ok_or(InvalidDate)?;
            if month.len() != 2 || day.len() != 2 {
                return Err(InvalidDate);
            }
            return Self::from_parts(year, month.parse().map_err(|_| InvalidDate)?, day);
        }
        let (day, rest) = text.split_once('.').ok_or(InvalidDate)?;
        if let Some((month, year)) = rest.split_once('.') {
            let month = month.trim();
            if month.len() > 2 {
                return Err(InvalidDate);
            }
            return Self::from_parts(year.trim(), month.parse().map_err(|_| InvalidDate)?, day);
        }
        let (name, year) = rest.trim().split_once(char::is_whitespace).ok_or(InvalidDate)?;
        let month = MONTHS.iter().position(|month| month.to_lowercase() == name.to_lowercase()).ok_or(InvalidDate)?;
        Self::from_parts(year.trim(), u8::try_from(month + 1).map_err(|_| InvalidDate)?, day)
    }
}

impl TryFrom<String> for Date {
    type Error = InvalidDate;

    fn try_from(text: String) -> Result<Self, InvalidDate> {
        text.parse()
    }
}

impl From<Date> for String {
    fn from(date: Date) -> Self {
        date.to_string()
    }
}

#[cfg(feature = "ssr")]
impl From<time::Date> for Date {
    fn from(date: time::Date) -> Self {
        Self(date)
    }
}

#[cfg(feature = "ssr")]
impl From<Date> for time::Date {
    fn from(date: Date) -> Self {
        date.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_accepted_spelling_is_the_same_day() {
        for text in [
            "30.10.2024",
            "30. Oktober 2024",
            "2024-10-30",
            " 30.\u{a0}Oktober\u{a0}2024 ",
            "30. oktober 2024",
            "30. 10. 2024",
        ] {
            assert_eq!(text.parse::<Date>().map(|date| date.to_string()), Ok("2024-10-30".into()), "{text}");
        }
        assert_eq!("17. März 2024".parse::<Date>().map(Date::german), Ok("17. März 2024".into()));
        assert_eq!("1.7.2024".parse::<Date>().map(Date::german), Ok("1. Juli 2024".into()));
    }

    #[test]
    fn what_is_no_day_is_refused() {
        for text in [
            "",
            "gestern",
            "31.02.2024",
            "29.02.2023",
            "30.13.2024",
            "2024-1-1",
            "24-10-30",
            "30. Octobre 2024",
            "30.10.24",
            "+3.10.2024",
            "2024-10-30x",
            "0000-01-01",
        ] {
            assert_eq!(text.parse::<Date>(), Err(InvalidDate), "{text}");
        }
    }
}
