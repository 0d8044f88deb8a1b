//! A time in Berlin, as a form gives it.

use std::str::FromStr;

use super::Date;

/// Such as `2026-11-25T18:00` or `2026-11-25T18:00:30`: what people there see on their clocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LocalTime(time::PrimitiveDateTime);

/// The text is no time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a time")]
pub struct InvalidTime;

impl FromStr for LocalTime {
    type Err = InvalidTime;

    fn from_str(text: &str) -> Result<Self, InvalidTime> {
        let (day, clock) = text.trim().split_once(['T', ' ']).ok_or(InvalidTime)?;
        let numbers: Option<Vec<u8>> =
            clock.split(':').map(|part| part.parse().ok().filter(|_| part.len() == 2)).collect();
        let (hour, minute, second) = match numbers.as_deref() {
            Some([hour, minute]) => (*hour, *minute, 0),
            Some([hour, minute, second]) => (*hour, *minute, *second),
            _ => return Err(InvalidTime),
        };
        let day: Date = day.parse().map_err(|_| InvalidTime)?;
        let clock = time::Time::from_hms(hour, minute, second).map_err(|_| InvalidTime)?;
        Ok(Self(time::Date::from(day).with_time(clock)))
    }
}

impl From<LocalTime> for time::PrimitiveDateTime {
    fn from(time: LocalTime) -> Self {
        time.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_read_as_browsers_send_it() {
        let read = |text: &str| text.parse::<LocalTime>().map(|time| time.0.to_string());
        assert_eq!(read("2026-11-25T18:05").as_deref(), Ok("2026-11-25 18:05:00.0"));
        assert_eq!(read("2026-11-25 18:05:30").as_deref(), Ok("2026-11-25 18:05:30.0"));
        for text in [
            "",
            "2026-11-25",
            "2026-11-25T24:00",
            "2026-11-25T18",
            "2026-13-25T18:00",
            "2026-11-25T18:00:00:00",
            "T18:00",
        ] {
            assert_eq!(read(text), Err(InvalidTime), "{text}");
        }
    }
}
