//! With the browser (authorization code and PKCE), by the book. The test is the browser.

#![expect(clippy::panic, reason = "helpers of tests fail the test")]

mod answers;

use std::fs;
use std::sync::Arc;
use std::time::Duration;

use secrecy::SecretString;
use serde_json::{Value, json};
use ssotui::demo::{ErrorPlace, Fault, Operation};
use ssotui::domain::progress::{BrowserApproval, SignInEvent};
use ssotui::domain::session::Session;
use ssotui::domain::token::TokenFacts;
use ssotui::error::{Failure, FailureKind};
use ssotui::tasks::sign_in::{Way, sign_in};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinHandle;
use url::Url;

use crate::{Events, World, session};

const REGISTRATION: &str = "7af4639e6a11a78ced2d4bb3c69314f42f27dd04.json";
const TOKEN: &str = "0ad374308c5a4e22f723adf10145eafad7c4031c.json";

/// A sign-in under way.
struct Attempt {
    world: Arc<World>,
    task: JoinHandle<Result<TokenFacts, Failure>>,
    events: UnboundedReceiver<SignInEvent>,
    /// Everything that was told.
    told: Arc<Events<SignInEvent>>,
    paste: UnboundedSender<SecretString>,
}

impl Attempt {
    /// Begins to sign in with the browser.
    fn begin(world: &Arc<World>, session: Session) -> Self {
        Self::on(world, session, None)
    }

    fn on(world: &Arc<World>, session: Session, port: Option<u16>) -> Self {
        world.clock.be_patient();
        let (tell, events) = unbounded_channel();
        let (paste, pasted) = unbounded_channel();
        let told = Arc::new(Events::new());
        let task = {
            let (world, told) = (Arc::clone(world), Arc::clone(&told));
            tokio::spawn(async move {
                let on_event = |event: SignInEvent| {
                    told.add(event.clone());
                    let _ = tell.send(event);
                };
                sign_in(&world.aws, &session, Way::Browser { port, pasted }, &on_event).await
            })
        };
        Self { world: Arc::clone(world), task, events, told, paste }
    }

    /// Waits for the page's address.
    async fn approval(&mut self) -> BrowserApproval {
        loop {
            match self.events.recv().await.expect("the page") {
                SignInEvent::BrowserApproval(approval) => return approval,
                SignInEvent::Starting => {}
                other => panic!("{other:?}"),
            }
        }
    }

    async fn not_used(&mut self) -> String {
        match self.events.recv().await.expect("a word") {
            SignInEvent::NotUsed(why) => why,
            other => panic!("{other:?}"),
        }
    }

    async fn end(self) -> Result<TokenFacts, Failure> {
        self.task.await.expect("no panic")
    }

    /// Signs in without any trouble.
    async fn approve(mut self) -> TokenFacts {
        let approval = self.approval().await;
        let (_, page) = get(&approve(&approval).await).await;
        assert!(page.contains("go back to your terminal"), "{page}");
        self.end().await.expect("signed in")
    }

    fn exchanges(&self) -> usize {
        self.world.count(Operation::CreateToken)
    }

    /// Waits for the token, and counts what was spent on it.
    async fn exchanges_at_the_end(self) -> usize {
        let world = Arc::clone(&self.world);
        self.end().await.expect("signed in");
        world.count(Operation::CreateToken)
    }
}

fn world() -> Arc<World> {
    Arc::new(World::new(|_| {}))
}

/// Sends bytes to a web server on this machine and reads all that comes back.
async fn say(address: &str, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).await.expect("connected");
    // A listener that has heard enough may close before all is said.
    let _ = stream.write_all(bytes).await;
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8(answer).expect("UTF-8")
}

fn host(url: &str) -> String {
    let url = Url::parse(url).expect("a URL");
    format!("{}:{}", url.host_str().expect("a host"), url.port().expect("a port"))
}

/// What a browser does with an address: the status line and headers, and the page.
async fn get(url: &str) -> (String, String) {
    let target = &url[url.find(&host(url)).expect("the host") + host(url).len()..];
    let request = format!("GET {target} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", host(url));
    let answer = say(&host(url), request.as_bytes()).await;
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    (head.to_owned(), body.to_owned())
}

/// Opens the page, which approves by itself, and gives the address that the browser is sent back to.
async fn approve(approval: &BrowserApproval) -> String {
    let (head, page) = get(&approval.url).await;
    let location = head.lines().find_map(|line| {
        let (name, value) = line.split_once(": ")?;
        name.eq_ignore_ascii_case("location").then(|| value.to_owned())
    });
    location.unwrap_or_else(|| panic!("{head}\n{page}"))
}

