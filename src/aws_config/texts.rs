//! Texts that do not stand in a file as they count: names without their quotes, keys in small letters, values of several
//! lines. Few; all others are borrowed from the file.

use std::borrow::Cow;
use std::fmt;

use typed_arena::Arena;

/// They live as long as this does.
#[derive(Default)]
pub(super) struct Texts(Arena<String>);

impl Texts {
    pub fn keep<'d>(&'d self, text: Cow<'d, str>) -> &'d str {
        match text {
            Cow::Borrowed(text) => text,
            Cow::Owned(text) => self.0.alloc(text),
        }
    }
}

/// Without the texts: among the values are secrets.
impl fmt::Debug for Texts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Texts").field(&self.0.len()).finish()
    }
}
