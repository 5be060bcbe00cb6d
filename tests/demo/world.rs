//! A server whose time the test moves, and a client of it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::{SignedDuration, Timestamp};
use reqwest::{Response, StatusCode};
use serde_json::{Value, json};
use ssotui::demo::{Options, Server};

pub const DEVICE_CODE: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// A server whose time the test moves, and a client.
pub struct World {
    pub server: Server,
    pub http: reqwest::Client,
    seconds: Arc<AtomicI64>,
}

impl World {
    pub fn new(options: Options) -> Self {
        // Another test of this process may have been first.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let seconds = Arc::new(AtomicI64::new(1_893_553_445)); // 2030-01-02T03:04:05Z
        let clock = Arc::clone(&seconds);
        let server = Server::start(Options {
            seed: Some([9; 32]),
            clock: Arc::new(move || Timestamp::from_second(clock.load(Ordering::SeqCst)).unwrap()),
            ..options
        })
        .unwrap();
        let http = reqwest::Client::builder()
            .tls_certs_only([])
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        Self { server, http, seconds }
    }

    pub fn start() -> Self {
        Self::new(Options::default())
    }

    pub fn pass(&self, seconds: i64) {
        self.seconds.fetch_add(seconds, Ordering::SeqCst);
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.server.base_url())
    }

    pub async fn post(&self, path: &str, body: Value) -> Response {
        self.http
            .post(self.url(path))
            .header("content-type", "application/json")
            .body(body.to_string())
            .send()
            .await
            .unwrap()
    }

    pub async fn json(&self, path: &str, body: Value) -> Value {
        let response = self.post(path, body).await;
        assert_eq!(response.status(), StatusCode::OK);
        read(response).await
    }

    /// The OAuth error that a request is answered with, after checking its status and header.
    pub async fn error(&self, path: &str, body: Value) -> String {
        let response = self.post(path, body).await;
        let status = response.status();
        assert!(status.is_client_error(), "{status}");
        let header = response.headers()["x-amzn-errortype"].to_str().unwrap().to_owned();
        let body = read(response).await;
        let code = body["error"].as_str().unwrap().to_owned();
        assert!(body["error_description"].is_string());
        let camel: String = code.split('_').map(|part| part[..1].to_uppercase() + &part[1..]).collect();
        assert!(header.to_lowercase().starts_with(&format!("{camel}exception:").to_lowercase()), "{header}");
        assert_eq!(status == StatusCode::UNAUTHORIZED, code == "invalid_client");
        code
    }

    pub async fn register(&self, extra: Value) -> Value {
        let mut body = json!({ "clientName": "botocore-client-corp", "clientType": "public" });
        body.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        self.json("/client/register", body).await
    }

    pub async fn device(&self, client: &Value) -> Value {
        self.json(
            "/device_authorization",
            json!({
                "clientId": client["clientId"], "clientSecret": client["clientSecret"],
                "startUrl": "https://demo.awsapps.com/start",
            }),
        )
        .await
    }

    pub async fn portal(&self, path: &str, token: &str) -> Response {
        self.http.get(self.url(path)).header("x-amz-sso_bearer_token", token).send().await.unwrap()
    }

    pub fn token(&self) -> String {
        self.server.grant(SignedDuration::from_hours(1), true).access_token
    }
}

pub async fn read(response: Response) -> Value {
    serde_json::from_slice(&response.bytes().await.unwrap()).unwrap()
}

pub fn token_request(client: &Value, grant: &str, name: &str, value: &Value) -> Value {
    json!({
        "clientId": client["clientId"], "clientSecret": client["clientSecret"], "grantType": grant, name: value,
    })
}

pub fn encode(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}
