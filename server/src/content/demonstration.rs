//! The demonstration content, as part of the program.

use app::model::ItemKind;

use super::folder::SourceFile;
use super::format::folder_of;

/// The files of one folder of the repository's `content/`.
macro_rules! files {
    ($kind:expr, $folder:literal, [$($stem:literal),* $(,)?]) => {
        [$(($kind, $stem, include_str!(concat!("../../../content/", $folder, "/", $stem, ".md")))),*]
    };
}

const TOPICS: [(ItemKind, &str, &str); 1] = files!(ItemKind::Topic, "themen", ["migration"]);

const PEOPLE: [(ItemKind, &str, &str); 1] = files!(ItemKind::Person, "personen", ["christine-jochem"]);

const POSTS: [(ItemKind, &str, &str); 6] = files!(
    ItemKind::Post,
    "meldungen",
    [
        "2024-03-17-christine-jochem-sprecherin-fuer",
        "2024-05-15-wir-stehen-zusammen-und",
        "2024-05-23-seit-2019-hat-hannover",
        "2024-06-20-herzlichen-glueckwunsch-an-die",
        "2024-07-01-am-28-juni-ist",
        "2024-10-30-sehr-geehrte-kollegen-von",
    ]
);

const PAGES: [(ItemKind, &str, &str); 3] =
    files!(ItemKind::Page, "seiten", ["barrierefreiheit", "datenschutz", "impressum"]);

