//! Reading `settings.toml` from disk.

use std::io;

use crate::error::{Failure, FailureKind};
use crate::paths::Paths;
use crate::settings::Settings;

/// Reads the settings file; `None` when there is none.
///
/// # Errors
/// When it cannot be read, or says something that is not allowed.
pub fn load(paths: &Paths) -> Result<Option<Settings>, Failure> {
    let unreadable = |why: String| {
        Failure::new(format!("{} could not be read.", paths.display(&paths.settings)), why)
            .kind(FailureKind::Usage)
    };
    let bytes = match std::fs::read(&paths.settings) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(unreadable(format!("{error}."))),
    };
    match String::from_utf8(bytes) {
        Ok(text) => Settings::parse(&text).map(Some),
        // What `>` writes in Windows PowerShell.
        Err(error) if error.as_bytes().starts_with(b"\xff\xfe") => {
            Err(unreadable("It is UTF-16.".to_owned()).hint("Save it as UTF-8."))
        }
        Err(error) => {
            let good = error.utf8_error().valid_up_to();
            let line = 1 + error.as_bytes().iter().take(good).filter(|&&byte| byte == b'\n').count();
            Err(unreadable(format!("Line {line} is not UTF-8.")).hint("Save it as UTF-8."))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::shell::Shell;
    use crate::paths::Env;

    /// Reads a settings file of these bytes.
    fn loaded(bytes: &[u8]) -> Result<Option<Settings>, Failure> {
        let home = tempfile::tempdir().expect("a folder");
        let text = |path: &std::path::Path| path.to_str().expect("UTF-8").to_owned();
        let names = ["HOME", "USERPROFILE", "APPDATA", "XDG_CONFIG_HOME"];
        let paths =
            Paths::of(&Env::of_variables(names.map(|name| (name, text(home.path()))))).expect("paths");
        std::fs::create_dir_all(paths.settings.parent().expect("a folder")).expect("a folder");
        std::fs::write(&paths.settings, bytes).expect("a file");
        load(&paths)
    }

    #[test]
    fn files_of_windows_editors_are_read_or_refused_with_the_cure() {
        let with_mark = loaded(b"\xef\xbb\xbfmouse = false\r\nshell = \"cmd\"\r\n").expect("settings");
        let settings = with_mark.expect("a file");
        assert!(!settings.mouse && settings.shell == Some(Shell::Cmd));
        let utf16: Vec<u8> = "\u{feff}mouse = false".encode_utf16().flat_map(u16::to_le_bytes).collect();
        for (bytes, why) in [(utf16.as_slice(), "UTF-16"), (b"mouse = true\r\n# \xe9\r\n", "Line 2")] {
            let failure = loaded(bytes).expect_err("no UTF-8");
            assert!(failure.why.contains(why), "{failure}");
            assert!(failure.hint.is_some_and(|hint| hint.contains("UTF-8")));
        }
    }
}
