//! Reading a content folder into the store.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;

use app::model::{Date, EmailAddress, FieldName, FieldProblem, ImageId, ItemKind, Language, Slug};
use app::store::{ContentItem, ContentPlace, ImportCounts, Store, StoreError};

use super::demonstration;
use super::folder::{self, Source, SourceFile, SourcePicture};
use super::format::{self, MissingFence, Parts, body_field, folder_of};
use super::header::Header;
use super::problem::{Problem, sentence};
use crate::photo::{PhotoProblem, prepare_in_turn};

/// Why nothing was imported. In every case nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The folder cannot be imported as it is. Shown as one line per problem: `themen/migration.md:3: …`.
    #[error("{}", lines(.0))]
    Problems(Vec<Problem>),
    /// The store did not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Imports a content folder, all of it or nothing. The same folder again changes nothing.
///
/// # Errors
/// See [`ImportError`].
pub async fn import(store: &Store, folder: &Path) -> Result<ImportCounts, ImportError> {
    let (source, problems) = folder::read(folder);
    let items = read_items(store, &source, problems).await?;
    Ok(store.import_content(&items, Language::German).await?)
}

/// Imports the demonstration content, which is part of the program, into a store that holds nothing yet. `None`: it holds
/// something already. Several servers may do this at once.
///
/// # Errors
/// See [`ImportError`].
pub async fn import_demonstration(store: &Store) -> Result<Option<ImportCounts>, ImportError> {
    let source = Source { files: demonstration::files(), pictures: Vec::new() };
    let items = read_items(store, &source, Vec::new()).await?;
    Ok(store.import_first_content(&items, Language::German).await?)
}

fn lines(problems: &[Problem]) -> String {
    let lines: Vec<String> = problems.iter().map(Problem::to_string).collect();
    lines.join("\n")
}

/// All items of some files, if there is no problem with any of them. Their pictures are kept then: what nothing names goes by itself.
async fn read_items(
    store: &Store,
    source: &Source,
    mut problems: Vec<Problem>,
) -> Result<Vec<ContentItem>, ImportError> {
    let files = &source.files;
    let read: Vec<ReadFile> = files.iter().map(read_file).collect();
    problems.extend(pictures_of_nobody(&source.pictures, &read));
    let stored = store.content_slugs().await?;
    let in_folder = files.iter().filter_map(|file| Some((file.kind, file.stem.parse::<Slug>().ok()?)));
    let known: HashSet<(ItemKind, Slug)> = in_folder.chain(stored).collect();
    let mut items = Vec::new();
    for (file_source, mut file) in files.iter().zip(read) {
        if let Some((name, line)) = &file.portrait {
            match keep_portrait(store, &source.pictures, name).await? {
                Ok(id) => set_portrait(&mut file.item, &id),
                Err(sentence) => file.problems.push(Problem::new(&file_source.path, *line, sentence)),
            }
        }
        problems.extend(file.problems);
        problems.extend(file.references.iter().filter(|reference| !known.contains(&reference.target)).map(
            |reference| {
                let (kind, slug) = &reference.target;
                let folder = folder_of(*kind);
                let sentence = format!(
                    "„{slug}“ in `{}` gibt es nicht. Bitte {folder}/{slug}.md anlegen oder den Namen berichtigen.",
                    reference.key
                );
                Problem::new(&file_source.path, reference.line, sentence)
            },
        ));
        items.extend(file.item);
    }
    problems.sort();
    if problems.is_empty() { Ok(items) } else { Err(ImportError::Problems(problems)) }
}

/// What a file says, and what is wrong with it.
#[derive(Debug, Default)]
pub(super) struct ReadFile {
    /// Only where nothing is wrong.
    pub(super) item: Option<ContentItem>,
    pub(super) problems: Vec<Problem>,
    references: Vec<Reference>,
    /// The name of a person's picture, and the line that names it.
    portrait: Option<(String, usize)>,
}

/// Another item that a file names.
#[derive(Debug)]
struct Reference {
    key: &'static str,
    target: (ItemKind, Slug),
    line: usize,
}

pub(super) fn read_file(source: &SourceFile) -> ReadFile {
    let mut file = ReadFile::default();
    let slug = source.stem.parse::<Slug>();
    if slug.is_err() {
        file.problems.push(Problem::new(
            &source.path,
            None,
            "Der Dateiname wird zur Adresse. Erlaubt sind Kleinbuchstaben a–z, Ziffern und einzelne Bindestriche. Bitte umbenennen.",
        ));
    }
    let text = format::with_plain_line_ends(&source.text);
    let parts = match format::split(&text) {
        Ok(parts) => parts,
        Err(missing) => {
            file.problems.push(fence_problem(&source.path, &text, &missing));
            return file;
        }
    };
    let mut header = Header::parse(&source.path, parts.header);
    let place = take_place(&mut header, source.kind, &mut file.references);
    let texts = take_texts(&mut header, source.kind, &parts, &mut file.portrait);
    header.refuse_the_rest(&keys(source.kind));
    file.problems.extend(header.problems);
    file.item = slug.ok().filter(|_| file.problems.is_empty()).map(|slug| ContentItem { slug, texts, place });
    file
}

