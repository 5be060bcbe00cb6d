//! What a program sees that is started with a profile.

use super::names::{ProfileName, Region};

/// Variables that would give a program other credentials than the profile's, or half of others: keys win over
/// `AWS_PROFILE` in the AWS CLI and boto3, and `AWS_SECURITY_TOKEN` over `AWS_SESSION_TOKEN` in botocore.
pub const STALE: [&str; 16] = [
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_SECURITY_TOKEN",
    "AWS_CREDENTIAL_EXPIRATION",
    "AWS_CREDENTIALS_EXPIRATION",
    "AWS_ACCOUNT_ID",
    "AWS_ROLE_ARN",
    "AWS_ROLE_SESSION_NAME",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
];

/// The variables of the region: `AWS_REGION` for most, the other for boto3.
pub const REGION: [&str; 2] = ["AWS_REGION", "AWS_DEFAULT_REGION"];

/// A variable's new value; `None` removes it.
pub type Change = (&'static str, Option<String>);

/// What is different for a program that runs with a profile: `AWS_PROFILE`, and nothing stale. `region` is one that was
/// asked for. Without it the profile's own holds, `own`, for which those of the environment must go.
pub fn with_profile(name: &ProfileName, region: Option<&Region>, own: Option<&Region>) -> Vec<Change> {
    let mut changes = without_stale();
    changes.push(("AWS_PROFILE", Some(name.to_string())));
    match (region, own) {
        (Some(region), _) => changes.extend(set_region(region)),
        (None, Some(_)) => changes.extend(REGION.map(|name| (name, None))),
        (None, None) => {}
    }
    changes
}

/// What is different for a program that gets keys, aside from the keys: nothing stale, and the region, which no profile
/// tells it now.
pub fn for_keys(region: Option<&Region>) -> Vec<Change> {
    let mut changes = without_stale();
    changes.extend(region.into_iter().flat_map(set_region));
    changes
}

fn without_stale() -> Vec<Change> {
    STALE.map(|name| (name, None)).into()
}

fn set_region(region: &Region) -> [Change; 2] {
    REGION.map(|name| (name, Some(region.to_string())))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What comes of a variable in the end: `None` if it is left as it was.
    fn last<'a>(changes: &'a [Change], name: &str) -> Option<Option<&'a str>> {
        changes.iter().rev().find(|(known, _)| *known == name).map(|(_, value)| value.as_deref())
    }

    #[test]
    fn a_profile_is_set_and_what_would_win_over_it_is_gone() {
        let changes = with_profile(&"p".into(), None, Some(&"eu-west-1".into()));
        assert_eq!(last(&changes, "AWS_PROFILE"), Some(Some("p")));
        for name in ["AWS_ACCESS_KEY_ID", "AWS_SECURITY_TOKEN", "AWS_DEFAULT_PROFILE", "AWS_REGION"] {
            assert_eq!(last(&changes, name), Some(None), "{name}");
        }
        assert_eq!(last(&changes, "AWS_CONFIG_FILE"), None, "that is where the profile is");
        let without_region = with_profile(&"p".into(), None, None);
        assert_eq!(last(&without_region, "AWS_REGION"), None, "the only one there is");
        let asked = with_profile(&"p".into(), Some(&"us-east-1".into()), Some(&"eu-west-1".into()));
        assert_eq!(last(&asked, "AWS_DEFAULT_REGION"), Some(Some("us-east-1")));
    }

    #[test]
    fn with_keys_there_is_no_profile() {
        let changes = for_keys(Some(&"eu-west-1".into()));
        assert_eq!(last(&changes, "AWS_PROFILE"), Some(None));
        assert_eq!(last(&changes, "AWS_REGION"), Some(Some("eu-west-1")));
    }
}
