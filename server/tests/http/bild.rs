//! `GET /bild/….png`: the picture that others show beside a link to a page.

use std::io::Cursor;

use app::api::PICTURE_SIZE;
use serde_json::{Value, json};

use crate::test_app::{Answer, PUBLIC_URL, TOPIC, TestApp, Way, fresh_operation, saved_version};

const POST: &str = "/meldungen/2024-10-30-sehr-geehrte-kollegen-von";
const PICTURE: &str = "/bild/themen/migration.png";

/// The pixels of a picture, three bytes each, from an answer that anyone may keep for a day.
#[track_caller]
fn pixels(answer: &Answer) -> Vec<u8> {
    assert_eq!(answer.status, 200, "{}", answer.to);
    assert_eq!(answer.header("content-type"), Some("image/png"), "{}", answer.to);
    assert_eq!(answer.header("cache-control"), Some("public, max-age=86400"), "{}", answer.to);
    assert_eq!(answer.header("cross-origin-resource-policy"), Some("cross-origin"), "{}", answer.to);
    assert!(answer.header("etag").is_some(), "{}", answer.to);
    assert!(answer.body.len() < 100_000, "{}: {} bytes", answer.to, answer.body.len());
    let mut reader = png::Decoder::new(Cursor::new(&answer.body)).read_info().expect("a PNG");
    let mut pixels = vec![0; reader.output_buffer_size().expect("a size")];
    let info = reader.next_frame(&mut pixels).expect("pixels");
    assert_eq!((info.width, info.height, info.color_type), (PICTURE_SIZE.0, PICTURE_SIZE.1, png::ColorType::Rgb));
    pixels
}

/// How many pixels are in the colour of the title.
fn whites(pixels: &[u8]) -> usize {
    pixels.chunks(3).filter(|pixel| **pixel == [255; 3]).count()
}

/// Gives the topic another title, and gets its picture.
async fn picture_of(app: &TestApp, title: &str) -> Answer {
    sqlx::query("update topic_text set title = $1").bind(title).execute(&app.db).await.expect("a change");
    app.reader().get(PICTURE).await
}

#[tokio::test]
async fn every_page_has_a_picture_of_its_own_and_names_it() {
    let app = TestApp::start().await;
    let mut seen = Vec::new();
    for (page, picture) in [
        ("/", "/bild/start.png"),
        (TOPIC, PICTURE),
        (POST, "/bild/meldungen/2024-10-30-sehr-geehrte-kollegen-von.png"),
        ("/personen/christine-jochem", "/bild/personen/christine-jochem.png"),
        ("/impressum", "/bild/impressum.png"),
    ] {
        let html = app.reader().get(page).await.html();
        assert_eq!(html.meta("og:image"), Some(format!("{PUBLIC_URL}{picture}").as_str()), "{page}");
        assert_eq!(html.meta("og:image:type"), Some("image/png"));
        assert_eq!((html.meta("og:image:width"), html.meta("og:image:height")), (Some("1200"), Some("630")));
        assert_eq!(html.meta("og:image:alt"), Some(html.title().as_str()), "{page}");
        assert_eq!(html.meta("twitter:card"), Some("summary_large_image"));
        seen.push(pixels(&app.reader().get(picture).await));
    }
    let count = seen.len();
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), count);
}

#[tokio::test]
async fn pages_that_nobody_should_find_name_no_picture() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let answer = erika.post("/vorschau-links/themen/migration").form(&[("tage", "7")]).await;
    let html = answer.html();
    let link = html.tags().find_map(|tag| tag.get("value")?.strip_prefix(PUBLIC_URL)).expect("a link").to_owned();
    for path in [link.as_str(), "/anmelden", "/gibt-es-nicht"] {
        let html = app.reader().get(path).await.html();
        assert_eq!((html.meta("og:image"), html.meta("twitter:card")), (None, None), "{path}");
    }
}

#[tokio::test]
async fn another_title_or_day_is_another_picture_with_another_tag() {
    let app = TestApp::start().await;
    let (first, second) = (app.reader().get(PICTURE).await, picture_of(&app, "Ankommen").await);
    assert_ne!(pixels(&first), pixels(&second));
    assert_ne!(first.header("etag"), second.header("etag"));
    let again = picture_of(&app, "Migration").await;
    assert_eq!((pixels(&again), again.header("etag")), (pixels(&first), first.header("etag")));

    let post = format!("/bild{POST}.png");
    let first = app.reader().get(&post).await;
    app.run("update post set published_on = published_on + 1").await;
    assert_ne!(pixels(&app.reader().get(&post).await), pixels(&first));
}

