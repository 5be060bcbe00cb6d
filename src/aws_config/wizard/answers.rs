//! The wizard's answers one by one: what was typed, checked and brought into the form in which it is written.
//! Each failure is `Usage` and says what to write instead.

use crate::aws_config::edit::{self, Target};
use crate::aws_config::problem::shown;
use crate::domain::names::{AccountId, ProfileName, Region, RoleName, SessionName, StartUrl};
use crate::domain::partition::{PARTITIONS, Partition};
use crate::domain::{region, start_url};
use crate::error::{Failure, FailureKind};

/// What is asked for when a session is registered, unless another answer is given (AWS CLI
/// `customizations/configure/sso.py`): it lets accounts and roles be listed and the token be renewed.
pub const DEFAULT_SCOPES: &str = "sso:account:access";

/// The output formats of the AWS CLI v2.
pub const OUTPUTS: [&str; 6] = ["json", "text", "table", "yaml", "yaml-stream", "off"];

fn wrong(what: impl Into<String>, why: impl Into<String>, hint: impl Into<String>) -> Failure {
    Failure::new(what, why).kind(FailureKind::Usage).hint(hint)
}

/// # Errors
/// A name that not every AWS tool reads.
pub fn session_name(text: &str) -> Result<SessionName, Failure> {
    let name = text.trim();
    edit::check_name(&Target::session(name)).map(|()| name.into())
}

/// # Errors
/// A name that not every AWS tool reads.
pub fn profile_name(text: &str) -> Result<ProfileName, Failure> {
    let name = text.trim();
    edit::check_name(&Target::profile(name)).map(|()| name.into())
}

/// The region that an Identity Center lies in, held against what the start URL tells.
///
/// # Errors
/// What is no region's code, or one of another part of AWS than the start URL.
pub fn sso_region(text: &str, start_url: Option<&StartUrl>) -> Result<Region, Failure> {
    let region = region(text)?;
    let partition = Partition::of_region(region.as_str());
    match start_url.and_then(start_url::partition) {
        Some(expected) if expected != partition => Err(wrong(
            format!("{region} cannot be the region of this start URL."),
            format!(
                "The start URL belongs to the partition {}, the region to {}.",
                expected.id, partition.id
            ),
            format!("Take one of {}.", expected.sso_regions.join(", ")),
        )),
        _ => Ok(region),
    }
}

/// Whether the region is known to have an Identity Center. New ones appear all the time: a remark, no refusal.
pub fn is_known_sso_region(region: &Region) -> bool {
    PARTITIONS.iter().any(|partition| partition.sso_regions.contains(&region.as_str()))
}

/// A region's code.
///
/// # Errors
/// What has not the shape of one.
pub fn region(text: &str) -> Result<Region, Failure> {
    let code = text.trim().to_ascii_lowercase();
    let region = Region::from(code.as_str());
    if region.is_code() {
        return Ok(region);
    }
    Err(wrong(
        format!("{:?} is no region.", shown(text.trim())),
        "A region's code is made of an area, a direction and a number.",
        region::did_you_mean(&code).unwrap_or_else(|| "For example eu-west-1.".to_owned()),
    ))
}

/// Scopes, separated by commas.
///
/// # Errors
/// Where something else separates them, or there is none.
pub fn scopes(text: &str) -> Result<Vec<String>, Failure> {
    let scopes: Vec<String> =
        text.split(',').map(str::trim).filter(|scope| !scope.is_empty()).map(str::to_owned).collect();
    let is_scope = |scope: &String| {
        scope.bytes().all(|b| b.is_ascii_graphic() && !matches!(b, b'#' | b';' | b'"' | b'\'' | b'\\'))
    };
    if !scopes.is_empty() && scopes.iter().all(is_scope) {
        return Ok(scopes);
    }
    Err(wrong(
        "These are no scopes.",
        "Scope values must be separated by commas, and have no blanks in them.",
        format!("Usually {DEFAULT_SCOPES} is all that is needed."),
    ))
}

/// An account's id: twelve digits.
///
/// # Errors
/// Anything else.
pub fn account_id(text: &str) -> Result<AccountId, Failure> {
    let id = text.trim();
    if AccountId::is_one(id) {
        return Ok(id.into());
    }
    Err(wrong(
        format!("{:?} is no account id.", shown(id)),
        "An account's id is twelve digits, zeros at the start included.",
        "The access portal shows it next to the account's name.",
    ))
}

