//! Addresses that open the AWS console.
//!
//! The portal's link to a role is what AWS calls a shortcut link ("Creating shortcut links to AWS Management Console
//! destinations"). It holds no secret: the portal signs in whoever follows it, in a session of its own for each account
//! and role.

use super::names::{AccountId, Region, RoleName, StartUrl};
use super::partition::{Partition, is_region_shaped};
use super::percent::encode;
use crate::error::{Failure, FailureKind};

/// How the console is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ConsoleWay {
    /// By the portal's link.
    #[default]
    Portal,
    /// Signed in with the role's own credentials.
    Federation,
}

impl ConsoleWay {
    pub const ALL: [Self; 2] = [Self::Portal, Self::Federation];

    /// Its name in the settings.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Portal => "portal",
            Self::Federation => "federation",
        }
    }
}

/// The portal's link to a role of an account. Without a role the portal offers those there are; without a destination
/// it goes where the permission set says, else to the console's home.
///
/// # Errors
/// When the start URL is no page of a portal.
pub fn portal_link(
    start_url: &StartUrl,
    account: &AccountId,
    role: Option<&RoleName>,
    destination: Option<&str>,
) -> Result<String, Failure> {
    let refuse = |why: &str| {
        Failure::new("There is no link to the console.", why).hint(
            "Set console = \"federation\" in the settings, or use the portal's own address as sso_start_url.",
        )
    };
    let page = start_url.as_str().split('#').next().unwrap_or_default().trim_end_matches('/');
    if page.chars().any(|c| c.is_control() || c.is_whitespace()) {
        return Err(refuse("The start URL is malformed."));
    }
    let (scheme, rest) = page.split_once("://").unwrap_or_default();
    if !matches!(scheme.to_ascii_lowercase().as_str(), "https" | "http") || rest.is_empty() {
        return Err(refuse("The start URL is no web address."));
    }
    if rest.to_ascii_lowercase().starts_with("identitycenter.") {
        return Err(refuse("The start URL is an issuer's, which no browser can open."));
    }
    let mut link = format!("{page}/#/console?account_id={}", encode(account.as_str()));
    if let Some(role) = role {
        link.push_str(&format!("&role_name={}", encode(role.as_str())));
    }
    if let Some(destination) = destination {
        link.push_str(&format!("&destination={}", encode(destination)));
    }
    Ok(link)
}

/// A page of the console: a service's, else the home. `None` where the console's address is not known and nothing but
/// the home is asked for.
///
/// # Errors
/// `Usage` for what is no region or no service, or a service in a partition whose console is not known.
pub fn console_page(region: &Region, service: Option<&str>) -> Result<Option<String>, Failure> {
    let refuse =
        |why: String| Failure::new("There is no such page of the console.", why).kind(FailureKind::Usage);
    let code = region.as_str();
    if !is_region_shaped(code) {
        return Err(refuse(format!("{code} is no region code such as eu-west-1.")));
    }
    let path = match service {
        None => "console".to_owned(),
        Some(service) => service_path(service).ok_or_else(|| {
            refuse(format!(
                "{service} is no service; write it as the console's addresses do: ec2, s3, lambda."
            ))
        })?,
    };
    let partition = Partition::of_region(code);
    match partition.console_host {
        None if service.is_some() => {
            Err(refuse(format!("The console's address in {} is not known.", partition.id)))
        }
        None => Ok(None),
        // Only the commercial console is known to have hosts of single regions.
        Some(host) if partition.id == "aws" => {
            Ok(Some(format!("https://{code}.{host}/{path}/home?region={code}")))
        }
        Some(host) => Ok(Some(format!("https://{host}/{path}/home?region={code}"))),
    }
}

/// Where a service is in the console. Most are where they are called; these are not.
fn service_path(service: &str) -> Option<String> {
    let service = service.to_ascii_lowercase();
    let is_word = |word: &str| {
        !word.is_empty() && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
    };
    if !service.split('/').all(is_word) {
        return None;
    }
    Some(
        match service.as_str() {
            "dynamodb" | "ddb" => "dynamodbv2",
            "cfn" => "cloudformation",
            "cw" => "cloudwatch",
            "redshift" => "redshiftv2",
            "sfn" | "stepfunctions" => "states",
            "ssm" => "systems-manager",
            "sso" => "singlesignon",
            "vpc" => "vpcconsole",
            other => other,
        }
        .to_owned(),
    )
}

