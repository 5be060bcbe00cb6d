//! Tokens and codes: all computed from one seed, so that a test sees the same ones every time and
//! nobody else on the machine can guess them.

use std::io;

use ring::hmac;
use ring::rand::{SecureRandom, SystemRandom};

/// A source of texts: HMAC-SHA-256 of a counter under the seed.
#[derive(Debug)]
pub(super) struct Random {
    key: hmac::Key,
    counter: u64,
}

const HEX: &[u8] = b"0123456789abcdef";
/// What user codes are made of: no vowels, so no words, and no 0/O or 1/I.
const USER_CODE: &[u8] = b"BCDFGHJKLMNPQRSTVWXZ";
const KEY_ID: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const PLAIN: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
/// Base64's alphabet: `+` and `/` catch a client that forgets to encode.
const BASE64: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

impl Random {
    /// # Errors
    /// When no seed is given and the system has no randomness.
    pub(super) fn new(seed: Option<[u8; 32]>) -> io::Result<Self> {
        let seed = match seed {
            Some(seed) => seed,
            None => {
                let mut seed = [0; 32];
                SystemRandom::new()
                    .fill(&mut seed)
                    .map_err(|_| io::Error::other("the system has no randomness"))?;
                seed
            }
        };
        Ok(Self { key: hmac::Key::new(hmac::HMAC_SHA256, &seed), counter: 0 })
    }

    fn text(&mut self, alphabet: &[u8], length: usize) -> String {
        let mut text = String::with_capacity(length);
        while text.len() < length {
            self.counter += 1;
            let block = hmac::sign(&self.key, &self.counter.to_be_bytes());
            for pair in block.as_ref().chunks_exact(2).take(length - text.len()) {
                let value = usize::from(u16::from_be_bytes([pair[0], pair[1]]));
                text.push(char::from(alphabet[value % alphabet.len()]));
            }
        }
        text
    }

    /// A code that a person compares, such as `BCDF-GHJK`.
    pub(super) fn user_code(&mut self) -> String {
        format!("{}-{}", self.text(USER_CODE, 4), self.text(USER_CODE, 4))
    }

    /// A version 4 UUID.
    pub(super) fn uuid(&mut self) -> String {
        let hex = self.text(HEX, 32);
        format!("{}-{}-4{}-a{}-{}", &hex[..8], &hex[8..12], &hex[13..16], &hex[17..20], &hex[20..])
    }

    pub(super) fn client_id(&mut self) -> String {
        format!("{}dXMtZWFzdC0x", self.text(PLAIN, 22))
    }

    /// Client secrets are JWTs, so long ones with dots.
    pub(super) fn client_secret(&mut self) -> String {
        format!("eyJraWQiOiJrZXkifQ.eyJ{}.{}", self.text(PLAIN, 160), self.text(PLAIN, 86))
    }

    pub(super) fn device_code(&mut self) -> String {
        self.text(PLAIN, 110)
    }

    pub(super) fn authorization_code(&mut self) -> String {
        self.text(PLAIN, 120)
    }

    /// Access tokens start with `aoa`, refresh tokens with `aor`, and hold `:`, `/`, `+` and `=`.
    pub(super) fn bearer_token(&mut self, prefix: &str) -> String {
        format!("{prefix}AAAAAG{}:{}/+==", self.text(BASE64, 96), self.text(BASE64, 64))
    }

    /// The id of temporary keys.
    pub(super) fn access_key_id(&mut self) -> String {
        format!("ASIA{}", self.text(KEY_ID, 16))
    }

    pub(super) fn secret_access_key(&mut self) -> String {
        self.text(BASE64, 40)
    }

    pub(super) fn session_token(&mut self) -> String {
        format!("IQoJb3JpZ2luX2Vj{}==", self.text(BASE64, 320))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_seed_gives_the_same_texts_and_another_seed_gives_others() {
        let mut one = Random::new(Some([7; 32])).unwrap();
        let mut same = Random::new(Some([7; 32])).unwrap();
        let mut other = Random::new(Some([8; 32])).unwrap();
        let first = one.bearer_token("aoa");
        assert_eq!(first, same.bearer_token("aoa"));
        assert_ne!(first, other.bearer_token("aoa"));
        assert_ne!(first, one.bearer_token("aoa"));
        assert_ne!(Random::new(None).unwrap().uuid(), Random::new(None).unwrap().uuid());
    }

    #[test]
    fn texts_have_their_forms() {
        let mut random = Random::new(Some([1; 32])).unwrap();
        let code = random.user_code();
        assert_eq!(code.len(), 9);
        assert_eq!(code.as_bytes()[4], b'-');
        let uuid = random.uuid();
        assert_eq!(uuid.len(), 36);
        assert_eq!(&uuid[14..15], "4");
        assert_eq!(random.access_key_id().len(), 20);
        assert_eq!(random.secret_access_key().len(), 40);
    }
}
