//! What lies between this machine and AWS: names that lead nowhere, proxies, certificates, servers that say nothing.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::Arc;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use serde_json::Value;

use crate::sound::{CONFIG, LOGIN, ROLES, assert_sound, config, ends, say, token};
use crate::world::{Run, World};

fn signed_in() -> World {
    let world = World::new(CONFIG);
    assert_eq!(world.run(LOGIN).code, 0);
    world
}

/// Runs with other variables than the demo's; `None` takes one away.
fn run(world: &World, variables: &[(&str, Option<&str>)], arguments: &[&str]) -> Run {
    let mut command = world.command(arguments);
    for (name, value) in variables {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    ends(command)
}

fn pem(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join("faults").join("tls").join(name);
    path.to_str().expect("Unicode").to_owned()
}

/// A port that answers every connection in its own way, until the test ends.
fn listen(answer: impl Fn(TcpStream) + Send + Sync + 'static) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let answer = Arc::new(answer);
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let answer = Arc::clone(&answer);
            std::thread::spawn(move || answer(stream));
        }
    });
    port
}

/// Reads a request's head, then answers with these bytes and hangs up.
fn says(bytes: &'static [u8]) -> u16 {
    listen(move |mut stream| {
        let _ = stream.read(&mut [0; 4096]);
        let _ = stream.write_all(bytes);
    })
}

