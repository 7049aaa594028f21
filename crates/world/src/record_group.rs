//! Groups: figures of the technology, and members of any fields.

use crate::Term;
use crate::record_field::Writer;
use crate::record_figures::{quantity_of, with_unit};
use crate::record_words::capitalised;
use rand::RngExt;
use registry::definition::Field;
use serde_json::{Map, Value, json};

/// Groups whose members are figures of the technology.
const FIGURES: &[&str] = &["indicators", "specifications", "results", "effects"];

impl Writer<'_> {
    /// Members of a group: figures of the technology, or whatever its fields say; no two of one name.
    pub(crate) fn group(&mut self, field: &Field, fields: &[Field]) -> Option<Value> {
        let figures = FIGURES.contains(&field.code.as_str());
        let count = if figures { self.figures.figures.len() } else { self.random.random_range(1..=3) };
        let mut members: Vec<Value> = Vec::new();
        for turn in 0..count.min(field.most_values) {
            let mut member = Map::new();
            for inner in fields {
                let path = format!("{}.{}", field.code, inner.code);
                if !inner.required && !self.random.random_bool(self.presence(inner, &path)) {
                    continue;
                }
                let of_figure = if figures { self.of_figure(inner, turn) } else { None };
                let value = of_figure.or_else(|| self.values(inner, &path, Some((&field.code, members.len()))));
                member.extend(value.map(|value| (inner.code.clone(), value)));
            }
            let named = |other: &Value| other.get("name").is_some() && other.get("name") == member.get("name");
            if !member.is_empty() && !members.iter().any(named) {
                members.push(Value::Object(member));
            }
        }
        (!members.is_empty()).then_some(Value::Array(members))
    }

    /// A field of a figure: what is measured, the value, what is usual, what is asked.
    pub(crate) fn of_figure(&self, field: &Field, turn: usize) -> Option<Value> {
        let figure = self.figures.figures.get(turn)?;
        let technology = self.draft.entry.technology as usize;
        let quantity = quantity_of(self.records.world, technology, figure.aspect)?;
        let (value, usual) = (with_unit(figure.value, quantity.unit), with_unit(figure.usual, quantity.unit));
        let change = (figure.value / figure.usual.max(1e-9) - 1.0) * 100.0;
        let sign = if quantity.more { "≥" } else { "≤" };
        match field.code.as_str() {
            "name" => Some(self.in_languages(field, &Term { zh: quantity.zh.into(), en: capitalised(quantity.en) })),
            "value" if self.kind.fields.iter().any(|field| field.code == "effects") => {
                Some(json!(format!("{change:+.0}%")))
            }
            "value" | "after" => Some(json!(value)),
            "target" => Some(json!(format!("{sign} {value}"))),
            "present" | "before" => Some(json!(usual)),
            "required" => Some(json!(format!("{sign} {usual}"))),
            _ => None,
        }
    }
}
