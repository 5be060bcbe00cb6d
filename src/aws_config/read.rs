//! Both files together: profiles, sessions and services as botocore has them (`session.py`, `full_config`).

use std::collections::BTreeMap;

use super::Reading;
use super::both::both;
use super::botocore::{Block, Entry, View};
use super::document::{Document, INHERITED};
use super::draft::{Draft, Drafts};
use super::lint::{self, Divergence};
use super::problem::{of_dropped, of_faults, shown, warning};
use super::section::{self, SectionKind};
use super::texts::Texts;
use super::validate;
use super::{session, text};
use crate::domain::names::SessionName;
use crate::domain::network::Services;
use crate::domain::profile::{ConfigFile, Problem, Profile, ProfileKind, Setting, Source};
use crate::domain::session::SessionId;

/// Whom a section's problems concern.
#[derive(Clone, Copy)]
enum Owner {
    Profile(usize),
    Session(usize),
    File,
}

/// Reads the two files' bytes; an absent file is an empty one.
pub fn read(config: &[u8], credentials: &[u8]) -> Reading {
    let config = Document::parse(config);
    let credentials = Document::parse(credentials);
    let texts = Texts::default();
    let (config_view, config_divergences) = both(
        config.sections().len(),
        || View::of(&config, ConfigFile::Config, &texts),
        || lint::divergences(&config, ConfigFile::Config),
    );
    let credentials_view = View::of(&credentials, ConfigFile::Credentials, &texts);
    let credentials_divergences = lint::divergences(&credentials, ConfigFile::Credentials);
    let mut assembly = Assembly {
        texts: &texts,
        profiles: Drafts::default(),
        sessions: Drafts::default(),
        reading: Reading::default(),
    };
    assembly.config(&config_view, config_divergences);
    assembly.credentials(&credentials_view, credentials_divergences);
    assembly.finish()
}

struct Assembly<'d> {
    texts: &'d Texts,
    profiles: Drafts<'d>,
    sessions: Drafts<'d>,
    reading: Reading,
}

impl<'d> Assembly<'d> {
    fn config(&mut self, view: &'d View<'d>, divergences: Vec<Divergence>) {
        self.faults(view);
        let mut owners = vec![Owner::File; view.document.sections().len()];
        self.profiles.reserve(view.blocks.len());
        for block in &view.blocks {
            owners[block.section] = self.config_block(view, block);
        }
        self.divergences(divergences, view, owners);
    }

    fn config_block(&mut self, view: &'d View<'d>, block: &Block) -> Owner {
        let (name, source, entries) = (view.name(block), view.source(block), view.entries(block));
        match section::of_config(name) {
            SectionKind::Profile(name) => {
                Owner::Profile(self.profiles.replace(Draft::of(self.texts.keep(name), source, entries)))
            }
            SectionKind::Session(name) => {
                Owner::Session(self.sessions.replace(Draft::of(self.texts.keep(name), source, entries)))
            }
            SectionKind::Services(name) => {
                let services = entries
                    .iter()
                    .filter(|entry| entry.is_nested())
                    .map(|entry| {
                        let keys = entry.nested().map(|(key, value)| (key.to_owned(), value.to_owned()));
                        (entry.key.to_owned(), keys.collect())
                    })
                    .collect::<BTreeMap<String, BTreeMap<String, String>>>();
                let name = name.into_owned();
                // One without keys is none to botocore, and a later one takes the place of an earlier (`configprovider.py`).
                if entries.is_empty() {
                    self.reading.services.remove(&name);
                } else {
                    self.reading.services.insert(name, services);
                }
                Owner::File
            }
            SectionKind::Dropped(dropped) => {
                self.reading.problems.push(of_dropped(name, dropped, source));
                Owner::File
            }
            SectionKind::Other => {
                self.reading.problems.extend(without_word(name, source, entries));
                Owner::File
            }
        }
    }

    fn credentials(&mut self, view: &'d View<'d>, divergences: Vec<Divergence>) {
        self.faults(view);
        let mut owners = vec![Owner::File; view.document.sections().len()];
        for block in &view.blocks {
            let (name, entries) = (view.name(block), view.entries(block));
            let known = self.profiles.index(name);
            let new = || self.profiles.replace(Draft::of(name, view.source(block), &[]));
            let index = known.unwrap_or_else(new);
            if let Some(draft) = self.profiles.at(index) {
                draft.overlay(entries);
            }
            owners[block.section] = Owner::Profile(index);
        }
        self.divergences(divergences, view, owners);
    }

    fn faults(&mut self, view: &View<'_>) {
        let (document, file) = (view.document, view.file);
        if !view.faults.is_empty() {
            self.reading.refused.insert(file);
            self.reading.problems.extend(of_faults(document, &view.faults, file));
        }
        let inherited = document
            .sections()
            .iter()
            .find(|section| document.text(section.name()) == INHERITED && !section.properties().is_empty());
        if let Some(section) = inherited {
            self.reading.problems.push(warning(
                "Every section inherits the keys of [DEFAULT].",
                "For the AWS CLI and boto3 [DEFAULT] in capital letters is not the default profile: its keys count in all \
                 sections of the file. The SDKs ignore it.",
                "Write [default] if it is meant to be the default profile.",
                Source { file, line: section.line() + 1 },
            ));
        }
    }

