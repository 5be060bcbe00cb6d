//! What was typed or pasted into the filter line, as words to search for.

use super::fold::{Folded, letters};

/// More of a query is not searched for: nobody types that, but a paste may bring it.
const QUERY_CHARS: usize = 100;
const QUERY_WORDS: usize = 8;

/// A word of the query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// Folded; in lower case unless `cased`.
    pub(super) text: String,
    /// An upper-case letter was typed, so case matters.
    pub(super) cased: bool,
    /// Only digits: part of an account id. Those scattered over other digits would match nearly any id.
    pub(super) digits: bool,
    pub(super) letters: u64,
}

impl Word {
    fn new(text: &str) -> Option<Self> {
        let folded = Folded::new(text);
        if folded.lower.is_empty() {
            return None;
        }
        let cased = folded.cased != folded.lower;
        Some(Self {
            letters: letters(&folded.lower),
            digits: folded.lower.bytes().all(|b| b.is_ascii_digit()),
            text: if cased { folded.cased } else { folded.lower },
            cased,
        })
    }

    /// Whether everything that matches this word also matches `old`.
    fn narrows(&self, old: &Self) -> bool {
        let extends = if self.cased && !old.cased {
            Folded::new(&self.text).lower.starts_with(&old.text)
        } else {
            self.cased == old.cased && self.text.starts_with(&old.text)
        };
        // A match of digits is a narrower one than that of the same digits among letters.
        extends && (self.digits || !old.digits)
    }
}

/// The words of a query.
pub(super) fn words(query: &str) -> Vec<Word> {
    let query = query.trim();
    if let Some((account, role)) = pasted(query) {
        return [Some(account), role].into_iter().flatten().filter_map(|text| Word::new(&text)).collect();
    }
    let end = query.char_indices().nth(QUERY_CHARS).map_or(query.len(), |(at, _)| at);
    query[..end].split_whitespace().filter_map(Word::new).take(QUERY_WORDS).collect()
}

/// Whether everything that matches `new` also matches `old`.
pub(super) fn narrows(new: &[Word], old: &[Word]) -> bool {
    new.len() >= old.len() && new.iter().zip(old).all(|(new, old)| new.narrows(old))
}

/// The account and role that a pasted ARN, console link or dashed account id is about.
fn pasted(query: &str) -> Option<(String, Option<String>)> {
    if query.contains(char::is_whitespace) {
        return None;
    }
    if let Some(resource) = query.strip_prefix("arn:") {
        // partition:service:region:account:resource (AWS General Reference, "Amazon Resource Names").
        let mut parts = resource.splitn(5, ':').skip(3);
        let account = parts.next().filter(|account| is_account_id(account))?;
        return Some((account.to_owned(), parts.next().and_then(role_of_resource)));
    }
    if query.starts_with("https://") {
        let role = parameter(query, "role_name").map(str::to_owned);
        return parameter(query, "account_id")
            .filter(|account| is_account_id(account))
            .map(|account| (account.to_owned(), role))
            .or_else(|| account_of_console_host(query).map(|account| (account, None)));
    }
    // The console shows ids as 1234-5678-9012.
    let digits: String = query.split('-').collect();
    (query.split('-').map(str::len).eq([4, 4, 4]) && is_account_id(&digits)).then_some((digits, None))
}

fn is_account_id(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit())
}

/// The permission set behind `role/…/AWSReservedSSO_NAME_HEX` and `assumed-role/AWSReservedSSO_NAME_HEX/user`
/// (IAM Identity Center names the roles so), or the role's own name.
fn role_of_resource(resource: &str) -> Option<String> {
    let name = if let Some(rest) = resource.strip_prefix("assumed-role/") {
        rest.split('/').next()?
    } else {
        resource.strip_prefix("role/")?.rsplit('/').next()?
    };
    let permission_set = name
        .strip_prefix("AWSReservedSSO_")
        .and_then(|rest| rest.rsplit_once('_'))
        .map_or(name, |(permission_set, _)| permission_set);
    (!permission_set.is_empty()).then(|| permission_set.to_owned())
}

/// The value of a query parameter, wherever in the URL: the access portal has them in the fragment.
fn parameter<'a>(url: &'a str, name: &str) -> Option<&'a str> {
    url.split(['?', '&', '#'])
        .find_map(|part| part.strip_prefix(name)?.strip_prefix('='))
        .filter(|value| !value.is_empty())
}

/// Multi-session console hosts begin with the account: `123456789012-abcdefgh.eu-west-1.console.aws.amazon.com`.
fn account_of_console_host(url: &str) -> Option<String> {
    let host = url.strip_prefix("https://")?.split('/').next()?;
    let account = host.split(['-', '.']).next()?;
    (host.contains(".console.") && is_account_id(account)).then(|| account.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn texts(query: &str) -> Vec<String> {
        words(query).into_iter().map(|word| word.text).collect()
    }

    #[test]
    fn words_are_folded_unless_an_upper_case_letter_asks_for_case() {
        assert_eq!(texts("  pay   Adm produção "), ["pay", "Adm", "producao"]);
        assert_eq!(words("pay Adm").iter().map(|word| word.cased).collect::<Vec<_>>(), [false, true]);
        assert_eq!(texts(" \t "), [""; 0]);
        assert_eq!(texts("\u{301}"), [""; 0]);
    }

    #[test]
    fn a_long_query_is_cut() {
        assert_eq!(texts(&"é".repeat(1000)), ["e".repeat(QUERY_CHARS)]);
        assert_eq!(texts(&"a ".repeat(40)).len(), QUERY_WORDS);
    }

    #[test]
    fn pasted_arns_links_and_ids_name_account_and_role() {
        for (query, expected) in [
            ("1234-5678-9012", vec!["123456789012"]),
            ("arn:aws:iam::123456789012:role/Deploy", vec!["123456789012", "Deploy"]),
            (
                "arn:aws:iam::123456789012:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Read_Only_0123456789abcdef",
                vec!["123456789012", "Read_Only"],
            ),
            (
                "arn:aws-cn:sts::123456789012:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/jane@example.com",
                vec!["123456789012", "Admin"],
            ),
            ("arn:aws:s3:::bucket", vec!["arn:aws:s3:::bucket"]),
            ("arn:aws:sqs:eu-west-1:123456789012:queue", vec!["123456789012"]),
            (
                "https://corp.awsapps.com/start/#/console?account_id=123456789012&role_name=Admin&destination=x",
                vec!["123456789012", "Admin"],
            ),
            ("https://123456789012-ab1cd2ef.eu-west-1.console.aws.amazon.com/s3/home", vec!["123456789012"]),
            ("https://example.com/", vec!["https://example.com/"]),
            ("1234-5678", vec!["1234-5678"]),
        ] {
            assert_eq!(texts(query), expected, "{query}");
        }
    }

    #[test]
    fn what_narrows() {
        for (old, new, expected) in [
            ("", "p", true),
            ("pa", "pay", true),
            ("pa", "pay a", true),
            ("pay", "pAy", true),
            ("pAy", "pay", false),
            ("12", "123", true),
            ("12", "12a", false),
            ("a", "b", false),
            ("pay a", "pay", false),
            ("1234-5678-901", "1234-5678-9012", false),
        ] {
            assert_eq!(narrows(&words(new), &words(old)), expected, "{old:?} then {new:?}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_a_query(query in any::<String>(), arn in "arn:[a-z:/0-9_]{0,40}", url in "https://[0-9a-z.#?&=_-]{0,60}") {
            for query in [query, arn, url] {
                prop_assert!(words(&query).len() <= QUERY_WORDS);
            }
        }
    }
}
