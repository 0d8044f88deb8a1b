//! How a person is shown: the portrait, or the initials where there is none, as HTML. Made on the server, and in the editors'
//! program, so that readers load nothing for it.

use crate::i18n::{self, words};
use crate::model::{Contact, ImageId, closed};

/// No picture that is uploaded has more bytes.
pub const LARGEST: usize = 12 << 20;

/// The picture beside the name, which it adds nothing to; on the person's own page a figure with its credit and the press photo.
pub fn html(contact: &Contact, on_own_page: bool) -> String {
    match contact.portrait.parse::<ImageId>() {
        Ok(id) if on_own_page => figure(&id, contact),
        Ok(id) => picture(&id, 96, ""),
        Err(_) => format!("<span class=\"portrait\" aria-hidden=\"true\">{}</span>", escaped(&initials(&contact.name))),
    }
}

/// The address of one of a picture's files.
pub fn address(id: &ImageId, file: &str) -> String {
    format!("/bilder/{id}/{file}")
}

fn figure(id: &ImageId, contact: &Contact) -> String {
    let picture = picture(id, 192, &i18n::portrait_of(&contact.name));
    let credit = escaped(&closed(&contact.photo_credit));
    let credit = if credit.is_empty() { credit } else { format!("<bdi>{credit}</bdi> ") };
    let (press, file, words) = (address(id, "presse.jpg"), &contact.slug, words::PRESS_PHOTO);
    format!(
        "<figure class=\"portrait-figure\">{picture}<figcaption>{credit}<a href=\"{press}\" download=\"{file}.jpg\">{words}</a>\
         </figcaption></figure>"
    )
}

/// A square of so many pixels in CSS, and twice as many where the screen has them.
fn picture(id: &ImageId, side: u32, alternative: &str) -> String {
    let file = |side: u32, ending: &str| address(id, &format!("{side}.{ending}"));
    let (webp, webp_fine) = (file(side, "webp"), file(2 * side, "webp"));
    let (jpeg, jpeg_fine) = (file(side, "jpg"), file(2 * side, "jpg"));
    let alternative = escaped(alternative);
    format!(
        "<picture class=\"portrait\"><source type=\"image/webp\" srcset=\"{webp}, {webp_fine} 2x\">\
         <img src=\"{jpeg}\" srcset=\"{jpeg_fine} 2x\" width=\"{side}\" height=\"{side}\" alt=\"{alternative}\" \
         loading=\"lazy\" decoding=\"async\"></picture>"
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

/// The first letters of the first and the last word.
fn initials(name: &str) -> String {
    let mut words = name.split_whitespace().filter_map(|word| word.chars().next());
    let first = words.next();
    first.into_iter().chain(words.next_back()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ItemId;

    fn contact(name: &str, portrait: &str) -> Contact {
        let (pronouns, role, masked_email, portrait_html) = Default::default();
        let (slug, name, photo_credit) = ("ida".parse().expect("a slug"), name.into(), "Foto: \"A\" & <B>".into());
        let portrait = portrait.into();
        Contact { id: ItemId(1), slug, name, pronouns, role, masked_email, portrait, photo_credit, portrait_html }
    }

    #[test]
    fn initials_are_of_the_first_and_the_last_name() {
        assert_eq!(initials("Christine Jochem"), "CJ");
        assert_eq!(initials("Ana Maria de Souza"), "AS");
        assert_eq!(initials("Madonna"), "M");
        assert_eq!(initials(" "), "");
    }

    #[test]
    fn whatever_is_written_stands_there_as_text() {
        let id = "a7".repeat(16);
        for (contact, on_own_page) in [
            (contact("<b> &x", ""), false),
            (contact("\"><b>", &id), true),
            (contact("Ida", "\"><b>"), true),
            (contact("Ida", &format!("{id}\"")), false),
        ] {
            let html = html(&contact, on_own_page);
            assert!(!html.contains("<b>") && !html.contains("<B>"), "{html}");
        }
        assert!(html(&contact("<b> &x", ""), false).contains(">&lt;&amp;<"));
    }

    #[test]
    fn a_portrait_has_both_formats_its_size_and_a_name_only_on_its_own_page() {
        let id = "a7".repeat(16);
        let card = html(&contact("Ida", &id), false);
        assert!(card.contains(&format!("srcset=\"/bilder/{id}/96.webp, /bilder/{id}/192.webp 2x\"")), "{card}");
        assert!(card.contains("width=\"96\" height=\"96\" alt=\"\"") && !card.contains("presse"), "{card}");
        let page = html(&contact("Ida", &id), true);
        assert!(
            page.contains("alt=\"Porträt von Ida\"") && page.contains(&format!("/bilder/{id}/384.jpg 2x")),
            "{page}"
        );
        assert!(page.contains(&format!("href=\"/bilder/{id}/presse.jpg\" download=\"ida.jpg\"")), "{page}");
        assert!(page.contains("Foto: &quot;A&quot; &amp; &lt;B>"), "{page}");
    }
}
