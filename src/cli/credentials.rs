//! The keys of a profile, for the commands that hand them on.

use super::Context;
use crate::app::text;
use crate::aws::clock::{Clock, SystemClock};
use crate::aws::role_credentials::RoleCredentials;
use crate::aws::{Aws, token_cache};
use crate::domain::command_line;
use crate::domain::progress::TokenEvent;
use crate::domain::role::ProfileRole;
use crate::domain::session::Session;
use crate::domain::token::{TokenEvidence, TokenState};
use crate::error::{Failure, FailureKind};
use crate::tasks::role_credentials::role_credentials;

/// The keys, from the cache or the portal. Signs nobody in.
///
/// # Errors
/// As [`role_credentials`]; where signing in is needed, with the command for it.
pub async fn of_role(context: &Context, aws: &Aws, role: &ProfileRole) -> Result<RoleCredentials, Failure> {
    let outcome = role_credentials(aws, role, &|event| tell(context, role, &event)).await;
    outcome.map_err(|failure| with_command(context, failure, &role.session))
}

/// Tells what happens to the token meanwhile.
pub fn tell(context: &Context, role: &ProfileRole, event: &TokenEvent) {
    let name = role.session.id.cache_key();
    context.output.note(&text::visible(&format!("{name}: {event}")));
}

/// The failure with the command that signs in, where that is needed.
pub fn with_command(context: &Context, failure: Failure, session: &Session) -> Failure {
    if failure.kind == FailureKind::SignInNeeded {
        failure.hint(format!("Sign in with: {}", sign_in_command(context, session)))
    } else {
        failure
    }
}

/// The command that signs in to the session. A token that looks good and was refused all the same would be taken for
/// a sign-in that is there, unless forced.
pub fn sign_in_command(context: &Context, session: &Session) -> String {
    let token = token_cache::read(&context.paths, &session.id);
    let state = token.state(SystemClock.now(), session.id.is_legacy(), TokenEvidence::default());
    command_line::login(session.id.cache_key(), state == TokenState::Valid)
}
