//! The console, signed in with a role's own keys.

use secrecy::{ExposeSecret, SecretString};

use super::blocking;
use super::role_credentials::{OnEvent, role_credentials};
use crate::aws::{Aws, federation};
use crate::domain::console_link::console_page;
use crate::domain::names::Region;
use crate::domain::role::ProfileRole;
use crate::error::{Failure, FailureKind};

/// Opens the console's home with `open`, which gets the address and may take its time. Cancelled by dropping.
///
/// # Errors
/// As [`sign_in_link`], and those of `open`.
pub async fn open(
    aws: &Aws,
    role: &ProfileRole,
    open: impl FnOnce(&str) -> Result<(), Failure> + Send + 'static,
) -> Result<(), Failure> {
    let link = sign_in_link(aws, role, None, None, &|_| {}).await?;
    blocking(move || open(link.expose_secret())).await?
}

/// The address that signs a browser in to the console as the profile's role: a secret. Cancelled by dropping.
///
/// # Errors
/// As [`role_credentials`]; `Usage` for a region or service that is none; the sign-in's refusal or silence.
pub async fn sign_in_link(
    aws: &Aws,
    role: &ProfileRole,
    region: Option<&Region>,
    service: Option<&str>,
    on_event: OnEvent<'_>,
) -> Result<SecretString, Failure> {
    let what = format!("There is no sign-in to the console for {}.", role.profile);
    let region = region.or(role.any_region()).ok_or_else(|| {
        Failure::new(what.as_str(), "Neither the profile nor its session has a region.")
            .kind(FailureKind::Usage)
            .hint("Give one with --region.")
    })?;
    let page = console_page(region, service)?.ok_or_else(|| {
        Failure::new(what.as_str(), "The console's address in this partition is not known.")
            .hint("Set console = \"portal\" in the settings.")
    })?;
    let aws = &aws.with_network(&role.network);
    let credentials = role_credentials(aws, role, on_event).await?;
    federation::sign_in_link(aws, region, &credentials, &page)
        .await
        .map_err(|error| error.into_failure(&what))
}
