//! What is told: botocore's own messages, and where the readers differ.

use ssotui::aws_config::Reading;
use ssotui::domain::profile::{ConfigFile, Problem, Profile, Severity};

use crate::reading::{both, config, names, profile, session};

const SESSION: &str =
    "[sso-session s]\nsso_start_url = https://s.awsapps.com/start\nsso_region = us-east-1\n";

fn whys(profile: &Profile) -> Vec<&str> {
    errors(&profile.problems).into_iter().map(|problem| problem.why.as_str()).collect()
}

fn errors(problems: &[Problem]) -> Vec<&Problem> {
    problems.iter().filter(|problem| problem.severity == Severity::Error).collect()
}

/// The lines and texts of warnings.
fn warnings(problems: &[Problem]) -> Vec<(usize, &str)> {
    problems
        .iter()
        .filter(|problem| problem.severity == Severity::Warning)
        .map(|problem| {
            assert!(!problem.why.is_empty() && !problem.cure.is_empty());
            (problem.source.expect("a place").line, problem.what.as_str())
        })
        .collect()
}

/// A session followed by a profile `p` with these keys.
fn with_session(keys: &str) -> Reading {
    config(&format!("{SESSION}[profile p]\n{keys}"))
}

#[test]
fn messages_about_sso_are_those_of_botocore() {
    let incomplete = |missing: &str| {
        format!("The profile \"p\" is configured to use SSO but is missing required configuration: {missing}")
    };
    let token =
        |rest: &str| format!("The profile \"p\" is configured to use the SSO token provider but {rest}");
    for (keys, expected) in [
        ("sso_session = s\nsso_account_id = 012345678901\n", incomplete("sso_role_name")),
        ("sso_role_name = R\n", incomplete("sso_account_id, sso_start_url, sso_region")),
        (
            "sso_session = nope\nsso_account_id = 012345678901\nsso_role_name = R\n",
            "The specified sso-session does not exist: \"nope\"".to_owned(),
        ),
        (
            "sso_session =\nsso_account_id = 012345678901\nsso_role_name = R\n",
            "The specified sso-session does not exist: \"\"".to_owned(),
        ),
        (
            "sso_session = s\nsso_account_id = 012345678901\nsso_role_name = R\nsso_region = eu-west-1\n",
            "The value for sso_region is inconsistent between profile (eu-west-1) and sso-session (us-east-1)."
                .to_owned(),
        ),
        ("sso_session = nope\n", token("the \"nope\" sso_session configuration does not exist.")),
        (
            "sso_start_url = https://x\n",
            "Missing the following required SSO configuration values: sso_region.".to_owned(),
        ),
    ] {
        assert_eq!(whys(profile(&with_session(keys), "p")), [expected], "{keys}");
    }
    let reading = config(
        "[sso-session s]\nsso_start_url = https://x\n[profile p]\nsso_session = s\nsso_account_id = 012345678901\nsso_role_name = R\n[profile q]\nsso_session = s\n",
    );
    assert_eq!(whys(profile(&reading, "p")), [incomplete("sso_region")]);
    assert_eq!(
        whys(profile(&reading, "q")),
        [token("is missing the following configuration: ['sso_region'].").replace("\"p\"", "\"q\"")]
    );
    assert_eq!(errors(&session(&reading, "s").problems).len(), 1, "the session says so itself");
}

#[test]
fn profiles_that_botocore_accepts_have_no_error() {
    for keys in [
        "sso_session = s\nsso_account_id = 012345678901\nsso_role_name = R\nregion = eu-west-1\n",
        "sso_session = s\n",
        "sso_start_url = https://x\nsso_region = us-east-1\n",
        "sso_session = s\nsso_account_id = 012345678901\nsso_role_name = R\nsso_region = us-east-1\n",
        "region = x\n",
    ] {
        assert_eq!(whys(profile(&with_session(keys), "p")), [""; 0], "{keys}");
    }
}

