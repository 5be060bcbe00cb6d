//! A choice from a list that narrows as one types: the pattern of every window that asks "which one?".

use super::filter::{Corpus, Filter};
use super::line::Line;
use super::list::List;

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
    corpus: Corpus,
    filter: Filter,
}

/// What is chosen, and for what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MenuPurpose {
    /// Which setting to edit.
    EditKey(super::config_edits::EditKey),
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
            corpus,
            filter,
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

    /// What is chosen now; `None` in an empty list with nothing typed.
    pub fn choice(&self) -> Option<Choice<'_>> {
        match self.shown().get(self.list.cursor()) {
            Some(item) => Some(Choice::Item(*item)),
            None if self.line.is_empty() => None,
            None => Some(Choice::Text(self.line.text())),
        }
    }
}
