//! What enumeration found, kept on disk: shown at the next start before the portal has answered.
//!
//! One file per session under ssotui's state folder, named like the session's token file. An incomplete result is
//! kept only where there is no complete one: whoever compares the file with a later result must not take an account
//! that could not be asked for one that is gone.

use std::io;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::aws::{cache_file_name, safe_file};
use crate::domain::organization::Organization;
use crate::domain::session::Session;
use crate::paths::Paths;

/// Files of another version are as good as absent.
const VERSION: u32 = 1;
/// Beyond any organisation: AWS's own limits lie at some megabytes of such text.
const MAX_FILE: u64 = 64 * 1024 * 1024;

#[derive(Serialize, Deserialize)]
struct Cached {
    version: u32,
    /// The name or start URL, because the file's own name is a hash.
    session: String,
    /// A session name that was given to another portal has other accounts.
    start_url: Option<String>,
    organization: Organization,
}

/// Where the result of a session is kept.
pub(super) fn path(paths: &Paths, session: &Session) -> PathBuf {
    paths.state.join("organizations").join(cache_file_name(session.id.cache_key()))
}

fn start_url(session: &Session) -> Option<String> {
    session.start_url.as_ref().map(|url| url.as_str().to_owned())
}

/// What is known of the session's organisation, if anything. Blocking.
pub fn load(paths: &Paths, session: &Session) -> Option<Organization> {
    let bytes = safe_file::read(&path(paths, session), MAX_FILE).ok()??;
    let cached: Cached = serde_json::from_slice(&bytes).ok()?;
    let fits = cached.version == VERSION
        && cached.session == session.id.cache_key()
        && cached.start_url == start_url(session);
    fits.then_some(cached.organization)
}

/// Keeps a result, unless it is incomplete and a complete one is kept. Blocking.
///
/// # Errors
/// When the file cannot be written.
pub fn store(paths: &Paths, session: &Session, organization: &Organization) -> io::Result<()> {
    if !organization.complete && load(paths, session).is_some_and(|kept| kept.complete) {
        return Ok(());
    }
    let cached = Cached {
        version: VERSION,
        session: session.id.cache_key().to_owned(),
        start_url: start_url(session),
        organization: organization.clone(),
    };
    safe_file::replace(&path(paths, session), &serde_json::to_vec(&cached)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::testing;
    use crate::domain::organization::{Account, Roles};
    use crate::domain::profile::{ConfigFile, Source};
    use crate::domain::session::SessionId;

    fn session(url: &str) -> Session {
        Session {
            id: SessionId::Named("corp".into()),
            start_url: Some(url.into()),
            sso_region: Some("us-east-1".into()),
            scopes: None,
            use_device_code: None,
            source: Source { file: ConfigFile::Config, line: 1 },
            problems: Vec::new(),
        }
    }

    fn organization(complete: bool, roles: Roles) -> Organization {
        let account = Account { id: "012345678901".into(), name: Some("é".into()), email: None, roles };
        Organization { accounts: vec![account], complete, fetched_at: "2030-01-01T00:00:00Z".parse().ok() }
    }

    #[test]
    fn a_result_comes_back() {
        let (_home, paths) = testing::home();
        let session_a = session("https://a.awsapps.com/start");
        assert_eq!(load(&paths, &session_a), None);
        let found = organization(true, Roles::Listed(vec!["Admin".into()]));
        store(&paths, &session_a, &found).expect("stored");
        assert_eq!(load(&paths, &session_a), Some(found));
        assert_eq!(load(&paths, &session("https://b.awsapps.com/start")), None, "another portal");
    }

    #[test]
    fn an_incomplete_result_does_not_replace_a_complete_one() {
        let (_home, paths) = testing::home();
        let session = session("https://a.awsapps.com/start");
        let incomplete = organization(false, Roles::Failed("No access.".into()));
        store(&paths, &session, &incomplete).expect("stored");
        assert_eq!(load(&paths, &session), Some(incomplete.clone()), "better than nothing");
        let complete = organization(true, Roles::Listed(vec!["Admin".into()]));
        store(&paths, &session, &complete).expect("stored");
        store(&paths, &session, &incomplete).expect("left alone");
        assert_eq!(load(&paths, &session), Some(complete));
    }

    #[test]
    fn what_cannot_be_read_is_absent() {
        let (_home, paths) = testing::home();
        let session = session("https://a.awsapps.com/start");
        store(&paths, &session, &organization(true, Roles::Pending)).expect("stored");
        let file = path(&paths, &session);
        let good = std::fs::read_to_string(&file).expect("the file");
        for bad in ["", "{", "[]", &good.replace("\"version\":1", "\"version\":2")] {
            std::fs::write(&file, bad).expect("write");
            assert_eq!(load(&paths, &session), None, "{bad}");
        }
    }
}
