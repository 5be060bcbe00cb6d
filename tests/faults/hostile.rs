//! Names and words that try to take the terminal over: escape sequences, text that runs backwards, line breaks, ten
//! thousand bytes, in what the portal says, in the config file, in settings and in arguments.

use std::time::Duration;

use serde_json::Value;
use ssotui::demo::{Fault, Operation, Options};
use ssotui::domain::organization::{Account, Roles};

use crate::sound::{
    CONFIG, LOGIN, LOGOUT, POPULATE, ROLES, assert_sound, config, ends, is_registration, say, some_of,
};
use crate::world::World;

/// What no terminal may see as it is.
fn hostile() -> Vec<String> {
    vec![
        "\u{1b}]0;owned\u{7}\u{1b}[2J\u{1b}[31mred".to_owned(),
        "\u{9b}31m and \u{90}q\u{9c}".to_owned(),
        "moc.elpmaxe\u{202e}//:sptth\u{2066}".to_owned(),
        "two\r\nlines\u{b}\u{c}\u{85}\u{2028}and more".to_owned(),
        "\u{0}\u{7f}\u{8}\u{8}\u{8}\u{feff}\u{200b}".to_owned(),
        "x".repeat(10_000),
        "東京\u{301}".repeat(2_000),
        "'; rm -rf ~; \"$(reboot)` %s {0} ${x}".to_owned(),
        " ".to_owned(),
    ]
}

/// An organisation of such names.
fn organization() -> Vec<Account> {
    let account = |(index, name): (usize, String)| Account {
        id: format!("{:012}", index + 1).into(),
        name: Some(name.clone()),
        email: Some(name.clone()),
        roles: Roles::Listed(vec![name.into()]),
    };
    hostile().into_iter().enumerate().map(account).collect()
}

const COMMANDS: &[&[&str]] = &[
    &["list"],
    &["list", "--json"],
    &["status"],
    &["status", "--json"],
    &["roles"],
    &["roles", "--json"],
    &["roles", "--cached"],
    &["populate", "--session", "corp", "--region", "eu-west-1", "--dry-run"],
    &["populate", "--session", "corp", "--region", "eu-west-1", "--dry-run", "--raw-account-names"],
    POPULATE,
    &["settings", "check"],
    LOGIN,
    &["login", "--session", "corp", "--no-browser"],
    LOGOUT,
];

#[test]
fn names_from_the_portal_are_shown_and_not_obeyed() {
    let options = Options {
        approve_after: Some(Duration::ZERO),
        organization: Some(organization()),
        ..Options::default()
    };
    let world = World::with(CONFIG, options);
    assert_eq!(world.run(LOGIN).code, 0);
    let before = config(&world);
    for command in COMMANDS {
        let run = ends(world.command(command));
        assert_sound(&world, &command.join(" "), &run);
        // Not all roles can be written into the config file.
        assert_eq!(run.code, i32::from(command[0] == "populate"), "{command:?}: {run:?}");
    }
    assert_eq!(config(&world), before);
    // What is written into the config file can be read again, by the strictest reader.
    assert_eq!(world.run(LOGIN).code, 0);
    let written = world.run(&["populate", "--session", "corp", "--region", "eu-west-1", "--yes"]);
    assert_sound(&world, "populate", &written);
    let text = String::from_utf8(config(&world).expect("a file")).expect("UTF-8");
    assert!(!text.chars().any(|c| c.is_control() && c != '\n'), "{text:?}");
    let list = world.json(&["list", "--json"]);
    let problems = list["profiles"].as_array().expect("profiles").iter().map(|profile| &profile["problems"]);
    let errors = problems.flat_map(|problems| problems.as_array().cloned().unwrap_or_default());
    assert_eq!(errors.filter(|problem| problem["severity"] == "error").count(), 0, "{text}");
    say(&format!("{} hostile names × {} commands", hostile().len(), COMMANDS.len()));
}

/// Does it for every hostile text at once: what waits, waits together. Counts the runs.
fn at_once(each: impl Fn(&str) -> usize + Sync) -> usize {
    std::thread::scope(|scope| {
        let each = &each;
        let threads: Vec<_> =
            some_of(hostile()).into_iter().map(|words| scope.spawn(move || each(&words))).collect();
        threads.into_iter().map(|thread| thread.join().expect("a sound run")).sum()
    })
}

