//! What must hold of every input, one function for each kind.
//!
//! libFuzzer looks for inputs that break it, led by what code they reach: `fuzz/run SECONDS TARGET` (or `cargo fuzz`),
//! and `.ci/run` for a short time. `cargo test --test fuzz` runs the same functions on the corpus and on changes of
//! it, with no tool and on every system. An input that broke something belongs into `fuzz/corpus/TARGET`, where both
//! find it.

use ssotui::app::filter::{Corpus, Filter};
use ssotui::app::text;
use ssotui::aws::{error, oidc, portal, token_cache};
use ssotui::aws_config::diff::Diff;
use ssotui::aws_config::edit::{self, Edit, edit};
use ssotui::aws_config::{self, Document, sdk};
use ssotui::domain::profile::ConfigFile;
use ssotui::keys::KeySequence;
use ssotui::settings::Settings;

pub mod screen;

/// What must hold of an input; panics where it does not.
pub type Target = fn(&[u8]);

/// By name, as `fuzz/run` and `cargo fuzz run` take it.
pub const TARGETS: &[(&str, Target)] = &[
    ("config", config),
    ("config_edit", config_edit),
    ("diff", diff),
    ("token_cache", token_cache),
    ("replies", replies),
    ("settings", settings),
    ("keys", keys),
    ("filter", filter),
    ("screen", screen::screen),
];

/// Reading a config or credentials file: it is kept to the byte, and every reader ends.
pub fn config(data: &[u8]) {
    let document = Document::parse(data);
    assert_eq!(document.bytes(), data);
    let lines = document.lines().iter();
    let joined: Vec<u8> =
        lines.flat_map(|line| [document.text(line.text()), document.text(line.ending())].concat()).collect();
    assert_eq!(joined, data.strip_prefix(b"\xef\xbb\xbf").unwrap_or(data));
    let reading = aws_config::read(data, data);
    for profile in &reading.profiles {
        for problem in &profile.problems {
            assert!(!problem.what.is_empty() && !problem.cure.is_empty(), "{problem:?}");
        }
    }
    let _ = sdk::read(data, data);
}

/// Editing: what is set is read back, the other profiles stay, taking it back gives the file of before.
pub fn config_edit(data: &[u8]) {
    let before = aws_config::read(data, b"");
    if before.refused.contains(&ConfigFile::Config) {
        return;
    }
    let Some(profile) = before.profiles.first() else { return };
    let target = edit::Target::Profile(profile.name.clone());
    let set = Edit::Set { target: target.clone(), key: "region".into(), value: "eu-west-1".into() };
    // A refusal is an answer; it only has to say why.
    let set = match edit(data, &[set]) {
        Ok(set) => set,
        Err(failure) => return assert!(!failure.why.is_empty()),
    };
    let after = aws_config::read(&set, b"");
    let names = |reading: &aws_config::Reading| {
        reading.profiles.iter().map(|profile| profile.name.clone()).collect::<Vec<_>>()
    };
    assert_eq!(names(&before), names(&after));
    let region = after.profiles[0].region.as_ref().map(|region| region.as_str());
    assert_eq!(region, Some("eu-west-1"));
    for (old, new) in before.profiles.iter().zip(&after.profiles).skip(1) {
        let values = |profile: &ssotui::domain::profile::Profile| {
            profile
                .settings
                .iter()
                .map(|it| (it.key.to_owned(), it.value.map(str::to_owned)))
                .collect::<Vec<_>>()
        };
        assert_eq!(values(old), values(new));
    }
    if let Ok(gone) = edit(&set, &[Edit::Delete { target }]) {
        assert!(!names(&aws_config::read(&gone, b"")).contains(&profile.name));
    }
}

