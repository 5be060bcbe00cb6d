//! `login`, `logout` and `status`.

use std::time::Duration;

use serde_json::{Value, json};
use ssotui::demo::{ErrorPlace, Fault, Operation, Options};

use crate::world::World;
#[cfg(unix)]
use crate::world::{Run, output};
use crate::{CONFIG, world};

fn session<'a>(status: &'a Value, name: &str) -> &'a Value {
    let sessions = status["sessions"].as_array().expect("sessions");
    sessions.iter().find(|session| session["name"] == name).expect("the session")
}

#[test]
fn signing_in_and_out() {
    let world = world();
    assert_eq!(world.run(&["status", "--check", "--session", "corp"]).code, 3);
    let run = world.run(&["login", "prod.admin", "--no-browser"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.out.contains("Signed in to corp"), "{}", run.out);
    let code = world.server.requests_for(Operation::StartDeviceAuthorization).len();
    assert_eq!(code, 1);
    assert!(run.err.contains("/device"), "the address is told on stderr: {}", run.err);

    let status = world.json(&["status", "--json"]);
    let corp = session(&status, "corp");
    assert_eq!(corp["kind"], "sso-session");
    assert_eq!(corp["state"], "valid");
    assert_eq!(corp["renewable"], true);
    assert_eq!(corp["profiles"], 1);
    assert!(corp["seconds_left"].as_i64().is_some_and(|left| left > 3000));
    for time in ["expires_at", "registration_expires_at"] {
        assert!(corp[time].as_str().is_some_and(|text| text.ends_with('Z') && text.len() == 20), "{corp}");
    }
    assert_eq!(session(&status, "partner")["state"], "signed-out");
    assert_eq!(session(&status, "https://old.awsapps.com/start")["kind"], "legacy");
    assert_eq!(world.run(&["status", "--check", "prod.admin"]).code, 0);
    assert_eq!(world.run(&["status", "--check"]).code, 3, "the worst of several");
    assert_eq!(world.run(&["status", "--check", "--session", "corp", "--min", "30m"]).code, 0);
    assert_eq!(
        world.run(&["status", "--check", "--session", "corp", "--min", "9h"]).code,
        1,
        "it can be renewed"
    );

    // A second sign-in is not needed, unless forced; the registration is used again.
    assert!(world.run(&["login", "prod.admin"]).out.contains("already"));
    let forced = world.run(&["login", "prod.admin", "--force", "--no-browser"]);
    assert_eq!(forced.code, 0, "{forced:?}");
    assert!(forced.err.contains("Signed out of the old session of corp."), "{forced:?}");
    assert_eq!(world.server.requests_for(Operation::RegisterClient).len(), 1);
    assert_eq!(world.server.requests_for(Operation::CreateToken).len(), 2);
    assert_eq!(world.server.requests_for(Operation::Logout).len(), 1, "forcing ends the session before");

    let run = world.run(&["logout", "--session", "corp"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(world.server.requests_for(Operation::Logout).len(), 2);
    assert_eq!(session(&world.json(&["status", "--json"]), "corp")["state"], "signed-out");
    assert!(world.run(&["logout", "--session", "corp"]).out.contains("no token"));
}

#[test]
fn a_forced_sign_in_that_cannot_begin_costs_no_token() {
    let world = world();
    assert_eq!(world.run(&["login", "--session", "corp", "--no-browser"]).code, 0);
    let refusal = Fault::oidc("invalid_request", ErrorPlace::Both);
    world.server.faults().always(Operation::StartDeviceAuthorization, refusal);
    let run = world.run(&["login", "--session", "corp", "--force", "--no-browser"]);
    assert_eq!(run.code, 1, "{run:?}");
    assert_eq!(world.server.requests_for(Operation::Logout).len(), 0);
    assert_eq!(world.run(&["status", "--check", "--session", "corp"]).code, 0);
}

#[test]
fn a_legacy_sign_in_works_for_its_profile() {
    let world = world();
    let run = world.run(&["login", "old", "--no-browser"]);
    assert_eq!(run.code, 0, "{run:?}");
    let status = world.json(&["status", "--json", "old"]);
    assert_eq!(status["sessions"][0]["state"], "valid");
    assert_eq!(status["sessions"][0]["renewable"], false, "no AWS tool renews it");
}

#[test]
fn login_all_signs_in_where_it_is_needed() {
    let world = world();
    assert_eq!(world.run(&["login", "--session", "partner", "--no-browser"]).code, 0);
    let run = world.run(&["login", "--all", "--no-browser", "--json"]);
    assert_eq!(run.code, 0, "{run:?}");
    let said: Value = serde_json::from_str(&run.out).expect("JSON");
    assert_eq!(said["sessions"].as_array().map(Vec::len), Some(3));
    assert_eq!(world.server.requests_for(Operation::StartDeviceAuthorization).len(), 3, "partner only once");
    assert_eq!(world.run(&["status", "--check"]).code, 0);
    let run = world.run(&["logout", "--all"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(world.server.requests_for(Operation::Logout).len(), 3);
}

#[test]
fn a_declined_sign_in_is_exit_code_3_and_a_broken_server_1() {
    let world = world();
    world
        .server
        .faults()
        .always(Operation::CreateToken, Fault::oidc("access_denied", ssotui::demo::ErrorPlace::Both));
    let run = world.run(&["login", "prod.admin", "--no-browser"]);
    assert_eq!(run.code, 3, "{run:?}");
    assert!(run.err.contains("declined"), "{}", run.err);
    world.server.faults().clear_all();
    world.server.faults().always(
        Operation::StartDeviceAuthorization,
        Fault::oidc("invalid_request", ssotui::demo::ErrorPlace::Both),
    );
    let run = world.run(&["login", "prod.admin", "--no-browser"]);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.err.contains("sso_region"), "the likely cause is named: {}", run.err);
}

#[test]
fn a_role_is_signed_in_to_through_its_source() {
    let world = World::new(&format!(
        "{CONFIG}\n[profile role]\nrole_arn = arn:aws:iam::123456789012:role/x\nsource_profile = prod.admin\n"
    ));
    assert_eq!(world.run(&["login", "role", "--no-browser"]).code, 0);
    assert_eq!(world.run(&["status", "--check", "prod.admin"]).code, 0);
    let list = world.json(&["list", "--json"]);
    let role = list["profiles"].as_array().expect("profiles").last().expect("the role");
    assert_eq!((&role["kind"], &role["session"]), (&json!("role"), &Value::Null));
    assert_eq!((&role["token"]["state"], &role["token"]["renewable"]), (&json!("valid"), &json!(true)));
}

#[test]
fn a_token_of_another_start_url_does_not_count_as_signed_in() {
    let world = world();
    assert_eq!(world.run(&["login", "prod.admin", "--no-browser"]).code, 0);
    world.write(".aws/config", &CONFIG.replace("corp.awsapps", "new.awsapps"));
    let run = world.run(&["status", "--session", "corp"]);
    assert!(run.err.contains("another session"), "{run:?}");
    assert_eq!(world.run(&["login", "prod.admin", "--no-browser"]).code, 0);
    assert_eq!(world.server.requests_for(Operation::CreateToken).len(), 2);
    assert!(!world.run(&["status", "--session", "corp"]).err.contains("another session"));
}

#[cfg(unix)]
#[test]
#[expect(clippy::disallowed_methods, reason = "the program is started through another")]
fn where_nothing_can_be_written_no_temporary_name_is_told() {
    let world = world();
    let program = world.command(&["login", "--session", "corp", "--no-browser"]);
    // No file may grow, and what tries is told so instead of being killed.
    let line = "ulimit -f 0; trap '' XFSZ; exec \"$@\"";
    let mut shell = std::process::Command::new("sh");
    shell.args(["-c", line, "sh"]).arg(program.get_program()).args(program.get_args()).env_clear();
    shell.envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
    shell.stdin(std::process::Stdio::null());
    let run = Run::of(&output(&mut shell));
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.err.contains("The registration cannot be kept"), "{}", run.err);
    assert!(!run.err.contains(".tmp"), "{}", run.err);
}

#[test]
fn login_all_names_what_is_not_set_up_and_where_there_is_nothing() {
    let world = World::with(
        "[sso-session half]\nsso_region = us-east-1\n[sso-session bare]\n",
        Options { approve_after: Some(Duration::ZERO), ..Options::default() },
    );
    let run = world.run(&["login", "--all", "--no-browser"]);
    assert_eq!(run.code, 2, "{run:?}");
    for told in [
        "Could not sign in to half.",
        "Add sso_start_url to the session",
        "Could not sign in to bare.",
        "The session has no sso_start_url and no sso_region.",
    ] {
        assert!(run.err.contains(told), "{told} in {}", run.err);
    }
    assert!(!run.err.contains("Signing in to"), "nobody is sent anywhere: {}", run.err);
    let run = World::new("").run(&["login", "--all"]);
    assert_eq!(run.code, 4, "{run:?}");
    assert!(run.err.contains("ssotui configure"), "{}", run.err);
}
