//! Cutting a stream of text into raw records, by the shape of its format.

use crate::decode::TextStream;
use crate::format::{Boundary, Shape};
use memchr::memmem;
use std::io;
use std::ops::Range;

/// Largest raw record; what is larger is refused.
const LARGEST: usize = 32 << 20;
/// Text handed over at a time.
const BATCH: usize = 1 << 20;

/// Some raw records in one buffer.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    pub(crate) text: Vec<u8>,
    /// Place in `text` and line of each record.
    pub(crate) records: Vec<(Range<usize>, u64)>,
    /// Records that were refused while cutting: line and reason.
    pub(crate) refused: Vec<(u64, String)>,
}

impl Batch {
    fn push(&mut self, record: &[u8], line: u64) {
        let start = self.text.len();
        self.text.extend_from_slice(record);
        self.records.push((start..self.text.len(), line));
    }

    fn is_full(&self) -> bool {
        self.text.len() >= BATCH
    }
}

/// Cuts the whole stream; `send` takes full batches and says whether to go on.
pub(crate) fn split(stream: &mut TextStream, shape: Shape, mut send: impl FnMut(Batch) -> bool) -> io::Result<()> {
    let mut cutter = Cutter::new(shape);
    let mut text: Vec<u8> = Vec::new();
    let mut batch = Batch::default();
    loop {
        let more = stream.read_block(&mut text)?;
        let used = cutter.cut(&text, !more, &mut batch);
        text.drain(..used);
        if text.len() > LARGEST || (cutter.skipping && text.len() > BATCH) {
            if !cutter.skipping {
                batch.refused.push((cutter.line, format!("a record is larger than {} MiB", LARGEST >> 20)));
            }
            cutter.skip(&mut text);
        }
        let empty = batch.records.is_empty() && batch.refused.is_empty();
        if (batch.is_full() || !(more || empty)) && !send(std::mem::take(&mut batch)) {
            return Ok(());
        }
        if !more {
            return Ok(());
        }
    }
}

struct Cutter {
    shape: Shape,
    line: u64,
    /// Bytes at the start of the text that are known to hold no end of a record.
    searched: usize,
    /// A record that was too large is being skipped up to its end.
    skipping: bool,
    json: Json,
}

/// Where a JSON splitter stands.
#[derive(Default)]
struct Json {
    depth: usize,
    in_string: bool,
    escaped: bool,
    /// Depth at which the items lie, once their array is entered.
    items_at: Option<usize>,
    /// Start of the item that is open.
    start: Option<usize>,
    /// Start of the last string at depth 1, and the string itself: a key, if a colon follows.
    string: Option<usize>,
    key: Vec<u8>,
}

impl Cutter {
    fn new(shape: Shape) -> Self {
        Self { shape, line: 1, searched: 0, skipping: false, json: Json::default() }
    }

    /// Cuts records from the start of `text`; returns how many bytes are done with.
    fn cut(&mut self, text: &[u8], last: bool, batch: &mut Batch) -> usize {
        match self.shape {
            Shape::Lines => self.lines(text, last, batch),
            Shape::Blocks(boundary) => self.blocks(text, last, boundary, batch),
            Shape::XmlElements(names) => self.elements(text, last, names, batch),
            Shape::JsonItems(key) => self.items(text, key.as_bytes(), batch),
            Shape::Whole | Shape::Table => {
                if last && !text.is_empty() && !self.skipping {
                    batch.push(text, 1);
                }
                if last { text.len() } else { 0 }
            }
        }
    }

    /// Gives up what the text holds of the record that fills it; the rest follows until the record ends.
    fn skip(&mut self, text: &mut Vec<u8>) {
        // The end of an element or line may lie across the cut.
        let dropped = text.len() - text.len().min(64);
        if !matches!(self.shape, Shape::JsonItems(_)) {
            self.count_lines(&text[..dropped]);
            self.searched = 0;
        } else {
            // Everything was searched, and counted, already.
            self.searched = text.len() - dropped;
            self.json.start = self.json.start.map(|_| 0);
            self.json.string = self.json.string.map(|_| 0);
        }
        text.drain(..dropped);
        self.skipping = true;
    }

    fn lines(&mut self, text: &[u8], last: bool, batch: &mut Batch) -> usize {
        let mut start = 0;
        let mut from = std::mem::take(&mut self.searched);
        while let Some(end) = memchr::memchr(b'\n', &text[from..]).map(|end| from + end) {
            self.line_record(&text[start..end], batch);
            start = end + 1;
            from = start;
        }
        if last && start < text.len() {
            self.line_record(&text[start..], batch);
            start = text.len();
        }
        self.searched = text.len() - start;
        start
    }

