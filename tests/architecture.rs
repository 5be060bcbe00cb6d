//! Who may use whom: modules use only what lies below them, and only the outer layers touch the terminal, the
//! network, the disk, the environment and other programs. (Code under `#[cfg(test)]` is not held to this.)

#![expect(clippy::expect_used, reason = "a test that cannot read the sources should stop")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// A top-level module, the modules of this crate that it may use, and the watched ones outside.
struct Rule {
    module: &'static str,
    inside: &'static [&'static str],
    outside: &'static [&'static str],
}

const RULES: &[Rule] = &[
    Rule { module: "error", inside: &[], outside: &[] },
    Rule { module: "domain", inside: &["error"], outside: &[] },
    Rule { module: "paths", inside: &["domain", "error"], outside: &["std::env", "dirs"] },
    // A thread only to reckon: of a long file each does a part.
    Rule { module: "aws_config", inside: &["domain", "error"], outside: &["std::thread"] },
    Rule { module: "keys", inside: &["domain", "error"], outside: &["crokey", "crossterm::event"] },
    Rule { module: "settings", inside: &["domain", "error", "keys"], outside: &["toml"] },
    Rule {
        module: "app",
        inside: &["domain", "aws_config", "settings", "keys", "error"],
        outside: &["ratatui::layout", "crossterm::event", "crokey", "tui_input", "fuzzy_matcher"],
    },
    Rule {
        module: "ui",
        inside: &["app", "domain", "settings", "keys", "error"],
        outside: &["ratatui", "qrcode", "tui_input"],
    },
    Rule {
        module: "aws",
        inside: &["domain", "error", "paths"],
        // A thread only to sleep for milliseconds where another program holds a file.
        outside: &[
            "tokio",
            "reqwest",
            "rustls",
            "ring",
            "secrecy",
            "tempfile",
            "rustix",
            "std::fs",
            "std::thread",
        ],
    },
    Rule {
        module: "tasks",
        inside: &["aws", "aws_config", "domain", "paths", "error"],
        // A thread of its own: the watch hears of changes from one.
        outside: &["tokio", "notify", "secrecy", "std::fs", "std::thread"],
    },
    Rule {
        module: "tui",
        inside: &["error", "domain", "paths", "aws_config", "settings", "keys", "app", "ui", "aws", "tasks"],
        outside: &[
            "ratatui",
            "crossterm",
            "crokey",
            "tokio",
            "notify",
            "secrecy",
            "arboard",
            "open",
            "rustix",
            "std::fs",
            "std::env",
            "std::process",
            "std::thread",
        ],
    },
    Rule {
        module: "demo",
        inside: &["domain", "paths", "error"],
        // A thread: the server serves also where nothing polls it, in synchronous tests and the pseudo-terminal's.
        outside: &["tokio", "hyper", "hyper_util", "ring", "std::fs", "std::net", "std::thread"],
    },
    Rule { module: "cli", inside: EVERYTHING, outside: WATCHED },
];

const EVERYTHING: &[&str] = &[
    "app",
    "aws",
    "aws_config",
    "cli",
    "demo",
    "domain",
    "error",
    "keys",
    "paths",
    "settings",
    "tasks",
    "tui",
    "ui",
];

/// What not every module may use. Crates that only compute (serde, jiff, url, unicode tables) are free.
const WATCHED: &[&str] = &[
    "ratatui",
    "crossterm",
    "crokey",
    "tui_input",
    "fuzzy_matcher",
    "qrcode",
    "tokio",
    "reqwest",
    "rustls",
    "hyper",
    "hyper_util",
    "ring",
    "secrecy",
    "toml",
    "notify",
    "tempfile",
    "dirs",
    "open",
    "arboard",
    "clap",
    "rustix",
    "winreg",
    "std::fs",
    "std::env",
    "std::process",
    "std::net",
    "std::thread",
];

const MOST_LINES: usize = 450;

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// Every Rust file below `src`, as its path with `/` between the names, and its text.
fn files() -> Vec<(String, String)> {
    let mut files = Vec::new();
    let mut folders = vec![source()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a readable folder") {
            let path = entry.expect("a readable entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let names: Vec<_> = path
                    .strip_prefix(source())
                    .expect("below src")
                    .iter()
                    .map(|name| name.to_string_lossy().into_owned())
                    .collect();
                files
                    .push((names.join("/"), fs::read_to_string(&path).expect("UTF-8").replace("\r\n", "\n")));
            }
        }
    }
    files.sort();
    assert!(files.len() > 20, "the sources were found");
    files
}

