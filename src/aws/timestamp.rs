//! The forms in which tools have written times into the shared caches.

use jiff::fmt::temporal::DateTimeParser;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// Reads a time as botocore's dateutil does, as far as tools write it: RFC 3339 with `Z`, an offset (`+00:00`,
/// `+0000`) or fractions, and the suffix `UTC` of AWS CLI v2 before 2022. A time without a zone is `None`: botocore
/// cannot compare it and fails.
pub fn parse(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    match text.strip_suffix("UTC").or_else(|| text.strip_suffix("GMT")) {
        Some(naive) => parse_zoned(&format!("{}Z", naive.trim_end())),
        None => parse_zoned(text),
    }
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
        ] {
            assert_eq!(parse(text), Some(expected), "{text}");
        }
        assert_eq!(parse("2030-01-02T03:04:05.123Z").map(whole_seconds), Some(expected));
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
