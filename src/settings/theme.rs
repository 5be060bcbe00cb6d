//! Themes: which colour stands for which meaning.

use super::reader::{Entry, Reader};
use crate::error::Failure;

/// A colour of 24 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rgb(pub u8, pub u8, pub u8);

/// The theme that the settings name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Theme {
    /// As the settings write it: a built-in name, that of a file in the themes folder, or a path.
    pub name: String,
    /// `None` for the terminal's own colours, and until a theme's file was read.
    pub colours: Option<Colours>,
}

/// The name of the theme that has no colours of its own.
pub const TERMINAL: &str = "terminal";

/// The themes that come with the program.
const BUILT_IN: [(&str, &str); 5] = [
    ("midnight", include_str!("../../assets/themes/midnight.toml")),
    ("moss", include_str!("../../assets/themes/moss.toml")),
    ("ember", include_str!("../../assets/themes/ember.toml")),
    ("daylight", include_str!("../../assets/themes/daylight.toml")),
    ("paper", include_str!("../../assets/themes/paper.toml")),
];

/// The colours of a theme, by what they mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colours {
    pub background: Rgb,
    pub text: Rgb,
    /// What matters less.
    pub muted: Rgb,
    pub border: Rgb,
    /// Keys, links, what has the focus.
    pub accent: Rgb,
    pub good: Rgb,
    pub warning: Rgb,
    pub bad: Rgb,
    /// What is doubtful, as with a wrong clock.
    pub doubt: Rgb,
    /// The background of the selected row, and its text.
    pub selected: Rgb,
    pub selected_text: Rgb,
}

/// The keys of a theme's file.
const KEYS: [&str; 11] = [
    "background",
    "text",
    "muted",
    "border",
    "accent",
    "good",
    "warning",
    "bad",
    "doubt",
    "selected",
    "selected_text",
];

impl Default for Theme {
    fn default() -> Self {
        Self { name: TERMINAL.to_owned(), colours: None }
    }
}

impl Theme {
    /// The name of the file to read its colours from, or its path.
    pub fn wanted_file(&self) -> Option<&str> {
        (self.colours.is_none() && self.name != TERMINAL).then_some(&self.name)
    }
}

/// The names of all themes that come with the program.
pub fn built_in() -> impl Iterator<Item = &'static str> {
    std::iter::once(TERMINAL).chain(BUILT_IN.iter().map(|(name, _)| *name))
}

/// Reads the `theme` setting.
pub(super) fn read(entry: &Entry<'_>) -> Result<Theme, Failure> {
    let allowed = format!(
        "{}, the name of a file in the themes folder, or a path",
        built_in().collect::<Vec<_>>().join(", ")
    );
    let name = entry.text(&allowed)?.trim();
    if name.is_empty() || name.chars().any(char::is_control) {
        return Err(entry.not_allowed(&allowed));
    }
    let text = BUILT_IN.iter().find(|(built_in, _)| *built_in == name).map(|(_, text)| *text);
    Ok(Theme { name: name.to_owned(), colours: text.map(Colours::parse).transpose()? })
}

impl Colours {
    /// Reads the file of a theme.
    ///
    /// # Errors
    /// What is wrong, with the line: unknown keys, what is no colour, a colour that is missing.
    pub fn parse(text: &str) -> Result<Self, Failure> {
        Self::parse_file(text).map_err(|failure| Failure {
            what: failure.what.replacen("The settings file", "The theme", 1),
            ..failure
        })
    }

    fn parse_file(text: &str) -> Result<Self, Failure> {
        let reader = Reader::new(text.strip_prefix('\u{feff}').unwrap_or(text));
        let table = reader.parse()?;
        let mut colours: [Option<Rgb>; KEYS.len()] = [None; KEYS.len()];
        for entry in reader.entries(table.get_ref()) {
            let place = KEYS.iter().position(|key| *key == entry.key).ok_or_else(|| entry.unknown(&KEYS))?;
            colours[place] = Some(colour(&entry)?);
        }
        let missing = |key: &str| {
            super::reader::refuse(1 + text.matches('\n').count(), format!("The colour {key} is missing."))
                .hint(format!("Add a line such as {key} = \"#5f87af\"."))
        };
        let of = |key: &str| {
            let place = KEYS.iter().position(|known| *known == key);
            place.and_then(|place| colours[place]).ok_or_else(|| missing(key))
        };
        Ok(Self {
            background: of("background")?,
            text: of("text")?,
            muted: of("muted")?,
            border: of("border")?,
            accent: of("accent")?,
            good: of("good")?,
            warning: of("warning")?,
            bad: of("bad")?,
            doubt: of("doubt")?,
            selected: of("selected")?,
            selected_text: of("selected_text")?,
        })
    }
}

