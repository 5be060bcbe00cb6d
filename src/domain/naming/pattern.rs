//! Patterns in the language of Python's `re`, to take parts out of names with.

use std::iter::Peekable;
use std::str::Chars;

use fancy_regex::{Regex, RegexBuilder};

use crate::error::{Failure, FailureKind};

/// How often a match may step back before it is given up: about a tenth of a second.
const BACKTRACK_LIMIT: usize = 1_000_000;
/// The longest pattern taken, in bytes: longer ones can nest deeply enough to exhaust the stack.
const LONGEST: usize = 1_000;

/// What counts as a blank in a Python pattern (`str.isspace`).
const BLANK: &str = r"\s\x1c-\x1f";
/// What counts as part of a word in a Python pattern (`str.isalnum` or `_`).
const WORD: &str = r"\p{L}\p{N}_";

/// A pattern of which every match is removed, as `re.sub(pattern, "", text)` does.
#[derive(Debug, Clone)]
pub struct Pattern {
    text: String,
    regex: Regex,
    /// The same, but for matches that are empty and stand where the search begins: after an empty match
    /// Python looks for another one at the same place.
    going_on: Regex,
}

impl Pattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// One that Python would not take either.
    pub fn new(text: &str) -> Result<Self, Failure> {
        let wrong = |why: String| {
            Failure::new(format!("{text:?} is no regular expression."), why)
                .kind(FailureKind::Usage)
                .hint("Patterns are those of Python's re module, for example '(?<=Admin)istratorAccess'.")
        };
        if text.len() > LONGEST {
            return Err(wrong(format!("It is longer than {LONGEST} bytes.")));
        }
        let translated = Translator::new(text).run().map_err(wrong)?;
        let build = |pattern: &str| {
            RegexBuilder::new(pattern)
                .backtrack_limit(BACKTRACK_LIMIT)
                .build()
                .map_err(|error| wrong(format!("{error}.")))
        };
        let regex = build(&translated)?;
        let going_on = build(&format!(r"(?:{translated})(?!\G)"))?;
        Ok(Self { text: text.to_owned(), regex, going_on })
    }

    /// The text without what matches.
    ///
    /// # Errors
    /// When looking for matches takes too many steps.
    pub fn remove(&self, text: &str) -> Result<String, Failure> {
        let mut kept = String::with_capacity(text.len());
        let (mut from, mut after_empty) = (0, false);
        loop {
            let regex = if after_empty { &self.going_on } else { &self.regex };
            let found = regex.find_from_pos(text, from).map_err(|error| {
                Failure::new(
                    format!("The pattern {:?} could not be applied to {text:?}.", self.text),
                    format!("{error}."),
                )
                .kind(FailureKind::Usage)
                .hint("Make the pattern simpler: repetitions inside repetitions take very long.")
            })?;
            let Some(found) = found else { break };
            kept.push_str(&text[from..found.start()]);
            from = found.end();
            after_empty = found.start() == found.end();
        }
        kept.push_str(&text[from..]);
        Ok(kept)
    }
}

/// Puts a Python pattern into the regex crate's language, where the two differ.
struct Translator<'a> {
    rest: Peekable<Chars<'a>>,
    out: String,
}

impl<'a> Translator<'a> {
    fn new(text: &'a str) -> Self {
        Self { rest: text.chars().peekable(), out: String::with_capacity(text.len() + 16) }
    }

    fn run(mut self) -> Result<String, String> {
        let mut many_lines = false;
        while let Some(c) = self.rest.next() {
            match c {
                '\\' => self.escape(false)?,
                '[' => self.class()?,
                // Python's also matches before a line feed that ends the text.
                '$' if !many_lines => self.out.push_str(r"(?=\n?\z)"),
                '{' => self.brace()?,
                '}' => self.out.push_str(r"\}"),
                '(' => {
                    self.out.push('(');
                    many_lines |= self.flags()?;
                }
                _ => self.out.push(c),
            }
        }
        Ok(self.out)
    }

