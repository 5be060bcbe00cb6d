//! Signing in: with the browser elsewhere, beside another program, and for a command.

use std::io::{Read, Write};
use std::time::Duration;

use ssotui::demo::{Operation, Options, Server};

use crate::pty::Pty;
use crate::{CONFIG, TOKEN_FILE, server};

/// `ssotui login` with the browser, as far as the prompt; and the address at which the browser would end.
fn sign_in_with_browser(server: &Server) -> (Pty, String) {
    let environment = server.environment();
    let variables: Vec<(&str, &str)> =
        environment.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let arguments = ["login", "--browser", "--no-browser", "--session", "corp"];
    let pty = Pty::start(CONFIG, 900, 24, &variables, &arguments);
    pty.wait_for("or for a pasted address");
    let contents = pty.contents();
    let page = contents.lines().find_map(|line| line.trim().strip_prefix("http://127.0.0.1:"));
    let (port, target) = page.and_then(|page| page.split_once('/')).expect("the page");
    let mut stream = std::net::TcpStream::connect(format!("127.0.0.1:{port}")).expect("the server");
    write!(stream, "GET /{target} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n")
        .expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    let location = answer.lines().find_map(|line| {
        let (name, value) = line.split_once(": ")?;
        name.eq_ignore_ascii_case("location").then(|| value.trim().to_owned())
    });
    (pty, location.expect("the way back"))
}

#[test]
fn the_address_of_a_browser_elsewhere_is_pasted_or_typed_and_never_shown() {
    let server = server();
    for (before, after) in [("\x1b[200~", "\x1b[201~"), ("", "\r")] {
        let (mut pty, address) = sign_in_with_browser(&server);
        pty.send("nothing\r");
        pty.wait_for("it has no code");
        pty.send(&format!("{before}{address}{after}"));
        pty.wait_for("Signed in to corp for");
        assert_eq!(pty.exit_code(), 0);
        let code = address.split_once("code=").expect("a code").1.split('&').next().expect("a code");
        assert!(!pty.has_sent(code), "the code is on the screen");
        pty.assert_whole();
        assert!(pty.home.path().join(".aws/sso/cache").join(format!("{TOKEN_FILE}.json")).exists());
    }
}

#[test]
fn ctrl_c_ends_waiting_for_an_address_with_the_terminal_whole() {
    let server = server();
    let (mut pty, _) = sign_in_with_browser(&server);
    pty.send("http\x03");
    assert_eq!(pty.exit_code(), 130);
    pty.assert_whole();
}

#[test]
fn the_screen_waits_for_the_sign_in_of_a_command_and_uses_its_token() {
    let server = Server::start(Options::default()).expect("a server");
    let environment = server.environment();
    let variables: Vec<_> = environment.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let mut pty = Pty::start(CONFIG, 100, 30, &variables, &[]);
    pty.wait_for("signed out");
    let mut login = pty.run_beside(&variables, &["login", "--session", "corp", "--no-browser"]);
    let waiting = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    waiting.block_on(server.wait_for_answers(Operation::StartDeviceAuthorization, 1));
    pty.send("l");
    pty.wait_for("Another program is signing in");
    let codes = server.pending();
    assert_eq!(codes.len(), 1, "the screen has asked for none");
    assert!(server.approve(&codes[0]));
    assert!(login.wait().expect("its end").success());
    pty.wait_for("Signed in to corp.");
    assert_eq!(server.requests_for(Operation::StartDeviceAuthorization).len(), 1);
    // A plain q could be meant for the window that has just closed.
    pty.send("\u{3}");
    assert_eq!(pty.exit_code(), 0);
}

#[test]
fn exec_signs_in_on_the_terminal_and_then_runs() {
    let server = ssotui::demo::Server::start(ssotui::demo::Options {
        approve_after: Some(Duration::ZERO),
        ..ssotui::demo::Options::default()
    })
    .expect("a server");
    let environment = server.environment();
    let variables: Vec<(&str, &str)> =
        environment.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let words = ["exec", "prod.admin", "--no-browser", "--", "sh", "-c", "echo \"<$AWS_PROFILE>\"; exit 9"];
    let mut pty = Pty::start(CONFIG, 100, 40, &variables, &words);
    pty.wait_for("To sign in to corp, open this address:");
    pty.wait_for("<prod.admin>");
    assert_eq!(pty.exit_code(), 9);
    pty.assert_whole();
}
