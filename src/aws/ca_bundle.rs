//! The file of CA certificates that takes the place of the system's.

use std::path::Path;

use reqwest::Certificate;

use super::safe_file;
use crate::domain::network::{Configured, ProfileNetwork};
use crate::error::{Failure, FailureKind};
use crate::paths::Env;

/// No bundle is anywhere near this size.
const MOST: u64 = 64 * 1024 * 1024;

/// The file of CA certificates, as botocore asks for it (`configprovider.py`, `endpoint.py`): `AWS_CA_BUNDLE`, the
/// profile's `ca_bundle`, `REQUESTS_CA_BUNDLE`. The first that is there counts, also when it is empty.
pub(super) fn of(env: &Env, profile: &ProfileNetwork) -> Option<Configured> {
    let variable =
        |name: &str| Some(Configured { value: Some(env.raw(name)?.to_owned()), place: name.to_owned() });
    variable("AWS_CA_BUNDLE").or_else(|| profile.ca_bundle.clone()).or_else(|| variable("REQUESTS_CA_BUNDLE"))
}

/// The certificates of a PEM file, which replace the system's, as in botocore.
pub(super) fn certificates(bundle: &Configured) -> Result<Vec<Certificate>, Failure> {
    let place = &bundle.place;
    let refuse = |why: String| {
        Failure::new("The CA bundle cannot be used.", why)
            .kind(FailureKind::Usage)
            .hint(format!("Let {place} name a PEM file of CA certificates, or remove it."))
    };
    let path = bundle.value.as_deref();
    let path =
        path.ok_or_else(|| refuse(format!("{place} looks like a secret, which is not read from there.")))?;
    if path.trim().is_empty() {
        return Err(refuse(format!("{place} is blank.")));
    }
    let named = format!("{path} ({place})");
    let pem = safe_file::read(Path::new(path), MOST)
        .map_err(|error| refuse(format!("{named} cannot be read: {error}.")))?
        .ok_or_else(|| match path.starts_with('~') {
            true => refuse(format!("{named} does not exist: AWS tools do not replace ~ here.")),
            false => refuse(format!("{named} does not exist.")),
        })?;
    let certificates = Certificate::from_pem_bundle(&pem)
        .map_err(|_| refuse(format!("{named} is not a PEM file of certificates.")))?;
    if certificates.is_empty() {
        return Err(refuse(format!("{named} holds no certificate.")));
    }
    Ok(certificates)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bundle(path: &str) -> ProfileNetwork {
        let place = "ca_bundle in line 7 of the config file".to_owned();
        let ca_bundle = Some(Configured { value: Some(path.to_owned()), place });
        ProfileNetwork { ca_bundle, ..ProfileNetwork::default() }
    }

    #[test]
    fn a_ca_bundle_that_cannot_be_used_is_named() {
        let home = tempfile::tempdir().expect("a folder");
        let file = home.path().join("ca.pem");
        let path = file.to_str().expect("a Unicode path");
        for (value, content, expected) in [
            ("", "", "AWS_CA_BUNDLE is blank"),
            ("  ", "", "AWS_CA_BUNDLE is blank"),
            ("~/ca.pem", "", "do not replace ~"),
            ("/does/not/exist.pem", "", "does not exist"),
            (path, "", "holds no certificate"),
            (path, "hello", "holds no certificate"),
        ] {
            std::fs::write(&file, content).expect("write");
            let env = Env::of_variables([("AWS_CA_BUNDLE", value), ("REQUESTS_CA_BUNDLE", "ignored")]);
            let bundle = of(&env, &ProfileNetwork::default()).expect("a bundle");
            let failure = certificates(&bundle).expect_err(value);
            assert!(failure.why.contains(expected), "{failure}");
            assert_eq!(failure.kind, FailureKind::Usage);
        }
    }

    #[test]
    fn the_profiles_ca_bundle_stands_between_the_variables() {
        let of = |variables: &[(&str, &str)], profile: &ProfileNetwork| {
            super::of(&Env::of_variables(variables.iter().copied()), profile)?.value
        };
        let requests = ("REQUESTS_CA_BUNDLE", "/requests");
        assert_eq!(of(&[("AWS_CA_BUNDLE", "/aws"), requests], &bundle("/profile")).as_deref(), Some("/aws"));
        assert_eq!(of(&[requests], &bundle("/profile")).as_deref(), Some("/profile"));
        assert_eq!(of(&[requests], &bundle("")).as_deref(), Some(""), "a mistake to be told");
        assert_eq!(of(&[requests], &ProfileNetwork::default()).as_deref(), Some("/requests"));
    }

    #[test]
    fn a_bundle_of_the_config_file_is_told_with_its_line() {
        for (path, expected) in [
            ("", "ca_bundle in line 7 of the config file is blank."),
            ("/nowhere.pem", "/nowhere.pem (ca_bundle in line 7 of the config file) does not exist."),
        ] {
            let bundle = of(&Env::default(), &bundle(path)).expect("a bundle");
            assert_eq!(certificates(&bundle).expect_err(path).why, expected);
        }
    }
}