    fn line_record(&mut self, line: &[u8], batch: &mut Batch) {
        let record = line.trim_ascii();
        if !record.is_empty() && !self.skipping {
            batch.push(record, self.line);
        }
        self.skipping = false;
        self.line += 1;
    }

    fn blocks(&mut self, text: &[u8], last: bool, boundary: fn(&str) -> Boundary, batch: &mut Batch) -> usize {
        let (mut start, mut from) = (0, 0);
        let mut lines = 0;
        loop {
            let end = match memchr::memchr(b'\n', &text[from..]) {
                Some(end) => from + end + 1,
                None if last && from < text.len() => text.len(),
                None => break,
            };
            let line = String::from_utf8_lossy(&text[from..end]);
            match boundary(line.trim_end()) {
                Boundary::Starts => {
                    self.block(&text[start..from], batch);
                    self.line += lines;
                    lines = 0;
                    start = from;
                }
                Boundary::Ends => {
                    self.block(&text[start..end], batch);
                    self.line += lines + 1;
                    lines = 0;
                    start = end;
                    from = end;
                    continue;
                }
                Boundary::Within => {}
            }
            lines += 1;
            from = end;
        }
        if last {
            self.block(&text[start..], batch);
            start = text.len();
        }
        start
    }

    fn block(&mut self, block: &[u8], batch: &mut Batch) {
        if !block.trim_ascii().is_empty() && !std::mem::take(&mut self.skipping) {
            batch.push(block, self.line);
        }
    }

    fn elements(&mut self, text: &[u8], last: bool, names: &[&str], batch: &mut Batch) -> usize {
        let mut done = 0;
        loop {
            let rest = &text[done..];
            if self.skipping {
                let ends = names.iter().filter_map(|name| {
                    let close = format!("</{name}>");
                    memmem::find(rest, close.as_bytes()).map(|end| end + close.len())
                });
                let Some(end) = ends.min() else { return done };
                self.count_lines(&rest[..end]);
                self.skipping = false;
                done += end;
                continue;
            }
            let Some((start, name)) = next_element(rest, names) else {
                // A tag that the text cuts in two is kept.
                let keep = if last { 0 } else { rest.len().min(256) };
                self.count_lines(&rest[..rest.len() - keep]);
                return text.len() - keep;
            };
            let close = format!("</{name}>");
            let from = if start == 0 { self.searched.min(rest.len()) } else { start };
            match memmem::find(&rest[from..], close.as_bytes()) {
                Some(end) => {
                    let end = from + end + close.len();
                    self.count_lines(&rest[..start]);
                    batch.push(&rest[start..end], self.line);
                    self.count_lines(&rest[start..end]);
                    self.searched = 0;
                    done += end;
                }
                None => {
                    self.count_lines(&rest[..start]);
                    self.searched = (rest.len() - start).saturating_sub(close.len());
                    if last {
                        batch.refused.push((self.line, format!("the element <{name}> is not closed")));
                        return text.len();
                    }
                    return done + start;
                }
            }
        }
    }

    fn count_lines(&mut self, text: &[u8]) {
        self.line += memchr::memchr_iter(b'\n', text).count() as u64;
    }

    fn items(&mut self, text: &[u8], key: &[u8], batch: &mut Batch) -> usize {
        let json = &mut self.json;
        let mut position = std::mem::take(&mut self.searched);
        let mut done = json.start.unwrap_or(position);
        while position < text.len() {
            let byte = text[position];
            if byte == b'\n' {
                self.line += 1;
            }
            if json.in_string {
                if json.escaped {
                    json.escaped = false;
                } else if byte == b'\\' {
                    json.escaped = true;
                } else if byte == b'"' {
                    json.in_string = false;
                    if let Some(start) = json.string.take() {
                        json.key = text.get(start + 1..position).unwrap_or_default().to_vec();
                    }
                }
                position += 1;
                continue;
            }
            match byte {
                b'"' => {
                    json.in_string = true;
                    json.string = (json.depth == 1 && json.items_at.is_none()).then_some(position);
                }
                b'[' => {
                    json.depth += 1;
                    if json.items_at.is_none()
                        && (json.depth == 1 || (json.depth == 2 && !key.is_empty() && json.key == key))
                    {
                        json.items_at = Some(json.depth);
                    }
                }
                b'{' => {
                    json.depth += 1;
                    let outside = json.items_at.is_none() && json.depth == 1 && key.is_empty();
                    if json.start.is_none() && (outside || json.items_at.is_some_and(|at| json.depth == at + 1)) {
                        json.start = Some(position);
                    }
                }
                b'}' | b']' => {
                    json.depth = json.depth.saturating_sub(1);
                    if byte == b']' && json.items_at == Some(json.depth + 1) {
                        json.items_at = None;
                        json.key.clear();
                    } else if json.depth == json.items_at.unwrap_or(0)
                        && let Some(start) = json.start.take()
                    {
                        if !std::mem::take(&mut self.skipping) {
                            batch.push(&text[start..=position], self.line);
                        }
                        done = position + 1;
                    }
                }
                _ => {}
            }
            position += 1;
        }
        if json.start.is_none() && json.string.is_none() {
            done = position;
        }
        let done = json.start.or(json.string).unwrap_or(done);
        self.searched = position - done;
        json.start = json.start.map(|start| start - done);
        json.string = json.string.map(|start| start - done);
        done
    }
}