    /// Gives what readers understand differently to whom it concerns.
    fn divergences(&mut self, divergences: Vec<Divergence>, view: &View<'_>, mut owners: Vec<Owner>) {
        for (block, sections) in &view.merged {
            let owner = owners[view.blocks[*block].section];
            sections.iter().for_each(|section| owners[*section] = owner);
        }
        for Divergence { section, refuses, problem } in divergences {
            let draft = match section.and_then(|section| owners.get(section)) {
                Some(Owner::Profile(index)) => self.profiles.at(*index),
                Some(Owner::Session(index)) => self.sessions.at(*index),
                Some(Owner::File) | None => None,
            };
            match draft {
                Some(draft) => draft.problems.push(problem),
                None if refuses => self.reading.problems.push(problem),
                None => {}
            }
        }
    }

    fn finish(self) -> Reading {
        let Self { profiles, sessions, mut reading, .. } = self;
        let drafts = || profiles.all().iter().flatten();
        let (finished, settings) = both(
            profiles.all().len(),
            || -> Vec<Profile> {
                let mut finished = Vec::with_capacity(profiles.all().len());
                finished
                    .extend(drafts().map(|draft| profile(draft, &profiles, &sessions, &reading.services)));
                finished
            },
            || -> Vec<Vec<Setting>> { drafts().map(settings).collect() },
        );
        reading.profiles = finished;
        for (profile, settings) in reading.profiles.iter_mut().zip(settings) {
            profile.settings = settings;
        }
        reading.sessions = sessions.all().iter().flatten().map(session::named).collect();
        reading.sessions.extend(session::legacy(&reading.profiles));
        reading.problems.sort_by_key(|problem| problem.source);
        for session in &mut reading.sessions {
            session.problems.sort_by_key(|problem| problem.source);
        }
        reading
    }
}

/// A section of the config file such as `[foo]` that holds a profile's keys.
fn without_word(name: &str, source: Source, entries: &[Entry<'_>]) -> Option<Problem> {
    let telling = |key: &str| {
        key.starts_with("sso_")
            || ["region", "role_arn", "source_profile", "credential_process", "aws_access_key_id"]
                .contains(&key)
    };
    entries.iter().any(|entry| !entry.inherited && telling(entry.key)).then(|| {
        warning(
            format!("The section [{}] counts for nothing.", shown(name)),
            "It holds a profile's keys, but in the config file only [default] and [profile NAME] are profiles.",
            format!("Write [profile {}] if it is meant as a profile.", shown(text::trim(name))),
            source,
        )
    })
}

/// The finished profile, without its settings.
fn profile<'d>(
    draft: &Draft<'d>,
    profiles: &Drafts<'d>,
    sessions: &Drafts<'d>,
    services: &Services,
) -> Profile {
    let kind = validate::kind(draft);
    let reference = draft.entry("sso_session");
    let section = match (kind, reference) {
        (ProfileKind::Sso, Some(reference)) => reference.visible().and_then(|name| sessions.get(name)),
        _ => None,
    };
    // What the session says goes before what the profile repeats, as in botocore.
    let value = |key: &str| section.and_then(|section| section.value(key)).or_else(|| draft.value(key));
    let session = match kind {
        ProfileKind::Sso => {
            reference.and_then(Entry::visible).map(|name| SessionId::Named(SessionName::new(name)))
        }
        ProfileKind::SsoLegacy => draft.value("sso_start_url").map(|url| SessionId::Legacy(url.into())),
        _ => None,
    };
    let mut problems = draft.problems.clone();
    problems.extend(validate::problems(draft, kind, profiles, sessions));
    if let Some(url) = draft.entry("sso_start_url") {
        problems.extend(session::start_url(url.visible().unwrap_or_default(), url.source()));
    }
    problems.extend(validate::services(draft, services));
    problems.sort_by_key(|problem| problem.source);
    Profile {
        name: draft.name.into(),
        kind,
        session,
        start_url: value("sso_start_url").map(Into::into),
        sso_region: value("sso_region").map(Into::into),
        account_id: value("sso_account_id").map(Into::into),
        role_name: value("sso_role_name").map(Into::into),
        region: draft.value("region").map(Into::into),
        source: draft.source,
        settings: Vec::new(),
        problems,
    }
}

/// Every key of a profile, in file order.
fn settings(draft: &Draft<'_>) -> Vec<Setting> {
    let mut settings: Vec<Setting> = draft
        .entries
        .iter()
        .map(|entry| Setting {
            key: entry.key.into(),
            value: entry.visible().map(Into::into),
            source: entry.source(),
        })
        .collect();
    settings.sort_by_key(|setting| setting.source);
    settings
}
