//! What becomes of an uploaded picture: looked into, turned upright, cut square and made small. Nothing but its pixels goes on:
//! cameras write where and with what a picture was taken.

use std::io::Cursor;

use app::model::ImageId;
use app::store::{ImageFile, NewImage};
use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, Rgb, RgbImage};
use moxcms::{ColorProfile, Layout, TransformOptions};
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;

/// No picture that is uploaded has more pixels.
const MOST_PIXELS: u64 = 50_000_000;
/// What a picture may take while it is decoded: so many pixels with four bytes each, and some more.
const MOST_MEMORY: u64 = 256 << 20;
/// The shorter side of a portrait has at least so many pixels.
const SMALLEST_SIDE: u32 = 200;
/// The longer side of a press photo.
const PRESS_SIDE: u32 = 2_400;
/// The sides of the squares, and how much of them is kept: where there are more pixels than the screen needs, each counts less.
const SQUARES: [(u32, u8); 3] = [(96, 80), (192, 72), (384, 68)];
const PRESS_QUALITY: u8 = 88;

/// Why a picture is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum PhotoProblem {
    /// Neither JPEG, PNG nor WebP, or broken.
    #[error("not a picture")]
    NotAPicture,
    /// Too few pixels to be a portrait.
    #[error("too small")]
    TooSmall,
    /// More pixels than are decoded.
    #[error("too many pixels")]
    TooManyPixels,
}

/// A large picture takes some 300 MB while it is decoded: others wait.
static AT_ONCE: Semaphore = Semaphore::const_new(1);

/// The same as [`prepare`], without holding up requests.
pub(crate) async fn prepare_in_turn(original: Vec<u8>) -> Result<NewImage, PhotoProblem> {
    let Ok(_turn) = AT_ONCE.acquire().await else { return Err(PhotoProblem::NotAPicture) };
    // Whatever a decoder stumbles over is no picture.
    tokio::task::spawn_blocking(move || prepare(original)).await.unwrap_or(Err(PhotoProblem::NotAPicture))
}

/// Looks into a picture, and makes what pages show of it. Takes seconds for a large one.
///
/// # Errors
/// See [`PhotoProblem`].
pub(crate) fn prepare(original: Vec<u8>) -> Result<NewImage, PhotoProblem> {
    let Opened { format, width, height, picture } = open(&original)?;
    let square = cut_square(&picture);
    let mut files = vec![ImageFile { name: "presse.jpg".to_owned(), bytes: jpeg(&picture, PRESS_QUALITY)? }];
    for (side, quality) in SQUARES {
        let small = image::imageops::resize(&square, side, side, FilterType::Lanczos3);
        files.push(ImageFile { name: format!("{side}.jpg"), bytes: jpeg(&small, quality)? });
        files.push(ImageFile { name: format!("{side}.webp"), bytes: webp(&small, quality)? });
    }
    let id = ImageId::of_hash(&Sha256::digest(&original).into());
    Ok(NewImage { id, original, media_type: format.to_mime_type(), width, height, files })
}

/// A picture as it is looked at: upright, of colours that every screen knows, not larger than a press photo.
struct Opened {
    format: ImageFormat,
    /// As it was uploaded.
    width: u32,
    height: u32,
    picture: RgbImage,
}

fn open(bytes: &[u8]) -> Result<Opened, PhotoProblem> {
    let not_a_picture = |_| PhotoProblem::NotAPicture;
    let reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format();
    let reader = reader.map_err(|_| PhotoProblem::NotAPicture)?;
    let format = reader.format().ok_or(PhotoProblem::NotAPicture)?;
    if !matches!(format, ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP) {
        return Err(PhotoProblem::NotAPicture);
    }
    let mut decoder = reader.into_decoder().map_err(not_a_picture)?;
    let (width, height) = decoder.dimensions();
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_MEMORY);
    let fits = u64::from(width) * u64::from(height) <= MOST_PIXELS && limits.reserve(decoder.total_bytes()).is_ok();
    if !fits {
        return Err(PhotoProblem::TooManyPixels);
    }
    if width.min(height) < SMALLEST_SIDE {
        return Err(PhotoProblem::TooSmall);
    }
    decoder.set_limits(limits).map_err(not_a_picture)?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let profile = decoder.icc_profile().ok().flatten();
    let picture = reduced(DynamicImage::from_decoder(decoder).map_err(not_a_picture)?);
    let mut picture = on_white(picture);
    if let Some(profile) = profile {
        in_usual_colours(&mut picture, &profile);
    }
    let mut picture = DynamicImage::ImageRgb8(picture);
    picture.apply_orientation(orientation);
    Ok(Opened { format, width, height, picture: picture.into_rgb8() })
}

