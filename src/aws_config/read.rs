//! Both files together: profiles, sessions and services as botocore has them (`session.py`, `full_config`).

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use super::Reading;
use super::both::{both, is_long};
use super::botocore::{Block, Entry, View};
use super::document::{Document, INHERITED};
use super::draft::{Draft, Drafts};
use super::lint::{self, Divergence};
use super::problem::{of_dropped, of_faults, shown, warning};
use super::section::{self, SectionKind};
use super::texts::Texts;
use super::validate;
use super::{session, text};
use crate::domain::lookup::Lookup;
use crate::domain::names::{SessionName, StartUrl};
use crate::domain::network::Services;
use crate::domain::profile::{ConfigFile, Problem, Profile, ProfileKind, Source};
use crate::domain::profile_settings::{Packing, ProfileSettings, Setting};
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
        is_long(config.bytes()),
        || View::of(&config, ConfigFile::Config, &texts),
        || lint::divergences(&config, ConfigFile::Config),
    );
    let credentials_view = View::of(&credentials, ConfigFile::Credentials, &texts);
    let credentials_divergences = lint::divergences(&credentials, ConfigFile::Credentials);
    let mut assembly = Assembly {
        is_long: is_long(config.bytes()) || is_long(credentials.bytes()),
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
    is_long: bool,
    texts: &'d Texts,
    profiles: Drafts<'d>,
    sessions: Drafts<'d>,
    reading: Reading,
}

impl<'d> Assembly<'d> {
    fn config(&mut self, view: &'d View<'d>, divergences: Vec<Divergence>) {
        self.faults(view);
        let mut owners = vec![Owner::File; view.document.sections().len()];
        self.profiles = Drafts::with_capacity(view.blocks.len());
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
            let drafts = match section.and_then(|section| owners.get(section)) {
                Some(Owner::Profile(index)) => Some((&mut self.profiles, *index)),
                Some(Owner::Session(index)) => Some((&mut self.sessions, *index)),
                Some(Owner::File) | None => None,
            };
            match drafts {
                Some((drafts, index)) if drafts.counts(index) => drafts.tell(index, problem),
                _ if refuses => self.reading.problems.push(problem),
                _ => {}
            }
        }
    }

    fn finish(self) -> Reading {
        let Self { is_long, profiles, sessions, mut reading, .. } = self;
        let finishing = Finishing { profiles: &profiles, sessions: &sessions, services: &reading.services };
        // The settings of all take about as long as the rest of a third.
        let part = profiles.len() / 3 * 2;
        let (mut finished, (rest, settings)) = both(
            is_long,
            || finishing.profiles(0..part),
            || {
                let mut packing = Packing::with_capacity(profiles.len());
                profiles.at_places(0..profiles.len()).for_each(|(draft, _)| packing.profile(settings(draft)));
                (finishing.profiles(part..profiles.len()), packing.finish().collect::<Vec<ProfileSettings>>())
            },
        );
        finished.extend(rest);
        for (profile, settings) in finished.iter_mut().zip(settings) {
            profile.settings = settings;
        }
        reading.profiles = finished;
        reading.sessions = sessions
            .at_places(0..sessions.len())
            .map(|(draft, problems)| session::named(draft, problems))
            .collect();
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

/// Each start URL once, for all profiles that have it.
type StartUrls<'d> = Lookup<&'d str, StartUrl>;

/// What profiles are finished with.
struct Finishing<'f, 'd> {
    profiles: &'f Drafts<'d>,
    sessions: &'f Drafts<'d>,
    services: &'f Services,
}

impl<'d> Finishing<'_, 'd> {
    /// The finished profiles among the drafts at these places, without their settings.
    fn profiles(&self, places: Range<usize>) -> Vec<Profile> {
        let mut urls = StartUrls::default();
        // Room for the rest, too.
        let mut finished = Vec::with_capacity(self.profiles.len() - places.start);
        let drafts = self.profiles.at_places(places);
        finished.extend(drafts.map(|(draft, problems)| self.profile(draft, problems, &mut urls)));
        finished
    }

    /// `problems` are those that are known so far.
    fn profile(&self, draft: &Draft<'d>, problems: &[Problem], urls: &mut StartUrls<'d>) -> Profile {
        let kind = validate::kind(draft);
        let reference = draft.entry("sso_session");
        let section = match (kind, reference) {
            (ProfileKind::Sso, Some(reference)) => {
                reference.visible().and_then(|name| self.sessions.get(name))
            }
            _ => None,
        };
        let mut start_url = |url: &'d str| urls.entry(url).or_insert_with(|| url.into()).clone();
        // What the session says goes before what the profile repeats, as in botocore.
        let value = |key: &str| section.and_then(|section| section.value(key)).or_else(|| draft.value(key));
        let session = match kind {
            ProfileKind::Sso => {
                reference.and_then(Entry::visible).map(|name| SessionId::Named(SessionName::new(name)))
            }
            ProfileKind::SsoLegacy => {
                draft.value("sso_start_url").map(|url| SessionId::Legacy(start_url(url)))
            }
            _ => None,
        };
        let mut problems = problems.to_vec();
        problems.extend(validate::problems(draft, kind, self.profiles, self.sessions));
        if let Some(url) = draft.entry("sso_start_url") {
            problems.extend(session::start_url(url.visible().unwrap_or_default(), url.source()));
        }
        problems.extend(validate::services(draft, self.services));
        problems.sort_by_key(|problem| problem.source);
        Profile {
            name: draft.name.into(),
            kind,
            session,
            start_url: value("sso_start_url").map(start_url),
            sso_region: value("sso_region").map(Into::into),
            account_id: value("sso_account_id").map(Into::into),
            role_name: value("sso_role_name").map(Into::into),
            region: draft.value("region").map(Into::into),
            source: draft.source(),
            settings: ProfileSettings::default(),
            problems,
        }
    }
}

/// Every key of a profile, in file order.
fn settings<'d>(draft: &Draft<'d>) -> impl Iterator<Item = Setting<'d>> {
    let mut entries: Cow<'_, [Entry<'d>]> = Cow::Borrowed(&draft.entries);
    if !entries.is_sorted_by_key(Entry::source) {
        entries.to_mut().sort_by_key(Entry::source);
    }
    (0..entries.len()).map(move |index| {
        let entry = entries[index];
        Setting { key: entry.key, value: entry.visible(), source: entry.source() }
    })
}
