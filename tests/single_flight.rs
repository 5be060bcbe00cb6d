//! Many programs at once after a token has ended: one signs in or renews, the others use what it got.

#![expect(clippy::expect_used, reason = "helpers of tests fail the test")]

#[path = "support/world.rs"]
#[expect(dead_code, reason = "each test file uses a part of it")]
mod world;

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Stdio};

use jiff::SignedDuration;
use serde_json::json;
use ssotui::demo::{Operation, Options};
use world::World;

const CONFIG: &str = "\
[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = us-east-1
";
/// The SHA-1 of `corp`.
const TOKEN: &str = ".aws/sso/cache/ee0bfd2552fbd840c02cc48b6e823320543c450f.json";

/// Puts a token into the cache that ended a minute ago.
fn expire(world: &World, renewable: bool) {
    let grant = world.server.grant(SignedDuration::from_mins(-1), renewable);
    let mut token = json!({
        "startUrl": "https://corp.awsapps.com/start",
        "region": "us-east-1",
        "accessToken": grant.access_token,
        "expiresAt": grant.expires_at.to_string(),
        "clientId": grant.client_id,
        "clientSecret": grant.client_secret,
        "registrationExpiresAt": grant.registration_expires_at.to_string(),
    });
    if let Some(refresh) = grant.refresh_token {
        token["refreshToken"] = json!(refresh);
    }
    world.write(TOKEN, &token.to_string());
}

/// Twenty programs at once, each to its end: exit code, stdout and stderr.
fn twenty(world: &World, arguments: &[&str]) -> Vec<(Option<i32>, String, String)> {
    let start = |_| {
        let mut command = world.command(arguments);
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("a program")
    };
    let programs: Vec<Child> = (0..20).map(start).collect();
    let end = |program: Child| {
        let output = program.wait_with_output().expect("an end");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
        (output.status.code(), text(output.stdout), text(output.stderr))
    };
    programs.into_iter().map(end).collect()
}

#[test]
fn twenty_logins_at_once_open_one_sign_in() {
    let world = World::new(CONFIG);
    expire(&world, false);
    for (code, out, err) in twenty(&world, &["login", "--session", "corp", "--no-browser"]) {
        assert_eq!(code, Some(0), "{err}");
        assert!(out.contains("Signed in to corp"), "{out}");
    }
    assert_eq!(world.server.requests_for(Operation::RegisterClient).len(), 1);
    assert_eq!(world.server.requests_for(Operation::StartDeviceAuthorization).len(), 1);
}

#[test]
fn twenty_that_need_a_token_at_once_renew_it_once() {
    let world = World::new(CONFIG);
    expire(&world, true);
    for (code, _, err) in twenty(&world, &["roles", "--session", "corp", "--json"]) {
        assert_eq!(code, Some(0), "{err}");
    }
    assert_eq!(world.server.requests_for(Operation::CreateToken).len(), 1);
    expire(&world, true);
    for (code, out, err) in twenty(&world, &["login", "--session", "corp", "--no-browser"]) {
        assert_eq!(code, Some(0), "{err}");
        assert!(out.contains("corp"), "{out}");
    }
    assert_eq!(world.server.requests_for(Operation::CreateToken).len(), 2, "no browser is needed");
    assert!(world.server.requests_for(Operation::StartDeviceAuthorization).is_empty());
}

#[test]
fn twenty_without_means_say_that_a_sign_in_is_needed() {
    let world = World::new(CONFIG);
    expire(&world, false);
    for (code, _, err) in twenty(&world, &["roles", "--session", "corp", "--json"]) {
        assert_eq!(code, Some(3), "{err}");
    }
    assert!(world.server.requests().is_empty());
}

#[test]
fn a_killed_holder_lets_the_next_one_sign_in() {
    let world = World::with(CONFIG, Options::default());
    let start = || {
        let mut command = world.command(&["login", "--session", "corp", "--no-browser"]);
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("a program")
    };
    let mut first = start();
    let code = next_code(&mut first);
    let mut second = start();
    let mut told = BufReader::new(second.stderr.take().expect("stderr"));
    wait_for(&mut told, "Another program is signing in to corp");
    assert_eq!(world.server.requests_for(Operation::StartDeviceAuthorization).len(), 1);
    first.kill().expect("killed");
    first.wait().expect("ended");
    wait_for(&mut told, "/device");
    let codes = world.server.pending();
    let own = codes.iter().find(|other| **other != code).expect("a code of its own");
    assert!(world.server.approve(own));
    assert_eq!(second.wait().expect("ended").code(), Some(0));
}

#[test]
fn who_waits_uses_the_token_of_the_first() {
    let world = World::with(CONFIG, Options::default());
    let start = || {
        let mut command = world.command(&["login", "--session", "corp", "--no-browser"]);
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("a program")
    };
    let mut first = start();
    let code = next_code(&mut first);
    let mut second = start();
    let mut told = BufReader::new(second.stderr.take().expect("stderr"));
    wait_for(&mut told, "Another program is signing in to corp");
    assert!(world.server.approve(&code));
    assert_eq!(first.wait().expect("ended").code(), Some(0));
    assert_eq!(second.wait().expect("ended").code(), Some(0));
    let mut out = String::new();
    second.stdout.take().expect("stdout").read_to_string(&mut out).expect("UTF-8");
    assert!(out.contains("Signed in to corp"), "{out}");
    assert_eq!(world.server.requests_for(Operation::StartDeviceAuthorization).len(), 1);
}

/// Waits until the program has told the code to confirm, and returns it.
fn next_code(program: &mut Child) -> String {
    let mut told = BufReader::new(program.stderr.take().expect("stderr"));
    let line = wait_for(&mut told, "user_code=");
    // Read on, so that the program never writes into the void.
    std::thread::spawn(move || std::io::copy(&mut told, &mut std::io::sink()));
    line.split_once("user_code=").expect("the code").1.trim().to_owned()
}

/// Reads until a line says something, and returns it.
fn wait_for(told: &mut impl BufRead, text: &str) -> String {
    let mut all = String::new();
    loop {
        let mut line = String::new();
        assert_ne!(told.read_line(&mut line).expect("a line"), 0, "{text:?} was not said in:\n{all}");
        if line.contains(text) {
            return line;
        }
        all.push_str(&line);
    }
}
