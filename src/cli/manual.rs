//! `ssotui completions` and `ssotui man`: made from the grammar of the command line.

use std::path::Path;

use clap_complete::{Shell, generate};

use super::Context;
use super::examples;
use super::nushell::Nushell;
use super::shell_arguments::{Completed, Completions, Man};
use crate::error::Failure;

pub fn completions(context: &Context, completions: &Completions) -> Result<u8, Failure> {
    let mut text = Vec::new();
    let (command, name) = (&mut examples::command(), "ssotui");
    match completions.shell {
        Completed::Bash => generate(Shell::Bash, command, name, &mut text),
        Completed::Elvish => generate(Shell::Elvish, command, name, &mut text),
        Completed::Fish => generate(Shell::Fish, command, name, &mut text),
        Completed::Nu => generate(Nushell, command, name, &mut text),
        Completed::PowerShell => generate(Shell::PowerShell, command, name, &mut text),
        Completed::Zsh => generate(Shell::Zsh, command, name, &mut text),
    }
    context.output.result(String::from_utf8_lossy(&text).trim_end())?;
    Ok(0)
}

pub fn man(context: &Context, man: &Man) -> Result<u8, Failure> {
    match &man.folder {
        None => {
            let mut text = Vec::new();
            clap_mangen::Man::new(examples::command())
                .render(&mut text)
                .map_err(|error| unwritten(&error))?;
            context.output.result(String::from_utf8_lossy(&text).trim_end())?;
        }
        Some(folder) => write_all(folder).map_err(|error| unwritten(&error))?,
    }
    Ok(0)
}

fn write_all(folder: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    clap_mangen::generate_to(examples::command(), folder)
}

fn unwritten(error: &std::io::Error) -> Failure {
    Failure::new("The manual pages could not be written.", format!("The system says: {error}."))
        .hint("Name a folder that you may write: ssotui man DIR")
}
