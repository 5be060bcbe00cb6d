//! What no list of a portal's is: without an end, or larger than any organisation. Who answers so is not AWS.

use std::collections::HashSet;

use crate::aws::portal::Page;
use crate::domain::names::RoleName;
use crate::domain::organization::Account;
use crate::error::Failure;

/// More pages than any list has: a portal that goes on is repeating itself in other words.
const MAX_PAGES: usize = 1000;
/// Bytes of names and tokens: far more than any organisation has, and what every machine can hold.
const MAX_KEPT: usize = 64 * 1024 * 1024;
/// What an account or a role takes beside its text, about.
const OVERHEAD: usize = 100;

/// The failure to show.
pub(super) fn failure(what: &str, why: impl Into<String>) -> Failure {
    Failure::new(what, why).hint("Is it AWS that answers? ssotui doctor looks.")
}

/// The pages of a list so far.
#[derive(Debug, Default)]
pub(super) struct Pages {
    seen_tokens: HashSet<String>,
}

impl Pages {
    /// Goes on to the next page.
    ///
    /// # Errors
    /// Why there is none: the portal has named it before, or there were too many.
    pub fn turn_to(&mut self, next_token: &str) -> Result<(), String> {
        if self.seen_tokens.len() >= MAX_PAGES {
            return Err(format!("The portal's list did not end after {MAX_PAGES} pages."));
        }
        match self.seen_tokens.insert(next_token.to_owned()) {
            true => Ok(()),
            false => Err("The portal repeats the same page for ever.".to_owned()),
        }
    }
}

/// How much was kept so far, in bytes.
#[derive(Debug, Default)]
pub(super) struct Kept(usize);

impl Kept {
    /// Adds a page.
    ///
    /// # Errors
    /// That it is too much.
    pub fn add<T: Weight>(&mut self, page: &Page<T>) -> Result<(), String> {
        let token = page.next_token.as_ref().map_or(0, String::len);
        let items: usize = page.items.iter().map(|item| OVERHEAD + item.text()).sum();
        self.0 = self.0.saturating_add(token + items);
        match self.0 <= MAX_KEPT {
            true => Ok(()),
            false => Err("The portal lists more than any organisation has.".to_owned()),
        }
    }
}

/// What is listed.
pub(super) trait Weight {
    /// The length of its texts in bytes.
    fn text(&self) -> usize;
}

impl Weight for Account {
    fn text(&self) -> usize {
        let length = |text: &Option<String>| text.as_ref().map_or(0, String::len);
        self.id.as_str().len() + length(&self.name) + length(&self.email)
    }
}

impl Weight for RoleName {
    fn text(&self) -> usize {
        self.as_str().len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_without_end_is_given_up() {
        let mut pages = Pages::default();
        pages.turn_to("again").expect("a page");
        assert!(pages.turn_to("again").expect_err("the same").contains("repeats"));
        let mut pages = Pages::default();
        let turned = (0..2 * MAX_PAGES).take_while(|page| pages.turn_to(&page.to_string()).is_ok()).count();
        assert_eq!(turned, MAX_PAGES);
    }

    #[test]
    fn the_largest_organisation_fits_and_no_text_is_too_short_to_count() {
        let page = |length: usize| Page::<RoleName> {
            items: vec!["x".repeat(length).into(); 100],
            nameless: 0,
            next_token: None,
        };
        let mut kept = Kept::default();
        // A hundred thousand accounts and as many roles.
        for _ in 0..2000 {
            kept.add(&page(60)).expect("an organisation");
        }
        let mut kept = Kept::default();
        assert!((0..10_000).any(|_| kept.add(&page(0)).is_err()));
    }
}
