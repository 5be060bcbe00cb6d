//! The server itself: a thread of its own, so that it serves synchronous tests, a test whose own
//! time stands still, and a program whose screen is drawn in the meantime, all alike.

use std::collections::HashMap;
use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::oneshot;
use tokio::task::JoinSet;

use super::faults::Faults;
use super::log::{Log, Operation, Request};
use super::options::Options;
use super::serve::{SharedBucket, serve};
use super::socket::{Cut, Socket};
use super::store::{Client, Decision, Grant, Store, after};
use super::{lock, organization};
use crate::domain::organization::Account;

/// What all connections share.
pub(super) struct Shared {
    pub options: Options,
    pub base_url: String,
    pub store: Mutex<Store>,
    pub organizations: Mutex<Organizations>,
    pub bucket: SharedBucket,
    pub faults: Faults,
    pub log: Log,
}

/// Who sees what, by the start URL that was signed in to.
#[derive(Debug)]
pub(super) struct Organizations {
    others: HashMap<String, Vec<Account>>,
    /// What every other start URL leads to.
    main: Vec<Account>,
}

impl Organizations {
    pub(super) fn of(&self, start_url: &str) -> &[Account] {
        self.others.get(start_url).unwrap_or(&self.main)
    }
}

impl Shared {
    pub(super) fn now(&self) -> Timestamp {
        (self.options.clock)()
    }

    /// Decides the sign-in with that user code; `false` where none waits with it.
    pub(super) fn decide(&self, user_code: &str, decision: Decision) -> bool {
        let now = self.now();
        let mut store = lock(&self.store);
        let waiting = store.devices.values_mut().find(|device| {
            device.user_code.eq_ignore_ascii_case(user_code)
                && device.decision == Decision::Waiting
                && now < device.expires_at
        });
        waiting.map(|device| device.decision = decision).is_some()
    }
}

/// An Identity Center on 127.0.0.1. Dropping it closes the port and every connection.
pub struct Server {
    shared: Arc<Shared>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server").field("base_url", &self.shared.base_url).finish_non_exhaustive()
    }
}

