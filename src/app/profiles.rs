//! The profiles pane: rows made once per reading of the files, the filter, the cursor and the marks.

use std::collections::{BTreeSet, HashSet};

use super::filter::{Corpus, Filter};
use super::line::Line;
use super::list::List;
use super::order::{self, Ranking, Sort};
use super::text;
use crate::domain::drift::Assigned;
use crate::domain::inventory::Inventory;
use crate::domain::lookup::Lookup;
use crate::domain::names::{AccountId, ProfileName};
use crate::domain::profile::{Profile, Severity};
use crate::domain::session::SessionId;
use jiff::Timestamp;

/// What is worked out about a profile when the files are read, so that no frame has to.
/// Row `i` belongs to `inventory.profiles[i]`.
#[derive(Debug, Clone, Default)]
pub struct ProfileRow {
    /// The place of its session in `inventory.sessions`.
    pub session: Option<usize>,
    /// The account's name, where an enumeration told it.
    pub account_name: Option<String>,
    /// When the role credentials that the AWS CLI cached end.
    pub credentials_expire_at: Option<Timestamp>,
    /// The worst of its problems.
    pub severity: Option<Severity>,
    /// Whether its role is not assigned any more, by the latest complete enumeration.
    pub gone: bool,
}

/// The widest text of each column, in cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Widths {
    pub name: u16,
    pub account: u16,
    pub role: u16,
    pub account_name: u16,
    /// Whether any profile has role credentials in the AWS CLI's cache.
    pub credentials: bool,
}

/// The pane.
#[derive(Debug, Clone, Default)]
pub struct Profiles {
    pub rows: Vec<ProfileRow>,
    pub widths: Widths,
    pub list: List,
    pub line: Line,
    pub marks: BTreeSet<ProfileName>,
    /// Where a range of marks begins.
    pub anchor: Option<ProfileName>,
    /// By what the rows are sorted.
    pub sort: Sort,
    /// Whether any profile is pinned.
    pub with_pins: bool,
    filter: Filter,
    /// The rows as the filter searches them; made when there is time, at the latest when something is searched for.
    corpus: Option<Corpus>,
}

impl Profiles {
    /// Takes newly read files. Cursor, marks and filter stay with what they were on.
    pub fn rebuild(
        &mut self,
        before: Option<&ProfileName>,
        inventory: &Inventory,
        ranking: Ranking,
        account_name: impl Fn(&SessionId, &AccountId) -> Option<String>,
    ) {
        let places: Lookup<&SessionId, usize> =
            inventory.sessions.iter().enumerate().map(|(i, entry)| (&entry.session.id, i)).collect();
        let assigned: Lookup<&SessionId, Assigned<'_>> = inventory
            .organizations
            .iter()
            .filter_map(|(id, organization)| Some((id, Assigned::of(organization)?)))
            .collect();
        let is_gone = |profile: &Profile| {
            let assigned = profile.session.as_ref().and_then(|id| assigned.get(id));
            assigned.is_some_and(|assigned| assigned.is_gone(profile))
        };
        self.rows = inventory
            .profiles
            .iter()
            .map(|profile| ProfileRow {
                session: profile.session.as_ref().and_then(|id| places.get(id).copied()),
                account_name: profile
                    .session
                    .as_ref()
                    .zip(profile.account_id.as_ref())
                    .and_then(|(session, account)| account_name(session, account)),
                credentials_expire_at: inventory.credentials_expire_at(profile),
                severity: profile.problems.iter().map(|problem| problem.severity).max(),
                gone: is_gone(profile),
            })
            .collect();
        self.widths = widths(&inventory.profiles, &self.rows);
        self.corpus = None;
        if self.has_marks() {
            let names: HashSet<&ProfileName> =
                inventory.profiles.iter().map(|profile| &profile.name).collect();
            self.marks.retain(|name| names.contains(name));
            self.anchor = self.anchor.take().filter(|name| names.contains(name));
        }
        self.reorder(before, inventory, ranking);
    }

    /// Orders the rows anew. The cursor goes to the profile of that name, where it is shown.
    pub fn reorder(&mut self, before: Option<&ProfileName>, inventory: &Inventory, ranking: Ranking) {
        self.with_pins = inventory.profiles.iter().any(|profile| inventory.usage.is_pinned(&profile.name));
        self.filter.set_order(order::order(inventory, &self.rows, ranking));
        self.search(&inventory.profiles);
        if let Some(row) =
            before.and_then(|name| self.shown().iter().position(|i| inventory.profiles[*i].name == *name))
        {
            self.list.select(row);
        }
    }

