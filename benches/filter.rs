//! A key press in the filter line over 10,000 profiles. The budget for the whole key press, its frame included, is 5 ms.

use std::hint::black_box;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use ssotui::app::filter::{Corpus, Filter};

/// Profiles as populating an organisation of 2,500 accounts names them, with some that people named.
fn profiles() -> Vec<Vec<String>> {
    const STAGES: [&str; 5] = ["prod", "staging", "dev", "sandbox", "nonprod"];
    const TEAMS: [&str; 25] = [
        "payments",
        "checkout",
        "billing",
        "identity",
        "platform",
        "data-lake",
        "analytics",
        "search",
        "mobile",
        "web-frontend",
        "logistics",
        "warehouse",
        "fraud-detection",
        "machine-learning",
        "network",
        "security",
        "audit",
        "log-archive",
        "backup",
        "shared-services",
        "crm",
        "marketing",
        "partner-portal",
        "iot",
        "legal",
    ];
    const ROLES: [&str; 4] = ["AdministratorAccess", "PowerUserAccess", "ReadOnlyAccess", "BillingViewer"];
    const REGIONS: [&str; 4] = ["eu-west-1", "us-east-1", "ap-southeast-2", "eu-central-1"];
    (0..10_000u64)
        .map(|index| {
            let account = index / 4;
            let pick = |list: &[&'static str], n: u64| list[usize::try_from(n).unwrap_or(0) % list.len()];
            let (stage, team, role) =
                (pick(&STAGES, account), pick(&TEAMS, account / 5), pick(&ROLES, index));
            let number = account / 125;
            // Digits as spread as those of real ids, the same at every run.
            let id = format!("{:012}", (account + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15) % 1_000_000_000_000);
            vec![
                format!("{stage}-{team}-{number}.{role}"),
                format!("{team} {stage} {number}"),
                id,
                role.to_owned(),
                pick(&["corp", "partner", "acquired"], account / 1000).to_owned(),
                pick(&REGIONS, account).to_owned(),
            ]
        })
        .collect()
}

fn key_presses(criterion: &mut Criterion) {
    let rows = profiles();
    let corpus = Corpus::new(rows.clone());
    let mut group = criterion.benchmark_group("filter 10,000 rows");
    group.sample_size(30);
    group.bench_function("fold once", |bencher| {
        bencher.iter_batched(|| rows.clone(), Corpus::new, BatchSize::LargeInput)
    });
    for query in [
        "p",
        "pa",
        "pay",
        "pay adm",
        "prdpayadm",
        "ae",
        "nss",
        "prod payments admin eu",
        "zqx",
        "4711",
        "Admin",
    ] {
        group.bench_function(format!("whole query {query:?}"), |bencher| {
            bencher.iter_batched_ref(
                Filter::default,
                |filter| filter.set_query(black_box(&corpus), black_box(query)),
                BatchSize::SmallInput,
            );
        });
    }
    for (before, after) in [("", "p"), ("p", "pa"), ("pay ad", "pay adm"), ("prdpaya", "prdpayad")] {
        let mut typed = Filter::default();
        typed.set_query(&corpus, before);
        group.bench_function(format!("{before:?} to {after:?}"), |bencher| {
            bencher.iter_batched_ref(
                || typed.clone(),
                |filter| filter.set_query(black_box(&corpus), black_box(after)),
                BatchSize::SmallInput,
            );
        });
    }
    for query in ["pay adm", "prdpayadm"] {
        let mut filter = Filter::default();
        filter.set_query(&corpus, query);
        let visible: Vec<Vec<&str>> = filter
            .shown()
            .iter()
            .take(60)
            .map(|row| rows[*row].iter().map(String::as_str).collect())
            .collect();
        group.bench_function(format!("highlights of 60 rows {query:?}"), |bencher| {
            bencher.iter(|| visible.iter().map(|row| filter.row_highlights(row).len()).sum::<usize>());
        });
    }
    group.finish();
}

criterion_group!(benches, key_presses);
criterion_main!(benches);