/// The difference of two texts, parted by the first NUL.
pub fn diff(data: &[u8]) {
    let at = data.iter().position(|byte| *byte == 0).unwrap_or(data.len() / 2);
    let (old, new) = data.split_at(at);
    assert!(Diff::of(old, old).is_empty());
    let diff = Diff::of(old, new);
    assert_eq!(diff.is_empty(), old == new);
    let _ = diff.to_string();
}

/// A token file: a token or a reason, and no value of the file in the reason.
pub fn token_cache(data: &[u8]) {
    let Ok(value) = serde_json::from_slice::<serde_json::Value>(data) else { return };
    match token_cache::token_of(&value) {
        Ok(token) => assert!(format!("{token:?}").contains("REDACTED")),
        Err(why) => assert!(!why.is_empty() && !why.contains("s3cret")),
    }
}

/// Answers of OIDC and of the portal, good and bad. The first two bytes choose the status.
pub fn replies(data: &[u8]) {
    let body = data.get(2..).unwrap_or_default();
    let status =
        u16::from_be_bytes([data.first().copied().unwrap_or(1), data.get(1).copied().unwrap_or(0x90)]);
    let status = reqwest::StatusCode::from_u16(300 + status % 300).unwrap_or_default();
    let mut headers = reqwest::header::HeaderMap::new();
    if let Ok(value) = reqwest::header::HeaderValue::from_bytes(body.get(..40).unwrap_or(body)) {
        headers.insert("x-amzn-errortype", value.clone());
        headers.insert("retry-after", value.clone());
        headers.insert("x-amz-retry-after", value);
    }
    let refused = error::decode(status, &headers, body, &[]);
    let failures = [
        Some(refused),
        oidc::started(body).err(),
        oidc::issued_token(body).err(),
        portal::accounts_page(body).err(),
        portal::roles_page(body).err(),
    ];
    for error in failures.into_iter().flatten() {
        let said = error.into_failure("It did not work.").to_string();
        assert_eq!(text::visible(&said), said);
        assert!(said.len() < 4000, "{} bytes", said.len());
    }
    if let Ok(device) = oidc::started(body) {
        assert!(device.interval_seconds >= 1);
        assert!(!device.user_code.chars().any(char::is_control));
        // The scheme may be in capitals (RFC 3986, 3.1).
        assert!(device.verification_uri.to_ascii_lowercase().starts_with("http"));
    }
}

/// The settings file: settings, or a reason that can be shown.
pub fn settings(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    if let Err(failure) = Settings::parse(text) {
        let said = failure.to_string();
        assert_eq!(text::visible(&said), said);
        assert!(said.len() < 4000, "{} bytes", said.len());
    }
}

/// A sequence of keys as settings write it: what is shown for it can be written again.
pub fn keys(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    match text.parse::<KeySequence>() {
        Ok(keys) => {
            assert_eq!(keys.notation().parse::<KeySequence>().as_ref(), Ok(&keys), "{}", keys.notation())
        }
        Err(bad) => assert!(!bad.to_string().is_empty()),
    }
}

/// The filter: the first line is the query, the others are rows. Nothing is found twice, and what is marked is there.
pub fn filter(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let mut lines = text.lines();
    let query = lines.next().unwrap_or_default();
    let rows: Vec<&str> = lines.collect();
    let corpus = Corpus::new(rows.iter().map(|row| row.split('\t')));
    let mut filter = Filter::default();
    // Typed letter by letter it finds what it finds at once.
    for (at, _) in query.char_indices().take(60) {
        filter.set_query(&corpus, &query[..at]);
    }
    filter.set_query(&corpus, query);
    let mut shown = filter.shown().to_vec();
    let mut anew = Filter::default();
    anew.set_query(&corpus, query);
    let mut at_once = anew.shown().to_vec();
    shown.sort_unstable();
    at_once.sort_unstable();
    assert_eq!(shown, at_once);
    shown.dedup();
    assert_eq!(shown.len(), at_once.len());
    for row in rows {
        assert!(filter.highlights(row).iter().all(|at| *at < row.chars().count()));
    }
}
