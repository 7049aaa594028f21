//! The text of a file, whatever its encoding.

use super::problem::ReadError;
use encoding_rs::{Encoding, GB18030, UTF_16BE, UTF_16LE};

/// Text, and the name of the encoding that it was in: by a byte-order mark, by validity as UTF-8, by zero bytes (UTF-16), else GB18030.
///
/// # Errors
/// Where none of these fits.
pub(super) fn decode(bytes: &[u8]) -> Result<(String, &'static str), ReadError> {
    if let Some((encoding, skip)) = Encoding::for_bom(bytes) {
        return in_encoding(encoding, &bytes[skip..]);
    }
    let zeros = |first: usize| bytes.iter().skip(first).step_by(2).filter(|&&byte| byte == 0).count();
    if bytes.len() > 3 && zeros(1) * 5 > bytes.len() {
        return in_encoding(UTF_16LE, bytes);
    }
    if bytes.len() > 3 && zeros(0) * 5 > bytes.len() {
        return in_encoding(UTF_16BE, bytes);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok((text.to_owned(), "UTF-8")),
        Err(_) => in_encoding(GB18030, bytes),
    }
}

fn in_encoding(encoding: &'static Encoding, bytes: &[u8]) -> Result<(String, &'static str), ReadError> {
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes).ok_or(ReadError::Encoding)?;
    Ok((text.into_owned(), encoding.name()))
}
