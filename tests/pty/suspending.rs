//! Ctrl-Z.

use crate::CONFIG;
use crate::pty::Pty;

#[test]
fn ctrl_z_gives_the_terminal_back_and_fg_takes_it_again() {
    let mut pty = Pty::start_in_shell(CONFIG, 100, 30);
    pty.wait_for("prod.admin");
    pty.send("\x1a");
    pty.wait_for("Stopped");
    pty.assert_screen_whole();
    pty.wait_for_prompt();
    pty.send("fg\r");
    pty.wait_until(|screen| screen.contains("dev.admin") && !screen.contains("Stopped"));
    pty.send("/prod");
    pty.wait_until(|screen| screen.contains("prod.admin") && !screen.contains("dev.admin"));
    pty.send("\x03");
    pty.assert_screen_whole();
    pty.wait_for_prompt();
    pty.send("exit 7\r");
    assert_eq!(pty.exit_code(), 7);
}

#[test]
fn ctrl_z_does_not_stop_what_nobody_would_continue() {
    // The first process of its session, as in a terminal or a tmux window that was opened for it.
    let mut pty = Pty::start(CONFIG, 100, 30, &[], &[]);
    pty.wait_for("prod.admin");
    pty.send("\x1a");
    pty.wait_for("no shell with job control");
    pty.send("q");
    assert_eq!(pty.exit_code(), 0);
    pty.assert_whole();
}
