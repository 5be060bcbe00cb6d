//! Reading `settings.toml` from disk, and the theme that it names.

use std::path::Path;

use crate::aws::safe_file;
use crate::error::{Failure, FailureKind};
use crate::paths::Paths;
use crate::settings::theme::{self, Colours};
use crate::settings::{Settings, Unusable};

/// Far more than anybody writes into such a file, in bytes.
const MAX_FILE: u64 = 1024 * 1024;

/// Reads the settings file; `None` when there is none.
///
/// # Errors
/// When it cannot be read, or says something that is not allowed. Its guards hold all the same, and where only the theme
/// is at fault everything else.
pub fn load(paths: &Paths) -> Result<Option<Settings>, Box<Unusable>> {
    let Some(text) = read(paths, &paths.settings).map_err(Unusable::from)? else { return Ok(None) };
    let settings = Settings::parse(&text)
        .map_err(|failure| Unusable { failure, instead: Settings::instead_of(&text) })?;
    match with_theme(settings.clone(), paths) {
        Ok(settings) => Ok(Some(settings)),
        Err(failure) => Err(Unusable { failure, instead: settings }.into()),
    }
}

/// The text of a file; `None` when there is none.
fn read(paths: &Paths, file: &Path) -> Result<Option<String>, Failure> {
    let unreadable = |why: String| {
        Failure::new(format!("{} could not be read.", paths.display(file)), why).kind(FailureKind::Usage)
    };
    let Some(bytes) = safe_file::read(file, MAX_FILE).map_err(|error| unreadable(format!("{error}.")))?
    else {
        return Ok(None);
    };
    String::from_utf8(bytes).map(Some).map_err(|error| {
        let bytes = error.as_bytes();
        let why = if bytes.starts_with(b"\xff\xfe") {
            // What `>` writes in Windows PowerShell.
            "It is UTF-16.".to_owned()
        } else {
            let good = bytes.iter().take(error.utf8_error().valid_up_to());
            format!("Line {} is not UTF-8.", 1 + good.filter(|byte| **byte == b'\n').count())
        };
        unreadable(why).hint("Save it as UTF-8.")
    })
}

/// The settings with the colours of a theme that is a file of the user's.
fn with_theme(mut settings: Settings, paths: &Paths) -> Result<Settings, Failure> {
    let Some(name) = settings.theme.wanted_file() else { return Ok(settings) };
    let folder = paths.settings.parent().unwrap_or(Path::new("."));
    // A path counts from the settings' folder; `join` leaves an absolute one as it is.
    let file = if name.contains(['/', '\\']) || name.ends_with(".toml") {
        folder.join(name)
    } else {
        folder.join("themes").join(format!("{name}.toml"))
    };
    let shown = paths.display(&file);
    let text = read(paths, &file)?.ok_or_else(|| {
        let built_in = theme::built_in().collect::<Vec<_>>().join(", ");
        Failure::new("The theme that the settings name is not there.", format!("There is no file {shown}."))
            .kind(FailureKind::Usage)
            .hint(format!("Put it there, or take one of these: {built_in}."))
    })?;
    let colours = Colours::parse(&text)
        .map_err(|failure| Failure { what: failure.what.replacen("The theme", &shown, 1), ..failure })?;
    settings.theme.colours = Some(colours);
    Ok(settings)
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
        load(&paths).map_err(|unusable| unusable.failure)
    }

    #[test]
    fn a_theme_is_built_in_or_a_file_of_the_user_s() {
        let home = tempfile::tempdir().expect("a folder");
        let text = |path: &std::path::Path| path.to_str().expect("UTF-8").to_owned();
        let names = ["HOME", "USERPROFILE", "APPDATA", "XDG_CONFIG_HOME"];
        let paths =
            Paths::of(&Env::of_variables(names.map(|name| (name, text(home.path()))))).expect("paths");
        let folder = paths.settings.parent().expect("a folder").to_owned();
        std::fs::create_dir_all(folder.join("themes")).expect("a folder");
        let load_with = |theme: &str| {
            std::fs::write(&paths.settings, format!("theme = {theme:?}\n")).expect("a file");
            load(&paths).map(|settings| settings.expect("a file").theme)
        };
        assert_eq!(load_with("terminal").expect("settings").colours, None);
        let moss = load_with("moss").expect("settings").colours.expect("colours");
        let own = include_str!("../../assets/themes/moss.toml").replace("#141a15", "#000000");
        std::fs::write(folder.join("themes").join("mine.toml"), &own).expect("a file");
        for name in ["mine", "themes/mine.toml", &text(&folder.join("themes").join("mine.toml"))] {
            let colours = load_with(name).expect("settings").colours.expect("colours");
            assert_eq!(colours, Colours { background: theme::Rgb(0, 0, 0), ..moss });
        }
        let unusable = load_with("none").expect_err("no such file");
        assert_eq!(unusable.instead.theme.wanted_file(), Some("none"), "the rest of the file holds");
        let failure = unusable.failure;
        assert!(failure.why.contains("none.toml") && failure.to_string().contains("daylight"), "{failure}");
        std::fs::write(folder.join("themes").join("bad.toml"), own.replace("#000000", "black"))
            .expect("a file");
        let failure = load_with("bad").expect_err("no colour").failure;
        assert!(failure.what.contains("bad.toml is not usable: line 4"), "{failure}");
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
    #[test]
    fn what_is_no_settings_file_is_not_read() {
        let failure = loaded(&b"#".repeat(2 * 1024 * 1024)).expect_err("far too large");
        assert!(failure.what.contains("settings.toml could not be read"), "{failure}");
    }

    /// Reading a pipe would wait for somebody to write into it.
    #[cfg(unix)]
    #[test]
    fn a_theme_that_is_no_file_is_not_read() {
        let failure = loaded(b"theme = '/dev/zero'\n").expect_err("no file");
        assert!(failure.why.contains("not a regular file"), "{failure}");
    }
}
