//! Where the browser comes back to after a sign-in: a listener on 127.0.0.1, and nowhere else, that hears out whoever
//! connects and waits for the one answer that belongs to the sign-in.
//!
//! Any page and any program on this machine can knock here. So every connection is bounded in size and time, many are
//! heard at once (browsers open some that they never use), a code counts only with the sign-in's `state`, and an error
//! that names another's does not. One that names none ends the sign-in, as in the AWS CLI.

mod page;
mod query;

use std::collections::BTreeMap;
use std::future::Future;
use std::io;
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::future::{AbortHandle, Abortable};
use futures_util::stream::FuturesUnordered;
use secrecy::SecretString;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::clock::Clock;
pub use query::{Answer, of_pasted};

/// What is registered. The service lets a client add any port to it (RFC 8252 section 7.3), and fixes the rest.
pub const REDIRECT_URI_WITHOUT_PORT: &str = "http://127.0.0.1/oauth/callback";
/// By number: whoever asks for `localhost` may be sent to the other protocol, or further.
const HOST: &str = "127.0.0.1";
const PATH: &str = "/oauth/callback";
/// How long a client may take to say what it wants, and to take the page.
const PATIENCE: Duration = Duration::from_secs(10);
/// How many are heard at once; one more, and the one that has been silent longest is dropped.
const MOST_AT_ONCE: usize = 64;
/// More than any browser sends in front of a request's body.
const LONGEST_HEAD: usize = 32 * 1024;
/// After a failure to accept, such as too many open files.
const PAUSE: Duration = Duration::from_millis(200);

/// The open port.
#[derive(Debug)]
pub struct Listener {
    socket: TcpListener,
    redirect_uri: String,
}

impl Listener {
    /// Opens the port, or any free one, on 127.0.0.1.
    ///
    /// # Errors
    /// When it is taken, or the system gives none.
    pub async fn open(port: Option<u16>) -> io::Result<Self> {
        let socket = TcpListener::bind((HOST, port.unwrap_or(0))).await?;
        let redirect_uri = format!("http://{}{PATH}", socket.local_addr()?);
        Ok(Self { socket, redirect_uri })
    }

    /// Where the browser is to come back to.
    pub fn redirect_uri(&self) -> &str {
        &self.redirect_uri
    }

    /// Hears out whoever connects until somebody brings the answer to the sign-in of this `state`: the authorization
    /// code. Tells of those that brought the answer to another one.
    ///
    /// # Errors
    /// Why there is no code, as a sentence, when that is the answer.
    pub async fn answer(
        &self,
        clock: &dyn Clock,
        state: &str,
        on_stranger: &(dyn Fn() + Send + Sync),
    ) -> Result<SecretString, String> {
        let mut clients = FuturesUnordered::new();
        // By the number of the client, the oldest first.
        let mut handles: BTreeMap<u64, AbortHandle> = BTreeMap::new();
        let mut number: u64 = 0;
        loop {
            number += 1;
            tokio::select! {
                accepted = self.socket.accept() => match accepted {
                    Ok((stream, _)) => {
                        if handles.len() >= MOST_AT_ONCE && let Some((_, oldest)) = handles.pop_first() {
                            oldest.abort();
                        }
                        let (handle, registration) = AbortHandle::new_pair();
                        handles.insert(number, handle);
                        let client = async move { (number, hear_out(stream, clock, state).await) };
                        clients.push(Abortable::new(client, registration));
                    }
                    Err(_) => clock.sleep(PAUSE).await,
                },
                Some(heard) = clients.next() => {
                    // One that was dropped is forgotten already.
                    let Ok((number, answer)) = heard else { continue };
                    handles.remove(&number);
                    match answer {
                        Some(Answer::Code(code)) => return Ok(code),
                        Some(Answer::Refused(why)) => return Err(why),
                        Some(Answer::Stranger) => on_stranger(),
                        None => {}
                    }
                }
            }
        }
    }
}

/// Reads a client's request and answers it with a page. `None` when it had nothing to say.
async fn hear_out(mut stream: TcpStream, clock: &dyn Clock, state: &str) -> Option<Answer> {
    let head = within(clock, read_head(&mut stream)).await??;
    let (page, answer) = judge(&head, state);
    // The answer counts, also when the browser does not wait for the page.
    let _ = within(clock, async {
        stream.write_all(page.as_bytes()).await?;
        stream.shutdown().await
    })
    .await;
    answer
}

/// What a request of whose first line comes to.
fn judge(head: &[u8], state: &str) -> (String, Option<Answer>) {
    let line = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let words: Vec<&str> = std::str::from_utf8(line).unwrap_or_default().split_ascii_whitespace().collect();
    let [method, target, version] = words[..] else { return (page::bad_request(), None) };
    if !version.starts_with("HTTP/1.") {
        return (page::bad_request(), None);
    }
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    if path != PATH {
        return (page::not_found(), None);
    }
    if method != "GET" {
        return (page::not_allowed(), None);
    }
    let answer = query::of_query(query, state);
    let page = match &answer {
        None => page::not_found(),
        Some(Answer::Code(_)) => page::done(),
        Some(Answer::Refused(_)) => page::refused(),
        Some(Answer::Stranger) => page::stranger(),
    };
    (page, answer)
}

