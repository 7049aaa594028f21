//! Reads a figure from left to right: comparison, number, unit, tolerance or second end, words after it, remark.

use crate::figure::{Figure, Form, Unreadable};
use crate::figure_words::{AFTER, AND, BEFORE, FACTORS, NO_UNIT, NO_UNIT_SIGNS, RANGE, Sign};
use crate::plain::is_ideograph;
use rules::{Number, Quantity};

/// What is left to read.
#[derive(Clone, Copy)]
pub(crate) struct Reader<'a> {
    rest: &'a str,
}

/// A number with its unit, where it has one of its own.
struct Measured {
    number: Number,
    unit: Option<String>,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(rest: &'a str) -> Self {
        Self { rest }
    }

    pub(crate) fn figure(mut self) -> Result<Figure, Unreadable> {
        if !self.rest.bytes().any(|byte| byte.is_ascii_digit()) {
            return Err(Unreadable::NoNumber);
        }
        while matches!(self.sign(BEFORE), Some((Sign::Nothing, ..))) {
            self.take(BEFORE);
        }
        let before = self.take(BEFORE);
        match before {
            Some(Sign::About) => return Err(Unreadable::Approximate),
            Some(Sign::Better) => return Err(Unreadable::Direction),
            _ => {}
        }
        let bracket = self.word("(");
        let first = self.measured()?;
        if self.word("±") || self.word("+/-") {
            return self.tolerance(first, before, bracket);
        }
        // `8,000 h min` is a bound, `5 min` is not; `2 to 3` a range, `2 tons` not: the reader of the unit has decided that by now.
        if let Some(range) = self.range(&first, before)? {
            return Ok(range);
        }
        let after = self.take(AFTER);
        let sign = match (before, after) {
            (_, Some(Sign::About)) => return Err(Unreadable::Approximate),
            (Some(Sign::Between), _) => return Err(Unreadable::Words),
            (None | Some(Sign::Nothing), after) => after,
            (Some(before), Some(after)) if before != after => return Err(Unreadable::Words),
            (before, _) => before,
        };
        let mut figure = bound(sign, first.number, first.unit.as_deref().unwrap_or(""));
        if let Some(both) = self.second_bound(&figure, first.unit.is_some())? {
            figure = both;
        }
        figure.remark = self.remark();
        Ok(figure)
    }

    /// After `±`: a number in the same unit, or a share of the first in per cent.
    fn tolerance(mut self, first: Measured, before: Option<Sign>, bracket: bool) -> Result<Figure, Unreadable> {
        if !matches!(before, None | Some(Sign::Equal | Sign::Nothing)) {
            return Err(Unreadable::Words);
        }
        let off = self.measured()?;
        let unit_behind = if bracket && self.word(")") { self.unit() } else { None };
        let own = first.unit.or(unit_behind);
        let (unit, off) = match (own, off.unit) {
            (Some(unit), Some(other)) if other == "%" && unit != "%" => {
                let part = off.number.times(Number::fraction(1, 100).ok_or(Unreadable::Number)?);
                let size = if first.number < 0.into() { first.number.negative() } else { first.number };
                (unit, part.and_then(|part| part.times(size)).ok_or(Unreadable::Number)?)
            }
            (Some(unit), Some(other)) => (unit.clone(), converted(off.number, &other, &unit)?),
            (unit, other) => (unit.or(other).unwrap_or_default(), off.number),
        };
        if off < 0.into() {
            return Err(Unreadable::Number);
        }
        let low = first.number.plus(off.negative()).ok_or(Unreadable::Number)?;
        let high = first.number.plus(off).ok_or(Unreadable::Number)?;
        let mut figure = Figure::of(Form::Within, Quantity::between(low, high, &unit));
        figure.remark = self.remark();
        Ok(figure)
    }

