//! Words that only editors see on pages: drafts, publishing, history, previews, conflicts.

/// What the words that mean the same are for.
pub const SYNONYMS_INTRODUCTION: &str = "Wer nach einem dieser Wörter sucht, findet auch, was ein anderes aus derselben Zeile enthält. In jeder Zeile stehen Wörter, die dasselbe meinen, durch Kommas getrennt.";
/// One's own text in a conflict.
pub const MY_TEXT: &str = "Von hier";
/// Someone else's text in a conflict; the name follows.
pub const TEXT_BY: &str = "Von";
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
/// It is to go out now, and a time is set.
pub const TIME_IS_SET: &str = "Zeitpunkt: Hier steht eine Zeit, deshalb ist noch nichts veröffentlicht. Soll es jetzt hinaus, bitte das Feld leeren; sonst „Zu diesem Zeitpunkt veröffentlichen“.";
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
pub const LIST_IS_EMPTY: &str = "Noch nichts eingetragen.";
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
/// State: someone else was there.
pub const CONFLICT: &str = "Konflikt";
/// State, the reason: no connection.
pub const BECAUSE_UNREACHABLE: &str = "Server nicht erreichbar, wird wiederholt";
/// State, the reason: logged out.
pub const BECAUSE_SIGNED_OUT: &str = "Anmeldung abgelaufen";
/// State, the reason: a problem at the field.
pub const BECAUSE_PROBLEM: &str = "wird so nicht angenommen";
/// State, the reason: the server is of another version than the page.
pub const BECAUSE_OUTDATED: &str = "Diese Seite ist veraltet";
/// Loads the page again, in the server's version.
pub const LOAD_ANEW: &str = "Neu laden";
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
