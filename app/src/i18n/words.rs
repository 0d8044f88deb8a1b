//! Fixed words.

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
/// What the words that mean the same are for.
pub const SYNONYMS_INTRODUCTION: &str = "Wer nach einem dieser Wörter sucht, findet auch, was ein anderes aus derselben Zeile enthält. In jeder Zeile stehen Wörter, die dasselbe meinen, durch Kommas getrennt.";
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
/// One's own text in a conflict.
pub const MY_TEXT: &str = "Von hier";
/// Someone else's text in a conflict; the name follows.
pub const TEXT_BY: &str = "Von";
/// All news of a topic.
pub const ALL_POSTS_OF: &str = "Alle Meldungen zu";
/// People, in the path.
pub const PEOPLE: &str = "Personen";
/// A post without a title; its day follows.
pub const POST_OF: &str = "Meldung vom";
/// Closes a notice.
pub const CLOSE: &str = "Schließen";
/// Logging out with unsaved texts.
pub const LOG_OUT_UNSAVED_TITLE: &str = "Noch nicht alles gespeichert";
/// Logging out with unsaved texts.
pub const LOG_OUT_UNSAVED: &str =
    "Einige Texte stehen bisher nur auf diesem Gerät. Sie können hier bleiben, bis Sie sich wieder anmelden.";
/// Logging out, keeping them.
pub const LOG_OUT_KEEP: &str = "Behalten und abmelden";
/// Logging out, deleting them.
pub const LOG_OUT_DELETE: &str = "Löschen und abmelden";
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
/// Takes another portrait.
pub const CHANGE_PORTRAIT: &str = "Porträt ändern";
/// Opens the files of the device.
pub const CHOOSE_PORTRAIT: &str = "Bild auswählen";
/// What can be one.
pub const PORTRAIT_HINT: &str = "JPEG, PNG oder WebP, bis 12 MB. Gezeigt wird ein quadratischer Ausschnitt aus der Mitte; Ort und Kamera gehen nicht mit. Bitte nur Bilder, die die Fraktion zeigen darf.";
/// Sends a chosen portrait, from the form.
pub const UPLOAD_PORTRAIT: &str = "Porträt hochladen";
/// Takes the portrait away.
pub const REMOVE_PORTRAIT: &str = "Porträt entfernen";
/// A portrait is on its way.
pub const UPLOADING_PORTRAIT: &str = "Das Bild wird hochgeladen …";
/// No portrait was chosen.
pub const NO_PORTRAIT_CHOSEN: &str = "Porträt: Bitte zuerst ein Bild auswählen.";
/// A portrait has too many bytes.
pub const PORTRAIT_TOO_LARGE: &str = "Porträt: Die Datei ist zu groß. Möglich sind höchstens 12 MB.";
/// A portrait has too many pixels.
pub const PORTRAIT_HAS_TOO_MANY_PIXELS: &str =
    "Porträt: Das Bild hat zu viele Bildpunkte. Möglich sind höchstens 50 Millionen, zum Beispiel 8.000 × 6.000.";
/// A portrait has too few pixels.
pub const PORTRAIT_TOO_SMALL: &str = "Porträt: Das Bild ist zu klein. Jede Seite braucht mindestens 200 Bildpunkte.";
/// What was sent as a portrait is no picture.
pub const NOT_A_PICTURE: &str =
    "Porträt: Das ist kein Bild, das die Seite lesen kann. Möglich sind JPEG, PNG und WebP.";
/// A portrait did not arrive.
pub const PORTRAIT_UNREACHABLE: &str =
    "Das Bild ist nicht angekommen. Bitte die Verbindung prüfen und noch einmal versuchen.";
