//! Regions, partitions and the host names that follow from them.
//!
//! The table is botocore's `partitions.json` and, for the regions that have IAM Identity Center, its `endpoints.json`.

/// A part of AWS with its own accounts, domain names and sign-in.
#[derive(Debug, PartialEq, Eq)]
pub struct Partition {
    /// The id, as it stands in ARNs: `aws`, `aws-cn`, `aws-us-gov`, …
    pub id: &'static str,
    /// What host names end in: `amazonaws.com`.
    pub dns_suffix: &'static str,
    /// What dual-stack (IPv4 and IPv6) host names end in: `api.aws`.
    pub dual_stack_dns_suffix: &'static str,
    /// The sign-in of the console, behind the region: `signin.aws.amazon.com` (the AWS CLI's tests of its sign-in
    /// endpoints).
    pub sign_in_host: &'static str,
    /// The console. Nobody outside has written down those of the isolated partitions.
    pub console_host: Option<&'static str>,
    /// What the region codes of the partition begin with.
    region_prefixes: &'static [&'static str],
    /// The regions that are known to have IAM Identity Center. New ones appear all the time: a hint, not a limit.
    pub sso_regions: &'static [&'static str],
}

/// Every partition. The first one also takes the regions that nobody knows.
pub const PARTITIONS: &[Partition] = &[
    Partition {
        id: "aws",
        dns_suffix: "amazonaws.com",
        dual_stack_dns_suffix: "api.aws",
        sign_in_host: "signin.aws.amazon.com",
        console_host: Some("console.aws.amazon.com"),
        region_prefixes: &["us-", "eu-", "ap-", "sa-", "ca-", "me-", "af-", "il-", "mx-"],
        sso_regions: &[
            "af-south-1",
            "ap-east-1",
            "ap-east-2",
            "ap-northeast-1",
            "ap-northeast-2",
            "ap-northeast-3",
            "ap-south-1",
            "ap-south-2",
            "ap-southeast-1",
            "ap-southeast-2",
            "ap-southeast-3",
            "ap-southeast-4",
            "ap-southeast-5",
            "ap-southeast-6",
            "ap-southeast-7",
            "ca-central-1",
            "ca-west-1",
            "eu-central-1",
            "eu-central-2",
            "eu-north-1",
            "eu-south-1",
            "eu-south-2",
            "eu-west-1",
            "eu-west-2",
            "eu-west-3",
            "il-central-1",
            "me-central-1",
            "me-south-1",
            "mx-central-1",
            "sa-east-1",
            "us-east-1",
            "us-east-2",
            "us-west-1",
            "us-west-2",
        ],
    },
    Partition {
        id: "aws-cn",
        dns_suffix: "amazonaws.com.cn",
        dual_stack_dns_suffix: "api.amazonwebservices.com.cn",
        sign_in_host: "signin.amazonaws.cn",
        console_host: Some("console.amazonaws.cn"),
        region_prefixes: &["cn-"],
        sso_regions: &["cn-north-1", "cn-northwest-1"],
    },
    Partition {
        id: "aws-us-gov",
        dns_suffix: "amazonaws.com",
        dual_stack_dns_suffix: "api.aws",
        sign_in_host: "signin.amazonaws-us-gov.com",
        console_host: Some("console.amazonaws-us-gov.com"),
        region_prefixes: &["us-gov-"],
        sso_regions: &["us-gov-east-1", "us-gov-west-1"],
    },
    Partition {
        id: "aws-eusc",
        dns_suffix: "amazonaws.eu",
        dual_stack_dns_suffix: "api.amazonwebservices.eu",
        sign_in_host: "signin.amazonaws-eusc.eu",
        console_host: Some("console.amazonaws-eusc.eu"),
        region_prefixes: &["eusc-de-"],
        sso_regions: &["eusc-de-east-1"],
    },
    Partition {
        id: "aws-iso",
        dns_suffix: "c2s.ic.gov",
        dual_stack_dns_suffix: "api.aws.ic.gov",
        sign_in_host: "signin.c2shome.ic.gov",
        console_host: None,
        region_prefixes: &["us-iso-"],
        sso_regions: &[],
    },
    Partition {
        id: "aws-iso-b",
        dns_suffix: "sc2s.sgov.gov",
        dual_stack_dns_suffix: "api.aws.scloud",
        sign_in_host: "signin.sc2shome.sgov.gov",
        console_host: None,
        region_prefixes: &["us-isob-"],
        sso_regions: &[],
    },
    Partition {
        id: "aws-iso-e",
        dns_suffix: "cloud.adc-e.uk",
        dual_stack_dns_suffix: "api.cloud-aws.adc-e.uk",
        sign_in_host: "signin.csphome.adc-e.uk",
        console_host: None,
        region_prefixes: &["eu-isoe-"],
        sso_regions: &[],
    },
    Partition {
        id: "aws-iso-f",
        dns_suffix: "csp.hci.ic.gov",
        dual_stack_dns_suffix: "api.aws.hci.ic.gov",
        sign_in_host: "signin.csphome.hci.ic.gov",
        console_host: None,
        region_prefixes: &["us-isof-"],
        sso_regions: &[],
    },
];

