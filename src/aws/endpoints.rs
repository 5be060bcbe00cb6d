//! Which URL a service is reached at. Pure: the environment and the profile are values.
//!
//! The templates and error texts are those of the services' endpoint rule sets; the order of the overrides is
//! botocore's `ConfiguredEndpointProvider`.

use std::collections::BTreeMap;

use url::Url;

use crate::domain::console_link::sign_in_url;
use crate::domain::partition::{Partition, is_region_shaped};
use crate::error::{Failure, FailureKind};
use crate::paths::Env;

/// A service of AWS that ssotui talks to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Service {
    /// The portal: accounts, roles, logout.
    Sso,
    /// Registration and tokens.
    SsoOidc,
    /// Who am I.
    Sts,
    /// The console's sign-in, whose endpoint variable is that of the AWS CLI's `aws login`.
    SignIn,
}

impl Service {
    const ALL: [Self; 4] = [Self::Sso, Self::SsoOidc, Self::Sts, Self::SignIn];

    /// The service's key in a `[services]` section; in upper case, the end of its environment variable.
    pub fn id(self) -> &'static str {
        match self {
            Self::Sso => "sso",
            Self::SsoOidc => "sso_oidc",
            Self::Sts => "sts",
            Self::SignIn => "signin",
        }
    }

    /// What its hosts begin with; `None` for one whose hosts do not follow the rule sets.
    fn host_prefix(self) -> Option<&'static str> {
        match self {
            Self::Sso => Some("portal.sso"),
            Self::SsoOidc => Some("oidc"),
            Self::Sts => Some("sts"),
            Self::SignIn => None,
        }
    }
}

/// What a profile says about endpoints.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProfileEndpoints {
    /// `endpoint_url` of each service in the `[services]` section that the profile names, by [`Service::id`].
    pub services: BTreeMap<String, String>,
    /// The profile's own `endpoint_url`.
    pub endpoint_url: Option<String>,
    /// `ignore_configured_endpoint_urls = true`.
    pub ignore_configured: bool,
    pub use_fips: bool,
    pub use_dual_stack: bool,
}

/// Everything that decides about URLs beside the region.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Endpoints {
    use_fips: bool,
    use_dual_stack: bool,
    custom: BTreeMap<Service, Url>,
}

impl Endpoints {
    /// The switches and overrides that are in force.
    ///
    /// # Errors
    /// When an override is not an http(s) URL, or is combined with FIPS or dual-stack.
    pub fn new(env: &Env, profile: &ProfileEndpoints) -> Result<Self, Failure> {
        let switch = |variable: &str, of_profile: bool| env.var(variable).map_or(of_profile, is_true);
        let mut custom = BTreeMap::new();
        for service in Service::ALL {
            if let Some(text) = configured_url(service.id(), env, profile) {
                custom.insert(service, parse_custom(text)?);
            }
        }
        let endpoints = Self {
            use_fips: switch("AWS_USE_FIPS_ENDPOINT", profile.use_fips),
            use_dual_stack: switch("AWS_USE_DUALSTACK_ENDPOINT", profile.use_dual_stack),
            custom,
        };
        for service in endpoints.custom.keys() {
            // A custom URL decides alone, so that the region does not matter here.
            endpoints.url(*service, "us-east-1")?;
        }
        Ok(endpoints)
    }

    /// The base URL of a service in a region.
    ///
    /// # Errors
    /// The rule set's own: a missing or impossible region, a custom endpoint with FIPS or dual-stack.
    pub fn url(&self, service: Service, region: &str) -> Result<Url, Failure> {
        let invalid = |why: &str| {
            Failure::new("There is no address to send the request to.", why).kind(FailureKind::Usage)
        };
        if let Some(custom) = self.custom.get(&service) {
            if self.use_fips {
                return Err(invalid("Invalid Configuration: FIPS and custom endpoint are not supported")
                    .hint("Unset AWS_USE_FIPS_ENDPOINT or the AWS_ENDPOINT_URL variables."));
            }
            if self.use_dual_stack {
                return Err(invalid(
                    "Invalid Configuration: Dualstack and custom endpoint are not supported",
                )
                .hint("Unset AWS_USE_DUALSTACK_ENDPOINT or the AWS_ENDPOINT_URL variables."));
            }
            return Ok(custom.clone());
        }
        if region.is_empty() {
            return Err(
                invalid("Invalid Configuration: Missing Region").hint("Set sso_region for the session.")
            );
        }
        if !is_region_shaped(region) {
            return Err(invalid("The region is not a region code such as eu-west-1.")
                .hint("Correct sso_region for the session."));
        }
        let partition = Partition::of_region(region);
        // GovCloud's ordinary hosts are FIPS hosts already, except the dual-stack ones.
        let fips = self.use_fips && (partition.id != "aws-us-gov" || self.use_dual_stack);
        let suffix = if self.use_dual_stack { partition.dual_stack_dns_suffix } else { partition.dns_suffix };
        let base = match service.host_prefix() {
            Some(prefix) => format!("https://{prefix}{}.{region}.{suffix}", if fips { "-fips" } else { "" }),
            None => sign_in_url(&region.into())?,
        };
        Url::parse(&base).map_err(|_| invalid("The region is not a region code such as eu-west-1."))
    }
}

