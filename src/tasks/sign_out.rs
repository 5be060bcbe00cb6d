//! Signing out: the portal is told, then the session's files go, whatever the portal says.
//!
//! Registrations stay, as in the AWS CLI: they hold no access.
//!
//! The AWS CLI names a role's cached credentials by a hash of session, account and role, so that one can only ask
//! "are there credentials of this role?", not "whose are these?". Signing out of one session therefore deletes the
//! credentials of every role that a profile names with that session, or that the last enumeration of that session
//! found. Credentials of a role that is in neither stay until they end, within hours; signing out everywhere deletes
//! them too.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use futures_util::future::join_all;
use secrecy::ExposeSecret;

use super::load::load;
use super::{blocking, renew, single_flight};
use crate::aws::error::ApiError;
use crate::aws::{Aws, portal, role_cache, safe_file, token_cache};
use crate::domain::inventory::RoleKey;
use crate::domain::names::Region;
use crate::domain::organization::Roles;
use crate::domain::partition::is_region_shaped;
use crate::domain::progress::SignOutReport;
use crate::domain::session::{Session, SessionId};
use crate::error::Failure;
use crate::paths::Paths;

/// How long a renewal under way is waited for.
const PATIENCE: Duration = Duration::from_secs(3);

/// Signs out of one session: portal Logout, then its token file and the role credentials that came from it.
/// Registrations and other sessions' files stay.
///
/// # Errors
/// When a file cannot be deleted.
pub async fn sign_out(aws: &Aws, session: &Session) -> Result<SignOutReport, Failure> {
    // Nobody of ours may write a token while it is being given back. A sign-in elsewhere may take minutes, though.
    let _turn = single_flight::turn_within(aws, &session.id, PATIENCE, &|| {}).await;
    end(aws, session, Unreachable::DeleteAllTheSame).await
}

/// Signs out of a session to begin a new one, for whoever has the session's turn: as [`sign_out`], but where the
/// portal cannot be told, everything stays. The new session would not come about, and the old one is better than none.
///
/// # Errors
/// When the portal cannot be told, or a file not be deleted.
pub(super) async fn make_way(aws: &Aws, session: &Session) -> Result<SignOutReport, Failure> {
    end(aws, session, Unreachable::StaySignedIn).await
}

/// What is done with the files where the portal cannot be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unreachable {
    DeleteAllTheSame,
    StaySignedIn,
}

async fn end(aws: &Aws, session: &Session, unreachable: Unreachable) -> Result<SignOutReport, Failure> {
    let path = token_cache::path(aws.paths(), &session.id);
    let token = {
        let path = path.clone();
        // A broken token file cannot be told to the portal; it is deleted like any other.
        blocking(move || token_cache::load(&path)).await?.ok().flatten()
    };
    let mut report = SignOutReport::default();
    if let Some(token) = token {
        // The portal ends a session only for a token that is good: else it lives on, and the next sign-in continues it.
        let access_token = renew::for_logout(aws, session, token.clone()).await;
        let region = token.facts.region.map(Region::from).or_else(|| session.sso_region.clone());
        report.portal_unreachable = tell_portal(aws, region, &access_token).await;
        if let (Some(why), Unreachable::StaySignedIn) = (&report.portal_unreachable, unreachable) {
            let why = format!("The portal could not be told that the old session is over: {why}");
            let what = format!("There is no new session, and you stay signed in to {}.", session.id);
            return Err(Failure::new(what, why).hint("Try again when AWS can be reached."));
        }
    }
    let (paths, id) = (aws.paths().clone(), session.id.clone());
    let deleted = blocking(move || {
        let tokens = delete(&[path]);
        let roles = delete(&role_cache::files_of(&paths, &known_roles(&paths, &id)));
        (tokens, roles)
    });
    finish(report, deleted.await?, &format!("Signing out of {} left a file behind.", session.id))
}

/// Does what `aws sso logout` does, for every token in the cache, without aborting half-way.
///
/// # Errors
/// When a file cannot be deleted; the others are deleted all the same.
pub async fn sign_out_everywhere(aws: &Aws) -> Result<SignOutReport, Failure> {
    const WHAT: &str = "Signing out left files behind.";
    let unlisted =
        |error: io::Error| Failure::new(WHAT, format!("A cache folder cannot be listed: {error}."));
    let paths = aws.paths().clone();
    let tokens = blocking(move || token_cache::all(&paths)).await?.map_err(unlisted)?;
    let told = join_all(
        tokens
            .iter()
            .map(|token| tell_portal(aws, token.region.clone().map(Region::from), &token.access_token)),
    );
    let report = SignOutReport {
        portal_unreachable: told.await.into_iter().flatten().next(),
        ..SignOutReport::default()
    };
    let paths = aws.paths().clone();
    let deleted = blocking(move || {
        let token_files: Vec<PathBuf> = tokens.into_iter().map(|token| token.path).collect();
        let tokens = delete(&token_files);
        role_cache::all_files(&paths).map(|files| (tokens, delete(&files)))
    });
    finish(report, deleted.await?.map_err(unlisted)?, WHAT)
}

