//! By device code (RFC 8628 as AWS SSO OIDC speaks it).

use std::time::Duration;

use super::{Ended, SignIn, refusal};
use crate::aws::oidc::{self, DeviceAuthorization, IssuedToken, Refusal};
use crate::aws::registration_cache::Registration;
use crate::aws::timestamp;
use crate::domain::progress::{DeviceApproval, SignInEvent};

/// Shows the code and waits for the decision.
pub(super) async fn token(
    sign_in: &mut SignIn<'_>,
    registration: &Registration,
) -> Result<IssuedToken, Ended> {
    let device = sign_in.start(registration).await?;
    sign_in.make_way().await?;
    sign_in.poll(registration, &device).await
}

impl SignIn<'_> {
    async fn start(&mut self, registration: &Registration) -> Result<DeviceAuthorization, Ended> {
        let mut retries = self.retries();
        loop {
            let answer =
                oidc::start_device_authorization(self.aws, self.region, registration, self.address()).await;
            let error = match answer {
                Ok(device) => return Ok(device),
                Err(error) => error,
            };
            let refusal = refusal(&error);
            match refusal {
                Some(Refusal::InvalidClient) => {
                    return Err(Ended::InvalidClient(error.into_failure(&self.what)));
                }
                Some(Refusal::InvalidRequest) => {
                    let failure = error.into_failure(&self.what);
                    return Err(Ended::Failed(failure.hint(
                        "Check sso_start_url and sso_region: the region must be the one of the Identity Center itself.",
                    )));
                }
                _ => self.wait_to_retry(error, &mut retries).await.map_err(Ended::Failed)?,
            }
        }
    }

    /// Asks for the token until the user has decided or the code is over.
    async fn poll(
        &mut self,
        registration: &Registration,
        device: &DeviceAuthorization,
    ) -> Result<IssuedToken, Ended> {
        let deadline = timestamp::after(self.aws.clock().now(), device.expires_in_seconds);
        (self.on_event)(SignInEvent::Approval(DeviceApproval {
            user_code: device.user_code.clone(),
            verification_uri: device.verification_uri.clone(),
            verification_uri_complete: device.verification_uri_complete.clone(),
            expires_at: deadline,
        }));
        let mut was_answered = false;
        // What the latest poll met with, if not an answer.
        let mut trouble = None;
        while let Some(left) = self.left(deadline) {
            let interval = device.interval_seconds.saturating_add(self.extra_seconds);
            self.aws.clock().sleep(Duration::from_secs(interval).min(left)).await;
            let answer = oidc::create_token(self.aws, self.region, registration, &device.device_code).await;
            let error = match answer {
                Ok(token) => return Ok(token),
                Err(error) => error,
            };
            let refusal = refusal(&error);
            if refusal.is_some() {
                was_answered = true;
                if trouble.take().is_some() {
                    (self.on_event)(SignInEvent::Recovered);
                }
            }
            match refusal {
                Some(Refusal::AuthorizationPending) => {}
                Some(Refusal::SlowDown) => {
                    self.slow_down(device.interval_seconds);
                }
                Some(Refusal::Expired) => return Err(self.ran_out()),
                Some(Refusal::AccessDenied) => return Err(self.declined()),
                Some(Refusal::InvalidClient) => {
                    return Err(Ended::InvalidClient(error.into_failure(&self.what)));
                }
                _ if error.may_pass() => {
                    (self.on_event)(SignInEvent::Trouble(error.cause()));
                    trouble = Some(error);
                }
                _ => return Err(Ended::Failed(error.into_failure(&self.what).hint("Sign in again."))),
            }
        }
        Err(match trouble {
            Some(error) if !was_answered => Ended::Failed(error.into_failure(&self.what)),
            _ => self.ran_out(),
        })
    }

    fn ran_out(&self) -> Ended {
        self.not_granted(
            "The code ran out before the sign-in was approved.",
            "Sign in again. If the browser showed an error, check sso_region.",
        )
    }
}