fn parameter(url: &str, name: &str) -> String {
    let url = Url::parse(url).expect("a URL");
    url.query_pairs().find(|(key, _)| key == name).unwrap_or_else(|| panic!("{name} in {url}")).1.into_owned()
}

fn written(world: &World, file: &str) -> String {
    fs::read_to_string(world.paths.sso_cache.join(file)).expect(file)
}

#[tokio::test]
async fn pkce_01_the_page_asks_for_what_was_registered() {
    let world = world();
    let mut attempt = Attempt::begin(&world, session());
    let approval = attempt.approval().await;
    let registration: Value = serde_json::from_str(&written(&world, REGISTRATION)).expect("JSON");
    let client_id = registration["clientId"].as_str().expect("an id");
    let redirect = approval.redirect_uri.replace(':', "%3A").replace('/', "%2F");
    let (state, challenge) = (parameter(&approval.url, "state"), parameter(&approval.url, "code_challenge"));
    assert_eq!(
        approval.url,
        format!(
            "{}/authorize?response_type=code&client_id={client_id}&redirect_uri={redirect}&state={state}\
             &code_challenge_method=S256&scopes=sso%3Aaccount%3Aaccess&code_challenge={challenge}",
            world.server.base_url()
        )
    );
    assert_eq!((state.len(), challenge.len()), (36, 43));
    assert_eq!(approval.expires_at.to_string(), "2030-01-02T03:14:05Z");
}

#[tokio::test]
async fn the_files_are_the_aws_clis_byte_for_byte() {
    let world = world();
    let facts = Attempt::begin(&world, session()).approve().await;
    let register = &world.server.requests_for(Operation::RegisterClient)[0];
    assert_eq!(
        register.json(),
        json!({
            "clientName": "botocore-client-my-sso",
            "clientType": "public",
            "scopes": ["sso:account:access"],
            "grantTypes": ["authorization_code", "refresh_token"],
            "redirectUris": ["http://127.0.0.1/oauth/callback"],
            "issuerUrl": "https://d-abc123.awsapps.com/start",
        })
    );
    let registration: Value = serde_json::from_str(&written(&world, REGISTRATION)).expect("JSON");
    let of = |value: &Value, key: &str| value[key].as_str().expect(key).to_owned();
    assert_eq!(
        written(&world, REGISTRATION),
        format!(
            r#"{{"clientId": "{}", "clientSecret": "{}", "expiresAt": "{}", "scopes": ["sso:account:access"], "grantTypes": ["authorization_code", "refresh_token"]}}"#,
            of(&registration, "clientId"),
            of(&registration, "clientSecret"),
            of(&registration, "expiresAt"),
        )
    );
    let token: Value = serde_json::from_str(&written(&world, TOKEN)).expect("JSON");
    assert_eq!(
        written(&world, TOKEN),
        format!(
            r#"{{"startUrl": "https://d-abc123.awsapps.com/start", "region": "us-east-1", "accessToken": "{}", "expiresAt": "2030-01-02T04:04:05Z", "clientId": "{}", "clientSecret": "{}", "registrationExpiresAt": "{}", "refreshToken": "{}"}}"#,
            of(&token, "accessToken"),
            of(&registration, "clientId"),
            of(&registration, "clientSecret"),
            of(&registration, "expiresAt"),
            of(&token, "refreshToken"),
        )
    );
    assert!(facts.renewable_until.is_some());
    assert_eq!(world.files().len(), 2, "{:?}", world.files());
}

#[tokio::test]
async fn the_scopes_of_the_section_are_registered_and_asked_for() {
    let world = world();
    let scopes = vec!["sso:account:access".to_owned(), "codewhisperer:completions".to_owned()];
    let mut attempt = Attempt::begin(&world, Session { scopes: Some(scopes.clone()), ..session() });
    let approval = attempt.approval().await;
    assert!(
        approval.url.contains("&scopes=sso%3Aaccount%3Aaccess%20codewhisperer%3Acompletions&"),
        "{approval:?}"
    );
    assert_eq!(world.server.requests_for(Operation::RegisterClient)[0].json()["scopes"], json!(scopes));
}

#[tokio::test]
async fn a_registration_is_reused_by_the_same_way_alone() {
    let world = Arc::new(World::endless());
    Attempt::begin(&world, session()).approve().await;
    Attempt::begin(&world, session()).approve().await;
    assert_eq!(world.count(Operation::RegisterClient), 1, "reused");
    // By device code the clock must move for the polls, nobody knows how far.
    let events = Events::new();
    let device_code = async {
        let on_event = |event| events.add(event);
        sign_in(&world.aws, &session(), Way::DeviceCode, &on_event).await
    };
    tokio::pin!(device_code);
    let facts = loop {
        tokio::select! {
            biased;
            facts = &mut device_code => break facts,
            () = tokio::task::yield_now() => world.clock.advance(Duration::from_millis(1)),
        }
    };
    facts.expect("signed in");
    assert_eq!(world.count(Operation::RegisterClient), 2, "the device code takes none of the browser's");
    Attempt::begin(&world, session()).approve().await;
    assert_eq!(world.count(Operation::RegisterClient), 3, "nor the browser one of the device code's");
}

