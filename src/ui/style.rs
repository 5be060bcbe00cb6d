//! What things look like: colours and attributes by meaning, and the glyphs.
//!
//! Without a theme the colours are the terminal's own sixteen and no background is set, so that both light and
//! dark terminals are served as their owners like it. Meaning never hangs on colour alone.

use ratatui::style::{Color, Modifier, Style};
use ratatui::symbols::border;

use crate::app::State;
use crate::domain::guard::GuardColour;
use crate::domain::token::TokenState;
use crate::settings::theme::{Colours, Rgb};

/// Styles by meaning.
#[derive(Debug, Clone, Copy)]
pub struct Theme {
    colour: bool,
    /// Those of a theme; `None` for the terminal's own.
    colours: Option<Colours>,
}

impl Theme {
    fn new(state: &State) -> Self {
        let colour = state.facts.colour;
        Self { colour, colours: state.settings.theme.colours.filter(|_| colour) }
    }

    /// A theme's colour, else one of the terminal's.
    fn colour(self, of_theme: fn(&Colours) -> Rgb, of_terminal: Color) -> Style {
        match &self.colours {
            _ if !self.colour => Style::new(),
            Some(colours) => Style::new().fg(rgb(of_theme(colours))),
            None => Style::new().fg(of_terminal),
        }
    }

    /// What lies below everything: a theme's own background.
    pub fn base(self) -> Style {
        let colours = self.colours;
        colours.map_or_else(Style::new, |of| Style::new().fg(rgb(of.text)).bg(rgb(of.background)))
    }

    /// What replaces everything that was there.
    pub fn fresh(self) -> Style {
        Style::reset().patch(self.base())
    }

    pub fn text(self) -> Style {
        Style::new()
    }

    /// What matters less.
    pub fn muted(self) -> Style {
        match self.colours {
            Some(colours) => Style::new().fg(rgb(colours.muted)),
            None => Style::new().add_modifier(Modifier::DIM),
        }
    }

    pub fn strong(self) -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }

    /// Keys, links, what can be acted on.
    pub fn accent(self) -> Style {
        self.colour(|of| of.accent, Color::Cyan)
    }

    /// The letters that a filter matched.
    pub fn matched(self) -> Style {
        self.accent().add_modifier(Modifier::BOLD | Modifier::UNDERLINED)
    }

    pub fn good(self) -> Style {
        self.colour(|of| of.good, Color::Green)
    }

    pub fn warning(self) -> Style {
        self.colour(|of| of.warning, Color::Yellow).add_modifier(Modifier::BOLD)
    }

    pub fn bad(self) -> Style {
        self.colour(|of| of.bad, Color::Red).add_modifier(Modifier::BOLD)
    }

    /// The name of a profile that a rule of the settings guards.
    pub fn guarded(self, colour: GuardColour) -> Style {
        let style = match colour {
            GuardColour::Red => self.colour(|of| of.bad, Color::Red),
            GuardColour::Yellow => self.colour(|of| of.warning, Color::Yellow),
            GuardColour::Green => self.colour(|of| of.good, Color::Green),
            GuardColour::Blue => self.colour(|of| of.accent, Color::Blue),
            GuardColour::Magenta => self.colour(|of| of.doubt, Color::Magenta),
            GuardColour::Cyan => self.colour(|of| of.accent, Color::Cyan),
        };
        // Without colours something else has to tell.
        style.add_modifier(if self.colour { Modifier::BOLD } else { Modifier::BOLD | Modifier::ITALIC })
    }

    /// The selected row of the focused pane.
    pub fn selected(self) -> Style {
        match self.colours {
            Some(of) => Style::new().fg(rgb(of.selected_text)).bg(rgb(of.selected)),
            None => Style::new().add_modifier(Modifier::REVERSED),
        }
    }

    pub fn border(self, focused: bool) -> Style {
        match self.colours {
            _ if focused => self.accent().add_modifier(Modifier::BOLD),
            Some(of) => Style::new().fg(rgb(of.border)),
            None => self.muted(),
        }
    }

    pub fn title(self, focused: bool) -> Style {
        if focused { self.accent().add_modifier(Modifier::BOLD | Modifier::REVERSED) } else { self.strong() }
    }

    pub fn token(self, state: TokenState) -> Style {
        match state {
            TokenState::Valid => self.good(),
            TokenState::Renewable => self.accent(),
            TokenState::Expired => self.colour(|of| of.warning, Color::Yellow),
            TokenState::SignedOut => self.muted(),
            TokenState::Broken => self.bad(),
            TokenState::Clock => self.colour(|of| of.doubt, Color::Magenta).add_modifier(Modifier::BOLD),
        }
    }
}

