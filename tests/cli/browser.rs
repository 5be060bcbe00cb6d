//! `login` with the browser, where there is no terminal: the test reads the page's address and is the browser.

#![expect(clippy::panic, reason = "helpers of tests fail the test")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Stdio};

use crate::world::World;

/// What a browser does with an address on this machine: the whole answer.
fn get(url: &str) -> String {
    let rest = url.strip_prefix("http://").expect("http");
    let (host, target) = rest.split_once('/').expect("a path");
    let mut stream = TcpStream::connect(host).expect("connected");
    write!(stream, "GET /{target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    answer
}

fn location(answer: &str) -> &str {
    let header = answer.lines().find_map(|line| {
        let (name, value) = line.split_once(": ")?;
        name.eq_ignore_ascii_case("location").then_some(value.trim())
    });
    header.unwrap_or_else(|| panic!("{answer}"))
}

/// Starts the program, and gives what it says until the page's address, and that.
fn until_the_page(
    world: &World,
    arguments: &[&str],
) -> (Child, BufReader<std::process::ChildStderr>, String, String) {
    let mut command = world.command(arguments);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program runs");
    let mut err = BufReader::new(child.stderr.take().expect("stderr"));
    let (mut said, mut line) = (String::new(), String::new());
    while !line.trim().starts_with("http") {
        said.push_str(&std::mem::take(&mut line));
        if err.read_line(&mut line).expect("a line") == 0 {
            let ended = child.wait().expect("an end");
            panic!("no page, but {ended}: {said}");
        }
    }
    (child, err, said, line.trim().to_owned())
}

#[test]
fn login_with_the_browser_says_why_and_signs_in() {
    let world = crate::world();
    let arguments = ["login", "--browser", "--no-browser", "--session", "corp", "--json"];
    let (mut child, mut err, said, page) = until_the_page(&world, &arguments);
    assert!(said.contains("Signing in to corp with the browser, as you asked."), "{said}");
    let callback = get(&page);
    assert!(get(location(&callback)).contains("go back to your terminal"));
    let mut rest = String::new();
    err.read_to_string(&mut rest).expect("read");
    let mut out = String::new();
    child.stdout.take().expect("stdout").read_to_string(&mut out).expect("read");
    assert_eq!(child.wait().expect("an end").code(), Some(0), "{said}{rest}");
    let status: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(status["sessions"][0]["state"], "valid", "{out}");
    for way in ["Take --device-code", "run this on a terminal, to paste the address", "set redirect_port"] {
        assert!(rest.contains(way), "there is no terminal to paste into: {rest}");
    }
}

#[test]
fn the_user_who_declines_gets_exit_code_3() {
    let world = crate::world();
    let (mut child, _err, _, page) =
        until_the_page(&world, &["login", "--browser", "--no-browser", "--session", "corp"]);
    let back = get(&page);
    let back = location(&back);
    let (address, query) = back.split_once('?').expect("a query");
    let state = query.split('&').find(|pair| pair.starts_with("state=")).expect("a state");
    assert!(get(&format!("{address}?error=access_denied&{state}")).contains("Nobody was signed in"));
    assert_eq!(child.wait().expect("an end").code(), Some(3));
}

#[test]
fn which_way_is_a_matter_of_settings_options_and_surroundings() {
    let world = crate::world();
    world.write("ssotui/settings.toml", "sign_in = 'auto'\n[sessions.partner]\nsign_in = 'device-code'\n");
    for (variables, arguments, expected) in [
        (
            &[("CI", "true")][..],
            &["--session", "corp"][..],
            "Signing in to corp by device code, since there is no browser in CI.",
        ),
        (
            &[("SSH_TTY", "/dev/pts/1")],
            &["--session", "corp"],
            "by device code, since over SSH the browser is on another machine.",
        ),
        (&[], &["--session", "partner"], "Signing in to partner by device code, as set for this session."),
        (
            &[("CI", "1")],
            &["old", "--browser"],
            "by device code, the only way for a start URL without an sso-session.",
        ),
        (&[], &["--session", "corp", "--device-code"], "by device code, as you asked."),
    ] {
        let arguments: Vec<&str> =
            ["login", "--no-browser", "--force"].iter().chain(arguments).copied().collect();
        let run = world.run_with(variables, &arguments);
        assert_eq!(run.code, 0, "{run:?}");
        assert!(run.err.contains(expected), "{expected}: {run:?}");
    }
    let both = world.run(&["login", "--browser", "--device-code"]);
    assert_eq!(both.code, 2, "{both:?}");
}

#[test]
fn a_port_that_is_taken_leads_to_the_device_code() {
    let world = crate::world();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("an address").port();
    world.write("ssotui/settings.toml", &format!("sign_in = 'browser'\nredirect_port = {port}\n"));
    let run = world.run(&["login", "--no-browser", "--session", "corp"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(
        run.err.contains(&format!("By device code instead: 127.0.0.1:{port} cannot be listened on")),
        "{run:?}"
    );
}
