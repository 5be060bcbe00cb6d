//! What a change does to the file, line by line: for the screen, and as text in the unified format.
//!
//! Secrets are not shown: a value that is one stands as `…`, in lines around the change too.

use std::collections::HashMap;
use std::fmt;
use std::ops::Range;

use similar::{Algorithm, DiffOp, DiffTag};

use super::document::{Document, LineKind};
use super::secret;

/// What stands for a secret.
const HIDDEN: &str = "…";

/// How many lines of both texts together are compared at once: some milliseconds at worst.
const LONG: usize = 4000;

/// How many unchanged lines are shown around a change.
const CONTEXT: usize = 3;

/// What became of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DiffKind {
    Kept,
    Removed,
    Added,
}

/// A line of the old or the new text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiffLine {
    pub kind: DiffKind,
    /// Without its line end, and without secrets.
    pub text: String,
    /// It is the last of its text and has no line end.
    pub is_unfinished: bool,
}

/// A run of changed lines with those around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hunk {
    /// The lines of the old text, counted from 0.
    pub old: Range<usize>,
    /// The lines of the new text, counted from 0.
    pub new: Range<usize>,
    pub lines: Vec<DiffLine>,
}

/// The difference of two texts. [`fmt::Display`] writes it in the unified format, without the two lines that name
/// the files.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Diff {
    pub hunks: Vec<Hunk>,
}

impl Diff {
    /// What is to be done to `old` to get `new`.
    pub fn of(old: &[u8], new: &[u8]) -> Self {
        let (old, new) = (Document::parse(old), Document::parse(new));
        let (old_lines, new_lines) = (raw_lines(&old), raw_lines(&new));
        let operations = operations(&old_lines, &new_lines);
        let groups = similar::group_diff_ops(operations, CONTEXT);
        if groups.is_empty() {
            return Self::default();
        }
        let (old, new) = (shown_lines(&old), shown_lines(&new));
        let hunk = |operations: Vec<similar::DiffOp>| {
            let first = operations.first().map(|first| (first.old_range().start, first.new_range().start));
            let last = operations.last().map(|last| (last.old_range().end, last.new_range().end));
            let ((old_start, new_start), (old_end, new_end)) =
                (first.unwrap_or_default(), last.unwrap_or_default());
            let mut lines = Vec::new();
            for operation in operations {
                let (tag, before, after) = operation.as_tag_tuple();
                let as_kind = |kind: DiffKind| move |line: &DiffLine| DiffLine { kind, ..line.clone() };
                if tag == DiffTag::Equal {
                    lines.extend(new[after].iter().map(as_kind(DiffKind::Kept)));
                } else {
                    lines.extend(old[before].iter().map(as_kind(DiffKind::Removed)));
                    lines.extend(new[after].iter().map(as_kind(DiffKind::Added)));
                }
            }
            Hunk { old: old_start..old_end, new: new_start..new_end, lines }
        };
        Self { hunks: groups.into_iter().map(hunk).collect() }
    }

    pub fn is_empty(&self) -> bool {
        self.hunks.is_empty()
    }

    /// How many lines there are of a kind.
    pub fn count(&self, kind: DiffKind) -> usize {
        self.hunks.iter().flat_map(|hunk| &hunk.lines).filter(|line| line.kind == kind).count()
    }
}

impl fmt::Display for Diff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A range without lines names the line before it.
        let range = |range: &Range<usize>| match range.len() {
            0 => format!("{},0", range.start),
            1 => format!("{}", range.start + 1),
            length => format!("{},{length}", range.start + 1),
        };
        for hunk in &self.hunks {
            writeln!(f, "@@ -{} +{} @@", range(&hunk.old), range(&hunk.new))?;
            for line in &hunk.lines {
                let sign = match line.kind {
                    DiffKind::Kept => ' ',
                    DiffKind::Removed => '-',
                    DiffKind::Added => '+',
                };
                writeln!(f, "{sign}{}", line.text)?;
                if line.is_unfinished {
                    writeln!(f, "\\ No newline at end of file")?;
                }
            }
        }
        Ok(())
    }
}

/// What makes the new lines of the old ones. Time grows with the product of length and difference: long texts that share
/// little are cut at the lines that each has once (in a config file the headers), and what is still long between two of
/// them is replaced as a whole.
fn operations(old: &[&[u8]], new: &[&[u8]]) -> Vec<DiffOp> {
    let (head, tail) = common(old, new);
    if old.len() + new.len() - 2 * (head + tail) <= LONG {
        return similar::capture_diff_slices(Algorithm::Myers, old, new);
    }
    let mut operations = Operations::default();
    for (old_index, new_index) in anchors(old, new) {
        operations.gap(old, new, old_index, new_index);
        operations.equal(1);
    }
    operations.gap(old, new, old.len(), new.len());
    operations.list
}

/// How many lines are the same at the beginning, and at the end of what follows.
fn common(old: &[&[u8]], new: &[&[u8]]) -> (usize, usize) {
    let same = |(old, new): &(&&[u8], &&[u8])| old == new;
    let head = old.iter().zip(new).take_while(same).count();
    let tail = old[head..].iter().rev().zip(new[head..].iter().rev()).take_while(same).count();
    (head, tail)
}

