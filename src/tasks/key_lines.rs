//! The lines that set a profile's temporary keys in a shell.

use std::collections::BTreeMap;

use super::role_credentials::role_credentials;
use crate::aws::Aws;
use crate::aws::role_credentials::RoleCredentials;
use crate::domain::child::REGION;
use crate::domain::role::ProfileRole;
use crate::domain::shell::Shell;
use crate::error::Failure;

/// The variables by name: the keys, and the region, which no profile tells then. Their values are secrets.
pub fn variables(keys: &RoleCredentials, role: &ProfileRole) -> BTreeMap<&'static str, String> {
    let mut variables: BTreeMap<&str, String> = keys.variables().into();
    if let Some(region) = &role.region {
        variables.extend(REGION.map(|name| (name, region.to_string())));
    }
    variables
}

/// The lines that set them, and remove `AWS_PROFILE`, which would win over them in some SDKs. Secrets.
///
/// # Errors
/// As [`Shell::set_variable`].
pub fn lines(keys: &RoleCredentials, role: &ProfileRole, shell: Shell) -> Result<String, Failure> {
    let variables = variables(keys, role);
    let lines = variables.iter().map(|(name, value)| shell.set_variable(name, value));
    let mut lines = lines.collect::<Result<Vec<_>, _>>()?;
    lines.push(shell.unset_profile().to_owned());
    Ok(lines.join("\n"))
}

/// Gets the keys, from the cache or the portal, and writes the lines. Cancelled by dropping.
///
/// # Errors
/// As [`role_credentials`] and [`lines`].
pub async fn key_lines(aws: &Aws, role: &ProfileRole, shell: Shell) -> Result<String, Failure> {
    let keys = role_credentials(aws, role, &|_| {}).await?;
    lines(&keys, role, shell)
}