    /// Looks at what follows a `(`: whether it switches to many lines.
    fn flags(&self) -> Result<bool, String> {
        let mut ahead = self.rest.clone();
        if ahead.next() != Some('?') {
            return Ok(false);
        }
        let flags: String = ahead.take_while(char::is_ascii_alphabetic).collect();
        if flags.starts_with('P') {
            return Ok(false);
        }
        match flags.chars().find(|flag| !"imsux".contains(*flag)) {
            Some(flag) => Err(format!("The flag {flag} is not supported.")),
            None => Ok(flags.contains('m')),
        }
    }

    /// `{` is a repetition only where it reads as one; elsewhere Python takes it as it is.
    fn brace(&mut self) -> Result<(), String> {
        let mut ahead = self.rest.clone();
        let least = digits(&mut ahead);
        let comma = ahead.next_if_eq(&',').is_some();
        let most = if comma { digits(&mut ahead) } else { String::new() };
        if ahead.next() != Some('}') || (least.is_empty() && !comma) {
            self.out.push_str(r"\{");
            return Ok(());
        }
        let number = |digits: &str| digits.parse::<u32>().unwrap_or(0);
        if !most.is_empty() && number(&least) > number(&most) {
            return Err(format!("{{{least},{most}}} asks for more than it allows."));
        }
        self.rest = ahead;
        let least = if least.is_empty() { "0" } else { &least };
        self.out.push_str(&if comma { format!("{{{least},{most}}}") } else { format!("{{{least}}}") });
        Ok(())
    }

    /// `[…]`: in Python no class stands inside another, and `&&`, `--` and `~~` mean themselves.
    fn class(&mut self) -> Result<(), String> {
        self.out.push('[');
        if self.rest.next_if_eq(&'^').is_some() {
            self.out.push('^');
        }
        let mut first = true;
        loop {
            match self.rest.next() {
                None => return Err("A [ is not closed.".to_owned()),
                Some(']') if !first => break,
                Some('\\') => self.escape(true)?,
                Some('-') if first || self.rest.peek() == Some(&']') => self.out.push_str(r"\-"),
                Some('-') if self.rest.peek() == Some(&'-') => {
                    // A range up to the dash itself.
                    self.rest.next();
                    self.out.push_str(r"-\-");
                }
                Some(c @ (']' | '[' | '&' | '~' | '^' | '#' | ' ')) => self.out.extend(['\\', c]),
                Some(c) => self.out.push(c),
            }
            first = false;
        }
        self.out.push(']');
        Ok(())
    }

    /// What follows a backslash.
    fn escape(&mut self, in_class: bool) -> Result<(), String> {
        let Some(c) = self.rest.next() else { return Err("It ends in a lone \\.".to_owned()) };
        let group = |class: &str| if in_class { class.to_owned() } else { format!("[{class}]") };
        match c {
            's' => self.out.push_str(&group(BLANK)),
            'S' => self.out.push_str(&format!("[^{BLANK}]")),
            'w' => self.out.push_str(&group(WORD)),
            'W' => self.out.push_str(&format!("[^{WORD}]")),
            'd' | 'D' | 'n' | 'r' | 't' | 'f' | 'v' | 'a' => self.out.extend(['\\', c]),
            'b' if in_class => self.out.push_str(r"\x08"),
            'b' => self.out.push_str(&format!("(?:(?<=[{WORD}])(?![{WORD}])|(?<![{WORD}])(?=[{WORD}]))")),
            'B' if !in_class => {
                self.out.push_str(&format!("(?:(?<=[{WORD}])(?=[{WORD}])|(?<![{WORD}])(?![{WORD}]))"))
            }
            'A' if !in_class => self.out.push_str(r"\A"),
            'Z' if !in_class => self.out.push_str(r"\z"),
            'x' => self.code(2)?,
            'u' => self.code(4)?,
            'U' => self.code(8)?,
            '0' => self.octal(0),
            '1'..='9' if in_class => return Err(format!("\\{c} has no meaning inside [ ].")),
            '1'..='9' => {
                let mut number = String::from(c);
                if let Some(digit) = self.rest.next_if(char::is_ascii_digit) {
                    number.push(digit);
                }
                // Kept apart from a digit that follows.
                self.out.push_str(&format!(r"(?:\{number})"));
            }
            _ if c.is_ascii_alphabetic() => return Err(format!("Python knows no \\{c} here.")),
            _ if c.is_ascii() => self.out.push_str(&format!(r"\x{:02x}", u32::from(c))),
            _ => self.out.push(c),
        }
        Ok(())
    }

