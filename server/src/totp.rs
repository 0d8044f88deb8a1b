//! Codes from an app (RFC 6238): SHA-1, 6 digits, steps of 30 seconds, one before and one after is right, too.

use std::time::{SystemTime, UNIX_EPOCH};

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use qrcodegen::{QrCode, QrCodeEcc};
use totp_rs::{Builder, Secret};

/// Modules of white around a QR code, by its standard.
const BORDER: i32 = 4;

/// 160 random bits, as RFC 4226 recommends.
pub(crate) fn new_secret() -> Result<[u8; 20], getrandom::Error> {
    let mut bytes = [0; 20];
    getrandom::fill(&mut bytes)?;
    Ok(bytes)
}

/// A secret as people type it into an app.
pub(crate) fn in_words(secret: &[u8]) -> String {
    Secret::from(secret.to_vec()).to_base32()
}

/// The step whose code this is, now; none where it is none's.
pub(crate) fn step_of(secret: &[u8], code: &str) -> Option<i64> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).ok()?;
    step_at(secret, code, now.as_secs())
}

fn step_at(secret: &[u8], code: &str, seconds: u64) -> Option<i64> {
    if code.len() != 6 || !code.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let totp = Builder::new().with_secret(secret.to_vec()).build().ok()?;
    totp.check(code, seconds).and_then(|step| step.try_into().ok())
}

/// The address that apps read from a QR code.
pub(crate) fn address(secret: &[u8], site: &str, account: &str) -> String {
    let encoded = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let (site, account, secret) = (encoded(site), encoded(account), in_words(secret));
    format!("otpauth://totp/{site}:{account}?secret={secret}&issuer={site}&algorithm=SHA1&digits=6&period=30")
}

/// A QR code as SVG, without style, since no page may have any; none where the text is too long for one.
pub(crate) fn qr_code(text: &str, label: &str) -> Option<String> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
    let side = code.size() + 2 * BORDER;
    let dark = (0..code.size()).flat_map(|y| (0..code.size()).map(move |x| (x, y)));
    let dark = dark.filter(|(x, y)| code.get_module(*x, *y));
    let square = |path: String, (x, y)| path + &format!("M{} {}h1v1h-1z", x + BORDER, y + BORDER);
    let dark = dark.fold(String::new(), square);
    Some(format!(
        "<svg viewBox=\"0 0 {side} {side}\" width=\"240\" height=\"240\" role=\"img\" aria-label=\"{label}\" \
         shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/><path fill=\"#000\" \
         d=\"{dark}\"/></svg>"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The secret of RFC 6238's examples.
    const SECRET: &[u8] = b"12345678901234567890";

    #[test]
    fn codes_are_those_of_the_standard() {
        // Appendix B has eight digits; an app shows the last six.
        for (seconds, code) in [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924")] {
            let step = i64::try_from(seconds / 30).expect("a step");
            assert_eq!(step_at(SECRET, code, seconds), Some(step));
            assert_eq!(step_at(SECRET, code, seconds + 30), Some(step), "one step late");
            assert_eq!(step_at(SECRET, code, seconds - 30), Some(step), "one step early");
            assert_eq!(step_at(SECRET, code, seconds + 60), None, "two steps late");
        }
        for code in ["", "28708", "2870820", "28 082", "28708a", "+28708", "２８７０８２"] {
            assert_eq!(step_at(SECRET, code, 59), None, "{code}");
        }
    }

    #[test]
    fn apps_can_read_the_address() {
        assert_eq!(
            address(SECRET, "themen.example", "ida@themen.example"),
            "otpauth://totp/themen%2Eexample:ida%40themen%2Eexample?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\
             &issuer=themen%2Eexample&algorithm=SHA1&digits=6&period=30"
        );
    }

    #[test]
    fn a_qr_code_is_a_picture_without_style() {
        let svg = qr_code(&address(SECRET, "themen.example", "ida@themen.example"), "QR-Code").expect("a picture");
        assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>") && !svg.contains("style"), "{svg}");
        assert!(svg.matches("h1v1h-1z").count() > 400, "{svg}");
        assert_eq!(qr_code(&"x".repeat(5000), "QR-Code"), None);
    }
}
