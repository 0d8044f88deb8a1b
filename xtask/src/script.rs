//! Scripts of our own.

use crate::files::read;
use anyhow::{Context, Result, ensure};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// The npm package of the rich-text editor.
pub(crate) const RICH_TEXT: &str = "frontend/rich_text";

/// Bundles the npm package in a folder into one script: what its `npm run build` leaves in `dist/`.
pub(crate) fn bundle(package: &Path, script: &str) -> Result<String> {
    install(package)?;
    npm(package, &["run", "--silent", "build"])?;
    let path = package.join("dist").join(script);
    String::from_utf8(read(&path)?).with_context(|| format!("{} is not UTF-8", path.display()))
}

/// What a package stands on, where it is not there yet.
fn install(package: &Path) -> Result<()> {
    let modified = |file: &str| package.join(file).metadata().and_then(|metadata| metadata.modified()).ok();
    // npm writes the second one when everything is there.
    if modified("package-lock.json") > modified("node_modules/.package-lock.json") {
        npm(package, &["ci", "--no-audit", "--no-fund", "--loglevel=error"])?;
    }
    Ok(())
}

/// A module with short names and without space, by the esbuild that bundles the rich-text editor.
pub(crate) fn minify(module: &str) -> Result<String> {
    install(Path::new(RICH_TEXT))?;
    let mut esbuild = Command::new(Path::new(RICH_TEXT).join("node_modules/.bin/esbuild"))
        .args(["--minify", "--format=esm", "--target=es2022"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context("cannot run esbuild")?;
    // esbuild reads all of it before it writes.
    esbuild.stdin.take().context("esbuild takes no input")?.write_all(module.as_bytes())?;
    let output = esbuild.wait_with_output()?;
    ensure!(output.status.success(), "esbuild failed: {}", output.status);
    Ok(String::from_utf8(output.stdout)?)
}

fn npm(package: &Path, arguments: &[&str]) -> Result<()> {
    let status = Command::new("npm")
        .args(arguments)
        .current_dir(package)
        .stdout(std::io::stderr())
        .status()
        .context("cannot run npm")?;
    ensure!(status.success(), "npm {} failed in {}", arguments.join(" "), package.display());
    Ok(())
}

/// Comments and indentation are for readers of the source: leaves out empty lines, indentation and lines that are nothing but a `//` comment.
/// That is all: a script must have neither template strings nor block comments of several lines.
pub(crate) fn shorten(source: &str) -> String {
    let lines = source.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//"));
    lines.flat_map(|line| [line, "\n"]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_indentation_go() {
        assert_eq!(shorten("// one\n\nif (a) {\n  b('//x'); // c\n}\n"), "if (a) {\nb('//x'); // c\n}\n");
    }
}
