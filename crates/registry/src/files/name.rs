//! Names of files as people may download them: no path, nothing invisible, an ending that fits the content.

use super::Media;
use unicode_normalization::UnicodeNormalization;

/// Letters of a name at most, without the ending that is added.
const MOST: usize = 120;

/// A name without path, control characters and what file systems dislike, that ends as files of its sort do.
pub(super) fn cleaned(name: &str, media: Media) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let letters: String = last.nfc().filter(|&letter| !is_bad(letter)).collect();
    let name = letters.trim_matches(|letter: char| letter == '.' || letter.is_whitespace());
    let (stem, end) = name.rsplit_once('.').unwrap_or((name, ""));
    let fits = media.endings().iter().any(|ending| end.eq_ignore_ascii_case(ending));
    let (stem, end) = if fits { (stem, end) } else { (name, media.endings()[0]) };
    let stem: String = stem.chars().take(MOST).collect();
    let stem = stem.trim_end_matches(|letter: char| letter == '.' || letter.is_whitespace());
    format!("{}.{end}", if stem.is_empty() { "file" } else { stem })
}

/// Control characters, those that change the direction of reading or are not seen, and what has a meaning in paths and headers.
fn is_bad(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fffd}')
        || "<>:\"|?*;%".contains(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_cleaned() {
        let long = format!("{}.pdf", "长".repeat(500));
        let cut = format!("{}.pdf", "长".repeat(MOST));
        let cases: &[(&str, Media, &str)] = &[
            ("plan.pdf", Media::Pdf, "plan.pdf"),
            ("../../etc/passwd", Media::Text, "passwd.txt"),
            ("C:\\Users\\anna\\方案 2026.PDF", Media::Pdf, "方案 2026.PDF"),
            ("page.html", Media::Text, "page.html.txt"),
            ("picture.pdf", Media::Png, "picture.pdf.png"),
            ("in\r\nSet-Cookie: a=b.pdf", Media::Pdf, "inSet-Cookie a=b.pdf"),
            ("invoice\u{202e}fdp.exe", Media::Pdf, "invoicefdp.exe.pdf"),
            ("..", Media::Zip, "file.zip"),
            ("", Media::Csv, "file.csv"),
            (".pdf", Media::Pdf, "pdf.pdf"),
            (&long, Media::Pdf, &cut),
        ];
        for (name, media, clean) in cases {
            assert_eq!(cleaned(name, *media), *clean, "{name}");
        }
    }
}