/// The page with a person's address.
pub const EMAIL_OF: &str = "E-Mail-Adresse von";
/// The topics a person speaks for.
pub const SPEAKS_FOR: &str = "Zuständig für";
/// Before the topics of a post.
pub const ABOUT_TOPIC: &str = "Mehr zum Thema";
/// Footer.
pub const FOOTER_NAVIGATION: &str = "Rechtliches";
/// To the feed.
pub const FEED: &str = "Feed";
/// Log in.
pub const LOG_IN: &str = "Anmelden";
/// Log out.
pub const LOG_OUT: &str = "Abmelden";
/// E-mail, as a label.
pub const EMAIL: &str = "E-Mail";
/// Name, as a label.
pub const NAME: &str = "Name";
/// Password.
pub const PASSWORD: &str = "Passwort";
/// Password rules.
pub const PASSWORD_HINT: &str = "Mindestens 12 Zeichen. Am besten mehrere Wörter, die sonst niemand zusammenstellt.";
/// What the log-in is for.
pub const LOG_IN_INTRODUCTION: &str = "Nur für die Redaktion. Wer hier liest, braucht keine Anmeldung.";
/// The set-up page's heading.
pub const SET_UP: &str = "Erstes Konto einrichten";
/// The set-up page's introduction.
pub const SET_UP_INTRODUCTION: &str =
    "Mit diesem Konto lassen sich alle Texte bearbeiten und veröffentlichen. Der Link gilt nur einmal.";
/// The set-up page's button.
pub const SET_UP_BUTTON: &str = "Konto anlegen";
/// The accounts of all, for administrators.
pub const ACCOUNTS: &str = "Konten";
/// What administrators do there.
pub const ACCOUNTS_INTRODUCTION: &str =
    "Wer sperrt oder die Rolle ändert, meldet die Person damit überall ab. Was sie geschrieben hat, bleibt.";
/// Who has no account yet.
pub const INVITATIONS: &str = "Eingeladen";
/// Invites someone.
pub const INVITE: &str = "Jemanden einladen";
/// Sends the invitation.
pub const INVITE_BUTTON: &str = "Einladen";
/// What an account may do.
pub const ROLE: &str = "Rolle";
/// No role was chosen.
pub const ROLE_PROBLEM: &str = "Bitte eine Rolle auswählen.";
/// The address has an account.
pub const ADDRESS_TAKEN: &str = "Diese Adresse hat schon ein Konto.";
/// Makes an administrator.
pub const ALLOW_ADMINISTRATION: &str = "Verwaltung erlauben";
/// Makes an editor.
pub const TAKE_ADMINISTRATION: &str = "Verwaltung entziehen";
/// Shuts an account out.
pub const DISABLE_ACCOUNT: &str = "Sperren";
/// Lets it in again.
pub const ENABLE_ACCOUNT: &str = "Zulassen";
/// Makes a link for a new password.
pub const SEND_PASSWORD_LINK: &str = "Link für neues Passwort";
/// Nobody could keep the accounts.
pub const LAST_ADMIN: &str = "Das geht nicht: Es ist das letzte Konto, das die Verwaltung darf. Bitte zuerst einem anderen Konto die Verwaltung erlauben.";
/// A disabled account gets no link.
pub const NO_LINK_FOR_DISABLED: &str = "Das Konto ist gesperrt. Bitte zuerst zulassen.";
/// The label of a link that is shown once.
pub const LINK_TO_HAND_ON: &str = "Link zum Weitergeben";
/// An invitation was taken back.
pub const INVITATION_REVOKED: &str = "Die Einladung ist zurückgezogen. Ihr Link gilt nicht mehr.";
/// The page that an invitation leads to.
pub const ACCEPT_INVITATION: &str = "Willkommen in der Redaktion";
/// Accepts an invitation.
pub const ACCEPT_INVITATION_BUTTON: &str = "Konto anlegen";
/// The page that sets a password.
pub const NEW_PASSWORD: &str = "Neues Passwort";
/// Sets it.
pub const NEW_PASSWORD_BUTTON: &str = "Passwort ändern";
/// The way to a new password, on the log-in page, and the heading there.
pub const PASSWORD_FORGOTTEN: &str = "Passwort vergessen";
/// What is sent.
pub const PASSWORD_FORGOTTEN_INTRODUCTION: &str =
    "An die Adresse des Kontos geht ein Link, mit dem sich ein neues Passwort wählen lässt.";
/// No mail can be sent.
pub const PASSWORD_FORGOTTEN_WITHOUT_MAIL: &str = "Diese Website verschickt keine E-Mails. Wer in der Redaktion Konten verwaltet, kann unter Verwaltung einen Link für ein neues Passwort anlegen.";
/// Asks for the link.
pub const PASSWORD_FORGOTTEN_BUTTON: &str = "Link anfordern";
/// After that, whether there is such an account or not.
pub const PASSWORD_LINK_ASKED: &str =
    "Wenn es ein Konto mit dieser Adresse gibt, ist der Link unterwegs. Er gilt 24 Stunden.";