#[test]
fn start_url_and_region_repeated_in_a_session_profile_are_refused_by_rust() {
    let reading = with_session(
        "sso_session = s\nsso_region = us-east-1\nsso_start_url = https://s.awsapps.com/start\n",
    );
    let warnings = warnings(&profile(&reading, "p").problems);
    assert_eq!(warnings.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [6, 7]);
}

#[test]
fn any_key_that_session_and_profile_disagree_about_is_refused() {
    let reading = config(&format!(
        "{SESSION}region = a\naws_secret_access_key = hidden1\n[profile p]\nregion = b\nsso_session = s\nsso_account_id = 012345678901\nsso_role_name = R\n"
    ));
    assert_eq!(
        whys(profile(&reading, "p")),
        ["The value for region is inconsistent between profile (b) and sso-session (a)."]
    );
    let told = warnings(&session(&reading, "s").problems);
    assert_eq!(told.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [4, 5], "keys out of place");
    assert!(!format!("{reading:?}").contains("hidden"));
}

#[test]
fn a_secret_that_differs_is_not_told() {
    let reading = config(&format!(
        "{SESSION}aws_session_token = hidden1\n[profile p]\naws_session_token = hidden2\nsso_session = s\nsso_account_id = 012345678901\nsso_role_name = R\n"
    ));
    assert_eq!(
        whys(profile(&reading, "p")),
        ["The value for aws_session_token is inconsistent between profile (…) and sso-session (…)."]
    );
}

#[test]
fn sso_mixed_with_other_kinds_is_told_where_the_other_key_stands() {
    let sso =
        format!("{SESSION}[profile p]\nsso_session = s\nsso_account_id = 012345678901\nsso_role_name = R\n");
    let reading = both(&sso, "[p]\naws_access_key_id = A\naws_secret_access_key = B\n");
    let problem = &profile(&reading, "p").problems[0];
    assert_eq!(problem.source.map(|source| (source.file, source.line)), Some((ConfigFile::Credentials, 2)));
    assert!(problem.why.contains("use SSO"), "{problem:?}");
    for key in ["aws_access_key_id", "credential_process", "login_session", "role_arn"] {
        let reading =
            config(&format!("{sso}{key} = x\nsource_profile = p2\n[profile p2]\ncredential_process = x\n"));
        assert_eq!(warnings(&profile(&reading, "p").problems)[0].0, 8, "{key}");
    }
}

#[test]
fn roles_need_a_source_that_exists_and_ends() {
    let reading = config(
        "[profile none]\nrole_arn = r\n[profile both]\nrole_arn = r\nsource_profile = ok\ncredential_source = Environment\n\
         [profile gone]\nrole_arn = r\nsource_profile = nope\n[profile self]\nrole_arn = r\nsource_profile = self\n\
         [profile x]\nrole_arn = r\nsource_profile = y\n[profile y]\nrole_arn = r\nsource_profile = x\n\
         [profile keys]\nrole_arn = r\nsource_profile = keys\naws_access_key_id = A\naws_secret_access_key = S\n\
         [profile ok]\nrole_arn = r\nsource_profile = keys\n[profile bare]\nregion = x\n[profile poor]\nrole_arn = r\nsource_profile = bare\n",
    );
    for (name, expected) in [
        ("none", "Partial credentials found in assume-role, missing: source_profile or credential_source"),
        ("both", "The profile \"both\" contains both source_profile and credential_source."),
        ("gone", "The source_profile \"nope\" referenced in the profile \"gone\" does not exist."),
        (
            "self",
            "Infinite loop in credential configuration detected. Attempting to load from profile self which has already been visited. Visited profiles: ['self']",
        ),
        (
            "x",
            "Infinite loop in credential configuration detected. Attempting to load from profile x which has already been visited. Visited profiles: ['x', 'y']",
        ),
        ("poor", "The source profile \"bare\" must have credentials."),
    ] {
        assert_eq!(whys(profile(&reading, name)), [expected]);
    }
    assert!(whys(profile(&reading, "keys")).is_empty() && whys(profile(&reading, "ok")).is_empty());
}

