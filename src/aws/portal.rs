//! The SSO portal: accounts, roles and their keys, logout. The bearer token travels in a header of its own, never in a URL.

use jiff::Timestamp;
use reqwest::header::{CONTENT_LENGTH, HeaderName, HeaderValue};
use reqwest::{Method, Request};
use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::Aws;
use super::endpoints::Service;
use super::error::ApiError;
use super::http::parse;
use super::role_credentials::RoleCredentials;
use crate::domain::names::{AccountId, Region, RoleName};
use crate::domain::organization::{Account, Roles};
use crate::domain::percent::encode;

/// The header that carries the token. Spelled with underscores, and not `Authorization`.
pub(super) const BEARER_TOKEN: HeaderName = HeaderName::from_static("x-amz-sso_bearer_token");

/// The largest page that the portal allows; without it pages have 20 items.
const MAX_RESULT: &str = "100";

/// Longer than any token, which is a few kilobytes, and than any header may be.
pub(super) const LONGEST_TOKEN: usize = 64 * 1024;

/// Whether a token can travel in a header, and be kept in the caches: visible ASCII (RFC 6750, 2.1).
pub fn is_token(text: &str) -> bool {
    (1..=LONGEST_TOKEN).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// One page of a list.
#[derive(Debug)]
pub struct Page<T> {
    pub items: Vec<T>,
    /// How many more there were that nobody can ask for: without an id.
    pub nameless: usize,
    /// Opaque; `None` on the last page.
    pub next_token: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ListAccountsResponse {
    account_list: Option<Vec<AccountInfo>>,
    next_token: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct AccountInfo {
    account_id: Option<String>,
    account_name: Option<String>,
    email_address: Option<String>,
}

/// A page of ListAccounts. The roles of the accounts are pending.
///
/// # Errors
/// The portal's refusal, no answer, or one that is not as it must be.
pub async fn list_accounts(
    aws: &Aws,
    region: &Region,
    token: &SecretString,
    next_token: Option<&str>,
) -> Result<Page<Account>, ApiError> {
    let query = query(&[("max_result", Some(MAX_RESULT)), ("next_token", next_token)]);
    let body = call(aws, region, Method::GET, &format!("assignment/accounts?{query}"), token).await?;
    accounts_page(&body)
}

/// Reads what ListAccounts answers. The service model requires no member; but nothing may be concluded from a list that
/// is not there, which the portal sends as `[]` where it is empty.
///
/// # Errors
/// When it is not as it must be, or holds no list.
pub fn accounts_page(body: &[u8]) -> Result<Page<Account>, ApiError> {
    let response: ListAccountsResponse = parse(body)?;
    let text =
        |text: Option<String>| text.map(|text| super::error::clean(&text)).filter(|text| !text.is_empty());
    let listed = response.account_list.ok_or_else(|| no_list("accounts"))?;
    let count = listed.len();
    let items: Vec<Account> = listed
        .into_iter()
        .filter_map(|account| {
            Some(Account {
                // Without an id there is nothing to ask for.
                id: text(account.account_id)?.into(),
                name: text(account.account_name),
                email: text(account.email_address),
                roles: Roles::Pending,
            })
        })
        .collect();
    Ok(Page {
        nameless: count - items.len(),
        items,
        next_token: response.next_token.filter(|token| !token.is_empty()),
    })
}

fn no_list(of: &str) -> ApiError {
    ApiError::Malformed(format!("The answer holds no list of {of}."))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ListAccountRolesResponse {
    role_list: Option<Vec<RoleInfo>>,
    next_token: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RoleInfo {
    role_name: Option<String>,
}

/// A page of ListAccountRoles.
///
/// # Errors
/// The portal's refusal, no answer, or one that is not as it must be.
pub async fn list_account_roles(
    aws: &Aws,
    region: &Region,
    token: &SecretString,
    account: &AccountId,
    next_token: Option<&str>,
) -> Result<Page<RoleName>, ApiError> {
    let query = query(&[
        ("account_id", Some(account.as_str())),
        ("max_result", Some(MAX_RESULT)),
        ("next_token", next_token),
    ]);
    let body = call(aws, region, Method::GET, &format!("assignment/roles?{query}"), token).await?;
    roles_page(&body)
}

/// Reads what ListAccountRoles answers. See [`accounts_page`].
///
/// # Errors
/// When it is not as it must be, or holds no list.
pub fn roles_page(body: &[u8]) -> Result<Page<RoleName>, ApiError> {
    let response: ListAccountRolesResponse = parse(body)?;
    let listed = response.role_list.ok_or_else(|| no_list("roles"))?;
    let count = listed.len();
    let names = listed.into_iter().filter_map(|role| role.role_name);
    let items: Vec<RoleName> = names.filter(|name| !name.is_empty()).map(RoleName::from).collect();
    Ok(Page {
        nameless: count - items.len(),
        items,
        next_token: response.next_token.filter(|token| !token.is_empty()),
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct GetRoleCredentialsResponse {
    role_credentials: RoleCredentialsInfo,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RoleCredentialsInfo {
    access_key_id: String,
    secret_access_key: SecretString,
    session_token: SecretString,
    /// Milliseconds since 1970.
    expiration: i64,
}

/// GetRoleCredentials: temporary keys of a role.
///
/// # Errors
/// The portal's refusal (403 for a role that is not assigned), no answer, or one that is not as it must be.
pub async fn get_role_credentials(
    aws: &Aws,
    region: &Region,
    token: &SecretString,
    account: &AccountId,
    role: &RoleName,
) -> Result<RoleCredentials, ApiError> {
    let query = query(&[("account_id", Some(account.as_str())), ("role_name", Some(role.as_str()))]);
    let body = call(aws, region, Method::GET, &format!("federation/credentials?{query}"), token).await?;
    let keys = parse::<GetRoleCredentialsResponse>(&body)?.role_credentials;
    let expires_at = Timestamp::from_millisecond(keys.expiration)
        .map_err(|_| ApiError::Malformed("The answer names an impossible time.".into()))?;
    let credentials = RoleCredentials {
        access_key_id: keys.access_key_id,
        secret_access_key: keys.secret_access_key,
        session_token: keys.session_token,
        expires_at,
    };
    if !credentials.are_whole() {
        return Err(ApiError::Malformed(
            "The keys in the answer are empty, or hold impossible characters.".into(),
        ));
    }
    if expires_at <= aws.server_now() {
        let end = super::timestamp::format(expires_at);
        return Err(ApiError::Malformed(format!(
            "The keys in the answer are over already: they end at {end}."
        )));
    }
    Ok(credentials)
}

/// Logout: ends the token's session at the server.
///
/// # Errors
/// The portal's refusal, no answer, or one that is not the portal's, which says nothing.
pub async fn logout(aws: &Aws, region: &Region, token: &SecretString) -> Result<(), ApiError> {
    let body = call(aws, region, Method::POST, "logout", token).await?;
    match body.trim_ascii().is_empty() {
        true => Ok(()),
        false => parse::<Map<String, Value>>(&body).map(drop),
    }
}

async fn call(
    aws: &Aws,
    region: &Region,
    method: Method,
    operation: &str,
    token: &SecretString,
) -> Result<Zeroizing<Vec<u8>>, ApiError> {
    let url = aws.url(Service::Sso, region.as_str(), operation)?;
    let mut value = HeaderValue::from_str(token.expose_secret())
        .map_err(|_| ApiError::Malformed("The token in the cache holds impossible characters.".into()))?;
    value.set_sensitive(true);
    // A GET with a body is answered 405: there is none, not even an empty one.
    let mut request = Request::new(method.clone(), url);
    if method == Method::POST {
        // Said aloud, as botocore does: hyper leaves the header out, and there are proxies that answer 411 then.
        request.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
    }
    request.headers_mut().insert(BEARER_TOKEN, value);
    aws.send(request, &[token]).await
}

/// A query string, percent-encoded down to the unreserved characters, as botocore sends it.
fn query(pairs: &[(&str, Option<&str>)]) -> String {
    let pairs: Vec<String> =
        pairs.iter().filter_map(|(name, value)| Some(format!("{name}={}", encode((*value)?)))).collect();
    pairs.join("&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_travel_back_unchanged() {
        assert_eq!(
            query(&[("max_result", Some("100")), ("next_token", Some("a+/=& é?#%"))]),
            "max_result=100&next_token=a%2B%2F%3D%26%20%C3%A9%3F%23%25"
        );
        assert_eq!(query(&[("a", Some("1")), ("next_token", None)]), "a=1");
    }

    #[test]
    fn absent_null_and_unknown_members_are_no_trouble() {
        let response: ListAccountsResponse = parse(
            br#"{"accountList": [{"accountId": "012345678901", "accountName": null, "x": {}}], "nextToken": null}"#,
        )
        .expect("an answer");
        assert!(response.next_token.is_none());
        assert_eq!(response.account_list.expect("a list").len(), 1);
        assert!(parse::<ListAccountsResponse>(b"{}").expect("an answer").account_list.is_none());
        parse::<ListAccountsResponse>(br#"{"accountList": 5}"#).err().expect("a list is no number");
    }
}
