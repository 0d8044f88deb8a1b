//! Short names for what a program and its JavaScript call each other. wasm-bindgen's hold hashes, which do not compress, and each
//! stands in both files.

use anyhow::Result;
use std::collections::BTreeMap;

/// How wasm-bindgen's own names begin; nothing else in its JavaScript is called so.
const OWN: &str = "__wb";
/// What stands in the JavaScript before the name of an export.
const EXPORTS: &str = "wasm.";
/// The one module that a program imports from.
const MODULE: &str = "a";

const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// Renames imports and exports in both; the answer is the two of them.
pub(crate) fn shorten(wasm: &[u8], javascript: &str) -> Result<(Vec<u8>, String)> {
    let mut module = walrus::Module::from_buffer(wasm)?;
    let mut short = (0..).map(short_name);
    let (mut imports, mut exports) = (BTreeMap::new(), BTreeMap::new());
    let mut javascript = javascript.to_owned();
    for import in module.imports.iter_mut().filter(|import| import.name.starts_with(OWN)) {
        javascript = javascript.replace(&format!("\"{}\":", import.module), &format!("\"{MODULE}\":"));
        MODULE.clone_into(&mut import.module);
        let name = imports.entry(import.name.clone()).or_insert_with(|| short.next().unwrap_or_default());
        name.clone_into(&mut import.name);
    }
    for export in module.exports.iter_mut() {
        let name = short.next().unwrap_or_default();
        exports.insert(std::mem::replace(&mut export.name, name.clone()), name);
    }
    Ok((module.emit_wasm(), rename(&javascript, &imports, &exports)))
}

/// Each name for its short one: imports wherever they stand, exports where they are asked of the program.
fn rename(javascript: &str, imports: &BTreeMap<String, String>, exports: &BTreeMap<String, String>) -> String {
    let mut renamed = String::with_capacity(javascript.len());
    let mut rest = javascript;
    while let Some(start) = rest.find(is_of_name) {
        let (before, from) = rest.split_at(start);
        let (name, after) = from.split_at(from.find(|letter| !is_of_name(letter)).unwrap_or(from.len()));
        renamed += before;
        let names = if renamed.ends_with(EXPORTS) { exports } else { imports };
        renamed += names.get(name).map_or(name, String::as_str);
        rest = after;
    }
    renamed + rest
}

fn is_of_name(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_' || letter == '$'
}

/// `a`, `b`, … `Z`, `aa`, `ba`, …
fn short_name(number: usize) -> String {
    let mut name = String::new();
    let mut left = number + 1;
    while left > 0 {
        left -= 1;
        name.push(char::from(LETTERS[left % LETTERS.len()]));
        left /= LETTERS.len();
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_renamed_whole_and_only_where_they_are_meant() {
        let names = |from: &str, to: &str| BTreeMap::from([(from.to_owned(), to.to_owned())]);
        let javascript = "{ __wbg_a: function() { __wbg_ab(wasm.hydrate, hydrate, my_wasm.__wbg_a) } }";
        assert_eq!(
            rename(javascript, &names("__wbg_a", "x"), &names("hydrate", "y")),
            "{ x: function() { __wbg_ab(wasm.y, hydrate, my_wasm.__wbg_a) } }"
        );
    }

    #[test]
    fn no_two_short_names_are_the_same() {
        let names: std::collections::BTreeSet<_> = (0..5000).map(short_name).collect();
        assert_eq!(names.len(), 5000);
        assert_eq!(["a", "Z", "aa"], [short_name(0), short_name(51), short_name(52)].each_ref().map(String::as_str));
    }
}
