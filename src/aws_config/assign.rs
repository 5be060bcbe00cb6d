//! Keys of profiles and sessions set and unset by hand, checked like everything else that is written.

use std::collections::BTreeMap;

use super::edit::{Edit, Target, check_key, check_value};
use super::plan::Plan;
use super::problem::shown;
use super::{secret, wizard};
use crate::domain::names::{ProfileName, Region};
use crate::domain::profile::{ConfigFile, Profile};
use crate::domain::region;
use crate::domain::session::{Session, SessionId};
use crate::domain::start_url;
use crate::error::{Failure, FailureKind};

/// What is to change, alike in all targets.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Assignments {
    /// Keys, in lower case, and values, in order.
    pub set: Vec<(String, String)>,
    pub unset: Vec<String>,
}

fn refusal(what: impl Into<String>, why: impl Into<String>, hint: impl Into<String>) -> Failure {
    Failure::new(what, why).kind(FailureKind::Usage).hint(hint)
}

/// Reads `KEY=VALUE`.
///
/// # Errors
/// `Usage` where there is no `=`, or key or value is not what every reader understands.
pub fn parse(text: &str) -> Result<(String, String), Failure> {
    let Some((key, value)) = text.split_once('=') else {
        return Err(refusal(
            format!("{:?} sets nothing.", shown(text)),
            "It has no =.",
            "Write a key and a value, for example --set region=eu-west-1",
        ));
    };
    let (key, value) = (key.trim().to_lowercase(), value.trim());
    check_key(&key)?;
    check_value(&key, value)?;
    if value.is_empty() {
        return Err(refusal(
            format!("{key} would have no value."),
            "An empty value is not the same as none, and tools disagree about it.",
            format!("To take the key out: --unset {key}"),
        ));
    }
    if secret::is_secret(&key, value) {
        return Err(refusal(
            format!("{key} is not set."),
            "It is a secret, and what stands on a command line is seen by others and kept in its history.",
            "Write secrets into the credentials file with: aws configure",
        ));
    }
    Ok((key, value.to_owned()))
}

/// The edits that make the assignments in every target.
///
/// # Errors
/// `NotFound` for a target that is not there; `Usage` for values that are not what their key needs, a target that
/// stands in the credentials file, and combinations that AWS tools refuse.
pub fn plan(
    targets: &[Target],
    assignments: &Assignments,
    profiles: &[Profile],
    sessions: &[Session],
) -> Result<Plan, Failure> {
    if let Some(key) = assignments.unset.iter().find(|key| assignments.set.iter().any(|(set, _)| set == *key))
    {
        return Err(refusal(
            format!("{key} cannot be set and unset at once."),
            "Only one of the two can be meant.",
            "Leave one of them out.",
        ));
    }
    if assignments.unset.iter().any(String::is_empty) {
        return Err(refusal(
            "Which key is to go?",
            "Its name is empty, as of a variable that is not set.",
            "Name it, for example --unset region",
        ));
    }
    let by_name: BTreeMap<&ProfileName, &Profile> =
        profiles.iter().rev().map(|profile| (&profile.name, profile)).collect();
    let mut edits = Vec::new();
    for target in targets {
        let checked = match target {
            Target::Profile(name) => {
                by_name.get(name).map(|profile| check_profile(profile, assignments, profiles, sessions))
            }
            Target::Session(name) => sessions
                .iter()
                .any(|session| session.id == SessionId::Named(name.clone()))
                .then(|| check_session(assignments)),
        };
        match checked {
            Some(checked) => checked?,
            None => {
                return Err(Failure::new(format!("No {target}."), "The config file has no such section.")
                    .kind(FailureKind::NotFound));
            }
        }
        for key in &assignments.unset {
            edits.push(Edit::Remove { target: target.clone(), key: key.clone() });
        }
        for (key, value) in &assignments.set {
            edits.push(Edit::Set { target: target.clone(), key: key.clone(), value: value.clone() });
        }
    }
    let title = match targets {
        [only] => format!("Edit {only}"),
        _ => format!("Edit {} sections", targets.len()),
    };
    Ok(Plan::new(title, edits))
}

/// What somebody should know before a value is written that may still be right: a region that nobody knows.
pub fn remark(key: &str, value: &str) -> Option<String> {
    let is_code = |region: &Region| ["region", "sso_region"].contains(&key) && region.is_code();
    Some(Region::from(value)).filter(is_code).as_ref().and_then(region::remark)
}

