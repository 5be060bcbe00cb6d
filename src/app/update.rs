//! Routing: which part of the state a message concerns.

use crossterm::event::KeyEvent;

use super::layout::Pane;
use super::mouse;
use super::msg::{Effect, JobEvent, JobKey, Msg};
use super::overlay::Overlay;
use super::state::{Phase, State};
use crate::domain::countdown;
use crate::domain::inventory::Inventory;
use crate::domain::names::ProfileName;
use crate::domain::profile::{Problem, Severity};
use crate::domain::session::SessionId;
use crate::domain::token::{CLOCK_TOLERANCE_SECONDS, TokenFile};
use crate::error::Failure;
use crate::keys::{Action, Context, KeySequence, Keymap, Resolved, combination_of};
use crate::settings::{Settings, Unusable};

/// Changes the state by what happened. Answers with what is to be done outside.
pub fn update(state: &mut State, msg: Msg) -> Vec<Effect> {
    let mut effects = Vec::new();
    match msg {
        Msg::Now(now) => {
            state.now = now;
            state.pending.expire(now);
        }
        Msg::Key(key) => state.key(key, &mut effects),
        Msg::Mouse(event) => mouse::update(state, event, &mut effects),
        Msg::Paste(text) => state.paste(&text),
        Msg::AddressTyped(characters) => state.address_typed(characters),
        Msg::Resize { columns, rows } => {
            state.size = ratatui::layout::Size { width: columns, height: rows };
        }
        Msg::Settings(result) => state.apply_settings(*result),
        Msg::Loaded(inventory) => state.loaded(*inventory, &mut effects),
        Msg::LoadFailed(failure) => state.load_failed(failure),
        Msg::NotWatched(failure) => state.failure(&failure),
        Msg::Job { key, run, event } => {
            if state.jobs.is_current(&key, run) {
                state.job(&key, event, &mut effects);
            }
        }
        Msg::Copied { what, result } => state.copied(&what, result, &mut effects),
        Msg::Opened { url, result } => state.opened(&url, result),
        Msg::Recorded(result) => state.recorded(result),
        Msg::Returned(result) => state.returned(result, &mut effects),
        Msg::Painted => {
            state.profiles.prepare(&state.inventory.profiles);
            return effects;
        }
        Msg::CannotSuspend => state.info("There is no shell with job control to go back to."),
    }
    state.keep_up(&mut effects);
    state.settle();
    effects
}

impl State {
    pub fn info(&mut self, text: impl Into<String>) {
        self.toasts.info(self.now, text);
    }

    pub fn error(&mut self, text: impl Into<String>) {
        self.toasts.error(self.now, text);
    }

    pub fn failure(&mut self, failure: &Failure) {
        self.toasts.failure(self.now, failure);
    }

    fn key(&mut self, key: KeyEvent, effects: &mut Vec<Effect>) {
        let combination = combination_of(key);
        if self.is_for_closed_window(key) {
            self.pending.clear();
            let name = KeySequence(vec![combination]);
            return self.toasts.fleeting(
                self.now,
                format!("{name} came when the window had just closed, and did nothing."),
            );
        }
        // Whoever presses another key has seen that the window is gone.
        self.just_closed = None;
        let context = self.context();
        let continued = !self.pending.is_empty();
        let pressed = self.pending.push(combination, self.now);
        let mut resolved = self.keymap.resolve(context.with_fallbacks(), pressed);
        if resolved == Resolved::Nothing && continued {
            // Not a sequence: the key stands for itself, and Esc only takes the pending one back.
            let escape = self.keymap.resolve(context.with_fallbacks(), &[combination]);
            self.pending.clear();
            if escape == Resolved::Action(Action::Back) {
                return;
            }
            resolved = escape;
            if resolved == Resolved::Pending {
                self.pending.push(combination, self.now);
            }
        }
        match resolved {
            Resolved::Pending => {}
            Resolved::Action(action) => {
                self.pending.clear();
                self.perform(action, effects);
            }
            Resolved::Nothing => {
                self.pending.clear();
                self.unbound(key, &KeySequence(vec![combination]).to_string());
            }
        }
    }

