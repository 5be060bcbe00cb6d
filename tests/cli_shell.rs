//! The commands that work with the shell, by the real binary: pick, init, completions, man, the names and the prompt.

#[path = "support/world.rs"]
mod world;

use world::World;

const CONFIG: &str = "\
[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = eu-west-1

[sso-session us]
sso_start_url = https://us.awsapps.com/start
sso_region = us-east-1

[profile prod.admin]
sso_session = corp
sso_account_id = 012345678901
sso_role_name = AdministratorAccess

[profile prod.admin-2]
sso_session = us
sso_account_id = 123456789012
sso_role_name = ReadOnly

[profile chained]
role_arn = arn:aws:iam::123456789012:role/Deploy
source_profile = prod.admin

[profile bare]
region = us-east-1
";

#[test]
fn a_sole_match_needs_no_terminal() {
    let world = World::new(CONFIG);
    let run = world.run(&["pick", "bar", "--select-1"]);
    assert_eq!((run.code, run.out.as_str(), run.err.as_str()), (0, "bare\n", ""));
    let run = world.run(&["pick", "prod.admin", "-1"]);
    assert_eq!((run.code, run.out.as_str()), (0, "prod.admin\n"), "its very name wins over another match");
    assert!(run.err.contains("corp is signed out") && run.err.contains("ssotui login"), "{}", run.err);
    assert_eq!(world.run(&["--quiet", "pick", "prod.admin", "-1"]).err, "");
}

#[test]
fn what_is_printed_can_be_chosen() {
    let world = World::new(CONFIG);
    for (profile, print, expected) in [
        ("prod.admin", "name", "prod.admin"),
        ("prod.admin", "account-id", "012345678901"),
        (
            "prod.admin",
            "arn",
            "arn:aws:iam::012345678901:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_AdministratorAccess_*",
        ),
        (
            "prod.admin-2",
            "arn",
            "arn:aws:iam::123456789012:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_ReadOnly_*",
        ),
        ("chained", "arn", "arn:aws:iam::123456789012:role/Deploy"),
    ] {
        let run = world.run(&["pick", profile, "-1", "--print", print]);
        assert_eq!((run.code, run.out.trim_end()), (0, expected), "{profile} {print}: {}", run.err);
    }
    let run = world.run(&["pick", "bare", "-1", "--print", "env", "--shell", "fish"]);
    assert_eq!(run.out, "set -gx AWS_PROFILE 'bare'\n");
    for print in ["account-id", "arn"] {
        let run = world.run(&["pick", "bare", "-1", "--print", print]);
        assert_eq!((run.code, run.out.as_str()), (1, ""), "{print}: the profile is there");
    }
}

#[test]
fn nothing_that_matches_is_told_by_the_exit_code() {
    let world = World::new(CONFIG);
    for arguments in [["pick", "zzz"].as_slice(), &["pick", "zzz", "--select-1"]] {
        let run = world.run(arguments);
        assert_eq!((run.code, run.out.as_str()), (4, ""), "{arguments:?}");
        assert!(run.err.contains("zzz") && run.err.contains("ssotui list"), "{}", run.err);
    }
    let run = World::new("").run(&["pick"]);
    assert_eq!(run.code, 4);
    assert!(run.err.contains("ssotui configure"), "{}", run.err);
}

/// Runs in a session of its own, so that the terminal of whoever runs the tests is none of its business.
#[cfg(target_os = "linux")]
#[expect(clippy::disallowed_methods, reason = "the program is started through another")]
fn run_without_a_terminal(world: &World, arguments: &[&str]) -> world::Run {
    let ours = world.command(arguments);
    let mut command = std::process::Command::new("setsid");
    command.arg("--wait").arg(ours.get_program()).args(ours.get_args()).env_clear();
    command.envs(ours.get_envs().filter_map(|(name, value)| Some((name, value?))));
    command.stdin(std::process::Stdio::null());
    world::Run::of(&world::output(&mut command))
}