    /// Filters by what stands in the line. The cursor goes to the best.
    pub fn refilter(&mut self, profiles: &[Profile]) {
        if self.filter.query() != self.line.text() {
            self.search(profiles);
            self.list.select(0);
        }
    }

    fn search(&mut self, profiles: &[Profile]) {
        if self.line.text().is_empty() {
            return self.filter.show_all(profiles.len());
        }
        self.prepare(profiles);
        if let Some(corpus) = &self.corpus {
            self.filter.set_query(corpus, self.line.text());
        }
    }

    /// Makes ready for a search: ten thousand profiles take longer than a key press may.
    pub fn prepare(&mut self, profiles: &[Profile]) {
        let rows = &self.rows;
        self.corpus.get_or_insert_with(|| {
            Corpus::new(profiles.iter().zip(rows).map(|(profile, row)| fields(profile, row)))
        });
    }

    /// The rows that the filter lets through, best first.
    pub fn shown(&self) -> &[usize] {
        self.filter.shown()
    }

    /// Which characters of a field the filter matched.
    pub fn highlights(&self, field: &str) -> Vec<usize> {
        if self.filter.query().is_empty() { Vec::new() } else { self.filter.highlights(field) }
    }

    pub fn is_filtered(&self) -> bool {
        !self.filter.query().is_empty()
    }

    pub fn has_marks(&self) -> bool {
        !self.marks.is_empty() || self.anchor.is_some()
    }

    /// Cells before the first column: the cursor's sign, and the marks and pins where there are any.
    pub fn columns_before(&self) -> u16 {
        1 + if self.has_marks() { 2 } else { 0 } + if self.with_pins { 2 } else { 0 }
    }

    /// The selected row of the inventory.
    pub fn selected(&self) -> Option<usize> {
        self.shown().get(self.list.cursor()).copied()
    }
}

/// What the filter searches, the most telling first.
fn fields<'a>(profile: &'a Profile, row: &'a ProfileRow) -> [&'a str; 6] {
    [
        profile.name.as_str(),
        row.account_name.as_deref().unwrap_or_default(),
        profile.account_id.as_ref().map(|id| id.as_str()).unwrap_or_default(),
        profile.role_name.as_ref().map(|role| role.as_str()).unwrap_or_default(),
        profile.session.as_ref().map(SessionId::cache_key).unwrap_or_default(),
        profile.region.as_ref().map(|region| region.as_str()).unwrap_or_default(),
    ]
}

fn widths(profiles: &[Profile], rows: &[ProfileRow]) -> Widths {
    // No text takes more cells than bytes: most need no look at their letters.
    let widest = |widest: &mut u16, text: &str| {
        if text.len() > usize::from(*widest) {
            *widest = u16::try_from(text::width(text)).unwrap_or(u16::MAX).max(*widest);
        }
    };
    let credentials = rows.iter().any(|row| row.credentials_expire_at.is_some());
    let mut widths = Widths { credentials, ..Widths::default() };
    for (profile, row) in profiles.iter().zip(rows) {
        widest(&mut widths.name, profile.name.as_str());
        if let Some(id) = &profile.account_id {
            widest(&mut widths.account, id.as_str());
        }
        if let Some(role) = &profile.role_name {
            widest(&mut widths.role, role.as_str());
        }
        if let Some(name) = &row.account_name {
            widest(&mut widths.account_name, name);
        }
    }
    if rows.iter().any(|row| row.severity.is_some()) {
        // Room for the sign after the name.
        widths.name = widths.name.saturating_add(1);
    }
    widths
}

/// Cells of a token's state: `● signed out`.
pub const STATE: u16 = 12;
/// Cells between two columns.
pub const GAP: u16 = 2;
/// Cells of `creds 11h 59m`.
const CREDENTIALS: u16 = 13;

/// The cells of each column; 0 leaves it out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Columns {
    pub name: u16,
    pub account_name: u16,
    pub account: u16,
    pub role: u16,
    /// How long the role credentials are good.
    pub credentials: u16,
}

/// A name that is cut keeps so many cells where there is room, and where there is little.
const MUCH_NAME: u16 = 24;
const LITTLE_NAME: u16 = 16;
/// Where there is little room, so much of a role is better than none.
const LITTLE_ROLE: u16 = 10;

/// Of a role so many cells tell it apart from others.
const LEAST_ROLE: u16 = 16;

/// From this room on a state is told in words, too.
pub const LEAST_FOR_WORDS: u16 = 24;