#[test]
fn words_of_a_server_are_shown_and_not_obeyed() {
    let runs = at_once(|words| {
        let world = World::new(CONFIG);
        assert_eq!(world.run(LOGIN).code, 0);
        let body = serde_json::json!({
            "error": words, "error_description": words, "message": words, "__type": words,
        });
        let cases = [
            (ROLES, Operation::ListAccounts),
            (ROLES, Operation::ListAccountRoles),
            (LOGOUT, Operation::Logout),
            (LOGIN, Operation::StartDeviceAuthorization),
            (LOGIN, Operation::CreateToken),
            (LOGIN, Operation::RegisterClient),
        ];
        for (command, operation) in cases {
            if operation == Operation::RegisterClient {
                for file in world.files().iter().filter(|file| is_registration(file)) {
                    std::fs::remove_file(file).expect("removed");
                }
            }
            world.server.faults().always(operation, Fault::body(400, body.to_string()));
            let run = ends(world.command(command));
            world.server.faults().clear_all();
            let name = format!("{operation:?} {}", words.escape_debug().take(20).collect::<String>());
            assert_sound(&world, &name, &run);
            assert_eq!(run.code, i32::from(command != LOGOUT), "{name}: {run:?}");
            assert!(run.err.len() < 50_000, "{name}: {} bytes of complaint", run.err.len());
        }
        cases.len()
    });
    say(&format!("{runs} runs on a server with hostile words"));
}

#[test]
fn codes_and_addresses_of_a_server_are_shown_and_not_obeyed() {
    at_once(|words| {
        let world = World::new(CONFIG);
        let sent = words.to_owned();
        let edit = Fault::edit(move |answer| {
            answer["userCode"] = sent.clone().into();
            answer["verificationUriComplete"] = sent.clone().into();
        });
        world.server.faults().next(Operation::StartDeviceAuthorization, 1, edit);
        let run = ends(world.command(LOGIN));
        assert_sound(&world, words, &run);
        // A code of which nothing can be seen is none.
        let is_code = run.code == 0 || (run.code == 1 && run.err.contains("no code to approve"));
        assert!(is_code, "{run:?}");
        1
    });
}

#[test]
fn names_in_files_and_arguments_are_shown_and_not_obeyed() {
    let runs = at_once(|words| {
        // A NUL ends no argument, and a line end ends a line of the file.
        let line = words.replace(['\r', '\n', '\u{85}', '\u{2028}', '\u{b}', '\u{c}'], " ");
        let argument = words.replace('\0', "");
        let config_text = format!(
            "[sso-session {line}]\nsso_start_url = https://{line}\nsso_region = {line}\n\
             [profile {line}]\nsso_session = {line}\nsso_account_id = {line}\nsso_role_name = {line}\nregion = {line}\n\
             [profile b]\nsource_profile = {line}\nrole_arn = {line}\n{line} = {line}\n[{line}]\n"
        );
        let world = World::new(&config_text);
        world.write(".config/ssotui/settings.toml", &format!("{words} = \"{words}\"\n"));
        world.write("ssotui/settings.toml", &format!("{words} = \"{words}\"\n"));
        let commands: [&[&str]; 13] = [
            &["list"],
            &["list", "--json"],
            &["status"],
            &["status", "--json"],
            &["settings", "check"],
            &["login", "--all", "--no-browser"],
            &["logout", "--all"],
            &["login", "--session", &argument],
            &["status", "--session", &argument],
            &["env", &argument, "--shell", "bash", "--json"],
            &["rename", "b", &argument, "--dry-run"],
            &["delete", &argument, "--dry-run"],
            &["--shell", &argument],
        ];
        for command in commands {
            let run = ends(world.command(command));
            let name = format!("{:?}", command.iter().map(|word| word.chars().take(20).collect::<String>()));
            assert_sound(&world, &name, &run);
            assert_eq!(config(&world).as_deref(), Some(config_text.as_bytes()), "{name}");
            if command.contains(&"--json") && run.code == 0 {
                serde_json::from_str::<Value>(&run.out).expect("JSON");
            }
        }
        commands.len()
    });
    say(&format!("{runs} runs on hostile files and arguments"));
}
