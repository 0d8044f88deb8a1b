//! `POST /personen/{slug}/portraet`, and `GET /bilder/{id}/{file}`: portraits.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::{ImageFormat, Rgb, RgbImage};
use serde_json::{Value, json};

use crate::test_app::{Answer, Client, Html, PUBLIC_URL, TOPIC, TestApp, Way, saved_version};

const PERSON: &str = "/personen/christine-jochem";
const FORM: &str = "/personen/christine-jochem?bearbeiten";
const UPLOAD: &str = "/personen/christine-jochem/portraet";
const CREDIT: &str = "Foto: Anna Beispiel";

/// Every file of a portrait, with its type and its size; the press photo's is that of the whole picture.
const FILES: [(&str, &str, u32); 6] = [
    ("96.jpg", "image/jpeg", 96),
    ("96.webp", "image/webp", 96),
    ("192.jpg", "image/jpeg", 192),
    ("192.webp", "image/webp", 192),
    ("384.jpg", "image/jpeg", 384),
    ("384.webp", "image/webp", 384),
];

/// A picture whose left half is red, whose right half is blue.
fn halves(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let pixel = |x, _| if x < width / 2 { Rgb([200, 0, 0]) } else { Rgb([0, 0, 200]) };
    let picture = RgbImage::from_fn(width, height, pixel);
    let mut bytes = Vec::new();
    if format == ImageFormat::Jpeg {
        picture.write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, 90)).expect("a picture");
    } else {
        picture.write_to(&mut Cursor::new(&mut bytes), format).expect("a picture");
    }
    bytes
}

fn portrait() -> Vec<u8> {
    halves(400, 500, ImageFormat::Jpeg)
}

/// The same picture as a camera writes it that was held sideways, with where it was taken.
fn from_a_camera(jpeg: &[u8]) -> Vec<u8> {
    let mut tiff = b"II*\0\x08\0\0\0\x02\0".to_vec();
    tiff.extend(b"\x0e\x01\x02\0\x0a\0\0\0\x26\0\0\0"); // a description of ten bytes, at 38
    tiff.extend(b"\x12\x01\x03\0\x01\0\0\0\x06\0\0\0"); // to be turned by a quarter to the right
    tiff.extend(b"\0\0\0\0Geheimort\0");
    let length = u16::try_from(tiff.len() + 8).expect("a short header");
    [&jpeg[..2], &[0xff, 0xe1], &length.to_be_bytes(), b"Exif\0\0", &tiff, &jpeg[2..]].concat()
}

/// A small file that says of itself that it is large.
fn bomb() -> Vec<u8> {
    let mut jpeg = portrait();
    let frame = jpeg.windows(2).position(|marker| marker == [0xff, 0xc0]).expect("a frame");
    jpeg[frame + 5..frame + 9].fill(0xff);
    jpeg
}

/// As a browser sends a form with a file.
fn multipart(values: &[(String, String)], file: Option<&[u8]>) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in values.iter().filter(|(name, _)| name != "portraet") {
        body.extend(
            format!("--grenze\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").into_bytes(),
        );
    }
    if let Some(file) = file {
        let head = "--grenze\r\ncontent-disposition: form-data; name=\"portraet\"; filename=\"bild.txt\"\r\n\
                    content-type: application/octet-stream\r\n\r\n";
        body.extend([head.as_bytes(), file, b"\r\n"].concat());
    }
    body.extend(b"--grenze--\r\n");
    body
}

const MULTIPART: &str = "multipart/form-data; boundary=grenze";

async fn upload(client: &Client, file: &[u8]) -> Answer {
    client.post(UPLOAD).body(MULTIPART, multipart(&[], Some(file))).await
}

/// Uploads as the editors' program does; answers the id.
async fn upload_by_script(editor: &Client, file: &[u8]) -> String {
    let request = editor.post(UPLOAD).header("accept", "application/json");
    let answer = request.body(MULTIPART, multipart(&[], Some(file))).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["image"].as_str().expect("an id").to_owned()
}

/// Uploads the picture as a form does, gives it a credit, and publishes both; answers the id.
async fn publish(app: &TestApp, editor: &Client, file: &[u8]) -> String {
    assert_eq!(upload(editor, file).await.status, 303);
    let person = app.item("christine-jochem").await;
    saved_version(&editor.save((person, "photo_credit"), 0, CREDIT).await);
    let answer = editor.publish(&[(person, "portrait", 1), (person, "photo_credit", 1)]).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    id(app).await
}

