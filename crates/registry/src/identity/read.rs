//! Reading names: which characters and words of a name are distinctive and which many share.

use super::abbreviation::short_forms;
use super::fold::{by_script, fold, is_han};
use super::name::{Name, Part, key};
use super::numerals::{chinese_number, english_number};
use super::words::{Entry, LONGEST, WORDS};

/// Reads one entered name; a name that holds a Chinese and an English one yields both.
pub(super) fn read(written: &str) -> Vec<Name> {
    let folded = fold(written);
    by_script(&folded).into_iter().filter_map(|text| one(written, &text)).collect()
}

fn one(written: &str, folded: &str) -> Option<Name> {
    let full = WORDS.known(folded).unwrap_or(folded);
    let mut reader = Reader::default();
    if full.chars().any(is_han) {
        reader.chinese(full)
    } else {
        reader.english(full)
    }
    let parts = reader.finish();
    let text: String = full.chars().filter(|sign| sign.is_alphanumeric()).collect();
    if parts.is_empty() || text.is_empty() {
        return None;
    }
    let short = short_forms(full);
    Some(Name { key: key(&parts[0]), text, written: written.to_string(), parts, short })
}

#[derive(Default)]
struct Reader {
    done: Vec<Part>,
    part: Part,
    /// The part has said what it is.
    closed: bool,
}

impl Reader {
    fn next_part(&mut self) {
        self.closed = false;
        let mut part = std::mem::take(&mut self.part);
        if part == Part::default() {
            return;
        }
        part.close();
        match self.done.last_mut() {
            Some(last) if part.is_place_only() => last.places.extend(part.places),
            // Signs of the form of law after it are a slip in it (有限责任司).
            Some(last) if last.limited && is_torn_form(&part) => {}
            _ => self.done.push(part),
        }
    }

    fn finish(mut self) -> Vec<Part> {
        self.next_part();
        // `Institute of Physics, Some Academy` is written from below, 某院物理研究所 from above.
        if let [first, second] = &self.done[..] {
            let whole = |part: &Part| WORDS.is_whole(&part.sorts);
            let below = first.is_generic() && !second.is_generic();
            if whole(second) && !whole(first) || whole(first) == whole(second) && below {
                self.done.reverse();
            }
        }
        self.done
    }

    fn chinese(&mut self, text: &str) {
        let signs: Vec<char> = text.chars().filter(|&sign| sign != ',' && sign != ' ').collect();
        let mut at = 0;
        if let Some((full, length)) = known_prefix(&signs) {
            self.chinese(&full);
            self.next_part();
            at = length;
        }
        while at < signs.len() {
            if let Some((number, length)) = chinese_number(&signs, at, is_sort_at) {
                if self.closed {
                    self.next_part();
                }
                self.part.number = Some(number);
                at += length;
                continue;
            }
            let word = longest_word(&signs, at);
            let Some((word, entry)) = word else {
                if self.closed {
                    self.next_part();
                }
                let mut buffer = [0; 4];
                self.part.add_core(signs[at].encode_utf8(&mut buffer), true);
                at += 1;
                continue;
            };
            at += word.chars().count();
            let is_form = entry.limited || entry.group;
            if self.closed && !is_form {
                self.next_part();
            }
            self.part.add(&word, entry);
            self.closed |= is_form || (entry.place.is_none() && !entry.sorts.is_empty());
            if entry.place.is_some() {
                at += division(&signs[at..]);
            }
        }
    }

    fn english(&mut self, text: &str) {
        for chunk in text.split(',') {
            let tokens: Vec<&str> = chunk.split(' ').filter(|token| !token.is_empty()).collect();
            // `Bosch, Robert GmbH`: before it has said what it is, a comma divides nothing.
            if self.closed && !is_form(&tokens) {
                self.next_part();
            }
            self.chunk(&tokens);
        }
    }

    fn chunk(&mut self, tokens: &[&str]) {
        let mut at = 0;
        // How many “of” came since the part said what it is.
        let mut of = 0;
        while at < tokens.len() {
            let token = tokens[at];
            if let Some((full, length)) = known_phrase(tokens, at) {
                self.next_part();
                self.chinese(&full);
                self.next_part();
                at += length;
                continue;
            }
            let (phrase, entry, length) = match longest_phrase(tokens, at) {
                Some((phrase, entry, length)) => (phrase, Some(entry), length),
                None => match WORDS.mistyped(token) {
                    Some((word, entry)) => (word.to_string(), Some(entry), 1),
                    None => (token.to_string(), None, 1),
                },
            };
            let number = if entry.is_none() { english_number(tokens, at) } else { None };
            if entry.is_none() && number.is_none() && STOP.contains(&token) {
                of += usize::from(self.closed && matches!(token, "of" | "at"));
                at += 1;
                continue;
            }
            let is_form = entry.is_some_and(|entry| entry.limited || entry.group);
            if is_form && self.part == Part::default() && !self.done.is_empty() {
                // The form of law of an organisation known by name.
                at += length;
                continue;
            }
            let is_sort = !is_form && entry.is_some_and(|entry| entry.place.is_none() && !entry.sorts.is_empty());
            if self.closed && !is_form {
                let rest = &tokens[at + length..];
                let more = rest.iter().any(|token| is_sort_word(token));
                let parent = of == 1 && rest.iter().any(|token| WORDS.english(token).is_some_and(|entry| entry.group));
                if is_sort || (more && of != 1) || parent {
                    self.next_part();
                    of = 0;
                }
            }
            match (entry, number) {
                (Some(entry), _) => self.part.add(&phrase, entry),
                (None, Some((number, _))) => self.part.number = Some(number),
                (None, None) => self.part.add_core(token, false),
            }
            self.closed |= is_form || is_sort;
            at += number.map_or(length, |(_, length)| length);
        }
    }
}

