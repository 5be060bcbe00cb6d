//! The shared files' readers on made-up input: nothing is lost, nothing panics, and independent readers agree.

use std::collections::{BTreeMap, BTreeSet};

use aws_runtime::env_config::file::{EnvConfigFileKind, EnvConfigFiles};
use aws_runtime::env_config::section::EnvConfigSections;
use aws_runtime::env_config::source;
use aws_types::os_shim_internal::{Env, Fs};
use proptest::prelude::*;
use ssotui::aws_config::sdk::{self, SdkReading};
use ssotui::aws_config::{self, Document, Reading};
use ssotui::domain::profile::{ConfigFile, Problem, ProfileKind, Source};
use ssotui::domain::session::SessionId;

use crate::nasty;

fn made_up(seed: u64) -> (Vec<u8>, Vec<u8>) {
    let mut dice = nasty::Dice::new(seed);
    (nasty::config(&mut dice), nasty::credentials(&mut dice))
}

/// The document's lines put together again.
fn rebuilt(document: &Document) -> Vec<u8> {
    let first = document.lines().first().map_or(document.bytes().len(), |line| line.text().start);
    let mut bytes = document.text(0..first).to_vec();
    for line in document.lines() {
        bytes.extend_from_slice(document.text(line.text()));
        bytes.extend_from_slice(document.text(line.ending()));
    }
    bytes
}

/// Every place that a reading names.
fn sources(reading: &Reading) -> Vec<Source> {
    let of_problems = |problems: &[Problem]| -> Vec<Source> {
        problems.iter().filter_map(|problem| problem.source).collect()
    };
    let mut all = of_problems(&reading.problems);
    for profile in &reading.profiles {
        all.push(profile.source);
        all.extend(profile.settings.iter().map(|setting| setting.source));
        all.extend(of_problems(&profile.problems));
    }
    for session in &reading.sessions {
        all.push(session.source);
        all.extend(of_problems(&session.problems));
    }
    all
}

