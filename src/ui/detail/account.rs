//! An account or a role: who it is, and which profiles reach it.

use ratatui::style::Style;

use super::{Detail, Pieces};
use crate::app::text::{counted, visible, wrap};
use crate::app::tree::{AccountNode, RoleNode, TreeRow};
use crate::domain::session::SessionId;

impl Detail<'_> {
    pub(super) fn account_or_role(&self) -> Option<Vec<Pieces>> {
        let tree = self.state.tree()?;
        let session = self.state.shown_session.as_ref()?;
        let account = tree.selected_account()?;
        let mut first = vec![vec![self.strong(account.title())], vec![self.plain(account.id.as_str())]];
        first.extend(account.email.as_ref().map(|email| vec![self.muted(email.as_str())]));
        first.push(vec![self.muted("session "), self.plain(session.cache_key())]);
        let mut lines = self.dotted(first, self.columns);
        let mut say = |text: &str, style: Style| {
            let words = wrap(&visible(text), self.columns).into_iter();
            lines.extend(words.map(|words| vec![(words, style)]));
        };
        let theme = self.look.theme;
        match (&tree.running, &tree.failure) {
            (Some(running), _) => {
                if let Some(why) = &running.trouble {
                    say(&format!("Trying again: {why}"), theme.warning());
                }
            }
            (None, Some(failure)) => say(&format!("Not refreshed: {}", failure.why), theme.warning()),
            (None, None) => {}
        }
        if let Some(why) = &account.failed {
            say(&format!("The roles could not be listed: {why}"), theme.bad());
        }
        match tree.selected()? {
            TreeRow::Role(..) => lines.extend(self.role(session, account, tree.selected_role()?.1)),
            TreeRow::Account(_) | TreeRow::Note(_) => lines.push(self.roles(session, account)),
        }
        Some(lines)
    }

    fn roles(&self, session: &SessionId, account: &AccountNode) -> Pieces {
        let reached = |role: &&RoleNode| !self.state.reaching(session, &account.id, &role.name).is_empty();
        let text = if account.listed {
            let reached = account.roles.iter().filter(reached).count();
            format!("{}, {reached} with a profile", counted(account.roles.len(), "role"))
        } else {
            "not listed yet".to_owned()
        };
        self.fact("roles", vec![self.plain(text)])
    }

    fn role(&self, session: &SessionId, account: &AccountNode, role: &RoleNode) -> Vec<Pieces> {
        let mut lines = vec![self.fact("role", vec![self.strong(role.name.as_str())])];
        let reaching = self.state.reaching(session, &account.id, &role.name);
        if reaching.is_empty() {
            lines.push(self.fact("profiles", vec![self.muted("none reaches it")]));
        }
        for (index, place) in reaching.iter().enumerate() {
            let Some(profile) = self.state.inventory.profiles.get(*place) else { continue };
            let name = match (index, reaching.len()) {
                (0, 1) => "profile",
                (0, _) => "profiles",
                _ => "",
            };
            let source = self.place(profile.source);
            let values = vec![vec![self.plain(profile.name.as_str())], vec![self.muted(source)]];
            lines.extend(self.facts(name, values));
            if reaching.len() == 1 {
                lines.push(self.copied_line(profile));
            }
        }
        lines
    }
}
