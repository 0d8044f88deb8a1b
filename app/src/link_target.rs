//! Which targets links in texts may have. The rich-text editor has the same rule (`frontend/rich_text/src/link-target.ts`); both are
//! tried on `app/tests/link-targets.json`.

use ammonia::Url;

/// Whether readers get a link to this target: a web page, an address, a telephone number, or something on this site.
///
/// Stricter than browsers are: what they would read as something else than it looks like is no target. That are control characters
/// and backslashes, which they drop or turn round; hosts without a scheme; and names before a host (`https://hannover.de@…`).
pub(crate) fn is_shown(target: &str) -> bool {
    if target.is_empty() || target.starts_with(' ') || target.contains(|c: char| c.is_control() || c == '\\') {
        return false;
    }
    let first = target.split(['/', '?', '#']).next().unwrap_or_default();
    match first.split_once(':') {
        None => !target.starts_with("//"),
        Some((scheme, rest)) => match scheme.to_ascii_lowercase().as_str() {
            "http" | "https" => is_web_page(target, scheme.len()),
            "mailto" | "tel" => !rest.is_empty(),
            _ => false,
        },
    }
}

fn is_web_page(target: &str, scheme: usize) -> bool {
    let has_host = target[scheme..].strip_prefix("://").is_some_and(|rest| !rest.starts_with('/'));
    let names_nobody = |url: Url| url.username().is_empty() && url.password().is_none();
    has_host && Url::parse(target).is_ok_and(names_nobody)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markdown;

    #[derive(serde::Deserialize)]
    struct Case {
        target: String,
        shown: bool,
    }

    fn cases() -> Vec<Case> {
        serde_json::from_str(include_str!("../tests/link-targets.json")).expect("cases")
    }

    #[test]
    fn links_lead_to_web_pages_addresses_numbers_and_this_site_and_nowhere_else() {
        for Case { target, shown } in cases() {
            assert_eq!(is_shown(&target), shown, "{target:?}");
        }
    }

    #[test]
    fn however_a_link_is_written_its_target_decides_whether_it_is_one() {
        for Case { target, shown } in cases() {
            let escaped = target.chars().map(|c| format!("&#{};", u32::from(c))).collect::<Vec<_>>().concat();
            let written = [
                format!("[a](<{escaped}>)"),
                format!("[a][b]\n\n[b]: <{escaped}>"),
                format!("[b]\n\n[b]: <{escaped}> 'c'"),
            ];
            for source in written.iter().filter(|_| !target.is_empty()) {
                let html = markdown::to_html(source);
                assert_eq!(html.contains("<a "), shown, "{target:?}: {html}");
            }
        }
        assert_eq!(markdown::to_html("<javascript:alert(1)>"), "<p>javascript:alert(1)</p>");
        assert!(markdown::to_html("<https://a.example>").contains("href=\"https://a.example\""));
        assert!(markdown::to_html("<rat@a.example>").contains("href=\"mailto:rat@a.example\""));
        assert_eq!(markdown::to_html("[a](javascript&colon;alert(1))"), "<p>a</p>");
        assert_eq!(markdown::to_html("a [![b](/c)](vbscript:d) ![e](javascript:f)"), "<p>a  </p>");
    }
}
