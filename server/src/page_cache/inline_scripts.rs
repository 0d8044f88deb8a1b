//! A page that many get cannot know its scripts by a secret: it knows them by what is in them.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

/// A page's policy and its HTML, with hashes of exactly those scripts that bear the page's nonce in place of it. The nonce was made
/// for this one rendering, so no text that anyone wrote can bear it. None where it stands anywhere else.
pub(super) fn hashed(policy: &str, html: &str) -> Option<(String, String)> {
    let (_, nonce) = policy.split_once("'nonce-")?;
    let (nonce, _) = nonce.split_once('\'')?;
    let attribute = format!(" nonce=\"{nonce}\"");
    let mut hashes = Vec::new();
    let mut without = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(place) = rest.find(&attribute) {
        let (before, behind) = (&rest[..place], &rest[place + attribute.len()..]);
        let tag = before.rfind('<')?;
        if !before[tag..].starts_with("<script") {
            return None;
        }
        let (content, _) = behind[end_of_tag(behind)?..].split_once("</script")?;
        let hash = format!("'sha256-{}'", STANDARD.encode(Sha256::digest(content)));
        if !hashes.contains(&hash) {
            hashes.push(hash);
        }
        without.push_str(before);
        rest = behind;
    }
    without.push_str(rest);
    let policy = policy.replace(&format!("'nonce-{nonce}'"), &hashes.join(" "));
    (!without.contains(nonce) && !policy.contains("'nonce-")).then_some((policy, without))
}

/// Where the tag that a text begins within has ended.
fn end_of_tag(text: &str) -> Option<usize> {
    let mut quote = None;
    for (place, c) in text.char_indices() {
        match (quote, c) {
            (None, '>') => return Some(place + 1),
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const POLICY: &str = "script-src 'self' 'nonce-N0n_ce' 'wasm-unsafe-eval'; style-src 'self'";

    #[test]
    fn scripts_with_the_nonce_are_hashed_and_no_others() {
        let html = "<script nonce=\"N0n_ce\" data-x=\"a>b\">one()</script><p>Ä</p><script>two()</script>\
                    <script type=\"x\" nonce=\"N0n_ce\">one()</script><script nonce=\"N0n_ce\"></script>";
        let (policy, html) = hashed(POLICY, html).expect("a page");
        // printf 'one()' | openssl sha256 -binary | base64
        assert_eq!(
            policy,
            "script-src 'self' 'sha256-HR7iaask9daLMRRskMI++QeJtjWDOjyPA6lGzYGzKW4=' \
             'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=' 'wasm-unsafe-eval'; style-src 'self'"
        );
        assert_eq!(
            html,
            "<script data-x=\"a>b\">one()</script><p>Ä</p><script>two()</script>\
             <script type=\"x\">one()</script><script></script>"
        );
    }

    #[test]
    fn a_nonce_anywhere_else_makes_no_page_for_many() {
        for html in
            ["<p nonce=\"N0n_ce\">", "<script nonce='N0n_ce'></script>", "N0n_ce", "<script nonce=\"N0n_ce\">no end"]
        {
            assert_eq!(hashed(POLICY, html), None, "{html}");
        }
        assert_eq!(hashed("default-src 'none'", "<p>"), None);
    }
}
