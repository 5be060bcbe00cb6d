//! The console's sign-in with a role's keys: `getSigninToken`, and the page behind it.

use serde_json::{Value, json};

use super::answer::Answer;
use super::lock;
use super::log::Request;
use super::page;
use super::server::Shared;

pub(super) fn federation(shared: &Shared, request: &Request) -> Answer {
    let form = request.form();
    let value = |name: &str| {
        let mut pairs = request.query.iter().chain(&form);
        pairs.find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    };
    let refused = |why: &str| page::message(400, "Bad request", why);
    match value("Action") {
        Some("getSigninToken") => {
            let session: Value =
                value("Session").and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
            let member = |name: &str| session[name].as_str();
            let mut store = lock(&shared.store);
            let now = shared.now();
            let known = member("sessionId").and_then(|id| store.role_keys.get(id)).is_some_and(|keys| {
                member("sessionKey") == Some(&keys.secret_access_key)
                    && member("sessionToken") == Some(&keys.session_token)
                    && now < keys.expires_at
            });
            if !known {
                return refused("Invalid credentials parameter");
            }
            let token = store.random.session_token();
            store.secrets.push(token.clone());
            store.signin_tokens.push(token.clone());
            Answer::json(200, &json!({ "SigninToken": token }))
        }
        Some("login") => {
            let token = value("SigninToken").unwrap_or_default();
            if !lock(&shared.store).signin_tokens.iter().any(|known| known == token) {
                return refused("Token expired");
            }
            let destination = value("Destination").unwrap_or_default();
            page::message(200, "The console", &format!("Here AWS goes on to {destination}"))
        }
        _ => refused("Invalid Action"),
    }
}
