//! Signing out: nothing that uses the token goes on meanwhile.

use super::msg::{Effect, Job, JobKey};
use super::state::State;
use super::text::counted;
use crate::domain::progress::SignOutReport;
use crate::domain::session::{Session, SessionId};
use crate::error::Failure;

impl State {
    pub(super) fn sign_out(&mut self, effects: &mut Vec<Effect>) {
        let Some(entry) = self.session_in_focus() else { return self.say_why_no_session() };
        let session = entry.session.clone();
        if !self.has_token(&session.id) {
            return self.info(format!("You are not signed in to {}.", session.id));
        }
        self.sign_ins.anew.remove(&session.id);
        self.sign_out_of(session, effects);
    }

    pub(super) fn sign_out_of(&mut self, session: Session, effects: &mut Vec<Effect>) {
        let key = JobKey::SignOut(session.id.clone());
        if self.jobs.is_running(&key) {
            return self.info(format!("Signing out of {} is under way.", session.id));
        }
        // Neither may write a token or use one that is being given back.
        effects.extend(self.jobs.cancel(&JobKey::Enumerate(session.id.clone())));
        effects.extend(self.jobs.cancel(&JobKey::Renew(session.id.clone())));
        if self.sign_ins.running.contains_key(&session.id) {
            self.cancel_sign_in(&session.id, effects);
        }
        if let Some(tree) = self.trees.get_mut(&session.id) {
            tree.stop(None);
        }
        effects.push(self.jobs.start(key, Job::SignOut(session)));
    }

    /// After signing out.
    pub(super) fn signed_out(
        &mut self,
        id: &SessionId,
        result: Result<SignOutReport, Failure>,
        effects: &mut Vec<Effect>,
    ) {
        let anew = self.sign_ins.anew.remove(id);
        match result {
            Ok(report) => {
                let mut text =
                    format!("Signed out of {id}: {} deleted", counted(report.tokens_deleted, "token file"));
                if report.role_credentials_deleted > 0 {
                    text.push_str(&format!(
                        " and {} of role credentials",
                        counted(report.role_credentials_deleted, "file")
                    ));
                }
                text.push('.');
                match report.portal_unreachable {
                    None => self.info(text),
                    Some(why) => self.error(format!("{text} AWS could not be told: {why}")),
                }
            }
            Err(failure) => {
                self.failure(&failure);
                return effects.push(Effect::Load);
            }
        }
        effects.push(Effect::Load);
        if anew && let Some(session) = self.inventory.session(id).map(|entry| entry.session.clone()) {
            self.start_sign_in(session, false, effects);
        }
    }
}
