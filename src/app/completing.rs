//! Taking what is offered for a field: the keys of [`Completion`](super::completion::Completion).
//!
//! Where one types at the end of a text and something goes with it, Right takes the first, and Up and Down choose
//! another. Tab goes on to the next field as ever, unless what stands there cannot be an answer: then it is completed.

use super::msg::Effect;
use super::overlay::Overlay;
use super::state::State;

impl State {
    /// Whether something is offered at the cursor.
    pub(super) fn offers_candidates(&self) -> bool {
        let typing = self.overlays.last().and_then(Overlay::typing);
        typing.is_some_and(|(line, completion)| completion.is_open() && line.is_at_end())
    }

    /// Whether Up and Down have come to one of those that are offered.
    pub(super) fn is_choosing_candidate(&self) -> bool {
        let typing = self.overlays.last().and_then(Overlay::typing);
        typing.is_some_and(|(_, completion)| completion.cursor.is_some())
    }

    /// Whether the key to the next field completes this one first: there is no next one, one of the values is chosen,
    /// or what is typed is no answer yet.
    pub(super) fn next_completes(&self) -> bool {
        let Some(overlay) = self.overlays.last().filter(|_| self.offers_candidates()) else { return false };
        let Some((line, completion)) = overlay.typing() else { return false };
        matches!(overlay, Overlay::Prompt(_))
            || completion.cursor.is_some()
            || (!line.is_empty() && completion.fits() && overlay.problem().is_some())
    }

    /// Takes the chosen value, or the first; where nothing has been typed yet, the first is only chosen.
    pub(super) fn take_candidate(&mut self) {
        let Some((line, completion)) = self.overlays.last_mut().and_then(Overlay::typing_mut) else { return };
        if !completion.has_choice() {
            completion.go(true);
            return;
        }
        let Some(text) = completion.taken(line.text()) else { return };
        line.set(&text);
        completion.follow(&text);
        self.typed_in_window();
    }

    /// Down the list, and from its end to the next field.
    pub(super) fn next_candidate(&mut self, effects: &mut Vec<Effect>) {
        if !self.go_to_candidate(true) && !matches!(self.overlays.last(), Some(Overlay::Prompt(_))) {
            self.move_field(true, effects);
        }
    }

    /// Up the list, and from its start to the field before.
    pub(super) fn previous_candidate(&mut self, effects: &mut Vec<Effect>) {
        if !self.go_to_candidate(false) {
            self.move_field(false, effects);
        }
    }

    fn go_to_candidate(&mut self, forward: bool) -> bool {
        let offers = self.offers_candidates();
        let typing = self.overlays.last_mut().and_then(Overlay::typing_mut);
        typing.is_some_and(|(_, completion)| offers && completion.go(forward))
    }

    /// Back to the text as it was typed.
    pub(super) fn choose_no_candidate(&mut self) {
        if let Some((_, completion)) = self.overlays.last_mut().and_then(Overlay::typing_mut) {
            completion.cursor = None;
        }
    }
}
