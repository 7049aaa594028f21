//! What a file is, by its content: neither its name nor the browser is asked.
//!
//! Bytes are told as they come; only the beginning and the end are kept. PDF and pictures are known by their first bytes, archives by
//! their directory at the end, texts by being UTF-8 without control characters all through.

use crate::definition::FileSort;
use std::collections::VecDeque;

/// Bytes kept of the beginning: what tables are told by.
const HEAD: usize = 64 << 10;
/// Bytes kept of the end: the directory of a ZIP file with its comment.
const TAIL: usize = 256 << 10;
/// Rows of a table that are looked at.
const ROWS: usize = 20;

/// A media type that is let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Media {
    /// PDF.
    Pdf,
    /// PNG.
    Png,
    /// JPEG.
    Jpeg,
    /// WebP.
    Webp,
    /// Plain text.
    Text,
    /// Text in columns.
    Csv,
    /// A document of Word, without macros.
    Docx,
    /// A workbook of Excel, without macros.
    Xlsx,
    /// Any other ZIP file.
    Zip,
}

impl Media {
    /// All of them.
    pub const ALL: [Self; 9] =
        [Self::Pdf, Self::Png, Self::Jpeg, Self::Webp, Self::Text, Self::Csv, Self::Docx, Self::Xlsx, Self::Zip];

    /// Its media type (RFC 6838).
    pub fn code(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Webp => "image/webp",
            Self::Text => "text/plain; charset=utf-8",
            Self::Csv => "text/csv; charset=utf-8",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Zip => "application/zip",
        }
    }

    /// The media type of a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|media| media.code() == code)
    }

    /// Endings of names, the usual one first.
    pub fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Pdf => &["pdf"],
            Self::Png => &["png"],
            Self::Jpeg => &["jpg", "jpeg"],
            Self::Webp => &["webp"],
            Self::Text => &["txt", "md", "csv", "tsv"],
            Self::Csv => &["csv", "tsv", "txt"],
            Self::Docx => &["docx"],
            Self::Xlsx => &["xlsx"],
            Self::Zip => &["zip"],
        }
    }

    /// Whether it is one of some sorts.
    pub fn is_one_of(self, sorts: &[FileSort]) -> bool {
        let of: &[FileSort] = match self {
            Self::Pdf => &[FileSort::Pdf],
            Self::Png | Self::Jpeg | Self::Webp => &[FileSort::Image],
            Self::Text | Self::Docx => &[FileSort::Text],
            Self::Csv => &[FileSort::Sheet, FileSort::Text],
            Self::Xlsx => &[FileSort::Sheet],
            Self::Zip => &[FileSort::Archive],
        };
        of.iter().any(|sort| sorts.contains(sort))
    }
}

/// Looks at a file while it passes.
#[derive(Debug, Default)]
pub struct Sniffer {
    head: Vec<u8>,
    tail: VecDeque<u8>,
    size: u64,
    text: Utf8,
}

impl Sniffer {
    /// The next bytes.
    pub fn feed(&mut self, bytes: &[u8]) {
        let free = HEAD.saturating_sub(self.head.len()).min(bytes.len());
        self.head.extend_from_slice(&bytes[..free]);
        let kept = &bytes[bytes.len().saturating_sub(TAIL)..];
        let over = (self.tail.len() + kept.len()).saturating_sub(TAIL);
        self.tail.drain(..over);
        self.tail.extend(kept);
        self.size += bytes.len() as u64;
        self.text.feed(bytes);
    }

    /// What it is; none where it is nothing that is let in.
    pub fn finish(mut self) -> Option<Media> {
        let head = self.head.as_slice();
        if head.starts_with(b"%PDF-") {
            return Some(Media::Pdf);
        }
        if head.starts_with(b"\x89PNG\r\n\x1a\n") {
            return Some(Media::Png);
        }
        if head.starts_with(b"\xff\xd8\xff") {
            return Some(Media::Jpeg);
        }
        if head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WEBP") {
            return Some(Media::Webp);
        }
        if head.starts_with(b"PK\x03\x04") {
            return archive(self.tail.make_contiguous(), self.size);
        }
        if self.text.is_whole() { text(head, self.size) } else { None }
    }
}

/// Plain text or a table. What begins with a tag is markup, which browsers may run: it is neither.
fn text(head: &[u8], size: u64) -> Option<Media> {
    // The last letter or line of a part may be cut.
    let end = if size > head.len() as u64 {
        head.iter().rposition(|&byte| byte == b'\n').unwrap_or(head.len())
    } else {
        head.len()
    };
    let head = String::from_utf8_lossy(&head[..end]);
    let head = head.trim_start_matches('\u{feff}').trim_start();
    if head.is_empty() || head.starts_with('<') {
        return None;
    }
    Some(if [b',', b';', b'\t'].into_iter().any(|sign| is_table(head, sign)) { Media::Csv } else { Media::Text })
}

/// Whether there are several columns, as many in every row, and more than one row.
fn is_table(text: &str, sign: u8) -> bool {
    let mut reader =
        csv::ReaderBuilder::new().delimiter(sign).flexible(true).has_headers(false).from_reader(text.as_bytes());
    let columns: Vec<usize> = reader.records().take(ROWS).map(|row| row.map_or(0, |row| row.len())).collect();
    columns.len() > 1 && columns[0] > 1 && columns.iter().all(|number| *number == columns[0])
}

