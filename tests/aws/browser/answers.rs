//! What comes back from the browser, and whatever else knocks at the port.

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use ssotui::demo::Operation;
use ssotui::domain::progress::SignInEvent;
use ssotui::error::FailureKind;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::mpsc::unbounded_channel;

use super::{Attempt, TOKEN, approve, get, host, parameter, say, world};
use crate::{legacy, session};

#[tokio::test]
async fn pkce_03_a_wrong_state_is_rejected_and_the_right_one_waited_for() {
    let world = world();
    let mut attempt = Attempt::begin(&world, session());
    let approval = attempt.approval().await;
    let right = approve(&approval).await;
    let code = parameter(&right, "code");
    for state in ["", "00000000-0000-4000-8000-000000000000", &parameter(&right, "state")[1..]] {
        let (head, page) = get(&format!("{}?code={code}&state={state}", approval.redirect_uri)).await;
        assert!(head.starts_with("HTTP/1.1 400 "), "{head}");
        assert!(page.contains("not under way") && !page.contains(&code), "{page}");
        assert!(attempt.not_used().await.contains("another sign-in"));
    }
    assert_eq!(attempt.exchanges(), 0);
    get(&right).await;
    assert_eq!(attempt.exchanges_at_the_end().await, 1);
}

#[tokio::test]
async fn pkce_04_an_error_ends_it_with_its_meaning() {
    for (query, expected) in [
        ("error=access_denied", "declined in the browser"),
        ("error=access_denied&state=STATE", "declined in the browser"),
        ("error=invalid_scope&error_description=No%20such%1b%5Bscope&state=STATE", "No such [scope."),
        ("error=invalid_scope&error_description=Call%20555", "does not know the scopes"),
    ] {
        let world = world();
        let mut attempt = Attempt::begin(&world, session());
        let approval = attempt.approval().await;
        let query = query.replace("STATE", &parameter(&approval.url, "state"));
        let (_, page) = get(&format!("{}?{query}", approval.redirect_uri)).await;
        assert!(page.contains("Nobody was signed in"), "{page}");
        let failure = attempt.end().await.expect_err("declined");
        assert_eq!(failure.kind, FailureKind::SignInNeeded);
        assert!(failure.why.contains(expected), "{failure}");
        assert_eq!(world.count(Operation::CreateToken), 0);
        assert!(!world.paths.sso_cache.join(TOKEN).exists());
    }
}

#[tokio::test]
async fn pkce_05_garbage_and_the_slow_are_ignored() {
    let world = world();
    let mut attempt = Attempt::begin(&world, session());
    let approval = attempt.approval().await;
    let address = host(&approval.redirect_uri);
    // Those that never say what they want, more than are heard at once; browsers open such connections, too.
    let mut silent = Vec::new();
    for number in 0..200 {
        let mut stream = TcpStream::connect(&address).await.expect("connected");
        if number % 2 == 0 {
            // The oldest of them may be dropped already.
            let _ = stream.write_all(b"GET /oauth/callback?code=").await;
        }
        silent.push(stream);
    }
    let line = "x".repeat(1024 * 1024);
    for garbage in [
        "GET /favicon.ico HTTP/1.1\r\n\r\n".to_owned(),
        "POST /oauth/callback HTTP/1.1\r\nContent-Length: 3\r\n\r\na=b".to_owned(),
        "\u{0}\u{1}\u{2}\r\n\r\n".to_owned(),
        "\r\n\r\n".to_owned(),
        format!("GET /{line} HTTP/1.1\r\n\r\n"),
        line,
    ] {
        let answer = say(&address, garbage.as_bytes()).await;
        assert!(!answer.contains("200 OK"), "{answer}");
    }
    get(&approve(&approval).await).await;
    let told = Arc::clone(&attempt.told);
    assert_eq!(attempt.exchanges_at_the_end().await, 1);
    let told = told.all();
    assert!(
        matches!(told[..], [SignInEvent::Starting, SignInEvent::BrowserApproval(_), SignInEvent::Answered]),
        "{told:?}"
    );
}

#[tokio::test]
async fn pkce_05_the_slow_are_hung_up_on() {
    let world = world();
    let mut attempt = Attempt::begin(&world, session());
    let approval = attempt.approval().await;
    let mut slow = TcpStream::connect(host(&approval.redirect_uri)).await.expect("connected");
    slow.write_all(b"GET /oauth").await.expect("sent");
    // A later client's answer shows that the slow one has been heard, and its time begun.
    get(&format!("{}/nothing", approval.redirect_uri)).await;
    world.clock.advance(Duration::from_secs(11));
    let mut rest = Vec::new();
    let _ = slow.read_to_end(&mut rest).await;
    assert!(rest.is_empty());
    get(&approve(&approval).await).await;
    attempt.end().await.expect("signed in");
}

