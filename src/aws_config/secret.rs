//! What in the shared files is a secret and therefore never leaves them.
//!
//! Rather too much than too little: people keep passwords of other tools in these files, mistype the
//! names of keys, and indent a key so that it becomes part of the value above it.

use std::borrow::Cow;

/// Parts of a key's name that make its value a secret. Letter case, `-` and `_` do not count.
const SECRET_WORDS: [&str; 11] = [
    "secret",
    "password",
    "passwd",
    "passphrase",
    "passcode",
    "token",
    "privatekey",
    "apikey",
    "authkey",
    "credentialstring",
    "bearer",
];

/// Keys that hold one of those words but no secret.
const HARMLESS: [&str; 2] = ["webidentitytokenfile", "awsrolesessionname"];

/// Whether a value must not be shown.
pub(super) fn is_secret(key: &str, value: &str) -> bool {
    names_secret(key) || holds_secret(value)
}

/// Whether text names a secret: as a key, or within a value (`cmd --secret X`, `"SecretAccessKey": "X"`).
fn names_secret(text: &str) -> bool {
    let folded: String =
        text.chars().filter(|c| !matches!(c, '-' | '_')).map(|c| c.to_ascii_lowercase()).collect();
    let folded =
        HARMLESS.iter().fold(
            folded,
            |text, harmless| {
                if text.contains(harmless) { text.replace(harmless, "") } else { text }
            },
        );
    SECRET_WORDS.iter().any(|word| folded.contains(word))
}

/// Whether a value holds a secret whatever its key is called.
fn holds_secret(value: &str) -> bool {
    // Most values are short names without a blank or a delimiter: nothing can hide in them.
    let complex = value.contains(['\n', ' ', '=', ':', '"']);
    complex && (tells_secret(value) || has_password_in_url(value))
}

/// Whether a word that names a secret is followed by what may be that secret: `--password x`,
/// `"SecretAccessKey": "x"`. (`https://token.example.com` and `role/SecretsReader` tell none.)
fn tells_secret(value: &str) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
    let mut rest = value;
    while let Some(start) = rest.find(is_word) {
        let word = &rest[start..];
        let end = word.find(|c| !is_word(c)).unwrap_or(word.len());
        rest = &word[end..];
        let told = rest.trim_start_matches(['"', '\\', '\'']);
        if told.starts_with(|c: char| c.is_whitespace() || matches!(c, '=' | ':'))
            && told.contains(is_word)
            && names_secret(&word[..end])
        {
            return true;
        }
    }
    false
}

/// `scheme://user:password@host`.
fn has_password_in_url(value: &str) -> bool {
    value.split("://").skip(1).any(|rest| {
        let authority = rest.split(['/', '?', '#', ' ', '\n']).next().unwrap_or_default();
        authority.split_once('@').is_some_and(|(user, _)| user.contains(':'))
    })
}

/// A key as it may be shown. `aws_secret_access_key abc/def=` makes the secret part of the key.
pub(super) fn key_without_secret(key: Cow<'_, str>) -> Cow<'_, str> {
    let Some(end) = key.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-' | '.'))) else {
        return key;
    };
    if names_secret(&key) { Cow::Owned(format!("{}…", &key[..end])) } else { key }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_known_by_key_or_by_content() {
        for (key, value) in [
            ("aws_secret_access_key", "x"),
            ("aws_session_token", "x"),
            ("aws_security_token", "x"),
            ("aws_secret_acess_key", "x"),
            ("SecretAccessKey", "x"),
            ("azure_default_password", "x"),
            ("client_secret", "x"),
            ("refresh-token", "x"),
            ("region", "eu-west-1\naws_secret_access_key = x"),
            ("s3", "\naws_session_token = x"),
            ("credential_process", "/bin/tool --password x"),
            ("credential_process", "echo {\"SecretAccessKey\":\"x\"}"),
            ("proxy", "http://me:pw@proxy:8080/"),
        ] {
            assert!(is_secret(key, value), "{key} = {value}");
        }
        for (key, value) in [
            ("aws_access_key_id", "AKIDEXAMPLE"),
            ("region", "eu-west-1"),
            ("sso_start_url", "https://corp.awsapps.com/start#/"),
            ("web_identity_token_file", "/var/run/token"),
            ("sso_registration_scopes", "sso:account:access"),
            ("role_arn", "arn:aws:iam::123456789012:role/x"),
            ("credential_process", "/bin/tool --profile x"),
            ("sso_role_name", "SecretsAdmin"),
            ("sso_start_url", "https://token.example.com/start"),
            ("role_arn", "arn:aws:iam::123456789012:role/SecretsReader"),
            ("endpoint_url", "http://user@host/"),
        ] {
            assert!(!is_secret(key, value), "{key} = {value}");
        }
    }

    #[test]
    fn a_secret_that_became_part_of_a_key_is_cut_off() {
        assert_eq!(key_without_secret("aws_secret_access_key abc/def".into()), "aws_secret_access_key…");
        assert_eq!(key_without_secret("in valid".into()), "in valid");
        assert_eq!(key_without_secret("aws_secret_access_key".into()), "aws_secret_access_key");
    }
}