impl Server {
    /// Starts serving. Needs no runtime around it.
    ///
    /// # Errors
    /// When the port is taken, or the system has no thread, sockets or randomness to give.
    pub fn start(mut options: Options) -> io::Result<Self> {
        let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, options.port)))?;
        listener.set_nonblocking(true)?;
        let base_url = format!("http://{}", listener.local_addr()?);
        let organizations = match options.organization.take() {
            Some(main) => Organizations { others: HashMap::new(), main },
            None => Organizations {
                others: organization::others(),
                main: organization::generate(options.accounts, options.roles),
            },
        };
        let shared = Arc::new(Shared {
            store: Mutex::new(Store::new(options.seed)?),
            organizations: Mutex::new(organizations),
            bucket: SharedBucket::default(),
            faults: Faults::default(),
            log: Log::new(),
            base_url,
            options,
        });
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let (stop, stopped) = oneshot::channel();
        let thread = {
            let shared = Arc::clone(&shared);
            let listener = {
                let _inside = runtime.enter();
                tokio::net::TcpListener::from_std(listener)?
            };
            std::thread::Builder::new().name("demo-server".into()).spawn(move || {
                runtime.block_on(async {
                    tokio::select! {
                        () = accept(&listener, &shared) => {}
                        _ = stopped => {}
                    }
                });
            })?
        };
        Ok(Self { shared, stop: Some(stop), thread: Some(thread) })
    }

    /// `http://127.0.0.1:PORT`.
    pub fn base_url(&self) -> &str {
        &self.shared.base_url
    }

    /// The variables that point any AWS client at this server.
    pub fn environment(&self) -> Vec<(String, String)> {
        [
            "AWS_ENDPOINT_URL_SSO",
            "AWS_ENDPOINT_URL_SSO_OIDC",
            "AWS_ENDPOINT_URL_STS",
            "AWS_ENDPOINT_URL_SIGNIN",
        ]
        .map(|name| (name.to_owned(), self.shared.base_url.clone()))
        .into()
    }

    /// The switches of the faults.
    pub fn faults(&self) -> Faults {
        self.shared.faults.clone()
    }

    /// Every request so far.
    pub fn requests(&self) -> Vec<Request> {
        self.shared.log.all()
    }

    /// Every request for an operation so far.
    pub fn requests_for(&self, operation: Operation) -> Vec<Request> {
        self.requests().into_iter().filter(|request| request.operation == operation).collect()
    }

    /// Waits until so many requests for an operation have come, answered or not.
    pub async fn wait_for(&self, operation: Operation, count: usize) {
        self.shared.log.wait_for(count, |request| request.operation == operation).await;
    }

    /// Waits until so many requests for an operation have been answered, and so have had their effect.
    pub async fn wait_for_answers(&self, operation: Operation, count: usize) {
        let is_answered = |request: &Request| request.operation == operation && request.status.is_some();
        self.shared.log.wait_for(count, is_answered).await;
    }

    /// Every secret handed out so far: device and authorization codes, client secrets, access and
    /// refresh tokens, and the keys of roles.
    pub fn secrets(&self) -> Vec<String> {
        lock(&self.shared.store).secrets.clone()
    }

    /// The user codes of the sign-ins that wait for a decision.
    pub fn pending(&self) -> Vec<String> {
        let now = self.shared.now();
        let store = lock(&self.shared.store);
        let waiting = store.devices.values().filter(|device| device.decision(now) == Decision::Waiting);
        waiting.map(|device| device.user_code.clone()).collect()
    }

    /// Approves a sign-in as the page's button does; `false` where none waits with that code.
    pub fn approve(&self, user_code: &str) -> bool {
        self.shared.decide(user_code, Decision::Approved)
    }

    /// Declines a sign-in as the page's button does; `false` where none waits with that code.
    pub fn deny(&self, user_code: &str) -> bool {
        self.shared.decide(user_code, Decision::Denied)
    }

    /// A sign-in without a browser: tokens that end in so long (or ended, where that is negative), for
    /// a client of their own. A renewable one has scopes and so a refresh token.
    pub fn grant(&self, expires_in: SignedDuration, renewable: bool) -> Grant {
        self.grant_to("", expires_in, renewable)
    }

    /// The same for a start URL with an organisation of its own.
    pub fn grant_to(&self, start_url: &str, expires_in: SignedDuration, renewable: bool) -> Grant {
        let (now, options) = (self.shared.now(), &self.shared.options);
        let mut store = lock(&self.shared.store);
        let client_secret = store.random.client_secret();
        let registration_expires_at = after(now, options.registration_ttl);
        let client_id = store.register(Client {
            name: "demo".to_owned(),
            secret: client_secret.clone(),
            expires_at: registration_expires_at,
            scopes: if renewable { vec!["sso:account:access".to_owned()] } else { Vec::new() },
            grant_types: Vec::new(),
            issuer_url: None,
            redirect_uris: Vec::new(),
        });
        let session = store.new_session(start_url.to_owned(), now, options);
        let end = now.checked_add(expires_in).unwrap_or(now);
        let (access_token, expires_at, refresh_token) = store.tokens(session, &client_id, end);
        Grant { access_token, expires_at, refresh_token, client_id, client_secret, registration_expires_at }
    }

    /// The accounts and roles that are assigned now.
    pub fn organization(&self) -> Vec<Account> {
        lock(&self.shared.organizations).main.clone()
    }

    /// The accounts and roles that signing in to a start URL leads to. The sample's partner and lab
    /// have organisations of their own, unless [`Options::organization`] was given.
    pub fn organization_of(&self, start_url: &str) -> Vec<Account> {
        lock(&self.shared.organizations).of(start_url).to_vec()
    }

    /// Assigns other accounts and roles from now on.
    pub fn set_organization(&self, accounts: Vec<Account>) {
        lock(&self.shared.organizations).main = accounts;
    }

    /// Makes every access token unknown, so that the portal answers 401. They can be renewed.
    pub fn revoke_access_tokens(&self) {
        lock(&self.shared.store).revoke_access_tokens();
    }

    /// Ends every sign-in: 401 from the portal, `invalid_grant` on renewal.
    pub fn end_sessions(&self) {
        lock(&self.shared.store).end_sessions();
    }

    /// Forgets every client, so that their registrations are answered `invalid_client`.
    pub fn forget_clients(&self) {
        lock(&self.shared.store).clients.clear();
    }

    pub(super) fn shared(&self) -> &Shared {
        &self.shared
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // A panic in the thread was a test's own closure; it has been reported there.
            let _ = thread.join();
        }
    }
}

/// Serves until it is dropped, and every connection with it.
async fn accept(listener: &tokio::net::TcpListener, shared: &Arc<Shared>) {
    let mut connections = JoinSet::new();
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            // Out of file handles, most likely: some connection will end.
            tokio::task::yield_now().await;
            continue;
        };
        // Small answers must not wait for the client's acknowledgement.
        let _ = stream.set_nodelay(true);
        let shared = Arc::clone(shared);
        connections.spawn(async move {
            let cut = Cut::default();
            let service = service_fn({
                let cut = cut.clone();
                move |request| serve(Arc::clone(&shared), cut.clone(), request)
            });
            // How a connection ended is the client's business.
            let _ =
                http1::Builder::new().serve_connection(TokioIo::new(Socket::new(stream, cut)), service).await;
        });
        while connections.try_join_next().is_some() {}
    }
}
