//! The small pages that the browser gets. They are fixed texts: nothing of what was sent comes back in them.

/// The way back has been found.
pub(super) fn done() -> String {
    page(
        "200 OK",
        "Almost there",
        "ssotui has the answer and fetches the token. You can close this page and go back to your terminal.",
    )
}

pub(super) fn refused() -> String {
    page("200 OK", "Not signed in", "Nobody was signed in. You can close this page; your terminal says why.")
}

pub(super) fn stranger() -> String {
    page(
        "400 Bad Request",
        "Another sign-in",
        "This page belongs to a sign-in that is not under way (any more). Start again in your terminal.",
    )
}

pub(super) fn not_found() -> String {
    page(
        "404 Not Found",
        "Nothing here",
        "ssotui waits here for the answer to a sign-in, and for nothing else.",
    )
}

pub(super) fn not_allowed() -> String {
    page("405 Method Not Allowed", "Nothing here", "This page answers GET only.")
}

pub(super) fn bad_request() -> String {
    page("400 Bad Request", "Nothing here", "That was no request of a browser.")
}

fn page(status: &str, title: &str, text: &str) -> String {
    let body = format!(
        "<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\"><title>{title} · ssotui</title>\n\
         <meta name=\"viewport\" content=\"width=device-width\"><meta name=\"color-scheme\" content=\"light dark\">\n\
         <style>body{{font:1.1rem/1.5 system-ui,sans-serif;max-width:32rem;margin:20vh auto;padding:0 1rem}}</style>\n\
         <h1>{title}</h1><p>{text}</p></html>\n"
    );
    format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\n\
         Cache-Control: no-store\r\nReferrer-Policy: no-referrer\r\nX-Content-Type-Options: nosniff\r\n\
         Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'\r\n\
         Connection: close\r\n\r\n{body}",
        body.len()
    )
}