fn rgb(Rgb(red, green, blue): Rgb) -> Color {
    Color::Rgb(red, green, blue)
}

/// The signs, in Unicode or in ASCII.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Glyphs {
    pub valid: &'static str,
    pub renewable: &'static str,
    pub expired: &'static str,
    pub signed_out: &'static str,
    pub broken: &'static str,
    pub clock: &'static str,
    /// Before the selected row.
    pub cursor: &'static str,
    pub marked: &'static str,
    pub anchor: &'static str,
    pub pinned: &'static str,
    pub open: &'static str,
    pub closed: &'static str,
    pub reached: &'static str,
    pub unreached: &'static str,
    /// Where a text is cut.
    pub cut: &'static str,
    /// Between facts on one line.
    pub dot: &'static str,
    /// Before the text of a filter.
    pub line: &'static str,
    pub thumb: &'static str,
    pub spinner: &'static [&'static str],
    pub border: border::Set<'static>,
    pub ascii: bool,
}

const UNICODE: Glyphs = Glyphs {
    valid: "●",
    renewable: "◐",
    expired: "○",
    signed_out: "–",
    broken: "!",
    clock: "?",
    cursor: "▌",
    marked: "◆",
    anchor: "◇",
    pinned: "★",
    open: "▾",
    closed: "▸",
    reached: "✓",
    unreached: "+",
    cut: "…",
    dot: "·",
    line: "─",
    thumb: "┃",
    spinner: &["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"],
    border: border::ROUNDED,
    ascii: false,
};

const ASCII: Glyphs = Glyphs {
    valid: "*",
    renewable: "~",
    expired: "o",
    signed_out: "-",
    broken: "!",
    clock: "?",
    cursor: ">",
    marked: "#",
    anchor: "=",
    pinned: "^",
    // Not an arrow: the cursor is one.
    open: "-",
    closed: "+",
    reached: "=",
    unreached: "+",
    cut: "~",
    dot: "-",
    line: "-",
    thumb: "#",
    spinner: &["|", "/", "-", "\\"],
    border: border::Set {
        top_left: "+",
        top_right: "+",
        bottom_left: "+",
        bottom_right: "+",
        vertical_left: "|",
        vertical_right: "|",
        horizontal_top: "-",
        horizontal_bottom: "-",
    },
    ascii: true,
};

/// Theme and glyphs of a frame.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    pub theme: Theme,
    pub glyphs: Glyphs,
    spinner_frame: usize,
}

impl Look {
    pub fn new(state: &State) -> Self {
        Self {
            theme: Theme::new(state),
            glyphs: if state.ascii() { ASCII } else { UNICODE },
            spinner_frame: state.spinner_frame(),
        }
    }

    /// The spinner's picture of this moment.
    pub fn spinner(&self) -> &'static str {
        let frames = self.glyphs.spinner;
        frames[self.spinner_frame % frames.len()]
    }

    pub fn token_glyph(&self, state: TokenState) -> &'static str {
        match state {
            TokenState::Valid => self.glyphs.valid,
            TokenState::Renewable => self.glyphs.renewable,
            TokenState::Expired => self.glyphs.expired,
            TokenState::SignedOut => self.glyphs.signed_out,
            TokenState::Broken => self.glyphs.broken,
            TokenState::Clock => self.glyphs.clock,
        }
    }
}

/// The word for a state on the screen.
pub fn token_word(state: TokenState) -> &'static str {
    match state {
        TokenState::Valid => "valid",
        TokenState::Renewable => "renewable",
        TokenState::Expired => "expired",
        TokenState::SignedOut => "signed out",
        TokenState::Broken => "broken",
        TokenState::Clock => "clock",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ascii_is_ascii_and_every_sign_takes_one_cell() {
        for glyphs in [UNICODE, ASCII] {
            let signs = [
                glyphs.valid,
                glyphs.renewable,
                glyphs.expired,
                glyphs.signed_out,
                glyphs.broken,
                glyphs.clock,
                glyphs.cursor,
                glyphs.marked,
                glyphs.anchor,
                glyphs.pinned,
                glyphs.open,
                glyphs.closed,
                glyphs.reached,
                glyphs.unreached,
                glyphs.cut,
                glyphs.dot,
                glyphs.line,
                glyphs.thumb,
            ];
            for sign in signs.iter().chain(glyphs.spinner) {
                assert_eq!(crate::app::text::width(sign), 1, "{sign}");
                assert!(!glyphs.ascii || sign.is_ascii(), "{sign}");
            }
        }
    }
}
