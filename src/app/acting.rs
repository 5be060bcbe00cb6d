//! Acting as a profile: who it is, its console, a shell with it; and the config file in an editor.

use super::confirm::ConfirmPurpose;
use super::layout::Pane;
use super::msg::{Effect, Job, JobEvent, JobKey, Lend};
use super::sign_in::needs_sign_in;
use super::state::{Purpose, State};
use super::text_window::{Copies, TextWindow};
use super::tree::TreeRow;
use crate::domain::console_link::{ConsoleWay, console_page, portal_link};
use crate::domain::identity::CallerIdentity;
use crate::domain::names::{AccountId, ProfileName, Region, RoleName};
use crate::domain::profile::{ConfigFile, Profile};
use crate::domain::role::ProfileRole;
use crate::domain::session::{Session, SessionId};
use crate::domain::snippet;
use crate::error::Failure;
use crate::keys::Action;

impl State {
    /// The profile that is meant: the selected one, or the one that reaches the selected role.
    fn focused_profile(&self) -> Result<&Profile, String> {
        let none = || self.why_nothing_selected();
        match self.focus {
            Pane::Profiles => self.selected_profile().ok_or_else(none),
            Pane::Sessions => Err("A session alone is no role. Choose one of its profiles.".to_owned()),
            Pane::Accounts => self.inventory.profile(&self.profile_of_role()?).ok_or_else(none),
        }
    }

    /// The role of the profile that is meant; where there is none, it is said why.
    fn role_in_focus(&mut self) -> Option<ProfileRole> {
        let role = match self.focused_profile() {
            Ok(profile) => ProfileRole::of(&self.inventory, profile),
            Err(why) => {
                self.info(why);
                return None;
            }
        };
        role.map_err(|failure| self.failure(&failure)).ok()
    }

    /// `w`.
    pub(super) fn who_am_i(&mut self, effects: &mut Vec<Effect>) {
        let Some(role) = self.role_in_focus() else { return };
        let key = JobKey::WhoAmI(role.profile.clone());
        if self.jobs.is_running(&key) {
            return self.info(format!("AWS is being asked about {}.", role.profile));
        }
        self.info(format!("Asking AWS who {} is.", role.profile));
        effects.push(self.jobs.start(key, Job::WhoAmI(Box::new(role))));
    }

    /// What AWS said.
    fn identified(&mut self, profile: &ProfileName, result: Result<CallerIdentity, Failure>) {
        // That it was being asked is answered now, and must not lie over the answer.
        self.toasts.dismiss(self.now);
        match result {
            Err(failure) => self.failure(&failure),
            Ok(identity) if self.overlays.is_empty() => self.show_text(TextWindow {
                heading: "Who am I",
                title: format!("{profile} is, as AWS says:"),
                text: format!(
                    "account  {}\narn      {}\nuser id  {}",
                    identity.account, identity.arn, identity.user_id
                ),
                copies: snippet::plain(&identity.arn).ok().map(|arn| Copies {
                    title: "copy ARN",
                    what: format!("the ARN of {profile}"),
                    text: arn,
                }),
                ..TextWindow::default()
            }),
            // A window that came by itself would take the keys from what is being done.
            Ok(identity) => self.info(format!("{profile} is {}.", identity.arn)),
        }
    }

    /// `o`.
    pub(super) fn open_console(&mut self, effects: &mut Vec<Effect>) {
        if self.settings.console == ConsoleWay::Federation {
            return self.open_console_signed_in(effects);
        }
        let (what, session, link) = match self.console_link() {
            Ok(found) => found,
            Err(failure) => return self.failure(&failure),
        };
        if self.facts.demo {
            // There is no such portal in the world.
            let title = format!("The demo has no console. For {what} this address would be opened:");
            return self.show_link(title, link);
        }
        self.info(format!("Opening the console of {what}."));
        self.console_opened = Some(link.clone());
        let browser = self.settings.browser_for(&session).map(str::to_owned);
        effects.push(Effect::OpenUrl { url: link, browser });
    }

    /// What the link leads to in words, the session whose browser opens it, and the link.
    fn console_link(&self) -> Result<(String, SessionId, String), Failure> {
        let nothing = |why: String| Failure::new("There is no console to open.", why);
        if self.focus == Pane::Accounts
            && let (Some(tree), Some(session)) = (self.tree(), self.session_in_focus())
            && let Some(account) = tree.selected_account()
        {
            // Needs no profile: the portal knows the role.
            let role = match tree.selected() {
                Some(TreeRow::Role(..)) => tree.selected_role().map(|(_, role)| &role.name),
                _ => None,
            };
            let what = match role {
                Some(role) => format!("{role} in {}", account.title()),
                None => account.title().to_owned(),
            };
            let link = link_to(&session.session, &account.id, role, None)?;
            return Ok((what, session.session.id.clone(), link));
        }
        let role = ProfileRole::of(&self.inventory, self.focused_profile().map_err(nothing)?)?;
        let link = link_to(&role.session, &role.account, Some(&role.role), role.region.as_ref())?;
        Ok((role.profile.to_string(), role.session.id, link))
    }

