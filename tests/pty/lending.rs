//! The terminal lent to a shell or an editor.

use crate::CONFIG;
use crate::pty::Pty;

/// A shell with the selected profile, and back: keys typed there are the shell's, Ctrl-C too.
#[test]
fn x_lends_the_terminal_to_a_shell_and_takes_it_back_whole() {
    let config = "[profile plain]\nregion = eu-west-1\n";
    let variables =
        [("SHELL", "./my-own-shell"), ("AWS_ACCESS_KEY_ID", "AKIAOLD"), ("AWS_REGION", "ap-south-1")];
    let mut pty = Pty::start(config, 100, 30, &variables, &[]);
    pty.wait_for("plain");
    pty.write_home(
        "my-own-shell",
        "#!/bin/sh\ntrap 'echo caught' INT\necho \"<$AWS_PROFILE|$AWS_ACCESS_KEY_ID|$AWS_REGION>\"\n\
         until read -r line; do :; done\necho \"got $line\"\nread -r line\nstty -echo -icanon\nexit 3\n",
    );
    pty.make_executable("my-own-shell");
    pty.send("x");
    pty.wait_for("A shell with AWS_PROFILE plain.");
    pty.wait_for("<plain||>");
    pty.assert_screen_whole();
    pty.send("\x03");
    pty.wait_for("caught");
    pty.send("qx\r");
    pty.wait_for("got qx");
    pty.send("\r");
    pty.wait_for_alternate_screen();
    pty.wait_for("Profiles");
    // The keys are the screen's again.
    pty.send("?");
    pty.wait_for(" Help ");
    pty.send("qq");
    assert_eq!(pty.exit_code(), 0);
    pty.assert_screen_whole();
}

#[test]
fn capital_e_opens_the_editor_and_reads_the_file_again() {
    let config = "[profile plain]\nregion = eu-west-1\n";
    let mut pty = Pty::start(config, 100, 30, &[("EDITOR", "vi"), ("VISUAL", "./editor --wait")], &[]);
    pty.wait_for("plain");
    let script = "#!/bin/sh\necho \"editing $*\"\nread -r line\nprintf '[profile %s]\\nregion = x\\n' \"$line\" >> \"$2\"\n";
    pty.write_home("editor", script);
    pty.make_executable("editor");
    pty.send("E");
    pty.wait_for("editing --wait");
    pty.assert_screen_whole();
    pty.send("brand-new\r");
    pty.wait_for_alternate_screen();
    pty.wait_for("brand-new");
    pty.send("q");
    assert_eq!(pty.exit_code(), 0);
    pty.assert_whole();
}

#[test]
fn an_editor_that_is_not_there_is_said_on_a_whole_screen() {
    let mut pty = Pty::start(CONFIG, 100, 30, &[("VISUAL", "no-such-editor")], &[]);
    pty.wait_for("prod.admin");
    pty.send("E");
    pty.wait_for("no-such-editor could not be started.");
    pty.wait_for("$EDITOR");
    pty.send("q");
    assert_eq!(pty.exit_code(), 0);
    pty.assert_whole();
}

#[test]
fn an_editor_that_fails_is_said_with_what_became_of_the_file() {
    let mut pty = Pty::start(CONFIG, 100, 30, &[("VISUAL", "./editor")], &[]);
    pty.wait_for("prod.admin");
    pty.write_home("editor", "#!/bin/sh\nexit 3\n");
    pty.make_executable("editor");
    pty.send("E");
    pty.wait_for("./editor ended with exit code 3.");
    pty.send("q");
    assert_eq!(pty.exit_code(), 0);
    pty.assert_whole();
}

#[test]
fn a_stop_while_the_terminal_is_lent_stops_both_and_fg_continues_both() {
    let mut pty =
        Pty::start_in_shell_with("[profile plain]\nregion = x\n", 100, 30, &[("VISUAL", "./editor")]);
    pty.wait_for("plain");
    let script = "#!/bin/sh\necho editing\nread -r line\necho \"got $line\"\nread -r line\n";
    pty.write_home("editor", script);
    pty.make_executable("editor");
    pty.send("E");
    pty.wait_for("editing");
    pty.send("\x1a");
    // bash is ready for keys once its prompt is there, and hands the terminal on once it has named the job.
    pty.wait_until(|screen| screen.contains("Stopped") && screen.trim_end().ends_with('$'));
    pty.send("fg\r");
    pty.wait_until(|screen| screen.contains("$ fg") && screen.trim_end().ends_with("ssotui"));
    pty.send("word\r");
    pty.wait_for("got word");
    pty.send("\r");
    pty.wait_for_alternate_screen();
    pty.send("q");
    pty.assert_screen_whole();
    pty.wait_for_prompt();
    pty.send("exit 7\r");
    assert_eq!(pty.exit_code(), 7);
}

#[test]
fn a_hang_up_ends_it_while_the_terminal_is_lent() {
    let mut pty = Pty::start(CONFIG, 100, 30, &[("VISUAL", "./editor")], &[]);
    pty.wait_for("prod.admin");
    pty.write_home("editor", "#!/bin/sh\nstty raw -echo\necho editing\nread -r line\n");
    pty.make_executable("editor");
    pty.send("E");
    pty.wait_for("editing");
    pty.kill("TERM");
    assert_eq!(pty.exit_code(), 143);
    pty.assert_whole();
}

#[test]
fn a_program_that_leaves_the_terminal_raw_does_not_leave_it_so_for_good() {
    let mut pty = Pty::start(CONFIG, 100, 30, &[("VISUAL", "./editor")], &[]);
    pty.wait_for("prod.admin");
    pty.write_home("editor", "#!/bin/sh\nstty raw -echo\n");
    pty.make_executable("editor");
    pty.send("E");
    pty.wait_until_sent("\x1b[?1049l");
    pty.wait_for_alternate_screen();
    pty.send("q");
    assert_eq!(pty.exit_code(), 0);
    pty.assert_whole();
}
