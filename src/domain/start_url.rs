//! Start URLs: what people paste, brought into the one spelling that is written, and what the host tells.
//!
//! The forms are those that the AWS CLI v2 knows (`awscli/customizations/sso/resolve.py`).

use url::{Host, Url};

use super::names::{Region, SessionName, StartUrl};
use super::naming::safe_name;
use super::partition::{Partition, is_region_shaped};
use super::web_address;
use crate::error::{Failure, FailureKind};

/// Hosts of issuers, which belong to AWS as they are.
const ISSUERS: [&str; 4] = [
    "identitycenter.amazonaws.com",
    "identitycenter.amazonaws.com.cn",
    "identitycenter.amazonaws.eu",
    "identitycenter.us-gov.amazonaws.com",
];

/// What the hosts of access portals end in.
const PORTALS: [&str; 8] = [
    ".app.aws",
    ".portal.amazonaws.com",
    ".portal.amazonaws.com.cn",
    ".app.amazonwebservices.com.cn",
    ".portal.amazonaws.eu",
    ".api.amazonwebservices.eu",
    ".awsapps.com",
    ".awsapps.cn",
];

/// Reads a start URL as somebody types or pastes it: `https` is added where nothing is said, the part after `#` or
/// `?`, which belongs to the portal's page, and slashes at the end are left out, and a portal of `awsapps.com`
/// without a path gets its `/start`.
///
/// # Errors
/// `Usage` for what is no address, or one over which a sign-in could be read by others.
pub fn check(text: &str) -> Result<StartUrl, Failure> {
    let wrong = |why: &str| {
        Failure::new("That is no start URL.", why)
            .kind(FailureKind::Usage)
            .hint("Write it as the access portal shows it, for example https://corp.awsapps.com/start")
    };
    let text = text.trim();
    if text.is_empty() {
        return Err(wrong("It is empty."));
    }
    if text.chars().any(|c| c.is_control() || c.is_whitespace()) {
        return Err(wrong("An address has no blanks and no control characters."));
    }
    let given = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
    let mut url = Url::parse(&given).map_err(|_| wrong("It cannot be read as an address."))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(wrong("A name or password has no place in it."));
    }
    if !is_safe(url.as_str()) {
        return Err(wrong("A sign-in over anything but https could be read by others."));
    }
    url.set_fragment(None);
    url.set_query(None);
    let host = host(&url).unwrap_or_default();
    if !host.contains('.') && url.scheme() == "https" && !matches!(url.host(), Some(Host::Ipv6(_))) {
        return Err(wrong("It names no host on the internet."));
    }
    if url.path() == "/" && is_below(&host, "awsapps.com") {
        url.set_path("/start");
    }
    Ok(url.as_str().trim_end_matches('/').into())
}

/// https, or http to this very machine.
pub fn is_safe(url: &str) -> bool {
    // After three slashes a browser would take the first word of the path for the host.
    let has_host = url.split_once("://").is_some_and(|(_, rest)| !rest.starts_with(['/', '\\']));
    has_host && web_address::parse(url).is_some_and(|url| web_address::is_private(&url))
}

/// What all spellings of one portal's start URL have in common: tools write it with and without `/`, `#` and the part
/// of the page behind it.
pub fn portal(url: &str) -> String {
    let page = url.split_once('#').map_or(url, |(page, _)| page);
    page.trim_end_matches('/').to_ascii_lowercase()
}

/// Whether two spellings mean the same portal.
pub fn same_portal(one: &str, other: &str) -> bool {
    portal(one) == portal(other)
}

/// Whether the host is one of AWS's own. Any other is a vanity domain, which leads to one of them.
pub fn is_aws(url: &StartUrl) -> bool {
    let Some(host) = host_of(url) else { return false };
    ISSUERS.contains(&host.as_str()) || PORTALS.iter().any(|suffix| host.ends_with(suffix))
}

/// The region that the host names, if it names one.
pub fn region(url: &StartUrl) -> Option<Region> {
    let host = host_of(url)?;
    if host == "view.awsapps.com" {
        // AWS Builder ID.
        return Some("us-east-1".into());
    }
    let region = if let Some(rest) =
        [".app.aws", ".app.amazonwebservices.com.cn", ".api.amazonwebservices.eu"]
            .iter()
            .find_map(|suffix| host.strip_suffix(suffix))
    {
        rest.split_once(".portal.").map(|(_, region)| region)?
    } else {
        [".portal.amazonaws.com", ".portal.amazonaws.com.cn", ".portal.amazonaws.eu"]
            .iter()
            .find_map(|suffix| host.strip_suffix(suffix))
            .and_then(|rest| rest.rsplit_once('.'))
            .map(|(_, region)| region)?
    };
    is_region_shaped(region).then(|| region.into())
}

