//! A home folder, the demo's Identity Center, and the real binary run on them.

#![expect(clippy::expect_used, reason = "helpers of tests fail the test")]
#![expect(clippy::disallowed_methods, reason = "tests start programs and read their own surroundings")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use ssotui::demo::{Options, Server};
use tempfile::TempDir;

/// A home folder of its own and a server that approves sign-ins at once.
pub struct World {
    pub home: TempDir,
    pub server: Server,
}

/// How a run of the program ended.
#[derive(Debug)]
pub struct Run {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl World {
    pub fn new(config: &str) -> Self {
        Self::with(config, Options { approve_after: Some(std::time::Duration::ZERO), ..Options::default() })
    }

    pub fn with(config: &str, options: Options) -> Self {
        let home = tempfile::tempdir().expect("a folder");
        let world = Self { home, server: Server::start(options).expect("a server") };
        if !config.is_empty() {
            world.write(".aws/config", config);
        }
        world
    }

    pub fn path(&self, below_home: &str) -> PathBuf {
        below_home.split('/').fold(self.home.path().to_path_buf(), |path, part| path.join(part))
    }

    pub fn write(&self, below_home: &str, text: &str) {
        let path = self.path(below_home);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }

    /// The program with these arguments, in an environment of just what it needs.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ssotui"));
        command.args(arguments).env_clear().stdin(std::process::Stdio::null());
        for name in ["PATH", "SystemRoot", "SYSTEMROOT", "WINEPREFIX", "WINEDEBUG", "TEMP", "TMP"] {
            if let Some(value) = std::env::var_os(name) {
                command.env(name, value);
            }
        }
        for name in ["HOME", "USERPROFILE", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "APPDATA", "LOCALAPPDATA"] {
            command.env(name, self.home.path());
        }
        command.envs(self.server.environment());
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Run {
        Run::of(&output(&mut self.command(arguments)))
    }

    /// Runs with further variables.
    pub fn run_with(&self, variables: &[(&str, &str)], arguments: &[&str]) -> Run {
        let mut command = self.command(arguments);
        command.envs(variables.iter().copied());
        Run::of(&output(&mut command))
    }

    /// Runs, expects success, and reads the JSON.
    pub fn json(&self, arguments: &[&str]) -> Value {
        let run = self.run(arguments);
        assert_eq!(run.code, 0, "{run:?}");
        serde_json::from_str(&run.out).expect("JSON on stdout")
    }

    /// Every file below the home folder.
    pub fn files(&self) -> Vec<PathBuf> {
        fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
            for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
                let path = entry.path();
                if path.is_dir() { walk(&path, found) } else { found.push(path) }
            }
        }
        let mut found = Vec::new();
        walk(self.home.path(), &mut found);
        found.sort();
        found
    }
}

impl Run {
    pub fn of(output: &Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8").replace("\r\n", "\n");
        Self {
            code: output.status.code().unwrap_or(-1),
            out: text(&output.stdout),
            err: text(&output.stderr),
        }
    }
}

/// Runs the program to its end. Wine fails now and then to start a process at all, with Windows' error 1359 (an
/// internal error): then once more.
pub fn output(command: &mut Command) -> Output {
    const INTERNAL_ERROR: i32 = 1359;
    let first = command.output();
    let is_wines = |error: &std::io::Error| cfg!(windows) && error.raw_os_error() == Some(INTERNAL_ERROR);
    match first {
        Err(error) if is_wines(&error) => command.output(),
        first => first,
    }
    .expect("the program runs")
}