/// What must hold of any reading.
fn check(config: &[u8], credentials: &[u8]) {
    let (config_lines, credentials_lines) =
        (Document::parse(config).lines().len().max(1), Document::parse(credentials).lines().len().max(1));
    let reading = aws_config::read(config, credentials);
    for source in sources(&reading) {
        let lines = match source.file {
            ConfigFile::Config => config_lines,
            ConfigFile::Credentials => credentials_lines,
        };
        assert!((1..=lines).contains(&source.line), "{source:?} of {lines} lines");
    }
    let names: BTreeSet<_> = reading.profiles.iter().map(|profile| &profile.name).collect();
    assert_eq!(names.len(), reading.profiles.len(), "a profile is listed once");
    let ids: BTreeSet<_> = reading.sessions.iter().map(|session| &session.id).collect();
    assert_eq!(ids.len(), reading.sessions.len(), "a session is listed once");
    for profile in reading.profiles.iter().filter(|profile| profile.kind == ProfileKind::SsoLegacy) {
        if let Some(id) = &profile.session {
            assert!(ids.contains(id), "{id} has no session");
        }
    }
    let _ = sdk::read(config, credentials);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_document_gives_back_every_byte(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let document = Document::parse(&bytes);
        prop_assert_eq!(document.bytes(), &bytes[..]);
        prop_assert_eq!(rebuilt(&document), bytes);
    }

    #[test]
    fn a_document_of_config_like_text_gives_back_every_byte(text in "(\u{feff})?([\\[\\]=:#; \t\r\na-cA\"'\\\\\u{a0}\u{2028}\0]|profile |sso_|\r\n){0,120}") {
        let document = Document::parse(text.as_bytes());
        prop_assert_eq!(rebuilt(&document), text.as_bytes());
        check(text.as_bytes(), text.as_bytes());
    }

    #[test]
    fn any_bytes_are_read_without_panic(
        config in proptest::collection::vec(any::<u8>(), 0..400),
        credentials in proptest::collection::vec(any::<u8>(), 0..400),
    ) {
        check(&config, &credentials);
    }

    #[test]
    fn nasty_files_are_read_without_panic(seed in any::<u64>()) {
        let (config, credentials) = made_up(seed);
        prop_assert_eq!(rebuilt(&Document::parse(&config)), &config[..]);
        check(&config, &credentials);
    }

    /// Any spelling around a secret: it must not come out, whatever the file makes of it.
    #[test]
    fn a_secret_never_leaves_the_files(
        key in "aws_secret_access_key|aws_session_token|AWS_SECRET_ACCESS_KEY|aws_secret_acess_key|db_password",
        before in "(\\[profile a\\]\n|\\[a\\]\n|\\[sso-session a\\]\n|\\[services a\\]\n|\\[DEFAULT\\]\n)?([ \t]|s3 =\n  |region = x\n  |sso_session = x\n  |sso_start_url = \n  |sso_region = a\n\t)?",
        between in "( = |=|: | |\t|=\n  | = \n\t| =  # )",
        after in "(\n|\n  more\n|\r| = x\n|\nregion = y\n)",
        seed in any::<u64>(),
    ) {
        const SECRET: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCY=";
        let text = format!("{before}{key}{between}{SECRET}{after}");
        let (mut config, mut credentials) = made_up(seed);
        config.extend_from_slice(b"\n");
        config.extend_from_slice(text.as_bytes());
        credentials.extend_from_slice(b"\n");
        credentials.extend_from_slice(text.as_bytes());
        let told = format!("{:?} {:?}", aws_config::read(&config, &credentials), Document::parse(&config));
        prop_assert!(!told.to_lowercase().contains(&SECRET[..12].to_lowercase()), "{}", told);
    }

    #[test]
    fn the_sdk_of_rust_reads_the_same_as_our_view_of_it(seed in any::<u64>()) {
        let (config, credentials) = made_up(seed);
        let (Ok(config), Ok(credentials)) = (String::from_utf8(config), String::from_utf8(credentials)) else {
            return Ok(());
        };
        if spelt_twice(&config) || spelt_twice(&credentials) {
            return Ok(());
        }
        let ours = sdk::read(config.as_bytes(), credentials.as_bytes());
        match (ours, aws_runtime_reads(&config, &credentials)) {
            (Ok(ours), Ok(theirs)) => same_as_aws_runtime(&ours, &theirs),
            (Err(ours), Err(theirs)) => {
                let theirs = messages(theirs.as_ref());
                prop_assert!(theirs.contains(&ours.fault.to_string()), "{} in {}", ours.fault, theirs);
            }
            (ours, theirs) => prop_assert!(false, "ours {:?}, theirs refused: {}", ours, theirs.is_err()),
        }
    }

    /// The `ini` crate knows neither nested blocks nor botocore's rules, but plain files mean the same to it.
    #[test]
    fn plain_files_are_read_as_the_ini_crate_reads_them(
        profiles in proptest::collection::btree_map("[a-z][a-z0-9_.-]{0,8}", plain_keys(), 0..5),
        sessions in proptest::collection::btree_map("[a-z][a-z0-9_.-]{0,8}", plain_keys(), 0..3),
        crlf in any::<bool>(),
    ) {
        let ending = if crlf { "\r\n" } else { "\n" };
        let mut text = format!("# a comment{ending}");
        for (word, sections) in [("profile", &profiles), ("sso-session", &sessions)] {
            for (name, keys) in sections {
                text += &format!("[{word} {name}]{ending}");
                for (key, value) in keys {
                    text += &format!("{key} = {value}{ending}");
                }
                text += ending;
            }
        }
        let theirs = ini::inistr!(safe &text).expect("plain enough for the crate");
        let ours = aws_config::read(text.as_bytes(), b"");
        prop_assert!(ours.refused.is_empty());
        prop_assert_eq!(ours.profiles.len(), profiles.len());
        for profile in &ours.profiles {
            let section = &theirs[&format!("profile {}", profile.name)];
            prop_assert_eq!(section.len(), profile.settings.iter().count());
            for setting in profile.settings.iter() {
                prop_assert_eq!(section[setting.key].as_deref(), setting.value);
            }
        }
        for session in ours.sessions.iter().filter(|session| !session.id.is_legacy()) {
            let section = &theirs[&format!("sso-session {}", session.id)];
            let region = section.get("sso_region").cloned().flatten();
            prop_assert_eq!(session.sso_region.as_ref().map(|region| region.to_string()), region);
        }
    }
}

