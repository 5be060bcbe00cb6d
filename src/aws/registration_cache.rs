//! Client registrations under `~/.aws/sso/cache`, shared with the AWS CLI.

use std::io;
use std::path::PathBuf;

use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

use super::json_file::{self, JsonFile};
use super::python_json::{self, file_name};
use super::safe_file;
use super::timestamp;
use crate::domain::names::{Region, SessionName, StartUrl};
use crate::paths::Paths;

/// A registered OAuth client.
#[derive(Debug, Clone)]
pub struct Registration {
    pub client_id: String,
    pub client_secret: SecretString,
    pub expires_at: Timestamp,
}

/// What a registration is cached under (botocore `SSOTokenFetcher._registration_cache_key`).
#[derive(Debug, Clone, Copy)]
pub struct RegistrationKey<'a> {
    pub region: &'a Region,
    /// `sso_registration_scopes` as the config file has them, whatever is registered in the end: the AWS CLI's browser
    /// flow registers a scope for a session that names none, too, and files it under none. `None` differs from an
    /// empty list.
    pub scopes: Option<&'a [String]>,
    /// `None` for a legacy start URL.
    pub session_name: Option<&'a SessionName>,
    pub start_url: &'a StartUrl,
}

/// What a client for the browser flow is registered for, and its file says (botocore
/// `SSOTokenFetcherAuth._AUTH_GRANT_TYPES`). A client for the device code names none.
pub const GRANT_TYPES: [&str; 2] = ["authorization_code", "refresh_token"];

/// What a registration is wanted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// The device code. `needs_scopes` leaves out what the AWS CLI's device flow registered without scopes, as it does
    /// for a session that names none: then there is no refresh token.
    DeviceCode { needs_scopes: bool },
    /// The browser.
    Browser,
}

/// botocore's `_EXPIRY_WINDOW`: a registration with less time left is not used for a new sign-in.
const EXPIRY_WINDOW: SignedDuration = SignedDuration::from_mins(15);

