//! What lies in the cache folders, file by file and without its secrets: for whoever looks after them.

use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::json_file::{self, JsonFile};
use super::timestamp;
use super::token_cache::{self, entries};
use crate::domain::token::TokenFacts;
use crate::paths::Paths;

/// A file of a cache.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CacheFile {
    pub path: PathBuf,
    pub content: Content,
}

/// What a cache file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    Token {
        facts: TokenFacts,
        /// What some SDKs cannot read although the AWS CLI does: how it is spelt.
        spelling: Option<&'static str>,
    },
    /// A client registration; the AWS CLI's and the toolkits' alike.
    Registration { expires_at: Option<Timestamp> },
    /// Credentials of a role.
    Credentials { expires_at: Option<Timestamp> },
    /// Meant to be JSON, or a token, but unusable. Neither text quotes the file.
    Broken { why: String, cure: String },
    /// What a program leaves that is stopped while it writes: not `.json`, with `tmp` in its name.
    Temporary,
    /// Something else's.
    Other,
}

/// `~/.aws/sso/cache`. Blocking.
///
/// # Errors
/// When the folder is there but cannot be listed.
pub fn sso_cache(paths: &Paths) -> io::Result<Vec<CacheFile>> {
    list(&paths.sso_cache)
}

/// `~/.aws/cli/cache`. Blocking.
///
/// # Errors
/// When the folder is there but cannot be listed.
pub fn cli_cache(paths: &Paths) -> io::Result<Vec<CacheFile>> {
    list(&paths.cli_cache)
}

fn list(folder: &Path) -> io::Result<Vec<CacheFile>> {
    let mut files: Vec<CacheFile> = entries(folder)?
        .into_iter()
        .filter(|path| !path.is_dir())
        .map(|path| CacheFile { content: content(&path), path })
        .collect();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

fn content(path: &Path) -> Content {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    if !name.ends_with(".json") {
        return if name.contains("tmp") { Content::Temporary } else { Content::Other };
    }
    match json_file::read_json(path) {
        JsonFile::Missing => Content::Other,
        JsonFile::Broken { why, cure } => Content::Broken { why, cure },
        JsonFile::Json(value) => of_json(&value),
    }
}

fn of_json(value: &Value) -> Content {
    let Some(members) = value.as_object() else {
        // `aws sso logout` stumbles over such files (awscli/customizations/sso/logout.py).
        let why = "The file is JSON, but not an object.".to_owned();
        return Content::Broken { why, cure: "Sign in again: that replaces it.".to_owned() };
    };
    let time = |key: &str| members.get(key).and_then(Value::as_str).and_then(timestamp::parse);
    if members.contains_key("accessToken") {
        return match token_cache::token_of(value) {
            Ok(token) => Content::Token { facts: token.facts, spelling: spelling(members) },
            Err(why) => Content::Broken { why, cure: "Sign in again: that replaces the file.".to_owned() },
        };
    }
    if members.contains_key("clientId") {
        return Content::Registration { expires_at: time("expiresAt") };
    }
    match members.get("Credentials").and_then(Value::as_object) {
        Some(credentials) => {
            let expiration = credentials.get("Expiration").and_then(Value::as_str);
            Content::Credentials { expires_at: expiration.and_then(timestamp::parse) }
        }
        None => Content::Other,
    }
}

/// How a token is spelt that botocore reads and other SDKs do not: `aws-sdk-go-v2` `ssocreds` wants RFC 3339 and text
/// in every known member, the Rust SDK only times that end in `Z` (`aws-config/src/sso/cache.rs`).
fn spelling(members: &Map<String, Value>) -> Option<&'static str> {
    if token_cache::MEMBERS.iter().any(|key| members.get(*key).is_some_and(|value| !value.is_string())) {
        return Some(
            "A member that should be text is null or something else: the Go and Kotlin SDKs fail on it.",
        );
    }
    let ends_in_z = |key: &str| {
        let text = members.get(key).and_then(Value::as_str);
        text.is_none_or(|text| text.ends_with('Z'))
    };
    if ["expiresAt", "registrationExpiresAt"].iter().any(|key| !ends_in_z(key)) {
        return Some(
            "A time in it does not end in Z: the Rust SDK fails on it, and on some forms Go and Java too.",
        );
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::testing;

    #[test]
    fn every_kind_of_file_is_told_apart_and_no_secret_comes_along() {
        let (_home, paths) = testing::home();
        assert_eq!(sso_cache(&paths).expect("a missing folder is empty"), []);
        std::fs::create_dir_all(paths.sso_cache.join("folder.json")).expect("a folder");
        let good = r#"{"accessToken": "s3cret", "expiresAt": "2030-01-02T03:04:05Z"}"#;
        let files = [
            ("a.json", good),
            ("b.json", r#"{"accessToken": "s3cret", "expiresAt": "2030-01-02T03:04:05UTC"}"#),
            (
                "c.json",
                r#"{"accessToken": "s3cret", "expiresAt": "2030-01-02T03:04:05Z", "refreshToken": null}"#,
            ),
            ("d.json", r#"{"accessToken": "s3cret", "expiresAt": 5}"#),
            ("e.json", r#"{"clientId": "c", "clientSecret": "s3cret", "expiresAt": "2030-01-02T03:04:05Z"}"#),
            ("f.json", r#"{"ProviderType": "sso", "Credentials": {"Expiration": "2030-01-02T03:04:05Z"}}"#),
            ("g.json", r#"{"something": 1}"#),
            ("h.json", "s3cret"),
            ("i.json", "[\"s3cret\"]"),
            ("j.json.tmp-12", "s3cret"),
            ("k.txt", "s3cret"),
        ];
        for (name, text) in files {
            std::fs::write(paths.sso_cache.join(name), text).expect("a file");
        }
        let listed = sso_cache(&paths).expect("a list");
        assert!(!format!("{listed:?}").contains("s3cret"), "{listed:?}");
        let kinds: Vec<String> = listed
            .iter()
            .map(|file| match &file.content {
                Content::Token { spelling, .. } => format!("token {}", spelling.is_none()),
                Content::Registration { expires_at } => format!("registration {}", expires_at.is_some()),
                Content::Credentials { expires_at } => format!("credentials {}", expires_at.is_some()),
                Content::Broken { .. } => "broken".to_owned(),
                Content::Temporary => "temporary".to_owned(),
                Content::Other => "other".to_owned(),
            })
            .collect();
        assert_eq!(
            kinds,
            [
                "token true",
                "token false",
                "token false",
                "broken",
                "registration true",
                "credentials true",
                "other",
                "broken",
                "broken",
                "temporary",
                "other"
            ]
        );
    }
}
