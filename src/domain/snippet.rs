//! Texts about a profile for other programs' files and command lines, each in the form that the program documents.

use super::names::{AccountId, ProfileName, Region, RoleName};
use super::partition::{Partition, is_region_shaped};
use super::shell::Shell;
use crate::error::Failure;

/// A text as it is, if pasting it somewhere does what it says.
///
/// # Errors
/// Control characters: a terminal would obey them.
pub fn plain(text: &str) -> Result<String, Failure> {
    if text.chars().any(char::is_control) {
        return Err(Failure::new("This is not copied.", "It holds a control character."));
    }
    Ok(text.to_owned())
}

/// `--profile NAME`, which the AWS CLI, CDK and others take.
///
/// # Errors
/// As [`Shell::word`].
pub fn profile_option(shell: Shell, name: &ProfileName) -> Result<String, Failure> {
    if name.as_str().starts_with('-') {
        // Apart, the name would be taken for another option.
        return shell.word(&format!("--profile={name}"));
    }
    Ok(format!("--profile {}", shell.word(name.as_str())?))
}

/// What matches the ARN of the IAM role behind a permission set ("Referencing permission sets in resource policies",
/// IAM Identity Center user guide). IAM Identity Center puts sixteen characters of its own at the end of the name, and
/// in us-east-1 no region into the path.
///
/// # Errors
/// For what is no account id, and without the region of Identity Center, which is a part of it.
pub fn role_arn(
    account: &AccountId,
    role: &RoleName,
    sso_region: Option<&Region>,
) -> Result<String, Failure> {
    let refuse = |why: &str| Failure::new("There is no role ARN.", why);
    let account = account_id(account).map_err(|failure| refuse(&failure.why))?;
    let region = sso_region
        .map(Region::as_str)
        .filter(|region| is_region_shaped(region))
        .ok_or_else(|| refuse("The session's sso_region is not known."))?;
    let path = if region == "us-east-1" { String::new() } else { format!("{region}/") };
    let partition = Partition::of_region(region).id;
    let role = plain(role.as_str()).map_err(|failure| refuse(&failure.why))?;
    Ok(format!(
        "arn:{partition}:iam::{account}:role/aws-reserved/sso.amazonaws.com/{path}AWSReservedSSO_{role}_*"
    ))
}

/// The provider block of Terraform's AWS provider. Quoting: "Strings and Templates" of the Terraform language, where
/// `${` and `%{` begin a template.
///
/// # Errors
/// Control characters in the name.
pub fn terraform_provider(name: &ProfileName, region: Option<&Region>) -> Result<String, Failure> {
    let quoted = |text: &str| {
        let text = plain(text)?.replace('\\', r"\\").replace('"', "\\\"");
        Ok(format!("\"{}\"", text.replace("${", "$${").replace("%{", "%%{")))
    };
    let mut block = format!("provider \"aws\" {{\n  profile = {}\n", quoted(name.as_str())?);
    if let Some(region) = region {
        block.push_str(&format!("  region  = {}\n", quoted(region.as_str())?));
    }
    block.push_str("}\n");
    Ok(block)
}

/// A boto3 session. Quoting: "String and Bytes literals" of the Python language reference.
///
/// # Errors
/// Control characters in the name.
pub fn boto3_session(name: &ProfileName) -> Result<String, Failure> {
    let name = plain(name.as_str())?.replace('\\', r"\\").replace('\'', r"\'");
    Ok(format!("import boto3\n\nsession = boto3.Session(profile_name='{name}')\n"))
}

/// The line that deploys with AWS CDK (`cdk deploy --profile`).
///
/// # Errors
/// As [`Shell::word`].
pub fn cdk_deploy(shell: Shell, name: &ProfileName) -> Result<String, Failure> {
    Ok(format!("cdk deploy {}", profile_option(shell, name)?))
}

/// The line that signs Docker in to the private registry of an account ("Private registry authentication", Amazon ECR
/// user guide). The registry's host is `ACCOUNT.dkr.ecr.REGION.SUFFIX`, with the suffix of the region's partition.
///
/// # Errors
/// For what is no account id or no region, and as [`Shell::word`].
pub fn ecr_login(
    shell: Shell,
    name: &ProfileName,
    account: &AccountId,
    region: Option<&Region>,
) -> Result<String, Failure> {
    let account = account_id(account)?;
    let region = region.map(Region::as_str).filter(|region| is_region_shaped(region)).ok_or_else(|| {
        Failure::new("There is no line for Docker.", "The profile names no region, and a registry is in one.")
    })?;
    let suffix = Partition::of_region(region).dns_suffix;
    let profile = profile_option(shell, name)?;
    Ok(format!(
        "aws ecr get-login-password --region {region} {profile} | \
         docker login --username AWS --password-stdin {account}.dkr.ecr.{region}.{suffix}"
    ))
}

/// The account of an IAM role's ARN.
pub fn account_of_arn(arn: &str) -> Option<AccountId> {
    let account = arn.strip_prefix("arn:")?.split(':').nth(3)?;
    account_id(&account.into()).ok().map(AccountId::from)
}

