//! Texts in the languages of the record, and terms that are chosen.

use crate::Term;
use crate::record_field::Writer;
use crate::record_meaning::Meaning;
use crate::record_vocabulary::RECORD_VOCABULARY;
use rand::RngExt;
use registry::definition::{Field, FieldType, Vocabulary};
use serde_json::{Value, json};

impl Writer<'_> {
    /// A text by the sentences of the field, as short as the field allows.
    pub(crate) fn text(&mut self, field: &Field, path: &str) -> Option<Value> {
        let max = match &field.of_type {
            FieldType::Text { max, .. } | FieldType::Markdown { max, .. } => *max,
            _ => return None,
        };
        let any = if matches!(field.of_type, FieldType::Text { lines: false, .. }) { "line" } else { "lines" };
        let parts = RECORD_VOCABULARY.text(&self.kind.code, path).or_else(|| RECORD_VOCABULARY.text("*", any))?;
        let is_short = |text: &str| text.chars().count() <= max;
        let mut text = self.draft.words.text(parts, &mut self.random);
        for _ in 0..8 {
            if is_short(&text.zh) && is_short(&text.en) {
                break;
            }
            text = self.draft.words.text(parts, &mut self.random);
        }
        // Of one language there may be a text that is short enough.
        let cut = |text: String| if is_short(&text) { text } else { text.chars().take(max).collect() };
        match (is_short(&text.zh), is_short(&text.en)) {
            (true, false) if field.many => Some(json!({ "zh": text.zh })).filter(|_| self.draft.chinese),
            _ => Some(self.in_languages(field, &Term { zh: cut(text.zh), en: cut(text.en) })),
        }
    }

    /// A text in the languages of the record.
    pub(crate) fn in_languages(&self, field: &Field, text: &Term) -> Value {
        let bilingual = matches!(
            field.of_type,
            FieldType::Text { bilingual: true, .. } | FieldType::Markdown { bilingual: true, .. }
        );
        let (zh, en) = (self.draft.chinese, self.draft.english);
        match (bilingual, zh, en) {
            (true, true, true) => json!({ "zh": text.zh, "en": text.en }),
            (true, true, false) => json!({ "zh": text.zh }),
            (true, false, _) => json!({ "en": text.en }),
            (false, true, _) => json!(text.zh),
            (false, false, _) => json!(text.en),
        }
    }

    /// A term that can still be chosen, by its weight.
    pub(crate) fn choice(&mut self, vocabulary: &Vocabulary) -> Option<Value> {
        let terms = || vocabulary.terms.iter().filter(|term| term.until.is_none());
        let weight = |code: &str| RECORD_VOCABULARY.weight(&vocabulary.code, code);
        let mut point = self.random.random::<f64>() * terms().map(|term| weight(&term.code)).sum::<f64>();
        for term in terms() {
            point -= weight(&term.code);
            if point < 0.0 {
                return Some(json!(term.code));
            }
        }
        terms().next_back().map(|term| json!(term.code))
    }

    /// A term that follows from what is known, where the vocabulary has it.
    pub(crate) fn term(&self, field: &Field, code: &str) -> Meaning {
        let FieldType::Choice { vocabulary } = &field.of_type else { return Meaning::Open };
        let known = self.records.definitions.vocabulary(vocabulary).is_some_and(|all| all.term(code).is_some());
        match (known, field.many) {
            (true, false) => Meaning::Is(json!(code)),
            (true, true) => Meaning::Is(json!([code])),
            (false, _) => Meaning::Open,
        }
    }
}