    /// A key without a meaning goes into the text being typed, else it is said that it has none.
    fn unbound(&mut self, key: KeyEvent, name: &str) {
        if let Some(form) = self.overlays.last_mut().and_then(Overlay::form_mut) {
            if form.key(key) {
                self.typed_in_window();
            }
            return;
        }
        if let Some(line) = self.overlays.last_mut().and_then(Overlay::line_mut) {
            line.key(key);
            self.typed_in_window();
            return;
        }
        if self.overlays.is_empty()
            && let Some(line) = self.line_mut()
            && line.editing
        {
            line.key(key);
            self.refilter();
            return;
        }
        let help = self.keymap.key_of(Action::Help).unwrap_or_else(|| "?".to_owned());
        let place = match self.overlays.last() {
            Some(_) => "in this window",
            None => "here",
        };
        self.toasts.fleeting(self.now, format!("{name} does nothing {place}. {help} shows the keys."));
    }

    fn paste(&mut self, text: &str) {
        // It may be the address of a sign-in, which holds a secret.
        if matches!(self.closed_context(), Some(Context::SignIn | Context::AddressLine)) {
            return self.info("The window had just closed: what was pasted is not used.");
        }
        if let Some(form) = self.overlays.last_mut().and_then(Overlay::form_mut) {
            form.paste(text);
            return self.typed_in_window();
        }
        if let Some(line) = self.overlays.last_mut().and_then(Overlay::line_mut) {
            line.paste(text);
            self.typed_in_window();
            return;
        }
        if self.overlays.is_empty()
            && let Some(line) = self.line_mut()
            && line.editing
        {
            line.paste(text);
            self.refilter();
            return;
        }
        if !self.overlays.is_empty() || text.trim().is_empty() {
            return self.info("Nothing here takes a text.");
        }
        // What one pastes into the panes is to be found: an account id, an ARN, a link.
        self.filter();
        if let Some(line) = self.line_mut() {
            line.set(text);
        }
        self.refilter();
    }

    pub(super) fn refilter(&mut self) {
        self.profiles.refilter(&self.inventory.profiles);
        if let Some(tree) = self.tree_mut() {
            tree.refilter();
        }
    }

    fn apply_settings(&mut self, result: Result<Settings, Unusable>) {
        match result {
            // They are read with everything else, again and again: a key of two that was pressed stays so.
            Ok(settings) if settings == self.settings => {}
            Ok(settings) => self.take_settings(settings),
            Err(Unusable { failure, instead }) => {
                // What held before goes on. The guards of the file hold all the same.
                if self.settings == Settings::default() {
                    self.take_settings(instead);
                } else if !instead.guards.is_empty() {
                    self.settings.guards = instead.guards;
                }
                self.failure(&failure);
            }
        }
    }

    fn take_settings(&mut self, settings: Settings) {
        self.keymap = Keymap::new(&settings.keys);
        self.settings = settings;
        self.pending.clear();
        self.reorder();
    }

    fn loaded(&mut self, inventory: Inventory, effects: &mut Vec<Effect>) {
        let mut profile = self.selected_profile().map(|profile| profile.name.clone());
        if self.phase != Phase::Read && self.profiles.line.is_empty() {
            // At the start, where the environment already is.
            profile = self.facts.aws_profile.as_deref().map(ProfileName::from);
            if self.is_picking() {
                // The likeliest one is on top.
                profile = None;
            } else if profile.is_none() {
                // Else where there is something to sign in to.
                let mut profiles = inventory.profiles.iter();
                profile = profiles
                    .find(|profile| {
                        profile.session.as_ref().is_some_and(|id| inventory.session(id).is_some())
                    })
                    .map(|profile| profile.name.clone());
            }
        }
        let session = self.selected_session().map(|entry| entry.session.id.clone());
        let known = std::mem::replace(&mut self.inventory, inventory).problems;
        self.tell_new_problems(&known);
        if self.phase != Phase::Read
            && !self.is_picking()
            && self.inventory.profiles.is_empty()
            && !self.inventory.sessions.is_empty()
        {
            // Where a newcomer goes on: signing in, then making profiles.
            self.focus_on(Pane::Sessions);
        }
        self.phase = Phase::Read;
        self.unread = None;
        self.forget_reach();
        for (id, organization) in &self.inventory.organizations {
            let tree = self.trees.entry(id.clone()).or_default();
            if tree.running.is_none() && (!tree.known || tree.fetched_at != organization.fetched_at) {
                tree.apply(organization);
            }
        }
        self.rebuild_profiles(profile.as_ref());
        if let Some(place) =
            session.and_then(|id| self.inventory.sessions.iter().position(|entry| entry.session.id == id))
        {
            self.sessions.list.select(place);
        }
        let exists = |id: &SessionId| self.inventory.session(id).is_some();
        self.sessions.marks.retain(exists);
        self.sessions.anchor = self.sessions.anchor.take().filter(exists);
        self.settle();
        if !self.is_picking() {
            self.enumerate_what_is_old(effects);
        }
        self.work_out_populate();
        self.wizard_after_loading(effects);
        self.propose_again(effects);
    }

