//! Our reading of the shared files held against botocore's own, on a few hundred nasty files.
//!
//! Runs when `SSOTUI_INTEROP_PYTHON` names a Python that has botocore; `SSOTUI_INTEROP_FILES` sets how many
//! pairs of files to try.

#![expect(clippy::expect_used, clippy::panic, reason = "a failing test panics")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value;
use ssotui::aws_config::{self, Reading};
use ssotui::domain::profile::{ConfigFile, Profile, ProfileKind, Severity};
use ssotui::domain::session::SessionId;

#[path = "support/nasty.rs"]
mod nasty;

const USUAL_FILES: u64 = 400;

#[test]
#[expect(clippy::disallowed_methods, reason = "a test that is asked for by a variable and runs Python")]
fn botocore_reads_the_same() {
    let Ok(python) = std::env::var("SSOTUI_INTEROP_PYTHON") else {
        eprintln!("not asked: SSOTUI_INTEROP_PYTHON is not set");
        return;
    };
    let files =
        std::env::var("SSOTUI_INTEROP_FILES").map_or(USUAL_FILES, |files| files.parse().expect("a number"));
    let folder = tempfile::tempdir().expect("a folder");
    let pairs: Vec<(Vec<u8>, Vec<u8>)> = (0..files)
        .map(|seed| {
            let mut dice = nasty::Dice::new(seed);
            (nasty::config(&mut dice), nasty::credentials(&mut dice))
        })
        .collect();
    for (number, (config, credentials)) in pairs.iter().enumerate() {
        std::fs::write(folder.path().join(format!("{number:06}.config")), config).expect("written");
        std::fs::write(folder.path().join(format!("{number:06}.credentials")), credentials).expect("written");
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/interop/config_reading.py");
    let output = std::process::Command::new(python)
        .arg(script)
        .arg(folder.path())
        .env("PYTHONUTF8", "1")
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .env_remove("AWS_PROFILE")
        .env_remove("AWS_DEFAULT_PROFILE")
        .output()
        .expect("python runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let answers = String::from_utf8(output.stdout).expect("text");
    let (mut read, mut differences) = (0, Vec::new());
    for (line, (config, credentials)) in answers.lines().zip(&pairs) {
        let theirs: Value = serde_json::from_str(line).expect("JSON");
        let ours = aws_config::read(config, credentials);
        read += u32::from(theirs.get("full_config").is_some());
        for difference in compare(&ours, &theirs) {
            differences.push(format!(
                "{difference}\n--- config\n{:?}\n--- credentials\n{:?}\n",
                String::from_utf8_lossy(config),
                String::from_utf8_lossy(credentials)
            ));
        }
    }
    assert_eq!(answers.lines().count(), pairs.len());
    assert!(u64::from(read) > files / 5 || files < 50, "only {read} files were read at all");
    assert!(
        differences.is_empty(),
        "{} differences, the first:\n{}",
        differences.len(),
        differences.iter().take(5).cloned().collect::<String>()
    );
}

/// Every way in which the two readings of one pair of files differ.
fn compare(ours: &Reading, theirs: &Value) -> Vec<String> {
    let mut out = Vec::new();
    for (file, key) in
        [(ConfigFile::Config, "config_refused"), (ConfigFile::Credentials, "credentials_refused")]
    {
        let refused = theirs[key].as_bool().expect("a verdict");
        if ours.refused.contains(&file) != refused {
            out.push(format!("{file:?} refused by botocore: {refused}; our problems: {:#?}", ours.problems));
        }
        let told = ours.problems.iter().any(|problem| {
            problem.severity == Severity::Error && problem.source.is_some_and(|source| source.file == file)
        });
        if told != refused {
            out.push(format!("{file:?} refused by botocore: {refused}, but told: {told}"));
        }
    }
    let Some(full) = theirs.get("full_config") else { return out };
    names(&mut out, full, ours);
    let sessions: BTreeMap<String, _> = ours
        .sessions
        .iter()
        .filter(|session| matches!(session.id, SessionId::Named(_)))
        .map(|session| (session.id.cache_key().to_owned(), session))
        .collect();
    for (name, section) in object(&full["sso_sessions"]) {
        let Some(session) = sessions.get(name) else { continue };
        let url = session.start_url.as_ref().map_or("", |url| url.as_str());
        let region = session.sso_region.as_ref().map_or("", |region| region.as_str());
        for (key, ours) in [("sso_start_url", url), ("sso_region", region)] {
            if section[key].as_str().unwrap_or_default() != ours {
                out.push(format!("{key} of session {name:?}: {:?}, ours {ours:?}", section[key]));
            }
        }
    }
    if !secrets_aside(&theirs["services"], &serde_json::to_value(&ours.services).expect("JSON")) {
        out.push(format!("services {}, ours {:?}", theirs["services"], ours.services));
    }
    for profile in &ours.profiles {
        let name = profile.name.as_str();
        let Some(section) = full["profiles"].get(name) else { continue };
        settings(&mut out, profile, section);
        // Botocore takes an empty profile name for none at all.
        if !name.is_empty() {
            verdict(&mut out, profile, section, &theirs["verdicts"][name]);
        }
    }
    out
}

fn object(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().expect("an object").iter()
}

fn names(out: &mut Vec<String>, full: &Value, ours: &Reading) {
    let theirs: BTreeSet<&str> = object(&full["profiles"]).map(|(name, _)| name.as_str()).collect();
    let profiles: Vec<&str> = ours.profiles.iter().map(|profile| profile.name.as_str()).collect();
    if theirs != profiles.iter().copied().collect() || theirs.len() != profiles.len() {
        out.push(format!("profiles {theirs:?}, ours {profiles:?}"));
    }
    // A file that is not there has no such map.
    let theirs: BTreeSet<&str> = object(&full["sso_sessions"]).map(|(name, _)| name.as_str()).collect();
    let sessions: Vec<&str> = ours
        .sessions
        .iter()
        .filter(|session| matches!(session.id, SessionId::Named(_)))
        .map(|session| session.id.cache_key())
        .collect();
    if theirs != sessions.iter().copied().collect() || theirs.len() != sessions.len() {
        out.push(format!("sessions {theirs:?}, ours {sessions:?}"));
    }
}

/// Keys that are no blocks are of no use to anyone, and what stands below the name of a secret is hidden.
fn secrets_aside(theirs: &Value, ours: &Value) -> bool {
    // A section without keys is none to whoever asks for it.
    let blocks: serde_json::Map<String, Value> = object(theirs)
        .filter(|(_, section)| object(section).next().is_some())
        .map(|(name, section)| {
            let blocks = object(section).filter(|(_, block)| block.is_object());
            let hidden = |key: &str| ["aws_secret_access_key", "aws_session_token"].contains(&key);
            let seen =
                |key: &str, block: &Value| if hidden(key) { serde_json::json!({}) } else { block.clone() };
            (name.clone(), blocks.map(|(key, block)| (key.clone(), seen(key, block))).collect())
        })
        .collect();
    Value::Object(blocks) == *ours
}

fn settings(out: &mut Vec<String>, profile: &Profile, theirs: &Value) {
    let ours: BTreeMap<&str, Option<&str>> =
        profile.settings.iter().map(|setting| (setting.key, setting.value)).collect();
    let keys: BTreeSet<&str> = object(theirs).map(|(key, _)| key.as_str()).collect();
    if keys != ours.keys().copied().collect() || ours.len() != profile.settings.iter().count() {
        out.push(format!("keys of {:?}: {keys:?}, ours {:?}", profile.name, ours.keys()));
    }
    for (key, value) in object(theirs) {
        match ours.get(key.as_str()).copied().flatten() {
            Some(ours) if Some(ours) != value.as_str() => {
                out.push(format!("{key} of {:?}: {value:?}, ours {ours:?}", profile.name));
            }
            None if !["aws_secret_access_key", "aws_session_token"].contains(&key.as_str()) => {
                out.push(format!("{key} of {:?} is hidden: {value:?}", profile.name));
            }
            Some(_) if key.contains("secret") => out.push(format!("{key} is shown")),
            _ => {}
        }
    }
}

fn verdict(out: &mut Vec<String>, profile: &Profile, section: &Value, theirs: &Value) {
    let whys: Vec<&str> = profile
        .problems
        .iter()
        .filter(|problem| problem.severity == Severity::Error)
        .map(|problem| problem.why.as_str())
        .collect();
    let with_credentials = section.get("sso_account_id").is_some() || section.get("sso_role_name").is_some();
    let message = if with_credentials { &theirs["sso"] } else { &theirs["token"] };
    match message.as_str() {
        Some("TypeError") if whys.is_empty() => {
            out.push(format!("{:?} cannot be read at all, untold", profile.name));
        }
        Some("TypeError") => {}
        Some(message) if !whys.contains(&message) => {
            out.push(format!("{:?}: botocore says {message:?}, we {whys:#?}", profile.name));
        }
        None => {
            let invented = whys.iter().find(|why| {
                [
                    "configured to use SSO",
                    "configured to use the SSO",
                    "does not exist: \"",
                    "is inconsistent",
                ]
                .iter()
                .any(|part| why.contains(part))
            });
            if let Some(why) = invented {
                out.push(format!("{:?}: botocore says nothing, we {why:?}", profile.name));
            }
        }
        _ => {}
    }
    let expected: &[ProfileKind] = match theirs["provider"].as_str() {
        Some("assume-role") => &[ProfileKind::Role],
        Some("assume-role-with-web-identity") => &[ProfileKind::WebIdentity],
        Some("sso") => &[ProfileKind::Sso, ProfileKind::SsoLegacy],
        Some("shared-credentials-file" | "config-file") => &[ProfileKind::Static],
        Some("login") => &[ProfileKind::Login],
        Some("custom-process") => &[ProfileKind::Process],
        None => &[ProfileKind::Sso, ProfileKind::SsoLegacy, ProfileKind::Other],
        other => panic!("an unknown provider {other:?}"),
    };
    if !expected.contains(&profile.kind) {
        out.push(format!(
            "{:?} is {:?}, botocore's provider is {}",
            profile.name, profile.kind, theirs["provider"]
        ));
    }
    if let Some(complaint) = theirs["complaint"].as_str() {
        // A complaint about a source profile is told there.
        let own = complaint.contains(&format!("profile \"{}\"", profile.name))
            || complaint.contains(&format!("Visited profiles: ['{}'", profile.name))
            || (complaint.starts_with("Partial credentials") && section.get("source_profile").is_none());
        let known = ["source_profile", "Infinite loop", "Partial credentials"]
            .iter()
            .any(|part| complaint.contains(part));
        if own && known && !whys.contains(&complaint) {
            out.push(format!("{:?}: botocore's provider says {complaint:?}, we {whys:#?}", profile.name));
        }
    } else if profile.kind == ProfileKind::Role
        && let Some(why) = whys.iter().find(|why| why.contains("source_profile") || why.contains("Infinite"))
    {
        out.push(format!("{:?}: botocore's provider has no complaint, we {why:?}", profile.name));
    }
}
