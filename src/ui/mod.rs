//! State → Frame. Pure.

pub mod qr;

pub fn view(_: &crate::app::state::State, _: &mut ratatui::Frame) {}
