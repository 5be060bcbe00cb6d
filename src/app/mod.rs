pub mod filter;
pub mod msg;
pub mod state;
pub mod text;
pub mod update;
