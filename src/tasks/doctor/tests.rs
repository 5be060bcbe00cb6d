//! Every finding of the table, provoked; and a home where nothing is to be found.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use super::access::{self, AccessFacts};
use super::disk::Disk;
use super::entry::Entry;
use super::files::FileFacts;
use super::fixtures::*;
use super::report::Report;
use super::*;
use crate::aws::clock::SystemClock;
use crate::aws::probe::Obstacle;
use crate::aws::testing;
use crate::aws_config::{self, Reading};
use crate::domain::finding::{Finding, FindingKind as Kind, Level};

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
                held = Some(crate::aws::lock::hold(&lock).expect("the lock"));
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
        Kind::EnvEndpointInvalid => set(&[("AWS_ENDPOINT_URL", "nonsense")]),
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

/// By its rights, which also root sees.
#[cfg(unix)]
#[test]
fn folders_that_cannot_be_made_are_found() {
    use std::os::unix::fs::PermissionsExt;
    let kinds = |mode: u32| {
        let found = findings(home(&[], |paths, _| {
            fs::remove_dir_all(paths.sso_cache.parent().expect("a folder")).expect("removed");
            let state = paths.state.ancestors().find(|folder| folder.is_dir()).expect("a folder");
            let aws = paths.sso_cache.ancestors().find(|folder| folder.is_dir()).expect("a folder");
            for folder in [aws, state] {
                fs::set_permissions(folder, fs::Permissions::from_mode(mode)).expect("set");
            }
        }));
        found.into_iter().map(|finding| finding.kind).collect::<Vec<_>>()
    };
    for kind in [Kind::FolderUnusable, Kind::StateUnwritable] {
        assert!(kinds(0o500).contains(&kind));
        assert!(!kinds(0o700).contains(&kind));
    }
    let file =
        FileFacts { sso_cache: None, above_sso_cache: Some(entry(".aws", false, 0o600)), ..good_files() };
    assert!(findings(of_files(&file))[0].why.contains("is a file"));
}

/// Such as one that is another user's, or on a disk that is mounted read-only.
#[test]
fn a_folder_that_the_system_lets_nobody_write_in_is_found_whatever_its_mode() {
    for is_there in [true, false] {
        let cache = Some(Entry { may_be_written: false, ..entry("sso", true, 0o700) });
        let (sso_cache, above_sso_cache) = if is_there { (cache, None) } else { (None, cache) };
        let found = findings(of_files(&FileFacts { sso_cache, above_sso_cache, ..good_files() }));
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].kind, Kind::FolderUnusable);
        assert!(found[0].cure.contains("mounted read-only"), "{found:?}");
    }
}

#[test]
fn a_variable_that_names_no_profile_is_told_with_the_nearest() {
    let found = findings(home(
        &[("config", &CONFIG.replace("[profile a]", "[profile prod-admin]"))],
        |_, surroundings| surroundings.env = surroundings.env.clone().with("AWS_PROFILE", "prod_admin"),
    ));
    let unknown = found.iter().find(|finding| finding.kind == Kind::EnvProfileUnknown).expect("found");
    assert!(unknown.cure.starts_with("Did you mean prod-admin? Correct or unset AWS_PROFILE"), "{unknown:?}");
}

#[test]
fn the_demos_own_endpoints_are_one_finding_that_says_so() {
    let found = set(&[
        ("AWS_ENDPOINT_URL_SSO", "http://127.0.0.1:5000"),
        ("AWS_ENDPOINT_URL_SSO_OIDC", "http://127.0.0.1:5000"),
        ("AWS_ENDPOINT_URL_STS", "https://127.0.0.1.example.com"),
        ("AWS_ENDPOINT_URL_SIGNIN", "http://127.0.0.1:5000"),
    ]);
    let told: Vec<String> = found
        .iter()
        .filter(|it| it.finding.kind == Kind::EnvEndpoint)
        .map(|it| format!("{} {} {}", it.finding.what, it.finding.why, it.finding.cure))
        .collect();
    let [here, there] = told.as_slice() else { panic!("{told:?}") };
    assert!(
        here.starts_with(
            "AWS_ENDPOINT_URL_SSO, AWS_ENDPOINT_URL_SSO_OIDC, AWS_ENDPOINT_URL_SIGNIN say http://127.0.0.1:5000."
        ),
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
