//! A ground of pixels that shapes with soft edges are laid on.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "sizes and places in a picture are small numbers"
)]

use app::api::PICTURE_SIZE;

/// Red, green, blue.
pub(super) type Colour = [u8; 3];
/// From the left, and from the top.
pub(super) type Point = (f32, f32);

const WIDTH: usize = PICTURE_SIZE.0 as usize;
const HEIGHT: usize = PICTURE_SIZE.1 as usize;

/// Of an edge: with more the file is larger, and nobody sees them.
const SHADES: f32 = 16.0;

pub(super) struct Canvas(Vec<Colour>);

impl Canvas {
    pub(super) fn new(ground: Colour) -> Self {
        Self(vec![ground; WIDTH * HEIGHT])
    }

    /// Lays a colour on a pixel, which covers so much of it; nothing where there is no such pixel.
    pub(super) fn lay(&mut self, (x, y): (i32, i32), colour: Colour, coverage: f32) {
        let coverage = (coverage.clamp(0.0, 1.0) * SHADES).round() / SHADES;
        let inside = |value: i32, end| usize::try_from(value).ok().filter(|value| *value < end);
        let (Some(x), Some(y)) = (inside(x, WIDTH), inside(y, HEIGHT)) else { return };
        for (below, above) in self.0[y * WIDTH + x].iter_mut().zip(colour) {
            let (from, to) = (f32::from(*below), f32::from(above));
            *below = (from + (to - from) * coverage).round() as u8;
        }
    }

    /// A line with round ends; where it ends where it begins, a disc.
    pub(super) fn stroke(&mut self, (from, to): (Point, Point), thickness: f32, colour: Colour) {
        let radius = thickness / 2.0;
        let (left, right) = (from.0.min(to.0) - radius, from.0.max(to.0) + radius);
        let (top, bottom) = (from.1.min(to.1) - radius, from.1.max(to.1) + radius);
        for y in top.floor() as i32..=bottom.ceil() as i32 {
            for x in left.floor() as i32..=right.ceil() as i32 {
                let middle = (x as f32 + 0.5, y as f32 + 0.5);
                self.lay((x, y), colour, radius - distance(middle, from, to) + 0.5);
            }
        }
    }

    /// A box from one corner to the other, on whole pixels.
    pub(super) fn fill(&mut self, (left, top): Point, (right, bottom): Point, colour: Colour) {
        for y in top as i32..bottom as i32 {
            for x in left as i32..right as i32 {
                self.lay((x, y), colour, 1.0);
            }
        }
    }

    /// As a file.
    pub(super) fn png(&self) -> Result<Vec<u8>, png::EncodingError> {
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, PICTURE_SIZE.0, PICTURE_SIZE.1);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        // Large areas of one colour: prediction from neighbours makes the file larger.
        encoder.set_filter(png::Filter::NoFilter);
        let mut writer = encoder.write_header()?;
        writer.write_image_data(self.0.as_flattened())?;
        writer.finish()?;
        Ok(file)
    }
}

/// From a point to a line between two others.
fn distance(point: Point, from: Point, to: Point) -> f32 {
    let (x, y) = (point.0 - from.0, point.1 - from.1);
    let (along_x, along_y) = (to.0 - from.0, to.1 - from.1);
    let length = along_x.mul_add(along_x, along_y * along_y);
    let part = if length > 0.0 { (x.mul_add(along_x, y * along_y) / length).clamp(0.0, 1.0) } else { 0.0 };
    (x - part * along_x).hypot(y - part * along_y)
}
