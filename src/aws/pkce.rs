//! What the authorization-code grant needs beside the rest of OIDC: the proof key (RFC 7636), the address of the page
//! to approve on, and CreateToken with the code. As the AWS CLI v2 does it (botocore `SSOTokenFetcherAuth`).

use ring::digest;
use ring::rand::{SecureRandom, SystemRandom};
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;

use super::Aws;
use super::endpoints::Service;
use super::error::ApiError;
use super::oidc::{IssuedToken, issued_token, post};
use super::registration_cache::Registration;
use crate::domain::names::Region;
use crate::domain::percent;
use crate::error::Failure;

/// Random bytes from the system.
///
/// # Errors
/// When the system has none to give.
pub fn random<const N: usize>() -> Result<[u8; N], Failure> {
    let mut bytes = [0; N];
    SystemRandom::new().fill(&mut bytes).map_err(|_| {
        Failure::new("No secret could be made up.", "The system gives no random numbers.").hint("Try again.")
    })?;
    Ok(bytes)
}

/// The secret that proves at the end that whoever has the code is who asked for it.
#[derive(Debug, Clone)]
pub struct Verifier(SecretString);

impl Verifier {
    /// The verifier of so many random bytes: 64 characters, as many as the AWS CLI's has.
    pub fn new(random: [u8; 48]) -> Self {
        Self(base64_url(&random).into())
    }

    /// What may be known of it: its SHA-256 (RFC 7636's `S256`).
    pub fn challenge(&self) -> String {
        base64_url(digest::digest(&digest::SHA256, self.0.expose_secret().as_bytes()).as_ref())
    }
}

/// Unpadded base64 in the alphabet for URLs (RFC 4648 section 5).
fn base64_url(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let byte = |at: usize| u32::from(chunk.get(at).copied().unwrap_or(0));
        let bits = (byte(0) << 16) | (byte(1) << 8) | byte(2);
        for sextet in 0..=chunk.len() {
            text.push(char::from(ALPHABET[(bits >> (18 - 6 * sextet) & 63) as usize]));
        }
    }
    text
}

/// The `state` of a sign-in, by which its answer is known: a random UUID (version 4), as the AWS CLI's is.
pub fn state(mut random: [u8; 16]) -> String {
    random[6] = random[6] & 0x0f | 0x40;
    random[8] = random[8] & 0x3f | 0x80;
    let mut text = String::with_capacity(36);
    for (at, byte) in random.iter().enumerate() {
        if matches!(at, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        text.push_str(&format!("{byte:02x}"));
    }
    text
}

/// What goes into the address of the page.
#[derive(Debug, Clone, Copy)]
pub struct Authorization<'a> {
    pub client_id: &'a str,
    /// With its port.
    pub redirect_uri: &'a str,
    pub state: &'a str,
    pub scopes: &'a [String],
    pub challenge: &'a str,
}

impl Authorization<'_> {
    /// The address of the page to approve on. Its base is scheme and host of the OIDC endpoint, wherever that was moved.
    ///
    /// # Errors
    /// When the region or a custom endpoint is impossible.
    pub fn url(self, aws: &Aws, region: &Region) -> Result<String, Failure> {
        Ok(self.at(&aws.origin(Service::SsoOidc, region.as_str())?))
    }

    /// Order and spelling are botocore's: `scopes` in the plural, blanks as `%20`.
    fn at(self, base: &str) -> String {
        let parameters = [
            ("response_type", "code"),
            ("client_id", self.client_id),
            ("redirect_uri", self.redirect_uri),
            ("state", self.state),
            ("code_challenge_method", "S256"),
            ("scopes", &self.scopes.join(" ")),
            ("code_challenge", self.challenge),
        ];
        let query: Vec<String> =
            parameters.iter().map(|(name, value)| format!("{name}={}", percent::encode(value))).collect();
        format!("{base}/authorize?{}", query.join("&"))
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CreateTokenRequest<'a> {
    client_id: &'a str,
    client_secret: &'a str,
    grant_type: &'static str,
    code: &'a str,
    code_verifier: &'a str,
    redirect_uri: &'a str,
}

