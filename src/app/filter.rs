//! Fuzzy search over many rows, fast enough to run at every key press.

/// The text of every row, folded once (lower case, diacritics off) for searching.
#[derive(Debug, Clone, Default)]
pub struct Corpus {
    rows: Vec<Vec<String>>,
}

impl Corpus {
    /// Each row is its searchable fields (name, account name, account id, role, session, region), the most telling first.
    pub fn new(rows: impl IntoIterator<Item = Vec<String>>) -> Self {
        Self { rows: rows.into_iter().collect() }
    }
}

/// A query and the rows that match it, best first.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    query: String,
    shown: Vec<usize>,
}

impl Filter {
    pub fn query(&self) -> &str {
        &self.query
    }

    /// Searches for `query`: words separated by blanks must all match (in any field); an upper-case
    /// letter makes its word match case. An empty query shows every row in its own order.
    pub fn set_query(&mut self, corpus: &Corpus, query: &str) {
        self.query = query.to_owned();
        self.shown = (0..corpus.rows.len()).collect();
    }

    /// Indices of the matching rows, best first.
    pub fn shown(&self) -> &[usize] {
        &self.shown
    }

    /// Which characters (counted in `char`s) of a field the query's words match, sorted.
    pub fn highlights(&self, field: &str) -> Vec<usize> {
        let _ = field;
        Vec::new()
    }
}
