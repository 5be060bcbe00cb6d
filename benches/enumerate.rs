//! Finding 300 accounts with 1,050 roles at 40 ms latency: at a portal without a limit, and at one that allows 20
//! requests a second (bursts of 20). What the limit itself costs is (303 requests - 20) / 20 = 14.15 s.

#![expect(clippy::expect_used, reason = "a benchmark that cannot start has nothing to measure")]

use std::sync::Arc;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use jiff::SignedDuration;
use ssotui::aws::Aws;
use ssotui::aws::clock::SystemClock;
use ssotui::aws::registration_cache::Registration;
use ssotui::aws::token_cache::{self, NewToken};
use ssotui::demo::{Operation, Options, Server};
use ssotui::domain::profile::{ConfigFile, Source};
use ssotui::domain::session::{Session, SessionId};
use ssotui::paths::{Env, Paths};
use ssotui::tasks::enumerate::enumerate;

const ACCOUNTS: usize = 300;
const ROLES: usize = 1050;

fn session() -> Session {
    Session {
        id: SessionId::Named("bench".into()),
        start_url: Some("https://d-abc123.awsapps.com/start".into()),
        sso_region: Some("us-east-1".into()),
        scopes: None,
        use_device_code: None,
        source: Source { file: ConfigFile::Config, line: 1 },
        problems: Vec::new(),
    }
}

/// A home folder that is signed in to the server, and a client that nobody has used yet.
fn client(server: &Server) -> (tempfile::TempDir, Aws) {
    let home = tempfile::tempdir().expect("a folder");
    let folder = home.path().to_str().expect("Unicode").to_owned();
    let folders =
        ["HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"].map(|name| (name.to_owned(), folder.clone()));
    let env = Env::of_variables(server.environment().into_iter().chain(folders));
    let paths = Paths::of(&env).expect("paths");
    let grant = server.grant(SignedDuration::from_hours(1), true);
    let session = session();
    let token = NewToken {
        start_url: &session.start_url.expect("a start URL"),
        region: &session.sso_region.expect("a region"),
        access_token: &grant.access_token.into(),
        expires_at: grant.expires_at,
        registration: &Registration {
            client_id: grant.client_id,
            client_secret: grant.client_secret.into(),
            expires_at: grant.registration_expires_at,
        },
        refresh_token: None,
    };
    token_cache::write(&paths, &session.id, &token).expect("signed in");
    let aws = Aws::new(&env, paths, Arc::new(SystemClock));
    (home, aws)
}

fn enumeration(criterion: &mut Criterion) {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let mut group = criterion.benchmark_group("enumerate_300_accounts_1050_roles_at_40_ms");
    group
        .sampling_mode(criterion::SamplingMode::Flat)
        .sample_size(10)
        .warm_up_time(Duration::from_millis(1))
        .measurement_time(Duration::from_secs(1));
    for (name, rate) in [("free", None), ("at_20_per_second", Some(20.0))] {
        group.bench_function(BenchmarkId::from_parameter(name), |bencher| {
            bencher.iter_batched(
                || {
                    let server = Server::start(Options {
                        accounts: ACCOUNTS,
                        roles: ROLES,
                        latency: Duration::from_millis(40),
                        rate,
                        ..Options::default()
                    })
                    .expect("a server");
                    let (home, aws) = client(&server);
                    (server, home, aws)
                },
                |(server, home, aws)| {
                    let found = runtime.block_on(enumerate(&aws, &session(), &|_| {})).expect("accounts");
                    assert!(found.complete && found.accounts.len() == ACCOUNTS);
                    let asked = server.requests_for(Operation::ListAccountRoles);
                    let refused = asked.iter().filter(|request| request.status == Some(429)).count();
                    eprintln!("{name}: {} requests for roles, {refused} refused", asked.len());
                    (server, home)
                },
                criterion::BatchSize::PerIteration,
            );
        });
    }
    group.finish();
}

criterion_group!(benches, enumeration);
criterion_main!(benches);
