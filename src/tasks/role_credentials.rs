//! The keys of a profile's role: from the AWS CLI's cache, else from the portal.

use jiff::{SignedDuration, Timestamp};

use super::patience::patiently;
use super::{blocking, renew};
use crate::aws::error::ApiError;
use crate::aws::role_credentials::RoleCredentials;
use crate::aws::{Aws, portal, role_cache};
use crate::domain::names::Region;
use crate::domain::progress::TokenEvent;
use crate::domain::role::ProfileRole;
use crate::error::{Failure, FailureKind};

/// Cached keys with this time left, or less, are replaced (botocore's `EXPIRY_WINDOW_SECONDS`).
const REPLACED_BEFORE_END: SignedDuration = SignedDuration::from_mins(15);

/// What getting a token tells meanwhile.
pub(super) type OnEvent<'a> = &'a (dyn Fn(TokenEvent) + Send + Sync);

/// The role's keys, good for more than a quarter of an hour; where the portal cannot be reached, those of the cache
/// that are not over. New ones are kept for the AWS CLI and the next time. Cancelled by dropping.
///
/// # Errors
/// `SignInNeeded` when there is no usable token or the portal answers 401; `Failed` when the role is not assigned, or
/// for what the server or the network did; `Usage` for a session without a region.
pub async fn role_credentials(
    aws: &Aws,
    role: &ProfileRole,
    on_event: OnEvent<'_>,
) -> Result<RoleCredentials, Failure> {
    let aws = &aws.with_network(&role.network);
    let (paths, key) = (aws.paths().clone(), role.key());
    let cached = blocking(move || role_cache::load(&paths, &key)).await?;
    let now = aws.clock().now();
    if let Some(cached) = &cached
        && left(cached, now) > REPLACED_BEFORE_END
    {
        return Ok(cached.clone());
    }
    let what = format!("There are no credentials for {}.", role.profile);
    let region = role.session.sso_region.as_ref().ok_or_else(|| {
        Failure::new(what.as_str(), format!("The session {} has no sso_region.", role.session.id))
            .kind(FailureKind::Usage)
            .hint("Add it to the session in the config file.")
    })?;
    let credentials = match fetch(aws, role, region, &what, on_event).await {
        Ok(credentials) => credentials,
        Err(Refused::ForNow(failure)) => {
            return cached.filter(|cached| left(cached, now).is_positive()).ok_or(failure);
        }
        Err(Refused::For(failure)) => return Err(failure),
    };
    let (paths, key, kept) = (aws.paths().clone(), role.key(), credentials.clone());
    // A cache that cannot be written costs time the next time, and nothing now.
    let _ = blocking(move || role_cache::store(&paths, &key, &kept)).await?;
    Ok(credentials)
}

fn left(credentials: &RoleCredentials, now: Timestamp) -> SignedDuration {
    credentials.expires_at.duration_since(now)
}

/// Why there are no new keys.
enum Refused {
    /// No answer, or no time for one: old keys may still do.
    ForNow(Failure),
    For(Failure),
}

impl From<Failure> for Refused {
    fn from(failure: Failure) -> Self {
        Self::For(failure)
    }
}

async fn fetch(
    aws: &Aws,
    role: &ProfileRole,
    region: &Region,
    what: &str,
    on_event: OnEvent<'_>,
) -> Result<RoleCredentials, Refused> {
    let mut token = renew::usable_token(aws, &role.session, what, on_event).await?;
    let mut may_replace_token = true;
    loop {
        let ask = || portal::get_role_credentials(aws, region, &token, &role.account, &role.role);
        match patiently(aws, ask).await {
            Ok(credentials) => return Ok(credentials),
            // Tokens can be revoked before their time; a renewed one may do.
            Err(error) if error.status() == Some(401) && may_replace_token => {
                may_replace_token = false;
                match renew::replacement(aws, &role.session, what, &token, on_event).await {
                    Ok(other) => token = other,
                    Err(failure) if failure.kind == FailureKind::SignInNeeded => {
                        return Err(refused(error, role, what));
                    }
                    Err(failure) => return Err(Refused::For(failure)),
                }
            }
            Err(error) => return Err(refused(error, role, what)),
        }
    }
}

fn refused(error: ApiError, role: &ProfileRole, what: &str) -> Refused {
    let session = &role.session.id;
    if error.may_pass() {
        return Refused::ForNow(error.into_failure(what));
    }
    Refused::For(match error.status() {
        Some(401) => {
            Failure::new(what, "AWS no longer accepts the token: the session has ended, or is of another region.")
                .kind(FailureKind::SignInNeeded)
                .hint(format!("Sign in to {session}. If you just have, check its sso_region."))
        }
        // Also what is misspelt is "No access" to the portal.
        Some(403 | 404) => Failure::new(
            what,
            format!("The role {} in account {} is not assigned to you, or misspelt.", role.role, role.account),
        )
        .hint(format!(
            "If it was assigned only now, sign out of {session} and in again: a session knows the roles of its beginning."
        )),
        _ => error.into_failure(what),
    })
}