/// A link that is not valid.
pub const LINK_HAS_ENDED: &str = "Dieser Link gilt nicht mehr";
/// What to do then.
pub const LINK_HAS_ENDED_TEXT: &str = "Er wurde schon benutzt, durch einen neueren ersetzt, zurückgezogen oder ist abgelaufen. Wer in der Redaktion Konten verwaltet, kann einen neuen anlegen.";
/// One's own account.
pub const OWN_ACCOUNT: &str = "Mein Konto";
/// What an account's name is for.
pub const OWN_NAME_HINT: &str = "So sehen die anderen in der Redaktion Ihre Änderungen.";
/// Takes another name.
pub const CHANGE_NAME: &str = "Namen ändern";
/// After that.
pub const NAME_CHANGED: &str = "Der Name ist geändert.";
/// The password of now.
pub const CURRENT_PASSWORD: &str = "Bisheriges Passwort";
/// It is another one.
pub const CURRENT_PASSWORD_WRONG: &str = "Das ist nicht das bisherige Passwort.";
/// After another password was chosen.
pub const PASSWORD_CHANGED: &str = "Das Passwort ist geändert. Alle anderen Anmeldungen sind beendet.";
/// Where one is logged in.
pub const SESSIONS: &str = "Anmeldungen";
/// What they are.
pub const SESSIONS_INTRODUCTION: &str = "Hier ist dieses Konto angemeldet. Eine Anmeldung endet nach drei Tagen, in denen sie nicht benutzt wird, und spätestens nach 14 Tagen.";
/// The session that asks.
pub const THIS_SESSION: &str = "diese Sitzung";
/// Ends a session.
pub const END_SESSION: &str = "Beenden";
/// Ends all others.
pub const END_OTHER_SESSIONS: &str = "Alle anderen beenden";
/// After that.
pub const SESSION_ENDED: &str = "Die Anmeldung ist beendet.";
/// A password that is guessed early.
pub const PASSWORD_COMMON: &str =
    "Dieses Passwort ist so häufig, dass es als Erstes geraten wird. Bitte ein anderes wählen.";
/// A password that is guessed soon.
pub const PASSWORD_GUESSABLE: &str = "Dieses Passwort ist leicht zu erraten: Es besteht nur aus Namen, Wörtern dieser Website oder Tastenreihen. Besser sind mehrere Wörter, die sonst niemand zusammenstellt.";
/// Above a form that has problems.
pub const FORM_HAS_PROBLEMS: &str = "Es fehlt noch etwas. Was zu tun ist, steht bei den Feldern.";
/// The editors' region.
pub const EDITORIAL: &str = "Redaktion";
/// The switch.
pub const EDIT: &str = "Bearbeiten";
/// New post.
pub const NEW_POST: &str = "Neue Meldung";
/// Publish.
pub const PUBLISH: &str = "Veröffentlichen";
/// Publish, in the dialog.
pub const PUBLISH_NOW: &str = "Jetzt veröffentlichen";
/// Discard.
pub const DISCARD: &str = "Entwurf verwerfen";
/// Discard, in the dialog.
pub const DISCARD_NOW: &str = "Jetzt verwerfen";
/// Leave a dialog.
pub const CANCEL: &str = "Abbrechen";
/// Publishing at a set time.
pub const SCHEDULE: &str = "Später veröffentlichen";
/// The time.
pub const SCHEDULE_AT: &str = "Zeitpunkt";
/// What the time is.
pub const SCHEDULE_HINT: &str =
    "Uhrzeit in Hannover. Veröffentlicht wird der Stand von jetzt, auch wenn der Entwurf danach weiter geändert wird.";
/// Sets the time.
pub const SCHEDULE_NOW: &str = "Zu diesem Zeitpunkt veröffentlichen";
/// After that.
pub const SCHEDULED: &str = "Der Zeitpunkt ist festgelegt. Unter Entwürfe lässt er sich wieder aufheben.";
/// What waits for its time.
pub const SCHEDULE_LIST: &str = "Geplant";
/// Takes a set time back.
pub const CANCEL_SCHEDULE: &str = "Zeitpunkt aufheben";
/// After that.
pub const SCHEDULE_CANCELLED: &str = "Der Zeitpunkt ist aufgehoben. Alles ist noch als Entwurf da.";
/// Above the list of drafts, where something did not go out.
pub const NOT_ALL_PUBLISHED: &str =
    "Nicht alles konnte zu seinem Zeitpunkt veröffentlicht werden. Was und warum, steht unten bei „Geplant“.";
