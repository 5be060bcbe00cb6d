//! STS: who am I (GetCallerIdentity, of the API version 2011-06-15: a signed form, answered in XML).

use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderName, HeaderValue};
use reqwest::{Method, Request};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::Aws;
use super::endpoints::Service;
use super::error::{ApiError, clean};
use super::http::{is_page, web_page};
use super::role_credentials::RoleCredentials;
use super::sigv4::{Signable, Signer};
use super::xml::text_of;
use crate::domain::identity::CallerIdentity;
use crate::domain::names::Region;

const FORM: &str = "application/x-www-form-urlencoded; charset=utf-8";
const BODY: &str = "Action=GetCallerIdentity&Version=2011-06-15";
const DATE: HeaderName = HeaderName::from_static("x-amz-date");
const SECURITY_TOKEN: HeaderName = HeaderName::from_static("x-amz-security-token");

/// Asks in the region who the keys belong to. AWS allows that to everybody.
///
/// # Errors
/// The service's refusal, no answer, or one that is not as it must be.
pub async fn get_caller_identity(
    aws: &Aws,
    region: &Region,
    credentials: &RoleCredentials,
) -> Result<CallerIdentity, ApiError> {
    let url = aws.url(Service::Sts, region.as_str(), "")?;
    let host = host_header(&url);
    let token = credentials.session_token.expose_secret();
    let signer = Signer {
        access_key_id: &credentials.access_key_id,
        secret_access_key: &credentials.secret_access_key,
        region: region.as_str(),
        service: "sts",
        now: aws.clock().now(),
    };
    let authorization = signer.authorization(&Signable {
        method: "POST",
        path: url.path(),
        query: &[],
        headers: &[("content-type", FORM), ("host", &host), (SECURITY_TOKEN.as_str(), token)],
        body: BODY.as_bytes(),
    });
    let mut request = Request::new(Method::POST, url);
    *request.body_mut() = Some(BODY.into());
    let headers = request.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(FORM));
    headers.insert(DATE, header(&signer.date())?);
    headers.insert(SECURITY_TOKEN, header(token)?);
    headers.insert(AUTHORIZATION, header(&authorization)?);
    let secrets: [&SecretString; 2] = [&credentials.secret_access_key, &credentials.session_token];
    let body = aws.send(request, &secrets).await?;
    read(&String::from_utf8_lossy(&body))
}

/// The `Host` header, as the client sends it: the port only where it is not the scheme's own.
fn host_header(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

fn header(text: &str) -> Result<HeaderValue, ApiError> {
    let mut value = HeaderValue::from_str(text)
        .map_err(|_| ApiError::Malformed("The role's keys hold impossible characters.".into()))?;
    value.set_sensitive(true);
    Ok(value)
}

fn read(xml: &str) -> Result<CallerIdentity, ApiError> {
    let text = |element: &str| {
        text_of(xml, element).map(|text| clean(&text)).filter(|text| !text.is_empty()).ok_or_else(|| {
            if is_page(xml.as_bytes()) {
                return web_page();
            }
            if xml.trim().is_empty() {
                return ApiError::Malformed("The answer is empty.".into());
            }
            ApiError::Malformed(format!("The answer names no {element}."))
        })
    };
    Ok(CallerIdentity { account: text("Account")?, arn: text("Arn")?, user_id: text("UserId")? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_is_signed_as_it_is_sent() {
        for (url, expected) in [
            ("https://sts.eu-west-1.amazonaws.com/", "sts.eu-west-1.amazonaws.com"),
            ("https://sts.eu-west-1.amazonaws.com:443/", "sts.eu-west-1.amazonaws.com"),
            ("http://127.0.0.1:4711/", "127.0.0.1:4711"),
            ("http://[::1]:80/", "[::1]"),
        ] {
            assert_eq!(host_header(&Url::parse(url).expect("a URL")), expected);
        }
    }

    #[test]
    fn the_answer_is_read_in_every_partition() {
        let xml = "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><GetCallerIdentityResult>\
                   <Arn>arn:aws-us-gov:sts::012345678901:assumed-role/AWSReservedSSO_a_0/u&amp;me</Arn><UserId>AROA:u</UserId>\
                   <Account>012345678901</Account></GetCallerIdentityResult></GetCallerIdentityResponse>";
        let identity = read(xml).expect("an identity");
        assert_eq!(identity.arn, "arn:aws-us-gov:sts::012345678901:assumed-role/AWSReservedSSO_a_0/u&me");
        assert_eq!((identity.account.as_str(), identity.user_id.as_str()), ("012345678901", "AROA:u"));
        assert!(matches!(read("<x/>"), Err(ApiError::Malformed(_))));
        assert!(matches!(read(""), Err(ApiError::Malformed(_))));
        assert!(read("<!DOCTYPE html><html>").expect_err("a page").may_pass());
    }
}
