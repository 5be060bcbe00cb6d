//! The window of a question.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::canvas::Row;
use super::completion;
use super::style::Look;
use super::windows::window;
use crate::app::prompt::Prompt;
use crate::app::text::{visible, wrap};

/// Gives the place of the cursor.
pub fn draw(buffer: &mut Buffer, look: &Look, prompt: &Prompt, area: Rect) -> Position {
    let theme = look.theme;
    let inside = window(buffer, look, area, &prompt.title);
    let columns = usize::from(inside.width);
    let mut line = 0;
    for text in wrap(&visible(&prompt.question), columns) {
        Row::new(buffer, look, inside, line).text(&text, theme.muted());
        line += 1;
    }
    line += 1;
    let mut row = Row::new(buffer, look, inside, line);
    row.text("> ", theme.accent());
    // A long answer is seen around its end, where one types.
    let room = usize::from(row.room()).saturating_sub(1);
    let (text, column) = prompt.line.seen(room);
    let cursor = row.position(column);
    row.text(text, theme.text());
    line += 1;
    if let Some(problem) = prompt.shown_problem() {
        for text in wrap(&visible(problem), columns) {
            line += 1;
            Row::new(buffer, look, inside, line).text(&text, theme.warning());
        }
    }
    line += 1;
    let height = inside.height.saturating_sub(line);
    completion::draw(buffer, look, &prompt.completion, Rect { y: inside.y + line, height, ..inside }, 1);
    cursor
}