/// Where the console's sign-in of a region is reached.
///
/// # Errors
/// `Usage` for what is no region.
pub fn sign_in_url(region: &Region) -> Result<String, Failure> {
    let code = region.as_str();
    if !is_region_shaped(code) {
        return Err(Failure::new(
            "There is no sign-in to the console.",
            format!("{code} is no region code such as eu-west-1."),
        )
        .kind(FailureKind::Usage));
    }
    Ok(format!("https://{code}.{}", Partition::of_region(code).sign_in_host))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(start_url: &str, role: Option<&str>, destination: Option<&str>) -> Result<String, Failure> {
        let role = role.map(RoleName::from);
        portal_link(&start_url.into(), &"012345678901".into(), role.as_ref(), destination)
    }

    #[test]
    fn every_spelling_of_the_start_url_leads_to_the_same_link() {
        for start_url in [
            "https://d-abc123.awsapps.com/start",
            "https://d-abc123.awsapps.com/start/",
            "https://d-abc123.awsapps.com/start#/",
            "https://d-abc123.awsapps.com/start/#",
        ] {
            assert_eq!(
                link(start_url, Some("Admin"), None).as_deref(),
                Ok("https://d-abc123.awsapps.com/start/#/console?account_id=012345678901&role_name=Admin"),
                "{start_url}"
            );
        }
        assert_eq!(
            link("https://start.us-gov-home.awsapps.com/directory/acme", None, None).as_deref(),
            Ok("https://start.us-gov-home.awsapps.com/directory/acme/#/console?account_id=012345678901")
        );
    }

    #[test]
    fn roles_and_destinations_are_encoded_whole() {
        let link = link("https://x.awsapps.com/start", Some("a+b c"), Some("https://h/p?a=1&b=2#c"))
            .expect("a link");
        assert!(
            link.ends_with("&role_name=a%2Bb%20c&destination=https%3A%2F%2Fh%2Fp%3Fa%3D1%26b%3D2%23c"),
            "{link}"
        );
    }

    #[test]
    fn what_is_no_portal_has_no_link() {
        for start_url in [
            "https://identitycenter.amazonaws.com/ssoins-1",
            "https://IdentityCenter.us-gov.amazonaws.com/x",
            "",
            "#",
            "javascript:alert(1)",
            "file:///etc/passwd",
            "https://",
            "https://a b/",
            "https://a\n/",
        ] {
            assert!(link(start_url, None, None).is_err(), "{start_url}");
        }
    }

    #[test]
    fn the_console_has_its_hosts_in_each_partition() {
        let page = |region: &str, service| console_page(&region.into(), service);
        for (region, service, expected) in [
            ("eu-west-1", None, "https://eu-west-1.console.aws.amazon.com/console/home?region=eu-west-1"),
            ("eu-west-1", Some("EC2"), "https://eu-west-1.console.aws.amazon.com/ec2/home?region=eu-west-1"),
            (
                "us-east-1",
                Some("dynamodb"),
                "https://us-east-1.console.aws.amazon.com/dynamodbv2/home?region=us-east-1",
            ),
            (
                "us-east-1",
                Some("route53/v2"),
                "https://us-east-1.console.aws.amazon.com/route53/v2/home?region=us-east-1",
            ),
            ("cn-north-1", None, "https://console.amazonaws.cn/console/home?region=cn-north-1"),
            (
                "us-gov-west-1",
                Some("s3"),
                "https://console.amazonaws-us-gov.com/s3/home?region=us-gov-west-1",
            ),
            ("eusc-de-east-1", None, "https://console.amazonaws-eusc.eu/console/home?region=eusc-de-east-1"),
        ] {
            assert_eq!(page(region, service), Ok(Some(expected.to_owned())));
        }
        assert_eq!(page("us-iso-east-1", None), Ok(None));
        assert!(page("us-iso-east-1", Some("s3")).is_err());
        for (region, service) in [
            ("evil.com/", None),
            ("eu-west-1", Some("../x")),
            ("eu-west-1", Some("")),
            ("eu-west-1", Some("a?b")),
            ("eu-west-1", Some("//evil")),
        ] {
            assert!(page(region, service).is_err(), "{region} {service:?}");
        }
    }

    #[test]
    fn the_sign_in_is_of_the_region_and_its_partition() {
        let url = |region: &str| sign_in_url(&region.into());
        assert_eq!(url("us-east-1").as_deref(), Ok("https://us-east-1.signin.aws.amazon.com"));
        assert_eq!(url("cn-north-1").as_deref(), Ok("https://cn-north-1.signin.amazonaws.cn"));
        assert_eq!(url("us-gov-east-1").as_deref(), Ok("https://us-gov-east-1.signin.amazonaws-us-gov.com"));
        assert_eq!(url("eusc-de-east-1").as_deref(), Ok("https://eusc-de-east-1.signin.amazonaws-eusc.eu"));
        assert!(url("evil.com/").is_err());
    }
}
