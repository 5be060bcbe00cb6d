//! What a profile says about the way to AWS: endpoints, FIPS and dual-stack, the CA bundle.
//!
//! The keys and who they hold for are botocore's (`configprovider.py`): those of the profile that is in use, which for
//! what concerns a session alone is the current one. A section `[default]` lends its keys to no other profile.

use std::collections::BTreeMap;

use super::profile::ConfigFile;
use super::profile_settings::{ProfileSettings, Setting};

/// The `[services NAME]` sections with anything in them: for each name and service id (`sso_oidc`) its keys,
/// `endpoint_url` among them.
pub type Services = BTreeMap<String, BTreeMap<String, BTreeMap<String, String>>>;

/// A value, and where somebody put it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Configured {
    /// `None` where it looks like a secret: those never leave the file.
    pub value: Option<String>,
    /// The variable's name, or the key with its line: words for a sentence.
    pub place: String,
}

impl Configured {
    /// A value that somebody put there, not empty.
    fn is_set(&self) -> bool {
        self.value.as_deref() != Some("")
    }
}

/// A profile's keys about the way to AWS. The default is a profile that says nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProfileNetwork {
    /// `endpoint_url` of each service in the `[services]` section that the profile names, by service id.
    pub service_urls: BTreeMap<String, Configured>,
    /// The name of a `[services]` section that does not exist.
    pub missing_services: Option<Configured>,
    /// The profile's own `endpoint_url`.
    pub endpoint_url: Option<Configured>,
    /// `ignore_configured_endpoint_urls = true`.
    pub ignore_configured: bool,
    pub use_fips: bool,
    pub use_dual_stack: bool,
    /// The file of CA certificates; an empty one is a mistake that is told.
    pub ca_bundle: Option<Configured>,
}

impl ProfileNetwork {
    /// What the keys of a profile say, with the sections of services that there are.
    pub fn of(settings: &ProfileSettings, services: &Services) -> Self {
        // An indented block is no value of these keys.
        let setting = |key: &str| {
            let is_block = |setting: &Setting<'_>| setting.value.is_some_and(|it| it.starts_with('\n'));
            settings.get(key).filter(|setting| !is_block(setting))
        };
        let configured = |key: &str| setting(key).map(configured);
        let is_on = |key: &str| setting(key).and_then(|it| it.value).is_some_and(is_true);
        let named = configured("services");
        let section = named.as_ref().and_then(|it| services.get(it.value.as_deref()?));
        Self {
            service_urls: section.map(|section| service_urls(section, &named)).unwrap_or_default(),
            missing_services: named.filter(|_| section.is_none()),
            endpoint_url: configured("endpoint_url").filter(Configured::is_set),
            ignore_configured: is_on("ignore_configured_endpoint_urls"),
            use_fips: is_on("use_fips_endpoint"),
            use_dual_stack: is_on("use_dualstack_endpoint"),
            ca_bundle: configured("ca_bundle"),
        }
    }
}

/// A boolean of botocore's (`ensure_boolean`): only "true", in any case.
pub fn is_true(value: &str) -> bool {
    value.eq_ignore_ascii_case("true")
}

fn configured(setting: Setting<'_>) -> Configured {
    let file = match setting.source.file {
        ConfigFile::Config => "config",
        ConfigFile::Credentials => "credentials",
    };
    let place = format!("{} in line {} of the {file} file", setting.key, setting.source.line);
    Configured { value: setting.value.map(Into::into), place }
}

