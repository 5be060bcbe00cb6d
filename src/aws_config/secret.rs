//! What in the shared files is a secret and therefore never leaves them.
//!
//! Rather too much than too little: people keep passwords of other tools in these files, mistype the
//! names of keys, and indent a key so that it becomes part of the value above it.

use std::borrow::Cow;

use super::document::Document;

/// Parts of a key's name that make its value a secret. Letter case, `-` and `_` do not count.
const SECRET_WORDS: [&str; 10] = [
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
];

/// Keys that hold one of those words but no secret.
const HARMLESS: [&str; 2] = ["webidentitytokenfile", "awsrolesessionname"];

/// The keys that nearly every line has: known without a look at their letters.
fn is_usual(key: &str) -> bool {
    matches!(
        key,
        "sso_session"
            | "sso_account_id"
            | "sso_role_name"
            | "sso_start_url"
            | "sso_region"
            | "sso_registration_scopes"
            | "region"
            | "output"
            | "role_arn"
            | "source_profile"
            | "aws_access_key_id"
            | "credential_process"
    )
}

/// Whether a value must not be shown, given the key as [`shown_key`] has it.
pub(super) fn is_secret(key: &str, value: &str) -> bool {
    (!is_usual(key) && (key == HIDDEN || names_secret(key))) || holds_secret(value)
}

/// Whether text names a secret: as a key, or within a value (`cmd --secret X`, `"SecretAccessKey": "X"`).
fn names_secret(text: &str) -> bool {
    if !may_name_secret(text) {
        return false;
    }
    let mut folded: String = text.chars().filter(|c| !is_joint(*c)).map(|c| c.to_ascii_lowercase()).collect();
    for harmless in HARMLESS {
        folded = folded.replace(harmless, "");
    }
    SECRET_WORDS.iter().any(|word| folded.contains(word))
}

/// What does not count within a word.
fn is_joint(c: char) -> bool {
    matches!(c, '-' | '_')
}

/// The same without a copy of the text, harmless words not considered: almost every text has none.
fn may_name_secret(text: &str) -> bool {
    let bytes = text.as_bytes();
    let letters = letters(bytes);
    let spelt = |word: &str| {
        (0..bytes.len()).filter(|start| bytes[*start] | 0x20 == word.as_bytes()[0]).any(|start| {
            let mut rest = bytes[start..].iter().filter(|b| !is_joint(char::from(**b)));
            word.bytes().all(|b| rest.next().is_some_and(|c| c.to_ascii_lowercase() == b))
        })
    };
    SECRET_WORDS.iter().zip(SECRET_LETTERS).any(|(word, needed)| letters & needed == needed && spelt(word))
}

/// The letters of each secret word.
const SECRET_LETTERS: [u32; SECRET_WORDS.len()] = {
    let mut all = [0; SECRET_WORDS.len()];
    let mut index = 0;
    while index < all.len() {
        all[index] = letters(SECRET_WORDS[index].as_bytes());
        index += 1;
    }
    all
};

/// Which letters occur, a bit for each. (Other characters set a bit too, which does no harm.)
const fn letters(text: &[u8]) -> u32 {
    let mut letters = 0;
    let mut index = 0;
    while index < text.len() {
        letters |= 1 << (text[index] & 0x1f);
        index += 1;
    }
    letters
}

/// Whether a value holds a secret whatever its key is called.
fn holds_secret(value: &str) -> bool {
    // A secret inside a value follows its name, and between the two there is one of these.
    let may_tell = value.as_bytes().iter().any(|b| *b <= b' ' || matches!(b, b'=' | b':') || !b.is_ascii());
    may_tell && (has_password_in_url(value) || (may_name_secret(value) && tells_secret(value)))
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

/// What stands for a key that is a secret itself.
const HIDDEN: &str = "…";

/// A property's key as it may be shown. Two slips make a key of a secret: no delimiter
/// (`aws_secret_access_key abc/def=`), and a secret on a line of its own that is not indented enough.
pub(super) fn shown_key<'b>(document: &Document<'b>, property: usize) -> Cow<'b, str> {
    let properties = document.properties();
    let key = document.key(&properties[property]);
    if is_usual(&key) {
        return key;
    }
    let is_odd = key.len() >= 16 && key.bytes().any(|b| !(b.is_ascii_lowercase() || b == b'_'));
    let after_empty_secret = property > 0 && {
        let previous = &properties[property - 1];
        previous.value().is_empty() && previous.lines().len() == 1 && names_secret(&document.key(previous))
    };
    if is_odd && after_empty_secret { Cow::Borrowed(HIDDEN) } else { without_secret(key) }
}

fn without_secret(key: Cow<'_, str>) -> Cow<'_, str> {
    let Some(end) = key.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-' | '.'))) else {
        return key;
    };
    if names_secret(&key) { Cow::Owned(format!("{}{HIDDEN}", &key[..end])) } else { key }
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
            ("credential_process", "echo \"{\\\"SecretAccessKey\\\":\\\"x\\\"}\""),
            (HIDDEN, "x"),
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
    fn every_secret_word_is_found_without_a_copy() {
        for word in SECRET_WORDS {
            let (start, end) = word.split_at(3);
            for text in [word.to_owned(), word.to_uppercase(), format!("x_{start}-{end}_y")] {
                assert!(may_name_secret(&text) && names_secret(&text), "{text}");
            }
        }
    }

    #[test]
    fn a_secret_that_became_part_of_a_key_is_cut_off() {
        assert_eq!(without_secret("aws_secret_access_key abc/def".into()), "aws_secret_access_key…");
        assert_eq!(without_secret("in valid".into()), "in valid");
        assert_eq!(without_secret("aws_secret_access_key".into()), "aws_secret_access_key");
    }

    #[test]
    fn a_secret_below_its_key_is_not_shown_as_a_key() {
        let document =
            Document::parse(b"[a]\naws_secret_access_key =\nwJalrXUtnFEMI/K7MDENG=\nsso_account_id = 1\n");
        let keys: Vec<_> = (0..3).map(|property| shown_key(&document, property)).collect();
        assert_eq!(keys, ["aws_secret_access_key", HIDDEN, "sso_account_id"]);
    }
}
