//! The real binary in a pseudo-terminal with a screen behind it.

#![allow(dead_code, clippy::allow_attributes, reason = "each test file uses a part of it")]
#![expect(clippy::expect_used, reason = "helpers of tests fail the test")]
#![expect(clippy::disallowed_methods, reason = "tests read their own surroundings")]

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use tempfile::TempDir;

/// Far longer than anything takes; a test that waits so long has failed.
const PATIENCE: Duration = Duration::from_secs(60);

/// Marks the process that a test starts of itself.
const CHILD: &str = "SSOTUI_TEST_CHILD";

/// Whether this process is the one inside the pseudo-terminal.
pub fn is_child() -> bool {
    std::env::var_os(CHILD).is_some()
}

/// What arrived so far.
struct Received {
    parser: vt100::Parser,
    bytes: Vec<u8>,
    ended: bool,
}

/// A program in a pseudo-terminal, with a home folder of its own.
pub struct Pty {
    pub home: TempDir,
    /// What the shell runs, there as long as it may read it.
    script: Option<tempfile::NamedTempFile>,
    master: Box<dyn MasterPty + Send>,
    writer: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    received: Arc<(Mutex<Received>, Condvar)>,
}

impl Pty {
    /// `ssotui` with this config file, size, variables and arguments.
    pub fn start(
        config: &str,
        columns: u16,
        rows: u16,
        variables: &[(&str, &str)],
        arguments: &[&str],
    ) -> Self {
        Self::start_with(&[(".aws/config", config)], columns, rows, variables, arguments)
    }

    /// The same with these files below the home folder; one without text is not made.
    pub fn start_with(
        files: &[(&str, &str)],
        columns: u16,
        rows: u16,
        variables: &[(&str, &str)],
        arguments: &[&str],
    ) -> Self {
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_ssotui"));
        command.args(arguments);
        Self::spawn(command, files, columns, rows, variables)
    }

    /// `ssotui` as a job of an interactive bash.
    pub fn start_in_shell(config: &str, columns: u16, rows: u16) -> Self {
        Self::start_in_shell_with(config, columns, rows, &[])
    }

    /// The same with further variables.
    pub fn start_in_shell_with(config: &str, columns: u16, rows: u16, variables: &[(&str, &str)]) -> Self {
        let mut command = CommandBuilder::new("bash");
        // Without line editing, which now and then loses the first key after a job has stopped.
        command.args(["--norc", "--noprofile", "--noediting", "-i"]);
        let mut pty = Self::spawn(
            command,
            &[(".aws/config", config)],
            columns,
            rows,
            &[&[("PS1", "$ ")], variables].concat(),
        );
        pty.wait_for("$ ");
        pty.send(&format!("{}\r", env!("CARGO_BIN_EXE_ssotui")));
        pty
    }

    /// A shell that runs a script, with `ssotui` in its `PATH`.
    pub fn start_script(shell: &str, script: &str, config: &str, variables: &[(&str, &str)]) -> Self {
        let mut command = CommandBuilder::new(shell);
        let script_file = tempfile::NamedTempFile::new().expect("a file");
        std::fs::write(script_file.path(), script).expect("written");
        command.arg(script_file.path());
        let ours = Path::new(env!("CARGO_BIN_EXE_ssotui")).parent().expect("a folder").display().to_string();
        let path = format!("{ours}:{}", std::env::var("PATH").unwrap_or_default());
        let variables: Vec<(&str, &str)> =
            [("PATH", path.as_str())].iter().chain(variables).copied().collect();
        let mut pty = Self::spawn(command, &[(".aws/config", config)], 100, 30, &variables);
        pty.script = Some(script_file);
        pty
    }

    /// One test of this very test program.
    pub fn start_test(name: &str) -> Self {
        let mut command = CommandBuilder::new(std::env::current_exe().expect("this program"));
        command.args(["--exact", name, "--nocapture", "--test-threads=1"]);
        Self::spawn(command, &[], 80, 24, &[(CHILD, "1")])
    }

