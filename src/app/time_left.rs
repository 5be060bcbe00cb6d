//! Countdowns as the settings want them: to the second, or by the minute where motion is unwelcome.

use jiff::Timestamp;

use crate::domain::countdown;

/// The time until `end` in words. By the minute, the last one reads `<1m`.
pub fn words(now: Timestamp, end: Timestamp, by_minute: bool) -> String {
    let seconds = countdown::seconds_left(now, end);
    match seconds {
        1..60 if by_minute => "<1m".to_owned(),
        60..600 if by_minute => format!("{}m", seconds / 60),
        _ => countdown::words(seconds),
    }
}

/// When [`words`] next change.
pub fn next_change(now: Timestamp, end: Timestamp, by_minute: bool) -> Option<Timestamp> {
    let left = countdown::seconds_left(now, end);
    if !by_minute || left == 0 || left >= 600 {
        return countdown::next_change(now, end);
    }
    // `<1m` goes when it is over, `2m` when 1:59 is left.
    let next_left = if left < 60 { 0 } else { left - left % 60 - 1 };
    Timestamp::from_millisecond(end.as_millisecond().saturating_sub(next_left * 1000)).ok()
}

/// The next full minute: when a clock without seconds changes.
pub fn next_minute(now: Timestamp) -> Option<Timestamp> {
    Timestamp::from_second((now.as_second().div_euclid(60) + 1) * 60).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + seconds).expect("in range")
    }

    #[test]
    fn by_the_minute_every_change_is_foreseen() {
        let end = at(0);
        for left in 1..1300 {
            let now = at(-left);
            let change = next_change(now, end, true).expect("not over");
            let then = change.as_second() - now.as_second();
            assert!(then > 0, "{left}");
            assert_ne!(words(now, end, true), words(change, end, true), "woken for nothing at {left}");
            for step in 1..then {
                assert_eq!(words(now, end, true), words(at(step - left), end, true), "missed at {left}");
            }
        }
        assert_eq!(words(at(-90), end, true), "1m");
        assert_eq!(words(at(-9), end, true), "<1m");
        assert_eq!(words(at(-9), end, false), "9s");
    }
}
