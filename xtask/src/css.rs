//! Style sheets: one file out of an entry and everything it imports.

use crate::Mode;
use anyhow::{Result, anyhow};
use lightningcss::bundler::{Bundler, FileProvider};
use lightningcss::stylesheet::{MinifyOptions, ParserOptions, PrinterOptions};
use std::path::Path;

/// The bundle of an entry such as `style/main.css`, with its `@import`s in place.
pub(crate) fn bundle(entry: &Path, mode: Mode) -> Result<String> {
    let provider = FileProvider::new();
    let mut bundler = Bundler::new(&provider, None, ParserOptions::default());
    let mut sheet = bundler.bundle(entry).map_err(|error| anyhow!("{}: {error}", entry.display()))?;
    let minify = mode == Mode::Release;
    if minify {
        sheet.minify(MinifyOptions::default()).map_err(|error| anyhow!("{}: {error}", entry.display()))?;
    }
    Ok(sheet.to_css(PrinterOptions { minify, ..PrinterOptions::default() })?.code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::{TestFolder, write_atomically};

    #[test]
    fn imports_are_put_in_place() -> Result<()> {
        let folder = TestFolder::new("css-import")?;
        let entry = folder.0.join("main.css");
        write_atomically(&folder.0.join("a.css"), b"a { color: red }")?;
        write_atomically(&entry, b"@import \"a.css\";\nb { margin: 0px }")?;
        assert_eq!(bundle(&entry, Mode::Release)?, "a{color:red}b{margin:0}");
        Ok(())
    }

    #[test]
    fn a_mistake_is_named_with_its_file() -> Result<()> {
        let folder = TestFolder::new("css-mistake")?;
        let entry = folder.0.join("main.css");
        write_atomically(&entry, b"a { color: red")?;
        assert!(bundle(&entry, Mode::Release).is_ok(), "CSS closes open blocks at its end");
        write_atomically(&entry, b"@import \"gone.css\";")?;
        let error = bundle(&entry, Mode::Release).map_err(|error| error.to_string());
        assert!(error.is_err_and(|error| error.contains("main.css")));
        Ok(())
    }
}
