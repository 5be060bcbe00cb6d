//! Files that are not as they must be: cut off, of another kind, in the way, far too large.

use std::path::Path;
use std::time::Duration;

use ssotui::demo::{Operation, Options};

use crate::sound::{CONFIG, LOGIN, LOGOUT, POPULATE, ROLES, assert_sound, ends, say, some_of, token};
use crate::world::World;

const TOKEN: &str = ".aws/sso/cache/ee0bfd2552fbd840c02cc48b6e823320543c450f.json";

/// What may stand where a file belongs; `None` is a folder.
fn contents() -> Vec<(&'static str, Option<Vec<u8>>)> {
    let text = |text: &str| Some(text.as_bytes().to_vec());
    vec![
        ("nothing", text("")),
        ("half of it", text("{\"accessToken\": \"x")),
        ("too much", text("{\"accessToken\": \"x\", \"expiresAt\": \"2099-01-01T00:00:00Z\"}\"}")),
        ("a list", text("[]")),
        ("a number", text("5")),
        ("null", text("null")),
        (
            "other types",
            text("{\"accessToken\": 5, \"expiresAt\": [], \"fetched_at\": {}, \"version\": \"x\"}"),
        ),
        ("a mark at the start", text("\u{feff}{}")),
        ("zeros", Some(vec![0; 4096])),
        ("no UTF-8", Some(vec![0xff, 0xfe, 0x80])),
        ("nesting without end", Some(vec![b'['; 500_000])),
        ("twenty megabytes", Some(vec![b'a'; 20 * 1024 * 1024])),
        ("a folder", None),
    ]
}

fn put(path: &Path, content: Option<&[u8]>) {
    let _ = std::fs::remove_file(path);
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    match content {
        Some(bytes) => std::fs::write(path, bytes).expect("written"),
        None => std::fs::create_dir(path).expect("a folder"),
    }
}

fn is_as_it_was(path: &Path, content: Option<&[u8]>) -> bool {
    content.map_or_else(|| path.is_dir(), |bytes| std::fs::read(path).is_ok_and(|now| now == bytes))
}

/// Puts every content in the place and runs the commands on it; all of them leave the place alone if `stays`.
fn each(place: &str, commands: &[&[&str]], stays: bool) -> usize {
    at_once(|name, content| {
        let world = World::new(CONFIG);
        let path = world.path(place);
        put(&path, content);
        for command in commands {
            let run = ends(world.command(command));
            let name = format!("{} with {name} in {place}", command.join(" "));
            assert_sound(&world, &name, &run);
            assert!(!stays || is_as_it_was(&path, content), "{name}: {run:?}");
        }
        commands.len()
    })
}

/// Does it for every content at once: what waits, waits together. Counts the runs.
fn at_once(each: impl Fn(&str, Option<&[u8]>) -> usize + Sync) -> usize {
    std::thread::scope(|scope| {
        let each = &each;
        let threads: Vec<_> = some_of(contents())
            .into_iter()
            .map(|(name, content)| scope.spawn(move || each(name, content.as_deref())))
            .collect();
        threads.into_iter().map(|thread| thread.join().expect("a sound run")).sum()
    })
}

#[test]
fn a_config_file_that_is_none_is_told_and_left_alone() {
    let reading: &[&[&str]] = &[
        &["list"],
        &["list", "--json"],
        &["status", "--json"],
        &["env", "prod", "--shell", "bash"],
        &["rename", "prod", "other", "--yes"],
        &["delete", "prod", "--yes"],
        &["undo", "--yes"],
        LOGIN,
        POPULATE,
    ];
    let runs = each(".aws/config", reading, true) + each(".aws/credentials", &reading[1..5], true);
    say(&format!("{runs} runs on config and credentials files that are none"));
}

