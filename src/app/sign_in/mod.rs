//! Signing in: several sessions at once, one of them in the window, others in the background or waiting for their turn.

mod way;

use std::collections::{BTreeMap, VecDeque};

use jiff::Timestamp;

use super::msg::{Effect, Job, JobKey};
use super::overlay::Overlay;
use super::state::State;
use super::text::counted;
use crate::domain::network::ProfileNetwork;
use crate::domain::progress::{BrowserApproval, DeviceApproval, SignInEvent};
use crate::domain::session::{Session, SessionId};
use crate::domain::sign_in::{Decision, SignInMethod};
use crate::domain::token::{TokenFacts, TokenState};
use crate::domain::web_address;
use crate::error::Failure;
use crate::keys::Action;

/// A sign-in under way.
#[derive(Debug, Clone, Default)]
pub struct SignIn {
    /// Where to, should it start again: it may not be in the config file yet.
    session: Option<Session>,
    /// The way of the profile that it was started from, should it start again.
    network: Option<Box<ProfileNetwork>>,
    /// Which way, and why.
    pub decision: Decision,
    /// Why it is not the way that was decided on.
    pub instead: Option<String>,
    /// What the user needs to approve; `None` until the server answered.
    pub approval: Option<Approval>,
    /// The browser's answer came.
    pub answered: bool,
    /// What came and was not used, why.
    pub not_used: Option<String>,
    /// While the address at which the browser ended is typed: how many characters of it. The address itself, which
    /// holds the authorization code, stays in the shell.
    pub typed: Option<usize>,
    /// What goes wrong at the moment but may pass.
    pub trouble: Option<String>,
    /// The interval that the server asked for, in seconds.
    pub slowed_down: Option<u64>,
    /// Whether another program is signing in to the session or renews its token, so that only its token has to be waited for.
    pub waiting_for_other: bool,
    /// Why no browser was opened.
    pub not_opened: Option<String>,
    /// Whether the window was closed while it goes on.
    pub background: bool,
    /// Whether the old session still has to end first.
    anew: bool,
    /// The code or page for which a browser was opened.
    opened_for: Option<String>,
}

/// What the user needs to approve.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Approval {
    DeviceCode(DeviceApproval),
    Browser(BrowserApproval),
}

impl Approval {
    /// When it is over.
    pub fn expires_at(&self) -> Timestamp {
        match self {
            Self::DeviceCode(approval) => approval.expires_at,
            Self::Browser(approval) => approval.expires_at,
        }
    }

    /// The page to open: the one that needs no typing, if there is one.
    fn page(&self) -> &str {
        match self {
            Self::DeviceCode(approval) => approval
                .verification_uri_complete
                .as_deref()
                .filter(|url| web_address::parse(url).is_some())
                .unwrap_or(&approval.verification_uri),
            Self::Browser(approval) => &approval.url,
        }
    }

    /// Whether it is approved at this address.
    fn is_at(&self, url: &str) -> bool {
        match self {
            Self::DeviceCode(approval) => {
                approval.verification_uri == url || approval.verification_uri_complete.as_deref() == Some(url)
            }
            Self::Browser(approval) => approval.url == url,
        }
    }

    /// What tells it from another one.
    fn name(&self) -> &str {
        match self {
            Self::DeviceCode(approval) => &approval.user_code,
            Self::Browser(approval) => &approval.url,
        }
    }
}

/// All of them.
#[derive(Debug, Clone, Default)]
pub struct SignIns {
    pub running: BTreeMap<SessionId, SignIn>,
    /// Sessions whose turn comes when nothing runs any more.
    pub queue: VecDeque<Session>,
}

impl State {
    /// `l`: the selection's session, or those of all marked rows that need it.
    pub(super) fn sign_in(&mut self, effects: &mut Vec<Effect>) {
        if self.marked() > 0 {
            return self.sign_in_marked(effects);
        }
        let Some(entry) = self.session_in_focus().cloned() else { return self.say_why_no_session() };
        if !self.renew_instead(&entry, effects) {
            self.start_sign_in(entry.session, false, effects);
        }
    }

