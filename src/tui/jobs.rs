//! Effects become tasks, tasks send messages. One task for each [`JobKey`]; starting another under
//! the same key cancels the first.

use std::collections::BTreeMap;

use secrecy::SecretString;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio::task::{AbortHandle, JoinSet};

use crate::app::msg::{Job, JobEvent, JobKey, Msg, Run};
use crate::aws::Aws;
use crate::domain::finding::Finding;
use crate::domain::network::ProfileNetwork;
use crate::domain::progress::SignInEvent;
use crate::domain::sign_in::SignInMethod;
use crate::domain::usage::UsageChange;
use crate::error::Failure;
use crate::paths::Env;
use crate::tasks::sign_in::{self, Way};
use crate::tasks::{
    change, console, doctor, enumerate, load, renew, sign_out, single_flight, usage, vanity, whoami,
};
use crate::tui::{checkup, desktop, settings_file};

/// The tasks behind the jobs that run.
pub struct RunningJobs {
    aws: Aws,
    env: Env,
    news: UnboundedSender<Msg>,
    tasks: JoinSet<()>,
    running: BTreeMap<JobKey, AbortHandle>,
    /// Where addresses go that are pasted into the window of a sign-in with the browser.
    pasted: BTreeMap<JobKey, UnboundedSender<SecretString>>,
    reading: Reading,
}

/// How the reading of the files stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reading {
    Idle,
    UnderWay,
    /// Under way, and another was asked for meanwhile.
    Outdated,
}

impl RunningJobs {
    /// None yet; what starts tells their news to `news`.
    pub fn new(aws: Aws, env: Env, news: UnboundedSender<Msg>) -> Self {
        Self {
            aws,
            env,
            news,
            tasks: JoinSet::new(),
            running: BTreeMap::new(),
            pasted: BTreeMap::new(),
            reading: Reading::Idle,
        }
    }

    /// Waits for a task to end, and forgets it; `None` when none runs. What it had to say it has told.
    pub async fn next_end(&mut self) -> Option<()> {
        self.tasks.join_next().await.map(drop)
    }

    /// Reads the files. While that goes on, any number of further requests become one.
    pub fn load(&mut self) {
        if self.reading != Reading::Idle {
            self.reading = Reading::Outdated;
            return;
        }
        self.reading = Reading::UnderWay;
        let paths = self.aws.paths().clone();
        let news = self.news.clone();
        self.tasks.spawn_blocking(move || {
            // Settings first: they decide how the rest is shown.
            let settings =
                settings_file::load(&paths).map(Option::unwrap_or_default).map_err(|unusable| *unusable);
            let _ = news.send(Msg::Settings(Box::new(settings)));
            let _ = news.send(match load::load(&paths) {
                Ok(inventory) => Msg::Loaded(Box::new(inventory)),
                Err(failure) => Msg::LoadFailed(failure),
            });
        });
    }

    /// Call when the answer to [`Self::load`] has come.
    pub fn loaded(&mut self) {
        if std::mem::replace(&mut self.reading, Reading::Idle) == Reading::Outdated {
            self.load();
        }
    }

    /// Remembers the use or the pin of a profile. What has begun is finished, also when the program ends.
    pub fn record(&mut self, change: UsageChange) {
        let paths = self.aws.paths().clone();
        let news = self.news.clone();
        self.tasks.spawn_blocking(move || {
            let _ = news.send(Msg::Recorded(usage::record(&paths, &change)));
        });
    }

    /// Sessions are reached on the way of this profile from now on.
    pub fn use_network(&mut self, profile: &ProfileNetwork) {
        self.aws = self.aws.with_network(profile);
    }

    pub fn start(&mut self, key: JobKey, run: Run, job: Job) {
        self.cancel(&key);
        let aws = self.aws.clone();
        let env = self.env.clone();
        let news = self.news.clone();
        let tell_key = key.clone();
        let tell = move |event: JobEvent| {
            let _ = news.send(Msg::Job { key: tell_key.clone(), run, event });
        };
        let (paste, pasted) = unbounded_channel();
        if matches!(job, Job::SignIn { method: SignInMethod::Browser, .. }) {
            self.pasted.insert(key.clone(), paste);
        }
        let task = self.tasks.spawn(async move {
            let last = match job {
                Job::WhoAmI(role) => JobEvent::Identified(whoami::whoami(&aws, &role, &|_| {}).await),
                Job::OpenConsole { role, browser } => {
                    let open = move |link: &str| desktop::open_url(&env, link, browser.as_deref());
                    JobEvent::ConsoleOpened(console::open(&aws, &role, open).await)
                }
                Job::SignIn { session, method, redirect_port: port, network, anew } => {
                    let aws = network.map_or_else(|| aws.clone(), |network| aws.with_network(&network));
                    let events = |event| tell(JobEvent::SignIn(event));
                    let on_wait = || events(SignInEvent::WaitingForOther);
                    let way = match method {
                        SignInMethod::DeviceCode => Way::DeviceCode,
                        SignInMethod::Browser => Way::Browser { port, pasted },
                    };
                    let sign_in = async {
                        match anew {
                            true => sign_in::sign_in_anew(&aws, &session, way, &events).await,
                            false => sign_in::sign_in(&aws, &session, way, &events).await,
                        }
                    };
                    JobEvent::SignedIn(match single_flight::read(&aws, &session).await {
                        Ok(seen) => single_flight::once(&aws, &session, &seen, &on_wait, sign_in).await,
                        Err(failure) => Err(failure),
                    })
                }
                Job::Renew(session) => JobEvent::Renewed(renew::renew(&aws, &session, &|_| {}).await),
                Job::SignOut(session) => JobEvent::SignedOut(sign_out::sign_out(&aws, &session).await),
                Job::Enumerate(session) => {
                    let events = |event| tell(JobEvent::Enumerate(event));
                    JobEvent::Enumerated(enumerate::enumerate(&aws, &session, &events).await)
                }
                Job::Propose(request) => JobEvent::Proposed(change::propose(&aws, &request).await),
                Job::Change(request) => JobEvent::Changed(change::carry_out(&aws, &request).await),
                Job::FindRegion(url) => JobEvent::RegionFound(vanity::region_of(&aws, &url).await),
                Job::Doctor => JobEvent::Examined(examine(env, &aws).await),
            };
            if let Some(seconds) = aws.clock_skew_seconds() {
                tell(JobEvent::ClockSkew { seconds });
            }
            tell(last);
        });
        self.running.insert(key, task);
    }

    /// Hands an address to the sign-in with the browser that runs under `key`, if one does.
    pub fn paste(&self, key: &JobKey, address: SecretString) {
        if let Some(sign_in) = self.pasted.get(key) {
            let _ = sign_in.send(address);
        }
    }

    pub fn cancel(&mut self, key: &JobKey) {
        self.pasted.remove(key);
        if let Some(task) = self.running.remove(key) {
            task.abort();
        }
    }
}

/// What the doctor finds.
async fn examine(env: Env, aws: &Aws) -> Result<Vec<Finding>, Failure> {
    let paths = aws.paths().clone();
    // Looking for programs and settings reads files.
    let look = tokio::task::spawn_blocking(move || checkup::look(&env, &paths));
    let surroundings =
        look.await.map_err(|_| Failure::new("The doctor was broken off.", "Its thread was stopped."))?;
    let found = doctor::examine(aws.paths(), surroundings, aws.clock().now(), Some(aws)).await?;
    Ok(found.into_iter().map(|diagnosis| diagnosis.finding).collect())
}
