//! Reading the files of a content folder, and naming whatever does not belong there.

use std::fs::{self, DirEntry};
use std::io;
use std::path::Path;

use app::model::ItemKind;
use app::portrait::LARGEST as LARGEST_PICTURE;

use super::format::{KINDS, folder_of};
use super::problem::Problem;

/// A file as it was found.
#[derive(Clone, Debug)]
pub(super) struct SourceFile {
    pub(super) kind: ItemKind,
    /// Seen from the folder: `themen/migration.md`.
    pub(super) path: String,
    /// The file's name without `.md`: the slug, where it is one.
    pub(super) stem: String,
    pub(super) text: String,
}

/// A picture that lies beside the files of people.
#[derive(Clone, Debug)]
pub(super) struct SourcePicture {
    /// Seen from the folder: `personen/ida.jpg`.
    pub(super) path: String,
    /// The file's name, as people's files name it.
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
}

/// What a content folder holds.
#[derive(Clone, Debug, Default)]
pub(super) struct Source {
    /// By path.
    pub(super) files: Vec<SourceFile>,
    pub(super) pictures: Vec<SourcePicture>,
}

/// The endings of pictures.
const PICTURES: [&str; 4] = ["jpg", "jpeg", "png", "webp"];

/// The most bytes a file may have: more than the longest text needs.
const LARGEST: u64 = 1024 * 1024;

/// All files of a content folder, by path. Hidden files are passed over; links are never followed.
pub(super) fn read(folder: &Path) -> (Source, Vec<Problem>) {
    let mut source = Source::default();
    let mut problems = Vec::new();
    for (name, entry) in visible_entries(folder, &folder.display().to_string(), &mut problems) {
        let kind = KINDS.into_iter().find(|kind| folder_of(*kind) == name);
        match (entry.file_type(), kind) {
            (Ok(found), Some(kind)) if found.is_dir() => read_items(&entry.path(), kind, &mut source, &mut problems),
            (Ok(found), None) if found.is_file() && name == "README.md" => {}
            _ => problems.push(Problem::new(
                &name,
                None,
                "Das gehört nicht in einen Inhalte-Ordner. Erlaubt sind die Ordner themen, personen, meldungen und seiten (keine \
                 Verknüpfungen) und die Datei README.md. Bitte entfernen.",
            )),
        }
    }
    (source, problems)
}

fn read_items(folder: &Path, kind: ItemKind, source: &mut Source, problems: &mut Vec<Problem>) {
    for (name, entry) in visible_entries(folder, folder_of(kind), problems) {
        let path = format!("{}/{name}", folder_of(kind));
        match (name.strip_suffix(".md"), entry.file_type()) {
            (Some(stem), Ok(found)) if found.is_file() => match read_text(&entry, &path) {
                Ok(text) => source.files.push(SourceFile { kind, path, stem: stem.to_owned(), text }),
                Err(problem) => problems.push(problem),
            },
            (None, Ok(found)) if found.is_file() && kind == ItemKind::Person && is_picture(&name) => {
                match read_picture(&entry, &path) {
                    Ok(bytes) => source.pictures.push(SourcePicture { path, name, bytes }),
                    Err(problem) => problems.push(problem),
                }
            }
            _ => problems.push(Problem::new(
                &path,
                None,
                "Das ist keine Datei mit der Endung .md (Ordner und Verknüpfungen zählen nicht). Bitte entfernen.",
            )),
        }
    }
}

/// The entries of a folder by name, without hidden ones.
fn visible_entries(folder: &Path, shown: &str, problems: &mut Vec<Problem>) -> Vec<(String, DirEntry)> {
    let entries = fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>);
    let entries = entries.unwrap_or_else(|error| {
        problems.push(unreadable(shown, &error));
        Vec::new()
    });
    let mut entries: Vec<_> =
        entries.into_iter().map(|entry| (entry.file_name().to_string_lossy().into_owned(), entry)).collect();
    entries.retain(|(name, _)| !name.starts_with('.'));
    entries.sort_by(|(one, _), (other, _)| one.cmp(other));
    entries
}

