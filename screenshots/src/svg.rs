//! A screen as SVG: a window with a title bar, and every cell at its exact place.

use std::fmt::Write as _;

use vt100::{Cell, Screen};

use crate::theme::{self, Rgb};

// One cell. JetBrains Mono's letters are 0.6 of its size wide: whole pixels keep all lines sharp.
const FONT_SIZE: u32 = 20;
const CELL_WIDTH: u32 = 12;
const CELL_HEIGHT: u32 = 26;
const BASELINE: u32 = 19;
/// Around the window, for its shadow.
const MARGIN: u32 = 24;
const PADDING: u32 = 14;
const TITLE_BAR: u32 = 40;
const CORNER: u32 = 12;
/// The width of box lines.
const STROKE: &str = "1.6";

/// The font of all text.
pub const FONT_FAMILY: &str = "JetBrains Mono";

/// How a cell looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Look {
    text: Rgb,
    background: Rgb,
    bold: bool,
    italic: bool,
    underline: bool,
}

impl Look {
    fn of(cell: &Cell) -> Self {
        let mut text = theme::rgb(cell.fgcolor(), theme::FOREGROUND);
        let mut background = theme::rgb(cell.bgcolor(), theme::BACKGROUND);
        if cell.inverse() {
            std::mem::swap(&mut text, &mut background);
        }
        if cell.dim() {
            text = text.mix(background);
        }
        Self { text, background, bold: cell.bold(), italic: cell.italic(), underline: cell.underline() }
    }
}

/// The screen in a window.
pub fn window(screen: &Screen, title: &str) -> String {
    let (rows, columns) = (u32::from(screen.size().0.get()), u32::from(screen.size().1.get()));
    let width = columns * CELL_WIDTH + 2 * PADDING;
    let height = rows * CELL_HEIGHT + 2 * PADDING + TITLE_BAR;
    let mut svg = String::new();
    let out = &mut svg;
    put(
        out,
        format_args!(
            "<svg xmlns='http://www.w3.org/2000/svg' width='{w}' height='{h}' viewBox='0 0 {w} {h}' font-family='{FONT_FAMILY}' font-size='{FONT_SIZE}'>",
            w = width + 2 * MARGIN,
            h = height + 2 * MARGIN,
        ),
    );
    // A soft shadow out of a few translucent outlines: a blur would cost more than all the rest.
    for step in 1..=8u32 {
        put(
            out,
            format_args!(
                "<rect x='{x}' y='{y}' width='{w}' height='{h}' rx='{r}' fill='#000' fill-opacity='0.035'/>",
                x = MARGIN - step * 2,
                y = MARGIN - step * 2 + 6,
                w = width + step * 4,
                h = height + step * 4,
                r = CORNER + step * 2,
            ),
        );
    }
    put(out, format_args!("<g transform='translate({MARGIN} {MARGIN})'>"));
    put(
        out,
        format_args!(
            "<rect width='{width}' height='{height}' rx='{CORNER}' fill='{}'/>\
         <path d='M0 {TITLE_BAR}V{CORNER}A{CORNER} {CORNER} 0 0 1 {CORNER} 0H{right}A{CORNER} {CORNER} 0 0 1 {width} {CORNER}V{TITLE_BAR}Z' fill='{}'/>",
            theme::BACKGROUND,
            theme::TITLE_BAR,
            right = width - CORNER,
        ),
    );
    for (index, color) in (0u32..).zip(theme::BUTTONS) {
        put(
            out,
            format_args!("<circle cx='{}' cy='{}' r='6.5' fill='{color}'/>", 24 + 22 * index, TITLE_BAR / 2),
        );
    }
    put(
        out,
        format_args!(
            "<text x='{}' y='{}' text-anchor='middle' font-size='16' fill='{}'>{}</text>",
            width / 2,
            TITLE_BAR / 2 + 6,
            theme::TITLE,
            escaped(title),
        ),
    );
    put(out, format_args!("<g transform='translate({PADDING} {})'>", TITLE_BAR + PADDING));
    for row in 0..screen.size().0.get() {
        backgrounds(out, screen, row);
    }
    for row in 0..screen.size().0.get() {
        letters(out, screen, row);
    }
    if !screen.hide_cursor() {
        let (row, column) = screen.cursor_position();
        let (x, y) = (u32::from(column) * CELL_WIDTH, u32::from(row) * CELL_HEIGHT);
        put(
            out,
            format_args!(
                "<rect x='{x}' y='{y}' width='2' height='{CELL_HEIGHT}' fill='{}'/>",
                theme::FOREGROUND
            ),
        );
    }
    put(
        out,
        format_args!(
            "</g><rect x='0.5' y='0.5' width='{}' height='{}' rx='{CORNER}' fill='none' stroke='{}'/></g></svg>",
            width - 1,
            height - 1,
            theme::FRAME,
        ),
    );
    svg
}

