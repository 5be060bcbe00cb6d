//! The function that `ssotui init` gives to each shell, in the real shell on a pseudo-terminal; and the lines that `c`
//! copies, run there and read back.
//!
//! bash always runs; zsh, fish and nushell where `SSOTUI_SHELL_ZSH`, `SSOTUI_SHELL_FISH` and `SSOTUI_SHELL_NU` name them.
#![cfg(unix)]
#![expect(clippy::expect_used, clippy::panic, reason = "a failing test panics")]
#![expect(clippy::disallowed_methods, reason = "tests read their own surroundings")]

#[path = "support/pty.rs"]
mod pty;

use pty::Pty;
use ssotui::domain::names::ProfileName;
use ssotui::domain::shell::Shell;

const SESSION: &str = "\
[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = us-east-1
";

/// Names that a careless line would spoil.
const HOSTILE: &[&str] = &[
    "it's",
    "a b",
    "two  blanks",
    "$HOME",
    "${HOME}",
    "$(touch pwned)",
    "`touch pwned`",
    "'; touch pwned; '",
    "\"; touch pwned; \"",
    "a\\b",
    "a\\",
    "a\\'b",
    "r#'x'#",
    "50%",
    "%n",
    "!x",
    "*",
    "~",
    "a&b|c<d>e^f",
    "(x){y}",
    "#x",
    "#'x'",
    "\u{2019}curly\u{2018}",
    "produção-東京",
];

/// The program to run as that shell; `None` where the test is not asked for.
fn program(shell: Shell) -> Option<String> {
    let variable = match shell {
        Shell::Bash => return Some("bash".to_owned()),
        Shell::Zsh => "SSOTUI_SHELL_ZSH",
        Shell::Fish => "SSOTUI_SHELL_FISH",
        Shell::Nushell => "SSOTUI_SHELL_NU",
        other => panic!("no test for {other:?}"),
    };
    std::env::var(variable).ok()
}

/// A text as a word of that shell: what its own line has behind the sign.
fn word(shell: Shell, text: &str) -> String {
    let line = shell.set_profile(&ProfileName::from(text)).expect("a line");
    let at = line.find("AWS_PROFILE").expect("the name") + "AWS_PROFILE".len();
    line[at..].trim_start_matches([' ', '=']).to_owned()
}

/// How a shell says things.
struct Dialect {
    shell: Shell,
    /// Makes the function.
    init: &'static str,
    /// Sets a variable that would win over the profile.
    keys: &'static str,
    /// Appends a mark, the exit code before, the profile and those keys to a file.
    tell: &'static str,
}

const POSIX_TELL: &str = "printf '%s:%s:%s:%s\\n' MARK \"$?\" \"${AWS_PROFILE-none}\" \"${AWS_ACCESS_KEY_ID-none}\" >> \"$HOME/told\"\n";

fn dialect(shell: Shell) -> Dialect {
    match shell {
        Shell::Bash | Shell::Zsh => Dialect {
            shell,
            init: if shell == Shell::Bash {
                "eval \"$(ssotui init bash)\"\n"
            } else {
                "eval \"$(ssotui init zsh)\"\n"
            },
            keys: "export AWS_ACCESS_KEY_ID=stale\n",
            tell: POSIX_TELL,
        },
        Shell::Fish => Dialect {
            shell,
            init: "ssotui init fish | source\n",
            keys: "set -gx AWS_ACCESS_KEY_ID stale\n",
            tell: "set told MARK $status none none; set -q AWS_PROFILE; and set told[3] $AWS_PROFILE; set -q AWS_ACCESS_KEY_ID; and set told[4] $AWS_ACCESS_KEY_ID; string join : -- $told >> $HOME/told\n",
        },
        Shell::Nushell => Dialect {
            shell,
            init: "",
            keys: "$env.AWS_ACCESS_KEY_ID = 'stale'\n",
            tell: "$\"MARK:($env.LAST_EXIT_CODE? | default 0):($env.AWS_PROFILE? | default none):($env.AWS_ACCESS_KEY_ID? | default none)(char nl)\" | save --append ($env.HOME | path join told)\n",
        },
        other => panic!("no test for {other:?}"),
    }
}

impl Dialect {
    fn tell(&self, mark: &str) -> String {
        self.tell.replace("MARK", mark)
    }

    /// Starts the shell on a script in which the function is there.
    fn start(&self, program: &str, script: &str, config: &str) -> Pty {
        let text = match self.shell {
            // Read when the script is parsed.
            Shell::Nushell => std::fs::read_to_string("assets/shell/ssotui.nu").expect("the text"),
            _ => self.init.to_owned(),
        };
        Pty::start_script(program, &format!("{text}\n{script}"), config, &[])
    }
}