fn service_urls(
    section: &BTreeMap<String, BTreeMap<String, String>>,
    named: &Option<Configured>,
) -> BTreeMap<String, Configured> {
    let name = named.as_ref().and_then(|named| named.value.as_deref()).unwrap_or_default();
    let urls = section.iter().filter_map(|(service, keys)| {
        // A block with a secret in it, such as a URL with a password, is read as one without keys.
        let url = if keys.is_empty() { None } else { Some(keys.get("endpoint_url")?.clone()) };
        let place = format!("endpoint_url of {service} in [services {name}] of the config file");
        Some((service.clone(), Configured { value: url, place })).filter(|(_, url)| url.is_set())
    });
    urls.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::profile::Source;

    fn of(keys: &[(&str, Option<&str>)], services: &Services) -> ProfileNetwork {
        let settings = keys
            .iter()
            .zip(4..)
            .map(|((key, value), line)| Setting {
                key,
                value: *value,
                source: Source { file: ConfigFile::Config, line },
            })
            .collect();
        ProfileNetwork::of(&settings, services)
    }

    fn services() -> Services {
        let keys = |url: &str| BTreeMap::from([("endpoint_url".to_owned(), url.to_owned())]);
        let section = [("sso".to_owned(), keys("http://sso")), ("sts".to_owned(), keys(""))];
        BTreeMap::from([("local".to_owned(), section.into())])
    }

    #[test]
    fn a_key_is_told_with_its_line() {
        let network = of(&[("region", Some("x")), ("endpoint_url", Some("http://a"))], &services());
        let url = network.endpoint_url.expect("a URL");
        assert_eq!(url.place, "endpoint_url in line 5 of the config file");
        assert_eq!(url.value.as_deref(), Some("http://a"));
    }

    #[test]
    fn empty_urls_do_not_count_and_blocks_are_no_values() {
        let network = of(&[("endpoint_url", Some("")), ("services", Some("local"))], &services());
        assert_eq!(network.endpoint_url, None);
        assert_eq!(network.service_urls.keys().collect::<Vec<_>>(), ["sso"]);
        let block = Some("\nendpoint_url = http://a");
        assert_eq!(
            of(&[("endpoint_url", block), ("services", block)], &services()),
            ProfileNetwork::default()
        );
    }

    #[test]
    fn a_section_that_is_not_there_is_remembered_also_one_without_a_name() {
        for name in ["other", ""] {
            let missing = of(&[("services", Some(name))], &services()).missing_services.expect("it");
            assert_eq!(missing.value.as_deref(), Some(name));
        }
        assert_eq!(of(&[("services", Some("local"))], &services()).missing_services, None);
    }

    #[test]
    fn a_section_without_keys_is_none() {
        for (keys, missing) in
            [("", true), ("# x = y\n", true), ("x = y\n", false), ("sts =\n  x = y\n", false)]
        {
            let config = format!("[profile a]\nservices = s\n[services s]\n{keys}");
            let reading = crate::aws_config::read(config.as_bytes(), b"");
            let network = ProfileNetwork::of(&reading.profiles[0].settings, &reading.services);
            assert_eq!(network.missing_services.is_some(), missing, "{keys}");
            assert_eq!(!reading.profiles[0].problems.is_empty(), missing, "{keys}");
        }
    }

    #[test]
    fn what_is_a_secret_is_set_but_not_known() {
        let network = of(&[("endpoint_url", None)], &services());
        assert_eq!(network.endpoint_url.map(|it| it.value), Some(None));
        let config =
            b"[profile a]\nservices = s\n[services s]\nsso =\n  endpoint_url = http://me:s3cret@host\n";
        let reading = crate::aws_config::read(config, b"");
        let network = ProfileNetwork::of(&reading.profiles[0].settings, &reading.services);
        assert_eq!(network.service_urls["sso"].value, None);
    }

    #[test]
    fn switches_are_on_with_the_one_word() {
        for (value, on) in [("true", true), ("TRUE", true), ("1", false), ("yes", false), ("", false)] {
            let network = of(
                &[
                    ("use_fips_endpoint", Some(value)),
                    ("use_dualstack_endpoint", Some(value)),
                    ("ignore_configured_endpoint_urls", Some(value)),
                ],
                &services(),
            );
            let all = [network.use_fips, network.use_dual_stack, network.ignore_configured];
            assert_eq!(all, [on; 3], "{value}");
        }
    }
}
