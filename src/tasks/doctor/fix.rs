//! What `--fix` does: only what takes nothing away that anybody needs. A file is moved, never deleted; the config
//! file is changed through [`super::super::apply`], which keeps a backup.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::entry::Entry;
use super::report::Diagnosis;
use crate::aws::clock::Clock;
use crate::aws::safe_file;
use crate::aws_config::edit::Edit;
use crate::aws_config::plan::Plan;
use crate::domain::finding::FindingKind;
use crate::error::Failure;
use crate::paths::Paths;
use crate::tasks::apply;

/// More than any file of a cache has.
const MOST_BYTES: u64 = 64 * 1024 * 1024;

/// What is done with one yes: the remedies of all findings of a kind, or everything that changes the config file.
#[derive(Debug, Clone)]
pub struct Fix {
    /// What it mends.
    pub kinds: BTreeSet<FindingKind>,
    /// Whether these are changes to the config file.
    pub is_edit: bool,
    remedies: Vec<Remedy>,
}

/// What can be done about findings. The config file is changed in one go, so that one undo takes it back.
pub fn fixes(diagnoses: &[Diagnosis]) -> Vec<Fix> {
    let mut fixes: Vec<Fix> = Vec::new();
    let mut edit = Fix { kinds: BTreeSet::new(), is_edit: true, remedies: Vec::new() };
    let mut edits: Vec<Edit> = Vec::new();
    for diagnosis in diagnoses {
        let kind = diagnosis.finding.kind;
        match &diagnosis.remedy {
            None => {}
            Some(Remedy::Edit(plan)) => {
                edit.kinds.insert(kind);
                edits.extend(
                    plan.edits.iter().filter(|new| !edits.contains(new)).cloned().collect::<Vec<_>>(),
                );
            }
            Some(remedy) => match fixes.iter_mut().find(|fix| fix.kinds.contains(&kind)) {
                Some(fix) if fix.remedies.contains(remedy) => {}
                Some(fix) => fix.remedies.push(remedy.clone()),
                None => fixes.push(Fix {
                    kinds: BTreeSet::from([kind]),
                    is_edit: false,
                    remedies: vec![remedy.clone()],
                }),
            },
        }
    }
    if !edits.is_empty() {
        edit.remedies.push(Remedy::Edit(Plan::new("Mend the config file", edits)));
        fixes.push(edit);
    }
    fixes
}

impl Fix {
    /// What it does, as an order.
    pub fn title(&self, paths: &Paths) -> String {
        match self.remedies.as_slice() {
            [only] => only.title(paths),
            many => {
                let about = self.kinds.first().and_then(|kind| kind.row().fix).unwrap_or_default();
                let mut letters = about.chars();
                let capital: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
                format!("{capital}{}: {} of them", letters.as_str(), many.len())
            }
        }
    }

    /// What it does in detail, line by line. Blocking.
    ///
    /// # Errors
    /// As [`apply::preview`].
    pub fn details(&self, paths: &Paths) -> Result<Vec<String>, Failure> {
        match self.remedies.as_slice() {
            [only] => only.details(paths),
            many => Ok(many.iter().map(|remedy| remedy.title(paths)).collect()),
        }
    }

    /// Does it, as far as it can be done. Blocking.
    ///
    /// # Errors
    /// What could not be done; the rest is.
    pub fn apply(&self, paths: &Paths, clock: &dyn Clock) -> Result<(), Vec<Failure>> {
        let failures: Vec<Failure> =
            self.remedies.iter().filter_map(|remedy| remedy.apply(paths, clock).err()).collect();
        if failures.is_empty() { Ok(()) } else { Err(failures) }
    }
}

/// Something that can safely be done about a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remedy {
    /// Takes these rights away (Unix).
    Restrict { path: PathBuf, rights: u32 },
    /// Moves these files into the state folder, unless they have changed since they were looked at.
    SetAside(Vec<Entry>),
    /// Changes the config file.
    Edit(Plan),
}

impl Remedy {
    /// What it does, as an order.
    pub fn title(&self, paths: &Paths) -> String {
        match self {
            Self::Restrict { path, rights } => {
                let who = if rights & 0o044 == 0 {
                    "Let nobody else write"
                } else {
                    "Let nobody else read or write"
                };
                format!("{who} {}", paths.display(path))
            }
            Self::SetAside(entries) => match entries.as_slice() {
                [only] => format!("Move {} to {}", paths.display(&only.path), paths.display(&folder(paths))),
                many => format!("Move {} files to {}", many.len(), paths.display(&folder(paths))),
            },
            Self::Edit(plan) => plan.title.clone(),
        }
    }

    /// What it does in detail, line by line: files, or the difference of the config file. Blocking.
    ///
    /// # Errors
    /// As [`apply::preview`].
    pub fn details(&self, paths: &Paths) -> Result<Vec<String>, Failure> {
        match self {
            Self::Restrict { .. } => Ok(Vec::new()),
            Self::SetAside(entries) if entries.len() == 1 => Ok(Vec::new()),
            Self::SetAside(entries) => Ok(entries.iter().map(|entry| paths.display(&entry.path)).collect()),
            Self::Edit(plan) => {
                let diff = apply::preview(paths, plan)?.diff().to_string();
                Ok(diff.lines().map(str::to_owned).collect())
            }
        }
    }

