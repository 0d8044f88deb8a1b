//! `target/site`: everything the server sends as a file.
//!
//! - `pkg/<hash>/`: a program, the wasm and its JavaScript; one for readers, one for editors
//! - `pkg/<name>.<hash>.css`, `pkg/rich-text.<hash>.js`
//! - whatever lies in `public/`
//! - `site.json`: the addresses of the newest of each, and the boot script, which stands in the pages; written last
//!
//! A page may hydrate hours after it was served, so what earlier builds wrote into `pkg` stays for a month.

use crate::files::{hash, read, remove_older_than, touch, walk, with_suffix, write_atomically};
use crate::{Mode, compress, css, dev, script, wasm};
use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

pub(crate) const SITE: &str = "target/site";
const KEPT_FOR: Duration = Duration::from_hours(30 * 24);

/// The addresses that a page needs, and its boot script.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Addresses {
    js: String,
    wasm: String,
    editor_js: String,
    editor_wasm: String,
    css: String,
    editor_css: String,
    boot: String,
    rich_text: String,
}

/// Builds what has changed.
pub(crate) fn build(mode: Mode) -> Result<()> {
    let started = Instant::now();
    let site = Path::new(SITE);
    let pkg = site.join("pkg");
    fs::create_dir_all(&pkg).with_context(|| format!("cannot write {}", pkg.display()))?;

    // What takes a second comes first, so that a mistake there is told at once.
    let css = put(&pkg, "site", "css", &css::bundle(Path::new("style/main.css"), mode)?)?;
    let editor_css = put(&pkg, "editor", "css", &css::bundle(Path::new("style/editor.css"), mode)?)?;
    let boot = String::from_utf8(read(Path::new("frontend/boot.js"))?).context("frontend/boot.js is not UTF-8")?;
    let mut boot = script::shorten(&boot);
    if mode == Mode::Dev {
        boot += dev::RELOAD;
    }
    let rich_text = script::bundle(Path::new(script::RICH_TEXT), "rich-text.js")?;
    let rich_text = put(&pkg, "rich-text", "js", &rich_text)?;
    copy_public(Path::new("public"), site, mode)?;

    let (js, wasm) = wasm::build(wasm::FOR_READERS, mode, &pkg)?;
    let (editor_js, editor_wasm) = wasm::build(wasm::FOR_EDITORS, mode, &pkg)?;
    let addresses = Addresses { js, wasm, editor_js, editor_wasm, css, editor_css, boot, rich_text };

    if mode == Mode::Release {
        for file in walk(site)?.iter().filter(|file| file.file_name().is_some_and(|name| name != "site.json")) {
            compress::beside(file)?;
        }
    }
    publish(site, &addresses)?;
    eprintln!("{SITE} is up to date ({:.1} s)", started.elapsed().as_secs_f32());
    Ok(())
}

/// Writes `pkg/<name>.<hash>.<extension>`; the answer is its address.
fn put(pkg: &Path, name: &str, extension: &str, contents: &str) -> Result<String> {
    let file = format!("{name}.{}.{extension}", hash([contents.as_bytes()]));
    let path = pkg.join(&file);
    if !path.exists() {
        write_atomically(&path, contents.as_bytes())?;
    }
    Ok(format!("/pkg/{file}"))
}

/// Makes the top of the site what `public/` is: copies what differs, removes what is gone.
fn copy_public(public: &Path, site: &Path, mode: Mode) -> Result<()> {
    let mut wanted = BTreeSet::from([site.join("site.json")]);
    if mode == Mode::Dev {
        // Open pages look at it while the site is built.
        wanted.insert(site.join(dev::STARTED));
    }
    for source in walk(public)? {
        let target = site.join(source.strip_prefix(public)?);
        let contents = read(&source)?;
        if fs::read(&target).ok().as_ref() != Some(&contents) {
            write_atomically(&target, &contents)?;
            for stale in [with_suffix(&target, ".br"), with_suffix(&target, ".gz")] {
                if stale.exists() {
                    fs::remove_file(stale)?;
                }
            }
        }
        wanted.extend([with_suffix(&target, ".br"), with_suffix(&target, ".gz"), target]);
    }
    let pkg = site.join("pkg");
    for file in walk(site)?.into_iter().filter(|file| !file.starts_with(&pkg) && !wanted.contains(file)) {
        fs::remove_file(&file).with_context(|| format!("cannot remove {}", file.display()))?;
    }
    Ok(())
}

