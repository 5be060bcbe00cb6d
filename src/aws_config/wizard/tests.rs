use super::*;
use crate::aws_config::{Reading, read};

fn answers(profiles: &[(&str, &str, &str)]) -> Answers {
    Answers {
        session: SessionAnswers {
            name: "corp".into(),
            start_url: "https://corp.awsapps.com/start".into(),
            sso_region: "us-east-1".into(),
            scopes: Some(vec![DEFAULT_SCOPES.into()]),
        },
        profiles: profiles
            .iter()
            .map(|(name, account, role)| ProfileAnswers {
                name: (*name).into(),
                reach: Some(((*account).into(), (*role).into())),
                region: Some("eu-west-1".into()),
                output: Some("json".into()),
            })
            .collect(),
    }
}

/// The text after the plan, and what is warned of.
fn applied(config: &str, answers: &Answers) -> (String, Vec<String>) {
    let Reading { profiles, sessions, .. } = read(config.as_bytes(), b"");
    let outcome = plan(answers, &profiles, &sessions).expect("a plan");
    let change = outcome.plan.against(config.as_bytes(), b"").expect("a change");
    let again = read(&change.after, b"");
    assert_eq!(again.problems, [], "{:?}", String::from_utf8_lossy(&change.after));
    // Once more, and there is nothing left to do.
    let repeated = plan(answers, &again.profiles, &again.sessions).expect("a plan");
    assert_eq!(repeated.plan.edits, [], "the second time");
    (String::from_utf8(change.after).expect("UTF-8"), outcome.warnings)
}

const CORP: &str = "\
[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = us-east-1
sso_registration_scopes = sso:account:access
";

#[test]
fn a_new_file_is_what_the_aws_cli_would_write() {
    let (text, warnings) = applied("", &answers(&[("dev", "012345678901", "Admin")]));
    assert_eq!(
        text,
        format!(
            "[profile dev]\nsso_session = corp\nsso_account_id = 012345678901\nsso_role_name = Admin\n\
             region = eu-west-1\noutput = json\n\n{CORP}"
        )
    );
    assert_eq!(warnings, [""; 0]);
    let (text, _) = applied("", &Answers { profiles: Vec::new(), ..answers(&[]) });
    assert_eq!(text, CORP, "the session alone");
}

#[test]
fn several_roles_become_several_profiles_of_one_session() {
    let (text, warnings) =
        applied(CORP, &answers(&[("a", "012345678901", "Admin"), ("default", "012345678901", "ReadOnly")]));
    assert!(text.starts_with(CORP), "{text}");
    assert!(text.contains("\n[profile a]\n") && text.contains("\n[default]\n"), "{text}");
    assert_eq!(text.matches("sso_start_url").count(), 1, "{text}");
    assert_eq!(warnings, [""; 0], "the session is as it was");
}

#[test]
fn what_contradicts_the_session_goes_and_everything_else_stays() {
    let legacy = "\
[profile dev]
# mine
sso_start_url = https://old.awsapps.com/start#/
sso_region = eu-central-1
sso_account_id = 111111111111
sso_role_name = Old
sso_auto_populated = true
region = us-west-2
cli_pager =
";
    let (text, warnings) = applied(legacy, &answers(&[("dev", "012345678901", "Admin")]));
    assert_eq!(
        text,
        format!(
            "[profile dev]\n# mine\nsso_account_id = 012345678901\nsso_role_name = Admin\nregion = eu-west-1\n\
             cli_pager =\nsso_session = corp\noutput = json\n\n{CORP}"
        )
    );
    assert_eq!(warnings, ["profile dev reached Old in 111111111111 so far."]);
}

#[test]
fn a_profile_that_assumed_a_role_is_told_of() {
    let role = "[profile dev]\nrole_arn = arn:aws:iam::1:role/x\nsource_profile = base\n";
    let (text, warnings) = applied(role, &answers(&[("dev", "012345678901", "Admin")]));
    assert!(!text.contains("role_arn") && !text.contains("source_profile"), "{text}");
    assert_eq!(
        warnings,
        ["profile dev got its credentials otherwise so far: role_arn, source_profile goes."]
    );
}