#[test]
fn a_services_section_must_exist_and_hold_something() {
    let reading = config(
        "[profile a]\nservices = s\n[profile b]\nservices = t\n[profile c]\nservices = u\n[services t]\nx = y\n\
         [services u]\n",
    );
    for (name, section) in [("a", "s"), ("c", "u")] {
        let expected = format!(
            "The profile is configured to use the services section but the \"{section}\" services configuration does \
             not exist."
        );
        assert_eq!(whys(profile(&reading, name)), [expected]);
    }
    assert!(whys(profile(&reading, "b")).is_empty());
}

#[test]
fn half_a_pair_of_keys_is_told() {
    let reading = both("[profile a]\naws_access_key_id = A\n", "[b]\naws_access_key_id = B\n");
    for (name, provider) in [("a", "config-file"), ("b", "shared-credentials-file")] {
        let expected = format!("Partial credentials found in {provider}, missing: aws_secret_access_key");
        assert_eq!(whys(profile(&reading, name)), [expected]);
    }
}

#[test]
fn account_ids_have_twelve_digits() {
    for (id, warned) in [("012345678901", false), ("12345678901", true), ("12345678901x", true)] {
        let reading = with_session(&format!("sso_session = s\nsso_account_id = {id}\nsso_role_name = R\n"));
        assert_eq!(!warnings(&profile(&reading, "p").problems).is_empty(), warned, "{id}");
    }
}

#[test]
fn what_other_readers_read_differently_is_told_once_with_its_line() {
    for (text, line, part) in [
        ("[profile a]\nregion = x # c\n", 2, "comment behind the value of region"),
        ("[profile a]\nregion = x ; c\n", 2, "comment behind the value of region"),
        ("[profile a]\nregion = x\n  # c\n", 2, "indented comment"),
        ("[profile a]\n  # c\nregion = x\n", 2, "comment above the first key is indented"),
        ("[profile a]\ns3 =\n  # c\n  a = b\n", 3, "comment inside an indented block"),
        ("[profile a]\n  region = x\n  output = y\n", 2, "keys of this section are indented"),
        ("[profile a]\nregion: x\n", 2, "colon instead"),
        ("[profile a]\nregion: x = y\n", 2, "ends at a colon"),
        ("[profile a]\nREGION = x\nOutput = y\n", 2, "capital letters"),
        ("[profile a]\nregion = \"x\"\n", 2, "in quotes"),
        ("[profile \"a\"]\nregion = x\n", 1, "is quoted"),
        ("[profile  a]\nregion = x\n", 1, "more blanks"),
        ("[profile a ]\nregion = x\n", 1, "more blanks"),
        ("[profilefoo a]\nregion = x\n", 1, "only the AWS CLI and boto3 read it"),
        ("  [profile a]\nregion = x\n", 1, "header is indented"),
        ("[profile a]\rregion = x\r", 1, "carriage return"),
        ("[profile \"a\"]\n[profile a]\n", 2, "section on line 1 counts for nothing"),
    ] {
        let reading = config(text);
        let told = warnings(&profile(&reading, "a").problems);
        assert!(told.len() == 1 && told[0].0 == line && told[0].1.contains(part), "{text:?}: {told:?}");
        assert!(reading.refused.is_empty() && reading.problems.is_empty(), "{text:?}");
    }
}

#[test]
fn names_that_not_everyone_accepts_are_told() {
    for (header, name) in [
        ("[profile \"a b\"]", "a b"),
        ("[profile caf\u{e9}]", "caf\u{e9}"),
        ("[profile a\\!b]", "a!b"),
        ("[profile \"\"]", ""),
    ] {
        let reading = config(&format!("{header}\nregion = x\n"));
        let told = warnings(&profile(&reading, name).problems);
        assert!(told.len() == 1 && told[0].1.contains("characters"), "{header}: {told:?}");
    }
    let reading = config("[profile a#b]\nregion = x\n");
    assert!(warnings(&profile(&reading, "a#b").problems)[0].1.contains("# or ; inside the brackets"));
    let reading = both("", "[profile a]\n[ b ]\n[c d]\n[sso-session s]\n[ok]\n");
    let told: Vec<usize> =
        names(&reading).iter().map(|name| warnings(&profile(&reading, name).problems).len()).collect();
    assert_eq!(told, [1, 1, 1, 1, 0]);
}

