//! Faults that last: what may pass is tried again, and given up within two minutes. All at once, each on a server of
//! its own, because the pauses between the attempts are real here.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::time::Duration;

use serde_json::Value;
use ssotui::demo::{Fault, Operation, Options};

use crate::sound::{CONFIG, LOGIN, LOGOUT, POPULATE, ROLES, assert_sound, config, ends, say, some_of, token};
use crate::world::World;

/// Every way for an answer to be wrong that does not end at once, and whether the answer is usable all the same.
fn faults() -> Vec<(&'static str, Fault, bool)> {
    let skew = |hours| Fault::Date(jiff::SignedDuration::from_hours(hours));
    vec![
        ("500", Fault::status(500), false),
        ("503", Fault::status(503), false),
        ("a proxy's 502", Fault::html(502), false),
        ("a proxy's 403", Fault::html(403), false),
        ("a captive portal", Fault::html(200), false),
        ("a redirect", Fault::redirect("https://example.com/"), false),
        ("a redirect to itself", Fault::redirect("/"), false),
        ("a reset", Fault::Reset, false),
        ("an answer lost", Fault::Lost, false),
        ("half a body", Fault::HalfBody, false),
        ("a hundred megabytes", Fault::HugeBody(100 * 1024 * 1024), false),
        ("other types", Fault::wrong_types(), false),
        ("no UTF-8", Fault::body(200, [0xff, 0xfe, 0]), false),
        ("nesting without end", Fault::body(200, "[".repeat(1_000_000)), false),
        ("a status of its own", Fault::body(299, "{"), false),
        ("a slow body", Fault::SlowBody(Duration::ZERO), true),
        ("a clock a day ahead", skew(24), true),
        ("a clock a day behind", skew(-24), true),
    ]
}

struct Case {
    name: String,
    command: &'static [&'static str],
    operation: Operation,
    fault: Fault,
    usable: bool,
}

fn cases() -> Vec<Case> {
    use Operation::{
        CreateToken, ListAccountRoles, ListAccounts, Logout, RegisterClient, StartDeviceAuthorization,
    };
    let mut cases = Vec::new();
    for (name, fault, usable) in faults() {
        for (command, operation) in [
            (LOGIN, RegisterClient),
            (LOGIN, StartDeviceAuthorization),
            (LOGIN, CreateToken),
            (ROLES, ListAccounts),
            (ROLES, ListAccountRoles),
            (POPULATE, ListAccounts),
            (LOGOUT, Logout),
        ] {
            let name = format!("{} {operation:?} {name}", command[0]);
            cases.push(Case { name, command, operation, fault: fault.clone(), usable });
        }
    }
    cases
}

fn check(case: &Case) {
    let Case { name, command, operation, fault, usable } = case;
    let world = World::with(
        CONFIG,
        Options { approve_after: Some(Duration::ZERO), accounts: 2, roles: 2, ..Options::default() },
    );
    // No registration from before where that is what goes wrong.
    if *operation != Operation::RegisterClient {
        assert_eq!(world.run(LOGIN).code, 0, "{name}");
    }
    let before = (token(&world), config(&world));
    world.server.faults().always(*operation, fault.clone());
    if *operation == Operation::CreateToken && !usable {
        // Faults of the last request are put up with until the code is over.
        let soon = Fault::edit(|answer| answer["expiresIn"] = 3.into());
        world.server.faults().always(Operation::StartDeviceAuthorization, soon);
    }
    let run = ends(world.command(command));
    assert_sound(&world, name, &run);
    let signs_out = *operation == Operation::Logout;
    if *usable || signs_out {
        assert_eq!(run.code, 0, "{name}: {run:?}");
    } else {
        assert!([1, 3].contains(&run.code), "{name}: {run:?}");
        let partial = *operation == Operation::ListAccountRoles;
        assert!(run.err.contains(if partial { "warning: " } else { "error: " }), "{name}: {run:?}");
        if partial {
            let said: Value = serde_json::from_str(&run.out).expect("JSON");
            assert_eq!(said["sessions"][0]["complete"], false, "{name}: {said}");
        }
    }
    assert_eq!(config(&world), before.1, "{name}: the config file is as it was");
    if signs_out {
        assert_eq!(token(&world), None, "{name}: access is gone from the disk");
    } else if *command != LOGIN {
        assert_eq!(token(&world), before.0, "{name}: the token from before is kept");
    } else {
        // A forced sign-in ends the old session once there is a code to approve.
        let kept = before.0.is_some() && *operation != Operation::CreateToken;
        assert_eq!(token(&world).is_some(), *usable || kept, "{name}");
    }
}

#[test]
fn every_lasting_fault_ends_every_command_in_order() {
    const AT_ONCE: usize = 64;
    let cases = some_of(cases());
    let faults = faults().len();
    let commands: BTreeSet<_> =
        cases.iter().map(|case| (case.command[0], format!("{:?}", case.operation))).collect();
    let (number, commands) = (cases.len(), commands.len());
    let queue = Mutex::new(cases);
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                loop {
                    let next = queue.lock().expect("the queue").pop();
                    let Some(case) = next else { break };
                    check(&case);
                }
            });
        }
    });
    say(&format!("{faults} lasting faults × {commands} requests of commands = {number} runs"));
}

#[test]
fn a_storm_of_refusals_is_no_failure() {
    for (name, fault) in [
        ("429", Fault::status(429)),
        ("429 with a time", Fault::retry_after(429, 1)),
        ("429 with milliseconds", Fault::amz_retry_after(429, 200)),
        ("429 with nonsense", Fault::retry_after(429, "soon")),
    ] {
        let world = World::with(
            CONFIG,
            Options { approve_after: Some(Duration::ZERO), accounts: 5, roles: 10, ..Options::default() },
        );
        assert_eq!(world.run(LOGIN).code, 0);
        world.server.faults().next(Operation::ListAccounts, 1, fault.clone());
        world.server.faults().next(Operation::ListAccountRoles, 2, fault);
        let run = ends(world.command(ROLES));
        assert_sound(&world, name, &run);
        assert_eq!((run.code, run.err.contains("429")), (0, false), "{name}: {run:?}");
        let said: Value = serde_json::from_str(&run.out).expect("JSON");
        assert_eq!(said["sessions"][0]["accounts"].as_array().map(Vec::len), Some(5), "{name}");
    }
}
