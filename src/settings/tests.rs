use super::*;
use crate::domain::guard::GuardColour;
use crate::error::FailureKind;
use crate::keys::{ACTIONS, ActionRow, Keymap};
use proptest::prelude::*;

fn parse(text: &str) -> Settings {
    Settings::parse(text).unwrap_or_else(|failure| panic!("{text}: {failure}"))
}

fn refused(text: &str) -> Failure {
    let failure = Settings::parse(text).expect_err(text);
    assert_eq!(failure.kind, FailureKind::Usage);
    assert!(failure.hint.is_some(), "{failure}");
    failure
}

/// The documented defaults with every setting in force.
fn uncommented() -> String {
    Settings::DEFAULT_TEXT
        .lines()
        .map(|line| {
            line.strip_prefix('#')
                .filter(|rest| rest.starts_with(|c: char| c.is_ascii_lowercase() || c == '['))
                .unwrap_or(line)
        })
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn the_documented_defaults_are_the_defaults() {
    assert_eq!(parse(Settings::DEFAULT_TEXT), Settings::default());
    assert_eq!(parse(&uncommented()), Settings::default());
    assert_eq!(parse(""), Settings::default());
}

#[test]
fn every_setting_and_action_is_documented() {
    let text = Settings::DEFAULT_TEXT.replace("\r\n", "\n");
    let table: toml::Table = uncommented().parse().expect("TOML");
    for setting in SETTINGS {
        assert!(table.contains_key(setting), "{setting}");
    }
    let keys = table["keys"].as_table().expect("a table");
    let (_, of_keys) = text.split_once("\n[keys]\n").expect("the table");
    let place = |row: &ActionRow| of_keys.find(&format!("\n#{} = ", row.id));
    assert!(ACTIONS.is_sorted_by_key(place), "the actions stand in the order of their table");
    for row in ACTIONS {
        let value = keys.get(row.id).unwrap_or_else(|| panic!("{} is missing", row.id));
        let documented: Vec<&str> = match value {
            toml::Value::Array(list) => list.iter().filter_map(toml::Value::as_str).collect(),
            value => value.as_str().into_iter().collect(),
        };
        assert_eq!(documented, row.keys, "{}", row.id);
        assert!(text.contains(&format!("# {}\n#{} = ", row.help, row.id)), "the help of {}", row.id);
    }
    assert_eq!(keys.len(), ACTIONS.len());
}

#[test]
fn values_are_read() {
    let settings = parse(
        "shell = 'pwsh'\nsign_in = 'auto'\nredirect_port = 8400\nbrowser = ' firefox -P work '\nopen_browser = false\nmouse = false\n\
         ascii = true\nreduced_motion = true\nrefresh_hours = 0\n[sessions.'my corp']\nbrowser = 'chromium'\nsign_in = 'browser'\n\
         [sessions.empty]\nsign_in = ''\n",
    );
    assert_eq!(settings.shell, Some(Shell::PowerShell));
    assert_eq!(settings.browser.as_deref(), Some("firefox -P work"));
    assert!(!settings.open_browser && !settings.mouse && settings.reduced_motion);
    assert_eq!((settings.ascii, settings.refresh_hours), (Some(true), 0));
    assert_eq!(settings.sessions.len(), 1);
    assert_eq!(settings.sessions["my corp"].browser.as_deref(), Some("chromium"));
    assert_eq!((settings.sign_in, settings.redirect_port), (SignInChoice::Auto, Some(8400)));
    assert_eq!(settings.sessions["my corp"].sign_in, Some(SignInChoice::Browser));
}

#[test]
fn the_guards_of_a_file_with_a_slip_hold_all_the_same() {
    let words = |text: &str| -> Vec<String> {
        Settings::parse(text).expect_err(text);
        let instead = Settings::instead_of(text);
        assert_eq!(instead, Settings { guards: instead.guards.clone(), ..Settings::default() });
        instead.guards.iter().map(|guard| format!("{} {}", guard.words(), guard.ask)).collect()
    };
    let rules = "[[guard]]\nmatch = 'prod-*'\n\n[[ guard ]] # more\naccount = ['1', '2']\nask = false\n";
    let both = ["prod-* true", "account 1 or 2 false"];
    assert_eq!(words(&format!("bogus = 1\n{rules}")), both);
    assert_eq!(words(&format!("\u{feff}shell = nonsense\n{rules}[keys]\nx = 'y'\n")), both, "no TOML");
    assert_eq!(words(&format!("{rules}[keys\nx = 'y'\n")), both, "no TOML below");
    // A rule with a slip holds for all: whom it was about is not known.
    assert_eq!(
        words("[[guard]]\nmatch = 'a'\ncolor = 'red'\n[[guard]]\nmatch = 'b'\n"),
        ["* true", "b true"]
    );
    assert_eq!(words("[[guard]]\nmatch = prod-*\n[[guard]]\nmatch = 'b'\n"), ["* true", "b true"], "no TOML");
    assert_eq!(words("guard = 'prod-*'\n"), ["* true"]);
    assert_eq!(words("shell = nonsense\nguard = [{ match = 'a' }]\n"), ["a true"], "no TOML");
    assert_eq!(words("shell = nonsense\n[guard]\nmatch = 'a'\n"), ["* true"], "no TOML");
    assert_eq!(words("shell = nonsense\n[[ \"guard\" ]\nmatch = 'a'\n"), ["* true"], "no TOML");
    assert_eq!(words("shell = nonsense\nguards = 1\n"), [""; 0], "no TOML");
    assert_eq!(words("bogus = 1\nguard = [{ match = 'a' }]\n"), ["a true"]);
    assert_eq!(words("bogus = 1\n"), [""; 0]);
}

#[test]
fn guards_and_themes_are_read() {
    let settings = parse(
        "theme = 'moss'\n[[guard]]\nmatch = 'prod-*'\n[[guard]]\naccount = ['1', '2']\nrole = 'a'\nprofile = 'b'\n\
         colour = 'blue'\nask = false\n",
    );
    assert!(settings.theme.colours.is_some() && settings.theme.wanted_file().is_none());
    let [first, second] = settings.guards.as_slice() else { panic!("{:?}", settings.guards) };
    assert_eq!((first.words().as_str(), first.ask, first.colour), ("prod-*", true, GuardColour::Red));
    assert_eq!(second.words(), "profile b, account 1 or 2, role a");
    assert_eq!((second.ask, second.colour), (false, GuardColour::Blue));
    assert_eq!(parse("theme = 'mine'").theme.wanted_file(), Some("mine"));
    assert_eq!(parse("theme = 'terminal'").theme, Theme::default());
}

#[test]
fn a_byte_order_mark_and_crlf_are_fine() {
    assert_eq!(parse("\u{feff}shell = \"fish\"\r\nmouse = false\r\n").shell, Some(Shell::Fish));
}

#[test]
fn keys_are_replaced_and_unbound() {
    let settings = parse("[keys]\nsign-in = ['z', 'ctrl-l']\nmark = []\nhelp = 'f1'\ncopy-line = 'c'\n");
    let keymap = Keymap::new(&settings.keys);
    assert_eq!(keymap.keys_of(Action::SignIn), ["z", "Ctrl-l"]);
    assert_eq!(keymap.key_of(Action::Mark), None);
    assert!(!settings.keys.contains_key(&Action::CopyLine), "the default is no override");
}

#[test]
fn what_is_wrong_is_told_with_its_line_and_what_is_allowed() {
    for (text, line, why, hint) in [
        ("\nshel = 'bash'", 2, "no setting \"shel\"", "Did you mean shell?"),
        ("colour = 1", 1, "no setting \"colour\"", "Allowed here: shell, sign_in"),
        ("mouse = true\nshell = 'tcsh'", 2, "shell cannot be \"tcsh\"", "powershell"),
        ("sign_in = 3", 1, "sign_in cannot be 3", "device-code"),
        ("mouse = 'yes'", 1, "mouse cannot be \"yes\"", "true or false"),
        ("ascii = 'always'", 1, "ascii cannot be", "auto"),
        ("refresh_hours = -1", 1, "refresh_hours cannot be -1", "from 0 to 8760"),
        ("refresh_hours = 9999999999999999999", 1, "refresh_hours", "from 0"),
        ("refresh_hours = 1.5", 1, "a TOML float", "whole number"),
        ("browser = 'a\u{1}b'", 1, "TOML", "quotes"),
        ("browser = \"a\\u001bb\"", 1, "browser cannot be \"a\\u{1b}b\"", "a command"),
        ("keys = 3", 1, "keys cannot be 3", "[keys]"),
        ("sign-in = 'l'", 1, "no setting", "below [keys]"),
        ("[sessions.corp]\nsign_in = 'pkce'", 2, "sign_in cannot be \"pkce\"", "device-code, browser, auto"),
        ("redirect_port = 65536", 1, "redirect_port cannot be 65536", "from 0 to 65535"),
        ("redirect_port = '8400'", 1, "redirect_port cannot be", "from 0 to 65535"),
        ("sessions.corp = 1", 1, "corp cannot be 1", "[sessions.NAME]"),
        ("theme = 3", 1, "theme cannot be 3", "terminal, midnight"),
        ("theme = ''", 1, "theme cannot be", "daylight"),
        ("guard = 'x'", 1, "guard cannot be", "[[guard]]"),
        ("[[guard]]\nmatch = ''", 2, "match cannot be", "prod-*"),
        ("[[guard]]\nmatch = 'a'\ncolor = 'red'", 3, "no setting \"color\"", "Did you mean colour?"),
        ("[[guard]]\nmatch = 'a'\ncolour = 'pink'", 3, "colour cannot be \"pink\"", "magenta"),
        ("[[guard]]\nmatch = 'a'\nask = 'no'", 3, "ask cannot be", "true or false"),
        ("[[guard]]\nask = true", 2, "says which profiles", "match ="),
        ("[sessions.corp]\nbrowsr = 'x'", 2, "no setting \"browsr\"", "Did you mean browser?"),
        ("[keys]\nsing-in = 'l'", 2, "no setting \"sing-in\"", "Did you mean sign-in?"),
        ("[keys]\nhelp = 'nokey'", 2, "\"nokey\" is not a key", "ctrl-r"),
        ("[keys]\nhelp = ''", 2, "a key is missing", "[] for none"),
        ("[keys]\nhelp = [1]", 2, "help cannot be", "a list of keys"),
        ("[keys]\nquit-now = 'x'", 2, "where \"x\" is text", "Ctrl"),
        ("[keys]\nquit-now = []\nquit = []", 3, "No key would quit", "quit"),
        ("shell = 'bash'\nshell = 'zsh'", 2, "not valid TOML", "toml.io"),
        ("mouse = tru", 1, "not valid TOML", "toml.io"),
    ] {
        let failure = refused(text);
        assert_eq!(
            failure.what,
            format!("The settings file is not usable: line {line}."),
            "{text}: {failure}"
        );
        assert!(failure.why.contains(why), "{text}: {}", failure.why);
        let told = failure.hint.as_deref().unwrap_or_default();
        assert!(told.contains(hint), "{text}: {told}");
    }
}

#[test]
fn conflicting_keys_are_refused_with_both_actions_and_lines() {
    let failure = refused("[keys]\nhelp = 'z'\nmark = 'z'");
    assert_eq!(failure.what, "The settings file is not usable: line 3.");
    assert_eq!(failure.why, "One key would mean two things: z is mark (line 3), z is help (line 2).");
    let failure = refused("[keys]\n\nhelp = 'c'");
    assert_eq!(
        failure.why,
        "One key would mean two things: c is copy-line (by default), c is help (line 3)."
    );
    let failure = refused("[keys]\nsign-in = 'g'");
    assert!(
        failure.why.contains("beginning of another: g is sign-in (line 2), g g is top (by default)"),
        "{failure}"
    );
    parse("[keys]\nsign-in = 'c'\ncopy-line = 'l'");
}

#[test]
fn the_first_fault_from_the_top_is_told() {
    assert!(refused("zzz = 1\naaa = 2").what.contains("line 1"));
}

#[test]
fn deep_nesting_is_refused() {
    refused(&format!("browser = {}", "[".repeat(50_000)));
    refused(&format!("{}1", "a.".repeat(50_000)));
    refused(&"{".repeat(50_000));
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in any::<String>()) {
        let _ = Settings::parse(&text);
    }

    #[test]
    fn anything_like_settings_is_read_or_refused(
        lines in prop::collection::vec(
            ("(shell|browser|mouse|ascii|theme|guard|\\[\\[guard\\]\\]|match|refresh_hours|keys|sessions|sessions\\.a|\\[keys\\]|\\[sessions\\.b\\]|sign-in|top|quit|\"\u{1b}\")",
             "(|= 1|= true|= \"[ -~é]{0,6}\"|= \\[\\]|= \\['x', 'g g'\\]|= 'ctrl-[a-z]'|= \\{\\}|= 1979-05-27)"),
            0..8,
        )
    ) {
        let text: Vec<String> = lines.into_iter().map(|(key, value)| format!("{key} {value}")).collect();
        if let Err(failure) = Settings::parse(&text.join("\n")) {
            let control = failure.to_string().chars().any(char::is_control);
            prop_assert!(!control, "{:?}", failure);
        }
    }
}
