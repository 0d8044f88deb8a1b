//! The interface's words. German is the interface's language; no component holds words of its own.

mod accounts;
mod errors;
pub mod factors;
#[cfg(feature = "ssr")]
mod log;
pub mod words;

pub use accounts::*;
pub use errors::*;
#[cfg(feature = "ssr")]
pub use log::{LOG_COLUMNS, account_by_address, log_action, log_page, log_place, log_sentence};

use std::fmt::Display;

use crate::model::{
    BarrierReport, ChangeSet, Concern, DeletedItem, DoneReport, DraftedItem, FieldName, FieldProblem, HistoryEntry,
    HistoryEvent, ItemKind, Lack, Placeholders, Present, Preview, PreviewLink, PreviewLinks, ScheduledText, TopicLink,
    UnfinishedPage, VersionName, isolated,
};
#[cfg(feature = "ssr")]
use crate::model::{Date, Hits};

/// The label of a field.
pub fn label(field: FieldName) -> &'static str {
    match field {
        FieldName::Title => "Titel",
        FieldName::Introduction => "Einleitung",
        FieldName::Name => "Name",
        FieldName::Pronouns => "Pronomen",
        FieldName::Role => "Funktion",
        FieldName::Email => "E-Mail",
        FieldName::PublishedOn => "Datum",
        FieldName::Teaser => "Teaser",
        FieldName::Body => "Text",
        FieldName::Contacts => "Kontakte",
        FieldName::Topics => "Themen",
        FieldName::Slug => "Adresse",
        FieldName::Portrait => "Porträt",
        FieldName::PhotoCredit => "Bildnachweis",
        FieldName::Synonyms => "Gleichbedeutende Wörter",
    }
}

/// What belongs into an empty field, and why.
pub fn hint(field: FieldName) -> &'static str {
    match field {
        FieldName::Title => "Titel, wenn die Meldung einen braucht",
        FieldName::Introduction => "Einleitung – worum es geht und was die Fraktion will",
        FieldName::Name => "Vor- und Nachname",
        FieldName::Pronouns => "Pronomen, zum Beispiel (sie/ihr)",
        FieldName::Role => "Funktion, zum Beispiel Sprecherin für …",
        FieldName::Email => "name[at]beispiel.de – wird vor Adresssammlern geschützt",
        FieldName::PublishedOn => "Datum, zum Beispiel 30. Oktober 2024",
        FieldName::Teaser => "Teaser: das Wichtigste in zwei Sätzen, es steht in der Liste",
        FieldName::Body => "Text: alles Weitere, es steht auf der eigenen Seite der Meldung",
        FieldName::Contacts => {
            "In jeder Zeile eine Person, mit dem letzten Teil ihrer Adresse, zum Beispiel christine-jochem"
        }
        FieldName::Topics => "In jeder Zeile ein Thema, mit dem letzten Teil seiner Adresse, zum Beispiel migration",
        FieldName::Slug => "Letzter Teil der Adresse, zum Beispiel migration-und-teilhabe",
        FieldName::Portrait => words::PORTRAIT_HINT,
        FieldName::Synonyms => {
            "In jeder Zeile Wörter, die dasselbe meinen, durch Kommas getrennt: Kita, Kindergarten, Krippe"
        }
        FieldName::PhotoCredit => "Bildnachweis zum Porträt, zum Beispiel Foto: Anna Beispiel",
    }
}

/// A portrait, for those who do not see it.
pub fn portrait_of(name: &str) -> String {
    format!("Porträt von {}", isolated(name))
}

