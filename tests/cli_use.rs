//! Commands that use a profile's credentials, by the real binary against the demo's Identity Center.

#[path = "support/world.rs"]
#[expect(dead_code, reason = "each program of tests uses its own part")]
mod world;

use std::time::Duration;

use serde_json::{Value, json};
use ssotui::demo::{Answer, Fault, Operation, Options};
use ssotui::domain::organization::{Account, Roles};
use world::World;

const CONFIG: &str = "\
[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = us-east-1

[profile prod.admin]
sso_session = corp
sso_account_id = 012345678901
sso_role_name = Admin
region = eu-west-1

[profile not-mine]
sso_session = corp
sso_account_id = 012345678901
sso_role_name = Owner

[profile old]
sso_start_url = https://old.awsapps.com/start/#/
sso_region = us-east-1
sso_account_id = 012345678901
sso_role_name = Read+Only

[profile assumed]
role_arn = arn:aws:iam::012345678901:role/x
source_profile = prod.admin

[profile bare]
region = us-east-1
";

fn world_with(change: impl FnOnce(&mut Options)) -> World {
    let mut options = Options {
        approve_after: Some(Duration::ZERO),
        organization: Some(vec![Account {
            id: "012345678901".into(),
            name: Some("Prod".into()),
            email: None,
            roles: Roles::Listed(vec!["Admin".into(), "Read+Only".into()]),
        }]),
        ..Options::default()
    };
    change(&mut options);
    World::with(CONFIG, options)
}

fn signed_in() -> World {
    let world = world_with(|_| {});
    assert_eq!(world.run(&["login", "prod.admin", "--no-browser"]).code, 0);
    world
}

fn asked(world: &World) -> usize {
    world.server.requests_for(Operation::GetRoleCredentials).len()
}

/// The words that print the environment.
fn print_environment() -> &'static [&'static str] {
    if cfg!(windows) { &["cmd", "/d", "/c", "set"] } else { &["env"] }
}

/// The AWS variables that a program sees, by name.
fn seen(world: &World, variables: &[(&str, &str)], options: &[&str]) -> Vec<(String, String)> {
    let words = [&["exec", "prod.admin"], options, &["--"], print_environment()].concat();
    let run = world.run_with(variables, &words);
    assert_eq!(run.code, 0, "{run:?}");
    let pairs = run.out.lines().filter_map(|line| line.split_once('='));
    let pairs = pairs.map(|(name, value)| (name.to_uppercase(), value.to_owned()));
    let mut pairs: Vec<_> =
        pairs.filter(|(name, _)| name.starts_with("AWS_") && !name.starts_with("AWS_ENDPOINT")).collect();
    pairs.sort();
    pairs
}

const STALE: [(&str, &str); 6] = [
    ("AWS_ACCESS_KEY_ID", "AKIAOLD"),
    ("AWS_SECRET_ACCESS_KEY", "old"),
    ("AWS_SECURITY_TOKEN", "old"),
    ("AWS_PROFILE", "other"),
    ("AWS_DEFAULT_PROFILE", "other"),
    ("AWS_REGION", "ap-south-1"),
];

#[test]
fn credential_process_prints_keys_and_nothing_else_and_shares_the_cache() {
    let world = signed_in();
    let keys = world.json(&["credential-process", "prod.admin"]);
    assert_eq!(keys["Version"], 1);
    for member in ["AccessKeyId", "SecretAccessKey", "SessionToken"] {
        assert!(keys[member].as_str().is_some_and(|text| !text.is_empty()), "{member}");
    }
    assert!(keys["Expiration"].as_str().is_some_and(|time| time.ends_with('Z')));
    assert_eq!(asked(&world), 1);
    assert_eq!(world.json(&["credential-process", "prod.admin"]), keys);
    assert_eq!(asked(&world), 1, "the second time they are in the cache");
    let list = world.json(&["list", "--json"]);
    assert_eq!(list["profiles"][0]["credentials"]["expires_at"], keys["Expiration"]);
    // The cache comes before the token, as in the AWS CLI.
    std::fs::remove_dir_all(world.path(".aws/sso")).expect("removed");
    assert_eq!(world.json(&["credential-process", "prod.admin"]), keys);
    world.json(&["login", "prod.admin", "--no-browser", "--json"]);
    assert_eq!(world.run(&["logout", "--session", "corp"]).code, 0);
    let run = world.run(&["credential-process", "prod.admin"]);
    assert_eq!((run.code, run.out.as_str()), (3, ""));
    assert!(run.err.contains("ssotui login --session corp"), "{}", run.err);
}

