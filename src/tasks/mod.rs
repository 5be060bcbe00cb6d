//! What takes time, told as a stream of events. The screen and the command line call the same tasks.

pub mod enumerate;
pub mod load;
pub mod sign_in;
pub mod sign_out;
pub mod watch;
