//! A choice from a list that narrows as one types: the pattern of every window that asks "which one?".

use std::collections::BTreeSet;

use ratatui::layout::Rect;

use super::filter::{Corpus, Filter};
use super::line::Line;
use super::list::{List, Motion};
use super::msg::Effect;
use super::overlay::Overlay;
use super::state::State;
use super::text::{broken, visible, wrap};
use super::wizard::{ChosenRole, New};
use crate::domain::names::ProfileName;
use crate::domain::role::ProfileRole;
use crate::domain::session::Session;
use crate::keys::Action;

/// The most lines for the text of the selected item, with the one between it and the list.
const MOST_PREVIEW: usize = 10;

/// One thing to choose.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MenuItem {
    /// What is searched and shown first.
    pub label: String,
    /// More about it, in the second column; searched too.
    pub detail: String,
    /// At the right end: a key.
    pub note: String,
    /// Another name for it, searched and not shown.
    pub also: String,
    /// What it stands for, shown below the list while it is selected; or why it cannot be chosen.
    pub text: Option<Result<String, String>>,
}

impl MenuItem {
    pub fn new(label: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { label: label.into(), detail: detail.into(), ..Self::default() }
    }

    /// The lines below the list in so many cells: its text, or why it cannot be chosen, else what is said about it.
    pub fn preview(&self, columns: usize) -> Vec<String> {
        match &self.text {
            Some(Ok(text)) => {
                text.trim_end().split('\n').flat_map(|line| broken(&visible(line), columns)).collect()
            }
            Some(Err(why)) => wrap(&visible(why), columns),
            None => wrap(&visible(&self.detail), columns),
        }
    }
}

/// The window. What a choice does, its `purpose` says.
#[derive(Debug, Clone)]
pub struct Menu {
    pub title: String,
    pub purpose: MenuPurpose,
    pub items: Vec<MenuItem>,
    pub line: Line,
    pub list: List,
    /// The items that are marked, where several can be chosen at once.
    pub marks: Option<BTreeSet<usize>>,
    corpus: Corpus,
    filter: Filter,
}

/// What is chosen, and for what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MenuPurpose {
    /// Which setting to edit.
    EditKey(super::config_edits::EditKey),
    /// What to copy about a profile, a session, an account or a role.
    Copy {
        /// What it is about.
        subject: String,
        profile: Option<ProfileName>,
        /// The items that put the profile into use, by their places.
        uses: Vec<usize>,
        /// The item that stands for temporary keys, and whose those are.
        keys: Option<(usize, Box<ProfileRole>)>,
    },
    /// What to do: the actions behind the items.
    Palette(Vec<Action>),
    /// What to make anew.
    New(Vec<New>),
    /// Which roles get a profile.
    Roles { session: Session, roles: Vec<ChosenRole> },
}

impl MenuPurpose {
    /// Whether something that is not in the list can be typed.
    fn takes_text(&self) -> bool {
        match self {
            Self::EditKey(_) => true,
            Self::Copy { .. } | Self::Palette(_) | Self::New(_) | Self::Roles { .. } => false,
        }
    }
}

/// What the user chose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice<'a> {
    /// The item at this place.
    Item(usize),
    /// Nothing in the list, but this text was typed.
    Text(&'a str),
}

/// Where the parts of the window are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MenuAreas {
    pub line: Rect,
    pub list: Rect,
    /// The text of the selected item, empty where no item has one.
    pub preview: Rect,
}

impl Menu {
    pub fn new(title: impl Into<String>, purpose: MenuPurpose, items: Vec<MenuItem>) -> Self {
        let corpus = Corpus::new(items.iter().map(|item| [&item.label, &item.detail, &item.also]));
        let mut filter = Filter::default();
        filter.set_query(&corpus, "");
        Self {
            title: title.into(),
            purpose,
            items,
            line: Line::default(),
            list: List::default(),
            marks: None,
            corpus,
            filter,
        }
    }

    /// Lets several be chosen at once.
    pub fn with_marks(self) -> Self {
        Self { marks: Some(BTreeSet::new()), ..self }
    }

    /// Marks the selected item, or takes its mark off. Returns whether marks are possible here.
    pub(super) fn mark(&mut self) -> bool {
        let selected = self.shown().get(self.list.cursor()).copied();
        let (Some(marks), Some(item)) = (&mut self.marks, selected) else { return self.marks.is_some() };
        if !marks.remove(&item) {
            marks.insert(item);
        }
        self.list.go(Motion::Down);
        true
    }

    /// The marked items, else the selected one.
    pub fn chosen(&self) -> Vec<usize> {
        match (&self.marks, self.choice()) {
            (Some(marks), _) if !marks.is_empty() => marks.iter().copied().collect(),
            (_, Some(Choice::Item(item))) => vec![item],
            _ => Vec::new(),
        }
    }

    /// The items that what was typed lets through, best first, as places in `items`.
    pub fn shown(&self) -> &[usize] {
        self.filter.shown()
    }