#[test]
fn why_there_are_no_keys_is_said_and_told_by_the_exit_code() {
    let world = signed_in();
    for (profile, code, expected) in [
        ("not-mine", 1, "The role Owner in account 012345678901 is not assigned to you"),
        ("old", 3, "ssotui login --session 'https://old.awsapps.com/start/#/'"),
        ("bare", 1, "says nothing about credentials"),
        ("assumed", 1, "assumes a role"),
        ("nope", 4, "The config profile (nope) could not be found."),
    ] {
        let run = world.run(&["credential-process", profile]);
        assert_eq!((run.code, run.out.as_str()), (code, ""), "{run:?}");
        assert!(run.err.contains(expected), "{}", run.err);
    }
    let faults = world.server.faults();
    faults.always(Operation::GetRoleCredentials, Fault::Answer(Answer::new(502, "text/html", "<h1>Proxy")));
    let run = world.run(&["credential-process", "prod.admin"]);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.err.contains("HTTP 502") && !run.err.contains("Proxy"), "{}", run.err);
}

#[test]
fn exec_runs_with_the_profile_and_nothing_stale() {
    let world = signed_in();
    let expected = [("AWS_PROFILE".to_owned(), "prod.admin".to_owned())];
    assert_eq!(seen(&world, &STALE, &[]), expected);
    assert_eq!(asked(&world), 0, "the program's SDK asks by itself");
    let with_region = seen(&world, &STALE, &["--region", "us-west-2"]);
    assert_eq!(with_region.len(), 3);
    assert!(with_region.contains(&("AWS_REGION".to_owned(), "us-west-2".to_owned())), "{with_region:?}");
}

#[test]
fn exec_hands_over_keys_when_asked_to() {
    let world = signed_in();
    let variables = seen(&world, &STALE, &["--credentials"]);
    let keys = world.json(&["credential-process", "prod.admin"]);
    let expected = [
        ("AWS_ACCESS_KEY_ID", &keys["AccessKeyId"]),
        ("AWS_CREDENTIAL_EXPIRATION", &keys["Expiration"]),
        ("AWS_DEFAULT_REGION", &json!("eu-west-1")),
        ("AWS_REGION", &json!("eu-west-1")),
        ("AWS_SECRET_ACCESS_KEY", &keys["SecretAccessKey"]),
        ("AWS_SESSION_TOKEN", &keys["SessionToken"]),
    ];
    let variables: Vec<(&str, Value)> =
        variables.iter().map(|(name, value)| (name.as_str(), json!(value))).collect();
    assert_eq!(variables, expected.map(|(name, value)| (name, value.clone())));
}

#[test]
fn exec_passes_the_exit_code_on() {
    let world = signed_in();
    let shell: &[&str] = if cfg!(windows) { &["cmd", "/d", "/c", "exit 7"] } else { &["sh", "-c", "exit 7"] };
    assert_eq!(world.run(&[&["exec", "prod.admin", "--"], shell].concat()).code, 7);
    let run = world.run(&["exec", "prod.admin", "--", "no-such-program-anywhere"]);
    assert_eq!(run.code, 127);
    assert!(run.err.contains("no-such-program-anywhere could not be started"), "{}", run.err);
    assert!(run.err.contains("No folder of PATH"), "{}", run.err);
}

#[test]
fn exec_takes_the_program_with_and_without_dashes() {
    let world = signed_in();
    let plain: Vec<&str> =
        if cfg!(windows) { vec!["cmd", "/d", "/c", "exit 7"] } else { vec!["sh", "-c", "exit 7"] };
    assert_eq!(world.run(&[&["exec", "prod.admin", "--region", "us-west-2"], &plain[..]].concat()).code, 7);
    // What stands behind the program is the program's, also where it looks like ours.
    let run = world.run(&["exec", "prod.admin", "--", "no-such-program-anywhere", "--region", "--", "-y"]);
    assert_eq!(run.code, 127, "{run:?}");
}

