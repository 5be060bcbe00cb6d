//! One error type for the toast, for stderr and for the exit code.

use std::fmt;

/// What went wrong, why, and what to do about it, each a full sentence in the user's words.
/// Holds no secret: it is shown on screens and written to logs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    pub kind: FailureKind,
    /// What happened: "Could not sign in to corp."
    pub what: String,
    /// The cause: "The sign-in was declined in the browser."
    pub why: String,
    /// What the user can do: "Press l to try again."
    pub hint: Option<String>,
}

/// What a failure means to a script.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailureKind {
    /// Something did not work: exit code 1.
    Failed,
    /// The command line, a setting or a file is not as it must be: exit code 2.
    Usage,
    /// Signing in is needed, was declined or came too late: exit code 3.
    SignInNeeded,
    /// No such profile or session: exit code 4.
    NotFound,
    /// The user broke it off: exit code 130.
    Interrupted,
}

impl FailureKind {
    /// The process exit code.
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Failed => 1,
            Self::Usage => 2,
            Self::SignInNeeded => 3,
            Self::NotFound => 4,
            Self::Interrupted => 130,
        }
    }
}

impl Failure {
    /// A plain failure (exit code 1).
    pub fn new(what: impl Into<String>, why: impl Into<String>) -> Self {
        Self { kind: FailureKind::Failed, what: what.into(), why: why.into(), hint: None }
    }

    /// The same failure with a meaning for scripts.
    #[must_use]
    pub fn kind(mut self, kind: FailureKind) -> Self {
        self.kind = kind;
        self
    }

    /// The same failure with advice.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.what, self.why)?;
        if let Some(hint) = &self.hint {
            write!(f, " {hint}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Failure {}
