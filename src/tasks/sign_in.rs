//! Signing in by device code (RFC 8628 as AWS SSO OIDC speaks it).

use crate::aws::Aws;
use crate::domain::progress::SignInEvent;
use crate::domain::session::Session;
use crate::domain::token::TokenFacts;
use crate::error::Failure;

/// Signs in to `session` and writes the token file. Always fetches a new token; reuses a registration
/// that has more than 15 minutes left. Cancelled by dropping.
///
/// # Errors
/// `SignInNeeded` when the user declined or the code ran out; `Failed` for what the server or the network did.
pub async fn sign_in(
    aws: &Aws,
    session: &Session,
    on_event: &(dyn Fn(SignInEvent) + Send + Sync),
) -> Result<TokenFacts, Failure> {
    let _ = (aws, session, on_event);
    Err(Failure::new("", ""))
}
