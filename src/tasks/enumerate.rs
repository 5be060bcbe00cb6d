//! Finding every account and role that a session reaches, as fast as the portal allows.

use crate::aws::Aws;
use crate::domain::organization::Organization;
use crate::domain::progress::EnumerateEvent;
use crate::domain::session::Session;
use crate::error::Failure;

/// Lists all accounts and roles with the session's token, streaming what it finds, and stores the
/// result in the enumeration cache. Cancelled by dropping.
///
/// # Errors
/// `SignInNeeded` when there is no usable token or the portal answers 401; `Failed` when the accounts
/// cannot be listed. A single account's failure is an event and leaves the result incomplete.
pub async fn enumerate(
    aws: &Aws,
    session: &Session,
    on_event: &(dyn Fn(EnumerateEvent) + Send + Sync),
) -> Result<Organization, Failure> {
    let _ = (aws, session, on_event);
    Err(Failure::new("", ""))
}
