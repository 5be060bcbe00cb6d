//! Both files together: profiles, sessions and services as botocore has them (`session.py`, `full_config`).

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use super::Reading;
use super::botocore::{Block, Entry, View};
use super::document::{Document, INHERITED};
use super::lint::{self, Divergence};
use super::problem::{of_dropped, of_faults, shown, warning};
use super::section::{self, SectionKind};
use super::validate;
use super::{session, text};
use crate::domain::names::SessionName;
use crate::domain::profile::{ConfigFile, Problem, Profile, ProfileKind, Setting, Source};
use crate::domain::session::SessionId;

/// A profile or session that is being put together.
pub(super) struct Draft<'d> {
    pub name: Cow<'d, str>,
    /// Its header.
    pub source: Source,
    pub entries: Vec<Entry<'d>>,
    pub problems: Vec<Problem>,
    /// The credentials file has `aws_access_key_id` for it: botocore asks that file before it asks others.
    pub access_key_in_credentials: bool,
}

impl<'d> Draft<'d> {
    fn of(name: Cow<'d, str>, source: Source, entries: Vec<Entry<'d>>) -> Self {
        Self { name, source, entries, problems: Vec::new(), access_key_in_credentials: false }
    }

    pub fn entry(&self, key: &str) -> Option<&Entry<'d>> {
        self.entries.iter().find(|entry| entry.key == key)
    }

    /// A value that is there, not empty and no secret.
    pub fn value(&self, key: &str) -> Option<&str> {
        self.entry(key)?.visible().filter(|value| !value.is_empty())
    }
}

/// Drafts in file order. A later section of the same name takes the place of the earlier.
#[derive(Default)]
pub(super) struct Drafts<'d> {
    drafts: Vec<Option<Draft<'d>>>,
    by_name: HashMap<Cow<'d, str>, usize>,
}

impl<'d> Drafts<'d> {
    fn reserve(&mut self, drafts: usize) {
        self.drafts.reserve(drafts);
        self.by_name.reserve(drafts);
    }

    fn iter(&self) -> impl Iterator<Item = &Draft<'d>> {
        self.drafts.iter().flatten()
    }

    pub fn get(&self, name: &str) -> Option<&Draft<'d>> {
        self.drafts[*self.by_name.get(name)?].as_ref()
    }

    /// The index of the new draft.
    fn replace(&mut self, mut draft: Draft<'d>) -> usize {
        let index = self.drafts.len();
        let earlier = self.by_name.insert(draft.name.clone(), index);
        if let Some(earlier) = earlier.and_then(|earlier| self.drafts[earlier].take()) {
            draft.problems.push(warning(
                format!("The section on line {} counts for nothing.", earlier.source.line),
                format!(
                    "Both sections are called {:?}: for the AWS CLI and boto3 this later one replaces the other, the SDKs \
                     merge them or prefer [profile default].",
                    shown(&draft.name)
                ),
                format!("Move the keys of line {} here and remove that section.", earlier.source.line),
                draft.source,
            ));
        }
        self.drafts.push(Some(draft));
        index
    }
}

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
    let mut assembly = Assembly::default();
    assembly.config(&config);
    assembly.credentials(&credentials);
    assembly.finish()
}

#[derive(Default)]
struct Assembly<'d> {
    profiles: Drafts<'d>,
    sessions: Drafts<'d>,
    reading: Reading,
}

impl<'d> Assembly<'d> {
    fn config(&mut self, document: &'d Document) {
        // First, so that its memory can be used again.
        let divergences = lint::divergences(document, ConfigFile::Config);
        let view = View::of(document, ConfigFile::Config);
        self.faults(document, &view, ConfigFile::Config);
        let mut owners = vec![Owner::File; document.sections().len()];
        self.profiles.reserve(view.blocks.len());
        for mut block in view.blocks {
            let (section, merged) = (block.section, std::mem::take(&mut block.merged));
            let owner = self.config_block(block);
            owners[section] = owner;
            merged.into_iter().for_each(|section| owners[section] = owner);
        }
        self.divergences(divergences, &owners);
    }

