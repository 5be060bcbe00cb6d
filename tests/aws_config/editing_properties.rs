//! Edits of made-up files: what was not asked for stays as it was, to the byte and to every reader.

use std::collections::BTreeMap;

use proptest::prelude::*;
use ssotui::aws_config::edit::{Edit, Target, edit};
use ssotui::aws_config::{self, Document, sdk};
use ssotui::domain::profile::ConfigFile;

use crate::nasty;

type Values = BTreeMap<String, BTreeMap<String, Option<String>>>;

/// What botocore makes of a config file: profiles with their keys and values.
fn botocore(config: &[u8]) -> Values {
    let settings = |profile: &ssotui::domain::profile::Profile| {
        profile
            .settings
            .iter()
            .map(|setting| (setting.key.to_string(), setting.value.map(str::to_owned)))
            .collect()
    };
    let reading = aws_config::read(config, b"");
    reading.profiles.iter().map(|profile| (profile.name.to_string(), settings(profile))).collect()
}

/// The same for an SDK; `None` for a file that it refuses, or whose lines end or begin where no SDK sees it.
fn sdks(config: &[u8]) -> Option<BTreeMap<String, BTreeMap<String, String>>> {
    let text = String::from_utf8_lossy(config).replace("\r\n", "\n");
    let is_odd = |line: &str| {
        let odd = |c: char| !matches!(c, ' ' | '\t') && (c.is_whitespace() || c.is_control());
        line.starts_with(odd)
            || line.trim_start_matches([' ', '\t']).starts_with(odd)
            || line.trim_start() != line && line.trim_start().starts_with('[')
    };
    if text.contains('\r') || text.lines().any(is_odd) {
        return None;
    }
    sdk::read(config, b"").ok().map(|reading| reading.profiles)
}

fn is_refused(config: &[u8]) -> bool {
    aws_config::read(config, b"").refused.contains(&ConfigFile::Config)
}

/// A file that botocore reads, and one of its profiles.
fn file_and_profile(seed: u64) -> Option<(Vec<u8>, String)> {
    let mut dice = nasty::Dice::new(seed);
    let config = nasty::config(&mut dice);
    let names: Vec<String> = botocore(&config).into_keys().collect();
    let name = names.get(dice.below(names.len().max(1)))?.clone();
    (!is_refused(&config)).then_some((config, name))
}

/// The lines of a text with their line ends, the last one with one too.
fn lines(bytes: &[u8]) -> Vec<Vec<u8>> {
    let document = Document::parse(bytes);
    let text = |line: &aws_config::Line| document.text(line.text()).to_vec();
    document.lines().iter().map(text).collect()
}

/// Whether `few` are `many` with some left out.
fn is_part_of(few: &[Vec<u8>], many: &[Vec<u8>]) -> bool {
    let mut many = many.iter();
    few.iter().all(|line| many.any(|other| other == line))
}

/// The lines without their indentation: comments that are left behind move to the first column.
fn trimmed(lines: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let is_blank = |c: char| c.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&c);
    let trim =
        |line: &Vec<u8>| String::from_utf8_lossy(line).trim_start_matches(is_blank).as_bytes().to_vec();
    lines.iter().map(trim).collect()
}

/// Whether all readers know the profile by the same name.
fn is_plain(name: &str) -> bool {
    name.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-/.%@:+".contains(&b))
}

/// How many sections an SDK may take for this one: it reads some that botocore passes over.
fn spellings(config: &[u8], name: &str) -> usize {
    let is_letter = |c: &char| !c.is_whitespace() && !matches!(c, '"' | '\'');
    let letters: String = name.chars().filter(is_letter).collect();
    lines(config)
        .iter()
        .filter(|line| line.starts_with(b"["))
        .filter(|line| {
            let text = String::from_utf8_lossy(line);
            let head = text.split(['#', ';']).next().unwrap_or_default();
            let head: String = head.chars().filter(is_letter).collect();
            head.ends_with(&format!("{letters}]"))
        })
        .count()
}

