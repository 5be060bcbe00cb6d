//! What is read: values, profiles, sessions, services, and which files are refused.

use std::collections::BTreeMap;

use ssotui::aws_config::{self, Reading};
use ssotui::domain::names::ProfileName;
use ssotui::domain::profile::{ConfigFile, Profile, ProfileKind, Source};
use ssotui::domain::profile_settings::Setting;
use ssotui::domain::session::{Session, SessionId};

pub fn config(text: &str) -> Reading {
    aws_config::read(text.as_bytes(), b"")
}

pub fn both(config: &str, credentials: &str) -> Reading {
    aws_config::read(config.as_bytes(), credentials.as_bytes())
}

pub fn profile<'r>(reading: &'r Reading, name: &str) -> &'r Profile {
    let found = reading.profiles.iter().find(|profile| profile.name.as_str() == name);
    found.unwrap_or_else(|| panic!("no profile {name:?} among {:?}", names(reading)))
}

pub fn names(reading: &Reading) -> Vec<&str> {
    reading.profiles.iter().map(|profile| profile.name.as_str()).collect()
}

pub fn session<'r>(reading: &'r Reading, name: &str) -> &'r Session {
    reading.sessions.iter().find(|session| session.id.cache_key() == name).expect("a session")
}

/// A value that is in force and shown.
fn value<'r>(reading: &'r Reading, name: &str, key: &str) -> Option<&'r str> {
    profile(reading, name).settings.value(key)
}

fn line(file: ConfigFile, line: usize) -> Source {
    Source { file, line }
}

/// The lines because of which botocore refuses the config file, told as problems.
fn faulty_lines(text: &[u8]) -> Vec<usize> {
    let reading = aws_config::read(text, b"");
    let faults: Vec<usize> = reading
        .problems
        .iter()
        .filter(|problem| problem.what.contains("makes the config file unreadable"))
        .map(|problem| problem.source.expect("a place").line)
        .collect();
    assert_eq!(reading.refused.contains(&ConfigFile::Config), !faults.is_empty());
    faults
}

#[test]
fn a_profile_and_its_value_are_read_with_their_lines() {
    let reading = config("# mine\n\n[profile a]\nregion = us-east-1\n");
    let profile = profile(&reading, "a");
    assert_eq!(profile.source, line(ConfigFile::Config, 3));
    assert_eq!(profile.region.as_ref().map(|region| region.as_str()), Some("us-east-1"));
    assert_eq!(profile.settings.iter().next().expect("a key").source, line(ConfigFile::Config, 4));
    assert!(reading.problems.is_empty() && profile.problems.is_empty());
}

#[test]
fn every_kind_of_line_end_ends_a_line() {
    for ending in ["\n", "\r\n", "\r"] {
        let reading =
            config(&["[profile a]", "region = us-east-1", "[profile b]", "output = x"].join(ending));
        assert_eq!(names(&reading), ["a", "b"], "{ending:?}");
        assert_eq!(value(&reading, "a", "region"), Some("us-east-1"));
        assert_eq!(profile(&reading, "b").source.line, 3);
        assert!(reading.refused.is_empty());
    }
}

#[test]
fn files_without_content_hold_nothing_and_no_problem() {
    for text in ["", "\n\n", "# only a comment", "; and\n# another\n", " \t\r\n"] {
        assert_eq!(config(text), Reading::default(), "{text:?}");
    }
}

#[test]
fn a_comment_behind_a_value_is_part_of_it() {
    let reading = config("[profile a]\nregion = x # c\noutput = y ; c\n");
    assert_eq!(value(&reading, "a", "region"), Some("x # c"));
    assert_eq!(value(&reading, "a", "output"), Some("y ; c"));
}

#[test]
fn a_start_url_keeps_its_fragment() {
    let reading =
        config("[profile a]\nsso_start_url = https://d-1.awsapps.com/start#/\nsso_region = us-east-1\n");
    assert_eq!(
        profile(&reading, "a").session,
        Some(SessionId::Legacy("https://d-1.awsapps.com/start#/".into()))
    );
}

#[test]
fn keys_lose_their_case_and_values_keep_everything() {
    let reading = config("[profile a]\nREGION = \"us-east-1\"\nOutput:  json \ncli_pager =\nx = %(y)s = z\n");
    assert_eq!(value(&reading, "a", "region"), Some("\"us-east-1\""));
    assert_eq!(value(&reading, "a", "output"), Some("json"));
    assert_eq!(value(&reading, "a", "cli_pager"), Some(""), "empty is not absent");
    assert_eq!(value(&reading, "a", "x"), Some("%(y)s = z"));
}

