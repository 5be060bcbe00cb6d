//! The window of the wizard.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::canvas::{self, Row};
use super::form;
use super::style::Look;
use super::windows::window;
use crate::app::wizard::{ProfilesPage, WizardWindow};

/// Gives the place of the cursor.
pub fn draw(buffer: &mut Buffer, look: &Look, wizard: &WizardWindow, area: Rect) -> Option<Position> {
    match wizard {
        WizardWindow::Session(page) => {
            let inside = window(buffer, look, area, "New session");
            form::draw(buffer, look, &page.form, inside)
        }
        WizardWindow::Profiles(page) => profiles(buffer, look, page, area),
    }
}

fn profiles(buffer: &mut Buffer, look: &Look, page: &ProfilesPage, area: Rect) -> Option<Position> {
    let title = match page.roles.as_slice() {
        [only] => format!("New profile of {}: {}", page.session.id, only.title()),
        several => format!("{} new profiles of {}", several.len(), page.session.id),
    };
    let inside = window(buffer, look, area, &title);
    let form_area = Rect { height: page.form_height().min(inside.height), ..inside };
    let cursor = form::draw(buffer, look, &page.form, form_area);
    if page.roles.len() > 1 {
        let below = Rect {
            y: inside.y + form_area.height,
            height: inside.height.saturating_sub(form_area.height),
            ..inside
        };
        names(buffer, look, page, below);
        let rows = Rect { y: below.y.saturating_sub(1), height: below.height + 2, ..area };
        canvas::scroll_bar(buffer, look, rows, page.scroll.offset(), page.names.len(), true);
    }
    cursor
}

fn names(buffer: &mut Buffer, look: &Look, page: &ProfilesPage, area: Rect) {
    let theme = look.theme;
    let rows = page.roles.iter().zip(&page.present).zip(&page.names).skip(page.scroll.offset());
    for (line, ((role, present), name)) in rows.take(usize::from(area.height)).enumerate() {
        let mut row = Row::new(buffer, look, area, u16::try_from(line).unwrap_or(u16::MAX));
        let cells = area.width / 2;
        match name {
            Ok(name) => row.text("+ ", theme.good()).column(name.as_str(), cells, theme.text()),
            Err(why) => row.text("! ", theme.bad()).column(why, cells, theme.bad()),
        };
        match present {
            // That there is one matters more than the role, which the name usually has.
            Some(present) => {
                row.skip(2).text(&format!("{} has {present}", role.account()), theme.warning());
            }
            None => {
                row.skip(2).text(&role.title(), theme.muted());
            }
        }
    }
}
