//! The table “What you did by hand” of the README: each of its rows is a test here, by the row's first words.

mod support;
#[path = "support/world.rs"]
#[expect(dead_code, reason = "each program of tests uses its own part")]
mod world;

use std::fs;

use ssotui::app::msg::{Effect, JobKey};
use support::*;
use world::World;

const CONFIG: &str = "\
[sso-session my-company]
sso_start_url = https://my-company.awsapps.com/start
sso_region = us-east-1
sso_registration_scopes = sso:account:access

[profile dev-account.admin]
sso_session = my-company
sso_account_id = 412853097166
sso_role_name = AdministratorAccess
region = us-east-1
";

const NAME: &str = "dev-account.admin";

/// The tasks, in the order of the table.
const TASKS: [&str; 18] = [
    "Set up a session and a profile",
    "A profile for every account and role",
    "Sign in",
    "Check identity",
    "Set the profile for this session",
    "Set it for good (Windows)",
    "A PowerShell function to switch",
    "Find a profile",
    "Docker login to ECR",
    "Terraform",
    "CDK",
    "boto3",
    "Look at and edit the config file",
    "Sign out",
    "“The SSO session has expired”",
    "“Unable to locate credentials”",
    "“ExpiredToken”",
    "The browser does not open",
];

/// What the keys copy.
#[expect(clippy::panic, reason = "for tests only")]
fn copied(harness: &mut Harness, keys: &str, choice: &str) -> String {
    harness.press(keys);
    if !choice.is_empty() {
        harness.type_text(choice).press("enter");
    }
    match harness.effects.iter().find_map(|effect| match effect {
        Effect::Copy { text, .. } => Some(text.clone()),
        _ => None,
    }) {
        Some(text) => text,
        None => panic!("nothing is copied\n{}", harness.screen()),
    }
}

fn starts(harness: &Harness, wanted: impl Fn(&JobKey) -> bool) -> bool {
    harness.effects.iter().any(|effect| matches!(effect, Effect::Start { key, .. } if wanted(key)))
}

fn signed_in() -> World {
    let world = World::new(CONFIG);
    let run = world.run(&["login", NAME, "--no-browser"]);
    assert_eq!(run.code, 0, "{}", run.err);
    world
}

#[test]
fn the_table_has_a_row_for_each_task_and_no_other() {
    let readme = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).expect("the README");
    let (_, table) = readme.split_once("| to do |").expect("the table");
    let rows = table.lines().skip(2).take_while(|line| line.starts_with('|'));
    let first: Vec<&str> = rows.filter_map(|row| row.split('|').nth(1).map(str::trim)).collect();
    assert_eq!(first, TASKS);
}

#[test]
fn set_up_a_session_and_a_profile() {
    let world = World::new("");
    let run = world.run(&[
        "configure",
        "--session",
        "my-company",
        "--start-url",
        "https://my-company.awsapps.com/start",
        "--sso-region",
        "us-east-1",
        "--account",
        "412853097166",
        "--role",
        "AdministratorAccess",
        "--default-region",
        "us-east-1",
        "--profile",
        NAME,
        "--yes",
    ]);
    assert_eq!(run.code, 0, "{}", run.err);
    let config = fs::read_to_string(world.path(".aws/config")).unwrap_or_default();
    for line in ["[sso-session my-company]", "[profile dev-account.admin]", "sso_account_id = 412853097166"] {
        assert!(config.contains(line), "{line}\n{config}");
    }
    let mut harness = Harness::new(usual());
    harness.press("n");
    assert!(harness.screen().contains("another access portal"), "{}", harness.screen());
}

#[test]
fn a_profile_for_every_account_and_role() {
    let world = signed_in();
    let run = world.run(&[
        "populate",
        "--region",
        "us-east-1",
        "--account-name-case",
        "lower",
        "--role-name-case",
        "lower",
        "--trim-role-name",
        "(?<=admin)istratoraccess",
        "--trim-role-name",
        "(?<=readonly)access",
        "--yes",
    ]);
    assert_eq!(run.code, 0, "{}", run.err);
    let list = world.run(&["list", "--names"]);
    assert!(list.out.lines().any(|name| name == "management.admin"), "{}", list.out);
    assert!(Harness::new(usual()).press("p").screen().contains("Names"));
}

#[test]
fn sign_in() {
    signed_in();
    let mut harness = Harness::new(signed_out());
    harness.press("l");
    assert!(starts(&harness, |key| matches!(key, JobKey::SignIn(_))));
}

#[test]
fn check_identity() {
    let run = signed_in().run(&["whoami", NAME]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.out.contains("412853097166") && run.out.contains("arn:aws:sts::"), "{}", run.out);
    let mut harness = Harness::new(usual());
    harness.press("w");
    assert!(starts(&harness, |key| matches!(key, JobKey::WhoAmI(_))));
}

#[test]
fn set_the_profile_for_this_session() {
    let mut harness = Harness::new(usual());
    assert_eq!(copied(&mut harness, "c", ""), "$env:AWS_PROFILE='prod-payments.admin'");
    let run = World::new(CONFIG).run(&["env", NAME, "--shell", "powershell"]);
    assert_eq!(run.out.trim_end(), "$env:AWS_PROFILE='dev-account.admin'");
}