/// The partition that the host belongs to, where it tells.
pub fn partition(url: &StartUrl) -> Option<&'static Partition> {
    let host = host_of(url)?;
    let of = |region: &str| Some(Partition::of_region(region));
    if let Some(region) = region(url) {
        return of(region.as_str());
    }
    if !is_aws(url) {
        return None;
    }
    if host.contains("us-gov") {
        of("us-gov-west-1")
    } else if [".cn", ".com.cn"].iter().any(|suffix| host.ends_with(suffix)) {
        of("cn-north-1")
    } else if host.ends_with(".eu") {
        of("eusc-de-east-1")
    } else {
        None
    }
}

/// A name for the session of this start URL that is not taken: `corp` for `https://corp.awsapps.com/start`. A second
/// session of the same portal is told apart by its region.
pub fn session_name(url: &StartUrl, region: Option<&Region>, taken: impl Fn(&str) -> bool) -> SessionName {
    let parsed = Url::parse(url.as_str()).ok();
    let host = parsed.as_ref().and_then(host).unwrap_or_default();
    let page = parsed.as_ref().and_then(|url| url.path_segments()?.rfind(|part| !part.is_empty()));
    let mut labels = host.split('.');
    let name = if ISSUERS.contains(&host.as_str()) || host == "start.us-gov-home.awsapps.com" {
        page.unwrap_or_default()
    } else {
        // What every such host begins with says nothing.
        let general = ["www", "sso", "login", "signin", "portal", "start", "access", "aws", "id", "my"];
        labels.find(|label| !general.contains(label)).unwrap_or_default()
    };
    let mut name = safe_name(name);
    if name.is_empty() || name == "default" || name.chars().all(|c| c.is_ascii_digit()) {
        name = "sso".to_owned();
    }
    let with_region = region.map(|region| format!("{name}-{}", safe_name(region.as_str())));
    let numbered = (2_u32..).map(|number| format!("{name}-{number}"));
    let free = std::iter::once(name.clone()).chain(with_region).chain(numbered).find(|name| !taken(name));
    free.unwrap_or(name).into()
}

fn host_of(url: &StartUrl) -> Option<String> {
    host(&Url::parse(url.as_str()).ok()?)
}

/// In small letters, without the dot at the end of a full name.
fn host(url: &Url) -> Option<String> {
    Some(url.host_str()?.trim_end_matches('.').to_ascii_lowercase())
}

