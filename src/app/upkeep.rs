//! Keeping sessions alive while the screen is open: their tokens are renewed before they end, and the end of one that
//! cannot be renewed is announced.

use jiff::{SignedDuration, Timestamp};

use super::msg::{Effect, Job, JobKey};
use super::state::State;
use crate::domain::countdown;
use crate::domain::inventory::SessionEntry;
use crate::domain::progress::NotRenewed;
use crate::domain::session::{Session, SessionId};
use crate::domain::token::{RENEW_AHEAD, TokenFacts, TokenFile, TokenState};
use crate::keys::Action;

/// The least time between two attempts.
const PAUSE: SignedDuration = SignedDuration::from_mins(1);
/// A renewed token that ends no later than this after the old one has reached the end of the session itself.
const SAME_END: SignedDuration = SignedDuration::from_secs(30);

/// What is known of keeping one session alive.
#[derive(Debug, Clone, Default)]
pub struct Upkeep {
    /// Whether its token has been good since the start. What was over before is renewed only when asked for.
    pub was_good: bool,
    /// When the last renewal was begun.
    tried_at: Option<Timestamp>,
    /// The end of the token that it was to replace: by the time it has ended, the files may tell of the new one.
    replaces: Option<Timestamp>,
    /// Why the last renewal came to nothing, where the next may succeed.
    pub trouble: Option<NotRenewed>,
    /// The end of its token, and since when tokens end then: the file may be older than this program. A renewal right
    /// after the token came says nothing about the end of the session.
    end_known: Option<(Timestamp, Timestamp)>,
    /// The end of the token whose end was announced.
    announced: Option<Timestamp>,
    /// Whether the user asked for the renewal, and so for a sign-in where there can be none.
    asked: bool,
}

/// Whether a token that ends then reaches no further than one with this end.
fn is_same_end(before: Timestamp, end: Timestamp) -> bool {
    before.checked_add(SAME_END).is_ok_and(|same| end <= same)
}

impl State {
    /// Whether the session's token can be renewed, as far as is known.
    fn can_renew(&self, entry: &SessionEntry) -> bool {
        let over = self.evidence.get(&entry.session.id).and_then(|evidence| evidence.over);
        entry.is_renewable(self.now)
            && over != entry.token.facts().map(|facts| facts.expires_at)
            && entry.session.start_url.is_some()
            && entry.session.sso_region.is_some()
            && !entry.token_is_of_another_session()
    }

    /// When something has to be done for a session by itself, be it past.
    pub(super) fn upkeep_at(&self, entry: &SessionEntry) -> Option<Timestamp> {
        if self.is_picking() {
            // A list that is open for a moment keeps nobody signed in.
            return None;
        }
        let end = entry.token.facts()?.expires_at;
        let ahead = end.checked_sub(RENEW_AHEAD).ok()?;
        let state = self.token_state(entry);
        let upkeep = self.upkeep.get(&entry.session.id);
        if self.can_renew(entry) {
            let is_kept = state == TokenState::Valid || upkeep.is_some_and(|upkeep| upkeep.was_good);
            let again = upkeep.and_then(|upkeep| upkeep.tried_at?.checked_add(PAUSE).ok());
            let is_wanted = is_kept && state != TokenState::Clock && !self.is_busy(&entry.session.id);
            return is_wanted.then(|| again.map_or(ahead, |again| again.max(ahead)));
        }
        let is_told = upkeep.is_some_and(|upkeep| upkeep.announced == Some(end));
        (state == TokenState::Valid && !is_told && !self.is_busy(&entry.session.id)).then_some(ahead)
    }

    /// Whether something is under way that ends with another token, or none.
    fn is_busy(&self, id: &SessionId) -> bool {
        [JobKey::Renew(id.clone()), JobKey::SignIn(id.clone()), JobKey::SignOut(id.clone())]
            .iter()
            .any(|key| self.jobs.is_running(key))
    }

    /// Renews and announces what is due.
    pub(super) fn keep_up(&mut self, effects: &mut Vec<Effect>) {
        let due: Vec<SessionEntry> = self
            .inventory
            .sessions
            .iter()
            .filter(|entry| self.upkeep_at(entry).is_some_and(|at| at <= self.now))
            .cloned()
            .collect();
        let good =
            self.inventory.sessions.iter().filter(|entry| self.token_state(entry) == TokenState::Valid);
        let good: Vec<SessionId> = good.map(|entry| entry.session.id.clone()).collect();
        for id in good {
            self.upkeep.entry(id).or_default().was_good = true;
        }
        for entry in &self.inventory.sessions {
            let Some(end) = entry.token.facts().map(|facts| facts.expires_at) else { continue };
            let known = &mut self.upkeep.entry(entry.session.id.clone()).or_default().end_known;
            if known.is_none_or(|(known, _)| !is_same_end(known, end)) {
                let written = self.inventory.tokens_written_at.get(&entry.session.id);
                *known = Some((end, written.map_or(self.now, |written| self.now.min(*written))));
            }
        }
        for entry in due {
            if self.can_renew(&entry) {
                self.start_renewal(entry.session, effects);
            } else if let Some(facts) = entry.token.facts() {
                self.announce(&entry.session.id, facts.expires_at, effects);
            }
        }
    }

