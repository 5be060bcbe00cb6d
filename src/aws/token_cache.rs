//! The token files under `~/.aws/sso/cache`, shared with the AWS CLI and every SDK.

use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value};

use super::json_file::{self, JsonFile};
use super::portal::is_token;
use super::python_json::{self, file_name};
use super::registration_cache::Registration;
use super::safe_file::{self, Access, Replacement};
use super::timestamp;
use crate::domain::names::{Region, StartUrl};
use crate::domain::session::SessionId;
use crate::domain::token::{TokenFacts, TokenFile};
use crate::paths::Paths;

/// A token fresh from the service, and what belongs into the file beside it.
#[derive(Debug)]
pub struct NewToken<'a> {
    pub start_url: &'a StartUrl,
    /// The SSO region, not the one that commands run in.
    pub region: &'a Region,
    pub access_token: &'a SecretString,
    pub expires_at: Timestamp,
    pub registration: &'a Registration,
    /// Not every sign-in gets one.
    pub refresh_token: Option<&'a SecretString>,
}

/// A token with its secret, for talking to the portal.
#[derive(Debug, Clone)]
pub struct StoredToken {
    pub access_token: SecretString,
    pub facts: TokenFacts,
    /// With what it can be renewed; `None` when the file lacks a part of it.
    pub renewal: Option<Renewal>,
}

/// What renewing a token takes.
#[derive(Debug, Clone)]
pub struct Renewal {
    pub refresh_token: SecretString,
    /// The client that the refresh token was issued to.
    pub registration: Registration,
}

/// The members that the AWS CLI writes, in its order. All are text.
pub(super) const MEMBERS: [&str; 8] = [
    "startUrl",
    "region",
    "accessToken",
    "expiresAt",
    "clientId",
    "clientSecret",
    "registrationExpiresAt",
    "refreshToken",
];

/// The token file of a session: the SHA-1 of its name, or of the exact start URL (botocore `SSOTokenLoader`).
pub fn path(paths: &Paths, session: &SessionId) -> PathBuf {
    paths.sso_cache.join(file_name(session.cache_key()))
}

/// What the session's token file says, without its secrets. Blocking.
pub fn read(paths: &Paths, session: &SessionId) -> TokenFile {
    match load(&path(paths, session)) {
        Ok(Some(token)) => TokenFile::Present(token.facts),
        Ok(None) => TokenFile::Missing,
        Err((why, cure)) => TokenFile::Broken { why, cure },
    }
}

/// The session's token. Blocking.
///
/// # Errors
/// Why there is a file but no token, and what to do: a reason and a cure.
pub fn load(path: &Path) -> Result<Option<StoredToken>, (String, String)> {
    match json_file::read_json(path) {
        JsonFile::Missing => Ok(None),
        JsonFile::Broken { why, cure } => Err((why, cure)),
        JsonFile::Json(value) => token_of(&value)
            .map(Some)
            .map_err(|why| (why, "Sign in again: that replaces the file.".to_owned())),
    }
}

/// Reads the members of a token file.
///
/// # Errors
/// Why they are no token; never quotes a value.
pub fn token_of(value: &Value) -> Result<StoredToken, String> {
    let members = value.as_object().ok_or("The file is JSON, but not an object.")?;
    let text = |key: &str| members.get(key).and_then(Value::as_str).filter(|text| !text.is_empty());
    let Some(access_token) = text("accessToken") else {
        let other_case = members.keys().any(|key| key.eq_ignore_ascii_case("accessToken"));
        return Err(if other_case && !members.contains_key("accessToken") {
            "Its keys are not spelled as the AWS CLI spells them: only the Rust SDK reads it."
        } else {
            "The file holds no access token."
        }
        .to_owned());
    };
    if !is_token(access_token) {
        return Err("The access token is too long or holds characters that no token has.".to_owned());
    }
    let expires_at = members.get("expiresAt").ok_or("The file does not say when the token expires.")?;
    let expires_at = expires_at.as_str().and_then(timestamp::parse).ok_or(
        "The time in expiresAt cannot be read, or has no time zone: the AWS CLI and the SDKs fail on it.",
    )?;
    let registration_expires_at = text("registrationExpiresAt").and_then(timestamp::parse);
    let renewal = || {
        let registration = Registration {
            client_id: text("clientId")?.to_owned(),
            client_secret: text("clientSecret")?.into(),
            expires_at: registration_expires_at?,
        };
        Some(Renewal { refresh_token: text("refreshToken")?.into(), registration })
    };
    let renewal = renewal();
    Ok(StoredToken {
        access_token: access_token.into(),
        facts: TokenFacts {
            expires_at,
            renewable_until: renewal.as_ref().map(|renewal| renewal.registration.expires_at),
            registration_expires_at,
            start_url: text("startUrl").map(str::to_owned),
            region: text("region").map(str::to_owned),
        },
        renewal,
    })
}

