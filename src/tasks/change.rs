//! Changes to the config file for whoever must not wait: what they would do, and doing it.

use super::{apply, blocking, undo};
use crate::aws::Aws;
use crate::aws_config::plan::{ChangeRequest, Proposal};
use crate::error::Failure;

/// What the request would do to the file as it is now.
///
/// # Errors
/// As [`apply::preview`] and [`undo::preview`].
pub async fn propose(aws: &Aws, request: &ChangeRequest) -> Result<Proposal, Failure> {
    let (paths, request) = (aws.paths().clone(), request.clone());
    blocking(move || match request {
        ChangeRequest::Apply(plan) => {
            let change = apply::preview(&paths, &plan)?;
            let remarks = plan.remarks(&change);
            Ok(Proposal { title: plan.title, diff: change.diff(), remarks, overwrites: false })
        }
        ChangeRequest::Undo { .. } => {
            let found = undo::preview(&paths)?;
            let title = format!("Undo: {}", found.title);
            let (diff, overwrites) = (found.change.diff(), found.overwrites);
            Ok(Proposal { title, diff, remarks: Vec::new(), overwrites })
        }
    })
    .await?
}

/// Does what was requested, and says what that was. It runs to its end even if nobody waits for it any more.
///
/// # Errors
/// As [`apply::apply`] and [`undo::undo`].
pub async fn carry_out(aws: &Aws, request: &ChangeRequest) -> Result<String, Failure> {
    let (aws, request) = (aws.clone(), request.clone());
    blocking(move || match request {
        ChangeRequest::Apply(plan) => {
            apply::apply(aws.paths(), aws.clock(), &plan)?;
            Ok(plan.title)
        }
        ChangeRequest::Undo { force } => Ok(format!("Undo: {}", undo::undo(aws.paths(), force)?.title)),
    })
    .await?
}
