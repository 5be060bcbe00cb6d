//! Which region a start URL belongs to, as far as it tells.

use crate::aws::{Aws, vanity};
use crate::domain::names::{Region, StartUrl};
use crate::domain::start_url;

/// The region that the start URL names, or that of the portal which a vanity domain leads to. `None` where neither
/// tells: then somebody has to be asked. Ten seconds at most for each of two requests. Cancelled by dropping.
pub async fn region_of(aws: &Aws, start_url: &StartUrl) -> Option<Region> {
    if start_url::is_aws(start_url) {
        return start_url::region(start_url);
    }
    // Whatever keeps the domain from answering, the question can be asked instead, as in the AWS CLI.
    vanity::region_behind(aws, start_url).await.ok().flatten()
}
