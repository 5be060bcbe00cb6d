//! Our signer beside the AWS SDK's own, on requests of every kind.

#![expect(clippy::expect_used, reason = "a test that cannot go on says where")]

use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{
    SignableBody, SignableRequest, SigningSettings, UriPathNormalizationMode, sign,
};
use aws_sigv4::sign::v4::SigningParams;
use proptest::collection::vec;
use proptest::prelude::*;
use ssotui::aws::sigv4::{Signable, Signer};
use ssotui::domain::percent::encode;

/// A request to sign.
#[derive(Debug, Clone)]
struct Case {
    method: &'static str,
    segments: Vec<String>,
    query: Vec<(String, String)>,
    content_type: String,
    token: String,
    secret: String,
    body: Vec<u8>,
    second: u32,
}

fn cases() -> impl Strategy<Value = Case> {
    (
        prop_oneof![Just("GET"), Just("POST")],
        // Neither "." nor "..", which a URL takes away, nor an empty one.
        vec("[a-zA-Z0-9~é %+:]{2,6}", 0..4),
        vec(("[a-zA-Z0-9 é/+=&]{1,5}", "[a-zA-Z0-9 é/+=&~]{0,5}"), 0..4),
        "[a-z]{1,8}/[a-z]{1,8}(; {1,3}charset=utf-8)?",
        "[A-Za-z0-9/+=]{1,300}",
        "[A-Za-z0-9/+=]{1,60}",
        vec(any::<u8>(), 0..50),
        any::<u32>(),
    )
        .prop_map(|(method, segments, query, content_type, token, secret, body, second)| Case {
            method,
            segments,
            query,
            content_type,
            token,
            secret,
            body,
            second,
        })
}

fn theirs(case: &Case, url: &str) -> String {
    let mut settings = SigningSettings::default();
    settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
    let identity =
        Credentials::new("AKIDEXAMPLE", &case.secret, Some(case.token.clone()), None, "test").into();
    let params = SigningParams::builder()
        .identity(&identity)
        .region("eu-west-1")
        .name("sts")
        .time(SystemTime::UNIX_EPOCH + Duration::from_secs(case.second.into()))
        .settings(settings)
        .build()
        .expect("parameters")
        .into();
    let headers = [("content-type", case.content_type.as_str())];
    let request =
        SignableRequest::new(case.method, url, headers.into_iter(), SignableBody::Bytes(&case.body));
    sign(request.expect("a request"), &params).expect("signed").signature().to_owned()
}

proptest! {
    #[test]
    fn both_sign_alike(case in cases()) {
        let path: String = case.segments.iter().map(|segment| format!("/{}", encode(segment))).collect();
        let path = if path.is_empty() { "/".to_owned() } else { path };
        let query: Vec<String> =
            case.query.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
        let mut url = format!("https://sts.example.com{path}");
        if !query.is_empty() {
            url.push_str(&format!("?{}", query.join("&")));
        }
        let pairs: Vec<(&str, &str)> =
            case.query.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let signer = Signer {
            access_key_id: "AKIDEXAMPLE",
            secret_access_key: &case.secret.as_str().into(),
            region: "eu-west-1",
            service: "sts",
            now: jiff::Timestamp::from_second(case.second.into()).expect("a time"),
        };
        let ours = signer.authorization(&Signable {
            method: case.method,
            path: &path,
            query: &pairs,
            headers: &[
                ("host", "sts.example.com"),
                ("content-type", &case.content_type),
                ("x-amz-security-token", &case.token),
            ],
            body: &case.body,
        });
        let theirs = theirs(&case, &url);
        prop_assert!(ours.ends_with(&format!("Signature={theirs}")), "{ours} {theirs}");
    }
}
