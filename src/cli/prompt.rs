//! Questions on the terminal, one line each, with a proposal in brackets that Enter takes.

use std::io::{self, BufRead, IsTerminal};

use super::output::Output;
use super::runtime;
use crate::app::text;
use crate::domain::suggest::{Candidate, suggest};
use crate::error::{Failure, FailureKind};

/// Gives one line after the other, and `None` at the end.
type Answers<'a> = Box<dyn FnMut() -> Result<Option<String>, Failure> + 'a>;

/// Whom to ask: somebody at the terminal, or nobody.
pub struct Prompt<'a> {
    output: &'a Output,
    /// Where answers come from; `None` where nobody can be asked.
    answers: Option<Answers<'a>>,
}

impl<'a> Prompt<'a> {
    /// Asks on the terminal, if stdin is one. `unasked` takes every proposal instead.
    pub fn on_terminal(output: &'a Output, unasked: bool) -> Self {
        let asks = !unasked && io::stdin().is_terminal();
        Self { output, answers: asks.then(|| Box::new(read_line) as _) }
    }

    /// Whether somebody can be asked.
    pub fn asks(&self) -> bool {
        self.answers.is_some()
    }

    /// Asks until the answer is one. Enter takes the proposal, and so does everything where nobody can be asked.
    ///
    /// # Errors
    /// `Usage` where nobody can be asked and nothing is proposed, naming the flag; `Interrupted` when the input ends.
    pub fn ask<T>(
        &mut self,
        question: &str,
        flag: &str,
        proposal: Option<&str>,
        check: impl FnMut(&str) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        self.ask_known(question, flag, proposal, &[], check)
    }

    /// As [`Prompt::ask`], where some answers are known: `?` lists them, and `?eu` those that go with it.
    ///
    /// # Errors
    /// As [`Prompt::ask`].
    pub fn ask_known<T>(
        &mut self,
        question: &str,
        flag: &str,
        proposal: Option<&str>,
        known: &[Candidate],
        mut check: impl FnMut(&str) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let Some(answers) = &mut self.answers else {
            return match proposal {
                Some(proposal) => check(proposal),
                None => Err(unanswered(question, flag)),
            };
        };
        let shown = proposal.map(|it| if it.is_empty() { "none".into() } else { text::visible(it) });
        let brackets = shown.map(|it| format!(" [{it}]")).unwrap_or_default();
        let help = if known.is_empty() { "" } else { " (? lists them)" };
        loop {
            self.output.ask(&format!("{question}{help}{brackets}: "));
            let answer = answers()?.ok_or_else(ended)?;
            if let Some(part) = answer.trim().strip_prefix('?').filter(|_| !known.is_empty()) {
                list(self.output, part, known);
                continue;
            }
            let checked = match (answer.trim(), proposal) {
                ("", Some(proposal)) => check(proposal),
                (answer, _) => check(answer),
            };
            match checked {
                Ok(value) => return Ok(value),
                Err(failure) => {
                    self.output.line(&format!("  {}", text::visible(&failure.to_string())));
                }
            }
        }
    }
}

/// What goes with a part of an answer.
fn list(output: &Output, part: &str, known: &[Candidate]) {
    let found: Vec<&Candidate> =
        suggest(part, known).into_iter().filter_map(|(_, place)| known.get(place)).collect();
    if found.is_empty() {
        output.line("  Nothing that is known goes with that.");
    }
    let widest = found.iter().map(|it| text::width(&text::visible(&it.value))).max().unwrap_or_default();
    for candidate in found {
        let (value, about) = (text::visible(&candidate.value), text::visible(&candidate.about));
        let blanks = " ".repeat(widest.saturating_sub(text::width(&value)));
        output.line(format!("  {value}{blanks}  {about}").trim_end());
    }
}

fn unanswered(question: &str, flag: &str) -> Failure {
    Failure::new(format!("{question}?"), "There is no terminal to ask on.")
        .kind(FailureKind::Usage)
        .hint(format!("Give {flag}."))
}

