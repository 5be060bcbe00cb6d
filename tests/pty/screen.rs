//! The screen of the program, from its start to its end.

use crate::CONFIG;
use crate::pty::Pty;

#[test]
fn it_draws_filters_and_quits_leaving_the_terminal_whole() {
    let mut pty = Pty::start(CONFIG, 100, 30, &[], &[]);
    pty.wait_for("prod.admin");
    assert!(pty.screen().alternate_screen());
    pty.send("/dev");
    pty.wait_until(|screen| screen.contains("dev.admin") && !screen.contains("prod.admin"));
    pty.send("\x1b");
    pty.wait_for("prod.admin");
    pty.send("\rq");
    assert_eq!(pty.exit_code(), 0);
    pty.assert_whole();
}

#[test]
fn ctrl_c_quits_anywhere() {
    let mut pty = Pty::start(CONFIG, 100, 30, &[], &[]);
    pty.wait_for("prod.admin");
    pty.send("/x\x03");
    assert_eq!(pty.exit_code(), 0);
    pty.assert_whole();
}

#[test]
fn it_follows_every_size_down_to_nothing() {
    let mut pty = Pty::start(CONFIG, 120, 34, &[], &[]);
    pty.wait_for("prod.admin");
    for (columns, rows) in [(80, 24), (50, 20), (20, 5), (3, 2), (1, 1), (200, 60)] {
        pty.resize(columns, rows);
    }
    pty.wait_for("prod.admin");
    pty.resize(10, 3);
    pty.send("q");
    assert_eq!(pty.exit_code(), 0);
    pty.assert_whole();
}

#[test]
fn every_key_of_a_long_burst_is_heard() {
    let mut pty = Pty::start(CONFIG, 100, 30, &[], &[]);
    pty.wait_for("prod.admin");
    // More than crossterm reads at once.
    pty.send(&format!("{}q", "j".repeat(3000)));
    assert_eq!(pty.exit_code(), 0);
    pty.assert_whole();
}

#[test]
fn it_starts_in_a_terminal_of_one_cell() {
    let mut pty = Pty::start(CONFIG, 1, 1, &[], &[]);
    pty.wait_for_alternate_screen();
    pty.send("q");
    assert_eq!(pty.exit_code(), 0);
    pty.assert_whole();
}

#[test]
fn signals_end_it_with_the_terminal_whole() {
    for (signal, code) in [("TERM", 143), ("HUP", 129), ("INT", 130)] {
        let mut pty = Pty::start(CONFIG, 100, 30, &[], &[]);
        pty.wait_for("prod.admin");
        pty.kill(signal);
        assert_eq!(pty.exit_code(), code, "{signal}");
        pty.assert_whole();
    }
}

#[test]
fn no_color_keeps_bold_and_drops_colour() {
    let mut pty = Pty::start(CONFIG, 100, 30, &[("NO_COLOR", "1")], &[]);
    pty.wait_for("prod.admin");
    let (mut bold, mut coloured) = (0, 0);
    pty.each_cell(|cell| {
        bold += usize::from(cell.bold());
        coloured +=
            usize::from(cell.fgcolor() != vt100::Color::Default || cell.bgcolor() != vt100::Color::Default);
    });
    assert!(bold > 0);
    assert_eq!(coloured, 0);
    pty.send("q");
    assert_eq!(pty.exit_code(), 0);
}

#[test]
fn the_whole_main_job_in_the_demo() {
    let mut pty = Pty::start("", 120, 34, &[], &["demo", "--approve-after", "0.2"]);
    pty.wait_for("signed out");
    // Sign in: the last session is one that needs it.
    pty.send("1G");
    pty.wait_for("start URL of profiles");
    pty.send("l");
    pty.wait_for("Signed in");
    // Accounts and roles stream in.
    pty.wait_for("Prod-");
    // Pick, and copy.
    pty.send("2/admin\r");
    pty.send("c");
    pty.wait_for("AWS_PROFILE");
    pty.wait_until_sent("\x1b]52;c;");
    pty.send("q");
    assert_eq!(pty.exit_code(), 0);
    pty.assert_whole();
}
