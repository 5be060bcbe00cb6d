//! The commands that change the config file, by the real binary: what they write, say and refuse, and what is left
//! when they are killed.

#![expect(clippy::expect_used, reason = "helpers of tests fail the test")]

#[path = "support/world.rs"]
mod world;

use std::fs;

use serde_json::Value;
use world::{Run, World};

const CONFIG: &str = "\
# mine
[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = us-east-1

[profile base]
sso_session = corp
sso_account_id = 012345678901
sso_role_name = Admin
aws_secret_access_key = verysecretindeed

# uses base
[profile chained]
role_arn = arn:aws:iam::012345678901:role/x
source_profile=base
";

fn config(world: &World) -> String {
    fs::read_to_string(world.path(".aws/config")).expect("the config file")
}

fn ok(run: &Run) {
    assert_eq!(run.code, 0, "{run:?}");
}

#[test]
fn rename_takes_references_along_and_undo_brings_the_file_back() {
    let world = World::new(CONFIG);
    ok(&world.run(&["rename", "base", "prod.admin", "--yes"]));
    let renamed = CONFIG.replace("[profile base]", "[profile prod.admin]").replace("=base", "=prod.admin");
    assert_eq!(config(&world), renamed);
    let list = world.json(&["list", "--json"]);
    assert_eq!(list["profiles"][0]["name"], "prod.admin");

    let run = world.run(&["undo", "--yes"]);
    ok(&run);
    assert!(run.out.contains("Rename profile base to prod.admin"), "{}", run.out);
    assert_eq!(config(&world), CONFIG);
    let run = world.run(&["undo", "--yes"]);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.err.contains("nothing to undo"), "{}", run.err);
}

#[test]
fn a_dry_run_prints_the_difference_and_changes_nothing() {
    let world = World::new(CONFIG);
    let run = world.run(&["rename", "base", "new", "--dry-run"]);
    ok(&run);
    for line in ["-[profile base]", "+[profile new]", "-source_profile=base", "+source_profile=new"] {
        assert!(run.out.lines().any(|other| other == line), "{line} in {}", run.out);
    }
    assert!(run.out.starts_with("--- "), "{}", run.out);
    assert!(!run.out.contains("verysecretindeed"), "{}", run.out);
    assert_eq!(config(&world), CONFIG);

    let told = world.json(&["delete", "chained", "--dry-run", "--json"]);
    assert_eq!(told["applied"], false);
    assert_eq!((&told["added_lines"], &told["removed_lines"]), (&Value::from(0), &Value::from(3)));
    assert!(told["diff"].as_str().is_some_and(|diff| diff.contains("-[profile chained]")), "{told}");
    assert_eq!(config(&world), CONFIG);
    assert!(!world.path("ssotui/backups").exists());
}

#[test]
fn delete_takes_several_and_warns_of_those_that_need_them() {
    let world = World::new(CONFIG);
    let run = world.run(&["delete", "base", "--yes"]);
    ok(&run);
    assert!(run.err.contains("chained") && run.err.contains("base"), "{}", run.err);
    assert!(!config(&world).contains("[profile base]"));
    let told = world.json(&["undo", "--yes", "--json"]);
    assert_eq!((&told["applied"], &told["overwrites"]), (&Value::from(true), &Value::from(false)));
    let run = world.run(&["delete", "base", "chained", "--yes"]);
    ok(&run);
    assert!(!run.err.contains("warning"), "{}", run.err);
    assert_eq!(
        config(&world),
        "# mine\n[sso-session corp]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = us-east-1\n\n# uses base\n"
    );
}

#[test]
fn where_nobody_can_be_asked_the_error_names_yes() {
    let world = World::new(CONFIG);
    for arguments in [&["rename", "base", "new"][..], &["delete", "base"], &["delete", "base", "--json"]] {
        let run = world.run(arguments);
        assert_eq!(run.code, 2, "{run:?}");
        assert!(run.err.contains("--yes"), "{}", run.err);
        assert_eq!(config(&world), CONFIG);
    }
    ok(&world.run(&["rename", "base", "new", "--yes"]));
    let run = world.run(&["undo"]);
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.err.contains("--yes"), "{}", run.err);
}

#[test]
fn what_cannot_be_done_is_told_with_its_exit_code() {
    let world = World::new(CONFIG);
    for (arguments, code, words) in [
        (&["rename", "nope", "new", "--yes"][..], 4, "nope"),
        (&["delete", "base", "nope", "--yes"], 4, "nope"),
        (&["rename", "base", "chained", "--yes"], 2, "line 13"),
        (&["rename", "base", "a b", "--yes"], 2, "Take a-b instead"),
        (&["rename", "base"], 2, "NEW"),
        (&["delete"], 2, "PROFILE"),
        (&["delete", "base", "--yes", "--dry-run"], 2, "--dry-run"),
    ] {
        let run = world.run(arguments);
        assert_eq!(run.code, code, "{run:?}");
        assert!(run.err.contains(words), "{words} in {}", run.err);
        assert_eq!(config(&world), CONFIG);
    }
}

