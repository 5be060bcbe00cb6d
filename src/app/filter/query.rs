//! What was typed or pasted into the filter line, as words to search for.

use super::fold::{Folded, letters};
use crate::domain::names::AccountId;

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
    if let Some(texts) = pasted(query) {
        return texts.iter().filter_map(|text| Word::new(text)).collect();
    }
    let end = query.char_indices().nth(QUERY_CHARS).map_or(query.len(), |(at, _)| at);
    query[..end].split_whitespace().filter_map(Word::new).take(QUERY_WORDS).collect()
}

/// Whether everything that matches `new` also matches `old`.
pub(super) fn narrows(new: &[Word], old: &[Word]) -> bool {
    new.len() >= old.len() && new.iter().zip(old).all(|(new, old)| new.narrows(old))
}

/// The account and role that a pasted ARN, link, role name or dashed account id is about.
fn pasted(query: &str) -> Option<Vec<String>> {
    let query = query.trim_matches(['"', '\'', '`', '<', '>']);
    // The console's menu names who is signed in: AWSReservedSSO_Admin_0123456789abcdef/jane @ 1234-5678-9012.
    if let Some((name, account)) = query.split_once(" @ ") {
        let role = permission_set(name.split('/').next()?)?;
        return Some(vec![dashless(account.trim())?, role]);
    }
    if query.contains(char::is_whitespace) {
        return None;
    }
    if let Some((account, role)) = of_arn(query) {
        return Some(std::iter::once(account).chain(role).collect());
    }
    if query.starts_with("https://") || query.starts_with("http://") {
        return of_url(query);
    }
    if query.starts_with(RESERVED) {
        return Some(vec![permission_set(query.split('/').next()?)?]);
    }
    // The console shows ids as 1234-5678-9012.
    if query.split('-').map(str::len).eq([4, 4, 4]) { Some(vec![dashless(query)?]) } else { None }
}

/// What IAM Identity Center puts before the name of a permission set to name its roles.
const RESERVED: &str = "AWSReservedSSO_";

/// An account id with or without dashes, as the console shows it.
fn dashless(text: &str) -> Option<String> {
    let digits: String = text.split('-').collect();
    AccountId::is_one(&digits).then_some(digits)
}

/// `arn:partition:service:region:account:resource` (AWS General Reference, "Amazon Resource Names").
fn of_arn(arn: &str) -> Option<(String, Option<String>)> {
    let mut parts = arn.strip_prefix("arn:")?.splitn(5, ':').skip(3);
    let account = parts.next().filter(|account| AccountId::is_one(account))?;
    Some((account.to_owned(), parts.next().and_then(role_of_resource)))
}

/// The permission set behind `role/…/AWSReservedSSO_NAME_HEX` and `assumed-role/AWSReservedSSO_NAME_HEX/user`,
/// or the role's own name.
fn role_of_resource(resource: &str) -> Option<String> {
    let name = if let Some(rest) = resource.strip_prefix("assumed-role/") {
        rest.split('/').next()?
    } else {
        resource.strip_prefix("role/")?.rsplit('/').next()?
    };
    permission_set(name).or_else(|| Some(name.to_owned())).filter(|role| !role.is_empty())
}

/// The permission set whose role is called so.
fn permission_set(role: &str) -> Option<String> {
    let rest = role.strip_prefix(RESERVED)?;
    let name = rest.rsplit_once('_').map_or(rest, |(permission_set, _)| permission_set);
    (!name.is_empty()).then(|| name.to_owned())
}