#[test]
fn the_populated_mark_stays_where_the_profile_reaches_what_it_did() {
    let populated = format!(
        "{CORP}\n[profile dev]\nsso_session = corp\nsso_account_id = 012345678901\nsso_role_name = Admin\n\
         region = us-east-1\nsso_auto_populated = true\n"
    );
    let (text, _) = applied(&populated, &answers(&[("dev", "012345678901", "Admin")]));
    assert!(text.contains("sso_auto_populated = true\n") && text.contains("region = eu-west-1"), "{text}");
}

#[test]
fn a_session_that_changes_for_others_too_is_told_of() {
    let config = format!(
        "{}\n[profile other]\nsso_session = corp\nsso_account_id = 111111111111\nsso_role_name = X\n",
        CORP.replace("https://corp.", "https://former.")
    );
    let (text, warnings) = applied(&config, &answers(&[("dev", "012345678901", "Admin")]));
    assert!(text.starts_with(CORP), "{text}");
    assert_eq!(warnings, ["the session corp is changed, and 1 other profiles use it."]);
}

#[test]
fn scopes_that_nobody_asked_for_are_left_as_they_are() {
    let mut wanted = answers(&[]);
    wanted.session.scopes = None;
    let config = CORP.replace("sso_registration_scopes = sso:account:access\n", "");
    assert_eq!(applied(&config, &wanted).0, config);
    assert_eq!(applied("", &wanted).0, config);
    let spelt = CORP.replace("access\n", "access , other\n");
    wanted.session.scopes = Some(vec![DEFAULT_SCOPES.into(), "other".into()]);
    assert_eq!(applied(&spelt, &wanted).0, spelt, "the same in another spelling");
}

#[test]
fn a_profile_without_account_and_role_names_only_its_session() {
    let mut wanted = answers(&[("token", "", "")]);
    wanted.profiles[0] = ProfileAnswers { name: "token".into(), reach: None, region: None, output: None };
    let (text, _) = applied(CORP, &wanted);
    assert_eq!(text, format!("{CORP}\n[profile token]\nsso_session = corp\n"));
}

#[test]
fn keys_that_would_be_lost_or_go_before_are_refused() {
    let keys = "[profile dev]\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = verysecret\n";
    let wanted = answers(&[("dev", "012345678901", "Admin")]);
    for (config, credentials) in [
        (keys, ""),
        ("", "[dev]\naws_access_key_id = AKIAEXAMPLE\n"),
        ("[profile dev]\n", "[dev]\nregion = x\n"),
    ] {
        let Reading { profiles, sessions, .. } = read(config.as_bytes(), credentials.as_bytes());
        let failure = plan(&wanted, &profiles, &sessions).expect_err("keys are in the way");
        assert_eq!(failure.kind, FailureKind::Usage);
        assert!(failure.hint.is_some() && !failure.to_string().contains("verysecret"), "{failure}");
    }
    let twice = answers(&[("dev", "012345678901", "A"), ("dev", "012345678901", "B")]);
    assert_eq!(plan(&twice, &[], &[]).expect_err("two of a name").kind, FailureKind::Usage);
}

#[test]
fn the_session_that_is_there_is_proposed_before_a_new_name() {
    let sessions = read(CORP.as_bytes(), b"").sessions;
    let propose = |url: &str, region: Option<&str>| {
        let region = region.map(Region::from);
        propose_session(&url.into(), region.as_ref(), &sessions).to_string()
    };
    assert_eq!(propose("https://corp.awsapps.com/start/#", None), "corp");
    assert_eq!(propose("https://corp.awsapps.com/start", Some("us-east-1")), "corp");
    assert_eq!(propose("https://corp.awsapps.com/start", Some("eu-west-1")), "corp-eu-west-1");
    assert_eq!(propose("https://other.awsapps.com/start", None), "other");
}