#[test]
fn set_it_for_good_on_windows() {
    let line = "[System.Environment]::SetEnvironmentVariable('AWS_PROFILE', 'dev-account.admin', 'User')";
    let run = World::new(CONFIG).run(&["env", NAME, "--shell", "powershell", "--permanent"]);
    assert_eq!(run.out.trim_end().replace("','", "', '"), line);
    let copy = copied(&mut Harness::new(usual()), "C", "PowerShell for good");
    assert!(copy.contains("SetEnvironmentVariable('AWS_PROFILE'"), "{copy}");
}

#[test]
fn a_powershell_function_to_switch() {
    let run = World::new("").run(&["init", "powershell"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.out.contains("function") && run.out.contains("$env:AWS_PROFILE"), "{}", run.out);
}

#[test]
fn find_a_profile() {
    let mut harness = Harness::new(usual());
    harness.press("/").type_text("pay adm").press("enter");
    assert_eq!(harness.profile(), "prod-payments.admin");
    let run = World::new(CONFIG).run(&["pick", "dev adm", "--select-1"]);
    assert_eq!((run.code, run.out.trim_end()), (0, NAME), "{}", run.err);
}

#[test]
fn docker_login_to_ecr() {
    assert_eq!(
        copied(&mut Harness::new(usual()), "C", "Docker login"),
        "aws ecr get-login-password --region eu-west-1 --profile prod-payments.admin | docker login --username AWS \
         --password-stdin 123456789012.dkr.ecr.eu-west-1.amazonaws.com"
    );
}

#[test]
fn terraform() {
    let block = copied(&mut Harness::new(usual()), "C", "Terraform");
    for part in ["provider \"aws\" {", "profile = \"prod-payments.admin\"", "region"] {
        assert!(block.contains(part), "{part}\n{block}");
    }
    runs_with_the_profile();
}

#[test]
fn cdk() {
    let line = copied(&mut Harness::new(usual()), "C", "CDK");
    assert!(line.contains("cdk deploy") && line.contains("--profile"), "{line}");
    runs_with_the_profile();
}

/// `exec` runs a program with the profile: here ssotui itself, which lists the profile of its environment.
fn runs_with_the_profile() {
    let world = signed_in();
    let run = world.run(&["exec", NAME, "--", env!("CARGO_BIN_EXE_ssotui"), "status", "--prompt"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.out.starts_with(NAME), "{}", run.out);
}

#[test]
fn boto3() {
    let text = copied(&mut Harness::new(usual()), "C", "boto3");
    assert!(text.contains("boto3.Session(profile_name='prod-payments.admin')"), "{text}");
}

#[test]
fn look_at_and_edit_the_config_file() {
    let mut harness = Harness::new(usual());
    harness.press("E");
    assert!(matches!(harness.effects.as_slice(), [Effect::Lend(_)]), "{:?}", harness.effects);
    let block = copied(&mut Harness::new(usual()), "C", "config block");
    assert!(block.contains("[profile prod-payments.admin]"), "{block}");
}

#[test]
fn sign_out() {
    let world = signed_in();
    assert_eq!(world.run(&["logout", "--all"]).code, 0);
    assert_eq!(world.run(&["status", "--check", NAME]).code, 3);
    let mut harness = Harness::new(usual());
    harness.press("L");
    assert!(starts(&harness, |key| matches!(key, JobKey::SignOut(_))));
}

#[test]
fn the_sso_session_has_expired() {
    let world = World::new(CONFIG);
    let run = world.run(&["exec", NAME, "--", env!("CARGO_BIN_EXE_ssotui"), "list"]);
    assert_eq!(run.code, 3, "without a terminal it says that a sign-in is needed: {}", run.err);
    assert_eq!(world.run(&["login", NAME, "--no-browser"]).code, 0);
}

/// What the doctor finds with these variables.
fn findings(world: &World, variables: &[(&str, &str)]) -> String {
    let mut command = world.command(&["doctor", "--offline", "--json"]);
    command.envs(variables.iter().copied());
    let output = command.output().map(|output| output.stdout).unwrap_or_default();
    String::from_utf8_lossy(&output).into_owned()
}

#[test]
fn unable_to_locate_credentials() {
    let found = findings(&World::new(CONFIG), &[("AWS_PROFILE", "dev-acount.admin")]);
    assert!(found.contains("dev-acount.admin"), "{found}");
}

#[test]
fn expired_token() {
    let keys = [("AWS_ACCESS_KEY_ID", "ASIAEXAMPLE"), ("AWS_SECRET_ACCESS_KEY", "s"), ("AWS_PROFILE", NAME)];
    let found = findings(&World::new(CONFIG), &keys);
    assert!(found.contains("AWS_ACCESS_KEY_ID"), "{found}");
    // And exec leaves such keys out.
    let world = signed_in();
    let mut command =
        world.command(&["exec", NAME, "--", env!("CARGO_BIN_EXE_ssotui"), "status", "--prompt"]);
    command.envs(keys);
    let out = command.output().map(|output| output.stdout).unwrap_or_default();
    assert!(!String::from_utf8_lossy(&out).contains("AWS_ACCESS_KEY_ID"));
}

#[test]
fn the_browser_does_not_open() {
    let run = World::new(CONFIG).run(&["login", NAME, "--no-browser"]);
    assert!(run.err.contains("http://") || run.out.contains("http://"), "{} {}", run.out, run.err);
}