    /// `R`: a session from its beginning. Signing in alone would continue the old one, with its end and its roles.
    pub(super) fn sign_in_anew(&mut self, effects: &mut Vec<Effect>) {
        for session in self.chosen_sessions().into_iter().rev() {
            if self.sign_ins.running.contains_key(&session.id) || !self.has_token(&session.id) {
                self.start_sign_in(session, false, effects);
                continue;
            }
            self.stop_using_token(&session.id, effects);
            self.start(session, true, false, effects);
        }
    }

    fn sign_in_marked(&mut self, effects: &mut Vec<Effect>) {
        let chosen = self.chosen_sessions();
        if chosen.is_empty() {
            return;
        }
        let needs = |session: &Session| {
            self.inventory.session(&session.id).is_some_and(|entry| needs_sign_in(self.token_state(entry)))
        };
        let needed: Vec<Session> = chosen.into_iter().filter(needs).collect();
        if needed.is_empty() {
            return self.info("None of the marked sessions needs signing in.");
        }
        for session in needed.into_iter().rev() {
            // In reverse, so that the first one's window ends on top.
            self.start_sign_in(session, false, effects);
        }
    }

    /// `A`: everything that needs it, one after another.
    pub(super) fn sign_in_all(&mut self, effects: &mut Vec<Effect>) {
        let needed = self.inventory.sessions.iter().filter(|entry| {
            needs_sign_in(self.token_state(entry)) && !self.sign_ins.running.contains_key(&entry.session.id)
        });
        let (possible, without): (Vec<Session>, Vec<Session>) =
            needed.map(|entry| entry.session.clone()).partition(|session| missing_key(session).is_none());
        self.say_passed_over(&without);
        if possible.is_empty() {
            if without.is_empty() {
                self.info(match self.inventory.sessions.is_empty() {
                    true => "There is no session to sign in to.",
                    false => "No session needs signing in.",
                });
            }
            return;
        }
        if possible.len() > 1 {
            self.info(format!("Signing in to {}, one after another.", counted(possible.len(), "session")));
        }
        self.sign_ins.queue = possible.into();
        self.next_in_queue(false, effects);
    }

    /// Which sessions nobody can sign in to, and what helps.
    fn say_passed_over(&mut self, sessions: &[Session]) {
        let has_no = |session: &Session| Some(format!("{} has no {}", session.id, missing_key(session)?));
        let reasons: Vec<String> = sessions.iter().filter_map(has_no).collect();
        if reasons.is_empty() {
            return;
        }
        let key = self.keymap.key_of(Action::OpenConfig);
        let opens = key.map(|key| format!(" {key} opens {}.", self.facts.config_path)).unwrap_or_default();
        self.error(format!("Passed over: {}. Add what is missing.{opens}", reasons.join(", ")));
    }

    fn next_in_queue(&mut self, background: bool, effects: &mut Vec<Effect>) {
        if self.sign_ins.running.is_empty()
            && let Some(session) = self.sign_ins.queue.pop_front()
        {
            self.start_sign_in(session, background, effects);
        }
    }

    pub(super) fn start_sign_in(&mut self, session: Session, background: bool, effects: &mut Vec<Effect>) {
        self.start(session, false, background, effects);
    }

    fn start(&mut self, session: Session, anew: bool, background: bool, effects: &mut Vec<Effect>) {
        let id = session.id.clone();
        if let Some(running) = self.sign_ins.running.get_mut(&id) {
            running.background = false;
            return self.show_sign_in(id);
        }
        if let Some(key) = missing_key(&session) {
            return self.failure(
                &Failure::new(format!("Cannot sign in to {id}."), format!("It has no {key}."))
                    .hint(format!("Add the key to {}.", self.facts.config_path)),
            );
        }
        let network = self.network_in_focus(&id);
        let sign_in =
            SignIn { session: Some(session.clone()), network, background, anew, ..SignIn::default() };
        self.begin_sign_in(session, sign_in, None, effects);
    }

    /// Starts it, in the way that was asked for or that the settings say.
    fn begin_sign_in(
        &mut self,
        session: Session,
        sign_in: SignIn,
        asked: Option<SignInMethod>,
        effects: &mut Vec<Effect>,
    ) {
        let id = session.id.clone();
        let decision = self.settings.sign_in_for(&session, asked, &self.facts.surroundings);
        let SignIn { network, anew, background, .. } = sign_in.clone();
        self.sign_ins.running.insert(id.clone(), SignIn { decision, ..sign_in });
        let redirect_port = self.settings.redirect_port;
        let job = Job::SignIn { session, method: decision.method, redirect_port, network, anew };
        effects.push(self.jobs.start(JobKey::SignIn(id.clone()), job));
        if !background {
            self.show_sign_in(id);
        }
    }