#[test]
fn a_file_that_botocore_refuses_is_left_alone() {
    let broken = format!("{CONFIG}[profile base]\n");
    let world = World::new(&broken);
    let run = world.run(&["rename", "base", "new", "--yes"]);
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.err.contains("Line 16"), "{}", run.err);
    assert_eq!(config(&world), broken);
}

#[test]
fn a_profile_in_the_credentials_file_is_not_torn_in_two() {
    let world = World::new(CONFIG);
    world.write(
        ".aws/credentials",
        "[base]\naws_access_key_id = AKIAEXAMPLE\n[other]\nsource_profile = chained\n",
    );
    for arguments in [
        &["rename", "base", "new", "--yes"][..],
        &["delete", "base", "--yes"],
        &["rename", "chained", "x", "--yes"],
    ] {
        let run = world.run(arguments);
        assert_eq!(run.code, 2, "{run:?}");
        assert!(run.err.contains("credentials file"), "{}", run.err);
        assert_eq!(config(&world), CONFIG);
    }
}

#[test]
fn a_name_that_the_credentials_file_has_is_taken() {
    let world = World::new(CONFIG);
    world.write(
        ".aws/credentials",
        "[chained]\naws_access_key_id = AKIAEXAMPLE\n[keys]\nsource_profile = elsewhere\n",
    );
    let refused = |new: &str| {
        let run = world.run(&["rename", "base", new, "--yes"]);
        assert_eq!((run.code, config(&world).as_str()), (2, CONFIG), "{run:?}");
        assert!(run.err.contains("Take another name"), "{}", run.err);
        run.err
    };
    // In both files, in the one alone, in neither but awaited.
    let (both, alone, awaited) = (refused("chained"), refused("keys"), refused("elsewhere"));
    assert!(both.contains("There is a profile chained already."), "{both}");
    assert!(alone.contains("There is a profile keys already.") && alone.contains("on line 3"), "{alone}");
    assert!(awaited.contains("refers to a profile elsewhere on line 4"), "{awaited}");
}

#[test]
fn what_something_else_wrote_since_is_lost_only_by_force() {
    let world = World::new(CONFIG);
    ok(&world.run(&["rename", "base", "new", "--yes"]));
    world.write(".aws/config", "[profile theirs]\n");
    let run = world.run(&["undo", "--yes"]);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.err.contains("--force"), "{}", run.err);
    assert_eq!(config(&world), "[profile theirs]\n");
    let run = world.run(&["undo", "--dry-run"]);
    ok(&run);
    assert!(run.out.contains("-[profile theirs]") && run.err.contains("warning"), "{run:?}");
    ok(&world.run(&["undo", "--force", "--yes"]));
    assert_eq!(config(&world), CONFIG);
    let kept =
        world.files().into_iter().find(|path| path.ends_with("replaced-by-undo")).expect("the lost text");
    assert_eq!(fs::read_to_string(kept).expect("kept"), "[profile theirs]\n");
}

#[test]
fn processes_that_write_at_once_lose_nothing() {
    const WRITERS: usize = 6;
    let profiles: String = (0..WRITERS).map(|n| format!("[profile p{n}]\nregion = x\n")).collect();
    let world = World::new(&profiles);
    let children: Vec<_> = (0..WRITERS)
        .map(|n| {
            let (old, new) = (format!("p{n}"), format!("q{n}"));
            world.command(&["rename", &old, &new, "--yes", "--quiet"]).spawn().expect("the program runs")
        })
        .collect();
    for mut child in children {
        assert!(child.wait().expect("an end").success());
    }
    assert_eq!(config(&world), profiles.replace("[profile p", "[profile q"));
}