/// Keeps the picture that a person's file names; or what is wrong with it.
async fn keep_portrait(
    store: &Store,
    pictures: &[SourcePicture],
    name: &str,
) -> Result<Result<ImageId, String>, StoreError> {
    let Some(picture) = pictures.iter().find(|picture| picture.name == name) else {
        return Ok(Err(sentence(FieldName::Portrait, FieldProblem::NotAPicture)));
    };
    match prepare_in_turn(picture.bytes.clone()).await {
        Ok(image) => store.add_image(&image, None).await.map(|()| Ok(image.id)),
        Err(problem) => Ok(Err(picture_sentence(name, problem))),
    }
}

fn picture_sentence(name: &str, problem: PhotoProblem) -> String {
    match problem {
        PhotoProblem::NotAPicture => format!("{name} ist kein lesbares Bild. Möglich sind JPEG, PNG und WebP."),
        PhotoProblem::TooSmall => format!("{name} ist zu klein: Jede Seite braucht mindestens 200 Bildpunkte."),
        PhotoProblem::TooManyPixels => format!("{name} hat mehr als 50 Millionen Bildpunkte. Bitte verkleinern."),
    }
}

/// From here on the portrait is named as in the store.
fn set_portrait(item: &mut Option<ContentItem>, id: &ImageId) {
    if let Some(item) = item {
        item.texts.insert(FieldName::Portrait, id.to_string());
    }
}

/// Pictures that no file names, most likely by mistake.
fn pictures_of_nobody(pictures: &[SourcePicture], read: &[ReadFile]) -> Vec<Problem> {
    let is_named = |picture: &SourcePicture| {
        read.iter().any(|file| file.portrait.as_ref().is_some_and(|(name, _)| *name == picture.name))
    };
    let problem = |picture: &SourcePicture| {
        let name = &picture.name;
        let sentence = format!(
            "Dieses Bild gehört zu niemandem. Bitte in der Datei einer Person portrait = \"{name}\" ergänzen, oder das Bild entfernen."
        );
        Problem::new(&picture.path, None, sentence)
    };
    pictures.iter().filter(|picture| !is_named(picture)).map(problem).collect()
}

fn fence_problem(path: &str, text: &str, missing: &MissingFence) -> Problem {
    match missing {
        MissingFence::First => {
            Problem::new(path, 1, "Die Datei beginnt nicht mit dem Kopf. Bitte als erste Zeile +++ einsetzen.")
        }
        MissingFence::Second => Problem::new(
            path,
            text.lines().count(),
            "Der Kopf hat kein Ende. Bitte nach seiner letzten Zeile eine Zeile +++ einsetzen.",
        ),
    }
}

/// The keys a header may have.
fn keys(kind: ItemKind) -> Vec<&'static str> {
    let lists: &[&str] = match kind {
        ItemKind::Topic => &["position", "contacts"],
        ItemKind::Post => &["topics"],
        ItemKind::Person | ItemKind::Page | ItemKind::Home => &[],
    };
    let fields = kind.texts().filter(|field| Some(*field) != body_field(kind));
    fields.map(FieldName::as_str).chain(lists.iter().copied()).collect()
}

fn take_place(header: &mut Header<'_>, kind: ItemKind, references: &mut Vec<Reference>) -> ContentPlace {
    let mut take = |header: &mut Header<'_>, key, kind| {
        let slugs = header.take_slugs(key);
        references.extend(slugs.iter().map(|(slug, line)| Reference {
            key,
            target: (kind, slug.clone()),
            line: *line,
        }));
        slugs.into_iter().map(|(slug, _)| slug).collect::<Vec<Slug>>()
    };
    match kind {
        ItemKind::Topic => ContentPlace::Topic {
            position: header.take_number("position"),
            contacts: take(header, "contacts", ItemKind::Person),
        },
        ItemKind::Person => ContentPlace::Person,
        ItemKind::Post => {
            let mut topics = take(header, "topics", ItemKind::Topic);
            topics.sort();
            ContentPlace::Post { topics }
        }
        ItemKind::Page | ItemKind::Home => ContentPlace::Page,
    }
}