    /// After the first number of a range; nothing where it is none.
    fn range(&mut self, first: &Measured, before: Option<Sign>) -> Result<Option<Figure>, Unreadable> {
        let mut ahead = *self;
        let joined = RANGE.iter().any(|sign| ahead.word(sign))
            || before == Some(Sign::Between) && AND.iter().any(|sign| ahead.word(sign));
        if !joined || !ahead.begins_number() {
            return Ok(None);
        }
        if !matches!(before, None | Some(Sign::Between | Sign::Equal | Sign::Nothing)) {
            return Err(Unreadable::Words);
        }
        let second = ahead.measured()?;
        ahead.word("之间");
        let unit = second.unit.clone().or_else(|| first.unit.clone()).unwrap_or_default();
        let low = match (&first.unit, &second.unit) {
            (Some(one), Some(other)) if one != other => converted(first.number, one, other)?,
            _ => first.number,
        };
        if low > second.number {
            return Err(Unreadable::Reversed);
        }
        let mut figure = Figure::of(Form::Range, Quantity::between(low, second.number, &unit));
        figure.remark = ahead.remark();
        Ok(Some(figure))
    }

    /// A bound in the other direction after the first: `≥2 且 ≤3 GPa`.
    fn second_bound(&mut self, first: &Figure, has_unit: bool) -> Result<Option<Figure>, Unreadable> {
        let mut ahead = *self;
        AND.iter().any(|sign| ahead.word(sign));
        let sign = match ahead.take(BEFORE) {
            Some(sign @ (Sign::AtLeast | Sign::MoreThan | Sign::AtMost | Sign::LessThan)) if ahead.begins_number() => {
                sign
            }
            _ => return Ok(None),
        };
        let second = ahead.measured()?;
        let unit = second.unit.clone().unwrap_or_else(|| first.quantity.unit_name().to_owned());
        let first = if has_unit { first.quantity.in_unit(&unit) } else { relabelled(&first.quantity, &unit) }
            .map(|quantity| Figure { quantity, ..first.clone() })
            .ok_or(Unreadable::Units)?;
        let second = bound(Some(sign), second.number, &unit);
        let (low, high) = match (first.quantity.ends(), second.quantity.ends()) {
            ((Some(_), None), (None, Some(_))) => (first, second),
            ((None, Some(_)), (Some(_), None)) => (second, first),
            _ => return Err(Unreadable::Words),
        };
        let ends = (low.quantity.ends().0, high.quantity.ends().1);
        let (Some(least), Some(most)) = ends else { return Err(Unreadable::Words) };
        if least > most {
            return Err(Unreadable::Reversed);
        }
        *self = ahead;
        let mut figure = Figure::of(Form::Within, Quantity::between(least, most, &unit));
        (figure.open_low, figure.open_high) = (low.open_low, high.open_high);
        Ok(Some(figure))
    }

    fn blank(&mut self) {
        self.rest = self.rest.trim_start();
    }

    /// Takes a word or sign that stands next; words of letters only where they end there.
    fn word(&mut self, word: &str) -> bool {
        let found = self.rest.trim_start();
        let Some(head) = found.get(..word.len()) else { return false };
        let tail = &found[word.len()..];
        let inside = word.ends_with(|sign: char| sign.is_ascii_alphabetic())
            && tail.starts_with(|sign: char| sign.is_ascii_alphabetic());
        if !head.eq_ignore_ascii_case(word) || inside {
            return false;
        }
        self.rest = tail;
        true
    }

    /// The longest sign of a table that stands next, and what is left after it.
    fn sign(&self, table: &[(Sign, &[&str])]) -> Option<(Sign, Self, usize)> {
        let words = table.iter().flat_map(|(sign, words)| words.iter().map(move |word| (*sign, *word)));
        let found = words.filter_map(|(sign, word)| {
            let mut ahead = *self;
            ahead.word(word).then_some((sign, ahead, word.len()))
        });
        found.max_by_key(|&(_, _, length)| length)
    }

    fn take(&mut self, table: &[(Sign, &[&str])]) -> Option<Sign> {
        let (sign, ahead, _) = self.sign(table)?;
        *self = ahead;
        Some(sign)
    }

    fn begins_number(&self) -> bool {
        let rest = self.rest.trim_start().trim_start_matches(['-', '–', '+']).trim_start();
        rest.strip_prefix('.').unwrap_or(rest).starts_with(|sign: char| sign.is_ascii_digit())
    }