#[test]
fn what_cannot_be_a_region_is_refused_and_what_is_new_is_passed_on() {
    let world = world_with(|_| {});
    for region in ["nonsense", "xx-yy", "evil.com/", ""] {
        for arguments in [
            &["exec", "prod.admin", "--region", region, "--", "env"][..],
            &["console", "prod.admin", "--print", "--region", region],
            &["populate", "--session", "corp", "--cached", "--dry-run", "--region", region],
        ] {
            let run = world.run(arguments);
            assert_eq!((run.code, run.out.as_str()), (2, ""), "{arguments:?} {run:?}");
            assert!(run.err.contains("is no region."), "{}", run.err);
        }
    }
    let run = world.run(&["console", "prod.admin", "--print", "--region", "eu-west-9"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.out.contains("eu-west-9"), "{}", run.out);
    assert!(run.err.contains("eu-west-9 is no region that is known here"), "{}", run.err);
    let run = world.run(&["console", "prod.admin", "--print", "--region", "EU-WEST-1"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""), "{run:?}");
}

#[test]
fn exec_without_a_terminal_says_how_to_sign_in_first() {
    let world = world_with(|_| {});
    let run = world.run(&["exec", "prod.admin", "--", if cfg!(windows) { "cmd" } else { "env" }]);
    assert_eq!(run.code, 3, "{run:?}");
    let expected =
        "On a terminal it would sign in by itself. Here, sign in first: ssotui login --session corp";
    assert!(run.err.contains(expected), "{}", run.err);
    let run = world.run(&["exec", "prod.admin", "--", "no-such-program-anywhere"]);
    assert_eq!(run.code, 127, "known before any sign-in: {run:?}");
    assert!(run.err.contains("No folder of PATH"), "{}", run.err);
}

#[test]
fn an_empty_name_is_told_as_one() {
    let world = world_with(|_| {});
    for arguments in [&["env", ""][..], &["login", "--session", ""], &["exec", "", "--", "env"]] {
        let run = world.run(arguments);
        assert_eq!(run.code, 4, "{run:?}");
        assert!(run.err.contains("The name is empty"), "{}", run.err);
    }
    let run = world.run(&["login", "--session", "prod.admin"]);
    assert!(run.err.contains("prod.admin is a profile: its session is corp"), "{}", run.err);
}

#[cfg(unix)]
#[test]
fn exec_ends_as_its_program_ends_also_by_a_signal() {
    use std::os::unix::process::ExitStatusExt;
    let world = signed_in();
    let mut command = world.command(&["exec", "prod.admin", "--", "sh", "-c", "kill -TERM $$"]);
    let status = world::output(&mut command).status;
    assert_eq!(status.signal(), Some(15), "which a shell tells as 143");
    // The program is in its place: a signal to the process is the program's.
    let mut command = world.command(&[
        "exec",
        "prod.admin",
        "--",
        "sh",
        "-c",
        "trap 'echo caught; exit 5' TERM; echo ready; while :; do sleep 0.05; done",
    ]);
    let mut child = command.stdout(std::process::Stdio::piped()).spawn().expect("the program runs");
    let mut lines = std::io::BufRead::lines(std::io::BufReader::new(child.stdout.take().expect("a pipe")));
    assert_eq!(lines.next().expect("a line").expect("text"), "ready");
    let pid = i32::try_from(child.id()).expect("small");
    let pid = rustix::process::Pid::from_raw(pid).expect("a process");
    rustix::process::kill_process(pid, rustix::process::Signal::TERM).expect("sent");
    assert_eq!(lines.next().expect("a line").expect("text"), "caught");
    assert_eq!(child.wait().expect("an end").code(), Some(5));
}

#[test]
fn exec_signs_nobody_in_where_nobody_sees_the_code() {
    let world = world_with(|_| {});
    for options in [&[][..], &["--credentials"]] {
        let words = [&["exec", "prod.admin"], options, &["--"], print_environment()].concat();
        let run = world.run(&words);
        assert_eq!((run.code, run.out.as_str()), (3, ""), "{run:?}");
        assert!(run.err.contains("ssotui login --session corp"), "{}", run.err);
    }
    assert!(world.server.requests_for(Operation::StartDeviceAuthorization).is_empty());
    // What uses no session runs.
    let run = world.run(&[&["exec", "bare", "--"], print_environment()].concat());
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.out.contains("AWS_PROFILE=bare"), "{}", run.out);
}