    /// What makes a whole file unusable is said aloud, once.
    fn tell_new_problems(&mut self, known: &[Problem]) {
        let grave = |problem: &&Problem| problem.severity == Severity::Error && !known.contains(problem);
        let new: Vec<String> =
            self.inventory.problems.iter().filter(grave).map(|problem| problem.told()).collect();
        for text in new {
            self.error(text);
        }
    }

    /// Makes the rows of the profiles pane anew; the cursor stays on the profile of that name.
    pub(super) fn rebuild_profiles(&mut self, selected: Option<&ProfileName>) {
        let names = self.account_names();
        let ranking = self.ranking();
        self.profiles.rebuild(selected, &self.inventory, ranking, |session, account| {
            names.get(session)?.get(account).cloned()
        });
    }

    fn load_failed(&mut self, failure: Failure) {
        self.failure(&failure);
        let shows_something = !self.inventory.profiles.is_empty() || !self.inventory.sessions.is_empty();
        if self.phase == Phase::Read && shows_something {
            self.unread = Some(failure);
        } else {
            self.phase = Phase::Failed(failure);
        }
    }

    fn job(&mut self, key: &JobKey, event: JobEvent, effects: &mut Vec<Effect>) {
        if let JobKey::WhoAmI(profile) | JobKey::Console(profile) = key {
            return self.profile_job(key, profile, event);
        }
        let (JobKey::SignIn(id) | JobKey::SignOut(id) | JobKey::Renew(id) | JobKey::Enumerate(id)) = key
        else {
            return self.change_job(event, effects);
        };
        match event {
            JobEvent::SignIn(event) => self.sign_in_event(id, event, effects),
            JobEvent::SignedIn(result) => {
                self.jobs.finish(key);
                self.signed_in(id, result, effects);
            }
            JobEvent::SignedOut(result) => {
                self.jobs.finish(key);
                self.signed_out(id, result, effects);
            }
            JobEvent::Renewed(result) => {
                self.jobs.finish(key);
                self.renewed(id, result, effects);
            }
            JobEvent::Enumerate(event) => self.enumerate_event(id, event),
            JobEvent::Enumerated(result) => {
                self.jobs.finish(key);
                self.enumerated(id, result);
                self.wizard_after_enumerating(id, effects);
            }
            JobEvent::ClockSkew { seconds } => self.clock_skew(id, seconds),
            JobEvent::RegionFound(_)
            | JobEvent::Proposed(_)
            | JobEvent::Changed(_)
            | JobEvent::Identified(_)
            | JobEvent::ConsoleOpened(_)
            | JobEvent::Examined(_) => {}
        }
    }

    /// News about a change to the config file, or from the doctor.
    fn change_job(&mut self, event: JobEvent, effects: &mut Vec<Effect>) {
        match event {
            JobEvent::Proposed(result) => {
                self.jobs.finish(&JobKey::Change);
                self.proposed(result, effects);
            }
            JobEvent::Changed(result) => {
                self.jobs.finish(&JobKey::Change);
                self.changed(result, effects);
            }
            JobEvent::RegionFound(region) => {
                self.jobs.finish(&JobKey::FindRegion);
                self.region_found(region);
            }
            JobEvent::Examined(result) => {
                self.jobs.finish(&JobKey::Doctor);
                self.examined(result);
            }
            _ => {}
        }
    }

    fn clock_skew(&mut self, id: &SessionId, seconds: i64) {
        self.evidence.entry(id.clone()).or_default().clock_skew_seconds = Some(seconds);
        if seconds.saturating_abs() > CLOCK_TOLERANCE_SECONDS && !self.skew_told {
            self.skew_told = true;
            let off = countdown::words(seconds.saturating_abs());
            let way = if seconds > 0 { "slow" } else { "fast" };
            self.error(format!(
                "This machine's clock is {off} {way}: AWS will refuse its requests, and no countdown here is right. \
                 Set the clock."
            ));
        }
    }

    /// Whether there is a token file at all for this session.
    pub(super) fn has_token(&self, id: &SessionId) -> bool {
        self.inventory.session(id).is_some_and(|entry| entry.token != TokenFile::Missing)
    }
}