/// Writes `site.json`, and removes what no page has named for a month.
fn publish(site: &Path, addresses: &Addresses) -> Result<()> {
    let index = site.join("site.json");
    let previous: Option<Addresses> = fs::read(&index).ok().and_then(|contents| serde_json::from_slice(&contents).ok());
    // The month of a build's files begins when another build takes its place.
    for current in previous.iter().chain([addresses]) {
        for file in files_of(site, current) {
            if file.exists() {
                touch(&file)?;
            }
        }
    }
    if previous.as_ref() != Some(addresses) {
        write_atomically(&index, serde_json::to_string_pretty(addresses)?.as_bytes())?;
    }
    remove_older_than(&site.join("pkg"), KEPT_FOR)
}

/// What lies directly in `pkg` for one build.
fn files_of(site: &Path, addresses: &Addresses) -> Vec<PathBuf> {
    let mut files = vec![];
    for address in [&addresses.css, &addresses.editor_css, &addresses.rich_text] {
        let file = site.join(address.trim_start_matches('/'));
        // The compressed ones after the plain one: they have to look newer.
        files.extend([file.clone(), with_suffix(&file, ".br"), with_suffix(&file, ".gz")]);
    }
    for program in [&addresses.js, &addresses.editor_js] {
        files.extend(site.join(program.trim_start_matches('/')).parent().map(Path::to_path_buf));
    }
    files
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::TestFolder;

    fn addresses(css: &str) -> Addresses {
        Addresses {
            js: "/pkg/a/frontend.js".into(),
            wasm: "/pkg/a/frontend_bg.wasm".into(),
            editor_js: "/pkg/b/frontend.js".into(),
            editor_wasm: "/pkg/b/frontend_bg.wasm".into(),
            css: css.into(),
            editor_css: "/pkg/editor.0.css".into(),
            boot: "boot()".into(),
            rich_text: "/pkg/rich-text.0.js".into(),
        }
    }

    #[test]
    fn a_superseded_file_stays_for_a_month_however_old_it_is() -> Result<()> {
        let folder = TestFolder::new("site-month")?;
        let pkg = folder.0.join("pkg");
        let old = put(&pkg, "site", "css", "old")?;
        publish(&folder.0, &addresses(&old))?;
        let path = folder.0.join(&old[1..]);
        let long_ago = std::time::SystemTime::now() - 2 * KEPT_FOR;
        fs::File::open(&path)?.set_modified(long_ago)?;
        let new = put(&pkg, "site", "css", "new")?;
        publish(&folder.0, &addresses(&new))?;
        assert!(path.exists());
        fs::File::open(&path)?.set_modified(long_ago)?;
        publish(&folder.0, &addresses(&new))?;
        assert!(!path.exists());
        Ok(())
    }

    #[test]
    fn the_top_of_the_site_is_what_public_is() -> Result<()> {
        let folder = TestFolder::new("site-public")?;
        let (public, site) = (folder.0.join("public"), folder.0.join("site"));
        write_atomically(&public.join("icons/a.svg"), b"<svg/>")?;
        write_atomically(&public.join("b.txt"), b"b")?;
        copy_public(&public, &site, Mode::Release)?;
        compress::beside(&site.join("b.txt"))?;
        fs::remove_file(public.join("b.txt"))?;
        write_atomically(&site.join("pkg/kept.css"), b"")?;
        write_atomically(&site.join(dev::STARTED), b"1")?;
        copy_public(&public, &site, Mode::Dev)?;
        assert_eq!(walk(&site)?, [site.join(dev::STARTED), site.join("icons/a.svg"), site.join("pkg/kept.css")]);
        copy_public(&public, &site, Mode::Release)?;
        assert_eq!(walk(&site)?, [site.join("icons/a.svg"), site.join("pkg/kept.css")]);
        Ok(())
    }
}
