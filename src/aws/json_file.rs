//! Reading the JSON files of the caches, which other programs write at any moment.

use std::io;
use std::path::Path;
use std::time::Duration;

use secrecy::zeroize::Zeroizing;
use serde_json::Value;

use super::safe_file::{is_in_use, read};

/// No token, registration or role credential is anywhere near this size: a longer file is something else.
pub const MAX_CACHE_FILE: u64 = 1024 * 1024;

/// What a cache file holds.
#[derive(PartialEq)]
pub enum JsonFile {
    Missing,
    /// There is something, but it cannot be used. Neither text quotes the file.
    Broken {
        why: String,
        cure: String,
    },
    Json(Value),
}

impl std::fmt::Debug for JsonFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The content may hold secrets.
        f.write_str(match self {
            Self::Missing => "Missing",
            Self::Broken { .. } => "Broken",
            Self::Json(_) => "Json",
        })
    }
}

/// Reads a cache file as JSON. The AWS CLI writes in place, so that a reader may see an empty or half-written file
/// for a moment: one that looks like that is read again a few times, for some milliseconds in all. Blocking.
pub fn read_json(path: &Path) -> JsonFile {
    const ATTEMPTS: u32 = 4;
    const PAUSE: Duration = Duration::from_millis(2);
    for attempt in 1..=ATTEMPTS {
        match read(path, MAX_CACHE_FILE).map(|bytes| bytes.map(Zeroizing::new)) {
            Ok(None) => return JsonFile::Missing,
            Err(error) if attempt < ATTEMPTS && is_in_use(&error) => std::thread::sleep(PAUSE),
            Err(error) => return broken(&error),
            Ok(Some(bytes)) => match serde_json::from_slice(&bytes) {
                Ok(value) => return JsonFile::Json(value),
                Err(error) if attempt < ATTEMPTS && is_partial_write(&bytes, &error) => {
                    std::thread::sleep(PAUSE);
                }
                Err(_) if bytes.is_empty() => {
                    return JsonFile::Broken {
                        why: "The file is empty: a program was stopped while writing it.".into(),
                        cure: "Sign in again: that replaces it.".into(),
                    };
                }
                // The parser's own words may quote the file: they stay here.
                Err(_) => {
                    return JsonFile::Broken {
                        why: "The file is not JSON: it was damaged or half written.".into(),
                        cure: "Sign in again: that replaces it.".into(),
                    };
                }
            },
        }
    }
    JsonFile::Missing
}

fn broken(error: &io::Error) -> JsonFile {
    let (why, cure) = match error.kind() {
        io::ErrorKind::IsADirectory => {
            ("There is a folder where the file belongs.".into(), "Remove the folder.".into())
        }
        io::ErrorKind::NotADirectory => {
            ("There is a file where the cache folder belongs.".into(), "Move that file away.".into())
        }
        io::ErrorKind::FileTooLarge => {
            ("The file is far too large to be a token.".into(), "Delete it, then sign in again.".into())
        }
        io::ErrorKind::PermissionDenied => {
            ("The file may not be read.".into(), "Make it readable for yourself, or delete it.".into())
        }
        _ => (format!("The file cannot be read: {error}."), "Delete it, then sign in again.".into()),
    };
    JsonFile::Broken { why, cure }
}

/// Whether another program may be in the middle of writing this: nothing yet, a beginning, or a shorter text over
/// the end of a longer one.
fn is_partial_write(bytes: &[u8], error: &serde_json::Error) -> bool {
    bytes.is_empty() || error.is_eof() || (bytes.starts_with(b"{") && error.is_syntax())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn tok_08_what_is_no_usable_file_is_told_apart() {
        let home = tempfile::tempdir().expect("a folder");
        let path = home.path().join("x.json");
        assert_eq!(read_json(&path), JsonFile::Missing);
        let cases: [(&[u8], &str); 6] = [
            (b"", "empty"),
            (b"{", "not JSON"),
            (b"{\"a\": 1}\"}", "not JSON"),
            (b"\xef\xbb\xbf{}", "not JSON"),
            (b"\xff\xfe", "not JSON"),
            (&[b' '; MAX_CACHE_FILE as usize + 1], "too large"),
        ];
        for (bytes, expected) in cases {
            fs::write(&path, bytes).expect("write");
            let JsonFile::Broken { why, .. } = read_json(&path) else { panic!("{expected}") };
            assert!(why.contains(expected), "{why}");
        }
        let JsonFile::Broken { why, .. } = read_json(home.path()) else { panic!("a folder is no file") };
        assert!(why.contains("folder"), "{why}");
    }

    #[test]
    fn the_parser_does_not_quote_the_file() {
        let home = tempfile::tempdir().expect("a folder");
        let path = home.path().join("x.json");
        fs::write(&path, "{\"accessToken\": \"s3cret\"} s3cret").expect("write");
        assert!(!format!("{:?}", read_json(&path)).contains("s3cret"));
        let JsonFile::Broken { why, cure } = read_json(&path) else { panic!("broken") };
        assert!(!format!("{why} {cure}").contains("s3cret"));
    }
    #[test]
    fn what_may_be_half_written_is_told_from_what_is_nonsense() {
        for (text, expected) in [
            ("", true),
            ("{\"a\": \"b", true),
            ("{\"a\": 1}1\"}", true),
            ("nonsense", false),
            ("[1, }", false),
        ] {
            let error = serde_json::from_str::<Value>(text).expect_err("no JSON");
            assert_eq!(is_partial_write(text.as_bytes(), &error), expected, "{text}");
        }
    }
}