/// The next opening tag of one of these elements.
fn next_element<'n>(text: &[u8], names: &[&'n str]) -> Option<(usize, &'n str)> {
    let mut from = 0;
    while let Some(position) = memchr::memchr(b'<', &text[from..]).map(|position| from + position) {
        let tag = &text[position + 1..];
        for name in names {
            if tag.starts_with(name.as_bytes())
                && tag.get(name.len()).is_some_and(|&byte| byte == b'>' || byte == b'/' || byte.is_ascii_whitespace())
            {
                return Some((position, name));
            }
        }
        from = position + 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Cuts a text that arrives in blocks of this size.
    fn records(text: &str, shape: Shape, block: usize) -> Vec<String> {
        let mut cutter = Cutter::new(shape);
        let mut batch = Batch::default();
        let mut pending = Vec::new();
        let blocks: Vec<&[u8]> = text.as_bytes().chunks(block).collect();
        for (number, block) in blocks.iter().enumerate() {
            pending.extend_from_slice(block);
            let used = cutter.cut(&pending, number + 1 == blocks.len(), &mut batch);
            pending.drain(..used);
        }
        batch
            .records
            .iter()
            .map(|(range, line)| format!("{line}: {}", String::from_utf8_lossy(&batch.text[range.clone()]).trim_end()))
            .collect()
    }

    fn ends(line: &str) -> Boundary {
        if line == "ER" { Boundary::Ends } else { Boundary::Within }
    }

    fn starts(line: &str) -> Boundary {
        if line.starts_with("TI") { Boundary::Starts } else { Boundary::Within }
    }

    const XML: &str = "<Set>\n<Art id=\"1\"><T>a</T></Art>\n<Article/>\n<Art>\nb</Art><Book>c</Book></Set>";
    const JSON: &str = "{\"meta\": {\"n\": [1]}, \"results\": [{\"a\": \"x}\\\"\"}, {\"b\": [{}]}]}";

    #[test]
    fn records_are_cut_by_shape() {
        let cases: &[(&str, Shape, &[&str])] = &[
            ("a\n\n b \nc", Shape::Lines, &["1: a", "3: b", "4: c"]),
            ("x\nER\ny\nz\nER\n", Shape::Blocks(ends), &["1: x\nER", "3: y\nz\nER"]),
            ("TI a\nb\nTI c\n", Shape::Blocks(starts), &["1: TI a\nb", "3: TI c"]),
            (
                XML,
                Shape::XmlElements(&["Art", "Book"]),
                &["2: <Art id=\"1\"><T>a</T></Art>", "4: <Art>\nb</Art>", "5: <Book>c</Book>"],
            ),
            (JSON, Shape::JsonItems("results"), &["1: {\"a\": \"x}\\\"\"}", "1: {\"b\": [{}]}"]),
            ("[{\"a\":1},\n{\"b\":2}]", Shape::JsonItems("results"), &["1: {\"a\":1}", "2: {\"b\":2}"]),
            ("{\"a\":[{}]}\n{\"b\":2}", Shape::JsonItems(""), &["1: {\"a\":[{}]}", "2: {\"b\":2}"]),
        ];
        for (text, shape, expected) in cases {
            for block in [1, 2, 3, 7, 1000] {
                assert_eq!(records(text, *shape, block), *expected, "{text:?} in blocks of {block}");
            }
        }
    }

    proptest! {
        #[test]
        fn the_size_of_blocks_does_not_matter(text in "[a-c<>/\"{}\\[\\],:\nER ]{0,80}", block in 1usize..9) {
            for shape in [
                Shape::Lines,
                Shape::Blocks(ends),
                Shape::XmlElements(&["a", "b"]),
                Shape::JsonItems(""),
                Shape::JsonItems("a"),
            ] {
                prop_assert_eq!(records(&text, shape, 1000), records(&text, shape, block), "{:?}", shape);
            }
        }
    }
}