/// Takes what did not go out off the list.
pub const FORGET_FAILURE: &str = "Zur Kenntnis genommen";
/// Before the way to a preview link.
pub const PREVIEW_LINK_FOR: &str = "Vorher jemandem ohne Konto zeigen:";
/// Where a page stands among the others.
pub const STRUCTURE: &str = "Aufbau";
/// What is changed there.
pub const STRUCTURE_INTRODUCTION: &str = "Alles hier ist zuerst Entwurf und wird mit dem Veröffentlichen gültig.";
/// Leaves a dialog whose work is done already.
pub const DONE: &str = "Fertig";
/// A page's address.
pub const ADDRESS: &str = "Adresse";
/// What happens to the old one.
pub const ADDRESS_HINT: &str = "Wer die alte Adresse kennt, kommt weiterhin hierher.";
/// Takes an entry out of a list.
pub const REMOVE: &str = "Entfernen";
/// An empty list.
pub const LIST_IS_EMPTY: &str = "Noch niemand und nichts eingetragen.";
/// Takes back what was last done on the page.
pub const UNDO: &str = "Rückgängig";
/// Does it again.
pub const REDO: &str = "Wiederholen";
/// Puts an item into the bin.
pub const DELETE: &str = "Löschen";
/// What deleting means.
pub const DELETE_INTRODUCTION: &str =
    "Danach ist nichts mehr davon zu lesen. 30 Tage lang liegt alles im Papierkorb und lässt sich zurückholen.";
/// After deleting.
pub const DELETED: &str = "Gelöscht. 30 Tage lang liegt alles im Papierkorb.";
/// Instead of deleting: readers don't see it any more, and it is a draft.
pub const WITHDRAW: &str = "Nur von der Seite nehmen";
/// After that.
pub const WITHDRAWN_NOW: &str =
    "Von der Seite genommen. Alles ist jetzt Entwurf und lässt sich wieder veröffentlichen.";
