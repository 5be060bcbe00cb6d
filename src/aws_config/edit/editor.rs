//! The changes one by one, and the check that the text means what it should.

use std::borrow::Cow;
use std::collections::HashMap;

use super::part::{BLANKS, Entry, Item, Part, Row};
use super::{Target, check};
use crate::aws_config::document::{Document, LineKind};
use crate::aws_config::problem;
use crate::error::{Failure, FailureKind};

pub(super) struct Editor<'d> {
    byte_order: &'d [u8],
    parts: Vec<Part<'d>>,
    /// The parts that a name stands for: several where the same name is spelt in several ways.
    places: HashMap<Target, Vec<usize>>,
    /// The line end of new lines where none is near.
    ending: &'static str,
}

fn refusal(what: impl Into<String>, why: impl Into<String>) -> Failure {
    Failure::new(what, why).kind(FailureKind::Usage)
}

impl<'d> Editor<'d> {
    pub fn of(document: &'d Document) -> Self {
        let rows: Vec<Row<'d>> = document.lines().iter().map(|line| Row::of(document, line)).collect();
        let first = document.lines().first().map_or(document.bytes().len(), |line| line.text().start);
        let crlf = rows.iter().find(|row| !row.ending.is_empty()).is_some_and(|row| row.ending == "\r\n");
        let sections = document.sections();
        let start = |index: usize| sections.get(index).map_or(rows.len(), |section| section.line());
        let plain = |row: &Row<'d>| Item::Row(row.clone());
        let mut parts = vec![Part {
            header: None,
            name: Cow::Borrowed(""),
            line: 0,
            items: rows[..start(0)].iter().map(plain).collect(),
        }];
        let mut places: HashMap<Target, Vec<usize>> = HashMap::with_capacity(sections.len());
        for (index, section) in sections.iter().enumerate() {
            let name = document.decoded(section.name());
            if let Some(target) = Target::of_section(&name) {
                places.entry(target).or_default().push(parts.len());
            }
            let mut items = Vec::new();
            let mut at = section.line() + 1;
            for property in &document.properties()[section.properties()] {
                items.extend(rows[at..property.lines().start].iter().map(plain));
                at = property.lines().end;
                items.push(Item::Entry(Entry {
                    key: document.key(property),
                    value: document.value(property),
                    rows: rows[property.lines()].to_vec(),
                }));
            }
            items.extend(rows[at..start(index + 1)].iter().map(plain));
            parts.push(Part {
                header: Some(rows[section.line()].clone()),
                name,
                line: section.line() + 1,
                items,
            });
        }
        Self { byte_order: document.text(0..first), parts, places, ending: if crlf { "\r\n" } else { "\n" } }
    }

    /// Why a section that is there cannot be changed: it stands there several times.
    pub fn obstacle(&self, target: &Target) -> Option<Failure> {
        self.places.get(target).filter(|places| places.len() > 1).and_then(|_| self.place(target).err())
    }

    /// The one part of that name.
    fn place(&self, target: &Target) -> Result<usize, Failure> {
        match self.places.get(target).map(Vec::as_slice) {
            None | Some([]) => Err(not_there(target)),
            Some([place]) => Ok(*place),
            Some(places) => {
                let lines: Vec<String> =
                    places.iter().map(|place| self.parts[*place].line.to_string()).collect();
                Err(refusal(
                    format!("The {target} is left as it is."),
                    format!(
                        "It stands in the config file more than once (lines {}), and AWS tools disagree on which counts.",
                        lines.join(", ")
                    ),
                )
                .hint("Move its keys into one section and remove the other first."))
            }
        }
    }

    fn must_be_free(&self, target: &Target) -> Result<(), Failure> {
        match self.places.get(target).and_then(|places| places.first()) {
            None => Ok(()),
            Some(&place) => Err(refusal(
                format!("There is a {target} already."),
                match self.parts[place].line {
                    0 => "The same change adds it.".to_owned(),
                    line => format!("It stands on line {line} of the config file."),
                },
            )
            .hint("Take another name, or delete that one first.")),
        }
    }

    pub fn add(&mut self, target: &Target, settings: &[(String, String)]) -> Result<(), Failure> {
        check::name(target)?;
        self.must_be_free(target)?;
        let ending = self.ending;
        let last = self.parts.iter_mut().rev().find_map(|part| {
            let rows = part.items.last_mut().map(|item| match item {
                Item::Entry(entry) => entry.rows.last_mut(),
                Item::Row(row) => Some(row),
            });
            rows.flatten().or(part.header.as_mut())
        });
        let mut wants_blank = false;
        if let Some(last) = last {
            wants_blank = last.kind != LineKind::Blank;
            if last.ending.is_empty() {
                last.ending = Cow::Borrowed(ending);
            }
        }
        if wants_blank && let Some(part) = self.parts.last_mut() {
            part.items.push(Item::Row(Row::new(LineKind::Blank, String::new(), ending)));
        }
        let name = target.header();
        let header = Row::new(LineKind::Header, format!("[{name}]"), ending);
        self.places.insert(target.clone(), vec![self.parts.len()]);
        self.parts.push(Part { header: Some(header), name: Cow::Owned(name), line: 0, items: Vec::new() });
        for (key, value) in settings {
            self.set(target, key, value)?;
        }
        Ok(())
    }

