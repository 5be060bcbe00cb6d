//! Tokens, registrations and cached credentials: what cannot be used, and what is of no more use.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp};

use super::entry::Entry;
use super::fix::Remedy;
use super::report::Report;
use crate::aws::cache_listing::{CacheFile, Content};
use crate::domain::command_line;
use crate::domain::finding::{Finding, FindingKind};
use crate::domain::inventory::SessionEntry;
use crate::domain::token::TokenFile;

/// A temporary file this old belongs to nobody who still writes it.
const LEFT_BEHIND: SignedDuration = SignedDuration::from_hours(24);

/// A session with the files that are its own.
#[derive(Debug, Clone)]
pub struct SessionFiles {
    pub entry: SessionEntry,
    pub token: PathBuf,
    /// `None` for a session without start URL or region.
    pub registration: Option<PathBuf>,
}

/// What is known of the caches.
#[derive(Debug, Clone)]
pub struct CacheFacts {
    pub now: Timestamp,
    pub sessions: Vec<SessionFiles>,
    pub sso_cache: Vec<CacheFile>,
    pub cli_cache: Vec<CacheFile>,
    /// Lists of accounts and roles that this program cannot read.
    pub unreadable_accounts: Vec<PathBuf>,
    /// What the system says of all these files.
    pub entries: HashMap<PathBuf, Entry>,
}

pub fn check(report: &mut Report<'_>, facts: &CacheFacts) {
    for session in &facts.sessions {
        check_session(report, facts, session);
    }
    let is_of_session = |path: &Path| facts.sessions.iter().any(|session| session.token == path);
    for file in facts.sso_cache.iter().filter(|file| !is_of_session(&file.path)) {
        check_file(report, facts, file);
    }
    for file in &facts.cli_cache {
        match &file.content {
            Content::Broken { why, .. } => {
                let finding = Finding::new(
                    FindingKind::CacheFileBroken,
                    "Cached role credentials cannot be read.",
                    why,
                    "Move the file away: the AWS CLI fetches new ones.",
                );
                report.add_at(finding, &file.path);
                aside(report, facts, &[&file.path]);
            }
            Content::Temporary => leftover(report, facts, &file.path),
            _ => {}
        }
    }
    expired_credentials(report, facts);
    for path in &facts.unreadable_accounts {
        let finding = Finding::new(
            FindingKind::AccountsUnreadable,
            "A list of accounts and roles cannot be used.",
            "It was damaged, or written by another version of this program.",
            "Nothing to do: it is fetched again when it is needed.",
        );
        report.add_at(finding, path);
        aside(report, facts, &[path]);
    }
}

/// Lets `--fix` move these files, as they were found.
fn aside(report: &mut Report<'_>, facts: &CacheFacts, paths: &[&Path]) {
    let entries: Vec<Entry> = paths.iter().filter_map(|path| facts.entries.get(*path).cloned()).collect();
    if !entries.is_empty() && entries.iter().all(|entry| !entry.is_folder) {
        report.fix(Remedy::SetAside(entries));
    }
}

fn check_session(report: &mut Report<'_>, facts: &CacheFacts, session: &SessionFiles) {
    let id = &session.entry.session.id;
    let token = match &session.entry.token {
        TokenFile::Missing => return,
        TokenFile::Broken { why, cure } => {
            let what = format!("Session {id}: its token file cannot be used.");
            report.add_at(Finding::new(FindingKind::TokenBroken, what, why, cure), &session.token);
            // What may not be read need not be broken.
            if matches!(content(facts, &session.token), Some(Content::Broken { .. })) {
                aside(report, facts, &[&session.token]);
            }
            return;
        }
        TokenFile::Present(token) => token,
    };
    if session.entry.token_is_of_another_session() {
        let stored = |text: &Option<String>| text.as_deref().unwrap_or("?").to_owned();
        let finding = Finding::new(
            FindingKind::TokenElsewhere,
            format!("Session {id}: its token is another's."),
            format!(
                "It was issued for {} in {}, and AWS tools go by the session's name alone.",
                stored(&token.start_url),
                stored(&token.region)
            ),
            format!("Sign in again: {}", command_line::login(id.cache_key(), true)),
        );
        report.add_at(finding, &session.token);
    }
    if let Some(Content::Token { spelling: Some(why), .. }) = content(facts, &session.token) {
        let finding = Finding::new(
            FindingKind::TokenSpelling,
            format!("Session {id}: not every SDK can read its token file."),
            *why,
            format!(
                "Sign in with this program or the AWS CLI: {}",
                command_line::login(id.cache_key(), true)
            ),
        );
        report.add_at(finding, &session.token);
    }
    let is_valid = facts.now < token.expires_at;
    if is_valid && !id.is_legacy() && token.renewable_until.is_none() {
        let finding = Finding::new(
            FindingKind::TokenNotRenewable,
            format!("Session {id}: its token cannot be renewed."),
            "It came without a refresh token, as from a sign-in that registered no scopes.",
            format!(
                "Sign in with this program, which asks for one: {}",
                command_line::login(id.cache_key(), true)
            ),
        );
        report.add_at(finding, &session.token);
    }
}

