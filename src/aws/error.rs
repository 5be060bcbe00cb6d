//! What a request to AWS can end in other than an answer, decoded from whatever came back.

use std::time::Duration;

use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

use super::xml::text_of;
use crate::error::Failure;

/// Why a request has no usable answer. Shown to users: holds no secret and no control characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ApiError {
    /// The service refused, in a form that services use.
    Service(ServiceError),
    /// The answer is no service's: a proxy's error page, a bare status.
    Foreign { status: u16, message: String },
    /// There was no answer, or it broke off: why.
    Network(String),
    /// A success that cannot be understood: what is wrong with it.
    Malformed(String),
    /// The request could not even be made: no HTTP client, no address.
    Impossible(Failure),
}

/// A service's own error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceError {
    pub status: u16,
    /// The OAuth error code (`slow_down`), else the exception's name (`SlowDownException`), else empty.
    pub code: String,
    /// The service's own words, or the status when it had none.
    pub message: String,
    /// How long the service asks to be left alone.
    pub retry_after: Option<Duration>,
}

impl ApiError {
    /// Whether the same request may well succeed later: no answer, the service's own trouble, a proxy's page.
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Network(_) | Self::Foreign { .. } => true,
            Self::Service(error) => error.status >= 500 || error.status == 429,
            Self::Malformed(_) | Self::Impossible(_) => false,
        }
    }

    /// The HTTP status of a refusal.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Service(error) => Some(error.status),
            Self::Foreign { status, .. } => Some(*status),
            Self::Network(_) | Self::Malformed(_) | Self::Impossible(_) => None,
        }
    }

    /// What happened, as one sentence.
    pub fn cause(&self) -> String {
        match self {
            Self::Service(error) => sentence(&error.message),
            Self::Foreign { message, .. } | Self::Network(message) | Self::Malformed(message) => {
                sentence(message)
            }
            Self::Impossible(failure) => failure.why.clone(),
        }
    }

    /// The failure to show, when nothing better is known than that `what` did not work.
    pub fn into_failure(self, what: &str) -> Failure {
        match self {
            Self::Impossible(failure) => Failure { what: what.to_owned(), ..failure },
            Self::Network(_) => Failure::new(what, self.cause())
                .hint("Check the network, the proxy (HTTPS_PROXY) and the session's sso_region."),
            Self::Foreign { .. } => Failure::new(what, self.cause())
                .hint("Something between this machine and AWS may have answered: check proxy and VPN."),
            Self::Service(_) if self.may_pass() => Failure::new(what, self.cause())
                .hint("That is the service's own trouble: try again in a few minutes."),
            Self::Service(_) => Failure::new(what, self.cause()).hint(
                "Check the session's start URL and sso_region. A proxy or firewall may also have spoken in AWS's place: \
                 ssotui doctor looks.",
            ),
            Self::Malformed(_) => Failure::new(what, self.cause()).hint(
                "A proxy or captive portal may have answered in AWS's place, or sso_region or an endpoint is wrong: \
                 ssotui doctor looks.",
            ),
        }
    }
}

/// Decodes an answer that is not a success: JSON, or the XML of STS (`ErrorResponse/Error/{Code,Message}`). The code is the body's `error`, else the body's `__type` or `code`, else
/// the header's, cut to the exception's name as botocore does. What the request carried in confidence is taken out of the
/// server's words.
pub fn decode(status: StatusCode, headers: &HeaderMap, body: &[u8], secrets: &[&SecretString]) -> ApiError {
    let json: Option<Value> = serde_json::from_slice(body).ok().or_else(|| xml_error(body));
    let member = |key: &str| json.as_ref()?.get(key)?.as_str().filter(|text| !text.is_empty());
    let header = headers.get("x-amzn-errortype").and_then(|value| value.to_str().ok());
    // While the texts are whole: what is left of a secret that was cut would not be known again.
    let hide = |text: &str| hidden(text, secrets);
    let code = member("error").or(member("__type")).or(member("code")).or(header);
    let code = code.map(|code| clean(exception_name(&hide(code))));
    let status_text = match status.canonical_reason() {
        Some(reason) => format!("HTTP {} {reason}", status.as_u16()),
        None => format!("HTTP {}", status.as_u16()),
    };
    if code.is_none() && !json.as_ref().is_some_and(Value::is_object) && status.as_u16() != 429 {
        let message = format!("The answer was {status_text}, and not one of AWS's own.");
        return ApiError::Foreign { status: status.as_u16(), message };
    }
    let message = member("error_description")
        .or(member("message"))
        .or(member("Message"))
        .or(member("errorMessage"))
        .map(|text| clean(&hide(text)))
        .filter(|text| !text.is_empty())
        .unwrap_or_else(|| format!("The answer was {status_text}."));
    ApiError::Service(ServiceError {
        status: status.as_u16(),
        code: code.unwrap_or_default(),
        message,
        retry_after: retry_after(headers),
    })
}

/// The text without the secrets.
fn hidden(text: &str, secrets: &[&SecretString]) -> String {
    secrets
        .iter()
        .map(|secret| secret.expose_secret())
        .filter(|secret| !secret.is_empty())
        .fold(text.to_owned(), |text, secret| text.replace(secret, "[hidden]"))
}

/// `com.amazonaws.sso#Name:http://…` → `Name`.
fn exception_name(text: &str) -> &str {
    let text = text.split_once(':').map_or(text, |(name, _)| name);
    text.rsplit_once('#').map_or(text, |(_, name)| name).trim()
}

