//! How much time is left, in words, and when those words next change: so the screen sleeps in between.

use jiff::Timestamp;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// Below this many seconds a countdown also counts seconds.
const SECONDS_SHOWN_BELOW: i64 = 10 * MINUTE;
/// Below this many seconds a countdown is shown as a warning.
const WARNING_BELOW: i64 = 30 * MINUTE;

/// Whole seconds from `now` until `end`, rounded up, so that the last second reads `1s`; never negative.
pub fn seconds_left(now: Timestamp, end: Timestamp) -> i64 {
    let millis = end.as_millisecond().saturating_sub(now.as_millisecond());
    if millis <= 0 { 0 } else { millis.saturating_add(999) / 1000 }
}

/// Days and hours, hours and minutes, minutes, and below ten minutes minutes and seconds:
/// `2d 4h`, `7h 42m`, `42m`, `9m 59s`, `59s`, `0s`.
pub fn words(seconds: i64) -> String {
    let seconds = seconds.max(0);
    if seconds >= DAY {
        format!("{}d {}h", seconds / DAY, seconds % DAY / HOUR)
    } else if seconds >= HOUR {
        format!("{}h {}m", seconds / HOUR, seconds % HOUR / MINUTE)
    } else if seconds >= SECONDS_SHOWN_BELOW {
        format!("{}m", seconds / MINUTE)
    } else if seconds >= MINUTE {
        format!("{}m {}s", seconds / MINUTE, seconds % MINUTE)
    } else {
        format!("{seconds}s")
    }
}

/// Whether so little is left that it should stand out.
pub fn is_warning(seconds: i64) -> bool {
    seconds < WARNING_BELOW
}

/// The moment after `now` at which [`words`] (or the warning) for `end` next change; `None` once it is over.
pub fn next_change(now: Timestamp, end: Timestamp) -> Option<Timestamp> {
    let left = seconds_left(now, end);
    if left == 0 {
        return None;
    }
    let step = if left >= DAY {
        HOUR
    } else if left >= SECONDS_SHOWN_BELOW {
        MINUTE
    } else {
        1
    };
    // The largest number of seconds that reads differently: one below the current step.
    let next_left = (left - left % step).saturating_sub(1).max(0);
    let at = end.as_millisecond().saturating_sub(next_left.saturating_mul(1000));
    Timestamp::from_millisecond(at).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + seconds).expect("in range")
    }

    #[test]
    fn words_follow_the_size() {
        for (seconds, text) in [
            (0, "0s"),
            (-5, "0s"),
            (59, "59s"),
            (60, "1m 0s"),
            (599, "9m 59s"),
            (600, "10m"),
            (3599, "59m"),
            (3600, "1h 0m"),
            (27_720, "7h 42m"),
            (86_399, "23h 59m"),
            (86_400, "1d 0h"),
            (187_200, "2d 4h"),
        ] {
            assert_eq!(words(seconds), text, "{seconds}");
        }
    }

    #[test]
    fn less_than_half_an_hour_is_a_warning() {
        assert!(is_warning(1799) && !is_warning(1800));
    }

    #[test]
    fn every_change_of_words_is_foreseen() {
        let end = at(0);
        for left in (0..7300).chain(86_000..91_000) {
            let now = at(-left);
            match next_change(now, end) {
                None => assert_eq!(left, 0),
                Some(change) => {
                    let then = change.as_second() - now.as_second();
                    assert!(then > 0, "no progress at {left}");
                    assert_ne!(words(left), words(left - then), "woken without a change at {left}");
                    assert_eq!(words(left), words(left - then + 1), "a change was missed at {left}");
                }
            }
        }
    }

    #[test]
    fn a_started_second_counts() {
        let end = Timestamp::from_millisecond(1_800_000_000_500).expect("in range");
        assert_eq!(seconds_left(at(0), end), 1);
        assert_eq!(seconds_left(end, end), 0);
    }
}