    /// Which characters of a text the filter matched.
    pub fn highlights(&self, text: &str) -> Vec<usize> {
        if self.filter.query().is_empty() { Vec::new() } else { self.filter.highlights(text) }
    }

    /// Narrows the list to what stands in the line.
    pub(super) fn refilter(&mut self) {
        if self.filter.query() != self.line.text() {
            self.filter.set_query(&self.corpus, self.line.text());
            self.list.select(0);
        }
    }

    /// What is chosen now; `None` where nothing in the list is like what was typed, unless any text will do.
    pub fn choice(&self) -> Option<Choice<'_>> {
        match self.shown().get(self.list.cursor()) {
            Some(item) => Some(Choice::Item(*item)),
            None if self.line.is_empty() || !self.purpose.takes_text() => None,
            None => Some(Choice::Text(self.line.text())),
        }
    }

    /// The selected item.
    pub fn selected(&self) -> Option<&MenuItem> {
        self.items.get(*self.shown().get(self.list.cursor())?)
    }

    /// The lines for the longest text in so many cells, and one above; none where no item has a text.
    fn preview_height(&self, columns: usize) -> usize {
        if self.items.iter().all(|item| item.text.is_none()) {
            return 0;
        }
        let longest = self.items.iter().map(|item| item.preview(columns).len()).max();
        longest.map_or(0, |lines| (lines + 1).min(MOST_PREVIEW))
    }

    /// How many lines it wants.
    pub(super) fn height(&self, columns: usize) -> usize {
        2 + self.items.len() + self.preview_height(columns)
    }

    /// Its parts in the inside of its window: the line and a blank one, the list, and below it the text.
    pub fn areas(&self, inside: Rect) -> MenuAreas {
        let below = inside.height.saturating_sub(2);
        let wanted = self.preview_height(usize::from(inside.width));
        let preview = u16::try_from(wanted).unwrap_or(u16::MAX).min((below / 3).max((below / 2).min(7)));
        let list = Rect { y: inside.y + inside.height - below, height: below - preview, ..inside };
        MenuAreas {
            line: Rect { height: 1.min(inside.height), ..inside },
            list,
            preview: Rect { y: list.y + list.height, height: preview, ..inside },
        }
    }
}

impl State {
    /// Takes the selected item of the menu on top, or what was typed where nothing in the list is like it.
    pub(super) fn choose(&mut self, effects: &mut Vec<Effect>) {
        let Some(Overlay::Menu(menu)) = self.overlays.last() else { return };
        if menu.choice().is_none() {
            return self.info("Nothing like that is in the list.");
        }
        if let Some(Err(why)) = menu.selected().and_then(|item| item.text.clone()) {
            return self.info(why);
        }
        let Some(Overlay::Menu(menu)) = self.overlays.pop() else { return };
        let Some(choice) = menu.choice() else { return };
        match (&menu.purpose, choice) {
            (MenuPurpose::EditKey(edit), choice) => self.edit_key(edit.clone(), choice, &menu.items),
            (MenuPurpose::Palette(actions), Choice::Item(place)) => {
                if let Some(action) = actions.get(place) {
                    self.run_from_palette(*action, effects);
                }
            }
            (MenuPurpose::Copy { keys: Some((of_keys, role)), .. }, Choice::Item(place))
                if place == *of_keys =>
            {
                self.ask_for_keys(role.clone());
            }
            (MenuPurpose::Copy { subject, profile, uses, .. }, Choice::Item(place)) => {
                let Some(MenuItem { label, text: Some(Ok(text)), .. }) = menu.items.get(place) else {
                    return;
                };
                let what = format!("{subject}: {label}");
                match profile {
                    Some(profile) if uses.contains(&place) => {
                        self.copy_for_use(profile, text.clone(), what, effects)
                    }
                    _ => self.copy(text.clone(), what, effects),
                }
            }
            (MenuPurpose::New(choices), Choice::Item(place)) => {
                if let Some(new) = choices.get(place) {
                    self.begin_new(new.clone(), effects);
                }
            }
            (MenuPurpose::Roles { session, roles }, _) => {
                let chosen = menu.chosen().into_iter().filter_map(|place| roles.get(place).cloned());
                self.describe_profiles(session.clone(), chosen.collect());
            }
            (MenuPurpose::Palette(_) | MenuPurpose::Copy { .. } | MenuPurpose::New(_), Choice::Text(_)) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_low_window_keeps_room_for_the_list() {
        let item = MenuItem { text: Some(Ok("x".to_owned())), ..MenuItem::new("a", "b") };
        let menu = Menu::new("t", MenuPurpose::Palette(Vec::new()), vec![item]);
        for height in 0..30 {
            let areas = menu.areas(Rect::new(3, 5, 40, height));
            assert!(areas.list.height >= areas.preview.height.min(1), "{height}");
            assert_eq!(areas.list.height + areas.preview.height, height.saturating_sub(2));
            assert!(areas.preview.bottom() <= 5 + height);
        }
    }
}