/// The lines that both texts have once and in the same order, by their places.
fn anchors(old: &[&[u8]], new: &[&[u8]]) -> Vec<(usize, usize)> {
    let places = |lines: &[&[u8]]| -> HashMap<Vec<u8>, Option<usize>> {
        let mut places = HashMap::with_capacity(lines.len());
        for (index, line) in lines.iter().enumerate() {
            places.entry(line.to_vec()).and_modify(|place| *place = None).or_insert(Some(index));
        }
        places
    };
    let (in_old, in_new) = (places(old), places(new));
    let place = |places: &HashMap<Vec<u8>, Option<usize>>, line: &[u8]| places.get(line).copied().flatten();
    let both = |line: &[u8]| Some((place(&in_old, line)?, place(&in_new, line)?));
    let by_old: Vec<(usize, usize)> = old.iter().filter_map(|line| both(line)).collect();
    let by_new: Vec<(usize, usize)> = new.iter().filter_map(|line| both(line)).collect();
    let equal = similar::capture_diff_slices(Algorithm::Myers, &by_old, &by_new).into_iter();
    let equal = equal.filter(|operation| operation.tag() == DiffTag::Equal);
    equal.flat_map(|operation| by_old[operation.old_range()].to_vec()).collect()
}

/// Operations one after the other, from the beginning of both texts on.
#[derive(Default)]
struct Operations {
    list: Vec<DiffOp>,
    /// How far they reach.
    old: usize,
    new: usize,
}

impl Operations {
    /// So many more lines are the same. They are one operation with those before: between two there would be a gap.
    fn equal(&mut self, more: usize) {
        if more == 0 {
            return;
        }
        if let Some(DiffOp::Equal { len, .. }) = self.list.last_mut() {
            *len += more;
        } else {
            self.list.push(DiffOp::Equal { old_index: self.old, new_index: self.new, len: more });
        }
        self.old += more;
        self.new += more;
    }

    /// Up to these places.
    fn gap(&mut self, old: &[&[u8]], new: &[&[u8]], old_end: usize, new_end: usize) {
        let (old, new) = (&old[self.old..old_end], &new[self.new..new_end]);
        if old.len() + new.len() > LONG {
            let (head, tail) = common(old, new);
            self.equal(head);
            self.replace(old.len() - head - tail, new.len() - head - tail);
            return self.equal(tail);
        }
        for operation in similar::capture_diff_slices(Algorithm::Myers, old, new) {
            match operation.tag() {
                DiffTag::Equal => self.equal(operation.old_range().len()),
                _ => self.replace(operation.old_range().len(), operation.new_range().len()),
            }
        }
    }

    fn replace(&mut self, old_len: usize, new_len: usize) {
        if (old_len, new_len) == (0, 0) {
            return;
        }
        self.list.push(DiffOp::Replace { old_index: self.old, old_len, new_index: self.new, new_len });
        self.old += old_len;
        self.new += new_len;
    }
}

/// The lines with their line ends: one that changes only there is changed too.
fn raw_lines<'b>(document: &Document<'b>) -> Vec<&'b [u8]> {
    document.lines().iter().map(|line| document.text(line.text().start..line.ending().end)).collect()
}

/// The lines as they may be shown.
fn shown_lines(document: &Document) -> Vec<DiffLine> {
    let mut texts: Vec<String> = document
        .lines()
        .iter()
        .map(|line| {
            let text = document.decoded(line.text());
            match line.kind {
                LineKind::Comment | LineKind::Garbage => without_secret(&text),
                LineKind::Blank | LineKind::Header | LineKind::Property | LineKind::Continuation => {
                    text.into_owned()
                }
            }
        })
        .collect();
    for (index, property) in document.properties().iter().enumerate() {
        let key = secret::shown_key(document, index);
        if !secret::is_secret(&key, &document.value(property)) && key == document.key(property) {
            continue;
        }
        for line in property.lines() {
            let text = document.lines()[line].text();
            // The key may be told, unless it holds the secret itself.
            let end = if line == property.lines().start && key == document.key(property) {
                property.value().start
            } else {
                text.start
            };
            texts[line] = format!("{}{HIDDEN}", document.decoded(text.start..end));
        }
    }
    texts
        .into_iter()
        .zip(document.lines())
        .map(|(text, line)| DiffLine { kind: DiffKind::Kept, text, is_unfinished: line.ending().is_empty() })
        .collect()
}

