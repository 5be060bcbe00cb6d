//! What the browser brings back, from wherever it came: the request itself, or its address that somebody pasted.

use secrecy::SecretString;
use url::form_urlencoded;

use crate::aws::error::clean;

/// The answer to a sign-in.
#[derive(Debug)]
pub enum Answer {
    /// The authorization code. Whoever has it and the verifier gets the token, once.
    Code(SecretString),
    /// There is none: why, as a sentence.
    Refused(String),
    /// It is the answer to another sign-in: its `state` is not ours.
    Stranger,
}

/// Reads a query. `None` when it answers nothing. An error that names no `state` ends the sign-in, as in the AWS CLI;
/// only one that names ours is believed what it says.
pub(super) fn of_query(query: &str, state: &str) -> Option<Answer> {
    let value = |name: &str| {
        form_urlencoded::parse(query.as_bytes())
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
            .filter(|value| !value.is_empty())
    };
    let error = value("error");
    let code = value("code").map(SecretString::from);
    if error.is_none() && code.is_none() {
        return None;
    }
    let is_ours = value("state").map(|theirs| is_same(&theirs, state));
    match (error, code, is_ours) {
        (_, _, Some(false)) | (None, _, None) => Some(Answer::Stranger),
        (Some(error), _, ours) => {
            let said = value("error_description").filter(|_| ours == Some(true));
            Some(Answer::Refused(refusal(&error, said.as_deref())))
        }
        (None, Some(code), Some(true)) => Some(Answer::Code(code)),
        (None, None, _) => None,
    }
}

/// Why there is no code (RFC 6749 section 4.1.2.1).
fn refusal(error: &str, said: Option<&str>) -> String {
    match (error, said) {
        ("access_denied", _) => "The sign-in was declined in the browser.".to_owned(),
        (_, Some(said)) => {
            let said = clean(said);
            format!("The sign-in page answered: {}.", said.trim_end_matches('.'))
        }
        ("server_error" | "temporarily_unavailable", None) => {
            "The sign-in page has trouble of its own.".to_owned()
        }
        ("invalid_scope", None) => "The sign-in page does not know the scopes.".to_owned(),
        (_, None) => "The sign-in page answered with an error.".to_owned(),
    }
}

/// Compares in a time that does not tell where the texts differ.
fn is_same(theirs: &str, ours: &str) -> bool {
    let difference = theirs.bytes().zip(ours.bytes()).fold(0, |difference, (a, b)| difference | (a ^ b));
    theirs.len() == ours.len() && difference == 0
}

/// Reads what somebody pasted: the whole address, or any part of it from the question mark on. `None` when there is
/// no answer in it.
pub fn of_pasted(text: &str, state: &str) -> Option<Answer> {
    let text = text.trim().trim_matches(['"', '\'', '<', '>']);
    let text = text.split('#').next().unwrap_or_default();
    let query = text.split_once('?').map_or(text, |(_, query)| query);
    // A terminal may have broken a long line.
    let query: String = query.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
    of_query(&query, state)
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    fn words(answer: Option<Answer>) -> String {
        match answer {
            Some(Answer::Code(code)) => format!("code {}", code.expose_secret()),
            Some(Answer::Refused(why)) => why,
            Some(Answer::Stranger) => "stranger".to_owned(),
            None => "none".to_owned(),
        }
    }

    #[test]
    fn only_an_answer_with_our_state_brings_a_code() {
        for (query, expected) in [
            ("code=c1&state=right", "code c1"),
            ("state=right&code=a%2Fb%2B%3D+c", "code a/b+= c"),
            ("code=first&code=second&state=right&state=wrong", "code first"),
            ("code=c1&state=wrong", "stranger"),
            ("code=c1&state=rightx", "stranger"),
            ("code=c1&state=righ", "stranger"),
            ("code=c1&state=", "stranger"),
            ("code=c1", "stranger"),
            ("state=right", "none"),
            ("code=&state=right", "none"),
            ("", "none"),
            ("%ff=%ff&&&==", "none"),
        ] {
            assert_eq!(words(of_query(query, "right")), expected, "{query}");
        }
    }

    #[test]
    fn an_error_ends_it_and_is_believed_only_with_our_state() {
        for (query, expected) in [
            ("error=access_denied", "The sign-in was declined in the browser."),
            ("error=access_denied&code=c&state=right", "The sign-in was declined in the browser."),
            (
                "error=invalid_request&error_description=Bad%1b%5B31m+input.&state=right",
                "The sign-in page answered: Bad [31m input.",
            ),
            ("error=x&error_description=Call+555", "The sign-in page answered with an error."),
            ("error=server_error", "The sign-in page has trouble of its own."),
            ("error=access_denied&state=wrong", "stranger"),
        ] {
            assert_eq!(words(of_query(query, "right")), expected, "{query}");
        }
    }

    #[test]
    fn the_address_may_be_pasted_whole_or_in_part() {
        for text in [
            "http://127.0.0.1:55555/oauth/callback?code=c1&state=right",
            "  \"http://127.0.0.1:55555/oauth/callback?code=c1&state=right\"\r\n",
            "http://127.0.0.1:55555/oauth/callback?code=c1&state=right#top",
            "http://127.0.0.1:55555/oauth/callback?code=\n  c1&state=right",
            "/oauth/callback?code=c1&state=right",
            "?code=c1&state=right",
            "code=c1&state=right",
        ] {
            assert_eq!(words(of_pasted(text, "right")), "code c1", "{text}");
        }
        for text in ["", "hello", "https://oidc.us-east-1.amazonaws.com/authorize?client_id=x&state=right"] {
            assert_eq!(words(of_pasted(text, "right")), "none", "{text}");
        }
    }
}
