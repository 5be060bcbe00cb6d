//! Commands that ask at the terminal.

use std::time::Duration;

use ssotui::demo::{Options, Server};
use ssotui::domain::organization::{Account, Roles};

use crate::CONFIG;
use crate::pty::Pty;

/// Whether the config file has the profile still.
fn delete_after_answering(answer: &str) -> (u32, bool) {
    let mut pty = Pty::start(CONFIG, 100, 30, &[], &["delete", "dev.admin"]);
    pty.wait_for("Delete profile dev.admin? [y/N]");
    assert!(pty.contents().contains("-[profile dev.admin]"), "the difference is shown first");
    pty.send(answer);
    let code = pty.exit_code();
    let config = std::fs::read_to_string(pty.home.path().join(".aws/config")).unwrap_or_default();
    assert!(config.contains("[profile prod.admin]"), "{config}");
    (code, config.contains("[profile dev.admin]"))
}

#[test]
fn a_change_of_the_config_file_is_shown_and_asked_for() {
    assert_eq!(delete_after_answering("y\n"), (0, false));
    assert_eq!(delete_after_answering("\n"), (130, true), "no is the default");
    assert_eq!(delete_after_answering("\x04"), (130, true), "the end of the input is no");
}

/// A wizard in a pseudo-terminal, with an Identity Center that approves every sign-in.
#[expect(clippy::expect_used, reason = "a helper that cannot go on fails the test")]
fn wizard(roles: &[&str]) -> (Pty, Server) {
    let account = |id: &str, name: &str, roles: &[&str]| Account {
        id: id.into(),
        name: Some(name.into()),
        email: None,
        roles: Roles::Listed(roles.iter().map(|role| (*role).into()).collect()),
    };
    let organization =
        vec![account("111111111111", "Dev", roles), account("222222222222", "Prod", &["ReadOnly"])];
    let server = Server::start(Options {
        approve_after: Some(Duration::ZERO),
        organization: Some(organization),
        ..Options::default()
    })
    .expect("a server");
    let environment = server.environment();
    let variables: Vec<(&str, &str)> =
        environment.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let mut pty = Pty::start("", 100, 60, &variables, &["configure", "--no-browser"]);
    for (question, answer) in [
        ("SSO session name: ", ""),
        ("needs a name", "corp"),
        ("SSO start URL: ", "http://corp.awsapps.com/start"),
        ("over anything but https", "corp.awsapps.com/start/#"),
        ("SSO region (? lists them): ", "nowhere"),
        ("\"nowhere\" is no region", "us-east-1"),
        ("SSO registration scopes (? lists them) [sso:account:access]: ", ""),
        ("Default client Region (? lists them) [none]: ", "eu-west-1"),
        ("CLI default output format (json if not specified) (? lists them) [none]: ", ""),
    ] {
        pty.wait_for(question);
        pty.send(&format!("{answer}\r"));
    }
    pty.wait_for("There are 2 AWS accounts available to you.");
    pty.wait_for("Account: ");
    (pty, server)
}

#[test]
fn the_wizard_asks_checks_and_writes() {
    let (mut pty, _server) = wizard(&["Admin", "Audit", "ReadOnly"]);
    for (question, answer) in [
        ("1  Dev (111111111111)", "nothing like it"),
        ("Nothing matches", "dev"),
        ("There are 3 roles available to you.", "a"),
        ("Chosen: Dev", "1,3"),
        ("Profile name for Admin [Admin-111111111111]: ", "dev.admin"),
        ("Profile name for ReadOnly [ReadOnly-111111111111]: ", ""),
        ("+[profile ReadOnly-111111111111]", ""),
    ] {
        pty.wait_for(question);
        if !question.starts_with('+') {
            pty.send(&format!("{answer}\r"));
        }
    }
    pty.wait_for("Configure 2 profiles? [y/N]");
    pty.send("y\r");
    assert_eq!(pty.exit_code(), 0);
    let config = std::fs::read_to_string(pty.home.path().join(".aws/config")).expect("the config");
    assert_eq!(
        config,
        "[profile dev.admin]\nsso_session = corp\nsso_account_id = 111111111111\nsso_role_name = Admin\n\
         region = eu-west-1\n\n[profile ReadOnly-111111111111]\nsso_session = corp\n\
         sso_account_id = 111111111111\nsso_role_name = ReadOnly\nregion = eu-west-1\n\n\
         [sso-session corp]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = us-east-1\n\
         sso_registration_scopes = sso:account:access\n"
    );
    pty.assert_whole();
}

#[test]
fn ctrl_c_ends_the_wizard_also_after_its_sign_in() {
    let (mut pty, _server) = wizard(&["Admin"]);
    pty.send("\x03");
    assert_eq!(pty.exit_code(), 130);
    assert!(!pty.home.path().join(".aws/config").exists());
    pty.assert_whole();
}

#[test]
fn the_wizard_proposes_what_the_current_profile_says() {
    const OLD: &str = "\
[default]
sso_start_url = https://old.awsapps.com/start
sso_region = eu-central-1
region = eu-west-1
output = yaml
";
    let words =
        ["configure", "--session", "new", "--account", "111111111111", "--role", "Admin", "--dry-run"];
    let mut pty = Pty::start(OLD, 100, 60, &[], &words);
    for question in [
        "SSO start URL (? lists them) [https://old.awsapps.com/start]: ",
        "SSO region (? lists them) [eu-central-1]: ",
        "SSO registration scopes (? lists them) [sso:account:access]: ",
        "Default client Region (? lists them) [eu-west-1]: ",
        "CLI default output format (json if not specified) (? lists them) [yaml]: ",
        "Profile name for Admin [Admin-111111111111]: ",
    ] {
        pty.wait_for(question);
        pty.send("\r");
    }
    pty.wait_for("+region = eu-west-1");
    assert_eq!(pty.exit_code(), 0);
    pty.assert_whole();
}