async fn id(app: &TestApp) -> String {
    app.text("select id::text from image order by stored_at desc limit 1").await
}

fn decoded(answer: &Answer) -> RgbImage {
    image::load_from_memory(&answer.body).expect("a picture").into_rgb8()
}

fn pictures(html: &Html) -> Vec<String> {
    html.all("img").iter().filter_map(|tag| tag.get("src")).map(str::to_owned).collect()
}

#[tokio::test]
async fn each_format_becomes_the_draft_of_the_portrait_whatever_the_file_is_called() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
        let answer = upload(&erika, &halves(400, 500, format)).await;
        assert_eq!((answer.status, answer.header("location")), (303, Some(FORM)), "{}", answer.words());
        let id = id(&app).await;
        assert_eq!(app.text("select draft from field_state where field = 'portrait'").await, id);
        assert_eq!(pictures(&erika.get(FORM).await.html()), [format!("/bilder/{id}/96.jpg")]);
        for (file, media_type, side) in FILES {
            let answer = erika.get(&format!("/bilder/{id}/{file}")).await;
            assert_eq!((answer.status, answer.header("content-type")), (200, Some(media_type)), "{file}");
            let picture = decoded(&answer);
            assert_eq!(picture.dimensions(), (side, side), "{file}");
            let (left, right) = (picture.get_pixel(9, 9).0, picture.get_pixel(side - 9, 9).0);
            assert!(left[0] > 150 && left[2] < 60 && right[2] > 150 && right[0] < 60, "{file}: {left:?} {right:?}");
        }
        assert_eq!(decoded(&erika.get(&format!("/bilder/{id}/presse.jpg")).await).dimensions(), (400, 500));
    }
    assert_eq!(
        app.text("select string_agg(distinct media_type, ' ' order by media_type) from image").await,
        "image/jpeg image/png image/webp"
    );
}

#[tokio::test]
async fn a_draft_is_for_editors_until_it_is_published_and_then_for_everyone() {
    let app = TestApp::start().await;
    let (erika, reader) = (app.log_in_as("erika").await, app.reader());
    assert_eq!(upload(&erika, &portrait()).await.status, 303);
    let id = id(&app).await;
    let small = format!("/bilder/{id}/96.webp");
    assert_eq!(pictures(&reader.get(PERSON).await.html()), [""; 0]);
    assert!(
        !reader.get(TOPIC).await.text().contains(&id)
            && !reader.get("/api/get_topic?slug=migration").await.text().contains(&id)
    );
    reader.get(&small).await.assert_page(404, "Seite nicht gefunden");
    assert_eq!(erika.get(&small).await.header("cache-control"), Some("no-store"));

    let person = app.item("christine-jochem").await;
    saved_version(&erika.save((person, "photo_credit"), 0, CREDIT).await);
    assert_eq!(erika.publish(&[(person, "portrait", 1), (person, "photo_credit", 1)]).await.status, 200);
    let answer = reader.get(&small).await;
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("image/webp")));
    assert_eq!(answer.header("cache-control"), Some("public, max-age=31536000, immutable"));
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    for path in
        [format!("/bilder/{id}/97.jpg"), format!("/bilder/{}/96.jpg", "0".repeat(32)), "/bilder/x/96.jpg".into()]
    {
        reader.get(&path).await.assert_page(404, "Seite nicht gefunden");
    }

    // The card has it beside the name, which says all; the person's page names it, with the press photo and whom it is by.
    let topic = reader.get(TOPIC).await.html();
    let tags = topic.all("img");
    let [card] = tags[..] else { panic!("one picture") };
    let attributes =
        ["src", "srcset", "width", "height", "alt", "loading"].map(|name| card.get(name).unwrap_or("none"));
    let (one, two) = (format!("/bilder/{id}/96.jpg"), format!("/bilder/{id}/192.jpg 2x"));
    assert_eq!(attributes, [&one, &two, "96", "96", "", "lazy"]);
    let source = topic.all("source")[0].get("srcset").map(str::to_owned);
    assert_eq!(source, Some(format!("/bilder/{id}/96.webp, /bilder/{id}/192.webp 2x")));
    assert!(!topic.text().contains(CREDIT));
    let page = reader.get(PERSON).await.html();
    assert_eq!(page.all("img")[0].get("alt"), Some("Porträt von Christine Jochem"));
    assert!(page.the("figure").text().contains(CREDIT));
    let press = page.link("Pressefoto herunterladen").expect("a link");
    assert_eq!(press, format!("/bilder/{id}/presse.jpg"));
    assert_eq!(decoded(&reader.get(&press).await).dimensions(), (400, 500));

    let vcard = reader.get("/personen/christine-jochem.vcf").await.text().replace("\r\n ", "");
    assert!(vcard.contains(&format!("\r\nPHOTO;MEDIATYPE=image/jpeg:{PUBLIC_URL}/bilder/{id}/384.jpg\r\n")), "{vcard}");
}