#[tokio::test]
async fn who_has_the_picture_already_gets_none() {
    let app = TestApp::start().await;
    let tag = app.reader().get(PICTURE).await.header("etag").expect("a tag").to_owned();
    for known in [tag.clone(), format!("W/{tag}"), format!("\"x\", {tag}")] {
        let answer = app.reader().get(PICTURE).header("if-none-match", &known).await;
        assert_eq!((answer.status, answer.body.len()), (304, 0), "{known}");
        assert_eq!(answer.header("etag"), Some(tag.as_str()));
        assert_eq!(answer.header("cache-control"), Some("public, max-age=86400"));
    }
    pixels(&app.reader().get(PICTURE).header("if-none-match", "\"x\"").await);
    let head = app.reader().request("HEAD", PICTURE).await;
    assert_eq!((head.status, head.header("content-type")), (200, Some("image/png")));
}

#[tokio::test]
async fn what_readers_cannot_see_has_no_picture() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let new = [("art", "topic"), ("name", "Wohnen"), ("vorgang", &fresh_operation())];
    assert_eq!(erika.post("/neu").form(&new).await.status, 303);
    for path in [
        "/bild/themen/wohnen.png",
        "/bild/themen/gibt-es-nicht.png",
        "/bild/gibt-es-nicht.png",
        "/bild/themen/migration",
        "/bild/themen/migration.jpg",
        "/bild/anmelden.png",
        "/bild/.png",
        "/bild/%ff.png",
        "/bild/../impressum.png",
    ] {
        for client in [&app.reader(), &erika] {
            client.get(path).await.assert_page(404, "Seite nicht gefunden");
        }
    }
    assert_eq!(app.reader().get("/bild/start.png?v=2").await.status, 200);
}

#[tokio::test]
async fn a_picture_moves_and_goes_with_its_page() {
    let app = TestApp::start().await;
    let erika = app.log_in_as("erika").await;
    let topic = app.item("migration").await;
    let version = saved_version(&erika.save((topic, "slug"), 0, "ankommen").await);
    assert_eq!(erika.publish(&[(topic, "slug", version)]).await.status, 200);
    let answer = app.reader().get(PICTURE).await;
    assert_eq!((answer.status, answer.header("location")), (301, Some("/bild/themen/ankommen.png")));
    pixels(&app.reader().get("/bild/themen/ankommen.png").await);

    erika.call("delete_item", &json!({ "item": topic })).await.assert_json(200, &Value::Null);
    app.reader().get("/bild/themen/ankommen.png").await.assert_page(410, "Diese Seite gibt es nicht mehr");
}

#[tokio::test]
async fn any_title_can_be_drawn_and_a_long_one_is_cut() {
    let app = TestApp::start().await;
    let empty = pixels(&picture_of(&app, "سلام").await);
    let long = "Wörter und noch mehr ".repeat(14) + "Ende.";
    assert_eq!(long.chars().count(), 299);
    let cut = pixels(&picture_of(&app, &long).await);
    // What is cut off is not seen.
    assert_eq!(pixels(&picture_of(&app, &(long.clone() + "x")).await), cut);
    for title in [long, "ß".repeat(200), "W".repeat(300), "Україна".into(), "Łódź İğne ẞ é – „“".into(), "…".into()]
    {
        let drawn = pixels(&picture_of(&app, &title).await);
        assert!(whites(&drawn) > whites(&empty) + 300, "{title}");
        // Nothing touches the margin on the right: there is only the ground and the mark behind it.
        let right =
            |pixels: &[u8]| pixels.chunks(3 * 1200).flat_map(|row| row[3 * 1140..].to_vec()).collect::<Vec<_>>();
        assert_eq!(right(&drawn), right(&empty), "{title}");
    }
}

#[tokio::test]
async fn letters_that_cannot_be_drawn_are_left_out() {
    let app = TestApp::start().await;
    let without = pixels(&picture_of(&app, "Ankommen in Hannover").await);
    for title in ["Ankommen 🌻 in Hannover", "An\u{ad}kom\u{200b}men in Hannover", "Ankommen سلام in Hannover"] {
        assert_eq!(pixels(&picture_of(&app, title).await), without, "{title}");
    }
    assert_eq!(pixels(&picture_of(&app, "Gru\u{308}n").await), pixels(&picture_of(&app, "Grün").await));
}

#[tokio::test]
async fn with_the_store_away_only_the_start_page_has_its_picture() {
    let (app, proxy) = TestApp::start_behind_proxy().await;
    proxy.set(Way::Cut);
    assert_eq!(app.reader().get(PICTURE).await.status, 503);
    pixels(&app.reader().get("/bild/start.png").await);
}
