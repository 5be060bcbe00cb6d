//! The section of a profile as a text to give to somebody else.

use super::edit::{Target, check_name};
use crate::domain::profile::{ConfigFile, Profile};
use crate::domain::profile_settings::Setting;
use crate::domain::session::{Session, SessionId};
use crate::error::Failure;

/// The profile's section of the config file, and below it the session's that it names. Comments are left out, and
/// secrets, for which a comment stands.
///
/// # Errors
/// When the profile stands in the credentials file alone, or has a name that not every AWS tool reads.
pub fn profile(profile: &Profile, session: Option<&Session>) -> Result<String, Failure> {
    let target = Target::Profile(profile.name.clone());
    check_name(&target)?;
    let settings = || profile.settings.iter().filter(|setting| setting.source.file == ConfigFile::Config);
    if profile.source.file == ConfigFile::Credentials && settings().next().is_none() {
        return Err(Failure::new(
            "There is no block of the config file.",
            "The profile stands in the credentials file, which holds secrets.",
        ));
    }
    let mut text = format!("[{}]\n", target.header());
    text.extend(settings().map(line));
    if let Some(session) = session
        && let Ok(block) = self::session(session)
    {
        text.push('\n');
        text.push_str(&block);
    }
    Ok(text)
}

/// The section of a session.
///
/// # Errors
/// For the start URL of legacy profiles, which has no section, and for a name that not every AWS tool reads.
pub fn session(session: &Session) -> Result<String, Failure> {
    let SessionId::Named(name) = &session.id else {
        return Err(Failure::new(
            "There is no block of the config file.",
            "This start URL stands in the profiles themselves, not in a section of its own.",
        ));
    };
    let target = Target::Session(name.clone());
    check_name(&target)?;
    let values = [
        ("sso_start_url", session.start_url.as_ref().map(ToString::to_string)),
        ("sso_region", session.sso_region.as_ref().map(ToString::to_string)),
        ("sso_registration_scopes", session.scopes.as_ref().map(|scopes| scopes.join(","))),
    ];
    let lines = values.into_iter().filter_map(|(key, value)| Some(format!("{key} = {}\n", value?)));
    Ok(std::iter::once(format!("[{}]\n", target.header())).chain(lines).collect())
}

fn line(setting: Setting<'_>) -> String {
    match setting.value {
        None => format!("# {} is a secret and left out\n", setting.key),
        Some(value) if value.contains('\n') => {
            let lines = value.lines().filter(|line| !line.trim().is_empty());
            let nested: String = lines.map(|line| format!("  {}\n", line.trim())).collect();
            format!("{} =\n{nested}", setting.key)
        }
        Some(value) => format!("{} = {value}\n", setting.key),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws_config;

    fn block_of(config: &str, name: &str) -> Result<String, Failure> {
        let reading =
            aws_config::read(config.as_bytes(), b"[robot]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\n");
        let found =
            reading.profiles.iter().find(|profile| profile.name.as_str() == name).expect("the profile");
        let session = reading.sessions.iter().find(|session| Some(&session.id) == found.session.as_ref());
        profile(found, session)
    }

    const CONFIG: &str = "\
# ours
[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = us-east-1

[profile prod]
sso_session = corp
region=eu-west-1  
# for uploads
s3 =
    max_concurrent_requests = 20
    use_accelerate_endpoint = true
aws_secret_access_key = s3cr3t
[default]
region = us-east-1
[profile \"two words\"]
region = us-east-1
";

    #[test]
    fn a_block_is_the_section_without_comments_and_secrets_and_with_the_session() {
        assert_eq!(
            block_of(CONFIG, "prod").as_deref(),
            Ok(
                "[profile prod]\nsso_session = corp\nregion = eu-west-1\ns3 =\n  max_concurrent_requests = 20\n  \
                use_accelerate_endpoint = true\n# aws_secret_access_key is a secret and left out\n\n\
                [sso-session corp]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = us-east-1\n"
            )
        );
        assert_eq!(block_of(CONFIG, "default").as_deref(), Ok("[default]\nregion = us-east-1\n"));
    }

    #[test]
    fn a_block_reads_back_as_the_profile() {
        let read = |text: &str| aws_config::read(text.as_bytes(), b"");
        let before = read(&CONFIG.replace("aws_secret_access_key = s3cr3t\n", ""));
        let block =
            block_of(&CONFIG.replace("aws_secret_access_key = s3cr3t\n", ""), "prod").expect("a block");
        let after = read(&block);
        let settings = |reading: &aws_config::Reading| {
            let found = reading.profiles.iter().find(|profile| profile.name.as_str() == "prod").cloned();
            let found = found.expect("the profile");
            let pair = |one: Setting<'_>| (one.key.to_owned(), one.value.map(str::to_owned));
            (found.kind, found.settings.iter().map(pair).collect::<Vec<_>>())
        };
        assert_eq!(settings(&before), settings(&after));
        assert_eq!(before.sessions[0].start_url, after.sessions[0].start_url);
    }

    #[test]
    fn what_cannot_be_given_away_is_refused() {
        assert!(block_of(CONFIG, "robot").is_err_and(|failure| failure.why.contains("credentials file")));
        assert!(block_of(CONFIG, "two words").is_err_and(|failure| failure.hint.is_some()));
    }
}
