//! The letters of pictures, from fonts that are in the program.

#![expect(clippy::cast_possible_truncation, reason = "sizes and places in a picture are small numbers")]

use std::sync::LazyLock;

use ab_glyph::{Font, FontRef, Glyph, PxScale, ScaleFont, point};
use unicode_normalization::UnicodeNormalization;

use super::canvas::{Canvas, Colour, Point};

/// For titles.
pub(super) static TITLE: LazyLock<Typeface> = LazyLock::new(|| Typeface::new(include_bytes!("../../fonts/Title.ttf")));
/// For a line in a small size.
pub(super) static LINE: LazyLock<Typeface> = LazyLock::new(|| Typeface::new(include_bytes!("../../fonts/Line.ttf")));

pub(super) struct Typeface(FontRef<'static>);

impl Typeface {
    #[expect(clippy::expect_used, reason = "a test reads both files")]
    fn new(file: &'static [u8]) -> Self {
        Self(FontRef::try_from_slice(file).expect("a font"))
    }

    /// A text without the letters that the font lacks; accents joined to their letters.
    pub(super) fn known(&self, text: &str) -> String {
        text.nfc().filter(|c| c.is_whitespace() || self.0.glyph_id(*c).0 != 0).collect()
    }

    /// How wide a text is in a size, which is that of the letter M.
    pub(super) fn width(&self, text: &str, size: f32) -> f32 {
        self.set(text, size, (0.0, 0.0)).1
    }

    /// Writes a line from its beginning on the line below its letters.
    pub(super) fn write(&self, canvas: &mut Canvas, text: &str, size: f32, start: Point, colour: Colour) {
        for glyph in self.set(text, size, start).0 {
            let Some(outline) = self.0.outline_glyph(glyph) else { continue };
            let corner = outline.px_bounds().min;
            let (left, top) = (corner.x as i32, corner.y as i32);
            outline
                .draw(|x, y, coverage| canvas.lay((left + x.cast_signed(), top + y.cast_signed()), colour, coverage));
        }
    }

    /// The letters in their places, and the width of all.
    fn set(&self, text: &str, size: f32, (start, baseline): Point) -> (Vec<Glyph>, f32) {
        // The library's sizes are those of the whole line.
        let scale = PxScale::from(size * self.0.height_unscaled() / self.0.units_per_em().unwrap_or(1000.0));
        let font = self.0.as_scaled(scale);
        let (mut glyphs, mut x): (Vec<Glyph>, f32) = (Vec::new(), start);
        for id in text.chars().map(|c| self.0.glyph_id(c)) {
            x += glyphs.last().map_or(0.0, |last| font.kern(last.id, id));
            glyphs.push(id.with_scale_and_position(scale, point(x, baseline)));
            x += font.h_advance(id);
        }
        (glyphs, x - start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_fonts_have_the_letters_of_the_languages_that_are_spoken_here() {
        let text = "Grüße „Straße“ ‚so‘ – é … ẞ İığşçÖ ĄĆęłńóśźż Україна ґєії Москва ñ ã ș ț č ř ž đ Ελλάδα Tiếng № 5 € §\u{a0}\u{202f}";
        for typeface in [&TITLE, &LINE] {
            assert_eq!(typeface.known(text), text);
        }
    }

    #[test]
    fn letters_that_a_font_lacks_are_left_out_and_accents_join_theirs() {
        assert_eq!(TITLE.known("Ü\u{200d}b🌻er\u{ad}all سلام 文!"), "Überall  !");
        assert_eq!(TITLE.known("Gru\u{308}n cafe\u{301}"), "Grün café");
    }

    #[test]
    fn letters_that_leave_a_gap_move_together() {
        let (apart, together) = (TITLE.width("T", 100.0) + TITLE.width("e", 100.0), TITLE.width("Te", 100.0));
        assert!(together < apart - 5.0, "{together} {apart}");
    }
}