fn content<'f>(facts: &'f CacheFacts, path: &Path) -> Option<&'f Content> {
    facts.sso_cache.iter().find(|file| file.path == path).map(|file| &file.content)
}

/// A file of the token cache that is no session's token.
fn check_file(report: &mut Report<'_>, facts: &CacheFacts, file: &CacheFile) {
    let path = &file.path;
    match &file.content {
        Content::Token { facts: token, .. } => {
            let whose = token.start_url.as_deref().unwrap_or("nothing that it names");
            if token.expires_at <= facts.now && token.renewable_until.is_none_or(|until| until <= facts.now) {
                let finding = Finding::new(
                    FindingKind::TokenForeignExpired,
                    "A token of no session here is over.",
                    format!("It was issued for {whose}, and cannot be renewed."),
                    "Delete the file, or leave it.",
                );
                report.add_at(finding, path);
                aside(report, facts, &[path]);
            } else {
                let finding = Finding::new(
                    FindingKind::TokenForeign,
                    "A token is of no session here.",
                    format!(
                        "It was issued for {whose}: by another tool, or for a session that was renamed or removed."
                    ),
                    "Nothing to do, unless you know that nobody needs it: aws sso logout ends all there are.",
                );
                report.add_at(finding, path);
            }
        }
        Content::Registration { expires_at: Some(expires_at) } if *expires_at <= facts.now => {
            let finding = Finding::new(
                FindingKind::RegistrationExpired,
                "A client registration is over.",
                "It is of no use any more; the next sign-in makes a new one.",
                "Delete the file, or leave it.",
            );
            report.add_at(finding, path);
            // Other tools' have names that are no hash: theirs to clean up.
            if is_hash(path) {
                aside(report, facts, &[path]);
            }
        }
        Content::Broken { why, .. } => {
            let owner = facts.sessions.iter().find(|session| session.registration.as_deref() == Some(path));
            let finding = match owner {
                Some(session) => Finding::new(
                    FindingKind::RegistrationBroken,
                    format!("Session {}: its client registration cannot be read.", session.entry.session.id),
                    format!("{why} aws sso login fails on it."),
                    "Move the file away, then sign in.",
                ),
                None => Finding::new(
                    FindingKind::CacheFileBroken,
                    "A file of the token cache cannot be read.",
                    why,
                    "Move the file away: whoever needs it makes a new one.",
                ),
            };
            report.add_at(finding, path);
            if owner.is_some() || is_hash(path) {
                aside(report, facts, &[path]);
            }
        }
        Content::Temporary => leftover(report, facts, path),
        _ => {}
    }
}

/// Whether the name is one that the AWS CLI gives: a SHA-1 in hexadecimal digits.
fn is_hash(path: &Path) -> bool {
    let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    stem.len() == 40 && stem.bytes().all(|b| b.is_ascii_hexdigit())
}

fn leftover(report: &mut Report<'_>, facts: &CacheFacts, path: &Path) {
    let finding = Finding::new(
        FindingKind::CacheLeftover,
        "A temporary file lies in a cache.",
        "A program was stopped while it was writing, or is writing now.",
        "Delete the file if it is old: nobody reads it.",
    );
    report.add_at(finding, path);
    let modified = facts.entries.get(path).and_then(|entry| entry.modified);
    if modified.is_some_and(|modified| facts.now.duration_since(modified) > LEFT_BEHIND) {
        aside(report, facts, &[path]);
    }
}

fn expired_credentials(report: &mut Report<'_>, facts: &CacheFacts) {
    let is_over = |content: &Content| matches!(content, Content::Credentials { expires_at: Some(expires_at) } if *expires_at <= facts.now);
    let over: Vec<&Path> = facts
        .cli_cache
        .iter()
        .filter(|file| is_over(&file.content))
        .map(|file| file.path.as_path())
        .collect();
    let Some(folder) = over.first().and_then(|path| path.parent()) else { return };
    let what = match over.len() {
        1 => "Cached credentials of 1 role are over.".to_owned(),
        many => format!("Cached credentials of {many} roles are over."),
    };
    let finding = Finding::new(
        FindingKind::CredentialsExpired,
        what,
        "The AWS CLI never deletes them.",
        "Nothing to do: new ones replace them when they are needed.",
    );
    report.add_at(finding, folder);
    aside(report, facts, &over);
}