fn plain_keys() -> impl Strategy<Value = BTreeMap<String, String>> {
    let keys =
        proptest::sample::select(vec!["region", "output", "sso_account_id", "sso_role_name", "sso_region"]);
    proptest::collection::btree_map(keys.prop_map(str::to_owned), "[A-Za-z0-9/._-]{1,12}", 0..5)
}

/// Whether a name occurs in two spellings, such as `[profile a]` and `[profile  a]`: the SDK then lays one
/// over the other in an order that changes from run to run.
fn spelt_twice(text: &str) -> bool {
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    text.split('\n').filter(|line| line.starts_with('[')).any(|line| {
        let raw = line.split(['#', ';']).next().unwrap_or_default().trim();
        let name: String = raw.chars().filter(|c| !c.is_whitespace()).collect();
        *seen.entry(name).or_insert(raw) != raw
    })
}

fn aws_runtime_reads(
    config: &str,
    credentials: &str,
) -> Result<EnvConfigSections, Box<dyn std::error::Error>> {
    let files = EnvConfigFiles::builder()
        .with_contents(EnvConfigFileKind::Config, config)
        .with_contents(EnvConfigFileKind::Credentials, credentials)
        .build();
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    let source = runtime.block_on(source::load(&Env::from_slice(&[]), &Fs::from_slice(&[]), &files))?;
    Ok(EnvConfigSections::parse(source)?)
}

fn messages(error: &dyn std::error::Error) -> String {
    std::iter::successors(Some(error), |error| error.source()).map(ToString::to_string).collect()
}

fn same_as_aws_runtime(ours: &SdkReading, theirs: &EnvConfigSections) {
    let names = |sections: &BTreeMap<String, BTreeMap<String, String>>| -> BTreeSet<String> {
        sections.keys().cloned().collect()
    };
    assert_eq!(names(&ours.profiles), theirs.profiles().map(str::to_owned).collect());
    assert_eq!(names(&ours.sso_sessions), theirs.sso_sessions().map(str::to_owned).collect());
    // The crate cannot list keys, so every key that can occur is asked for.
    let keys: Vec<String> = nasty::KEYS.iter().map(|key| key.to_ascii_lowercase()).collect();
    for (name, section) in &ours.profiles {
        let theirs = theirs.get_profile(name).expect("listed");
        for key in keys.iter().chain(section.keys()) {
            assert_eq!(section.get(key).map(String::as_str), theirs.get(key), "{key} of {name}");
        }
    }
    for (name, section) in &ours.sso_sessions {
        let theirs = theirs.sso_session(name).expect("listed");
        for key in keys.iter().chain(section.keys()) {
            assert_eq!(section.get(key).map(String::as_str), theirs.get(key), "{key} of {name}");
        }
    }
}

#[test]
fn ten_thousand_profiles_are_all_listed() {
    let mut config = String::new();
    for session in 0..20 {
        config +=
            &format!("[sso-session s{session}]\nsso_start_url = https://s{session}.awsapps.com/start\n");
        config += "sso_region = us-east-1\n";
    }
    for number in 0..10_000 {
        config += &format!("[profile account-{number}.admin]\nsso_session = s{}\n", number % 20);
        config += &format!("sso_account_id = {number:012}\nsso_role_name = Admin\nregion = eu-west-1\n");
    }
    let reading = aws_config::read(config.as_bytes(), b"");
    assert_eq!(reading.profiles.len(), 10_000);
    assert_eq!(reading.sessions.len(), 20);
    assert!(reading.problems.is_empty());
    assert!(reading.profiles.iter().all(|profile| {
        profile.problems.is_empty() && matches!(profile.session, Some(SessionId::Named(_)))
    }));
    assert_eq!(reading.profiles[9_999].source.line, 20 * 3 + 9_999 * 5 + 1);
}
