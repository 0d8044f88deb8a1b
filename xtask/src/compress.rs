//! Precompression: `.br` and `.gz` beside every file of a kind that shrinks.

use crate::files::{read, with_suffix, write_atomically};
use anyhow::Result;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write;
use std::path::Path;

const COMPRESSIBLE: [&str; 12] =
    ["css", "html", "ico", "js", "json", "map", "md", "svg", "txt", "wasm", "webmanifest", "xml"];

/// Whether a file of this name is worth compressing (pictures and fonts are compressed already).
pub(crate) fn is_compressible(path: &Path) -> bool {
    path.extension().and_then(|extension| extension.to_str()).is_some_and(|extension| COMPRESSIBLE.contains(&extension))
}

/// Writes `.br` and `.gz` beside a file, unless newer ones are there.
pub(crate) fn beside(path: &Path) -> Result<()> {
    if !is_compressible(path) {
        return Ok(());
    }
    let (br, gz) = (with_suffix(path, ".br"), with_suffix(path, ".gz"));
    if is_newer(&br, path) && is_newer(&gz, path) {
        return Ok(());
    }
    let contents = read(path)?;
    write_atomically(&br, &brotli(&contents)?)?;
    write_atomically(&gz, &gzip(&contents)?)
}

fn is_newer(path: &Path, than: &Path) -> bool {
    let modified = |path: &Path| path.metadata().and_then(|metadata| metadata.modified()).ok();
    matches!((modified(path), modified(than)), (Some(a), Some(b)) if a >= b)
}

/// At the highest level.
pub(crate) fn brotli(contents: &[u8]) -> Result<Vec<u8>> {
    let parameters = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 24, ..Default::default() };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut &*contents, &mut compressed, &parameters)?;
    Ok(compressed)
}

fn gzip(contents: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(contents)?;
    Ok(encoder.finish()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    #[test]
    fn what_is_compressed_comes_back() -> Result<()> {
        let text = "Themenseite ".repeat(1000);
        let mut back = Vec::new();
        brotli::BrotliDecompress(&mut &*brotli(text.as_bytes())?, &mut back)?;
        assert_eq!(back, text.as_bytes());
        back.clear();
        flate2::read::GzDecoder::new(&*gzip(text.as_bytes())?).read_to_end(&mut back)?;
        assert_eq!(back, text.as_bytes());
        Ok(())
    }

    #[test]
    fn pictures_are_left_alone() {
        assert!(is_compressible(Path::new("a/icon.svg")));
        assert!(!is_compressible(Path::new("a/photo.avif")));
        assert!(!is_compressible(Path::new("LICENSE")));
    }
}
