//! Percent-encoding.

/// The text for a place in a URL, all but RFC 3986's unreserved characters encoded: as botocore encodes query values
/// and as signatures want them; JavaScript's `decodeURIComponent` reads it.
pub fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for &byte in text.as_bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_unreserved_characters_stay() {
        assert_eq!(encode("Az09-._~"), "Az09-._~");
        assert_eq!(encode("a+/=& é?#%"), "a%2B%2F%3D%26%20%C3%A9%3F%23%25");
    }
}
