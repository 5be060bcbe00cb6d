use proptest::prelude::*;

use super::*;
use crate::aws_config::{Reading, read};
use crate::domain::profile::Severity;

fn found(config: &str, request: &Request<'_>) -> Migration {
    let Reading { profiles, sessions, .. } = read(config.as_bytes(), b"");
    migration(request, &profiles, &sessions)
}

/// The text after everything was migrated. Once more, and there is nothing to do.
fn migrated(config: &str, request: &Request<'_>) -> String {
    let migration = found(config, request);
    let change = migration.plan().against(config.as_bytes(), b"").expect("a change");
    let text = String::from_utf8(change.after).expect("UTF-8");
    assert_eq!(found(&text, request).profiles, [], "{text}");
    text
}

fn whys(migration: &Migration) -> Vec<(&str, &str)> {
    migration.left.iter().map(|left| (left.name.as_str(), left.why.as_str())).collect()
}

const LEGACY: &str = "\
[profile dev]
# mine
sso_start_url = https://corp.awsapps.com/start#/
sso_region = us-east-1
sso_account_id = 012345678901
sso_role_name = Admin
region = eu-west-1

[profile prod]
sso_start_url = https://corp.awsapps.com/start
sso_region = us-east-1
sso_account_id = 111111111111
sso_role_name = Read
sso_auto_populated = true
credential_process = aws-sso-util credential-process --profile prod
";

