//! Our profile names held against aws-sso-util's own, for random accounts and options.
//!
//! Runs when `SSOTUI_INTEROP_PYTHON` names a Python that has aws-sso-util.

#![expect(clippy::expect_used, reason = "a failing test panics")]

use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;
use std::process::Stdio;

use serde_json::{Value, json};
use ssotui::domain::names::{AccountId, Region, RoleName};
use ssotui::domain::naming::case::Case;
use ssotui::domain::naming::format::RegionStyle;
use ssotui::domain::naming::{IncludeRegion, Options, Parts, Rules};

#[path = "support/nasty.rs"]
#[expect(dead_code, reason = "only its dice are used here")]
mod nasty;

const OPTIONS: usize = 1_500;
const PROFILES: usize = 8;

/// Answers of the script to these lines; `None` where interop was not asked for.
#[expect(clippy::disallowed_methods, reason = "a test that is asked for by a variable and runs Python")]
fn ask(lines: &[Value]) -> Option<Vec<Value>> {
    let Ok(python) = std::env::var("SSOTUI_INTEROP_PYTHON") else {
        eprintln!("not asked: SSOTUI_INTEROP_PYTHON is not set");
        return None;
    };
    let mut child = std::process::Command::new(python)
        .args(["-W", "ignore"])
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/interop/naming.py"))
        .env("PYTHONUTF8", "1")
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("python runs");
    let mut input = child.stdin.take().expect("a pipe");
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    let writer = std::thread::spawn(move || input.write_all(text.as_bytes()));
    let output = child.wait_with_output().expect("python ends");
    writer.join().expect("no panic").expect("written");
    assert!(output.status.success(), "the script failed");
    let answers = String::from_utf8(output.stdout).expect("text");
    let answers: Vec<Value> = answers.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(answers.len(), lines.len());
    Some(answers)
}

const ACCOUNTS: &[&str] = &[
    "",
    "Prod",
    "prod-payments",
    "Acme [Shop]  Dev",
    " leading",
    "trailing ",
    "[]",
    "ACME-prod-EU",
    "they're",
    "Büro Köln",
    "ΟΔΟΣ Σ",
    "ǆungla",
    "straße",
    "İstanbul",
    "東京 Prod",
    "a\u{a0}b\tc\u{1f}d",
    "x.y_z@1",
    "-dash-",
    "Prod (legacy) {old}",
    "SKIP",
    "a\nb\n",
    "ﬁnance",
    "dev\u{301}eloper",
    "½ ②",
    "ᾳ ᾼ",
];
const ROLES: &[&str] = &[
    "AdministratorAccess",
    "ReadOnlyAccess",
    "AWSPowerUserAccess",
    "billing",
    "Prod-Admin",
    "x+y=z,@.-_",
    "AAA",
];
const REGIONS: &[&str] = &[
    "eu-west-1",
    "us-east-1",
    "us-gov-west-1",
    "ap-southeast-2",
    "cn-north-1",
    "eusc-de-east-1",
    "us-iso-east-1",
    "local",
    "eu-central",
    "a-b-c-d-e",
];
const COMPONENTS: &[&str] = &[
    "account_name",
    "account_id",
    "account_number",
    "role_name",
    "region",
    "short_region",
    "default_style_region",
    "aws",
    "",
    " account_name",
    "x-{role_name}",
    "{account_id}",
    "{{x}}",
    "{",
    "{nothing}",
    "Ünï",
];
const PATTERNS: &[&str] = &[
    "(?<=Admin)istratorAccess",
    "(?<=admin)istratoraccess",
    "Access$",
    "^AWS",
    "(?i)access",
    "[Aa]dmin(istrator)?",
    r"\W+",
    r"\w",
    r"[\W_]",
    r"\s+",
    r"\S$",
    r"\bprod\b",
    r"\Bo",
    "(?P<x>.)(?P=x)",
    r"(.)\1",
    "a{,2}",
    "{",
    "}",
    "[]]",
    "[^]a-z]",
    "[[:alpha:]]",
    "[a&&b]",
    "[a--z]",
    "|A",
    "A??",
    "(?=o)",
    "(?!x)",
    "^",
    "$",
    r"\Z",
    "(?m)^.$",
    "(?s).",
    "(?x) pro d",
    "(?:prod|dev)-?",
    "(?<!-)-",
    r"\x50",
    "P|p",
    r"\.",
    r"\-",
    r"\_",
    "ü|ö",
    "é",
    "o*",
    "o+?",
    "(?>A+)A",
    "A++",
    "(a)|b",
    "(a)?(?(1)d|p)",
    r"\d",
    "[0-9]{2,3}",
    r"\u0050",
    "(?i:PROD)",
    "ſ",
    "(?i)s",
    ".",
    ".*",
    "",
    "(",
    "[",
    "*",
    r"\q",
    r"(?#note)a",
    "x{2,1}",
    r"\p{L}",
    "[z-a]",
    "(?<=a+)b",
    "a{2}{3}",
];

fn options(dice: &mut nasty::Dice) -> Options {
    let some = |dice: &mut nasty::Dice, from: &[&str], most: usize| -> Vec<String> {
        (0..dice.below(most + 1)).map(|_| from[dice.below(from.len())].to_owned()).collect()
    };
    let case = |dice: &mut nasty::Dice| {
        let at = dice.below(8);
        Case::ALL.get(at).copied()
    };
    let usual = Options::default();
    Options {
        components: if dice.below(3) == 0 { usual.components } else { some(dice, COMPONENTS, 4).join(",") },
        separator: [".", "-", "/", " ", "{{", "_.", "é"][dice.below(7)].to_owned(),
        include_region: [IncludeRegion::Default, IncludeRegion::Always][dice.below(2)],
        region_style: [RegionStyle::Short, RegionStyle::Long][dice.below(2)],
        trim_account_name: some(dice, PATTERNS, 2),
        trim_role_name: some(dice, PATTERNS, 2),
        account_name_case: case(dice),
        role_name_case: case(dice),
        raw_account_names: dice.below(2) == 0,
        template: None,
    }
}