#[cfg(target_os = "linux")]
#[test]
fn without_a_terminal_the_flag_is_named() {
    let run = run_without_a_terminal(&World::new(CONFIG), &["pick", "prod"]);
    assert_eq!((run.code, run.out.as_str()), (2, ""));
    assert!(run.err.contains("--select-1"), "{run:?}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_guarded_profile_is_not_picked_without_a_terminal() {
    let world = World::new(CONFIG);
    world.write("ssotui/settings.toml", "[[guard]]\nmatch = 'bare'\n");
    let run = run_without_a_terminal(&world, &["pick", "bare", "--select-1"]);
    assert_eq!((run.code, run.out.as_str()), (2, ""));
    assert!(run.err.contains("bare is guarded by the rule bare."), "{run:?}");
    assert!(
        run.err.contains("confirmed") && !run.err.contains("--select-1"),
        "what was typed is no way out: {run:?}"
    );
}

#[test]
fn names_that_a_shell_cannot_hold_are_refused() {
    let world = World::new("[profile \"a%b\"]\nregion = us-east-1\n");
    assert_eq!(world.run(&["pick", "-1"]).out, "a%b\n");
    let run = world.run(&["pick", "-1", "--shell", "cmd"]);
    assert_eq!((run.code, run.out.as_str()), (1, ""));
    assert!(run.err.contains('%'), "{}", run.err);
}

#[test]
fn a_pick_is_remembered_unless_the_settings_say_otherwise() {
    let world = World::new(CONFIG);
    world.run(&["pick", "bare", "-1"]);
    world.run(&["pick", "bare", "-1"]);
    let file = world.files().into_iter().find(|path| path.ends_with("usage.json")).expect("the file");
    let text = std::fs::read_to_string(&file).expect("the file");
    let usage: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(usage["profiles"]["bare"]["uses"], 2);

    // Broken, it is told, and everything works.
    std::fs::write(&file, "{").expect("write");
    let run = world.run(&["list"]);
    assert_eq!(run.code, 0);
    assert!(run.err.contains("usage.json"), "{}", run.err);
    assert_eq!(world.run(&["pick", "bare", "-1"]).code, 0);
    assert_eq!(world.run(&["list"]).err, "");

    std::fs::remove_file(&file).expect("removed");
    world.write("ssotui/settings.toml", "frecency = false\n");
    assert_eq!(world.run(&["pick", "bare", "-1"]).code, 0);
    assert!(!file.exists());
}

#[test]
fn names_alone_are_listed() {
    let world = World::new(CONFIG);
    assert_eq!(world.run(&["list", "--names"]).out, "prod.admin\nprod.admin-2\nchained\nbare\n");
    assert_eq!(World::new("").run(&["list", "--names"]).out, "");
    let all = world.json(&["list", "--json"]);
    assert_eq!(all["profiles"].as_array().map(Vec::len), Some(4));
}

#[test]
fn the_prompt_tells_the_profile_in_force() {
    let world = World::new(CONFIG);
    let prompt = |variables: &[(&str, &str)]| {
        let run = world.run_with(variables, &["status", "--prompt"]);
        assert_eq!((run.code, run.err.as_str()), (0, ""), "{variables:?}");
        run.out
    };
    assert_eq!(prompt(&[]), "");
    assert_eq!(prompt(&[("AWS_PROFILE", "")]), "");
    assert_eq!(prompt(&[("AWS_PROFILE", "prod.admin")]), "prod.admin signed out\n");
    assert_eq!(prompt(&[("AWS_PROFILE", "bare")]), "bare\n");
    assert_eq!(prompt(&[("AWS_PROFILE", "gone\u{1b}[31m")]), "gone␛[31m unknown\n");
    let both = [("AWS_PROFILE", "prod.admin"), ("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE")];
    assert_eq!(prompt(&both), "prod.admin hidden by AWS_ACCESS_KEY_ID\n");
    assert_eq!(world.run(&["login", "prod.admin", "--no-browser"]).code, 0);
    let told = prompt(&[("AWS_PROFILE", "chained")]);
    assert!(told.starts_with("chained ") && told.trim_end().ends_with(['h', 'm', 's']), "{told}");
}

#[test]
fn the_function_has_the_name_that_is_wished() {
    let world = World::new("");
    assert!(world.run(&["init", "bash"]).out.contains("\nsso() {"));
    assert!(world.run(&["init", "bash", "--name", "awsp"]).out.contains("\nawsp() {"));
    world.write("ssotui/settings.toml", "shell_function = \"use-aws\"\n");
    assert!(world.run(&["init", "zsh"]).out.contains("\nuse-aws() {"));
    for wrong in ["", "a b", "x;y", "ssotui", "$(x)"] {
        assert_eq!(world.run(&["init", "fish", "--name", wrong]).code, 2, "{wrong}");
    }
    world.write("ssotui/settings.toml", "shell_function = \"a b\"\n");
    assert_eq!(world.run(&["settings", "check"]).code, 2);
    let run = world.run(&["init", "sh"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("ssotui pick"), "{}", run.err);
}

#[test]
fn completions_and_manual_pages_know_every_command() {
    let world = World::new("");
    for shell in ["bash", "zsh", "fish", "nu", "powershell", "elvish"] {
        let out = world.run(&["completions", shell]).out;
        assert!(out.contains("populate") && out.contains("select-1"), "{shell}");
    }
    let page = world.run(&["man"]).out;
    assert!(page.contains(".TH") && page.contains("Exit codes"), "{page}");
    let folder = world.path("man");
    assert_eq!(world.run(&["man", folder.to_str().expect("UTF-8")]).code, 0);
    let pages: Vec<String> = world
        .files()
        .iter()
        .filter(|path| path.starts_with(&folder))
        .filter_map(|path| Some(path.file_name()?.to_str()?.to_owned()))
        .collect();
    for page in ["ssotui.1", "ssotui-pick.1", "ssotui-settings-path.1"] {
        assert!(pages.iter().any(|one| one == page), "{page} is not among {pages:?}");
    }
    assert!(!pages.iter().any(|page| page.contains("hold-clipboard")), "{pages:?}");
}