/// Divides the room among the columns: the name first, then role, account id, account name, credentials.
pub fn columns(room: u16, widths: Widths) -> Columns {
    // In the least room only the state's sign stays beside the name.
    let mut left = room.saturating_sub(if room < LEAST_FOR_WORDS { 1 } else { STATE });
    let mut columns = Columns::default();
    // A very long name leaves something to the others, if there are any.
    let others = widths.role.max(widths.account);
    let most = if others == 0 { left } else { (left * 3 / 5).max(MUCH_NAME).min(left) };
    let wanted_name = widths.name.saturating_add(GAP);
    // Where there is room for it, the account's id and enough of the role stay in sight; and beside a name that not even
    // twice the room would hold, the beginning of the role says more than a further part of the name.
    let with_gap = |cells: u16| if cells == 0 { 0 } else { cells.saturating_add(GAP) };
    let enough = with_gap(widths.account).saturating_add(with_gap(widths.role.min(LEAST_ROLE)));
    let little = with_gap(widths.role.min(LITTLE_ROLE));
    let rest = |others: u16, least: u16| left.checked_sub(others).filter(|rest| *rest >= least);
    let most = match rest(enough, MUCH_NAME) {
        Some(rest) => most.min(rest),
        None if wanted_name / 2 > left => rest(little, LITTLE_NAME).map_or(most, |rest| most.min(rest)),
        None => most,
    };
    columns.name = wanted_name.min(most);
    left -= columns.name;
    let room_beside_name = left;
    let mut take = |wanted: u16, least: u16| {
        if wanted == 0 || left < least.min(wanted).saturating_add(GAP) {
            return 0;
        }
        let cells = wanted.saturating_add(GAP).min(left);
        left -= cells;
        cells
    };
    // A long role is cut rather than that the account's id is left out, which is never cut.
    let beside_account = room_beside_name.saturating_sub(widths.account.saturating_add(2 * GAP));
    let role = if widths.account > 0 && beside_account >= LEAST_ROLE {
        widths.role.min(beside_account)
    } else {
        widths.role
    };
    columns.role = take(role, LITTLE_ROLE);
    columns.account = take(widths.account, widths.account);
    columns.account_name = take(widths.account_name, 12);
    columns.credentials = take(if widths.credentials { CREDENTIALS } else { 0 }, CREDENTIALS);
    // What nobody needs goes back to a name that was cut.
    columns.name += left.min(wanted_name.saturating_sub(columns.name));
    columns
}

#[cfg(test)]
mod tests {
    use super::*;

    const USUAL: Widths = Widths { name: 20, account: 12, role: 19, account_name: 14, credentials: true };

    #[test]
    fn columns_come_as_there_is_room() {
        assert_eq!(columns(17, USUAL), Columns { name: 16, ..Columns::default() });
        assert_eq!(columns(30, USUAL), Columns { name: 18, ..Columns::default() });
        assert_eq!(columns(46, USUAL), Columns { name: 22, role: 12, ..Columns::default() });
        assert_eq!(columns(70, USUAL), Columns { name: 22, role: 21, account: 14, ..Columns::default() });
        assert_eq!(
            columns(100, USUAL),
            Columns { name: 22, role: 21, account: 14, account_name: 16, credentials: 15 }
        );
    }

    #[test]
    fn a_long_role_is_cut_rather_than_the_account_left_out() {
        let long = Widths { role: 30, ..USUAL };
        assert_eq!(columns(70, long), Columns { name: 22, role: 22, account: 14, ..Columns::default() });
        assert_eq!(
            columns(64, long),
            Columns { name: 22, role: 30, ..Columns::default() },
            "too little for both"
        );
    }

    #[test]
    fn a_long_name_leaves_room_for_the_role_and_takes_what_is_left() {
        let long = Widths { name: 500, ..USUAL };
        let columns = columns(80, long);
        assert!(columns.role >= LEAST_ROLE && columns.account > USUAL.account, "{columns:?}");
        assert_eq!(
            columns.name + columns.role + columns.account + columns.account_name + columns.credentials,
            80 - STATE
        );
    }

    #[test]
    fn columns_never_exceed_the_room() {
        for room in 0..200 {
            let endless = Widths { name: u16::MAX, account: u16::MAX, role: u16::MAX, ..USUAL };
            for widths in [USUAL, Widths::default(), endless] {
                let columns = columns(room, widths);
                let sum = columns.name
                    + columns.role
                    + columns.account
                    + columns.account_name
                    + columns.credentials;
                let state = if room < LEAST_FOR_WORDS { 1 } else { STATE };
                assert!(sum <= room.saturating_sub(state), "{room} {columns:?}");
            }
        }
    }
}
