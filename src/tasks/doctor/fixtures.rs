//! Homes and surroundings for the tests of the findings.

use std::fs;
use std::path::Path;

use super::access::{self, AccessFacts};
use super::disk::Disk;
use super::entry::Entry;
use super::environment::{self, EnvironmentFacts};
use super::files::{self, FileFacts};
use super::network::{self, NetworkFacts};
use super::report::Report;
use super::*;
use crate::aws::probe::{self, Obstacle, Unreached};
use crate::aws::testing;
use crate::aws_config::{self, Reading};
use crate::domain::finding::Finding;
use crate::domain::network::ProfileNetwork;

pub(super) const NOW: &str = "2030-01-01T00:00:00Z";

/// What is right in every way.
pub(super) const CONFIG: &str = "\
[sso-session my-sso]
sso_start_url = https://d-abc123.awsapps.com/start
sso_region = us-east-1
sso_registration_scopes = sso:account:access

[profile a]
sso_session = my-sso
sso_account_id = 123456789012
sso_role_name = Admin
region = eu-west-1
";
/// The files of `my-sso`: its token, its registration with those scopes.
pub(super) const TOKEN: &str = "0ad374308c5a4e22f723adf10145eafad7c4031c.json";
pub(super) const REGISTRATION: &str = "18d9b42846b15eb5385befb03b3d864f800fcc11.json";
pub(super) const GOOD_TOKEN: &str = r#"{"startUrl": "https://d-abc123.awsapps.com/start", "region": "us-east-1", "accessToken": "s3cret", "expiresAt": "2030-01-01T08:00:00Z", "clientId": "c", "clientSecret": "s3cret", "registrationExpiresAt": "2030-03-01T00:00:00Z", "refreshToken": "s3cret"}"#;

pub(super) fn surroundings(variables: &[(&str, &str)]) -> Surroundings {
    let home = [("HOME", "/h"), ("USERPROFILE", "/h")];
    Surroundings {
        env: Env::of_variables(variables.iter().copied().chain(home)),
        settings: None,
        can_open_pages: true,
        has_clipboard: true,
        is_installed: |_, program| program == "granted",
    }
}

/// What is found in a home with these files, after `change`.
pub(super) fn home(files: &[(&str, &str)], change: impl FnOnce(&Paths, &mut Surroundings)) -> Vec<Diagnosis> {
    let (_home, paths) = testing::home();
    fs::create_dir_all(&paths.sso_cache).expect("a folder");
    fs::create_dir_all(&paths.cli_cache).expect("a folder");
    for (name, text) in files {
        let path = match *name {
            "config" => paths.config.clone(),
            "credentials" => paths.credentials.clone(),
            name => match name.strip_prefix("cli/") {
                Some(name) => paths.cli_cache.join(name),
                None => paths.sso_cache.join(name),
            },
        };
        fs::write(path, text).expect("written");
    }
    private(paths.config.parent().expect("a folder"));
    let mut surroundings = surroundings(&[]);
    change(&paths, &mut surroundings);
    let mut report = Report::new(&paths);
    Disk::read(&paths, &surroundings).check(&mut report, &surroundings, NOW.parse().expect("time"));
    report.found
}

/// Takes the rights that others have by default.
#[cfg(unix)]
pub(super) fn private(folder: &Path) {
    use std::os::unix::fs::PermissionsExt;
    for entry in fs::read_dir(folder).expect("a list").flatten() {
        let path = entry.path();
        let mode = if path.is_dir() { 0o700 } else { 0o600 };
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).expect("set");
        if path.is_dir() {
            private(&path);
        }
    }
}

#[cfg(not(unix))]
pub(super) fn private(_: &Path) {}

pub(super) fn findings(found: Vec<Diagnosis>) -> Vec<Finding> {
    found.into_iter().map(|diagnosis| diagnosis.finding).collect()
}

pub(super) fn caches(files: &[(&str, &str)]) -> Vec<Diagnosis> {
    let all: Vec<(&str, &str)> = [("config", CONFIG)].into_iter().chain(files.iter().copied()).collect();
    home(&all, |_, _| {})
}

pub(super) fn with_config(text: &str) -> Vec<Diagnosis> {
    home(&[("config", text)], |_, _| {})
}

/// The config with this in place of that.
pub(super) fn changed(from: &str, to: &str) -> Vec<Diagnosis> {
    assert!(CONFIG.contains(from), "{from}");
    with_config(&CONFIG.replace(from, to))
}

pub(super) fn of_files(facts: &FileFacts) -> Vec<Diagnosis> {
    let (_home, paths) = testing::home();
    let mut report = Report::new(&paths);
    files::check(&mut report, facts);
    report.found
}

pub(super) fn entry(name: &str, is_folder: bool, mode: u32) -> Entry {
    let path = Path::new("/h").join(name);
    let mode = Some(mode);
    Entry { path, is_folder, mode, may_be_written: true, owner: Some(7), bytes: 1, modified: None }
}

/// Facts of private files and folders.
pub(super) fn good_files() -> FileFacts {
    FileFacts {
        config: Some(entry("config", false, 0o600)),
        home_owner: Some(7),
        aws_folder: Some(entry(".aws", true, 0o755)),
        sso_cache: Some(entry("sso", true, 0o700)),
        ..FileFacts::default()
    }
}

pub(super) fn environment(windows: bool, variables: &[(&str, &str)]) -> Vec<Diagnosis> {
    let (_home, paths) = testing::home();
    let mut report = Report::new(&paths);
    let mut env = Env::of_variables(variables.iter().copied());
    env.windows = windows;
    environment::check(
        &mut report,
        &EnvironmentFacts {
            profiles: vec!["a", "b"],
            profiles_known: true,
            config_exists: env.var("AWS_CONFIG_FILE") != Some("/nowhere"),
            credentials_exist: false,
            ca_bundle: probe::ca_bundle_failure(&env, &ProfileNetwork::default()),
            bad_proxies: probe::bad_proxies(&env),
            env: &env,
        },
    );
    report.found
}

pub(super) fn set(variables: &[(&str, &str)]) -> Vec<Diagnosis> {
    let home = [("HOME", "/h")];
    environment(false, &variables.iter().copied().chain(home).collect::<Vec<_>>())
}

pub(super) fn of_network(obstacle: Option<Obstacle>, skew: i64) -> Vec<Diagnosis> {
    let (_home, paths) = testing::home();
    let mut report = Report::new(&paths);
    let unreached = obstacle.map(|obstacle| {
        let (host, why) = ("oidc.us-east-1.amazonaws.com".to_owned(), "So it is.".to_owned());
        ("us-east-1".into(), Unreached { obstacle, host, why, cure: None })
    });
    let facts = NetworkFacts { unreached: unreached.into_iter().collect(), clock_skew_seconds: Some(skew) };
    network::check(&mut report, &facts);
    report.found
}

pub(super) fn of_access(facts: &AccessFacts) -> Vec<Diagnosis> {
    let (_home, paths) = testing::home();
    let mut report = Report::new(&paths);
    let Reading { sessions, profiles, .. } = aws_config::read(CONFIG.as_bytes(), b"");
    access::check(&mut report, &sessions[0], &profiles, None, facts);
    report.found
}