/// Not larger than a press photo: the averaging of `thumbnail` takes no memory, but is only good where much is left out.
fn reduced(picture: DynamicImage) -> DynamicImage {
    let longest = picture.width().max(picture.height());
    if longest > 2 * PRESS_SIDE {
        picture.thumbnail(PRESS_SIDE, PRESS_SIDE)
    } else if longest > PRESS_SIDE {
        picture.resize(PRESS_SIDE, PRESS_SIDE, FilterType::Lanczos3)
    } else {
        picture
    }
}

/// Whatever shines through is white.
fn on_white(picture: DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.into_rgb8();
    }
    let picture = picture.into_rgba8();
    RgbImage::from_fn(picture.width(), picture.height(), |x, y| {
        let [red, green, blue, alpha] = picture.get_pixel(x, y).0.map(u16::from);
        let over = |value: u16| u8::try_from((value * alpha + 255 * (255 - alpha)) / 255).unwrap_or(u8::MAX);
        Rgb([over(red), over(green), over(blue)])
    })
}

/// Phones take pictures in colours of their own. What cannot be read of them stays as it is.
fn in_usual_colours(picture: &mut RgbImage, profile: &[u8]) {
    let usual = ColorProfile::new_srgb();
    let transform = ColorProfile::new_from_slice(profile).and_then(|profile| {
        profile.create_transform_8bit(Layout::Rgb, &usual, Layout::Rgb, TransformOptions::default())
    });
    let mut converted = vec![0; picture.as_raw().len()];
    if transform.and_then(|transform| transform.transform(picture.as_raw(), &mut converted)).is_ok() {
        picture.copy_from_slice(&converted);
    }
}

/// The square in the middle; of an upright picture one further up, where faces are.
fn cut_square(picture: &RgbImage) -> RgbImage {
    let (x, y, side) = square_of(picture.width(), picture.height());
    image::imageops::crop_imm(picture, x, y, side, side).to_image()
}

fn square_of(width: u32, height: u32) -> (u32, u32, u32) {
    let side = width.min(height);
    ((width - side) / 2, (height - side) / 3, side)
}

fn jpeg(picture: &RgbImage, quality: u8) -> Result<Vec<u8>, PhotoProblem> {
    let mut bytes = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut bytes, quality);
    picture.write_with_encoder(encoder).map_err(|_| PhotoProblem::NotAPicture)?;
    Ok(bytes)
}

