//! Files and folders: whether they can be used, and by whom.

use std::path::PathBuf;

use super::entry::Entry;
use super::fix::Remedy;
use super::report::Report;
use crate::domain::finding::{Finding, FindingKind};
use crate::error::Failure;

/// Rights of others: to read, write or enter; to write.
const ANY: u32 = 0o077;
const WRITE: u32 = 0o022;

/// What is known of them.
#[derive(Debug, Clone, Default)]
pub struct FileFacts {
    /// Why a shared file cannot be read, and which.
    pub unreadable: Vec<(PathBuf, Failure)>,
    pub config: Option<Entry>,
    pub credentials: Option<Entry>,
    /// Whether the config file holds keys or tokens.
    pub config_holds_secrets: bool,
    /// Who owns the home folder.
    pub home_owner: Option<u32>,
    /// `~/.aws`.
    pub aws_folder: Option<Entry>,
    pub sso_cache: Option<Entry>,
    /// What the token cache would have to be made in, where it is not there.
    pub above_sso_cache: Option<Entry>,
    pub cli_cache: Option<Entry>,
    /// Files of the caches and this program's backups: all hold secrets.
    pub secrets: Vec<Entry>,
    /// Locks that some process holds now.
    pub held_locks: Vec<PathBuf>,
}

pub fn check(report: &mut Report<'_>, facts: &FileFacts) {
    for (path, failure) in &facts.unreadable {
        let cure = failure.hint.clone().unwrap_or_else(|| "Check who may read it.".to_owned());
        let finding = Finding::new(FindingKind::FileUnreadable, &failure.what, &failure.why, cure);
        report.add_at(finding, path);
    }
    if facts.config.is_none() && facts.credentials.is_none() && facts.unreadable.is_empty() {
        report.add(Finding::new(
            FindingKind::ConfigMissing,
            "There is no config file.",
            "No session and no profile is set up yet.",
            "Set one up with: ssotui configure",
        ));
    }
    for folder in [&facts.sso_cache, &facts.cli_cache].into_iter().flatten() {
        usable(report, folder);
    }
    if let Some(above) = &facts.above_sso_cache
        && let Some((obstacle, cure)) = above.obstacle_within()
    {
        let what = "The folder of the token cache cannot be made.";
        let why = format!("{} {obstacle} No token can be kept.", report.shown(&above.path));
        report.add_at(Finding::new(FindingKind::FolderUnusable, what, why, cure), &above.path);
    }
    owners(report, facts);
    rights(report, facts);
    for path in &facts.held_locks {
        let finding = Finding::new(
            FindingKind::LockHeld,
            "Another process of this program is at work.",
            "It holds a lock; whoever wants to do the same waits for it.",
            "If nothing of it is to be seen, look for a process called ssotui and end it.",
        );
        report.add_at(finding, path);
    }
}

fn usable(report: &mut Report<'_>, folder: &Entry) {
    let Some((obstacle, cure)) = folder.obstacle_within() else { return };
    let why = format!("It {obstacle} No token can be kept.");
    let what = format!("{} cannot be used.", report.shown(&folder.path));
    report.add_at(Finding::new(FindingKind::FolderUnusable, what, why, cure), &folder.path);
}

fn owners(report: &mut Report<'_>, facts: &FileFacts) {
    let Some(home) = facts.home_owner else { return };
    let all = [&facts.config, &facts.credentials, &facts.aws_folder, &facts.sso_cache, &facts.cli_cache];
    for entry in all.into_iter().flatten().chain(&facts.secrets) {
        if entry.owner.is_some_and(|owner| owner != home) {
            let what = format!("{} belongs to another user.", report.shown(&entry.path));
            let finding = Finding::new(
                FindingKind::OwnerDiffers,
                what,
                "Your home folder is yours and this is not, as happens after sudo aws: you may not be able to read or \
                 replace it.",
                "Make it yours again: sudo chown -R \"$(id -un)\" ~/.aws",
            );
            report.add_at(finding, &entry.path);
        }
    }
}

fn rights(report: &mut Report<'_>, facts: &FileFacts) {
    let mut secrets: Vec<&Entry> = facts.secrets.iter().collect();
    secrets.extend(&facts.credentials);
    match &facts.config {
        Some(config) if facts.config_holds_secrets => secrets.push(config),
        Some(config) if config.allows(WRITE) => {
            let finding = Finding::new(
                FindingKind::ConfigOpen,
                "Others may write your config file.",
                "Whoever writes it can make your AWS tools run a program of theirs (credential_process).",
                "Take the right away: chmod go-w",
            );
            report.add_at(finding, &config.path);
            report.fix(Remedy::Restrict { path: config.path.clone(), rights: WRITE });
        }
        _ => {}
    }
    for entry in secrets.into_iter().filter(|entry| !entry.is_folder && entry.allows(ANY)) {
        let what = format!("Others may read {}.", report.shown(&entry.path));
        let finding = Finding::new(
            FindingKind::FileOpen,
            what,
            format!("It holds secrets, and its mode is {:04o}.", entry.mode.unwrap_or_default()),
            "Keep it to yourself: chmod 600",
        );
        report.add_at(finding, &entry.path);
        report.fix(Remedy::Restrict { path: entry.path.clone(), rights: ANY });
    }
    let folders = [&facts.aws_folder, &facts.sso_cache, &facts.cli_cache];
    for folder in folders.into_iter().flatten().filter(|folder| folder.is_folder && folder.allows(WRITE)) {
        let what = format!("Others may write in {}.", report.shown(&folder.path));
        let finding = Finding::new(
            FindingKind::FolderOpen,
            what,
            "Whoever may write in a folder can replace every file in it.",
            "Take the right away: chmod go-w",
        );
        report.add_at(finding, &folder.path);
        report.fix(Remedy::Restrict { path: folder.path.clone(), rights: WRITE });
    }
    if let Some(folder) = &facts.sso_cache
        && folder.is_folder
        && folder.allows(ANY)
        && !folder.allows(WRITE)
    {
        let finding = Finding::new(
            FindingKind::FolderListed,
            "Others may list your token cache.",
            "They see when you sign in and to how many sessions, not the tokens. The AWS CLI makes the folder so.",
            "Keep it to yourself: chmod 700",
        );
        report.add_at(finding, &folder.path);
        report.fix(Remedy::Restrict { path: folder.path.clone(), rights: ANY });
    }
}
