//! The demo's Identity Center, asked by a real HTTP client: the whole protocol once, and each fault once.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};
use ssotui::demo::{
    Answer, ErrorPlace, Fault, Home, Operation, Options, Server, ThrottleHint, organization, shell_lines,
};
use ssotui::domain::organization::Roles;
use ssotui::domain::shell::Shell;
use ssotui::paths::{Env, Paths};

const DEVICE_CODE: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// A server whose time the test moves, and a client.
struct World {
    server: Server,
    http: reqwest::Client,
    seconds: Arc<AtomicI64>,
}

impl World {
    fn new(options: Options) -> Self {
        // Another test of this process may have been first.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let seconds = Arc::new(AtomicI64::new(1_893_553_445)); // 2030-01-02T03:04:05Z
        let clock = Arc::clone(&seconds);
        let server = Server::start(Options {
            seed: Some([9; 32]),
            clock: Arc::new(move || Timestamp::from_second(clock.load(Ordering::SeqCst)).unwrap()),
            ..options
        })
        .unwrap();
        let http = reqwest::Client::builder()
            .tls_certs_only([])
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        Self { server, http, seconds }
    }

    fn start() -> Self {
        Self::new(Options::default())
    }

    fn pass(&self, seconds: i64) {
        self.seconds.fetch_add(seconds, Ordering::SeqCst);
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.server.base_url())
    }

    async fn post(&self, path: &str, body: Value) -> Response {
        self.http
            .post(self.url(path))
            .header("content-type", "application/json")
            .body(body.to_string())
            .send()
            .await
            .unwrap()
    }

    async fn json(&self, path: &str, body: Value) -> Value {
        let response = self.post(path, body).await;
        assert_eq!(response.status(), StatusCode::OK);
        read(response).await
    }

    /// The OAuth error that a request is answered with, after checking its status and header.
    async fn error(&self, path: &str, body: Value) -> String {
        let response = self.post(path, body).await;
        let status = response.status();
        assert!(status.is_client_error(), "{status}");
        let header = response.headers()["x-amzn-errortype"].to_str().unwrap().to_owned();
        let body = read(response).await;
        let code = body["error"].as_str().unwrap().to_owned();
        assert!(body["error_description"].is_string());
        let camel: String = code.split('_').map(|part| part[..1].to_uppercase() + &part[1..]).collect();
        assert!(header.to_lowercase().starts_with(&format!("{camel}exception:").to_lowercase()), "{header}");
        assert_eq!(status == StatusCode::UNAUTHORIZED, code == "invalid_client");
        code
    }

    async fn register(&self, extra: Value) -> Value {
        let mut body = json!({ "clientName": "botocore-client-corp", "clientType": "public" });
        body.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        self.json("/client/register", body).await
    }

    async fn device(&self, client: &Value) -> Value {
        self.json(
            "/device_authorization",
            json!({
                "clientId": client["clientId"], "clientSecret": client["clientSecret"],
                "startUrl": "https://demo.awsapps.com/start",
            }),
        )
        .await
    }

    async fn portal(&self, path: &str, token: &str) -> Response {
        self.http.get(self.url(path)).header("x-amz-sso_bearer_token", token).send().await.unwrap()
    }

    fn token(&self) -> String {
        self.server.grant(SignedDuration::from_hours(1), true).access_token
    }
}

async fn read(response: Response) -> Value {
    serde_json::from_slice(&response.bytes().await.unwrap()).unwrap()
}

fn token_request(client: &Value, grant: &str, name: &str, value: &Value) -> Value {
    json!({
        "clientId": client["clientId"], "clientSecret": client["clientSecret"], "grantType": grant, name: value,
    })
}

