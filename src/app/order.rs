//! The order of the profiles: pinned ones first, then as sorted; among equally good matches of the filter, by use.

use std::cmp::Reverse;

use jiff::Timestamp;

use super::filter::Order;
use super::profiles::ProfileRow;
use crate::domain::inventory::Inventory;
use crate::domain::profile::Profile;

/// By what the profiles are sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// As they stand in the files.
    #[default]
    File,
    Name,
    Account,
    Session,
    /// The longest first.
    TimeLeft,
    /// The latest first.
    LastUsed,
}

impl Sort {
    /// The next one, round and round.
    pub fn next(self) -> Self {
        match self {
            Self::File => Self::Name,
            Self::Name => Self::Account,
            Self::Account => Self::Session,
            Self::Session => Self::TimeLeft,
            Self::TimeLeft => Self::LastUsed,
            Self::LastUsed => Self::File,
        }
    }

    /// `by name`; nothing for the order of the files.
    pub fn words(self) -> Option<&'static str> {
        match self {
            Self::File => None,
            Self::Name => Some("by name"),
            Self::Account => Some("by account"),
            Self::Session => Some("by session"),
            Self::TimeLeft => Some("by time left"),
            Self::LastUsed => Some("by last use"),
        }
    }
}

/// What the order follows.
#[derive(Debug, Clone, Copy)]
pub struct Ranking {
    pub sort: Sort,
    pub now: Timestamp,
    /// Whether recency and frequency of use count among equal matches.
    pub frecency: bool,
    /// Whether they count without a filter, too, and come before the order of the files.
    pub used_first: bool,
}

/// Orders the profiles. Row `i` belongs to `inventory.profiles[i]`.
pub(super) fn order(inventory: &Inventory, rows: &[ProfileRow], ranking: Ranking) -> Order {
    let usage = &inventory.usage;
    if usage.is_empty() && ranking.sort == Sort::File {
        return Order::default();
    }
    let profiles = &inventory.profiles;
    let mut sorted: Vec<usize> = (0..profiles.len()).collect();
    // Sorting is stable: the order of the files decides among equals.
    match ranking.sort {
        Sort::File => {}
        Sort::Name => sorted.sort_by_cached_key(|row| name(&profiles[*row])),
        Sort::Account => sorted.sort_by_cached_key(|row| {
            let profile = &profiles[*row];
            let account = rows[*row].account_name.as_deref().map(str::to_lowercase);
            let id = profile.account_id.as_ref().map(|id| id.as_str());
            // Those without an account come last.
            (id.is_none(), account.is_none(), account, id, name(profile))
        }),
        Sort::Session => sorted.sort_by_cached_key(|row| {
            let session = profiles[*row].session.as_ref().map(|id| id.cache_key().to_lowercase());
            (session.is_none(), session, name(&profiles[*row]))
        }),
        Sort::TimeLeft => sorted.sort_by_cached_key(|row| {
            let entry = rows[*row].session.and_then(|place| inventory.sessions.get(place));
            Reverse(entry.and_then(|entry| entry.token.facts()).map(|facts| facts.expires_at))
        }),
        Sort::LastUsed => sorted.sort_by_cached_key(|row| Reverse(usage.last_used(&profiles[*row].name))),
    }
    let frecency = |row: &usize| Reverse(usage.frecency(&profiles[*row].name, ranking.now));
    let mut by_use = sorted.clone();
    if ranking.frecency {
        by_use.sort_by_cached_key(frecency);
    }
    let mut ranks = vec![0; by_use.len()];
    for (rank, row) in by_use.iter().enumerate() {
        ranks[*row] = rank;
    }
    let mut without_query =
        if ranking.used_first && ranking.frecency && ranking.sort == Sort::File { by_use } else { sorted };
    without_query.sort_by_cached_key(|row| !usage.is_pinned(&profiles[*row].name));
    Order { without_query, ranks }
}

fn name(profile: &Profile) -> String {
    profile.name.as_str().to_lowercase()
}