#[test]
fn whoami_is_told_by_sts() {
    let world = signed_in();
    let told = world.json(&["whoami", "prod.admin", "--json"]);
    assert_eq!((&told["profile"], &told["account"]), (&json!("prod.admin"), &json!("012345678901")));
    let arn = told["arn"].as_str().expect("an ARN");
    assert!(arn.starts_with("arn:aws:sts::012345678901:assumed-role/AWSReservedSSO_Admin_"), "{arn}");
    assert!(told["user_id"].as_str().is_some_and(|id| id.contains(':')));
    let run = world.run_with(&[("AWS_PROFILE", "prod.admin")], &["whoami"]);
    assert!(run.out.contains(arn) && run.out.lines().count() == 3, "{run:?}");
    assert_eq!(world.run(&["whoami"]).code, 2, "which one?");
    let refusal = "<ErrorResponse><Error><Type>Sender</Type><Code>ExpiredToken</Code>\
                   <Message>The security token included in the request is expired</Message></Error></ErrorResponse>";
    let faults = world.server.faults();
    faults.always(Operation::GetCallerIdentity, Fault::Answer(Answer::new(403, "text/xml", refusal)));
    let run = world.run(&["whoami", "prod.admin"]);
    assert_eq!(run.code, 1);
    assert!(run.err.contains("The security token included in the request is expired."), "{}", run.err);
}

#[test]
fn env_prints_keys_for_the_shell_when_asked_to() {
    let world = signed_in();
    let run = world.run(&["env", "prod.admin", "--credentials", "--shell", "bash"]);
    let keys = world.json(&["credential-process", "prod.admin"]);
    let member = |name: &str| keys[name].as_str().expect("text").to_owned();
    let expected = format!(
        "export AWS_ACCESS_KEY_ID='{}'\nexport AWS_CREDENTIAL_EXPIRATION='{}'\nexport AWS_DEFAULT_REGION='eu-west-1'\n\
         export AWS_REGION='eu-west-1'\nexport AWS_SECRET_ACCESS_KEY='{}'\nexport AWS_SESSION_TOKEN='{}'\nunset AWS_PROFILE\n",
        member("AccessKeyId"),
        member("Expiration"),
        member("SecretAccessKey"),
        member("SessionToken"),
    );
    assert_eq!((run.code, run.out), (0, expected));
    let told = world.json(&["env", "prod.admin", "--credentials", "--json"]);
    assert_eq!(told["variables"]["AWS_SESSION_TOKEN"], keys["SessionToken"]);
}

#[test]
fn the_console_is_a_link_of_the_portal() {
    let world = world_with(|_| {});
    let link = |words: &[&str]| {
        let run = world.run(&[&["console", "--print"], words].concat());
        assert_eq!(run.code, 0, "{run:?}");
        run.out.trim_end().to_owned()
    };
    let region = "region%3Deu-west-1";
    assert_eq!(
        link(&["prod.admin"]),
        format!(
            "https://corp.awsapps.com/start/#/console?account_id=012345678901&role_name=Admin&destination=\
             https%3A%2F%2Feu-west-1.console.aws.amazon.com%2Fconsole%2Fhome%3F{region}"
        )
    );
    assert!(link(&["prod.admin", "--service", "lambda"]).contains("console.aws.amazon.com%2Flambda%2Fhome"));
    assert!(link(&["prod.admin", "--region", "cn-north-1"]).contains("console.amazonaws.cn"));
    assert_eq!(
        link(&["old"]),
        "https://old.awsapps.com/start/#/console?account_id=012345678901&role_name=Read%2BOnly",
        "where the portal says"
    );
    assert!(link(&["old", "--service", "s3"]).contains("us-east-1.console"));
    assert!(world.server.requests().is_empty(), "nobody is asked");
    assert_eq!(world.run(&["console", "prod.admin", "--print", "--service", "../x"]).code, 2);
}