#[tokio::test]
async fn a_portrait_needs_a_credit_and_a_picture_that_there_is() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let person = app.item("christine-jochem").await;
    let invalid = |field: &str, problem: &str| -> Value {
        json!({ "invalid": { "field": { "item": person, "field": field }, "problem": problem } })
    };
    assert_eq!(upload(&erika, &portrait()).await.status, 303);
    erika.publish(&[(person, "portrait", 1)]).await.assert_json(422, &invalid("photo_credit", "Empty"));
    saved_version(&erika.save((person, "photo_credit"), 0, CREDIT).await);
    for (version, nothing) in [(1, "0".repeat(32)), (2, "foto.jpg".to_owned())] {
        saved_version(&erika.save((person, "portrait"), version, &nothing).await);
        let chosen = [(person, "portrait", version + 1), (person, "photo_credit", 1)];
        erika.publish(&chosen).await.assert_json(422, &invalid("portrait", "NotAPicture"));
    }
    assert_eq!(app.number("select count(portrait) from person").await, 0);
}

#[tokio::test]
async fn a_picture_is_turned_upright_and_nothing_is_told_of_where_it_was_taken() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let id = publish(&app, &erika, &from_a_camera(&halves(400, 300, ImageFormat::Jpeg))).await;
    let files = FILES.iter().map(|(file, ..)| *file).chain(["presse.jpg"]);
    for file in files {
        let answer = app.reader().get(&format!("/bilder/{id}/{file}")).await;
        let picture = decoded(&answer);
        let (width, height) = picture.dimensions();
        let (above, below) = (picture.get_pixel(width / 2, 9).0, picture.get_pixel(width / 2, height - 9).0);
        assert!(above[0] > 150 && above[2] < 60 && below[2] > 150 && below[0] < 60, "{file}: {above:?} {below:?}");
        let holds = |words: &[u8]| answer.body.windows(words.len()).any(|window| window.eq_ignore_ascii_case(words));
        assert!(!holds(b"geheimort") && !holds(b"exif"), "{file}");
    }
    assert_eq!(decoded(&app.reader().get(&format!("/bilder/{id}/presse.jpg")).await).dimensions(), (300, 400));
}

#[tokio::test]
async fn what_cannot_be_a_portrait_is_told_at_the_field_and_changes_nothing() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let field = format!("{}.portrait", app.item("christine-jochem").await);
    let before = app.everything().await;
    let refused = [
        (422, b"Das ist kein Bild.".to_vec(), "Porträt: Das ist kein Bild, das die Seite lesen kann."),
        (422, b"GIF89a\x01\0\x01\0\0\0\0;".to_vec(), "Porträt: Das ist kein Bild, das die Seite lesen kann."),
        (422, portrait()[..100].to_vec(), "Porträt: Das ist kein Bild, das die Seite lesen kann."),
        (422, halves(300, 199, ImageFormat::Png), "Porträt: Das Bild ist zu klein."),
        (422, bomb(), "Porträt: Das Bild hat zu viele Bildpunkte."),
        (422, Vec::new(), "Porträt: Bitte zuerst ein Bild auswählen."),
        (413, vec![b'x'; (12 << 20) + 1], "Porträt: Die Datei ist zu groß. Möglich sind höchstens 12 MB."),
    ];
    for (status, file, words) in refused {
        let answer = upload(&erika, &file).await;
        answer.assert_page(status, words);
        let html = answer.html();
        let control = html.tags().find(|tag| tag.get("id") == Some(&field)).expect("the control");
        assert_eq!(control.get("aria-invalid"), Some("true"));
        assert!(html.by_id(&format!("{field}-error")).text().contains(words));
        let request = erika.post(UPLOAD).header("accept", "application/json");
        let told = request.body(MULTIPART, multipart(&[], Some(&file))).await;
        assert_eq!(told.status, status);
        assert!(told.json()["problem"].as_str().expect("words").starts_with(words), "{}", told.text());
    }
    erika.post(UPLOAD).body("text/plain", "x").await.assert_page(415, "Dieses Format versteht die Seite nicht.");
    erika.post(UPLOAD).body(MULTIPART, "kein Ende").await.assert_page(400, "Die Anfrage war nicht lesbar.");
    let elsewhere = erika.post("/personen/gibt-es-nicht/portraet").body(MULTIPART, multipart(&[], Some(&portrait())));
    assert_eq!(elsewhere.await.status, 404);
    assert_eq!(app.everything().await, before);
}

