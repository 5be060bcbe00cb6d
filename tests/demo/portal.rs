//! The portal and STS: lists in pages, role credentials, limits.

use jiff::SignedDuration;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
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
