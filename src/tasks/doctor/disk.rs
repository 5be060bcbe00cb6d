//! Everything that the doctor reads from the disk, at one moment.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::caches::{CacheFacts, SessionFiles};
use super::entry::Entry;
use super::environment::EnvironmentFacts;
use super::files::FileFacts;
use super::program::ProgramFacts;
use super::report::Report;
use super::ways::{self, Way};
use super::{Surroundings, access, caches, config, environment, files, program, tools};
use crate::aws::cache_listing::{self, CacheFile, Content};
use crate::aws::{probe, token_cache};
use crate::aws_config::{self, Reading};
use crate::domain::finding::Place;
use crate::domain::inventory::SessionEntry;
use crate::domain::network::ProfileNetwork;
use crate::domain::organization::Organization;
use crate::domain::profile::{ConfigFile, Profile};
use crate::domain::session::{Session, SessionId};
use crate::paths::{Env, Paths};
use crate::tasks::{load, organization_cache};

/// What lies on the disk.
pub struct Disk {
    pub reading: Reading,
    pub sessions: Vec<SessionFiles>,
    /// What earlier enumerations found.
    pub organizations: BTreeMap<SessionId, Organization>,
    config_text: String,
    sso_cache: Vec<CacheFile>,
    cli_cache: Vec<CacheFile>,
    unreadable_accounts: Vec<PathBuf>,
    files: FileFacts,
    program: ProgramFacts,
    ways: Vec<Way>,
}

impl Disk {
    /// Blocking.
    pub fn read(paths: &Paths, surroundings: &Surroundings) -> Self {
        let mut unreadable = Vec::new();
        let mut read = |path: &PathBuf| match load::read(paths, path) {
            Ok(bytes) => bytes,
            Err(failure) => {
                unreadable.push((path.clone(), failure));
                None
            }
        };
        let (config, credentials) = (read(&paths.config), read(&paths.credentials));
        let config_bytes = config.unwrap_or_default();
        let reading = aws_config::read(&config_bytes, &credentials.unwrap_or_default());
        let sessions: Vec<SessionFiles> =
            reading.sessions.iter().map(|session| session_files(paths, session)).collect();
        let organizations = reading
            .sessions
            .iter()
            .filter_map(|session| Some((session.id.clone(), organization_cache::load(paths, session)?)))
            .collect();
        let unreadable_accounts = reading
            .sessions
            .iter()
            .filter(|session| organization_cache::load(paths, session).is_none())
            .map(|session| organization_cache::path(paths, session))
            .filter(|path| path.is_file())
            .collect();
        let sso_cache = cache_listing::sso_cache(paths).unwrap_or_default();
        let cli_cache = cache_listing::cli_cache(paths).unwrap_or_default();
        let config_holds_secrets = reading
            .profiles
            .iter()
            .flat_map(|profile| profile.settings.iter())
            .any(|setting| setting.value.is_none() && setting.source.file == ConfigFile::Config);
        let files = FileFacts {
            unreadable,
            config: Entry::of(&paths.config),
            credentials: Entry::of(&paths.credentials),
            config_holds_secrets,
            home_owner: surroundings.env.home().and_then(|home| Entry::of(&home)?.owner),
            aws_folder: aws_folder(paths).and_then(|folder| Entry::of(&folder)),
            sso_cache: Entry::of(&paths.sso_cache),
            above_sso_cache: Entry::above(&paths.sso_cache),
            cli_cache: Entry::of(&paths.cli_cache),
            secrets: secrets(paths, &sso_cache, &cli_cache),
            held_locks: held_locks(&paths.state.join("locks")),
        };
        let program = ProgramFacts {
            settings: surroundings.settings.clone(),
            settings_place: Place {
                file: paths.settings.clone(),
                shown: paths.display(&paths.settings),
                line: None,
            },
            state: Entry::of(&paths.state),
            above_state: Entry::above(&paths.state),
            can_open_pages: surroundings.can_open_pages,
            has_clipboard: surroundings.has_clipboard,
        };
        Self {
            sessions,
            organizations,
            config_text: String::from_utf8_lossy(&config_bytes).into_owned(),
            sso_cache,
            cli_cache,
            unreadable_accounts,
            files,
            program,
            ways: ways::gather(&surroundings.env, &reading),
            reading,
        }
    }