fn webp(picture: &RgbImage, quality: u8) -> Result<Vec<u8>, PhotoProblem> {
    let encoder = webp::Encoder::from_rgb(picture, picture.width(), picture.height());
    let encoded = encoder.encode_simple(false, f32::from(quality)).map_err(|_| PhotoProblem::NotAPicture)?;
    Ok(encoded.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A picture whose left half is red, whose right half is blue.
    fn halves(width: u32, height: u32) -> RgbImage {
        RgbImage::from_fn(width, height, |x, _| if x < width / 2 { Rgb([200, 0, 0]) } else { Rgb([0, 0, 200]) })
    }

    fn file<'a>(image: &'a NewImage, name: &str) -> &'a [u8] {
        let file = image.files.iter().find(|file| file.name == name);
        &file.unwrap_or_else(|| panic!("no {name}")).bytes
    }

    #[test]
    fn the_square_is_in_the_middle_and_of_an_upright_picture_further_up() {
        assert_eq!(square_of(300, 200), (50, 0, 200));
        assert_eq!(square_of(200, 500), (0, 100, 200));
        assert_eq!(square_of(200, 200), (0, 0, 200));
    }

    #[test]
    fn each_size_is_made_in_both_formats_and_a_press_photo_that_is_not_larger_than_asked() {
        let image = prepare(jpeg(&halves(2_600, 1_300), 80).expect("a picture")).expect("a portrait");
        assert_eq!((image.width, image.height, image.media_type), (2_600, 1_300, "image/jpeg"));
        for side in [96, 192, 384] {
            for ending in ["jpg", "webp"] {
                let small = image::load_from_memory(file(&image, &format!("{side}.{ending}"))).expect("a picture");
                assert_eq!((small.width(), small.height()), (side, side));
                let (left, right) = (small.to_rgb8().get_pixel(5, 50).0, small.to_rgb8().get_pixel(side - 5, 50).0);
                assert!(left[0] > 150 && left[2] < 60 && right[2] > 150 && right[0] < 60, "{left:?} {right:?}");
            }
        }
        let press = image::load_from_memory(file(&image, "presse.jpg")).expect("a picture");
        assert_eq!((press.width(), press.height()), (2_400, 1_200));
        assert!(file(&image, "96.webp").len() < 3_000, "{}", file(&image, "96.webp").len());
    }

    #[test]
    fn what_shines_through_is_white() {
        let clear = image::RgbaImage::from_pixel(200, 200, image::Rgba([0, 0, 0, 0]));
        let mut png = Vec::new();
        clear.write_to(&mut Cursor::new(&mut png), ImageFormat::Png).expect("a picture");
        let image = prepare(png).expect("a portrait");
        let small = image::load_from_memory(file(&image, "96.jpg")).expect("a picture").to_rgb8();
        assert!(small.get_pixel(48, 48).0.iter().all(|value| *value > 250));
    }

    #[test]
    fn what_is_no_picture_or_has_the_wrong_size_is_refused() {
        let refused = |bytes: Vec<u8>| prepare(bytes).map(|image| image.id).unwrap_err();
        assert_eq!(refused(b"Kein Bild".to_vec()), PhotoProblem::NotAPicture);
        assert_eq!(refused(b"GIF89a".to_vec()), PhotoProblem::NotAPicture);
        assert_eq!(refused(jpeg(&halves(300, 199), 80).expect("a picture")), PhotoProblem::TooSmall);
        let mut half = jpeg(&halves(300, 300), 80).expect("a picture");
        half.truncate(40);
        assert_eq!(refused(half), PhotoProblem::NotAPicture);
    }

    /// Small pictures of each format, that are portraits as they are.
    fn portraits() -> Vec<Vec<u8>> {
        let picture = DynamicImage::ImageRgb8(halves(200, 200));
        let written = |format| {
            let mut bytes = Vec::new();
            picture.write_to(&mut Cursor::new(&mut bytes), format).expect("a picture");
            bytes
        };
        vec![jpeg(&halves(200, 200), 60).expect("a picture"), written(ImageFormat::Png), written(ImageFormat::WebP)]
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(48))]

        #[test]
        fn bytes_that_are_no_picture_are_refused(start in 0_usize..6, rest in proptest::collection::vec(proptest::num::u8::ANY, 0..600)) {
            let starts: [&[u8]; 6] =
                [b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"RIFF\xff\xff\0\0WEBPVP8L", b"RIFF\xff\xff\0\0WEBPVP8X", b"GIF89a"];
            proptest::prop_assert!(prepare([starts[start], &rest].concat()).is_err());
        }

        /// Cut, changed, doubled: it is a picture or none, and never more than its header promises.
        #[test]
        fn a_damaged_picture_is_taken_or_refused(
            which in 0_usize..3, places in proptest::collection::vec((proptest::num::u16::ANY, proptest::num::u8::ANY), 0..6), cut in 0_usize..4_000,
        ) {
            let mut bytes = portraits().swap_remove(which);
            for (place, value) in places {
                // Headers stand at the beginning, and are what decoders trust.
                let place = usize::from(place) % bytes.len().min(400);
                bytes[place] = value;
            }
            bytes.truncate(bytes.len().saturating_sub(cut % bytes.len() / 2));
            if let Ok(image) = prepare(bytes) {
                proptest::prop_assert!(u64::from(image.width) * u64::from(image.height) <= MOST_PIXELS);
                proptest::prop_assert_eq!(image.files.len(), 7);
            }
        }
    }
}