/// All files, as if they had been read from a folder.
pub(super) fn files() -> Vec<SourceFile> {
    let all = TOPICS.into_iter().chain(PEOPLE).chain(POSTS).chain(PAGES);
    all.map(|(kind, stem, text)| SourceFile {
        kind,
        path: format!("{}/{stem}.md", folder_of(kind)),
        stem: stem.to_owned(),
        text: text.to_owned(),
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use app::model::{FieldName, Slug};
    use app::store::{ContentItem, ContentPlace};

    use super::*;
    use crate::content::folder;
    use crate::content::format;
    use crate::content::import::read_file;

    /// The page as it stands on the web, word for word.
    const INTRODUCTION: [&str; 2] = [
        "Hannover verfolgt eine aufgeschlossene und integrative Migrationspolitik, die darauf abzielt, Neuankömmlinge in die städtische Gemeinschaft einzubinden und Chancengleichheit für alle zu fördern. Die Stadt hat umfassende Unterstützungsstrukturen etabliert, die Neuankömmlingen helfen, sich in der neuen Umgebung zurechtzufinden und Zugang zu wichtigen Ressourcen wie Sprachkursen, Bildung und Arbeitsmarktintegration zu erhalten.",
        "Besonderes Augenmerk legt Hannover auf die interkulturelle Öffnung der Verwaltung und öffentlicher Dienste, um sicherzustellen, dass die vielfältigen Bedürfnisse der Migrantenbevölkerung angemessen berücksichtigt werden. Durch regelmäßige Dialogformate und die Einbindung von Migrantenselbstorganisationen in Entscheidungsprozesse fördert die Stadt die aktive Teilnahme aller Bürger an der gesellschaftlichen Entwicklung. Zudem gibt es spezielle Projekte und Programme, die auf die Förderung des Zusammenhalts und den Abbau von Vorurteilen und Diskriminierung abzielen, um ein gemeinschaftliches und respektvolles Zusammenleben in Hannover zu gewährleisten.",
    ];

    const ENTRIES: [(&str, &str); 6] = [
        (
            "17. März 2024",
            "Christine Jochem, Sprecherin für Migrationspolitik: „Hannovers Modell der Sozialkarte kann als bundesweites Vorbild für alle Kommunen dienen\"",
        ),
        (
            "15. Mai 2024",
            "Wir stehen zusammen und erklären unsere uneingeschränkte Solidarität anlässlich der jüngsten Angriffe und Bedrohungen auf Wahlkämpfende und politisch Aktive.",
        ),
        (
            "23. Mai 2024",
            "Seit 2019 hat Hannover bereits viel für den Flüchtlingsschutz erreicht. Nun beantragen wir die nächsten Schritte",
        ),
        (
            "20. Juni 2024",
            "\"Herzlichen Glückwunsch an die engagierten Persönlichkeiten, die mit ihrem Einsatz für den gesellschaftlichen Zusammenhalt, die Demokratie und Menschenrechte kämpfen und…",
        ),
        (
            "1. Juli 2024",
            "Am 28. Juni ist es auf dem Schützenfest Hannover zu einem völlig inakzeptablen transfeindlichen Vorfall gekommen.",
        ),
        (
            "30. Oktober 2024",
            "Sehr geehrte Kollegen von SPD, CDU und FDP, Die ersten öffentlichen Reaktionen auf die Haushaltsplanungen Eures Dreierbündnisses sind laut und…",
        ),
    ];

    fn items(kind: ItemKind) -> Vec<ContentItem> {
        let files = files().into_iter().filter(|file| file.kind == kind);
        files.map(|file| read_file(&file).item.unwrap_or_else(|| panic!("{}", file.path))).collect()
    }

    #[test]
    fn the_program_holds_every_file_of_the_folder() {
        let (source, problems) = folder::read(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../content")));
        assert_eq!(problems, []);
        let mut embedded: Vec<_> = files().into_iter().map(|file| (file.path, file.text)).collect();
        embedded.sort();
        assert_eq!(embedded, source.files.into_iter().map(|file| (file.path, file.text)).collect::<Vec<_>>());
    }

    #[test]
    fn every_file_stands_as_an_export_would_write_it() {
        for file in files() {
            let item = read_file(&file).item.unwrap_or_else(|| panic!("{}", file.path));
            assert_eq!(format::write(&item), file.text, "{}", file.path);
        }
    }

    #[test]
    fn the_topic_migration_says_what_it_says_on_the_web() {
        let [topic] = &items(ItemKind::Topic)[..] else { panic!("one topic") };
        assert_eq!(topic.text(FieldName::Title), "Migration");
        assert_eq!(topic.text(FieldName::Introduction), INTRODUCTION.join("\n\n"));
        let [person] = &items(ItemKind::Person)[..] else { panic!("one person") };
        assert_eq!(topic.place, ContentPlace::Topic { position: 1, contacts: vec![person.slug.clone()] });
        assert_eq!(person.slug.as_str(), "christine-jochem");
        assert_eq!(person.text(FieldName::Name), "Christine Jochem");
        assert_eq!(person.text(FieldName::Pronouns), "(sie/ihr)");
        assert_eq!(
            person.text(FieldName::Role),
            "Sprecherin für Migrationspolitik, Fraktionsvorsitzende im Bezirksrat"
        );
        assert_eq!(person.text(FieldName::Email), "christine.jochem[at]hannover-rat.de");
    }

    #[test]
    fn each_entry_says_what_it_says_on_the_web_and_nothing_else() {
        let posts = items(ItemKind::Post);
        assert_eq!(posts.len(), ENTRIES.len());
        for (post, (day, teaser)) in posts.iter().zip(ENTRIES) {
            let day: app::model::Date = day.parse().expect("a day");
            assert_eq!(post.text(FieldName::PublishedOn), day.to_string());
            assert_eq!(post.text(FieldName::Teaser), teaser);
            assert_eq!((post.text(FieldName::Title), post.text(FieldName::Body)), ("", ""));
            assert_eq!(post.slug, Slug::for_post(day, "", teaser));
            assert_eq!(post.place, ContentPlace::Post { topics: vec!["migration".parse().expect("a slug")] });
        }
    }

    #[test]
    fn no_file_holds_a_plain_address_and_each_legal_page_says_that_it_is_not_complete() {
        assert!(files().iter().all(|file| !file.text.contains('@')));
        for page in items(ItemKind::Page) {
            let body = page.text(FieldName::Body);
            assert!(
                body.starts_with("Diese Seite ist noch nicht vollständig:") && body.contains("insetzen: "),
                "{}",
                page.slug
            );
        }
    }
}
