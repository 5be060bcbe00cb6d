//! The targets of `fuzz/` without a fuzzer: its corpus, which holds what the fuzzer broke, and so many changes of it,
//! the same ones on every machine. `fuzz/run` looks further, led by the code that an input reaches.

#![expect(clippy::expect_used, clippy::panic, reason = "helpers of tests fail the test")]

use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

#[path = "support/nasty.rs"]
#[expect(dead_code, reason = "each program of tests uses its own part")]
mod nasty;
#[path = "../fuzz/src/lib.rs"]
mod targets;

use nasty::Dice;

/// How many changed inputs each target gets; the screen, which is slow, a tenth.
const CHANGES: usize = 600;

/// What may be put in anywhere: marks of the grammars, and what trips readers up.
const PIECES: [&str; 40] = [
    "\n",
    "\r\n",
    "\r",
    "[",
    "]",
    "=",
    " = ",
    ":",
    "#",
    ";",
    "\"",
    "'",
    "\\",
    "{",
    "}",
    ",",
    "\t",
    " ",
    "\0",
    "\u{1b}",
    "\u{feff}",
    "\u{2028}",
    "\u{85}",
    "\u{202e}",
    "é",
    "東",
    "\u{301}",
    "\\u0000",
    "\\ud800",
    "null",
    "-1",
    "1e999",
    "99999999999999999999",
    "[profile a]",
    "[default]",
    "region",
    "ctrl-",
    "alt-",
    "space",
    "true",
];

/// Changes an input a few times.
fn changed(dice: &mut Dice, seed: &[u8], other: &[u8]) -> Vec<u8> {
    let mut data = seed.to_vec();
    for _ in 0..=dice.below(4) {
        let at = dice.below(data.len() + 1);
        let end = at + dice.below((data.len() - at).min(40) + 1);
        match dice.below(7) {
            0 => drop(data.drain(at..end)),
            1 => {
                let copy = data[at..end].to_vec();
                data.splice(at..at, copy);
            }
            2 => data.truncate(at),
            3 if at < data.len() => data[at] ^= 1 << dice.below(8),
            4 => {
                let from = dice.below(other.len() + 1);
                let to = from + dice.below((other.len() - from).min(200) + 1);
                data.splice(at..end, other[from..to].iter().copied());
            }
            _ => drop(data.splice(at..at, dice.pick(&PIECES).bytes())),
        }
    }
    data
}

fn corpus(target: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz").join("corpus").join(target);
    let mut files: Vec<_> = std::fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.expect("an entry").path())
        .collect();
    files.sort();
    assert!(!files.is_empty(), "{target} has a corpus");
    files.iter().map(|file| std::fs::read(file).expect("a file")).collect()
}

#[test]
fn no_input_breaks_what_must_hold() {
    let mut tried = 0;
    for (number, (name, target)) in targets::TARGETS.iter().enumerate() {
        let mut dice = Dice::new(number as u64);
        let corpus = corpus(name);
        let mut inputs = corpus.clone();
        for _ in 0..if *name == "screen" { CHANGES / 10 } else { CHANGES } {
            // Config files also in the tests' own ways.
            let seed = if name.starts_with("config") && dice.one_in(3) {
                nasty::config(&mut dice)
            } else {
                corpus[dice.below(corpus.len())].clone()
            };
            let other = &corpus[dice.below(corpus.len())];
            inputs.push(changed(&mut dice, &seed, other));
        }
        for input in &inputs {
            let outcome = catch_unwind(AssertUnwindSafe(|| target(input)));
            assert!(outcome.is_ok(), "{name} breaks on {:?}", String::from_utf8_lossy(input));
        }
        tried += inputs.len();
    }
    let _ = writeln!(std::io::stderr(), "fuzz: {} targets, {tried} inputs", targets::TARGETS.len());
}