fn put(out: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    let _ = out.write_fmt(text);
}

fn cells(screen: &Screen, row: u16) -> impl Iterator<Item = (u32, &Cell)> {
    (0..screen.size().1.get())
        .filter_map(move |column| Some((u32::from(column), screen.cell(row, column)?)))
        .filter(|(_, cell)| !cell.is_wide_continuation())
}

fn width_of(cell: &Cell) -> u32 {
    if cell.is_wide() { 2 * CELL_WIDTH } else { CELL_WIDTH }
}

/// The coloured backgrounds of a row, neighbours of one colour in one piece.
fn backgrounds(out: &mut String, screen: &Screen, row: u16) {
    let y = u32::from(row) * CELL_HEIGHT;
    let mut pieces: Vec<(u32, u32, Rgb)> = Vec::new();
    for (column, cell) in cells(screen, row) {
        let color = Look::of(cell).background;
        let x = column * CELL_WIDTH;
        match pieces.last_mut() {
            Some((start, width, last)) if *last == color && *start + *width == x => *width += width_of(cell),
            _ => pieces.push((x, width_of(cell), color)),
        }
    }
    for (x, width, color) in pieces.into_iter().filter(|(_, _, color)| *color != theme::BACKGROUND) {
        put(
            out,
            format_args!(
                "<rect x='{x}' y='{y}' width='{width}' height='{CELL_HEIGHT}' fill='{color}' shape-rendering='crispEdges'/>"
            ),
        );
    }
}

fn letters(out: &mut String, screen: &Screen, row: u16) {
    let y = u32::from(row) * CELL_HEIGHT;
    for (column, cell) in cells(screen, row) {
        let look = Look::of(cell);
        let x = column * CELL_WIDTH;
        let text = cell.contents();
        if !text.trim().is_empty() {
            let drawn = text
                .chars()
                .next()
                .is_some_and(|c| block(out, c, x, y, look.text) || line(out, c, x, y, look.text));
            if !drawn {
                let weight = if look.bold { " font-weight='bold'" } else { "" };
                let style = if look.italic { " font-style='italic'" } else { "" };
                put(
                    out,
                    format_args!(
                        "<text x='{x}' y='{}' fill='{}'{weight}{style}>{}</text>",
                        y + BASELINE,
                        look.text,
                        escaped(text),
                    ),
                );
            }
        }
        if look.underline {
            put(
                out,
                format_args!(
                    "<rect x='{x}' y='{}' width='{}' height='1.5' fill='{}'/>",
                    y + BASELINE + 3,
                    width_of(cell),
                    look.text,
                ),
            );
        }
    }
}

/// Block elements as rectangles, so that neighbours touch without a seam. Whether `c` is one.
fn block(out: &mut String, c: char, x: u32, y: u32, color: Rgb) -> bool {
    let (w, h) = (CELL_WIDTH, CELL_HEIGHT);
    let eighths = |n: u32, of: u32| n * of / 8;
    let (dx, dy, width, height, opacity) = match c {
        '█' => (0, 0, w, h, "1"),
        '▀' => (0, 0, w, h / 2, "1"),
        '▐' => (w / 2, 0, w / 2, h, "1"),
        '▔' => (0, 0, w, eighths(1, h), "1"),
        '▕' => (w - eighths(1, w).max(1), 0, eighths(1, w).max(1), h, "1"),
        '░' => (0, 0, w, h, "0.25"),
        '▒' => (0, 0, w, h, "0.5"),
        '▓' => (0, 0, w, h, "0.75"),
        '▁'..='▇' => {
            let height = eighths(c as u32 - '▁' as u32 + 1, h);
            (0, h - height, w, height, "1")
        }
        '▉'..='▏' => (0, 0, eighths('▏' as u32 - c as u32 + 1, w).max(1), h, "1"),
        _ => return false,
    };
    put(
        out,
        format_args!(
            "<rect x='{}' y='{}' width='{width}' height='{height}' fill='{color}' fill-opacity='{opacity}' shape-rendering='crispEdges'/>",
            x + dx,
            y + dy,
        ),
    );
    true
}

