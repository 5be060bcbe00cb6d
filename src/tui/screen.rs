//! The terminal as one owned value: what opening switches on, closing switches off, in this file,
//! also when the program panics.

use std::io::{self, BufWriter, IsTerminal, Write};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::clipboard::CopyToClipboard;
use crossterm::event::{
    DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture,
};
use crossterm::style::Print;
use crossterm::terminal::{
    BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen, SetTitle,
    disable_raw_mode, enable_raw_mode,
};
use crossterm::{cursor, execute, queue};
use ratatui::backend::CrosstermBackend;
use ratatui::layout::{Rect, Size};
use ratatui::{Frame, Terminal, TerminalOptions, Viewport};
use tokio::sync::Notify;

use super::console;
use super::device::{self, Device};
use super::inline::{self, Inline};
use crate::app::text::visible;
use crate::error::{Failure, FailureKind};
use crate::settings::Alert;

/// Whether the terminal is ours at the moment; the panic hook and `Drop` ask before they restore it.
static OPEN: AtomicBool = AtomicBool::new(false);

/// Whether it is taken in place, without the alternate screen.
static INLINE: AtomicBool = AtomicBool::new(false);

/// What it is drawn on.
static DEVICE: Mutex<Device> = Mutex::new(Device::Stdout);

/// Told when a panic, in whichever thread, has given the terminal back.
static PANICKED: Notify = Notify::const_new();

/// How much of the terminal is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// All of it, and what was there comes back afterwards.
    Whole,
    /// Some rows below the cursor.
    Inline,
}

impl Place {
    /// The size of what is taken of the terminal.
    pub fn size(self) -> (u16, u16) {
        self.of(Screen::size())
    }

    /// The same of a terminal of that size.
    pub fn of(self, (columns, rows): (u16, u16)) -> (u16, u16) {
        match self {
            Self::Whole => (columns, rows),
            Self::Inline => (columns, inline::height(rows)),
        }
    }
}

type Writer = BufWriter<Box<dyn Write + Send>>;

/// The two ways to draw.
enum Surface {
    Whole(Terminal<CrosstermBackend<Writer>>),
    Inline(Terminal<Inline<Writer>>),
}

impl Write for Surface {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Whole(terminal) => terminal.backend_mut().write(bytes),
            Self::Inline(terminal) => terminal.backend_mut().writer().write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Whole(terminal) => Write::flush(terminal.backend_mut()),
            Self::Inline(terminal) => terminal.backend_mut().writer().flush(),
        }
    }
}

/// The open terminal. Dropping it gives it back.
pub struct Screen {
    surface: Surface,
    mouse: bool,
}

impl std::fmt::Debug for Screen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Screen").field("mouse", &self.mouse).finish_non_exhaustive()
    }
}

impl Screen {
    /// Takes the terminal: raw mode, alternate screen, bracketed paste, and the mouse if wished.
    ///
    /// # Errors
    /// When there is no terminal, or it cannot be set up; then it is left as it was.
    pub fn open(mouse: bool) -> Result<Self, Failure> {
        Self::open_in(Place::Whole, Device::choose(true)?, mouse)
    }

    /// The same, or, for a place among the shell's lines, without the alternate screen.
    ///
    /// # Errors
    /// As [`Screen::open`].
    pub fn open_in(place: Place, device: Device, mouse: bool) -> Result<Self, Failure> {
        if !io::stdin().is_terminal() && cfg!(windows) {
            return Err(Failure::new("The screen needs a keyboard.", "Stdin is not a terminal.")
                .kind(FailureKind::Usage)
                .hint(device::IN_SCRIPTS));
        }
        let unusable =
            |error: io::Error| Failure::new("The terminal could not be set up.", format!("{error}."));
        if !console::understands_escapes() {
            return Err(Failure::new(
                "This console cannot show the screen.",
                "It is a legacy console, which understands no escape sequences.",
            )
            .hint("Use Windows Terminal, or untick \"Use legacy console\" in the window's properties."));
        }
        install_panic_hook();
        // From here on a failure half-way is undone by `restore`, which only switches off.
        OPEN.store(true, Ordering::SeqCst);
        INLINE.store(place == Place::Inline, Ordering::SeqCst);
        if let Ok(mut open) = DEVICE.lock() {
            *open = device;
        }
        let opened = enable_raw_mode().and_then(|()| {
            // A console that does not tell of its size is still one to draw on.
            let _ = console::report_resizes(true);
            let mut out = device.writer()?;
            execute!(out, EnableBracketedPaste, cursor::Hide)?;
            if mouse {
                // A terminal without a mouse loses nothing.
                let _ = execute!(out, EnableMouseCapture);
            }
            let (columns, rows) = place.size();
            // Of a fixed size, which resize events change: else ratatui would ask for it at every
            // frame, and fail where there is no console to ask.
            let viewport = Viewport::Fixed(Rect::new(0, 0, columns, rows));
            let options = TerminalOptions { viewport };
            let mut writer = BufWriter::with_capacity(1 << 16, device.writer()?);
            Ok(match place {
                Place::Whole => {
                    execute!(out, EnterAlternateScreen, SetTitle("ssotui"))?;
                    Surface::Whole(Terminal::with_options(CrosstermBackend::new(writer), options)?)
                }
                Place::Inline => {
                    inline::open(&mut writer, rows)?;
                    let inline = Inline::new(writer, Size { width: columns, height: rows });
                    Surface::Inline(Terminal::with_options(inline, options)?)
                }
            })
        });
        match opened {
            Ok(surface) => Ok(Self { surface, mouse }),
            Err(error) => {
                restore();
                Err(unusable(error))
            }
        }
    }

