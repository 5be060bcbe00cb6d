//! A throw-away home: a sample config, and caches in the AWS CLI's own formats, so that the first
//! screen of the demo has something to show and nothing touches the real `~/.aws`.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp};
use ring::digest;
use serde_json::Value;

use super::sample;
use super::server::Server;
use super::store::Grant;
use super::variables::{self, Variable};
use crate::domain::hex;
use crate::paths::Env;

/// A home folder of the demo. The folder is the caller's: nothing is removed when this is dropped.
#[derive(Debug, Clone)]
pub struct Home {
    folder: PathBuf,
    variables: Vec<Variable>,
}

impl Home {
    /// Writes the sample config and credentials into `folder`, which becomes the home.
    ///
    /// # Errors
    /// When the folder or a file in it cannot be written.
    pub fn create(folder: &Path, server: &Server) -> io::Result<Self> {
        let aws = folder.join(".aws");
        write(&aws.join("config"), &sample::config(|start_url| server.organization_of(start_url)))?;
        write(&aws.join("credentials"), sample::CREDENTIALS)?;
        let mut variables = variables::of_server(server);
        let mut set = |name: &str, path: PathBuf| {
            variables.push(Variable::set(name, path.to_string_lossy()));
        };
        set("HOME", folder.to_path_buf());
        if cfg!(windows) {
            set("USERPROFILE", folder.to_path_buf());
            set("APPDATA", folder.join("AppData").join("Roaming"));
            set("LOCALAPPDATA", folder.join("AppData").join("Local"));
        } else {
            set("XDG_CONFIG_HOME", folder.join(".config"));
            set("XDG_STATE_HOME", folder.join(".local").join("state"));
        }
        Ok(Self { folder: folder.to_path_buf(), variables })
    }

    /// The home folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The variables that point ssotui and any AWS client at this home and its server, and remove
    /// what would lead them elsewhere.
    pub fn variables(&self) -> &[Variable] {
        &self.variables
    }

    /// The environment of a program in this home: `base` with [`Home::variables`] laid over it.
    pub fn environment(&self, base: &Env) -> Env {
        let touched = |name: &str| self.variables.iter().any(|variable| variable.name == name);
        let kept = base.variables().iter().filter(|(name, _)| !touched(name));
        let set = self.variables.iter().filter_map(|it| Some((&it.name, it.value.as_ref()?)));
        let mut env = Env::of_variables(kept.chain(set).map(|(name, value)| (name.clone(), value.clone())));
        env.windows = base.windows;
        env.account_home = Some(self.folder.clone());
        env
    }

    /// Signs the sample's sessions in, so that each state is there: `corp` is valid, `partner` can be
    /// renewed, `lab` is signed out, the legacy one is expired. The credentials of one role are in the
    /// AWS CLI's cache.
    ///
    /// # Errors
    /// When a cache file cannot be written.
    pub fn fill_caches(&self, server: &Server) -> io::Result<()> {
        let valid = SignedDuration::from_mins(47);
        let over = SignedDuration::from_mins(-25);
        for (name, start_url, region) in sample::SESSIONS {
            let expires_in = match name {
                sample::SIGNED_IN => valid,
                sample::RENEWABLE => over,
                _ => continue,
            };
            self.write_token(name, start_url, region, &server.grant_to(start_url, expires_in, true))?;
        }
        let (start_url, region) = sample::LEGACY;
        self.write_token(start_url, start_url, region, &server.grant_to(start_url, over, false))?;
        if let Some(place) = sample::places(&server.organization()).first() {
            self.write_role_credentials(server, place.account_id, place.role_name)?;
        }
        Ok(())
    }

    /// Writes a token file as the AWS CLI writes it. `key` is the session's name, or a legacy start URL.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write_token(&self, key: &str, start_url: &str, region: &str, grant: &Grant) -> io::Result<()> {
        let mut members = vec![
            ("startUrl", start_url.to_owned()),
            ("region", region.to_owned()),
            ("accessToken", grant.access_token.clone()),
            ("expiresAt", time(grant.expires_at)),
            ("clientId", grant.client_id.clone()),
            ("clientSecret", grant.client_secret.clone()),
            ("registrationExpiresAt", time(grant.registration_expires_at)),
        ];
        members.extend(grant.refresh_token.clone().map(|token| ("refreshToken", token)));
        write(&self.token_file(key), &object(&members))
    }

    /// Where a session's token lies, by its name or its legacy start URL.
    pub fn token_file(&self, key: &str) -> PathBuf {
        self.folder.join(".aws").join("sso").join("cache").join(file_name(key))
    }

    /// Credentials of a role, fetched by the AWS CLI for the signed-in session a moment ago
    /// (`SSOCredentialFetcher`: the name is the SHA-1 of the compact JSON of what they are for).
    fn write_role_credentials(&self, server: &Server, account_id: &str, role_name: &str) -> io::Result<()> {
        let (id, keys) = server.shared().role_keys(account_id.into(), role_name.into());
        let key = serde_json::json!({
            "accountId": account_id, "roleName": role_name, "sessionName": sample::SIGNED_IN,
        });
        let credentials = object(&[
            ("AccessKeyId", id),
            ("SecretAccessKey", keys.secret_access_key),
            ("SessionToken", keys.session_token),
            ("Expiration", time(keys.expires_at)),
            ("AccountId", account_id.to_owned()),
        ]);
        let cache = self.folder.join(".aws").join("cli").join("cache");
        write(
            &cache.join(file_name(&key.to_string())),
            &format!("{{\"ProviderType\": \"sso\", \"Credentials\": {credentials}}}"),
        )
    }
}

/// Python's `json.dumps` of texts: in this order, with a blank after each comma and colon.
fn object(members: &[(&str, String)]) -> String {
    let members: Vec<String> =
        members.iter().map(|(name, value)| format!("\"{name}\": {}", Value::from(value.as_str()))).collect();
    format!("{{{}}}", members.join(", "))
}

/// UTC to the second, with `Z`: the form that every SDK reads.
fn time(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// The AWS CLI's name of a cache file.
fn file_name(key: &str) -> String {
    let hash = digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, key.as_bytes());
    hex::encode(hash.as_ref()) + ".json"
}

/// Writes a file that only its owner may read, and the folders above it.
fn write(path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cache_files_have_the_names_that_the_aws_cli_gives() {
        assert_eq!(file_name("my-sso"), "0ad374308c5a4e22f723adf10145eafad7c4031c.json");
        assert_eq!(
            file_name("https://d-abc123.awsapps.com/start"),
            "40a89917e3175433e361b710a9d43528d7f1890a.json"
        );
        let key = serde_json::json!({
            "accountId": "123456789012", "roleName": "Admin", "sessionName": "my-sso",
        });
        assert_eq!(file_name(&key.to_string()), "c30b99aca80d8f5b3178e353f05b2abcc9a4ccd3.json");
    }

    #[test]
    fn times_and_texts_are_as_python_writes_them() {
        assert_eq!(time("2030-01-02T03:04:05.987Z".parse().unwrap()), "2030-01-02T03:04:05Z");
        let text = object(&[("a", "x\"y".to_owned()), ("b", String::new())]);
        assert_eq!(text, "{\"a\": \"x\\\"y\", \"b\": \"\"}");
    }
}
