//! How a picture looks: the group's mark and name, a line on a band, the title.

#![expect(clippy::cast_precision_loss, reason = "sizes and places in a picture are small numbers")]

use std::f32::consts::PI;

use app::api::{PICTURE_SIZE, PictureText};
use app::i18n::words;

use super::canvas::{Canvas, Colour, Point};
use super::typeface::{LINE, TITLE};
use super::wrapping::{MOST_LINES, Measure, cut, whole};

// As in `style/tokens.css`.
const FIR: Colour = [0x00, 0x54, 0x37];
const FIR_BLACK: Colour = [0x07, 0x17, 0x0f];
const SUNFLOWER: Colour = [0xff, 0xf1, 0x7a];
const WHITE: Colour = [0xff; 3];
/// Fir, a little lighter: seen behind everything, and in nobody's way.
const FIR_LIGHT: Colour = [0x06, 0x5e, 0x40];

const WIDTH: f32 = PICTURE_SIZE.0 as f32;
const HEIGHT: f32 = PICTURE_SIZE.1 as f32;
/// On all sides.
const MARGIN: f32 = 80.0;
/// From the largest on, the title takes the first size in which it fits.
const SIZES: [f32; 6] = [116.0, 100.0, 86.0, 74.0, 64.0, 56.0];
/// Of a title's size.
const LINE_HEIGHT: f32 = 1.15;
/// How high capital letters are, of their size.
const CAPITALS: f32 = 0.73;
/// What a title may take of the height.
const TITLE_HEIGHT: f32 = 300.0;
/// More letters than ever fit.
const LONGEST: usize = 300;

pub(super) fn draw(text: &PictureText) -> Canvas {
    let mut canvas = Canvas::new(FIR);
    mark(&mut canvas, (WIDTH - 120.0, HEIGHT - 150.0), 330.0, (FIR_LIGHT, FIR));
    mark(&mut canvas, (MARGIN + 26.0, 96.0), 26.0, (SUNFLOWER, FIR_BLACK));
    LINE.write(&mut canvas, words::GROUP, 34.0, (MARGIN + 72.0, 108.0), WHITE);
    let top = title(&mut canvas, &text.title);
    band(&mut canvas, &text.line, top - 44.0);
    canvas
}

/// The sunflower of `public/icon.svg`.
fn mark(canvas: &mut Canvas, (x, y): Point, radius: f32, (petals, middle): (Colour, Colour)) {
    let thickness = radius * 0.27;
    let reach = radius - thickness / 2.0;
    for petal in 0..4_u8 {
        let (sin, cos) = (f32::from(petal) * PI / 4.0).sin_cos();
        let (across, down) = (reach * cos, reach * sin);
        canvas.stroke(((x - across, y - down), (x + across, y + down)), thickness, petals);
    }
    canvas.stroke(((x, y), (x, y)), radius * 0.73, middle);
}

/// Writes the title on the bottom margin; answers where its letters begin.
fn title(canvas: &mut Canvas, text: &str) -> f32 {
    let known: String = TITLE.known(text).chars().take(LONGEST).collect();
    // No line begins with a dash.
    let text = known.replace(" – ", "\u{a0}– ");
    let (size, lines) = fitted(&text, WIDTH - 2.0 * MARGIN);
    let mut baseline = HEIGHT - MARGIN - 4.0;
    for line in lines.iter().rev() {
        TITLE.write(canvas, line, size, (MARGIN - size * 0.04, baseline), WHITE);
        baseline -= size * LINE_HEIGHT;
    }
    baseline + size * (LINE_HEIGHT - CAPITALS)
}

/// The largest size in which a title fits as a whole, with its lines; in the smallest one it is cut.
fn fitted(text: &str, width: f32) -> (f32, Vec<String>) {
    for size in SIZES {
        let most = (1..=MOST_LINES).rev().find(|lines| *lines as f32 * size * LINE_HEIGHT <= TITLE_HEIGHT);
        let measure: Measure = &|text| TITLE.width(text, size);
        if let Some(lines) = whole(text, width, most.unwrap_or(1), measure) {
            return (size, lines);
        }
    }
    let smallest = SIZES[SIZES.len() - 1];
    (smallest, cut(text, width, &|text| TITLE.width(text, smallest)))
}

/// A band from the edge to the end of a line, which ends so far from the top; without a line it is but a short one.
fn band(canvas: &mut Canvas, text: &str, bottom: f32) {
    let (size, padding) = (34.0, 24.0);
    let text = LINE.known(text);
    if text.is_empty() {
        canvas.fill((0.0, bottom - 16.0), (MARGIN + 72.0, bottom), SUNFLOWER);
        return;
    }
    let end = MARGIN + LINE.width(&text, size) + padding;
    canvas.fill((0.0, bottom - 60.0), (end, bottom), SUNFLOWER);
    LINE.write(canvas, &text, size, (MARGIN, bottom - 18.0), FIR_BLACK);
}