fn ended() -> Failure {
    Failure::new("Nothing was changed.", "The input ended before everything was answered.")
        .kind(FailureKind::Interrupted)
}

/// Asks what is answered with yes or no. Anything but a yes is a no, and so is the end of the input.
///
/// # Errors
/// As [`read_line`].
pub fn confirmed(output: &Output, question: &str) -> Result<bool, Failure> {
    output.ask(&format!("{question} [y/N] "));
    let answer = read_line()?.unwrap_or_default();
    Ok(["y", "yes"].contains(&answer.trim().to_lowercase().as_str()))
}

/// A line from stdin, or `None` at its end. Ctrl-C ends the waiting, also where a sign-in before has taken the signal
/// from the system's hands.
///
/// # Errors
/// `Interrupted`; when the terminal cannot be read.
pub fn read_line() -> Result<Option<String>, Failure> {
    let (tell, told) = tokio::sync::oneshot::channel();
    // A thread of its own: nothing can take a read from the terminal back, and nobody should wait for it at the end.
    std::thread::spawn(move || {
        let mut line = String::new();
        let _ = tell.send(io::stdin().lock().read_line(&mut line).map(|bytes| (bytes > 0).then_some(line)));
    });
    runtime::run_until_interrupted(async {
        let broken = |why: String| Failure::new("The answer could not be read.", why);
        match told.await {
            Ok(Ok(line)) => Ok(line),
            Ok(Err(error)) => Err(broken(format!("{error}."))),
            Err(_) => Err(broken("The terminal went away.".to_owned())),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::arguments::Global;
    use crate::paths::Env;

    fn asked(answers: &[&str], proposal: Option<&str>) -> Result<u32, Failure> {
        let output = Output::new(&Global { quiet: true, ..Global::default() }, &Env::default());
        let mut answers = answers.iter().map(|answer| format!("{answer}\n"));
        let mut prompt = Prompt { output: &output, answers: Some(Box::new(|| Ok(answers.next()))) };
        prompt.ask("How many", "--many", proposal, number)
    }

    fn number(text: &str) -> Result<u32, Failure> {
        text.parse().map_err(|_| Failure::new("That is no number.", ""))
    }

    #[test]
    fn it_asks_until_the_answer_is_one() {
        assert_eq!(asked(&["x", "", " 7 "], None), Ok(7));
        assert_eq!(asked(&[""], Some("5")), Ok(5));
        assert_eq!(asked(&["6"], Some("5")), Ok(6));
        assert_eq!(asked(&["x"], None).expect_err("the end").kind, FailureKind::Interrupted);
    }

    #[test]
    fn a_question_mark_lists_what_is_known_and_is_no_answer() {
        let output = Output::new(&Global { quiet: true, ..Global::default() }, &Env::default());
        let mut answers = ["?\n", "?5\n", "?x\n", "7\n"].into_iter().map(str::to_owned);
        let mut prompt = Prompt { output: &output, answers: Some(Box::new(|| Ok(answers.next()))) };
        let known = [Candidate::new("5", "five"), Candidate::new("6", "")];
        let mut asked = Vec::new();
        let check = |text: &str| {
            asked.push(text.to_owned());
            number(text)
        };
        assert_eq!(prompt.ask_known("How many", "--many", Some("5"), &known, check), Ok(7));
        assert_eq!(asked, ["7"]);
    }

    #[test]
    fn where_nobody_can_be_asked_the_flag_is_named() {
        let output = Output::new(&Global::default(), &Env::default());
        let mut prompt = Prompt { output: &output, answers: None };
        assert_eq!(prompt.ask("How many", "--many", Some("5"), number), Ok(5));
        let failure = prompt.ask("How many", "--many", None, number).expect_err("no answer");
        assert_eq!(failure.kind, FailureKind::Usage);
        assert!(failure.to_string().contains("--many"), "{failure}");
    }
}