#[tokio::test]
async fn what_is_typed_in_the_form_is_kept_with_the_picture_and_without_it() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let person = app.item("christine-jochem").await;
    let typed = async |role: &str| {
        let mut values = erika.get(FORM).await.html().form_values();
        let value = values.iter_mut().find(|(name, _)| *name == format!("{person}.role")).expect("a control");
        role.clone_into(&mut value.1);
        values
    };
    let role = "select draft from field_state where field = 'role'";

    let body = multipart(&typed("Sprecherin").await, Some(&portrait()));
    assert_eq!(erika.post(UPLOAD).body(MULTIPART, body).await.status, 303);
    assert_eq!(app.text(role).await, "Sprecherin");
    assert_eq!(app.number("select count(*) from field_state where draft is not null").await, 2);

    let body = multipart(&typed("Vorsitzende").await, Some(b"kein Bild"));
    let answer = erika.post(UPLOAD).body(MULTIPART, body).await;
    answer.assert_page(422, "Porträt: Das ist kein Bild, das die Seite lesen kann.");
    assert!(answer.html().form_values().contains(&(format!("{person}.role"), "Vorsitzende".to_owned())));
    assert_eq!(app.text(role).await, "Vorsitzende");

    let body = multipart(&typed(&"x".repeat(2_001)).await, Some(&halves(300, 300, ImageFormat::Png)));
    erika.post(UPLOAD).body(MULTIPART, body).await.assert_page(422, "Funktion: Der Text ist zu lang.");
    assert_eq!(app.text("select draft from field_state where field = 'portrait'").await, id(&app).await);
}

#[tokio::test]
async fn without_a_session_nothing_is_kept_and_nothing_typed_is_lost() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let values = erika.get(FORM).await.html().form_values();
    app.run("delete from session").await;
    let before = app.everything().await;
    let answer = erika.post(UPLOAD).body(MULTIPART, multipart(&values, Some(&portrait()))).await;
    answer.assert_page(401, "Alles Getippte ist noch da.");
    let kept = answer.html().form_values();
    assert!(values.iter().filter(|(name, _)| name != "portraet").all(|value| kept.contains(value)));
    upload(&app.reader(), &portrait()).await.assert_page(401, "Bitte anmelden");
    let request = app.reader().post(UPLOAD).header("accept", "application/json");
    let told = request.body(MULTIPART, multipart(&[], Some(&portrait()))).await;
    assert_eq!(told.status, 401);
    assert!(told.json()["problem"].as_str().expect("words").contains("Anmeldung"));
    assert_eq!(app.everything().await, before);
}

#[tokio::test]
async fn a_script_gets_the_id_and_saves_it_like_any_text() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let person = app.item("christine-jochem").await;
    let id = upload_by_script(&erika, &portrait()).await;
    assert_eq!(app.number("select count(*) from field_state").await, 0);
    assert_eq!(upload_by_script(&erika, &portrait()).await, id, "the same picture is kept once");
    assert_eq!(app.number("select count(*) from image").await, 1);
    saved_version(&erika.save((person, "portrait"), 0, &id).await);
    assert_eq!(erika.field((person, "portrait")).await["draft"], json!(id));
}

