//! Takes the screenshots of ssotui: starts the real program in a pseudo-terminal, presses keys, and paints what a
//! terminal would show as PNG.
//!
//! ```text
//! cargo build --release
//! cargo run --release -p ssotui-screenshots -- --font JetBrainsMono-Regular.ttf target/release/ssotui
//! ```
//!
//! Fonts are needed only for this: on Debian, `apt-get install fonts-jetbrains-mono fonts-dejavu-core`.

mod paint;
mod scenarios;
mod svg;
mod terminal;
mod theme;

use std::error::Error;
use std::path::PathBuf;

use clap::Parser;

use paint::Painter;
use scenarios::SCENARIOS;
use terminal::{Program, Terminal};

/// Take the screenshots of ssotui.
#[derive(Debug, Parser)]
struct Arguments {
    /// The program to start.
    program: PathBuf,
    /// A command line for the program instead of each scenario's own, after `--`.
    #[arg(last = true)]
    instead: Vec<String>,
    /// A font file; its bold and italic neighbours are found. The first one is the text's, others serve what it lacks.
    #[arg(long, default_values = [
        "/usr/share/fonts/truetype/jetbrains-mono/JetBrainsMono-Regular.ttf",
        "/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf",
        "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
    ])]
    font: Vec<PathBuf>,
    /// Where the PNGs go.
    #[arg(long, default_value = "screenshots")]
    out: PathBuf,
    /// Only the scenarios of these names.
    #[arg(long)]
    only: Vec<String>,
    /// Also write the SVGs.
    #[arg(long)]
    svg: bool,
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    for name in &arguments.only {
        if !SCENARIOS.iter().any(|scenario| scenario.name == name) {
            let names: Vec<_> = SCENARIOS.iter().map(|scenario| scenario.name).collect();
            return Err(format!("no scenario {name}: there are {}", names.join(", ")).into());
        }
    }
    let painter = Painter::new(&arguments.font)?;
    std::fs::create_dir_all(&arguments.out)?;
    for scenario in SCENARIOS {
        if !arguments.only.is_empty() && !arguments.only.iter().any(|name| name == scenario.name) {
            continue;
        }
        let own = scenario.arguments.iter().map(|argument| (*argument).to_owned()).collect();
        let program = Program {
            path: &arguments.program,
            arguments: if arguments.instead.is_empty() { own } else { arguments.instead.clone() },
        };
        let mut terminal = Terminal::start(&program, scenario.columns, scenario.rows)?;
        // A free command line knows nothing of the steps: show what it shows.
        let steps = if arguments.instead.is_empty() { scenario.steps } else { &[] };
        for step in steps {
            terminal.perform(step).map_err(|error| format!("{}: {error}", scenario.name))?;
        }
        terminal.settle();
        let picture = svg::window(terminal.screen(), scenario.title);
        if arguments.svg {
            std::fs::write(arguments.out.join(format!("{}.svg", scenario.name)), &picture)?;
        }
        let file = arguments.out.join(format!("{}.png", scenario.name));
        std::fs::write(&file, painter.png(&picture)?)?;
        println!("{}", file.display());
    }
    Ok(())
}
