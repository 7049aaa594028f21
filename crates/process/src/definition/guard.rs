//! Processes beside the kinds that use them: a kind names a process that is there, and a guard names fields and facts that a kind has and
//! compares them with what they hold.

use super::{About, Process, ProcessError, Processes};
use registry::Role;
use registry::definition::{Definitions, FieldType, Kind};
use rules::Known;
use std::collections::BTreeMap;

/// The role of whoever a record belongs to, in guards.
pub(crate) const OWNER: &str = "owner";
/// The unit of money in guards.
pub(crate) const MONEY: &str = "元";

impl Processes {
    /// Whether processes and kinds go together.
    ///
    /// # Errors
    /// The first thing that is wrong, with file and line.
    pub fn check(&self, definitions: &Definitions) -> Result<(), ProcessError> {
        let kinds = definitions.kinds();
        let moves_records = |code: &str| self.process(code).is_some_and(|process| process.about == About::Record);
        if let Some(kind) = kinds.iter().find(|kind| !moves_records(&kind.process)) {
            let file = definitions.origin("kinds", &kind.code).map(|origin| origin.file.clone());
            return Err(ProcessError {
                file: file.unwrap_or_else(|| format!("kinds/{}.toml", kind.code)),
                line: None,
                reason: format!("there is no process `{}`", kind.process),
            });
        }
        for process in self.all() {
            let using: Vec<&Kind> = kinds.iter().copied().filter(|kind| kind.process == process.code).collect();
            self.check_guards(process, &using, definitions)?;
        }
        Ok(())
    }

    /// The guards of a process beside the kinds that use it. A field need not be in all of them, but in one; and wherever it is, it must
    /// hold what the guard compares it with. A process that no kind uses is left alone.
    fn check_guards(&self, process: &Process, using: &[&Kind], definitions: &Definitions) -> Result<(), ProcessError> {
        for transition in &process.transitions {
            let Some(guard) = &transition.guard else { continue };
            for kind in using {
                let Some(problem) = guard.check(&known(kind, using, definitions)).into_iter().next() else { continue };
                let line = line(self.text(&process.code), &transition.code, &problem);
                let file = self.origin(&process.code).map(|origin| origin.file.clone()).unwrap_or_default();
                let reason = if problem.starts_with("there is no field") {
                    format!("guard of {}: {problem} in any kind with the process {}", transition.code, process.code)
                } else {
                    format!("guard of {}, kind {}: {problem}", transition.code, kind.code)
                };
                return Err(ProcessError { file, line, reason });
            }
        }
        Ok(())
    }
}

/// What a guard may name for a kind: its fields and facts, and those that only others have.
fn known(kind: &Kind, using: &[&Kind], definitions: &Definitions) -> Known {
    let mut fields = BTreeMap::new();
    for kind in std::iter::once(&kind).chain(using) {
        for field in &kind.fields {
            fields.entry(field.code.clone()).or_insert_with(|| sort(&field.of_type));
        }
    }
    let roles = Role::ALL.iter().map(|role| role.code()).chain([OWNER]).map(str::to_owned).collect();
    let facts = using.iter().flat_map(|kind| definitions.facts(&kind.code));
    let facts = facts.map(|fact| (fact.code.clone(), fact.rule_unit().0.to_owned())).collect();
    Known { fields, facts, roles }
}

/// What rules see of a field: the counterpart of how values are laid out for them.
fn sort(of_type: &FieldType) -> rules::Kind {
    match of_type {
        FieldType::Number { unit, .. } => rules::Kind::Number(unit.clone().unwrap_or_default()),
        FieldType::Money { .. } => rules::Kind::Number(MONEY.to_owned()),
        FieldType::Readiness(_) => rules::Kind::Number(String::new()),
        FieldType::Date { .. } => rules::Kind::Date,
        FieldType::YesNo => rules::Kind::YesNo,
        FieldType::Text { bilingual: true, .. }
        | FieldType::Markdown { bilingual: true, .. }
        | FieldType::Period
        | FieldType::Contact
        | FieldType::Group(_) => rules::Kind::Other,
        FieldType::Text { .. }
        | FieldType::Markdown { .. }
        | FieldType::Choice { .. }
        | FieldType::Track
        | FieldType::Region
        | FieldType::Link { .. }
        | FieldType::File { .. }
        | FieldType::Web => rules::Kind::Text,
    }
}

/// The line of what is wrong with the guard of a transition: where the name stands, or else where the guard begins.
fn line(text: &str, transition: &str, problem: &str) -> Option<usize> {
    let bare = |line: &str| line.chars().filter(|letter| !letter.is_whitespace()).collect::<String>();
    let lines: Vec<String> = text.lines().map(bare).collect();
    let begins = |line: &String| line.starts_with("[[transitions]]");
    let starts = lines.iter().enumerate().filter(|(_, line)| begins(line)).map(|(number, _)| number);
    let blocks = starts.map(|start| {
        let end = lines[start + 1..].iter().position(|line| line.starts_with("[["));
        (start, &lines[start..end.map_or(lines.len(), |end| start + 1 + end)])
    });
    let code = format!("code=\"{transition}\"");
    let (start, block) = blocks.into_iter().find(|(_, block)| block.contains(&code))?;
    let guard = block.iter().position(|line| line.starts_with("guard") || line.starts_with("[transitions.guard"))?;
    let name = problem.split('"').nth(1).map(|name| format!("\"{name}\""));
    let named = name.and_then(|name| block[guard..].iter().position(|line| line.contains(&name)));
    Some(start + guard + named.unwrap_or(0) + 1)
}
