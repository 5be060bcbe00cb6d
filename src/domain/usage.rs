//! Which profiles are used, how often and when last, and which are pinned: what the order of the profiles follows.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::names::ProfileName;

/// So many profiles are remembered; beyond, those are forgotten that were used longest ago. Pinned ones stay.
pub const MOST_PROFILES: usize = 1000;
/// Above so many uses in all, every count is halved: what was used a lot long ago gives way.
const MOST_USES: u64 = 10_000;

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;
const WEEK: i64 = 7 * DAY;

/// What is remembered of one profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ProfileUse {
    pub uses: u32,
    pub last_used: Option<Timestamp>,
    pub pinned: bool,
}

/// What is remembered of all profiles.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Usage {
    profiles: BTreeMap<ProfileName, ProfileUse>,
}

/// Something to remember.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UsageChange {
    Used { profile: ProfileName, at: Timestamp },
    Pinned { profiles: Vec<ProfileName>, pinned: bool },
}

impl Usage {
    /// Whether nothing is remembered at all.
    pub fn is_empty(&self) -> bool {
        self.profiles.is_empty()
    }

    /// How many profiles something is remembered of.
    pub fn len(&self) -> usize {
        self.profiles.len()
    }

    pub fn is_pinned(&self, profile: &ProfileName) -> bool {
        self.profiles.get(profile).is_some_and(|one| one.pinned)
    }

    pub fn last_used(&self, profile: &ProfileName) -> Option<Timestamp> {
        self.profiles.get(profile)?.last_used
    }

    /// How likely the profile is wanted: its uses, which weigh more the more recent the last of them is. 0 for one
    /// that was never used.
    pub fn frecency(&self, profile: &ProfileName, now: Timestamp) -> u64 {
        let Some(ProfileUse { uses, last_used: Some(last_used), .. }) = self.profiles.get(profile) else {
            return 0;
        };
        let weight = match now.as_second().saturating_sub(last_used.as_second()) {
            ..HOUR => 16,
            HOUR..DAY => 8,
            DAY..WEEK => 2,
            _ => 1,
        };
        u64::from(*uses) * weight
    }

    /// Remembers something.
    pub fn apply(&mut self, change: &UsageChange) {
        match change {
            UsageChange::Used { profile, at } => {
                let one = self.profiles.entry(profile.clone()).or_default();
                one.uses = one.uses.saturating_add(1);
                // Two processes may come in either order.
                one.last_used = one.last_used.max(Some(*at));
            }
            UsageChange::Pinned { profiles, pinned } => {
                for profile in profiles {
                    self.profiles.entry(profile.clone()).or_default().pinned = *pinned;
                }
            }
        }
        self.age();
        self.forget();
    }

    fn age(&mut self) {
        if self.profiles.values().map(|one| u64::from(one.uses)).sum::<u64>() > MOST_USES {
            for one in self.profiles.values_mut() {
                one.uses /= 2;
            }
        }
    }

    fn forget(&mut self) {
        self.profiles.retain(|_, one| one.pinned || one.last_used.is_some());
        let excess = self.profiles.len().saturating_sub(MOST_PROFILES);
        if excess == 0 {
            return;
        }
        let mut oldest: Vec<(Option<Timestamp>, ProfileName)> = self
            .profiles
            .iter()
            .filter(|(_, one)| !one.pinned)
            .map(|(name, one)| (one.last_used, name.clone()))
            .collect();
        oldest.sort_unstable();
        for (_, name) in oldest.into_iter().take(excess) {
            self.profiles.remove(&name);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + seconds).expect("in range")
    }

    fn used(profile: &str, seconds: i64) -> UsageChange {
        UsageChange::Used { profile: profile.into(), at: at(seconds) }
    }

    fn pinned(profile: &str, pinned: bool) -> UsageChange {
        UsageChange::Pinned { profiles: vec![profile.into()], pinned }
    }

    #[test]
    fn often_and_lately_comes_first() {
        let mut usage = Usage::default();
        for change in [used("often-once", -30 * DAY), used("now", -60)] {
            usage.apply(&change);
        }
        for _ in 0..9 {
            usage.apply(&used("often-once", -30 * DAY));
        }
        let points = |name: &str| usage.frecency(&name.into(), at(0));
        assert_eq!((points("often-once"), points("now"), points("never")), (10, 16, 0));
        assert_eq!(usage.frecency(&"now".into(), at(2 * DAY)), 2, "it wears off");
        assert_eq!(usage.frecency(&"now".into(), at(-2 * DAY)), 16, "a clock that was put back is no harm");
    }

    #[test]
    fn the_last_use_is_the_latest_in_whichever_order_they_are_told() {
        let mut usage = Usage::default();
        usage.apply(&used("a", 10));
        usage.apply(&used("a", 5));
        assert_eq!(usage.last_used(&"a".into()), Some(at(10)));
    }

    #[test]
    fn pins_come_and_go() {
        let mut usage = Usage::default();
        usage.apply(&pinned("a", true));
        assert!(usage.is_pinned(&"a".into()));
        usage.apply(&pinned("a", false));
        assert!(!usage.is_pinned(&"a".into()) && usage.is_empty());
    }

    #[test]
    fn it_stays_small_and_keeps_what_matters() {
        let mut usage = Usage::default();
        usage.apply(&pinned("pinned", true));
        for index in 0..i64::try_from(MOST_PROFILES).expect("small") + 50 {
            usage.apply(&used(&format!("p{index}"), index));
        }
        assert_eq!(usage.len(), MOST_PROFILES);
        assert!(usage.is_pinned(&"pinned".into()));
        assert_eq!((usage.last_used(&"p50".into()), usage.last_used(&"p51".into())), (None, Some(at(51))));
        for _ in 0..=MOST_USES {
            usage.apply(&used("p1000", 2000));
        }
        assert!(usage.frecency(&"p1000".into(), at(2000)) <= 16 * MOST_USES);
    }

    #[test]
    fn it_goes_through_json() {
        let mut usage = Usage::default();
        usage.apply(&used("a", 0));
        usage.apply(&pinned("b", true));
        let text = serde_json::to_string(&usage).expect("JSON");
        assert_eq!(serde_json::from_str::<Usage>(&text).expect("the same"), usage);
        let future: Usage = serde_json::from_str(r#"{"a": {"uses": 2, "colour": "red"}}"#).expect("read");
        assert_eq!(future.len(), 1, "what is not known is no fault");
    }
}