fn check_session(assignments: &Assignments) -> Result<(), Failure> {
    for (key, value) in &assignments.set {
        match key.as_str() {
            "sso_start_url" => drop(start_url::check(value)?),
            "sso_region" => drop(wizard::sso_region(value, None)?),
            "sso_registration_scopes" => drop(wizard::scopes(value)?),
            _ => {
                return Err(refusal(
                    format!("{} has no place in a session.", shown(key)),
                    "A session is made of sso_start_url, sso_region and sso_registration_scopes, and some AWS tools \
                     refuse every profile of a session with anything else in it.",
                    "Set it in the profiles that need it.",
                ));
            }
        }
    }
    match assignments.unset.iter().find(|key| ["sso_start_url", "sso_region"].contains(&key.as_str())) {
        Some(key) => Err(refusal(
            format!("{key} stays."),
            "Without it nobody could sign in to the session.",
            "Give it another value with --set.",
        )),
        None => Ok(()),
    }
}

fn check_profile(
    profile: &Profile,
    assignments: &Assignments,
    profiles: &[Profile],
    sessions: &[Session],
) -> Result<(), Failure> {
    let name = shown(profile.name.as_str());
    let changed = || assignments.unset.iter().chain(assignments.set.iter().map(|(key, _)| key));
    let in_credentials = profile.settings.iter().find(|setting| {
        setting.source.file == ConfigFile::Credentials && changed().any(|key| *key == setting.key)
    });
    if profile.source.file == ConfigFile::Credentials || in_credentials.is_some() {
        let what = in_credentials.map_or("The profile", |setting| setting.key);
        return Err(refusal(
            format!("Profile {name} is left as it is."),
            format!(
                "{what} stands in the credentials file, which ssotui does not change and which goes before."
            ),
            "Change it there by hand.",
        ));
    }
    for (key, value) in &assignments.set {
        check_profile_value(name, key, value, profiles, sessions)?;
    }
    let mut after: BTreeMap<&str, &str> =
        profile.settings.iter().map(|setting| (setting.key, setting.value.unwrap_or_default())).collect();
    after.retain(|key, _| !assignments.unset.iter().any(|unset| unset == key));
    after.extend(assignments.set.iter().map(|(key, value)| (key.as_str(), value.as_str())));
    let has = |key: &str| after.contains_key(key);
    // Only what the change itself brings about: what was wrong before may be mended bit by bit.
    let is_about = |keys: &[&str]| changed().any(|key| keys.contains(&key.as_str()));
    let url_key = ["sso_start_url", "sso_region"].into_iter().find(|key| has(key));
    if let Some(key) = url_key.filter(|key| has("sso_session") && is_about(&["sso_session", key])) {
        return Err(refusal(
            format!("Profile {name} would have {key} as well as a session."),
            "The session has it already: the Rust SDK refuses such a profile, the others do where the two differ.",
            format!("Add --unset {key}, or change the session: ssotui edit --session NAME --set {key}=…"),
        ));
    }
    if has("sso_account_id") != has("sso_role_name") && is_about(&["sso_account_id", "sso_role_name"]) {
        return Err(refusal(
            format!("Profile {name} would have only one of sso_account_id and sso_role_name."),
            "The AWS CLI and boto3 refuse a profile with one of the two.",
            "Set both, or unset both.",
        ));
    }
    Ok(())
}