/// How many lines references to the profile take beyond their first; they are written on one.
fn lines_to_spare(config: &[u8], name: &str) -> usize {
    let document = Document::parse(config);
    let references = document
        .properties()
        .iter()
        .filter(|property| document.key(property) == "source_profile" && document.value(property) == name);
    references.map(|property| property.lines().len() - 1).sum()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_edits_no_change(seed in any::<u64>()) {
        let config = nasty::config(&mut nasty::Dice::new(seed));
        match edit(&config, &[]) {
            Ok(after) => prop_assert_eq!(after, config),
            Err(_) => prop_assert!(is_refused(&config)),
        }
    }

    #[test]
    fn a_value_that_is_set_is_read_back_and_nothing_else_changes(
        seed in any::<u64>(),
        key in "region|output|sso_account_id|s3|color|credential_process",
        value in "[a-zA-Z0-9/=:.\"#\u{e4}-]([ a-zA-Z0-9/=:.\"\u{e4}-]{0,12}[a-zA-Z0-9/=:.\"\u{e4}-])?",
    ) {
        let Some((config, name)) = file_and_profile(seed) else { return Ok(()) };
        let set = Edit::Set { target: Target::profile(&*name), key: key.clone(), value: value.clone() };
        let Ok(after) = edit(&config, &[set]) else { return Ok(()) };

        let mut expected = botocore(&config);
        expected.entry(name.clone()).or_default().insert(key.clone(), Some(value.clone()));
        prop_assert_eq!(botocore(&after), expected);

        if let Some(mut expected) = sdks(&config).filter(|_| is_plain(&name)) {
            let read = sdks(&after);
            prop_assert!(read.is_some(), "the SDKs read it no longer: {:?} {:?}", String::from_utf8_lossy(&config), String::from_utf8_lossy(&after));
            let mut read = read.unwrap_or_default();
            if spellings(&config, &name) > 1 {
                read.remove(&name);
                expected.remove(&name);
            } else if let Some(profile) = expected.get_mut(&name) {
                profile.insert(key, value);
            }
            prop_assert_eq!(read, expected, "{:?} {:?} {}", String::from_utf8_lossy(&config), String::from_utf8_lossy(&after), name);
        }
        let (old, new) = (lines(&config), lines(&after));
        let kept: Vec<_> = new.iter().filter(|line| old.contains(line)).cloned().collect();
        // One line is new; comments among the old value's lines may have moved to the first column.
        let moved = new.iter().filter(|line| !old.contains(line) && matches!(line.first(), Some(b'#' | b';'))).count();
        prop_assert!(new.len() <= kept.len() + 1 + moved);
        prop_assert!(is_part_of(&kept, &new));
    }

    #[test]
    fn a_key_that_is_removed_is_gone_and_nothing_else(seed in any::<u64>(), at in any::<proptest::sample::Index>()) {
        let Some((config, name)) = file_and_profile(seed) else { return Ok(()) };
        let keys: Vec<String> = botocore(&config)[&name].keys().cloned().collect();
        if keys.is_empty() {
            return Ok(());
        }
        let key = at.get(&keys).clone();
        let remove = Edit::Remove { target: Target::profile(&*name), key: key.clone() };
        let Ok(after) = edit(&config, &[remove]) else { return Ok(()) };
        let (mut read, mut expected) = (botocore(&after), botocore(&config));
        // What [DEFAULT] says of the key comes to light.
        for profiles in [&mut read, &mut expected] {
            profiles.entry(name.clone()).or_default().remove(&key);
        }
        prop_assert_eq!(read, expected, "{:?} {:?} {}", String::from_utf8_lossy(&config), String::from_utf8_lossy(&after), name);
        if let Some(mut expected) = sdks(&config).filter(|_| is_plain(&name)) {
            let mut read = sdks(&after).unwrap_or_default();
            for profiles in [&mut read, &mut expected] {
                profiles.entry(name.clone()).or_default().remove(&key);
            }
            prop_assert_eq!(read, expected, "{:?} {:?} {}", String::from_utf8_lossy(&config), String::from_utf8_lossy(&after), name);
        }
    }

    #[test]
    fn a_deleted_profile_leaves_only_lines_that_were_there(seed in any::<u64>()) {
        let Some((config, name)) = file_and_profile(seed) else { return Ok(()) };
        let Ok(after) = edit(&config, &[Edit::Delete { target: Target::profile(&*name) }]) else { return Ok(()) };
        let mut expected = botocore(&config);
        expected.remove(&name);
        prop_assert_eq!(botocore(&after), expected, "{:?} {:?}", String::from_utf8_lossy(&config), String::from_utf8_lossy(&after));
        prop_assert!(is_part_of(&trimmed(&lines(&after)), &trimmed(&lines(&config))));
        if let Some(mut expected) = sdks(&config).filter(|_| is_plain(&name)) {
            let mut read = sdks(&after).unwrap_or_default();
            for profiles in [&mut read, &mut expected] {
                profiles.remove(&name);
            }
            prop_assert_eq!(read, expected, "{:?} {:?} {}", String::from_utf8_lossy(&config), String::from_utf8_lossy(&after), name);
        }
    }

    #[test]
    fn a_renamed_profile_keeps_its_values_and_every_other_line(seed in any::<u64>()) {
        let Some((config, name)) = file_and_profile(seed) else { return Ok(()) };
        let rename = Edit::Rename { target: Target::profile(&*name), to: "fresh.name".into() };
        let Ok(after) = edit(&config, &[rename]) else { return Ok(()) };
        let mut expected = botocore(&config);
        let values = expected.remove(&name).unwrap_or_default();
        expected.insert("fresh.name".into(), values);
        for profile in expected.values_mut() {
            if let Some(Some(source)) = profile.get_mut("source_profile").filter(|value| value.as_deref() == Some(&name)) {
                *source = "fresh.name".into();
            }
        }
        prop_assert_eq!(botocore(&after), expected);
        let (old, new) = (lines(&config), lines(&after));
        let spare = lines_to_spare(&config, &name);
        if spare == 0 {
            // A comment below a reference moves to the first column: the SDKs would take it for a part of the new value.
            let is_moved = |old: &Vec<u8>, new: &Vec<u8>| {
                matches!(new.first(), Some(b'#' | b';')) && trimmed(std::slice::from_ref(old)) == [new.clone()]
            };
            for (old, new) in old.iter().zip(&new) {
                let is_reference = String::from_utf8_lossy(new).contains("fresh.name");
                prop_assert!(old == new || is_reference || is_moved(old, new));
            }
        }
        prop_assert!((new.len()..=new.len() + spare).contains(&old.len()));
        let kept: Vec<_> = new.into_iter().filter(|line| !String::from_utf8_lossy(line).contains("fresh.name")).collect();
        prop_assert!(is_part_of(&trimmed(&kept), &trimmed(&old)));
    }

    #[test]
    fn what_is_added_is_read_by_all_and_deleting_it_restores_the_file(
        seed in any::<u64>(),
        value in "[a-zA-Z0-9/=:.-]{1,12}",
    ) {
        let config = nasty::config(&mut nasty::Dice::new(seed));
        let target = Target::profile("fresh.name");
        let settings = vec![("sso_session".to_owned(), "corp".to_owned()), ("region".to_owned(), value.clone())];
        let Ok(after) = edit(&config, &[Edit::Add { target: target.clone(), settings }]) else {
            // A section more may be the first to inherit what is wrong in [DEFAULT].
            let mut longer = config;
            longer.extend_from_slice(b"\n[profile fresh.name]\n");
            prop_assert!(is_refused(&longer));
            return Ok(());
        };
        prop_assert!(after.starts_with(&config));
        let added: BTreeMap<_, _> = [("sso_session", "corp"), ("region", &*value)]
            .map(|(key, value)| (key.to_owned(), value.to_owned())).into();
        let read = botocore(&after);
        for (key, value) in &added {
            prop_assert_eq!(&read["fresh.name"][key], &Some(value.clone()));
        }
        if let Some(mut expected) = sdks(&config) {
            expected.insert("fresh.name".to_owned(), added);
            prop_assert_eq!(sdks(&after), Some(expected));
        }
        let restored = edit(&after, &[Edit::Delete { target }]).expect("deleted");
        // The blank line that sets a section apart may have been there before.
        let text = |bytes: &[u8]| {
            let mut lines = lines(bytes);
            lines.truncate(lines.iter().rposition(|line| !String::from_utf8_lossy(line).chars().all(|c| c.is_whitespace() || c.is_control())).map_or(0, |at| at + 1));
            lines
        };
        prop_assert_eq!(text(&restored), text(&config));
    }

    #[test]
    fn no_edit_of_any_bytes_panics(
        config in "(\u{feff})?([\\[\\]=:#; \t\r\na-cA\"'\\\\\u{a0}\u{2028}\0]|profile |\\[profile a\\]\n|sso-session |\r\n){0,60}",
        name in "a|b|c|default|a b|\"a",
        key in "a|b|A|region",
    ) {
        let target = Target::profile(name);
        let all = [
            Edit::Set { target: target.clone(), key: key.clone(), value: "x".into() },
            Edit::Remove { target: target.clone(), key },
            Edit::Rename { target: target.clone(), to: "z".into() },
            Edit::Delete { target: target.clone() },
            Edit::Add { target, settings: Vec::new() },
        ];
        for one in all {
            if let Ok(after) = edit(config.as_bytes(), &[one]) {
                prop_assert!(!is_refused(&after));
            }
        }
    }
}