fn encode(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

#[tokio::test]
async fn a_sign_in_by_device_code_from_registration_to_sign_out() {
    let world = World::start();
    let client = world.register(json!({ "scopes": ["sso:account:access"] })).await;
    assert_eq!(
        client["clientSecretExpiresAt"].as_i64().unwrap() - client["clientIdIssuedAt"].as_i64().unwrap(),
        90 * 24 * 60 * 60
    );
    let device = world.device(&client).await;
    let code = device["userCode"].as_str().unwrap();
    assert_eq!(device["verificationUri"], world.url("/device"));
    assert_eq!(device["verificationUriComplete"], world.url(&format!("/device?user_code={code}")));
    assert_eq!((&device["expiresIn"], &device["interval"]), (&json!(600), &json!(1)));
    let poll = token_request(&client, DEVICE_CODE, "deviceCode", &device["deviceCode"]);
    assert_eq!(world.error("/token", poll.clone()).await, "authorization_pending");
    assert_eq!(world.server.pending(), [code]);

    // The page, as the browser opens it and sends it.
    let page = world.http.get(device["verificationUriComplete"].as_str().unwrap()).send().await.unwrap();
    assert_eq!(page.status(), StatusCode::OK);
    assert!(page.text().await.unwrap().contains(code));
    let form = format!("user_code={code}&decision=allow");
    let allow = || world.http.post(world.url("/device")).body(form.clone());
    assert_eq!(allow().header("origin", "https://evil.example").send().await.unwrap().status(), 403);
    assert_eq!(allow().header("origin", world.server.base_url()).send().await.unwrap().status(), 200);

    let token = world.json("/token", poll.clone()).await;
    assert_eq!((&token["tokenType"], &token["expiresIn"]), (&json!("Bearer"), &json!(3600)));
    assert_eq!(token["idToken"], Value::Null);
    assert_eq!(world.error("/token", poll).await, "invalid_grant");
    let access = token["accessToken"].as_str().unwrap();
    assert_eq!(world.portal("/assignment/accounts", access).await.status(), 200);

    let renew = token_request(&client, "refresh_token", "refreshToken", &token["refreshToken"]);
    let renewed = world.json("/token", renew.clone()).await;
    assert_ne!(renewed["accessToken"], token["accessToken"]);
    assert!(renewed["refreshToken"].is_string());

    let logout = world.http.post(world.url("/logout")).header("x-amz-sso_bearer_token", access);
    let answer = logout.send().await.unwrap();
    assert_eq!((answer.status(), answer.content_length()), (StatusCode::OK, Some(0)));
    assert_eq!(world.portal("/assignment/accounts", access).await.status(), 401);
    assert_eq!(world.error("/token", renew).await, "invalid_grant");

    let secrets = world.server.secrets();
    for secret in
        [&client["clientSecret"], &device["deviceCode"], &token["accessToken"], &token["refreshToken"]]
    {
        assert!(secrets.iter().any(|known| known == secret), "{secret}");
    }
}

#[tokio::test]
async fn a_client_without_scopes_gets_no_refresh_token() {
    let world = World::new(Options { approve_after: Some(Duration::ZERO), ..Options::default() });
    let client = world.register(json!({})).await;
    let device = world.device(&client).await;
    let token =
        world.json("/token", token_request(&client, DEVICE_CODE, "deviceCode", &device["deviceCode"])).await;
    assert_eq!(token["refreshToken"], Value::Null);
}

#[tokio::test]
async fn a_device_code_is_approved_by_itself_declined_or_too_late() {
    let world = World::new(Options { approve_after: Some(Duration::from_secs(5)), ..Options::default() });
    let client = world.register(json!({})).await;
    let device = world.device(&client).await;
    let poll = |device: &Value| token_request(&client, DEVICE_CODE, "deviceCode", &device["deviceCode"]);
    world.pass(4);
    assert_eq!(world.error("/token", poll(&device)).await, "authorization_pending");
    world.pass(1);
    world.json("/token", poll(&device)).await;

    let declined = world.device(&client).await;
    assert!(world.server.deny(declined["userCode"].as_str().unwrap()));
    assert!(!world.server.approve(declined["userCode"].as_str().unwrap()));
    world.pass(6);
    assert_eq!(world.error("/token", poll(&declined)).await, "access_denied");

    let late = world.device(&client).await;
    world.pass(600);
    assert_eq!(world.error("/token", poll(&late)).await, "expired_token");
}

#[tokio::test]
async fn polling_too_fast_is_slowed_down_where_that_is_asked_for() {
    let world = World::new(Options { enforce_interval: true, ..Options::default() });
    let client = world.register(json!({})).await;
    let device = world.device(&client).await;
    let poll = || token_request(&client, DEVICE_CODE, "deviceCode", &device["deviceCode"]);
    // The AWS CLI polls twice at once at the start.
    assert_eq!(world.error("/token", poll()).await, "authorization_pending");
    assert_eq!(world.error("/token", poll()).await, "authorization_pending");
    assert_eq!(world.error("/token", poll()).await, "slow_down");
    world.pass(1);
    assert_eq!(world.error("/token", poll()).await, "authorization_pending");
}

#[tokio::test]
async fn requests_are_checked() {
    let world = World::start();
    let register = |body| world.error("/client/register", body);
    assert_eq!(register(json!({ "clientType": "public" })).await, "invalid_request");
    assert_eq!(register(json!({ "clientName": "x" })).await, "invalid_request");
    assert_eq!(register(json!({ "clientName": 1, "clientType": "public" })).await, "invalid_request");
    let with = |name: &str, value: Value| json!({ "clientName": "x", "clientType": "public", name: value });
    assert_eq!(register(with("clientType", json!("secret"))).await, "invalid_client_metadata");
    assert_eq!(register(with("scopes", json!(["no colon"]))).await, "invalid_scope");
    assert_eq!(register(with("scopes", json!("sso:account:access"))).await, "invalid_request");
    assert_eq!(register(with("grantTypes", json!(["password"]))).await, "unsupported_grant_type");
    assert_eq!(register(with("grantTypes", json!(["authorization_code"]))).await, "invalid_redirect_uri");
    assert_eq!(
        register(with("redirectUris", json!(["http://localhost/oauth/callback"]))).await,
        "invalid_redirect_uri"
    );
    let form = world.http.post(world.url("/token")).body("grant_type=refresh_token").send().await.unwrap();
    assert_eq!(form.status(), StatusCode::BAD_REQUEST);

    let client = world.register(json!({})).await;
    let start = |body| world.error("/device_authorization", body);
    assert_eq!(start(json!({ "clientId": client["clientId"] })).await, "invalid_request");
    let wrong =
        json!({ "clientId": client["clientId"], "clientSecret": "wrong", "startUrl": "https://x/start" });
    assert_eq!(start(wrong).await, "invalid_client");
    let mut body = client.clone();
    body["startUrl"] = json!("no address");
    assert_eq!(start(body).await, "invalid_request");
    let ask =
        |grant: &str, name: &str| world.error("/token", token_request(&client, grant, name, &json!("?")));
    assert_eq!(ask("password", "x").await, "unsupported_grant_type");
    assert_eq!(ask(DEVICE_CODE, "x").await, "invalid_request");
    assert_eq!(ask(DEVICE_CODE, "deviceCode").await, "invalid_grant");
    assert_eq!(ask("refresh_token", "refreshToken").await, "invalid_grant");
    assert_eq!(ask("authorization_code", "code").await, "unauthorized_client");

    let browser = world
        .register(json!({
            "grantTypes": ["authorization_code", "refresh_token"], "scopes": ["sso:account:access"],
            "redirectUris": ["http://127.0.0.1/oauth/callback"], "issuerUrl": "https://demo.awsapps.com/start",
        }))
        .await;
    let mut body = browser;
    body["startUrl"] = json!("https://demo.awsapps.com/start");
    assert_eq!(start(body).await, "unauthorized_client");

    world.pass(90 * 24 * 60 * 60);
    let mut body = client;
    body["startUrl"] = json!("https://demo.awsapps.com/start");
    assert_eq!(start(body.clone()).await, "invalid_client");
    world.server.forget_clients();
    assert_eq!(start(body).await, "invalid_client");
}

#[tokio::test]
async fn tokens_end_are_revoked_and_never_outlive_their_sign_in() {
    let world = World::start();
    let grant = world.server.grant(SignedDuration::from_mins(30), true);
    let client = json!({ "clientId": grant.client_id, "clientSecret": grant.client_secret });
    let renew = || token_request(&client, "refresh_token", "refreshToken", &json!(grant.refresh_token));
    let status = async |token: &str| world.portal("/assignment/accounts", token).await.status().as_u16();
    assert_eq!(status(&grant.access_token).await, 200);
    world.pass(30 * 60);
    assert_eq!(status(&grant.access_token).await, 401);
    let renewed = world.json("/token", renew()).await;
    assert_eq!(status(renewed["accessToken"].as_str().unwrap()).await, 200);
    world.server.revoke_access_tokens();
    assert_eq!(status(renewed["accessToken"].as_str().unwrap()).await, 401);
    world.pass(7 * 60 * 60 + 20 * 60);
    assert_eq!(world.json("/token", renew()).await["expiresIn"], 10 * 60);
    world.pass(10 * 60);
    assert_eq!(world.error("/token", renew()).await, "invalid_grant");
    let refused = world.portal("/assignment/accounts", "nonsense").await;
    assert_eq!(refused.headers()["x-amzn-errortype"], "UnauthorizedException");
    assert!(refused.headers().contains_key("x-amzn-requestid"));
    let body = read(refused).await;
    assert_eq!(body["__type"], "com.amazonaws.switchboard.portal#UnauthorizedException");
    assert_eq!(body["message"], "Session token not found or invalid");
}

#[tokio::test]
async fn lists_come_in_pages_whose_tokens_must_come_back_unchanged() {
    let world = World::new(Options { accounts: 45, roles: 500, ..Options::default() });
    let token = world.token();
    let mut ids = Vec::new();
    let mut next: Option<String> = None;
    loop {
        let query = next.map(|next| format!("?next_token={}", encode(&next))).unwrap_or_default();
        let page = read(world.portal(&format!("/assignment/accounts{query}"), &token).await).await;
        ids.extend(page["accountList"].as_array().unwrap().iter().map(|it| it["accountId"].clone()));
        match page["nextToken"].as_str() {
            Some(text) => {
                assert!(['+', '/', '=', '&', '%'].iter().all(|c| text.contains(*c)), "{text}");
                next = Some(text.to_owned());
            }
            None => break,
        }
    }
    assert_eq!(world.server.requests_for(Operation::ListAccounts).len(), 3);
    let expected: Vec<Value> =
        world.server.organization().iter().map(|account| json!(account.id.as_str())).collect();
    assert_eq!(ids, expected);

    let account = world
        .server
        .organization()
        .into_iter()
        .find(|account| matches!(&account.roles, Roles::Listed(roles) if roles.len() > 20))
        .unwrap();
    let path = format!("/assignment/roles?account_id={}", account.id);
    let page = read(world.portal(&format!("{path}&max_result=2"), &token).await).await;
    assert_eq!(page["roleList"].as_array().unwrap().len(), 2);
    assert_eq!(page["roleList"][0]["accountId"], account.id.as_str());
    let raw = page["nextToken"].as_str().unwrap();
    let bare = world.portal(&format!("{path}&next_token={raw}"), &token).await;
    assert_eq!(bare.status(), 400, "a token that is not encoded must not work");
    for (limits, status) in [("0", 400), ("101", 400), ("x", 400), ("1", 200), ("100", 200)] {
        let answer = world.portal(&format!("{path}&max_result={limits}"), &token).await;
        assert_eq!(answer.status().as_u16(), status, "{limits}");
    }
    assert_eq!(world.portal("/assignment/roles", &token).await.status(), 400);
    assert_eq!(world.portal("/assignment/roles?account_id=000000000000", &token).await.status(), 403);
}

#[tokio::test]
async fn a_get_with_a_body_is_refused_and_the_request_is_there_to_look_at() {
    let world = World::start();
    let request = world
        .http
        .request(Method::GET, world.url("/assignment/accounts?max_result=100"))
        .header("x-amz-sso_bearer_token", world.token())
        .body("{}");
    assert_eq!(request.send().await.unwrap().status(), StatusCode::METHOD_NOT_ALLOWED);
    let asked = world.server.requests();
    assert_eq!(asked[0].operation, Operation::ListAccounts);
    assert_eq!(asked[0].parameter("max_result"), Some("100"));
    assert_eq!(asked[0].json(), json!({}));
    assert_eq!(asked[0].header("content-length"), Some("2"));
    assert_eq!(asked[0].status, Some(405));
}

#[tokio::test]
async fn role_credentials_prove_themselves_to_sts() {
    let world = World::start();
    let token = world.token();
    let account = &world.server.organization()[2];
    let Roles::Listed(roles) = &account.roles else { panic!("{account:?}") };
    let path = format!("/federation/credentials?account_id={}&role_name={}", account.id, roles[0]);
    let keys = read(world.portal(&path, &token).await).await["roleCredentials"].clone();
    assert_eq!(keys["expiration"], (1_893_553_445_i64 + 3600) * 1000);
    let refused = world
        .portal(&format!("/federation/credentials?account_id={}&role_name=Nope", account.id), &token)
        .await;
    assert_eq!(refused.status(), StatusCode::FORBIDDEN);
    assert_eq!(read(refused).await["message"], "No access");

    let ask = |authorization: Option<String>, accept: &'static str| {
        let mut request = world
            .http
            .post(world.url("/"))
            .header("content-type", "application/x-www-form-urlencoded; charset=utf-8")
            .header("accept", accept)
            .header("x-amz-date", "20300102T030405Z")
            .header("x-amz-security-token", keys["sessionToken"].as_str().unwrap())
            .body("Action=GetCallerIdentity&Version=2011-06-15");
        if let Some(authorization) = authorization {
            request = request.header("authorization", authorization);
        }
        request
    };
    let signed = |key: &str| {
        Some(format!(
            "AWS4-HMAC-SHA256 Credential={key}/20300102/us-east-1/sts/aws4_request, \
             SignedHeaders=host;x-amz-date, Signature=00"
        ))
    };
    let key = keys["accessKeyId"].as_str().unwrap();
    let xml = ask(signed(key), "*/*").send().await.unwrap().text().await.unwrap();
    assert!(xml.contains(&format!("<Account>{}</Account>", account.id)), "{xml}");
    assert!(xml.contains(&format!("assumed-role/AWSReservedSSO_{}_", roles[0])), "{xml}");
    let identity = read(ask(signed(key), "application/json").send().await.unwrap()).await;
    let result = &identity["GetCallerIdentityResponse"]["GetCallerIdentityResult"];
    assert_eq!(result["Account"], account.id.as_str());
    let unsigned = ask(None, "*/*").send().await.unwrap();
    assert_eq!(unsigned.status(), StatusCode::FORBIDDEN);
    assert!(unsigned.text().await.unwrap().contains("<Code>MissingAuthenticationToken</Code>"));
    let unknown = read(ask(signed("ASIAUNKNOWN"), "application/json").send().await.unwrap()).await;
    assert_eq!(unknown["Error"]["Code"], "InvalidClientTokenId");
    world.pass(3600);
    let over = ask(signed(key), "*/*").send().await.unwrap().text().await.unwrap();
    assert!(over.contains("<Code>ExpiredToken</Code>"), "{over}");
}

