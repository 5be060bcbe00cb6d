//! Noticing that files change under us: another window signs in, an editor saves the config.
//!
//! Folders are watched, not files: most programs save by renaming a new file over the old one. A folder that is not
//! there yet is waited for in the nearest folder above it that is.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::time::{Duration, SystemTime};

use notify::event::{AccessKind, AccessMode, MetadataKind, ModifyKind};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use crate::aws::safe_file::{in_real_folder, real_folder};
use crate::error::Failure;
use crate::paths::Paths;

/// Saving a file is a burst of events: this long after the first one they are told as one change.
const BURST: Duration = Duration::from_millis(100);

/// Ends the watching when dropped.
#[derive(Debug)]
pub struct Watch {
    /// Why not all of the folders are watched.
    pub incomplete: Option<Failure>,
    signals: mpsc::Sender<Signal>,
}

impl Drop for Watch {
    fn drop(&mut self) {
        // The thread is gone already if this fails.
        let _ = self.signals.send(Signal::Stop);
    }
}

/// What the system says about the watched files at one moment.
#[derive(Debug, PartialEq, Eq)]
pub struct Stamps(Vec<(PathBuf, Option<(SystemTime, u64)>)>);

impl Stamps {
    /// As they are now: no file is opened. Of the role credentials only their folder counts, because there may be
    /// thousands.
    pub fn of(paths: &Paths) -> Self {
        let mut files = vec![
            paths.config.clone(),
            paths.credentials.clone(),
            paths.settings.clone(),
            paths.sso_cache.clone(),
            paths.cli_cache.clone(),
        ];
        files.extend(fs::read_dir(&paths.sso_cache).into_iter().flatten().flatten().map(|file| file.path()));
        files.sort();
        let stamp = |path: &PathBuf| {
            let facts = fs::metadata(path).ok()?;
            Some((facts.modified().ok()?, facts.len()))
        };
        Self(files.into_iter().map(|path| (path.clone(), stamp(&path))).collect())
    }
}

#[derive(Debug)]
enum Signal {
    Event(notify::Result<Event>),
    Stop,
}

/// Calls `on_change` (from another thread, coalesced) after any of the watched files or folders changed,
/// also when they do not exist yet, or are replaced by rename. And once when it has begun to watch and they are not as
/// they were `before`: what changes between an earlier reading and now is noticed by nobody else.
///
/// # Errors
/// When the system cannot watch at all.
pub fn watch(
    paths: &Paths,
    before: &Stamps,
    on_change: impl Fn() + Send + 'static,
) -> Result<Watch, Failure> {
    let failure = |error: &dyn std::fmt::Display| {
        Failure::new("Not every change to the files will be noticed.", format!("The system says: {error}."))
            .hint("Reload by hand where the screen seems out of date.")
    };
    let (signals, inbox) = mpsc::channel();
    let events = signals.clone();
    let watcher = notify::recommended_watcher(move |event| {
        let _ = events.send(Signal::Event(event));
    })
    .map_err(|error| failure(&error))?;
    let targets = Targets {
        files: vec![paths.config.clone(), paths.credentials.clone(), paths.settings.clone()],
        caches: vec![paths.sso_cache.clone(), paths.cli_cache.clone()],
    };
    let mut watching = Watching { watcher, targets, map: Map::default() };
    let incomplete = watching.rewatch().map(|error| failure(&error));
    let is_changed = Stamps::of(paths) != *before;
    std::thread::Builder::new()
        .name("watch".into())
        .spawn(move || {
            if is_changed {
                on_change();
            }
            watching.run(&inbox, &on_change);
        })
        .map_err(|error| failure(&error))?;
    Ok(Watch { incomplete, signals })
}

/// What is watched, as configured.
struct Targets {
    files: Vec<PathBuf>,
    /// Folders whose `.json` files count.
    caches: Vec<PathBuf>,
}

/// What is watched, as it lies on the disk at the moment: without symbolic links, as events name it.
#[derive(Debug, Default, PartialEq, Eq)]
struct Map {
    files: BTreeSet<PathBuf>,
    caches: BTreeSet<PathBuf>,
    /// The folders to watch, all of which exist.
    folders: BTreeSet<PathBuf>,
}