/// A portal over TLS that knows no account. Its certificate is for localhost, by an authority of the tests' own.
fn portal_over_tls() -> u16 {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let chain = CertificateDer::pem_file_iter(pem("server.pem")).expect("a file");
    let chain = chain.collect::<Result<Vec<_>, _>>().expect("certificates");
    let key = PrivateKeyDer::from_pem_file(pem("server.key")).expect("a key");
    let server =
        ServerConfig::builder().with_no_client_auth().with_single_cert(chain, key).expect("a server");
    let server = Arc::new(server);
    listen(move |stream| {
        let connection = ServerConnection::new(Arc::clone(&server)).expect("a connection");
        let mut stream = StreamOwned::new(connection, stream);
        if stream.read(&mut [0; 4096]).is_ok_and(|bytes| bytes > 0) {
            let _ = stream.write_all(
                b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 19\r\nconnection: close\r\n\r\n{\"accountList\": []}",
            );
            stream.conn.send_close_notify();
            let _ = stream.flush();
        }
    })
}

const NO_ENDPOINTS: [(&str, Option<&str>); 2] =
    [("AWS_ENDPOINT_URL_SSO", None), ("AWS_ENDPOINT_URL_SSO_OIDC", None)];

/// An address, a proxy or certificates that cannot work: variables, exit code, words of the message.
struct Case {
    name: &'static str,
    variables: Vec<(&'static str, Option<String>)>,
    code: i32,
    told: &'static str,
}

fn cases() -> Vec<Case> {
    let url = |port: u16| Some(format!("http://127.0.0.1:{port}"));
    let some = |text: &str| Some(text.to_owned());
    // No name may be this long, so that no server of names is asked.
    let nowhere = Some(format!("http://{}.example", "a".repeat(70)));
    let through = |proxy: Option<String>| {
        let mut variables: Vec<_> = NO_ENDPOINTS.iter().map(|(name, _)| (*name, None)).collect();
        variables.push(("HTTPS_PROXY", proxy));
        // Certificates that are surely there.
        variables.push(("AWS_CA_BUNDLE", Some(pem("ca.pem"))));
        variables
    };
    let tls = |bundle: Option<String>| {
        let port = portal_over_tls();
        vec![("AWS_ENDPOINT_URL_SSO", Some(format!("https://localhost:{port}"))), ("AWS_CA_BUNDLE", bundle)]
    };
    let case = |name, variables, code, told| Case { name, variables, code, told };
    vec![
        case("a name that leads nowhere", vec![("AWS_ENDPOINT_URL_SSO", nowhere)], 1, "could not be reached"),
        case("nobody listens", vec![("AWS_ENDPOINT_URL_SSO", url(1))], 1, "could not be reached"),
        case(
            "no HTTP",
            vec![("AWS_ENDPOINT_URL_SSO", url(says(b"SSH-2.0-OpenSSH_9.6\x1b[31m\r\n")))],
            1,
            "broke",
        ),
        case("not a word", vec![("AWS_ENDPOINT_URL_SSO", url(says(b"")))], 1, "broke"),
        case(
            "an address that is none",
            vec![("AWS_ENDPOINT_URL_SSO", some("://\u{1b}[31m"))],
            2,
            "http or https",
        ),
        case("a proxy that nobody runs", through(url(1)), 1, "could not be reached"),
        case("a proxy that is none", through(url(says(b"\x00\xff\x1b[2J"))), 1, "could not be reached"),
        case(
            "a proxy that refuses",
            through(url(says(b"HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n"))),
            1,
            "could not be reached",
        ),
        case(
            "a proxy that wants a password",
            through(url(says(b"HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n"))),
            1,
            "could not be reached",
        ),
        case("a proxy without an address", through(some("http://user:hunter2@[bad")), 2, "HTTPS_PROXY"),
        case("a bundle that is missing", tls(some("/does/not/exist.pem")), 2, "does not exist"),
        case("a bundle that is blank", tls(some("  ")), 2, "is blank"),
        case("a bundle without certificates", tls(Some(pem("server.key"))), 2, "no certificate"),
        case("a bundle that is a folder", tls(Some(pem(""))), 2, "cannot be read"),
        case("another authority", tls(Some(pem("other.pem"))), 1, "could not be reached"),
    ]
}

#[test]
fn whatever_lies_in_between_is_told() {
    let cases = cases();
    let number = cases.len();
    std::thread::scope(|scope| {
        for Case { name, variables, code, told } in cases {
            scope.spawn(move || {
                let world = signed_in();
                let before = (token(&world), config(&world));
                let variables: Vec<_> =
                    variables.iter().map(|(name, value)| (*name, value.as_deref())).collect();
                let run = run(&world, &variables, ROLES);
                assert_sound(&world, name, &run);
                assert_eq!(run.code, code, "{name}: {run:?}");
                assert!(run.err.contains("error: ") && run.err.contains(told), "{name}: {run:?}");
                assert!(!run.err.contains("hunter2"), "{name}: a password was said: {run:?}");
                assert_eq!((token(&world), config(&world)), before, "{name}");
            });
        }
    });
    say(&format!("{number} networks, proxies and certificates"));
}

#[test]
fn a_bundle_of_ones_own_replaces_the_systems() {
    let world = signed_in();
    let url = format!("https://localhost:{}", portal_over_tls());
    let bundle = pem("ca.pem");
    let variables = [("AWS_ENDPOINT_URL_SSO", Some(url.as_str())), ("AWS_CA_BUNDLE", Some(bundle.as_str()))];
    let run = run(&world, &variables, ROLES);
    assert_eq!(run.code, 0, "{run:?}");
    let said: Value = serde_json::from_str(&run.out).expect("JSON");
    assert_eq!(said["sessions"][0]["complete"], true, "{said}");
}

#[test]
fn a_bundle_of_the_current_profile_counts_unless_a_variable_names_one() {
    let url = format!("https://localhost:{}", portal_over_tls());
    let of_aws = ("AWS_ENDPOINT_URL_SSO", Some(url.as_str()));
    let good = pem("ca.pem");
    for (written, variable, code, told) in [
        (good.clone(), None, 0, ""),
        (pem("other.pem"), None, 1, "could not be reached"),
        (pem("other.pem"), Some(good.as_str()), 0, ""),
        (
            "/does/not/exist.pem".to_owned(),
            None,
            2,
            "(ca_bundle in line 11 of the config file) does not exist",
        ),
        (String::new(), None, 2, "ca_bundle in line 11 of the config file is blank"),
    ] {
        let world = signed_in();
        world.write(".aws/config", &format!("{CONFIG}[default]\nca_bundle = {written}\n"));
        let run = run(&world, &[of_aws, ("AWS_CA_BUNDLE", variable)], ROLES);
        assert_sound(&world, &written, &run);
        assert!(run.code == code && run.err.contains(told), "{written}: {run:?}");
    }
}

#[test]
fn a_proxy_is_asked_for_the_world_and_never_for_this_machine() {
    let (tell, asked) = std::sync::mpsc::channel();
    let tell = std::sync::Mutex::new(tell);
    let port = listen(move |mut stream| {
        let mut head = [0; 4096];
        let length = stream.read(&mut head).unwrap_or(0);
        let _ = tell.lock().expect("lock").send(String::from_utf8_lossy(&head[..length]).into_owned());
        let _ = stream.write_all(b"HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n");
    });
    let proxy = format!("http://127.0.0.1:{port}");
    let bundle = pem("ca.pem");
    let world = signed_in();
    let proxies = [("HTTPS_PROXY", Some(proxy.as_str())), ("HTTP_PROXY", Some(proxy.as_str()))];
    assert_eq!(run(&world, &proxies, ROLES).code, 0, "the demo is on this machine");
    assert!(asked.try_recv().is_err());
    let mut variables = NO_ENDPOINTS.to_vec();
    variables.extend([proxies[0], ("AWS_CA_BUNDLE", Some(bundle.as_str()))]);
    assert_eq!(run(&world, &variables, ROLES).code, 1);
    let head = asked.recv().expect("the proxy is asked");
    assert!(head.starts_with("CONNECT portal.sso.us-east-1.amazonaws.com:443 "), "{head}");
}

#[test]
fn no_proxy_names_who_is_reached_without_it() {
    // No name may be this long, so that no server of names is asked.
    let url = format!("https://portal.{}.amazonaws.test", "a".repeat(70));
    let bundle = pem("ca.pem");
    let check = |no_proxy: Option<&str>, is_asked: bool| {
        let (tell, asked) = std::sync::mpsc::channel();
        let tell = std::sync::Mutex::new(tell);
        let port = listen(move |mut stream| {
            let _ = stream.read(&mut [0; 4096]);
            let _ = tell.lock().expect("lock").send(());
            let _ = stream.write_all(b"HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n");
        });
        let proxy = format!("http://127.0.0.1:{port}");
        let variables = [
            ("AWS_ENDPOINT_URL_SSO", Some(url.as_str())),
            ("AWS_CA_BUNDLE", Some(bundle.as_str())),
            ("HTTPS_PROXY", Some(proxy.as_str())),
            ("NO_PROXY", no_proxy),
        ];
        assert_eq!(run(&signed_in(), &variables, ROLES).code, 1, "{no_proxy:?}");
        assert_eq!(asked.try_iter().count() > 0, is_asked, "{no_proxy:?}");
    };
    std::thread::scope(|scope| {
        for (no_proxy, is_asked) in [
            (None, true),
            (Some(".amazonaws.com, .other.test"), true),
            (Some(".amazonaws.test"), false),
            (Some("amazonaws.test"), false),
            (Some("*"), false),
        ] {
            let check = &check;
            scope.spawn(move || check(no_proxy, is_asked));
        }
    });
}

#[cfg(unix)]
#[test]
fn a_server_that_says_nothing_does_not_keep_the_user() {
    use std::process::Stdio;
    let world = signed_in();
    let (tell, asked) = std::sync::mpsc::channel();
    let tell = std::sync::Mutex::new(tell);
    let (_hold, held) = std::sync::mpsc::channel::<()>();
    let held = std::sync::Mutex::new(held);
    let port = listen(move |mut stream| {
        let _ = stream.read(&mut [0; 4096]);
        let _ = tell.lock().expect("lock").send(());
        let _ = held.lock().map(|held| held.recv());
    });
    let mut command = world.command(ROLES);
    command.env("AWS_ENDPOINT_URL_SSO", format!("http://127.0.0.1:{port}"));
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
    asked.recv().expect("the portal is asked");
    let pid = rustix::process::Pid::from_raw(i32::try_from(child.id()).expect("a pid")).expect("a pid");
    rustix::process::kill_process(pid, rustix::process::Signal::INT).expect("interrupted");
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(130), "{output:?}");
}