fn take_texts(
    header: &mut Header<'_>,
    kind: ItemKind,
    parts: &Parts<'_>,
    portrait: &mut Option<(String, usize)>,
) -> BTreeMap<FieldName, String> {
    let body_field = body_field(kind);
    if body_field.is_none() && !parts.body.trim().is_empty() {
        let sentence = "Unter dem Kopf darf bei Personen nichts stehen. Bitte den Text entfernen.";
        header.refuse(parts.body_line, sentence.to_owned());
    }
    let mut texts = BTreeMap::new();
    for field in kind.texts() {
        let text = if Some(field) == body_field {
            check_body(header, kind, field, parts);
            parts.body.to_owned()
        } else if field == FieldName::Portrait {
            *portrait = header.take_text(field).filter(|(name, _)| !name.is_empty());
            portrait.as_ref().map(|(name, _)| name.clone()).unwrap_or_default()
        } else {
            take_field(header, kind, field)
        };
        texts.insert(field, text);
    }
    if let Some((_, line)) = portrait
        && texts.get(&FieldName::PhotoCredit).is_none_or(String::is_empty)
    {
        let sentence = "Zu `portrait` gehört, von wem das Bild ist. Bitte ergänzen: photo_credit = \"Foto: …\".";
        header.refuse(*line, sentence.to_owned());
    }
    texts
}

/// A field of the header, in the store's spelling; empty where it is missing or wrong.
fn take_field(header: &mut Header<'_>, kind: ItemKind, field: FieldName) -> String {
    let known_problems = header.problems.len();
    let Some((text, line)) = header.take_text(field) else {
        let is_missing = header.is_toml() && header.problems.len() == known_problems;
        if is_missing && kind.requires(field) {
            let key = field.as_str();
            header.refuse(1, format!("`{key}` fehlt im Kopf. Bitte ergänzen: {key} = \"…\"."));
        }
        return String::new();
    };
    match check(kind, field, &text) {
        Ok(()) => in_stored_spelling(field, text),
        Err(problem) => {
            header.refuse(line, sentence(field, problem));
            String::new()
        }
    }
}

fn check_body(header: &mut Header<'_>, kind: ItemKind, field: FieldName, parts: &Parts<'_>) {
    let Err(problem) = check(kind, field, parts.body) else { return };
    let before = match problem {
        FieldProblem::ControlCharacter(position) => position - 1,
        _ => 0,
    };
    let lines_before = parts.body.replace("\r\n", "\n").chars().take(before).filter(|c| *c == '\n').count();
    header.refuse(parts.body_line + lines_before, sentence(field, problem));
}

/// A pair `\r\n` is a line end, not a control character.
fn check(kind: ItemKind, field: FieldName, text: &str) -> Result<(), FieldProblem> {
    field.check_publishable(kind, &text.replace("\r\n", "\n"))
}