fn told(pty: &Pty) -> Vec<String> {
    let text = std::fs::read_to_string(pty.home.path().join("told")).unwrap_or_default();
    text.lines().map(str::to_owned).collect()
}

fn profile(name: &str) -> String {
    let quoted = name.replace('\\', "\\\\").replace('"', "\\\"");
    format!(
        "[profile \"{quoted}\"]\nsso_session = corp\nsso_account_id = 123456789012\nsso_role_name = Admin\n"
    )
}

fn the_function_works(shell: Shell) {
    let Some(program) = program(shell) else { return };
    let dialect = dialect(shell);
    let config = format!("{SESSION}{}{}{}", profile("prod.admin"), profile("dev.admin"), profile("dev.read"));
    let steps = [
        ("picked", "sso"),
        ("only", "sso prod"),
        ("back", "sso -"),
        ("again", "sso -"),
        ("cancelled", if shell == Shell::Nushell { "try { sso } catch { }" } else { "sso" }),
        ("nothing", if shell == Shell::Nushell { "try { sso zzz } catch { }" } else { "sso zzz" }),
        ("screen", "sso --screen"),
        ("cleared", "sso --clear"),
        ("restored", "sso -"),
    ];
    let script: String = steps.iter().map(|(mark, line)| format!("{line}\n{}", dialect.tell(mark))).collect();
    let mut pty = dialect.start(&program, &format!("{}{script}", dialect.keys), &config);
    pty.wait_for("Esc cancel");
    pty.send("dev");
    pty.wait_for("2 of 3");
    pty.send("\x1b[B\r");
    pty.wait_until(|screen| screen.contains("Profiles  3"));
    pty.send("\x1b");
    pty.wait_for_alternate_screen();
    pty.wait_for("dev.read");
    pty.send("/dev.adm\r\r");
    assert_eq!(pty.exit_code(), 0, "{}", pty.contents());
    pty.assert_whole();
    // To nushell a program whose output is taken has no exit code unless it fails.
    let later = if shell == Shell::Nushell { "4" } else { "0" };
    assert_eq!(
        told(&pty),
        [
            "picked:0:dev.read:none",
            "only:0:prod.admin:none",
            "back:0:dev.read:none",
            "again:0:prod.admin:none",
            "cancelled:130:prod.admin:none",
            "nothing:4:prod.admin:none",
            &format!("screen:{later}:dev.admin:none"),
            &format!("cleared:{later}:none:none"),
            &format!("restored:{later}:dev.admin:none"),
        ],
        "{}",
        pty.contents()
    );
}

fn hostile_names_come_through(shell: Shell) {
    let Some(program) = program(shell) else { return };
    let dialect = dialect(shell);
    let config: String = SESSION.to_owned() + &HOSTILE.iter().map(|name| profile(name)).collect::<String>();
    let mut script = String::new();
    let mut expected = Vec::new();
    for name in HOSTILE {
        let line = shell.set_profile(&ProfileName::from(*name)).expect("a line");
        script +=
            &format!("{line}\n{}sso {}\n{}", dialect.tell("line"), word(shell, name), dialect.tell("sso"));
        expected.extend([format!("line:0:{name}:none"), format!("sso:0:{name}:none")]);
    }
    let mut pty = dialect.start(&program, &script, &config);
    assert_eq!(pty.exit_code(), 0, "{}", pty.contents());
    assert_eq!(told(&pty), expected, "{}", pty.contents());
    assert!(!pty.home.path().join("pwned").exists(), "a name was run");
}

#[test]
fn the_function_works_in_bash() {
    the_function_works(Shell::Bash);
}

#[test]
fn the_function_works_in_zsh() {
    the_function_works(Shell::Zsh);
}

#[test]
fn the_function_works_in_fish() {
    the_function_works(Shell::Fish);
}

#[test]
fn the_function_works_in_nushell() {
    the_function_works(Shell::Nushell);
}

#[test]
fn hostile_names_come_through_in_bash() {
    hostile_names_come_through(Shell::Bash);
}

#[test]
fn hostile_names_come_through_in_zsh() {
    hostile_names_come_through(Shell::Zsh);
}

#[test]
fn hostile_names_come_through_in_fish() {
    hostile_names_come_through(Shell::Fish);
}

#[test]
fn hostile_names_come_through_in_nushell() {
    hostile_names_come_through(Shell::Nushell);
}

