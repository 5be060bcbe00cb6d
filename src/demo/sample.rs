//! The sample config: sessions in every state, and profiles of every kind that reach what the server has.

use std::fmt::Write;

use super::organization;
use crate::domain::organization::{Account, Roles};

/// The sessions of the sample. Each is the name of an `[sso-session]`.
pub(super) const SIGNED_IN: &str = "corp";
pub(super) const RENEWABLE: &str = "partner";
const SIGNED_OUT: &str = "lab";
pub(super) const SESSIONS: [(&str, &str, &str); 3] = [
    (SIGNED_IN, "https://demo.awsapps.com/start", "us-east-1"),
    (RENEWABLE, organization::PARTNER_URL, "eu-west-1"),
    (SIGNED_OUT, organization::LAB_URL, "us-east-1"),
];
/// The start URL of the legacy profile, and its region.
pub(super) const LEGACY: (&str, &str) = ("https://old-demo.awsapps.com/start", "us-east-1");

/// An account and one of its roles that profiles can be written for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'a> {
    account: &'a Account,
    pub account_id: &'a str,
    pub role_name: &'a str,
}

/// Every account's roles that a config file can hold as they are, account by account.
pub(super) fn places(accounts: &[Account]) -> Vec<Place<'_>> {
    let mut places = Vec::new();
    for account in accounts {
        let account_id = account.id.as_str();
        if account_id.len() != 12 || !account_id.bytes().all(|byte| byte.is_ascii_digit()) {
            continue;
        }
        let Roles::Listed(roles) = &account.roles else { continue };
        places.extend(roles.iter().filter(|role| is_plain(role.as_str())).map(|role| Place {
            account,
            account_id,
            role_name: role.as_str(),
        }));
    }
    places
}

/// Whether IAM would take it for a role name: nothing then needs quoting anywhere.
fn is_plain(name: &str) -> bool {
    (1..=64).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+=,.@-_".contains(&byte))
}

/// `prod-payments.admin`: of characters that every reader of the file takes.
fn profile_name(place: &Place<'_>) -> String {
    let role = match place.role_name {
        "AdministratorAccess" => "admin",
        "ReadOnlyAccess" => "readonly",
        "PowerUserAccess" => "poweruser",
        "ViewOnlyAccess" => "viewonly",
        "DatabaseAdministrator" => "dba",
        "NetworkAdministrator" => "network",
        "SecurityAudit" => "audit",
        "SupportUser" => "support",
        other => other,
    };
    let safe =
        |text: &str| -> String {
            text.chars()
                .take(40)
                .map(|c| {
                    if c.is_ascii_alphanumeric() || "_-.@".contains(c) { c.to_ascii_lowercase() } else { '-' }
                })
                .collect()
        };
    let account = safe(place.account.title());
    if account.trim_matches('-').is_empty() {
        format!("{}.{}", place.account_id, safe(role))
    } else {
        format!("{account}.{}", safe(role))
    }
}

/// How many profiles each session gets at most.
const CORP_PROFILES: usize = 24;
const PARTNER_PROFILES: usize = 4;
const LAB_PROFILES: usize = 2;

/// The text of the config file, for what each start URL leads to.
pub(super) fn config(organization_of: impl Fn(&str) -> Vec<Account>) -> String {
    let mut text = String::from(
        "# Written by the ssotui demo. All of it leads to an Identity Center on this computer only.\n\
         [default]\nregion = eu-west-1\noutput = json\n",
    );
    for (name, start_url, region) in SESSIONS {
        section(
            &mut text,
            &format!("sso-session {name}"),
            &[
                ("sso_start_url", start_url),
                ("sso_region", region),
                ("sso_registration_scopes", "sso:account:access"),
            ],
        );
    }
    let mut names = Vec::new();
    for (session, start_url, _) in SESSIONS {
        let (most, region) = match session {
            SIGNED_IN => (CORP_PROFILES, "eu-west-1"),
            RENEWABLE => (PARTNER_PROFILES, "eu-central-1"),
            _ => (LAB_PROFILES, "us-east-1"),
        };
        for place in places(&organization_of(start_url)).iter().take(most) {
            let name = profile_name(place);
            // Two accounts of one name, or one that fell together when made safe.
            if names.contains(&name) {
                continue;
            }
            section(
                &mut text,
                &format!("profile {name}"),
                &[
                    ("sso_session", session),
                    ("sso_account_id", place.account_id),
                    ("sso_role_name", place.role_name),
                    ("region", region),
                ],
            );
            names.push(name);
        }
    }
    let main = organization_of(LEGACY.0);
    if let Some(place) = places(&main).first() {
        others(&mut text, place, names.first().map_or("default", String::as_str));
    }
    text
}

/// One profile of every other kind.
fn others(text: &mut String, place: &Place<'_>, source: &str) {
    text.push_str("\n# From before there were sso-sessions: no token of it can be renewed.");
    section(
        text,
        "profile old-payments",
        &[
            ("sso_start_url", LEGACY.0),
            ("sso_region", LEGACY.1),
            ("sso_account_id", place.account_id),
            ("sso_role_name", place.role_name),
            ("region", "eu-west-1"),
        ],
    );
    let role_arn = format!("arn:aws:iam::{}:role/Deploy", place.account_id);
    section(
        text,
        "profile deploy-pipeline",
        &[("role_arn", &role_arn), ("source_profile", source), ("region", "eu-west-1")],
    );
    section(
        text,
        "profile build-server",
        &[("credential_process", "demo-credential-helper --profile build-server"), ("region", "us-east-1")],
    );
    section(text, "profile static-keys", &[("region", "us-east-1"), ("output", "json")]);
    text.push_str("\n# The role is missing here, so that there is a problem to see.");
    section(
        text,
        "profile half-written",
        &[("sso_session", SIGNED_IN), ("sso_account_id", place.account_id), ("region", "eu-west-1")],
    );
}

fn section(text: &mut String, header: &str, settings: &[(&str, &str)]) {
    // Writing to a String cannot fail.
    let _ = write!(text, "\n[{header}]\n");
    for (key, value) in settings {
        let _ = writeln!(text, "{key} = {value}");
    }
}

/// The text of the credentials file: the keys of AWS's own documentation, which open nothing.
pub(super) const CREDENTIALS: &str = "[static-keys]\n\
    aws_access_key_id = AKIAIOSFODNN7EXAMPLE\n\
    aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n";

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn headers(text: &str) -> Vec<&str> {
        text.lines().filter(|line| line.starts_with('[')).collect()
    }

    #[test]
    fn every_header_is_there_once_and_reads_alike_everywhere() {
        for accounts in
            [organization::generate(24, 60), organization::generate(300, 1050), organization::hostile()]
        {
            let text = config(|_| accounts.clone());
            let headers = headers(&text);
            let distinct: BTreeSet<_> = headers.iter().collect();
            assert_eq!(distinct.len(), headers.len(), "{text}");
            assert!(text.is_ascii() && !text.contains("\n\n\n"));
            for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with(['#', '['])) {
                assert!(line.split_once(" = ").is_some_and(|(_, value)| !value.is_empty()), "{line}");
            }
            assert!(headers.iter().all(|header| header.split(' ').count() <= 2), "{headers:?}");
        }
    }

    #[test]
    fn an_organisation_without_roles_leaves_the_sessions() {
        let text = config(|_| organization::generate(3, 0));
        assert_eq!(
            headers(&text),
            ["[default]", "[sso-session corp]", "[sso-session partner]", "[sso-session lab]"]
        );
    }
}