#[test]
fn the_last_line_needs_no_line_end() {
    assert_eq!(value(&config("[profile a]\nregion = x"), "a", "region"), Some("x"));
}

#[test]
fn indented_lines_continue_a_value_and_comments_among_them_do_not() {
    let reading = config("[profile a]\nx = one\n  two\n\n  # no\n   three\n\ny = z\n");
    assert_eq!(value(&reading, "a", "x"), Some("one\ntwo\n\nthree"));
    assert_eq!(value(&reading, "a", "y"), Some("z"));
}

#[test]
fn an_indented_header_below_a_value_is_part_of_the_value() {
    let reading = config("[profile a]\nregion = x\n  [profile b]\noutput = y\n");
    assert_eq!(names(&reading), ["a"]);
    assert_eq!(value(&reading, "a", "region"), Some("x\n[profile b]"));
}

#[test]
fn keys_indented_alike_under_a_header_are_keys() {
    let reading = config("[profile a]\n  region = x\n  output = y\n");
    assert_eq!(value(&reading, "a", "region"), Some("x"));
    assert_eq!(value(&reading, "a", "output"), Some("y"));
}

#[test]
fn nested_blocks_are_one_value_of_the_profile() {
    let reading = config("[profile a]\ns3 =\n  addressing_style = path\n\n  region = no\nregion = yes\n");
    assert_eq!(value(&reading, "a", "s3"), Some("\naddressing_style = path\n\nregion = no"));
    assert_eq!(value(&reading, "a", "region"), Some("yes"));
}

#[test]
fn odd_characters_are_data() {
    let reading = config("[profile \u{1b}[31m\u{7}]\nregion = a\u{0}b\u{2028}c\u{c}d\n\u{a0}output = x\n");
    assert_eq!(names(&reading), ["\u{1b}[31m\u{7}"]);
    let name = "\u{1b}[31m\u{7}";
    assert_eq!(
        value(&reading, name, "region"),
        Some("a\u{0}b\u{2028}c\u{c}d\noutput = x"),
        "a no-break space indents"
    );
}

#[test]
fn section_names_follow_shell_rules() {
    let reading = config(
        "[default]\n[profile \"a b\"]\n[profile 'c d']\n[profile e\\f]\n[profile \"g\\h\"]\n[profile i#j]\n\
         [profile  k]\n[profile l ]\n[profilefoo bar]\n[profile m]; c\n[profile \"\"]\n",
    );
    assert_eq!(names(&reading), ["default", "a b", "c d", "ef", "g\\h", "i#j", "k", "l", "bar", "m", ""]);
}

#[test]
fn other_sections_are_no_profiles() {
    let reading = config(
        "[plugins]\nx = 1\n[preview]\n[foo]\n[services s]\n[Default]\n[Profile a]\n[SSO-Session s]\n[sso-sesion x]\n\
         [ profile a ]\n[profile]\n[profile a b]\n[profile it's]\n[profile a] # see [b]\n",
    );
    assert!(reading.profiles.is_empty() && reading.sessions.is_empty(), "{reading:?}");
}

#[test]
fn the_later_of_two_spellings_replaces_the_earlier() {
    for (first, second) in [
        ("[profile a]", "[profile \"a\"]"),
        ("[default]", "[profile default]"),
        ("[profile default]", "[default]"),
    ] {
        let reading = config(&format!("{first}\nregion = x\n{second}\noutput = y\n"));
        assert_eq!(reading.profiles.len(), 1);
        assert!(reading.refused.is_empty());
        let name = reading.profiles[0].name.as_str().to_owned();
        assert_eq!(reading.profiles[0].source.line, 3);
        assert_eq!((value(&reading, &name, "region"), value(&reading, &name, "output")), (None, Some("y")));
    }
}

#[test]
fn every_section_inherits_from_default_in_capitals() {
    let reading =
        config("[profile a]\noutput = json\n[DEFAULT]\nregion = x\noutput = text\n[sso-session s]\n");
    assert_eq!(names(&reading), ["a"]);
    assert_eq!(value(&reading, "a", "region"), Some("x"));
    assert_eq!(value(&reading, "a", "output"), Some("json"));
    assert_eq!(profile(&reading, "a").settings.iter().nth(1).expect("a key").source.line, 4);
}

