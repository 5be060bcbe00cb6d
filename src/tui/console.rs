//! What a Windows console must be asked for. Other terminals do it by themselves.

#[cfg(windows)]
pub use windows::{report_resizes, understands_escapes};

#[cfg(windows)]
mod windows {
    use std::io;
    use std::sync::atomic::{AtomicBool, Ordering};

    use crossterm_winapi::{ConsoleMode, Handle};

    /// Console mode of the input: changes of the size are among the events (`SetConsoleMode`).
    const ENABLE_WINDOW_INPUT: u32 = 0x0008;

    /// Whether it was us who switched that on.
    static SWITCHED: AtomicBool = AtomicBool::new(false);

    /// Asks for changes of the size among the events, or, with `false`, no longer. Capturing the mouse
    /// brings them too, but the mouse may be left to the terminal.
    ///
    /// # Errors
    /// When there is no console to ask.
    pub fn report_resizes(wanted: bool) -> io::Result<()> {
        let console = ConsoleMode::from(Handle::current_in_handle()?);
        let mode = console.mode()?;
        if wanted {
            SWITCHED.store(mode & ENABLE_WINDOW_INPUT == 0, Ordering::SeqCst);
            console.set_mode(mode | ENABLE_WINDOW_INPUT)
        } else if SWITCHED.swap(false, Ordering::SeqCst) {
            console.set_mode(mode & !ENABLE_WINDOW_INPUT)
        } else {
            Ok(())
        }
    }

    /// Whether the console obeys escape sequences; asks it to.
    pub fn understands_escapes() -> bool {
        crossterm::ansi_support::supports_ansi()
    }
}

/// Asks for changes of the size among the events.
///
/// # Errors
/// None.
#[cfg(not(windows))]
pub fn report_resizes(_wanted: bool) -> std::io::Result<()> {
    Ok(())
}

/// Whether the terminal obeys escape sequences.
#[cfg(not(windows))]
pub fn understands_escapes() -> bool {
    true
}
