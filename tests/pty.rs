//! The promises of the terminal, kept by the real binary in a pseudo-terminal.
#![cfg(unix)]
#![expect(clippy::expect_used, reason = "helpers of tests fail the test")]

#[path = "support/pty.rs"]
mod pty;

use std::future::Future;
use std::io::{Read, Write};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use pty::Pty;
use ssotui::app::{Facts, Purpose};
use ssotui::aws::Aws;
use ssotui::aws::clock::{Clock, SystemClock};
use ssotui::demo::{Operation, Options, Server};
use ssotui::domain::organization::{Account, Roles};
use ssotui::domain::shell::Shell;
use ssotui::paths::{Env, Paths};
use ssotui::tui::{self, Program};

const CONFIG: &str = "\
[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = us-east-1

[profile prod.admin]
sso_session = corp
sso_account_id = 123456789012
sso_role_name = AdministratorAccess
region = eu-west-1

[profile dev.admin]
sso_session = corp
sso_account_id = 210987654321
sso_role_name = AdministratorAccess
";

/// `~/.aws/sso/cache/<sha1 of "corp">.json`.
const TOKEN_FILE: &str = "ee0bfd2552fbd840c02cc48b6e823320543c450f";

#[test]
fn it_draws_filters_and_quits_leaving_the_terminal_whole() {
    let mut pty = Pty::start(CONFIG, 100, 30, &[], &[]);
    pty.wait_for("prod.admin");
    assert!(pty.screen().alternate_screen());
    pty.send("/dev");
    pty.wait_until(|screen| screen.contains("dev.admin") && !screen.contains("prod.admin"));
    pty.send("\x1b");
    pty.wait_for("prod.admin");
    pty.send("\rq");
    assert_eq!(pty.exit_code(), 0);
    pty.assert_whole();
}

#[test]
fn ctrl_c_quits_anywhere() {
    let mut pty = Pty::start(CONFIG, 100, 30, &[], &[]);
    pty.wait_for("prod.admin");
    pty.send("/x\x03");
    assert_eq!(pty.exit_code(), 0);
    pty.assert_whole();
}

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

