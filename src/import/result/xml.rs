//! XML as far as results need it: elements and attributes. Text is where tools put messages, logs and stack traces: it is not read.

use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use serde_json::{Map, Value};

use super::Unusable;

/// The deepest nesting that is read: suites within suites are not deeper than a few.
const MAX_DEPTH: usize = 64;
/// The most elements that are read.
const MAX_ELEMENTS: usize = 2_000_000;

/// An element, without its text and without the prefixes of its name.
#[derive(Default)]
pub struct Element {
    /// Its name.
    pub name: String,
    /// Its attributes.
    attributes: Vec<(String, String)>,
    /// Whether its message tells of a failure behind it, as Robot Framework's does: of a message no more is kept.
    pub hides_failure: bool,
    /// What is in it.
    pub children: Vec<Element>,
}

/// Attributes that results need; a message or a host's name is not among them.
const ATTRIBUTES: [&str; 11] = [
    "name",
    "classname",
    "timestamp",
    "value",
    "id",
    "type",
    "package",
    "status",
    "errors",
    "failures",
    "file",
];

impl Element {
    /// The value of an attribute.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        let mut all = self.attributes.iter();
        all.find(|(one, _)| one == name)
            .map(|(_, value)| value.trim())
            .filter(|value| !value.is_empty())
    }
}

/// Reads a document. Entities beyond the five of XML are not expanded.
pub fn parse(text: &str) -> Result<Element, Unusable> {
    let mut reader = Reader::from_str(text);
    let mut open: Vec<Element> = Vec::new();
    let mut count = 0_usize;
    loop {
        let event = reader.read_event().map_err(|_| broken(&reader))?;
        let mut close = None;
        match event {
            Event::Start(start) | Event::Empty(start) if count == MAX_ELEMENTS => {
                drop(start);
                return Err(Unusable::new(format!(
                    "holds more than {MAX_ELEMENTS} elements"
                )));
            }
            Event::Start(start) => {
                count += 1;
                if open.len() == MAX_DEPTH {
                    return Err(Unusable::new(format!(
                        "is nested deeper than {MAX_DEPTH} elements"
                    )));
                }
                let element = element(&start).ok_or_else(|| broken(&reader))?;
                open.push(element);
            }
            Event::Empty(start) => {
                count += 1;
                close = Some(element(&start).ok_or_else(|| broken(&reader))?);
            }
            Event::End(_) => close = open.pop(),
            Event::Eof => return Err(Unusable::new("ends in the middle of its XML")),
            _ => {}
        }
        if let Some(element) = close {
            match open.last_mut() {
                Some(parent) => parent.children.push(element),
                None => return Ok(element),
            }
        }
    }
}

fn element(start: &BytesStart<'_>) -> Option<Element> {
    let mut element = Element {
        name: start.local_name().as_ref().to_owned(),
        ..Element::default()
    };
    for attribute in start.attributes() {
        let attribute = attribute.ok()?;
        let name = attribute.key.local_name().as_ref().to_owned();
        let value = || attribute.normalized_value(XmlVersion::Implicit1_0).ok();
        if ATTRIBUTES.contains(&name.as_str()) {
            element.attributes.push((name, value()?.into_owned()));
        } else if name == "message" {
            element.hides_failure = value()?.contains("Original failure:");
        }
    }
    Some(element)
}

fn broken(reader: &Reader<&[u8]>) -> Unusable {
    Unusable::new(format!(
        "is not valid XML: byte {}",
        reader.buffer_position()
    ))
}

/// A FHIR resource in XML as it would be in JSON, but for lists of one: a reader takes those as it takes the value itself.
pub fn fhir(element: &Element) -> Value {
    let mut map = match fields(element) {
        Value::Object(map) => map,
        _ => Map::new(),
    };
    map.insert("resourceType".to_owned(), element.name.clone().into());
    Value::Object(map)
}

fn fields(element: &Element) -> Value {
    if let Some(value) = element
        .attribute("value")
        .filter(|_| element.children.is_empty())
    {
        return value.into();
    }
    let mut map = Map::new();
    if let Some(id) = element.attribute("id") {
        map.insert("id".to_owned(), id.into());
    }
    for child in &element.children {
        // A resource within another has its own name as an element around it.
        let value = match child.children.first() {
            Some(inner) if child.name == "resource" => fhir(inner),
            _ => fields(child),
        };
        let list = map
            .entry(child.name.clone())
            .or_insert_with(|| Value::Array(Vec::new()));
        if let Value::Array(list) = list {
            list.push(value);
        }
    }
    Value::Object(map)
}