fn is_below(host: &str, domain: &str) -> bool {
    host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(text: &str) -> String {
        check(text).map(|url| url.to_string()).unwrap_or_else(|failure| failure.why)
    }

    #[test]
    fn what_people_paste_becomes_one_spelling() {
        for text in [
            "https://corp.awsapps.com/start",
            " https://corp.awsapps.com/start/ ",
            "https://corp.awsapps.com/start#/",
            "https://corp.awsapps.com/start/#/?tab=accounts",
            "HTTPS://Corp.AWSApps.com/start",
            "corp.awsapps.com/start",
            "corp.awsapps.com",
            "https://corp.awsapps.com/",
        ] {
            assert_eq!(checked(text), "https://corp.awsapps.com/start", "{text}");
        }
        for (text, expected) in [
            ("https://ssoins-7223.portal.us-east-1.app.aws/", "https://ssoins-7223.portal.us-east-1.app.aws"),
            (
                "https://start.us-gov-home.awsapps.com/directory/corp",
                "https://start.us-gov-home.awsapps.com/directory/corp",
            ),
            ("http://127.0.0.1:8080/start/", "http://127.0.0.1:8080/start"),
            ("https://bücher.example/x", "https://xn--bcher-kva.example/x"),
        ] {
            assert_eq!(checked(text), expected);
            assert_eq!(checked(expected), expected, "and stays so");
        }
    }

    #[test]
    fn what_is_no_safe_address_is_refused() {
        for text in [
            "",
            "  ",
            "corp",
            "http://corp.awsapps.com/start",
            "https://me:secret@corp.awsapps.com/start",
            "https://corp.awsapps.com/start # mine",
            "https://corp.awsapps.com/\u{1b}[31m",
            "ftp://corp.awsapps.com",
            "javascript:alert(1)",
            "https://",
            "https://[",
        ] {
            let failure = check(text).expect_err(text);
            assert_eq!(failure.kind, FailureKind::Usage);
            assert!(!failure.to_string().contains("secret"), "{failure}");
        }
    }

    #[test]
    fn only_https_or_this_machine_is_safe() {
        for url in [
            "https://corp.awsapps.com/start",
            "HTTPS://corp.awsapps.com/start",
            "http://127.0.0.1:8080/start",
            "http://localhost/start",
            "http://[::1]:1/start",
        ] {
            assert!(is_safe(url), "{url}");
        }
        for url in [
            "http://corp.awsapps.com/start",
            "http://127.0.0.1.evil.net/",
            "http://localhost@evil.net/",
            "http://localhost:x@evil.net/",
            "http://localhost.evil.net/",
            "ftp://127.0.0.1/",
            "corp.awsapps.com/start",
            "https:///start",
            "javascript:alert(1)",
        ] {
            assert!(!is_safe(url), "{url}");
        }
    }

    #[test]
    fn a_portal_is_one_however_it_is_written() {
        for url in [
            "https://corp.awsapps.com/start",
            "https://corp.awsapps.com/start/",
            "https://corp.awsapps.com/start#",
            "https://corp.awsapps.com/start/#/",
            "https://corp.awsapps.com/start/#/?tab=accounts",
            "HTTPS://Corp.awsapps.com/start",
        ] {
            assert_eq!(portal(url), "https://corp.awsapps.com/start", "{url}");
        }
        assert!(!same_portal("https://corp.awsapps.com/start", "https://corp.awsapps.com/other"));
    }

    #[test]
    fn the_host_tells_owner_region_and_partition() {
        for (url, region_in_it, partition_of_it) in [
            ("https://corp.awsapps.com/start", None, None),
            ("https://view.awsapps.com/start", Some("us-east-1"), Some("aws")),
            ("https://ssoins-1.portal.eu-west-1.app.aws", Some("eu-west-1"), Some("aws")),
            ("https://ssoins-1.us-east-2.portal.amazonaws.com", Some("us-east-2"), Some("aws")),
            ("https://ssoins-1.cn-north-1.portal.amazonaws.com.cn", Some("cn-north-1"), Some("aws-cn")),
            ("https://x.portal.cn-north-1.app.amazonwebservices.com.cn", Some("cn-north-1"), Some("aws-cn")),
            ("https://x.eusc-de-east-1.portal.amazonaws.eu", Some("eusc-de-east-1"), Some("aws-eusc")),
            (
                "https://x.portal.eusc-de-east-1.api.amazonwebservices.eu",
                Some("eusc-de-east-1"),
                Some("aws-eusc"),
            ),
            ("https://corp.awsapps.cn/start", None, Some("aws-cn")),
            ("https://start.us-gov-home.awsapps.com/directory/corp", None, Some("aws-us-gov")),
            ("https://identitycenter.us-gov.amazonaws.com/ssoins-1", None, Some("aws-us-gov")),
            ("https://identitycenter.amazonaws.eu/ssoins-1", None, Some("aws-eusc")),
            ("https://CORP.awsapps.com./start", None, None),
        ] {
            let url = StartUrl::from(url);
            assert!(is_aws(&url), "{url}");
            assert_eq!(region(&url).as_ref().map(|it| it.as_str()), region_in_it, "{url}");
            assert_eq!(partition(&url).map(|it| it.id), partition_of_it, "{url}");
        }
        for vanity in [
            "https://evil-awsapps.com/start",
            "https://awsapps.com.evil.net/start",
            "https://sso.corp.com",
            "https://app.aws",
            "http://127.0.0.1:1/start",
            "nonsense",
        ] {
            let url = StartUrl::from(vanity);
            assert!(!is_aws(&url) && region(&url).is_none() && partition(&url).is_none(), "{vanity}");
        }
    }

    #[test]
    fn sessions_are_named_after_their_portal() {
        let name = |url: &str, taken: &[&str]| {
            let region = Region::from("eu-west-1");
            session_name(&url.into(), Some(&region), |name| taken.contains(&name)).to_string()
        };
        for (url, expected) in [
            ("https://corp.awsapps.com/start", "corp"),
            ("https://d-9067.awsapps.com/start", "d-9067"),
            ("https://ssoins-7223.portal.us-east-1.app.aws", "ssoins-7223"),
            ("https://start.us-gov-home.awsapps.com/directory/gov", "gov"),
            ("https://identitycenter.amazonaws.com/ssoins-1", "ssoins-1"),
            ("https://sso.corp.com", "corp"),
            ("http://127.0.0.1:8080/start", "sso"),
            ("https://default.awsapps.com/start", "sso"),
            ("nonsense", "sso"),
        ] {
            assert_eq!(name(url, &[]), expected, "{url}");
        }
        let corp = "https://corp.awsapps.com/start";
        assert_eq!(name(corp, &["corp"]), "corp-eu-west-1");
        assert_eq!(name(corp, &["corp", "corp-eu-west-1"]), "corp-2");
        assert_eq!(name(corp, &["corp", "corp-eu-west-1", "corp-2"]), "corp-3");
    }
}