struct Sample {
    account_id: AccountId,
    account_name: &'static str,
    role_name: RoleName,
    region: Region,
    region_index: usize,
}

fn sample(dice: &mut nasty::Dice) -> Sample {
    let mut pick = |from: &[&'static str]| from[dice.below(from.len())];
    let (account_name, role_name, region) = (pick(ACCOUNTS), pick(ROLES), pick(REGIONS));
    Sample {
        account_id: format!("{:012}", dice.below(1_000_000)).into(),
        account_name,
        role_name: role_name.into(),
        region: region.into(),
        region_index: dice.below(2),
    }
}

fn line(options: &Options, samples: &[Sample]) -> Value {
    let samples: Vec<Value> = samples
        .iter()
        .map(|it| {
            json!({
                "account_id": it.account_id, "account_name": it.account_name, "role_name": it.role_name,
                "region": it.region, "region_index": it.region_index,
            })
        })
        .collect();
    json!({
        "options": {
            "components": options.components,
            "separator": options.separator,
            "include_region": match options.include_region {
                IncludeRegion::Default => "default",
                IncludeRegion::Always => "always",
            },
            "region_style": match options.region_style {
                RegionStyle::Short => "short",
                RegionStyle::Long => "long",
            },
            "trim_account_name": options.trim_account_name,
            "trim_role_name": options.trim_role_name,
            "account_name_case": options.account_name_case.map(Case::as_str),
            "role_name_case": options.role_name_case.map(Case::as_str),
            "raw_account_names": options.raw_account_names,
        },
        "profiles": samples,
    })
}

/// The names that ours gives, or why it refuses the options.
fn names(options: &Options, samples: &[Sample]) -> Result<Vec<String>, String> {
    let rules = Rules::new(options).map_err(|failure| failure.to_string())?;
    let text = |it: &Sample| {
        rules.text(&Parts {
            account_id: &it.account_id,
            account_name: Some(it.account_name),
            role_name: &it.role_name,
            region: &it.region,
            first_region: it.region_index == 0,
        })
    };
    Ok(samples.iter().map(|it| text(it).expect("no pattern here takes long")).collect())
}

#[test]
fn aws_sso_util_gives_the_same_names() {
    let mut dice = nasty::Dice::new(5);
    let cases: Vec<(Options, Vec<Sample>)> = (0..OPTIONS)
        .map(|_| (options(&mut dice), (0..PROFILES).map(|_| sample(&mut dice)).collect()))
        .collect();
    let lines: Vec<Value> = cases.iter().map(|(options, samples)| line(options, samples)).collect();
    let Some(answers) = ask(&lines) else { return };
    let (mut compared, mut differences) = (0, Vec::new());
    for ((options, samples), answer) in cases.iter().zip(&answers) {
        match (answer.as_array(), names(options, samples)) {
            (Some(theirs), Ok(ours)) => {
                for (theirs, ours) in theirs.iter().zip(&ours) {
                    compared += 1;
                    if theirs.as_str() != Some(ours) {
                        differences.push(format!("theirs {theirs}, ours {ours:?}: {options:?}"));
                    }
                }
            }
            (Some(_), Err(failure)) => differences.push(format!("ours refuses: {failure}: {options:?}")),
            // Taken though Python refuses them: what they mean is plain.
            (None, Ok(_)) => {
                let why = answer["refused"].as_str().expect("a reason");
                if !["fixed-width", "multiple repeat"].iter().any(|known| why.contains(known)) {
                    differences.push(format!("theirs refuses: {why}: {options:?}"));
                }
            }
            (None, Err(_)) => {}
        }
    }
    differences.truncate(20);
    assert!(differences.is_empty(), "{}", differences.join("\n"));
    assert!(compared > 4_000, "only {compared} names were compared");
}

#[test]
fn python_changes_the_case_of_every_character_the_same() {
    let Some(answers) = ask(&[json!({ "cases": [0, 0x2_0000] })]) else { return };
    let all = answers[0].as_array().expect("a list");
    assert!(all.len() > 50_000, "only {} characters", all.len());
    let assigned: BTreeSet<u64> = all.iter().filter_map(|it| it[0].as_u64()).collect();
    let mut differences = Vec::new();
    for theirs in all {
        let code = theirs[0].as_u64().and_then(|code| u32::try_from(code).ok()).expect("a code");
        let text = char::from_u32(code).expect("a character").to_string();
        for (case, theirs) in Case::ALL.into_iter().zip(theirs.as_array().into_iter().flatten().skip(1)) {
            let ours = case.apply(&text);
            // A character that this Python does not know yet is of a later Unicode.
            let known = ours.chars().all(|c| assigned.contains(&u64::from(u32::from(c))));
            if known && theirs.as_str() != Some(&ours) {
                differences.push(format!("{code:04x} {}: theirs {theirs}, ours {ours:?}", case.as_str()));
            }
        }
    }
    assert!(differences.is_empty(), "{} differ:\n{}", differences.len(), differences.join("\n"));
}