impl RegistrationKey<'_> {
    /// The registration's file.
    pub fn path(self, paths: &Paths) -> PathBuf {
        let key = python_json::to_string(&[
            ("region", Value::from(self.region.as_str())),
            ("scopes", self.scopes.into()),
            ("session_name", self.session_name.map(SessionName::as_str).into()),
            ("startUrl", self.start_url.as_str().into()),
            ("tool", "botocore".into()),
        ]);
        paths.sso_cache.join(file_name(&key))
    }

    /// The cached registration, if it serves the purpose: readable, more than 15 minutes left, and made for the same
    /// way to sign in. One file serves both ways, and each refuses the other's registration and overwrites it, as in
    /// botocore (`_is_registration_for_auth_code`). Blocking.
    pub fn read(self, paths: &Paths, now: Timestamp, purpose: Purpose) -> Option<Registration> {
        let JsonFile::Json(Value::Object(members)) = json_file::read_json(&self.path(paths)) else {
            return None;
        };
        let text = |key: &str| members.get(key).and_then(Value::as_str).filter(|text| !text.is_empty());
        let expires_at = timestamp::parse(text("expiresAt")?)?;
        let has_scopes =
            members.get("scopes").and_then(Value::as_array).is_some_and(|scopes| !scopes.is_empty());
        let suits = match purpose {
            Purpose::DeviceCode { needs_scopes } => {
                !members.contains_key("grantTypes") && (has_scopes || !needs_scopes)
            }
            Purpose::Browser => {
                let grant_types = members.get("grantTypes").and_then(Value::as_array);
                grant_types.is_some_and(|types| types.iter().any(|name| name == GRANT_TYPES[0]))
            }
        };
        (suits && expires_at.duration_since(now) > EXPIRY_WINDOW).then_some(Registration {
            client_id: text("clientId")?.to_owned(),
            client_secret: text("clientSecret")?.into(),
            expires_at,
        })
    }

    /// Writes the registration, and the scopes it was made with, as the AWS CLI does. Blocking.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write(
        self,
        paths: &Paths,
        registration: &Registration,
        registered_scopes: Option<&[String]>,
        purpose: Purpose,
    ) -> io::Result<()> {
        let mut members = vec![
            ("clientId", Value::from(registration.client_id.as_str())),
            ("clientSecret", registration.client_secret.expose_secret().into()),
            ("expiresAt", timestamp::format(registration.expires_at).into()),
        ];
        if let Some(scopes) = registered_scopes.filter(|scopes| !scopes.is_empty()) {
            members.push(("scopes", scopes.into()));
        }
        if purpose == Purpose::Browser {
            members.push(("grantTypes", GRANT_TYPES.as_slice().into()));
        }
        safe_file::replace(&self.path(paths), python_json::to_string(&members).as_bytes())
    }

    /// Forgets a registration that the service refused. Blocking.
    ///
    /// # Errors
    /// When it is there and stays there.
    pub fn remove(self, paths: &Paths) -> io::Result<()> {
        safe_file::remove(&self.path(paths)).map(drop)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::aws::testing;

    const SCOPED: Purpose = Purpose::DeviceCode { needs_scopes: true };
    const PLAIN: Purpose = Purpose::DeviceCode { needs_scopes: false };

    fn with_key<T>(
        scopes: Option<&[&str]>,
        session: Option<&str>,
        f: impl FnOnce(RegistrationKey<'_>) -> T,
    ) -> T {
        let scopes: Option<Vec<String>> =
            scopes.map(|scopes| scopes.iter().map(|&scope| scope.to_owned()).collect());
        let session = session.map(SessionName::from);
        f(RegistrationKey {
            region: &"us-east-1".into(),
            scopes: scopes.as_deref(),
            session_name: session.as_ref(),
            start_url: &"https://d-abc123.awsapps.com/start".into(),
        })
    }

    #[test]
    fn the_name_is_the_aws_clis() {
        let (_home, paths) = testing::home();
        for (scopes, session, name) in [
            (Some(&["sso:account:access"][..]), Some("my-sso"), "18d9b42846b15eb5385befb03b3d864f800fcc11"),
            (None, Some("my-sso"), "7af4639e6a11a78ced2d4bb3c69314f42f27dd04"),
            (Some(&[]), Some("my-sso"), "b165428e506ca0216d55388c05591e0a38685686"),
            (None, None, "c7029af06842ab71c7d71a4f2d85fc584e0c5528"),
            (
                Some(&["sso:account:access", "codewhisperer:completions"]),
                Some("café"),
                "0791852713c83219cbf93c8f10590c2c3d56b7d5",
            ),
        ] {
            let path = with_key(scopes, session, |key| key.path(&paths));
            assert_eq!(path, paths.sso_cache.join(format!("{name}.json")));
        }
    }

    #[test]
    fn it_is_written_as_the_aws_cli_does_and_read_back() {
        let (_home, paths) = testing::home();
        let now: Timestamp = "2030-01-01T00:00:00Z".parse().expect("time");
        with_key(Some(&["a", "b"]), Some("my-sso"), |key| {
            assert!(key.read(&paths, now, SCOPED).is_none());
            let registration = Registration {
                client_id: "cid".into(),
                client_secret: "s3cret".into(),
                expires_at: "2030-01-01T00:15:01Z".parse().expect("time"),
            };
            assert!(!format!("{registration:?}").contains("s3cret"));
            key.write(&paths, &registration, key.scopes, SCOPED).expect("written");
            assert_eq!(
                fs::read_to_string(key.path(&paths)).expect("the file"),
                r#"{"clientId": "cid", "clientSecret": "s3cret", "expiresAt": "2030-01-01T00:15:01Z", "scopes": ["a", "b"]}"#
            );
            assert_eq!(key.read(&paths, now, SCOPED).expect("reused").client_id, "cid");
            assert!(
                key.read(&paths, now + SignedDuration::from_secs(1), SCOPED).is_none(),
                "15 minutes left"
            );
            key.remove(&paths).expect("removed");
            key.remove(&paths).expect("nothing to remove");
            assert!(key.read(&paths, now, SCOPED).is_none());
        });
    }

    #[test]
    fn what_the_device_flow_cannot_use_is_not_reused() {
        let (_home, paths) = testing::home();
        fs::create_dir_all(&paths.sso_cache).expect("folder");
        let now: Timestamp = "2030-01-01T00:00:00Z".parse().expect("time");
        with_key(None, None, |key| {
            let good = r#"{"clientId": "c", "clientSecret": "s", "expiresAt": "2030-02-01T00:00:00UTC"}"#;
            fs::write(key.path(&paths), good).expect("write");
            assert!(key.read(&paths, now, PLAIN).is_some());
            assert!(key.read(&paths, now, SCOPED).is_none(), "it was made without scopes");
            for bad in [
                "",
                "{",
                "[]",
                r#"{"clientId": "c", "clientSecret": "s"}"#,
                r#"{"clientId": "c", "clientSecret": null, "expiresAt": "2030-02-01T00:00:00Z"}"#,
                r#"{"clientId": "c", "clientSecret": "s", "expiresAt": "2030-02-01T00:00:00"}"#,
                r#"{"clientId": "c", "clientSecret": "s", "expiresAt": "2030-02-01T00:00:00Z", "grantTypes": ["authorization_code", "refresh_token"]}"#,
            ] {
                fs::write(key.path(&paths), bad).expect("write");
                assert!(key.read(&paths, now, PLAIN).is_none(), "{bad}");
            }
        });
    }

    #[test]
    fn each_way_to_sign_in_refuses_the_others_registration_and_overwrites_it() {
        let (_home, paths) = testing::home();
        let now: Timestamp = "2030-01-01T00:00:00Z".parse().expect("time");
        let registration = Registration {
            client_id: "cid".into(),
            client_secret: "s3cret".into(),
            expires_at: "2030-02-01T00:00:00Z".parse().expect("time"),
        };
        let scopes = ["a".to_owned()];
        with_key(None, Some("my-sso"), |key| {
            key.write(&paths, &registration, Some(&scopes), Purpose::Browser).expect("written");
            assert_eq!(
                fs::read_to_string(key.path(&paths)).expect("the file"),
                r#"{"clientId": "cid", "clientSecret": "s3cret", "expiresAt": "2030-02-01T00:00:00Z", "scopes": ["a"], "grantTypes": ["authorization_code", "refresh_token"]}"#,
                "the members and their order are the AWS CLI's"
            );
            assert!(key.read(&paths, now, SCOPED).is_none());
            assert!(key.read(&paths, now, Purpose::Browser).is_some());
            key.write(&paths, &registration, Some(&scopes), SCOPED).expect("written");
            assert!(key.read(&paths, now, SCOPED).is_some());
            assert!(key.read(&paths, now, Purpose::Browser).is_none());
        });
    }
}
