//! `--region`, wherever it is taken.

use super::Context;
use crate::aws_config::wizard;
use crate::domain::names::Region;
use crate::domain::region::remark;
use crate::error::Failure;

/// The region that was given, checked. One that is not known is passed on with a remark: new ones appear.
///
/// # Errors
/// `Usage` for what cannot be a region.
pub fn given(context: &Context, text: Option<&str>) -> Result<Option<Region>, Failure> {
    let region = text.map(wizard::region).transpose()?;
    if let Some(remark) = region.as_ref().and_then(remark) {
        context.output.note(&format!("{remark} It is taken as it is."));
    }
    Ok(region)
}