/// A ZIP file by the names in its directory; none where it has none.
fn archive(tail: &[u8], size: u64) -> Option<Media> {
    let names = names(tail, size)?;
    let has = |name: &str| names.contains(&name.as_bytes());
    let macros = names.iter().any(|name| name.ends_with(b"vbaProject.bin"));
    Some(match (has("[Content_Types].xml") && !macros, has("word/document.xml"), has("xl/workbook.xml")) {
        (true, true, false) => Media::Docx,
        (true, false, true) => Media::Xlsx,
        _ => Media::Zip,
    })
}

/// Names in the directory of a ZIP file, of which the end is known; none where it is no ZIP file. A directory that begins before what
/// is known has no names here: documents and workbooks have short ones.
fn names(tail: &[u8], size: u64) -> Option<Vec<&[u8]>> {
    let end = tail.windows(4).rposition(|four| four == b"PK\x05\x06")?;
    let number = |at: usize| Some(u64::from(u32::from_le_bytes(tail.get(at..at + 4)?.try_into().ok()?)));
    let short = |at: usize| Some(usize::from(u16::from_le_bytes(tail.get(at..at + 2)?.try_into().ok()?)));
    let begin = number(end + 16)?;
    let known_from = size - tail.len() as u64;
    let Some(mut at) = begin.checked_sub(known_from).and_then(|at| usize::try_from(at).ok()) else {
        return Some(Vec::new());
    };
    let mut names = Vec::new();
    while at < end && tail.get(at..at + 4) == Some(b"PK\x01\x02") {
        let (name, extra, comment) = (short(at + 28)?, short(at + 30)?, short(at + 32)?);
        names.push(tail.get(at + 46..at + 46 + name)?);
        at += 46 + name + extra + comment;
    }
    if names.is_empty() { None } else { Some(names) }
}

/// Whether bytes that come in pieces are UTF-8 without control characters.
#[derive(Debug, Default)]
struct Utf8 {
    cut: Vec<u8>,
    broken: bool,
}

impl Utf8 {
    fn feed(&mut self, bytes: &[u8]) {
        if self.broken {
            return;
        }
        let joined = [self.cut.as_slice(), bytes].concat();
        self.cut.clear();
        let good = match std::str::from_utf8(&joined) {
            Ok(text) => text,
            Err(error) if error.error_len().is_none() => {
                let (good, cut) = joined.split_at(error.valid_up_to());
                self.cut = cut.to_vec();
                std::str::from_utf8(good).unwrap_or_default()
            }
            Err(_) => {
                self.broken = true;
                return;
            }
        };
        self.broken = good.chars().any(|letter| letter.is_control() && !matches!(letter, '\n' | '\r' | '\t'));
    }

    fn is_whole(&self) -> bool {
        !self.broken && self.cut.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn sniff(bytes: &[u8], piece: usize) -> Option<Media> {
        let mut sniffer = Sniffer::default();
        bytes.chunks(piece).for_each(|bytes| sniffer.feed(bytes));
        sniffer.finish()
    }

    fn zip(names: &[&str]) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for name in names {
            writer.start_file(*name, zip::write::SimpleFileOptions::default()).expect("a name");
            writer.write_all(b"something").expect("bytes");
        }
        writer.finish().expect("a file").into_inner()
    }

    #[test]
    fn a_file_is_what_its_content_is() {
        let long = "中文一行\n".repeat(40_000);
        let docx = zip(&["[Content_Types].xml", "word/document.xml"]);
        let with_macros = zip(&["[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"]);
        let xlsx = zip(&["[Content_Types].xml", "xl/workbook.xml"]);
        let both = [docx.clone(), b"<html>".to_vec()].concat();
        let cases: &[(&[u8], Option<Media>)] = &[
            (b"%PDF-1.7 \x00\xff", Some(Media::Pdf)),
            (b"\x89PNG\r\n\x1a\n\x00", Some(Media::Png)),
            (b"\xff\xd8\xff\xe0\x00", Some(Media::Jpeg)),
            (b"RIFF\x00\x00\x00\x00WEBPVP8 ", Some(Media::Webp)),
            (b"RIFF\x00\x00\x00\x00WAVE", None),
            (b"GIF89a\x00", None),
            (b"MZ\x90\x00", None),
            ("一行，第二行\r\n\t完".as_bytes(), Some(Media::Text)),
            (long.as_bytes(), Some(Media::Text)),
            ("\u{feff}名称,数量\n\"手,一只\",2\n".as_bytes(), Some(Media::Csv)),
            (b"a\tb\n1\t2\n", Some(Media::Csv)),
            (b"Dear all,\nthis, and that, and more.\n", Some(Media::Text)),
            (b"a,b\n", Some(Media::Text)),
            (b"half a letter \xe4\xb8", None),
            (b"latin \xe4 one", None),
            (b"bell \x07", None),
            (b"", None),
            (b"  \n", None),
            (b" <!DOCTYPE html><script>alert(1)</script>", None),
            (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", None),
            (&zip(&["a.txt", "word/other.xml"]), Some(Media::Zip)),
            (&docx, Some(Media::Docx)),
            (&with_macros, Some(Media::Zip)),
            (&xlsx, Some(Media::Xlsx)),
            (&both, Some(Media::Docx)),
            (b"PK\x03\x04 and nothing of an archive", None),
            (b"PK\x05\x06\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00", None),
        ];
        for (bytes, media) in cases {
            for piece in [1, 7, 100_000] {
                let shown = String::from_utf8_lossy(&bytes[..bytes.len().min(60)]);
                assert_eq!(sniff(bytes, piece), *media, "{shown:?} in pieces of {piece}");
            }
        }
    }

    #[test]
    fn a_large_archive_is_one_by_its_end() {
        let many: Vec<String> = (0..8_000).map(|number| format!("folder/file-{number}.txt")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        assert_eq!(sniff(&zip(&many), 9_000), Some(Media::Zip));
    }
}
