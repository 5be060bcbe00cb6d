//! What is shown: each scenario's window, and the way there.

/// A screenshot.
pub struct Scenario {
    /// The name of the file.
    pub name: &'static str,
    /// In the title bar.
    pub title: &'static str,
    pub columns: u16,
    pub rows: u16,
    /// The program's command line.
    pub arguments: &'static [&'static str],
    pub steps: &'static [Step],
}

/// A step on the way.
pub enum Step {
    /// Until this text is on the screen, at most half a minute.
    Wait(&'static str),
    /// Keys as a terminal sends them.
    Press(&'static str),
    /// Until nothing has been painted for a moment.
    Settle,
}

use Step::{Press, Settle, Wait};

const DOWN: &str = "\x1b[B";

/// The first steps of all: the demo has been read.
const READY: Step = Wait("management.admin");

pub const SCENARIOS: &[Scenario] = &[
    Scenario {
        name: "overview",
        title: "ssotui",
        columns: 120,
        rows: 34,
        arguments: &["demo"],
        steps: &[READY, Settle, Press("2"), Press(DOWN)],
    },
    Scenario {
        name: "filter",
        title: "ssotui",
        columns: 120,
        rows: 34,
        arguments: &["demo"],
        steps: &[
            READY,
            Settle,
            Press("2"),
            Press("/"),
            Press("p"),
            Press("a"),
            Press("y"),
            Press(" "),
            Press("adm"),
        ],
    },
    Scenario {
        name: "sign-in",
        title: "ssotui",
        columns: 120,
        rows: 34,
        arguments: &["demo", "--approve-after", "300"],
        // The third session is one that is signed out.
        steps: &[
            READY,
            Settle,
            Press("1"),
            Press(DOWN),
            Press(DOWN),
            Press("l"),
            Wait("Waiting for you"),
            Settle,
        ],
    },
    Scenario {
        name: "narrow",
        title: "ssotui",
        columns: 56,
        rows: 24,
        arguments: &["demo"],
        steps: &[READY, Settle, Press("2")],
    },
    Scenario {
        name: "populate",
        title: "ssotui",
        columns: 120,
        rows: 34,
        arguments: &["demo", "--accounts", "300", "--roles", "1050"],
        // Another separator, and role names without what AWS puts before or after them.
        steps: &[
            READY,
            Settle,
            Press("p"),
            Wait("Names"),
            Press("\t"),
            Press("\t"),
            Press("\x15"),
            Press("-"),
            Settle,
        ],
    },
    Scenario {
        name: "change",
        title: "ssotui",
        columns: 120,
        rows: 34,
        arguments: &["demo"],
        steps: &[
            READY,
            Settle,
            Press("2"),
            Press("m"),
            Wait("The new name"),
            Press("\x15"),
            Press("admin"),
            Press("\r"),
            Wait(" added, "),
            Settle,
        ],
    },
    Scenario {
        name: "copy-menu",
        title: "ssotui",
        columns: 120,
        rows: 34,
        arguments: &["demo"],
        steps: &[READY, Settle, Press("2"), Press("C"), Wait("Copy "), Press("terra"), Settle],
    },
    Scenario {
        name: "help",
        title: "ssotui",
        columns: 120,
        rows: 34,
        arguments: &["demo"],
        steps: &[READY, Settle, Press("?")],
    },
];