#[tokio::test]
async fn pkce_07_the_code_is_exchanged_with_the_verifier_and_the_same_redirect() {
    let world = world();
    let mut attempt = Attempt::begin(&world, session());
    let approval = attempt.approval().await;
    let callback = approve(&approval).await;
    get(&callback).await;
    attempt.end().await.expect("signed in");
    let registration: Value = serde_json::from_str(&written(&world, REGISTRATION)).expect("JSON");
    let exchange = world.server.requests_for(Operation::CreateToken)[0].json();
    assert_eq!(
        exchange,
        json!({
            "clientId": registration["clientId"],
            "clientSecret": registration["clientSecret"],
            "grantType": "authorization_code",
            "code": parameter(&callback, "code"),
            "codeVerifier": exchange["codeVerifier"],
            "redirectUri": parameter(&approval.url, "redirect_uri"),
        })
    );
    assert_eq!(exchange["redirectUri"], json!(approval.redirect_uri));
    assert_eq!(exchange["codeVerifier"].as_str().map(str::len), Some(64));
}

#[tokio::test]
async fn a_refusal_of_the_code_says_what_to_do() {
    for (code, kind, expected) in [
        ("invalid_grant", FailureKind::SignInNeeded, "too late, or was used before"),
        ("expired_token", FailureKind::SignInNeeded, "too late, or was used before"),
        ("access_denied", FailureKind::SignInNeeded, "declined"),
        ("server_error", FailureKind::Failed, ""),
    ] {
        let world = world();
        world.server.faults().always(Operation::CreateToken, Fault::oidc(code, ErrorPlace::Both));
        let mut attempt = Attempt::begin(&world, session());
        let approval = attempt.approval().await;
        get(&approve(&approval).await).await;
        let failure = attempt.end().await.expect_err(code);
        assert_eq!(failure.kind, kind, "{failure}");
        assert!(failure.why.contains(expected), "{failure}");
        assert_eq!(world.count(Operation::CreateToken), 1, "one exchange");
    }
}

#[tokio::test]
async fn a_registration_refused_at_the_end_is_replaced_once_with_a_new_page() {
    let world = world();
    world.server.faults().next(Operation::CreateToken, 1, Fault::oidc("invalid_client", ErrorPlace::Both));
    let mut attempt = Attempt::begin(&world, session());
    let first = attempt.approval().await;
    get(&approve(&first).await).await;
    assert_eq!(attempt.events.recv().await, Some(SignInEvent::Answered));
    let second = attempt.approval().await;
    assert_ne!(parameter(&first.url, "state"), parameter(&second.url, "state"));
    assert_ne!(parameter(&first.url, "code_challenge"), parameter(&second.url, "code_challenge"));
    get(&approve(&second).await).await;
    attempt.end().await.expect("signed in");
    assert_eq!(world.count(Operation::RegisterClient), 2);
}

#[tokio::test]
async fn no_secret_is_told() {
    let quote = || {
        Fault::when(|request| {
            let sent = String::from_utf8_lossy(&request.body).into_owned();
            Some(Fault::body(400, json!({"error": sent, "error_description": sent}).to_string()))
        })
    };
    for quotes in [false, true] {
        let world = world();
        if quotes {
            world.server.faults().always(Operation::CreateToken, quote());
        }
        let mut attempt = Attempt::begin(&world, session());
        let approval = attempt.approval().await;
        let callback = approve(&approval).await;
        let (head, page) = get(&callback).await;
        let told = Arc::clone(&attempt.told);
        let outcome = format!("{:?} {head} {page}", attempt.end().await);
        let said = format!("{outcome} {:?}", told.all());
        let exchange = world.server.requests_for(Operation::CreateToken)[0].json();
        let mut secrets = vec![
            exchange["code"].clone(),
            exchange["codeVerifier"].clone(),
            exchange["clientSecret"].clone(),
        ];
        if !quotes {
            let token: Value = serde_json::from_str(&written(&world, TOKEN)).expect("JSON");
            secrets.extend([token["accessToken"].clone(), token["refreshToken"].clone()]);
        }
        for secret in secrets {
            let secret = secret.as_str().expect("a text");
            assert!(!said.contains(secret), "{secret} in {said}");
        }
    }
}