/// `x-amz-retry-after` (milliseconds), else `Retry-After` in seconds. The form with a date is not used by AWS.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let number = |name: &str| headers.get(name)?.to_str().ok()?.trim().parse::<f64>().ok();
    let seconds = number("x-amz-retry-after").map(|ms| ms / 1000.0).or_else(|| number("retry-after"))?;
    Duration::try_from_secs_f64(seconds).ok()
}

/// Foreign text made fit for a screen: no control characters, no line breaks, not too long.
pub fn clean(text: &str) -> String {
    const LONGEST: usize = 300;
    let visible = text.chars().map(|c| if c.is_control() || is_bidi_control(c) { ' ' } else { c });
    let mut out = String::new();
    for word in visible.collect::<String>().split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
        if let Some((end, _)) = out.char_indices().nth(LONGEST) {
            out.truncate(end);
            out.push('…');
            break;
        }
    }
    out
}

/// The error of a service that speaks XML, as the others would say it.
fn xml_error(body: &[u8]) -> Option<Value> {
    let xml = std::str::from_utf8(body).ok().filter(|xml| xml.contains("<ErrorResponse"))?;
    Some(json!({ "code": text_of(xml, "Code")?, "message": text_of(xml, "Message") }))
}

/// Characters that reorder or hide the text around them.
fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// The text with a full stop at its end.
fn sentence(text: &str) -> String {
    let ended = text.ends_with(['.', '!', '?', '…']);
    if ended { text.to_owned() } else { format!("{text}.") }
}

#[cfg(test)]
mod tests {
    use reqwest::header::HeaderValue;

    use super::*;

    fn service(status: u16, header: Option<&str>, body: &str) -> ServiceError {
        match error(status, header, body) {
            ApiError::Service(error) => error,
            other => panic!("{other:?}"),
        }
    }

    fn error(status: u16, header: Option<&str>, body: &str) -> ApiError {
        let mut headers = HeaderMap::new();
        if let Some(header) = header {
            headers.insert("x-amzn-ErrorType", HeaderValue::from_str(header).expect("a header"));
        }
        decode(StatusCode::from_u16(status).expect("a status"), &headers, body.as_bytes(), &[])
    }

    #[test]
    fn the_code_is_found_wherever_it_stands() {
        for (header, body, code) in [
            (None, r#"{"error": "slow_down", "error_description": "x"}"#, "slow_down"),
            (Some("SlowDownException:http://internal.amazon.com/coral/"), "{}", "SlowDownException"),
            (Some("com.amazonaws#SlowDownException:http://x#y"), "", "SlowDownException"),
            (
                None,
                r#"{"__type": "com.amazonaws.switchboard.portal#ForbiddenException"}"#,
                "ForbiddenException",
            ),
            (Some("Other"), r#"{"error": "slow_down"}"#, "slow_down"),
            (None, r#"{"error": null, "message": "m"}"#, ""),
            (None, r#"{"error": 5}"#, ""),
        ] {
            assert_eq!(service(400, header, body).code, code, "{header:?} {body}");
        }
    }

    #[test]
    fn sts_says_it_in_xml() {
        let body = "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\n <Error><Type>Sender</Type>\
                    <Code>ExpiredToken</Code><Message>The security token included in the request is expired</Message>\
                    </Error></ErrorResponse>";
        let error = service(403, None, body);
        assert_eq!((error.status, error.code.as_str()), (403, "ExpiredToken"));
        assert_eq!(error.message, "The security token included in the request is expired");
    }

    #[test]
    fn messages_are_readable_whatever_came() {
        let message = |body: &str| service(400, None, body).message;
        assert_eq!(message(r#"{"message": "No access"}"#), "No access");
        assert_eq!(message(r#"{"message": "a\u001b[31mb\r\n c\u202e"}"#), "a [31mb c");
        assert_eq!(message("{}"), "The answer was HTTP 400 Bad Request.");
        let long = message(&format!(r#"{{"message": "{}"}}"#, "é".repeat(5000)));
        assert_eq!(long.chars().count(), 301);
        for body in ["<html><h1>Blocked</h1>", "", "[1]", "\u{0}", "\"text\""] {
            let foreign = error(502, None, body);
            assert!(matches!(foreign, ApiError::Foreign { status: 502, .. }), "{foreign:?}");
            assert!(foreign.may_pass());
            assert!(!foreign.cause().contains("html"), "{foreign:?}");
        }
    }

    #[test]
    fn secrets_that_come_back_are_hidden_however_long_they_are() {
        let long = "s3:cret#".repeat(500);
        let body = format!(r#"{{"error": "x{long}:y", "message": "No {long} here: {long}."}}"#);
        let secrets = [&"".into(), &long.as_str().into()];
        let error = decode(StatusCode::BAD_REQUEST, &HeaderMap::new(), body.as_bytes(), &secrets);
        let ApiError::Service(error) = error else { panic!("{error:?}") };
        assert_eq!(
            (error.code.as_str(), error.message.as_str()),
            ("x[hidden]", "No [hidden] here: [hidden].")
        );
    }

    #[test]
    fn the_service_says_how_long_to_wait() {
        let wait = |name: &'static str, value: &'static str| {
            let headers = HeaderMap::from_iter([(
                reqwest::header::HeaderName::from_static(name),
                HeaderValue::from_static(value),
            )]);
            match decode(StatusCode::TOO_MANY_REQUESTS, &headers, b"", &[]) {
                ApiError::Service(error) => error.retry_after,
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(wait("retry-after", "2"), Some(Duration::from_secs(2)));
        assert_eq!(wait("x-amz-retry-after", "1500"), Some(Duration::from_millis(1500)));
        for nonsense in ["", "-1", "NaN", "1e300", "Wed, 21 Oct 2015 07:28:00 GMT"] {
            assert_eq!(wait("retry-after", nonsense), None, "{nonsense}");
        }
    }
}
