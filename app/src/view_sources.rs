//! What the sources of views may not do: checked in their text, since the compiler takes it.

use std::fs;
use std::path::Path;

/// Where HTML that was made on the server is put into a page, and why nothing in it can be markup of someone else's.
const RAW_HTML: [(&str, &str); 7] = [
    ("app/src/components/form.rs", "a textarea's content, escaped"),
    ("app/src/components/portrait.rs", "made by `portrait.rs`, which escapes"),
    ("app/src/components/rich_field.rs", "made by `markdown.rs`, which sanitises"),
    ("app/src/pages/search.rs", "made by `pages/search_hits.rs`, where Leptos escapes"),
    ("app/src/pages/search_hits.rs", "made by `snippet.rs`, which escapes"),
    ("app/src/pages/totp.rs", "a picture of squares, drawn by the server"),
    ("app/src/root.rs", "the boot script"),
];
/// The only file that makes a textarea: Leptos 0.8 writes its children unescaped.
const TEXT_AREA: &str = "app/src/components/form.rs";

/// Every Rust file of the program: its path in the repository, and its code without comments.
fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the repository");
    let mut folders: Vec<_> = ["app/src", "server/src", "frontend"].map(|folder| root.join(folder)).into();
    let mut sources = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
            if entry.is_dir() && !entry.ends_with("node_modules") {
                folders.push(entry);
            } else if entry.extension().is_some_and(|extension| extension == "rs") {
                let path = entry.strip_prefix(root).expect("inside").to_string_lossy().into_owned();
                let code = fs::read_to_string(&entry).expect("a source");
                let is_code = |line: &&str| !line.trim_start().starts_with("//");
                sources.push((path, code.lines().filter(is_code).collect::<Vec<_>>().join("\n")));
            }
        }
    }
    assert!(sources.len() > 100, "{} sources", sources.len());
    // Tests name what may not be.
    sources.retain(|(path, _)| !["app/src/decoders.rs", "app/src/view_sources.rs"].contains(&path.as_str()));
    sources
}

fn files_with(hints: &[&str]) -> Vec<String> {
    let mut files: Vec<_> = sources()
        .into_iter()
        .filter(|(_, code)| hints.iter().any(|hint| code.contains(hint)))
        .map(|(path, _)| path)
        .collect();
    files.sort();
    files
}

#[test]
fn every_textarea_is_the_component_that_escapes() {
    assert_eq!(files_with(&["<textarea", "html::textarea", "textarea()"]), [TEXT_AREA]);
}

#[test]
fn html_is_put_into_pages_only_where_its_maker_is_known() {
    let known = RAW_HTML.map(|(path, _)| path);
    assert_eq!(files_with(&["inner_html", "insert_adjacent_html", "outer_html", "document.write"]), known);
}

#[test]
fn no_view_has_a_style_or_a_handler_as_text() {
    // Views name handlers `on:…`; as attributes they would be scripts, which the policy refuses.
    assert_eq!(
        files_with(&[" onclick=", " onload=", " onerror=", " onsubmit=", " style=\"", "href=\"javascript:"]),
        [""; 0]
    );
}