/// Takes room on the disk for the session's next token file: before something is spent that can be had once. Blocking.
///
/// # Errors
/// When no file of that length can be written there.
pub fn reserve(paths: &Paths, session: &SessionId) -> io::Result<Replacement> {
    let path = path(paths, session);
    let length = std::fs::metadata(&path).map_or(0, |old| old.len().min(json_file::MAX_CACHE_FILE));
    let blank = vec![b' '; usize::try_from(length).unwrap_or_default() + ROOM_TO_GROW];
    safe_file::prepare(&path, &blank, Access::Private)
}

/// How much longer the next token may well be.
const ROOM_TO_GROW: usize = 8 * 1024;

/// Writes the session's token file as the AWS CLI does: one line, its members in its order, nothing that is null.
/// What other tools added to the file is kept behind them. Blocking.
///
/// # Errors
/// When the file cannot be written.
pub fn write(paths: &Paths, session: &SessionId, token: &NewToken<'_>) -> io::Result<TokenFacts> {
    write_into(reserve(paths, session)?, paths, session, token)
}

/// The same, into room that was taken before.
///
/// # Errors
/// When the file cannot be written.
pub fn write_into(
    mut room: Replacement,
    paths: &Paths,
    session: &SessionId,
    token: &NewToken<'_>,
) -> io::Result<TokenFacts> {
    let old = match json_file::read_json(&path(paths, session)) {
        JsonFile::Json(Value::Object(members)) => members,
        _ => Map::new(),
    };
    let text = |text: &str| Value::from(text);
    let registration = token.registration;
    let mut members = vec![
        ("startUrl", text(token.start_url.as_str())),
        ("region", text(token.region.as_str())),
        ("accessToken", text(token.access_token.expose_secret())),
        ("expiresAt", timestamp::format(token.expires_at).into()),
        ("clientId", text(&registration.client_id)),
        ("clientSecret", text(registration.client_secret.expose_secret())),
        ("registrationExpiresAt", timestamp::format(registration.expires_at).into()),
    ];
    if let Some(refresh_token) = token.refresh_token {
        members.push(("refreshToken", text(refresh_token.expose_secret())));
    }
    // In any case, because the Rust SDK reads the known ones in any case.
    let is_known = |key: &str| MEMBERS.iter().any(|known| known.eq_ignore_ascii_case(key));
    let foreign = old.iter().filter(|(key, value)| !is_known(key) && !value.is_null());
    members.extend(foreign.map(|(key, value)| (key.as_str(), value.clone())));
    room.refill(Zeroizing::new(python_json::to_string(&members)).as_bytes())?;
    room.commit()?;
    let registration_expires_at = timestamp::whole_seconds(registration.expires_at);
    Ok(TokenFacts {
        expires_at: timestamp::whole_seconds(token.expires_at),
        renewable_until: token.refresh_token.map(|_| registration_expires_at),
        registration_expires_at: Some(registration_expires_at),
        start_url: Some(token.start_url.as_str().to_owned()),
        region: Some(token.region.as_str().to_owned()),
    })
}

/// A file of the cache that holds a token, whoever wrote it.
#[derive(Debug)]
pub struct FoundToken {
    pub path: PathBuf,
    pub access_token: SecretString,
    pub region: Option<String>,
}

