//! The user's editor: which one it is, and how it ended.

use std::process::ExitStatus;

use super::desktop;
use crate::error::Failure;
use crate::paths::Env;

/// The user's editor and its options.
pub fn words(env: &Env) -> Result<Vec<String>, Failure> {
    for name in ["VISUAL", "EDITOR"] {
        if let Some(text) = env.var(name).filter(|text| !text.trim().is_empty()) {
            return desktop::words_of(text).map_err(|why| {
                Failure::new("The editor could not be started.", format!("{name} is malformed: {why}."))
            });
        }
    }
    Ok(vec![if env.windows { "notepad" } else { "vi" }.to_owned()])
}

/// Whether `+41` means a line to the editor.
pub fn knows_lines(words: &[String]) -> bool {
    let name = words.first().map_or("", String::as_str).rsplit(['/', '\\']).next().unwrap_or_default();
    let name = name.strip_suffix(".exe").unwrap_or(name);
    ["vi", "vim", "nvim", "nano", "emacs", "emacsclient", "micro", "kak", "joe", "ne", "mg"].contains(&name)
}

/// What is to be said of how the editor ended; `changed` is whether the config file is another one than before. (A
/// shell's exit code is that of its last command, and says nothing.)
///
/// # Errors
/// When it ended otherwise than well.
pub fn ended(program: &str, status: ExitStatus, changed: bool) -> Result<(), Failure> {
    if status.success() {
        return Ok(());
    }
    let what = match status.code() {
        Some(code) => format!("{program} ended with exit code {code}."),
        None => format!("{program} did not end by itself ({status})."),
    };
    Err(if changed {
        Failure::new(what, "The config file was changed all the same.")
    } else {
        Failure::new(what, "The config file was not changed.")
            .hint("Where that is not the editor you meant, name it in $VISUAL or $EDITOR.")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_editor_that_fails_is_told_with_what_became_of_the_file() {
        #[cfg(unix)]
        let status = |code: i32| std::os::unix::process::ExitStatusExt::from_raw(code << 8);
        #[cfg(windows)]
        let status = |code: u32| std::os::windows::process::ExitStatusExt::from_raw(code);
        assert_eq!(ended("vi", status(0), false), Ok(()));
        for (changed, why) in [(false, "was not changed"), (true, "was changed all the same")] {
            let failure = ended("vi", status(3), changed).expect_err("a failure");
            assert_eq!(failure.what, "vi ended with exit code 3.");
            assert!(failure.why.contains(why), "{failure}");
        }
        #[cfg(unix)]
        {
            let killed: ExitStatus = std::os::unix::process::ExitStatusExt::from_raw(9);
            let failure = ended("vi", killed, false).expect_err("a failure");
            assert!(failure.what.contains("signal: 9"), "{failure}");
        }
    }
}
