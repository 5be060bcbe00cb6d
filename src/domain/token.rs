//! The state of a session's token at a moment. Facts only: the token itself is never here.

use jiff::{SignedDuration, Timestamp};

/// What the token file says, without its secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenFacts {
    /// When the access token ends.
    pub expires_at: Timestamp,
    /// When the registration ends with which the token can be renewed. `None` when the file lacks
    /// a refresh token, the client's id or secret, or a readable end of the registration.
    pub renewable_until: Option<Timestamp>,
    /// When the client registration in the token file ends, whether or not there is a refresh token.
    pub registration_expires_at: Option<Timestamp>,
    /// `startUrl` and `region` as stored, to notice a session name that was given to another URL.
    pub start_url: Option<String>,
    pub region: Option<String>,
}

/// What lies where the session's token file belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TokenFile {
    Missing,
    /// There is a file, but no AWS tool can use it.
    Broken {
        why: String,
        cure: String,
    },
    Present(TokenFacts),
}

/// What a user wants to know of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TokenState {
    /// The access token is good.
    Valid,
    /// The access token is over; the refresh token and its registration are good.
    Renewable,
    /// The access token is over or was refused, and cannot be renewed.
    Expired,
    /// There is no token.
    SignedOut,
    /// The token file cannot be read.
    Broken,
    /// This machine's clock is wrong, so that no countdown can be trusted.
    Clock,
}

impl TokenState {
    /// The word for it in `--json` and on the screen.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Renewable => "renewable",
            Self::Expired => "expired",
            Self::SignedOut => "signed-out",
            Self::Broken => "broken",
            Self::Clock => "clock",
        }
    }
}

/// How far this machine's clock may be off, in seconds, before countdowns are not shown: AWS
/// refuses signed requests that are more than five minutes off.
pub const CLOCK_TOLERANCE_SECONDS: i64 = 300;

/// A session's token is renewed when it has so much left while the screen runs, and the end of one that cannot be
/// renewed is announced as long before.
pub const RENEW_AHEAD: SignedDuration = SignedDuration::from_mins(10);

/// What is known of a session's token beside its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TokenEvidence {
    /// The `expires_at` of a token that the portal answered 401 to. The portal is right and the clock is not.
    pub refused: Option<Timestamp>,
    /// The `expires_at` of a token that the service would not renew: its session is over, or ends with it.
    pub over: Option<Timestamp>,
    /// Server time minus this machine's time, in seconds, from an HTTP `Date` header.
    pub clock_skew_seconds: Option<i64>,
}

impl TokenFile {
    /// The state at `now`. `legacy` sessions are never renewable.
    pub fn state(&self, now: Timestamp, legacy: bool, evidence: TokenEvidence) -> TokenState {
        let facts = match self {
            Self::Missing => return TokenState::SignedOut,
            Self::Broken { .. } => return TokenState::Broken,
            Self::Present(facts) => facts,
        };
        if evidence.clock_skew_seconds.is_some_and(|skew| skew.abs() > CLOCK_TOLERANCE_SECONDS) {
            return TokenState::Clock;
        }
        let refused = evidence.refused == Some(facts.expires_at);
        if now < facts.expires_at && !refused {
            TokenState::Valid
        } else if !legacy
            && evidence.over != Some(facts.expires_at)
            && facts.renewable_until.is_some_and(|until| now < until)
        {
            TokenState::Renewable
        } else {
            TokenState::Expired
        }
    }

    /// The facts, if there are any.
    pub fn facts(&self) -> Option<&TokenFacts> {
        match self {
            Self::Present(facts) => Some(facts),
            Self::Missing | Self::Broken { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + seconds).expect("in range")
    }

    /// A token that ends at 100 and can be renewed until 200.
    fn token() -> TokenFile {
        TokenFile::Present(TokenFacts {
            expires_at: at(100),
            renewable_until: Some(at(200)),
            registration_expires_at: Some(at(200)),
            start_url: None,
            region: None,
        })
    }

    #[test]
    fn a_token_is_over_at_its_end_and_not_after_it() {
        let none = TokenEvidence::default();
        for (now, state) in [
            (99, TokenState::Valid),
            (100, TokenState::Renewable),
            (199, TokenState::Renewable),
            (200, TokenState::Expired),
        ] {
            assert_eq!(token().state(at(now), false, none), state, "{now}");
        }
        assert_eq!(token().state(at(99), true, none), TokenState::Valid);
        assert_eq!(token().state(at(100), true, none), TokenState::Expired, "nobody renews a legacy token");
    }

    #[test]
    fn what_was_refused_is_that_token_and_no_later_one() {
        let refused = |of| TokenEvidence { refused: Some(at(of)), ..TokenEvidence::default() };
        assert_eq!(token().state(at(0), false, refused(100)), TokenState::Renewable);
        assert_eq!(token().state(at(0), false, refused(50)), TokenState::Valid);
        let over = |of| TokenEvidence { over: Some(at(of)), ..TokenEvidence::default() };
        assert_eq!(token().state(at(0), false, over(100)), TokenState::Valid, "it can still be used");
        assert_eq!(token().state(at(100), false, over(100)), TokenState::Expired);
        assert_eq!(token().state(at(100), false, over(50)), TokenState::Renewable);
    }

    #[test]
    fn a_clock_is_wrong_that_is_off_by_more_than_five_minutes_either_way() {
        for (skew, state) in [
            (300, TokenState::Valid),
            (-300, TokenState::Valid),
            (301, TokenState::Clock),
            (-301, TokenState::Clock),
        ] {
            let evidence = TokenEvidence { clock_skew_seconds: Some(skew), ..TokenEvidence::default() };
            assert_eq!(token().state(at(0), false, evidence), state, "{skew}");
            // Without a token there is no countdown to be wrong.
            assert_eq!(TokenFile::Missing.state(at(0), false, evidence), TokenState::SignedOut);
        }
    }
}