impl Map {
    fn of(targets: &Targets) -> Self {
        let mut map = Self::default();
        for file in &targets.files {
            // AWS_CONFIG_FILE may be relative.
            let file = &std::path::absolute(file).unwrap_or_else(|_| file.clone());
            map.files.insert(in_real_folder(file));
            if let Ok(target) = fs::read_link(file) {
                // A link is not resolved by the folder it lies in: its target changes in a folder of its own.
                let target = file.parent().unwrap_or(Path::new("")).join(target);
                map.files.insert(fs::canonicalize(file).unwrap_or_else(|_| in_real_folder(&target)));
            }
        }
        map.caches.extend(targets.caches.iter().map(|folder| real_folder(folder)));
        let parents = map.files.iter().filter_map(|file| file.parent());
        for folder in parents.chain(map.caches.iter().map(PathBuf::as_path)) {
            // The folder's own coming and going is seen in the one above.
            for folder in folder.ancestors().filter(|folder| folder.is_dir()).take(2) {
                map.folders.insert(folder.to_path_buf());
            }
        }
        map
    }

    /// Whether something happened to a watched file.
    fn concerns(&self, path: &Path) -> bool {
        self.files.contains(path)
            || (path.extension().is_some_and(|extension| extension == "json")
                && path.parent().is_some_and(|folder| self.caches.contains(folder)))
    }

    /// Whether something happened to a folder on the way to a watched file.
    fn leads_through(&self, path: &Path) -> bool {
        self.caches.iter().any(|folder| folder.starts_with(path))
            || self.files.iter().any(|file| file.parent().is_some_and(|folder| folder.starts_with(path)))
    }
}

struct Watching {
    watcher: RecommendedWatcher,
    targets: Targets,
    map: Map,
}

impl Watching {
    fn run(mut self, inbox: &mpsc::Receiver<Signal>, on_change: &dyn Fn()) {
        while let Ok(first) = inbox.recv() {
            let (mut changed, mut moved) = (false, false);
            if !self.look_at(&first, &mut changed, &mut moved) {
                return;
            }
            if !changed {
                continue;
            }
            std::thread::sleep(BURST);
            while let Ok(next) = inbox.try_recv() {
                if !self.look_at(&next, &mut changed, &mut moved) {
                    return;
                }
            }
            if moved || Map::of(&self.targets) != self.map {
                self.rewatch();
            }
            on_change();
        }
    }

    /// Notes what a signal means; false when it means the end.
    fn look_at(&self, signal: &Signal, changed: &mut bool, moved: &mut bool) -> bool {
        match signal {
            Signal::Stop => return false,
            // Events were lost: anything may have happened.
            Signal::Event(Err(_)) => (*changed, *moved) = (true, true),
            Signal::Event(Ok(event)) if event.need_rescan() => (*changed, *moved) = (true, true),
            Signal::Event(Ok(event)) if is_change(event.kind) => {
                for path in &event.paths {
                    let leads = self.map.leads_through(path);
                    *moved |= leads;
                    *changed |= leads || self.map.concerns(path);
                }
            }
            Signal::Event(Ok(_)) => {}
        }
        true
    }

    /// Watches the folders that are there now, and none that is not. Every watch is set anew: a folder that was
    /// replaced has the same name and is another one. Gives the last reason why one is left out that is there.
    fn rewatch(&mut self) -> Option<notify::Error> {
        let mut refusal = None;
        // Folders may come while this runs: until nothing new is seen, but not for ever.
        for _ in 0..8 {
            for folder in &self.map.folders {
                // It may be gone, and its watch with it.
                let _ = self.watcher.unwatch(folder);
            }
            self.map = Map::of(&self.targets);
            refusal = None;
            self.map.folders.retain(|folder| {
                // One that cannot be watched (too many watches, no permission) leaves the others.
                let watched = self.watcher.watch(folder, RecursiveMode::NonRecursive);
                watched.map_err(|error| refusal = Some(error)).is_ok()
            });
            if Map::of(&self.targets).folders.is_subset(&self.map.folders) {
                return None;
            }
        }
        refusal
    }
}

