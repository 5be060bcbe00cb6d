//! The forms in which tools have written times into the shared caches.

use jiff::fmt::temporal::DateTimeParser;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// Reads a time as botocore's dateutil does, as far as tools write it: RFC 3339 with `Z`, an offset (`+00:00`,
/// `+0000`) or fractions, and the suffix `UTC` of AWS CLI v2 before 2022; with blanks before the zone, slashes in the
/// date and any number of digits in the fraction. A time without a zone is `None`: botocore cannot compare it and fails
/// (the table of readers is in its tests; `botocore/tokens.py`, `dateutil.parser.parse`).
pub fn parse(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    let (date, rest) = text.split_at_checked(DATE)?;
    let (time, zone) = match rest.strip_suffix("UTC").or_else(|| rest.strip_suffix("GMT")) {
        Some(time) => (time, "Z"),
        None => rest.split_at(rest.rfind(['Z', 'z', '+', '-'])?),
    };
    let time = time.trim_end();
    let whole = time.find(['.', ',']).unwrap_or(time.len());
    // Nanoseconds are as fine as it gets here.
    let fraction =
        time[whole..].char_indices().nth(1 + 9).map_or(&time[whole..], |(end, _)| &time[whole..][..end]);
    if !is_date(date) || is_leap_second(&time[..whole]) || !is_zone(zone) {
        return None;
    }
    parse_zoned(&format!("{}{}{fraction}{zone}", date.replace('/', "-"), &time[..whole]))
}

/// The length of `2030-01-02`. In the compact form two digits of the time are within it.
const DATE: usize = 10;

/// Years of more than four digits are nothing to dateutil.
fn is_date(date: &str) -> bool {
    date.starts_with(|c: char| c.is_ascii_digit())
}

/// jiff takes a sixtieth second for the one before, dateutil for none.
fn is_leap_second(time: &str) -> bool {
    let digits = time.bytes().rev().take_while(|b| b.is_ascii_digit() || *b == b':');
    let digits: Vec<u8> = digits.filter(u8::is_ascii_digit).take(2).collect();
    digits == *b"06" && (time.matches(':').count() == 2 || !time.contains(':'))
}

/// `Z`, or hours and minutes of less than a day: dateutil takes neither seconds nor a zone's name in brackets.
fn is_zone(zone: &str) -> bool {
    let Some(offset) = zone.strip_prefix(['+', '-']) else { return zone.len() == 1 };
    let digits = offset.bytes().filter(u8::is_ascii_digit).count();
    let hours = offset.get(..2).and_then(|hours| hours.parse::<u8>().ok());
    digits <= 4 && offset.len() <= 5 && hours.is_some_and(|hours| hours < 24)
}

fn parse_zoned(text: &str) -> Option<Timestamp> {
    text.parse().ok().or_else(|| {
        // The last day of the year 9999, which stands for "never", lies beyond jiff's last moment.
        let pieces = DateTimeParser::new().parse_pieces(text).ok()?;
        let is_last = pieces.date() >= Timestamp::MAX.to_zoned(TimeZone::UTC).date();
        (is_last && pieces.time().is_some() && pieces.offset().is_some()).then_some(Timestamp::MAX)
    })
}

/// The one form that every reader accepts (the Rust SDK takes only `Z`, the Java SDK no offset): whole seconds, UTC.
pub fn format(time: Timestamp) -> String {
    whole_seconds(time).strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// The time without its fraction, as it comes back from the file.
pub fn whole_seconds(time: Timestamp) -> Timestamp {
    Timestamp::from_second(time.as_second()).unwrap_or(time)
}

/// `now` plus a lifetime that a server named, without overflowing when it names nonsense.
pub fn after(now: Timestamp, seconds: u64) -> Timestamp {
    let seconds = i64::try_from(seconds).unwrap_or(i64::MAX);
    now.checked_add(SignedDuration::from_secs(seconds)).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tok_06_every_form_in_the_wild_is_read() {
        let expected: Timestamp = "2030-01-02T03:04:05Z".parse().expect("time");
        for text in [
            "2030-01-02T03:04:05Z",
            "2030-01-02T03:04:05UTC",
            "2030-01-02T03:04:05 UTC",
            "2030-01-02T05:04:05+02:00",
            "2030-01-02T05:04:05+0200",
            "2030-01-02T03:04:05+00:00",
            "2030-01-02T03:04:05+0000",
            "2030-01-02T03:04:05.000Z",
            "2030-01-02 03:04:05Z",
            "2030-01-02T03:04:05GMT",
            "2030-01-02T03:04:05 Z",
            "2030-01-02T03:04:05 +00:00",
            "2030-01-02 05:04:05 +0200",
            "2030-01-02T05:04:05+02",
            "2030-01-01T19:04:05-08:00",
            "2030/01/02T03:04:05Z",
            "2030/01/02 03:04:05 UTC",
            "20300102T030405Z",
            "2030-01-02t03:04:05z",
        ] {
            assert_eq!(parse(text), Some(expected), "{text}");
        }
        for fraction in ["123", "123456789", "1234567890", "123456789012345"] {
            for zone in ["Z", "+00:00", " UTC"] {
                let text = format!("2030-01-02T03:04:05.{fraction}{zone}");
                assert_eq!(parse(&text).map(whole_seconds), Some(expected), "{text}");
            }
        }
        assert!(parse("2030-01-02T03:60:05Z").is_none() && parse("2030-01-02T03:04Z").is_some());
    }

    #[test]
    fn the_end_of_time_is_a_time() {
        for text in ["9999-12-31T23:59:59Z", "9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59UTC"] {
            assert_eq!(parse(text), Some(Timestamp::MAX), "{text}");
        }
        assert_eq!(format(Timestamp::MAX), "9999-12-30T22:00:00Z");
        assert!(parse("0001-01-01T00:00:00Z").is_some());
    }

    #[test]
    fn tok_07_what_botocore_fails_on_is_not_a_time() {
        for text in [
            "",
            "2030-01-02T03:04:05",
            "1893553445",
            "tomorrow",
            "UTC",
            "2030-13-02T03:04:05Z",
            "9999-12-31T23:59:59",
            "2030-01-02T03:04:60Z",
            "2030-01-02T03:04:60.5Z",
            "2030-01-02T03:04:60 UTC",
            "20300102T030460Z",
            "2030-01-02T24:00:00Z",
            "2030-01-02T03:04:05.Z",
            "2030-01-02T03:04:05Z[UTC]",
            "2030-01-02T03:04:05+00:00[Europe/Berlin]",
            "2030-01-02T03:04:05+24:00",
            "2030-01-02T03:04:05-25:00",
            "2030-01-02T03:04:05+000000",
            "2030-01-02T03:04:05+00:00:00",
            "+002030-01-02T03:04:05Z",
            "-002030-01-02T03:04:05Z",
            "2030-01-02",
            "2030-01-02Z",
            "ä030-01-02T03:04:05Z",
            "2030-01-0ä2T03:04:05Z",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn tok_05_times_are_written_in_the_form_that_all_read() {
        let time: Timestamp = "2030-01-02T03:04:05.987654321Z".parse().expect("time");
        assert_eq!(format(time), "2030-01-02T03:04:05Z");
        assert_eq!(after(time, u64::MAX), Timestamp::MAX);
    }
}