/// A line that is no key in force, such as a key that was made a comment.
fn without_secret(text: &str) -> String {
    let (key, value) = text.split_once(['=', ':']).unwrap_or((text, text));
    let key = key.trim_start_matches(|c: char| !c.is_alphanumeric()).trim_end().to_lowercase();
    if !secret::is_secret(&key, value) && !secret::is_secret("", text) {
        return text.to_owned();
    }
    let start = text.find(|c: char| !(c.is_whitespace() || matches!(c, '#' | ';'))).unwrap_or(0);
    format!("{}{HIDDEN}", &text[..start])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn unified(old: &str, new: &str, expected: &str) {
        assert_eq!(Diff::of(old.as_bytes(), new.as_bytes()).to_string(), expected);
    }

    #[test]
    fn the_format_is_that_of_diff() {
        unified("a\n", "a\n", "");
        unified("", "a\nb\n", "@@ -0,0 +1,2 @@\n+a\n+b\n");
        unified("a\n", "", "@@ -1 +0,0 @@\n-a\n");
        unified("1\n2\n3\n4\n5\n6\n", "1\n2\n3\n4\nx\n6\n", "@@ -2,5 +2,5 @@\n 2\n 3\n 4\n-5\n+x\n 6\n");
        let old = "x\n1\n2\n3\n4\n5\n6\n7\nx\n";
        let new = "y\n1\n2\n3\n4\n5\n6\n7\ny\n";
        unified(old, new, "@@ -1,4 +1,4 @@\n-x\n+y\n 1\n 2\n 3\n@@ -6,4 +6,4 @@\n 5\n 6\n 7\n-x\n+y\n");
        unified("a", "a\nb\n", "@@ -1 +1,2 @@\n-a\n\\ No newline at end of file\n+a\n+b\n");
        assert_eq!(Diff::of(b"a\r\n", b"a\n").count(DiffKind::Added), 1, "a line end is a change");
        assert!(Diff::of(b"\xff\n", b"\xff\n").is_empty());
    }

    /// Applied to the old text, a difference gives the new one.
    #[track_caller]
    fn leads_from_to(old: &[&[u8]], new: &[&[u8]]) -> Vec<DiffOp> {
        let operations = operations(old, new);
        let (mut result, mut at) = (Vec::new(), (0, 0));
        for operation in &operations {
            let (tag, before, after) = operation.as_tag_tuple();
            assert_eq!((before.start, after.start), at);
            at = (before.end, after.end);
            if tag == DiffTag::Equal {
                result.extend_from_slice(&old[before]);
            } else {
                result.extend_from_slice(&new[after]);
            }
        }
        assert!(result == new && at == (old.len(), new.len()));
        operations
    }

    #[test]
    fn long_texts_that_share_little_are_cut_at_their_headers() {
        let profiles = |numbers: &[usize], role: &str| -> String {
            let profile = |number: &usize| {
                format!(
                    "[profile p{number}]\nsso_session = corp\nsso_role_name = {role}\nregion = eu-west-1\n\n"
                )
            };
            numbers.iter().map(profile).collect()
        };
        let compare = |old: &str, new: &str| {
            let (old, new) = (Document::parse(old.as_bytes()), Document::parse(new.as_bytes()));
            leads_from_to(&raw_lines(&old), &raw_lines(&new))
        };
        let all: Vec<usize> = (0..2000).collect();
        let others: Vec<usize> = (2000..4000).collect();
        // Nothing to cut at: all of one for all of the other, but the blank line at the end.
        let operations = compare(&profiles(&all, "a"), &profiles(&others, "b"));
        assert_eq!(operations.len(), 2);
        // Every header is kept, and every second profile's role changes.
        let mixed: String =
            all.iter().map(|number| profiles(&[*number], if number % 2 == 0 { "a" } else { "b" })).collect();
        let operations = compare(&profiles(&all, "a"), &mixed);
        assert_eq!(operations.len(), 2001);
        // Every second profile goes, and others come.
        let odd: Vec<usize> = all.iter().chain(&others).copied().filter(|number| number % 2 == 1).collect();
        let operations = compare(&profiles(&all, "a"), &profiles(&odd, "a"));
        let kept: usize = operations
            .iter()
            .filter(|operation| operation.tag() == DiffTag::Equal)
            .map(|operation| operation.old_range().len())
            .sum();
        assert_eq!(kept, 5000, "what stays is shown as that");
        let reversed: Vec<usize> = all.iter().rev().copied().collect();
        compare(&profiles(&all, "a"), &profiles(&reversed, "a"));
    }

    #[test]
    fn no_secret_is_shown() {
        for line in [
            "aws_secret_access_key = s3cret",
            "aws_secret_access_key = a\n  s3cret",
            "aws_session_token =\n s3cret = x",
            "# aws_secret_access_key = s3cret",
            "  ; password: s3cret",
            "aws_secret_access_key s3cret=",
            "aws_secret_access_key s3cret",
            "credential_process = x --password s3cret",
            "# credential_process = x --password s3cret",
        ] {
            let old = format!("[profile a]\n{line}\n");
            let new = format!("[profile b]\n{line}x\n");
            let text = format!("{:?}", Diff::of(old.as_bytes(), new.as_bytes()));
            assert!(!text.contains("s3cret"), "{text}");
        }
        unified(
            "[a]\naws_secret_access_key = x\n# note\n",
            "[b]\naws_secret_access_key = x\n# note\n",
            "@@ -1,3 +1,3 @@\n-[a]\n+[b]\n aws_secret_access_key = …\n # note\n",
        );
    }
}