/// Light box lines as strokes from edge to edge of the cell. Whether `c` is one.
fn line(out: &mut String, c: char, x: u32, y: u32, color: Rgb) -> bool {
    let (left, right, top, bottom) = (x, x + CELL_WIDTH, y, y + CELL_HEIGHT);
    let (middle, centre) = (x + CELL_WIDTH / 2, y + CELL_HEIGHT / 2);
    let corner = CELL_WIDTH / 2;
    let (across, down) = (format!("M{left} {centre}H{right}"), format!("M{middle} {top}V{bottom}"));
    let (to_left, to_right) = (format!("M{middle} {centre}H{left}"), format!("M{middle} {centre}H{right}"));
    let (to_top, to_bottom) = (format!("M{middle} {centre}V{top}"), format!("M{middle} {centre}V{bottom}"));
    let path = match c {
        '─' => across,
        '│' => down,
        '┌' => format!("M{right} {centre}H{middle}V{bottom}"),
        '┐' => format!("M{left} {centre}H{middle}V{bottom}"),
        '└' => format!("M{right} {centre}H{middle}V{top}"),
        '┘' => format!("M{left} {centre}H{middle}V{top}"),
        '╭' => format!("M{right} {centre}Q{middle} {centre} {middle} {}V{bottom}", centre + corner),
        '╮' => format!("M{left} {centre}Q{middle} {centre} {middle} {}V{bottom}", centre + corner),
        '╰' => format!("M{right} {centre}Q{middle} {centre} {middle} {}V{top}", centre - corner),
        '╯' => format!("M{left} {centre}Q{middle} {centre} {middle} {}V{top}", centre - corner),
        '├' => down + &to_right,
        '┤' => down + &to_left,
        '┬' => across + &to_bottom,
        '┴' => across + &to_top,
        '┼' => across + &down,
        _ => return false,
    };
    put(out, format_args!("<path d='{path}' fill='none' stroke='{color}' stroke-width='{STROKE}'/>"));
    true
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn window_of(output: &str) -> String {
        let size = |cells: u16| cells.try_into().expect("not zero");
        let mut parser = vt100::Parser::new(size(2), size(10), 0);
        parser.process(output.as_bytes());
        window(parser.screen(), "a < b")
    }

    #[test]
    fn letters_stand_in_their_cells_with_their_colours() {
        let svg = window_of("\x1b[?25lab\x1b[1;31m<\x1b[0m");
        assert!(svg.contains(&format!("<text x='12' y='{BASELINE}' fill='{}'>b</text>", theme::FOREGROUND)));
        assert!(
            svg.contains(&format!(
                "<text x='24' y='{BASELINE}' fill='#f7768e' font-weight='bold'>&lt;</text>"
            ))
        );
        assert!(svg.contains(">a &lt; b</text>"), "the title is escaped");
    }

    #[test]
    fn backgrounds_are_in_one_piece() {
        let svg = window_of("\x1b[44m   \x1b[0m");
        assert!(svg.contains("<rect x='0' y='0' width='36' height='26' fill='#7aa2f7'"));
    }

    #[test]
    fn blocks_and_lines_are_drawn() {
        let svg = window_of("▀▄█▌▐▏╭─");
        assert!(!svg.contains(">▀<") && !svg.contains(">─<"));
        assert!(svg.contains("<rect x='0' y='0' width='12' height='13'"), "upper half");
        assert!(svg.contains("<rect x='12' y='13' width='12' height='13'"), "lower half");
        assert!(svg.contains("<rect x='36' y='0' width='6' height='26'"), "left half");
        assert!(svg.contains("<rect x='60' y='0' width='1' height='26'"), "left eighth");
    }
}