const STOP: &[&str] = &[
    "of",
    "the",
    "for",
    "and",
    "in",
    "at",
    "on",
    "de",
    "und",
    "fur",
    "der",
    "des",
    "province",
    "city",
    "municipality",
    "district",
];

fn is_torn_form(part: &Part) -> bool {
    let says = !part.trades.is_empty() || part.number.is_some() || part.sorts.iter().any(|&sort| sort != WORDS.company);
    !says && !part.core.is_empty() && part.core.chars().all(|sign| "股份有限责任公司".contains(sign))
}

/// Whether words say nothing but a form of law.
fn is_form(tokens: &[&str]) -> bool {
    tokens.iter().all(|token| WORDS.english(token).is_some_and(|entry| entry.limited))
}

fn is_sort_word(token: &str) -> bool {
    WORDS.english(token).is_some_and(|entry| !entry.sorts.is_empty() && !entry.limited)
}

/// Whether a word for a sort stands here.
fn is_sort_at(signs: &[char], at: usize) -> bool {
    longest_word(signs, at).is_some_and(|(_, entry)| !entry.sorts.is_empty() && !entry.limited)
}

fn longest_word(signs: &[char], at: usize) -> Option<(String, &'static Entry)> {
    let rest = &signs[at..];
    (1..=rest.len().min(LONGEST)).rev().find_map(|length| {
        // A single character is a word of the table only where the name ends with it.
        if length == 1 && (rest.len() > 1 || at < 2) {
            return None;
        }
        let word: String = rest[..length].iter().collect();
        WORDS.chinese(&word).map(|entry| (word, entry))
    })
}

fn longest_phrase(tokens: &[&str], at: usize) -> Option<(String, &'static Entry, usize)> {
    let rest = &tokens[at..];
    (1..=rest.len().min(5)).rev().find_map(|length| {
        let phrase = rest[..length].join(" ");
        let entry = WORDS.english(&phrase)?;
        // Two letters are a form of law at the end of a name, not at its beginning.
        (!(entry.limited && phrase.len() <= 3 && at == 0 && rest.len() > 1)).then_some((phrase, entry, length))
    })
}

/// Signs of the administrative division that a place's name may carry.
fn division(rest: &[char]) -> usize {
    for suffix in ["特别行政区", "壮族自治区", "回族自治区", "维吾尔自治区", "自治区", "省", "市"]
    {
        if rest.iter().take(suffix.chars().count()).copied().eq(suffix.chars()) {
            return suffix.chars().count();
        }
    }
    0
}

fn known_prefix(signs: &[char]) -> Option<(String, usize)> {
    (3..signs.len().min(6)).rev().find_map(|length| {
        let prefix: String = signs[..length].iter().collect();
        // Units follow the short names of institutions (中科院物理所); after a company's comes the rest of its own name.
        let full = WORDS.known(&prefix).filter(|full| full.ends_with("大学") || full.ends_with('院'))?;
        (!full.chars().eq(signs.iter().copied().take(full.chars().count()))).then(|| (full.to_string(), length))
    })
}

fn known_phrase(tokens: &[&str], at: usize) -> Option<(String, usize)> {
    let rest = &tokens[at..];
    (1..=rest.len().min(8)).rev().find_map(|length| {
        let whole = at == 0 && is_form(&rest[length..]);
        let followed = matches!(rest.get(length), Some(&"of" | &"for" | &"and"));
        if (length == 1 && !whole) || followed {
            return None;
        }
        WORDS.known(&rest[..length].join(" ")).map(|full| (full.to_string(), length))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `place core trade sort number` of every level.
    fn told(name: &str) -> String {
        let names = read(name);
        let parts = names[0].parts.iter().map(|part| {
            let places: Vec<String> = part.places.iter().map(ToString::to_string).collect();
            let trades: Vec<&str> = part.trades.iter().map(|trade| trade.text.as_str()).collect();
            let sorts: Vec<&str> = part.sorts.iter().map(|&sort| WORDS.name_of(sort)).collect();
            let number = part.number.map(|number| format!(" #{number}")).unwrap_or_default();
            format!("{}[{}]{}:{}{number}", places.join("+"), part.core, trades.join("+"), sorts.join("+"))
        });
        parts.collect::<Vec<_>>().join(" / ")
    }

    #[test]
    fn names_are_taken_apart() {
        for (name, expected) in [
            ("深圳市明曜新材料科技有限公司", "440300[明曜]新材料+科技:company"),
            ("Shenzhen Mingyao New Materials Technology Co., Ltd.", "440300[mingyao]new materials+technology:company"),
            ("明曜（北京）科技有限公司", "110000[明曜]科技:company"),
            ("浙江工业大学", "330000[]工业:university"),
            ("北京协和大学第三医院", "110000[协和]:university / []:hospital #3"),
            ("Beijing Xiehe University Third Hospital", "110000[xiehe]:university / []:hospital #3"),
            (
                "Institute of Physics, Chinese Academy of Sciences",
                "156[]:sciences / []physics:college+academy+institute",
            ),
            ("中科院物理研究所", "156[]:sciences / []物理:institute"),
            ("第五研究所", "[]:institute #5"),
            ("华星集团有限公司第十五研究所", "[华星]:company / []:institute #15"),
            ("华星电子有限公司北京分公司", "[华星]电子:company / 110000[]:branch"),
            ("No. 38 Research Institute of Huaxing Group", "[huaxing]:company / []:academy+institute #38"),
        ] {
            assert_eq!(told(name), expected, "{name}");
        }
    }
}
