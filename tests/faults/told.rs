//! Faults that are told at once: the exit code and the words of each.

use std::time::Duration;

use serde_json::Value;
use ssotui::demo::{ErrorPlace, Fault, Operation, Options};

use crate::sound::{CONFIG, LOGIN, LOGOUT, ROLES, assert_sound, is_registration, say, token};
use crate::world::World;

/// Answers of success that are none.
fn garbage() -> Vec<(&'static str, Fault)> {
    vec![
        ("other types", Fault::wrong_types()),
        ("a list", Fault::body(200, "[]")),
        ("nothing", Fault::body(200, "")),
        ("half of it", Fault::body(200, "{\"a\": ")),
        ("no UTF-8", Fault::body(200, [0xff, 0xfe])),
        ("twenty megabytes", Fault::HugeBody(20 * 1024 * 1024)),
    ]
}

fn oidc(code: &str) -> Fault {
    Fault::oidc(code, ErrorPlace::Both)
}

/// The command is broken by the fault: its exit code, and words of its message.
struct Case {
    command: &'static [&'static str],
    operation: Operation,
    name: &'static str,
    fault: Fault,
    code: i32,
    told: &'static str,
}

fn cases() -> Vec<Case> {
    use Operation::{CreateToken, ListAccounts, RegisterClient, StartDeviceAuthorization};
    let case =
        |command, operation, name, fault, code, told| Case { command, operation, name, fault, code, told };
    let mut cases = vec![
        case(LOGIN, CreateToken, "declined", oidc("access_denied"), 3, "declined"),
        case(LOGIN, CreateToken, "expired", oidc("expired_token"), 3, "ran out"),
        case(LOGIN, CreateToken, "invalid grant", oidc("invalid_grant"), 1, "Injected invalid_grant"),
        case(
            LOGIN,
            CreateToken,
            "only a header",
            Fault::oidc("access_denied", ErrorPlace::Header),
            3,
            "declined",
        ),
        case(
            LOGIN,
            CreateToken,
            "only a body",
            Fault::oidc("access_denied", ErrorPlace::Body),
            3,
            "declined",
        ),
        case(LOGIN, CreateToken, "no client", oidc("invalid_client"), 1, "Injected invalid_client"),
        case(
            LOGIN,
            StartDeviceAuthorization,
            "no client",
            oidc("invalid_client"),
            1,
            "Injected invalid_client",
        ),
        case(LOGIN, StartDeviceAuthorization, "wrong region", oidc("invalid_request"), 1, "sso_region"),
        case(LOGIN, StartDeviceAuthorization, "403", Fault::status(403), 1, "No access"),
        case(LOGIN, RegisterClient, "scope", oidc("invalid_scope"), 1, "Injected invalid_scope"),
        case(LOGIN, RegisterClient, "400", Fault::status(400), 1, "Invalid request"),
        case(ROLES, ListAccounts, "401", Fault::status(401), 3, "Session token not found or invalid"),
        case(ROLES, ListAccounts, "403", Fault::status(403), 1, "No access"),
        case(ROLES, ListAccounts, "404", Fault::status(404), 1, "Resource not found"),
        case(ROLES, ListAccounts, "400", Fault::status(400), 1, "Invalid request"),
    ];
    for (name, fault) in garbage() {
        for operation in [RegisterClient, StartDeviceAuthorization, CreateToken] {
            cases.push(case(LOGIN, operation, name, fault.clone(), 1, "The answer is"));
        }
        cases.push(case(ROLES, ListAccounts, name, fault, 1, "The answer is"));
    }
    let throttled = r#"{"message":"Limit exceeded","__type":"ThrottlingException"}"#;
    for body in ["{}", throttled, r#"{"accountList":null}"#] {
        cases.push(case(ROLES, ListAccounts, "no list", Fault::body(200, body), 1, "no list of accounts"));
    }
    cases
}

#[test]
fn every_fault_that_ends_a_command_is_told() {
    let cases = cases();
    let number = cases.len();
    // Each on a server of its own, all at once: what waits, waits together.
    std::thread::scope(|scope| {
        for case in cases {
            scope.spawn(move || check(case));
        }
    });
    say(&format!("{number} faults that end a command at once"));
}

fn check(Case { command, operation, name, fault, code, told }: Case) {
    let options =
        Options { approve_after: Some(Duration::ZERO), accounts: 3, roles: 5, ..Options::default() };
    let world = World::with(CONFIG, options);
    assert_eq!(world.run(LOGIN).code, 0);
    let name = format!("{} {operation:?} {name}", command[0]);
    if operation == Operation::RegisterClient {
        // Without a registration from before.
        for file in world.files().iter().filter(|file| is_registration(file)) {
            std::fs::remove_file(file).expect("removed");
        }
    }
    world.server.faults().always(operation, fault);
    let run = world.run(command);
    assert_sound(&world, &name, &run);
    assert_eq!(run.code, code, "{name}: {run:?}");
    assert!(run.err.contains("error: ") && run.err.contains(told), "{name}: {run:?}");
    // A forced sign-in ends the old session once there is a code to approve; none is made of the answer.
    assert_eq!(token(&world).is_some(), operation != Operation::CreateToken, "{name}");
}

#[test]
fn signing_out_works_whatever_the_portal_answers() {
    let faults = [
        ("400", Fault::status(400), false),
        ("401", Fault::status(401), true),
        ("403", Fault::status(403), false),
        ("429", Fault::status(429), false),
        ("500", Fault::status(500), false),
        ("503", Fault::status(503), false),
        ("a page", Fault::html(502), false),
        ("a redirect", Fault::redirect("https://example.com/"), false),
        ("a reset", Fault::Reset, false),
        ("an answer lost", Fault::Lost, false),
        ("no JSON", Fault::body(200, [0xff]), false),
        ("a page of success", Fault::html(200), false),
    ];
    let world = World::new(CONFIG);
    for (name, fault, reached) in faults {
        assert_eq!(world.run(LOGIN).code, 0);
        world.server.faults().always(Operation::Logout, fault);
        let run = world.run(LOGOUT);
        assert_sound(&world, name, &run);
        assert_eq!(run.code, 0, "{name}: {run:?}");
        let said: Value = serde_json::from_str(&run.out).expect("JSON");
        assert_eq!(said["sessions"][0]["tokens_deleted"], 1, "{name}");
        assert_eq!(said["sessions"][0]["portal_unreachable"].is_null(), reached, "{name}: {said}");
        assert_eq!(token(&world), None, "{name}");
        world.server.faults().clear_all();
    }
}
