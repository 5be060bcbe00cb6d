//! Every finding of the table, provoked; and a home where nothing is to be found.

use std::collections::{BTreeMap, BTreeSet};
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
use crate::aws::clock::SystemClock;
use crate::aws::probe::{self, Obstacle, Unreached};
use crate::aws::testing;
use crate::aws_config::{self, Reading};
use crate::domain::finding::{Finding, FindingKind as Kind, Level};
use crate::domain::network::ProfileNetwork;

const NOW: &str = "2030-01-01T00:00:00Z";

/// What is right in every way.
const CONFIG: &str = "\
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
const TOKEN: &str = "0ad374308c5a4e22f723adf10145eafad7c4031c.json";
const REGISTRATION: &str = "18d9b42846b15eb5385befb03b3d864f800fcc11.json";
const GOOD_TOKEN: &str = r#"{"startUrl": "https://d-abc123.awsapps.com/start", "region": "us-east-1", "accessToken": "s3cret", "expiresAt": "2030-01-01T08:00:00Z", "clientId": "c", "clientSecret": "s3cret", "registrationExpiresAt": "2030-03-01T00:00:00Z", "refreshToken": "s3cret"}"#;

fn surroundings(variables: &[(&str, &str)]) -> Surroundings {
    let home = [("HOME", "/h"), ("USERPROFILE", "/h")];
    Surroundings {
        env: Env::of_variables(variables.iter().copied().chain(home)),
        settings: None,
        endpoints: None,
        can_open_pages: true,
        has_clipboard: true,
        is_installed: |_, program| program == "granted",
    }
}

/// What is found in a home with these files, after `change`.
fn home(files: &[(&str, &str)], change: impl FnOnce(&Paths, &mut Surroundings)) -> Vec<Diagnosis> {
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
fn private(folder: &Path) {
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
fn private(_: &Path) {}

fn findings(found: Vec<Diagnosis>) -> Vec<Finding> {
    found.into_iter().map(|diagnosis| diagnosis.finding).collect()
}

fn caches(files: &[(&str, &str)]) -> Vec<Diagnosis> {
    let all: Vec<(&str, &str)> = [("config", CONFIG)].into_iter().chain(files.iter().copied()).collect();
    home(&all, |_, _| {})
}

fn with_config(text: &str) -> Vec<Diagnosis> {
    home(&[("config", text)], |_, _| {})
}

/// The config with this in place of that.
fn changed(from: &str, to: &str) -> Vec<Diagnosis> {
    assert!(CONFIG.contains(from), "{from}");
    with_config(&CONFIG.replace(from, to))
}

fn of_files(facts: &FileFacts) -> Vec<Diagnosis> {
    let (_home, paths) = testing::home();
    let mut report = Report::new(&paths);
    files::check(&mut report, facts);
    report.found
}

fn entry(name: &str, is_folder: bool, mode: u32) -> Entry {
    let path = Path::new("/h").join(name);
    Entry { path, is_folder, mode: Some(mode), owner: Some(7), bytes: 1, modified: None }
}

/// Facts of private files and folders.
fn good_files() -> FileFacts {
    FileFacts {
        config: Some(entry("config", false, 0o600)),
        home_owner: Some(7),
        aws_folder: Some(entry(".aws", true, 0o755)),
        sso_cache: Some(entry("sso", true, 0o700)),
        ..FileFacts::default()
    }
}

fn environment(windows: bool, variables: &[(&str, &str)]) -> Vec<Diagnosis> {
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
            endpoints: None,
            ca_bundle: probe::ca_bundle_failure(&env, &ProfileNetwork::default()),
            bad_proxies: probe::bad_proxies(&env),
            env: &env,
        },
    );
    report.found
}

fn set(variables: &[(&str, &str)]) -> Vec<Diagnosis> {
    let home = [("HOME", "/h")];
    environment(false, &variables.iter().copied().chain(home).collect::<Vec<_>>())
}