impl Partition {
    /// The partition of a region, as the endpoint rules' `aws.partition` function finds it: by the name of the
    /// partition's global pseudo-region, else by the shape of the code, else `aws`.
    pub fn of_region(region: &str) -> &'static Self {
        PARTITIONS
            .iter()
            .find(|partition| region.strip_suffix("-global") == Some(partition.id) || partition.has(region))
            .unwrap_or(&PARTITIONS[0])
    }

    /// Whether the code has the partition's shape: prefix, a word, a hyphen, digits (`^us\-gov\-\w+\-\d+$`).
    fn has(&self, region: &str) -> bool {
        let is_word =
            |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        let is_number = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
        self.region_prefixes.iter().any(|prefix| {
            region
                .strip_prefix(prefix)
                .and_then(|rest| rest.split_once('-'))
                .is_some_and(|(word, number)| is_word(word) && is_number(number))
        })
    }
}

/// Whether the region is among those that are known to have an Identity Center, or lies in a partition of which nobody
/// outside knows them. New ones appear all the time: worth a remark, no refusal.
pub fn is_known_region(region: &str) -> bool {
    let known = Partition::of_region(region).sso_regions;
    known.is_empty() || known.contains(&region)
}

/// Whether the text can stand in a host name where a region belongs (botocore's `validate_region_name`). Anything
/// else could send a token to a host of somebody's choice.
pub fn is_region_shaped(region: &str) -> bool {
    !region.is_empty()
        && region.len() <= 63
        && region.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
        && !region.starts_with('-')
        && !region.ends_with('-')
        && !region.chars().all(|c| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_lie_in_their_partitions() {
        for (region, id) in [
            ("us-east-1", "aws"),
            ("mx-central-1", "aws"),
            ("ap-southeast-12", "aws"),
            ("cn-north-1", "aws-cn"),
            ("us-gov-west-1", "aws-us-gov"),
            ("eusc-de-east-1", "aws-eusc"),
            ("us-iso-east-1", "aws-iso"),
            ("us-isob-east-1", "aws-iso-b"),
            ("eu-isoe-west-1", "aws-iso-e"),
            ("us-isof-south-1", "aws-iso-f"),
            ("aws-global", "aws"),
            ("aws-cn-global", "aws-cn"),
            ("aws-iso-b-global", "aws-iso-b"),
            // Nobody knows these: the commercial partition takes them.
            ("xx-new-9", "aws"),
            ("cn-north", "aws"),
            ("cn-north-1x", "aws"),
            ("cn--1", "aws"),
            ("", "aws"),
        ] {
            assert_eq!(Partition::of_region(region).id, id, "{region}");
        }
    }

    #[test]
    fn every_listed_region_is_of_its_own_partition() {
        for partition in PARTITIONS {
            for region in partition.sso_regions {
                assert_eq!(Partition::of_region(region).id, partition.id, "{region}");
                assert!(is_region_shaped(region), "{region}");
            }
        }
        assert_eq!(PARTITIONS[0].sso_regions.len(), 34);
    }

    #[test]
    fn regions_that_are_known_are_told_from_those_that_may_be_new() {
        for region in ["eu-west-1", "us-gov-west-1", "cn-north-1", "us-iso-east-1"] {
            assert!(is_known_region(region), "{region}");
        }
        for region in ["eu-west-9", "xx-new-9", "cn-north-7"] {
            assert!(!is_known_region(region), "{region}");
        }
    }

    #[test]
    fn a_region_cannot_smuggle_in_a_host() {
        for region in
            ["", "-a", "a-", "12", "evil.com", "evil.com/", "a b", "us-east-1#", "é", &"a".repeat(64)]
        {
            assert!(!is_region_shaped(region), "{region}");
        }
        for region in ["us-east-1", "fake-region-10", "local", "xx-new-9"] {
            assert!(is_region_shaped(region), "{region}");
        }
    }
}
