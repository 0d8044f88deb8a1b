//! Fixed words. Here stand those that readers meet; the rest by who meets them.

mod accounts;
mod administration;
mod editing;

pub use accounts::*;
pub use administration::*;
pub use editing::*;

/// The group whose site this is.
pub const GROUP: &str = "Grüne Ratsfraktion Hannover";
/// The first link of each page.
pub const SKIP_LINK: &str = "Zum Inhalt springen";
/// The main navigation's name.
pub const NAVIGATION: &str = "Hauptmenü";
/// Where one is.
pub const BREADCRUMB: &str = "Pfad";
/// To the start page, from an error.
pub const TO_HOME: &str = "Zur Startseite";
/// The search, and the name of its box.
pub const SEARCH: &str = "Suche";
/// Starts a search.
pub const SEARCH_BUTTON: &str = "Suchen";
/// What can be found.
pub const SEARCH_INTRODUCTION: &str = "Gesucht wird in Themen, Meldungen, Personen und Seiten. Ein oder zwei Wörter genügen oft; Tippfehler schaden nicht.";
/// What was found.
pub const HITS: &str = "Treffer";
/// More of it.
pub const MORE_HITS: &str = "Weitere Treffer";
/// Narrows a search.
pub const NARROW: &str = "Eingrenzen";
/// The topic that a search is narrowed to.
pub const TOPIC: &str = "Thema";
/// No topic in particular.
pub const ALL_TOPICS: &str = "Alle Themen";
/// The year that a search is narrowed to.
pub const YEAR: &str = "Jahr";
/// No year in particular.
pub const EVERY_YEAR: &str = "Alle Jahre";
/// The start page's heading.
pub const HOME_TITLE: &str = "Woran wir im Rat arbeiten";
/// The start page's introduction.
pub const HOME_INTRODUCTION: &str = "Themen, Meldungen und die Menschen, denen man dazu schreiben kann.";
/// Links between older and newer posts.
pub const PAGER: &str = "Seiten";
/// Before an address, for those who do not see the card.
pub const EMAIL_PREFIX: &str = "E-Mail: ";
/// The address did not come.
pub const ADDRESS_UNREACHABLE: &str = "Die Adresse ist gerade nicht erreichbar. Bitte gleich noch einmal versuchen.";
/// All news of a topic.
pub const ALL_POSTS_OF: &str = "Alle Meldungen zu";
/// A post without a title; its day follows.
pub const POST_OF: &str = "Meldung vom";
/// Closes a notice.
pub const CLOSE: &str = "Schließen";
/// The start page.
pub const HOME: &str = "Start";
/// Topics.
pub const TOPICS: &str = "Themen";
/// News.
pub const POSTS: &str = "Meldungen";
/// The newest news.
pub const NEWEST_POSTS: &str = "Neueste Meldungen";
/// To older news.
pub const OLDER_POSTS: &str = "Ältere Meldungen";
/// To newer news.
pub const NEWER_POSTS: &str = "Neuere Meldungen";
/// Where a timeline has nothing to show.
pub const NO_POSTS: &str = "Hier gibt es noch keine Meldungen.";
/// The navigation by year.
pub const YEARS: &str = "Meldungen nach Jahr";
/// Behind a number of posts, for those who do not see what it stands beside.
pub const POSTS_BEHIND: &str = " Meldungen";
/// All years.
pub const ALL_YEARS: &str = "Alle";
/// A post whose page holds no more than its teaser.
pub const POST: &str = "Meldung";
/// To a post.
pub const READ_ON: &str = "Weiterlesen";
/// Copies the address: the words before those that are shown.
pub const COPY_EMAIL_HIDDEN: &str = "E-Mail-Adresse ";
/// Copies the address.
pub const COPY_EMAIL_SHOWN: &str = "kopieren";
/// Starts a message.
pub const WRITE_EMAIL: &str = "E-Mail schreiben";
/// Downloads the vCard.
pub const SAVE_VCARD_SHOWN: &str = "Kontakt speichern";
/// Downloads the vCard: the words behind those that are shown.
pub const SAVE_VCARD_HIDDEN: &str = " (vCard)";
/// After copying.
pub const COPIED: &str = "Adresse kopiert";
/// Where copying did not work: the address follows.
pub const COPY_BY_HAND: &str = "Bitte von Hand kopieren:";
/// To a portrait as newspapers print it.
pub const PRESS_PHOTO: &str = "Pressefoto herunterladen";
/// The page with a person's address.
pub const EMAIL_OF: &str = "E-Mail-Adresse von";
/// The topics a person speaks for.
pub const SPEAKS_FOR: &str = "Zuständig für";
/// To the feed.
pub const FEED: &str = "Feed";
/// Above a form that has problems.
pub const FORM_HAS_PROBLEMS: &str = "Es fehlt noch etwas. Was zu tun ist, steht bei den Feldern.";
/// A request that another site sent.
pub const FROM_ELSEWHERE: &str =
    "Diese Anfrage kam von einer anderen Seite und wurde nicht ausgeführt. Bitte die Seite neu laden.";
