//! When a session is asked for its accounts and roles, and what becomes of the answers.

use std::collections::{BTreeMap, HashMap};

use jiff::{SignedDuration, Timestamp};

use super::msg::{Effect, Job, JobKey};
use super::state::State;
use super::text::counted;
use crate::domain::names::AccountId;
use crate::domain::organization::Organization;
use crate::domain::progress::EnumerateEvent;
use crate::domain::session::{Session, SessionId};
use crate::domain::token::TokenState;
use crate::error::{Failure, FailureKind};
use crate::keys::Action;

impl State {
    /// Asks every session that can answer and whose accounts are unknown or old. Once per token, so
    /// that a failure is not repeated with each reading of the files.
    pub(super) fn enumerate_what_is_old(&mut self, effects: &mut Vec<Effect>) {
        let mut wanted: Vec<(Session, Timestamp)> = Vec::new();
        for entry in &self.inventory.sessions {
            let id = &entry.session.id;
            let Some(facts) = entry.token.facts() else { continue };
            let fits = entry.session.sso_region.is_some() && self.token_state(entry) == TokenState::Valid;
            let runs = self.jobs.is_running(&JobKey::Enumerate(id.clone()));
            if fits && !runs && self.asked.get(id) != Some(&facts.expires_at) && self.is_old(id) {
                wanted.push((entry.session.clone(), facts.expires_at));
            }
        }
        for (session, token) in wanted {
            self.asked.insert(session.id.clone(), token);
            self.start_enumeration(session, effects);
        }
    }

    fn is_old(&self, id: &SessionId) -> bool {
        let fetched = self.inventory.organizations.get(id).and_then(|stored| stored.fetched_at);
        let Some(fetched) = fetched else { return true };
        let hours = SignedDuration::from_hours(i64::from(self.settings.refresh_hours));
        fetched.checked_add(hours).is_ok_and(|end| end <= self.now)
    }

    /// `r`: asks now, or says why that is impossible.
    pub(super) fn enumerate(&mut self, session: Session, effects: &mut Vec<Effect>) {
        let id = session.id.clone();
        let Some(entry) = self.inventory.session(&id) else { return };
        let state = self.token_state(entry);
        let key = self.keymap.key_of(Action::SignIn).unwrap_or_default();
        match state {
            // One that is over is renewed on the way.
            TokenState::Valid | TokenState::Renewable | TokenState::Clock => {
                self.info(format!("Asking {id} for its accounts and roles."));
                self.start_enumeration(session, effects);
            }
            TokenState::Expired | TokenState::SignedOut | TokenState::Broken => {
                self.info(format!("Listing accounts and roles needs a sign-in to {id}: press {key}."));
            }
        }
    }

    pub(super) fn start_enumeration(&mut self, session: Session, effects: &mut Vec<Effect>) {
        let id = session.id.clone();
        self.trees.entry(id.clone()).or_default().start();
        effects.push(self.jobs.start(JobKey::Enumerate(id), Job::Enumerate(session)));
    }

    pub(super) fn enumerate_event(&mut self, id: &SessionId, event: EnumerateEvent) {
        let tree = self.trees.entry(id.clone()).or_default();
        match event {
            EnumerateEvent::Accounts(page) => tree.add_accounts(&page),
            EnumerateEvent::AllAccountsListed => tree.all_accounts_listed(),
            EnumerateEvent::Roles { account, roles } => tree.set_roles(&account, &roles),
            EnumerateEvent::AccountFailed { account, message } => tree.set_failed(&account, &message),
            EnumerateEvent::Throttled { requests_per_second } => {
                if let Some(running) = &mut tree.running {
                    running.throttled = Some(requests_per_second);
                }
            }
            EnumerateEvent::Trouble(why) => {
                if let Some(running) = &mut tree.running {
                    running.trouble = Some(why);
                }
            }
            EnumerateEvent::NotKept(why) => {
                self.error(format!("{id} is listed, but that could not be kept for the next start: {why}"));
            }
            EnumerateEvent::Token(event) => {
                if let Some(running) = &mut tree.running {
                    running.trouble = Some(event.to_string());
                }
            }
        }
    }

    pub(super) fn enumerated(&mut self, id: &SessionId, result: Result<Organization, Failure>) {
        let tree = self.trees.entry(id.clone()).or_default();
        match result {
            Ok(found) => {
                tree.apply(&found);
                tree.stop(None);
                let news = tree.news();
                let failed = tree.accounts.iter().filter(|account| account.failed.is_some()).count();
                self.inventory.organizations.insert(id.clone(), found);
                // The names of accounts are part of what profiles show.
                let selected = self.selected_profile().map(|profile| profile.name.clone());
                self.rebuild_profiles(selected.as_ref());
                if let Some(news) = news {
                    self.info(format!("{id}: {news}."));
                }
                if failed > 0 {
                    self.error(format!("{} of {id} could not be listed.", counted(failed, "account")));
                }
            }
            Err(failure) => {
                tree.stop(Some(failure.clone()));
                if failure.kind == FailureKind::SignInNeeded {
                    self.token_refused(id, &failure);
                } else {
                    self.failure(&failure);
                }
            }
        }
    }

    /// The portal refused the token, so it is over whatever its file says.
    fn token_refused(&mut self, id: &SessionId, failure: &Failure) {
        let end = self.inventory.session(id).and_then(|entry| Some(entry.token.facts()?.expires_at));
        // Nor can it be renewed: that was tried.
        let evidence = self.evidence.entry(id.clone()).or_default();
        (evidence.refused, evidence.over) = (end, end);
        let key = self.keymap.key_of(Action::SignIn).unwrap_or_default();
        self.error(format!("{} {} Press {key} to sign in to {id}.", failure.what, failure.why));
    }

    /// Stops the enumeration that is shown. Returns whether one ran.
    pub(super) fn cancel_enumeration(&mut self, effects: &mut Vec<Effect>) -> bool {
        let Some(id) = self.shown_session.clone() else { return false };
        let Some(effect) = self.jobs.cancel(&JobKey::Enumerate(id.clone())) else { return false };
        effects.push(effect);
        if let Some(tree) = self.trees.get_mut(&id) {
            tree.stop(None);
        }
        let key = self.keymap.key_of(Action::Reload).unwrap_or_default();
        self.info(format!("Listing {id} is cancelled. {key} starts it again."));
        true
    }

    /// The names of all accounts that are known.
    pub(super) fn account_names(&self) -> BTreeMap<SessionId, HashMap<AccountId, String>> {
        let named = |organization: &Organization| {
            let accounts = organization.accounts.iter();
            accounts.filter_map(|account| Some((account.id.clone(), account.name.clone()?))).collect()
        };
        self.inventory
            .organizations
            .iter()
            .map(|(id, organization)| (id.clone(), named(organization)))
            .collect()
    }
}
