//! Files → UTF-8 text: decompression (gzip, Zstandard) and character encodings (UTF-8, UTF-16, GB18030).

use crate::CorpusError;
use encoding_rs::{CoderResult, Decoder, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};
use flate2::read::MultiGzDecoder;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Bytes read at a time.
const BLOCK: usize = 1 << 20;
/// Bytes by which encoding and format are recognised.
pub(crate) const SAMPLE: usize = 1 << 16;

/// A source as a stream of UTF-8.
pub(crate) struct TextStream {
    reader: Box<dyn Read + Send>,
    decoder: Option<Decoder>,
    pending: Vec<u8>,
    ended: bool,
}

/// Name of a file without the endings of compression, lower case.
pub(crate) fn base_name(path: &Path) -> String {
    let name = path.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
    let name = name.strip_suffix(".gz").or_else(|| name.strip_suffix(".zst")).unwrap_or(&name);
    name.to_string()
}

/// Opens a file decompressed, by its first bytes; `read` counts the compressed bytes.
pub(crate) fn open_bytes(path: &Path, read: &Arc<AtomicU64>) -> Result<Box<dyn Read + Send>, CorpusError> {
    let mut file = File::open(path).map_err(CorpusError::file(path))?;
    let mut magic = [0u8; 4];
    let length = read_full(&mut file, &mut magic).map_err(CorpusError::file(path))?;
    let file = File::open(path).map_err(CorpusError::file(path))?;
    let counted = BufReader::with_capacity(1 << 18, Counted { file, read: read.clone() });
    Ok(match &magic[..length] {
        [0x1F, 0x8B, ..] => Box::new(MultiGzDecoder::new(counted)),
        [0x28, 0xB5, 0x2F, 0xFD] => Box::new(zstd::Decoder::with_buffer(counted).map_err(CorpusError::file(path))?),
        _ => Box::new(counted),
    })
}

struct Counted {
    file: File,
    read: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.read.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

/// Fills a buffer as far as the reader goes.
pub(crate) fn read_full(reader: &mut dyn Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match reader.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

impl TextStream {
    /// Recognises the encoding by the first bytes.
    pub(crate) fn new(mut reader: Box<dyn Read + Send>) -> io::Result<Self> {
        let mut sample = vec![0u8; SAMPLE];
        let length = read_full(&mut reader, &mut sample)?;
        sample.truncate(length);
        let encoding = recognise(&sample);
        let skip = Encoding::for_bom(&sample).map_or(0, |(_, length)| length);
        let decoder = (encoding != UTF_8).then(|| encoding.new_decoder_without_bom_handling());
        Ok(Self { reader, decoder, pending: sample.split_off(skip), ended: length < SAMPLE })
    }

    /// Appends the next block to `text`; false at the end. Text that was UTF-8 already is appended as it is: bad bytes are
    /// replaced when a record is cut out, so that one of them does not spoil the rest.
    pub(crate) fn read_block(&mut self, text: &mut Vec<u8>) -> io::Result<bool> {
        let mut bytes = std::mem::take(&mut self.pending);
        if bytes.is_empty() {
            if self.ended {
                return Ok(false);
            }
            bytes.resize(BLOCK, 0);
            let length = read_full(&mut self.reader, &mut bytes)?;
            self.ended = length < BLOCK;
            bytes.truncate(length);
        }
        match &mut self.decoder {
            None => text.extend_from_slice(&bytes),
            Some(decoder) => {
                let mut rest = bytes.as_slice();
                let mut decoded =
                    String::with_capacity(decoder.max_utf8_buffer_length(rest.len()).unwrap_or(4 * BLOCK));
                loop {
                    let (result, read, _) = decoder.decode_to_string(rest, &mut decoded, self.ended);
                    rest = &rest[read..];
                    if result == CoderResult::InputEmpty {
                        break;
                    }
                    decoded.reserve(BLOCK);
                }
                text.extend_from_slice(decoded.as_bytes());
            }
        }
        Ok(true)
    }
}

/// The encoding of a text by a byte-order mark, by validity as UTF-8, by zero bytes (UTF-16), else GB18030.
fn recognise(sample: &[u8]) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(sample) {
        return encoding;
    }
    let valid = match std::str::from_utf8(sample) {
        Ok(_) => true,
        // A character that the sample cuts in two is no fault.
        Err(error) => error.error_len().is_none(),
    };
    let zeros = |first: usize| sample.iter().skip(first).step_by(2).filter(|&&byte| byte == 0).count();
    if sample.len() > 3 && zeros(1) * 5 > sample.len() {
        UTF_16LE
    } else if sample.len() > 3 && zeros(0) * 5 > sample.len() {
        UTF_16BE
    } else if valid || !looks_like_gb18030(sample) {
        UTF_8
    } else {
        GB18030
    }
}

/// Whether nearly all of the sample decodes as GB18030: a UTF-8 file with a few bad bytes does not.
fn looks_like_gb18030(sample: &[u8]) -> bool {
    let (text, _) = GB18030.decode_without_bom_handling(sample);
    let bad = text.chars().filter(|&c| c == '\u{FFFD}' || ('\u{E000}'..='\u{F8FF}').contains(&c)).count();
    let as_utf8 = String::from_utf8_lossy(sample);
    let bad_as_utf8 = as_utf8.chars().filter(|&c| c == '\u{FFFD}').count();
    bad < bad_as_utf8
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: Vec<u8>) -> String {
        let mut stream = TextStream::new(Box::new(io::Cursor::new(bytes))).expect("readable");
        let mut text = Vec::new();
        while stream.read_block(&mut text).expect("readable") {}
        String::from_utf8(text).expect("UTF-8")
    }

    #[test]
    fn encodings_are_recognised() {
        let text = "Title-题名:钙钛矿太阳能电池的研究进展\nAuthor-作者:张三;李四;\n".repeat(3_000);
        let utf16 = |big: bool| -> Vec<u8> {
            text.encode_utf16().flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
        };
        let (gb, _, _) = GB18030.encode(&text);
        let cases = [
            ("UTF-8", text.clone().into_bytes()),
            ("UTF-8 with mark", [b"\xEF\xBB\xBF".as_slice(), text.as_bytes()].concat()),
            ("GB18030", gb.into_owned()),
            ("UTF-16 LE with mark", [vec![0xFF, 0xFE], utf16(false)].concat()),
            ("UTF-16 BE with mark", [vec![0xFE, 0xFF], utf16(true)].concat()),
        ];
        for (name, bytes) in cases {
            assert!(decoded(bytes) == text, "{name}");
        }
        let ascii: Vec<u8> = "plain".repeat(9).encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decoded(ascii), "plain".repeat(9));
        assert_eq!(decoded(Vec::new()), "");
    }
}
