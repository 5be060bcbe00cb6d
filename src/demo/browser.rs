//! What the browser sees: the page that approves a device code, and `/authorize` of the
//! authorization-code grant with PKCE.

use ring::digest;
use url::Url;

use super::answer::Answer;
use super::lock;
use super::log::Request;
use super::page;
use super::server::Shared;
use super::store::{AuthorizationCode, Decision, after};

/// How long an authorization code waits for CreateToken.
const CODE_TTL: std::time::Duration = std::time::Duration::from_secs(600);

/// `/device`: the form, and what it sends.
pub(super) fn device(shared: &Shared, request: &Request) -> Answer {
    match request.method.as_str() {
        "GET" | "HEAD" => device_page(shared, request),
        "POST" if from_elsewhere(shared, request) => {
            page::message(403, "Not from here", "This form was sent from another page.")
        }
        "POST" => {
            let form = request.form();
            let value =
                |name: &str| form.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.trim());
            let decision = if value("decision") == "allow" { Decision::Approved } else { Decision::Denied };
            if !shared.decide(value("user_code"), decision) {
                return unknown_code();
            }
            if decision == Decision::Approved { allowed() } else { denied() }
        }
        _ => page::message(405, "Not here", "This page answers GET and POST only."),
    }
}

fn device_page(shared: &Shared, request: &Request) -> Answer {
    let now = shared.now();
    let code = request.parameter("user_code").unwrap_or_default().trim().to_ascii_uppercase();
    if code.is_empty() {
        return page::enter_code(200, None);
    }
    let store = lock(&shared.store);
    let Some(device) = store.devices.values().find(|device| device.user_code == code) else {
        return unknown_code();
    };
    match device.decision(now) {
        Decision::Denied => denied(),
        Decision::Approved | Decision::Used => allowed(),
        Decision::Waiting if now >= device.expires_at => {
            page::message(410, "Too late", "This code is over. Start the sign-in again.")
        }
        Decision::Waiting => {
            let name = store.clients.get(&device.client_id).map_or("", |client| client.name.as_str());
            let seconds = device.approved_at.map(|at| at.as_second() - now.as_second() + 1);
            page::approve(&device.user_code, name, &device.start_url, seconds)
        }
    }
}

fn unknown_code() -> Answer {
    page::enter_code(404, Some("There is no sign-in with that code. Compare it with your terminal."))
}

fn allowed() -> Answer {
    page::message(200, "You are signed in", "You can close this page and go back to your terminal.")
}

fn denied() -> Answer {
    page::message(200, "Declined", "Nobody was signed in. You can close this page.")
}

/// Whether another site's page sent the form.
fn from_elsewhere(shared: &Shared, request: &Request) -> bool {
    request.header("origin").is_some_and(|origin| origin != shared.base_url)
}

/// What `/authorize` was asked for, once it is known to be sound.
struct Authorization<'a> {
    client_id: &'a str,
    client_name: String,
    redirect_uri: &'a str,
    state: &'a str,
    challenge: &'a str,
    scopes: &'a str,
}

/// `/authorize`: the page, or the way back at once where sign-ins are approved by themselves.
pub(super) fn authorize(shared: &Shared, request: &Request) -> Answer {
    let asked = match authorization(shared, request) {
        Ok(asked) => asked,
        Err(why) => return page::message(400, "This sign-in cannot go on", why),
    };
    match (request.method.as_str(), shared.options.approve_after) {
        ("GET", Some(pause)) if pause.is_zero() => grant(shared, &asked),
        ("GET", pause) => {
            let action = format!("/authorize?{}", request.raw_query);
            let refresh = pause.map(|pause| (pause.as_secs() + 1, format!("{action}&approved=auto")));
            if pause.is_some() && request.parameter("approved").is_some() {
                return grant(shared, &asked);
            }
            page::consent(&asked.client_name, asked.scopes, &action, refresh)
        }
        ("POST", _) if from_elsewhere(shared, request) => {
            page::message(403, "Not from here", "This form was sent from another page.")
        }
        ("POST", _) if request.form().iter().any(|(_, value)| value == "allow") => grant(shared, &asked),
        ("POST", _) => {
            back(&asked, &[("error", "access_denied"), ("error_description", "The sign-in was declined.")])
        }
        _ => page::message(405, "Not here", "This page answers GET and POST only."),
    }
}