    fn start_renewal(&mut self, session: Session, effects: &mut Vec<Effect>) {
        let end = self.inventory.session(&session.id).and_then(|entry| Some(entry.token.facts()?.expires_at));
        let upkeep = self.upkeep.entry(session.id.clone()).or_default();
        upkeep.tried_at = Some(self.now);
        upkeep.replaces = end;
        effects.push(self.jobs.start(JobKey::Renew(session.id.clone()), Job::Renew(session)));
    }

    /// Tells once that a session ends.
    fn announce(&mut self, id: &SessionId, end: Timestamp, effects: &mut Vec<Effect>) {
        self.upkeep.entry(id.clone()).or_default().announced = Some(end);
        let key = self.keymap.key_of(Action::SignIn).unwrap_or_default();
        let left = countdown::seconds_left(self.now, end);
        let text = match left {
            0 => format!("The session {id} is over. {key} signs in again."),
            _ => format!(
                "The session {id} ends in {} and cannot be renewed. {key} signs in again.",
                countdown::words(left)
            ),
        };
        self.error(text.clone());
        effects.push(Effect::Alert(text));
    }

    /// `l` on a session that needs no browser. Whether it is one.
    pub(super) fn renew_instead(&mut self, entry: &SessionEntry, effects: &mut Vec<Effect>) -> bool {
        if self.token_state(entry) != TokenState::Renewable || !self.can_renew(entry) {
            return false;
        }
        let id = &entry.session.id;
        self.info(format!("Renewing {id}: that needs no browser."));
        self.upkeep.entry(id.clone()).or_default().asked = true;
        if !self.jobs.is_running(&JobKey::Renew(id.clone())) {
            self.start_renewal(entry.session.clone(), effects);
        }
        true
    }

    /// A renewal ended.
    pub(super) fn renewed(
        &mut self,
        id: &SessionId,
        result: Result<TokenFacts, NotRenewed>,
        effects: &mut Vec<Effect>,
    ) {
        let asked = self.upkeep.get_mut(id).is_some_and(|upkeep| std::mem::take(&mut upkeep.asked));
        let before = self.upkeep.get(id).and_then(|upkeep| upkeep.replaces);
        match result {
            Ok(facts) => self.has_renewed(id, &facts, before, asked, effects),
            Err(NotRenewed::Over(failure)) => {
                self.upkeep.entry(id.clone()).or_default().trouble = None;
                self.evidence.entry(id.clone()).or_default().over = before;
                let entry = self.inventory.session(id);
                let is_there = entry.and_then(|entry| Some(entry.token.facts()?.expires_at)) == before;
                let session = entry.map(|entry| entry.session.clone());
                match (asked, session, before) {
                    (true, Some(session), _) => {
                        self.failure(&failure);
                        self.start_sign_in(session, false, effects);
                    }
                    (_, _, Some(end)) if end <= self.now && is_there => self.announce(id, end, effects),
                    // What is still good is announced by its own time.
                    _ => {}
                }
                effects.push(Effect::Load);
            }
            Err(why) => {
                let upkeep = self.upkeep.entry(id.clone()).or_default();
                if upkeep.trouble.is_none() || asked {
                    let failure = why.failure().clone();
                    upkeep.trouble = Some(why);
                    self.error(format!("{} {} It is tried again every minute.", failure.what, failure.why));
                } else {
                    upkeep.trouble = Some(why);
                }
            }
        }
    }

    fn has_renewed(
        &mut self,
        id: &SessionId,
        facts: &TokenFacts,
        before: Option<Timestamp>,
        asked: bool,
        effects: &mut Vec<Effect>,
    ) {
        let end = facts.expires_at;
        if self.upkeep.entry(id.clone()).or_default().trouble.take().is_some() || asked {
            let left = countdown::words(countdown::seconds_left(self.now, end));
            self.info(format!("Renewed {id} for {left}."));
        }
        let evidence = self.evidence.entry(id.clone()).or_default();
        evidence.refused = None;
        let known = self.upkeep.get(id).and_then(|upkeep| upkeep.end_known);
        let has_stood = known.is_some_and(|(_, since)| self.now.duration_since(since) > SAME_END);
        if has_stood && before.is_some_and(|before| is_same_end(before, end)) {
            // The session's own end is near: no renewal reaches further.
            evidence.over = Some(end);
        }
        // Not to be asked for again before the files are read.
        for entry in &mut self.inventory.sessions {
            if entry.session.id == *id {
                entry.token = TokenFile::Present(facts.clone());
            }
        }
        effects.push(Effect::Load);
    }
}
