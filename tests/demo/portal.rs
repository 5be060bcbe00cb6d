//! The portal and STS: lists in pages, role credentials, limits.

use jiff::SignedDuration;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use ssotui::aws::sigv4::{Signable, Signer};
use ssotui::demo::{Operation, Options, ThrottleHint, organization};
use ssotui::domain::organization::Roles;

use crate::world::{World, encode, read};

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

    let key = keys["accessKeyId"].as_str().unwrap();
    let secret = keys["secretAccessKey"].as_str().unwrap();
    let session_token = keys["sessionToken"].as_str().unwrap();
    let asked = Asked { key, secret, session_token, ..Asked::default() };
    let xml = asked.send(&world).await.text().await.unwrap();
    assert!(xml.contains(&format!("<Account>{}</Account>", account.id)), "{xml}");
    assert!(xml.contains(&format!("assumed-role/AWSReservedSSO_{}_", roles[0])), "{xml}");
    let identity = read(Asked { accept: "application/json", ..asked }.send(&world).await).await;
    let result = &identity["GetCallerIdentityResponse"]["GetCallerIdentityResult"];
    assert_eq!(result["Account"], account.id.as_str());
    for (asked, code) in [
        (Asked { unsigned: true, ..asked }, "MissingAuthenticationToken"),
        (Asked { key: "ASIAUNKNOWN", ..asked }, "InvalidClientTokenId"),
        (Asked { session_token: "other", ..asked }, "InvalidClientTokenId"),
        (Asked { secret: "other", ..asked }, "SignatureDoesNotMatch"),
        (Asked { service: "s3", ..asked }, "SignatureDoesNotMatch"),
        (Asked { late: 301, ..asked }, "SignatureDoesNotMatch"),
        (Asked { sent: "Action=GetCallerIdentity&Version=2011-06-15&x=1", ..asked }, "SignatureDoesNotMatch"),
    ] {
        let answer = asked.send(&world).await;
        assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{code}");
        let xml = answer.text().await.unwrap();
        assert!(xml.contains(&format!("<Code>{code}</Code>")), "{code}: {xml}");
    }
    let a_little_late = Asked { late: -299, ..asked }.send(&world).await;
    assert_eq!(a_little_late.status(), 200);
    world.pass(3600);
    let over = Asked { late: -3600, ..asked }.send(&world).await.text().await.unwrap();
    assert!(over.contains("<Code>ExpiredToken</Code>"), "{over}");
}

const IDENTITY: &str = "Action=GetCallerIdentity&Version=2011-06-15";

/// A question to STS, signed at 2030-01-02T03:04:05Z.
#[derive(Clone, Copy)]
struct Asked<'a> {
    key: &'a str,
    secret: &'a str,
    session_token: &'a str,
    service: &'a str,
    accept: &'static str,
    unsigned: bool,
    /// Seconds between the signature and the clock.
    late: i64,
    /// What is sent, where the usual question is signed.
    sent: &'static str,
}

impl Default for Asked<'_> {
    fn default() -> Self {
        Self {
            key: "",
            secret: "",
            session_token: "",
            service: "sts",
            accept: "*/*",
            unsigned: false,
            late: 0,
            sent: IDENTITY,
        }
    }
}

impl Asked<'_> {
    async fn send(&self, world: &World) -> reqwest::Response {
        const FORM: &str = "application/x-www-form-urlencoded; charset=utf-8";
        let now: jiff::Timestamp = "2030-01-02T03:04:05Z".parse().unwrap();
        let signer = Signer {
            access_key_id: self.key,
            secret_access_key: &self.secret.into(),
            region: "eu-west-1",
            service: self.service,
            now: now - SignedDuration::from_secs(self.late),
        };
        let base = world.url("");
        let headers = [
            ("content-type", FORM),
            ("host", base.trim_start_matches("http://").trim_end_matches('/')),
            ("x-amz-security-token", self.session_token),
        ];
        let authorization = signer.authorization(&Signable {
            method: "POST",
            path: "/",
            query: &[],
            headers: &headers,
            body: IDENTITY.as_bytes(),
        });
        let mut request = world.http.post(world.url("/")).header("accept", self.accept).body(self.sent);
        request = request.header("content-type", FORM).header("x-amz-security-token", self.session_token);
        request = request.header("x-amz-date", signer.date());
        if !self.unsigned {
            request = request.header("authorization", authorization);
        }
        request.send().await.unwrap()
    }
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

#[tokio::test]
async fn other_start_urls_lead_to_other_organisations() {
    let world = World::start();
    let partner = "https://partner-demo.awsapps.com/start";
    let token = world.server.grant_to(partner, SignedDuration::from_hours(1), true).access_token;
    let page = read(world.portal("/assignment/accounts", &token).await).await;
    let ids: Vec<&str> =
        page["accountList"].as_array().unwrap().iter().map(|it| it["accountId"].as_str().unwrap()).collect();
    let theirs = world.server.organization_of(partner);
    assert_eq!(ids, theirs.iter().map(|account| account.id.as_str()).collect::<Vec<_>>());
    let main = world.server.organization();
    assert!(main.iter().all(|account| !ids.contains(&account.id.as_str())));
    let foreign = world.portal(&format!("/assignment/roles?account_id={}", main[0].id), &token).await;
    assert_eq!(foreign.status(), StatusCode::FORBIDDEN);
    assert_eq!(world.server.organization_of("https://demo.awsapps.com/start"), main);
}