/// Killed at any moment, the file is the old one or the new one, and the next command goes through.
#[test]
fn a_killed_process_leaves_the_old_or_the_new_file() {
    let others: String = (0..300).map(|n| format!("\n[profile p{n}]\nregion = eu-west-1\n")).collect();
    let (a, b) = (format!("[profile a]\nregion = x\n{others}"), format!("[profile b]\nregion = x\n{others}"));
    let world = World::new(&a);
    let start = |from: &str, to: &str| {
        let mut command = world.command(&["rename", from, to, "--yes", "--quiet"]);
        command.stdout(std::process::Stdio::null()).spawn().expect("the program runs")
    };
    // How many looks a whole run takes, to spread the kills over it.
    let mut child = start("a", "b");
    let mut whole: u64 = 0;
    while child.try_wait().expect("a state").is_none() {
        whole += 1;
    }
    assert_eq!(config(&world), b);
    let mut random: u64 = 0x9e37_79b9_7f4a_7c15;
    for _ in 0..40 {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let before = config(&world);
        let (from, to) = if before == a { ("a", "b") } else { ("b", "a") };
        let mut child = start(from, to);
        for _ in 0..(random >> 33) % whole.max(1) {
            if child.try_wait().expect("a state").is_some() {
                break;
            }
        }
        let _ = child.kill();
        child.wait().expect("an end");
        let after = config(&world);
        assert!(after == a || after == b, "torn: {} bytes", after.len());
    }
    let (from, to) = if config(&world) == a { ("a", "b") } else { ("b", "a") };
    let before = config(&world);
    ok(&world.run(&["rename", from, to, "--yes"]));
    ok(&world.run(&["undo", "--yes"]));
    assert_eq!(config(&world), before);
    assert_eq!(
        fs::read_dir(world.path(".aws")).expect("the folder").count(),
        1,
        "temporary files are cleared away"
    );
}

#[cfg(unix)]
#[test]
fn links_and_modes_stay() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let world = World::new("");
    world.write("dotfiles/aws-config", CONFIG);
    let real = world.path("dotfiles/aws-config");
    fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).expect("a mode");
    fs::create_dir_all(world.path(".aws")).expect("a folder");
    symlink("../dotfiles/aws-config", world.path(".aws/config")).expect("a link");
    ok(&world.run(&["rename", "base", "new", "--yes"]));
    assert!(fs::symlink_metadata(world.path(".aws/config")).expect("the link").is_symlink());
    assert_eq!(fs::metadata(&real).expect("the file").permissions().mode() & 0o777, 0o640);
    assert!(config(&world).contains("[profile new]"));
    ok(&world.run(&["undo", "--yes"]));
    assert_eq!(config(&world), CONFIG);
    assert!(fs::symlink_metadata(world.path(".aws/config")).expect("the link").is_symlink());
}

#[test]
fn the_file_that_the_environment_names_is_changed_and_has_backups_of_its_own() {
    let world = World::new(CONFIG);
    world.write("other/config", "[profile x]\nregion = eu-west-1\n");
    let other = world.path("other/config");
    let moved = [("AWS_CONFIG_FILE", other.to_str().expect("UTF-8"))];
    ok(&world.run_with(&moved, &["rename", "x", "y", "--yes"]));
    assert_eq!(fs::read_to_string(&other).expect("a file"), "[profile y]\nregion = eu-west-1\n");
    assert_eq!(config(&world), CONFIG);
    assert_eq!(world.run(&["undo", "--yes"]).code, 1, "nothing was done to this file");
    ok(&world.run_with(&moved, &["undo", "--yes"]));
    assert_eq!(fs::read_to_string(&other).expect("a file"), "[profile x]\nregion = eu-west-1\n");

    let mut relative = world.command(&["rename", "x", "z", "--yes"]);
    relative.env("AWS_CONFIG_FILE", "config").current_dir(world.path("other"));
    assert!(relative.output().expect("the program runs").status.success());
    assert_eq!(fs::read_to_string(&other).expect("a file"), "[profile z]\nregion = eu-west-1\n");
}

#[cfg(unix)]
#[test]
fn a_home_folder_whose_name_is_not_unicode_is_told_all_the_same() {
    use std::os::unix::ffi::OsStrExt;
    let world = World::new("");
    let home = world.home.path().join(std::ffi::OsStr::from_bytes(b"h\xff"));
    fs::create_dir_all(home.join(".aws")).expect("a folder");
    fs::write(home.join(".aws").join("config"), CONFIG).expect("a file");
    let mut command = world.command(&["delete", "chained", "--dry-run", "--json"]);
    let output = command.env("HOME", &home).output().expect("the program runs");
    let told: Value = serde_json::from_slice(&output.stdout).expect("JSON on stdout");
    assert!(told["file"].as_str().expect("a path").ends_with("h\u{fffd}/.aws/config"), "{told}");
}

#[test]
fn a_key_that_cannot_be_taken_out_is_told_with_where_it_comes_from() {
    let text = "[DEFAULT]\nregion = eu-west-1\n\n[profile a]\noutput = json\n";
    let world = World::new(text);
    let run = world.run(&["edit", "a", "--unset", "region", "--yes"]);
    ok(&run);
    assert!(run.err.contains("[DEFAULT], on line 2 of the config file"), "{run:?}");
    let run = world.run(&["edit", "a", "--unset", "cli_pager", "--yes"]);
    ok(&run);
    assert!(run.err.contains("cli_pager is not set in profile a."), "{run:?}");
    assert_eq!(config(&world), text);
}
