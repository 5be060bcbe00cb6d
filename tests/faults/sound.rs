//! What holds of every run, however it ends.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use serde_json::Value;

use crate::world::{Run, World};

pub const CONFIG: &str = "\
[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = us-east-1
sso_registration_scopes = sso:account:access

[profile prod]
sso_session = corp
sso_account_id = 012345678901
sso_role_name = Admin
";

pub const LOGIN: &[&str] = &["login", "--session", "corp", "--no-browser", "--force", "--json"];
pub const ROLES: &[&str] = &["roles", "--session", "corp", "--json"];
pub const LOGOUT: &[&str] = &["logout", "--session", "corp", "--json"];
pub const POPULATE: &[&str] =
    &["populate", "--session", "corp", "--region", "eu-west-1", "--dry-run", "--json"];

/// No command may take longer than its requests may: two minutes of attempts, and the time of a slow machine on which
/// many run at once. Only a failing test waits for it.
const LONGEST: Duration = Duration::from_secs(600);

/// Runs to the end, which must come.
pub fn ends(mut command: Command) -> Run {
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = command.spawn().expect("the program starts");
    let (tell, told) = mpsc::channel();
    std::thread::spawn(move || tell.send(child.wait_with_output()));
    let output = told.recv_timeout(LONGEST).expect("the program ends").expect("its output");
    Run::of(&output)
}

/// Checks a run.
pub fn assert_sound(world: &World, name: &str, run: &Run) {
    let said = format!("{}{}", run.out, run.err);
    assert!(!said.contains("panicked") && !said.contains("RUST_BACKTRACE"), "{name}: {run:?}");
    assert!([0, 1, 2, 3, 4].contains(&run.code), "{name}: {run:?}");
    assert!(run.code == 0 || !run.err.trim().is_empty(), "{name}: not a word: {run:?}");
    let raw = said.chars().find(|c| (c.is_control() && *c != '\n') || is_bidi_control(*c));
    assert_eq!(raw, None, "{name}: a control character was said: {run:?}");
    if run.out.starts_with('{') {
        serde_json::from_str::<Value>(&run.out).expect("nothing but JSON on stdout");
    }
    for secret in world.server.secrets() {
        assert!(!said.contains(&secret), "{name}: a secret was said");
    }
    for file in world.files() {
        let leftover = file.extension().is_some_and(|extension| extension == "tmp");
        assert!(!leftover, "{name}: {} was left behind", file.display());
    }
}

fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

pub fn is_registration(file: &Path) -> bool {
    std::fs::read_to_string(file).is_ok_and(|text| text.contains("\"scopes\""))
}

/// The session's token file.
pub fn token(world: &World) -> Option<String> {
    std::fs::read_to_string(world.path(".aws/sso/cache/ee0bfd2552fbd840c02cc48b6e823320543c450f.json")).ok()
}

/// All cases, or on Windows, where programs start slowly, every fourth.
pub fn some_of<T>(cases: Vec<T>) -> Vec<T> {
    cases.into_iter().step_by(if cfg!(windows) { 4 } else { 1 }).collect()
}

/// The config file.
pub fn config(world: &World) -> Option<Vec<u8>> {
    std::fs::read(world.path(".aws/config")).ok()
}

/// Says how much was tried, past the capture of the tests' output.
pub fn say(count: &str) {
    let _ = writeln!(std::io::stderr(), "faults: {count}");
}
