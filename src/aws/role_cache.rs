//! The role credentials that the AWS CLI caches under `~/.aws/cli/cache`, shared with it: what one has fetched the other
//! uses. They are deleted at sign-out.

use std::collections::{BTreeMap, HashSet};
use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use secrecy::ExposeSecret;
use serde::Serialize;
use serde_json::Value;

use super::json_file::{self, JsonFile};
use super::python_json::{self, file_name};
use super::role_credentials::RoleCredentials;
use super::safe_file;
use super::timestamp;
use super::token_cache::entries;
use crate::domain::inventory::RoleKey;
use crate::domain::session::SessionId;
use crate::paths::Paths;

/// The cache file of a role (AWS CLI `SSOCredentialFetcher._create_cache_key`).
fn name(key: &RoleKey) -> String {
    let session = match &key.session {
        SessionId::Named(name) => ("sessionName", name.as_str()),
        SessionId::Legacy(url) => ("startUrl", url.as_str()),
    };
    file_name(&python_json::to_compact_string(&[
        ("accountId", key.account.as_str()),
        ("roleName", key.role.as_str()),
        session,
    ]))
}

/// When the cached credentials of the wanted roles end; those without cached credentials are left out. The folder is
/// listed once, so that ten thousand roles without credentials cost no file access. Blocking.
pub fn expirations(paths: &Paths, wanted: impl IntoIterator<Item = RoleKey>) -> BTreeMap<RoleKey, Timestamp> {
    let names: HashSet<OsString> = entries(&paths.cli_cache)
        .unwrap_or_default()
        .into_iter()
        .filter_map(|path| path.file_name().map(OsString::from))
        .collect();
    if names.is_empty() {
        return BTreeMap::new();
    }
    wanted
        .into_iter()
        .filter_map(|key| {
            let name = name(&key);
            if !names.contains(OsStr::new(&name)) {
                return None;
            }
            Some((key, expiration(&paths.cli_cache.join(name))?))
        })
        .collect()
}

/// The content of a file as botocore's `SSOCredentialFetcher` writes it.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Entry<'a> {
    provider_type: &'a str,
    credentials: Keys<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Keys<'a> {
    access_key_id: &'a str,
    secret_access_key: &'a str,
    session_token: &'a str,
    expiration: String,
    account_id: &'a str,
}

/// The cached keys of a role, however long they last; `None` where there are none that can be used. Blocking.
pub fn load(paths: &Paths, key: &RoleKey) -> Option<RoleCredentials> {
    let entry = sso_entry(&paths.cli_cache.join(name(key)))?;
    let text = |member: &str| entry.get("Credentials")?.get(member)?.as_str().filter(|text| !text.is_empty());
    let credentials = RoleCredentials {
        access_key_id: text("AccessKeyId")?.to_owned(),
        secret_access_key: text("SecretAccessKey")?.into(),
        session_token: text("SessionToken")?.into(),
        expires_at: timestamp::parse(text("Expiration")?)?,
    };
    credentials.are_whole().then_some(credentials)
}

/// Keeps the keys of a role as the AWS CLI does, byte for byte. Blocking.
///
/// # Errors
/// When the file cannot be written.
pub fn store(paths: &Paths, key: &RoleKey, credentials: &RoleCredentials) -> io::Result<()> {
    let entry = Entry {
        provider_type: "sso",
        credentials: Keys {
            access_key_id: &credentials.access_key_id,
            secret_access_key: credentials.secret_access_key.expose_secret(),
            session_token: credentials.session_token.expose_secret(),
            expiration: timestamp::format(credentials.expires_at),
            account_id: key.account.as_str(),
        },
    };
    safe_file::replace(&paths.cli_cache.join(name(key)), python_json::dumps(&entry).as_bytes())
}

/// When the SSO credentials in a file end.
fn expiration(path: &Path) -> Option<Timestamp> {
    sso_entry(path)?.pointer("/Credentials/Expiration")?.as_str().and_then(timestamp::parse)
}

/// The content of a file that holds credentials from SSO; assume-role entries share the folder.
fn sso_entry(path: &Path) -> Option<Value> {
    match json_file::read_json(path) {
        JsonFile::Json(value) if value.get("ProviderType").and_then(Value::as_str) == Some("sso") => {
            Some(value)
        }
        _ => None,
    }
}

/// The files that hold cached credentials of these roles. Blocking.
pub fn files_of<'a>(paths: &Paths, keys: impl IntoIterator<Item = &'a RoleKey>) -> Vec<PathBuf> {
    keys.into_iter()
        .map(|key| paths.cli_cache.join(name(key)))
        .filter(|path| sso_entry(path).is_some())
        .collect()
}