fn in_stored_spelling(field: FieldName, text: String) -> String {
    match field {
        FieldName::PublishedOn => text.parse::<Date>().map_or(text, |date| date.to_string()),
        FieldName::Email => text.parse::<EmailAddress>().map(|address| address.masked()).unwrap_or_default(),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(kind: ItemKind, stem: &str, text: &str) -> Vec<String> {
        let path = format!("{}/{stem}.md", folder_of(kind));
        let source = SourceFile { kind, path, stem: stem.to_owned(), text: text.to_owned() };
        let read = read_file(&source);
        assert_eq!(read.item.is_some(), read.problems.is_empty());
        read.problems.iter().map(ToString::to_string).collect()
    }

    fn only_problem(kind: ItemKind, text: &str) -> String {
        let problems = problems(kind, "datei", text);
        assert_eq!(problems.len(), 1, "{problems:?}");
        problems.concat()
    }

    #[track_caller]
    fn assert_begins(problem: &str, beginning: &str) {
        assert!(problem.starts_with(beginning), "{problem}");
    }

    #[test]
    fn everything_that_is_wrong_with_a_file_is_told_at_once_with_its_line() {
        let text = "+++\ntitel = \"a\"\npublished_on = \"31.02.2024\"\nteaser = 7\ntopics = \"migration\"\n+++\n\nGut\nb\u{7}se\n";
        let problems = problems(ItemKind::Post, "Ä", text);
        let begin = [
            "meldungen/Ä.md: Der Dateiname",
            "meldungen/Ä.md:5: `topics` muss eine Liste",
            "meldungen/Ä.md:3: `published_on` ist kein Datum",
            "meldungen/Ä.md:4: `teaser` muss ein Text",
            "meldungen/Ä.md:9: Der Text unter dem Kopf enthält an Stelle 6",
            "meldungen/Ä.md:2: `titel` gibt es hier nicht. Bekannt sind: published_on, title, teaser, topics.",
        ];
        assert_eq!(problems.len(), begin.len(), "{problems:#?}");
        for (problem, begin) in problems.iter().zip(begin) {
            assert_begins(problem, begin);
        }
    }

    #[test]
    fn a_broken_header_is_explained_without_the_parsers_english() {
        assert_begins(
            &only_problem(ItemKind::Page, "Hallo\n"),
            "seiten/datei.md:1: Die Datei beginnt nicht mit dem Kopf",
        );
        assert_begins(&only_problem(ItemKind::Page, ""), "seiten/datei.md:1: Die Datei beginnt nicht mit dem Kopf");
        assert_begins(
            &only_problem(ItemKind::Page, "+++\ntitle = \"a\"\n"),
            "seiten/datei.md:2: Der Kopf hat kein Ende",
        );
        let quotes = only_problem(ItemKind::Page, "+++\n# Kommentar\ntitle = \"Er sagt \"nein\"\"\n+++\n");
        assert_begins(&quotes, "seiten/datei.md:3: `title` ist kein gültiges TOML");
        let twice = only_problem(ItemKind::Page, "+++\ntitle = \"a\"\ntitle = \"b\"\n+++\n");
        assert_begins(&twice, "seiten/datei.md:3: `title` steht zweimal");
        let control = only_problem(ItemKind::Page, "+++\ntitle = \"a\u{1b}b\"\n+++\n");
        assert_begins(&control, "seiten/datei.md:2: `title` enthält ein Steuerzeichen");
    }

    #[test]
    fn required_texts_must_be_there() {
        assert_begins(&only_problem(ItemKind::Page, "+++\n+++\n"), "seiten/datei.md:1: `title` fehlt");
        assert_begins(
            &only_problem(ItemKind::Page, "+++\n\ntitle = \" \"\n+++\n"),
            "seiten/datei.md:3: `title` ist leer",
        );
        assert_begins(
            &only_problem(ItemKind::Post, "+++\nteaser = \"t\"\n+++\n"),
            "meldungen/datei.md:1: `published_on` fehlt",
        );
        assert_eq!(
            problems(ItemKind::Post, "datei", "+++\npublished_on = \"2024-10-30\"\nteaser = \"t\"\n+++\n"),
            [""; 0]
        );
    }

    #[test]
    fn values_must_be_of_their_kind_and_size() {
        let person = |line: &str| only_problem(ItemKind::Person, &format!("+++\nname = \"n\"\n{line}\n+++\n"));
        assert_begins(&person("email = \"christine\""), "personen/datei.md:3: `email` ist keine E-Mail-Adresse");
        assert_begins(&person("role = \"a\\u0000\""), "personen/datei.md:3: `role` enthält an Stelle 2");
        assert_begins(
            &person(&format!("pronouns = \"{}\"", "x".repeat(301))),
            "personen/datei.md:3: `pronouns` ist länger als 300",
        );
        assert_begins(&person("position = 1"), "personen/datei.md:3: `position` gibt es hier nicht");
        assert_begins(
            &only_problem(ItemKind::Person, "+++\nname = \"n\"\n+++\n\nText\n"),
            "personen/datei.md:5: Unter dem Kopf",
        );
        let topic = |line: &str| only_problem(ItemKind::Topic, &format!("+++\ntitle = \"t\"\n{line}\n+++\n"));
        assert_begins(&topic("position = \"1\""), "themen/datei.md:3: `position` muss eine ganze Zahl");
        assert_begins(&topic("position = 3000000000"), "themen/datei.md:3: `position` muss eine ganze Zahl");
        assert_begins(
            &topic("contacts = [\n\"a\",\n\"../b\"]"),
            "themen/datei.md:5: In `contacts` stehen nur Dateinamen",
        );
        assert_begins(&topic("contacts = [\"a\",\n\"a\"]"), "themen/datei.md:4: „a“ steht zweimal in `contacts`");
        assert_begins(&topic("[extra]\na = 1"), "themen/datei.md:3: `extra` gibt es hier nicht");
        assert_begins(&topic("published_on = 2024-10-30"), "themen/datei.md:3: `published_on` gibt es hier nicht");
    }

    #[test]
    fn both_spellings_of_an_address_and_all_of_a_day_are_read() {
        let read = |kind, text: &str| {
            let source = SourceFile { kind, path: String::new(), stem: "a".into(), text: text.into() };
            read_file(&source).item.expect("an item")
        };
        let person = read(ItemKind::Person, "+++\nname = \"n\"\nemail = \"a@B.de\"\n+++\n");
        assert_eq!(person.text(FieldName::Email), "a[at]b.de");
        let post = read(ItemKind::Post, "+++\npublished_on = \"30. Oktober 2024\"\nteaser = \"t\"\n+++\n");
        assert_eq!(post.text(FieldName::PublishedOn), "2024-10-30");
    }

    #[test]
    fn a_terminal_gets_no_control_characters() {
        let problems = problems(ItemKind::Page, "\u{1b}[2J", "+++\ntitle = \"t\"\n\"\\u001b\" = 1\n+++\n");
        assert!(problems.len() == 2 && !problems.concat().contains('\u{1b}'), "{problems:?}");
    }
}