/// What is wrong with a field, and what to do.
pub fn problem(field: FieldName, problem: FieldProblem) -> String {
    let label = label(field);
    match problem {
        FieldProblem::TooLong(longest) => {
            format!("{label}: Der Text ist zu lang. Möglich sind höchstens {} Zeichen.", grouped(longest))
        }
        FieldProblem::ControlCharacter(position) => {
            format!(
                "{label}: An Stelle {position} steht ein unsichtbares Steuerzeichen. Bitte dort löschen und neu tippen."
            )
        }
        FieldProblem::Empty => {
            format!("{label}: Hier fehlt noch ein Text. Ohne ihn kann nichts veröffentlicht werden.")
        }
        FieldProblem::NotADate => {
            format!("{label}: Das ist kein Datum. Möglich sind 30.10.2024, 30. Oktober 2024 oder 2024-10-30.")
        }
        FieldProblem::NotAnEmail => {
            format!("{label}: Das ist keine E-Mail-Adresse. Sie sieht so aus: name[at]beispiel.de.")
        }
        FieldProblem::NotASlug => {
            format!(
                "{label}: Möglich sind kleine Buchstaben ohne Umlaute, Ziffern und Bindestriche: migration-und-teilhabe."
            )
        }
        FieldProblem::SlugTaken => {
            format!(
                "{label}: Unter dieser Adresse steht schon etwas, oder sie führt noch zu etwas anderem. Bitte eine andere wählen."
            )
        }
        FieldProblem::NotAPicture => {
            format!("{label}: Dieses Bild ist hier nicht (mehr) gespeichert. Bitte noch einmal hochladen.")
        }
        FieldProblem::UnknownEntry(line) => {
            format!(
                "{label}: Was in Zeile {line} steht, gibt es nicht. Gemeint ist der letzte Teil der Adresse: christine-jochem."
            )
        }
    }
}

/// A number as Germans write it: `100.000`.
pub fn grouped(number: impl Display) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push('.');
        }
        text.push(digit);
    }
    text
}

/// What an item is called.
pub fn kind(kind: ItemKind) -> &'static str {
    match kind {
        ItemKind::Topic => "Thema",
        ItemKind::Person => "Person",
        ItemKind::Post => "Meldung",
        ItemKind::Page => "Seite",
        ItemKind::Home => "Startseite",
    }
}

/// The name of a set of changes in the list of what is unpublished: `Titel – Thema „Migration“`.
pub fn change_set(set: &ChangeSet) -> String {
    let of = called(set.kind, &set.item_name);
    match set.changes.first() {
        _ if set.is_new => format!("Neu: {of}"),
        Some(change) => format!("{} – {of}", label(change.field)),
        None => of,
    }
}

/// What an item is, and what people call it.
pub fn called(of: ItemKind, name: &str) -> String {
    if name.is_empty() { kind(of).to_owned() } else { format!("{} „{}“", kind(of), isolated(name)) }
}

/// What a search found: `12 Treffer für „kita“`; then what was looked for instead of words that nothing holds.
#[cfg(feature = "ssr")]
pub fn found(query: &str, count: usize, instead: &[(String, String)]) -> String {
    let (most, query) = (Hits::PAGE * Hits::MOST_PAGES, isolated(query));
    let first = match count {
        0 => format!("Nichts gefunden für „{query}“. Vielleicht hilft ein anderes oder ein einzelnes Wort."),
        1 => format!("1 Treffer für „{query}“."),
        count if count >= most => format!("Mehr als {most} Treffer für „{query}“; das sind die besten."),
        count => format!("{count} Treffer für „{query}“."),
    };
    let others = instead.iter().map(|(asked, taken)| format!("Statt „{asked}“ wurde „{taken}“ gesucht."));
    std::iter::once(first).chain(others).collect::<Vec<_>>().join(" ")
}

/// What a hit is: `Meldung, 30. Oktober 2024`.
#[cfg(feature = "ssr")]
pub fn found_kind(of: ItemKind, published_on: Option<Date>) -> String {
    let kind = kind(of);
    published_on.map_or_else(|| kind.to_owned(), |date| format!("{kind}, {}", date.german()))
}

/// An item in the list of all that is unpublished: `Neu: Meldung „Mehr Räume“`.
pub fn drafted_item(item: &DraftedItem) -> String {
    let called = called(item.kind, &item.name);
    if item.is_new { format!("Neu: {called}") } else { called }
}

/// When a text goes out by itself.
pub fn scheduled_for(at: &str) -> String {
    format!("wird am {at} Uhr veröffentlicht")
}

/// What goes out at a set time: `Titel – Thema „Migration“`.
pub fn scheduled_text(text: &ScheduledText) -> String {
    format!("{} – {}", label(text.field), called(text.kind, &text.item_name))
}

/// Why nothing went out when the time had come.
pub fn not_published(at: &str, field: FieldName, cause: FieldProblem) -> String {
    format!("{at} Uhr: nicht veröffentlicht. {}", problem(field, cause))
}