/// The account and role of a link: to the portal (`#/console?account_id=…&role_name=…`), to switch roles
/// (`switchrole?account=…&roleName=…`), to a page of the console with either, or with an ARN in it; to the sign-in of
/// an account (`123456789012.signin.aws.amazon.com`) or the console of one in a multi-session browser
/// (`123456789012-abcdefgh.eu-west-1.console.aws.amazon.com`).
fn of_url(url: &str) -> Option<Vec<String>> {
    let value = |names: &[&str]| {
        url.split(['?', '&', '#', ';']).find_map(|part| {
            let (name, value) = part.split_once('=')?;
            names.iter().any(|known| known.eq_ignore_ascii_case(name)).then(|| decoded(value))
        })
    };
    let account = value(&["account_id", "accountId", "account"]).and_then(|account| dashless(&account));
    let role = value(&["role_name", "roleName", "role"]).filter(|role| !role.is_empty());
    let role = role.map(|role| permission_set(&role).unwrap_or(role));
    if let Some(account) = account {
        return Some(std::iter::once(account).chain(role).collect());
    }
    let host = url.split("://").nth(1)?.split(['/', '?', '#']).next()?;
    let first = host.split(['-', '.']).next()?;
    let of_aws = host.contains(".console.") || host.contains(".signin.");
    if of_aws && AccountId::is_one(first) {
        return Some(vec![first.to_owned()]);
    }
    let text = decoded(url);
    let at = text.find("arn:")?;
    let arn = text[at..].split(['?', '&', '#', ';', '"', ' ']).next()?;
    of_arn(arn).map(|(account, role)| std::iter::once(account).chain(role).collect())
}

/// The text with its percent-encoding taken off; what is none stays.
fn decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let digits = bytes.get(at + 1..at + 3).filter(|_| *byte == b'%');
        let digits = digits.and_then(|digits| std::str::from_utf8(digits).ok());
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(value) => {
                out.push(value);
                at += 3;
            }
            None => {
                out.push(*byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
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
            (
                "https://d-abc.awsapps.com/start/#/console?account_id=123456789012&role_name=Ops%2BAdmin%40x",
                vec!["123456789012", "Ops+Admin@x"],
            ),
            ("https://ssoins-1.portal.eu-west-1.app.aws/#/?account_id=123456789012", vec!["123456789012"]),
            ("https://123456789012.signin.aws.amazon.com/console", vec!["123456789012"]),
            ("https://123456789012.signin.amazonaws.cn/console/", vec!["123456789012"]),
            (
                "https://signin.aws.amazon.com/switchrole?account=123456789012&roleName=Deploy&displayName=x",
                vec!["123456789012", "Deploy"],
            ),
            (
                "https://signin.amazonaws-us-gov.com/switchrole?roleName=Deploy&account=1234-5678-9012",
                vec!["123456789012", "Deploy"],
            ),
            (
                "https://eu-west-1.console.aws.amazon.com/go/view?service=s3&region=eu-west-1&account=123456789012",
                vec!["123456789012"],
            ),
            (
                "https://eu-west-1.console.aws.amazon.com/ecs/v2/x?arn=arn%3Aaws%3Aecs%3Aeu-west-1%3A123456789012%3Acluster%2Fx",
                vec!["123456789012"],
            ),
            (
                "https://eu-west-1.console.aws.amazon.com/states/home#/executions/details/arn:aws:states:eu-west-1:123456789012:execution:x",
                vec!["123456789012"],
            ),
            (
                "https://eu-west-1.console.aws.amazon.com/s3/home",
                vec!["https://eu-west-1.console.aws.amazon.com/s3/home"],
            ),
            ("https://123456789012.example.com/", vec!["https://123456789012.example.com/"]),
            ("AWSReservedSSO_Read_Only_0123456789abcdef", vec!["Read_Only"]),
            ("AWSReservedSSO_Admin_0123456789abcdef/jane@example.com", vec!["Admin"]),
            ("AWSReservedSSO_Admin_0123456789abcdef/jane @ 1234-5678-9012", vec!["123456789012", "Admin"]),
            ("\"arn:aws:iam::123456789012:root\"", vec!["123456789012"]),
            ("arn:aws:iam::123456789012:user/jane", vec!["123456789012"]),
            ("arn:aws:iam::aws:policy/ReadOnlyAccess", vec!["arn:aws:iam::aws:policy/ReadOnlyAccess"]),
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
