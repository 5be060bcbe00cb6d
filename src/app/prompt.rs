//! A question that is answered with a line of text, checked as it is typed.

use super::completion::Completion;
use super::config_edits::EditKey;
use super::line::Line;
use super::text;
use crate::aws_config::edit::Target;

/// Lines for what is offered, kept also while nothing is: the window does not jump.
const OFFERED: usize = 6;

/// The window.
#[derive(Debug, Clone)]
pub struct Prompt {
    pub title: String,
    /// What is asked for, in a sentence.
    pub question: String,
    pub purpose: PromptPurpose,
    pub line: Line,
    /// What the answer can be, where that is known.
    pub completion: Completion,
    /// Why what stands in the line cannot be taken; said once something was typed.
    pub problem: Option<String>,
}

/// What the answer is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PromptPurpose {
    /// The new name of a section.
    Rename(Target),
    /// The value of a setting.
    Value { edit: EditKey, key: String },
}

impl Prompt {
    /// A question with an answer to begin with.
    pub fn new(
        title: impl Into<String>,
        question: impl Into<String>,
        purpose: PromptPurpose,
        answer: &str,
    ) -> Self {
        Self {
            title: title.into(),
            question: question.into(),
            purpose,
            line: Line::for_value(answer),
            completion: Completion::default(),
            problem: None,
        }
    }

    /// The same question, with answers that can be taken: at first all of them are offered.
    #[must_use]
    pub fn with_completion(mut self, mut completion: Completion) -> Self {
        completion.offer_all();
        self.completion = completion;
        self
    }

    /// What is wrong with the answer, unless it is just not typed to its end.
    pub fn shown_problem(&self) -> Option<&str> {
        self.problem.as_deref().filter(|_| !(self.completion.is_open() && self.completion.fits()))
    }

    /// How many lines it wants: question, answer, what is wrong with it, and what can be taken.
    pub(super) fn height(&self, columns: usize) -> usize {
        let lines = |text: &str| text::wrap(&text::visible(text), columns).len();
        let said = self.shown_problem().map_or(0, |problem| 1 + lines(problem));
        let offered = if self.completion.is_known() { 1 + OFFERED } else { 0 };
        lines(&self.question) + 2 + said.max(offered)
    }
}
