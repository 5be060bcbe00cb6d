//! The portal: ListAccounts, ListAccountRoles, GetRoleCredentials, Logout. Members and errors are those of
//! its service model (`sso` 2019-06-10) and of live answers, such as the 403 that the model leaves out.

use ring::hmac;
use serde_json::{Value, json};

use super::answer::Answer;
use super::lock;
use super::log::Request;
use super::server::Shared;
use super::store::{RoleKeys, after};
use crate::domain::hex;
use crate::domain::organization::{Account, Roles};

type Outcome = Result<Answer, Answer>;

fn invalid(message: &str) -> Answer {
    Answer::portal_error(400, "InvalidRequestException", message)
}

/// The answer to a token that is unknown, over or signed out.
pub(super) fn unauthorized() -> Answer {
    Answer::portal_error(401, "UnauthorizedException", "Session token not found or invalid")
}

/// The answer to a role or an account that is not assigned.
pub(super) fn forbidden() -> Answer {
    Answer::portal_error(403, "ForbiddenException", "No access")
}

/// The portal's answer above its rate.
pub(super) fn throttled() -> Answer {
    Answer::portal_error(429, "TooManyRequestsException", "HTTP 429 Unknown Code")
}

/// Checks the method, that a GET has no body, and the token, and returns the start URL that it leads to.
fn authorize(shared: &Shared, request: &Request, method: &str) -> Result<String, Answer> {
    // A GET with a body is taken for a POST.
    if request.method != method || (method == "GET" && !request.body.is_empty()) {
        return Err(Answer::portal_error(405, "MethodNotAllowedException", "Method Not Allowed"));
    }
    let store = lock(&shared.store);
    store.start_url_of(token(request), shared.now()).map(str::to_owned).ok_or_else(unauthorized)
}

fn token(request: &Request) -> &str {
    request.header("x-amz-sso_bearer_token").unwrap_or_default()
}

pub(super) fn list_accounts(shared: &Shared, request: &Request) -> Outcome {
    let start_url = authorize(shared, request, "GET")?;
    let organizations = lock(&shared.organizations);
    let accounts = organizations.of(&start_url);
    let (page, next) = page(shared, request, "accounts", accounts)?;
    let list: Vec<Value> = page.iter().map(account_info).collect();
    Ok(Answer::json(200, &json!({ "accountList": list, "nextToken": next })))
}

/// An account as listed. A name or address that is not there is left out, as live answers do.
fn account_info(account: &Account) -> Value {
    let mut info = json!({ "accountId": account.id.as_str() });
    if let Some(name) = &account.name {
        info["accountName"] = json!(name);
    }
    if let Some(email) = &account.email {
        info["emailAddress"] = json!(email);
    }
    info
}

pub(super) fn list_account_roles(shared: &Shared, request: &Request) -> Outcome {
    let start_url = authorize(shared, request, "GET")?;
    let account_id = request.parameter("account_id").ok_or_else(|| invalid("Account ID is required"))?;
    let organizations = lock(&shared.organizations);
    let accounts = organizations.of(&start_url);
    let account = accounts.iter().find(|account| account.id.as_str() == account_id).ok_or_else(forbidden)?;
    let roles = match &account.roles {
        Roles::Listed(roles) => roles.as_slice(),
        Roles::Pending => &[],
        Roles::Failed(message) => {
            return Err(Answer::portal_error(403, "ForbiddenException", message));
        }
    };
    let (page, next) = page(shared, request, account_id, roles)?;
    let list: Vec<Value> =
        page.iter().map(|role| json!({ "roleName": role.as_str(), "accountId": account_id })).collect();
    Ok(Answer::json(200, &json!({ "roleList": list, "nextToken": next })))
}

pub(super) fn get_role_credentials(shared: &Shared, request: &Request) -> Outcome {
    let start_url = authorize(shared, request, "GET")?;
    let account_id = request.parameter("account_id").ok_or_else(|| invalid("Account ID is required"))?;
    let role_name = request.parameter("role_name").ok_or_else(|| invalid("Role name is required"))?;
    let assigned = lock(&shared.organizations).of(&start_url).iter().any(|account| {
        account.id.as_str() == account_id
            && matches!(&account.roles, Roles::Listed(roles) if roles.iter().any(|role| role.as_str() == role_name))
    });
    if !assigned {
        return Err(forbidden());
    }
    let (access_key_id, keys) = shared.role_keys(account_id.into(), role_name.into());
    Ok(Answer::json(
        200,
        &json!({
            "roleCredentials": {
                "accessKeyId": access_key_id,
                "secretAccessKey": keys.secret_access_key,
                "sessionToken": keys.session_token,
                "expiration": keys.expires_at.as_millisecond(),
            }
        }),
    ))
}

pub(super) fn logout(shared: &Shared, request: &Request) -> Outcome {
    authorize(shared, request, "POST")?;
    lock(&shared.store).end_session_of(token(request));
    Ok(Answer { status: 200, headers: Vec::new(), body: Vec::new() })
}

/// The page of a list that the request asks for, and the token of the next one.
fn page<'a, T>(
    shared: &Shared,
    request: &Request,
    list: &str,
    items: &'a [T],
) -> Result<(&'a [T], Option<String>), Answer> {
    let size = match request.parameter("max_result") {
        None => shared.options.page_size.max(1),
        Some(text) => text
            .parse()
            .ok()
            .filter(|size| (1..=100).contains(size))
            .ok_or_else(|| invalid("ResultSize parameter must be within the valid limits of: 1-100"))?,
    };
    let start = match request.parameter("next_token") {
        None => 0,
        Some(token) => token
            .split_once("/&=")
            .and_then(|(_, rest)| rest.strip_suffix("%2B==")?.parse().ok())
            .filter(|start| *start <= items.len() && next_token(list, *start) == token)
            .ok_or_else(|| invalid("Invalid next token"))?,
    };
    let end = items.len().min(start.saturating_add(size));
    Ok((&items[start..end], (end < items.len()).then(|| next_token(list, end))))
}

/// The token of the page that starts there: opaque, of one list only, and full of what must be percent-encoded.
fn next_token(list: &str, start: usize) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, b"next token");
    let mark = hmac::sign(&key, format!("{list} {start}").as_bytes());
    format!("AAMA+{}/&={start}%2B==", hex::encode(&mark.as_ref()[..12]))
}

impl Shared {
    /// Fresh credentials of a role, remembered for STS, with their access key id.
    pub(super) fn role_keys(
        &self,
        account_id: crate::domain::names::AccountId,
        role_name: crate::domain::names::RoleName,
    ) -> (String, RoleKeys) {
        let expires_at = after(self.now(), self.options.role_credentials_ttl);
        let mut store = lock(&self.store);
        let id = store.random.access_key_id();
        let keys = RoleKeys {
            account_id,
            role_name,
            secret_access_key: store.random.secret_access_key(),
            session_token: store.random.session_token(),
            expires_at,
        };
        store.secrets.extend([keys.secret_access_key.clone(), keys.session_token.clone()]);
        store.role_keys.insert(id.clone(), keys.clone());
        (id, keys)
    }
}
