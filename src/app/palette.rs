//! `:`: every action by its name, those that can be done here first.

use super::menu::{Menu, MenuItem, MenuPurpose};
use super::msg::Effect;
use super::overlay::Overlay;
use super::state::State;
use crate::keys::{ACTIONS, Action, ActionRow, Context};

impl State {
    /// `:`
    pub(super) fn palette(&mut self) {
        let here = self.context().with_fallbacks();
        let rows = ACTIONS.iter().filter(|row| row.action != Action::Palette);
        // What is done in this very place comes first, and last what is done elsewhere.
        let nearness = |row: &ActionRow| here.iter().position(|context| row.contexts.contains(context));
        let mut sorted: Vec<&ActionRow> = rows.collect();
        sorted.sort_by_key(|row| nearness(row).unwrap_or(usize::MAX));
        let (items, actions) = sorted
            .into_iter()
            .map(|row| {
                let note = self.keymap.key_of(row.action).unwrap_or_default();
                let text = nearness(row).is_none().then(|| Err(not_here(row)));
                let item =
                    MenuItem { note, also: row.id.to_owned(), text, ..MenuItem::new(row.title, row.help) };
                (item, row.action)
            })
            .unzip();
        let menu = Menu::new("What to do", MenuPurpose::Palette(actions), items);
        self.overlays.push(Overlay::Menu(Box::new(menu)));
    }

    /// Does what was chosen, where the palette was opened.
    pub(super) fn run_from_palette(&mut self, action: Action, effects: &mut Vec<Effect>) {
        let here = self.context().with_fallbacks();
        if action.row().contexts.iter().any(|context| here.contains(context)) {
            self.perform(action, effects);
        } else {
            self.info(not_here(action.row()));
        }
    }
}

/// Why an action can do nothing in the place where the palette was opened.
fn not_here(row: &ActionRow) -> String {
    let place = match row.contexts.first() {
        Some(Context::Sessions | Context::Profiles | Context::Accounts) if row.contexts.len() >= 3 => {
            "in the panes"
        }
        Some(Context::Sessions) if row.contexts.contains(&Context::Profiles) => {
            "in the panes of sessions and profiles"
        }
        Some(Context::Sessions) => "in the pane of sessions",
        Some(Context::Profiles) => "in the pane of profiles",
        Some(Context::Accounts) => "in the pane of accounts",
        Some(Context::List) => "in lists",
        Some(Context::FilterLine) => "while a filter is typed",
        Some(Context::AddressLine) => "while an address is typed",
        Some(Context::SignIn) => "in the window of a sign-in",
        Some(Context::Menu | Context::Prompt | Context::Form | Context::Completion) => {
            "in a window that asks"
        }
        Some(Context::Change) => "in the window of a change",
        Some(Context::Text) => "in the window of a text",
        Some(Context::Confirm) => "where a yes or no is asked for",
        Some(Context::Global | Context::Always) | None => "elsewhere",
    };
    format!("{} works {place}, not here.", capitalised(row.title))
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
