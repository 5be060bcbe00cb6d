//! The keys of a profile, for the commands that hand them on.

use super::Context;
use crate::app::text;
use crate::aws::Aws;
use crate::aws::role_credentials::RoleCredentials;
use crate::domain::progress::TokenEvent;
use crate::domain::role::ProfileRole;
use crate::error::{Failure, FailureKind};
use crate::tasks::role_credentials::role_credentials;

/// The keys, from the cache or the portal. Signs nobody in.
///
/// # Errors
/// As [`role_credentials`]; where signing in is needed, with the command for it.
pub async fn of_role(context: &Context, aws: &Aws, role: &ProfileRole) -> Result<RoleCredentials, Failure> {
    let outcome = role_credentials(aws, role, &|event| tell(context, role, &event)).await;
    outcome.map_err(|failure| with_command(failure, role))
}

/// Tells what happens to the token meanwhile.
pub fn tell(context: &Context, role: &ProfileRole, event: &TokenEvent) {
    let name = role.session.id.cache_key();
    context.output.note(&text::visible(&format!("{name}: {event}")));
}

/// The failure with the command that signs in, where that is needed.
pub fn with_command(failure: Failure, role: &ProfileRole) -> Failure {
    if failure.kind == FailureKind::SignInNeeded {
        let command = format!("ssotui login --session '{}'", role.session.id);
        failure.hint(format!("Sign in with: {command}"))
    } else {
        failure
    }
}
