//! What is still to be said where keys are taken out: those that `[DEFAULT]` gives the section all the same, and those
//! that were not there.

use std::collections::{BTreeMap, BTreeSet};

use super::botocore::{Block, View};
use super::document::{Document, INHERITED};
use super::edit::{Edit, Target};
use super::plan::Change;
use super::problem::shown;
use super::texts::Texts;
use crate::domain::profile::ConfigFile;

/// A sentence for each key that is taken out and still in force, and, where nothing changes at all, for each that is
/// not set.
pub(super) fn remarks(change: &Change, edits: &[Edit]) -> Vec<String> {
    let removals: Vec<(&Target, &str)> = edits
        .iter()
        .filter_map(|edit| match edit {
            Edit::Remove { target, key } => Some((target, key.as_str())),
            Edit::Add { .. } | Edit::Set { .. } | Edit::Rename { .. } | Edit::Delete { .. } => None,
        })
        .collect();
    if removals.is_empty() {
        return Vec::new();
    }
    let texts = Texts::default();
    let document = Document::parse(&change.after);
    let inherits = document.sections().iter().any(|section| document.text(section.name()) == INHERITED);
    if !inherits && !change.is_empty() {
        return Vec::new();
    }
    let view = View::of(&document, ConfigFile::Config, &texts);
    let blocks: BTreeMap<Target, &Block> =
        view.blocks.iter().filter_map(|block| Some((Target::of_section(view.name(block))?, block))).collect();
    let inherited_line = |target: &Target, key: &str| {
        let entries = view.entries(blocks.get(target)?);
        let entry = entries.iter().find(|entry| entry.inherited && entry.key == key)?;
        Some(entry.source().line)
    };
    let mut remarks = Vec::new();
    for key in removals.iter().map(|(_, key)| *key).collect::<BTreeSet<_>>() {
        let targets = removals.iter().filter(|(_, removed)| *removed == key).map(|(target, _)| *target);
        let (mut inherited, mut absent) = (None, Vec::new());
        for target in targets {
            match inherited_line(target, key) {
                Some(line) => inherited = Some(line),
                None => absent.push(target.to_string()),
            }
        }
        let key = shown(key);
        if let Some(line) = inherited {
            remarks.push(format!(
                "{key} stands in [DEFAULT], on line {line} of the config file: every section inherits it from there. \
                 Take it out there with your editor, or give {key} a value of its own here."
            ));
        } else if change.is_empty() {
            remarks.push(match absent.as_slice() {
                [only] => format!("{key} is not set in {only}."),
                _ => format!("{key} is set in none of these."),
            });
        }
    }
    remarks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws_config::plan::Plan;

    const CONFIG: &str = "\
# mine
[DEFAULT]
Region = eu-west-1

[profile a]
output = json
region = us-east-1

[profile b]
output = json

[sso-session corp]
sso_region = us-east-1
";

    fn told(removals: &[(Target, &str)]) -> Vec<String> {
        let remove =
            |(target, key): &(Target, &str)| Edit::Remove { target: target.clone(), key: (*key).to_owned() };
        let plan = Plan::new("Edit", removals.iter().map(remove).collect());
        plan.remarks(&plan.against(CONFIG.as_bytes(), b"").expect("a change"))
    }

    #[test]
    fn what_default_gives_is_told_with_its_line_whether_something_else_goes_or_not() {
        for name in ["a", "b"] {
            let told = told(&[(Target::profile(name), "region")]);
            assert_eq!(told.len(), 1, "{told:?}");
            for part in ["region stands in [DEFAULT]", "line 3 of the config file", "with your editor"] {
                assert!(told[0].contains(part), "{told:?}");
            }
        }
        let both = [(Target::profile("a"), "region"), (Target::profile("b"), "region")];
        assert_eq!(told(&both).len(), 1, "once for all");
    }

    #[test]
    fn a_key_that_is_not_set_is_told_where_nothing_changes() {
        let (a, b) = (Target::profile("a"), Target::profile("b"));
        assert_eq!(told(&[(a.clone(), "cli_pager")]), ["cli_pager is not set in profile a."]);
        assert_eq!(
            told(&[(Target::session("corp"), "sso_registration_scopes")]),
            ["sso_registration_scopes is not set in session corp."]
        );
        assert_eq!(
            told(&[(a.clone(), "cli_pager"), (b.clone(), "cli_pager")]),
            ["cli_pager is set in none of these."]
        );
        assert!(told(&[(a.clone(), "output"), (b, "cli_pager")]).is_empty(), "what was asked for happens");
        assert!(told(&[(a, "output")]).is_empty());
    }
}
