//! What a program in the browser consists of: the bytes of each crate's functions, from their names.

use crate::compress::brotli;
use anyhow::{Context, Result};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::ops::Range;

const CODE: u8 = 10;
const DATA: u8 = 11;
const NAMED: u8 = 0;
/// Parts with fewer bytes are told as one.
const SMALL: usize = 2_500;
/// Of these crates each module is told by itself.
const OWN: [&str; 3] = ["app", "frontend", "frontend_for_editors"];
const OTHER: &str = "(without a crate: the allocator's symbols, intrinsics, exports)";
const DROPPING: &str = "(dropping values)";

/// A section of a program.
struct Section {
    kind: u8,
    whole: Range<usize>,
    contents: Range<usize>,
}

/// A table: each part's functions, their bytes, and by how many bytes less the program would compress to without them. The program
/// has to have names.
pub(crate) fn table(wasm: &[u8], javascript: &[u8]) -> Result<String> {
    let sections = sections(wasm)?;
    let names = sections.iter().filter(|section| section.kind == NAMED).map(|section| section.whole.clone());
    let names: Vec<_> = names.collect();
    let program = brotli(&without(wasm, &names))?.len();
    let saved = |ranges: &[Range<usize>]| -> Result<usize> {
        let mut ranges = [&names, ranges].concat();
        ranges.sort_by_key(|range| range.start);
        Ok(program.saturating_sub(brotli(&without(wasm, &ranges))?.len()))
    };
    let (mut parts, small): (Vec<_>, Vec<_>) = functions(wasm, &sections)?
        .into_iter()
        .partition(|(_, places)| places.iter().map(Range::len).sum::<usize>() >= SMALL);
    parts.push((
        format!("({} smaller crates and modules)", small.len()),
        small.into_iter().flat_map(|(_, places)| places).collect(),
    ));
    let data = sections.iter().filter(|section| section.kind == DATA).map(|section| section.contents.clone());
    parts.push(("(data: texts, tables)".to_owned(), data.collect()));
    let mut rows = Vec::new();
    for (part, ranges) in parts {
        rows.push((ranges.iter().map(Range::len).sum::<usize>(), ranges.len(), saved(&ranges)?, part));
    }
    rows.sort_unstable_by(|one, other| other.cmp(one));
    let mut table = format!("{:>9} {:>6} {:>10}  part\n", "bytes", "pieces", "compressed");
    for (bytes, pieces, compressed, part) in rows {
        writeln!(table, "{bytes:>9} {pieces:>6} {compressed:>10}  {part}")?;
    }
    let bytes = without(wasm, &names).len();
    writeln!(table, "{bytes:>9} {:>6} {program:>10}  the wasm", "")?;
    writeln!(table, "{:>9} {:>6} {:>10}  its JavaScript", javascript.len(), "", brotli(javascript)?.len())?;
    Ok(table)
}

/// The places of each part's functions.
fn functions(wasm: &[u8], sections: &[Section]) -> Result<BTreeMap<String, Vec<Range<usize>>>> {
    let code = sections.iter().find(|section| section.kind == CODE).context("a program without code")?.contents.start;
    let module = walrus::Module::from_buffer(wasm)?;
    let mut parts = BTreeMap::<_, Vec<_>>::new();
    for function in module.funcs.iter() {
        if let walrus::FunctionKind::Local(local) = &function.kind
            && let Some(place) = &local.original_range
        {
            let part = part_of(function.name.as_deref().unwrap_or_default());
            parts.entry(part).or_default().push(code + place.start..code + place.end);
        }
    }
    Ok(parts)
}

/// The crate that a function belongs to: the first that its name names, with the module for crates of this site.
fn part_of(name: &str) -> String {
    let name = without_hashes(name);
    let Some(colons) = name.find("::") else { return OTHER.to_owned() };
    let is_of_name = |letter: char| letter.is_alphanumeric() || letter == '_';
    let start = name[..colons].rfind(|letter| !is_of_name(letter)).map_or(0, |before| before + 1);
    let package = &name[start..colons];
    let rest = &name[colons + 2..];
    let module = &rest[..rest.find(|letter| !is_of_name(letter)).unwrap_or(rest.len())];
    match package {
        "" => "core".to_owned(), // methods of built-in types
        "core" if module == "ptr" && rest.contains("drop_") => DROPPING.to_owned(),
        own if OWN.contains(&own) => format!("{own}::{module}"),
        other => other.to_owned(),
    }
}

/// `core[1f03…]::fmt` is `core::fmt`.
fn without_hashes(name: &str) -> String {
    let mut pieces = name.split('[');
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |short, piece| match piece.split_once(']') {
        Some((hash, rest)) if hash.len() > 10 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()) => short + rest,
        _ => short + "[" + piece,
    })
}

/// Without what lies in these places, in order.
fn without(wasm: &[u8], places: &[Range<usize>]) -> Vec<u8> {
    let mut rest = Vec::with_capacity(wasm.len());
    let mut from = 0;
    for place in places {
        rest.extend_from_slice(&wasm[from..place.start]);
        from = place.end;
    }
    rest.extend_from_slice(&wasm[from..]);
    rest
}

fn sections(wasm: &[u8]) -> Result<Vec<Section>> {
    let mut sections = Vec::new();
    let mut at = 8;
    while let Some(kind) = wasm.get(at) {
        let (length, contents) = number(wasm, at + 1)?;
        let end = contents + length;
        sections.push(Section { kind: *kind, whole: at..end, contents: contents..end });
        at = end;
    }
    Ok(sections)
}

/// A number in LEB128, and where what follows it begins.
fn number(wasm: &[u8], at: usize) -> Result<(usize, usize)> {
    let (mut value, mut shift) = (0, 0);
    for (place, byte) in wasm.iter().enumerate().skip(at).take(5) {
        value |= usize::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Ok((value, place + 1));
        }
        shift += 7;
    }
    anyhow::bail!("no number at {at}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_belongs_to_the_first_crate_that_its_name_names() {
        let parts = [
            ("app[5dc8c396cf5411b5]::pages::topic::TopicPage::{closure#0}", "app::pages"),
            (
                "<_ as tachys[fa2ddc6d90d1cd7b]::view::any_view::IntoAny>::into_any::build::<app::model::Topic>",
                "tachys",
            ),
            ("<&mut serde_json[fa2ddc6d90d1cd7b]::de::Deserializer<_> as serde::Deserializer>::x", "serde_json"),
            ("core[c5930c85a12de822]::ptr::drop_in_place::<app::model::Topic>", DROPPING),
            ("<[u8] as core[c5930c85a12de822]::fmt::Debug>::fmt", "core"),
            ("<[u8]>::to_vec", "core"),
            ("__rust_alloc", OTHER),
        ];
        for (name, part) in parts {
            assert_eq!(part_of(name), part, "{name}");
        }
    }

    #[test]
    fn places_are_cut_out() -> Result<()> {
        assert_eq!(without(b"0123456789", &[1..3, 7..8]), b"0345689");
        assert_eq!(number(&[0, 0xe5, 0x8e, 0x26], 1)?, (624_485, 4));
        Ok(())
    }
}
