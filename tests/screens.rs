//! Pictures of the screen. Each is to be looked at as a picture: aligned, calm, true.

mod support;

use support::*;

#[test]
fn overview_wide() {
    insta::assert_snapshot!(Harness::new(usual()).screen());
}