/// CreateToken with an authorization code. `redirect_uri` is the one of the page's address, with its port.
///
/// # Errors
/// The service's refusal, no answer, or one that is not as it must be.
pub async fn create_token(
    aws: &Aws,
    region: &Region,
    registration: &Registration,
    code: &SecretString,
    verifier: &Verifier,
    redirect_uri: &str,
) -> Result<IssuedToken, ApiError> {
    let request = CreateTokenRequest {
        client_id: &registration.client_id,
        client_secret: registration.client_secret.expose_secret(),
        grant_type: "authorization_code",
        code: code.expose_secret(),
        code_verifier: verifier.0.expose_secret(),
        redirect_uri,
    };
    let secrets = [&registration.client_secret, code, &verifier.0];
    issued_token(&post(aws, region, "token", &request, &secrets).await?)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::aws::clock::SystemClock;
    use crate::aws::testing;
    use crate::paths::Env;

    fn scopes() -> Vec<String> {
        ["sso:account:access", "codewhisperer:completions"].map(str::to_owned).to_vec()
    }

    const QUERY: &str = "response_type=code&client_id=cid%2F%2B%3D1&redirect_uri=http%3A%2F%2F127.0.0.1%3A55555%2Foauth%2Fcallback&state=00000000-0000-0000-0000-000000000000&code_challenge_method=S256&scopes=sso%3Aaccount%3Aaccess%20codewhisperer%3Acompletions&code_challenge=Bte73cqtMNLQNU52f9QrTpYFGP5EqSOPGm0f8tkvHZg";

    fn url(endpoint: Option<&str>, region: &str) -> Result<String, Failure> {
        let (_home, paths) = testing::home();
        let env = Env::of_variables(endpoint.map(|url| ("AWS_ENDPOINT_URL_SSO_OIDC", url)));
        let aws = Aws::new(&env, paths, Arc::new(SystemClock));
        let verifier = Verifier(format!("{}-._~{}", "A".repeat(43), "b".repeat(17)).into());
        let authorization = Authorization {
            client_id: "cid/+=1",
            redirect_uri: "http://127.0.0.1:55555/oauth/callback",
            state: "00000000-0000-0000-0000-000000000000",
            scopes: &scopes(),
            challenge: &verifier.challenge(),
        };
        authorization.url(&aws, &region.into())
    }

    #[test]
    fn pkce_01_the_page_has_the_aws_clis_address_to_the_letter() {
        let url = url(None, "us-east-1").expect("an address");
        assert_eq!(url, format!("https://oidc.us-east-1.amazonaws.com/authorize?{QUERY}"));
    }

    #[test]
    fn pkce_02_the_challenge_is_rfc_7636s() {
        let verifier = Verifier("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk".into());
        assert_eq!(verifier.challenge(), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
        assert_eq!(format!("{verifier:?}"), format!("{:?}", Verifier("another".into())), "it prints nothing");
    }

    #[test]
    fn pkce_11_a_moved_endpoint_moves_the_page_without_its_path() {
        for endpoint in ["http://127.0.0.1:1", "http://127.0.0.1:1/", "http://127.0.0.1:1/some/path"] {
            assert_eq!(
                url(Some(endpoint), "eu-west-1").expect("an address"),
                format!("http://127.0.0.1:1/authorize?{QUERY}")
            );
        }
        assert!(
            url(None, "cn-north-1")
                .expect("an address")
                .starts_with("https://oidc.cn-north-1.amazonaws.com.cn/")
        );
        assert!(url(None, "no region").is_err());
    }

    #[test]
    fn verifiers_are_64_letters_that_rfc_7636_allows() {
        for bytes in [[0; 48], [255; 48], random().expect("random"), random().expect("random")] {
            let verifier = Verifier::new(bytes);
            let text = verifier.0.expose_secret();
            assert_eq!(text.len(), 64);
            assert!(
                text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)),
                "{text}"
            );
        }
        assert_ne!(random::<48>().expect("random"), random::<48>().expect("random"));
    }

    #[test]
    fn states_are_uuids_of_version_4() {
        assert_eq!(state([0; 16]), "00000000-0000-4000-8000-000000000000");
        assert_eq!(state([255; 16]), "ffffffff-ffff-4fff-bfff-ffffffffffff");
    }
}