    /// Does it. Blocking.
    ///
    /// # Errors
    /// When the system refuses; when a file has changed since; as [`apply::apply`].
    pub fn apply(&self, paths: &Paths, clock: &dyn Clock) -> Result<(), Failure> {
        match self {
            Self::Restrict { path, rights } => restrict(path, *rights).map_err(|error| {
                Failure::new(
                    format!("The rights of {} stay as they are.", paths.display(path)),
                    format!("The system says: {error}."),
                )
                .hint("Change them as the owner of the file.")
            }),
            Self::SetAside(entries) => entries.iter().try_for_each(|entry| set_aside(paths, entry)),
            Self::Edit(plan) => apply::apply(paths, clock, plan).map(drop),
        }
    }
}

#[cfg(unix)]
fn restrict(path: &Path, rights: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mut permissions = fs::metadata(path)?.permissions();
    permissions.set_mode(permissions.mode() & !rights);
    fs::set_permissions(path, permissions)
}

/// Windows has no such rights: nothing is ever found there.
#[cfg(not(unix))]
fn restrict(_: &Path, _: u32) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Where files are moved to.
fn folder(paths: &Paths) -> PathBuf {
    paths.state.join("set-aside")
}

fn set_aside(paths: &Paths, entry: &Entry) -> Result<(), Failure> {
    let path = &entry.path;
    let stays = |why: String| Failure::new(format!("{} stays where it is.", paths.display(path)), why);
    let Some(now) = Entry::of(path) else { return Ok(()) };
    if (now.bytes, now.modified) != (entry.bytes, entry.modified) {
        return Err(
            stays("It has been changed since it was looked at.".to_owned()).hint("Ask the doctor again.")
        );
    }
    move_into(&folder(paths), path).map_err(|error| stays(format!("The system says: {error}.")))
}

/// Moves a file under its name, or that name with a number.
fn move_into(folder: &Path, path: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    restrict_folder(folder)?;
    let name = path.file_name().unwrap_or_default();
    let numbered = |number: u32| {
        let mut name = name.to_os_string();
        if number > 0 {
            name.push(format!(".{number}"));
        }
        folder.join(name)
    };
    let target = (0..u32::MAX).map(numbered).find(|target| fs::symlink_metadata(target).is_err());
    let target = target.ok_or(io::ErrorKind::AlreadyExists)?;
    match fs::rename(path, &target) {
        Err(error) if error.kind() == io::ErrorKind::CrossesDevices => {
            let bytes = safe_file::read(path, MOST_BYTES)?.unwrap_or_default();
            safe_file::replace(&target, &bytes)?;
            safe_file::remove(path).map(drop)
        }
        other => other,
    }
}

#[cfg(unix)]
fn restrict_folder(folder: &Path) -> io::Result<()> {
    restrict(folder, 0o077)
}

#[cfg(not(unix))]
fn restrict_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::clock::SystemClock;
    use crate::aws::testing;

    #[test]
    fn files_are_moved_and_never_over_another() {
        let (_home, paths) = testing::home();
        fs::create_dir_all(&paths.sso_cache).expect("a folder");
        let file = paths.sso_cache.join("x.json");
        for content in ["one", "two"] {
            fs::write(&file, content).expect("written");
            let remedy = Remedy::SetAside(vec![Entry::of(&file).expect("an entry")]);
            assert!(remedy.title(&paths).contains("x.json"), "{}", remedy.title(&paths));
            remedy.apply(&paths, &SystemClock).expect("moved");
            assert!(!file.exists());
            remedy.apply(&paths, &SystemClock).expect("nothing left to do");
        }
        let kept = |name: &str| fs::read_to_string(folder(&paths).join(name)).expect("kept");
        assert_eq!((kept("x.json").as_str(), kept("x.json.1").as_str()), ("one", "two"));
    }

    #[test]
    fn a_file_that_has_changed_meanwhile_stays() {
        let (_home, paths) = testing::home();
        fs::create_dir_all(&paths.sso_cache).expect("a folder");
        let file = paths.sso_cache.join("x.json");
        fs::write(&file, "{").expect("written");
        let remedy = Remedy::SetAside(vec![Entry::of(&file).expect("an entry")]);
        fs::write(&file, "{\"a\": 1}").expect("written");
        let failure = remedy.apply(&paths, &SystemClock).expect_err("changed");
        assert!(failure.why.contains("changed") && file.exists(), "{failure}");
    }

    #[cfg(unix)]
    #[test]
    fn only_the_rights_named_go() {
        use std::os::unix::fs::PermissionsExt;
        let (_home, paths) = testing::home();
        fs::create_dir_all(&paths.sso_cache).expect("a folder");
        let file = paths.sso_cache.join("x.json");
        fs::write(&file, "").expect("written");
        for (before, rights, after) in [(0o666, 0o022, 0o644), (0o640, 0o077, 0o600), (0o400, 0o077, 0o400)] {
            fs::set_permissions(&file, fs::Permissions::from_mode(before)).expect("set");
            let remedy = Remedy::Restrict { path: file.clone(), rights };
            remedy.apply(&paths, &SystemClock).expect("restricted");
            assert_eq!(fs::metadata(&file).expect("a file").permissions().mode() & 0o777, after);
        }
    }
}
