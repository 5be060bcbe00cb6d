//! AWS SSO OIDC: registering a client, starting a device authorisation, asking for the token. JSON over POST, unsigned.
//! What belongs to the browser alone is in [`super::pkce`].

use reqwest::Method;
use reqwest::header::CONTENT_TYPE;
use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use super::Aws;
use super::callback::REDIRECT_URI_WITHOUT_PORT;
use super::endpoints::Service;
use super::error::{ApiError, ServiceError};
use super::http::parse;
use super::portal::{LONGEST_TOKEN, is_token};
use super::registration_cache::{GRANT_TYPES, Registration};
use crate::domain::names::{Region, StartUrl};
use crate::domain::web_address;

/// What a sign-in has to do about a refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The user has not decided yet.
    AuthorizationPending,
    /// Five seconds more between polls, for good.
    SlowDown,
    /// The code is over.
    Expired,
    /// The code, or the token to renew with, is dead.
    InvalidGrant,
    /// The user declined.
    AccessDenied,
    /// The registration is dead or of the wrong kind: register again.
    InvalidClient,
    /// The start URL, the region or another input is wrong.
    InvalidRequest,
    /// Anything else.
    Other,
}

/// Classifies a refusal by its OAuth code, else by the exception's name, else by its status.
pub fn refusal(error: &ServiceError) -> Refusal {
    match error.code.as_str() {
        "authorization_pending" | "AuthorizationPendingException" => Refusal::AuthorizationPending,
        "slow_down" | "SlowDownException" => Refusal::SlowDown,
        "expired_token" | "ExpiredTokenException" => Refusal::Expired,
        "invalid_grant" | "InvalidGrantException" => Refusal::InvalidGrant,
        "access_denied" | "AccessDeniedException" => Refusal::AccessDenied,
        "invalid_client"
        | "InvalidClientException"
        | "unauthorized_client"
        | "UnauthorizedClientException" => Refusal::InvalidClient,
        "invalid_request" | "InvalidRequestException" | "InvalidRequestRegionException" => {
            Refusal::InvalidRequest
        }
        "" if error.status == 401 => Refusal::InvalidClient,
        _ => Refusal::Other,
    }
}

/// A started device authorisation. The device code is a secret: whoever has it gets the token.
#[derive(Debug, Clone)]
pub struct DeviceAuthorization {
    pub device_code: SecretString,
    pub user_code: String,
    pub verification_uri: String,
    pub verification_uri_complete: Option<String>,
    pub expires_in_seconds: u64,
    /// At least one second; five when the service names none (RFC 8628).
    pub interval_seconds: u64,
}

/// A token as the service gave it.
#[derive(Debug, Clone)]
pub struct IssuedToken {
    pub access_token: SecretString,
    pub expires_in_seconds: u64,
    pub refresh_token: Option<SecretString>,
}

/// The device code's time to live when the service names none: what it names in practice.
const DEFAULT_EXPIRES_IN: u64 = 600;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RegisterClientRequest<'a> {
    client_name: &'a str,
    client_type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    scopes: Option<&'a [String]>,
    #[serde(flatten)]
    browser: Option<BrowserClient<'a>>,
}

