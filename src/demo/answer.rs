//! What goes back: a status, headers and a body, before it becomes HTTP.

use serde_json::{Value, json};

/// An answer as a value, which faults may replace or twist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    /// A body of the given media type.
    pub fn new(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self { status, headers: vec![("Content-Type".into(), content_type.into())], body: body.into() }
    }

    /// JSON, as OIDC and the portal answer.
    pub fn json(status: u16, body: &Value) -> Self {
        Self::new(status, "application/json", body.to_string())
    }

    /// A page for people.
    pub fn html(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self::new(status, "text/html; charset=utf-8", body)
    }

    /// The same answer with one more header.
    #[must_use]
    pub fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// An error of the portal: `__type` in its namespace, and the name in `x-amzn-ErrorType`.
    pub fn portal_error(status: u16, name: &str, message: &str) -> Self {
        Self::json(
            status,
            &json!({ "message": message, "__type": format!("com.amazonaws.switchboard.portal#{name}") }),
        )
        .header("x-amzn-ErrorType", name)
    }

    /// An OAuth error of the OIDC service. The HTTP status and the exception follow from the code
    /// (service model `sso-oidc` 2019-06-10); an unknown code is a 400 without an exception.
    pub fn oidc_error(code: &str, description: &str) -> Self {
        let answer = Self::json(
            oidc_exception(code).map_or(400, |(_, status)| status),
            &json!({ "error": code, "error_description": description }),
        );
        match oidc_exception(code) {
            Some((name, _)) => answer.header("x-amzn-ErrorType", error_type(name)),
            None => answer,
        }
    }
}

/// The header's text: the exception and a namespace after a colon.
pub(super) fn error_type(exception: &str) -> String {
    format!("{exception}:http://internal.amazon.com/coral/com.amazonaws.sso.oidc/")
}

/// The exception and the HTTP status that belong to an OAuth error code.
pub(super) fn oidc_exception(code: &str) -> Option<(&'static str, u16)> {
    Some(match code {
        "authorization_pending" => ("AuthorizationPendingException", 400),
        "slow_down" => ("SlowDownException", 400),
        "expired_token" => ("ExpiredTokenException", 400),
        "access_denied" => ("AccessDeniedException", 400),
        "invalid_client" => ("InvalidClientException", 401),
        "invalid_grant" => ("InvalidGrantException", 400),
        "invalid_request" => ("InvalidRequestException", 400),
        "unauthorized_client" => ("UnauthorizedClientException", 400),
        "unsupported_grant_type" => ("UnsupportedGrantTypeException", 400),
        "invalid_scope" => ("InvalidScopeException", 400),
        "invalid_client_metadata" => ("InvalidClientMetadataException", 400),
        "invalid_redirect_uri" => ("InvalidRedirectUriException", 400),
        "server_error" => ("InternalServerException", 500),
        _ => return None,
    })
}
