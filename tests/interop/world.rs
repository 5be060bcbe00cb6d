//! A demo server with a home of its own, and real clients run on them.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use ssotui::demo::{Home, Options, Server, Variable};

/// Which Python has boto3. Unset, the tests of this file say so and pass.
const PYTHON: &str = "SSOTUI_INTEROP_PYTHON";

pub struct World {
    pub server: Server,
    pub home: Home,
    python: PathBuf,
    /// Variables that nobody gets, by the beginning of their names.
    forgotten: Vec<&'static str>,
    /// Removed with the world.
    _folder: tempfile::TempDir,
}

impl World {
    /// A server with these options and a fresh home with the sample config; `None` where interop was not asked for.
    #[expect(clippy::disallowed_methods, reason = "the switch of these tests is in the environment")]
    pub fn start(options: Options) -> Option<Self> {
        let Some(python) = std::env::var_os(PYTHON) else {
            eprintln!("not asked: {PYTHON} names no Python with boto3");
            return None;
        };
        let server = Server::start(options).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let home = Home::create(folder.path(), &server).unwrap();
        Some(Self { server, home, python: python.into(), forgotten: Vec::new(), _folder: folder })
    }

    /// Takes the variables away that begin so.
    pub fn forget(&mut self, beginning: &'static str) {
        self.forgotten.push(beginning);
    }

    /// Runs a script of this folder in the home, with `input` as JSON on its standard input, and
    /// returns the JSON that it printed. Its messages go to the test's own standard error.
    pub fn python(&self, script: &str, input: &Value) -> Value {
        let mut command = self.command(&self.python);
        command
            .arg(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests").join("interop").join(script))
            .env("PYTHONUTF8", "1")
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.to_string().as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{script} ended with {}", output.status);
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// Runs ssotui in the home, expects success, and returns the JSON that it printed.
    pub fn ssotui(&self, arguments: &[&str]) -> Value {
        let mut command = self.command(Path::new(env!("CARGO_BIN_EXE_ssotui")));
        let output = command.args(arguments).stdin(Stdio::null()).output().unwrap();
        let messages = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?} ended with {}: {messages}", output.status);
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// The token file of a session, or of a legacy start URL.
    pub fn token_file(&self, key: &str) -> Value {
        serde_json::from_str(&std::fs::read_to_string(self.home.token_file(key)).unwrap()).unwrap()
    }

    /// A command whose environment leads to this server and this home only.
    #[expect(clippy::disallowed_methods, reason = "real clients are programs")]
    fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        for Variable { name, value } in self.home.variables() {
            match value
                .as_ref()
                .filter(|_| !self.forgotten.iter().any(|beginning| name.starts_with(beginning)))
            {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        command
    }
}