#[test]
fn the_console_can_be_signed_in_to_with_the_roles_keys() {
    let world = signed_in();
    world.write("ssotui/settings.toml", "console = \"federation\"\n");
    let run = world.run(&["console", "prod.admin", "--print", "--service", "s3"]);
    assert_eq!(run.code, 0, "{run:?}");
    let (base, query) = run.out.trim_end().split_once('?').expect("a query");
    assert_eq!(base, format!("{}/federation", world.server.base_url()));
    assert!(
        query.starts_with("Action=login&Issuer=ssotui&Destination=https%3A%2F%2Feu-west-1.console"),
        "{query}"
    );
    let requests = world.server.requests_for(Operation::Federation);
    assert_eq!((requests.len(), requests[0].status), (1, Some(200)));
    assert_eq!(requests[0].raw_query, "", "the keys are in no address");
}

#[test]
fn a_guarded_profile_is_not_used_unasked() {
    let world = signed_in();
    let settings = world.run(&["settings", "path"]);
    let path = std::path::PathBuf::from(settings.out.trim());
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    std::fs::write(&path, "[[guard]]\nmatch = 'prod.*'\n").expect("settings");
    for words in [vec!["exec", "prod.admin", "--"], vec!["exec", "prod.admin", "--credentials", "--"]] {
        let run = world.run(&[words.as_slice(), print_environment()].concat());
        assert_eq!(run.code, 2, "{run:?}");
        assert!(run.err.contains("rule prod.*") && run.err.contains("--yes"), "{}", run.err);
        assert!(!run.err.contains('?'), "nothing is asked where nobody answers: {}", run.err);
    }
    let run = world.run(&["env", "prod.admin", "--credentials"]);
    assert!(run.code == 2 && run.out.is_empty(), "{run:?}");
    assert_eq!(asked(&world), 0, "nobody was asked for keys");
    assert_eq!(world.run(&["env", "prod.admin", "--credentials", "--yes"]).code, 0);
    assert_eq!(seen(&world, &STALE, &["--yes"]), [("AWS_PROFILE".to_owned(), "prod.admin".to_owned())]);
    assert_eq!(world.run(&["env", "prod.admin"]).code, 0, "the name alone is no secret");
    let rules = "[[guard]]\nmatch = '*.admin'\nask = false\n[[guard]]\nmatch = 'prod.*'\n";
    std::fs::write(&path, rules).expect("settings");
    assert_eq!(world.run(&["env", "prod.admin", "--credentials"]).code, 0, "the first rule holds");
}

#[test]
fn where_no_profile_is_named_it_is_the_aws_clis() {
    let world = signed_in();
    let whoami = |variables: &[(&str, &str)]| {
        let run = world.run_with(variables, &["whoami", "--json"]);
        serde_json::from_str(&run.out).map_or(json!(run.code), |told: Value| told["profile"].clone())
    };
    assert_eq!(whoami(&[]), 2, "neither named nor default");
    assert_eq!(whoami(&[("AWS_DEFAULT_PROFILE", "prod.admin")]), "prod.admin");
    assert_eq!(whoami(&[("AWS_PROFILE", "prod.admin"), ("AWS_DEFAULT_PROFILE", "bare")]), "prod.admin");
    let logout = |variables: &[(&str, &str)]| world.run_with(variables, &["logout", "--json"]);
    assert_eq!(logout(&[]).code, 2, "there are two sessions");
    let default = "[default]\nsso_session = corp\nsso_account_id = 012345678901\nsso_role_name = Admin\n";
    world.write(".aws/config", &format!("{CONFIG}{default}"));
    assert_eq!(whoami(&[]), "default");
    assert!(logout(&[]).out.contains("\"corp\""));
}
