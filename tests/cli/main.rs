//! The commands, by the real binary against the demo's Identity Center: output, JSON, exit codes.

#![expect(clippy::expect_used, reason = "helpers of tests fail the test")]

mod browser;
mod listing;
mod printing;
mod roles;
mod safety;
mod signing_in;
mod usage;
#[path = "../support/world.rs"]
mod world;

use world::World;

const CONFIG: &str = "\
[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = us-east-1
sso_registration_scopes = sso:account:access

[sso-session partner]
sso_start_url = https://partner.awsapps.com/start
sso_region = eu-west-1

[profile prod.admin]
sso_session = corp
sso_account_id = 012345678901
sso_role_name = AdministratorAccess
region = eu-west-1

[profile old]
sso_start_url = https://old.awsapps.com/start
sso_region = us-east-1
sso_account_id = 123456789012
sso_role_name = ReadOnly

[profile bare]
region = us-east-1
";

const CREDENTIALS: &str =
    "[keys]\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = verysecretindeed\n";

fn world() -> World {
    let world = World::new(CONFIG);
    world.write(".aws/credentials", CREDENTIALS);
    world
}