/// Runs a script and gives what it wrote into the file `out`.
fn output(shell: Shell, script: &str, config: &str) -> Option<String> {
    let mut pty = dialect(shell).start(&program(shell)?, script, config);
    assert_eq!(pty.exit_code(), 0, "{}", pty.contents());
    Some(std::fs::read_to_string(pty.home.path().join("out")).expect("the file"))
}

#[test]
fn names_are_completed_in_bash() {
    let config = format!("{}{}{}", profile("prod.admin"), profile("prod it's"), profile("dev.admin"));
    let script = "COMP_WORDS=(sso pro); COMP_CWORD=1; __ssotui_complete; printf '%s\\n' \"${COMPREPLY[@]}\" > \"$HOME/out\"\n";
    assert_eq!(output(Shell::Bash, script, &config).as_deref(), Some("prod.admin\nprod\\ it\\'s\n"));
}

#[test]
fn names_are_completed_in_fish() {
    let config = format!("{}{}", profile("prod.admin"), profile("dev.admin"));
    let script = "complete -C 'sso pro' > $HOME/out\n";
    let Some(out) = output(Shell::Fish, script, &config) else { return };
    assert_eq!(out.trim(), "prod.admin");
}

#[test]
fn commands_are_completed_in_nushell() {
    let Some(nu) = program(Shell::Nushell) else { return };
    let config = format!("{SESSION}{}[profile bare]\nregion = us-east-1\n", profile("dev.admin"));
    // A file is read when the script is parsed: the completions must be there before.
    let script = "^ssotui completions nu | save completions.nu
'source completions.nu
ssotui env dev.admin --shell bash | save --append out
ssotui exec bare --no-browser -- printf %s: a -- --quiet -q | save --append out
nu-complete ssotui profiles | str join \",\" | save --append out
nu-complete ssotui sessions | str join \",\" | save --append out
scope externs | where name == \"ssotui status\" | length | $\"(char nl)($in)\" | save --append out
' | save script.nu
^$nu.current-exe script.nu
";
    let mut pty = Pty::start_script(&nu, &format!("cd $env.HOME\n{script}"), &config, &[]);
    assert_eq!(pty.exit_code(), 0, "{}", pty.contents());
    let out = std::fs::read_to_string(pty.home.path().join("out")).expect("the file");
    assert_eq!(out, "export AWS_PROFILE='dev.admin'\na:--:--quiet:-q:dev.admin,barecorp\n1");
}

#[test]
fn the_prompt_tells_the_profile_and_keeps_the_exit_code() {
    let config = format!("{SESSION}{}", profile("50%n"));
    for shell in [Shell::Bash, Shell::Zsh] {
        let script =
            "sso 50 2> /dev/null; (exit 7); ssotui_prompt > \"$HOME/out\"; echo \"$?\" >> \"$HOME/out\"\n";
        let Some(out) = output(shell, script, &config) else { continue };
        let name = if shell == Shell::Zsh { "50%%n" } else { "50%n" };
        assert_eq!(out, format!("{name} signed out 7\n"), "{shell:?}");
    }
}

/// The words of command lines that the copy menu offers, as a program gets them.
#[test]
fn words_reach_a_program_as_they_are() {
    for shell in [Shell::Bash, Shell::Zsh, Shell::Fish, Shell::Nushell] {
        let words: Vec<String> = HOSTILE.iter().map(|name| shell.word(name).expect("a word")).collect();
        let write = if shell == Shell::Nushell {
            let list = words.join(" ");
            format!("^printf '%s\\n' {list} | save --force ($env.HOME | path join out)\n")
        } else {
            format!("printf '%s\\n' {} > \"$HOME/out\"\n", words.join(" "))
        };
        let Some(out) = output(shell, &write, SESSION) else { continue };
        assert_eq!(out.lines().collect::<Vec<_>>(), HOSTILE, "{shell:?}");
    }
}

/// The line for good, run where there is no other home: a new shell has the profile.
#[test]
fn the_line_for_good_is_read_back_by_a_new_shell() {
    for (shell, read) in [(Shell::Bash, ". ~/.bashrc"), (Shell::Sh, ". ~/.profile")] {
        for name in HOSTILE {
            let home = tempfile::tempdir().expect("a folder");
            let line = shell.set_profile_for_good(&ProfileName::from(*name)).expect("a line");
            let script = format!("{line}\n{read}\nprintf %s \"$AWS_PROFILE\"");
            let done = std::process::Command::new(shell.as_str())
                .args(["-c", &script])
                .env("HOME", home.path())
                .env_remove("AWS_PROFILE")
                .output()
                .expect("the shell runs");
            assert_eq!(String::from_utf8_lossy(&done.stdout), *name, "{shell:?}");
        }
    }
}
