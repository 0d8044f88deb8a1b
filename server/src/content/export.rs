//! Writing the store's published content into a folder.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use app::model::{FieldName, Language};
use app::store::{Store, StoreError};

use super::format::{self, KINDS, folder_of};

/// What an export did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ExportCounts {
    /// Files that were written.
    pub written: usize,
    /// Files that were the same already.
    pub unchanged: usize,
}

/// Why the export did not come to its end.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The folder holds something that the export would not write, so that it would not be the export alone. Nothing was
    /// written, and nothing is ever removed.
    #[error("{}", foreign_lines(.0))]
    Foreign(Vec<String>),
    /// A file cannot be written.
    #[error("{}: Das lässt sich nicht schreiben ({source}). Bitte Platz und Rechte prüfen.", .path.display())]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The store did not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Writes what is published into a folder: a new or empty one, or one that holds an earlier export. Hidden files and a
/// `README.md` may be there too. Each file is replaced in one step, and only where it changes.
///
/// # Errors
/// See [`ExportError`].
pub async fn export(store: &Store, folder: &Path) -> Result<ExportCounts, ExportError> {
    let mut files = BTreeMap::new();
    for mut item in store.content(Language::German).await? {
        let path = format!("{}/{}", folder_of(item.kind()), item.slug);
        if let Ok(id) = item.text(FieldName::Portrait).parse()
            && let Some((media_type, original)) = store.original_image(&id).await?
        {
            let ending = ending_of(&media_type);
            item.texts.insert(FieldName::Portrait, format!("{}.{ending}", item.slug));
            files.insert(format!("{path}.{ending}"), original);
        }
        files.insert(format!("{path}.md"), format::write(&item).into_bytes());
    }
    write_folder(folder, &files)
}

fn ending_of(media_type: &str) -> &'static str {
    match media_type {
        "image/png" => "png",
        "image/webp" => "webp",
        _ => "jpg",
    }
}

fn write_folder(folder: &Path, files: &BTreeMap<String, Vec<u8>>) -> Result<ExportCounts, ExportError> {
    let foreign = foreign_entries(folder, files)?;
    if !foreign.is_empty() {
        return Err(ExportError::Foreign(foreign));
    }
    for kind in KINDS {
        let path = folder.join(folder_of(kind));
        fs::create_dir_all(&path).map_err(at(&path))?;
    }
    let mut counts = ExportCounts::default();
    for (name, bytes) in files {
        let path = folder.join(name);
        if fs::read(&path).is_ok_and(|there| there == *bytes) {
            counts.unchanged += 1;
        } else {
            replace(&path, bytes).map_err(at(&path))?;
            counts.written += 1;
        }
    }
    Ok(counts)
}

/// What is in the folder and would not be overwritten: a link, too, which could lead out of it.
fn foreign_entries(folder: &Path, files: &BTreeMap<String, Vec<u8>>) -> Result<Vec<String>, ExportError> {
    let mut foreign = Vec::new();
    for (name, is_folder, is_file) in entries(folder)? {
        if is_folder && KINDS.into_iter().any(|kind| folder_of(kind) == name) {
            for (inner, _, is_file) in entries(&folder.join(&name))? {
                let path = format!("{name}/{inner}");
                if !(is_file && files.contains_key(&path)) {
                    foreign.push(path);
                }
            }
        } else if !(is_file && name == "README.md") {
            foreign.push(name);
        }
    }
    foreign.sort();
    Ok(foreign)
}

/// Name, whether it is a folder, whether it is a file; without hidden ones. A folder that is not there is empty.
fn entries(folder: &Path) -> Result<Vec<(String, bool, bool)>, ExportError> {
    let listing = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        listing => listing.map_err(at(folder))?,
    };
    let mut entries = Vec::new();
    for entry in listing {
        let entry = entry.map_err(at(folder))?;
        let found = entry.file_type().map_err(at(&entry.path()))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if !name.starts_with('.') {
            entries.push((name, found.is_dir(), found.is_file()));
        }
    }
    Ok(entries)
}

/// Writes beside the file first, so that nobody ever finds half of it.
fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let beside = path.with_file_name(format!(".{name}.new"));
    let _ = fs::remove_file(&beside);
    let mut file = fs::File::create_new(&beside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&beside, path)
}

fn at(path: &Path) -> impl Fn(io::Error) -> ExportError {
    move |source| ExportError::Write { path: path.to_owned(), source }
}

fn foreign_lines(foreign: &[String]) -> String {
    let line = |path: &String| {
        let path = path.replace(char::is_control, "\u{fffd}");
        format!(
            "{path}: Das gehört nicht zum Export. Bitte entfernen oder einen leeren Ordner nehmen. Es wurde nichts geschrieben."
        )
    };
    foreign.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(names: &[&str]) -> BTreeMap<String, Vec<u8>> {
        names.iter().map(|name| ((*name).to_owned(), format!("Text von {name}").into_bytes())).collect()
    }

    fn foreign(result: Result<ExportCounts, ExportError>) -> Vec<String> {
        match result {
            Err(ExportError::Foreign(foreign)) => foreign,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn an_export_goes_into_a_new_folder_and_over_an_earlier_one() {
        let folder = tempfile::tempdir().expect("a folder");
        let folder = folder.path().join("neu/export");
        let mut files = files(&["themen/a.md", "seiten/b.md"]);
        assert_eq!(write_folder(&folder, &files).expect("an export"), ExportCounts { written: 2, unchanged: 0 });
        files.insert("themen/a.md".to_owned(), b"anders".to_vec());
        fs::write(folder.join("README.md"), "Hinweis").expect("a file");
        fs::create_dir(folder.join(".git")).expect("a folder");
        assert_eq!(write_folder(&folder, &files).expect("an export"), ExportCounts { written: 1, unchanged: 1 });
        assert_eq!(fs::read_to_string(folder.join("themen/a.md")).expect("a file"), "anders");
        assert_eq!(fs::read_dir(folder.join("themen")).expect("a folder").count(), 1);
    }

    #[test]
    fn a_folder_with_anything_else_is_left_as_it_is() {
        let folder = tempfile::tempdir().expect("a folder");
        let folder = folder.path();
        fs::create_dir_all(folder.join("themen/unter")).expect("a folder");
        fs::write(folder.join("themen/fremd.md"), "").expect("a file");
        fs::write(folder.join("steuer.ods"), "").expect("a file");
        std::os::unix::fs::symlink("/etc/passwd", folder.join("themen/a.md")).expect("a link");
        std::os::unix::fs::symlink("/etc", folder.join("seiten")).expect("a link");
        let foreign = foreign(write_folder(folder, &files(&["themen/a.md", "seiten/b.md"])));
        assert_eq!(foreign, ["seiten", "steuer.ods", "themen/a.md", "themen/fremd.md", "themen/unter"]);
        assert!(!folder.join("meldungen").exists());
    }
}