fn authorization<'a>(shared: &Shared, request: &'a Request) -> Result<Authorization<'a>, &'static str> {
    let value = |name: &str| request.parameter(name).filter(|value| !value.is_empty());
    if value("response_type") != Some("code") {
        return Err("The response_type must be code.");
    }
    let client_id = value("client_id").ok_or("There is no client_id.")?;
    let redirect_uri = value("redirect_uri").ok_or("There is no redirect_uri.")?;
    let store = lock(&shared.store);
    let client = store
        .clients
        .get(client_id)
        .filter(|client| shared.now() < client.expires_at)
        .ok_or("The client is not registered here.")?;
    if !client.may(super::oidc::AUTHORIZATION_CODE) {
        return Err("The client is not registered for the authorization_code grant.");
    }
    let registered =
        |uri: &String| without_port(uri).is_some() && without_port(uri) == without_port(redirect_uri);
    if !is_loopback_redirect(redirect_uri) || !client.redirect_uris.iter().any(registered) {
        return Err("The redirect_uri is not one that the client registered.");
    }
    if value("code_challenge_method") != Some("S256") {
        return Err("The code_challenge_method must be S256.");
    }
    Ok(Authorization {
        client_id,
        client_name: client.name.clone(),
        redirect_uri,
        state: value("state").ok_or("There is no state.")?,
        challenge: value("code_challenge").ok_or("There is no code_challenge.")?,
        // In the plural: this service's own spelling.
        scopes: value("scopes").ok_or("There are no scopes.")?,
    })
}

/// Back to the client with a code.
fn grant(shared: &Shared, asked: &Authorization<'_>) -> Answer {
    let code = {
        let mut store = lock(&shared.store);
        let code = store.random.authorization_code();
        store.secrets.push(code.clone());
        let kept = AuthorizationCode {
            client_id: asked.client_id.to_owned(),
            redirect_uri: asked.redirect_uri.to_owned(),
            challenge: asked.challenge.to_owned(),
            expires_at: after(shared.now(), CODE_TTL),
        };
        store.codes.insert(code.clone(), kept);
        code
    };
    back(asked, &[("code", &code)])
}

fn back(asked: &Authorization<'_>, pairs: &[(&str, &str)]) -> Answer {
    let Ok(mut location) = Url::parse(asked.redirect_uri) else {
        return page::message(400, "This sign-in cannot go on", "The redirect_uri is no address.");
    };
    location.query_pairs_mut().extend_pairs(pairs).append_pair("state", asked.state);
    page::message(303, "Going back", "You can close this page.").header("Location", location.as_str())
}

/// Whether a public client may be redirected there: 127.0.0.1 by number, over http.
pub(super) fn is_loopback_redirect(uri: &str) -> bool {
    Url::parse(uri).is_ok_and(|url| {
        url.scheme() == "http" && url.host_str() == Some("127.0.0.1") && url.path() == "/oauth/callback"
    })
}

fn without_port(uri: &str) -> Option<String> {
    let mut url = Url::parse(uri).ok()?;
    url.set_port(None).ok()?;
    Some(url.into())
}

/// RFC 7636's S256: the SHA-256 of the verifier in unpadded base64url.
pub(super) fn challenge_of(verifier: &str) -> String {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let hash = digest::digest(&digest::SHA256, verifier.as_bytes());
    let mut text = String::with_capacity(43);
    for chunk in hash.as_ref().chunks(3) {
        let byte = |at: usize| u32::from(chunk.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for sextet in 0..=chunk.len() {
            text.push(char::from(ALPHABET[(bits >> (18 - 6 * sextet) & 63) as usize]));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn challenge_is_that_of_rfc_7636() {
        assert_eq!(
            challenge_of("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
        );
    }

    #[test]
    fn only_loopback_by_number_is_a_redirect() {
        assert!(is_loopback_redirect("http://127.0.0.1/oauth/callback"));
        assert!(is_loopback_redirect("http://127.0.0.1:4711/oauth/callback"));
        for wrong in [
            "http://localhost/oauth/callback",
            "https://127.0.0.1/oauth/callback",
            "http://127.0.0.1/other",
            "http://127.0.0.1.example.com/oauth/callback",
            "nonsense",
        ] {
            assert!(!is_loopback_redirect(wrong), "{wrong}");
        }
        assert_eq!(
            without_port("http://127.0.0.1:4711/oauth/callback"),
            without_port("http://127.0.0.1/oauth/callback")
        );
    }
}
