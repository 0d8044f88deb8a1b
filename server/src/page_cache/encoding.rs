//! The forms in which a page is kept, and which of them a client gets.

use std::io::{self, Write};

use axum::body::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use http::{HeaderMap, HeaderValue, header};

/// A page is compressed once for many readers. Level 10 makes it a tenth smaller than 9 for some 6 ms more; 11 takes twice as long for
/// 2 per cent more.
const BROTLI_QUALITY: i32 = 10;

/// How a page's bytes are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    Brotli,
    Gzip,
    Plain,
}

impl Encoding {
    /// The smallest that a client can read, unless it likes another one more.
    pub(super) fn best(headers: &HeaderMap) -> Self {
        let (brotli, gzip) = (quality(headers, "br"), quality(headers, "gzip"));
        if brotli > 0.0 && brotli >= gzip {
            Self::Brotli
        } else if gzip > 0.0 {
            Self::Gzip
        } else {
            Self::Plain
        }
    }

    /// `Content-Encoding`
    pub(super) fn name(self) -> Option<HeaderValue> {
        match self {
            Self::Brotli => Some(HeaderValue::from_static("br")),
            Self::Gzip => Some(HeaderValue::from_static("gzip")),
            Self::Plain => None,
        }
    }

    /// A text in this form. It takes some milliseconds.
    pub(super) fn encode(self, text: &Bytes) -> io::Result<Bytes> {
        match self {
            Self::Brotli => {
                let parameters = brotli::enc::BrotliEncoderParams {
                    quality: BROTLI_QUALITY,
                    lgwin: window_of(text.len()),
                    size_hint: text.len(),
                    ..brotli::enc::BrotliEncoderParams::default()
                };
                let mut compressed = Vec::new();
                brotli::BrotliCompress(&mut &text[..], &mut compressed, &parameters)?;
                Ok(compressed.into())
            }
            Self::Gzip => {
                let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
                encoder.write_all(text)?;
                Ok(encoder.finish()?.into())
            }
            Self::Plain => Ok(text.clone()),
        }
    }
}

/// The smallest window that a text fits into, as the logarithm of its size (RFC 7932, 9.1). The encoder takes eight bytes of memory for
/// each of it, and fills them: 32 MB by itself.
fn window_of(length: usize) -> i32 {
    (10..22).find(|bits| (1 << bits) - 16 >= length).unwrap_or(22)
}

/// How much a client likes an encoding, from 0 to 1; RFC 9110, 12.5.3.
fn quality(headers: &HeaderMap, encoding: &str) -> f32 {
    let mut any = 0.0;
    for list in headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|list| list.to_str().ok()) {
        for part in list.split(',') {
            let (name, parameters) = part.split_once(';').unwrap_or((part, ""));
            let quality = || match parameters.trim().strip_prefix("q=") {
                Some(quality) => quality.trim().parse().unwrap_or(0.0),
                None => 1.0,
            };
            match name.trim() {
                name if name.eq_ignore_ascii_case(encoding) => return quality(),
                "*" => any = quality(),
                _ => {}
            }
        }
    }
    any
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_gets_the_smallest_that_it_can_read() {
        for (accepted, expected) in [
            ("gzip, deflate, br, zstd", Encoding::Brotli),
            ("br;q=1.0, gzip;q=0.8", Encoding::Brotli),
            ("br;q=0.1, gzip", Encoding::Gzip),
            ("gzip;q=0, br;q=0", Encoding::Plain),
            ("GZIP", Encoding::Gzip),
            ("*", Encoding::Brotli),
            ("br;q=0, *;q=0.5", Encoding::Gzip),
            ("identity", Encoding::Plain),
            ("br;q=x", Encoding::Plain),
            ("", Encoding::Plain),
        ] {
            let headers = HeaderMap::from_iter([(header::ACCEPT_ENCODING, accepted.parse().expect("a header"))]);
            assert_eq!(Encoding::best(&headers), expected, "{accepted}");
        }
        assert_eq!(Encoding::best(&HeaderMap::new()), Encoding::Plain);
    }

    #[test]
    fn a_text_of_any_length_comes_back_from_a_window_that_it_fits_into() {
        for length in [0, 1, 1_008, 1_009, 16_675, 65_520, 65_521, 5 << 20] {
            let text: Bytes =
                (0..length).map(|place: usize| u8::try_from(place * place % 251).unwrap_or_default()).collect();
            let window = window_of(length);
            assert!(length > 4 << 20 || (1 << window) >= length + 16, "{length}: {window}");
            let mut back = Vec::new();
            let compressed = Encoding::Brotli.encode(&text).expect("a compressed text");
            brotli::BrotliDecompress(&mut &compressed[..], &mut back).expect("a text");
            assert_eq!(back, text, "{length}");
        }
    }
}
