//! Two parts of a long work at once.

use std::panic::resume_unwind;
use std::thread;

/// So many bytes of a file are worth a thread: about 500 profiles.
const LONG: usize = 64 * 1024;

/// Whether there is work for two in a file.
pub(super) fn is_long(file: &[u8]) -> bool {
    file.len() >= LONG
}

/// Does both, `b` on a thread of its own where it is about a long file.
pub(super) fn both<A, B: Send>(is_long: bool, a: impl FnOnce() -> A, b: impl Fn() -> B + Sync) -> (A, B) {
    if !is_long {
        return (a(), b());
    }
    thread::scope(|scope| match thread::Builder::new().spawn_scoped(scope, &b) {
        Ok(other) => {
            let a = a();
            (a, other.join().unwrap_or_else(|panic| resume_unwind(panic)))
        }
        // The system has no thread to spare.
        Err(_) => (a(), b()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_are_done_with_and_without_a_thread() {
        for is_long in [false, true] {
            let word = "b".to_owned();
            assert_eq!(both(is_long, || "a".to_owned() + &word, || word.len()), ("ab".to_owned(), 1));
        }
    }
}