/// Names one more in a list.
pub fn add_to_list(field: FieldName) -> &'static str {
    if field == FieldName::Contacts { "Person hinzufügen" } else { "Thema hinzufügen" }
}

/// Takes an entry out of a list, for those who do not see beside which one the button stands.
pub fn remove_from_list(name: &str) -> String {
    format!("{} entfernen", isolated(name))
}

/// After that.
pub fn removed_from_list(name: &str) -> String {
    format!("{} ist entfernt.", isolated(name))
}

/// Moves an entry of a list.
pub fn move_up(name: &str) -> String {
    format!("{} nach oben", isolated(name))
}

/// Moves an entry of a list.
pub fn move_down(name: &str) -> String {
    format!("{} nach unten", isolated(name))
}

/// After that: `Christine Jochem: Platz 2 von 3`.
pub fn place_in_list(name: &str, place: usize, of: usize) -> String {
    format!("{}: Platz {place} von {of}", isolated(name))
}

/// The question before something is deleted.
pub fn delete_title(of: ItemKind) -> String {
    format!("{} löschen?", kind(of))
}

/// By whom and when an item in the bin was deleted: `Anna Beispiel, 22.11.2026, 14:03; bleibt bis 22.12.2026`.
pub fn deleted(item: &DeletedItem) -> String {
    let author = item.author.as_deref().unwrap_or(words::UNKNOWN_AUTHOR);
    format!("{}, {}; bleibt bis {}", isolated(author), item.deleted_at, item.kept_until)
}

/// What to look at before a text goes out, and what would be better.
pub fn concern(concern: &Concern) -> String {
    match concern {
        Concern::SkippedHeading(words) => {
            format!(
                "Die Überschrift „{}“ überspringt eine Ebene. Besser mit „Überschrift“ beginnen und darunter „Zwischenüberschrift“.",
                isolated(words)
            )
        }
        Concern::VagueLink(words) if words.is_empty() => "Ein Link hat keinen Text.".into(),
        Concern::VagueLink(words) => {
            let words = isolated(words);
            format!("Der Link „{words}“ sagt nicht, wohin er führt. Besser sind Worte wie „Haushaltsplan 2025“.")
        }
        Concern::DeadLink(target) => {
            format!("Der Link nach {} führt auf keine veröffentlichte Seite.", isolated(target))
        }
        Concern::Placeholders(found) => placeholders(found),
    }
}

/// Places in a text that are still to be filled in.
fn placeholders(found: &Placeholders) -> String {
    let Placeholders { count, first } = found;
    let first = isolated(first);
    match count {
        1 => format!("Eine Stelle ist noch auszufüllen: „{first}“"),
        count => format!("{count} Stellen sind noch auszufüllen, zuerst: „{first}“"),
    }
}

/// What a page that the law asks for lacks, and what to do.
pub fn lack(page: &UnfinishedPage) -> String {
    match &page.lack {
        Lack::Page => {
            format!("Die Seite fehlt. Unter „{}“ lässt sie sich anlegen, mit dem Titel „{}“.", words::NEW, page.name)
        }
        Lack::Publication => "Die Seite ist nicht veröffentlicht.".into(),
        Lack::Text => "Die Seite hat keinen Text.".into(),
        Lack::Details(found) => placeholders(found),
    }
}

/// When a barrier was reported.
pub fn barrier_reported(at: &str) -> String {
    format!("Gemeldet am {at} Uhr")
}

/// Where the answer to a report goes.
pub fn answer_to(masked_email: &str) -> String {
    format!("Antwort an: {masked_email}")
}

/// Who was done with a report: `Erledigt: Anna Beispiel, 22.11.2026, 14:03; bleibt bis 20.02.2027`.
pub fn report_done(done: &DoneReport) -> String {
    format!("Erledigt: {}, {}; bleibt bis {}", isolated(&done.author), done.at, done.kept_until)
}

/// There are more reports than are shown.
pub fn more_barrier_reports() -> String {
    format!("Hier stehen höchstens {}; was dahinter wartet, rückt nach.", BarrierReport::MOST_SHOWN)
}

/// A text that is too long.
pub fn text_too_long(longest: usize) -> String {
    format!("Das ist zu lang. Möglich sind höchstens {} Zeichen.", grouped(longest))
}

