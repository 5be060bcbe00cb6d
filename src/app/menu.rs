//! A choice from a list that narrows as one types: the pattern of every window that asks "which one?".

use std::collections::BTreeSet;

use super::filter::{Corpus, Filter};
use super::line::Line;
use super::list::{List, Motion};
use super::wizard::{ChosenRole, New};
use crate::domain::session::Session;

/// One thing to choose.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MenuItem {
    /// What is searched and shown first.
    pub label: String,
    /// More about it, in the second column; searched too.
    pub detail: String,
}

impl MenuItem {
    pub fn new(label: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { label: label.into(), detail: detail.into() }
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
            Self::New(_) | Self::Roles { .. } => false,
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

impl Menu {
    pub fn new(title: impl Into<String>, purpose: MenuPurpose, items: Vec<MenuItem>) -> Self {
        let corpus = Corpus::new(items.iter().map(|item| [&item.label, &item.detail]));
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
}
