//! JSON as Python's `json.dumps` writes it. File names of the shared caches are hashes of such text, so that every
//! byte counts.

use std::io;

use ring::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use serde::Serialize;
use serde::ser::SerializeMap;
use serde_json::ser::{Formatter, Serializer};

use crate::domain::hex;

/// An object that keeps the order of its members.
struct Members<'a, V>(&'a [(&'a str, V)]);

impl<V: Serialize> Serialize for Members<'_, V> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (key, value) in self.0 {
            map.serialize_entry(key, value)?;
        }
        map.end()
    }
}

/// `json.dumps(value)`: `", "` and `": "`, everything outside ASCII escaped.
pub fn to_string<V: Serialize>(members: &[(&str, V)]) -> String {
    write(members, Python { item: b", ", key: b": " })
}

/// `json.dumps(value, separators=(",", ":"))`.
pub fn to_compact_string<V: Serialize>(members: &[(&str, V)]) -> String {
    write(members, Python { item: b",", key: b":" })
}

/// The name of a cache file: the SHA-1 of its key in lower-case hexadecimals, and `.json`.
pub fn file_name(key: &str) -> String {
    let digits = hex::encode(digest(&SHA1_FOR_LEGACY_USE_ONLY, key.as_bytes()).as_ref());
    digits + ".json"
}

/// `json.dumps(value)` of a value whose members have an order of their own.
pub fn dumps(value: &impl Serialize) -> String {
    format(value, Python { item: b", ", key: b": " })
}

fn write<V: Serialize>(members: &[(&str, V)], formatter: Python) -> String {
    format(&Members(members), formatter)
}

fn format(value: &impl Serialize, formatter: Python) -> String {
    let mut out = Vec::new();
    // Writing plain values into memory cannot fail.
    let written = value.serialize(&mut Serializer::with_formatter(&mut out, formatter));
    debug_assert!(written.is_ok());
    String::from_utf8(out).unwrap_or_default()
}

struct Python {
    item: &'static [u8],
    key: &'static [u8],
}

impl Formatter for Python {
    fn begin_array_value<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        if first { Ok(()) } else { writer.write_all(self.item) }
    }

    fn begin_object_key<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        if first { Ok(()) } else { writer.write_all(self.item) }
    }

    fn begin_object_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(self.key)
    }

    fn write_string_fragment<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        // Nearly always: ten thousand names are hashed at the start.
        if fragment.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
            return writer.write_all(fragment.as_bytes());
        }
        for c in fragment.chars() {
            if matches!(c, ' '..='~') {
                writer.write_all(&[c as u8])?;
            } else {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    write!(writer, "\\u{unit:04x}")?;
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn text_is_as_python_writes_it() {
        let members = [("b", json!("caf\u{e9} \u{1f600}\u{7f}\"\\\n\u{1}/")), ("a", json!([1, null, "x"]))];
        assert_eq!(
            to_string(&members),
            r#"{"b": "caf\u00e9 \ud83d\ude00\u007f\"\\\n\u0001/", "a": [1, null, "x"]}"#
        );
        assert_eq!(
            to_compact_string(&[("a", json!(["x", "y"])), ("b", json!({}))]),
            r#"{"a":["x","y"],"b":{}}"#
        );
    }

    #[test]
    fn names_are_hashes() {
        assert_eq!(file_name("my-sso"), "0ad374308c5a4e22f723adf10145eafad7c4031c.json");
        assert_eq!(file_name("caf\u{e9}"), "f424452a9673918c6f09b0cdd35b20be8e6ae7d7.json");
    }
}
