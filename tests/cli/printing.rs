//! Commands that print what others read: `env` and `settings`.

use serde_json::json;

use crate::world;
use crate::world::World;

#[test]
fn env_prints_the_line_of_each_shell() {
    let world =
        World::new("[profile it's]\nregion = x\n[profile \"it's\"]\nregion = x\n[profile a.b]\nregion = x\n");
    for (shell, line) in [
        ("powershell", "$env:AWS_PROFILE='a.b'\n"),
        ("bash", "export AWS_PROFILE='a.b'\n"),
        ("zsh", "export AWS_PROFILE='a.b'\n"),
        ("sh", "export AWS_PROFILE='a.b'\n"),
        ("fish", "set -gx AWS_PROFILE 'a.b'\n"),
        ("nushell", "$env.AWS_PROFILE = 'a.b'\n"),
        ("cmd", "set \"AWS_PROFILE=a.b\"\n"),
    ] {
        assert_eq!(world.run(&["env", "a.b", "--shell", shell]).out, line);
    }
    assert_eq!(world.run(&["env", "it's", "--shell", "bash"]).out, "export AWS_PROFILE='it'\\''s'\n");
    assert_eq!(world.run(&["env", "--unset", "--shell", "fish"]).out, "set -e AWS_PROFILE\n");
    assert_eq!(world.run(&["env", "prod", "--unset", "--shell", "fish"]).out, "set -e AWS_PROFILE\n");
    assert_eq!(world.run(&["env", "--unset", "--permanent", "--shell", "fish"]).out, "set -Ue AWS_PROFILE\n");
    let by_hand = world.run(&["env", "--unset", "--permanent", "--shell", "bash"]);
    assert!(by_hand.code == 1 && by_hand.err.contains("~/.bashrc"), "{by_hand:?}");
    assert_eq!(
        world.run(&["env", "a.b", "--permanent", "--shell", "powershell"]).out,
        "[System.Environment]::SetEnvironmentVariable('AWS_PROFILE', 'a.b', 'User')\n"
    );
    assert_eq!(
        world.json(&["env", "a.b", "--shell", "sh", "--json"]),
        json!({"profile": "a.b", "shell": "sh", "line": "export AWS_PROFILE='a.b'"})
    );
    assert_eq!(world.json(&["env", "a.b", "--shell", "PowerShell", "--json"])["shell"], "powershell");
    let run = world.run(&["env", "nope"]);
    assert_eq!(run.code, 4);
    assert!(run.err.contains("The config profile (nope) could not be found"), "{}", run.err);
    assert_eq!(world.run(&["env"]).code, 2);
}

#[test]
fn the_settings_file_is_found_printed_and_checked() {
    let world = world();
    let path = world.run(&["settings", "path"]).out;
    assert_eq!(path.trim_end(), world.path("ssotui/settings.toml").to_str().expect("UTF-8"));
    assert_eq!(world.run(&["settings", "check"]).code, 0);
    let defaults = world.run(&["settings", "default"]).out;
    world.write("ssotui/settings.toml", &defaults);
    assert_eq!(world.run(&["settings", "check"]).code, 0);
    world.write("ssotui/settings.toml", "mouse = true\nshel = \"fish\"\n");
    let run = world.run(&["settings", "check"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("line 2") && run.err.contains("shell"), "{}", run.err);
    world.write("ssotui/settings.toml", "shell = \"fish\"\n");
    assert_eq!(world.run(&["env", "bare"]).out, "set -gx AWS_PROFILE 'bare'\n");
}