/// Whether an event means that something is different now. Reading is none: we read ourselves, each time.
fn is_change(kind: EventKind) -> bool {
    match kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => true,
        EventKind::Access(_) | EventKind::Modify(ModifyKind::Metadata(MetadataKind::AccessTime)) => false,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::testing;

    /// Waits for a change, with a deadline that only a failing test reaches.
    fn expect_change(changes: &mpsc::Receiver<()>, what: &str) {
        changes.recv_timeout(Duration::from_secs(60)).unwrap_or_else(|_| panic!("{what} was not noticed"));
        while changes.recv_timeout(BURST * 3).is_ok() {}
    }

    fn start(paths: &Paths) -> (Watch, mpsc::Receiver<()>) {
        let (sender, changes) = mpsc::channel();
        let watch = watch(paths, &Stamps::of(paths), move || {
            let _ = sender.send(());
        });
        (watch.expect("watching"), changes)
    }

    #[test]
    fn files_that_do_not_exist_yet_are_noticed() {
        let (_home, paths) = testing::home();
        let (_watch, changes) = start(&paths);
        fs::create_dir_all(&paths.sso_cache).expect("folders");
        expect_change(&changes, "the new cache folder");
        fs::write(paths.sso_cache.join("x.json"), "{}").expect("write");
        expect_change(&changes, "a token in the new folder");
        fs::write(&paths.config, "[default]").expect("write");
        expect_change(&changes, "the new config");
        fs::create_dir_all(paths.settings.parent().expect("parent")).expect("folders");
        fs::write(&paths.settings, "").expect("write");
        expect_change(&changes, "the new settings");
    }

    #[test]
    fn what_changed_before_the_watching_is_noticed() {
        let (_home, paths) = testing::home();
        fs::create_dir_all(&paths.sso_cache).expect("folders");
        let token = paths.sso_cache.join("x.json");
        fs::write(&token, "{}").expect("write");
        for path in [&token, &paths.config] {
            let before = Stamps::of(&paths);
            assert_eq!(before, Stamps::of(&paths));
            fs::write(path, "changed").expect("write");
            let (sender, changes) = mpsc::channel();
            let watch = watch(&paths, &before, move || {
                let _ = sender.send(());
            });
            expect_change(&changes, "what was changed before");
            drop(watch);
        }
    }

    #[test]
    fn a_file_replaced_by_rename_is_noticed() {
        let (_home, paths) = testing::home();
        fs::create_dir_all(&paths.sso_cache).expect("folders");
        fs::write(&paths.config, "old").expect("write");
        let (_watch, changes) = start(&paths);
        let draft = paths.config.with_extension("tmp");
        fs::write(&draft, "new").expect("write");
        fs::rename(&draft, &paths.config).expect("rename");
        expect_change(&changes, "the renamed config");
        fs::remove_file(&paths.config).expect("removed");
        expect_change(&changes, "the removed config");
    }

    // On Windows a watched folder is open, and some systems tell of its removal only once it is not.
    #[cfg(unix)]
    #[test]
    fn a_folder_that_goes_and_comes_back_is_watched_again() {
        let (_home, paths) = testing::home();
        fs::create_dir_all(&paths.sso_cache).expect("folders");
        let (_watch, changes) = start(&paths);
        fs::remove_dir_all(&paths.sso_cache).expect("removed");
        expect_change(&changes, "the removed cache");
        fs::create_dir_all(&paths.sso_cache).expect("folders");
        expect_change(&changes, "the cache that is back");
        fs::write(paths.sso_cache.join("x.json"), "{}").expect("write");
        expect_change(&changes, "a token in the folder that is back");
    }

    #[test]
    fn reading_and_other_files_are_no_change() {
        let (_home, paths) = testing::home();
        fs::create_dir_all(&paths.sso_cache).expect("folders");
        fs::write(&paths.config, "x").expect("write");
        let map =
            Map::of(&Targets { files: vec![paths.config.clone()], caches: vec![paths.sso_cache.clone()] });
        let aws = fs::canonicalize(paths.config.parent().expect("parent")).expect("folder");
        assert!(map.concerns(&aws.join("config")));
        assert!(map.concerns(&aws.join("sso").join("cache").join("a.json")));
        assert!(!map.concerns(&aws.join("sso").join("cache").join("a.tmp")));
        assert!(!map.concerns(&aws.join("config.tmp")));
        assert!(map.leads_through(&aws.join("sso")));
        assert!(!map.leads_through(&aws.join("cli")));
        assert!(!is_change(EventKind::Access(AccessKind::Open(AccessMode::Any))));
        assert!(is_change(EventKind::Access(AccessKind::Close(AccessMode::Write))));
    }

    #[cfg(unix)]
    #[test]
    fn the_target_of_a_linked_config_is_watched() {
        let (home, paths) = testing::home();
        let dotfiles = home.path().join("dotfiles");
        fs::create_dir_all(&dotfiles).expect("folder");
        fs::create_dir_all(paths.config.parent().expect("parent")).expect("folder");
        fs::write(dotfiles.join("aws-config"), "x").expect("write");
        std::os::unix::fs::symlink(dotfiles.join("aws-config"), &paths.config).expect("link");
        let (_watch, changes) = start(&paths);
        fs::write(dotfiles.join("aws-config"), "y").expect("write");
        expect_change(&changes, "the link's target");
    }

    #[test]
    fn dropping_ends_it() {
        let (_home, paths) = testing::home();
        let (watch, changes) = start(&paths);
        drop(watch);
        assert_eq!(changes.recv(), Err(mpsc::RecvError), "the thread and its closure are gone");
    }
}
