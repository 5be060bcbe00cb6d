//! The pages for people: one self-contained template, filled with escaped text.

use super::answer::Answer;

const TEMPLATE: &str = include_str!("../../assets/demo/approve.html");

/// Text as HTML and XML show it.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // Neither HTML nor XML 1.0 may hold these, not even as references.
            c if c.is_control() && !matches!(c, '\t' | '\n' | '\r') => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

/// Fills the template. `content` and `head` are HTML already, `title` is text.
fn fill(status: u16, title: &str, head: &str, content: &str) -> Answer {
    let mut html = String::with_capacity(TEMPLATE.len() + content.len());
    let mut rest = TEMPLATE;
    // In one pass, so that a value which looks like a slot stays text.
    while let Some((before, (name, after))) =
        rest.split_once("{{").and_then(|(before, slot)| Some((before, slot.split_once("}}")?)))
    {
        html.push_str(before);
        match name {
            "title" => html.push_str(&escape(title)),
            "head" => html.push_str(head),
            _ => html.push_str(content),
        }
        rest = after;
    }
    html.push_str(rest);
    Answer::html(status, html)
        .header("Cache-Control", "no-store")
        .header("X-Content-Type-Options", "nosniff")
        .header("Referrer-Policy", "no-referrer")
        // The form of /authorize ends in a redirect to the client's own port.
        .header(
            "Content-Security-Policy",
            "default-src 'none'; style-src 'unsafe-inline'; form-action 'self' http://127.0.0.1:*; \
             base-uri 'none'; frame-ancestors 'none'",
        )
}

fn refresh(seconds: u64, address: Option<&str>) -> String {
    let target = address.map(|address| format!(";url={}", escape(address))).unwrap_or_default();
    format!("<meta http-equiv=\"refresh\" content=\"{seconds}{target}\">")
}

const BUTTONS: &str = "<p class=\"buttons\">\
    <button name=\"decision\" value=\"allow\" class=\"allow\">Allow</button> \
    <button name=\"decision\" value=\"deny\">Deny</button></p>";

/// A page that only says something.
pub(super) fn message(status: u16, title: &str, text: &str) -> Answer {
    fill(status, title, "", &format!("<p>{}</p>", escape(text)))
}

/// The page that asks for a code, with a complaint about the last one.
pub(super) fn enter_code(status: u16, complaint: Option<&str>) -> Answer {
    let complaint =
        complaint.map(|text| format!("<p role=\"alert\">{}</p>", escape(text))).unwrap_or_default();
    let form = "<form method=\"get\" action=\"/device\">\
        <label for=\"user_code\">The code that your terminal shows</label>\
        <input id=\"user_code\" name=\"user_code\" autocomplete=\"off\" autocapitalize=\"characters\" \
        spellcheck=\"false\" maxlength=\"9\" placeholder=\"BCDF-GHJK\" required autofocus>\
        <p class=\"buttons\"><button class=\"allow\">Continue</button></p></form>";
    fill(status, "Sign in to a device", "", &format!("{complaint}{form}"))
}

/// The page that approves a device code. `seconds` is when it is approved by itself.
pub(super) fn approve(user_code: &str, client: &str, start_url: &str, seconds: Option<i64>) -> Answer {
    let (code, client, start_url) = (escape(user_code), escape(client), escape(start_url));
    let automatic = seconds.map(|seconds| u64::try_from(seconds.max(1)).unwrap_or(1));
    let note = automatic
        .map(|seconds| {
            format!("<p class=\"note\">The demo allows it by itself in about {seconds} seconds.</p>")
        })
        .unwrap_or_default();
    let content = format!(
        "<p>Is this the code that your terminal shows?</p>\
         <p class=\"code\">{code}</p>\
         <dl><dt>Application</dt><dd>{client}</dd><dt>Start URL</dt><dd>{start_url}</dd></dl>\
         <form method=\"post\" action=\"/device\">\
         <input type=\"hidden\" name=\"user_code\" value=\"{code}\">{BUTTONS}</form>{note}"
    );
    let head = automatic.map(|seconds| refresh(seconds, None)).unwrap_or_default();
    fill(200, "Allow this sign-in?", &head, &content)
}

/// The page of `/authorize`. `automatic` is after how many seconds to go on where.
pub(super) fn consent(client: &str, scopes: &str, action: &str, automatic: Option<(u64, String)>) -> Answer {
    let (client, scopes, action) = (escape(client), escape(scopes), escape(action));
    let content = format!(
        "<dl><dt>Application</dt><dd>{client}</dd><dt>It may</dt><dd>{scopes}</dd></dl>\
         <form method=\"post\" action=\"{action}\">{BUTTONS}</form>"
    );
    let head = automatic.map(|(seconds, address)| refresh(seconds, Some(&address))).unwrap_or_default();
    fill(200, "Allow this sign-in?", &head, &content)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(answer: &Answer) -> String {
        String::from_utf8(answer.body.clone()).unwrap()
    }

    #[test]
    fn every_slot_is_filled_and_nothing_is_loaded_from_elsewhere() {
        let page = text(&approve("BCDF-GHJK", "botocore-client-corp", "https://demo.example", Some(4)));
        assert!(!page.contains("{{"), "{page}");
        assert!(page.contains("BCDF-GHJK"));
        for loading in ["<script", "<link", "src=", "@import", "url(http"] {
            assert!(!page.contains(loading), "{loading}");
        }
    }

    #[test]
    fn text_of_others_is_never_markup_nor_a_slot() {
        let page = text(&approve("X", "<script>\"'&{{title}}\u{1b}", "https://x/?<b>", None));
        assert!(page.contains("&lt;script&gt;&quot;&#39;&amp;{{title}}\u{fffd}"), "{page}");
        assert!(page.contains("https://x/?&lt;b&gt;"));
    }
}