fn read_text(entry: &DirEntry, path: &str) -> Result<String, Problem> {
    let size = entry.metadata().map_err(|error| unreadable(path, &error))?.len();
    if size > LARGEST {
        return Err(Problem::new(path, None, "Die Datei ist größer als 1 MB. Bitte kürzen oder aufteilen."));
    }
    let bytes = fs::read(entry.path()).map_err(|error| unreadable(path, &error))?;
    String::from_utf8(bytes).map_err(|error| {
        let valid = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = valid.split(|byte| *byte == b'\n').count();
        Problem::new(path, line, "Die Datei ist kein UTF-8. Bitte im Editor mit der Kodierung UTF-8 speichern.")
    })
}

fn is_picture(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, ending)| PICTURES.contains(&ending))
}

fn read_picture(entry: &DirEntry, path: &str) -> Result<Vec<u8>, Problem> {
    let size = entry.metadata().map_err(|error| unreadable(path, &error))?.len();
    if size > LARGEST_PICTURE as u64 {
        return Err(Problem::new(path, None, "Das Bild ist größer als 12 MB. Bitte verkleinern."));
    }
    fs::read(entry.path()).map_err(|error| unreadable(path, &error))
}

fn unreadable(path: &str, error: &io::Error) -> Problem {
    Problem::new(path, None, format!("Das lässt sich nicht lesen ({error}). Bitte Name und Rechte prüfen."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        for (path, bytes) in files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            fs::write(path, bytes).expect("a file");
        }
        folder
    }

    #[test]
    fn only_content_files_are_read_and_hidden_ones_passed_over() {
        let folder = folder(&[
            ("README.md", b"Hinweis"),
            (".git/config", b""),
            ("seiten/.DS_Store", b"\xff"),
            ("seiten/impressum.md", b"b"),
            ("meldungen/a.md", b"a"),
            ("personen/a.jpg", b"jpg"),
        ]);
        let (Source { files, pictures }, problems) = read(folder.path());
        assert_eq!(problems, []);
        assert_eq!(
            files.iter().map(|file| file.path.as_str()).collect::<Vec<_>>(),
            ["meldungen/a.md", "seiten/impressum.md"]
        );
        let pictures: Vec<_> = pictures.iter().map(|picture| (picture.name.as_str(), &picture.bytes[..])).collect();
        assert_eq!(pictures, [("a.jpg", &b"jpg"[..])]);
    }

    #[test]
    fn what_does_not_belong_there_is_named() {
        let large = vec![b'a'; usize::try_from(LARGEST).expect("a size") + 1];
        let folder = folder(&[
            ("topics/a.md", b""),
            ("notiz.txt", b""),
            ("seiten/a.txt", b""),
            ("seiten/a.jpg", b""),
            ("seiten/unter/a.md", b""),
            ("seiten/latin1.md", b"+++\ntitle = \"\xe4\"\n"),
            ("seiten/lang.md", &large),
        ]);
        std::os::unix::fs::symlink("/etc/passwd", folder.path().join("seiten/passwd.md")).expect("a link");
        std::os::unix::fs::symlink("/etc", folder.path().join("themen")).expect("a link");
        let (source, problems) = read(folder.path());
        assert!(source.files.is_empty() && source.pictures.is_empty());
        let mut named: Vec<_> = problems.iter().map(|problem| (problem.path.as_str(), problem.line)).collect();
        named.sort_unstable();
        let expected = [
            ("notiz.txt", None),
            ("seiten/a.jpg", None),
            ("seiten/a.txt", None),
            ("seiten/lang.md", None),
            ("seiten/latin1.md", Some(2)),
            ("seiten/passwd.md", None),
            ("seiten/unter", None),
            ("themen", None),
            ("topics", None),
        ];
        assert_eq!(named, expected);
    }

    #[test]
    fn a_folder_that_is_not_there_is_named() {
        let (_, problems) = read(Path::new("/nicht/da"));
        assert!(
            problems.len() == 1 && problems[0].to_string().starts_with("/nicht/da: Das lässt sich nicht lesen"),
            "{problems:?}"
        );
    }
}
