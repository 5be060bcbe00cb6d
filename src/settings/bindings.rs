//! The `[keys]` table: which keys do what.

use std::collections::BTreeMap;

use toml::de::DeTable;

use super::reader::{Reader, quoted, refuse};
use crate::error::Failure;
use crate::keys::{ACTIONS, Action, Conflict, KeySequence, Keymap};

const ALLOWED: &str = "a key such as \"x\", \"ctrl-r\" or \"g g\", a list of keys, or [] for none";

/// The keys that differ from the defaults.
pub(super) fn read(
    reader: Reader<'_>,
    table: &DeTable<'_>,
) -> Result<BTreeMap<Action, Vec<KeySequence>>, Failure> {
    let mut keys = BTreeMap::new();
    let mut lines = BTreeMap::new();
    for entry in reader.entries(table) {
        let Some(action) = Action::from_id(entry.key) else {
            let ids: Vec<&str> = ACTIONS.iter().map(|row| row.id).collect();
            return Err(entry.unknown(&ids));
        };
        let mut sequences: Vec<KeySequence> = Vec::new();
        for text in entry.texts(ALLOWED)? {
            let sequence: KeySequence = text.parse().map_err(|bad| {
                entry.refuse(format!("{}: {bad}.", entry.key)).hint(format!("Allowed: {ALLOWED}."))
            })?;
            if !action.row().contexts.iter().any(|context| Keymap::can_bind(*context, &sequence)) {
                return Err(entry
                    .refuse(format!(
                        "{} also works while text is typed, where {} is text.",
                        entry.key,
                        quoted(text)
                    ))
                    .hint("Take a key with Ctrl or Alt, or one that types nothing, such as \"f2\"."));
            }
            if !sequences.contains(&sequence) {
                sequences.push(sequence);
            }
        }
        lines.insert(action, entry.line);
        keys.insert(action, sequences);
    }
    let keymap = Keymap::new(&keys);
    if let Some(conflict) = keymap.conflicts().first() {
        return Err(refuse_conflict(conflict, &lines));
    }
    if [Action::Quit, Action::QuitNow].iter().all(|action| keymap.sequences_of(*action).is_empty()) {
        let line = lines.values().max().copied().unwrap_or(1);
        return Err(refuse(line, "No key would quit.").hint("Give quit or quit-now a key."));
    }
    let defaults = Keymap::default();
    keys.retain(|action, sequences| defaults.sequences_of(*action) != sequences);
    Ok(keys)
}

fn refuse_conflict(conflict: &Conflict, lines: &BTreeMap<Action, usize>) -> Failure {
    let side = |(action, keys): &(Action, KeySequence)| {
        let whence = match lines.get(action) {
            Some(line) => format!("line {line}"),
            None => "by default".to_owned(),
        };
        format!("{} is {} ({whence})", keys.notation(), action.row().id)
    };
    let line = [&conflict.first, &conflict.second].iter().filter_map(|(action, _)| lines.get(action)).max();
    let what = if conflict.first.1 == conflict.second.1 {
        "One key would mean two things"
    } else {
        "One key would be the beginning of another"
    };
    refuse(
        line.copied().unwrap_or(1),
        format!("{what}: {}, {}.", side(&conflict.first), side(&conflict.second)),
    )
    .hint("Give one of them another key, or [] for none.")
}
