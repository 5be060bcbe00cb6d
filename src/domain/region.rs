//! The regions that are known, with what AWS calls them.
//!
//! From botocore's `endpoints.json` (`partitions[].regions`). New ones appear all the time: a hint, not a limit.

use super::names::Region;
use super::partition::PARTITIONS;
use super::suggest::{Candidate, meant};

/// Code and place, by partition.
const REGIONS: &[(&str, &str)] = &[
    ("af-south-1", "Africa (Cape Town)"),
    ("ap-east-1", "Asia Pacific (Hong Kong)"),
    ("ap-east-2", "Asia Pacific (Taipei)"),
    ("ap-northeast-1", "Asia Pacific (Tokyo)"),
    ("ap-northeast-2", "Asia Pacific (Seoul)"),
    ("ap-northeast-3", "Asia Pacific (Osaka)"),
    ("ap-south-1", "Asia Pacific (Mumbai)"),
    ("ap-south-2", "Asia Pacific (Hyderabad)"),
    ("ap-southeast-1", "Asia Pacific (Singapore)"),
    ("ap-southeast-2", "Asia Pacific (Sydney)"),
    ("ap-southeast-3", "Asia Pacific (Jakarta)"),
    ("ap-southeast-4", "Asia Pacific (Melbourne)"),
    ("ap-southeast-5", "Asia Pacific (Malaysia)"),
    ("ap-southeast-6", "Asia Pacific (New Zealand)"),
    ("ap-southeast-7", "Asia Pacific (Thailand)"),
    ("ca-central-1", "Canada (Central)"),
    ("ca-west-1", "Canada West (Calgary)"),
    ("eu-central-1", "Europe (Frankfurt)"),
    ("eu-central-2", "Europe (Zurich)"),
    ("eu-north-1", "Europe (Stockholm)"),
    ("eu-south-1", "Europe (Milan)"),
    ("eu-south-2", "Europe (Spain)"),
    ("eu-west-1", "Europe (Ireland)"),
    ("eu-west-2", "Europe (London)"),
    ("eu-west-3", "Europe (Paris)"),
    ("il-central-1", "Israel (Tel Aviv)"),
    ("me-central-1", "Middle East (UAE)"),
    ("me-south-1", "Middle East (Bahrain)"),
    ("mx-central-1", "Mexico (Central)"),
    ("sa-east-1", "South America (Sao Paulo)"),
    ("us-east-1", "US East (N. Virginia)"),
    ("us-east-2", "US East (Ohio)"),
    ("us-west-1", "US West (N. California)"),
    ("us-west-2", "US West (Oregon)"),
    ("cn-north-1", "China (Beijing)"),
    ("cn-northwest-1", "China (Ningxia)"),
    ("us-gov-east-1", "AWS GovCloud (US-East)"),
    ("us-gov-west-1", "AWS GovCloud (US-West)"),
    ("us-iso-east-1", "US ISO East"),
    ("us-iso-west-1", "US ISO WEST"),
    ("us-isob-east-1", "US ISOB East (Ohio)"),
    ("us-isob-west-1", "US ISOB West"),
    ("eu-isoe-west-1", "EU ISOE West"),
    ("us-isof-east-1", "US ISOF EAST"),
    ("us-isof-south-1", "US ISOF SOUTH"),
    ("eusc-de-east-1", "AWS European Sovereign Cloud (Germany)"),
];

/// Every region, for one to be chosen.
pub fn candidates() -> Vec<Candidate> {
    REGIONS.iter().map(|(code, place)| Candidate::new(*code, *place)).collect()
}

/// Those that have an Identity Center.
pub fn sso_candidates() -> Vec<Candidate> {
    let has_sso = |code: &str| PARTITIONS.iter().any(|partition| partition.sso_regions.contains(&code));
    candidates().into_iter().filter(|it| has_sso(&it.value)).collect()
}

/// What AWS calls the region.
pub fn place(code: &str) -> Option<&'static str> {
    REGIONS.iter().find(|(known, _)| *known == code).map(|(_, place)| *place)
}

/// "Did you mean eu-west-1, Europe (Ireland)?", where the word is near to a region.
pub fn did_you_mean(typed: &str) -> Option<String> {
    let all = candidates();
    let found = meant(typed, &all)?;
    Some(format!("Did you mean {}, {}?", found.value, found.about))
}

/// What is to be said of a code that no region is known to have; `None` where one has.
pub fn remark(region: &Region) -> Option<String> {
    let code = region.as_str();
    if place(code).is_some() || code.ends_with("-global") {
        return None;
    }
    let meant = did_you_mean(code).map(|meant| format!(" {meant}")).unwrap_or_default();
    Some(format!("{code} is no region that is known here.{meant}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_region_with_an_identity_center_has_a_place() {
        for partition in PARTITIONS {
            for code in partition.sso_regions {
                assert!(place(code).is_some(), "{code}");
            }
        }
        assert!(
            sso_candidates().len() < candidates().len(),
            "the isolated partitions have none that is known"
        );
    }

    #[test]
    fn an_unknown_region_is_told_with_the_one_that_is_near() {
        assert_eq!(remark(&"eu-west-1".into()), None);
        assert_eq!(remark(&"us-iso-east-1".into()), None);
        assert_eq!(
            remark(&"eu-wset-1".into()).as_deref(),
            Some("eu-wset-1 is no region that is known here. Did you mean eu-west-1, Europe (Ireland)?")
        );
        assert_eq!(
            remark(&"moon-base-1".into()).as_deref(),
            Some("moon-base-1 is no region that is known here.")
        );
    }
}
