//! What somebody may mean by what is typed so far: the values that go with it, the best first, and the nearest one to
//! a word that is none of them.

use std::collections::BTreeSet;

use super::typo::typos;

/// A value that can be given, and what it is, in a word or two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    pub value: String,
    /// May be empty.
    pub about: String,
}

impl Candidate {
    pub fn new(value: impl Into<String>, about: impl Into<String>) -> Self {
        Self { value: value.into(), about: about.into() }
    }
}

/// How well a candidate goes with what is typed, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// The value begins so.
    Start,
    /// A word of it begins so, or of what it is.
    Word,
    Within,
    /// Its letters come in this order, the first one first: `euw1`.
    Letters,
    /// It is typed with a slip or two.
    Near,
}

/// What can stand for a comparison: in small letters.
fn folded(text: &str) -> String {
    text.trim().to_lowercase()
}

/// How well the value goes with what is typed, short of [`Fit::Near`]. Both are [`folded`].
fn fit(typed: &str, value: &str, about: &str) -> Option<Fit> {
    let begins_word = |text: &str| {
        text.match_indices(typed)
            .any(|(at, _)| text[..at].chars().next_back().is_none_or(|before| !before.is_alphanumeric()))
    };
    if value.starts_with(typed) {
        Some(Fit::Start)
    } else if begins_word(value) || begins_word(about) {
        Some(Fit::Word)
    } else if value.contains(typed) {
        Some(Fit::Within)
    } else if value.chars().next() == typed.chars().next() && in_order(typed, value) {
        Some(Fit::Letters)
    } else {
        None
    }
}

fn in_order(typed: &str, value: &str) -> bool {
    let mut rest = value.chars();
    typed.chars().all(|wanted| rest.any(|c| c == wanted))
}

/// The candidates that go with what is typed, as their places: all for nothing, the best first, and otherwise in their
/// own order. Those that are only near are there where no other is.
pub fn suggest(typed: &str, candidates: &[Candidate]) -> Vec<(Fit, usize)> {
    let typed = folded(typed);
    let fits = |(place, it): (usize, &Candidate)| {
        Some((fit(&typed, &folded(&it.value), &folded(&it.about))?, place))
    };
    let mut found: Vec<(Fit, usize)> = candidates.iter().enumerate().filter_map(fits).collect();
    if found.is_empty() {
        let mut near: Vec<(usize, usize)> = candidates
            .iter()
            .enumerate()
            .filter_map(|(place, it)| Some((few_typos(&typed, &folded(&it.value))?, place)))
            .collect();
        near.sort_unstable();
        return near.into_iter().map(|(_, place)| (Fit::Near, place)).collect();
    }
    found.sort_unstable();
    // Letters in their order are found in much: only where nothing else goes.
    if found.first().is_some_and(|(fit, _)| *fit < Fit::Letters) {
        found.retain(|(fit, _)| *fit < Fit::Letters);
    }
    found
}

/// The one that was probably meant by a word that is none of the values.
pub fn meant<'a>(typed: &str, candidates: &'a [Candidate]) -> Option<&'a Candidate> {
    if folded(typed).is_empty() {
        return None;
    }
    suggest(typed, candidates).first().and_then(|(_, place)| candidates.get(*place))
}

/// At most five names that may be meant by one that is none of them: those that hold it or that it holds, whatever their
/// case, else the nearest by spelling.
pub fn near<'a>(wanted: &str, names: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let wanted = folded(wanted);
    if wanted.is_empty() {
        return Vec::new();
    }
    let names: Vec<(&str, String)> = names.into_iter().map(|name| (name, folded(name))).collect();
    let holds = |known: &str| known.contains(&wanted) || (known.len() > 2 && wanted.contains(known));
    let mut found: Vec<&str> =
        names.iter().filter(|(_, known)| holds(known)).map(|(name, _)| *name).take(5).collect();
    if found.is_empty() {
        let spelt = |(name, known): &(&'a str, String)| Some((few_typos(&wanted, known)?, *name));
        let mut nearest: Vec<(usize, &str)> = names.iter().filter_map(spelt).collect();
        nearest.sort_by_key(|(typos, _)| *typos);
        found.extend(nearest.into_iter().map(|(_, name)| name).take(5));
    }
    found
}