    fn show_sign_in(&mut self, id: SessionId) {
        self.overlays.retain(|overlay| !matches!(overlay, Overlay::SignIn(_)));
        self.overlays.push(Overlay::SignIn(id));
    }

    /// The sign-in in the window.
    pub fn shown_sign_in(&self) -> Option<(&SessionId, &SignIn)> {
        self.overlays.iter().rev().find_map(|overlay| match overlay {
            Overlay::SignIn(id) => Some((id, self.sign_ins.running.get(id)?)),
            _ => None,
        })
    }

    pub(super) fn sign_in_event(&mut self, id: &SessionId, event: SignInEvent, effects: &mut Vec<Effect>) {
        let Some(running) = self.sign_ins.running.get_mut(id) else { return };
        match event {
            SignInEvent::Starting => {}
            SignInEvent::Approval(approval) => {
                self.show_approval(id, Approval::DeviceCode(approval), effects)
            }
            SignInEvent::BrowserApproval(approval) => {
                self.show_approval(id, Approval::Browser(approval), effects)
            }
            SignInEvent::DeviceCodeInstead(why) => running.fall_back(why),
            SignInEvent::NotUsed(why) => running.not_used = Some(why),
            SignInEvent::Answered => running.answer(),
            SignInEvent::SlowedDown { interval_seconds } => running.slowed_down = Some(interval_seconds),
            SignInEvent::Trouble(why) => running.trouble = Some(why),
            SignInEvent::Recovered => running.trouble = None,
            SignInEvent::WaitingForOther => running.waiting_for_other = true,
            SignInEvent::SignedOut(report) => {
                running.anew = false;
                self.tell_signed_out(id, &report);
                effects.push(Effect::Load);
            }
        }
    }

    /// The user has something to approve, maybe anew.
    fn show_approval(&mut self, id: &SessionId, approval: Approval, effects: &mut Vec<Effect>) {
        let Some(running) = self.sign_ins.running.get_mut(id) else { return };
        running.trouble = None;
        running.waiting_for_other = false;
        running.answered = false;
        let is_new = running.opened_for.as_deref() != Some(approval.name());
        running.opened_for = Some(approval.name().to_owned());
        running.approval = Some(approval);
        if self.settings.open_browser && is_new {
            self.open_browser(id, effects);
        }
    }

    /// Asks for a browser on the page of a sign-in.
    fn open_browser(&mut self, id: &SessionId, effects: &mut Vec<Effect>) {
        let Some(running) = self.sign_ins.running.get_mut(id) else { return };
        let Some(approval) = &running.approval else { return };
        let url = approval.page();
        if web_address::parse(url).is_none() {
            running.not_opened = Some("The server's address is neither http nor https.".to_owned());
            return;
        }
        running.not_opened = None;
        let url = url.to_owned();
        let browser = self.settings.browser_for(id).map(str::to_owned);
        effects.push(Effect::OpenUrl { url, browser });
    }

    /// `o` in the window.
    pub(super) fn open_browser_again(&mut self, effects: &mut Vec<Effect>) {
        let Some((id, running)) = self.shown_sign_in() else { return };
        let (id, ready) = (id.clone(), running.approval.is_some());
        if !ready {
            return self.info("The server has not answered yet.");
        }
        self.open_browser(&id, effects);
    }

    /// A browser was opened, or not.
    pub(super) fn opened(&mut self, url: &str, result: Result<(), Failure>) {
        let Err(failure) = result else { return };
        let mut told = false;
        for running in self.sign_ins.running.values_mut() {
            if running.approval.as_ref().is_some_and(|approval| approval.is_at(url)) {
                running.not_opened = Some(failure.why.clone());
                told = !running.background;
            }
        }
        if !told {
            self.failure(&failure);
            self.console_not_opened(url);
        }
    }

