//! The real client and the real tasks against the demo's Identity Center on loopback. No test waits: the clock that
//! they share with the server is moved by whoever sleeps.

#![expect(clippy::expect_used, reason = "helpers of tests fail the test")]

mod browser;
mod credentials;
mod doctor;
mod enumerate;
mod hanging;
mod lists;
mod nonsense;
mod renew;
mod replies;
mod secrets;
mod sign_in;
mod sign_out;
mod single_flight;
mod vanity;

use std::fmt::Debug;
use std::future::Future;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use ssotui::aws::Aws;
use ssotui::aws::clock::Clock;
use ssotui::aws::registration_cache::Registration;
use ssotui::aws::token_cache::{self, NewToken};
use ssotui::demo::{Grant, Operation, Options, Server};
use ssotui::domain::profile::{ConfigFile, Source};
use ssotui::domain::session::{Session, SessionId};
use ssotui::paths::{Env, Paths};
use tokio::sync::Notify;

/// A clock that stands still until somebody sleeps; or, when it is patient, until the test advances it.
#[derive(Debug)]
struct TestClock {
    now: Mutex<Timestamp>,
    sleeps: Mutex<Vec<Duration>>,
    patient: AtomicBool,
    advanced: Notify,
}

impl TestClock {
    fn new() -> Self {
        let now = "2030-01-02T03:04:05Z".parse().expect("time");
        Self {
            now: Mutex::new(now),
            sleeps: Mutex::default(),
            patient: AtomicBool::new(false),
            advanced: Notify::new(),
        }
    }

    fn advance(&self, by: Duration) {
        let mut now = self.now.lock().expect("lock");
        *now = now.checked_add(by).expect("time");
        drop(now);
        self.advanced.notify_waiters();
    }

    /// From now on whoever sleeps waits for [`TestClock::advance`].
    fn be_patient(&self) {
        self.patient.store(true, Ordering::SeqCst);
    }

    /// What was slept so far, in whole seconds.
    fn sleeps(&self) -> Vec<u64> {
        self.sleeps.lock().expect("lock").iter().map(Duration::as_secs).collect()
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        *self.now.lock().expect("lock")
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(async move {
            if self.patient.load(Ordering::SeqCst) {
                let end = self.now().checked_add(duration).expect("time");
                loop {
                    let advanced = self.advanced.notified();
                    if self.now() >= end {
                        return;
                    }
                    advanced.await;
                }
            }
            // Whatever is ready comes first, as it would in real time.
            for _ in 0..3 {
                tokio::task::yield_now().await;
            }
            self.sleeps.lock().expect("lock").push(duration);
            self.advance(duration);
        })
    }
}

/// A home folder, a server, and a client that is pointed at it.
struct World {
    home: tempfile::TempDir,
    paths: Paths,
    server: Server,
    clock: Arc<TestClock>,
    aws: Aws,
}

impl World {
    /// A server where every sign-in is approved at once, changed as the test needs it.
    fn new(change: impl FnOnce(&mut Options)) -> Self {
        let clock = Arc::new(TestClock::new());
        let mut options = Options {
            approve_after: Some(Duration::ZERO),
            clock: {
                let clock = Arc::clone(&clock);
                Arc::new(move || clock.now())
            },
            ..Options::default()
        };
        change(&mut options);
        let server = Server::start(options).expect("a server");
        let home = tempfile::tempdir().expect("a folder");
        let folder = |name: &str| home.path().join(name).to_str().expect("Unicode").to_owned();
        let env = Env::of_variables(server.environment().into_iter().chain([
            ("HOME".to_owned(), folder("")),
            ("USERPROFILE".to_owned(), folder("")),
            ("APPDATA".to_owned(), folder("roaming")),
            ("LOCALAPPDATA".to_owned(), folder("local")),
        ]));
        let paths = Paths::of(&env).expect("paths");
        let aws = Aws::new(&env, paths.clone(), clock.clone());
        Self { home, paths, server, clock, aws }
    }

    /// The same, where nothing ends: those who wait for a lock move the clock, nobody knows how far.
    fn endless() -> Self {
        const YEARS: Duration = Duration::from_secs(1_000_000_000);
        Self::new(|options| {
            for end in [&mut options.device_code_ttl, &mut options.token_ttl, &mut options.session_duration] {
                *end = YEARS;
            }
            options.registration_ttl = YEARS;
        })
    }

    /// Puts a token of the server's into the session's token file.
    fn sign_in(&self, session: &Session) {
        self.keep(session, self.server.grant(SignedDuration::from_hours(1), true));
    }

    /// Puts what the server granted into the session's token file.
    fn keep(&self, session: &Session, grant: Grant) {
        let refresh_token = grant.refresh_token.map(Into::into);
        let registration = Registration {
            client_id: grant.client_id,
            client_secret: grant.client_secret.into(),
            expires_at: grant.registration_expires_at,
        };
        let token = NewToken {
            start_url: session.start_url.as_ref().expect("a start URL"),
            region: session.sso_region.as_ref().expect("a region"),
            access_token: &grant.access_token.into(),
            expires_at: grant.expires_at,
            registration: &registration,
            refresh_token: refresh_token.as_ref(),
        };
        token_cache::write(&self.paths, &session.id, &token).expect("written");
    }

    /// What the token file of [`session`] says.
    fn token_file(&self) -> serde_json::Value {
        let path = token_cache::path(&self.paths, &session().id);
        serde_json::from_slice(&std::fs::read(path).expect("a token file")).expect("JSON")
    }

    fn count(&self, operation: Operation) -> usize {
        self.server.requests_for(operation).len()
    }

    /// Every file under the home folder.
    fn files(&self) -> Vec<PathBuf> {
        fn visit(folder: PathBuf, found: &mut Vec<PathBuf>) {
            for entry in std::fs::read_dir(folder).expect("list") {
                let path = entry.expect("entry").path();
                if path.is_dir() { visit(path, found) } else { found.push(path) }
            }
        }
        let mut found = Vec::new();
        visit(self.home.path().to_path_buf(), &mut found);
        found
    }
}

/// The session that most tests use; its token file has a name from the AWS CLI's own cache.
fn session() -> Session {
    Session {
        id: SessionId::Named("my-sso".into()),
        start_url: Some("https://d-abc123.awsapps.com/start".into()),
        sso_region: Some("us-east-1".into()),
        scopes: None,
        use_device_code: None,
        source: Source { file: ConfigFile::Config, line: 1 },
        problems: Vec::new(),
    }
}

fn legacy() -> Session {
    Session { id: SessionId::Legacy("https://d-abc123.awsapps.com/start".into()), ..session() }
}

/// Keeps the events of a task.
#[derive(Debug)]
struct Events<T>(Mutex<Vec<T>>);

impl<T: Clone + Debug> Events<T> {
    fn new() -> Self {
        Self(Mutex::new(Vec::new()))
    }

    fn all(&self) -> Vec<T> {
        self.0.lock().expect("lock").clone()
    }

    fn add(&self, event: T) {
        self.0.lock().expect("lock").push(event);
    }
}
