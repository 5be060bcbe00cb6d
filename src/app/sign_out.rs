//! Signing out: nothing that uses the token goes on meanwhile.

use super::msg::{Effect, Job, JobKey};
use super::state::State;
use super::text::counted;
use crate::domain::progress::SignOutReport;
use crate::domain::session::{Session, SessionId};
use crate::error::Failure;

impl State {
    /// `L`: the selection's session, or those of all marked rows.
    pub(super) fn sign_out(&mut self, effects: &mut Vec<Effect>) {
        let chosen = self.chosen_sessions();
        let signed_in: Vec<Session> =
            chosen.iter().filter(|session| self.has_token(&session.id)).cloned().collect();
        match (chosen.as_slice(), signed_in.is_empty()) {
            ([only], true) => self.info(format!("You are not signed in to {}.", only.id)),
            ([_, ..], true) => self.info("You are signed in to none of the marked sessions."),
            _ => {}
        }
        for session in signed_in {
            self.sign_out_of(session, effects);
        }
    }

    fn sign_out_of(&mut self, session: Session, effects: &mut Vec<Effect>) {
        let key = JobKey::SignOut(session.id.clone());
        if self.jobs.is_running(&key) {
            return self.info(format!("Signing out of {} is under way.", session.id));
        }
        self.stop_using_token(&session.id, effects);
        if self.sign_ins.running.contains_key(&session.id) {
            self.cancel_sign_in(&session.id, effects);
        }
        effects.push(self.jobs.start(key, Job::SignOut(session)));
    }

    /// Ends what would write a token, or use one, that is being given back.
    pub(super) fn stop_using_token(&mut self, id: &SessionId, effects: &mut Vec<Effect>) {
        effects.extend(self.jobs.cancel(&JobKey::Enumerate(id.clone())));
        effects.extend(self.jobs.cancel(&JobKey::Renew(id.clone())));
        if let Some(tree) = self.trees.get_mut(id) {
            tree.stop(None);
        }
    }

    /// Says what signing out did.
    pub(super) fn tell_signed_out(&mut self, id: &SessionId, report: &SignOutReport) {
        let mut text =
            format!("Signed out of {id}: {} deleted", counted(report.tokens_deleted, "token file"));
        if report.role_credentials_deleted > 0 {
            text.push_str(&format!(
                " and {} of role credentials",
                counted(report.role_credentials_deleted, "file")
            ));
        }
        text.push('.');
        match &report.portal_unreachable {
            None => self.info(text),
            Some(why) => self.error(format!("{text} AWS could not be told: {why}")),
        }
    }

    /// After signing out.
    pub(super) fn signed_out(
        &mut self,
        id: &SessionId,
        result: Result<SignOutReport, Failure>,
        effects: &mut Vec<Effect>,
    ) {
        match result {
            Ok(report) => self.tell_signed_out(id, &report),
            Err(failure) => self.failure(&failure),
        }
        effects.push(Effect::Load);
    }
}
