//! What other programs write while the screen is there.

use ssotui::aws::clock::{Clock, SystemClock};
use ssotui::demo::Operation;

use crate::pty::Pty;
use crate::{CONFIG, TOKEN_FILE, server};

#[test]
fn a_token_that_another_program_writes_shows_up() {
    let mut pty = Pty::start(CONFIG, 100, 30, &[], &[]);
    pty.wait_for("signed out");
    pty.write_home(
        &format!(".aws/sso/cache/{TOKEN_FILE}.json"),
        r#"{"startUrl": "https://corp.awsapps.com/start", "region": "us-east-1", "accessToken": "t", "expiresAt": "2999-01-02T03:04:05Z"}"#,
    );
    pty.wait_for("valid");
    pty.send("q");
    assert_eq!(pty.exit_code(), 0);
}

#[test]
fn the_terminal_is_told_when_a_session_ends_soon() {
    let settings = (".config/ssotui/settings.toml", "alert = \"notification\"\n");
    let pty = Pty::start_with(&[(".aws/config", CONFIG), settings], 100, 30, &[], &[]);
    pty.wait_for("signed out");
    let end = SystemClock.now() + jiff::SignedDuration::from_mins(5);
    let token = format!(
        r#"{{"startUrl": "https://corp.awsapps.com/start", "region": "us-east-1", "accessToken": "t", "expiresAt": "{end}"}}"#
    );
    pty.write_home(&format!(".aws/sso/cache/{TOKEN_FILE}.json"), &token);
    pty.wait_until_sent("\x1b]9;The session corp ends in ");
    pty.wait_for("cannot be renewed");
}

#[test]
fn the_screen_signs_in_where_the_current_profile_says_also_when_that_changes() {
    let server = server();
    let with_default = |url: &str| format!("{CONFIG}[default]\nendpoint_url = {url}\n");
    let mut pty = Pty::start(&with_default("nonsense"), 140, 34, &[("BROWSER", "true")], &[]);
    pty.wait_for("signed out");
    pty.send("1l");
    pty.wait_for("endpoint_url in");
    // The new profile shows that the file was read again.
    let edited = format!("{}[profile brand-new]\nregion = x\n", with_default(server.base_url()));
    pty.replace_home(".aws/config", &edited);
    pty.wait_for("brand-new");
    pty.send("1l");
    pty.wait_for("Signed in to corp.");
    assert!(!server.requests_for(Operation::CreateToken).is_empty());
    // A plain q could be meant for the window that has just closed.
    pty.send("\u{3}");
    assert_eq!(pty.exit_code(), 0);
}

#[test]
fn a_profile_that_an_editor_adds_shows_up() {
    let mut pty = Pty::start(CONFIG, 100, 30, &[], &[]);
    pty.wait_for("prod.admin");
    pty.replace_home(".aws/config", &format!("{CONFIG}\n[profile brand-new]\nregion = us-east-1\n"));
    pty.wait_for("brand-new");
    pty.send("q");
    assert_eq!(pty.exit_code(), 0);
}