/// Ends the session at the server; why that could not be done. A token without a region, or that no request can carry, cannot be told
/// to anybody, and one that the portal does not know (401) is over already. Any other refusal may be a proxy's.
async fn tell_portal(aws: &Aws, region: Option<Region>, token: &secrecy::SecretString) -> Option<String> {
    let region = region.filter(|region| is_region_shaped(region.as_str()))?;
    if !portal::is_token(token.expose_secret()) {
        return None;
    }
    match portal::logout(aws, &region, token).await {
        Err(ApiError::Service(error)) if error.status == 401 => None,
        Err(error) => Some(error.cause()),
        Ok(()) => None,
    }
}

/// The roles whose cached credentials can be told to be the session's.
fn known_roles(paths: &Paths, id: &SessionId) -> BTreeSet<RoleKey> {
    // Unreadable config files name no roles.
    let inventory = load(paths).unwrap_or_default();
    let key = |account, role| RoleKey { session: id.clone(), account, role };
    let of_profiles = inventory
        .profiles
        .iter()
        .filter(|profile| profile.session.as_ref() == Some(id))
        .filter_map(|profile| Some(key(profile.account_id.clone()?, profile.role_name.clone()?)));
    let accounts = inventory.organizations.get(id).map_or(&[][..], |organization| &organization.accounts);
    let of_portal = accounts.iter().flat_map(|account| {
        let roles = match &account.roles {
            Roles::Listed(roles) => roles.as_slice(),
            Roles::Pending | Roles::Failed(_) => &[],
        };
        roles.iter().map(|role| key(account.id.clone(), role.clone()))
    });
    of_profiles.chain(of_portal).collect()
}

/// How many files were deleted, and what could not be.
struct Deleted {
    count: usize,
    failed: Option<(PathBuf, io::Error)>,
}

fn delete(paths: &[PathBuf]) -> Deleted {
    let mut deleted = Deleted { count: 0, failed: None };
    for path in paths {
        match safe_file::remove(path) {
            Ok(existed) => deleted.count += usize::from(existed),
            Err(error) => deleted.failed = Some((path.clone(), error)),
        }
    }
    deleted
}

fn finish(
    mut report: SignOutReport,
    (tokens, roles): (Deleted, Deleted),
    what: &str,
) -> Result<SignOutReport, Failure> {
    report.tokens_deleted = tokens.count;
    report.role_credentials_deleted = roles.count;
    match tokens.failed.or(roles.failed) {
        None => Ok(report),
        Some((path, error)) => {
            let why = format!("{} cannot be deleted: {error}.", Path::new(&path).display());
            Err(Failure::new(what, why).hint("Delete it yourself: it may still give access."))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stays_does_not_keep_the_rest() {
        let folder = tempfile::tempdir().expect("a folder");
        let (stays, goes) = (folder.path().join("a"), folder.path().join("b"));
        std::fs::create_dir(&stays).expect("a folder in a file's place");
        std::fs::write(&goes, "").expect("written");
        let deleted = delete(&[stays.clone(), goes.clone()]);
        assert_eq!((deleted.count, deleted.failed.map(|(path, _)| path)), (1, Some(stays)));
        assert!(!goes.exists());
    }

    #[test]
    fn a_file_of_either_kind_that_stays_is_told() {
        let gone = || Deleted { count: 1, failed: None };
        let left = |name: &str| Deleted {
            count: 0,
            failed: Some((PathBuf::from(name), io::ErrorKind::PermissionDenied.into())),
        };
        for outcome in [(left("stays.json"), gone()), (gone(), left("stays.json"))] {
            let failure = finish(SignOutReport::default(), outcome, "what").expect_err("a file is left");
            assert!(failure.why.starts_with("stays.json cannot be deleted"), "{failure}");
        }
        let report = finish(SignOutReport::default(), (gone(), gone()), "what").expect("all gone");
        assert_eq!((report.tokens_deleted, report.role_credentials_deleted), (1, 1));
    }
}
