//! A profile: what it is, the line to copy, its token, and where each value comes from.

use super::{Detail, Pieces};
use crate::app::text::{visible, width};
use crate::app::time_left;
use crate::domain::profile::{Problem, Profile, Severity};
use crate::domain::profile_settings::Setting;
use crate::domain::{command_line, drift, populate};
use crate::keys::Action;

impl Detail<'_> {
    pub(super) fn profile(&self, profile: &Profile) -> Vec<Pieces> {
        let state = self.state;
        let entry = profile.session.as_ref().and_then(|id| state.inventory.session(id));
        let mut first =
            vec![vec![self.strong(profile.name.as_str())], vec![self.plain(profile.kind.as_str())]];
        if let Some(id) = &profile.session {
            let mut session = vec![self.muted("session "), self.plain(id.cache_key())];
            if entry.is_none() {
                session.push((" (no such section)".to_owned(), self.look.theme.bad()));
            }
            first.push(session);
        }
        if let Some(region) = &profile.region {
            first.push(vec![self.muted("region "), self.plain(region.as_str())]);
        }
        first.push(vec![self.muted(self.place(profile.source))]);
        let mut lines = self.dotted(first, self.columns);
        lines.push(self.copied_line(profile));
        lines.extend(self.guard());
        lines.extend(self.file_problems(Severity::Error));
        lines.extend(self.problems(&profile.problems));
        lines.extend(self.gone(profile).iter().flat_map(|problem| self.problem(problem)));
        lines.extend(entry.map(|entry| self.token_facts(entry)).unwrap_or_default());
        lines.extend(self.account_of(profile));
        if let Some(end) = state.inventory.credentials_expire_at(profile) {
            let value = if end > state.now {
                format!("cached, {} left", time_left::words(state.now, end, state.settings.reduced_motion))
            } else {
                "cached, expired".to_owned()
            };
            lines.push(self.fact("credentials", vec![self.plain(value)]));
        }
        lines.extend(self.settings(profile));
        lines.extend(self.file_problems(Severity::Warning));
        lines
    }

    /// The rule that guards the selected profile.
    fn guard(&self) -> Option<Pieces> {
        let guard = self.state.guard_at(self.state.profiles.selected()?)?;
        let asks = if guard.ask { ": asks before use" } else { "" };
        let text = format!("{}{asks}", visible(&guard.words()));
        Some(self.fact("guarded by", vec![(text, self.look.theme.guarded(guard.colour))]))
    }

    /// The line that `c` copies.
    pub(super) fn copied_line(&self, profile: &Profile) -> Pieces {
        let line = match self.state.line_for(&profile.name) {
            Ok(line) => line,
            Err(why) => return vec![(format!("No line to copy: {why}"), self.look.theme.warning())],
        };
        let hint = format!("{} copies", self.key(Action::CopyLine));
        let used = width(&visible(&line)) + width(&hint);
        let mut pieces = vec![(line, self.look.theme.accent())];
        if used + 2 <= self.columns {
            pieces.extend([self.plain(" ".repeat(self.columns - used)), self.muted(hint)]);
        }
        pieces
    }

    /// That the role is not assigned any more, as far as the latest complete list says.
    fn gone(&self, profile: &Profile) -> Option<Problem> {
        let id = profile.session.as_ref()?;
        let organization = self.state.inventory.organizations.get(id)?;
        if !drift::is_gone(organization, profile) {
            return None;
        }
        let (role, account) = (profile.role_name.as_ref()?, profile.account_id.as_ref()?);
        let cure = if populate::is_marked(profile) {
            format!("It goes with: ssotui populate --session {id} --prune")
        } else {
            format!("Ask for the role, or take the profile out: {}", command_line::delete(&profile.name))
        };
        Some(Problem {
            severity: Severity::Warning,
            what: "The role is gone.".to_owned(),
            why: format!("{id} does not assign {role} in {account} to you any more."),
            cure,
            source: None,
        })
    }

    fn account_of(&self, profile: &Profile) -> Vec<Pieces> {
        let Some(id) = &profile.account_id else { return Vec::new() };
        let tree = profile.session.as_ref().and_then(|session| self.state.trees.get(session));
        let account = tree.and_then(|tree| tree.accounts.iter().find(|account| account.id == *id));
        let mut value = vec![self.plain(id.as_str())];
        if let Some(name) = account.and_then(|account| account.name.as_deref()) {
            value.extend([self.plain(" "), self.strong(name)]);
        }
        let mut values = vec![value];
        let role = profile.role_name.as_ref();
        values.extend(role.map(|role| vec![self.muted("role "), self.plain(role.as_str())]));
        self.facts("account", values)
    }

    /// Every key with its value and the line where it stands. The lines' numbers stand below each
    /// other where every value leaves them room.
    fn settings(&self, profile: &Profile) -> Vec<Pieces> {
        let value = |setting: &Setting<'_>| match setting.value {
            Some(value) => self.plain(visible(value)),
            None => self.muted("(secret, not shown)"),
        };
        let mut keys = 0;
        let mut values = 0;
        let mut places = 0;
        for setting in profile.settings.iter() {
            keys = keys.max(width(&visible(setting.key))).min(28);
            values = values.max(width(&value(&setting).0));
            places = places.max(width(&self.place(setting.source)));
        }
        let values = values.min(self.columns.saturating_sub(keys + 3 + 2 + places));
        let pad = |text: &str, cells: usize| " ".repeat(cells.saturating_sub(width(text)));
        let line = |setting: Setting<'_>| {
            let key = visible(setting.key);
            let value = value(&setting);
            let gap = format!("{}  ", pad(&value.0, values));
            let key = self.muted(format!("{key}{} = ", pad(&key, keys)));
            vec![key, value, self.plain(gap), self.muted(self.place(setting.source))]
        };
        profile.settings.iter().map(line).collect()
    }
}
