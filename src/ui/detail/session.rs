//! A session: its token, its address, its scopes, and what it reaches.

use super::{Detail, Pieces};
use crate::app::text::counted;
use crate::domain::inventory::SessionEntry;
use crate::domain::profile::Severity;

impl Detail<'_> {
    pub(super) fn session(&self, entry: &SessionEntry) -> Vec<Pieces> {
        let session = &entry.session;
        let kind = if session.id.is_legacy() { "start URL of profiles" } else { "sso-session" };
        let first = vec![
            vec![self.strong(session.id.cache_key())],
            vec![self.plain(kind)],
            vec![self.muted(self.place(session.source))],
        ];
        let mut lines = self.dotted(first, self.columns);
        lines.extend(self.token_facts(entry));
        lines.extend(self.file_problems(Severity::Error));
        lines.extend(self.problems(&session.problems));
        let missing = |key: &str| (format!("{key} is missing"), self.look.theme.bad());
        let url = match &session.start_url {
            Some(url) => self.plain(url.as_str()),
            None => missing("sso_start_url"),
        };
        lines.push(self.fact("start URL", vec![url]));
        let region = match &session.sso_region {
            Some(region) => self.plain(region.as_str()),
            None => missing("sso_region"),
        };
        lines.push(self.fact("SSO region", vec![region]));
        let scopes = match &session.scopes {
            Some(scopes) => self.plain(scopes.join(", ")),
            None => self.muted("sso:account:access (the default)"),
        };
        lines.push(self.fact("scopes", vec![scopes]));
        lines.push(self.fact("used by", vec![self.plain(counted(entry.profiles, "profile"))]));
        lines.extend(self.reaches(entry));
        lines
    }

    fn reaches(&self, entry: &SessionEntry) -> Vec<Pieces> {
        let Some(tree) = self.state.trees.get(&entry.session.id) else { return Vec::new() };
        let Some(at) = tree.fetched_at else { return Vec::new() };
        let at = at.to_zoned(self.state.facts.time_zone.clone()).strftime("%Y-%m-%d %H:%M");
        let roles: usize = tree.accounts.iter().map(|account| account.roles.len()).sum();
        let found = format!("{}, {}", counted(tree.accounts.len(), "account"), counted(roles, "role"));
        let values = vec![vec![self.plain(found)], vec![self.muted(format!("listed {at}"))]];
        self.facts("reaches", values)
    }
}
