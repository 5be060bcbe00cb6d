//! Signing in: registration, device code, refresh, the browser's way, and the pages.

use std::time::Duration;

use jiff::SignedDuration;
use reqwest::StatusCode;
use serde_json::{Value, json};
use ssotui::demo::Options;

use crate::world::{DEVICE_CODE, World, encode, read, token_request};

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
