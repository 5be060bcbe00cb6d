//! `n`: a new session, and profiles for roles that are chosen one by one.
//!
//! A session is described, written and signed in to; when its accounts and roles are known, the roles are chosen from
//! a menu, and their profiles described and written. Each step can be the first one.

mod profiles_page;
mod session_page;

use std::collections::BTreeSet;

use ratatui::layout::Rect;

pub use self::profiles_page::{ChosenRole, ProfileField, ProfilesPage};
pub use self::session_page::{SessionField, SessionPage};
use super::completion::Completion;
use super::layout::Pane;
use super::menu::{Menu, MenuItem, MenuPurpose};
use super::msg::{Effect, Job, JobKey};
use super::overlay::Overlay;
use super::state::State;
use super::text::width;
use super::tree::{Tree, TreeRow};
use crate::aws_config::{known, wizard};
use crate::domain::names::{AccountId, Region, RoleName};
use crate::domain::organization::Roles;
use crate::domain::session::{Session, SessionId};
use crate::domain::start_url;
use crate::domain::token::TokenState;

/// The window.
#[derive(Debug, Clone)]
pub enum WizardWindow {
    Session(SessionPage),
    Profiles(ProfilesPage),
}

impl WizardWindow {
    /// How many lines it wants.
    pub(super) fn height(&self) -> usize {
        match self {
            Self::Session(page) => usize::from(page.form.height()),
            Self::Profiles(page) => usize::from(page.form_height()) + page.listed(),
        }
    }

    /// Brings the scrolled parts in line with the room there is.
    pub(super) fn settle(&mut self, inside: Rect) {
        match self {
            Self::Session(page) => page.form.settle(inside),
            Self::Profiles(page) => {
                let height = page.form_height().min(inside.height);
                page.form.settle(Rect { height, ..inside });
                page.scroll.settle(page.listed(), usize::from(inside.height - height));
            }
        }
    }
}

/// What can be made anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum New {
    Session,
    /// Profiles of this session.
    Profiles(SessionId),
}

impl State {
    /// `Enter` on a role that no profile reaches.
    pub(super) fn make_profile_of_role(&mut self) {
        if let Some(tree) = self.tree()
            && let Some(row) = tree.selected()
            && let Some(session) = self.session_in_focus().map(|entry| entry.session.clone())
            && !session.id.is_legacy()
        {
            let roles = chosen_roles(tree, tree.reaches_of(row));
            if !self.refuses_changes() {
                self.describe_profiles(session, roles);
            }
        } else if let Err(why) = self.profile_of_role() {
            self.info(why);
        }
    }

    /// `n`
    pub(super) fn new_something(&mut self) {
        if self.refuses_changes() {
            return;
        }
        if self.focus == Pane::Accounts
            && let Some(roles) = self.roles_in_focus()
            && let Some(session) = self.session_in_focus().map(|entry| entry.session.clone())
            && !session.id.is_legacy()
        {
            return self.describe_profiles(session, roles);
        }
        let focused = self.session_in_focus().map(|entry| entry.session.id.clone());
        let mut sessions: Vec<&SessionId> = self
            .inventory
            .sessions
            .iter()
            .map(|entry| &entry.session.id)
            .filter(|id| !id.is_legacy())
            .collect();
        // The one that the user looks at is the likeliest.
        sessions.sort_by_key(|id| Some(*id) != focused.as_ref());
        if sessions.is_empty() {
            return self.describe_session();
        }
        let mut items: Vec<MenuItem> = sessions
            .iter()
            .map(|id| MenuItem::new(format!("Profiles of {id}"), "for roles that you choose"))
            .collect();
        items.push(MenuItem::new("Session", "another access portal to sign in to"));
        let choices =
            sessions.into_iter().cloned().map(New::Profiles).chain([New::Session]).collect::<Vec<_>>();
        let menu = Menu::new("New", MenuPurpose::New(choices), items);
        self.overlays.push(Overlay::Menu(Box::new(menu)));
    }

    /// What was chosen from the first menu.
    pub(super) fn begin_new(&mut self, new: New, effects: &mut Vec<Effect>) {
        match new {
            New::Session => self.describe_session(),
            New::Profiles(id) => self.choose_roles(&id, effects),
        }
    }

