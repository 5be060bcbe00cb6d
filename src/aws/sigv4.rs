//! Signature Version 4: what proves to AWS that a request comes from the owner of the keys.
//!
//! Of our own, because ssotui signs a single request (STS GetCallerIdentity): HMAC and SHA-256 are linked already, and
//! what is left is putting a text together. Tests hold it to AWS's published test suite, to a vector of botocore's and
//! to the AWS SDK's own signer.

use jiff::Timestamp;
use ring::{digest, hmac};
use secrecy::{ExposeSecret, SecretString};

use crate::domain::hex;
use crate::domain::percent::encode;

/// With what and for whom to sign.
#[derive(Debug)]
pub struct Signer<'a> {
    pub access_key_id: &'a str,
    pub secret_access_key: &'a SecretString,
    pub region: &'a str,
    /// The service's signing name: `sts`.
    pub service: &'a str,
    pub now: Timestamp,
}

/// A request, as far as it is signed.
#[derive(Debug, Clone, Copy)]
pub struct Signable<'a> {
    pub method: &'a str,
    /// The path as it is sent. It is encoded once more, as for all services but S3; it is not normalised.
    pub path: &'a str,
    /// The query's pairs, decoded.
    pub query: &'a [(&'a str, &'a str)],
    /// The headers to sign, `host` among them, names in lower case. `x-amz-date` is added.
    pub headers: &'a [(&'a str, &'a str)],
    pub body: &'a [u8],
}

impl Signer<'_> {
    /// The time of the signature: the value of the header `x-amz-date`.
    pub fn date(&self) -> String {
        self.now.strftime("%Y%m%dT%H%M%SZ").to_string()
    }

    /// The value of the header `authorization`.
    pub fn authorization(&self, request: &Signable<'_>) -> String {
        let date = self.date();
        let day = &date[..8];
        let mut headers: Vec<(&str, String)> = request
            .headers
            .iter()
            .map(|(name, value)| (*name, value.split_whitespace().collect::<Vec<_>>().join(" ")))
            .collect();
        headers.push(("x-amz-date", date.clone()));
        headers.sort();
        let names: Vec<&str> = headers.iter().map(|(name, _)| *name).collect();
        let names = names.join(";");
        let headers: String = headers.iter().map(|(name, value)| format!("{name}:{value}\n")).collect();
        let mut query: Vec<(String, String)> =
            request.query.iter().map(|(name, value)| (encode(name), encode(value))).collect();
        query.sort();
        let query: Vec<String> = query.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let path: Vec<String> = request.path.split('/').map(encode).collect();
        let canonical = format!(
            "{}\n{}\n{}\n{headers}\n{names}\n{}",
            request.method,
            path.join("/"),
            query.join("&"),
            sha256_hex(request.body),
        );
        let scope = format!("{day}/{}/{}/aws4_request", self.region, self.service);
        let to_sign = format!("AWS4-HMAC-SHA256\n{date}\n{scope}\n{}", sha256_hex(canonical.as_bytes()));
        let signature = hex::encode(sign(self.key(day).as_ref(), &to_sign).as_ref());
        format!(
            "AWS4-HMAC-SHA256 Credential={}/{scope}, SignedHeaders={names}, Signature={signature}",
            self.access_key_id
        )
    }

    /// The key of a day, a region and a service.
    fn key(&self, day: &str) -> hmac::Tag {
        let secret = SecretString::from(format!("AWS4{}", self.secret_access_key.expose_secret()));
        let of_day = sign(secret.expose_secret().as_bytes(), day);
        let of_region = sign(of_day.as_ref(), self.region);
        let of_service = sign(of_region.as_ref(), self.service);
        sign(of_service.as_ref(), "aws4_request")
    }
}

fn sign(key: &[u8], text: &str) -> hmac::Tag {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), text.as_bytes())
}

fn sha256_hex(bytes: &[u8]) -> String {
    hex::encode(digest::digest(&digest::SHA256, bytes).as_ref())
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY_ID: &str = "AKIDEXAMPLE";
    const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    const HOST: (&str, &str) = ("host", "example.amazonaws.com");

    fn signature(service: &str, now: &str, request: &Signable<'_>) -> String {
        let signer = Signer {
            access_key_id: KEY_ID,
            secret_access_key: &SECRET.into(),
            region: "us-east-1",
            service,
            now: now.parse().expect("a time"),
        };
        let authorization = signer.authorization(request);
        authorization.rsplit('=').next().expect("a signature").to_owned()
    }

    /// AWS's published suite ("aws-signing-test-suite", v4): the requests that differ in what is signed here.
    #[test]
    fn signatures_are_those_of_awss_test_suite() {
        const FORM: &str = "application/x-www-form-urlencoded";
        let token = "6e86291e8372ff2a2260956d9b8aae1d763fbf315fa00fa31553b73ebf194267";
        let get = Signable { method: "GET", path: "/", query: &[], headers: &[HOST], body: b"" };
        let post = Signable { method: "POST", ..get };
        for (test, request, expected) in [
            ("get-vanilla", get, "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
            ("post-vanilla", post, "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"),
            (
                "get-vanilla-query-order-key-case",
                Signable { query: &[("Param2", "value2"), ("Param1", "value1")], ..get },
                "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
            ),
            (
                "get-utf8",
                Signable { path: "/ሴ", ..get },
                "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85",
            ),
            (
                "get-vanilla-utf8-query",
                Signable { query: &[("ሴ", "bar")], ..get },
                "2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04",
            ),
            (
                "get-header-value-trim",
                Signable {
                    headers: &[HOST, ("my-header1", " value1"), ("my-header2", " \"a   b   c\"")],
                    ..get
                },
                "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736",
            ),
            (
                "get-vanilla-with-session-token",
                Signable { headers: &[HOST, ("x-amz-security-token", token)], ..get },
                "07ec1639c89043aa0e3e2de82b96708f198cceab042d4a97044c66dd9f74e7f8",
            ),
            (
                "post-x-www-form-urlencoded",
                Signable {
                    headers: &[
                        ("content-type", FORM),
                        HOST,
                        ("content-length", "13"),
                        (
                            "x-amz-content-sha256",
                            "9095672bbd1f56dfc5b65f3e153adc8731a4a654192329106275f4c7b24d0b6e",
                        ),
                    ],
                    body: b"Param1=value1",
                    ..post
                },
                "d3875051da38690788ef43de4db0d8f280229d82040bfac253562e56c3f20e0b",
            ),
        ] {
            assert_eq!(signature("service", "2015-08-30T12:36:00Z", &request), expected, "{test}");
        }
    }

    /// Made with botocore 1.43.
    #[test]
    fn a_call_to_sts_is_signed_as_botocore_signs_it() {
        let request = Signable {
            method: "POST",
            path: "/",
            query: &[],
            headers: &[
                ("content-type", "application/x-www-form-urlencoded; charset=utf-8"),
                ("host", "sts.us-east-1.amazonaws.com"),
                ("x-amz-security-token", "SESSIONTOKEN/+=="),
            ],
            body: b"Action=GetCallerIdentity&Version=2011-06-15",
        };
        assert_eq!(
            signature("sts", "2030-01-02T03:04:05Z", &request),
            "9130de4f925185a0d4cda0c5a40c7450d5125eb5049eccc978ca554df5509935"
        );
    }
}
