//! Choosing from a list with a line of text: by number, by name, or by narrowing it down.

/// What an answer comes to. The numbers are places in the whole list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// These, in the order in which they were named.
    Chosen(Vec<usize>),
    /// Only these are left to choose from.
    Narrowed(Vec<usize>),
    /// Nothing was chosen: why.
    Nothing(String),
}

/// Understands an answer to a list of which the rows `shown` are numbered from 1.
///
/// Numbers and ranges (`1,3-5`) name rows, and `all` names every row shown, where several may be chosen. Anything
/// else is looked for, word by word and without regard to case, in the items' fields; a field that is exactly the
/// answer goes before others that only hold it.
pub fn choose<F: AsRef<str>>(items: &[Vec<F>], shown: &[usize], answer: &str, several: bool) -> Choice {
    let answer = answer.trim().to_lowercase();
    if answer.is_empty() {
        return Choice::Nothing("Type a number, or a part of the name.".to_owned());
    }
    if several && (answer == "all" || answer == "*") {
        return Choice::Chosen(shown.to_vec());
    }
    if let Some(rows) = numbers(&answer, shown.len()) {
        return match rows.as_slice() {
            [] | [_] => Choice::Chosen(rows.iter().map(|row| shown[row - 1]).collect()),
            _ if several => Choice::Chosen(rows.iter().map(|row| shown[row - 1]).collect()),
            _ => Choice::Nothing("Only one can be chosen here.".to_owned()),
        };
    }
    let fields = |item: usize| items[item].iter().map(|field| field.as_ref().to_lowercase());
    let exact: Vec<usize> =
        (0..items.len()).filter(|item| fields(*item).any(|field| field == answer)).collect();
    if let [only] = exact.as_slice() {
        return Choice::Chosen(vec![*only]);
    }
    let found: Vec<usize> = (0..items.len())
        .filter(|item| answer.split_whitespace().all(|word| fields(*item).any(|field| field.contains(word))))
        .collect();
    match found.as_slice() {
        [] => Choice::Nothing(format!("Nothing matches {answer:?}.")),
        [only] => Choice::Chosen(vec![*only]),
        _ => Choice::Narrowed(found),
    }
}

/// The rows that the answer names, once each; `None` where it is something else, such as an account's id.
fn numbers(answer: &str, rows: usize) -> Option<Vec<usize>> {
    let row = |text: &str| text.trim().parse::<usize>().ok().filter(|row| (1..=rows).contains(row));
    let mut named = Vec::new();
    for part in answer.split(',').filter(|part| !part.trim().is_empty()) {
        let (first, last) = match part.split_once('-') {
            Some((first, last)) => (row(first)?, row(last)?),
            None => (row(part)?, row(part)?),
        };
        for row in first..=last {
            if !named.contains(&row) {
                named.push(row);
            }
        }
    }
    Some(named).filter(|named| !named.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accounts() -> Vec<Vec<&'static str>> {
        vec![
            vec!["Prod Payments", "prod@corp.com", "111111111111"],
            vec!["Dev Payments", "dev@corp.com", "222222222222"],
            vec!["Dev", "other@corp.com", "333333333333"],
        ]
    }

    fn one(answer: &str) -> Choice {
        choose(&accounts(), &[0, 1, 2], answer, false)
    }

    #[test]
    fn numbers_are_rows_of_what_is_shown() {
        assert_eq!(one("2"), Choice::Chosen(vec![1]));
        assert_eq!(choose(&accounts(), &[1, 2], "2", false), Choice::Chosen(vec![2]));
        assert_eq!(choose(&accounts(), &[0, 1, 2], "3, 1-2,1", true), Choice::Chosen(vec![2, 0, 1]));
        assert_eq!(choose(&accounts(), &[0, 2], "all", true), Choice::Chosen(vec![0, 2]));
        for answer in ["1,2", "1-2"] {
            assert!(matches!(one(answer), Choice::Nothing(_)), "{answer}");
        }
        for answer in ["0", "4", "1-9", "99999999999999999999", "all", "", "  ", ","] {
            assert!(matches!(one(answer), Choice::Nothing(_)), "{answer}");
        }
    }

    #[test]
    fn words_narrow_down_until_one_is_left() {
        assert_eq!(one("pay"), Choice::Narrowed(vec![0, 1]));
        assert_eq!(one("PAY dev"), Choice::Chosen(vec![1]));
        assert_eq!(one("222222222222"), Choice::Chosen(vec![1]), "an id is no row");
        assert_eq!(one("dev"), Choice::Chosen(vec![2]), "exactly its name");
        assert_eq!(one("de"), Choice::Narrowed(vec![1, 2]));
        assert_eq!(
            choose(&accounts(), &[0], "dev@", false),
            Choice::Chosen(vec![1]),
            "the whole list is searched, not only what is left of it"
        );
    }
}
