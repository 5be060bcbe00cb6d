//! Reading everything at the start: 10,000 profiles of one session, 300 of them with cached role credentials.

#![expect(clippy::expect_used, reason = "a benchmark that cannot start has nothing to measure")]

use std::fmt::Write;
use std::fs;

use criterion::{Criterion, criterion_group, criterion_main};
use ssotui::aws::cache_file_name;
use ssotui::paths::{Env, Paths};
use ssotui::tasks::load::load;

const PROFILES: usize = 10_000;
const CACHED: usize = 300;

fn ten_thousand_profiles(criterion: &mut Criterion) {
    let home = tempfile::tempdir().expect("a folder");
    let folder = home.path().to_str().expect("Unicode");
    let paths = Paths::of(&Env::of_variables(
        ["HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"].map(|name| (name, folder)),
    ))
    .expect("paths");
    fs::create_dir_all(&paths.sso_cache).expect("folder");
    fs::create_dir_all(&paths.cli_cache).expect("folder");
    let mut config =
        "[sso-session corp]\nsso_start_url = https://d-abc123.awsapps.com/start\nsso_region = us-east-1\n"
            .to_owned();
    for index in 0..PROFILES {
        let account = 100_000_000_000 + index / 4;
        let role = ["AdministratorAccess", "ReadOnlyAccess", "PowerUserAccess", "Billing"][index % 4];
        writeln!(
            config,
            "\n[profile team-{account}.{role}]\nsso_session = corp\nsso_account_id = {account}\nsso_role_name = {role}\nregion = eu-west-1"
        )
        .expect("text");
        if index < CACHED {
            let key = format!(r#"{{"accountId":"{account}","roleName":"{role}","sessionName":"corp"}}"#);
            let entry = r#"{"ProviderType": "sso", "Credentials": {"Expiration": "2030-05-02T18:36:00Z"}}"#;
            fs::write(paths.cli_cache.join(cache_file_name(&key)), entry).expect("write");
        }
    }
    fs::write(&paths.config, config).expect("write");
    criterion.bench_function("load_10000_profiles", |bencher| {
        bencher.iter(|| {
            let inventory = load(&paths).expect("an inventory");
            assert_eq!((inventory.profiles.len(), inventory.role_credentials.len()), (PROFILES, CACHED));
            inventory
        });
    });
}

criterion_group!(benches, ten_thousand_profiles);
criterion_main!(benches);