    fn open_console_signed_in(&mut self, effects: &mut Vec<Effect>) {
        let Some(role) = self.role_in_focus() else { return };
        let key = JobKey::Console(role.profile.clone());
        if self.jobs.is_running(&key) {
            return self.info(format!("Signing in to the console of {} is under way.", role.profile));
        }
        self.info(format!("Signing in to the console as {}.", role.profile));
        let browser = self.settings.browser_for(&role.session.id).map(str::to_owned);
        effects.push(self.jobs.start(key, Job::OpenConsole { role: Box::new(role), browser }));
    }

    /// No browser was opened on the console: the address can be taken elsewhere.
    pub(super) fn console_not_opened(&mut self, url: &str) {
        if self.console_opened.as_deref() == Some(url) && self.overlays.is_empty() {
            let title = "No browser was opened. The address of the console:".to_owned();
            self.show_link(title, url.to_owned());
        }
    }

    fn show_link(&mut self, title: String, link: String) {
        let copies = Copies { title: "copy link", what: "the console's link".to_owned(), text: link.clone() };
        self.show_text(TextWindow {
            heading: "Console",
            title,
            text: link,
            copies: Some(copies),
            ..TextWindow::default()
        });
    }

    /// Whether the terminal can be lent; if not, it is said why.
    fn may_lend(&mut self) -> bool {
        let may = self.facts.purpose == Purpose::Screen;
        if !may {
            self.info("Your shell waits for a profile. Start ssotui by itself for this.");
        }
        may
    }

    /// `x`.
    pub(super) fn run_shell(&mut self, effects: &mut Vec<Effect>) {
        if !self.may_lend() {
            return;
        }
        let profile = match self.focused_profile() {
            Ok(profile) => profile,
            Err(why) => return self.info(why),
        };
        let entry = self.inventory.session_behind(profile).and_then(|id| self.inventory.session(id));
        if let Some(entry) = entry.filter(|entry| needs_sign_in(self.token_state(entry))) {
            let session = entry.session.clone();
            let key = self.keymap.key_of(Action::RunShell).unwrap_or_default();
            self.info(format!("You are not signed in to {}. Sign in, then press {key} again.", session.id));
            return self.start_sign_in(session, false, effects);
        }
        let (profile, region) = (profile.name.clone(), profile.region.clone());
        let purpose = ConfirmPurpose::Shell { profile: profile.clone(), region };
        self.unless_guarded(&profile, "Start a shell with", purpose, effects);
    }

    /// `E`.
    pub(super) fn open_config(&mut self, effects: &mut Vec<Effect>) {
        if !self.may_lend() {
            return;
        }
        let sources = [
            // Where something has to be mended, rather than what is selected.
            self.fault_of_config().map(|(_, source)| source),
            self.selected_profile().filter(|_| self.focus != Pane::Sessions).map(|profile| profile.source),
            self.selected_session().map(|entry| entry.session.source),
        ];
        let in_config = sources.into_iter().flatten().find(|source| source.file == ConfigFile::Config);
        effects.push(Effect::Lend(Lend::Editor { line: in_config.map(|source| source.line) }));
    }

    /// The terminal came back from another program.
    pub(super) fn returned(&mut self, result: Result<(), Failure>, effects: &mut Vec<Effect>) {
        if let Err(failure) = result {
            self.failure(&failure);
        }
        effects.push(Effect::Load);
    }

    /// News of a job about a profile.
    pub(super) fn profile_job(&mut self, key: &JobKey, profile: &ProfileName, event: JobEvent) {
        match event {
            JobEvent::Identified(result) => {
                self.jobs.finish(key);
                self.identified(profile, result);
            }
            JobEvent::ConsoleOpened(result) => {
                self.jobs.finish(key);
                match result {
                    Ok(()) => self.info(format!("The console of {profile} opens in the browser.")),
                    Err(failure) => self.failure(&failure),
                }
            }
            _ => {}
        }
    }
}

pub(super) fn link_to(
    session: &Session,
    account: &AccountId,
    role: Option<&RoleName>,
    region: Option<&Region>,
) -> Result<String, Failure> {
    let start_url = session.start_url.as_ref().ok_or_else(|| {
        Failure::new("There is no link to the console.", "The session has no sso_start_url.")
    })?;
    let page = region.map(|region| console_page(region, None)).transpose()?.flatten();
    portal_link(start_url, account, role, page.as_deref())
}
