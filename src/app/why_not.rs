//! Why a key can do nothing here, and which one helps.

use super::layout::Pane;
use super::state::{Phase, State};
use crate::keys::Action;

impl State {
    pub(super) fn nothing_selected(&mut self) {
        let why = self.why_nothing_selected();
        self.info(why);
    }

    /// Why no row is selected, and which key helps.
    pub(super) fn why_nothing_selected(&self) -> String {
        let helps = |action: Action, does: &str| match self.keymap.key_of(action) {
            Some(key) => format!(" {key} {does}."),
            None => String::new(),
        };
        let filtered = self.line().is_some_and(|line| !line.is_empty());
        match self.focus {
            _ if self.phase != Phase::Read => "The files are not read yet.".to_owned(),
            _ if filtered => format!("No row matches the filter.{}", helps(Action::Back, "clears it")),
            Pane::Sessions => format!("There is no session yet.{}", helps(Action::New, "adds one")),
            Pane::Profiles if self.inventory.sessions.is_empty() => {
                format!("There is no profile yet.{}", helps(Action::New, "adds a session to begin with"))
            }
            Pane::Profiles => format!("There is no profile yet.{}", helps(Action::New, "makes some")),
            Pane::Accounts => {
                format!("No account is known yet.{}", helps(Action::Reload, "asks AWS for them"))
            }
        }
    }

    /// Why the selection has no session.
    pub(super) fn say_why_no_session(&mut self) {
        if self.focus == Pane::Profiles
            && let Some(profile) = self.selected_profile()
        {
            let text = match &profile.session {
                Some(id) => format!(
                    "{} names the session {id}, and {} has no section [sso-session {id}].",
                    profile.name, self.facts.config_path
                ),
                None => format!(
                    "{} uses no SSO session (it is of kind {}): there is nothing to sign in to.",
                    profile.name,
                    profile.kind.as_str()
                ),
            };
            return self.info(text);
        }
        self.nothing_selected();
    }
}