    fn spawn(
        mut command: CommandBuilder,
        files: &[(&str, &str)],
        columns: u16,
        rows: u16,
        variables: &[(&str, &str)],
    ) -> Self {
        let home = tempfile::tempdir().expect("a folder");
        for (path, text) in files.iter().filter(|(_, text)| !text.is_empty()) {
            write(&home.path().join(path), text);
        }
        command.env_clear();
        for name in ["PATH", "LLVM_PROFILE_FILE"] {
            if let Some(value) = std::env::var_os(name) {
                command.env(name, value);
            }
        }
        command.env("HOME", home.path());
        command.env("TERM", "xterm-256color");
        command.env("LANG", "C.UTF-8");
        for (name, value) in variables {
            command.env(name, value);
        }
        command.cwd(home.path());
        let pair = native_pty_system().openpty(size(columns, rows)).expect("a pseudo-terminal");
        let child = pair.slave.spawn_command(command).expect("the program");
        drop(pair.slave);
        let received = Arc::new((
            Mutex::new(Received { parser: parser(columns, rows), bytes: Vec::new(), ended: false }),
            Condvar::new(),
        ));
        let mut reader = pair.master.try_clone_reader().expect("a reader");
        let writer = pair.master.take_writer().expect("a writer");
        let to = Arc::clone(&received);
        std::thread::spawn(move || {
            let mut buffer = [0; 8192];
            loop {
                let count = reader.read(&mut buffer).unwrap_or(0);
                let mut received = to.0.lock().expect("the lock");
                if count == 0 {
                    received.ended = true;
                    to.1.notify_all();
                    return;
                }
                received.parser.process(&buffer[..count]);
                received.bytes.extend_from_slice(&buffer[..count]);
                to.1.notify_all();
            }
        });
        Self { home, script: None, master: pair.master, writer, child, received }
    }

    /// The program once more in the same home, without a terminal.
    pub fn run_beside(&self, variables: &[(&str, &str)], arguments: &[&str]) -> std::process::Child {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_ssotui"));
        command.args(arguments).env_clear().env("HOME", self.home.path()).envs(variables.iter().copied());
        for stream in [std::process::Command::stdout, std::process::Command::stderr] {
            stream(&mut command, std::process::Stdio::null());
        }
        command.stdin(std::process::Stdio::null()).spawn().expect("the program")
    }

    pub fn send(&mut self, keys: &str) {
        self.writer.write_all(keys.as_bytes()).expect("the program reads");
        self.writer.flush().expect("the program reads");
    }

    pub fn resize(&mut self, columns: u16, rows: u16) {
        let nonzero = |n: u16| std::num::NonZeroU16::new(n).expect("a size");
        self.received
            .0
            .lock()
            .expect("the lock")
            .parser
            .screen_mut()
            .set_size(nonzero(rows), nonzero(columns));
        self.master.resize(size(columns, rows)).expect("a new size");
    }

    /// Waits until the text is on the screen.
    pub fn wait_for(&self, text: &str) {
        self.wait(&format!("{text:?} on the screen"), |received| {
            received.parser.screen().contents().contains(text)
        });
    }

    /// Waits until the screen's text is as wished.
    pub fn wait_until(&self, wished: impl Fn(&str) -> bool) {
        self.wait("a screen", |received| wished(&received.parser.screen().contents()));
    }

    /// Waits until the shell of [`Pty::start_in_shell`] takes keys. Before, they may be somebody else's: a program that
    /// ends takes those with it that it has not used.
    pub fn wait_for_prompt(&self) {
        self.wait("the shell's prompt", |received| {
            let screen = received.parser.screen();
            !screen.alternate_screen() && screen.contents().trim_end().ends_with('$')
        });
    }

    /// Waits until the program has sent these very bytes.
    pub fn wait_until_sent(&self, bytes: &str) {
        self.wait(&format!("{bytes:?}"), |received| {
            received.bytes.windows(bytes.len()).any(|window| window == bytes.as_bytes())
        });
    }

