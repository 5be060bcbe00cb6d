//! Fuzzy search over many rows, fast enough to run at every key press.
//!
//! Text is folded once per row. A word is looked for only in fields that have all its letters; a query that
//! grew is looked for only in the rows that matched before; the fuzzy matcher is asked only about words whose
//! letters are scattered, and about matched letters only for rows on the screen.

mod fold;
mod query;
mod score;

use std::sync::Arc;

use fold::{Folded, letters};
use query::Word;
use score::{Field, Found, Scatter};

use crate::domain::lookup::Lookup;

/// What a match in the first field, the name, weighs more.
const NAME_POINTS: u32 = 250;
/// How many rows at most the matcher ranks at one key press; the others stay in their own order behind them.
const RANKED_ROWS: usize = 1500;
/// More fields of a row are not searched.
const FIELDS: usize = 16;

/// The text of every row, folded once (lower case, diacritics off) for searching.
#[derive(Debug, Clone, Default)]
pub struct Corpus {
    text: Arc<Text>,
}

/// All fields of all rows in two texts: one piece of memory to run through. What many rows have in a field, such as a
/// role, is there once.
#[derive(Debug, Default)]
struct Text {
    cased: String,
    lower: String,
    fields: Vec<FieldSpan>,
    /// Of each row, which fields it has.
    of_rows: Vec<usize>,
    rows: Vec<RowSpan>,
}

#[derive(Debug)]
struct FieldSpan {
    cased: (usize, usize),
    lower: (usize, usize),
    letters: u64,
}

#[derive(Debug)]
struct RowSpan {
    /// Its part of [`Text::of_rows`].
    fields: (usize, usize),
    letters: u64,
}

impl Corpus {
    /// Each row is its searchable fields (name, account name, account id, role, session, region), the most telling first.
    pub fn new<R>(rows: impl IntoIterator<Item = R>) -> Self
    where
        R: IntoIterator<Item: AsRef<str>>,
    {
        let rows = rows.into_iter();
        let mut text = Text::for_rows(rows.size_hint().0);
        let mut known: Lookup<Box<str>, usize> = Lookup::default();
        let mut above = 0;
        for row in rows {
            let first = text.of_rows.len();
            let mut row_letters = 0;
            for (number, field) in row.into_iter().take(FIELDS).enumerate() {
                let field = field.as_ref();
                // The first field tells the rows apart: it hardly comes again. The others are mostly those of the row above.
                let place = if number == 0 {
                    text.append(field)
                } else if let Some(above) = text.of_rows[above..first].get(number).copied()
                    && text.is(above, field)
                {
                    above
                } else if let Some(place) = known.get(field) {
                    *place
                } else {
                    known.insert(field.into(), text.fields.len());
                    text.append(field)
                };
                row_letters |= text.fields[place].letters;
                text.of_rows.push(place);
            }
            text.rows.push(RowSpan { fields: (first, text.of_rows.len()), letters: row_letters });
            above = first;
        }
        Self { text: Arc::new(text) }
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.text.rows.len()
    }

    pub fn is_empty(&self) -> bool {
        self.text.rows.is_empty()
    }
}

impl Text {
    /// With room for so many rows. What is not needed of it costs nothing where there are many, and little otherwise.
    fn for_rows(rows: usize) -> Self {
        Self {
            cased: String::with_capacity(rows * 64),
            lower: String::with_capacity(rows * 64),
            fields: Vec::with_capacity(rows * 2),
            of_rows: Vec::with_capacity(rows * 6),
            rows: Vec::with_capacity(rows),
        }
    }

    /// Adds a field; its index.
    fn append(&mut self, field: &str) -> usize {
        let (cased, lower) = (self.cased.len(), self.lower.len());
        fold::append(field, &mut self.cased, &mut self.lower);
        self.fields.push(FieldSpan {
            cased: (cased, self.cased.len()),
            lower: (lower, self.lower.len()),
            letters: letters(&self.lower[lower..]),
        });
        self.fields.len() - 1
    }

    /// Whether a field is this text.
    fn is(&self, place: usize, text: &str) -> bool {
        // What is not ASCII is changed by folding.
        text.is_ascii() && self.field(&self.fields[place]).cased == text
    }

    fn field(&self, span: &FieldSpan) -> Field<'_> {
        Field {
            cased: &self.cased[span.cased.0..span.cased.1],
            lower: &self.lower[span.lower.0..span.lower.1],
        }
    }

    /// The points of a row that all words match, and for each word that is scattered the field for the matcher.
    fn match_row<'t>(
        &'t self,
        row: &RowSpan,
        words: &[Word],
        scattered: &mut Vec<(usize, Field<'t>)>,
    ) -> Option<u32> {
        if words.iter().any(|word| word.letters & !row.letters != 0) {
            return None;
        }
        let mut points = 0;
        for (index, word) in words.iter().enumerate() {
            let mut best = None;
            let mut first_scattered = None;
            for (number, place) in self.of_rows[row.fields.0..row.fields.1].iter().enumerate() {
                let span = &self.fields[*place];
                if word.letters & !span.letters != 0 {
                    continue;
                }
                let field = self.field(span);
                let weight = if number == 0 { NAME_POINTS } else { 0 };
                match field.find(word) {
                    Some(Found::Whole { points, .. }) => best = best.max(Some(points + weight)),
                    Some(Found::Scattered) if first_scattered.is_none() => {
                        first_scattered = Some((field, weight))
                    }
                    _ => {}
                }
            }
            points += match (best, first_scattered) {
                (Some(best), _) => best,
                (None, Some((field, weight))) => {
                    scattered.push((index, field));
                    weight
                }
                (None, None) => return None,
            };
        }
        Some(points)
    }
}