/// Readers see nothing of it any more.
pub const WITHDRAWN: &str = "Von der Seite genommen";
/// What editors find beside the pages.
pub const ADMINISTRATION: &str = "Verwaltung";
/// What was deleted.
pub const BIN: &str = "Papierkorb";
/// What the bin is.
pub const BIN_INTRODUCTION: &str = "Was gelöscht wurde, das Letzte zuerst. Es kommt als Entwurf zurück und wird erst mit dem Veröffentlichen wieder öffentlich; nach 30 Tagen ist es samt Verlauf endgültig weg.";
/// Nothing was deleted.
pub const BIN_IS_EMPTY: &str = "Der Papierkorb ist leer.";
/// A page that only editors see.
pub const NOT_PUBLIC: &str = "Diese Seite sieht nur die Redaktion: Sie ist nicht veröffentlicht.";
/// Makes something new.
pub const NEW: &str = "Neu";
/// What making something new means.
pub const NEW_INTRODUCTION: &str = "Ein neues Thema, eine neue Person oder eine neue Seite bekommt gleich eine eigene Adresse, die zuerst nur die Redaktion sieht. Meldungen entstehen auf der Seite ihres Themas.";
/// What is made.
pub const NEW_KIND: &str = "Was?";
/// Its title or name.
pub const NEW_NAME: &str = "Titel oder Name";
/// Makes it.
pub const NEW_BUTTON: &str = "Anlegen";
/// What to look at before a text goes out.
pub const CONCERNS: &str = "Bitte ansehen";
/// Who else edits the page.
pub const OTHERS: &str = "Auch hier";
/// Another window of one's own.
pub const OWN_WINDOW: &str = "Sie, in einem anderen Fenster";
/// The list of keys.
pub const SHORTCUTS: &str = "Tastenkürzel";
/// The list of keys, each group with its name: what to press, what happens.
pub const SHORTCUT_GROUPS: [(&str, &[(&str, &str)]); 3] = [
    (
        "Überall beim Bearbeiten",
        &[
            ("Strg + Z", "Rückgängig, in welchem Text es auch war"),
            ("Strg + Umschalt + Z", "Wiederholen"),
            ("Tab", "zum nächsten Text"),
            ("Esc", "den Text verlassen"),
            ("?", "diese Liste, wenn kein Text offen ist"),
        ],
    ),
    (
        "In Einleitung und Text",
        &[
            ("Strg + B", "fett"),
            ("Strg + I", "kursiv"),
            ("Strg + K", "Link"),
            ("Umschalt + Enter", "neue Zeile im selben Absatz"),
            ("Alt + F10", "zur Leiste für die Textgestaltung"),
            ("Tab, Umschalt + Tab", "in einer Liste: ein- und ausrücken"),
        ],
    ),
    (
        "Am Anfang eines Absatzes tippen",
        &[
            ("# und Leertaste", "Überschrift, mit ## eine Zwischenüberschrift"),
            ("- und Leertaste", "Liste"),
            ("1. und Leertaste", "Liste mit Zahlen"),
            ("> und Leertaste", "Zitat"),
        ],
    ),
];
/// Others changed what is to be taken back.
pub const CANNOT_UNDO: &str = "Das lässt sich nicht mehr zurücknehmen: Der Text wurde inzwischen von anderer Seite geändert. Im Verlauf steht jede Fassung.";
/// The publish dialog's introduction.
pub const PUBLISH_INTRODUCTION: &str = "Das wird für alle sichtbar. Was nicht angekreuzt ist, bleibt Entwurf.";
/// The discard dialog's introduction.
pub const DISCARD_INTRODUCTION: &str = "Was angekreuzt ist, wird verworfen. Direkt danach lässt es sich zurückholen.";
/// Nothing unpublished.
pub const NOTHING_UNPUBLISHED: &str = "Auf dieser Seite ist alles veröffentlicht.";
/// Published.
pub const PUBLISHED: &str = "Veröffentlicht";
/// Discarded.
pub const DISCARDED: &str = "Entwurf verworfen";
/// The mark of an unpublished text.
pub const UNPUBLISHED: &str = "noch nicht veröffentlicht";
/// In a list of changes, the public text.
pub const BEFORE: &str = "Bisher";
/// In a list of changes, the draft.
pub const AFTER: &str = "Neu";
/// An empty text in a list of changes.
pub const EMPTY: &str = "(leer)";
/// All that is unpublished, on the whole site.
pub const DRAFTS: &str = "Entwürfe";
/// What the list of all that is unpublished is for.
pub const DRAFTS_INTRODUCTION: &str = "Was noch nicht veröffentlicht ist, von wem und seit wann; das zuletzt Geschriebene zuerst. Jeder Eintrag führt an seine Stelle.";
/// Nothing is unpublished.
pub const NO_DRAFTS: &str = "Alles, was geschrieben wurde, ist veröffentlicht.";
/// What happened to a page's texts.
pub const HISTORY: &str = "Verlauf";
/// What a history is for.
pub const HISTORY_INTRODUCTION: &str = "Jede Fassung bleibt erhalten. „Wiederherstellen“ macht aus einer früheren einen neuen Entwurf; öffentlich ändert sich dadurch nichts.";
/// An empty history.
pub const NO_HISTORY: &str = "Hier ist noch nichts geändert worden.";
/// To the part of a history before this one.
pub const OLDER_HISTORY: &str = "Frühere Fassungen";
/// Gives a version a name.
pub const NAME_VERSION: &str = "Benennen";
/// Gives it another one.
pub const RENAME_VERSION: &str = "Umbenennen";
/// The label of its name.
pub const VERSION_NAME: &str = "Name der Fassung";
/// What that is for.
pub const VERSION_NAME_HINT: &str = "Zum Beispiel „Stand vor der Wahl“. Ein leeres Feld nimmt den Namen wieder weg.";
/// Takes what was typed.
pub const APPLY: &str = "Übernehmen";
/// A version was given a name.
pub const VERSION_NAMED: &str = "Die Fassung hat jetzt diesen Namen.";
/// Its name was taken away.
pub const VERSION_NAME_REMOVED: &str = "Die Fassung hat keinen Namen mehr.";
/// Leaves out what has no name.
pub const ONLY_NAMED_VERSIONS: &str = "Nur benannte Fassungen";
/// Shows the others again.
pub const ALL_VERSIONS: &str = "Alle Fassungen";
/// No version has a name.
pub const NO_NAMED_VERSIONS: &str = "Noch hat keine Fassung einen Namen.";
/// Brings back an earlier text.
pub const RESTORE: &str = "Wiederherstellen";
/// After that.
pub const RESTORED: &str = "Wiederhergestellt, als Entwurf. Öffentlich ist noch nichts geändert.";
/// The way to links that show a page's drafts.
pub const PREVIEW_LINK: &str = "Vorschau-Link";
/// What they are for.
pub const PREVIEW_LINKS_INTRODUCTION: &str = "Wer so einen Link hat, sieht ohne Anmeldung, wie die Seite mit allen Entwürfen aussähe, immer nach dem Stand von jetzt. Ändern lässt sich damit nichts.";
/// How long a new one is valid.
pub const PREVIEW_LINK_DAYS: &str = "Wie lange soll der Link gelten?";
/// Makes one.
pub const NEW_PREVIEW_LINK: &str = "Link anlegen";
/// The label of a new one.
pub const PREVIEW_LINK_MADE: &str = "Der neue Link";
/// Only its hash is kept.
pub const PREVIEW_LINK_SHOWN_ONCE: &str = "Bitte gleich kopieren: Er wird nur jetzt gezeigt.";
/// The list of those that are valid.
pub const VALID_PREVIEW_LINKS: &str = "Gültige Links";
/// There are none.
pub const NO_PREVIEW_LINKS: &str = "Zurzeit gilt kein Link.";
/// Ends a link.
pub const REVOKE: &str = "Zurückziehen";
/// After that.
pub const PREVIEW_LINK_REVOKED: &str = "Zurückgezogen. Der Link zeigt nichts mehr.";
/// The author of what no person wrote here.
pub const IMPORT: &str = "Import";
/// Before a change's author.
pub const BY: &str = "von";
/// An author who is not known.
pub const UNKNOWN_AUTHOR: &str = "unbekannt";
/// State: the store has it.
pub const SAVED: &str = "Gespeichert";
/// State: on its way.
pub const SAVING: &str = "Wird gespeichert …";
/// State: only here.
pub const LOCAL_ONLY: &str = "Nur auf diesem Gerät gespeichert";
/// State: neither the store nor this device has it.
pub const UNSAVED: &str = "Noch nicht gespeichert: Bitte diese Seite offen lassen";
/// A wrong log-in.
pub const LOG_IN_FAILED: &str = "E-Mail und Passwort passen nicht zusammen. Bitte beides noch einmal prüfen.";
/// A name that is missing, or cannot be one.
pub const NAME_PROBLEM: &str = "Bitte einen Namen eintragen, den die anderen sehen, höchstens 100 Zeichen.";
/// An address that is none.
pub const EMAIL_PROBLEM: &str = "Das ist keine E-Mail-Adresse. Sie sieht so aus: name@beispiel.de.";
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
/// Logging in beside a form.
pub const LOG_IN_BESIDE: &str = "In einem neuen Fenster anmelden";
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
/// What readers reported.
pub const BARRIER_REPORTS: &str = "Gemeldete Barrieren";
/// What happens to it.
pub const BARRIER_REPORTS_INTRODUCTION: &str = "Was über „Barriere melden“ gekommen ist, Offenes zuerst. Was erledigt ist, wird nach 90 Tagen gelöscht, samt der Adresse für die Antwort.";
/// Nothing was reported.
pub const NO_BARRIER_REPORTS: &str = "Zurzeit ist keine Barriere gemeldet.";
/// Before the page.
pub const BARRIER_ON: &str = "Seite";
/// The reader left no address.
pub const NO_ANSWER_WANTED: &str = "Keine Antwort gewünscht";
/// Says that a report is done.
pub const FINISH_REPORT: &str = "Erledigt";
/// After that.
pub const REPORT_FINISHED: &str = "Als erledigt vermerkt.";
/// Says that it is not.
pub const REOPEN_REPORT: &str = "Wieder öffnen";
/// After that.
pub const REPORT_REOPENED: &str = "Wieder offen.";
/// The log of changes.
pub const LOG: &str = "Protokoll";
/// What stands in it.
pub const LOG_INTRODUCTION: &str = "Wer was wann getan hat, das Neueste zuerst. Nichts darin lässt sich ändern oder löschen; Netzadressen werden nach sieben Tagen gekürzt.";
/// Whose entries.
pub const LOG_ACCOUNT: &str = "Konto";
/// Which entries.
pub const LOG_ACTION: &str = "Vorgang";
/// From which day on.
pub const LOG_FROM: &str = "Von";
/// Until which day.
pub const LOG_TO: &str = "Bis";
/// Not narrowed.
pub const LOG_ALL: &str = "alle";
/// Asks for what was chosen.
pub const SHOW_LOG: &str = "Anzeigen";
/// The next part.
pub const OLDER_LOG_ENTRIES: &str = "Ältere Einträge";
/// The same as a file.
pub const EXPORT_LOG: &str = "Diese Auswahl als Tabelle herunterladen (CSV)";
/// Nothing was found.
pub const NO_LOG_ENTRIES: &str = "Dazu steht nichts im Protokoll.";
/// What the pages that the law asks for lack.
pub const LEFT_TO_DO: &str = "Noch zu erledigen";
/// Why.
pub const LEFT_TO_DO_INTRODUCTION: &str = "Diese Seiten verlangt das Gesetz. Was in eckigen Klammern steht, ist einzusetzen, zu prüfen oder zu streichen; es zählt, was veröffentlicht ist.";
/// State: someone else was there.
pub const CONFLICT: &str = "Konflikt";
/// State, the reason: no connection.
pub const BECAUSE_UNREACHABLE: &str = "Server nicht erreichbar, wird wiederholt";
/// State, the reason: logged out.
pub const BECAUSE_SIGNED_OUT: &str = "Anmeldung abgelaufen";
/// State, the reason: a problem at the field.
pub const BECAUSE_PROBLEM: &str = "wird so nicht angenommen";
/// In a conflict, its introduction.
pub const CONFLICT_INTRODUCTION: &str =
    "Dieser Text wurde gleichzeitig geändert. Nichts ist verloren; welche Fassung soll gelten?";