    /// `y` in the window.
    pub(super) fn copy_code(&mut self, effects: &mut Vec<Effect>) {
        let approval = self.shown_sign_in().and_then(|(_, running)| running.approval.as_ref());
        let (text, what) = match approval {
            Some(Approval::DeviceCode(approval)) => (approval.user_code.clone(), "the code"),
            Some(Approval::Browser(approval)) => (approval.url.clone(), "the address of the page"),
            None => return self.info("There is nothing to copy yet."),
        };
        self.copy(text, what.to_owned(), effects);
    }

    /// Closes the window; the sign-in goes on.
    pub(super) fn background(&mut self) {
        let Some(Overlay::SignIn(id)) = self.overlays.last() else { return };
        let id = id.clone();
        self.overlays.pop();
        if let Some(running) = self.sign_ins.running.get_mut(&id) {
            running.background = true;
            let key = self.keymap.key_of(Action::SignIn).unwrap_or_default();
            self.info(format!("Signing in to {id} goes on. {key} on it shows the window again."));
        }
    }

    /// `Tab` in the window.
    pub(super) fn next_sign_in(&mut self) {
        let Some((id, _)) = self.shown_sign_in() else { return };
        let after = self.sign_ins.running.keys().find(|other| *other > id);
        let Some(next) = after.or_else(|| self.sign_ins.running.keys().next()) else { return };
        if next == id {
            return self.info("No other sign-in is under way.");
        }
        let next = next.clone();
        self.show_sign_in(next);
    }

    /// `Esc` in the window. Cancels what waits for its turn, too.
    pub(super) fn cancel_sign_in(&mut self, id: &SessionId, effects: &mut Vec<Effect>) {
        effects.extend(self.jobs.cancel(&JobKey::SignIn(id.clone())));
        self.sign_ins.running.remove(id);
        let waiting = self.sign_ins.queue.len();
        self.sign_ins.queue.clear();
        self.close_sign_in(id);
        let rest = match waiting {
            0 => String::new(),
            1 => " So is the one that waited.".to_owned(),
            _ => format!(" So are the {waiting} that waited."),
        };
        self.info(format!("Signing in to {id} is cancelled.{rest}"));
    }

    /// Closes the window of a sign-in that ended, or gives it to another one that has not been put aside.
    fn close_sign_in(&mut self, id: &SessionId) {
        let shown = self.overlays.iter().any(|overlay| overlay.is_sign_in_to(id));
        if !shown {
            return;
        }
        self.overlays.retain(|overlay| !overlay.is_sign_in_to(id));
        let next = self.sign_ins.running.iter().find(|(_, running)| !running.background);
        if let Some(next) = next.map(|(id, _)| id.clone()) {
            self.show_sign_in(next);
        }
    }

    /// A sign-in ended.
    pub(super) fn signed_in(
        &mut self,
        id: &SessionId,
        result: Result<TokenFacts, Failure>,
        effects: &mut Vec<Effect>,
    ) {
        if self.overlays.last().is_some_and(|overlay| overlay.is_sign_in_to(id)) {
            self.closes_by_itself();
        }
        let background = self.sign_ins.running.remove(id).is_some_and(|running| running.background);
        self.close_sign_in(id);
        match result {
            Ok(facts) => {
                self.info(format!("Signed in to {id}."));
                self.evidence.entry(id.clone()).or_default().refused = None;
                effects.push(Effect::Load);
                self.asked.insert(id.clone(), facts.expires_at);
                if let Some(session) = self.inventory.session(id).map(|entry| entry.session.clone()) {
                    self.start_enumeration(session, effects);
                }
            }
            Err(failure) => self.failure(&failure),
        }
        // The successor of one that was put aside is put aside, too.
        self.next_in_queue(background, effects);
    }
}

/// What is missing in the config file to sign in to the session.
fn missing_key(session: &Session) -> Option<&'static str> {
    match (&session.start_url, &session.sso_region) {
        (None, _) => Some("sso_start_url"),
        (_, None) => Some("sso_region"),
        _ => None,
    }
}

/// Whether a browser is needed: not for what can be renewed.
pub fn needs_sign_in(state: TokenState) -> bool {
    match state {
        TokenState::Expired | TokenState::SignedOut | TokenState::Broken => true,
        TokenState::Valid | TokenState::Renewable | TokenState::Clock => false,
    }
}
