//! Reading everything that lies on disk into one [`Inventory`].

use std::fs;
use std::io;
use std::path::Path;

use super::{organization_cache, usage};
use crate::aws::{role_cache, safe_file, token_cache};
use crate::aws_config;
use crate::domain::inventory::{Inventory, RoleKey, SessionEntry};
use crate::domain::lookup::Lookup;
use crate::domain::names::ProfileName;
use crate::domain::profile::{Problem, Profile, Severity};
use crate::domain::session::SessionId;
use crate::error::{Failure, FailureKind};
use crate::paths::Paths;
use jiff::Timestamp;

/// Ten thousand profiles take about 2 MB.
pub(super) const MAX_CONFIG_FILE: u64 = 64 * 1024 * 1024;

/// Reads the shared files, the token and role caches, and the enumeration cache. Blocking.
///
/// # Errors
/// When a shared file exists but cannot be read (permissions, a folder in its place). Files that are
/// missing or malformed are not errors: the inventory says so.
pub fn load(paths: &Paths) -> Result<Inventory, Failure> {
    let config = read(paths, &paths.config)?;
    let credentials = read(paths, &paths.credentials)?;
    let (config_exists, credentials_exists) = (config.is_some(), credentials.is_some());
    let reading = aws_config::read(&config.unwrap_or_default(), &credentials.unwrap_or_default());

    let mut users: Lookup<&SessionId, usize> = Lookup::default();
    for session in reading.profiles.iter().filter_map(|profile| profile.session.as_ref()) {
        *users.entry(session).or_default() += 1;
    }
    let organizations = reading
        .sessions
        .iter()
        .filter_map(|session| Some((session.id.clone(), organization_cache::load(paths, session)?)))
        .collect();
    let sessions = reading
        .sessions
        .iter()
        .map(|session| {
            let mut entry = SessionEntry {
                token: token_cache::read(paths, &session.id),
                profiles: users.get(&session.id).copied().unwrap_or_default(),
                session: session.clone(),
            };
            if entry.token_is_of_another_session() {
                entry.session.problems.push(of_another_session(&entry));
            }
            entry
        })
        .collect();
    // After the tokens themselves: what replaces one meanwhile makes it seem younger than it is, never older.
    let tokens_written_at = reading
        .sessions
        .iter()
        .filter_map(|session| {
            let written = fs::metadata(token_cache::path(paths, &session.id)).ok()?.modified().ok()?;
            Some((session.id.clone(), Timestamp::try_from(written).ok()?))
        })
        .collect();
    let (usage, unusable) = usage::load(paths);
    let mut problems = reading.problems;
    problems.extend(unusable);
    Ok(Inventory {
        role_credentials: role_cache::expirations(paths, reading.profiles.iter().filter_map(role_key)),
        organizations,
        sessions,
        tokens_written_at,
        services: reading.services,
        profiles: reading.profiles,
        problems,
        config_exists,
        credentials_exists,
        usage,
    })
}

/// The names of all profiles, in the order of the files; no cache is read. Blocking.
///
/// # Errors
/// As [`load`].
pub fn names(paths: &Paths) -> Result<Vec<ProfileName>, Failure> {
    let (config, credentials) = (read(paths, &paths.config)?, read(paths, &paths.credentials)?);
    let reading = aws_config::read(&config.unwrap_or_default(), &credentials.unwrap_or_default());
    Ok(reading.profiles.into_iter().map(|profile| profile.name).collect())
}

/// The profiles and the one token that this profile needs: nothing else is read. Blocking.
///
/// # Errors
/// As [`load`].
pub fn for_profile(paths: &Paths, name: &str) -> Result<Inventory, Failure> {
    let (config, credentials) = (read(paths, &paths.config)?, read(paths, &paths.credentials)?);
    let reading = aws_config::read(&config.unwrap_or_default(), &credentials.unwrap_or_default());
    let mut inventory = Inventory { profiles: reading.profiles, ..Inventory::default() };
    let profile = inventory.profile(&name.into());
    if let Some(id) = profile.and_then(|profile| inventory.session_behind(profile))
        && let Some(session) = reading.sessions.into_iter().find(|session| session.id == *id)
    {
        let token = token_cache::read(paths, &session.id);
        inventory.sessions.push(SessionEntry { token, profiles: 0, session });
    }
    Ok(inventory)
}