/// In a conflict, one's own text.
pub const MINE: &str = "Meine Fassung";
/// In a conflict, the other text.
pub const THEIRS: &str = "Andere Fassung";
/// In a conflict, both texts.
pub const BOTH: &str = "Beide behalten";
/// The editing form without JavaScript.
pub const EDIT_FORM_INTRODUCTION: &str =
    "Alle Texte dieser Seite als Formular. Was hier übernommen wird, ist ein Entwurf, bis er veröffentlicht wird.";
/// A conflict in a form.
pub const FORM_CONFLICT: &str = "Dieser Text wurde inzwischen geändert. Nichts wurde überschrieben: Oben steht Ihre Fassung, hier die andere. Wer jetzt übernimmt, ersetzt die andere durch die obere.";
/// Above a form with conflicts.
pub const FORM_HAS_CONFLICTS: &str =
    "Ein Text wurde inzwischen von anderer Seite geändert. Bitte unten entscheiden, welche Fassung gelten soll.";
/// Keeps the form's texts as drafts.
pub const KEEP_AS_DRAFT: &str = "Als Entwurf übernehmen";
/// Back from the editing form.
pub const BACK_TO_PAGE: &str = "Zurück zur Seite";
/// A rich text in a form.
pub const MARKDOWN_HINT: &str = "Absätze durch Leerzeilen; **fett**, *kursiv*, [Linktext](https://…), # Überschrift.";
/// After keeping.
pub const KEPT_AS_DRAFT: &str = "Als Entwurf gespeichert";
/// What is unpublished, as a heading.
pub const UNPUBLISHED_CHANGES: &str = "Unveröffentlichte Änderungen";
/// What the rich-text editor says, by the keys of its `Words`.
pub const RICH_TEXT: [(&str, &str); 13] = [
    ("toolbar", "Textgestaltung"),
    ("bold", "Fett"),
    ("italic", "Kursiv"),
    ("heading", "Überschrift"),
    ("subheading", "Zwischenüberschrift"),
    ("bulletList", "Liste"),
    ("numberedList", "Liste mit Zahlen"),
    ("quote", "Zitat"),
    ("link", "Link"),
    ("linkTarget", "Wohin führt der Link?"),
    ("linkApply", "Übernehmen"),
    ("linkRemove", "Link entfernen"),
    (
        "linkInvalid",
        "Dahin kann kein Link führen. Möglich sind Adressen wie beispiel.de/seite, /themen/migration oder eine E-Mail-Adresse.",
    ),
];
