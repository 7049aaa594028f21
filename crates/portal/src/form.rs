//! The form of a kind: one block per field, with its inputs, its help, and what is wrong with what was entered.

use crate::locale::{Language, Words};
use crate::show::term;
use registry::bulk::{Input, Unread, inputs};
use registry::content::{Content, Problem, Wrong};
use registry::definition::{Definitions, Disclosure, Field, FieldType, Kind};

/// Empty values of a repeated group.
const SPARE: usize = 1;

/// A section of the form.
pub(crate) struct FormSection {
    pub(crate) name: String,
    pub(crate) fields: Vec<FormField>,
}

/// A field of the form.
pub(crate) struct FormField {
    pub(crate) id: String,
    pub(crate) name: String,
    /// Of a group: its name and the number of the value.
    pub(crate) group: Option<String>,
    pub(crate) help: String,
    pub(crate) example: String,
    pub(crate) level: Option<String>,
    pub(crate) required: bool,
    pub(crate) problems: Vec<String>,
    pub(crate) inputs: Vec<FormInput>,
}

/// An input of a field.
pub(crate) struct FormInput {
    pub(crate) id: String,
    pub(crate) name: String,
    /// What it holds where a field has several: “Chinese”, “from”, …
    pub(crate) label: String,
    /// `line`, `lines`, `number`, `date`, `select`, `checks`.
    pub(crate) sort: &'static str,
    pub(crate) text: String,
    pub(crate) unit: String,
    pub(crate) options: Vec<FormOption>,
}

/// A term to choose.
pub(crate) struct FormOption {
    pub(crate) code: String,
    pub(crate) text: String,
    pub(crate) chosen: bool,
}

/// What a form is made of.
pub(crate) struct Form<'a> {
    pub(crate) kind: &'a Kind,
    pub(crate) definitions: &'a Definitions,
    pub(crate) content: &'a Content,
    pub(crate) problems: &'a [Problem],
    pub(crate) unread: &'a [(String, Unread)],
    /// What was submitted and could not be read: it is shown again as it was.
    pub(crate) pairs: &'a [(String, String)],
    pub(crate) words: &'a Words,
}

