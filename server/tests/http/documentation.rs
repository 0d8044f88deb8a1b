//! `docs/security.md` says what is so: each test that it names is there, and no requirement is passed over.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The numbers of OWASP ASVS 5.0.0, level 1 and 2, by section.
const REQUIREMENTS: &str = "1.1: 1 2; 1.2: 1 2 3 4 5 6 7 8 9; 1.3: 1 2 3 4 5 6 7 8 9 10 11; 1.4: 1 2 3; 1.5: 1 2; 2.1: 1 2 3; 2.2: 1 2 3; \
    2.3: 1 2 3 4; 2.4: 1; 3.2: 1 2; 3.3: 1 2 3 4; 3.4: 1 2 3 4 5 6; 3.5: 1 2 3 4 5; 3.7: 1 2; 4.1: 1 2 3; 4.2: 1; \
    4.3: 1 2; 4.4: 1 2 3 4; 5.1: 1; 5.2: 1 2 3; 5.3: 1 2; 5.4: 1 2 3; 6.1: 1 2 3; 6.2: 1 2 3 4 5 6 7 8 9 10 11 12; \
    6.3: 1 2 3 4; 6.4: 1 2 3 4; 6.5: 1 2 3 4 5; 6.6: 1 2 3; 6.8: 1 2 3 4; 7.1: 1 2 3; 7.2: 1 2 3 4; 7.3: 1 2; 7.4: \
    1 2 3 4 5; 7.5: 1 2; 7.6: 1 2; 8.1: 1 2; 8.2: 1 2 3; 8.3: 1; 8.4: 1; 9.1: 1 2 3; 9.2: 1 2 3 4; 10.1: 1 2; \
    10.2: 1 2; 10.3: 1 2 3 4; 10.4: 1 2 3 4 5 6 7 8 9 10 11; 10.5: 1 2 3 4 5; 10.6: 1 2; 10.7: 1 2 3; 11.1: 1 2; \
    11.2: 1 2 3; 11.3: 1 2 3; 11.4: 1 2 3 4; 11.5: 1; 11.6: 1; 12.1: 1 2 3; 12.2: 1 2; 12.3: 1 2 3 4; 13.1: 1; \
    13.2: 1 2 3 4 5; 13.3: 1 2; 13.4: 1 2 3 4 5; 14.1: 1 2; 14.2: 1 2 3 4; 14.3: 1 2 3; 15.1: 1 2 3; 15.2: 1 2 3; \
    15.3: 1 2 3 4 5 6 7; 16.1: 1; 16.2: 1 2 3 4 5; 16.3: 1 2 3 4; 16.4: 1 2 3; 16.5: 1 2 3; 17.1: 1; 17.2: 1 2 3 \
    4; 17.3: 1 2";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the repository").to_owned()
}

fn document() -> String {
    fs::read_to_string(root().join("docs/security.md")).expect("the document")
}

/// All files with tests: where they are, and what they say.
fn sources() -> Vec<(PathBuf, String)> {
    let mut sources = Vec::new();
    let mut folders: Vec<_> =
        ["app/src", "server/src", "server/tests/http", "xtask/src", "end2end/tests", "frontend/rich_text/test"]
            .map(|folder| root().join(folder))
            .into();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|kind| kind == "rs" || kind == "ts") {
                let text = fs::read_to_string(&path).expect("a source");
                sources.push((path, text));
            }
        }
    }
    sources
}

/// Whether a source has a test of this name: in Rust a function, in TypeScript a title.
fn has_test(source: &str, name: &str) -> bool {
    let rust = format!("fn {name}(");
    let typescript = ['\'', '"', '`'].map(|quote| format!("test({quote}{name}{quote}"));
    source.contains(&rust) || typescript.iter().any(|title| source.contains(title))
}

/// What stands between backticks and names a test.
fn tests_named_in(document: &str) -> BTreeSet<(&str, &str)> {
    let quoted = document.lines().flat_map(|line| line.split('`').skip(1).step_by(2));
    quoted.filter_map(|text| text.split_once("::")).filter(|(file, _)| file.contains('.')).collect()
}

#[test]
fn every_test_that_is_named_is_there() {
    let (document, sources) = (document(), sources());
    let named = tests_named_in(&document);
    assert!(named.len() > 100, "{}", named.len());
    let is_there = |(file, test): &(&str, &str)| {
        sources.iter().any(|(path, text)| path.file_name().is_some_and(|name| name == *file) && has_test(text, test))
    };
    let missing: Vec<_> = named.iter().filter(|named| !is_there(named)).collect();
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn every_requirement_has_one_row() {
    let all: Vec<String> = REQUIREMENTS
        .split("; ")
        .filter_map(|section| section.split_once(": "))
        .flat_map(|(section, numbers)| numbers.split(' ').map(move |number| format!("{section}.{number}")))
        .collect();
    assert_eq!(all.len(), 253);
    let document = document();
    let (tables, gaps) = document.split_once("## Known gaps").expect("the list of gaps");
    let place =
        |number: &str| all.iter().position(|known| known == number).ok_or_else(|| number.to_owned()).expect(number);
    let rows = |text: &str| {
        let first = text.lines().filter_map(|line| line.strip_prefix("| ")?.split(" |").next());
        let numbers = first.filter(|cell| cell.starts_with(|c: char| c.is_ascii_digit()));
        numbers.map(str::to_owned).collect::<Vec<_>>()
    };
    let mut found = Vec::new();
    for cell in rows(tables) {
        for range in cell.split(", ") {
            let (first, last) = range.split_once('–').unwrap_or((range, range));
            found.extend(place(first)..=place(last));
        }
    }
    found.sort_unstable();
    assert!(found.iter().copied().eq(0..all.len()), "each once: {:?}", missing(&all, &found));
    for line in tables.lines().filter(|line| line.contains("**Gap**") && line.starts_with("| ")) {
        let number = line.trim_start_matches("| ").split([' ', ',', '–']).next().expect("a number");
        assert!(
            rows(gaps).iter().any(|cell| cell.split(", ").any(|gap| gap == number)),
            "{number} is in no list of gaps"
        );
    }
}

fn missing<'a>(all: &'a [String], found: &[usize]) -> Vec<&'a str> {
    let wrong = |place: &usize| found.iter().filter(|found| *found == place).count() != 1;
    (0..all.len()).filter(wrong).map(|place| all[place].as_str()).collect()
}