/// A role's name, as the portal lists it.
///
/// # Errors
/// A name that no role can have (AWS IAM: letters, digits and `+=,.@_-`).
pub fn role_name(text: &str) -> Result<RoleName, Failure> {
    let name = text.trim();
    let fits = |b: u8| b.is_ascii_alphanumeric() || b"+=,.@_-".contains(&b);
    if !name.is_empty() && name.len() <= 64 && name.bytes().all(fits) {
        return Ok(name.into());
    }
    let why = if name.starts_with("arn:") {
        "It is the ARN of a role, and what is wanted is the name alone."
    } else {
        "A role's name is made of letters, digits and + = , . @ _ - and has at most 64 of them."
    };
    Err(wrong(format!("{:?} is no name of a role.", shown(name)), why, "For example AdministratorAccess."))
}

/// The output format of the AWS CLI.
///
/// # Errors
/// One that it does not know.
pub fn output(text: &str) -> Result<String, Failure> {
    let format = text.trim().to_ascii_lowercase();
    if OUTPUTS.contains(&format.as_str()) {
        return Ok(format);
    }
    Err(wrong(
        format!("{:?} is no output format.", shown(text.trim())),
        "The AWS CLI would refuse every command of the profile.",
        format!("Take one of {}.", OUTPUTS.join(", ")),
    ))
}

/// The AWS CLI's own proposal for a profile's name.
pub fn usual_profile_name(account: &AccountId, role: &RoleName) -> ProfileName {
    crate::domain::naming::safe_name(&format!("{role}-{account}")).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_are_known_by_their_shape_and_their_partition() {
        for text in ["eu-west-1", " EU-West-1 ", "us-gov-west-1", "xx-new-99"] {
            region(text).expect(text);
        }
        for text in ["", "eu", "eu-west", "eu-west-", "euwest1", "eu-west-1a", "Ireland", "a b-c-1", "é-x-1"]
        {
            let failure = region(text).expect_err(text);
            assert_eq!(failure.kind, FailureKind::Usage);
        }
        let hint = region("euwest3").expect_err("no hyphens").hint;
        assert_eq!(hint.as_deref(), Some("Did you mean eu-west-3, Europe (Paris)?"));
        let china = StartUrl::from("https://corp.awsapps.cn/start");
        assert_eq!(sso_region("cn-north-1", Some(&china)), Ok("cn-north-1".into()));
        let failure = sso_region("us-east-1", Some(&china)).expect_err("another partition");
        assert!(failure.hint.as_deref().is_some_and(|hint| hint.contains("cn-northwest-1")), "{failure}");
        assert_eq!(sso_region("us-east-1", Some(&"https://sso.corp.com".into())), Ok("us-east-1".into()));
        assert!(is_known_sso_region(&"eu-west-1".into()) && !is_known_sso_region(&"eu-west-9".into()));
    }

    #[test]
    fn scopes_are_separated_by_commas() {
        assert_eq!(scopes("a"), Ok(vec!["a".into()]));
        assert_eq!(
            scopes(" sso:account:access ,codewhisperer:completions, "),
            Ok(vec!["sso:account:access".into(), "codewhisperer:completions".into()])
        );
        for wrong in ["", " , ", "a b", "a;b", "a\tb", "a#b", "é"] {
            scopes(wrong).expect_err(wrong);
        }
    }

    #[test]
    fn accounts_roles_and_outputs() {
        assert_eq!(account_id(" 012345678901 "), Ok("012345678901".into()));
        for wrong in ["12345678901", "1234567890123", "0123-4567-8901", "", "٠١٢٣٤٥٦٧٨٩٠١"] {
            account_id(wrong).expect_err(wrong);
        }
        assert_eq!(role_name("Power+User=1,2.3@x_-"), Ok("Power+User=1,2.3@x_-".into()));
        for wrong in ["", "a b", "a/b", "arn:aws:iam::123456789012:role/x", &"a".repeat(65)] {
            role_name(wrong).expect_err(wrong);
        }
        assert_eq!(output("YAML"), Ok("yaml".into()));
        output("xml").expect_err("no format");
        assert_eq!(
            usual_profile_name(&"012345678901".into(), &"Admin".into()).as_str(),
            "Admin-012345678901"
        );
        assert_eq!(
            usual_profile_name(&"012345678901".into(), &"a=b".into()).as_str(),
            "a-b-012345678901",
            "what not every tool reads is replaced"
        );
    }

    #[test]
    fn names_are_those_that_every_tool_reads() {
        assert_eq!(session_name(" corp "), Ok("corp".into()));
        session_name("default").expect_err("mistaken for the profile");
        assert_eq!(profile_name("default"), Ok("default".into()));
        for wrong in ["", "a b", "a]"] {
            session_name(wrong).expect_err(wrong);
            profile_name(wrong).expect_err(wrong);
        }
    }
}
