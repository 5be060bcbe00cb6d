//! Each fault once.

use std::time::Duration;

use jiff::SignedDuration;
use reqwest::{Response, StatusCode};
use serde_json::{Value, json};
use ssotui::demo::{Answer, ErrorPlace, Fault, Operation};

use crate::world::{DEVICE_CODE, World, read, token_request};

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