fn colour(entry: &Entry<'_>) -> Result<Rgb, Failure> {
    let allowed = "a colour such as \"#5f87af\": red, green and blue in hexadecimal";
    let text = entry.text(allowed)?;
    let digits = text
        .strip_prefix('#')
        .filter(|digits| digits.len() == 6 && digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
    let part = |at: usize| digits.and_then(|digits| u8::from_str_radix(&digits[at..at + 2], 16).ok());
    match (part(0), part(2), part(4)) {
        (Some(red), Some(green), Some(blue)) => Ok(Rgb(red, green, blue)),
        _ => Err(entry.not_allowed(allowed)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The contrast ratio of two colours (WCAG 2.2, "contrast ratio" and "relative luminance").
    fn contrast(one: Rgb, other: Rgb) -> f64 {
        let channel = |value: u8| {
            let value = f64::from(value) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        let luminance = |Rgb(r, g, b): Rgb| 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
        let (one, other) = (luminance(one), luminance(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    #[test]
    fn the_contrast_is_that_of_the_standard() {
        assert!((contrast(Rgb(0, 0, 0), Rgb(255, 255, 255)) - 21.0).abs() < 1e-9);
        // The best known grey that just passes on white.
        assert!((contrast(Rgb(0x76, 0x76, 0x76), Rgb(255, 255, 255)) - 4.54).abs() < 0.01);
    }

    #[test]
    fn every_theme_is_readable() {
        for (name, text) in BUILT_IN {
            let theme = Colours::parse(text).unwrap_or_else(|failure| panic!("{name}: {failure}"));
            let told = [theme.accent, theme.good, theme.warning, theme.bad, theme.doubt];
            for (meaning, colour) in ["accent", "good", "warning", "bad", "doubt"].iter().zip(told) {
                for (place, below) in [("background", theme.background), ("selected", theme.selected)] {
                    let ratio = contrast(colour, below);
                    assert!(ratio >= 4.5, "{name}: {meaning} on {place} has {ratio:.2}");
                }
            }
            for (what, colour, below) in [
                ("text", theme.text, theme.background),
                ("muted", theme.muted, theme.background),
                ("selected_text", theme.selected_text, theme.selected),
            ] {
                assert!(contrast(colour, below) >= 4.5, "{name}: {what} has {:.2}", contrast(colour, below));
            }
            assert!(contrast(theme.border, theme.background) >= 1.5, "{name}: the border is seen");
        }
    }

    #[test]
    fn there_are_light_and_dark_ones() {
        let white = Rgb(255, 255, 255);
        let backgrounds = BUILT_IN.map(|(_, text)| Colours::parse(text).expect("a theme").background);
        let light = backgrounds.iter().filter(|colour| contrast(**colour, white) < 3.0).count();
        assert!(light >= 1 && backgrounds.len() - light >= 3);
    }

    #[test]
    fn what_is_wrong_in_a_theme_is_told_with_its_line() {
        let whole = BUILT_IN[0].1;
        for (text, line, why) in [
            (format!("{whole}\nbackgroud = \"#000000\"\n"), "line", "no setting \"backgroud\""),
            (whole.replacen("background = ", "background = 1 #", 1), "line", "background cannot be 1"),
            ("text = \"red\"".to_owned(), "line 1", "text cannot be \"red\""),
            ("text = \"#12345é\"".to_owned(), "line 1", "text cannot be"),
            ("text = \"#+1+2+3\"".to_owned(), "line 1", "text cannot be"),
            ("text = \"#123456\"\n".to_owned(), "line 2", "background is missing"),
            ("x = = 1".to_owned(), "line 1", "not valid TOML"),
        ] {
            let failure = Colours::parse(&text).expect_err(why);
            assert!(failure.what.starts_with("The theme is not usable: line"), "{failure}");
            assert!(failure.what.contains(line) && failure.why.contains(why), "{failure}");
            assert!(failure.hint.is_some());
        }
    }
}
