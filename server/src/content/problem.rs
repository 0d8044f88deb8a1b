//! What is wrong with a content folder, in words for those who write it.

use std::fmt;

use app::model::{FieldName, FieldProblem};

/// Something in a content folder that cannot be imported.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// The file, seen from the folder: `themen/migration.md`.
    pub path: String,
    /// Its line, counted from 1, where the problem has one.
    pub line: Option<usize>,
    /// A German sentence that says what to do.
    pub sentence: String,
}

impl Problem {
    pub(super) fn new(path: &str, line: impl Into<Option<usize>>, sentence: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line: line.into(), sentence: sentence.into() }
    }
}

impl fmt::Display for Problem {
    /// One line `themen/migration.md:3: …`, whatever the file holds: control characters don't reach the terminal.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let line = self.line.map(|line| format!(":{line}")).unwrap_or_default();
        let text = format!("{}{line}: {}", self.path, self.sentence);
        f.write_str(&text.replace(char::is_control, "\u{fffd}"))
    }
}

/// What is wrong with a field. The field is called by its key in the file.
pub(super) fn sentence(field: FieldName, problem: FieldProblem) -> String {
    let name = name(field);
    match problem {
        FieldProblem::TooLong(longest) => format!("{name} ist länger als {longest} Zeichen. Bitte kürzen."),
        FieldProblem::ControlCharacter(position) => {
            format!(
                "{name} enthält an Stelle {position} ein Zeichen, das dort nicht stehen darf (Steuerzeichen, Umbruch). Bitte entfernen."
            )
        }
        FieldProblem::Empty => format!("{name} ist leer. Bitte ausfüllen."),
        FieldProblem::NotADate => format!("{name} ist kein Datum. Bitte so schreiben: \"2024-10-30\"."),
        FieldProblem::NotAnEmail => {
            format!("{name} ist keine E-Mail-Adresse. Bitte so schreiben: \"name[at]beispiel.de\".")
        }
        FieldProblem::NotAPicture => {
            format!("{name} nennt kein Bild. Bitte so schreiben: \"name.jpg\", und das Bild neben diese Datei legen.")
        }
        // Files say by their names and lists where they belong, and that is checked there.
        FieldProblem::NotASlug | FieldProblem::SlugTaken | FieldProblem::UnknownEntry(_) => {
            format!("{name} nennt eine Adresse, die es so nicht gibt.")
        }
    }
}

/// What a field is called in a file.
fn name(field: FieldName) -> String {
    match field {
        FieldName::Introduction | FieldName::Body => "Der Text unter dem Kopf".to_owned(),
        field => format!("`{}`", field.as_str()),
    }
}