/// Every entry of the cache, under whatever name, that is a JSON object with an `accessToken`: what `aws sso logout`
/// deletes. Blocking.
///
/// # Errors
/// When the folder is there but cannot be listed.
pub fn all(paths: &Paths) -> io::Result<Vec<FoundToken>> {
    let mut found = Vec::new();
    for path in entries(&paths.sso_cache)? {
        let JsonFile::Json(Value::Object(members)) = json_file::read_json(&path) else { continue };
        let text = |key: &str| members.get(key).and_then(Value::as_str);
        if members.contains_key("accessToken") {
            found.push(FoundToken {
                access_token: text("accessToken").unwrap_or_default().into(),
                region: text("region").map(str::to_owned),
                path,
            });
        }
    }
    Ok(found)
}

/// What lies in a cache folder, which may be missing.
pub(super) fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let is_none = |error: &io::Error| {
        // Systems differ in what they call a file in the folder's place.
        matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) || folder.is_file()
    };
    match std::fs::read_dir(folder) {
        Err(error) if is_none(&error) => Ok(Vec::new()),
        Err(error) => Err(error),
        Ok(entries) => entries.map(|entry| Ok(entry?.path())).collect(),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::aws::testing;

    fn registration() -> Registration {
        Registration {
            client_id: "cid".into(),
            client_secret: "s3cret-client".into(),
            expires_at: "2030-01-02T03:04:05.9Z".parse().expect("time"),
        }
    }

    fn write_token(paths: &Paths, refresh: Option<&SecretString>) -> TokenFacts {
        let new = NewToken {
            start_url: &"https://d-abc123.awsapps.com/start".into(),
            region: &"us-east-1".into(),
            access_token: &"s3cret-access".into(),
            expires_at: "2029-01-02T03:04:05.5Z".parse().expect("time"),
            registration: &registration(),
            refresh_token: refresh,
        };
        assert!(!format!("{new:?}").contains("s3cret"), "{new:?}");
        write(paths, &SessionId::Named("my-sso".into()), &new).expect("written")
    }

    fn text(paths: &Paths) -> String {
        fs::read_to_string(paths.sso_cache.join("0ad374308c5a4e22f723adf10145eafad7c4031c.json"))
            .expect("the file")
    }

    const WITHOUT_REFRESH: &str = r#"{"startUrl": "https://d-abc123.awsapps.com/start", "region": "us-east-1", "accessToken": "s3cret-access", "expiresAt": "2029-01-02T03:04:05Z", "clientId": "cid", "clientSecret": "s3cret-client", "registrationExpiresAt": "2030-01-02T03:04:05Z"}"#;

    #[test]
    fn tok_01_tok_02_tok_03_the_name_is_the_hash_of_the_session_or_of_the_exact_url() {
        let (_home, paths) = testing::home();
        for (session, name) in [
            (SessionId::Named("my-sso".into()), "0ad374308c5a4e22f723adf10145eafad7c4031c"),
            (SessionId::Named("dev".into()), "34c6fceca75e456f25e7e99531e2425c6c1de443"),
            (SessionId::Named("my sso".into()), "b3902c2d49b36c95af74dedb0f77c5828749e230"),
            (SessionId::Named("café".into()), "f424452a9673918c6f09b0cdd35b20be8e6ae7d7"),
            (
                SessionId::Legacy("https://d-abc123.awsapps.com/start".into()),
                "40a89917e3175433e361b710a9d43528d7f1890a",
            ),
            (
                SessionId::Legacy("https://d-abc123.awsapps.com/start/".into()),
                "efc31dacc9f40d3b937b7214601a881f4c2500c4",
            ),
            (
                SessionId::Legacy("https://d-abc123.awsapps.com/start#/".into()),
                "1d20e6889e22d083cdaba8ccfc0f15209544e0c0",
            ),
        ] {
            assert_eq!(path(&paths, &session), paths.sso_cache.join(format!("{name}.json")));
        }
    }

    #[test]
    fn tok_04_the_file_is_the_aws_clis_byte_for_byte() {
        let (_home, paths) = testing::home();
        let facts = write_token(&paths, None);
        assert_eq!(text(&paths), WITHOUT_REFRESH);
        assert_eq!(facts.renewable_until, None);
        assert_eq!(read(&paths, &SessionId::Named("my-sso".into())), TokenFile::Present(facts));
        let facts = write_token(&paths, Some(&"s3cret-refresh".into()));
        let with_refresh =
            format!("{}, \"refreshToken\": \"s3cret-refresh\"}}", WITHOUT_REFRESH.trim_end_matches('}'));
        assert_eq!(text(&paths), with_refresh);
        assert_eq!(facts.renewable_until, facts.registration_expires_at);
        assert_eq!(read(&paths, &SessionId::Named("my-sso".into())), TokenFile::Present(facts));
    }

    #[test]
    fn tok_09_what_other_tools_added_is_kept() {
        let (_home, paths) = testing::home();
        write_token(&paths, None);
        let old = r#"{"AccessToken": "old", "refreshToken": "old", "issuedBy": {"é": 1}, "nothing": null}"#;
        fs::write(path(&paths, &SessionId::Named("my-sso".into())), old).expect("write");
        write_token(&paths, None);
        let kept = format!("{}, \"issuedBy\": {{\"\\u00e9\": 1}}}}", WITHOUT_REFRESH.trim_end_matches('}'));
        assert_eq!(text(&paths), kept);
    }

    #[test]
    fn tok_07_tok_10_unusable_tokens_say_why() {
        for (file, expected) in [
            ("[]", "not an object"),
            ("null", "not an object"),
            ("{}", "no access token"),
            (r#"{"accessToken": "", "expiresAt": "2030-01-02T03:04:05Z"}"#, "no access token"),
            (r#"{"accessToken": 5, "expiresAt": "2030-01-02T03:04:05Z"}"#, "no access token"),
            (r#"{"AccessToken": "x", "ExpiresAt": "2030-01-02T03:04:05Z"}"#, "only the Rust SDK"),
            (r#"{"accessToken": "x"}"#, "does not say when"),
            (r#"{"accessToken": "x", "expiresAt": ""}"#, "expiresAt"),
            (r#"{"accessToken": "x", "expiresAt": 1893553445}"#, "expiresAt"),
            (r#"{"accessToken": "x", "expiresAt": "2030-01-02T03:04:05"}"#, "expiresAt"),
        ] {
            let why = token_of(&serde_json::from_str(file).expect("JSON")).expect_err(file);
            assert!(why.contains(expected), "{file}: {why}");
        }
    }

    #[test]
    fn a_token_is_renewable_only_with_all_that_renewal_needs() {
        let whole = r#"{"accessToken": "x", "expiresAt": "2030-01-02T03:04:05Z", "refreshToken": "r", "clientId": "i", "clientSecret": "s", "registrationExpiresAt": "2030-02-02T03:04:05UTC"}"#;
        let facts = |text: &str| token_of(&serde_json::from_str(text).expect("JSON")).expect("a token").facts;
        assert!(facts(whole).renewable_until.is_some());
        for without in ["refreshToken", "clientId", "clientSecret", "registrationExpiresAt"] {
            assert_eq!(facts(&whole.replace(without, "other")).renewable_until, None, "{without}");
        }
        let null = whole.replace(r#""refreshToken": "r""#, r#""refreshToken": null"#);
        assert_eq!(facts(&null).renewable_until, None);
        assert!(facts(&null).registration_expires_at.is_some());
    }

    #[test]
    fn tokens_of_all_tools_are_found_and_nothing_else() {
        let (_home, paths) = testing::home();
        assert!(all(&paths).expect("a missing folder is empty").is_empty());
        write_token(&paths, None);
        for (name, text) in [
            ("toolkit.weird", r#"{"accessToken": "t", "expiresAt": "x"}"#),
            ("registration.json", r#"{"clientId": "c"}"#),
            ("invalid.json", "{"),
            ("number.json", "5"),
        ] {
            fs::write(paths.sso_cache.join(name), text).expect("write");
        }
        fs::create_dir(paths.sso_cache.join("folder.json")).expect("folder");
        let mut found = all(&paths).expect("listed");
        found.sort_by(|a, b| a.path.cmp(&b.path));
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].region.as_deref(), Some("us-east-1"));
        assert_eq!(found[1].region, None);
    }
}
