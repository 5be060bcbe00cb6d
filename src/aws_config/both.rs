//! Two parts of a long work at once.

use std::panic::resume_unwind;
use std::thread;

/// So many sections are worth a thread.
const MANY: usize = 500;

/// Does both, `b` on a thread of its own where there are many sections.
pub(super) fn both<A, B: Send>(sections: usize, a: impl FnOnce() -> A, b: impl Fn() -> B + Sync) -> (A, B) {
    if sections < MANY {
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
        for sections in [1, MANY] {
            let word = "b".to_owned();
            assert_eq!(both(sections, || "a".to_owned() + &word, || word.len()), ("ab".to_owned(), 1));
        }
    }
}