impl Form<'_> {
    /// The form, section by section. Files are not part of it.
    pub(crate) fn sections(&self) -> Vec<FormSection> {
        let chinese = self.words.language == Language::Zh;
        let all = inputs(self.kind, self.definitions, self.content, chinese, SPARE);
        let section = |section: &registry::definition::Section| {
            let of_section =
                self.kind.section(&section.code).filter(|field| !matches!(field.of_type, FieldType::File { .. }));
            let fields = of_section.flat_map(|field| self.fields(field, &all)).collect();
            FormSection { name: term(&section.en, &section.zh, self.words).to_owned(), fields }
        };
        self.kind.sections.iter().map(section).filter(|section| !section.fields.is_empty()).collect()
    }

    /// A field; of a group each of its fields in each of its values.
    fn fields(&self, field: &Field, all: &[Input<'_>]) -> Vec<FormField> {
        let own: Vec<&Input<'_>> = match &field.of_type {
            FieldType::Group(_) => {
                all.iter().filter(|input| input.group.is_some_and(|(group, _)| group.code == field.code)).collect()
            }
            _ => all.iter().filter(|input| input.group.is_none() && input.field.code == field.code).collect(),
        };
        let mut fields: Vec<FormField> = Vec::new();
        let mut last = None;
        for input in own {
            if matches!(input.field.of_type, FieldType::File { .. }) {
                continue;
            }
            let number = input.group.map(|(_, number)| number);
            let this = (input.field.code.as_str(), number);
            if last != Some(this) {
                fields.push(self.field(input.field, number.map(|number| (field, number))));
                last = Some(this);
            }
            if let Some(block) = fields.last_mut() {
                block.inputs.push(self.input(input));
            }
        }
        fields
    }

    fn field(&self, field: &Field, group: Option<(&Field, usize)>) -> FormField {
        let words = self.words;
        let in_words =
            |it: &Option<registry::definition::Words>| it.as_ref().map(|it| term(&it.en, &it.zh, words).to_owned());
        let path = match group {
            Some((group, number)) if group.many => format!("{}/{}/{}", group.code, number - 1, field.code),
            Some((group, _)) => format!("{}/{}", group.code, field.code),
            None => field.code.clone(),
        };
        let here = |problem: &&Problem| {
            problem.path == path || problem.path.strip_prefix(&path).is_some_and(|rest| rest.starts_with('/'))
        };
        let mut problems: Vec<String> =
            self.problems.iter().filter(here).map(|problem| wrong(&problem.what, words)).collect();
        let key = path.split('/').enumerate().map(|(position, part)| {
            // Values are numbered from 0 in paths and from 1 in names of inputs.
            if position == 1 && group.is_some_and(|(group, _)| group.many) {
                part.parse::<usize>().map_or_else(|_| part.to_owned(), |number| (number + 1).to_string())
            } else {
                part.to_owned()
            }
        });
        let key = key.collect::<Vec<_>>().join(".");
        let of_key = |name: &str| name == key || name.strip_prefix(&key).is_some_and(|rest| rest.starts_with('.'));
        problems.extend(self.unread.iter().filter(|(name, _)| of_key(name)).map(|(_, what)| unread(what, words)));
        problems.dedup();
        FormField {
            id: key.replace('.', "-"),
            name: term(&field.name.en, &field.name.zh, words).to_owned(),
            group: group.map(|(group, number)| format!("{} {number}", term(&group.name.en, &group.name.zh, words))),
            help: in_words(&field.help).unwrap_or_default(),
            example: in_words(&field.example).unwrap_or_default(),
            level: (field.disclosure != Disclosure::Public)
                .then(|| words.say(&format!("level-of-{}", field.disclosure.code()))),
            required: field.required,
            problems,
            inputs: Vec::new(),
        }
    }

    fn input(&self, input: &Input<'_>) -> FormInput {
        let words = self.words;
        let options = self.options(input);
        let sort = match &input.field.of_type {
            FieldType::Choice { .. } | FieldType::Track | FieldType::Region if input.field.many => "checks",
            FieldType::Choice { .. }
            | FieldType::Track
            | FieldType::Region
            | FieldType::Readiness(_)
            | FieldType::YesNo => "select",
            FieldType::Text { lines: true, .. } | FieldType::Markdown { .. } => "lines",
            FieldType::Number { .. } | FieldType::Money { .. } => "number",
            FieldType::Date { .. } if !input.field.many => "date",
            _ => "line",
        };
        let unit = match &input.field.of_type {
            FieldType::Number { unit: Some(unit), .. } => unit.clone(),
            FieldType::Money { currency, in_units_of: 10_000 } if currency == "CNY" => {
                words.say("money-ten-thousand-yuan")
            }
            FieldType::Money { currency, .. } => currency.clone(),
            _ => String::new(),
        };
        let submitted = self.pairs.iter().find(|(name, _)| *name == input.key).map(|(_, text)| text.clone());
        FormInput {
            id: input.key.replace('.', "-"),
            name: input.key.clone(),
            label: if input.part.is_empty() { String::new() } else { words.say(&format!("part-{}", input.part)) },
            sort,
            text: submitted.unwrap_or_else(|| input.text.clone()),
            unit,
            options,
        }
    }

    fn options(&self, input: &Input<'_>) -> Vec<FormOption> {
        let words = self.words;
        let option = |code: &str, en: &str, zh: &str| FormOption {
            code: code.to_owned(),
            text: term(en, zh, words).to_owned(),
            chosen: input.chosen.iter().any(|chosen| chosen == code),
        };
        let terms = |vocabulary: Option<&registry::definition::Vocabulary>| {
            let terms = vocabulary.map_or(&[][..], |vocabulary| &vocabulary.terms);
            terms.iter().map(|it| option(&it.code, &it.en, &it.zh)).collect()
        };
        match &input.field.of_type {
            FieldType::Choice { vocabulary } => terms(self.definitions.vocabulary(vocabulary)),
            FieldType::Region => terms(self.definitions.regions()),
            FieldType::Track => self.definitions.tracks().iter().map(|it| option(&it.code, &it.en, &it.zh)).collect(),
            FieldType::Readiness(scale) => (1..=scale.levels())
                .map(|level| {
                    let text = format!("{} {level}", scale.code().to_uppercase());
                    option(&level.to_string(), &text, &text)
                })
                .collect(),
            FieldType::YesNo => {
                let said = |yes: bool| words.say(if yes { "value-yes" } else { "value-no" });
                [true, false].map(|yes| option(&yes.to_string(), &said(yes), &said(yes))).into()
            }
            _ => Vec::new(),
        }
    }
}

/// What is wrong with a value, in words.
pub(crate) fn wrong(what: &Wrong, words: &Words) -> String {
    match what {
        Wrong::Missing => words.say("problem-missing"),
        Wrong::Unknown => words.say("problem-unknown"),
        Wrong::Type { .. } => words.say("problem-type"),
        Wrong::TooLong { most } => words.fill("problem-too-long", [("most", (*most as i64).into())]),
        Wrong::TooMany { most } => words.fill("problem-too-many", [("most", (*most as i64).into())]),
        Wrong::TooSmall { least } => words.fill("problem-too-small", [("least", least.as_str().into())]),
        Wrong::TooLarge { most } => words.fill("problem-too-large", [("most", most.as_str().into())]),
        Wrong::Decimals { most } => words.fill("problem-decimals", [("most", i64::from(*most).into())]),
        Wrong::NotATerm { given } => words.fill("problem-not-a-term", [("given", given.as_str().into())]),
        Wrong::Reversed => words.say("problem-reversed"),
        Wrong::Address => words.say("problem-address"),
    }
}

/// Why a text cannot be read, in words.
pub(crate) fn unread(what: &Unread, words: &Words) -> String {
    words.say(match what {
        Unread::Number => "unread-number",
        Unread::Money | Unread::PartOfMinorUnit => "unread-money",
        Unread::Date => "unread-date",
        Unread::Period => "unread-period",
        Unread::Level => "unread-level",
        Unread::YesOrNo => "unread-yes-or-no",
        Unread::Ambiguous { .. } => "unread-ambiguous",
        _ => "problem-type",
    })
}
