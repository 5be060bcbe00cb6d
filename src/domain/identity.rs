//! Who one is at AWS.

/// What STS says of the caller (GetCallerIdentity). Nothing of it is secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallerIdentity {
    pub account: String,
    /// Of a role of Identity Center: `arn:aws:sts::ACCOUNT:assumed-role/AWSReservedSSO_ROLE_0123456789abcdef/USER`.
    pub arn: String,
    pub user_id: String,
}