/// Who asks too often within a few seconds.
pub const TOO_MANY_REQUESTS: &str =
    "Das waren zu viele Anfragen auf einmal. Bitte in einem Moment noch einmal versuchen.";
/// Before the id of a request that failed: whoever reports it tells it, and the log has it.
pub const REQUEST_ID: &str = "Kennung:";
/// What was typed, after an error that has nothing to do with it.
pub const TYPED_IS_KEPT: &str = "Alles Getippte ist noch da. Nach dem erneuten Absenden wird es gespeichert.";
/// Sends a form again.
pub const SEND_AGAIN: &str = "Noch einmal absenden";
/// The form for what keeps someone from using the site.
pub const REPORT_BARRIER: &str = "Barriere melden";
/// What it is for; the link to the statement follows.
pub const REPORT_BARRIER_INTRODUCTION: &str = "Lässt sich etwas auf dieser Website nicht lesen, bedienen oder verstehen? Hier können Sie es melden. Wie Sie uns sonst erreichen, steht in der";
/// The statement that the law asks for, as a link within a sentence.
pub const ACCESSIBILITY_STATEMENT: &str = "Erklärung zur Barrierefreiheit";
/// What the barrier is.
pub const BARRIER: &str = "Was ist die Barriere?";
/// What helps to understand it.
pub const BARRIER_HINT: &str = "Dieses Feld ist nötig. Hilfreich ist: was Sie tun wollten, was dabei geschah, und womit Sie lesen oder bedienen, zum Beispiel mit einem Vorleseprogramm.";
/// There is no description.
pub const BARRIER_MISSING: &str = "Bitte beschreiben Sie hier, was nicht geht. Ein Satz genügt.";
/// On which page.
pub const BARRIER_PAGE: &str = "Auf welcher Seite?";
/// What names it.
pub const BARRIER_PAGE_HINT: &str = "Freiwillig. Die Adresse oder der Titel, zum Beispiel /themen/migration.";
/// What the address is for.
pub const BARRIER_EMAIL_HINT: &str = "Freiwillig: nur, wenn Sie eine Antwort möchten.";
/// Who reads it; the link to more follows.
pub const BARRIER_PRIVACY: &str =
    "Ihre Meldung liest nur die Redaktion dieser Website. Wie lange sie aufbewahrt wird, steht unter";
/// What is kept of people, as a link within a sentence.
pub const PRIVACY: &str = "Datenschutz";
/// Sends the report.
pub const REPORT_BARRIER_BUTTON: &str = "Meldung absenden";
/// After that.
pub const BARRIER_REPORTED: &str = "Danke für den Hinweis";
/// After that.
pub const BARRIER_REPORTED_TEXT: &str = "Ihre Meldung ist angekommen. Wir sehen sie uns an.";
/// When an answer comes; the link to the statement follows.
pub const BARRIER_ANSWER: &str = "Wer eine E-Mail-Adresse angegeben hat, bekommt eine Antwort. Bis wann sie kommt, und wer hilft, wenn sie nicht weiterhilft, steht in der";
/// A character that nobody sees.
pub const CONTROL_CHARACTER: &str = "Hier steht ein unsichtbares Steuerzeichen. Bitte den Text löschen und neu tippen.";