/// How many typos part the words, where they are so few that one may be meant by the other: one in four letters, and
/// at most two.
fn few_typos(typed: &str, value: &str) -> Option<usize> {
    let letters = typed.chars().count();
    let most = (letters / 4).min(2);
    let is_about_as_long = letters.abs_diff(value.chars().count()) <= most;
    is_about_as_long.then(|| typos(typed, value)).filter(|typos| *typos <= most)
}

/// Each value once, where it comes first.
pub fn distinct(candidates: impl IntoIterator<Item = Candidate>) -> Vec<Candidate> {
    let mut seen = BTreeSet::new();
    candidates.into_iter().filter(|it| !it.value.is_empty() && seen.insert(it.value.clone())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::region;

    fn suggested(typed: &str) -> Vec<String> {
        let regions = region::candidates();
        suggest(typed, &regions).into_iter().map(|(_, place)| regions[place].value.clone()).collect()
    }

    #[test]
    fn the_best_comes_first() {
        assert_eq!(suggested("eu-w"), ["eu-west-1", "eu-west-2", "eu-west-3"]);
        assert_eq!(suggested(" Frankf "), ["eu-central-1"], "a place is as good as a code");
        assert_eq!(suggested("west-2"), ["eu-west-2", "us-west-2"], "a word within");
        assert_eq!(suggested("euw1")[0], "eu-west-1");
        assert_eq!(suggested("us-gov")[0], "us-gov-east-1");
        assert_eq!(suggested("").len(), region::candidates().len());
        assert!(suggested("zzz").is_empty());
    }

    #[test]
    fn a_slip_is_forgiven_where_nothing_else_fits() {
        for (typed, expected) in [
            ("eu-wset-1", "eu-west-1"),
            ("eu_west_1", "eu-west-1"),
            ("us-esat-2", "us-east-2"),
            ("euwest3", "eu-west-3"),
            ("Ireland", "eu-west-1"),
            ("ap-southest-2", "ap-southeast-2"),
        ] {
            assert_eq!(
                meant(typed, &region::candidates()).map(|it| it.value.as_str()),
                Some(expected),
                "{typed}"
            );
        }
        for typed in ["", "  ", "moon-base-1", "xx"] {
            assert_eq!(meant(typed, &region::candidates()), None, "{typed}");
        }
        let near = suggest("eu-wset-1", &region::candidates());
        assert!(near.iter().all(|(fit, _)| *fit == Fit::Near));
    }

    #[test]
    fn a_name_that_is_none_brings_up_those_that_are_near() {
        let names = ["prod.admin", "Prod.ReadOnly", "dev-admin", "x"];
        for (wanted, expected) in [
            ("prod", vec!["prod.admin", "Prod.ReadOnly"]),
            ("PROD.ADMIN ", vec!["prod.admin"]),
            ("prod.admni", vec!["prod.admin"]),
            ("dev_admin", vec!["dev-admin"]),
            ("dev-admin-2", vec!["dev-admin"]),
            ("zz", vec![]),
            ("", vec![]),
            (" ", vec![]),
        ] {
            assert_eq!(near(wanted, names), expected, "{wanted}");
        }
        assert_eq!(near("a", ["a1"; 9]).len(), 5);
    }

    #[test]
    fn odd_letters_do_no_harm() {
        let odd = [Candidate::new("é-ü-日本", "İ"), Candidate::new("", "")];
        for typed in ["日", "ü", "i", "\u{307}", "é-ü-日本x"] {
            suggest(typed, &odd);
        }
        assert_eq!(suggest("日", &odd), [(Fit::Word, 0)]);
    }

    #[test]
    fn values_are_told_once() {
        let all = ["a", "b", "a", ""].map(|value| Candidate::new(value, ""));
        let values: Vec<String> = distinct(all).into_iter().map(|it| it.value).collect();
        assert_eq!(values, ["a", "b"]);
    }
}
