//! Signing out: the portal is told, then the session's files go, whatever the portal says.

use crate::aws::Aws;
use crate::domain::progress::SignOutReport;
use crate::domain::session::Session;
use crate::error::Failure;

/// Signs out of one session: portal Logout, then its token file and the role credentials that came from it.
/// Registrations and other sessions' files stay.
///
/// # Errors
/// When a file cannot be deleted.
pub async fn sign_out(aws: &Aws, session: &Session) -> Result<SignOutReport, Failure> {
    let _ = (aws, session);
    Err(Failure::new("", ""))
}

/// Does what `aws sso logout` does, for every token in the cache, without aborting half-way.
///
/// # Errors
/// When a file cannot be deleted; the others are deleted all the same.
pub async fn sign_out_everywhere(aws: &Aws) -> Result<SignOutReport, Failure> {
    let _ = aws;
    Err(Failure::new("", ""))
}
