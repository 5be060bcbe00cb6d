//! The time zone of the clock on the screen.

use std::path::Path;

use jiff::tz::TimeZone;

use crate::aws::safe_file;
use crate::paths::Env;

/// The system's own zone, as compiled by `zic` (RFC 9636), on Linux and macOS.
const LOCAL: &str = "/etc/localtime";
/// More than any zone takes.
const LIMIT: u64 = 1 << 20;

/// The user's time zone. Where no variable names it, it is read from the system's file: to look it up by its name,
/// jiff would first read the folders of all zones, before the first frame.
pub fn time_zone(env: &Env) -> TimeZone {
    if env.raw("TZ").is_none()
        && let Ok(Some(zone)) = safe_file::read(Path::new(LOCAL), LIMIT)
        && let Ok(zone) = TimeZone::tzif(LOCAL, &zone)
    {
        return zone;
    }
    TimeZone::system()
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;

    #[test]
    fn it_has_the_offsets_of_the_systems_zone_in_summer_and_winter() {
        let (ours, theirs) = (time_zone(&Env::of_process()), TimeZone::system());
        for month in 1..=12 {
            let moment: Timestamp = format!("2026-{month:02}-15T12:00:00Z").parse().expect("a moment");
            assert_eq!(ours.to_offset(moment), theirs.to_offset(moment), "{moment}");
        }
    }
}