/// Identifiers and punctuation of the code, without comments, texts and what follows `#[cfg(test)]` (tests come
/// last in a file).
fn tokens(text: &str) -> Vec<String> {
    let code = text.split("#[cfg(test)]\nmod ").next().unwrap_or(text);
    let chars: Vec<char> = code.chars().collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    let starts = |at: usize, with: &str| with.chars().enumerate().all(|(i, c)| chars.get(at + i) == Some(&c));
    while at < chars.len() {
        let c = chars[at];
        if starts(at, "//") {
            while at < chars.len() && chars[at] != '\n' {
                at += 1;
            }
        } else if starts(at, "/*") {
            while at < chars.len() && !starts(at, "*/") {
                at += 1;
            }
            at += 2;
        } else if c == 'r' && (starts(at, "r\"") || starts(at, "r#")) && !starts(at, "r#_") {
            let hashes = chars[at + 1..].iter().take_while(|c| **c == '#').count();
            if chars.get(at + 1 + hashes) == Some(&'"') {
                let end = format!("\"{}", "#".repeat(hashes));
                at += 2 + hashes;
                while at < chars.len() && !starts(at, &end) {
                    at += 1;
                }
                at += end.len();
            } else {
                at += 2; // A raw identifier.
            }
        } else if c == '"' {
            at += 1;
            while at < chars.len() && chars[at] != '"' {
                at += if chars[at] == '\\' { 2 } else { 1 };
            }
            at += 1;
        } else if c == '\'' {
            // A character if it is closed, else a lifetime.
            if chars.get(at + 1) == Some(&'\\') {
                at += 3;
                while at < chars.len() && chars[at] != '\'' {
                    at += 1;
                }
                at += 1;
            } else {
                at += if chars.get(at + 2) == Some(&'\'') { 3 } else { 1 };
            }
        } else if c.is_alphanumeric() || c == '_' {
            let end = chars[at..]
                .iter()
                .position(|c| !c.is_alphanumeric() && *c != '_')
                .map_or(chars.len(), |n| at + n);
            tokens.push(chars[at..end].iter().collect());
            at = end;
        } else if starts(at, "::") {
            tokens.push("::".to_owned());
            at += 2;
        } else {
            if !c.is_whitespace() {
                tokens.push(c.to_string());
            }
            at += 1;
        }
    }
    tokens
}

fn is_name(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// Every path in the code, `use` trees taken apart: `use a::{b, c::d}` gives `a::b` and `a::c::d`.
fn paths(text: &str) -> Vec<Vec<String>> {
    let tokens = tokens(text);
    let mut paths = Vec::new();
    for at in 0..tokens.len() {
        let begins = is_name(&tokens[at])
            && tokens.get(at + 1).is_some_and(|next| next == "::")
            && (at == 0 || tokens[at - 1] != "::");
        if begins {
            expand(&tokens, at, &[], &mut paths);
        }
    }
    paths
}

/// Adds the paths of the tree at `at`, and says where it ends.
fn expand(tokens: &[String], mut at: usize, prefix: &[String], paths: &mut Vec<Vec<String>>) -> usize {
    let mut path = prefix.to_vec();
    loop {
        match tokens.get(at).map(String::as_str) {
            Some("{") => {
                at += 1;
                while tokens.get(at).is_some_and(|token| token != "}") {
                    at = if is_name(&tokens[at]) || tokens[at] == "{" {
                        expand(tokens, at, &path, paths)
                    } else {
                        at + 1
                    };
                }
                return at + 1;
            }
            Some(token) if is_name(token) => {
                path.push(token.to_owned());
                at += 1;
                if tokens.get(at).is_some_and(|next| next == "::") {
                    at += 1;
                    continue;
                }
            }
            _ => {}
        }
        paths.push(path);
        return at;
    }
}

/// The module of this crate that a path in the file leads to, if it leaves the file's own.
fn target<'p>(file: &str, path: &'p [String]) -> Option<&'p str> {
    let depth = file.trim_end_matches("/mod.rs").trim_end_matches(".rs").split('/').count();
    let name = match path.first().map(String::as_str) {
        Some("crate") => path.get(1),
        Some("super") => {
            let climbs = path.iter().take_while(|part| *part == "super").count();
            if climbs < depth {
                return None;
            }
            path.get(climbs)
        }
        _ => None,
    }?;
    EVERYTHING.contains(&name.as_str()).then_some(name.as_str())
}

/// Whether the path is `prefix` (names with `::` in between) or leads on from there.
fn is_below(path: &[String], prefix: &str) -> bool {
    prefix.split("::").enumerate().all(|(at, name)| path.get(at).is_some_and(|part| part == name))
}

fn offences(file: &str, text: &str) -> Vec<String> {
    let module = file.split(['/', '.']).next().unwrap_or_default();
    let Some(rule) = RULES.iter().find(|rule| rule.module == module) else {
        return if ["lib", "main"].contains(&module) { vec![] } else { vec![format!("{file} has no rule")] };
    };
    let mut offences = BTreeSet::new();
    for path in paths(text) {
        let written = path.join("::");
        if let Some(target) = target(file, &path)
            && target != module
            && !rule.inside.contains(&target)
        {
            offences.insert(format!("{file} uses {written}"));
        }
        if WATCHED.iter().any(|watched| is_below(&path, watched))
            && !rule.outside.iter().any(|allowed| is_below(&path, allowed))
        {
            offences.insert(format!("{file} uses {written}"));
        }
    }
    offences.into_iter().collect()
}