    pub fn set(&mut self, target: &Target, key: &str, value: &str) -> Result<(), Failure> {
        let key = key.to_lowercase();
        check::value(&key, value)?;
        let place = self.place(target)?;
        match self.parts[place].position(&key) {
            Some(index) => {
                self.replace(place, index, value);
                Ok(())
            }
            None => {
                check::key(&key)?;
                self.insert(place, key, value);
                Ok(())
            }
        }
    }

    /// Another value for a key that is there; its indentation and, where every reader takes it, its spelling stay.
    fn replace(&mut self, place: usize, index: usize, value: &str) {
        let part = &mut self.parts[place];
        let Item::Entry(entry) = &mut part.items[index] else { return };
        if entry.value == value {
            return;
        }
        let Some(first) = entry.rows.first().cloned() else { return };
        // The line end of a value of several lines is that of its last: it may be the end of the file.
        let ending = entry.rows.last().map_or(Cow::Borrowed(""), |last| last.ending.clone());
        let end = first.text.find(['=', ':']).unwrap_or(first.text.len());
        // Only botocore takes a wider blank for one.
        let written = first.text[..end].trim_matches(BLANKS);
        let after = first.text.get(end + 1..).unwrap_or_default();
        let spelt_well = written == entry.key && first.text[end..].starts_with('=');
        let blanks = &after[..after.len() - after.trim_start_matches(BLANKS).len()];
        let mut text = if spelt_well && !after.trim().is_empty() {
            format!("{}={blanks}{value}", &first.text[..end])
        } else {
            format!("{}{} = {value}", first.indentation(), entry.key)
        };
        text.truncate(text.trim_end().len());
        let comments: Vec<Row<'d>> =
            entry.rows.drain(..).filter(|row| row.kind == LineKind::Comment).collect();
        let ending = if comments.is_empty() { ending } else { first.ending };
        entry.rows = vec![Row { kind: LineKind::Property, text: Cow::Owned(text), ending }];
        entry.value = Cow::Owned(value.to_owned());
        part.items.splice(index + 1..index + 1, comments.into_iter().map(Item::Row));
        part.unindent_comments(index + 1);
    }

    /// A new key after the section's last one, before the comments and blank lines that follow it.
    fn insert(&mut self, place: usize, key: String, value: &str) {
        let next_header = self.parts[place + 1..].iter().find_map(|part| part.header.as_ref());
        let next_indentation = next_header.map_or("", |header| header.indentation()).to_owned();
        let part = &mut self.parts[place];
        let last = part.items.iter().rposition(|item| matches!(item, Item::Entry(_)));
        // For the SDKs an indented comment below a key is a part of its value: the new key comes after it.
        let after = part.items.iter().rposition(|item| match item {
            Item::Entry(_) => true,
            Item::Row(row) => last.is_some() && row.is_indented_comment(),
        });
        let indentation = match last.map(|last| part.items[last].rows()) {
            Some([first, ..]) => first.indentation().to_owned(),
            // Below an empty section, so that an indented header that comes next stays one.
            _ => next_indentation,
        };
        let before = match after {
            Some(after) => match &mut part.items[after] {
                Item::Entry(entry) => entry.rows.last_mut(),
                Item::Row(row) => Some(row),
            },
            None => part.header.as_mut(),
        };
        let mut ending = Cow::Borrowed(self.ending);
        if let Some(before) = before {
            if before.ending.is_empty() {
                before.ending = Cow::Borrowed(self.ending);
            } else {
                ending = before.ending.clone();
            }
        }
        let mut text = format!("{indentation}{key} = {value}");
        text.truncate(text.trim_end().len());
        let row = Row { kind: LineKind::Property, text: Cow::Owned(text), ending };
        let entry = Entry { key: Cow::Owned(key), value: Cow::Owned(value.to_owned()), rows: vec![row] };
        let index = after.map_or(0, |after| after + 1);
        part.items.insert(index, Item::Entry(entry));
        // Those below a section's first key.
        part.unindent_comments(index + 1);
    }

    pub fn remove(&mut self, target: &Target, key: &str) -> Result<(), Failure> {
        let place = self.place(target)?;
        if let Some(index) = self.parts[place].position(&key.to_lowercase()) {
            self.parts[place].take(index);
        }
        Ok(())
    }