#[test]
fn credentials_lie_over_config() {
    let reading = both(
        "[profile a]\nregion = r\noutput = json\n[sso-session s]\nsso_start_url = https://x\nsso_region = us-east-1\n",
        "[a]\nregion = c\nsso_session = s\nsso_account_id = 012345678901\nsso_role_name = R\n\n[b]\naws_access_key_id = AKID\naws_secret_access_key = s\n[profile a]\n",
    );
    assert_eq!(names(&reading), ["a", "b", "profile a"]);
    let a = profile(&reading, "a");
    assert_eq!(value(&reading, "a", "region"), Some("c"));
    assert_eq!((a.kind, a.source), (ProfileKind::Sso, line(ConfigFile::Config, 1)));
    assert_eq!(a.account_id.as_ref().map(|id| id.as_str()), Some("012345678901"), "leading zeros stay");
    assert_eq!(a.start_url.as_ref().map(|url| url.as_str()), Some("https://x"));
    let places: Vec<_> = a.settings.iter().map(|setting| (setting.key, setting.source)).collect();
    assert_eq!(places[0], ("output", line(ConfigFile::Config, 3)));
    assert_eq!(places[1], ("region", line(ConfigFile::Credentials, 2)));
    assert_eq!(profile(&reading, "b").source, line(ConfigFile::Credentials, 7));
}

#[test]
fn names_in_the_credentials_file_are_taken_as_they_are() {
    let reading = both("", "[  foo ]\n[sso-session s]\n[\"a\"]\n");
    assert_eq!(names(&reading), ["  foo ", "sso-session s", "\"a\""]);
    assert!(reading.sessions.is_empty(), "sessions come from the config file only");
}

#[test]
fn secrets_have_no_value() {
    let reading = both(
        "[profile a]\nregion = x\n  aws_secret_access_key = hidden1\ns3 =\n  aws_session_token = hidden2\n",
        "[a]\naws_access_key_id = AKID\naws_secret_access_key = hidden3\naws_session_token = hidden4\n\
         aws_security_token = hidden5\ncredential_process = tool --password hidden6\n",
    );
    assert!(!format!("{reading:?}").contains("hidden"), "{reading:?}");
    assert_eq!(value(&reading, "a", "aws_access_key_id"), Some("AKID"));
    assert_eq!(profile(&reading, "a").settings.iter().count(), 7, "the keys are listed");
    assert_eq!(profile(&reading, "a").region, None);
}

#[test]
fn sessions_come_in_file_order_then_legacy_start_urls_by_first_use() {
    let reading = config(
        "[profile l2]\nsso_start_url = https://two\nsso_region = eu-west-1\n\
         [sso-session default]\nsso_start_url = https://s\nsso_region = us-east-1\nsso_registration_scopes = a, b ,,\n\
         [profile l1]\nsso_start_url = https://one\nsso_region = us-east-1\nsso_account_id = 1\nsso_role_name = R\n\
         [profile l3]\nsso_start_url = https://two\nsso_region = eu-west-1\n\
         [sso-session t]\nsso_registration_scopes =\n",
    );
    let ids: Vec<&str> = reading.sessions.iter().map(|session| session.id.cache_key()).collect();
    assert_eq!(ids, ["default", "t", "https://two", "https://one"]);
    assert_eq!(reading.sessions[0].scopes, Some(vec!["a".to_owned(), "b".to_owned()]));
    assert_eq!(reading.sessions[1].scopes, Some(vec![]), "empty is not absent");
    assert_eq!(reading.sessions[2].scopes, None);
    assert_eq!(reading.sessions[2].source.line, 1);
    assert_eq!(names(&reading), ["l2", "l1", "l3"]);
}

#[test]
fn a_session_may_say_how_to_sign_in() {
    for (line, expected) in [
        ("", None),
        ("sso_use_device_code = true", Some(true)),
        ("SSO_USE_DEVICE_CODE = False", Some(false)),
        ("sso_use_device_code = perhaps", None),
    ] {
        let reading = config(&format!(
            "[sso-session corp]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = us-east-1\n{line}\n"
        ));
        let session = session(&reading, "corp");
        assert_eq!(session.use_device_code, expected, "{line}");
        let out_of_place = session.problems.iter().any(|problem| problem.what.contains("has no place"));
        assert!(!out_of_place, "{:?}", session.problems);
    }
}

