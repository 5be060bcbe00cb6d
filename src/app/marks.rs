//! Marking rows, so that one key acts on many.

use std::collections::BTreeSet;

use super::layout::Pane;
use super::list::Motion;
use super::state::State;
use super::tree::TreeRow;
use crate::domain::names::ProfileName;
use crate::domain::session::{Session, SessionId};

impl State {
    /// How many rows of the focused pane are marked.
    pub fn marked(&self) -> usize {
        match self.focus {
            Pane::Sessions => self.sessions.marks.len(),
            Pane::Profiles => self.profiles.marks.len(),
            Pane::Accounts => self.tree().map_or(0, |tree| tree.marks.len()),
        }
    }

    pub(super) fn mark(&mut self) {
        match self.focus {
            Pane::Sessions => {
                let Some(id) = self.selected_session().map(|entry| entry.session.id.clone()) else {
                    return self.nothing_selected();
                };
                toggle(&mut self.sessions.marks, id);
                self.sessions.list.go(Motion::Down);
            }
            Pane::Profiles => {
                let Some(name) = self.selected_profile().map(|profile| profile.name.clone()) else {
                    return self.nothing_selected();
                };
                toggle(&mut self.profiles.marks, name);
                self.profiles.list.go(Motion::Down);
            }
            Pane::Accounts => {
                let Some(tree) = self.tree_mut() else { return self.nothing_selected() };
                let Some(row) = tree.selected() else { return self.nothing_selected() };
                let roles = tree.reaches_of(row);
                if roles.is_empty() {
                    return self.info("The roles of this account are not known.");
                }
                toggle_all(&mut tree.marks, roles);
                tree.list.go(Motion::Down);
            }
        }
    }

    pub(super) fn mark_all(&mut self) {
        match self.focus {
            Pane::Sessions => {
                let all = self.inventory.sessions.iter().map(|entry| entry.session.id.clone()).collect();
                toggle_all(&mut self.sessions.marks, all);
            }
            Pane::Profiles => {
                let all = self.shown_names(0..self.profiles.shown().len());
                toggle_all(&mut self.profiles.marks, all);
            }
            Pane::Accounts => {
                let Some(tree) = self.tree_mut() else { return self.nothing_selected() };
                let rows = tree.rows.iter().filter(|row| matches!(row, TreeRow::Account(_)));
                let all = rows.flat_map(|row| tree.reaches_of(*row)).collect();
                toggle_all(&mut tree.marks, all);
            }
        }
    }

    /// The first time a range begins at the cursor, the second time it ends there.
    pub(super) fn mark_range(&mut self) {
        match self.focus {
            Pane::Sessions => self.mark_sessions_range(),
            Pane::Profiles => self.mark_profiles_range(),
            Pane::Accounts => self.info(
                "Ranges are for sessions and profiles. Mark accounts one by one, or all that are shown.",
            ),
        }
    }

    fn mark_profiles_range(&mut self) {
        let Some(name) = self.selected_profile().map(|profile| profile.name.clone()) else {
            return self.nothing_selected();
        };
        let begin = self.profiles.anchor.take().and_then(|anchor| {
            let profiles = &self.inventory.profiles;
            self.profiles.shown().iter().position(|row| profiles[*row].name == anchor)
        });
        match begin {
            Some(begin) => {
                let end = self.profiles.list.cursor();
                let names = self.shown_names(begin.min(end)..begin.max(end) + 1);
                self.profiles.marks.extend(names);
            }
            None => {
                self.profiles.anchor = Some(name);
                self.say_range_begins();
            }
        }
    }

    fn mark_sessions_range(&mut self) {
        let Some(id) = self.selected_session().map(|entry| entry.session.id.clone()) else {
            return self.nothing_selected();
        };
        let begin =
            self.sessions.anchor.take().and_then(|anchor| {
                self.inventory.sessions.iter().position(|entry| entry.session.id == anchor)
            });
        match begin {
            Some(begin) => {
                let end = self.sessions.list.cursor();
                let range = begin.min(end)..begin.max(end) + 1;
                let ids = self.inventory.sessions[range].iter().map(|entry| entry.session.id.clone());
                self.sessions.marks.extend(ids);
            }
            None => {
                self.sessions.anchor = Some(id);
                self.say_range_begins();
            }
        }
    }

    fn say_range_begins(&mut self) {
        let key = self.keymap.key_of(crate::keys::Action::MarkRange).unwrap_or_default();
        self.info(format!("The range begins here. Move, then press {key} again."));
    }

    fn shown_names(&self, range: std::ops::Range<usize>) -> BTreeSet<ProfileName> {
        let shown = self.profiles.shown().get(range).unwrap_or_default();
        shown.iter().map(|row| self.inventory.profiles[*row].name.clone()).collect()
    }

    /// Takes off all marks of the focused pane. Returns whether there were any.
    pub(super) fn clear_marks(&mut self) -> bool {
        match self.focus {
            Pane::Sessions => {
                let any = !self.sessions.marks.is_empty() || self.sessions.anchor.is_some();
                self.sessions.marks.clear();
                self.sessions.anchor = None;
                any
            }
            Pane::Profiles => {
                let any = !self.profiles.marks.is_empty() || self.profiles.anchor.is_some();
                self.profiles.marks.clear();
                self.profiles.anchor = None;
                any
            }
            Pane::Accounts => self.tree_mut().is_some_and(|tree| !std::mem::take(&mut tree.marks).is_empty()),
        }
    }

    /// The sessions of what is marked in the focused pane, each once.
    pub(super) fn marked_sessions(&self) -> BTreeSet<SessionId> {
        match self.focus {
            Pane::Sessions => self.sessions.marks.clone(),
            Pane::Profiles => {
                let marked = |name: &ProfileName| self.profiles.marks.contains(name);
                let profiles = self.inventory.profiles.iter().filter(|profile| marked(&profile.name));
                profiles.filter_map(|profile| profile.session.clone()).collect()
            }
            // All roles of the pane are of one session.
            Pane::Accounts => self.shown_session.iter().cloned().collect(),
        }
    }

    /// The sessions that a key acts on: those of all marked rows, else the selection's, in the order of their pane.
    /// Where there is none, it is said why.
    pub(super) fn chosen_sessions(&mut self) -> Vec<Session> {
        if self.marked() == 0 {
            let Some(entry) = self.session_in_focus() else {
                self.say_why_no_session();
                return Vec::new();
            };
            return vec![entry.session.clone()];
        }
        let marked = self.marked_sessions();
        let entries = self.inventory.sessions.iter().filter(|entry| marked.contains(&entry.session.id));
        let chosen: Vec<Session> = entries.map(|entry| entry.session.clone()).collect();
        if chosen.is_empty() {
            self.info("None of the marked profiles uses an SSO session.");
        }
        chosen
    }
}

fn toggle<T: Ord>(marks: &mut BTreeSet<T>, one: T) {
    if !marks.remove(&one) {
        marks.insert(one);
    }
}

/// Marks all, or takes off the marks where all are marked already.
fn toggle_all<T: Ord>(marks: &mut BTreeSet<T>, all: BTreeSet<T>) {
    if all.is_subset(marks) {
        marks.retain(|one| !all.contains(one));
    } else {
        marks.extend(all);
    }
}