    /// All checks that need nothing but this.
    pub fn check(&self, report: &mut Report<'_>, surroundings: &Surroundings, now: Timestamp) {
        let env = &surroundings.env;
        files::check(report, &self.files);
        let environment = EnvironmentFacts {
            env,
            profiles: self.reading.profiles.iter().map(|profile| profile.name.as_str()).collect(),
            profiles_known: self.files.unreadable.is_empty(),
            config_exists: self.files.config.is_some(),
            credentials_exist: self.files.credentials.is_some(),
            ca_bundle: probe::ca_bundle_failure(env, &ProfileNetwork::default()),
            bad_proxies: probe::bad_proxies(env),
        };
        environment::check(report, &environment);
        config::check(report, &self.reading);
        ways::check(report, &self.ways);
        let is_installed = |program: &str| (surroundings.is_installed)(env, program);
        tools::check(report, &self.reading.profiles, &self.config_text, &is_installed);
        caches::check(report, &self.cache_facts(now));
        program::check(report, &self.program);
    }

    fn cache_facts(&self, now: Timestamp) -> CacheFacts {
        let files = self.sso_cache.iter().chain(&self.cli_cache).map(|file| &file.path);
        let entries: HashMap<PathBuf, Entry> = files
            .chain(&self.unreadable_accounts)
            .filter_map(|path| Some((path.clone(), Entry::of(path)?)))
            .collect();
        CacheFacts {
            now,
            sessions: self.sessions.clone(),
            sso_cache: self.sso_cache.clone(),
            cli_cache: self.cli_cache.clone(),
            unreadable_accounts: self.unreadable_accounts.clone(),
            entries,
        }
    }

    /// The way to AWS on which sessions are reached: that of the current profile.
    pub fn network(&self, env: &Env) -> ProfileNetwork {
        let current = env.current_profile();
        let profile = self.reading.profiles.iter().find(|profile| profile.name.as_str() == current);
        profile.map(|it| ProfileNetwork::of(&it.settings, &self.reading.services)).unwrap_or_default()
    }

    /// The profiles that use a session themselves.
    pub fn profiles_of(&self, id: &SessionId) -> Vec<Profile> {
        let uses = |profile: &&Profile| profile.session.as_ref() == Some(id);
        self.reading.profiles.iter().filter(uses).cloned().collect()
    }
}

fn session_files(paths: &Paths, session: &Session) -> SessionFiles {
    let registration = match (&session.sso_region, &session.start_url) {
        (Some(region), Some(url)) => Some(access::key(session, region, url).path(paths)),
        _ => None,
    };
    SessionFiles {
        token: token_cache::path(paths, &session.id),
        registration,
        entry: SessionEntry {
            token: token_cache::read(paths, &session.id),
            session: session.clone(),
            profiles: 0,
        },
    }
}

/// `~/.aws`: the caches lie in it wherever the config file is.
fn aws_folder(paths: &Paths) -> Option<PathBuf> {
    Some(paths.sso_cache.parent()?.parent()?.to_path_buf())
}

/// What the system says of every file that holds a secret beside the shared files: caches and backups.
fn secrets(paths: &Paths, sso_cache: &[CacheFile], cli_cache: &[CacheFile]) -> Vec<Entry> {
    let holds_secrets = |file: &&CacheFile| !matches!(file.content, Content::Other);
    let cached = sso_cache.iter().chain(cli_cache).filter(holds_secrets).map(|file| file.path.clone());
    let backups = list(&paths.state.join("backups")).into_iter().flat_map(|folder| list(&folder));
    cached.chain(backups).filter_map(|path| Entry::of(&path)).collect()
}

/// What lies in a folder; nothing where it cannot be listed.
fn list(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    paths
}

/// The locks that cannot be had at once. One that can is given back at once.
fn held_locks(folder: &Path) -> Vec<PathBuf> {
    let is_held = |path: &PathBuf| {
        let file = fs::OpenOptions::new().read(true).write(true).open(path);
        file.is_ok_and(|file| matches!(file.try_lock(), Err(fs::TryLockError::WouldBlock)))
    };
    let is_lock = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "lock");
    list(folder).into_iter().filter(|path| is_lock(path) && is_held(path)).collect()
}