#[tokio::test]
async fn pkce_06_the_second_callback_changes_nothing() {
    let world = world();
    let mut attempt = Attempt::begin(&world, session());
    let approval = attempt.approval().await;
    let callback = approve(&approval).await;
    let address = host(&callback);
    get(&callback).await;
    assert_eq!(attempt.exchanges_at_the_end().await, 1);
    assert!(TcpStream::connect(&address).await.is_err(), "nobody listens any more");
}

#[tokio::test]
async fn pkce_08_ten_minutes_without_an_answer_are_enough() {
    let world = world();
    let mut attempt = Attempt::begin(&world, session());
    attempt.approval().await;
    world.clock.advance(Duration::from_secs(599));
    tokio::task::yield_now().await;
    assert!(!attempt.task.is_finished());
    world.clock.advance(Duration::from_secs(1));
    let failure = attempt.end().await.expect_err("over");
    assert_eq!(failure.kind, FailureKind::SignInNeeded);
    assert!(failure.why.contains("within 10 minutes"), "{failure}");
    assert_eq!(world.count(Operation::CreateToken), 0);
}

#[tokio::test]
async fn pkce_10_without_a_port_it_goes_on_by_device_code_and_says_so() {
    let world = world();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("an address").port();
    let mut attempt = Attempt::on(&world, session(), Some(port));
    assert_eq!(attempt.events.recv().await, Some(SignInEvent::Starting));
    let Some(SignInEvent::DeviceCodeInstead(why)) = attempt.events.recv().await else {
        panic!("{:?}", attempt.told.all())
    };
    assert!(why.contains(&format!("127.0.0.1:{port} cannot be listened on")), "{why}");
    assert!(matches!(attempt.events.recv().await, Some(SignInEvent::Approval(_))));
    let register = world.server.requests_for(Operation::RegisterClient)[0].json();
    assert_eq!(register["grantTypes"], Value::Null, "{register}");
}

#[tokio::test]
async fn a_start_url_without_a_session_goes_by_device_code_always() {
    let world = world();
    let mut attempt = Attempt::begin(&world, legacy());
    assert_eq!(attempt.events.recv().await, Some(SignInEvent::Starting));
    assert!(matches!(attempt.events.recv().await, Some(SignInEvent::Approval(_))));
}

#[tokio::test]
async fn a_port_that_is_set_is_the_one() {
    let world = world();
    // Somebody else may be quicker to take a free one: then another is tried.
    for _ in 0..20 {
        let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = free.local_addr().expect("an address").port();
        drop(free);
        let mut attempt = Attempt::on(&world, session(), Some(port));
        assert_eq!(attempt.events.recv().await, Some(SignInEvent::Starting));
        if let Some(SignInEvent::BrowserApproval(approval)) = attempt.events.recv().await {
            assert_eq!(approval.redirect_uri, format!("http://127.0.0.1:{port}/oauth/callback"));
            return;
        }
    }
    panic!("no port could be had");
}

#[tokio::test]
async fn the_address_may_be_pasted_instead() {
    let world = world();
    let mut attempt = Attempt::begin(&world, session());
    let approval = attempt.approval().await;
    for (pasted, expected) in [
        ("hello", "not the address where the browser ended"),
        (approval.url.as_str(), "not the address where the browser ended"),
        ("http://127.0.0.1:1/oauth/callback?code=c&state=other", "belongs to another sign-in"),
    ] {
        attempt.paste.send(pasted.into()).expect("heard");
        let why = attempt.not_used().await;
        assert!(why.contains(expected), "{why}");
    }
    // Whatever the listener hears meanwhile.
    let address = approve(&approval).await;
    attempt.paste.send(format!(" {address}\n").into()).expect("heard");
    assert_eq!(attempt.exchanges_at_the_end().await, 1);
}

#[tokio::test]
async fn nobody_who_could_paste_is_no_trouble() {
    let world = world();
    let mut attempt = Attempt::begin(&world, session());
    let approval = attempt.approval().await;
    attempt.paste = unbounded_channel().0;
    get(&approve(&approval).await).await;
    attempt.end().await.expect("signed in");
}
