pub fn view(_: &crate::app::state::State, _: &mut ratatui::Frame) {}