    fn describe_session(&mut self) {
        let offered = session_page::Offered {
            start_urls: known::start_urls(&self.inventory),
            sso_regions: known::sso_regions(&self.inventory),
            scopes: known::scopes(&self.inventory),
        };
        self.open_wizard(WizardWindow::Session(SessionPage::new(offered)));
    }

    fn open_wizard(&mut self, window: WizardWindow) {
        self.overlays.push(Overlay::Wizard(Box::new(window)));
    }

    /// The marked roles of the accounts pane, else the selected one.
    fn roles_in_focus(&self) -> Option<Vec<ChosenRole>> {
        let tree = self.tree()?;
        let reaches = if tree.marks.is_empty() {
            match tree.selected()? {
                row @ TreeRow::Role(..) => tree.reaches_of(row),
                TreeRow::Account(_) | TreeRow::Note(_) => return None,
            }
        } else {
            tree.marks.clone()
        };
        Some(chosen_roles(tree, reaches))
    }

    /// A menu of all roles of the session; if they are not known, they are asked for first.
    fn choose_roles(&mut self, id: &SessionId, effects: &mut Vec<Effect>) {
        let Some(session) = self.inventory.session(id).map(|entry| entry.session.clone()) else { return };
        let Some(organization) = self.inventory.organizations.get(id) else {
            return self.find_roles_first(session, effects);
        };
        let names = organization.accounts.iter().filter_map(|account| match &account.roles {
            Roles::Listed(names) => Some(names),
            _ => None,
        });
        let widest = names.flatten().map(|role| width(role.as_str())).max().unwrap_or_default();
        let mut roles = Vec::new();
        let mut items = Vec::new();
        for account in &organization.accounts {
            let Roles::Listed(names) = &account.roles else { continue };
            for role in names {
                let reached = match self.reaching(id, &account.id, role) {
                    [] => "",
                    _ => "has a profile",
                };
                let blanks = widest - width(role.as_str());
                let detail = format!("{role}{:blanks$}  {}  {reached}", "", account.id);
                items.push(MenuItem::new(account.title(), detail.trim_end()));
                roles.push(ChosenRole {
                    account_id: account.id.clone(),
                    account_name: account.name.clone(),
                    role_name: role.clone(),
                });
            }
        }
        match roles.as_slice() {
            [] => self.info(format!("{id} reaches no roles. Ask whoever runs your Identity Center.")),
            // Nothing to choose.
            [_] => self.describe_profiles(session, roles),
            _ => {
                let title = format!("Roles of {id}");
                let menu = Menu::new(title, MenuPurpose::Roles { session, roles }, items).with_marks();
                self.overlays.push(Overlay::Menu(Box::new(menu)));
            }
        }
    }

    /// The roles are not known: the wizard goes on when they are.
    fn find_roles_first(&mut self, session: Session, effects: &mut Vec<Effect>) {
        self.wizard_goes_on = Some(session.id.clone());
        let state = self.inventory.session(&session.id).map(|entry| self.token_state(entry));
        match state {
            Some(TokenState::Valid | TokenState::Renewable | TokenState::Clock) => {
                self.info("Asking for the accounts and roles. Then you choose.");
                if self.trees.get(&session.id).is_none_or(|tree| tree.running.is_none()) {
                    self.enumerate(session, effects);
                }
            }
            _ => self.start_sign_in(session, false, effects),
        }
    }

    /// Roles were chosen: their profiles are described.
    pub(super) fn describe_profiles(&mut self, session: Session, roles: Vec<ChosenRole>) {
        let region = self.usual_regions(&session.id);
        let present = |role: &ChosenRole| {
            let profiles = &self.inventory.profiles;
            wizard::listed(&wizard::profiles_of(&session.id, &role.account_id, &role.role_name, profiles))
        };
        let present = roles.iter().map(present).collect();
        let mut page = ProfilesPage::new(session, roles, present, &region);
        page.form.complete(&ProfileField::Region, Completion::of(known::regions(&self.inventory)));
        self.open_wizard(WizardWindow::Profiles(page));
    }

