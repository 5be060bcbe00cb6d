//! What the program does when keys are pressed and things happen.

mod support;

#[path = "flows/acting.rs"]
mod acting;
#[path = "flows/changing.rs"]
mod changing;
#[path = "flows/choosing.rs"]
mod choosing;
#[path = "flows/closing.rs"]
mod closing;
#[path = "flows/copying.rs"]
mod copying;
#[path = "flows/doctor.rs"]
mod doctor;
#[path = "flows/enumerating.rs"]
mod enumerating;
#[path = "flows/filtering.rs"]
mod filtering;
#[path = "flows/guarding.rs"]
mod guarding;
#[path = "flows/moving.rs"]
mod moving;
#[path = "flows/newcomer.rs"]
mod newcomer;
#[path = "flows/pointing.rs"]
mod pointing;
#[path = "flows/populating.rs"]
mod populating;
#[path = "flows/reading.rs"]
mod reading;
#[path = "flows/reloading.rs"]
mod reloading;
#[path = "flows/signing_in.rs"]
mod signing_in;
#[path = "flows/signing_in_with_browser.rs"]
mod signing_in_with_browser;
#[path = "flows/upkeep.rs"]
mod upkeep;
#[path = "flows/using.rs"]
mod using;
#[path = "flows/waking.rs"]
mod waking;
#[path = "flows/wizard.rs"]
mod wizard;