/// The order of the rows, beside how well they match. The default is their own.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Order {
    /// The rows as they come where nothing is searched for.
    pub without_query: Vec<usize>,
    /// For each row, how early it comes among equally good matches; lowest first.
    pub ranks: Vec<usize>,
}

/// A query and the rows that match it, best first.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    order: Order,
    query: String,
    words: Vec<Word>,
    shown: Vec<usize>,
    /// The same rows in their own order, to search in when the query grows.
    matched: Vec<usize>,
    /// What they are rows of.
    searched: Option<Arc<Text>>,
}

impl Filter {
    pub fn query(&self) -> &str {
        &self.query
    }

    /// Takes the order of the rows that [`Filter::set_query`] is called with next. One for another number of rows
    /// does not count.
    pub fn set_order(&mut self, order: Order) {
        if order != self.order {
            self.order = order;
            self.searched = None;
        }
    }

    /// Searches for `query`: words separated by blanks must all match (in any field); an upper-case
    /// letter makes its word match case. An empty query shows every row in the order that was set, or its own.
    ///
    /// A pasted ARN, console link or account id with dashes searches for the account and role in it.
    pub fn set_query(&mut self, corpus: &Corpus, query: &str) {
        let text = &corpus.text;
        let same_text = self.searched.as_ref().is_some_and(|searched| Arc::ptr_eq(searched, text));
        let words = query::words(query);
        self.query = query.to_owned();
        if same_text && words == self.words {
            return;
        }
        if words.is_empty() {
            self.show_all(text.rows.len());
            self.query = query.to_owned();
        } else if same_text && query::narrows(&words, &self.words) {
            let candidates = std::mem::take(&mut self.matched);
            self.search(text, &words, candidates.into_iter());
        } else {
            self.search(text, &words, 0..text.rows.len());
        }
        self.words = words;
        self.searched = Some(Arc::clone(text));
    }

    /// Shows so many rows, as an empty query does; for rows that nobody has to search yet.
    pub fn show_all(&mut self, rows: usize) {
        self.query.clear();
        self.words.clear();
        self.searched = None;
        self.matched = (0..rows).collect();
        let ordered = self.order.without_query.len() == rows;
        self.shown = if ordered { self.order.without_query.clone() } else { self.matched.clone() };
    }

    fn search(&mut self, text: &Text, words: &[Word], candidates: impl Iterator<Item = usize>) {
        let scatter = Scatter::new();
        let mut scattered = Vec::new();
        let mut ranked = 0;
        self.matched = Vec::new();
        let ranks = Some(&self.order.ranks).filter(|ranks| ranks.len() == text.rows.len());
        let mut scores: Vec<(std::cmp::Reverse<u32>, usize, usize)> = Vec::new();
        for index in candidates {
            scattered.clear();
            let Some(mut points) = text.match_row(&text.rows[index], words, &mut scattered) else { continue };
            self.matched.push(index);
            if !scattered.is_empty() && ranked < RANKED_ROWS {
                ranked += 1;
                points +=
                    scattered.iter().map(|(word, field)| scatter.points(*field, &words[*word])).sum::<u32>();
            }
            scores.push((std::cmp::Reverse(points), ranks.map_or(0, |ranks| ranks[index]), index));
        }
        // The index makes every key unique, so that ties keep their order.
        scores.sort_unstable();
        self.shown = scores.into_iter().map(|(_, _, index)| index).collect();
    }

    /// Indices of the matching rows, best first.
    pub fn shown(&self) -> &[usize] {
        &self.shown
    }

    /// Which characters (counted in `char`s) of a field the query's words match, sorted.
    pub fn highlights(&self, field: &str) -> Vec<usize> {
        self.row_highlights(&[field]).pop().unwrap_or_default()
    }

    /// The highlights of each field of a row: a word is shown wherever it stands in one piece, else its
    /// scattered letters in the first field that has them.
    pub fn row_highlights(&self, fields: &[&str]) -> Vec<Vec<usize>> {
        let mut marked = vec![Vec::new(); fields.len()];
        if self.words.is_empty() {
            return marked;
        }
        let folded: Vec<Folded> = fields.iter().map(|field| Folded::new(field)).collect();
        for word in &self.words {
            let mut in_one_piece = false;
            let mut scattered = None;
            for (index, folded) in folded.iter().enumerate() {
                let field = Field { cased: &folded.cased, lower: &folded.lower };
                match field.find(word) {
                    Some(Found::Whole { at, .. }) => {
                        in_one_piece = true;
                        let first = field.text_for(word)[..at].chars().count();
                        let count = word.text.chars().count();
                        marked[index].extend(&folded.origin[first..first + count]);
                    }
                    Some(Found::Scattered) if scattered.is_none() => scattered = Some((index, field)),
                    _ => {}
                }
            }
            if let (false, Some((index, field))) = (in_one_piece, scattered) {
                let positions = Scatter::new().positions(field, word);
                marked[index].extend(positions.into_iter().map(|at| folded[index].origin[at]));
            }
        }
        for (marked, field) in marked.iter_mut().zip(fields) {
            with_marks(marked, field);
        }
        marked
    }
}

/// Sorts the positions and adds the combining marks that follow marked letters, which belong to them.
fn with_marks(positions: &mut Vec<usize>, field: &str) {
    positions.sort_unstable();
    positions.dedup();
    if field.is_ascii() || positions.is_empty() {
        return;
    }
    let mut all = Vec::with_capacity(positions.len());
    for (at, c) in field.chars().enumerate() {
        let is_mark = fold::fold(c).next().is_none();
        if positions.binary_search(&at).is_ok() || (is_mark && at > 0 && all.last() == Some(&(at - 1))) {
            all.push(at);
        }
    }
    *positions = all;
}

#[cfg(test)]
mod tests;