    /// The files were read: a session that the wizard wrote is there now.
    pub(super) fn wizard_after_loading(&mut self, effects: &mut Vec<Effect>) {
        let Some(id) = self.wizard_wrote.take() else { return };
        let Some(entry) = self.inventory.session(&id) else {
            self.wizard_wrote = Some(id);
            return;
        };
        let session = entry.session.clone();
        self.find_roles_first(session, effects);
    }

    /// The accounts and roles of a session are known.
    pub(super) fn wizard_after_enumerating(&mut self, id: &SessionId, effects: &mut Vec<Effect>) {
        if self.wizard_goes_on.as_ref() == Some(id) {
            self.wizard_goes_on = None;
            if self.overlays.is_empty() {
                self.choose_roles(id, effects);
            }
        }
    }

    /// What was typed changed.
    pub(super) fn follow_wizard(&mut self) {
        let sessions = self.sessions_known();
        let Some(Overlay::Wizard(window)) = self.overlays.last_mut() else { return };
        match &mut **window {
            WizardWindow::Session(page) => page.follow(&sessions),
            WizardWindow::Profiles(page) => page.follow(),
        }
    }

    /// Where the start URL is of a domain of the organisation's own, that is asked which region it leads to, once.
    pub(super) fn find_region(&mut self, effects: &mut Vec<Effect>) {
        let Some(Overlay::Wizard(window)) = self.overlays.last_mut() else { return };
        if let WizardWindow::Session(page) = &mut **window
            && let Some(url) = page.start_url()
            && !start_url::is_aws(&url)
            && page.asked.as_ref() != Some(&url)
        {
            page.asked = Some(url.clone());
            page.found = None;
            effects.push(self.jobs.start(JobKey::FindRegion, Job::FindRegion(url)));
        }
    }

    /// The domain answered, or did not.
    pub(super) fn region_found(&mut self, region: Option<Region>) {
        let sessions = self.sessions_known();
        let window = self.overlays.iter_mut().find_map(|overlay| match overlay {
            Overlay::Wizard(window) => Some(&mut **window),
            _ => None,
        });
        if let Some(WizardWindow::Session(page)) = window {
            page.found = region;
            page.follow(&sessions);
        }
    }

    pub(super) fn sessions_known(&self) -> Vec<Session> {
        self.inventory.described_sessions()
    }

    /// On to the diff.
    pub(super) fn wizard_go_on(&mut self, effects: &mut Vec<Effect>) {
        let Some(Overlay::Wizard(window)) = self.overlays.last() else { return };
        let sessions = self.sessions_known();
        let profiles = &self.inventory.profiles;
        let outcome = match &**window {
            WizardWindow::Session(page) => page.outcome(profiles, &sessions),
            WizardWindow::Profiles(page) => page.outcome(profiles, &sessions),
        };
        match outcome {
            Ok(outcome) => self.propose(outcome.plan, outcome.warnings, effects),
            Err(failure) => {
                let Some(Overlay::Wizard(window)) = self.overlays.last_mut() else { return };
                match &mut **window {
                    WizardWindow::Session(page) => page.insist(&failure),
                    WizardWindow::Profiles(page) => page.insist(&failure),
                }
            }
        }
    }

    /// The change was written: the window goes, and a new session is signed in to as soon as it is read.
    pub(super) fn close_wizard(&mut self) {
        let place = self.overlays.iter().position(|overlay| matches!(overlay, Overlay::Wizard(_)));
        let Some(Overlay::Wizard(window)) = place.map(|place| self.overlays.remove(place)) else { return };
        if let WizardWindow::Session(page) = *window {
            let name = page.form.answer(&SessionField::Name).trim().to_owned();
            self.wizard_wrote = Some(SessionId::Named(name.into()));
        }
    }
}

/// Roles of a tree, with the names of their accounts.
fn chosen_roles(tree: &Tree, roles: BTreeSet<(AccountId, RoleName)>) -> Vec<ChosenRole> {
    let name = |id: &AccountId| tree.accounts.iter().find(|it| it.id == *id)?.name.clone();
    let chosen = |(account_id, role_name): (AccountId, RoleName)| ChosenRole {
        account_name: name(&account_id),
        account_id,
        role_name,
    };
    roles.into_iter().map(chosen).collect()
}
