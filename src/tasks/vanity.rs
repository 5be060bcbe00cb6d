//! Which portal, and which region, a start URL belongs to, as far as it tells.

use crate::aws::{Aws, vanity};
use crate::domain::names::{Region, StartUrl};
use crate::domain::start_url;

/// The region that the start URL names, or that of the portal which a vanity domain leads to. `None` where neither
/// tells: then somebody has to be asked. Ten seconds at most for each of two requests. Cancelled by dropping.
pub async fn region_of(aws: &Aws, start_url: &StartUrl) -> Option<Region> {
    if start_url::is_aws(start_url) {
        return start_url::region(start_url);
    }
    portal_of(aws, start_url).await.as_ref().and_then(start_url::region)
}

/// The portal that a vanity domain leads to; `None` where it does not tell, and for a start URL of AWS's own, which is
/// one itself and about which nobody is asked.
pub async fn portal_of(aws: &Aws, start_url: &StartUrl) -> Option<StartUrl> {
    if start_url::is_aws(start_url) {
        return None;
    }
    // Whatever keeps the domain from answering, the question can be asked instead, as in the AWS CLI.
    vanity::portal_behind(aws, start_url).await.ok().flatten()
}