fn of_network(obstacle: Option<Obstacle>, skew: i64) -> Vec<Diagnosis> {
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

fn of_access(facts: &AccessFacts) -> Vec<Diagnosis> {
    let (_home, paths) = testing::home();
    let mut report = Report::new(&paths);
    let Reading { sessions, profiles, .. } = aws_config::read(CONFIG.as_bytes(), b"");
    access::check(&mut report, &sessions[0], &profiles, None, facts);
    report.found
}

/// What makes the doctor find this. A finding without such a case does not compile.
fn provoke(kind: Kind) -> Vec<Diagnosis> {
    let role = "role_arn = arn:aws:iam::123456789012:role/x\n";
    match kind {
        Kind::FileUnreadable => {
            home(&[], |paths, _| fs::create_dir(&paths.config).expect("a folder in its place"))
        }
        Kind::FileOpen => {
            of_files(&FileFacts { secrets: vec![entry("token.json", false, 0o644)], ..good_files() })
        }
        Kind::ConfigOpen => {
            of_files(&FileFacts { config: Some(entry("config", false, 0o664)), ..good_files() })
        }
        Kind::FolderOpen => {
            of_files(&FileFacts { aws_folder: Some(entry(".aws", true, 0o777)), ..good_files() })
        }
        Kind::FolderListed => {
            of_files(&FileFacts { sso_cache: Some(entry("sso", true, 0o755)), ..good_files() })
        }
        Kind::OwnerDiffers => of_files(&FileFacts { home_owner: Some(8), ..good_files() }),
        Kind::FolderUnusable => {
            of_files(&FileFacts { sso_cache: Some(entry("sso", true, 0o500)), ..good_files() })
        }
        Kind::ConfigMissing => home(&[], |_, _| {}),
        Kind::LockHeld => {
            let mut held = None;
            home(&[("config", CONFIG)], |paths, _| {
                let lock = paths.state.join("locks").join("x.lock");
                held = Some(crate::aws::safe_file::lock(&lock).expect("the lock"));
            })
        }
        Kind::EnvKeysBeatProfile => {
            set(&[("AWS_ACCESS_KEY_ID", "A"), ("AWS_SECRET_ACCESS_KEY", "s3cret"), ("AWS_PROFILE", "a")])
        }
        Kind::EnvKeysSet => set(&[("AWS_ACCESS_KEY_ID", "A"), ("AWS_SECRET_ACCESS_KEY", "s3cret")]),
        Kind::EnvKeysPartial => set(&[("AWS_SECRET_ACCESS_KEY", "s3cret")]),
        Kind::EnvSecurityToken => set(&[("AWS_SECURITY_TOKEN", "s3cret")]),
        Kind::EnvProfilesDiffer => set(&[("AWS_PROFILE", "a"), ("AWS_DEFAULT_PROFILE", "b")]),
        Kind::EnvDefaultProfileAlone => set(&[("AWS_DEFAULT_PROFILE", "b")]),
        Kind::EnvProfileEmpty => set(&[("AWS_PROFILE", "")]),
        Kind::EnvProfileUnknown => set(&[("AWS_PROFILE", "a ")]),
        Kind::EnvRegionsDiffer => set(&[("AWS_REGION", "x"), ("AWS_DEFAULT_REGION", "y")]),
        Kind::EnvRegionAlone => set(&[("AWS_REGION", "x")]),
        Kind::EnvFileMissing => set(&[("AWS_CONFIG_FILE", "/nowhere")]),
        Kind::EnvFileMoved => set(&[("AWS_CONFIG_FILE", "/here")]),
        Kind::EnvFileExpanded => set(&[("AWS_CONFIG_FILE", "$HOME/c")]),
        Kind::EnvEndpointForAll => set(&[("AWS_ENDPOINT_URL", "http://me:s3cret@localhost:4566")]),
        Kind::EnvEndpoint => set(&[("AWS_ENDPOINT_URL_SSO", "http://localhost")]),
        Kind::EnvEndpointIgnored => {
            set(&[("AWS_ENDPOINT_URL", "x"), ("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "True")])
        }
        Kind::EnvEndpointInvalid => home(&[], |paths, surroundings| {
            surroundings.env = Env::of_variables([("AWS_ENDPOINT_URL", "nonsense")]);
            surroundings.endpoints =
                Aws::new(&surroundings.env, paths.clone(), std::sync::Arc::new(SystemClock)).err();
        }),
        Kind::EnvHomesDiffer => environment(true, &[("HOME", "C:\\x"), ("USERPROFILE", "C:\\y")]),
        Kind::EnvHomeMissing => environment(false, &[]),
        Kind::EnvCaBundle => set(&[("AWS_CA_BUNDLE", "/nowhere")]),
        Kind::EnvProxyInvalid => set(&[("HTTPS_PROXY", "http://me:s3cret@[")]),
        Kind::ConfigRefused => with_config(&format!("{CONFIG}{CONFIG}")),
        Kind::ConfigDivergence => with_config(&format!("{CONFIG}[profil b]\nregion = x\n")),
        Kind::SessionRefused => changed("sso_region = us-east-1\n", ""),
        Kind::SessionDivergence => changed("/start\n", "/start#/\n"),
        Kind::ProfileRefused => changed("sso_role_name = Admin\n", ""),
        Kind::ProfileDivergence => changed("region = eu-west-1\n", "sso_region = us-east-1\n"),
        Kind::LegacyProfiles => changed(
            "sso_session = my-sso",
            "sso_start_url = https://x.awsapps.com/start\nsso_region = us-east-1",
        ),
        Kind::RegionMalformed => changed("= us-east-1", "= US East"),
        Kind::RegionUnknown => changed("= us-east-1", "= us-est-1"),
        Kind::RegionContradicted => changed("d-abc123.awsapps.com/start", "x.portal.eu-west-1.app.aws"),
        Kind::StartUrlUnlikely => changed("d-abc123.awsapps.com/start", "123.signin.aws.amazon.com/console"),
        Kind::StartUrlVanity => changed("d-abc123.awsapps.com/start", "sso.corp.com"),
        Kind::ScopesWithoutAccess => changed("sso:account:access", "codewhisperer:completions"),
        Kind::ToolMarks => changed("region = eu-west-1", "sso_auto_populated = true"),
        Kind::ToolsFight => {
            changed("region = eu-west-1", "sso_auto_populated = true\ncredential_process = granted x")
        }
        Kind::ProfileEndpointForAll => changed("region = eu-west-1", "endpoint_url = http://localhost:4566"),
        Kind::ProfileEndpoint => with_config(&format!(
            "{CONFIG}services = local\n[services local]\nsts =\n  endpoint_url = http://localhost:4566\n"
        )),
        Kind::ProfileEndpointInvalid => {
            changed("region = eu-west-1", "endpoint_url = http://localhost:4566\nuse_fips_endpoint = true")
        }
        Kind::ProfileCaBundle => changed("region = eu-west-1", "ca_bundle = /nowhere"),
        Kind::ProcessMissing => with_config("[profile b]\ncredential_process = nowhere x\n"),
        Kind::TokenBroken => caches(&[(TOKEN, "{\"accessToken\": \"s3cret\"}\"}")]),
        Kind::TokenElsewhere => caches(&[(TOKEN, &GOOD_TOKEN.replace("d-abc123", "other"))]),
        Kind::TokenSpelling => caches(&[(TOKEN, &GOOD_TOKEN.replace(":00Z", ":00UTC"))]),
        Kind::TokenForeign => caches(&[("other.json", GOOD_TOKEN)]),
        Kind::TokenForeignExpired => caches(&[("other.json", &GOOD_TOKEN.replace("2030-", "2029-"))]),
        Kind::TokenNotRenewable => caches(&[(TOKEN, &GOOD_TOKEN.replace("refreshToken", "other"))]),
        Kind::RegistrationBroken => caches(&[(REGISTRATION, "")]),
        Kind::RegistrationExpired => caches(&[(
            REGISTRATION,
            r#"{"clientId": "c", "clientSecret": "s3cret", "expiresAt": "2029-01-01T00:00:00Z"}"#,
        )]),
        Kind::CacheFileBroken => caches(&[("cli/x.json", "s3cret")]),
        Kind::CacheLeftover => caches(&[("x.json.tmp-1", "s3cret")]),
        Kind::CredentialsExpired => caches(&[(
            "cli/x.json",
            r#"{"ProviderType": "sso", "Credentials": {"Expiration": "2029-01-01T00:00:00Z"}}"#,
        )]),
        Kind::AccountsUnreadable => home(&[("config", CONFIG)], |paths, _| {
            let path = paths.state.join("organizations").join(TOKEN);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            fs::write(path, "{").expect("written");
        }),
        Kind::NetworkDns => of_network(Some(Obstacle::Names), 0),
        Kind::NetworkProxy => of_network(Some(Obstacle::Proxy), 0),
        Kind::NetworkTls => of_network(Some(Obstacle::Certificate), 0),
        Kind::NetworkUnreachable => of_network(Some(Obstacle::NoAnswer), 0),
        Kind::NetworkIntercepted => of_network(Some(Obstacle::Intercepted), 0),
        Kind::NetworkClient => of_network(Some(Obstacle::NoClient), 0),
        Kind::ServiceTrouble => of_network(Some(Obstacle::Service), 0),
        Kind::ClockSkew => of_network(None, -301),
        Kind::StartUrlRefused => {
            of_access(&AccessFacts { start_url_refused: Some("No.".into()), ..AccessFacts::default() })
        }
        Kind::TokenRefused => of_access(&AccessFacts { token_refused: true, ..AccessFacts::default() }),
        Kind::RoleGone => {
            let roles = BTreeMap::from([("123456789012".into(), BTreeSet::from(["Other".into()]))]);
            of_access(&AccessFacts { roles, ..AccessFacts::default() })
        }
        Kind::SettingsRefused => home(&[], |_, surroundings| {
            surroundings.settings = Some(Failure::new("The settings file is not usable: line 7.", role));
        }),
        Kind::StateUnwritable => home(&[], |paths, _| {
            fs::create_dir_all(paths.state.parent().expect("a folder")).expect("a folder");
            fs::write(&paths.state, "").expect("a file in its place");
        }),
        Kind::BrowserMissing => home(&[], |_, surroundings| surroundings.can_open_pages = false),
        Kind::ClipboardMissing => home(&[], |_, surroundings| surroundings.has_clipboard = false),
    }
}

#[test]
fn the_demos_own_endpoints_are_one_finding_that_says_so() {
    let found = set(&[
        ("AWS_ENDPOINT_URL_SSO", "http://127.0.0.1:5000"),
        ("AWS_ENDPOINT_URL_SSO_OIDC", "http://127.0.0.1:5000"),
        ("AWS_ENDPOINT_URL_STS", "https://127.0.0.1.example.com"),
    ]);
    let told: Vec<String> = found
        .iter()
        .filter(|it| it.finding.kind == Kind::EnvEndpoint)
        .map(|it| format!("{} {} {}", it.finding.what, it.finding.why, it.finding.cure))
        .collect();
    let [here, there] = told.as_slice() else { panic!("{told:?}") };
    assert!(
        here.starts_with("AWS_ENDPOINT_URL_SSO, AWS_ENDPOINT_URL_SSO_OIDC say http://127.0.0.1:5000."),
        "{here}"
    );
    assert!(here.contains("ssotui demo"), "{here}");
    assert!(there.starts_with("AWS_ENDPOINT_URL_STS says") && !there.contains("demo"), "{there}");
}

#[test]
fn every_finding_is_provoked_with_cause_and_cure_and_no_secret() {
    for &kind in Kind::ALL {
        let found = provoke(kind);
        let id = kind.row().id;
        let diagnosis = found.iter().find(|diagnosis| diagnosis.finding.kind == kind);
        let Some(Diagnosis { finding, remedy }) = diagnosis else { panic!("{id} in {found:?}") };
        for sentence in [&finding.what, &finding.why, &finding.cure] {
            assert!(!sentence.is_empty() && !sentence.contains("s3cret"), "{id}: {sentence}");
        }
        assert!(finding.what.ends_with('.') || finding.what.ends_with('”'), "{id}: {}", finding.what);
        assert_eq!(finding.fixable, remedy.is_some(), "{id}");
        assert!(remedy.is_none() || kind.row().fix.is_some(), "{id} says nothing of its fix");
        // What was written a moment ago is no leftover yet; the other promises of the table are kept.
        assert!(
            kind.row().fix.is_none() || remedy.is_some() || kind == Kind::CacheLeftover,
            "{id} promises a fix"
        );
    }
}

#[test]
fn where_all_is_well_nothing_is_found() {
    let found = caches(&[(TOKEN, GOOD_TOKEN)]);
    assert!(found.is_empty(), "{found:?}");
    assert!(of_files(&good_files()).is_empty());
    assert!(set(&[("AWS_PROFILE", "a"), ("AWS_REGION", "x"), ("AWS_DEFAULT_REGION", "x")]).is_empty());
    assert!(of_network(None, 300).is_empty());
    let roles = BTreeMap::from([("123456789012".into(), BTreeSet::from(["Admin".into()]))]);
    assert!(of_access(&AccessFacts { roles, ..AccessFacts::default() }).is_empty());
}

#[test]
fn findings_point_to_the_line() {
    let place = |found: Vec<Diagnosis>, kind: Kind| {
        let finding = findings(found).into_iter().find(|finding| finding.kind == kind).expect("the finding");
        finding.place.expect("a place").line
    };
    assert_eq!(place(provoke(Kind::SettingsRefused), Kind::SettingsRefused), Some(7));
    assert_eq!(place(provoke(Kind::ConfigRefused), Kind::ConfigRefused), Some(11));
    assert_eq!(place(provoke(Kind::ProfileDivergence), Kind::ProfileDivergence), Some(10));
    assert_eq!(place(provoke(Kind::SessionDivergence), Kind::SessionDivergence), Some(2));
}

#[test]
fn cures_make_what_they_cure_go_away() {
    let text =
        CONFIG.replace("/start\n", "/start/#/\n").replace("region = eu-west-1", "sso_region = us-east-1");
    let (_home, paths) = testing::home();
    fs::create_dir_all(&paths.sso_cache).expect("a folder");
    fs::write(&paths.config, &text).expect("written");
    fs::write(paths.sso_cache.join(TOKEN), "{").expect("written");
    private(paths.config.parent().expect("a folder"));
    let look = || {
        let (mut report, surroundings) = (Report::new(&paths), surroundings(&[]));
        Disk::read(&paths, &surroundings).check(&mut report, &surroundings, NOW.parse().expect("time"));
        report.found
    };
    let found = look();
    assert_eq!(found.iter().filter(|it| it.remedy.is_some()).count(), 3, "{found:?}");
    let fixes = fix::fixes(&found);
    assert_eq!(fixes.len(), 2, "both changes of the config file are one");
    for fix in &fixes {
        assert!(!fix.title(&paths).is_empty());
        fix.details(&paths).expect("details");
        fix.apply(&paths, &SystemClock).expect("applied");
    }
    let left = look();
    assert!(left.is_empty(), "{left:?}");
    let expected = CONFIG.replace("region = eu-west-1\n", "");
    assert_eq!(fs::read_to_string(&paths.config).expect("the file"), expected);
    assert!(paths.state.join("set-aside").join(TOKEN).exists());
}

#[test]
fn a_start_url_that_profiles_repeat_or_that_names_the_token_file_is_not_changed() {
    let repeated = CONFIG
        .replace("/start\n", "/start#/\n")
        .replace("region = eu-west-1", "sso_start_url = https://d-abc123.awsapps.com/start#/");
    let edits = |text: &str| {
        let of = |diagnosis: &Diagnosis| {
            diagnosis.finding.kind == Kind::SessionDivergence && diagnosis.remedy.is_some()
        };
        with_config(text).iter().filter(|it| of(it)).count()
    };
    assert_eq!(edits(&CONFIG.replace("/start\n", "/start#/\n")), 1);
    assert_eq!(edits(&repeated), 0);
    let legacy = "[profile a]\nsso_start_url = https://x.awsapps.com/start#/\nsso_region = us-east-1\n";
    assert_eq!(edits(legacy), 0);
}

#[test]
fn the_cached_accounts_tell_where_the_portal_was_not_asked() {
    use crate::domain::organization::{Account, Organization, Roles};
    let (_home, paths) = testing::home();
    let Reading { sessions, profiles, .. } = aws_config::read(CONFIG.as_bytes(), b"");
    let gone = |complete, roles: Vec<&str>| {
        let roles = Roles::Listed(roles.into_iter().map(Into::into).collect());
        let account = Account { id: "123456789012".into(), name: None, email: None, roles };
        let organization = Organization { accounts: vec![account], complete, fetched_at: NOW.parse().ok() };
        let mut report = Report::new(&paths);
        let facts = AccessFacts::default();
        access::check(&mut report, &sessions[0], &profiles, Some(&organization), &facts);
        report.found.len()
    };
    assert_eq!((gone(true, vec!["Other"]), gone(true, vec!["Admin"])), (1, 0));
    assert_eq!(gone(false, vec!["Other"]), 0, "nothing follows from what is missing in an incomplete list");
}

#[test]
fn levels_sort_within_their_group() {
    let mut found = findings(changed("sso_role_name = Admin\n", "region: x\n"));
    crate::domain::finding::sort(&mut found, |finding| finding);
    assert_eq!(found.first().map(Finding::level), Some(Level::Error), "{found:?}");
}
