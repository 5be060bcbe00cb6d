//! Problems in words. No text here ever holds a value that may be a secret.

use super::document::{Document, Fault, FaultKind};
use super::section::Dropped;
use crate::domain::profile::{ConfigFile, Problem, Severity, Source};

/// How many faults of one file are told one by one.
const MOST_FAULTS: usize = 50;

/// Something that some AWS tools understand differently.
pub(super) fn warning(
    what: impl Into<String>,
    why: impl Into<String>,
    cure: impl Into<String>,
    source: Source,
) -> Problem {
    Problem {
        severity: Severity::Warning,
        what: what.into(),
        why: why.into(),
        cure: cure.into(),
        source: Some(source),
    }
}

/// Something that the AWS CLI and boto3 refuse.
pub(super) fn error(
    what: impl Into<String>,
    why: impl Into<String>,
    cure: impl Into<String>,
    source: Source,
) -> Problem {
    Problem { severity: Severity::Error, ..warning(what, why, cure, source) }
}

/// A name or key within a sentence: not endless.
pub(super) fn shown(name: &str) -> &str {
    const LONGEST: usize = 200;
    if name.len() <= LONGEST {
        return name;
    }
    let end = (0..=LONGEST).rev().find(|end| name.is_char_boundary(*end)).unwrap_or_default();
    &name[..end]
}

/// Why botocore refuses a file, line by line.
pub(super) fn of_faults(document: &Document, faults: &[Fault], file: ConfigFile) -> Vec<Problem> {
    let mut problems: Vec<Problem> =
        faults.iter().take(MOST_FAULTS).map(|fault| of_fault(fault, file)).collect();
    if let Some(next) = faults.get(MOST_FAULTS) {
        problems.push(error(
            format!("{} more lines are at fault.", faults.len() - MOST_FAULTS),
            format!(
                "Of {} lines in all, so many cannot be read that this is hardly an AWS file.",
                document.lines().len()
            ),
            "Correct the lines above first, or restore the file from a backup.",
            Source { file, line: next.line },
        ));
    }
    problems
}

fn of_fault(fault: &Fault, file: ConfigFile) -> Problem {
    let refuses = "The AWS CLI and boto3 refuse the whole file: ";
    let (why, cure) = match fault.kind {
        FaultKind::ByteOrderMark => (
            "it starts with a byte order mark, which hides what stands on the first line.".to_owned(),
            "Save the file as UTF-8 without a byte order mark.".to_owned(),
        ),
        FaultKind::Utf16 => (
            "it is encoded as UTF-16.".to_owned(),
            "Save the file as UTF-8 without a byte order mark (in PowerShell: Set-Content -Encoding utf8NoBOM)."
                .to_owned(),
        ),
        FaultKind::NotUtf8 => (
            "this line holds bytes that are not UTF-8.".to_owned(),
            "Save the file as UTF-8, or write the letter again.".to_owned(),
        ),
        FaultKind::OutsideSection => (
            "this line stands before the first [section].".to_owned(),
            "Put a header such as [default] above it, or remove it.".to_owned(),
        ),
        FaultKind::EmptyHeader => (
            "the brackets of this header are empty.".to_owned(),
            "Put the name between the brackets, as in [profile NAME].".to_owned(),
        ),
        FaultKind::NoDelimiter => (
            "this line is no header and has no “=”.".to_owned(),
            "Write key = value, or start the line with # to make it a comment.".to_owned(),
        ),
        FaultKind::NoKey => (
            "this line has a value but no key.".to_owned(),
            "Write key = value, or remove the line.".to_owned(),
        ),
        FaultKind::DuplicateSection { first } => (
            format!("the same section stands on line {first} already."),
            format!("Move its keys under line {first} and remove this header."),
        ),
        FaultKind::DuplicateKey { first } => (
            format!("the same key stands on line {first} of this section already (letter case does not count)."),
            format!("Keep one of line {first} and this one."),
        ),
        FaultKind::NestedWithoutEquals => (
            "this line belongs to an indented block and has no “=”.".to_owned(),
            "Write key = value, or put the value on the line of the key above.".to_owned(),
        ),
    };
    let what = match file {
        ConfigFile::Config => format!("Line {} makes the config file unreadable.", fault.line),
        ConfigFile::Credentials => format!("Line {} makes the credentials file unreadable.", fault.line),
    };
    error(what, format!("{refuses}{why}"), cure, Source { file, line: fault.line })
}

/// A section that botocore passes over although it was surely meant to count.
pub(super) fn of_dropped(name: &str, dropped: Dropped, source: Source) -> Problem {
    let name = shown(name);
    let (why, cure) = match dropped {
        Dropped::Unbalanced => (
            "A quote or backslash in the name is not closed, and the AWS CLI and boto3 skip the section without a word.",
            "Rename it: letters, digits and _ - / . % @ only.".to_owned(),
        ),
        Dropped::NoName => (
            "The header names a kind of section but no name follows, and every AWS tool skips it.",
            "Write [profile NAME], [sso-session NAME] or [services NAME].".to_owned(),
        ),
        Dropped::ManyWords => (
            "The name has blanks, and the AWS CLI and boto3 skip the section without a word (the Go SDK reads it).",
            "Write the name without blanks.".to_owned(),
        ),
        Dropped::BracketInComment => (
            "For the AWS CLI and boto3 the name goes on to the last bracket of the line, so they skip the section; \
             the SDKs end it at the comment.",
            "Put the comment on a line of its own.".to_owned(),
        ),
        Dropped::LeadingBlank => (
            "A blank follows the opening bracket: the AWS CLI and boto3 skip the section, other SDKs read it.",
            "Remove the blank after the bracket.".to_owned(),
        ),
        Dropped::Misspelt(word) => (
            "The first word is not one that AWS tools know (capital letters and blanks count), so they skip the section.",
            match word {
                "default" => "Write [default].".to_owned(),
                word => format!("Write [{word} NAME] if that is what it is meant to be."),
            },
        ),
    };
    warning(format!("The section [{name}] counts for nothing."), why, cure, source)
}
