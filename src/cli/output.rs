//! Writing results to stdout and everything else to stderr. A reader that went away is no error.

use std::borrow::Cow;
use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;
use std::sync::Mutex;

use clap::error::ErrorKind;
use serde::Serialize;

use super::arguments::Global;
use crate::app::text;
use crate::error::Failure;
use crate::paths::Env;
use crate::tui::understands_escapes;

/// Where and how to write.
#[derive(Debug, Clone)]
pub struct Output {
    quiet: bool,
    colour: bool,
    /// Whether stdout is a terminal that shows colours.
    pub result_colour: bool,
    /// Whether stderr is a terminal where a line can be rewritten in place.
    pub live: bool,
}

impl Output {
    pub fn new(global: &Global, env: &Env) -> Self {
        let live = io::stderr().is_terminal() && understands_escapes();
        let wanted = !global.no_color && env.var("NO_COLOR").is_none();
        let result_colour = wanted && io::stdout().is_terminal() && understands_escapes();
        Self { quiet: global.quiet, colour: live && wanted, result_colour, live }
    }

    /// A result, to stdout, with a line end. A closed pipe counts as success.
    ///
    /// # Errors
    /// When stdout cannot be written for another reason (a full disk).
    #[expect(clippy::unused_self, reason = "all writing goes through the one value")]
    pub fn result(&self, text: &str) -> Result<(), Failure> {
        let mut out = io::stdout().lock();
        let written =
            out.write_all(text.as_bytes()).and_then(|()| out.write_all(b"\n")).and_then(|()| out.flush());
        match written {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                Err(Failure::new("The result could not be written.", format!("{error}.")))
            }
            _ => Ok(()),
        }
    }

    /// Results on lines of their own; nothing at all where there are none.
    ///
    /// # Errors
    /// As [`Output::result`].
    pub fn lines<'a>(&self, lines: impl Iterator<Item = &'a str>) -> Result<(), Failure> {
        let text = lines.collect::<Vec<_>>().join("\n");
        if text.is_empty() { Ok(()) } else { self.result(&text) }
    }

    /// A result as JSON.
    ///
    /// # Errors
    /// As [`Output::result`].
    pub fn json(&self, value: &impl Serialize) -> Result<(), Failure> {
        let text = serde_json::to_string_pretty(value)
            .map_err(|error| Failure::new("The result could not be put into JSON.", format!("{error}.")))?;
        self.result(&escaped(&text))
    }

    /// A remark to stderr, unless quiet.
    pub fn note(&self, note: &str) {
        if !self.quiet {
            self.line(note);
        }
    }

    /// Something that must be read, to stderr, even when quiet.
    pub fn line(&self, line: &str) {
        let _ = writeln!(io::stderr().lock(), "{line}");
    }

    /// A question to stderr; the answer is typed on the same line.
    pub fn ask(&self, question: &str) {
        let mut err = io::stderr().lock();
        let _ = write!(err, "{question}").and_then(|()| err.flush());
    }

    /// Progress, rewritten in place on a terminal and left out elsewhere.
    pub fn progress(&self, text: &str) {
        if self.live && !self.quiet {
            let mut err = io::stderr().lock();
            let _ = write!(err, "\r\x1b[K{text}");
            let _ = err.flush();
        }
    }

    /// Takes a line of progress away.
    pub fn progress_done(&self) {
        self.progress("");
    }

    /// What failed, why, and what to do, on lines of their own.
    pub fn failure(&self, failure: &Failure) {
        let (bold, plain) = if self.colour { ("\x1b[1;31m", "\x1b[0m") } else { ("", "") };
        let mut lines = format!("{bold}error:{plain} {}", text::visible(&failure.what));
        if !failure.why.is_empty() {
            lines.push_str(&format!("\n  {}", text::visible(&failure.why)));
        }
        if let Some(hint) = &failure.hint {
            lines.push_str(&format!("\n  {}", text::visible(hint)));
        }
        self.line(&lines);
    }
}

/// What goes wrong for now: in place of the progress on a terminal, elsewhere a line, and the same not twice in a row.
pub struct Troubles<'a> {
    output: &'a Output,
    last: Mutex<String>,
}

impl<'a> Troubles<'a> {
    pub fn new(output: &'a Output) -> Self {
        Self { output, last: Mutex::default() }
    }

    pub fn tell(&self, trouble: &str) {
        let Ok(mut last) = self.last.lock() else { return };
        if self.output.live {
            self.output.progress(trouble);
        } else if *last != trouble {
            self.output.note(trouble);
        }
        trouble.clone_into(&mut last);
    }
}

/// JSON with everything escaped that a terminal might obey or show in another order. JSON itself asks for this only
/// below U+0020. Characters beyond ASCII stand in strings only, so that no parser sees a difference.
fn escaped(json: &str) -> Cow<'_, str> {
    if json.bytes().all(|b| matches!(b, b'\n' | b' '..=b'~')) {
        // Mostly, and quickly seen.
        return Cow::Borrowed(json);
    }
    let is_unsafe = |c: char| c != '\n' && text::is_invisible(c);
    if !json.contains(is_unsafe) {
        return Cow::Borrowed(json);
    }
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if is_unsafe(c) {
            out.extend(c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")));
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

/// Shows clap's help or complaint: help to stdout and success, a wrong command line to stderr and exit code 2.
pub fn usage(error: &clap::Error) -> ExitCode {
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        let _ = error.print();
        return ExitCode::SUCCESS;
    }
    // It quotes the arguments, which may come from anywhere.
    let complaint = error.render().to_string();
    for line in complaint.trim_end().split('\n') {
        let _ = writeln!(io::stderr().lock(), "{}", text::visible(line));
    }
    ExitCode::from(2)
}

/// Columns padded to their widest cell, two blanks apart, no blanks at line ends. The first row is the heading.
pub fn table(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns)
        .map(|column| {
            rows.iter().filter_map(|row| row.get(column)).map(|cell| text::width(cell)).max().unwrap_or(0)
        })
        .collect();
    let lines: Vec<String> = rows
        .iter()
        .map(|row| {
            let mut line = String::new();
            for (cell, width) in row.iter().zip(&widths) {
                line.push_str(cell);
                let padding = width.saturating_sub(text::width(cell)) + 2;
                line.extend(std::iter::repeat_n(' ', padding));
            }
            line.trim_end().to_owned()
        })
        .collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_holds_nothing_that_a_terminal_obeys_and_says_the_same() {
        let value =
            serde_json::json!({"a\u{202e}": ["\u{9b}31m\u{7f}\u{feff}\u{1b}", "\u{e0041}", "é 東京"]});
        let text = serde_json::to_string_pretty(&value).expect("JSON");
        let safe = escaped(&text);
        assert!(!safe.chars().any(|c| c != '\n' && text::is_invisible(c)), "{safe:?}");
        assert!(safe.contains("\\u009b31m") && safe.contains("é 東京"), "{safe}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&safe).expect("JSON"), value);
    }
}