    /// Whether the program has ever sent these bytes.
    pub fn has_sent(&self, bytes: &str) -> bool {
        let received = self.received.0.lock().expect("the lock");
        received.bytes.windows(bytes.len()).any(|window| window == bytes.as_bytes())
    }

    pub fn wait_for_alternate_screen(&self) {
        self.wait("the alternate screen", |received| received.parser.screen().alternate_screen());
    }

    fn wait(&self, what: &str, wished: impl Fn(&Received) -> bool) {
        let (lock, changed) = &*self.received;
        let received = lock.lock().expect("the lock");
        let (received, timeout) = changed
            .wait_timeout_while(received, PATIENCE, |received| !wished(received) && !received.ended)
            .expect("the lock");
        let screen = received.parser.screen().contents();
        assert!(wished(&received), "waited for {what} ({timeout:?}); the screen shows:\n{screen}");
    }

    pub fn screen(&self) -> vt100::Screen {
        self.received.0.lock().expect("the lock").parser.screen().clone()
    }

    pub fn contents(&self) -> String {
        self.screen().contents()
    }

    /// Calls `see` with every cell of the screen.
    pub fn each_cell(&self, mut see: impl FnMut(&vt100::Cell)) {
        let screen = self.screen();
        let (rows, columns) = screen.size();
        for row in 0..rows.get() {
            for column in 0..columns.get() {
                if let Some(cell) = screen.cell(row, column) {
                    see(cell);
                }
            }
        }
    }

    /// Sends a signal to the program.
    pub fn kill(&self, signal: &str) {
        let pid = self.child.process_id().expect("a process");
        let status =
            std::process::Command::new("kill").args([&format!("-{signal}"), &pid.to_string()]).status();
        assert!(status.expect("kill").success());
    }

    /// Waits for the program's end and for all that it wrote.
    pub fn exit_code(&mut self) -> u32 {
        self.wait("the end of the program", |received| received.ended);
        let status = self.child.wait().expect("an end");
        status.exit_code()
    }

    /// Nothing that the program switched on is left on.
    pub fn assert_whole(&self) {
        self.assert_screen_whole();
        self.wait("plain paste", |received| !received.parser.screen().bracketed_paste());
        let termios = self.master.get_termios().expect("the terminal's modes");
        let local = format!("{:?}", termios.local_flags);
        for flag in ["ECHO", "ICANON", "ISIG"] {
            assert!(local.contains(flag), "{flag} is off: {local}");
        }
    }

    /// The part of it that a shell at its prompt does not change by itself.
    pub fn assert_screen_whole(&self) {
        self.wait("a whole terminal", |received| {
            let screen = received.parser.screen();
            !screen.alternate_screen()
                && !screen.hide_cursor()
                && screen.mouse_protocol_mode() == vt100::MouseProtocolMode::None
        });
    }

    /// Writes a file below the home folder in place.
    pub fn write_home(&self, path: &str, text: &str) {
        write(&self.home.path().join(path), text);
    }

    pub fn make_executable(&self, path: &str) {
        let permissions = std::os::unix::fs::PermissionsExt::from_mode(0o755);
        std::fs::set_permissions(self.home.path().join(path), permissions).expect("a mode");
    }

    /// Replaces a file below the home folder as editors do: another file, renamed over it.
    pub fn replace_home(&self, path: &str, text: &str) {
        let path: PathBuf = self.home.path().join(path);
        let temporary = path.with_extension("new");
        write(&temporary, text);
        std::fs::rename(temporary, path).expect("a rename");
    }
}

impl Drop for Pty {
    fn drop(&mut self) {
        // Ended already, unless the test failed.
        let _ = self.child.kill();
    }
}

fn write(path: &Path, text: &str) {
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    std::fs::write(path, text).expect("a file");
}

fn size(columns: u16, rows: u16) -> PtySize {
    PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }
}

fn parser(columns: u16, rows: u16) -> vt100::Parser {
    let nonzero = |n: u16| std::num::NonZeroU16::new(n).expect("a size");
    vt100::Parser::new(nonzero(rows), nonzero(columns), 0)
}