#[test]
fn modules_use_only_what_lies_below_them() {
    let offences: Vec<String> = files()
        .iter()
        .filter(|(file, _)| !file.ends_with("/tests.rs") && !file.contains("/tests/"))
        .flat_map(|(file, text)| offences(file, text))
        .collect();
    assert!(offences.is_empty(), "against the rules:\n{}", offences.join("\n"));
}

#[test]
fn the_rules_cover_every_module() {
    let library = fs::read_to_string(source().join("lib.rs")).expect("lib.rs");
    let declared: BTreeSet<&str> =
        library.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).collect();
    assert_eq!(declared, RULES.iter().map(|rule| rule.module).collect());
    assert_eq!(declared, EVERYTHING.iter().copied().collect());
    for module in declared {
        // The house is drawn as a list: the names, two blanks or more, what they are.
        let mentioned = library.lines().filter_map(|line| line.strip_prefix("//! ")).any(|line| {
            line.split("  ").next().is_some_and(|names| names.split(", ").any(|name| name == module))
        });
        assert!(mentioned, "the crate docs say nothing about {module}");
    }
}

#[test]
fn folders_say_what_lies_where() {
    for folder in ["app", "aws", "domain", "tasks", "tui", "ui"] {
        let text = fs::read_to_string(source().join(folder).join("mod.rs")).expect("mod.rs");
        let (map, code) = text.split_once("\n//! ```\n").expect("a map");
        let named: BTreeSet<&str> = map.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
        let modules = code.lines().filter_map(|line| {
            let module = line.strip_prefix("pub ").unwrap_or(line).strip_prefix("mod ")?.strip_suffix(';')?;
            (!matches!(module, "tests" | "testing" | "fixtures")).then_some(module)
        });
        let missing: Vec<&str> = modules.filter(|module| !named.contains(module)).collect();
        assert!(missing.is_empty(), "src/{folder}/mod.rs says nothing about {missing:?}");
    }
}

#[test]
fn rules_go_down_only() {
    for rule in RULES {
        for used in rule.inside.iter().filter(|used| **used != rule.module) {
            let back = RULES.iter().any(|other| other.module == *used && other.inside.contains(&rule.module));
            assert!(!back, "{} and {used} may use each other", rule.module);
        }
    }
}

#[test]
fn files_stay_small() {
    for (file, text) in files() {
        let lines = text.lines().count();
        assert!(lines <= MOST_LINES, "{file} has {lines} lines: is it two ideas?");
    }
}

#[test]
fn offences_are_found_in_every_spelling() {
    for (file, text) in [
        ("domain/names.rs", "use crate::aws::http;"),
        ("domain/names.rs", "use crate::{error::Failure, ui};"),
        ("domain/names.rs", "fn f() { crate::tui::run() }"),
        ("domain/names.rs", "use super::super::tasks;"),
        ("domain/mod.rs", "use super::tasks::{self, load};"),
        ("error.rs", "use super::domain;"),
        ("app/update.rs", "use ratatui::widgets::List;"),
        ("app/update.rs", "use std::{env, fmt};"),
        ("app/update.rs", "fn f() { let c = '\"'; tokio::spawn(x) }"),
        ("ui/rows.rs", "/* a */ use std::fs::File;"),
        ("unknown/mod.rs", ""),
    ] {
        assert!(!offences(file, text).is_empty(), "{file}: {text}");
    }
}

#[test]
fn what_is_allowed_is_not_found() {
    for (file, text) in [
        (
            "domain/names.rs",
            "// use crate::aws;\nuse super::profile; use crate::error::Failure; use serde::Serialize;",
        ),
        (
            "app/update.rs",
            "use ratatui::layout::{Rect, Size}; let x: &'static str = \"std::fs::read\"; r#\"tokio::spawn\"#;",
        ),
        ("app/update.rs", "use crossterm::event::{KeyEvent, MouseEvent};"),
        ("app/update.rs", "fn f() {}\n#[cfg(test)]\nmod tests { use std::fs; }"),
        ("cli/list.rs", "use crate::{tui, demo}; use std::process::ExitCode;"),
    ] {
        assert_eq!(offences(file, text), Vec::<String>::new(), "{file}");
    }
}

/// Members whose value opens a door. The demo hands its own out; borrowed texts live in requests only.
const SECRETS: &[&str] = &[
    "access_token",
    "refresh_token",
    "client_secret",
    "device_code",
    "code_verifier",
    "secret_access_key",
    "session_token",
    "signin_token",
];

#[test]
fn secrets_have_a_type_that_prints_nothing() {
    let open = |line: &str| {
        let (name, kind) = line.trim().trim_start_matches("pub ").split_once(": ")?;
        (SECRETS.contains(&name) && kind.contains("String") && !kind.contains("SecretString")).then_some(())
    };
    assert!(open("    pub access_token: Option<String>,").is_some() && open("code: String,").is_none());
    for (name, text) in files().iter().filter(|(name, _)| !name.starts_with("demo")) {
        let found: Vec<&str> = text.lines().filter(|line| open(line).is_some()).collect();
        assert!(found.is_empty(), "{name}: {found:?}");
    }
}
