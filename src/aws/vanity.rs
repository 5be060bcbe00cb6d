//! Vanity domains: start URLs of an organisation's own that lead to an access portal.
//!
//! As in the AWS CLI from 2.35.13 (`awscli/customizations/sso/resolve.py`): HEAD, or GET where the server knows no
//! HEAD; one redirect; it must lead to an https host of AWS's own, and that host tells the region.

use std::time::Duration;

use reqwest::{Method, Request};
use url::Url;

use super::Aws;
use super::error::ApiError;
use crate::domain::names::StartUrl;
use crate::domain::start_url;
use crate::domain::web_address::is_private;

/// How long the domain may take to say where it leads.
const PATIENCE: Duration = Duration::from_secs(10);

/// The portal that the start URL leads to; `None` where it leads nowhere, or to somebody else. What is found behind
/// the redirect is not asked for: its host says enough.
///
/// # Errors
/// No answer, or no way to ask.
pub async fn portal_behind(aws: &Aws, start_url: &StartUrl) -> Result<Option<StartUrl>, ApiError> {
    let malformed = |_| ApiError::Malformed("The start URL is not a URL.".into());
    let url = Url::parse(start_url.as_str()).map_err(malformed)?;
    if !is_private(&url) {
        return Ok(None);
    }
    let (mut status, mut location) = ask(aws, Method::HEAD, &url).await?;
    if matches!(status, 405 | 501) {
        (status, location) = ask(aws, Method::GET, &url).await?;
    }
    if !(300..400).contains(&status) {
        return Ok(None);
    }
    let target = location.and_then(|location| url.join(&location).ok());
    let portal = target.filter(|target| target.scheme() == "https").map(|it| StartUrl::from(it.as_str()));
    Ok(portal.filter(start_url::is_aws))
}

async fn ask(aws: &Aws, method: Method, url: &Url) -> Result<(u16, Option<String>), ApiError> {
    let mut request = Request::new(method, url.clone());
    *request.timeout_mut() = Some(PATIENCE);
    aws.http.redirect(request).await
}
