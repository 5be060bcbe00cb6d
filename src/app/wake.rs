//! When the screen next changes by itself. Only what is visible counts, so that an idle screen sleeps.

use jiff::{SignedDuration, Timestamp};

use super::layout::{CLOCK_FROM, Pane, Shape, inner};
use super::overlay::Overlay;
use super::profiles::columns;
use super::state::State;
use super::time_left;
use crate::domain::inventory::SessionEntry;
use crate::domain::token::TokenState;

/// The time of one picture of the spinner.
pub const SPINNER: SignedDuration = SignedDuration::from_millis(100);

impl State {
    /// The next moment at which the screen differs without anything happening; `None` is never.
    pub fn wake_at(&self) -> Option<Timestamp> {
        let areas = self.areas();
        let mut moments: Vec<Timestamp> = Vec::new();
        moments.extend(self.pending.ends_at());
        moments.extend(self.inventory.sessions.iter().filter_map(|entry| self.upkeep_at(entry)));
        if areas.shape != Shape::TooSmall {
            moments.extend(self.toasts.next_end(self.now));
            if areas.header.width >= CLOCK_FROM {
                moments.extend(time_left::next_minute(self.now));
            }
            // The header counts who is signed in.
            moments.extend(self.inventory.sessions.iter().filter_map(|entry| self.next_state(entry)));
            self.visible_rows(&mut moments);
            self.shown_detail(&mut moments);
            if let Some(approval) = self.shown_sign_in().and_then(|(_, running)| running.approval.as_ref()) {
                moments.extend(self.next_words(approval.expires_at()));
            }
            if self.is_spinning() {
                moments.extend(self.next_spin());
            }
        }
        moments.into_iter().filter(|moment| *moment > self.now).min()
    }

    fn next_words(&self, end: Timestamp) -> Option<Timestamp> {
        time_left::next_change(self.now, end, self.settings.reduced_motion)
    }

    /// When a session's state changes by the passing of time.
    fn next_state(&self, entry: &SessionEntry) -> Option<Timestamp> {
        let facts = entry.token.facts()?;
        match self.token_state(entry) {
            TokenState::Valid => Some(facts.expires_at),
            TokenState::Renewable => facts.renewable_until,
            TokenState::Expired | TokenState::SignedOut | TokenState::Broken | TokenState::Clock => None,
        }
    }

    /// When the countdown of a session changes, if it has one.
    fn next_countdown(&self, entry: &SessionEntry) -> Option<Timestamp> {
        let end = entry.token.facts()?.expires_at;
        (self.token_state(entry) == TokenState::Valid).then(|| self.next_words(end)).flatten()
    }

    /// Which sessions' states are on the screen, in the order of the inventory.
    fn visible_sessions(&self) -> Vec<bool> {
        let areas = self.areas();
        let mut visible = vec![false; self.inventory.sessions.len()];
        if !areas.pane(Pane::Sessions).is_empty() {
            for row in self.sessions.list.visible() {
                if let Some(seen) = visible.get_mut(row) {
                    *seen = true;
                }
            }
        }
        if !areas.pane(Pane::Profiles).is_empty() {
            for row in self.profiles.shown().get(self.profiles.list.visible()).unwrap_or_default() {
                let profile = &self.profiles.rows[*row];
                if let Some(seen) = profile.session.and_then(|session| visible.get_mut(session)) {
                    *seen = true;
                }
            }
        }
        if !areas.detail.is_empty()
            && self.focus != Pane::Accounts
            && let Some(shown) = self.session_in_focus()
        {
            let sessions = self.inventory.sessions.iter().zip(&mut visible);
            for (entry, seen) in sessions {
                *seen |= entry.session.id == shown.session.id;
            }
        }
        visible
    }

    fn visible_rows(&self, moments: &mut Vec<Timestamp>) {
        let area = inner(self.areas().profiles);
        let before = self.profiles.columns_before();
        if columns(area.width.saturating_sub(before), self.profiles.widths).credentials > 0 {
            let rows = self.profiles.shown().get(self.profiles.list.visible()).unwrap_or_default();
            let ends = rows.iter().filter_map(|row| self.profiles.rows[*row].credentials_expire_at);
            moments.extend(ends.filter_map(|end| self.next_words(end)));
        }
        let seen = self.inventory.sessions.iter().zip(self.visible_sessions()).filter(|(_, seen)| *seen);
        moments.extend(seen.filter_map(|(entry, _)| self.next_countdown(entry)));
    }

    fn shown_detail(&self, moments: &mut Vec<Timestamp>) {
        if self.areas().detail.is_empty() {
            return;
        }
        if self.focus == Pane::Profiles
            && let Some(end) =
                self.profiles.selected().and_then(|row| self.profiles.rows[row].credentials_expire_at)
        {
            moments.extend(self.next_words(end));
        }
    }

    /// Whether a spinner turns on the screen.
    fn is_spinning(&self) -> bool {
        if self.settings.reduced_motion {
            return false;
        }
        let is_running = |entry: &SessionEntry| self.sign_ins.running.contains_key(&entry.session.id);
        let signing_in = !self.sign_ins.running.is_empty()
            && (matches!(self.overlays.last(), Some(Overlay::SignIn(_)))
                || self
                    .inventory
                    .sessions
                    .iter()
                    .zip(self.visible_sessions())
                    .any(|(entry, seen)| seen && is_running(entry)));

        let listing =
            !self.areas().accounts.is_empty() && self.tree().is_some_and(|tree| tree.running.is_some());
        signing_in || listing
    }

    fn next_spin(&self) -> Option<Timestamp> {
        let frame = i64::try_from(SPINNER.as_millis()).ok()?;
        let next = (self.now.as_millisecond().div_euclid(frame) + 1) * frame;
        Timestamp::from_millisecond(next).ok()
    }

    /// The picture of the spinner now, counted up from 0 for ever; always 0 where motion is unwelcome.
    pub fn spinner_frame(&self) -> usize {
        if self.settings.reduced_motion {
            return 0;
        }
        let frames = self.now.as_millisecond().div_euclid(i64::try_from(SPINNER.as_millis()).unwrap_or(100));
        usize::try_from(frames.rem_euclid(1 << 16)).unwrap_or(0)
    }
}
