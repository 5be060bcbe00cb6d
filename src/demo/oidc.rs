//! The OIDC service: RegisterClient, StartDeviceAuthorization, CreateToken. Members, errors and statuses
//! are those of its service model (`sso-oidc` 2019-06-10); texts are as seen from the live service.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::answer::Answer;
use super::browser;
use super::lock;
use super::log::Request;
use super::server::Shared;
use super::store::{Client, Decision, Device, Store, after};

pub(super) const DEVICE_CODE: &str = "urn:ietf:params:oauth:grant-type:device_code";
pub(super) const REFRESH_TOKEN: &str = "refresh_token";
pub(super) const AUTHORIZATION_CODE: &str = "authorization_code";

type Outcome = Result<Answer, Answer>;

/// The members of a JSON request.
struct Members(Map<String, Value>);

impl Members {
    fn of(request: &Request) -> Result<Self, Answer> {
        if request.method != "POST" {
            return Err(Answer::json(405, &json!({ "message": "Method Not Allowed" })));
        }
        let json = request.header("content-type").is_some_and(|kind| kind.starts_with("application/json"));
        match request.json() {
            Value::Object(members) if json => Ok(Self(members)),
            _ => Err(invalid_request()),
        }
    }

    /// A text, if it is there; `null` is as good as absent.
    fn text(&self, name: &str) -> Result<Option<&str>, Answer> {
        match self.0.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(invalid_request()),
        }
    }

    /// A text that must be there and not be empty.
    fn required(&self, name: &str) -> Result<&str, Answer> {
        self.text(name)?.filter(|text| !text.is_empty()).ok_or_else(invalid_request)
    }

    fn list(&self, name: &str) -> Result<Vec<String>, Answer> {
        match self.0.get(name) {
            None | Some(Value::Null) => Ok(Vec::new()),
            Some(Value::Array(items)) => items
                .iter()
                .map(|item| item.as_str().map(str::to_owned).ok_or_else(invalid_request))
                .collect(),
            Some(_) => Err(invalid_request()),
        }
    }
}

pub(super) fn invalid_request() -> Answer {
    Answer::oidc_error("invalid_request", "Invalid request")
}

fn invalid_client() -> Answer {
    Answer::oidc_error("invalid_client", "Invalid client provided")
}

fn invalid_grant() -> Answer {
    Answer::oidc_error("invalid_grant", "Invalid grant provided")
}

pub(super) fn register_client(shared: &Shared, request: &Request) -> Outcome {
    let members = Members::of(request)?;
    let name = members.required("clientName")?;
    if members.required("clientType")? != "public" {
        return Err(Answer::oidc_error("invalid_client_metadata", "Invalid client type provided"));
    }
    let scopes = members.list("scopes")?;
    // Every scope of AWS names its service, a colon and what is reached: sso:account:access.
    if scopes.iter().any(|scope| !scope.contains(':') || scope.chars().any(char::is_whitespace)) {
        return Err(Answer::oidc_error("invalid_scope", "Invalid scope provided"));
    }
    let grant_types = members.list("grantTypes")?;
    if grant_types.iter().any(|grant| ![DEVICE_CODE, REFRESH_TOKEN, AUTHORIZATION_CODE].contains(&&**grant)) {
        return Err(Answer::oidc_error("unsupported_grant_type", "Unsupported grant type provided"));
    }
    let redirect_uris = members.list("redirectUris")?;
    let browser = grant_types.iter().any(|grant| grant == AUTHORIZATION_CODE);
    let good = redirect_uris.iter().all(|uri| browser::is_loopback_redirect(uri));
    if !good || (browser && redirect_uris.is_empty()) {
        return Err(Answer::oidc_error("invalid_redirect_uri", "Invalid redirect URI provided"));
    }
    let issuer_url = members.text("issuerUrl")?.map(str::to_owned);
    if browser && issuer_url.is_none() {
        return Err(invalid_request());
    }
    let now = shared.now();
    let expires_at = after(now, shared.options.registration_ttl);
    let mut store = lock(&shared.store);
    let secret = store.random.client_secret();
    let id = store.register(Client {
        name: name.to_owned(),
        secret: secret.clone(),
        expires_at,
        scopes,
        grant_types,
        issuer_url,
        redirect_uris,
    });
    Ok(Answer::json(
        200,
        &json!({
            "clientId": id,
            "clientSecret": secret,
            "clientIdIssuedAt": now.as_second(),
            "clientSecretExpiresAt": expires_at.as_second(),
            "authorizationEndpoint": null,
            "tokenEndpoint": null,
        }),
    ))
}

/// The client that a request names, if its secret is right and not over.
fn client(store: &Store, members: &Members, now: Timestamp) -> Result<(String, Client), Answer> {
    let id = members.required("clientId")?;
    let secret = members.required("clientSecret")?;
    match store.clients.get(id) {
        Some(client) if client.secret == secret && now < client.expires_at => {
            Ok((id.to_owned(), client.clone()))
        }
        _ => Err(invalid_client()),
    }
}