#[tokio::test]
async fn what_is_taken_off_the_page_is_for_editors_alone() {
    let app = TestApp::start().await;
    let (erika, reader) = (app.log_in_as("erika").await, app.reader());
    let id = publish(&app, &erika, &portrait()).await;
    let small = format!("/bilder/{id}/96.jpg");
    assert!(pictures(&erika.get(&format!("/verlauf{PERSON}")).await.html()).contains(&small));
    let person = app.item("christine-jochem").await;
    let mut values = erika.get(FORM).await.html().form_values();
    values.push(("portraet-entfernen".into(), person.to_string()));
    let answer = erika.post(FORM).form(&values).await;
    assert_eq!((answer.status, answer.header("location")), (303, Some(FORM)));
    assert_eq!(reader.get(&small).await.status, 200, "not yet published");
    assert_eq!(erika.publish(&[(person, "portrait", 2)]).await.status, 200);
    assert_eq!(pictures(&reader.get(PERSON).await.html()), [""; 0]);
    reader.get(&small).await.assert_page(404, "Seite nicht gefunden");
    assert_eq!(erika.get(&small).await.status, 200, "it can be restored");
}

#[tokio::test]
async fn with_the_store_away_pictures_that_readers_saw_since_the_last_publication_are_there() {
    let (app, proxy) = TestApp::start_behind_proxy().await;
    let erika = app.log_in_as("erika").await;
    let id = publish(&app, &erika, &portrait()).await;
    app.settle().await;
    let (seen, unseen) = (format!("/bilder/{id}/96.webp"), format!("/bilder/{id}/192.webp"));
    let before = app.reader().get(&seen).await;
    assert_eq!(before.status, 200);
    for way in [Way::Cut, Way::Frozen] {
        proxy.set(way);
        let kept = app.reader().get(&seen).await;
        assert_eq!((kept.status, &kept.body), (200, &before.body), "{way:?}");
        assert_eq!(kept.header("content-type"), Some("image/webp"));
        app.reader().get(&unseen).await.assert_page(503, "Die Inhalte sind gerade nicht erreichbar.");
    }
}

#[tokio::test]
async fn a_preview_link_shows_the_draft_for_as_long_as_it_is_valid() {
    let app = TestApp::start().await;
    let (erika, reader) = (app.log_in_as("erika").await, app.reader());
    assert_eq!(upload(&erika, &portrait()).await.status, 303);
    let small = format!("/bilder/{}/192.jpg", id(&app).await);
    assert_eq!(reader.get(&small).await.status, 404);
    let made = erika.post(&format!("/vorschau-links{PERSON}")).form(&[("tage", "7")]).await.html();
    let link = made.tags().find(|tag| tag.get("id") == Some("link")).and_then(|tag| tag.get("value")).expect("a link");
    let link = link.strip_prefix(PUBLIC_URL).expect("an address of this site");
    assert_eq!(pictures(&reader.get(link).await.html()), [small.as_str()]);
    let answer = reader.get(&small).await;
    assert_eq!((answer.status, answer.header("cache-control")), (200, Some("no-store")));
    app.run("update preview_link set revoked_at = now()").await;
    assert_eq!(reader.get(&small).await.status, 404);
}

#[tokio::test]
async fn pictures_that_nothing_names_go_after_a_day_and_no_others() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let published = publish(&app, &erika, &portrait()).await;
    upload_by_script(&erika, &halves(300, 300, ImageFormat::Png)).await;
    assert_eq!(app.store.remove_unnamed_images().await.expect("an answer"), 0);
    app.run("update image set stored_at = now() - interval '25 hours'").await;
    assert_eq!(app.store.remove_unnamed_images().await.expect("an answer"), 1);
    assert_eq!(app.text("select id::text from image").await, published);

    // Also when it is only in the history, until that goes with the bin.
    let person = app.item("christine-jochem").await;
    let deleted = erika.call("delete_item", &json!({ "item": person })).await;
    assert_eq!(deleted.status, 200, "{}", deleted.text());
    assert_eq!(app.store.remove_unnamed_images().await.expect("an answer"), 0);
    app.run("update item set deleted_at = now() - interval '31 days' where deleted_at is not null").await;
    assert_eq!(app.store.empty_bin().await.expect("an answer"), 1);
    assert_eq!(app.store.remove_unnamed_images().await.expect("an answer"), 1);
    assert_eq!(app.number("select count(*) from image_file").await, 0);
}