/// The override that is in force for a service, if any: `AWS_ENDPOINT_URL_<SERVICE>`, then `AWS_ENDPOINT_URL`,
/// then the profile's `[services]` section, then the profile's `endpoint_url`. Empty values do not count.
pub fn configured_url<'a>(service_id: &str, env: &'a Env, profile: &'a ProfileEndpoints) -> Option<&'a str> {
    let ignored = env.var("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS").map_or(profile.ignore_configured, is_true);
    if ignored {
        return None;
    }
    env.var(&format!("AWS_ENDPOINT_URL_{}", service_id.to_ascii_uppercase()))
        .or_else(|| env.var("AWS_ENDPOINT_URL"))
        .or_else(|| profile.services.get(service_id).map(String::as_str).filter(|url| !url.is_empty()))
        .or_else(|| profile.endpoint_url.as_deref().filter(|url| !url.is_empty()))
}

/// botocore's `ensure_boolean`: only "true", in any case.
fn is_true(value: &str) -> bool {
    value.eq_ignore_ascii_case("true")
}

fn parse_custom(text: &str) -> Result<Url, Failure> {
    Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host()).ok_or_else(
        || {
            Failure::new(
                "An endpoint URL cannot be used.",
                "A configured endpoint (AWS_ENDPOINT_URL…) is not an http or https URL.",
            )
            .kind(FailureKind::Usage)
            .hint("Correct or unset it.")
        },
    )
}

