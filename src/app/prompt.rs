//! A question that is answered with a line of text, checked as it is typed.

use super::config_edits::EditKey;
use super::line::Line;
use super::text;
use crate::aws_config::edit::Target;

/// The window.
#[derive(Debug, Clone)]
pub struct Prompt {
    pub title: String,
    /// What is asked for, in a sentence.
    pub question: String,
    pub purpose: PromptPurpose,
    pub line: Line,
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
            problem: None,
        }
    }

    /// How many lines it wants: question, answer, and what is wrong with it.
    pub(super) fn height(&self, columns: usize) -> usize {
        let lines = |text: &str| text::wrap(&text::visible(text), columns).len();
        lines(&self.question) + 2 + self.problem.as_deref().map_or(0, |problem| 1 + lines(problem))
    }
}
