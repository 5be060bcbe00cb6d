//! Signing in to the console with the keys of a role (IAM user guide, "Enabling custom identity broker access to the AWS
//! console").

use reqwest::header::{CONTENT_TYPE, HeaderValue};
use reqwest::{Method, Request};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::json;

use super::Aws;
use super::endpoints::Service;
use super::error::ApiError;
use super::http::parse;
use super::role_credentials::RoleCredentials;
use crate::domain::names::Region;
use crate::domain::percent::encode;

#[derive(Deserialize)]
struct SigninToken {
    #[serde(rename = "SigninToken")]
    signin_token: SecretString,
}

/// The address that signs a browser in to the console as the role and goes on to `destination`. It is a secret: whoever
/// has it is signed in.
///
/// The keys travel in a form, as AWS's own toolkits and aws-sso-util send them, not in the address as in the guide:
/// addresses are written to logs.
///
/// # Errors
/// The service's refusal, no answer, or one that is not as it must be.
pub async fn sign_in_link(
    aws: &Aws,
    region: &Region,
    credentials: &RoleCredentials,
    destination: &str,
) -> Result<SecretString, ApiError> {
    let url = aws.url(Service::SignIn, region.as_str(), "federation")?;
    let session = json!({
        "sessionId": credentials.access_key_id,
        "sessionKey": credentials.secret_access_key.expose_secret(),
        "sessionToken": credentials.session_token.expose_secret(),
    });
    // Without a duration: it is not allowed for every role, and the role's own end is what there is.
    let form = format!("Action=getSigninToken&Session={}", encode(&session.to_string()));
    let mut request = Request::new(Method::POST, url.clone());
    request.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
    *request.body_mut() = Some(form.into());
    let body = aws.send(request, &[&credentials.secret_access_key, &credentials.session_token]).await?;
    let token: SigninToken = parse(&body)?;
    Ok(format!(
        "{url}?Action=login&Issuer=ssotui&Destination={}&SigninToken={}",
        encode(destination),
        encode(token.signin_token.expose_secret())
    )
    .into())
}