    pub fn rename(&mut self, target: &Target, to: &str) -> Result<(), Failure> {
        let place = self.place(target)?;
        if target.name() == to {
            return Ok(());
        }
        let renamed = target.named(to);
        check::name(&renamed)?;
        self.must_be_free(&renamed)?;
        let part = &mut self.parts[place];
        let name = renamed.header();
        if let Some(header) = &mut part.header {
            header.text = Cow::Owned(header.text.replacen(&*part.name, &name, 1));
        }
        part.name = Cow::Owned(name);
        self.places.remove(target);
        self.places.insert(renamed, vec![place]);
        for place in 0..self.parts.len() {
            let references = self.parts[place]
                .position(target.reference())
                .filter(|index| matches!(&self.parts[place].items[*index], Item::Entry(entry) if entry.value == target.name()));
            if let Some(index) = references {
                self.replace(place, index, to);
            }
        }
        Ok(())
    }

    pub fn delete(&mut self, target: &Target) -> Result<(), Failure> {
        // All of them: the AWS CLI and boto3 would go on with the one that is left.
        let places = self.places.remove(target).filter(|places| !places.is_empty());
        for place in places.ok_or_else(|| not_there(target))? {
            self.delete_part(place);
        }
        Ok(())
    }

    fn delete_part(&mut self, place: usize) {
        let part = &mut self.parts[place];
        part.header = None;
        part.name = Cow::Borrowed("");
        while let Some(index) = part.items.iter().position(|item| matches!(item, Item::Entry(_))) {
            part.take(index);
        }
        part.unindent_comments(0);
        // One blank line was there to set the section apart.
        let blank_before = self.parts[..place]
            .iter()
            .rev()
            .find_map(|part| part.rows().next_back())
            .is_none_or(|row| row.kind == LineKind::Blank);
        let is_last = self.parts[place + 1..].iter().all(|part| part.rows().next().is_none());
        let is_blank =
            |item: Option<&Item<'_>>| matches!(item, Some(Item::Row(row)) if row.kind == LineKind::Blank);
        if is_blank(self.parts[place].items.first()) && blank_before {
            self.parts[place].items.remove(0);
        } else if self.parts[place].items.is_empty() && is_last {
            let last = self.parts[..place].iter_mut().rev().find(|part| part.rows().next().is_some());
            if let Some(last) = last.filter(|last| is_blank(last.items.last())) {
                last.items.pop();
            }
        }
    }

    /// The text, once it is sure to mean what it should.
    pub fn finish(self) -> Result<Vec<u8>, Failure> {
        let mut bytes = self.byte_order.to_vec();
        for row in self.parts.iter().flat_map(Part::rows) {
            bytes.extend_from_slice(row.text.as_bytes());
            bytes.extend_from_slice(row.ending.as_bytes());
        }
        let document = Document::parse(&bytes);
        let meant = self.parts.iter().filter(|part| part.header.is_some()).map(|part| {
            let entries = part.items.iter().filter_map(|item| match item {
                Item::Entry(entry) => Some((entry.key.clone(), entry.value.clone())),
                Item::Row(_) => None,
            });
            (part.name.clone(), entries.collect::<Vec<_>>())
        });
        let mut read = document.sections().iter().map(|section| {
            let entries = document.properties()[section.properties()]
                .iter()
                .map(|property| (document.key(property), document.value(property)));
            (document.decoded(section.name()), entries.collect::<Vec<_>>())
        });
        for meant in meant {
            match read.next() {
                Some(read) if read == meant => {}
                _ => return Err(ambiguous(&meant.0)),
            }
        }
        if read.next().is_some() {
            return Err(ambiguous(""));
        }
        drop(read);
        // A new section may be the first to inherit a broken block from [DEFAULT].
        match super::refused(&document) {
            Some(failure) => Err(failure),
            None => Ok(bytes),
        }
    }
}

fn not_there(target: &Target) -> Failure {
    Failure::new(format!("No {target}."), "The config file has no such section.").kind(FailureKind::NotFound)
}

fn ambiguous(name: &str) -> Failure {
    refusal(
        "The config file is left as it is.",
        format!(
            "The lines near [{}] are indented so that they would mean something else after the change.",
            problem::shown(name)
        ),
    )
    .hint("Move the headers and keys there to the first column, then try again.")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// No edit is known that would bring this about: the check stands behind the others.
    #[test]
    fn a_text_that_means_more_than_was_asked_for_is_not_handed_out() {
        let document = Document::parse(b"[a]\nx = 1\n");
        assert_eq!(Editor::of(&document).finish(), Ok(b"[a]\nx = 1\n".to_vec()));
        for line in ["[b]", "y = 2", "  2", "= z", "z"] {
            let mut editor = Editor::of(&document);
            let row = Row::new(LineKind::Comment, line.to_owned(), "\n");
            editor.parts.last_mut().expect("a part").items.push(Item::Row(row));
            assert_eq!(editor.finish().expect_err(line).kind, FailureKind::Usage);
        }
    }
}
