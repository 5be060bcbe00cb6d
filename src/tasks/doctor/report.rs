//! Findings as they are gathered, each with what could be done about it.

use std::path::Path;

use super::fix::Remedy;
use crate::domain::finding::{Finding, Place};
use crate::domain::profile::{ConfigFile, Source};
use crate::paths::Paths;

/// A finding, and what `--fix` would do about it.
#[derive(Debug, Clone)]
pub struct Diagnosis {
    pub finding: Finding,
    pub remedy: Option<Remedy>,
}

/// The findings so far, and the paths they are told with.
#[derive(Debug)]
pub struct Report<'p> {
    paths: &'p Paths,
    pub found: Vec<Diagnosis>,
}

impl<'p> Report<'p> {
    pub fn new(paths: &'p Paths) -> Self {
        Self { paths, found: Vec::new() }
    }

    /// A path as a person writes it.
    pub fn shown(&self, path: &Path) -> String {
        self.paths.display(path)
    }

    /// A finding that stands nowhere.
    pub fn add(&mut self, finding: Finding) {
        self.found.push(Diagnosis { finding, remedy: None });
    }

    /// A finding about a file or folder.
    pub fn add_at(&mut self, finding: Finding, file: &Path) {
        let place = self.place(file, None);
        self.add(finding.at(place));
    }

    /// A finding about a line of a shared file.
    pub fn add_in(&mut self, finding: Finding, source: Source) {
        let file = match source.file {
            ConfigFile::Config => &self.paths.config,
            ConfigFile::Credentials => &self.paths.credentials,
        };
        let place = self.place(file, Some(source.line));
        self.add(finding.at(place));
    }

    /// Says what could be done about the finding that was added last.
    pub fn fix(&mut self, remedy: Remedy) {
        if let Some(last) = self.found.last_mut() {
            last.finding.fixable = true;
            last.remedy = Some(remedy);
        }
    }

    fn place(&self, file: &Path, line: Option<usize>) -> Place {
        Place { file: file.to_path_buf(), shown: self.paths.display(file), line }
    }
}
