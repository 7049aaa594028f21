//! Processes with mistakes are refused with their line.
#![allow(clippy::unwrap_used)]

use process::Processes;
use registry::definition::Definitions;

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

/// Two kinds of one process; `weight` is a number of kilograms in the one and is not in the other.
fn kinds(more: &str) -> Definitions {
    let kind = |code: &str, more: &str| {
        let head = format!(
            "code = \"{code}\"\nen = \"K\"\nzh = \"类\"\nfamily = \"product\"\nprocess = \"p\"\ntitle = \"name\"\nsummary = \"name\"\n[[sections]]\ncode = \"s\"\nen = \"S\"\nzh = \"节\"\n"
        );
        let field = |code: &str, of_type: &str| {
            format!("[[fields]]\ncode = \"{code}\"\nsection = \"s\"\nen = \"F\"\nzh = \"项\"\n{of_type}\n")
        };
        let fields = [
            field("name", "type = \"text\"\nbilingual = true"),
            field("ready", "type = \"yes_no\""),
            field("price", "type = \"money\""),
            field("until", "type = \"date\""),
        ];
        (format!("kinds/{code}.toml"), format!("{head}{}{more}", fields.concat()))
    };
    let weight =
        "[[fields]]\ncode = \"weight\"\nsection = \"s\"\nen = \"W\"\nzh = \"重\"\ntype = \"number\"\nunit = \"kg\"\n";
    Definitions::from_sources(vec![kind("one", weight), kind("two", more)]).unwrap()
}

#[test]
fn guards_that_do_not_go_with_the_kinds_are_refused_with_their_line() {
    let check = |guard: &str, definitions: &Definitions| {
        let text = GOOD.replacen("by = [\"owner\"]", &format!("by = [\"owner\"]\n{guard}"), 1);
        let processes = Processes::from_sources(vec![("processes/p.toml".into(), text)]).unwrap();
        processes.check(definitions).map_err(|error| error.to_string())
    };
    let plain = kinds("");
    for guard in [
        "guard = { complete = true }",
        "guard = { field = \"weight\", present = true }",
        "guard = { value = { field = \"weight\" }, at_most = 5, unit = \"t\" }",
        "guard = { value = { field = \"price\" }, at_least = 5, unit = \"万元\" }",
        "guard = { role = [\"owner\", \"curator\"] }",
        "guard = { date = { field = \"until\" }, not_before = \"today\" }",
    ] {
        assert_eq!(check(guard, &plain), Ok(()), "{guard}");
    }
    let start = "processes/p.toml, line 27: guard of go";
    for (guard, expected) in [
        (
            "guard = { field = \"colour\", present = true }",
            format!("{start}: there is no field \"colour\" in any kind with the process p"),
        ),
        (
            "guard = { field = \"ready\", one_of = [\"yes\"] }",
            format!("{start}, kind one: field \"ready\" holds yes or no"),
        ),
        (
            "guard = { field = \"name\", one_of = [\"手\"] }",
            format!("{start}, kind one: field \"name\" holds what no rule compares"),
        ),
        (
            "guard = { value = { field = \"until\" }, at_most = 5 }",
            format!("{start}, kind one: field \"until\" holds a day, not a number"),
        ),
        ("guard = { role = [\"king\"] }", format!("{start}, kind one: there is no role \"king\"")),
        (
            "guard = { value = { fact = \"revenue\" }, at_least = 1 }",
            format!("{start}, kind one: there is no fact \"revenue\""),
        ),
        ("guard = { value = { field = \"price\" }, at_most = 5, unit = \"kg\" }", format!("{start}, kind one: ")),
        // The line of the name, not that where the guard begins.
        (
            "[transitions.guard]\nall = [\n  { complete = true },\n  { field = \"colour\", present = true },\n]",
            "processes/p.toml, line 30: guard of go: there is no field \"colour\"".to_owned(),
        ),
    ] {
        let said = check(guard, &plain).unwrap_err();
        assert!(said.starts_with(&expected), "said: {said}\n not: {expected}");
    }
    // In one kind it is a number, in the other a text: the guard would never hold there.
    let text = "[[fields]]\ncode = \"weight\"\nsection = \"s\"\nen = \"W\"\nzh = \"重\"\ntype = \"text\"\n";
    let said =
        check("guard = { value = { field = \"weight\" }, at_most = 5, unit = \"kg\" }", &kinds(text)).unwrap_err();
    assert_eq!(said, format!("{start}, kind two: field \"weight\" holds a text, not a number"));
    let missing = Processes::from_sources(vec![]).unwrap().check(&plain).unwrap_err();
    assert_eq!(missing.to_string(), "kinds/one.toml: there is no process `p`");
}
