//! What was asked: every request, for assertions.

use std::collections::BTreeMap;
use std::sync::Mutex;

use serde_json::Value;
use tokio::sync::watch;

use super::lock;

/// An operation of one of the services, or a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Operation {
    RegisterClient,
    StartDeviceAuthorization,
    CreateToken,
    /// `GET /authorize`, the browser's part of the authorization-code grant, and the answer to its page.
    Authorize,
    /// The page where a device code is approved.
    DevicePage,
    ListAccounts,
    ListAccountRoles,
    GetRoleCredentials,
    Logout,
    GetCallerIdentity,
    /// The console's sign-in: `getSigninToken`, and the page that a browser is sent to with that token.
    Federation,
    /// No such path.
    Unknown,
}

impl Operation {
    pub(super) fn of(method: &str, path: &str) -> Self {
        match path {
            "/client/register" => Self::RegisterClient,
            "/device_authorization" => Self::StartDeviceAuthorization,
            "/token" => Self::CreateToken,
            "/authorize" => Self::Authorize,
            "/device" => Self::DevicePage,
            "/assignment/accounts" => Self::ListAccounts,
            "/assignment/roles" => Self::ListAccountRoles,
            "/federation/credentials" => Self::GetRoleCredentials,
            "/logout" => Self::Logout,
            "/federation" => Self::Federation,
            "/" if method == "GET" => Self::DevicePage,
            "/" => Self::GetCallerIdentity,
            _ => Self::Unknown,
        }
    }

    /// Whether it belongs to the portal, whose operations share one rate limit.
    pub fn is_portal(self) -> bool {
        matches!(self, Self::ListAccounts | Self::ListAccountRoles | Self::GetRoleCredentials | Self::Logout)
    }
}

/// A request as it came. Holds the secrets that the client sent: it is for tests, never for a log file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    pub operation: Operation,
    pub method: String,
    pub path: String,
    /// The query as sent, still encoded.
    pub raw_query: String,
    /// The query's pairs, decoded, in the order sent.
    pub query: Vec<(String, String)>,
    /// Header names in lower case; a repeated header keeps its last value.
    pub headers: BTreeMap<String, String>,
    pub body: Vec<u8>,
    /// The status it was answered with; `None` while it is not answered, or where the connection was cut instead.
    pub status: Option<u16>,
}

impl Request {
    /// A header by its lower-case name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }

    /// A value of the query, decoded.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The body as JSON; `Null` when it is none.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }

    /// The body's pairs, when it is a form.
    pub fn form(&self) -> Vec<(String, String)> {
        url::form_urlencoded::parse(&self.body).into_owned().collect()
    }
}

/// The requests so far, and who waits for more.
#[derive(Debug)]
pub(super) struct Log {
    requests: Mutex<Vec<Request>>,
    changed: watch::Sender<()>,
}

impl Log {
    pub(super) fn new() -> Self {
        Self { requests: Mutex::default(), changed: watch::Sender::new(()) }
    }

    /// Keeps a request and returns its number.
    pub(super) fn record(&self, request: Request) -> usize {
        let number = {
            let mut requests = lock(&self.requests);
            requests.push(request);
            requests.len() - 1
        };
        self.changed.send_replace(());
        number
    }

    pub(super) fn answered(&self, number: usize, status: u16) {
        if let Some(request) = lock(&self.requests).get_mut(number) {
            request.status = Some(status);
        }
        self.changed.send_replace(());
    }

    pub(super) fn all(&self) -> Vec<Request> {
        lock(&self.requests).clone()
    }

    /// Waits until there are that many requests of a kind.
    pub(super) async fn wait_for(&self, count: usize, is_meant: impl Fn(&Request) -> bool) {
        let mut changes = self.changed.subscribe();
        while lock(&self.requests).iter().filter(|request| is_meant(request)).count() < count {
            if changes.changed().await.is_err() {
                return;
            }
        }
    }
}