    fn config_block(&mut self, block: Block<'d>) -> Owner {
        let Block { name, source, entries, .. } = block;
        let kind = match &name {
            Cow::Borrowed(name) => section::of_config(name),
            // The name of a section in a file that is not UTF-8 lives in a copy.
            Cow::Owned(name) => owned(section::of_config(name)),
        };
        match kind {
            SectionKind::Profile(name) => {
                Owner::Profile(self.profiles.replace(Draft::of(name, source, entries)))
            }
            SectionKind::Session(name) => {
                Owner::Session(self.sessions.replace(Draft::of(name, source, entries)))
            }
            SectionKind::Services(name) => {
                let services = entries
                    .iter()
                    .filter(|entry| entry.is_nested())
                    .map(|entry| {
                        let keys = entry.nested().map(|(key, value)| (key.to_owned(), value.to_owned()));
                        (entry.key.to_string(), keys.collect())
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
                self.reading.problems.push(of_dropped(&name, dropped, source));
                Owner::File
            }
            SectionKind::Other => {
                self.reading.problems.extend(without_word(&name, source, &entries));
                Owner::File
            }
        }
    }

    fn credentials(&mut self, document: &'d Document) {
        let file = ConfigFile::Credentials;
        let view = View::of(document, file);
        self.faults(document, &view, file);
        let mut owners = vec![Owner::File; document.sections().len()];
        for Block { name, source, entries, section, merged } in view.blocks {
            let access_key = entries.iter().any(|entry| entry.key == "aws_access_key_id");
            let known = self.profiles.by_name.get(name.as_ref()).copied();
            let index = known.unwrap_or_else(|| self.profiles.replace(Draft::of(name, source, Vec::new())));
            if let Some(draft) = &mut self.profiles.drafts[index] {
                overlay(&mut draft.entries, entries);
                draft.access_key_in_credentials = access_key;
            }
            merged.into_iter().chain([section]).for_each(|section| owners[section] = Owner::Profile(index));
        }
        self.divergences(lint::divergences(document, file), &owners);
    }

    fn faults(&mut self, document: &Document, view: &View<'_>, file: ConfigFile) {
        if !view.faults.is_empty() {
            self.reading.refused.insert(file);
            self.reading.problems.extend(of_faults(document, &view.faults, file));
        }
        let inherited = document.sections().iter().find(|section| {
            document.text(section.name.clone()) == INHERITED && !section.properties.is_empty()
        });
        if let Some(section) = inherited {
            self.reading.problems.push(warning(
                "Every section inherits the keys of [DEFAULT].",
                "For the AWS CLI and boto3 [DEFAULT] in capital letters is not the default profile: its keys count in all \
                 sections of the file. The SDKs ignore it.",
                "Write [default] if it is meant to be the default profile.",
                Source { file, line: section.line + 1 },
            ));
        }
    }

    fn divergences(&mut self, divergences: Vec<Divergence>, owners: &[Owner]) {
        for Divergence { section, refuses, problem } in divergences {
            let draft = match section.and_then(|section| owners.get(section)) {
                Some(Owner::Profile(index)) => self.profiles.drafts[*index].as_mut(),
                Some(Owner::Session(index)) => self.sessions.drafts[*index].as_mut(),
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
        let Self { profiles, sessions, mut reading } = self;
        reading.profiles.reserve_exact(profiles.drafts.len());
        reading.profiles.extend(profiles.iter().map(|draft| {
            let mut profile = profile(draft, &profiles, &sessions);
            profile.problems.extend(validate::services(draft, &reading.services));
            profile
        }));
        reading.sessions = sessions.iter().map(session::named).collect();
        reading.sessions.extend(session::legacy(&reading.profiles));
        reading.problems.sort_by_key(|problem| problem.source);
        for problems in reading
            .profiles
            .iter_mut()
            .map(|profile| &mut profile.problems)
            .chain(reading.sessions.iter_mut().map(|session| &mut session.problems))
        {
            problems.sort_by_key(|problem| problem.source);
        }
        reading
    }
}

fn owned(kind: SectionKind<'_>) -> SectionKind<'static> {
    match kind {
        SectionKind::Profile(name) => SectionKind::Profile(Cow::Owned(name.into_owned())),
        SectionKind::Session(name) => SectionKind::Session(Cow::Owned(name.into_owned())),
        SectionKind::Services(name) => SectionKind::Services(Cow::Owned(name.into_owned())),
        SectionKind::Dropped(dropped) => SectionKind::Dropped(dropped),
        SectionKind::Other => SectionKind::Other,
    }
}

/// A section of the config file such as `[foo]` that holds a profile's keys.
fn without_word(name: &str, source: Source, entries: &[Entry<'_>]) -> Option<Problem> {
    let telling = |key: &str| {
        key.starts_with("sso_")
            || ["region", "role_arn", "source_profile", "credential_process", "aws_access_key_id"]
                .contains(&key)
    };
    entries.iter().any(|entry| !entry.inherited && telling(&entry.key)).then(|| {
        warning(
            format!("The section [{}] counts for nothing.", shown(name)),
            "It holds a profile's keys, but in the config file only [default] and [profile NAME] are profiles.",
            format!("Write [profile {}] if it is meant as a profile.", shown(text::trim(name))),
            source,
        )
    })
}

/// Lays the credentials file's keys over those of the config file.
fn overlay<'d>(entries: &mut Vec<Entry<'d>>, over: Vec<Entry<'d>>) {
    if entries.is_empty() {
        *entries = over;
        return;
    }
    let places: HashMap<String, usize> =
        entries.iter().enumerate().map(|(place, entry)| (entry.key.to_string(), place)).collect();
    for entry in over {
        match places.get(entry.key.as_ref()) {
            Some(&place) => entries[place] = entry,
            None => entries.push(entry),
        }
    }
}

/// The finished profile.
fn profile(draft: &Draft<'_>, profiles: &Drafts<'_>, sessions: &Drafts<'_>) -> Profile {
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
        problems.extend(session::start_url(url.visible().unwrap_or_default(), url.source));
    }
    let mut settings: Vec<Setting> = draft
        .entries
        .iter()
        .map(|entry| Setting {
            key: entry.key.as_ref().into(),
            value: entry.visible().map(Into::into),
            source: entry.source,
        })
        .collect();
    settings.sort_by_key(|setting| setting.source);
    Profile {
        name: draft.name.as_ref().into(),
        kind,
        session,
        start_url: value("sso_start_url").map(Into::into),
        sso_region: value("sso_region").map(Into::into),
        account_id: value("sso_account_id").map(Into::into),
        role_name: value("sso_role_name").map(Into::into),
        region: draft.value("region").map(Into::into),
        source: draft.source,
        settings,
        problems,
    }
}
