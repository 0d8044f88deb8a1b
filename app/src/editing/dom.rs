//! What a text box that the browser edits holds, and where its caret is.

use leptos::prelude::{document, window};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, Node};

use crate::model::{FieldRef, Piece, word_difference};

/// The text of an element as plain text. Browsers put line breaks as `\n`, `<br>` or blocks.
pub fn plain_text(element: &HtmlElement) -> String {
    let mut text = String::new();
    collect(element, &mut text);
    text
}

fn collect(parent: &Node, text: &mut String) {
    let mut child = parent.first_child();
    while let Some(node) = child {
        match node.node_name().as_str() {
            "#text" => text.push_str(&node.node_value().unwrap_or_default()),
            "BR" => text.push('\n'),
            "DIV" | "P" => {
                if !text.is_empty() && !text.ends_with('\n') {
                    text.push('\n');
                }
                collect(&node, text);
            }
            _ => collect(&node, text),
        }
        child = node.next_sibling();
    }
}

/// The id of a text's box; each text stands on a page once.
pub fn text_id(field: FieldRef) -> String {
    format!("text-{}-{}", field.item.0, field.field.as_str())
}

/// Goes to a text, where it is shown.
pub fn focus_text(field: FieldRef) {
    let element = document().get_element_by_id(&text_id(field));
    if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        // A text box can be focused.
        let _ = element.focus();
    }
}

/// How many characters stand before the caret, if it is inside the element.
pub fn caret_offset(element: &HtmlElement) -> Option<usize> {
    let selection = window().get_selection().ok().flatten()?;
    let range = selection.get_range_at(0).ok()?;
    let node = range.start_container().ok()?;
    if !element.contains(Some(&node)) {
        return None;
    }
    let before = document().create_range().ok()?;
    before.select_node_contents(element).ok()?;
    before.set_end(&node, range.start_offset().ok()?).ok()?;
    Some(String::from(before.to_string()).chars().count())
}

/// Puts the caret behind so many characters of an element that holds one text node.
pub fn place_caret(element: &HtmlElement, offset: usize) {
    let Some(text) = element.first_child().and_then(|node| node.dyn_into::<web_sys::Text>().ok()) else { return };
    let units: usize = text.data().chars().take(offset).map(char::len_utf16).sum();
    if let Ok(Some(selection)) = window().get_selection() {
        // Out of range cannot be: the offset is cut to the text's length.
        let _ = selection.collapse_with_offset(Some(&text), u32::try_from(units).unwrap_or_default());
    }
}

/// Where in a `CommonMark` source a place of its rendered text is, counted in letters and digits, which markup leaves
/// alone. Good to the character but for links, whose targets are text in the source.
pub fn similar_offset(rendered: &str, offset: usize, source: &str) -> usize {
    let letters = rendered.chars().take(offset).filter(|c| c.is_alphanumeric()).count();
    let mut seen = 0;
    for (index, c) in source.chars().enumerate() {
        if seen == letters && (letters > 0 || c.is_alphanumeric()) {
            return index;
        }
        if c.is_alphanumeric() {
            seen += 1;
        }
    }
    source.chars().count()
}

/// Where a place of a text is after others have changed the text around it, in characters.
pub fn moved_offset(earlier: &str, offset: usize, later: &str) -> usize {
    let (mut before, mut after) = (0, 0);
    for piece in word_difference(earlier, later) {
        match piece {
            Piece::Same(text) => {
                let length = text.chars().count();
                if before + length >= offset {
                    return after + offset - before;
                }
                before += length;
                after += length;
            }
            Piece::Removed(text) => {
                before += text.chars().count();
                if before >= offset {
                    return after;
                }
            }
            Piece::Added(text) => after += text.chars().count(),
        }
    }
    after
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_moves_with_the_words_around_it() {
        let later = "Ganz neu.\n\nEins zwei drei.\n\nEnde.";
        let at = |earlier: &str, offset| later.chars().skip(moved_offset(earlier, offset, later)).collect::<String>();
        assert_eq!(at("Eins zwei drei.\n\nEnde.", 5), "zwei drei.\n\nEnde.");
        assert_eq!(at("Ganz neu.\n\nEins zwei drei.", 16), "zwei drei.\n\nEnde.");
        assert_eq!(at("Alt.\n\nEins zwei drei.\n\nEnde.", 11), "zwei drei.\n\nEnde.");
    }

    #[test]
    fn a_place_in_the_rendered_text_is_found_in_the_source() {
        let source = "# Über\n\n**uns** und *mehr*";
        let rendered = "Über\nuns und mehr";
        let at = |offset| source.chars().skip(similar_offset(rendered, offset, source)).collect::<String>();
        assert_eq!(at(0), "Über\n\n**uns** und *mehr*");
        assert_eq!(at(7), "s** und *mehr*");
        assert_eq!(at(16), "r*");
        assert_eq!(at(17), "*");
    }
}
