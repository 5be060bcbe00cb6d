//! Addresses of pages and services: which may be opened or asked, and which lead to this very machine.

use url::{Host, Url};

/// Reads an address that a browser may be given: http or https, with a host, without control characters. `None` for
/// anything else, such as `file:` and `javascript:`.
pub fn parse(text: &str) -> Option<Url> {
    if text.chars().any(char::is_control) {
        return None;
    }
    Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}

/// Whether only this machine reaches it: the demo's, and those of local emulators.
pub fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// Whether it is plain http to this very machine, which needs no certificates and passes no proxy.
pub fn is_plain_loopback(url: &Url) -> bool {
    url.scheme() == "http" && is_this_machine(url)
}

/// Whether nobody on the way can read along: https, or plain http that does not leave this machine.
pub fn is_private(url: &Url) -> bool {
    url.scheme() == "https" || is_plain_loopback(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_addresses_are_read() {
        for good in ["https://device.sso.us-east-1.amazonaws.com/", "http://127.0.0.1:5/x?user_code=A-B"] {
            assert!(parse(good).is_some(), "{good}");
        }
        for bad in [
            "",
            "file:///etc/passwd",
            "javascript:alert(1)",
            "ftp://host/",
            "device",
            "https://",
            "https://x/\u{7}",
            "ht\ntps://x/",
        ] {
            assert!(parse(bad).is_none(), "{bad:?}");
        }
    }

    #[test]
    fn loopback_is_told_from_the_world() {
        for (url, this_machine, plain, private) in [
            ("http://127.0.0.1:80/x", true, true, true),
            ("http://127.9.9.9", true, true, true),
            ("http://[::1]:9", true, true, true),
            ("HTTP://LocalHost", true, true, true),
            ("https://localhost", true, false, true),
            ("https://corp.awsapps.com/start", false, false, true),
            ("http://localhost.evil.net", false, false, false),
            ("http://localhost:x@evil.net", false, false, false),
            ("http://127.0.0.1.evil.net/", false, false, false),
            ("http://10.0.0.1", false, false, false),
        ] {
            let url = parse(url).expect(url);
            assert_eq!(is_this_machine(&url), this_machine, "{url}");
            assert_eq!(is_plain_loopback(&url), plain, "{url}");
            assert_eq!(is_private(&url), private, "{url}");
        }
    }
}