/// The request up to the blank line; `None` when it is too long, broken off, or unreadable.
async fn read_head(stream: &mut TcpStream) -> Option<Vec<u8>> {
    let mut head = Vec::new();
    let mut part = [0; 4096];
    loop {
        let read = stream.read(&mut part).await.ok().filter(|read| *read > 0)?;
        head.extend_from_slice(&part[..read]);
        if head.windows(4).any(|end| end == b"\r\n\r\n") || head.windows(2).any(|end| end == b"\n\n") {
            return Some(head);
        }
        if head.len() > LONGEST_HEAD {
            return None;
        }
    }
}

/// The outcome, unless it takes too long.
async fn within<T>(clock: &dyn Clock, work: impl Future<Output = T>) -> Option<T> {
    tokio::select! {
        outcome = work => Some(outcome),
        () = clock.sleep(PATIENCE) => None,
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;
    use std::pin::Pin;

    use futures_util::future::join;
    use jiff::Timestamp;

    use super::*;

    /// A clock by which nobody's time is ever up.
    struct Still;

    impl Clock for Still {
        fn now(&self) -> Timestamp {
            Timestamp::UNIX_EPOCH
        }

        fn sleep(&self, _: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
            Box::pin(std::future::pending())
        }
    }

    #[tokio::test]
    async fn of_too_many_clients_the_longest_silent_is_dropped_and_no_other() {
        let listener = Listener::open(None).await.expect("a port");
        let address = listener.socket.local_addr().expect("an address");
        let clients = async {
            let mut silent = Vec::new();
            for _ in 0..=MOST_AT_ONCE {
                silent.push(TcpStream::connect(address).await.expect("connected"));
            }
            // One that is still heard out would be told nothing.
            assert_eq!(silent[0].read(&mut [0]).await.unwrap_or_default(), 0);
            silent[1].write_all(b"GET /oauth/callback?code=c&state=right HTTP/1.1\r\n\r\n").await
        };
        let both = join(listener.answer(&Still, "right", &|| {}), clients);
        // Only so that a failure ends.
        let (answer, said) = tokio::time::timeout(6 * PATIENCE, both).await.expect("the first is dropped");
        assert!(answer.is_ok() && said.is_ok());
    }

    #[tokio::test]
    async fn pkce_09_it_listens_on_this_machine_alone() {
        let listener = Listener::open(None).await.expect("a port");
        let address = listener.socket.local_addr().expect("an address");
        assert_eq!(address.ip(), Ipv4Addr::LOCALHOST);
        assert_eq!(listener.redirect_uri(), format!("http://127.0.0.1:{}/oauth/callback", address.port()));
    }

    #[tokio::test]
    async fn a_port_that_is_taken_is_said_to_be() {
        let first = Listener::open(None).await.expect("a port");
        let port = first.socket.local_addr().expect("an address").port();
        let error = Listener::open(Some(port)).await.expect_err("taken");
        assert_eq!(error.kind(), io::ErrorKind::AddrInUse);
    }

    #[test]
    fn pages_repeat_nothing_of_what_was_sent() {
        let requests = [
            "GET /oauth/callback?code=s3cret&state=right HTTP/1.1\r\n\r\n",
            "GET /oauth/callback?code=s3cret&state=s3cret HTTP/1.1\r\n\r\n",
            "GET /oauth/callback?error=s3cret&error_description=s3cret&state=right HTTP/1.1\r\n\r\n",
            "GET /s3cret HTTP/1.1\r\nHost: s3cret\r\n\r\n",
            "s3cret",
        ];
        for request in requests {
            let (page, answer) = judge(request.as_bytes(), "right");
            assert!(!page.contains("s3cret"), "{page}");
            let (head, body) = page.split_once("\r\n\r\n").expect("a head");
            assert!(head.contains(&format!("Content-Length: {}\r\n", body.len())), "{head}");
            assert!(head.contains("Cache-Control: no-store") && head.contains("Connection: close"), "{head}");
            assert!(!format!("{answer:?}").contains("s3cret") || request.contains("error="), "{answer:?}");
        }
    }

    #[test]
    fn only_the_address_that_was_registered_is_an_answer() {
        for (request, status, is_answer) in [
            ("GET /oauth/callback?code=c&state=right HTTP/1.1", "200", true),
            ("GET /oauth/callback?code=c&state=right HTTP/1.0", "200", true),
            ("GET /oauth/callback?error=access_denied HTTP/1.1", "200", true),
            ("GET /oauth/callback?code=c&state=wrong HTTP/1.1", "400", true),
            ("GET /oauth/callback HTTP/1.1", "404", false),
            ("GET /oauth/callback/?code=c&state=right HTTP/1.1", "404", false),
            ("GET /favicon.ico HTTP/1.1", "404", false),
            ("GET /?code=c&state=right HTTP/1.1", "404", false),
            ("POST /oauth/callback?code=c&state=right HTTP/1.1", "405", false),
            ("HEAD /oauth/callback?code=c&state=right HTTP/1.1", "405", false),
            ("GET /oauth/callback?code=c&state=right", "400", false),
            ("GET /oauth/callback?code=c&state=right SSH-2.0", "400", false),
            ("\u{16}\u{3}\u{1}", "400", false),
            ("", "400", false),
        ] {
            let (page, answer) = judge(format!("{request}\r\n\r\n").as_bytes(), "right");
            assert!(page.starts_with(&format!("HTTP/1.1 {status} ")), "{request}: {page}");
            assert_eq!(answer.is_some(), is_answer, "{request}");
        }
    }
}