/// A server that approves at once.
fn server() -> Server {
    Server::start(Options { approve_after: Some(Duration::ZERO), ..Options::default() }).expect("a server")
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
fn it_follows_every_size_down_to_nothing() {
    let mut pty = Pty::start(CONFIG, 120, 34, &[], &[]);
    pty.wait_for("prod.admin");
    for (columns, rows) in [(80, 24), (50, 20), (20, 5), (3, 2), (1, 1), (200, 60)] {
        pty.resize(columns, rows);
    }
    pty.wait_for("prod.admin");
    pty.resize(10, 3);
    pty.send("q");
    assert_eq!(pty.exit_code(), 0);
    pty.assert_whole();
}

#[test]
fn every_key_of_a_long_burst_is_heard() {
    let mut pty = Pty::start(CONFIG, 100, 30, &[], &[]);
    pty.wait_for("prod.admin");
    // More than crossterm reads at once.
    pty.send(&format!("{}q", "j".repeat(3000)));
    assert_eq!(pty.exit_code(), 0);
    pty.assert_whole();
}

#[test]
fn it_starts_in_a_terminal_of_one_cell() {
    let mut pty = Pty::start(CONFIG, 1, 1, &[], &[]);
    pty.wait_for_alternate_screen();
    pty.send("q");
    assert_eq!(pty.exit_code(), 0);
    pty.assert_whole();
}

#[test]
fn signals_end_it_with_the_terminal_whole() {
    for (signal, code) in [("TERM", 143), ("HUP", 129), ("INT", 130)] {
        let mut pty = Pty::start(CONFIG, 100, 30, &[], &[]);
        pty.wait_for("prod.admin");
        pty.kill(signal);
        assert_eq!(pty.exit_code(), code, "{signal}");
        pty.assert_whole();
    }
}

#[test]
fn ctrl_z_gives_the_terminal_back_and_fg_takes_it_again() {
    let mut pty = Pty::start_in_shell(CONFIG, 100, 30);
    pty.wait_for("prod.admin");
    pty.send("\x1a");
    pty.wait_for("Stopped");
    pty.assert_screen_whole();
    pty.wait_for_prompt();
    pty.send("fg\r");
    pty.wait_until(|screen| screen.contains("dev.admin") && !screen.contains("Stopped"));
    pty.send("/prod");
    pty.wait_until(|screen| screen.contains("prod.admin") && !screen.contains("dev.admin"));
    pty.send("\x03");
    pty.assert_screen_whole();
    pty.wait_for_prompt();
    pty.send("exit 7\r");
    assert_eq!(pty.exit_code(), 7);
}

#[test]
fn ctrl_z_does_not_stop_what_nobody_would_continue() {
    // The first process of its session, as in a terminal or a tmux window that was opened for it.
    let mut pty = Pty::start(CONFIG, 100, 30, &[], &[]);
    pty.wait_for("prod.admin");
    pty.send("\x1a");
    pty.wait_for("no shell with job control");
    pty.send("q");
    assert_eq!(pty.exit_code(), 0);
    pty.assert_whole();
}

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
    pty.send("q");
    assert_eq!(pty.exit_code(), 0);
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
    pty.send("q");
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

#[test]
fn no_color_keeps_bold_and_drops_colour() {
    let mut pty = Pty::start(CONFIG, 100, 30, &[("NO_COLOR", "1")], &[]);
    pty.wait_for("prod.admin");
    let (mut bold, mut coloured) = (0, 0);
    pty.each_cell(|cell| {
        bold += usize::from(cell.bold());
        coloured +=
            usize::from(cell.fgcolor() != vt100::Color::Default || cell.bgcolor() != vt100::Color::Default);
    });
    assert!(bold > 0);
    assert_eq!(coloured, 0);
    pty.send("q");
    assert_eq!(pty.exit_code(), 0);
}

#[test]
fn a_panic_gives_the_terminal_back_before_it_speaks() {
    let mut pty = Pty::start_test("child_that_panics");
    assert_eq!(pty.exit_code(), 101);
    pty.assert_whole();
    assert!(pty.contents().contains("the roof is on fire"), "{}", pty.contents());
}

/// Not a test by itself: what [`a_panic_gives_the_terminal_back_before_it_speaks`] starts in its pseudo-terminal.
#[test]
fn child_that_panics() {
    if pty::is_child() {
        let _screen = ssotui::tui::Screen::open(true).expect("a terminal");
        std::thread::spawn(|| panic!("the roof is on fire")).join().unwrap_or_else(|payload| {
            std::panic::resume_unwind(payload);
        });
    }
}

#[test]
fn a_panic_of_a_thread_that_nobody_waits_for_ends_the_program() {
    let mut pty = Pty::start_test("child_with_a_thread_that_panics");
    assert_eq!(pty.exit_code(), 101);
    pty.assert_whole();
    assert!(pty.contents().contains("the roof is on fire"), "{}", pty.contents());
}

/// When it is first asked for the time, a thread does something.
struct Alarm {
    once: std::sync::Once,
    work: fn(),
}

impl Clock for Alarm {
    fn now(&self) -> Timestamp {
        self.once.call_once(|| drop(std::thread::spawn(self.work)));
        SystemClock.now()
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        SystemClock.sleep(duration)
    }
}

/// Not a test by itself: what [`a_panic_of_a_thread_that_nobody_waits_for_ends_the_program`] starts.
#[test]
fn child_with_a_thread_that_panics() {
    if !pty::is_child() {
        return;
    }
    let env = Env::of_process();
    let facts = Facts {
        now: SystemClock.now(),
        time_zone: jiff::tz::TimeZone::UTC,
        columns: 0,
        rows: 0,
        aws_profile: None,
        shell: Shell::Sh,
        ascii: false,
        colour: true,
        demo: false,
        approves_itself: false,
        surroundings: Default::default(),
        can_suspend: true,
        config_path: String::new(),
        credentials_path: String::new(),
        settings_path: String::new(),
        default_region: None,
        name_separator: ".".to_owned(),
        query: None,
        purpose: Purpose::Screen,
    };
    let paths = Paths::of(&env).expect("paths");
    let alarm = Alarm { once: std::sync::Once::new(), work: || panic!("the roof is on fire") };
    let aws = Aws::new(&env, paths, Arc::new(alarm));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    let outcome = runtime.block_on(tui::run(Program { env, aws, facts, mouse: true })).expect("a screen");
    std::process::exit(i32::from(outcome.exit_code));
}

#[test]
fn the_whole_main_job_in_the_demo() {
    let mut pty = Pty::start("", 120, 34, &[], &["demo", "--approve-after", "0.2"]);
    pty.wait_for("signed out");
    // Sign in: the last session is one that needs it.
    pty.send("1G");
    pty.wait_for("start URL of profiles");
    pty.send("l");
    pty.wait_for("Signed in");
    // Accounts and roles stream in.
    pty.wait_for("Prod-");
    // Pick, and copy.
    pty.send("2/admin\r");
    pty.send("c");
    pty.wait_for("AWS_PROFILE");
    pty.wait_until_sent("\x1b]52;c;");
    pty.send("q");
    assert_eq!(pty.exit_code(), 0);
    pty.assert_whole();
}

/// A shell with the selected profile, and back: keys typed there are the shell's, Ctrl-C too.
#[test]
fn x_lends_the_terminal_to_a_shell_and_takes_it_back_whole() {
    let config = "[profile plain]\nregion = eu-west-1\n";
    let variables =
        [("SHELL", "./my-own-shell"), ("AWS_ACCESS_KEY_ID", "AKIAOLD"), ("AWS_REGION", "ap-south-1")];
    let mut pty = Pty::start(config, 100, 30, &variables, &[]);
    pty.wait_for("plain");
    pty.write_home(
        "my-own-shell",
        "#!/bin/sh\ntrap 'echo caught' INT\necho \"<$AWS_PROFILE|$AWS_ACCESS_KEY_ID|$AWS_REGION>\"\n\
         until read -r line; do :; done\necho \"got $line\"\nread -r line\nstty -echo -icanon\nexit 3\n",
    );
    pty.make_executable("my-own-shell");
    pty.send("x");
    pty.wait_for("A shell with AWS_PROFILE plain.");
    pty.wait_for("<plain||>");
    pty.assert_screen_whole();
    pty.send("\x03");
    pty.wait_for("caught");
    pty.send("qx\r");
    pty.wait_for("got qx");
    pty.send("\r");
    pty.wait_for_alternate_screen();
    pty.wait_for("Profiles");
    // The keys are the screen's again.
    pty.send("?");
    pty.wait_for(" Help ");
    pty.send("qq");
    assert_eq!(pty.exit_code(), 0);
    pty.assert_screen_whole();
}

#[test]
fn capital_e_opens_the_editor_and_reads_the_file_again() {
    let config = "[profile plain]\nregion = eu-west-1\n";
    let mut pty = Pty::start(config, 100, 30, &[("EDITOR", "vi"), ("VISUAL", "./editor --wait")], &[]);
    pty.wait_for("plain");
    let script = "#!/bin/sh\necho \"editing $*\"\nread -r line\nprintf '[profile %s]\\nregion = x\\n' \"$line\" >> \"$2\"\n";
    pty.write_home("editor", script);
    pty.make_executable("editor");
    pty.send("E");
    pty.wait_for("editing --wait");
    pty.assert_screen_whole();
    pty.send("brand-new\r");
    pty.wait_for_alternate_screen();
    pty.wait_for("brand-new");
    pty.send("q");
    assert_eq!(pty.exit_code(), 0);
    pty.assert_whole();
}

#[test]
fn an_editor_that_is_not_there_is_said_on_a_whole_screen() {
    let mut pty = Pty::start(CONFIG, 100, 30, &[("VISUAL", "no-such-editor")], &[]);
    pty.wait_for("prod.admin");
    pty.send("E");
    pty.wait_for("no-such-editor could not be started.");
    pty.send("q");
    assert_eq!(pty.exit_code(), 0);
    pty.assert_whole();
}

#[test]
fn a_stop_while_the_terminal_is_lent_stops_both_and_fg_continues_both() {
    let mut pty =
        Pty::start_in_shell_with("[profile plain]\nregion = x\n", 100, 30, &[("VISUAL", "./editor")]);
    pty.wait_for("plain");
    let script = "#!/bin/sh\necho editing\nread -r line\necho \"got $line\"\nread -r line\n";
    pty.write_home("editor", script);
    pty.make_executable("editor");
    pty.send("E");
    pty.wait_for("editing");
    pty.send("\x1a");
    // bash is ready for keys once its prompt is there, and hands the terminal on once it has named the job.
    pty.wait_until(|screen| screen.contains("Stopped") && screen.trim_end().ends_with('$'));
    pty.send("fg\r");
    pty.wait_until(|screen| screen.contains("$ fg") && screen.trim_end().ends_with("ssotui"));
    pty.send("word\r");
    pty.wait_for("got word");
    pty.send("\r");
    pty.wait_for_alternate_screen();
    pty.send("q");
    pty.assert_screen_whole();
    pty.wait_for_prompt();
    pty.send("exit 7\r");
    assert_eq!(pty.exit_code(), 7);
}

#[test]
fn a_hang_up_ends_it_while_the_terminal_is_lent() {
    let mut pty = Pty::start(CONFIG, 100, 30, &[("VISUAL", "./editor")], &[]);
    pty.wait_for("prod.admin");
    pty.write_home("editor", "#!/bin/sh\necho editing\nread -r line\n");
    pty.make_executable("editor");
    pty.send("E");
    pty.wait_for("editing");
    pty.kill("TERM");
    assert_eq!(pty.exit_code(), 143);
    pty.assert_whole();
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