#[test]
fn dropped_sections_are_told_and_foreign_ones_are_not() {
    for header in [
        "[profile it's]",
        "[profile a b]",
        "[profile]",
        "[Profile a]",
        "[Default]",
        "[SSO-Session s]",
        "[sso-sesion x]",
        "[ profile a ]",
        "[profile a] # see [b]",
    ] {
        let reading = config(&format!("[default]\n{header}\n"));
        assert!(warnings(&reading.problems)[0].1.contains("counts for nothing"), "{header}");
        assert_eq!(warnings(&reading.problems)[0].0, 2, "{header}");
    }
    assert_eq!(warnings(&config("[foo]\nregion = x\n").problems).len(), 1, "a profile without its word");
    for header in ["[plugins]", "[preview]", "[foo]", "[services s]", "[my-tool settings]"] {
        assert!(config(&format!("{header}\nx = y # c\n")).problems.is_empty(), "{header}");
    }
}

#[test]
fn lines_outside_profiles_that_make_sdks_refuse_the_file_are_told() {
    for (text, line) in [("  # c\n[profile a]\n", 1), ("[profile a]\n[plugins]\nx: y\n", 3)] {
        let reading = config(text);
        assert_eq!(warnings(&reading.problems)[0].0, line, "{text:?}");
        assert!(reading.refused.is_empty());
    }
}

#[test]
fn default_in_capitals_is_told() {
    let reading = config("[DEFAULT]\nregion = x\n[profile a]\n");
    assert_eq!(warnings(&reading.problems)[0].0, 1);
}

#[test]
fn sessions_tell_what_they_lack_and_what_is_unsafe() {
    let reading = config(
        "[sso-session a]\n[sso-session b]\nsso_start_url = http://x/start#/\nsso_region = r\n[sso-session c]\nsso_start_url = http://127.0.0.1:1/start\nsso_region = r\n",
    );
    assert_eq!(errors(&session(&reading, "a").problems).len(), 2);
    assert_eq!(errors(&session(&reading, "b").problems).len(), 1);
    assert_eq!(warnings(&session(&reading, "b").problems)[0].0, 3);
    assert!(session(&reading, "c").problems.is_empty());
}

#[test]
fn one_start_url_with_two_regions_is_told() {
    let reading = config(
        "[profile a]\nsso_start_url = https://x\nsso_region = one\n[profile b]\nsso_start_url = https://x\nsso_region = two\n",
    );
    let session = session(&reading, "https://x");
    assert_eq!(session.sso_region.as_ref().map(|region| region.as_str()), Some("one"));
    assert_eq!(warnings(&session.problems)[0].0, 6);
}

#[test]
fn a_stray_region_is_no_error_where_credentials_come_from_elsewhere() {
    let role = "role_arn = arn:aws:iam::1:role/x\ncredential_source = Environment\n";
    let keys = "aws_access_key_id = a\naws_secret_access_key = b\n";
    for others in [role, keys, "credential_process = x\n"] {
        let reading = config(&format!("[profile p]\n{others}sso_region = us-east-1\n"));
        let problems = &profile(&reading, "p").problems;
        assert!(errors(problems).is_empty(), "{others}: {problems:?}");
        assert!(warnings(problems).iter().any(|(_, what)| *what == "The profile lacks sso_start_url."));
    }
    let alone = config("[profile p]\nsso_region = us-east-1\n");
    assert_eq!(errors(&profile(&alone, "p").problems).len(), 1);
}
