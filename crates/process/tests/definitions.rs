//! Processes with mistakes are refused with their line.
#![allow(clippy::unwrap_used)]

use process::Processes;

const GOOD: &str = r#"code = "p"
en = "P"
zh = "流程"
start = "a"
[[states]]
code = "a"
en = "A"
zh = "甲"
[[states.deadlines]]
code = "soon"
en = "Soon"
zh = "尽快"
working_days = 3
then = "give-up"
[[states]]
code = "b"
en = "B"
zh = "乙"
end = true
[[transitions]]
code = "go"
en = "Go"
zh = "去"
from = ["a"]
to = "b"
by = ["owner"]
[[transitions]]
code = "give-up"
en = "Give up"
zh = "放弃"
from = ["a"]
to = "b"
by = ["system"]
"#;

fn read(text: &str) -> Result<(), String> {
    Processes::from_sources(vec![("processes/p.toml".into(), text.into())])
        .map(|_| ())
        .map_err(|error| error.to_string())
}

#[test]
fn mistakes_are_refused_with_their_line() {
    assert_eq!(read(GOOD), Ok(()));
    let stuck = "[[states]]\ncode = \"c\"\nen = \"C\"\nzh = \"丙\"\n[[transitions]]\ncode = \"fall\"\nen = \"F\"\nzh = \"落\"\nfrom = [\"a\"]\nto = \"c\"\nby = [\"owner\"]\n";
    for (text, expected) in [
        (GOOD.replace("start = \"a\"", "start = \"z\""), "processes/p.toml, line 4: it starts in z, which is no state"),
        (GOOD.replace("to = \"b\"", "to = \"z\""), "processes/p.toml, line 21: transition go: there is no state z"),
        (
            GOOD.replace("then = \"give-up\"", "then = \"go\""),
            "processes/p.toml, line 14: deadline soon of state a: go is no transition",
        ),
        (
            format!("{GOOD}[[states]]\ncode = \"c\"\nen = \"C\"\nzh = \"丙\"\n"),
            "processes/p.toml, line 35: state c cannot be reached",
        ),
        (format!("{GOOD}{stuck}"), "processes/p.toml, line 35: from state c no state is reached"),
        (GOOD.replace("end = true\n", ""), "line 6: from state a no state is reached"),
        (GOOD.replace("code = \"give-up\"", "code = \"go\""), "line 21: there are two transitions go"),
        (GOOD.replace("by = [\"owner\"]", "by = [\"king\"]"), "unknown variant `king`"),
        (GOOD.replace("by = [\"owner\"]", "by = [\"owner\"]\neffects = [\"explode\"]"), "unknown variant `explode`"),
        (GOOD.replace("by = [\"owner\"]", "by = [\"owner\"]\nguard = { field = \"x\" }"), "processes/p.toml"),
    ] {
        let said = read(&text).unwrap_err();
        assert!(said.contains(expected), "said: {said}\n not: {expected}");
    }
}

#[test]
fn the_processes_of_the_program_are_in_order() {
    let processes = Processes::embedded().unwrap_or_else(|error| panic!("{error}"));
    assert!(processes.process("publication").is_some());
}