    /// Whether the terminal is still ours: a panic in another thread gives it back.
    pub fn is_open() -> bool {
        OPEN.load(Ordering::SeqCst)
    }

    /// Waits until a thread has panicked. Its message is printed by then; without a terminal, the
    /// program has to end.
    pub async fn panicked() {
        PANICKED.notified().await;
    }

    /// Paints one frame, all at once where the terminal can.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn draw(&mut self, view: impl FnOnce(&mut Frame)) -> Result<(), Failure> {
        let lost = |error: io::Error| Failure::new("The terminal is gone.", format!("{error}."));
        queue!(self.surface, BeginSynchronizedUpdate).map_err(lost)?;
        match &mut self.surface {
            Surface::Whole(terminal) => terminal.draw(view).map(drop),
            Surface::Inline(terminal) => terminal.draw(view).map(drop),
        }
        .map_err(lost)?;
        execute!(self.surface, EndSynchronizedUpdate).map_err(lost)
    }

    /// Takes a new size, or the same again: what is on the screen is forgotten, and the next frame
    /// paints everything.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn resize(&mut self, columns: u16, rows: u16) -> Result<(), Failure> {
        let area = Rect::new(0, 0, columns, rows);
        match &mut self.surface {
            Surface::Whole(terminal) => terminal.resize(area),
            Surface::Inline(terminal) => {
                terminal.backend_mut().resize(area.as_size()).and_then(|()| terminal.resize(area))
            }
        }
        .map_err(|error| Failure::new("The terminal is gone.", format!("{error}.")))
    }

    /// Size in columns and rows; 80 by 24 where there is no console to ask.
    pub fn size() -> (u16, u16) {
        Self::known_size().unwrap_or((80, 24))
    }

    /// Size in columns and rows, where there is a console to ask.
    pub fn known_size() -> Option<(u16, u16)> {
        crossterm::terminal::size().ok()
    }

    /// Takes or leaves the mouse.
    pub fn set_mouse(&mut self, mouse: bool) {
        if mouse == self.mouse {
            return;
        }
        self.mouse = mouse;
        let out = &mut self.surface;
        // A terminal without a mouse loses nothing.
        let _ = if mouse { execute!(out, EnableMouseCapture) } else { execute!(out, DisableMouseCapture) };
    }

    /// Sends a text to the terminal's clipboard (OSC 52). There is no receipt.
    ///
    /// # Errors
    /// When the terminal is gone, or is a Windows console without escape sequences.
    pub fn copy(&mut self, text: &str) -> io::Result<()> {
        execute!(self.surface, CopyToClipboard::to_clipboard_from(text))
    }

    /// Draws attention. A terminal that cannot is none to tell of it.
    pub fn alert(&mut self, how: Alert, text: &str) {
        let _ = execute!(self.surface, Print(alert_sequence(how, text)));
    }
}

/// What rings, or asks for a notification (OSC 9). Nothing in the text may end the sequence, or begin another.
fn alert_sequence(how: Alert, text: &str) -> String {
    match how {
        Alert::None => String::new(),
        Alert::Bell => "\u{7}".to_owned(),
        Alert::Notification => format!("\u{1b}]9;{}\u{7}", visible(text)),
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        // Whatever is still buffered belongs to a screen that goes away.
        let _ = self.surface.flush();
        restore();
    }
}

/// Switches off everything that opening switched on. Does nothing when that was done already.
fn restore() {
    if !OPEN.swap(false, Ordering::SeqCst) {
        return;
    }
    let device = DEVICE.lock().map_or(Device::Stdout, |device| *device);
    // Raw mode is not the device's: it ends in any case.
    let mut out = device.writer().unwrap_or_else(|_| Box::new(io::stderr()));
    // Each by itself: one that fails must not keep the others from happening.
    let _ = execute!(out, EndSynchronizedUpdate);
    let _ = execute!(out, DisableMouseCapture);
    let _ = execute!(out, DisableBracketedPaste);
    let _ = execute!(out, cursor::Show);
    let _ = if INLINE.load(Ordering::SeqCst) {
        inline::close(&mut out)
    } else {
        execute!(out, LeaveAlternateScreen)
    };
    let _ = console::report_resizes(false);
    let _ = disable_raw_mode();
}

/// Makes a panic, in whichever thread, first give the terminal back and then print its message.
fn install_panic_hook() {
    static INSTALLED: AtomicBool = AtomicBool::new(false);
    if INSTALLED.swap(true, Ordering::SeqCst) {
        return;
    }
    let print = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        restore();
        print(panic);
        PANICKED.notify_one();
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_to_the_terminal_holds_one_sequence_whatever_a_name_says() {
        let evil = "corp\u{7}\u{1b}]52;c;ZXZpbA==\u{9c}\u{202e}";
        let sequence = alert_sequence(Alert::Notification, evil);
        assert!(sequence.starts_with("\u{1b}]9;corp") && sequence.ends_with('\u{7}'), "{sequence:?}");
        assert_eq!(sequence.chars().filter(|c| c.is_control()).count(), 2, "{sequence:?}");
        assert_eq!(alert_sequence(Alert::Bell, evil), "\u{7}");
        assert_eq!(alert_sequence(Alert::None, evil), "");
    }
}
