//! What goes into the clipboard.

use super::confirm::ConfirmPurpose;
use super::layout::Pane;
use super::msg::{CopiedBy, Effect};
use super::state::State;
use super::text_window::TextWindow;
use super::tree::TreeRow;
use crate::domain::names::ProfileName;
use crate::domain::session::SessionId;
use crate::error::Failure;
use crate::keys::Action;

/// What the latest [`Effect::Copy`] is about.
#[derive(Debug, Clone)]
pub(super) struct Copying {
    /// To show it when there is no clipboard.
    text: String,
    /// The profile that it puts into use: copied, it is a use.
    profile: Option<ProfileName>,
}

impl State {
    /// Asks for a copy.
    pub(super) fn copy(&mut self, text: String, what: String, effects: &mut Vec<Effect>) {
        self.ask_for_copy(text, None, what, effects);
    }

    /// Asks for a copy of a text that puts a profile into use.
    pub(super) fn copy_line_of(
        &mut self,
        profile: ProfileName,
        text: String,
        what: String,
        effects: &mut Vec<Effect>,
    ) {
        self.ask_for_copy(text, Some(profile), what, effects);
    }

    fn ask_for_copy(
        &mut self,
        text: String,
        profile: Option<ProfileName>,
        what: String,
        effects: &mut Vec<Effect>,
    ) {
        self.copying = Some(Copying { text: text.clone(), profile });
        effects.push(Effect::Copy { text, what });
    }

    /// A copy was made, or was not.
    pub(super) fn copied(
        &mut self,
        what: &str,
        result: Result<CopiedBy, Failure>,
        effects: &mut Vec<Effect>,
    ) {
        let copying = self.copying.take();
        match result {
            Ok(by) => {
                if let Some(profile) = copying.and_then(|copying| copying.profile) {
                    self.record_use(profile, effects);
                }
                self.info(match by {
                    CopiedBy::Clipboard => format!("Copied {what}."),
                    CopiedBy::Terminal => {
                        format!("Copied {what}: sent to the terminal, which does not say whether it took it.")
                    }
                });
            }
            Err(failure) => {
                self.failure(&failure);
                if let Some(Copying { text, .. }) = copying {
                    let title = format!("No clipboard here. Select {what} with the mouse:");
                    self.show_text(TextWindow { heading: "Copy", title, text, ..TextWindow::default() });
                }
            }
        }
    }

    /// Copies the line that sets `AWS_PROFILE`.
    pub(super) fn copy_line(&mut self, effects: &mut Vec<Effect>) {
        let name = match self.profile_in_focus() {
            Ok(name) => name,
            Err(why) => return self.info(why),
        };
        match self.shell().set_profile(&name) {
            Ok(line) => {
                let what = format!("the {} line for {name}", shell_title(self.shell()));
                self.copy_for_use(&name, line, what, effects);
            }
            Err(failure) => self.failure(&failure),
        }
    }

    /// Copies a line that puts a profile into use, after asking where a rule says so.
    pub(super) fn copy_for_use(
        &mut self,
        name: &ProfileName,
        text: String,
        what: String,
        effects: &mut Vec<Effect>,
    ) {
        let purpose = ConfirmPurpose::Copy { profile: name.clone(), text, what };
        self.unless_guarded(name, "Copy the line that uses", purpose, effects);
    }

    /// The profile that is selected, itself or by its role, or why there is none.
    pub(super) fn profile_in_focus(&self) -> Result<ProfileName, String> {
        match self.focus {
            Pane::Profiles => match self.selected_profile() {
                Some(profile) => Ok(profile.name.clone()),
                None => Err(self.why_nothing_selected()),
            },
            Pane::Sessions => Err("A session has no line to copy. Choose one of its profiles.".to_owned()),
            Pane::Accounts => self.profile_of_role(),
        }
    }

    /// The one profile that reaches the selected role, or why there is no such one.
    pub(super) fn profile_of_role(&self) -> Result<ProfileName, String> {
        let (Some(tree), Some(session)) = (self.tree(), &self.shown_session) else {
            return Err(self.why_nothing_selected());
        };
        let Some((account, role)) = tree.selected_role() else {
            return Err("Choose a role: an account alone has no profile.".to_owned());
        };
        match self.reaching(session, &account.id, &role.name) {
            [] => {
                let cure = self.how_to_make_profile(session);
                Err(format!("No profile reaches {} in {}.{cure}", role.name, account.title()))
            }
            [only] => Ok(self.inventory.profiles[*only].name.clone()),
            several => Err(format!(
                "{} profiles reach {} in {}: choose one in the profiles pane.",
                several.len(),
                role.name,
                account.title()
            )),
        }
    }

    /// How many profiles reach the role that is selected in the accounts pane; `None` where no role is.
    pub(super) fn profiles_of_selected_role(&self) -> Option<usize> {
        let (account, role) = self.tree()?.selected_role()?;
        Some(self.reaching(self.shown_session.as_ref()?, &account.id, &role.name).len())
    }

    /// Which key makes a profile of a role of this session, as a further sentence.
    pub fn how_to_make_profile(&self, session: &SessionId) -> String {
        let (action, does) = match session.is_legacy() {
            true => (
                Action::Migrate,
                "gives the start URL a session of its own, of whose roles profiles can be made",
            ),
            false => (Action::New, "makes one"),
        };
        self.keymap.key_of(action).map(|key| format!(" {key} {does}.")).unwrap_or_default()
    }

    /// Copies the name of what is selected.
    pub(super) fn copy_name(&mut self, effects: &mut Vec<Effect>) {
        let copied = match self.focus {
            Pane::Profiles => {
                self.selected_profile().map(|profile| (profile.name.to_string(), "the profile's name"))
            }
            Pane::Sessions => {
                self.selected_session().map(|entry| (entry.session.id.to_string(), "the session's name"))
            }
            Pane::Accounts => self.tree().and_then(|tree| {
                let account = tree.selected_account()?;
                Some(match tree.selected()? {
                    TreeRow::Role(..) => (tree.selected_role()?.1.name.to_string(), "the role's name"),
                    TreeRow::Account(_) | TreeRow::Note(_) => (account.id.to_string(), "the account id"),
                })
            }),
        };
        match copied {
            Some((text, what)) => {
                let what = format!("{what}, {text}");
                self.copy(text, what, effects);
            }
            None => self.nothing_selected(),
        }
    }

    /// The line that `c` copies for a profile, for display.
    pub fn line_for(&self, name: &ProfileName) -> Result<String, String> {
        self.shell().set_profile(name).map_err(|failure| failure.why)
    }
}

/// The shell's name in a sentence.
pub fn shell_title(shell: crate::domain::shell::Shell) -> &'static str {
    use crate::domain::shell::Shell;
    match shell {
        Shell::PowerShell => "PowerShell",
        Shell::Bash => "bash",
        Shell::Zsh => "zsh",
        Shell::Sh => "sh",
        Shell::Fish => "fish",
        Shell::Nushell => "nushell",
        Shell::Cmd => "cmd",
    }
}