#[tokio::test]
async fn above_the_rate_the_portal_throttles() {
    for (hint, header, value) in [
        (ThrottleHint::None, None, ""),
        (ThrottleHint::RetryAfter, Some("retry-after"), "1"),
        (ThrottleHint::AmzRetryAfter, Some("x-amz-retry-after"), "500"),
    ] {
        let world = World::new(Options { rate: Some(2.0), throttle_hint: hint, ..Options::default() });
        let token = world.token();
        let ask = || world.portal("/assignment/accounts", &token);
        assert_eq!([ask().await.status(), ask().await.status()], [200, 200]);
        let over = ask().await;
        assert_eq!(over.status(), StatusCode::TOO_MANY_REQUESTS);
        match header {
            Some(header) => assert_eq!(over.headers()[header], value),
            None => assert!(!over.headers().contains_key("retry-after")),
        }
        assert_eq!(read(over).await["__type"], "com.amazonaws.switchboard.portal#TooManyRequestsException");
        world.pass(1);
        assert_eq!(ask().await.status(), 200);
    }
}

#[tokio::test]
async fn a_sign_in_by_browser_with_pkce() {
    let world = World::new(Options { approve_after: Some(Duration::ZERO), ..Options::default() });
    let client = world
        .register(json!({
            "grantTypes": ["authorization_code", "refresh_token"], "scopes": ["sso:account:access"],
            "redirectUris": ["http://127.0.0.1/oauth/callback"], "issuerUrl": "https://demo.awsapps.com/start",
        }))
        .await;
    let redirect = "http://127.0.0.1:4711/oauth/callback";
    let authorize = |redirect: &str, state: &str| {
        let id = client["clientId"].as_str().unwrap();
        world.url(&format!(
            "/authorize?response_type=code&client_id={id}&redirect_uri={}&state={state}\
             &code_challenge_method=S256&scopes=sso%3Aaccount%3Aaccess\
             &code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
            encode(redirect)
        ))
    };
    let code = async || {
        let answer = world.http.get(authorize(redirect, "s%2B1")).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::SEE_OTHER);
        let back = url::Url::parse(answer.headers()["location"].to_str().unwrap()).unwrap();
        assert_eq!((back.port(), back.path()), (Some(4711), "/oauth/callback"));
        let pairs: Vec<(String, String)> = back.query_pairs().into_owned().collect();
        assert_eq!(pairs[1], ("state".to_owned(), "s+1".to_owned()));
        pairs[0].1.clone()
    };
    let exchange = |code: &str, redirect: &str, verifier: &str| {
        let mut body = token_request(&client, "authorization_code", "code", &json!(code));
        body["redirectUri"] = json!(redirect);
        body["codeVerifier"] = json!(verifier);
        body
    };
    let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    let good = code().await;
    let token = world.json("/token", exchange(&good, redirect, verifier)).await;
    assert!(token["refreshToken"].is_string());
    assert_eq!(world.error("/token", exchange(&good, redirect, verifier)).await, "invalid_grant");
    let wrong = code().await;
    assert_eq!(world.error("/token", exchange(&wrong, redirect, "other")).await, "invalid_grant");
    let portless = code().await;
    let elsewhere = exchange(&portless, "http://127.0.0.1/oauth/callback", verifier);
    assert_eq!(world.error("/token", elsewhere).await, "invalid_grant");
    for foreign in ["http://127.0.0.1:4711/other", "https://evil.example/oauth/callback"] {
        assert_eq!(world.http.get(authorize(foreign, "s")).send().await.unwrap().status(), 400);
    }
    let denied = world.http.post(authorize(redirect, "s")).body("decision=deny").send().await.unwrap();
    assert!(denied.headers()["location"].to_str().unwrap().contains("error=access_denied"));
}

