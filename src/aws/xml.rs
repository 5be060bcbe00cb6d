//! Reading what STS answers: a few elements of XML, each with nothing but text in it.

/// The text of the first element of that name, its entities resolved; `None` where there is none, or more than text
/// in it.
pub fn text_of(xml: &str, element: &str) -> Option<String> {
    let (_, rest) = xml.split_once(&format!("<{element}>"))?;
    let (text, _) = rest.split_once(&format!("</{element}>"))?;
    if text.contains('<') { None } else { Some(unescape(text)) }
}

/// More characters than any entity has. Without a limit, a text of nothing but `&` would be searched to its end for each.
const LONGEST_ENTITY: usize = 16;

fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.bytes().take(LONGEST_ENTITY).position(|byte| byte == b';');
        let entity = end.map(|end| &rest[1..end]);
        match entity.and_then(|entity| Some((entity, character(entity)?))) {
            Some((entity, c)) => {
                out.push(c);
                rest = &rest[entity.len() + 2..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

fn character(entity: &str) -> Option<char> {
    Some(match entity {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => {
            let number = entity.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?)?
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_found_and_their_text_is_read() {
        let xml = "<A xmlns=\"x\">\n <B>b &amp; &#98;&#x62;&lt;</B><C/><D></D><E><F>f</F></E></A>";
        assert_eq!(text_of(xml, "B").as_deref(), Some("b & bb<"));
        assert_eq!(text_of(xml, "D").as_deref(), Some(""));
        assert_eq!(text_of(xml, "F").as_deref(), Some("f"));
        for none in ["C", "E", "X", ""] {
            assert_eq!(text_of(xml, none), None, "{none}");
        }
    }

    #[test]
    fn nonsense_is_text() {
        for (text, expected) in [
            ("&", "&"),
            ("&;", "&;"),
            ("&nope;x", "&nope;x"),
            ("&#xd800;", "&#xd800;"),
            ("&amp", "&amp"),
            ("a&é;", "a&é;"),
            ("&#00000000000000000098;", "&#00000000000000000098;"),
        ] {
            assert_eq!(text_of(&format!("<B>{text}</B>"), "B").as_deref(), Some(expected));
        }
        let many = "&".repeat(4 * 1024 * 1024);
        assert_eq!(text_of(&format!("<B>{many};</B>"), "B"), Some(format!("{many};")));
        assert_eq!(text_of("<B>b", "B"), None);
        assert_eq!(text_of("</B><B>", "B"), None);
    }
}