pub(super) fn start_device_authorization(shared: &Shared, request: &Request) -> Outcome {
    let members = Members::of(request)?;
    let now = shared.now();
    let mut store = lock(&shared.store);
    let (client_id, client) = client(&store, &members, now)?;
    if !client.may(DEVICE_CODE) {
        return Err(Answer::oidc_error("unauthorized_client", "Client is not authorized for this grant"));
    }
    let start_url = members.required("startUrl")?;
    if !url::Url::parse(start_url).is_ok_and(|url| matches!(url.scheme(), "https" | "http")) {
        return Err(invalid_request());
    }
    let device_code = store.random.device_code();
    let user_code = store.random.user_code();
    let answer = Answer::json(
        200,
        &json!({
            "deviceCode": device_code,
            "userCode": user_code,
            "verificationUri": format!("{}/device", shared.base_url),
            "verificationUriComplete": format!("{}/device?user_code={user_code}", shared.base_url),
            "expiresIn": shared.options.device_code_ttl.as_secs(),
            "interval": shared.options.interval.as_secs(),
        }),
    );
    store.secrets.push(device_code.clone());
    let device = Device {
        client_id,
        user_code,
        start_url: start_url.to_owned(),
        expires_at: after(now, shared.options.device_code_ttl),
        approved_at: shared.options.approve_after.map(|pause| after(now, pause)),
        decision: Decision::Waiting,
        polls: [None, None],
    };
    store.devices.insert(device_code, device);
    Ok(answer)
}

pub(super) fn create_token(shared: &Shared, request: &Request) -> Outcome {
    let members = Members::of(request)?;
    let now = shared.now();
    let mut store = lock(&shared.store);
    let grant = members.required("grantType")?;
    let (client_id, client) = client(&store, &members, now)?;
    if ![DEVICE_CODE, REFRESH_TOKEN, AUTHORIZATION_CODE].contains(&grant) {
        return Err(Answer::oidc_error("unsupported_grant_type", "Unsupported grant type provided"));
    }
    if !client.may(grant) {
        return Err(Answer::oidc_error("unauthorized_client", "Client is not authorized for this grant"));
    }
    let session = match grant {
        DEVICE_CODE => device_session(shared, &mut store, &members, &client_id, now)?,
        REFRESH_TOKEN => {
            let token = members.required("refreshToken")?;
            let found = store.refresh_tokens.get(token).ok_or_else(invalid_grant)?;
            if found.client_id != client_id || !store.session_lasts(found.session, now) {
                return Err(invalid_grant());
            }
            found.session
        }
        _ => {
            let code = members.required("code")?;
            let redirect_uri = members.required("redirectUri")?;
            let verifier = members.required("codeVerifier")?;
            // A code is good once, whatever comes of it.
            let found = store.codes.remove(code).ok_or_else(invalid_grant)?;
            let right = found.client_id == client_id
                && found.redirect_uri == redirect_uri
                && found.challenge == browser::challenge_of(verifier)
                && now < found.expires_at;
            if !right {
                return Err(invalid_grant());
            }
            store.new_session(client.issuer_url.unwrap_or_default(), now, &shared.options)
        }
    };
    let expires_at = after(now, shared.options.token_ttl);
    let (access_token, expires_at, refresh_token) = store.tokens(session, &client_id, expires_at);
    Ok(Answer::json(
        200,
        // The nulls are the service's: members that third-party clients had to learn to skip.
        &json!({
            "accessToken": access_token,
            "tokenType": "Bearer",
            "expiresIn": expires_at.as_second() - now.as_second(),
            "refreshToken": refresh_token,
            "idToken": null,
            "aws_sso_app_session_id": null,
            "originSessionId": null,
            "issuedTokenType": null,
        }),
    ))
}

/// The sign-in behind a device code, where it was approved.
fn device_session(
    shared: &Shared,
    store: &mut Store,
    members: &Members,
    client_id: &str,
    now: Timestamp,
) -> Result<u64, Answer> {
    let code = members.required("deviceCode")?;
    let device = store.devices.get_mut(code).ok_or_else(invalid_grant)?;
    if device.client_id != client_id {
        return Err(invalid_grant());
    }
    let decision = device.decision(now);
    if decision != Decision::Used && now >= device.expires_at {
        return Err(Answer::oidc_error("expired_token", "Device code has expired"));
    }
    if shared.options.enforce_interval && too_soon(device, now, shared.options.interval) {
        return Err(Answer::oidc_error("slow_down", "Too many requests"));
    }
    match decision {
        Decision::Waiting => {
            Err(Answer::oidc_error("authorization_pending", "Authorization is still pending"))
        }
        Decision::Denied => Err(Answer::oidc_error("access_denied", "Access denied")),
        Decision::Used => Err(invalid_grant()),
        Decision::Approved => {
            device.decision = Decision::Used;
            let start_url = device.start_url.clone();
            Ok(store.new_session(start_url, now, &shared.options))
        }
    }
}

/// Whether this is the third poll within one interval.
fn too_soon(device: &mut Device, now: Timestamp, interval: Duration) -> bool {
    let before = device.polls[1];
    device.polls = [Some(now), device.polls[0]];
    before.is_some_and(|before| now < after(before, interval))
}