/// The token was fetched under the session's name, but for something else.
fn of_another_session(entry: &SessionEntry) -> Problem {
    let stored = |text: Option<&String>| text.map_or("?", |text| shown(text)).to_owned();
    let facts = entry.token.facts();
    Problem {
        severity: Severity::Warning,
        what: "The token is of another session.".into(),
        why: format!(
            "It was issued for {} in {}; the session had this name before it had its present start URL and region, and \
             AWS tools go by the name alone.",
            stored(facts.and_then(|facts| facts.start_url.as_ref())),
            stored(facts.and_then(|facts| facts.region.as_ref())),
        ),
        cure: "Sign in again, or correct the session in the config file.".into(),
        source: Some(entry.session.source),
    }
}

/// A foreign text within a sentence: not endless.
fn shown(text: &str) -> &str {
    const LONGEST: usize = 200;
    text.char_indices().nth(LONGEST).map_or(text, |(end, _)| &text[..end])
}

fn role_key(profile: &Profile) -> Option<RoleKey> {
    Some(RoleKey {
        session: profile.session.clone()?,
        account: profile.account_id.clone()?,
        role: profile.role_name.clone()?,
    })
}

/// A shared file's bytes; `None` when there is none, or it is `/dev/null`. Botocore reads regular files only
/// (`configloader.py`, `os.path.isfile`), and takes anything else for none; here it is said, and never waited for.
pub(super) fn read(paths: &Paths, path: &Path) -> Result<Option<Vec<u8>>, Failure> {
    let refuse = |why: String, hint: &str| {
        let failure = Failure::new(format!("{} cannot be read.", paths.display(path)), why);
        Err(failure.kind(FailureKind::Usage).hint(hint))
    };
    match safe_file::read(path, MAX_CONFIG_FILE) {
        Ok(bytes) => Ok(bytes),
        Err(error) => match error.kind() {
            io::ErrorKind::IsADirectory => {
                refuse("It is a folder.".into(), "Move the folder away, or name another file.")
            }
            io::ErrorKind::InvalidInput if path == Path::new("/dev/null") => Ok(None),
            io::ErrorKind::InvalidInput => refuse(
                "It is a pipe or a device; the AWS CLI and boto3 read none either, and take it for an empty file."
                    .into(),
                "Name a regular file: what <(…) gives can be written to one first.",
            ),
            io::ErrorKind::FileTooLarge => {
                refuse("It is far too large for a config file.".into(), "Name another file.")
            }
            _ => refuse(format!("The system says: {error}."), "Check who may read it."),
        },
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::aws::testing;

    #[test]
    fn nothing_at_all_is_an_empty_inventory() {
        let (_home, paths) = testing::home();
        assert_eq!(load(&paths), Ok(Inventory::default()));
    }

    /// Opening a pipe would wait for its writer, and a device may have no end.
    #[cfg(unix)]
    #[test]
    fn what_is_no_regular_file_is_told_and_not_opened() {
        let (home, mut paths) = testing::home();
        let socket = home.path().join("socket");
        let _socket = std::os::unix::net::UnixListener::bind(&socket).expect("a socket");
        for device in [socket.as_path(), Path::new("/dev/zero")] {
            paths.config = device.to_path_buf();
            let failure = load(&paths).expect_err("no file");
            assert!(failure.why.contains("a pipe or a device"), "{failure}");
        }
        paths.config = "/dev/null".into();
        assert_eq!(load(&paths), Ok(Inventory::default()));
    }

    #[test]
    fn files_are_there_or_not() {
        let (_home, paths) = testing::home();
        fs::create_dir_all(paths.config.parent().expect("parent")).expect("folder");
        fs::write(&paths.config, "").expect("write");
        let inventory = load(&paths).expect("an inventory");
        assert!(inventory.config_exists && !inventory.credentials_exists);
    }

    #[test]
    fn what_lies_in_the_caches_finds_its_session_and_profile() {
        let (_home, paths) = testing::home();
        let write = |path: &Path, text: &str| {
            fs::create_dir_all(path.parent().expect("parent")).expect("folder");
            fs::write(path, text).expect("write");
        };
        write(
            &paths.config,
            "[sso-session my-sso]\nsso_start_url = https://d-abc123.awsapps.com/start\nsso_region = us-east-1\n\
             [profile a]\nsso_session = my-sso\nsso_account_id = 123456789012\nsso_role_name = Admin\n\
             [profile b]\nsso_session = my-sso\nsso_account_id = 123456789012\nsso_role_name = Other\n\
             [profile c]\nregion = us-east-1\n",
        );
        write(
            &paths.sso_cache.join("0ad374308c5a4e22f723adf10145eafad7c4031c.json"),
            r#"{"accessToken": "x", "expiresAt": "2030-01-02T03:04:05Z"}"#,
        );
        write(
            &paths.cli_cache.join("c30b99aca80d8f5b3178e353f05b2abcc9a4ccd3.json"),
            r#"{"ProviderType": "sso", "Credentials": {"Expiration": "2030-05-02T18:36:00Z"}}"#,
        );
        let inventory = load(&paths).expect("an inventory");
        let session = inventory.session(&SessionId::Named("my-sso".into())).expect("the session");
        assert_eq!(session.profiles, 2);
        assert!(session.token.facts().is_some());
        let expires_at =
            |name: &str| inventory.credentials_expire_at(inventory.profile(&name.into()).expect("a profile"));
        assert_eq!(expires_at("a"), "2030-05-02T18:36:00Z".parse().ok());
        assert_eq!((expires_at("b"), expires_at("c")), (None, None));
    }

    #[test]
    fn a_token_that_was_issued_for_another_start_url_is_told() {
        let (_home, paths) = testing::home();
        fs::create_dir_all(&paths.sso_cache).expect("folder");
        fs::write(
            &paths.config,
            "[sso-session my-sso]\nsso_start_url = https://d-abc123.awsapps.com/start/\nsso_region = us-east-1\n",
        )
        .expect("write");
        for (members, is_told) in [
            ("", false),
            (r#""startUrl": "https://d-abc123.awsapps.com/start/", "region": "us-east-1","#, false),
            (r#""startUrl": "https://d-abc123.awsapps.com/start#/","#, false),
            (r#""startUrl": "https://other.awsapps.com/start","#, true),
            (r#""startUrl": "https://d-abc123.awsapps.com/start/", "region": "eu-west-1","#, true),
        ] {
            let text = format!(r#"{{{members} "accessToken": "x", "expiresAt": "2030-01-02T03:04:05Z"}}"#);
            fs::write(paths.sso_cache.join("0ad374308c5a4e22f723adf10145eafad7c4031c.json"), text)
                .expect("write");
            let inventory = load(&paths).expect("an inventory");
            let problems = &inventory.sessions[0].session.problems;
            let told = problems.iter().any(|problem| problem.what.contains("another session"));
            assert_eq!(told, is_told, "{members}");
        }
    }

    #[test]
    fn a_role_needs_the_session_of_its_source() {
        let (_home, paths) = testing::home();
        fs::create_dir_all(paths.config.parent().expect("parent")).expect("folder");
        let role = |name: &str, source: &str| {
            format!(
                "[profile {name}]\nrole_arn = arn:aws:iam::123456789012:role/x\nsource_profile = {source}\n"
            )
        };
        let text = [
            "[profile a]\nsso_session = s\nsso_account_id = 123456789012\nsso_role_name = Admin\n",
            &role("b", "a"),
            &role("c", "b"),
            &role("d", "d"),
            &role("e", "f"),
            &role("f", "e"),
            &role("g", "nowhere"),
            &role("h", "i"),
            "[profile i]\naws_access_key_id = A\naws_secret_access_key = S\nsource_profile = a\n",
        ]
        .concat();
        fs::write(&paths.config, text).expect("write");
        let inventory = load(&paths).expect("an inventory");
        let behind =
            |name: &str| inventory.session_behind(inventory.profile(&name.into()).expect("a profile"));
        let session = SessionId::Named("s".into());
        for name in ["a", "b", "c"] {
            assert_eq!(behind(name), Some(&session), "{name}");
        }
        for name in ["d", "e", "f", "g", "h", "i"] {
            assert_eq!(behind(name), None, "{name}");
        }
    }

    #[test]
    fn a_folder_in_place_of_a_file_is_an_error_that_names_it() {
        let (_home, paths) = testing::home();
        fs::create_dir_all(&paths.credentials).expect("folder");
        let failure = load(&paths).expect_err("a folder");
        assert!(failure.what.contains("credentials") && failure.why.contains("folder"), "{failure}");
    }
}