#[tokio::test]
async fn the_page_shows_hostile_names_and_unknown_codes_harmlessly() {
    let world = World::start();
    let client = world.register(json!({ "clientName": "<script>alert(1)</script>" })).await;
    let device = world.device(&client).await;
    let page = world.http.get(device["verificationUriComplete"].as_str().unwrap()).send().await.unwrap();
    assert!(page.headers()["content-security-policy"].to_str().unwrap().contains("default-src 'none'"));
    let html = page.text().await.unwrap();
    assert!(html.contains("&lt;script&gt;") && !html.contains("<script"), "{html}");
    let unknown = world.http.get(world.url("/device?user_code=%3Cb%3E")).send().await.unwrap();
    assert_eq!(unknown.status(), StatusCode::NOT_FOUND);
    assert!(!unknown.text().await.unwrap().contains("<b>"));
    assert_eq!(world.http.get(world.url("/nowhere")).send().await.unwrap().status(), 404);
    assert_eq!(world.http.get(world.url("/")).send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn an_organisation_of_ones_own_with_an_account_that_fails_and_names_left_out() {
    let mut accounts = organization::hostile();
    accounts[0].roles = Roles::Failed("No access".to_owned());
    let world = World::new(Options { organization: Some(accounts.clone()), ..Options::default() });
    let token = world.token();
    let page = read(world.portal("/assignment/accounts?max_result=100", &token).await).await;
    let list = page["accountList"].as_array().unwrap();
    assert_eq!(list.len(), accounts.len());
    assert_eq!(list[0]["accountName"], accounts[0].name.clone().unwrap());
    assert!(list.last().unwrap().get("accountName").is_none());
    let roles = |id: &str| format!("/assignment/roles?account_id={}", encode(id));
    assert_eq!(world.portal(&roles(accounts[0].id.as_str()), &token).await.status(), 403);
    assert_eq!(world.portal(&roles(accounts[1].id.as_str()), &token).await.status(), 200);
    world.server.set_organization(Vec::new());
    let page = read(world.portal("/assignment/accounts", &token).await).await;
    assert_eq!(page, json!({ "accountList": [], "nextToken": null }));
}

/// The portal's accounts with one fault switched on.
async fn spoiled(fault: Fault) -> (World, reqwest::Result<Response>) {
    let world = World::start();
    let token = world.token();
    world.server.faults().next(Operation::ListAccounts, 1, fault);
    let answer = world
        .http
        .get(world.url("/assignment/accounts"))
        .header("x-amz-sso_bearer_token", &token)
        .send()
        .await;
    let after = world.portal("/assignment/accounts", &token).await;
    assert_eq!(after.status(), StatusCode::OK, "the fault was for one answer");
    (world, answer)
}

#[tokio::test]
async fn faults_of_status_header_and_body() {
    for status in [429, 500, 502, 503] {
        assert_eq!(spoiled(Fault::status(status)).await.1.unwrap().status(), status);
    }
    let (_world, answer) = spoiled(Fault::retry_after(429, 7)).await;
    assert_eq!(answer.unwrap().headers()["retry-after"], "7");
    let (_world, answer) = spoiled(Fault::amz_retry_after(429, 1500)).await;
    assert_eq!(answer.unwrap().headers()["x-amz-retry-after"], "1500");
    let (_world, answer) = spoiled(Fault::html(403)).await;
    let answer = answer.unwrap();
    assert!(answer.headers()["content-type"].to_str().unwrap().starts_with("text/html"));
    let (_world, answer) = spoiled(Fault::redirect("https://elsewhere.example/")).await;
    assert_eq!(answer.unwrap().headers()["location"], "https://elsewhere.example/");
    let (_world, answer) = spoiled(Fault::body(200, "{\"accountList\":")).await;
    assert_eq!(answer.unwrap().text().await.unwrap(), "{\"accountList\":");
    let (_world, answer) = spoiled(Fault::wrong_types()).await;
    let wrong = read(answer.unwrap()).await;
    assert_eq!(wrong, json!({ "accountList": "none", "nextToken": 42 }));
    let (_world, answer) = spoiled(Fault::nulls(&["accountName", "nextToken"])).await;
    let page = read(answer.unwrap()).await;
    assert_eq!((&page["nextToken"], &page["accountList"][0]["accountName"]), (&Value::Null, &Value::Null));
    assert!(page["accountList"][0]["accountId"].is_string());
}

#[tokio::test]
async fn faults_of_time() {
    let (_world, answer) = spoiled(Fault::Date(SignedDuration::from_hours(-1))).await;
    assert_eq!(answer.unwrap().headers()["date"], "Wed, 02 Jan 2030 02:04:05 GMT");
    let (_world, answer) = spoiled(Fault::Delay(Duration::from_millis(1))).await;
    assert_eq!(answer.unwrap().headers()["date"], "Wed, 02 Jan 2030 03:04:05 GMT");
    let (_world, answer) = spoiled(Fault::SlowBody(Duration::ZERO)).await;
    assert_eq!(read(answer.unwrap()).await["accountList"].as_array().unwrap().len(), 20);
}

#[tokio::test]
async fn faults_of_the_connection() {
    assert!(spoiled(Fault::Reset).await.1.is_err());
    let (_world, answer) = spoiled(Fault::HalfBody).await;
    let answer = answer.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    assert!(answer.bytes().await.is_err());
    let (_world, answer) = spoiled(Fault::HugeBody(3_000_000)).await;
    assert_eq!(answer.unwrap().bytes().await.unwrap().len(), 3_000_016);
}

#[tokio::test]
async fn a_lost_answer_was_an_operation_all_the_same() {
    let world = World::start();
    let token = world.token();
    world.server.faults().next(Operation::Logout, 1, Fault::Lost);
    let logout = world.http.post(world.url("/logout")).header("x-amz-sso_bearer_token", &token);
    assert!(logout.send().await.is_err());
    assert_eq!(world.portal("/assignment/accounts", &token).await.status(), 401);
}

#[tokio::test]
async fn a_request_that_hangs_arrives_and_a_dropped_server_lets_go_of_it() {
    let world = World::start();
    world.server.faults().always(Operation::ListAccounts, Fault::Hang);
    let request = world.http.get(world.url("/assignment/accounts"));
    let asked = tokio::spawn(request.send());
    world.server.wait_for(Operation::ListAccounts, 1).await;
    assert_eq!(world.server.requests()[0].status, None);
    assert!(!asked.is_finished());
    let url = world.url("/device");
    drop(world.server);
    assert!(asked.await.unwrap().is_err());
    assert!(world.http.get(url).send().await.is_err());
}

#[tokio::test]
async fn faults_of_oauth_by_place() {
    let world = World::start();
    let client = world.register(json!({})).await;
    let device = world.device(&client).await;
    world.server.approve(device["userCode"].as_str().unwrap());
    let poll = || token_request(&client, DEVICE_CODE, "deviceCode", &device["deviceCode"]);
    let faults = world.server.faults();
    faults.next(Operation::CreateToken, 2, Fault::oidc("authorization_pending", ErrorPlace::Both));
    faults.next(Operation::CreateToken, 1, Fault::oidc("slow_down", ErrorPlace::Header));
    faults.next(Operation::CreateToken, 1, Fault::oidc("slow_down", ErrorPlace::Body));
    assert_eq!(world.error("/token", poll()).await, "authorization_pending");
    assert_eq!(world.error("/token", poll()).await, "authorization_pending");
    let header_only = world.post("/token", poll()).await;
    let header = header_only.headers()["x-amzn-errortype"].to_str().unwrap().to_owned();
    assert!(header.contains("#SlowDownException:"), "{header}");
    assert_eq!(read(header_only).await, json!({}));
    let body_only = world.post("/token", poll()).await;
    assert!(!body_only.headers().contains_key("x-amzn-errortype"));
    assert_eq!(read(body_only).await["error"], "slow_down");
    assert!(world.json("/token", poll()).await["accessToken"].is_string());
}

#[tokio::test]
async fn a_fault_may_choose_its_requests_and_be_switched_off() {
    let world = World::start();
    let token = world.token();
    let faults = world.server.faults();
    let accounts = world.server.organization();
    let (bad, good) = (accounts[0].id.as_str().to_owned(), accounts[1].id.as_str().to_owned());
    let chosen = bad.clone();
    faults.always(
        Operation::ListAccountRoles,
        Fault::when(move |request| {
            (request.parameter("account_id") == Some(&chosen))
                .then(|| Fault::Answer(Answer::portal_error(500, "InternalServerException", "\u{1b}[31m")))
        }),
    );
    let ask = async |id: &str| {
        world.portal(&format!("/assignment/roles?account_id={id}"), &token).await.status().as_u16()
    };
    assert_eq!([ask(&bad).await, ask(&good).await, ask(&bad).await], [500, 200, 500]);
    faults.clear(Operation::ListAccountRoles);
    assert_eq!(ask(&bad).await, 200);
    faults.always(Operation::ListAccountRoles, Fault::status(500));
    faults.clear_all();
    assert_eq!(ask(&bad).await, 200);
}

#[test]
fn the_server_is_on_loopback_and_says_so_to_any_client() {
    let server = Server::start(Options::default()).unwrap();
    assert!(server.base_url().starts_with("http://127.0.0.1:"));
    let port = server.base_url().rsplit(':').next().unwrap().parse().unwrap();
    assert!(Server::start(Options { port, ..Options::default() }).is_err(), "the port is taken");
    let environment = server.environment();
    assert_eq!(environment.len(), 3);
    assert!(environment.iter().all(|(name, value)| name.starts_with("AWS_") && value == server.base_url()));
    assert!(!format!("{:?}", server.grant(SignedDuration::from_hours(1), true)).contains("aoa"));
}

/// Reads the one-line JSON of a cache file.
fn cached(folder: &std::path::Path, name: &str) -> Value {
    serde_json::from_str(&std::fs::read_to_string(folder.join(name)).unwrap()).unwrap()
}

#[tokio::test]
async fn the_home_has_a_session_in_every_state_and_the_server_knows_their_tokens() {
    let world = World::start();
    let folder = tempfile::tempdir().unwrap();
    let home = Home::create(folder.path(), &world.server).unwrap();
    home.fill_caches(&world.server).unwrap();
    let cache = folder.path().join(".aws").join("sso").join("cache");
    // SHA-1 of: corp; partner; https://old-demo.awsapps.com/start
    let valid = cached(&cache, "ee0bfd2552fbd840c02cc48b6e823320543c450f.json");
    assert_eq!(valid["startUrl"], "https://demo.awsapps.com/start");
    assert_eq!(valid["expiresAt"], "2030-01-02T03:51:05Z");
    let list = world.portal("/assignment/accounts", valid["accessToken"].as_str().unwrap()).await;
    assert_eq!(list.status(), StatusCode::OK);
    let renewable = cached(&cache, "3624db883007efa198232b3aa774a54360ed3f26.json");
    assert_eq!(renewable["expiresAt"], "2030-01-02T02:39:05Z");
    world
        .json(
            "/token",
            token_request(&renewable, "refresh_token", "refreshToken", &renewable["refreshToken"]),
        )
        .await;
    let expired = cached(&cache, "da75248f1a634249860ec7085a194e2e0d0a0311.json");
    assert!(expired.get("refreshToken").is_none());
    assert_eq!(std::fs::read_dir(&cache).unwrap().count(), 3, "lab is signed out");
    let roles = folder.path().join(".aws").join("cli").join("cache");
    let file = std::fs::read_dir(roles).unwrap().next().unwrap().unwrap();
    let role: Value = serde_json::from_str(&std::fs::read_to_string(file.path()).unwrap()).unwrap();
    assert_eq!(role["ProviderType"], "sso");
    assert_eq!(role["Credentials"]["Expiration"], "2030-01-02T04:04:05Z");
    #[cfg(unix)]
    for path in [folder.path().join(".aws").join("config"), file.path()] {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600, "{path:?}");
    }
}

#[test]
fn nothing_of_the_real_home_is_left_in_the_environment() {
    let server = Server::start(Options::default()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let home = Home::create(folder.path(), &server).unwrap();
    let real = std::env::temp_dir().join("the-real-home").to_string_lossy().into_owned();
    let names = [
        "HOME",
        "USERPROFILE",
        "APPDATA",
        "LOCALAPPDATA",
        "XDG_CONFIG_HOME",
        "XDG_STATE_HOME",
        "AWS_CONFIG_FILE",
        "AWS_SHARED_CREDENTIALS_FILE",
    ];
    let mut base = Env::of_variables(names.map(|name| (name, real.clone())))
        .with("AWS_PROFILE", "real")
        .with("AWS_ACCESS_KEY_ID", "AKIAREAL")
        .with("PATH", "kept");
    base.roaming_data = Some(real.clone().into());
    base.local_data = Some(real.clone().into());
    base.account_home = Some(real.clone().into());
    let env = home.environment(&base);
    assert_eq!((env.raw("AWS_PROFILE"), env.raw("AWS_ACCESS_KEY_ID")), (None, None));
    assert_eq!((env.raw("PATH"), env.var("AWS_ENDPOINT_URL_SSO")), (Some("kept"), Some(server.base_url())));
    let paths = Paths::of(&env).unwrap();
    for path in
        [paths.config, paths.credentials, paths.sso_cache, paths.cli_cache, paths.settings, paths.state]
    {
        assert!(path.starts_with(folder.path()), "{path:?}");
    }
    let lines = shell_lines(home.variables(), Shell::Sh);
    assert!(lines.contains("unset AWS_PROFILE\n") && lines.contains("export HOME='"), "{lines}");
}