    fn measured(&mut self) -> Result<Measured, Unreadable> {
        self.blank();
        let yuan = self.word("¥");
        if !self.begins_number() {
            return Err(Unreadable::Words);
        }
        let mut number = self.number()?;
        let more = self.rest.strip_prefix('+').filter(|rest| !rest.trim_start().starts_with("/-"));
        // `8000+ h` is as `8000 h+`: the sign is put behind the unit by reading it there.
        if let Some(rest) = more {
            let mut ahead = Self { rest };
            let unit = ahead.unit();
            if ahead.rest.trim().is_empty() {
                self.rest = "+";
                return Ok(Measured { number, unit });
            }
        }
        let mut unit = self.unit_known();
        if unit.is_none() {
            for (word, factor) in FACTORS {
                if self.word(word) {
                    number = number.times((*factor).into()).ok_or(Unreadable::Number)?;
                    break;
                }
            }
            unit = self.unit().or(yuan.then(|| "元".to_owned()));
        }
        Ok(Measured { number, unit })
    }

    /// Digits in groups, decimals, power of ten.
    fn number(&mut self) -> Result<Number, Unreadable> {
        let (mut text, mut rest) = (String::new(), self.rest.trim_start());
        if let Some(tail) = rest.strip_prefix(['-', '–']) {
            text.push('-');
            rest = tail.trim_start();
        } else if let Some(tail) = rest.strip_prefix('+') {
            rest = tail.trim_start();
        }
        let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
        let first = digits(rest);
        text.push_str(if first == 0 { "0" } else { &rest[..first] });
        rest = &rest[first..];
        if (1..=3).contains(&first) {
            // Groups of three after commas or blanks.
            while rest.starts_with([',', ' ']) && digits(&rest[1..]) == 3 {
                text.push_str(&rest[1..4]);
                rest = &rest[4..];
            }
        }
        if rest.starts_with(',') && digits(&rest[1..]) > 0 {
            return Err(Unreadable::Number);
        }
        if let Some(tail) = rest.strip_prefix('.').filter(|tail| digits(tail) > 0) {
            let decimals = digits(tail);
            text.push('.');
            text.push_str(&tail[..decimals]);
            rest = &tail[decimals..];
        }
        self.rest = rest;
        let number: Number = text.parse().map_err(|_| Unreadable::Number)?;
        match self.power()? {
            Some(power) => number.times(power).ok_or(Unreadable::Number),
            // `10^-3`: the ten itself is raised.
            None if self.rest.starts_with('^') => {
                self.rest = &self.rest[1..];
                let exponent = self.exponent().ok_or(Unreadable::Number)?;
                if text == "10" { power_of_ten(exponent).ok_or(Unreadable::Number) } else { Err(Unreadable::Number) }
            }
            None => Ok(number),
        }
    }

    /// `e-3`, `×10^-3`.
    fn power(&mut self) -> Result<Option<Number>, Unreadable> {
        let mut ahead = *self;
        let signed = |rest: &str| rest.trim_start_matches(['+', '-']).starts_with(|sign: char| sign.is_ascii_digit());
        if ahead.rest.starts_with(['e', 'E']) && signed(&ahead.rest[1..]) {
            ahead.rest = &ahead.rest[1..];
        } else if ["×", "x", "*", "·"].iter().any(|sign| ahead.word_loose(sign)) && ahead.word_loose("10^") {
        } else {
            return Ok(None);
        }
        let exponent = ahead.exponent().ok_or(Unreadable::Number)?;
        self.rest = ahead.rest;
        power_of_ten(exponent).ok_or(Unreadable::Number).map(Some)
    }

    fn word_loose(&mut self, word: &str) -> bool {
        let found = self.rest.trim_start().strip_prefix(word);
        found.map(|rest| self.rest = rest).is_some()
    }

    fn exponent(&mut self) -> Option<i32> {
        let rest = self.rest.trim_start_matches(['(', '+']);
        let length =
            rest.len() - rest.trim_start_matches('-').trim_start_matches(|sign: char| sign.is_ascii_digit()).len();
        let exponent = rest[..length].parse().ok()?;
        self.rest = &rest[length..];
        Some(exponent)
    }

