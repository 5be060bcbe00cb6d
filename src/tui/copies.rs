//! Copying in the background: what is asked for goes to a clipboard, what none takes to the terminal.

use tokio::sync::mpsc::UnboundedSender;

use super::clipboard::Clipboard;
use crate::app::msg::Msg;
use crate::aws::Aws;
use crate::domain::role::ProfileRole;
use crate::domain::shell::Shell;
use crate::tasks::key_lines::key_lines;

/// A text on its way to a clipboard, and what to call it. It may be a secret.
pub struct Text {
    pub text: String,
    pub what: String,
}

/// Copies, and tells of it.
#[derive(Clone)]
pub struct Copies {
    pub clipboard: Clipboard,
    pub tell: UnboundedSender<Msg>,
    /// Gets the texts that no clipboard took, for the terminal to try.
    pub refuse: UnboundedSender<Text>,
}

impl Copies {
    /// Copies a text.
    pub fn text(&self, text: String, what: String) {
        tokio::spawn(self.clone().put(Text { text, what }));
    }

    /// Copies the lines that set a role's temporary keys: they go from AWS to the clipboard and nowhere else.
    pub fn keys(&self, aws: Aws, role: ProfileRole, shell: Shell, what: String) {
        let copies = self.clone();
        tokio::spawn(async move {
            match key_lines(&aws, &role, shell).await {
                Ok(text) => copies.put(Text { text, what }).await,
                Err(failure) => drop(copies.tell.send(Msg::Copied { what, result: Err(failure) })),
            }
        });
    }

    async fn put(self, text: Text) {
        match self.clipboard.copy(text.text.clone()).await {
            Some(by) => drop(self.tell.send(Msg::Copied { what: text.what, result: Ok(by) })),
            None => drop(self.refuse.send(text)),
        }
    }
}
