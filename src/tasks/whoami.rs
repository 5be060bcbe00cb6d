//! Who the keys of a profile's role belong to.

use super::patience::patiently;
use super::role_credentials::{OnEvent, role_credentials};
use crate::aws::error::ApiError;
use crate::aws::{Aws, sts};
use crate::domain::identity::CallerIdentity;
use crate::domain::role::ProfileRole;
use crate::error::{Failure, FailureKind};

/// Asks STS. Cancelled by dropping.
///
/// # Errors
/// As [`role_credentials`]; STS's refusal or silence.
pub async fn whoami(aws: &Aws, role: &ProfileRole, on_event: OnEvent<'_>) -> Result<CallerIdentity, Failure> {
    let aws = &aws.with_network(&role.network);
    let credentials = role_credentials(aws, role, on_event).await?;
    let what = format!("AWS did not say who {} is.", role.profile);
    let region = role.any_region().ok_or_else(|| {
        Failure::new(what.as_str(), "Neither the profile nor its session has a region.")
            .kind(FailureKind::Usage)
    })?;
    let ask = || sts::get_caller_identity(aws, region, &credentials);
    patiently(aws, ask).await.map_err(|error| refused(error, &what))
}

fn refused(error: ApiError, what: &str) -> Failure {
    let code = match &error {
        ApiError::Service(service) => service.code.clone(),
        _ => String::new(),
    };
    let failure = error.into_failure(what);
    match code.as_str() {
        "SignatureDoesNotMatch" | "RequestExpired" => {
            failure.hint("Is this machine's clock right? AWS refuses what is more than five minutes off.")
        }
        "ExpiredToken" | "InvalidClientTokenId" => {
            failure.hint("The cached keys are no longer good: sign out and in again, which deletes them.")
        }
        _ => failure,
    }
}
