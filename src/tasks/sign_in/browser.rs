//! With the browser: authorization code with PKCE (RFC 6749, 7636, 8252), as the AWS CLI v2 does it.

use std::time::Duration;

use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::mpsc::UnboundedReceiver;

use super::{DEFAULT_SCOPE, Ended, SignIn, Way, refusal};
use crate::aws::callback::{self, Answer, Listener};
use crate::aws::error::ApiError;
use crate::aws::oidc::{IssuedToken, Refusal};
use crate::aws::pkce::{self, Authorization, Verifier};
use crate::aws::registration_cache::Registration;
use crate::aws::timestamp;
use crate::domain::progress::{BrowserApproval, SignInEvent};
use crate::domain::session::Session;

/// How long the browser's answer is waited for (AWS CLI `AuthCodeFetcher._OVERALL_TIMEOUT`).
const PATIENCE_SECONDS: u64 = 600;

/// The ways on which the browser's answer may come.
pub(super) struct Browser {
    listener: Listener,
    pasted: UnboundedReceiver<SecretString>,
}

impl Browser {
    /// Begins to listen. `None` where that is not the way, or not possible: then it is said why.
    pub(super) async fn new(
        way: Way,
        session: &Session,
        on_event: &(dyn Fn(SignInEvent) + Send + Sync),
    ) -> Option<Self> {
        let Way::Browser { port, pasted } = way else { return None };
        if session.id.is_legacy() {
            return None;
        }
        match Listener::open(port).await {
            Ok(listener) => Some(Self { listener, pasted }),
            Err(error) => {
                let place = port.map_or("127.0.0.1".to_owned(), |port| format!("127.0.0.1:{port}"));
                let why = format!("{place} cannot be listened on: {error}.");
                on_event(SignInEvent::DeviceCodeInstead(why));
                None
            }
        }
    }

    /// Shows the page's address, waits for the answer, and fetches the token with it: once.
    pub(super) async fn token(
        &mut self,
        sign_in: &mut SignIn<'_>,
        registration: &Registration,
    ) -> Result<IssuedToken, Ended> {
        sign_in.make_way().await?;
        let deadline = timestamp::after(sign_in.aws.clock().now(), PATIENCE_SECONDS);
        // Of their own for every attempt: an answer to an earlier one is none to this.
        let verifier = Verifier::new(pkce::random().map_err(Ended::Failed)?);
        let state = pkce::state(pkce::random().map_err(Ended::Failed)?);
        let default = [DEFAULT_SCOPE.to_owned()];
        let authorization = Authorization {
            client_id: &registration.client_id,
            redirect_uri: self.listener.redirect_uri(),
            state: &state,
            scopes: sign_in.scopes.as_deref().unwrap_or(&default),
            challenge: &verifier.challenge(),
        };
        let url = authorization
            .url(sign_in.aws, sign_in.region)
            .map_err(|failure| Ended::Failed(ApiError::Impossible(failure).into_failure(&sign_in.what)))?;
        let redirect_uri = self.listener.redirect_uri().to_owned();
        (sign_in.on_event)(SignInEvent::BrowserApproval(BrowserApproval {
            url,
            redirect_uri: redirect_uri.clone(),
            expires_at: deadline,
        }));
        let code = self.code(sign_in, &state, deadline).await?;
        (sign_in.on_event)(SignInEvent::Answered);
        let (aws, region) = (sign_in.aws, sign_in.region);
        let answer = pkce::create_token(aws, region, registration, &code, &verifier, &redirect_uri).await;
        answer.map_err(|error| match refusal(&error) {
            Some(Refusal::InvalidClient) => Ended::InvalidClient(error.into_failure(&sign_in.what)),
            Some(Refusal::AccessDenied) => sign_in.declined(),
            Some(Refusal::Expired | Refusal::InvalidGrant) => sign_in.not_granted(
                "AWS does not take the browser's answer: it came too late, or was used before.",
                "Sign in again.",
            ),
            _ => Ended::Failed(error.into_failure(&sign_in.what).hint("Sign in again.")),
        })
    }

    /// Waits for the browser, or for whoever pastes where it ended, until the time is over.
    async fn code(
        &mut self,
        sign_in: &SignIn<'_>,
        state: &str,
        deadline: Timestamp,
    ) -> Result<SecretString, Ended> {
        let clock = sign_in.aws.clock();
        let not_used = |why: &str| (sign_in.on_event)(SignInEvent::NotUsed(why.to_owned()));
        let on_stranger =
            || not_used("The browser brought the answer to another sign-in. Go on in the newest tab.");
        let listened = self.listener.answer(clock, state, &on_stranger);
        tokio::pin!(listened);
        let over = clock.sleep(sign_in.left(deadline).unwrap_or(Duration::ZERO));
        tokio::pin!(over);
        let answer = loop {
            tokio::select! {
                answer = &mut listened => break answer,
                Some(text) = self.pasted.recv() => match callback::of_pasted(text.expose_secret(), state) {
                    Some(Answer::Code(code)) => break Ok(code),
                    Some(Answer::Refused(why)) => break Err(why),
                    Some(Answer::Stranger) => {
                        not_used("What was pasted belongs to another sign-in. Take the address of the newest tab.");
                    }
                    None => not_used("What was pasted is not the address where the browser ended: it has no code."),
                },
                () = &mut over => {
                    return Err(sign_in.not_granted(
                        "The browser gave no answer within 10 minutes.",
                        "Sign in again. If the browser is on another machine or showed an error, sign in by device \
                         code, or check sso_region.",
                    ));
                }
            }
        };
        answer.map_err(|why| sign_in.not_granted(&why, "Sign in again and approve the request."))
    }
}