fn check_profile_value(
    name: &str,
    key: &str,
    value: &str,
    profiles: &[Profile],
    sessions: &[Session],
) -> Result<(), Failure> {
    match key {
        "sso_account_id" => drop(wizard::account_id(value)?),
        "sso_role_name" => drop(wizard::role_name(value)?),
        "region" => drop(wizard::region(value)?),
        "output" => drop(wizard::output(value)?),
        "sso_start_url" => drop(start_url::check(value)?),
        "sso_region" => drop(wizard::sso_region(value, None)?),
        "sso_session" if !sessions.iter().any(|it| it.id == SessionId::Named(value.into())) => {
            return Err(refusal(
                format!("There is no session {}.", shown(value)),
                "The AWS CLI and boto3 refuse a profile whose session does not exist.",
                format!("Make it first: ssotui configure --sso-session-only --session {}", shown(value)),
            ));
        }
        "source_profile" if value != name && !profiles.iter().any(|it| it.name.as_str() == value) => {
            return Err(refusal(
                format!("There is no profile {}.", shown(value)),
                "The AWS CLI and boto3 refuse a profile whose source does not exist.",
                "List the profiles with: ssotui list",
            ));
        }
        _ => {}
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws_config::{Reading, read};

    const CONFIG: &str = "\
[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = us-east-1

[profile a]
sso_session = corp
sso_account_id = 012345678901
sso_role_name = Admin # old
region = us-east-1

[profile b]
region = us-east-1
";

    const CREDENTIALS: &[u8] =
        b"[keys]\naws_access_key_id = AKIA\naws_secret_access_key = x\n[b]\noutput = text\n";

    fn changed(targets: &[Target], set: &[&str], unset: &[&str]) -> Result<String, Failure> {
        changed_in(CONFIG, targets, set, unset)
    }

    fn changed_in(config: &str, targets: &[Target], set: &[&str], unset: &[&str]) -> Result<String, Failure> {
        let Reading { profiles, sessions, .. } = read(config.as_bytes(), CREDENTIALS);
        let assignments = Assignments {
            set: set.iter().map(|text| parse(text)).collect::<Result<_, _>>()?,
            unset: unset.iter().map(|key| (*key).to_owned()).collect(),
        };
        let change =
            plan(targets, &assignments, &profiles, &sessions)?.against(config.as_bytes(), CREDENTIALS)?;
        Ok(String::from_utf8(change.after).expect("UTF-8"))
    }

    #[test]
    fn several_profiles_change_alike() {
        let both = [Target::profile("a"), Target::profile("b")];
        let text =
            changed(&both, &["region = eu-west-1", "CLI_Pager=less -R"], &["nothing"]).expect("changed");
        assert_eq!(
            text,
            CONFIG.replace("\nregion = us-east-1\n", "\nregion = eu-west-1\ncli_pager = less -R\n")
        );
    }

    #[test]
    fn a_session_changes_for_all_its_profiles() {
        let corp = [Target::session("corp")];
        let text = changed(&corp, &["sso_region=eu-west-1"], &[]).expect("changed");
        assert_eq!(text, CONFIG.replacen("sso_region = us-east-1", "sso_region = eu-west-1", 1));
        for (set, unset) in [("region=eu-west-1", ""), ("sso_region=x", ""), ("", "sso_start_url")] {
            let list = |text: &'static str| if text.is_empty() { Vec::new() } else { vec![text] };
            assert_eq!(changed(&corp, &list(set), &list(unset)).expect_err(set).kind, FailureKind::Usage);
        }
    }

    #[test]
    fn what_aws_tools_would_refuse_is_refused_with_a_hint() {
        let a = [Target::profile("a")];
        for (set, unset) in [
            (vec!["sso_start_url=https://corp.awsapps.com/start"], vec![]),
            (vec!["sso_region=us-east-1"], vec![]),
            (vec!["sso_session=nope"], vec![]),
            (vec!["source_profile=nope"], vec![]),
            (vec!["sso_account_id=1"], vec![]),
            (vec!["region=Ireland"], vec![]),
            (vec!["output=xml"], vec![]),
            (vec![], vec!["sso_role_name"]),
            (vec!["region=eu-west-1"], vec!["region"]),
            (vec![], vec![""]),
            (vec!["region"], vec![]),
            (vec!["region="], vec![]),
            (vec!["=x"], vec![]),
            (vec!["a b=x"], vec![]),
            (vec!["cli_pager=less # mine"], vec![]),
            (vec!["cli_pager=a\nb"], vec![]),
        ] {
            let failure = changed(&a, &set, &unset).expect_err("refused");
            assert_eq!(failure.kind, FailureKind::Usage, "{failure}");
            assert!(failure.hint.is_some(), "{failure}");
        }
        let kind =
            |name: &str| changed(&[Target::profile(name)], &["output=json"], &[]).expect_err(name).kind;
        assert_eq!(
            (kind("nope"), kind("keys"), kind("b")),
            (FailureKind::NotFound, FailureKind::Usage, FailureKind::Usage)
        );
    }

    #[test]
    fn what_was_wrong_before_is_mended_bit_by_bit() {
        let config = CONFIG
            .replace("[profile b]", "sso_start_url = x\nsso_region = x\n\n[profile b]\nsso_role_name = R");
        let allowed = |name: &str, set: &[&str], unset: &[&str]| {
            changed_in(&config, &[Target::profile(name)], set, unset).map(drop)
        };
        for name in ["a", "b"] {
            assert_eq!(allowed(name, &["cli_pager=less"], &["region"]), Ok(()), "{name}");
        }
        // Each of the two keys goes by itself, and neither is written anew.
        assert_eq!(allowed("a", &[], &["sso_start_url"]), Ok(()));
        assert_eq!(allowed("a", &[], &["sso_region"]), Ok(()));
        assert!(allowed("a", &["sso_region=us-east-1"], &["sso_start_url"]).is_err());
        assert!(allowed("b", &["sso_role_name=Other"], &[]).is_err());
    }

    #[test]
    fn a_secret_is_neither_taken_nor_repeated() {
        for text in ["aws_secret_access_key=verysecret", "my_password=verysecret"] {
            let failure = parse(text).expect_err(text);
            assert!(!failure.to_string().contains("verysecret"), "{failure}");
        }
    }

    #[test]
    fn a_profile_may_leave_its_session() {
        let text = changed(
            &[Target::profile("a")],
            &["role_arn=arn:aws:iam::012345678901:role/x", "source_profile=keys"],
            &["sso_session", "sso_account_id", "sso_role_name"],
        )
        .expect("changed");
        assert!(!text.contains("sso_session") && text.contains("source_profile = keys"), "{text}");
    }
}