/// Where else a text is to be read: `auch bei „Verkehr“, „Wohnen“`.
pub fn also_on(topics: &[TopicLink]) -> String {
    let titles: Vec<String> = topics.iter().map(|topic| format!("„{}“", isolated(&topic.title))).collect();
    format!("auch bei {}", titles.join(", "))
}

/// Whose window it is.
pub fn present_name(present: &Present) -> String {
    if present.is_own { words::OWN_WINDOW.to_owned() } else { isolated(&present.name).into_owned() }
}

/// Someone on the same page, and where: `Berta Brandt: Einleitung`.
pub fn present(present: &Present) -> String {
    let name = present_name(present);
    present.text.map_or_else(|| name.clone(), |text| format!("{name}: {}", label(text.field)))
}

/// A text in that list: `Titel: Anna Beispiel, seit 22.11.2026, 14:03`.
pub fn drafted_text(field: FieldName, author: &str, began_at: &str) -> String {
    format!("{}: {}, seit {began_at}", label(field), isolated(author))
}

/// The heading of a page's history.
pub fn history_title(page_title: &str) -> String {
    format!("{}: {}", words::HISTORY, isolated(page_title))
}

/// What happened, in a history; where it has a name, that goes first: `„Stand vor der Wahl“: Titel – Thema „Migration“`.
pub fn history_entry(entry: &HistoryEntry) -> String {
    let of = called(entry.kind, &entry.item_name);
    let event = match &entry.event {
        HistoryEvent::Written { field, .. } => format!("{} – {of}", label(*field)),
        HistoryEvent::Discarded { field } => format!("{}: {} – {of}", words::DISCARDED, label(*field)),
        HistoryEvent::Published { fields, .. } => {
            let labels: Vec<_> = fields.iter().map(|field| label(*field)).collect();
            let labels = if labels.is_empty() { String::new() } else { format!("{} – ", labels.join(", ")) };
            format!("{}: {labels}{of}", words::PUBLISHED)
        }
        HistoryEvent::Withdrawn => format!("{}: {of}", words::WITHDRAWN),
    };
    match &entry.version_name {
        Some(name) => format!("„{}“: {event}", isolated(name)),
        None => event,
    }
}

/// A version's name is too long.
pub fn version_name_too_long() -> String {
    format!("Der Name ist zu lang. Möglich sind höchstens {} Zeichen.", VersionName::LONGEST)
}

/// The heading of a page's preview links.
pub fn preview_links_title(page_title: &str) -> String {
    format!("{}: {}", words::PREVIEW_LINK, isolated(page_title))
}

/// How long a link is valid.
pub fn days(days: i32) -> String {
    if days == 1 { "1 Tag".to_owned() } else { format!("{days} Tage") }
}

/// Until when a link is valid.
pub fn valid_until(link: &PreviewLink) -> String {
    format!("Gilt bis {}", link.expires_at)
}

/// Who made a link, and when: `Anna Beispiel, seit 22.11.2026, 14:03`.
pub fn preview_link_made(link: &PreviewLink) -> String {
    format!("{}, seit {}", isolated(&link.author), link.created_at)
}

/// A page has as many valid links as it may have.
pub fn too_many_preview_links() -> String {
    format!("Für diese Seite gelten schon {} Links. Bitte zuerst einen davon zurückziehen.", PreviewLinks::MOST)
}

/// Above what a preview link shows.
pub fn preview(preview: &Preview) -> String {
    let until = &preview.valid_until;
    if preview.is_unpublished {
        format!("Vorschau: so sähe die Seite aus. Noch nicht veröffentlicht. Dieser Link gilt bis {until}.")
    } else {
        format!("Vorschau: alles auf dieser Seite ist veröffentlicht. Dieser Link gilt bis {until}.")
    }
}

/// The heading of the editing form.
pub fn edit_title(title: &str) -> String {
    format!("{} bearbeiten", isolated(title))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_numbers_are_grouped_as_germans_read_them() {
        for (number, text) in [(0, "0"), (300, "300"), (2_000, "2.000"), (100_000, "100.000"), (1_234_567, "1.234.567")]
        {
            assert_eq!(grouped(number), text);
        }
    }
}