    /// A character by so many hexadecimal digits.
    fn code(&mut self, digits: usize) -> Result<(), String> {
        let mut text = String::new();
        while text.len() < digits
            && let Some(digit) = self.rest.next_if(char::is_ascii_hexdigit)
        {
            text.push(digit);
        }
        let code = u32::from_str_radix(&text, 16).ok().filter(|_| text.len() == digits);
        match code.and_then(char::from_u32) {
            Some(c) => self.out.push_str(&format!(r"\x{{{:x}}}", u32::from(c))),
            None => return Err(format!("A character's code must have {digits} hexadecimal digits.")),
        }
        Ok(())
    }

    /// Up to two more octal digits.
    fn octal(&mut self, mut value: u32) {
        for _ in 0..2 {
            let Some(digit) = self.rest.next_if(|c| ('0'..='7').contains(c)) else { break };
            value = value * 8 + digit.to_digit(8).unwrap_or(0);
        }
        self.out.push_str(&format!(r"\x{{{value:x}}}"));
    }
}

fn digits(text: &mut Peekable<Chars<'_>>) -> String {
    let mut digits = String::new();
    while let Some(digit) = text.next_if(char::is_ascii_digit) {
        digits.push(digit);
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::*;

    fn without(pattern: &str, text: &str) -> String {
        Pattern::new(pattern).unwrap().remove(text).unwrap()
    }

    #[test]
    fn as_python_removes() {
        // What `re.sub(pattern, "", text)` gives in Python 3.11.
        for (pattern, text, left) in [
            ("(?<=Admin)istratorAccess", "AdministratorAccess", "Admin"),
            ("(?<!x)a", "xaa", "xa"),
            ("^AWS", "AWSAdminAWS", "AdminAWS"),
            ("Access$", "Access\n", "\n"),
            (r"Access\Z", "Access\n", "Access\n"),
            ("(?m)a$", "a\na", "\n"),
            ("a{,2}b", "aaab", "a"),
            ("a{b", "xa{by", "xy"),
            ("{}", "a{}b", "ab"),
            ("[[]a[]]", "x[a]y", "xy"),
            ("[a&&b]", "a&b-", "-"),
            ("[+--]", "a-b,c+", "abc"),
            (r"[\w-]+", "a-b c", " "),
            (r"\bprod\b", "prod preprod prod-x", " preprod -x"),
            (r"[\S]", "a b", " "),
            ("|a", "aba", "b"),
            ("a??", "aa", ""),
            (r"(.)\1", "aabbc", "c"),
            ("(?P<l>.)(?P=l)", "aabbc", "c"),
            ("(?i)PROD", "ProdX", "X"),
            (r"\<b\>", "a<b>", "a"),
            (r"\x41\u0042", "ABC", "C"),
            (r"\s", "a\u{1f}b c", "abc"),
            ("é", "café", "caf"),
            ("", "abc", "abc"),
        ] {
            assert_eq!(without(pattern, text), left, "{pattern} on {text:?}");
        }
    }

    #[test]
    fn what_is_no_pattern_is_refused() {
        for pattern in
            ["(", ")", "[", "*a", r"\", r"\q", "(?<x", r"\x4", r"\UFFFFFFFF", "(?a)x", "a{2,1}", "(?<=a+)b"]
        {
            let failure = Pattern::new(pattern).unwrap_err();
            assert_eq!(failure.kind, FailureKind::Usage, "{pattern}");
            assert!(failure.what.contains(&format!("{pattern:?}")), "{failure}");
        }
        assert!(Pattern::new(&"(".repeat(2_000)).is_err());
    }

    #[test]
    fn a_pattern_that_takes_too_long_is_given_up() {
        let pattern =
            Pattern::new(r"(?:a|a)*(?=b)\1?(x*x*)*y").or_else(|_| Pattern::new("(?=(a+)+)(a|aa)+(?!a)b"));
        let failure = pattern.unwrap().remove(&format!("{}c", "a".repeat(200))).unwrap_err();
        assert!(failure.what.contains("could not be applied"), "{failure}");
    }
}