/// Whether the URL is plain http to this very machine: the demo server and local emulators.
pub fn is_plain_loopback(url: &Url) -> bool {
    url.scheme() == "http"
        && match url.host() {
            Some(url::Host::Domain(name)) => name == "localhost",
            Some(url::Host::Ipv4(address)) => address.is_loopback(),
            Some(url::Host::Ipv6(address)) => address.is_loopback(),
            None => false,
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(variables: &[(&str, &str)]) -> Result<Endpoints, Failure> {
        Endpoints::new(&Env::of_variables(variables.iter().copied()), &ProfileEndpoints::default())
    }

    fn text(endpoints: &Endpoints, service: Service, region: &str) -> String {
        endpoints.url(service, region).expect("a URL").to_string()
    }

    #[test]
    fn hosts_follow_from_region_and_switches() {
        let plain = of(&[]).expect("endpoints");
        assert_eq!(text(&plain, Service::SsoOidc, "cn-north-1"), "https://oidc.cn-north-1.amazonaws.com.cn/");
        assert_eq!(
            text(&plain, Service::SsoOidc, "eusc-de-east-1"),
            "https://oidc.eusc-de-east-1.amazonaws.eu/"
        );
        assert_eq!(
            text(&plain, Service::Sso, "mx-central-1"),
            "https://portal.sso.mx-central-1.amazonaws.com/"
        );
        assert_eq!(text(&plain, Service::Sts, "xx-new-9"), "https://sts.xx-new-9.amazonaws.com/");
        let fips = of(&[("AWS_USE_FIPS_ENDPOINT", "True")]).expect("endpoints");
        assert_eq!(
            text(&fips, Service::SsoOidc, "us-gov-west-1"),
            "https://oidc.us-gov-west-1.amazonaws.com/"
        );
        assert_eq!(
            text(&fips, Service::Sso, "us-east-1"),
            "https://portal.sso-fips.us-east-1.amazonaws.com/"
        );
        let both = of(&[("AWS_USE_FIPS_ENDPOINT", "true"), ("AWS_USE_DUALSTACK_ENDPOINT", "true")])
            .expect("endpoints");
        assert_eq!(
            text(&both, Service::SsoOidc, "us-gov-west-1"),
            "https://oidc-fips.us-gov-west-1.api.aws/"
        );
    }

    #[test]
    fn every_partition_has_its_own_hosts() {
        // Region, ordinary suffix, dual-stack suffix (the SDKs' partitions.json).
        let partitions = [
            ("us-east-1", "amazonaws.com", "api.aws"),
            ("mx-central-1", "amazonaws.com", "api.aws"),
            ("cn-northwest-1", "amazonaws.com.cn", "api.amazonwebservices.com.cn"),
            ("us-gov-east-1", "amazonaws.com", "api.aws"),
            ("eusc-de-east-1", "amazonaws.eu", "api.amazonwebservices.eu"),
            ("us-iso-west-1", "c2s.ic.gov", "api.aws.ic.gov"),
            ("us-isob-east-1", "sc2s.sgov.gov", "api.aws.scloud"),
            ("eu-isoe-west-1", "cloud.adc-e.uk", "api.cloud-aws.adc-e.uk"),
            ("us-isof-south-1", "csp.hci.ic.gov", "api.aws.hci.ic.gov"),
        ];
        let services = [(Service::Sso, "portal.sso"), (Service::SsoOidc, "oidc"), (Service::Sts, "sts")];
        for (region, suffix, dual_stack) in partitions {
            for (service, prefix) in services {
                for (fips, dual) in [(false, false), (true, false), (false, true), (true, true)] {
                    let endpoints = of(&[
                        ("AWS_USE_FIPS_ENDPOINT", &fips.to_string()),
                        ("AWS_USE_DUALSTACK_ENDPOINT", &dual.to_string()),
                    ]);
                    // GovCloud's ordinary hosts are FIPS hosts already.
                    let has_fips = fips && (dual || !region.starts_with("us-gov-"));
                    let infix = if has_fips { "-fips" } else { "" };
                    let suffix = if dual { dual_stack } else { suffix };
                    assert_eq!(
                        text(&endpoints.expect("endpoints"), service, region),
                        format!("https://{prefix}{infix}.{region}.{suffix}/")
                    );
                }
            }
        }
    }

    #[test]
    fn overrides_are_for_their_service_alone_and_can_be_ignored() {
        let variables = [
            ("AWS_ENDPOINT_URL", "https://all.example/base/"),
            ("AWS_ENDPOINT_URL_SSO", "http://portal.example:81"),
            ("AWS_ENDPOINT_URL_SSO_OIDC", ""),
        ];
        let endpoints = of(&variables).expect("endpoints");
        assert_eq!(text(&endpoints, Service::Sso, "eu-west-1"), "http://portal.example:81/");
        assert_eq!(text(&endpoints, Service::SsoOidc, "eu-west-1"), "https://all.example/base/");
        assert_eq!(text(&endpoints, Service::Sts, "eu-west-1"), "https://all.example/base/");
        for (value, ignored) in [("true", true), ("TRUE", true), ("1", false), ("yes", false), ("", false)] {
            let mut variables = variables.to_vec();
            variables.push(("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", value));
            let host = text(&of(&variables).expect("endpoints"), Service::Sso, "eu-west-1");
            assert_eq!(host.contains("portal.sso.eu-west-1.amazonaws.com"), ignored, "{value}: {host}");
        }
        // What is ignored contradicts nothing.
        of(&[
            ("AWS_ENDPOINT_URL", "nonsense"),
            ("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true"),
            ("AWS_USE_FIPS_ENDPOINT", "true"),
        ])
        .expect("ignored");
    }

    #[test]
    fn a_custom_endpoint_contradicts_fips_and_dual_stack() {
        let fips = of(&[("AWS_ENDPOINT_URL_SSO", "http://x"), ("AWS_USE_FIPS_ENDPOINT", "true")]);
        assert!(fips.expect_err("refused").why.contains("FIPS and custom endpoint are not supported"));
        let dual = of(&[("AWS_ENDPOINT_URL", "http://x"), ("AWS_USE_DUALSTACK_ENDPOINT", "true")]);
        assert!(dual.expect_err("refused").why.contains("Dualstack and custom endpoint are not supported"));
    }

    #[test]
    fn the_profile_is_asked_last() {
        let profile = ProfileEndpoints {
            services: [("sso".to_owned(), "https://service".to_owned())].into(),
            endpoint_url: Some("https://profile".into()),
            ..ProfileEndpoints::default()
        };
        let none = Env::of_variables::<&str, &str>([]);
        assert_eq!(configured_url("sso", &none, &profile), Some("https://service"));
        assert_eq!(configured_url("sts", &none, &profile), Some("https://profile"));
        let global =
            Env::of_variables([("AWS_ENDPOINT_URL", "https://global"), ("AWS_ENDPOINT_URL_STS", "")]);
        assert_eq!(configured_url("sts", &global, &profile), Some("https://global"));
        let ignored = global.with("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "TRUE");
        assert_eq!(configured_url("sts", &ignored, &profile), None);
    }

    #[test]
    fn what_is_no_url_or_region_is_refused() {
        for bad in ["localhost:1", "ftp://x", "not a url", "http://"] {
            assert_eq!(of(&[("AWS_ENDPOINT_URL", bad)]).expect_err(bad).kind, FailureKind::Usage);
        }
        let plain = of(&[]).expect("endpoints");
        for bad in ["", "evil.com/", "a.b", "-", "us east"] {
            assert_eq!(plain.url(Service::Sso, bad).expect_err(bad).kind, FailureKind::Usage);
        }
    }

    #[test]
    fn loopback_is_told_from_the_world() {
        for (url, expected) in [
            ("http://127.0.0.1:80/x", true),
            ("http://[::1]:9", true),
            ("http://localhost", true),
            ("https://localhost", false),
            ("http://localhost.evil.net", false),
            ("http://10.0.0.1", false),
        ] {
            assert_eq!(is_plain_loopback(&Url::parse(url).expect("url")), expected, "{url}");
        }
    }
}
