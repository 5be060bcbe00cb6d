//! The temporary keys of a role.

use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};

/// Temporary keys. `Debug` shows neither the key nor the token.
#[derive(Debug, Clone)]
pub struct RoleCredentials {
    pub access_key_id: String,
    pub secret_access_key: SecretString,
    pub session_token: SecretString,
    pub expires_at: Timestamp,
}

impl RoleCredentials {
    /// Whether every part is there and fit for a header and a variable: visible ASCII.
    pub fn are_whole(&self) -> bool {
        [&self.access_key_id, self.secret_access_key.expose_secret(), self.session_token.expose_secret()]
            .into_iter()
            .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_graphic()))
    }

    /// The variables that hand them to a program. The end's name is the AWS CLI's (`configure export-credentials`).
    /// The values are secrets: for the environment of a program, or for somebody who asked to see them.
    pub fn variables(&self) -> [(&'static str, String); 4] {
        [
            ("AWS_ACCESS_KEY_ID", self.access_key_id.clone()),
            ("AWS_SECRET_ACCESS_KEY", self.secret_access_key.expose_secret().to_owned()),
            ("AWS_SESSION_TOKEN", self.session_token.expose_secret().to_owned()),
            ("AWS_CREDENTIAL_EXPIRATION", super::timestamp::format(self.expires_at)),
        ]
    }

    /// What a `credential_process` prints (AWS CLI user guide, "Sourcing credentials with an external process"): holds
    /// the secrets.
    pub fn process_json(&self) -> serde_json::Value {
        serde_json::json!({
            "Version": 1,
            "AccessKeyId": self.access_key_id,
            "SecretAccessKey": self.secret_access_key.expose_secret(),
            "SessionToken": self.session_token.expose_secret(),
            "Expiration": super::timestamp::format(self.expires_at),
        })
    }
}

/// Keys, compared in tests.
#[cfg(test)]
impl PartialEq for RoleCredentials {
    fn eq(&self, other: &Self) -> bool {
        self.variables() == other.variables()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debugging_shows_no_secret() {
        let credentials = RoleCredentials {
            access_key_id: "ASIAEXAMPLE".into(),
            secret_access_key: "s3cret-key".into(),
            session_token: "s3cret-token".into(),
            expires_at: Timestamp::UNIX_EPOCH,
        };
        assert!(!format!("{credentials:?}").contains("s3cret"));
        assert_eq!(credentials.variables()[3].1, "1970-01-01T00:00:00Z");
        assert_eq!(credentials.process_json()["SessionToken"], "s3cret-token");
    }
}
