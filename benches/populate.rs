//! Populating: 300 accounts with 1,050 roles in two regions, 2,100 profiles planned, written and compared.

#![expect(clippy::expect_used, reason = "a benchmark that cannot start has nothing to measure")]

use criterion::{Criterion, criterion_group, criterion_main};
use ssotui::aws_config;
use ssotui::domain::names::{Region, RoleName, SessionName};
use ssotui::domain::naming::{Options, Rules};
use ssotui::domain::organization::{Account, Organization, Roles};
use ssotui::domain::populate::{self, ExistingConfigAction, Filter, OnCollision, PopulatePlan, Request};
use ssotui::domain::profile::Profile;

const CONFIG: &str =
    "[sso-session corp]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = us-east-1\n";

fn organization(accounts: u64) -> Organization {
    let accounts = (0..accounts)
        .map(|index| Account {
            id: format!("{:012}", 100_000_000_000_u64 + index).into(),
            name: Some(format!("Team {} [{}]", index / 2, ["Prod", "Dev"][usize::from(index % 2 == 0)])),
            email: None,
            roles: Roles::Listed(
                (0..3 + usize::from(index % 2 == 0))
                    .map(|role| {
                        RoleName::new(format!("AWS{}Access", ["Admin", "Read", "Power", "Billing"][role]))
                    })
                    .collect(),
            ),
        })
        .collect();
    Organization { accounts, complete: true, fetched_at: None }
}

fn plan(organization: &Organization, rules: &Rules, profiles: &[Profile]) -> PopulatePlan {
    populate::plan(&Request {
        session: &SessionName::new("corp"),
        start_url: None,
        organization,
        filter: &Filter::default(),
        regions: &[Region::new("eu-west-1"), Region::new("us-east-1")],
        rules,
        config_defaults: &[("output".to_owned(), "json".to_owned())],
        existing_config_action: ExistingConfigAction::Keep,
        on_collision: OnCollision::Suffix,
        prune: true,
        profiles,
    })
    .expect("a plan")
}

fn populating(criterion: &mut Criterion) {
    let large = organization(2_858);
    let organization = organization(300);
    let rules = Rules::new(&Options {
        trim_role_name: vec!["^AWS".to_owned(), "(?<=Admin)Access$".to_owned()],
        ..Options::default()
    })
    .expect("rules");
    let session = SessionName::new("corp");
    let first = plan(&organization, &rules, &[]);
    assert_eq!(first.add.len(), 2_100);
    let edits = aws_config::populate::plan(&session, &first);
    let written = edits.against(CONFIG.as_bytes(), b"").expect("a text").after;
    let profiles = aws_config::read(&written, b"").profiles;

    let mut group = criterion.benchmark_group("populate_2100_profiles");
    group.sample_size(10);
    group.bench_function("plan", |bencher| bencher.iter(|| plan(&organization, &rules, &[])));
    group.bench_function("write", |bencher| bencher.iter(|| edits.against(CONFIG.as_bytes(), b"")));
    group.bench_function("difference", |bencher| {
        bencher.iter(|| edits.against(CONFIG.as_bytes(), b"").expect("a text").diff());
    });
    group.bench_function("plan_again", |bencher| {
        bencher.iter(|| {
            let again = plan(&organization, &rules, &profiles);
            assert_eq!(again.keep.len(), 2_100);
        });
    });
    group.finish();

    // What a key in the window of populate costs: all names anew.
    let plan_large = || plan(&large, &rules, &[]);
    assert!(plan_large().add.len() >= 20_000);
    let mut group = criterion.benchmark_group("populate_10000_roles_in_2_regions");
    group.sample_size(10);
    group.bench_function("plan", |bencher| bencher.iter(plan_large));
    group.finish();
}

criterion_group!(benches, populating);
criterion_main!(benches);
