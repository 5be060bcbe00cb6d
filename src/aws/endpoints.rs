//! Which URL a service is reached at. Pure: the environment and the profile are values.
//!
//! The templates and error texts are those of the services' endpoint rule sets; the order of the overrides is
//! botocore's `ConfiguredEndpointProvider`.

use std::collections::BTreeMap;

use url::Url;

use crate::domain::console_link::sign_in_url;
use crate::domain::network::{Configured, ProfileNetwork, is_true};
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
    /// Every one.
    pub const ALL: [Self; 4] = [Self::Sso, Self::SsoOidc, Self::Sts, Self::SignIn];

    /// The service's key in a `[services]` section; in upper case, the end of its environment variable.
    pub fn id(self) -> &'static str {
        match self {
            Self::Sso => "sso",
            Self::SsoOidc => "sso_oidc",
            Self::Sts => "sts",
            Self::SignIn => "signin",
        }
    }

    /// The environment variable that overrides its URL.
    pub fn variable(self) -> String {
        variable_of(self.id())
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

/// Everything that decides about URLs beside the region.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Endpoints {
    use_fips: bool,
    use_dual_stack: bool,
    /// What overrides a service's URL, or why it cannot: the other services are reached all the same.
    custom: BTreeMap<Service, Result<Url, Failure>>,
}

impl Endpoints {
    /// The switches and overrides that are in force: of the environment, then of the profile. A variable wins also where
    /// it is empty, as in botocore's chain of providers.
    pub fn new(env: &Env, profile: &ProfileNetwork) -> Self {
        let switch = |variable: &str, of_profile: bool| env.raw(variable).map_or(of_profile, is_true);
        let (use_fips, use_dual_stack) = (
            switch("AWS_USE_FIPS_ENDPOINT", profile.use_fips),
            switch("AWS_USE_DUALSTACK_ENDPOINT", profile.use_dual_stack),
        );
        let custom = Service::ALL.into_iter().filter_map(|service| {
            let configured = configured_url(service.id(), env, profile).transpose()?;
            let url = configured.and_then(|it| custom_url(&it, use_fips, use_dual_stack));
            Some((service, url))
        });
        Self { use_fips, use_dual_stack, custom: custom.collect() }
    }

    /// Why a service cannot be reached anywhere.
    ///
    /// # Errors
    /// When an override is not an http(s) URL or is combined with FIPS or dual-stack, or the profile names a
    /// `[services]` section that does not exist.
    pub fn check(&self) -> Result<(), Failure> {
        self.custom.values().try_for_each(|url| url.as_ref().map(drop).map_err(Failure::clone))
    }