#[test]
fn a_cache_file_that_is_none_is_told_and_replaced_by_a_sign_in() {
    let runs = each(TOKEN, &[&["list"], &["status", "--json"], ROLES, POPULATE], true)
        + each(TOKEN, &[LOGOUT, &["logout", "--all"]], false);
    at_once(|name, content| {
        let world = World::new(CONFIG);
        put(&world.path(TOKEN), content);
        let run = ends(world.command(LOGIN));
        assert_sound(&world, name, &run);
        assert_eq!(run.code, i32::from(content.is_none()), "{name}: {run:?}");
        1
    });
    say(&format!("{runs} runs on token files that are none"));
}

#[test]
fn what_the_program_keeps_for_itself_may_be_lost() {
    let runs = at_once(|name, content| {
        let world = World::new(CONFIG);
        assert_eq!(world.run(LOGIN).code, 0);
        assert_eq!(world.run(ROLES).code, 0);
        let kept: Vec<_> =
            world.files().into_iter().filter(|file| !file.starts_with(world.path(".aws"))).collect();
        assert!(!kept.is_empty(), "something is kept");
        for file in kept {
            put(&file, content);
        }
        let commands: [&[&str]; 5] =
            [&["list"], &["roles", "--cached", "--json"], ROLES, POPULATE, &["undo", "--yes"]];
        for command in commands {
            let run = ends(world.command(command));
            assert_sound(&world, &format!("{} on {name}", command.join(" ")), &run);
        }
        commands.len()
    });
    say(&format!("{runs} runs on lost state"));
}

#[cfg(unix)]
#[test]
fn files_with_secrets_are_their_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let world = World::new(CONFIG);
    std::fs::set_permissions(world.path(".aws/config"), PermissionsExt::from_mode(0o644)).expect("mode");
    let mode = |path: &Path| std::fs::metadata(path).expect("a file").permissions().mode() & 0o777;
    assert_eq!(world.run(LOGIN).code, 0);
    assert_eq!(world.run(ROLES).code, 0);
    assert_eq!(world.run(&["rename", "prod", "production", "--yes"]).code, 0);
    let config = world.path(".aws/config");
    assert_eq!(mode(&config), 0o644, "others may read it as before");
    for file in world.files().into_iter().filter(|file| *file != config) {
        let is_lock = std::fs::metadata(&file).expect("a file").len() == 0;
        assert!(is_lock || mode(&file) == 0o600, "{}: {:o}", file.display(), mode(&file));
        if file.starts_with(world.path(".aws")) {
            assert_eq!(mode(&file), 0o600, "{}", file.display());
        }
    }
}

#[cfg(unix)]
#[test]
#[expect(clippy::disallowed_methods, reason = "a shell takes the room away")]
fn a_refresh_token_is_not_spent_where_the_new_one_has_no_room() {
    let options = Options {
        approve_after: Some(Duration::ZERO),
        token_ttl: Duration::from_secs(300),
        ..Options::default()
    };
    let world = World::with(CONFIG, options);
    assert_eq!(world.run(LOGIN).code, 0);
    let asked = || world.server.requests_for(Operation::CreateToken).len();
    let (before, asked_before) = (token(&world), asked());
    // No file may be longer than 512 bytes: to the program a disk without room.
    let inner = world.command(ROLES);
    let mut shell = std::process::Command::new("sh");
    shell.args(["-c", "trap '' XFSZ; ulimit -f 1; exec \"$0\" \"$@\""]).arg(inner.get_program());
    shell.args(inner.get_args()).env_clear().stdin(std::process::Stdio::null());
    shell.envs(inner.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let run = ends(shell);
    assert_sound(&world, "no room", &run);
    assert!(run.code == 0 && run.err.contains("was not renewed"), "{run:?}");
    assert_eq!((token(&world), asked()), (before.clone(), asked_before), "the service was not asked");
    assert_eq!(world.run(ROLES).code, 0);
    assert!(token(&world) != before && asked() == asked_before + 1, "there is room again");
}