#[test]
fn a_session_name_may_hold_blanks() {
    let reading = config(
        "[sso-session 'my sso']\nsso_start_url = https://s\nsso_region = us-east-1\n\
         [profile a]\nsso_session = my sso\nsso_account_id = 111111111111\nsso_role_name = R\n",
    );
    let a = profile(&reading, "a");
    assert_eq!(a.session, Some(SessionId::Named("my sso".into())));
    assert!(a.problems.is_empty(), "{:?}", a.problems);
}

#[test]
fn kinds_follow_the_precedence_of_botocore() {
    let sso = "sso_session = s\nsso_account_id = 111111111111\nsso_role_name = R\n";
    let keys = "aws_access_key_id = A\naws_secret_access_key = S\n";
    for (text, credentials, kind) in [
        (sso.to_owned(), "", ProfileKind::Sso),
        ("sso_session = s\n".to_owned(), "", ProfileKind::Sso),
        ("sso_start_url = https://x\nsso_region = r\n".to_owned(), "", ProfileKind::SsoLegacy),
        ("sso_account_id = 1\n".to_owned(), "", ProfileKind::SsoLegacy),
        (format!("{sso}{keys}"), "", ProfileKind::Sso),
        (sso.to_owned(), keys, ProfileKind::Sso),
        (format!("sso_session = s\n{keys}"), "", ProfileKind::Static),
        (format!("{sso}role_arn = x\nsource_profile = p\n"), "", ProfileKind::Role),
        (format!("{sso}role_arn = x\nweb_identity_token_file = f\n"), "", ProfileKind::WebIdentity),
        (format!("{keys}login_session = x\n"), "", ProfileKind::Login),
        ("login_session = x\n".to_owned(), keys, ProfileKind::Static),
        (format!("{keys}credential_process = x\n"), "", ProfileKind::Process),
        ("credential_process = x\nlogin_session = x\n".to_owned(), "", ProfileKind::Login),
        ("credential_process = x\n".to_owned(), keys, ProfileKind::Static),
        ("region = x\n".to_owned(), "", ProfileKind::Other),
    ] {
        let reading = both(&format!("[profile p]\n{text}"), &format!("[p]\n{credentials}"));
        assert_eq!(profile(&reading, "p").kind, kind, "{text}{credentials}");
    }
}

#[test]
fn services_are_read_by_section_and_service() {
    let reading = config(
        "[profile a]\nservices = s\nendpoint_url = http://all\nignore_configured_endpoint_urls = true\n\
         [services s]\nsso =\n  endpoint_url = http://sso\nsso_oidc =\n  endpoint_url = http://oidc\n  endpoint_url = http://last\nx = y\n",
    );
    let block = |url: &str| BTreeMap::from([("endpoint_url".to_owned(), url.to_owned())]);
    let expected = BTreeMap::from([
        ("sso".to_owned(), block("http://sso")),
        ("sso_oidc".to_owned(), block("http://last")),
    ]);
    assert_eq!(reading.services, BTreeMap::from([("s".to_owned(), expected)]));
    assert_eq!(value(&reading, "a", "services"), Some("s"));
    assert_eq!(value(&reading, "a", "endpoint_url"), Some("http://all"));
}

#[test]
fn a_refused_file_names_the_line_and_still_lists_the_rest() {
    for (text, lines) in [
        (&b"\xef\xbb\xbf[default]\nregion = x\n[profile a]\n"[..], vec![1]),
        (b"[profile a]\nregion = caf\xe9\n", vec![2]),
        (b"\xff\xfe[\0d\0", vec![1, 1]),
        (b"[profile a]\n[profile b]\n[profile a]\noutput = y\n", vec![3]),
        (b"[profile a]\nregion = x\nRegion = y\n", vec![3]),
        (b"[profile a]\nregion\n", vec![2]),
        (b"[profile a]\n= x\n", vec![2]),
        (b"[profile a]\n[]\n", vec![2]),
        (b"[profile a]\ns3 =\n  a = b\n  broken\n", vec![4]),
        (b"region = x\n[profile a]\n", vec![1]),
        (b"[profile a\nregion = x\n[profile a]\nno\n  [profile b]\n", vec![1, 2, 4]),
        (b"[profile a]\nregion = x\nbroken\n  more\n", vec![3]),
    ] {
        assert_eq!(faulty_lines(text), lines, "{}", String::from_utf8_lossy(text));
        let reading = aws_config::read(text, b"");
        if !text.starts_with(b"\xff") {
            assert!(reading.profiles.iter().any(|profile| profile.name == ProfileName::new("a")));
        }
    }
    let reading = config("[profile a]\nregion = x\n[profile a]\nregion = y\noutput = z\n");
    assert_eq!(value(&reading, "a", "region"), Some("y"), "merged, the last key counts");
    assert_eq!(reading.profiles.len(), 1);
}

