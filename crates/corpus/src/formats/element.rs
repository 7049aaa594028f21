//! One XML element with all it holds, as a small tree. Records are cut from the file first, so a tree is never large; nothing is
//! expanded but the five entities of XML and character references, so no document can grow.

use crate::text::fold;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::borrow::Cow;

/// Deepest nesting that is followed.
const DEEPEST: usize = 200;

/// An element.
pub(super) struct Element<'a> {
    start: BytesStart<'a>,
    nodes: Vec<Node<'a>>,
}

enum Node<'a> {
    Element(Element<'a>),
    Text(Cow<'a, str>),
}

impl<'a> Element<'a> {
    /// Reads the first element of a text.
    pub(super) fn parse(text: &'a str) -> Result<Self, String> {
        let mut reader = Reader::from_str(text);
        reader.config_mut().check_end_names = true;
        let mut open: Vec<Element<'a>> = Vec::new();
        loop {
            let event = reader.read_event().map_err(|error| format!("not well-formed XML: {error}"))?;
            let closed = match event {
                Event::Start(start) => {
                    if open.len() == DEEPEST {
                        return Err(format!("elements are nested deeper than {DEEPEST}"));
                    }
                    open.push(Element { start, nodes: Vec::new() });
                    None
                }
                Event::Empty(start) => Some(Element { start, nodes: Vec::new() }),
                Event::End(_) => open.pop(),
                Event::Text(text) => {
                    push(&mut open, Node::Text(text.into_inner()));
                    None
                }
                Event::CData(text) => {
                    push(&mut open, Node::Text(text.into_inner()));
                    None
                }
                Event::GeneralRef(reference) => {
                    let text = match reference.resolve_char_ref() {
                        Ok(Some(character)) => Cow::Owned(character.to_string()),
                        _ => Cow::Borrowed(entity(&reference.into_inner())),
                    };
                    push(&mut open, Node::Text(text));
                    None
                }
                Event::Eof => return Err("the element is not closed".into()),
                _ => None,
            };
            if let Some(element) = closed {
                if open.is_empty() {
                    return Ok(element);
                }
                push(&mut open, Node::Element(element));
            }
        }
    }

    /// Name without prefix.
    pub(super) fn name(&self) -> &str {
        let name: &str = &self.start[..self.start.name().as_ref().len()];
        name.rsplit_once(':').map_or(name, |(_, name)| name)
    }

    /// An attribute.
    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        let attribute = self.start.try_get_attribute(name).ok().flatten()?;
        let value = String::from_utf8_lossy(attribute.value.as_ref().as_ref()).into_owned();
        Some(value)
    }

    /// Children of this name.
    pub(super) fn children<'e>(&'e self, name: &'e str) -> impl Iterator<Item = &'e Element<'a>> + 'e {
        self.elements().filter(move |element| element.name() == name)
    }

    /// All children.
    pub(super) fn elements(&self) -> impl Iterator<Item = &Element<'a>> {
        self.nodes.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// The first element at the end of a path of names.
    pub(super) fn at(&self, path: &[&str]) -> Option<&Element<'a>> {
        match path {
            [] => Some(self),
            [name, rest @ ..] => self.elements().filter(|child| child.name() == *name).find_map(|child| child.at(rest)),
        }
    }

    /// All elements at the end of a path of names.
    pub(super) fn all<'e>(&'e self, path: &[&str]) -> Vec<&'e Element<'a>> {
        let mut found = vec![self];
        for name in path {
            found = found
                .into_iter()
                .flat_map(|element| element.elements().filter(|child| child.name() == *name))
                .collect();
        }
        found
    }

    /// Everything written inside, tags left out, folded.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        self.collect(&mut text);
        fold(&text)
    }

    /// Text of the element at a path, if there is any.
    pub(super) fn text_at(&self, path: &[&str]) -> Option<String> {
        self.at(path).map(Element::text).filter(|text| !text.is_empty())
    }

    fn collect(&self, text: &mut String) {
        for node in &self.nodes {
            match node {
                Node::Text(part) => text.push_str(part),
                Node::Element(element) => element.collect(text),
            }
        }
    }
}

fn push<'a>(open: &mut [Element<'a>], node: Node<'a>) {
    if let Some(element) = open.last_mut() {
        element.nodes.push(node);
    }
}

/// The five entities of XML; others are left out.
fn entity(name: &str) -> &'static str {
    match name {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "apos" => "'",
        "nbsp" => " ",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trees_keep_the_order_of_texts_and_expand_nothing_else() {
        let element =
            Element::parse("<a x='1'>H<sub>2</sub>O &amp; &#945;<b:c/>&bomb;<b:c>y</b:c></a>").expect("well-formed");
        assert_eq!(element.text(), "H2O & αy");
        assert_eq!(element.attribute("x").as_deref(), Some("1"));
        assert_eq!(element.children("c").count(), 2);
        for wrong in ["<a><b></a></b>", "<a>", ""] {
            assert!(Element::parse(wrong).is_err(), "{wrong}");
        }
        assert!(Element::parse(&"<a>".repeat(100_000)).is_err_and(|reason| reason.contains("nested")));
    }
}