fn account_id(account: &AccountId) -> Result<&str, Failure> {
    let id = account.as_str();
    if AccountId::is_one(id) {
        return Ok(id);
    }
    Err(Failure::new("This is not copied.", "The account id is not twelve digits."))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ACCOUNT: &str = "012345678901";

    #[test]
    fn the_option_is_one_word_that_no_shell_or_tool_misreads() {
        let option = |shell, name: &str| profile_option(shell, &name.into()).expect("an option");
        assert_eq!(option(Shell::Bash, "prod.admin"), "--profile prod.admin");
        assert_eq!(option(Shell::Bash, "it's"), r"--profile 'it'\''s'");
        assert_eq!(option(Shell::PowerShell, "a b"), "--profile 'a b'");
        assert_eq!(option(Shell::Cmd, "a b"), "--profile \"a b\"");
        assert_eq!(option(Shell::Zsh, "-x"), "'--profile=-x'");
        assert!(profile_option(Shell::Bash, &"a\nb".into()).is_err());
    }

    #[test]
    fn the_arn_of_a_permission_set_has_the_region_but_in_us_east_1() {
        let arn = |region: Option<&str>| {
            role_arn(&ACCOUNT.into(), &"Admin".into(), region.map(Region::from).as_ref())
        };
        for (region, expected) in [
            (
                "us-east-1",
                "arn:aws:iam::012345678901:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_*",
            ),
            (
                "eu-west-2",
                "arn:aws:iam::012345678901:role/aws-reserved/sso.amazonaws.com/eu-west-2/AWSReservedSSO_Admin_*",
            ),
            (
                "cn-north-1",
                "arn:aws-cn:iam::012345678901:role/aws-reserved/sso.amazonaws.com/cn-north-1/AWSReservedSSO_Admin_*",
            ),
        ] {
            assert_eq!(arn(Some(region)).as_deref(), Ok(expected));
        }
        assert!(arn(None).is_err());
        assert!(role_arn(&"12".into(), &"Admin".into(), Some(&"us-east-1".into())).is_err());
    }

    #[test]
    fn terraform_sees_no_template_in_a_name() {
        let region = Region::from("eu-west-1");
        assert_eq!(
            terraform_provider(&"prod.admin".into(), Some(&region)).as_deref(),
            Ok("provider \"aws\" {\n  profile = \"prod.admin\"\n  region  = \"eu-west-1\"\n}\n")
        );
        assert_eq!(
            terraform_provider(&r#"a"${b}\%{c}"#.into(), None).as_deref(),
            Ok("provider \"aws\" {\n  profile = \"a\\\"$${b}\\\\%%{c}\"\n}\n")
        );
        assert!(terraform_provider(&"a\u{1b}".into(), None).is_err());
    }

    #[test]
    fn python_sees_the_name_as_it_is() {
        assert_eq!(
            boto3_session(&r"it's\n".into()).as_deref(),
            Ok("import boto3\n\nsession = boto3.Session(profile_name='it\\'s\\\\n')\n")
        );
    }

    #[test]
    fn docker_signs_in_to_the_registry_of_the_partition() {
        let line = |region: &str| {
            ecr_login(Shell::Bash, &"prod".into(), &ACCOUNT.into(), Some(&region.into())).expect("a line")
        };
        assert_eq!(
            line("eu-west-1"),
            "aws ecr get-login-password --region eu-west-1 --profile prod | docker login --username AWS \
             --password-stdin 012345678901.dkr.ecr.eu-west-1.amazonaws.com"
        );
        for (region, host) in [
            ("cn-north-1", "012345678901.dkr.ecr.cn-north-1.amazonaws.com.cn"),
            ("us-gov-west-1", "012345678901.dkr.ecr.us-gov-west-1.amazonaws.com"),
            ("eusc-de-east-1", "012345678901.dkr.ecr.eusc-de-east-1.amazonaws.eu"),
            ("us-iso-east-1", "012345678901.dkr.ecr.us-iso-east-1.c2s.ic.gov"),
        ] {
            assert!(line(region).ends_with(&format!(" {host}")), "{region}");
        }
        let refused = |account: &str, region: Option<&str>| {
            ecr_login(Shell::Bash, &"p".into(), &account.into(), region.map(Region::from).as_ref()).is_err()
        };
        assert!(refused(ACCOUNT, None) && refused("12", Some("eu-west-1")));
        assert!(refused(ACCOUNT, Some("x; rm -rf ~")), "nothing but a region stands in a command");
        assert_eq!(cdk_deploy(Shell::Sh, &"a b".into()).as_deref(), Ok("cdk deploy --profile 'a b'"));
    }

    #[test]
    fn an_arn_tells_its_account() {
        assert_eq!(account_of_arn("arn:aws:iam::012345678901:role/x"), Some(ACCOUNT.into()));
        assert_eq!(account_of_arn("arn:aws:iam::12:role/x"), None);
        assert_eq!(account_of_arn("x"), None);
    }
}
