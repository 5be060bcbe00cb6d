//! The keys of a profile about the way to AWS, by the real binary: no variable names an endpoint here.

#[path = "support/world.rs"]
#[expect(dead_code, reason = "each program of tests uses its own part")]
mod world;

use std::time::Duration;

use ssotui::demo::{Operation, Options};
use ssotui::domain::organization::{Account, Roles};
use world::{Run, World};

/// The config file; `{url}` stands for the server's address.
const CONFIG: &str = "\
[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = us-east-1

[profile prod]
sso_session = corp
sso_account_id = 012345678901
sso_role_name = Admin
region = eu-west-1
services = local

[services local]
sso =
  endpoint_url = {url}
sso_oidc =
  endpoint_url = {url}
sts =
  endpoint_url = {url}

[profile plain]
sso_session = corp
sso_account_id = 012345678901
sso_role_name = Admin
region = eu-west-1

[profile here]
endpoint_url = {url}

[profile torn]
services = other

[profile fips]
endpoint_url = {url}
use_fips_endpoint = true

[profile deaf]
ignore_configured_endpoint_urls = true

[profile wrong]
endpoint_url = localhost:1
";

fn world() -> World {
    let world = World::with(
        "",
        Options {
            approve_after: Some(Duration::ZERO),
            organization: Some(vec![Account {
                id: "012345678901".into(),
                name: Some("Prod".into()),
                email: None,
                roles: Roles::Listed(vec!["Admin".into()]),
            }]),
            ..Options::default()
        },
    );
    world.write(".aws/config", &CONFIG.replace("{url}", world.server.base_url()));
    world
}

fn run(world: &World, variables: &[(&str, &str)], arguments: &[&str]) -> Run {
    let mut command = world.command(arguments);
    for (name, _) in world.server.environment() {
        if name.starts_with("AWS_ENDPOINT_URL") {
            command.env_remove(name);
        }
    }
    command.envs(variables.iter().copied());
    Run::of(&world::output(&mut command))
}

#[test]
fn a_profiles_services_lead_all_that_concerns_it() {
    let world = world();
    let login = run(&world, &[], &["login", "prod", "--no-browser", "--json"]);
    assert_eq!(login.code, 0, "{login:?}");
    let whoami = run(&world, &[], &["whoami", "prod", "--json"]);
    assert!(whoami.code == 0 && whoami.out.contains("012345678901"), "{whoami:?}");
    for operation in [Operation::CreateToken, Operation::GetRoleCredentials, Operation::GetCallerIdentity] {
        assert!(!world.server.requests_for(operation).is_empty(), "{operation:?}");
    }
    assert_eq!(run(&world, &[], &["logout", "prod"]).code, 0);
    assert!(!world.server.requests_for(Operation::Logout).is_empty());
}

#[test]
fn sessions_go_by_the_current_profile_as_in_the_aws_cli() {
    let world = world();
    let current = [("AWS_PROFILE", "here")];
    let login = run(&world, &current, &["login", "--session", "corp", "--no-browser", "--json"]);
    assert_eq!(login.code, 0, "{login:?}");
    let roles = ["roles", "--session", "corp", "--json"];
    assert_eq!(run(&world, &current, &roles).code, 0);
    assert_eq!(run(&world, &[("AWS_DEFAULT_PROFILE", "here")], &roles).code, 0);
    let config = CONFIG.replace("{url}", world.server.base_url()).replace("[profile here]", "[default]");
    world.write(".aws/config", &config);
    assert_eq!(run(&world, &[], &roles).code, 0, "the current profile is the default one");
    let before = world.server.requests_for(Operation::GetRoleCredentials).len();
    // Nothing listens there: the profile that is named lends nothing from the current one, and no name is looked up.
    let nowhere = [("AWS_PROFILE", "here"), ("AWS_ENDPOINT_URL", "http://127.0.0.1:1")];
    assert_eq!(run(&world, &nowhere, &["credential-process", "plain"]).code, 1);
    assert_eq!(world.server.requests_for(Operation::GetRoleCredentials).len(), before);
}

#[test]
fn the_environment_wins_over_the_profile() {
    let world = world();
    let url = world.server.base_url();
    let login = ["login", "--session", "corp", "--no-browser", "--json"];
    let variables = [("AWS_PROFILE", "wrong"), ("AWS_ENDPOINT_URL", url)];
    assert_eq!(run(&world, &variables, &login).code, 0);
    let variables = [("AWS_PROFILE", "torn"), ("AWS_ENDPOINT_URL", url)];
    assert_eq!(run(&world, &variables, &["roles", "--json"]).code, 0, "the section is not asked");
}

#[test]
fn a_variable_that_the_profile_ignores_cannot_be_wrong() {
    let world = world();
    // Where nothing listens, so that no name is looked up.
    let variables = |profile| {
        [("AWS_PROFILE", profile), ("AWS_ENDPOINT_URL", "nonsense"), ("HTTPS_PROXY", "http://127.0.0.1:1")]
    };
    let login = ["login", "--session", "corp", "--no-browser"];
    let plain = run(&world, &variables("plain"), &login);
    assert_eq!(plain.code, 2, "{plain:?}");
    assert!(plain.err.contains("AWS_ENDPOINT_URL is not an http or https URL"), "{plain:?}");
    let deaf = run(&world, &variables("deaf"), &login);
    assert_eq!(deaf.code, 1, "{deaf:?}");
    assert!(!deaf.err.contains("AWS_ENDPOINT_URL"), "{deaf:?}");
}

#[test]
fn what_is_wrong_with_a_key_is_told_with_its_line() {
    let world = world();
    let line = |text: &str| CONFIG.lines().position(|line| line == text).expect("a line") + 1;
    let place = |key: &str, text: &str| format!("{key} in line {} of the config file", line(text));
    for (profile, expected) in [
        (
            "torn",
            vec![
                "The profile is configured to use the services section but the \"other\" services configuration does \
                 not exist."
                    .to_owned(),
                place("services", "services = other"),
            ],
        ),
        ("fips", vec!["Invalid Configuration: FIPS and custom endpoint are not supported".to_owned()]),
        ("wrong", vec![place("endpoint_url", "endpoint_url = localhost:1")]),
    ] {
        let arguments = ["login", "--session", "corp", "--no-browser"];
        let run = run(&world, &[("AWS_PROFILE", profile)], &arguments);
        assert_eq!(run.code, 2, "{profile}: {run:?}");
        for expected in expected {
            assert!(run.err.contains(&expected), "{profile}: {expected}: {run:?}");
        }
    }
    assert!(world.server.requests_for(Operation::RegisterClient).is_empty());
}