    /// A unit with a known size.
    fn unit_known(&mut self) -> Option<String> {
        let rest = self.rest.trim_start();
        let ends = rest.char_indices().map(|(at, sign)| at + sign.len_utf8());
        let ends: Vec<usize> = ends.take_while(|&end| end <= 24 && !rest[..end].ends_with([' ', ','])).collect();
        for end in ends.into_iter().rev() {
            let (name, tail) = rest.split_at(end);
            // A unit ends where nothing goes on that could belong to it.
            let letters = name.ends_with(|sign: char| sign.is_ascii_alphabetic());
            let goes_on = |sign: char| letters && sign.is_ascii_alphanumeric() || "^/·".contains(sign);
            if tail.starts_with(goes_on) || name.matches('(').count() != name.matches(')').count() {
                continue;
            }
            let name = spelled(name);
            if rules::is_unit(&name) && !name.is_empty() {
                self.rest = tail;
                return Some(name);
            }
        }
        None
    }

    /// A unit with a known size, or else the word that stands there.
    fn unit(&mut self) -> Option<String> {
        if let Some(known) = self.unit_known() {
            return Some(known);
        }
        if self.sign(AFTER).is_some() {
            return None;
        }
        let rest = self.rest.trim_start();
        let first = rest.chars().next().filter(|sign| sign.is_alphabetic() || "°%‰Ω".contains(*sign))?;
        let grouped = rest.contains("/(");
        let goes_on = |sign: char| {
            let of_word =
                !is_ideograph(first) && (sign.is_alphanumeric() && !is_ideograph(sign) || "/·^*-°%".contains(sign));
            let of_word = of_word || grouped && "()".contains(sign);
            of_word || is_ideograph(first) && (is_ideograph(sign) && !NO_UNIT_SIGNS.contains(sign) || sign == '/')
        };
        let length = rest.find(|sign: char| !goes_on(sign)).unwrap_or(rest.len());
        let name = &rest[..length];
        if name.is_empty() || NO_UNIT.iter().any(|word| name.eq_ignore_ascii_case(word)) || name.chars().count() > 16 {
            return None;
        }
        self.rest = &rest[length..];
        Some(spelled(name))
    }

    /// What is left, without signs around it.
    fn remark(&self) -> String {
        let trimmed = self.rest.trim_matches(|sign: char| sign.is_whitespace() || "(),;.:".contains(sign));
        trimmed.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// One spelling of a unit.
fn spelled(name: &str) -> String {
    let name = name.replace("^2", "²").replace("^3", "³").replace(['*', '.'], "·");
    name.replace(['(', ')'], "")
}

fn converted(number: Number, from: &str, to: &str) -> Result<Number, Unreadable> {
    let quantity = Quantity::exactly(number, from).in_unit(to).ok_or(Unreadable::Units)?;
    quantity.ends().0.ok_or(Unreadable::Units)
}

/// The same numbers in a unit that was written later.
fn relabelled(quantity: &Quantity, unit: &str) -> Option<Quantity> {
    match quantity.ends() {
        (Some(low), None) => Some(Quantity::at_least(low, unit)),
        (None, Some(high)) => Some(Quantity::at_most(high, unit)),
        _ => None,
    }
}

fn bound(sign: Option<Sign>, number: Number, unit: &str) -> Figure {
    let low = Figure::of(Form::Bound, Quantity::at_least(number, unit));
    let high = Figure::of(Form::Bound, Quantity::at_most(number, unit));
    match sign {
        Some(Sign::AtLeast) => low,
        Some(Sign::MoreThan) => Figure { open_low: true, ..low },
        Some(Sign::AtMost) => high,
        Some(Sign::LessThan) => Figure { open_high: true, ..high },
        Some(Sign::Equal) => Figure::of(Form::Within, Quantity::exactly(number, unit)),
        _ => Figure::plain(number, unit),
    }
}

fn power_of_ten(exponent: i32) -> Option<Number> {
    let size = 10i128.checked_pow(exponent.unsigned_abs().min(100))?;
    // Beyond that, products outgrow the numbers that rules compute with.
    if exponent.unsigned_abs() > 24 {
        return None;
    }
    if exponent < 0 { Number::fraction(1, size) } else { Number::fraction(size, 1) }
}