#[test]
fn a_refused_credentials_file_is_told_apart_from_the_config_file() {
    let reading = both("[profile a]\n", "[a]\nbroken\n");
    assert_eq!(reading.refused.iter().copied().collect::<Vec<_>>(), [ConfigFile::Credentials]);
    assert_eq!(reading.problems[0].source, Some(line(ConfigFile::Credentials, 2)));
    assert!(!reading.problems[0].cure.is_empty());
}

#[test]
fn a_file_full_of_faults_does_not_flood_the_problems() {
    let reading = config(&format!("[a]\n{}", "broken\n".repeat(10_000)));
    assert_eq!(reading.problems.len(), 51);
}

#[test]
fn default_in_capitals_may_hold_a_broken_block_that_every_section_overrides() {
    assert_eq!(faulty_lines(b"[DEFAULT]\ns3 =\n  broken\n[profile a]\ns3 = x\n"), [0_usize; 0]);
    assert_eq!(faulty_lines(b"[DEFAULT]\ns3 =\n  broken\n[profile a]\n[profile b]\n"), [3]);
    assert_eq!(
        faulty_lines(b"[DEFAULT]\nx = 1\n[DEFAULT]\ny = 1\n"),
        [0_usize; 0],
        "it may stand there twice"
    );
    assert_eq!(faulty_lines(b"[DEFAULT]\nx = 1\n[a]\n[DEFAULT]\nx = 1\n"), [5]);
}

#[test]
fn a_long_file_which_two_threads_read_is_read_as_a_short_one() {
    const SHORT: &str = "\
[profile sso]
sso_session = corp
sso_account_id = 123456789012
sso_role_name = Admin
[profile \"keys\"]
aws_access_key_id = A
aws_secret_access_key = S
aws_session_token : T
[profile lost]
role_arn = arn:aws:iam::123456789012:role/x
source_profile = nobody
s3 =
  max_concurrent_requests = 20
[profile replaced]
region = us-east-1
[profile \"replaced\"]
region = eu-west-1
";
    const SESSION: &str =
        "[sso-session corp]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = us-east-1\n";
    const PROFILES: usize = 4;
    const COPIES: usize = 300;
    let copy_of = |copy: usize| {
        SHORT
            .replace("profile sso]", &format!("profile sso{copy}]"))
            .replace("\"keys\"", &format!("\"keys{copy}\""))
            .replace("profile lost]", &format!("profile lost{copy}]"))
            .replace("profile replaced]", &format!("profile replaced{copy}]"))
            .replace("\"replaced\"", &format!("\"replaced{copy}\""))
    };
    let lines = SHORT.lines().count();
    let long = config(&(0..COPIES).map(copy_of).chain([SESSION.to_owned()]).collect::<String>());
    assert_eq!(long.profiles.len(), COPIES * PROFILES);
    for (copy, profiles) in long.profiles.chunks(PROFILES).enumerate() {
        let short = config(&(copy_of(copy) + SESSION));
        let moved = |source: Source| Source { line: source.line + copy * lines, ..source };
        for (theirs, mut ours) in profiles.iter().zip(short.profiles) {
            ours.source = moved(ours.source);
            let settings = std::mem::take(&mut ours.settings);
            ours.settings = settings.iter().map(|it| Setting { source: moved(it.source), ..it }).collect();
            for problem in &mut ours.problems {
                problem.source = problem.source.map(moved);
            }
            if !ours.name.as_str().starts_with("replaced") {
                assert_eq!(*theirs, ours);
            }
            // What was replaced is told with a line number in words.
            assert_eq!(theirs.problems.len(), ours.problems.len());
        }
    }
}