/// Every file that holds cached credentials from SSO, whichever session they came from: what `aws sso logout`
/// deletes. Blocking.
///
/// # Errors
/// When the folder is there but cannot be listed.
pub fn all_files(paths: &Paths) -> io::Result<Vec<PathBuf>> {
    let is_json = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "json");
    Ok(entries(&paths.cli_cache)?
        .into_iter()
        .filter(|path| is_json(path) && sso_entry(path).is_some())
        .collect())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::aws::testing;

    fn key(session: SessionId, account: &str, role: &str) -> RoleKey {
        RoleKey { session, account: account.into(), role: role.into() }
    }

    #[test]
    fn the_name_is_the_aws_clis() {
        let url = SessionId::Legacy("https://d-abc123.awsapps.com/start".into());
        for (key, expected) in [
            (
                key(SessionId::Named("my-sso".into()), "123456789012", "Admin"),
                "c30b99aca80d8f5b3178e353f05b2abcc9a4ccd3",
            ),
            (key(url, "123456789012", "Admin"), "e584281fb1427cad6a1b4c7fb555a3d13a93ace6"),
            (
                key(SessionId::Named("café".into()), "012345678901", "Rôle"),
                "87cf9e3b48fa9eaf155879ddec6ceab977f67012",
            ),
        ] {
            assert_eq!(name(&key), format!("{expected}.json"));
        }
    }

    #[test]
    fn the_file_is_the_aws_clis_byte_for_byte_and_comes_back() {
        let (_home, paths) = testing::home();
        let key = key(SessionId::Named("my-sso".into()), "123456789012", "Admin");
        assert_eq!(load(&paths, &key), None);
        let credentials = RoleCredentials {
            access_key_id: "ASIAEXAMPLE".into(),
            secret_access_key: "key/+".into(),
            session_token: "token\"==".into(),
            expires_at: "2030-01-02T03:04:05Z".parse().expect("time"),
        };
        store(&paths, &key, &credentials).expect("stored");
        assert_eq!(
            fs::read_to_string(paths.cli_cache.join("c30b99aca80d8f5b3178e353f05b2abcc9a4ccd3.json"))
                .expect("a file"),
            r#"{"ProviderType": "sso", "Credentials": {"AccessKeyId": "ASIAEXAMPLE", "SecretAccessKey": "key/+", "SessionToken": "token\"==", "Expiration": "2030-01-02T03:04:05Z", "AccountId": "123456789012"}}"#
        );
        assert_eq!(load(&paths, &key), Some(credentials));
    }

    #[test]
    fn keys_that_are_not_whole_are_none() {
        let (_home, paths) = testing::home();
        let key = key(SessionId::Named("my-sso".into()), "123456789012", "Admin");
        fs::create_dir_all(&paths.cli_cache).expect("folder");
        let whole = r#"{"ProviderType": "sso", "Credentials": {"AccessKeyId": "a", "SecretAccessKey": "b", "SessionToken": "c", "Expiration": "2022-05-02T18:36:00UTC"}}"#;
        let put = |text: &str| fs::write(paths.cli_cache.join(name(&key)), text).expect("write");
        put(whole);
        assert!(load(&paths, &key).is_some(), "as the AWS CLI wrote it in 2022");
        for (part, other) in [
            ("\"a\"", "\"\""),
            ("\"b\"", "null"),
            ("SessionToken", "x"),
            ("UTC", ""),
            ("sso", "x"),
            ("{", ""),
        ] {
            put(&whole.replace(part, other));
            assert_eq!(load(&paths, &key), None, "{part}");
        }
    }

    #[test]
    fn only_sso_entries_count_and_every_form_of_time_is_read() {
        let (_home, paths) = testing::home();
        let session = SessionId::Named("my-sso".into());
        let keys: Vec<RoleKey> =
            ["a", "b", "c", "d", "e"].iter().map(|role| key(session.clone(), "123456789012", role)).collect();
        assert!(expirations(&paths, keys.clone()).is_empty(), "the folder is missing");
        assert!(all_files(&paths).expect("nothing").is_empty());
        fs::create_dir_all(&paths.cli_cache).expect("folder");
        let put =
            |key: &RoleKey, text: &str| fs::write(paths.cli_cache.join(name(key)), text).expect("write");
        put(
            &keys[0],
            r#"{"ProviderType": "sso", "Credentials": {"SecretAccessKey": "x", "Expiration": "2022-05-02T18:36:00Z", "AccountId": "1"}}"#,
        );
        put(&keys[1], r#"{"ProviderType": "sso", "Credentials": {"Expiration": "2022-05-02T18:36:00UTC"}}"#);
        put(&keys[2], r#"{"Credentials": {"Expiration": "2022-05-02T18:36:00+00:00"}}"#);
        put(&keys[3], "[]");
        fs::write(paths.cli_cache.join("notes.txt"), r#"{"ProviderType": "sso"}"#).expect("write");
        let expirations = expirations(&paths, keys.clone());
        let expected: Timestamp = "2022-05-02T18:36:00Z".parse().expect("time");
        assert_eq!(expirations.get(&keys[0]), Some(&expected));
        assert_eq!(expirations.get(&keys[1]), Some(&expected));
        assert_eq!(expirations.len(), 2);
        assert_eq!(files_of(&paths, &keys).len(), 2);
        assert_eq!(all_files(&paths).expect("listed").len(), 2);
    }
}
