//! How long the program takes to be there: to its first frame, to a usable list of 10,000 profiles, and
//! without a screen. Whole processes, in a pseudo-terminal where there is a screen.

#[cfg(unix)]
fn main() {
    use criterion::Criterion;

    let mut criterion = Criterion::default().sample_size(20).configure_from_args();
    unix::bench(&mut criterion);
    criterion.final_summary();
}

#[cfg(not(unix))]
fn main() {}

#[cfg(unix)]
#[expect(clippy::expect_used, reason = "a benchmark that cannot measure must stop")]
mod unix {
    use std::fmt::Write as _;
    use std::io::Read;
    use std::path::Path;
    use std::process::{Command, Stdio};
    use std::time::{Duration, Instant};

    use criterion::Criterion;
    use portable_pty::{CommandBuilder, PtySize, native_pty_system};

    const PROGRAM: &str = env!("CARGO_BIN_EXE_ssotui");

    pub fn bench(criterion: &mut Criterion) {
        let home = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(home.path().join(".aws")).expect("a folder");
        std::fs::write(home.path().join(".aws/config"), config(10_000)).expect("a file");

        let mut group = criterion.benchmark_group("start");
        group.bench_function("to the first frame", |bencher| {
            bencher.iter_custom(|runs| (0..runs).map(|_| until(home.path(), "Sessions")).sum());
        });
        // The last column's count is painted when the profiles are in the list.
        group.bench_function("to 10,000 profiles listed", |bencher| {
            bencher.iter_custom(|runs| (0..runs).map(|_| until(home.path(), "10,000")).sum());
        });
        group.bench_function("list --json of 10,000 profiles", |bencher| {
            bencher.iter(|| assert!(list(home.path()).success()));
        });
        group.finish();
    }

    /// Ten thousand profiles over two sessions.
    fn config(profiles: usize) -> String {
        let mut text = String::new();
        for session in ["corp", "partner"] {
            let _ = writeln!(
                text,
                "[sso-session {session}]\nsso_start_url = https://{session}.awsapps.com/start\nsso_region = us-east-1\n"
            );
        }
        for number in 0..profiles {
            let session = if number % 2 == 0 { "corp" } else { "partner" };
            let _ = writeln!(
                text,
                "[profile team-{}-service-{number}.AdministratorAccess]\nsso_session = {session}\nsso_account_id = {:012}\nsso_role_name = AdministratorAccess\nregion = eu-west-1\n",
                number % 97,
                100_000_000_000_u64 + number as u64
            );
        }
        text
    }

    /// The time from the start of the process until the text was painted.
    fn until(home: &Path, text: &str) -> Duration {
        let size = PtySize { rows: 40, cols: 140, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).expect("a pseudo-terminal");
        let mut command = CommandBuilder::new(PROGRAM);
        command.env_clear();
        command.env("HOME", home);
        command.env("TERM", "xterm-256color");
        command.env("LANG", "C.UTF-8");
        let mut reader = pair.master.try_clone_reader().expect("a reader");
        #[expect(clippy::disallowed_methods, reason = "a benchmark measures time")]
        let start = Instant::now();
        let mut child = pair.slave.spawn_command(command).expect("the program");
        drop(pair.slave);
        let mut seen = Vec::new();
        let mut buffer = [0; 65536];
        // Only what is new is searched: the program has no processor to spare for that.
        let mut new = 0;
        while memchr::memmem::find(&seen[new..], text.as_bytes()).is_none() {
            new = seen.len().saturating_sub(text.len());
            let count = reader.read(&mut buffer).expect("output");
            assert!(count > 0, "the program ended");
            seen.extend_from_slice(&buffer[..count]);
        }
        let elapsed = start.elapsed();
        child.kill().expect("it runs");
        child.wait().expect("an end");
        elapsed
    }

    fn list(home: &Path) -> std::process::ExitStatus {
        #[expect(clippy::disallowed_methods, reason = "a benchmark starts programs")]
        Command::new(PROGRAM)
            .args(["list", "--json"])
            .env_clear()
            .env("HOME", home)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .status()
            .expect("the program")
    }
}
