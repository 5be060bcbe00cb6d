//! The two ways to sign in: changing from one to the other, and the address that comes back from a browser elsewhere.

use super::{Approval, SignIn};
use crate::app::layout::Pane;
use crate::app::msg::{Effect, JobKey};
use crate::app::overlay::Overlay;
use crate::app::state::State;
use crate::domain::network::ProfileNetwork;
use crate::domain::profile::Profile;
use crate::domain::session::SessionId;
use crate::domain::sign_in::{Because, Decision, SignInMethod};

impl SignIn {
    /// It goes on by device code, because the browser's answer cannot be listened for.
    pub(super) fn fall_back(&mut self, why: String) {
        self.decision = Decision { method: SignInMethod::DeviceCode, because: Because::NoPort };
        self.instead = Some(why);
    }

    /// The browser's answer came.
    pub(super) fn answer(&mut self) {
        self.answered = true;
        self.not_used = None;
        self.typed = None;
    }
}

impl State {
    /// The sign-in in the top window that takes the address at which its browser ended, and whether the keys go into
    /// it. Then the shell keeps keys and pastes for itself, for that address holds the authorization code.
    pub fn wanted_address(&self) -> Option<(&SessionId, bool)> {
        let Some(Overlay::SignIn(id)) = self.overlays.last() else { return None };
        let running = self.sign_ins.running.get(id)?;
        let waits = matches!(running.approval, Some(Approval::Browser(_))) && !running.answered;
        waits.then_some((id, running.typed.is_some()))
    }

    /// The sign-in in the window.
    fn shown_sign_in_mut(&mut self) -> Option<&mut SignIn> {
        let Some(Overlay::SignIn(id)) = self.overlays.last() else { return None };
        self.sign_ins.running.get_mut(id)
    }

    /// `p` in the window.
    pub(in crate::app) fn type_address(&mut self) {
        let wanted = self.wanted_address().is_some();
        match self.shown_sign_in_mut() {
            Some(running) if wanted => {
                running.typed = Some(0);
                running.not_used = None;
            }
            Some(running) if running.decision.method == SignInMethod::DeviceCode => {
                self.info("By device code no address comes back from the browser.");
            }
            _ => self.info("No address is waited for now."),
        }
    }

    /// The shell has so many characters of it now.
    pub(in crate::app) fn address_typed(&mut self, characters: usize) {
        if let Some(SignIn { typed: Some(typed), .. }) = self.shown_sign_in_mut() {
            *typed = characters;
        }
    }

    /// `Enter` while typing it.
    pub(in crate::app) fn send_address(&mut self, effects: &mut Vec<Effect>) {
        let Some((id, true)) = self.wanted_address() else { return };
        let key = JobKey::SignIn(id.clone());
        let Some(running) = self.shown_sign_in_mut() else { return };
        if running.typed == Some(0) {
            return self.info("Nothing is typed yet. Esc goes back.");
        }
        running.typed = None;
        effects.push(Effect::SendAddress(key));
    }

    /// `Esc` while typing it. Whether there was something to stop.
    pub(in crate::app) fn stop_typing_address(&mut self, id: &SessionId) -> bool {
        self.sign_ins.running.get_mut(id).is_some_and(|running| running.typed.take().is_some())
    }

    /// `m` in the window: cancels, and starts again in the other way.
    pub(in crate::app) fn other_way(&mut self, effects: &mut Vec<Effect>) {
        let Some((id, running)) = self.shown_sign_in() else { return };
        if id.is_legacy() {
            return self.info(format!("It is by device code, {}.", Because::Legacy.words()));
        }
        let method = running.decision.method.other();
        let Some(session) = running.session.clone() else { return };
        let SignIn { network, anew, .. } = running.clone();
        let sign_in = SignIn { session: Some(session.clone()), network, anew, ..SignIn::default() };
        self.begin_sign_in(session, sign_in, Some(method), effects);
    }

    /// What the profile in focus says of the way to AWS, if it is one of this session: like `aws sso login --profile`, a
    /// sign-in that is started from its row goes by its keys. Of several marked ones of a session the first one counts.
    pub(super) fn network_in_focus(&self, session: &SessionId) -> Option<Box<ProfileNetwork>> {
        if self.focus != Pane::Profiles {
            return None;
        }
        let is_of_session = |profile: &&Profile| profile.session.as_ref() == Some(session);
        let profile = self.chosen_profiles().into_iter().find(is_of_session)?;
        Some(Box::new(ProfileNetwork::of(&profile.settings, &self.inventory.services)))
    }
}