    /// The base URL of a service in a region.
    ///
    /// # Errors
    /// The rule set's own: a missing or impossible region; as [`Endpoints::check`] for this service.
    pub fn url(&self, service: Service, region: &str) -> Result<Url, Failure> {
        if let Some(custom) = self.custom.get(&service) {
            return custom.clone();
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

/// The environment variable that overrides a service's URL.
fn variable_of(service_id: &str) -> String {
    format!("AWS_ENDPOINT_URL_{}", service_id.to_ascii_uppercase())
}

/// The override that is in force for a service, if any: `AWS_ENDPOINT_URL_<SERVICE>`, then `AWS_ENDPOINT_URL`,
/// then the profile's `[services]` section, then the profile's `endpoint_url`. Empty values do not count.
///
/// # Errors
/// When the profile's `[services]` section is asked, and does not exist.
pub fn configured_url(
    service_id: &str,
    env: &Env,
    profile: &ProfileNetwork,
) -> Result<Option<Configured>, Failure> {
    let ignored = env.raw("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS").map_or(profile.ignore_configured, is_true);
    if ignored {
        return Ok(None);
    }
    let own = variable_of(service_id);
    let variable = [own.as_str(), "AWS_ENDPOINT_URL"]
        .into_iter()
        .find_map(|name| Some(Configured { value: Some(env.var(name)?.to_owned()), place: name.to_owned() }));
    match (variable, &profile.missing_services) {
        (Some(variable), _) => Ok(Some(variable)),
        (None, Some(missing)) => Err(missing_services(missing)),
        (None, None) => Ok(profile.service_urls.get(service_id).or(profile.endpoint_url.as_ref()).cloned()),
    }
}

fn invalid(why: impl Into<String>) -> Failure {
    Failure::new("There is no address to send the request to.", why).kind(FailureKind::Usage)
}

fn missing_services(missing: &Configured) -> Failure {
    let name = missing.value.as_deref().unwrap_or("…");
    invalid(format!(
        "The profile is configured to use the services section but the \"{name}\" services configuration does not exist."
    ))
    .hint(format!("Add a section [services {name}] to the config file, or remove {}.", missing.place))
}

/// What takes the place of a service's own URL. botocore leaves FIPS and dual-stack aside then; the SDKs refuse, as the
/// rule sets say, and so is done here: who asks for FIPS should not be led elsewhere in silence.
fn custom_url(configured: &Configured, use_fips: bool, use_dual_stack: bool) -> Result<Url, Failure> {
    let place = &configured.place;
    for (on, name, switch) in
        [(use_fips, "FIPS", "use_fips_endpoint"), (use_dual_stack, "Dualstack", "use_dualstack_endpoint")]
    {
        if on {
            let variable = format!("AWS_{}", switch.to_ascii_uppercase());
            return Err(invalid(format!(
                "Invalid Configuration: {name} and custom endpoint are not supported"
            ))
            .hint(format!("Remove {place}, or switch {variable} ({switch}) off.")));
        }
    }
    let text = configured.value.as_deref();
    let url = text.and_then(|text| Url::parse(text).ok());
    url.filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host()).ok_or_else(|| {
        let why = match text {
            Some(_) => format!("{place} is not an http or https URL."),
            None => format!("{place} looks like a secret, which is not read from there."),
        };
        invalid(why).hint("Correct or remove it.")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(variables: &[(&str, &str)]) -> Result<Endpoints, Failure> {
        let endpoints =
            Endpoints::new(&Env::of_variables(variables.iter().copied()), &ProfileNetwork::default());
        endpoints.check().map(|()| endpoints)
    }

    fn configured(value: &str, place: &str) -> Configured {
        Configured { value: Some(value.to_owned()), place: place.to_owned() }
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

    fn profile() -> ProfileNetwork {
        ProfileNetwork {
            service_urls: [("sso".to_owned(), configured("https://service", "the section"))].into(),
            endpoint_url: Some(configured("https://profile", "line 3")),
            ..ProfileNetwork::default()
        }
    }

    fn url_of(service: &str, variables: &[(&str, &str)], profile: &ProfileNetwork) -> Option<String> {
        let env = Env::of_variables(variables.iter().copied());
        configured_url(service, &env, profile).expect("no fault")?.value
    }

    #[test]
    fn the_profile_is_asked_last() {
        let url = |service: &str, variables: &[(&str, &str)]| url_of(service, variables, &profile());
        assert_eq!(url("sso", &[]).as_deref(), Some("https://service"));
        assert_eq!(url("sts", &[]).as_deref(), Some("https://profile"));
        let global = [("AWS_ENDPOINT_URL", "https://global"), ("AWS_ENDPOINT_URL_STS", "")];
        assert_eq!(url("sts", &global).as_deref(), Some("https://global"));
        assert_eq!(url("sso", &global).as_deref(), Some("https://global"));
        let ignore = ("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "TRUE");
        assert_eq!(url("sts", &[global[0], ignore]), None);
    }

    #[test]
    fn a_switch_of_the_environment_wins_even_when_it_is_empty() {
        let switched =
            ProfileNetwork { ignore_configured: true, use_fips: true, use_dual_stack: true, ..profile() };
        for (value, on) in [(None, true), (Some("false"), false), (Some(""), false), (Some("true"), true)] {
            let all = [
                "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
                "AWS_USE_FIPS_ENDPOINT",
                "AWS_USE_DUALSTACK_ENDPOINT",
            ];
            let variables: Vec<(&str, &str)> =
                all.into_iter().filter_map(|name| Some((name, value?))).collect();
            assert_eq!(url_of("sts", &variables, &switched).is_none(), on, "{value:?}");
            let env = Env::of_variables(variables);
            let endpoints = Endpoints::new(&env, &switched);
            assert_eq!((endpoints.use_fips, endpoints.use_dual_stack), (on, on), "{value:?}");
        }
    }

    #[test]
    fn a_missing_section_of_services_is_told_of_where_it_is_asked() {
        let profile = ProfileNetwork {
            missing_services: Some(configured("local", "services in line 2 of the config file")),
            ..ProfileNetwork::default()
        };
        let env = Env::of_variables([("AWS_ENDPOINT_URL_SSO", "http://portal")]);
        let endpoints = Endpoints::new(&env, &profile);
        assert_eq!(text(&endpoints, Service::Sso, "us-east-1"), "http://portal/", "nobody asks the section");
        let failure = endpoints.url(Service::Sts, "us-east-1").expect_err("no section");
        assert_eq!(
            failure.why,
            "The profile is configured to use the services section but the \"local\" services configuration does not \
             exist."
        );
        assert!(failure.hint.expect("a hint").contains("line 2 of the config file"));
        let ignoring = ProfileNetwork { ignore_configured: true, ..profile };
        assert_eq!(Endpoints::new(&env, &ignoring).check(), Ok(()));
    }

    #[test]
    fn a_fault_of_one_services_url_leaves_the_others_alone_and_names_the_place() {
        let profile = ProfileNetwork {
            service_urls: [("sts".to_owned(), configured("localhost:1", "the sts block"))].into(),
            ..ProfileNetwork::default()
        };
        let endpoints = Endpoints::new(&Env::default(), &profile);
        assert_eq!(
            text(&endpoints, Service::Sso, "us-east-1"),
            "https://portal.sso.us-east-1.amazonaws.com/"
        );
        let failure = endpoints.url(Service::Sts, "us-east-1").expect_err("no URL");
        assert_eq!(failure.why, "the sts block is not an http or https URL.");
        assert_eq!(endpoints.check(), Err(failure));
    }

    #[test]
    fn a_secret_in_place_of_a_url_is_not_taken_for_none() {
        let hidden = Configured { value: None, place: "endpoint_url in line 2".into() };
        let profile = ProfileNetwork { endpoint_url: Some(hidden), ..ProfileNetwork::default() };
        let failure = Endpoints::new(&Env::default(), &profile).check().expect_err("hidden");
        assert!(failure.why.starts_with("endpoint_url in line 2 looks like a secret"), "{failure}");
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
}
