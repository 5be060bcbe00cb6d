//! The table of everything that a key can do, in groups.

mod anywhere;
mod moving;
mod panes;
mod windows;

use super::{Action, ActionRow};

/// Actions for one place: a part of the table, and of the help.
#[derive(Debug, Clone, Copy)]
pub struct ActionGroup {
    /// Its heading in the help.
    pub title: &'static str,
    pub rows: &'static [ActionRow],
}

/// The groups in the order of the help.
pub const GROUPS: &[ActionGroup] = &[
    panes::WORK,
    moving::MOVE,
    panes::FILTER,
    windows::QUESTIONS,
    windows::SIGN_IN,
    windows::ADDRESS,
    anywhere::ANYWHERE,
];

/// The rows of all groups, in the order of [`Action`].
pub const ACTIONS: &[ActionRow] = &joined();

const COUNT: usize = Action::Back as usize + 1;

/// The rows one after the other. A row that is missing, or not at the place of its action, does not compile.
const fn joined() -> [ActionRow; COUNT] {
    let mut joined = [GROUPS[0].rows[0]; COUNT];
    let (mut group, mut action) = (0, 0);
    while group < GROUPS.len() {
        let rows = GROUPS[group].rows;
        let mut row = 0;
        while row < rows.len() {
            assert!(rows[row].action as usize == action, "a row is not in the order of the actions");
            joined[action] = rows[row];
            action += 1;
            row += 1;
        }
        group += 1;
    }
    assert!(action == COUNT, "an action has no row");
    joined
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::{Context, footer};

    #[test]
    fn ids_are_unique_and_kebab_case() {
        for row in ACTIONS {
            assert_eq!(Action::from_id(row.id), Some(row.action), "{} is used twice", row.id);
            assert!(row.id.split('-').all(|word| !word.is_empty()), "{}", row.id);
            assert!(row.id.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{}", row.id);
        }
        assert_eq!(Action::from_id("no-such-action"), None);
    }

    #[test]
    fn every_row_says_something_and_works_somewhere() {
        for row in ACTIONS {
            assert!(!row.contexts.is_empty() && !row.keys.is_empty(), "{}", row.id);
            assert!(row.title.chars().count() <= 20, "{} is long for a footer", row.title);
            assert!(row.help.ends_with('.'), "{} wants a sentence", row.id);
        }
    }

    #[test]
    fn every_context_falls_back_to_always_and_starts_with_itself() {
        for context in Context::ALL {
            let chain = context.with_fallbacks();
            assert_eq!(chain.first(), Some(&context));
            assert_eq!(chain.last(), Some(&Context::Always));
        }
    }

    #[test]
    fn the_footer_is_ordered_and_fits_its_context() {
        let ids = |context| footer(context).iter().map(|row| row.id).collect::<Vec<_>>();
        assert_eq!(&ids(Context::Profiles)[..2], ["sign-in", "copy-line"]);
        assert_eq!(ids(Context::FilterLine), ["accept-filter", "back"]);
        assert_eq!(
            ids(Context::SignIn),
            [
                "copy-code",
                "open-browser",
                "background",
                "type-address",
                "other-way",
                "next-sign-in",
                "back",
                "help",
                "quit"
            ]
        );
        assert_eq!(ids(Context::AddressLine), ["send-address", "back"]);
    }
}