/// What a client for the browser flow says beside the rest.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct BrowserClient<'a> {
    grant_types: [&'static str; 2],
    redirect_uris: [&'static str; 1],
    issuer_url: &'a str,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RegisterClientResponse {
    client_id: String,
    client_secret: SecretString,
    client_secret_expires_at: i64,
}

/// RegisterClient: for the browser flow where `issuer` says whose page it is (the start URL), else for the device code.
///
/// # Errors
/// The service's refusal, no answer, or one that is not as it must be.
pub async fn register_client(
    aws: &Aws,
    region: &Region,
    client_name: &str,
    scopes: Option<&[String]>,
    issuer: Option<&StartUrl>,
) -> Result<Registration, ApiError> {
    let browser = issuer.map(|issuer| BrowserClient {
        grant_types: GRANT_TYPES,
        redirect_uris: [REDIRECT_URI_WITHOUT_PORT],
        issuer_url: issuer.as_str(),
    });
    let request = RegisterClientRequest { client_name, client_type: "public", scopes, browser };
    let body = post(aws, region, "client/register", &request, &[]).await?;
    let response: RegisterClientResponse = parse(&body)?;
    let expires_at = jiff::Timestamp::from_second(response.client_secret_expires_at)
        .map_err(|_| ApiError::Malformed("The registration's end is not a time.".into()))?;
    // What is too long would make a file that nothing reads again.
    let is_good = |text: &str| (1..=LONGEST_TOKEN).contains(&text.len());
    if !is_good(&response.client_id) || !is_good(response.client_secret.expose_secret()) {
        return Err(ApiError::Malformed("The answer registers no client that can be kept.".into()));
    }
    Ok(Registration { client_id: response.client_id, client_secret: response.client_secret, expires_at })
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct StartDeviceAuthorizationRequest<'a> {
    client_id: &'a str,
    client_secret: &'a str,
    start_url: &'a str,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct StartDeviceAuthorizationResponse {
    device_code: SecretString,
    user_code: String,
    verification_uri: String,
    verification_uri_complete: Option<String>,
    expires_in: Option<u64>,
    interval: Option<u64>,
}

/// StartDeviceAuthorization.
///
/// # Errors
/// The service's refusal, no answer, or one that is not as it must be.
pub async fn start_device_authorization(
    aws: &Aws,
    region: &Region,
    registration: &Registration,
    start_url: &StartUrl,
) -> Result<DeviceAuthorization, ApiError> {
    let request = StartDeviceAuthorizationRequest {
        client_id: &registration.client_id,
        client_secret: registration.client_secret.expose_secret(),
        start_url: start_url.as_str(),
    };
    let body = post(aws, region, "device_authorization", &request, &[&registration.client_secret]).await?;
    started(&body)
}

/// Reads what StartDeviceAuthorization answers.
///
/// # Errors
/// When it is not as it must be.
pub fn started(body: &[u8]) -> Result<DeviceAuthorization, ApiError> {
    let response: StartDeviceAuthorizationResponse = parse(body)?;
    if !is_web_address(&response.verification_uri) {
        return Err(ApiError::Malformed("The address to type the code at is not a web address.".into()));
    }
    let user_code = super::error::clean(&response.user_code);
    if user_code.is_empty() || response.device_code.expose_secret().is_empty() {
        return Err(ApiError::Malformed("The answer holds no code to approve.".into()));
    }
    Ok(DeviceAuthorization {
        device_code: response.device_code,
        user_code,
        verification_uri: response.verification_uri,
        verification_uri_complete: response.verification_uri_complete.filter(|uri| is_web_address(uri)),
        expires_in_seconds: response.expires_in.unwrap_or(DEFAULT_EXPIRES_IN),
        interval_seconds: response.interval.unwrap_or(5).max(1),
    })
}

/// Longer than any address of AWS's, and short enough for every browser and QR code.
const LONGEST_ADDRESS: usize = 2048;

/// What a server sends is shown, and opened in a browser: it must be an http(s) URL and nothing else.
fn is_web_address(text: &str) -> bool {
    text.len() <= LONGEST_ADDRESS && web_address::parse(text).is_some()
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CreateTokenRequest<'a> {
    client_id: &'a str,
    client_secret: &'a str,
    grant_type: &'static str,
    device_code: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RefreshRequest<'a> {
    client_id: &'a str,
    client_secret: &'a str,
    grant_type: &'static str,
    refresh_token: &'a str,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct CreateTokenResponse {
    access_token: SecretString,
    expires_in: u64,
    refresh_token: Option<SecretString>,
}

/// CreateToken with a device code.
///
/// # Errors
/// The service's refusal (see [`refusal`]), no answer, or one that is not as it must be.
pub async fn create_token(
    aws: &Aws,
    region: &Region,
    registration: &Registration,
    device_code: &SecretString,
) -> Result<IssuedToken, ApiError> {
    let request = CreateTokenRequest {
        client_id: &registration.client_id,
        client_secret: registration.client_secret.expose_secret(),
        grant_type: "urn:ietf:params:oauth:grant-type:device_code",
        device_code: device_code.expose_secret(),
    };
    issued_token(&post(aws, region, "token", &request, &[&registration.client_secret, device_code]).await?)
}

/// CreateToken with a refresh token: a new access token, and perhaps a new refresh token.
///
/// # Errors
/// The service's refusal, no answer, or one that is not as it must be.
pub async fn refresh(
    aws: &Aws,
    region: &Region,
    registration: &Registration,
    refresh_token: &SecretString,
) -> Result<IssuedToken, ApiError> {
    let request = RefreshRequest {
        client_id: &registration.client_id,
        client_secret: registration.client_secret.expose_secret(),
        grant_type: "refresh_token",
        refresh_token: refresh_token.expose_secret(),
    };
    issued_token(&post(aws, region, "token", &request, &[&registration.client_secret, refresh_token]).await?)
}

/// Reads the answer to CreateToken, whichever grant it was asked for with.
///
/// # Errors
/// When it is not as it must be.
pub fn issued_token(body: &[u8]) -> Result<IssuedToken, ApiError> {
    let response: CreateTokenResponse = parse(body)?;
    let refresh_token = response.refresh_token.filter(|token| !token.expose_secret().is_empty());
    for token in std::iter::once(&response.access_token).chain(&refresh_token) {
        check_token(token)?;
    }
    Ok(IssuedToken {
        access_token: response.access_token,
        expires_in_seconds: response.expires_in,
        refresh_token,
    })
}

/// What cannot travel in a header or be kept in the cache would leave a session that nothing works with.
fn check_token(token: &SecretString) -> Result<(), ApiError> {
    match token.expose_secret() {
        "" => Err(ApiError::Malformed("The service sent an empty token.".into())),
        token if is_token(token) => Ok(()),
        _ => Err(ApiError::Malformed(
            "The service sent a token that is too long or holds impossible characters.".into(),
        )),
    }
}

pub(super) async fn post(
    aws: &Aws,
    region: &Region,
    operation: &str,
    request: &impl Serialize,
    secrets: &[&SecretString],
) -> Result<Zeroizing<Vec<u8>>, ApiError> {
    let url = aws.url(Service::SsoOidc, region.as_str(), operation)?;
    let body = serde_json::to_vec(request)
        .map_err(|_| ApiError::Malformed("The request cannot be written as JSON.".into()))?;
    let mut http = reqwest::Request::new(Method::POST, url);
    http.headers_mut().insert(CONTENT_TYPE, reqwest::header::HeaderValue::from_static("application/json"));
    *http.body_mut() = Some(body.into());
    aws.send(http, secrets).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_are_the_same_by_code_and_by_name() {
        let of = |status: u16, code: &str| {
            refusal(&ServiceError { status, code: code.into(), message: String::new(), retry_after: None })
        };
        for (code, name, expected) in [
            ("authorization_pending", "AuthorizationPendingException", Refusal::AuthorizationPending),
            ("slow_down", "SlowDownException", Refusal::SlowDown),
            ("expired_token", "ExpiredTokenException", Refusal::Expired),
            ("access_denied", "AccessDeniedException", Refusal::AccessDenied),
            ("invalid_grant", "InvalidGrantException", Refusal::InvalidGrant),
            ("invalid_client", "InvalidClientException", Refusal::InvalidClient),
            ("unauthorized_client", "UnauthorizedClientException", Refusal::InvalidClient),
            ("invalid_request", "InvalidRequestException", Refusal::InvalidRequest),
            ("invalid_scope", "InvalidScopeException", Refusal::Other),
        ] {
            assert_eq!(of(400, code), expected);
            assert_eq!(of(400, name), expected);
        }
        assert_eq!(of(401, ""), Refusal::InvalidClient);
        assert_eq!(of(400, ""), Refusal::Other);
    }

    #[test]
    fn an_empty_token_is_none() {
        let issued = |access: &str, refresh: &str| {
            let body =
                format!(r#"{{"accessToken": "{access}", "expiresIn": 1, "refreshToken": "{refresh}"}}"#);
            issued_token(body.as_bytes()).map(|token| token.refresh_token.is_some())
        };
        assert_eq!((issued("a", "r"), issued("a", "")), (Ok(true), Ok(false)));
        assert!(matches!(issued("", "r"), Err(ApiError::Malformed(_))));
    }

    #[test]
    fn only_web_addresses_reach_the_browser() {
        for good in ["https://device.sso.us-east-1.amazonaws.com/", "http://127.0.0.1:5/x?user_code=A-B"] {
            assert!(is_web_address(good), "{good}");
        }
        for bad in ["", "file:///etc/passwd", "javascript:alert(1)", "device", "https://", "https://x/\u{7}"]
        {
            assert!(!is_web_address(bad), "{bad}");
        }
        assert!(!is_web_address(&format!("https://x/{}", "y".repeat(1_000_000))));
    }
}
