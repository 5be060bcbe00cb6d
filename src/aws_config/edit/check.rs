//! What may be written: names, keys and values that every reader of the file understands alike.

use super::Target;
use crate::aws_config::sdk::is_identifier;
use crate::aws_config::{problem, text};
use crate::domain::naming::safe_name;
use crate::error::{Failure, FailureKind};

fn refusal(what: String, why: &str, hint: String) -> Failure {
    Failure::new(what, why).kind(FailureKind::Usage).hint(hint)
}

/// Whether a section may get this name.
///
/// # Errors
/// `Usage` with a name to take instead.
pub fn name(target: &Target) -> Result<(), Failure> {
    let name = target.name();
    if name.is_empty() {
        return Err(refusal(
            "A section needs a name.".to_owned(),
            "No AWS tool reads a section without one.",
            "Give it one of letters, digits and _ - / . % @ : +".to_owned(),
        ));
    }
    if !is_identifier(name) {
        let safe = safe_name(name);
        let hint = if safe.is_empty() {
            "Take a name of letters, digits and _ - / . % @ : +".to_owned()
        } else {
            format!("Take {safe} instead.")
        };
        return Err(refusal(
            format!("{:?} cannot be a name.", problem::shown(name)),
            "The AWS SDKs pass over names with anything but ASCII letters, digits and _ - / . % @ : +",
            hint,
        ));
    }
    if matches!(target, Target::Session(_)) && name == "default" {
        return Err(refusal(
            "A session cannot be called default.".to_owned(),
            "Some AWS tools mistake [sso-session default] for the default profile.",
            "Name it after the organisation.".to_owned(),
        ));
    }
    Ok(())
}

/// Whether a key may be newly written. It is in lower case.
///
/// # Errors
/// `Usage` with the reason.
pub fn key(key: &str) -> Result<(), Failure> {
    let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"_-.".contains(&b);
    if !key.is_empty() && key.bytes().all(fits) {
        return Ok(());
    }
    Err(refusal(
        format!("{:?} cannot be a key.", problem::shown(key)),
        "Keys that every AWS tool reads are of letters, digits and _ - .",
        "Write it as in sso_account_id.".to_owned(),
    ))
}

/// Whether every reader gets the value as it is written. No message quotes it: it may be a secret.
///
/// # Errors
/// `Usage` with the reason.
pub fn value(key: &str, value: &str) -> Result<(), Failure> {
    let comment = |c: char| c == '#' || c == ';';
    let (why, hint) = if value.contains(['\n', '\r']) {
        ("It has a line break, and what follows would be read as something else.", "Write it on one line.")
    } else if value.chars().any(|c| c.is_control() && c != '\t') {
        ("It has control characters.", "Type it again without them.")
    } else if text::trim(value).len() != value.len() {
        ("It begins or ends with a blank, which readers cut off.", "Leave the blank out.")
    } else if value.starts_with(comment)
        || value.char_indices().any(|(at, c)| comment(c) && value[..at].ends_with([' ', '\t']))
    {
        (
            "It has a # or ; after a blank: the AWS SDKs take the rest for a comment, the AWS CLI does not.",
            "Leave the blank before it out, or the # or ;.",
        )
    } else {
        return Ok(());
    };
    Err(refusal(format!("That value cannot be written for {}.", problem::shown(key)), why, hint.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_name_comes_with_a_proposal_that_is_taken() {
        for (bad, proposal) in [
            ("a b", "a-b"),
            ("it's", "it-s"),
            ("x] # y", "x-y"),
            ("Prod (EU)", "Prod-EU"),
            ("Größe", "Gro-e"),
            ("a\nb", "a-b"),
            ("a;b", "a-b"),
            ("a\"b", "a-b"),
        ] {
            let failure = name(&Target::profile(bad)).expect_err(bad);
            assert_eq!(failure.kind, FailureKind::Usage);
            assert!(failure.to_string().contains(&format!("Take {proposal} instead.")), "{failure}");
            assert_eq!(name(&Target::profile(proposal)), Ok(()), "{proposal}");
        }
        for bad in ["", "ß", "  "] {
            name(&Target::profile(bad)).expect_err(bad);
        }
        assert_eq!(name(&Target::profile("default")), Ok(()));
        name(&Target::session("default")).expect_err("a session called default");
        assert_eq!(name(&Target::session("A_1-/.%@:+")), Ok(()));
    }

    #[test]
    fn values_that_readers_would_take_apart_are_refused_without_quoting_them() {
        for bad in
            ["s3cret\nx", "s3cret\r", " s3cret", "s3cret ", "s3cret # c", "# s3cret", "s3cret\t;", "s3cret\0"]
        {
            let failure = value("region", bad).expect_err(bad);
            assert!(!failure.to_string().contains("s3cret"), "{failure}");
        }
        for good in
            ["", "https://d-1.awsapps.com/start/#", "a#b;c", "\"C:\\x y\" --z", "Größe", "a = b", "[x]"]
        {
            assert_eq!(value("region", good), Ok(()), "{good}");
        }
    }

    #[test]
    fn keys_are_plain() {
        assert_eq!(key("sso_account_id"), Ok(()));
        for bad in ["", "a b", "a:b", "a=b", "#a", "[a", "é", "A"] {
            key(bad).expect_err(bad);
        }
    }
}