#[test]
fn legacy_profiles_of_one_portal_share_a_session() {
    assert_eq!(
        migrated(LEGACY, &Request::default()),
        "\
[profile dev]
# mine
sso_account_id = 012345678901
sso_role_name = Admin
region = eu-west-1
sso_session = corp

[profile prod]
sso_account_id = 111111111111
sso_role_name = Read
sso_auto_populated = true
sso_session = corp

[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = us-east-1
sso_registration_scopes = sso:account:access
"
    );
}

#[test]
fn a_session_that_is_there_is_used() {
    let config = format!(
        "[sso-session work]\nsso_start_url = https://corp.awsapps.com/start/\nsso_region = us-east-1\n\n{LEGACY}"
    );
    let text = migrated(&config, &Request::default());
    assert_eq!((text.matches("[sso-session").count(), text.matches("sso_session = work").count()), (1, 2));
    // Another region is another session.
    let elsewhere = config.replacen("us-east-1", "eu-west-1", 1);
    let migration = found(&elsewhere, &Request::default());
    assert_eq!(migration.sessions.len(), 1);
    assert_eq!(migration.sessions[0].name.as_str(), "corp");
}

#[test]
fn names_choose_and_leftovers_may_stay() {
    let text = migrated(LEGACY, &Request { names: ["prod"].into(), ..Request::default() });
    assert!(text.contains("start#/") && text.contains("sso_session = corp"), "{text}");
    let text = migrated(LEGACY, &Request { keep_leftovers: true, ..Request::default() });
    assert!(text.contains("credential_process = aws-sso-util"), "{text}");
}

#[test]
fn what_the_aws_cli_leaves_beside_a_session_goes() {
    let config = "\
[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = us-east-1

[profile dev]
sso_region = us-east-1
sso_session = corp
sso_account_id = 012345678901
sso_role_name = Admin
";
    let text = migrated(config, &Request::default());
    assert_eq!(text, config.replace("sso_region = us-east-1\nsso_session", "sso_session"));
    assert_eq!(found(config, &Request { keep_leftovers: true, ..Request::default() }), Migration::default());
}

/// Which of the two is right is not for a program to say.
#[test]
fn what_contradicts_the_session_stays_and_is_told() {
    for (key, theirs, why) in [
        (
            "sso_region = eu-west-1",
            "sso_region = us-east-1",
            "is eu-west-1, and it has a session that says us-east-1",
        ),
        (
            "sso_start_url = https://old.awsapps.com/start",
            "",
            "a session that says https://corp.awsapps.com/start",
        ),
        ("sso_region = us-east-1", "", "a session that has none"),
    ] {
        let config = format!(
            "[sso-session corp]\nsso_start_url = https://corp.awsapps.com/start\n{theirs}\n\n[profile dev]\n{key}\n\
             sso_session = corp\nsso_account_id = 012345678901\nsso_role_name = Admin\n"
        );
        let migration = found(&config, &Request::default());
        assert_eq!(migration.profiles, []);
        assert!(whys(&migration)[0].1.contains(why), "{:?}", migration.left);
    }
}

/// A profile whose session is missing must not come to life by accident, with another portal.
#[test]
fn a_new_session_is_not_called_as_profiles_call_theirs() {
    let lost = "[profile lost]\nsso_session = corp\nsso_region = eu-west-1\nsso_account_id = 012345678901\n\
                sso_role_name = Admin\n";
    let text = migrated(&format!("{lost}{LEGACY}"), &Request::default());
    assert!(text.starts_with(lost) && text.contains("[sso-session corp-us-east-1]"), "{text}");
    assert!(!text.contains("[sso-session corp]"), "{text}");
}

const GRANTED: &str = "\
[profile Prod/Admin]
granted_sso_start_url      = `https://corp.awsapps.com/start/#`
granted_sso_region         = ap-south-1
granted_sso_account_id     = 012345678901
granted_sso_role_name      = Admin
common_fate_generated_from = aws-sso
credential_process         = granted credential-process --profile Prod/Admin
region                     = eu-west-1
";

#[test]
fn profiles_of_granted_become_profiles_of_a_session() {
    assert_eq!(
        migrated(GRANTED, &Request::default()),
        "\
[profile Prod/Admin]
region                     = eu-west-1
sso_session = corp
sso_account_id = 012345678901
sso_role_name = Admin

[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = ap-south-1
sso_registration_scopes = sso:account:access
"
    );
}

#[test]
fn profiles_of_aws_sso_cli_need_a_session_to_be_named() {
    let config = "\
[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = us-east-1

# BEGIN_AWS_SSO_CLI

[profile 012345678901:Admin]
credential_process = /usr/local/bin/aws-sso -u open -S \"Default\" process --arn arn:aws:iam::012345678901:role/Admin
output=json

# END_AWS_SSO_CLI
";
    let migration = found(config, &Request::default());
    assert_eq!(
        whys(&migration),
        [("012345678901:Admin", "Nothing in it tells the start URL: name a session with --session.")]
    );
    let corp = SessionName::from("corp");
    let text = migrated(config, &Request { session: Some(&corp), ..Request::default() });
    assert!(
        text.contains(
            "[profile 012345678901:Admin]\noutput=json\nsso_session = corp\nsso_account_id = 012345678901\n\
             sso_role_name = Admin\n\n# END"
        ),
        "{text}"
    );
}

#[test]
fn what_cannot_be_migrated_says_why() {
    let config = "\
[profile leapp]
credential_process = leapp session generate 0a1b2c3d
[profile half]
sso_start_url = https://corp.awsapps.com/start
sso_account_id = 012345678901
[profile open]
sso_start_url = http://corp.awsapps.com/start
sso_region = us-east-1
sso_account_id = 012345678901
sso_role_name = Admin
[profile lost]
sso_session = nowhere
sso_region = us-east-1
sso_account_id = 012345678901
sso_role_name = Admin
[profile both]
sso_start_url = https://corp.awsapps.com/start
sso_region = us-east-1
sso_account_id = 012345678901
sso_role_name = Admin
[profile plain]
region = us-east-1
";
    let Reading { profiles, sessions, .. } = read(config.as_bytes(), b"[both]\nregion = eu-west-1\n");
    let migration = migration(&Request::default(), &profiles, &sessions);
    assert_eq!(
        whys(&migration),
        [
            ("leapp", "What leapp left does not tell account and role."),
            ("half", "It has no sso_region."),
            ("open", "That is no start URL. A sign-in over anything but https could be read by others."),
            ("lost", "Its session nowhere does not exist."),
            ("both", "It stands in the credentials file, which ssotui does not change."),
        ]
    );
    assert_eq!((migration.profiles, migration.sessions), (Vec::new(), Vec::new()));
}

#[test]
fn keys_that_every_section_inherits_are_found_out() {
    for config in [
        format!(
            "[DEFAULT]\nsso_start_url = https://corp.awsapps.com/start#/\n{}",
            LEGACY.replacen("sso_start_url = https://corp.awsapps.com/start#/\n", "", 1)
        ),
        "[profile dev]\nsso_account_id = 012345678901\nsso_role_name = Admin\nsso_region = us-east-1\n\
         [DEFAULT]\nsso_start_url = https://corp.awsapps.com/start#/\n"
            .to_owned(),
    ] {
        let migration = found(&config, &Request::default());
        let change = migration.plan().against(config.as_bytes(), b"");
        let is_left = whys(&migration).iter().any(|(_, why)| why.contains("[DEFAULT]"));
        assert!(is_left || change.is_err(), "{config}");
    }
}

prop_compose! {
    /// A section of a file that has seen much: sessions that are there or not, keys twice, inherited or contradicting.
    fn section()(
        name in "[pq][0-3]",
        session in prop::sample::select(vec!["corp", "corp-us-east-1", "x", "none"]),
        url in prop::sample::select(vec!["corp.awsapps.com/start", "corp.awsapps.com/start#/", "x.awsapps.com/start"]),
        region in prop::sample::select(vec!["us-east-1", "eu-west-1"]),
        shape in 0_usize..8,
    ) -> (String, String) {
        let reach = "sso_account_id = 012345678901\nsso_role_name = Admin\n";
        let (url, region) = (format!("sso_start_url = https://{url}\n"), format!("sso_region = {region}\n"));
        let session_key = format!("sso_session = {session}\n");
        let keys = match shape {
            0 | 1 => return (format!("sso-session {session}"), format!("{url}{region}")),
            2 => return ("DEFAULT".to_owned(), region.replace("sso_", "")),
            3 => format!("{session_key}{reach}{region}"),
            4 => format!("{session_key}{reach}{url}{region}"),
            5 => format!("{session_key}{reach}"),
            6 => format!("{url}{region}{reach}region = eu-west-1\n"),
            _ => format!("{url}{region}{reach}credential_process = aws-sso-util credential-process --profile {name}\n"),
        };
        (format!("profile {name}"), keys)
    }
}

prop_compose! {
    /// A profile of one of the kinds, by its number.
    fn profile()(
        kind in 0_u8..4,
        // Not in the alphabet of names that are encoded (`xn--`): few of them decode.
        alias in "[a-wyz][a-z0-9-]{0,8}[a-z0-9]",
        spelling in 0_usize..5,
        region in prop::sample::select(vec!["us-east-1", "eu-west-1", "ap-southeast-2"]),
        account in "[0-9]{12}",
        role in "[A-Za-z][A-Za-z0-9+=,.@_-]{0,20}",
        other in prop::option::of("[a-z]{3,8}"),
    ) -> (u8, String, String, String, String, Option<String>) {
        let end = ["/start", "/start/", "/start#", "/start#/", "/start/#/"][spelling];
        (kind, format!("https://{alias}.awsapps.com{end}"), region.to_owned(), account, role, other)
    }
}

proptest! {
    /// A second time there is nothing to do, and who did not work before is not changed by accident.
    #[test]
    fn migrating_comes_to_an_end(all in prop::collection::btree_map("[a-h]", section(), 1..8)) {
        let sections: std::collections::BTreeMap<String, String> = all.into_values().collect();
        let config: String = sections.iter().map(|(name, keys)| format!("[{name}]\n{keys}\n")).collect();
        let migration = found(&config, &Request::default());
        let Ok(change) = migration.plan().against(config.as_bytes(), b"") else { return Ok(()) };
        let text = String::from_utf8(change.after).expect("UTF-8");
        let again = found(&text, &Request::default());
        let left: BTreeSet<&ProfileName> = change.left.iter().map(|left| &left.name).collect();
        prop_assert!(again.profiles.iter().all(|it| left.contains(&it.name)), "{}\n{}", config, text);
        let (before, after) = (read(config.as_bytes(), b""), read(text.as_bytes(), b""));
        for (before, after) in before.profiles.iter().zip(&after.profiles) {
            let touched = migration.profiles.iter().any(|it| it.name == before.name && !left.contains(&it.name));
            prop_assert!(touched || before.session == after.session && before.sso_region == after.sso_region
                && before.start_url == after.start_url, "{}\n{}", config, text);
        }
    }

    #[test]
    fn a_migrated_profile_reads_back_as_it_was(all in prop::collection::vec(profile(), 1..8)) {
        let mut config = String::new();
        for (number, (kind, url, region, account, role, other)) in all.iter().enumerate() {
            let tick = if url.contains('#') { "`" } else { "" };
            let keys = match kind {
                0 | 1 => format!("sso_start_url={url}\nsso_region={region}\nsso_account_id = {account}\nsso_role_name: {role}\n"),
                2 => format!("sso_region = {region}\nsso_start_url = {url}\nsso_role_name = {role}\nsso_account_id = {account}\n\
                              credential_process = aws-sso-util credential-process --profile p{number}\n"),
                _ => format!("granted_sso_start_url = {tick}{url}{tick}\ngranted_sso_region = {region}\n\
                              granted_sso_account_id = {account}\ngranted_sso_role_name = {role}\n\
                              credential_process = granted credential-process --profile p{number}\n"),
            };
            config.push_str(&format!("# {number}\n[profile p{number}]\n{keys}"));
            if let Some(other) = other {
                config.push_str(&format!("cli_pager = {other}\n\n"));
            }
        }
        let text = migrated(&config, &Request::default());
        let reading = read(text.as_bytes(), b"");
        for (number, (_, url, region, account, role, other)) in all.iter().enumerate() {
            let profile = &reading.profiles[number];
            prop_assert_eq!(profile.kind, ProfileKind::Sso);
            prop_assert_eq!(profile.account_id.as_ref().map(|it| it.as_str()), Some(account.as_str()));
            prop_assert_eq!(profile.role_name.as_ref().map(|it| it.as_str()), Some(role.as_str()));
            prop_assert_eq!(profile.sso_region.as_ref().map(|it| it.as_str()), Some(region.as_str()));
            let read_url = profile.start_url.as_ref().map(|it| it.to_string()).unwrap_or_default();
            prop_assert!(same_portal(&read_url, url), "{} {}", read_url, url);
            let pager = profile.settings.value("cli_pager");
            prop_assert_eq!(pager, other.as_deref());
            prop_assert!(!profile.problems.iter().any(|it| it.severity == Severity::Error), "{:?}", profile.problems);
        }
        // One session for each portal and region, and no comment lost.
        let pairs: BTreeSet<(String, &str)> = all.iter().map(|(_, url, region, ..)| {
            (start_url::check(url).expect("a URL").to_string(), region.as_str())
        }).collect();
        prop_assert_eq!(reading.sessions.len(), pairs.len());
        prop_assert_eq!(text.matches("# ").count(), config.matches("# ").count());
    }
}
