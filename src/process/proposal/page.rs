//! A page becomes the values of a draft: what it says goes into the fields that its headings name, and nothing of it is lost.
//!
//! A heading that is no field's is kept word for word under `unplaced`, for its lead to put somewhere.

mod leads;
mod roles;
mod scenario_record;
mod scenarios;
#[cfg(test)]
mod tests;
mod tracks;
mod values;

use crate::import::proposal::document::{Block, Kind, markdown};
use crate::import::proposal::headings::{Found, Headings};
use crate::import::proposal::outline::{LABEL, Section};
use crate::import::proposal::words::Words;
use crate::import::proposal::{document::Document, inline, outline};
use crate::model::template::FieldKind;
use crate::model::{Slug, Template};
use crate::yaml::{Mapping, Value};
pub use tracks::{Proposal, split};

/// What became of a heading, or of a text without one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placement {
    /// The line of the page; 0 where its format has none.
    pub line: usize,
    /// The heading, or the first words of a text without one.
    pub heading: String,
    pub outcome: Outcome,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It is in the field with this key.
    Placed(String),
    /// It is in the field with this key, and a person has to look, for a reason.
    Unsure(String, String),
    /// It is kept under `unplaced`.
    Unplaced,
    /// It is a field's, with nothing under it.
    Empty(String),
    /// It is what a template says, not an answer.
    Guidance,
}

/// A draft's values, and what became of each heading.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    pub values: Mapping,
    pub placements: Vec<Placement>,
}

/// The sections of a page, after the headings that a template knows.
pub fn sections(document: &Document, template: &Template) -> Section {
    outline::outline(document, &Headings::new(template))
}

/// Fills a draft from the sections of one proposal.
pub fn fill(proposal: &Proposal, template: &Template) -> Draft {
    let headings = Headings::new(template);
    let root = &proposal.section;
    let mut filler = Filler {
        headings: &headings,
        draft: Draft::default(),
        unplaced: Vec::new(),
        known: Words::default(),
        has_description: has_field(root, &headings, "long-description"),
        scenarios: Vec::new(),
        roles: Vec::new(),
        leads: leads::Leads::default(),
    };
    let section = filler.without_guidance(root);
    filler.page(&section, &proposal.aside);
    filler.finish(root, &proposal.aside)
}

/// Whether a section or one below it is a field.
fn has_field(section: &Section, headings: &Headings<'_>, key: &str) -> bool {
    let is = headings
        .find(&section.heading)
        .is_some_and(|found| found.field.key == key);
    (is && !section.is_empty())
        || section
            .sections
            .iter()
            .any(|one| has_field(one, headings, key))
}

struct Filler<'h, 't> {
    headings: &'h Headings<'t>,
    draft: Draft,
    unplaced: Vec<String>,
    /// Words of the page that are no answer: headings of fields, and what a template says.
    known: Words,
    has_description: bool,
    scenarios: Vec<scenarios::Draft>,
    roles: Vec<roles::Role>,
    leads: leads::Leads,
}

impl<'t> Filler<'_, 't> {
    fn page(&mut self, root: &Section, aside: &[Section]) {
        for section in aside {
            let mut blocks = Vec::new();
            if !section.heading.is_empty() {
                blocks.push(section.own_heading());
            }
            blocks.extend(section.blocks());
            if let Some(first) = blocks.first() {
                self.report(first.line, &first_words(first), Outcome::Unplaced);
                self.unplaced.push(markdown(&blocks));
            }
        }
        let (title, at) = self.title(root);
        let mut body = root.body.clone();
        match at {
            TitleIs::Given | TitleIs::Nowhere => {}
            TitleIs::FirstLine => {
                let block = body.remove(0);
                self.report(
                    block.line,
                    title.as_deref().unwrap_or_default(),
                    Outcome::Placed("title".to_owned()),
                );
            }
            TitleIs::Heading(index) => {
                let section = &root.sections[index];
                let links = inline::links(&section.heading);
                body.extend(
                    links
                        .iter()
                        .filter(|link| !link.address.is_empty())
                        .map(|link| {
                            Block::paragraph(
                                section.line,
                                format!("[{}]({})", link.text, link.address),
                            )
                        }),
                );
                body.extend(section.body.clone());
                let heading = inline::plain(&section.heading);
                self.known.add(&heading);
                self.report(section.line, &heading, Outcome::Placed("title".to_owned()));
            }
        }
        if let Some(title) = title {
            self.draft.values.insert("title".into(), title.into());
        }
        self.introduction(&body);
        for (index, section) in root.sections.iter().enumerate() {
            if matches!(at, TitleIs::Heading(title) if title == index) {
                section.sections.iter().for_each(|one| self.section(one));
            } else {
                self.section(section);
            }
        }
    }

    /// What the track is called, and where the page says so.
    fn title(&self, root: &Section) -> (Option<String>, TitleIs) {
        if self.names_itself(root) {
            return (None, TitleIs::Given);
        }
        let highest = root.sections.iter().map(|section| section.level).min();
        let first = root.sections.first();
        if let Some(first) =
            first.filter(|first| first.level < LABEL && Some(first.level) == highest)
        {
            let is_alone = root
                .sections
                .iter()
                .filter(|one| one.level == first.level)
                .count()
                == 1;
            if self
                .headings
                .find(&first.heading)
                .is_none_or(|found| !found.is_certain)
                && (is_alone || first.level == 1)
            {
                return (
                    Some(one_line(&inline::plain(&first.heading))),
                    TitleIs::Heading(0),
                );
            }
        }
        match root.body.first().map(|block| &block.kind) {
            Some(Kind::Paragraph(text)) if looks_like_title(text) && !root.sections.is_empty() => {
                (Some(one_line(&inline::plain(text))), TitleIs::FirstLine)
            }
            _ => (None, TitleIs::Nowhere),
        }
    }

    /// Whether a section says what the track is called.
    fn names_itself(&self, section: &Section) -> bool {
        section.sections.iter().any(|one| {
            let is_title = self
                .headings
                .certain(&one.heading)
                .is_some_and(|field| field.key == "title");
            (is_title && !one.body.is_empty()) || self.names_itself(one)
        })
    }

    /// Text below the title and above every heading: the description, where the page has no other.
    fn introduction(&mut self, body: &[Block]) {
        let Some(first) = body.first() else {
            return;
        };
        let (line, heading) = (first.line, first_words(first));
        if self.has_description {
            self.unplaced.push(markdown(body));
            self.report(line, &heading, Outcome::Unplaced);
        } else {
            self.add_text("long-description", &markdown(body));
            let why = "the text above the first heading".to_owned();
            self.report(
                line,
                &heading,
                Outcome::Unsure("long-description".to_owned(), why),
            );
        }
    }

    fn section(&mut self, section: &Section) {
        if let Some(found) = self
            .headings
            .find(&section.heading)
            .filter(|found| found.is_certain)
        {
            return self.field(found, section);
        }
        if scenarios::is_one(section) {
            let scenario = scenarios::from_section(section);
            self.report(
                section.line,
                &section.heading,
                Outcome::Placed("scenarios".to_owned()),
            );
            self.scenarios.push(scenario);
            return;
        }
        if roles::is_one(section) {
            self.report(
                section.line,
                &section.heading,
                Outcome::Placed("roles".to_owned()),
            );
            self.roles.push(roles::from_section(section));
            return;
        }
        match self.headings.find(&section.heading) {
            Some(found) => self.field(found, section),
            None => self.keep(section),
        }
    }

    /// Whether a section has a place of its own, or one below it has.
    fn has_place(&self, section: &Section) -> bool {
        self.headings.certain(&section.heading).is_some()
            || scenarios::is_one(section)
            || section.sections.iter().any(|one| self.has_place(one))
    }

    /// Keeps a section that is no field's; what has a place below it goes there.
    fn keep(&mut self, section: &Section) {
        let mut rest = section.clone();
        let (placed, kept) = std::mem::take(&mut rest.sections)
            .into_iter()
            .partition(|one| self.has_place(one));
        rest.sections = kept;
        let mut blocks = vec![rest.own_heading()];
        blocks.extend(rest.blocks());
        self.unplaced.push(markdown(&blocks));
        self.report(section.line, &section.heading, Outcome::Unplaced);
        let placed: Vec<Section> = placed;
        for one in &placed {
            self.section(one);
        }
    }

    /// Puts a section into its field.
    fn field(&mut self, found: Found<'t>, section: &Section) {
        let (field, key) = (found.field, found.field.key.as_str());
        let mut rest = section.clone();
        let is_whole = matches!(field.kind, FieldKind::Roles | FieldKind::Scenarios);
        let mut placed = Vec::new();
        if !is_whole {
            (placed, rest.sections) = std::mem::take(&mut rest.sections)
                .into_iter()
                .partition(|one| self.has_place(one));
        }
        self.known.add(&inline::plain(&section.heading));
        let links = inline::links(&section.heading)
            .into_iter()
            .filter(|link| !link.address.is_empty());
        for (at, link) in links.enumerate() {
            let text = format!("[{}]({})", link.text, link.address);
            rest.body.insert(at, Block::paragraph(section.line, text));
        }
        let outcome = if rest.is_empty() {
            Outcome::Empty(key.to_owned())
        } else {
            let doubt = self.put(field.kind, key, &rest);
            match doubt {
                Some(why) => Outcome::Unsure(key.to_owned(), why),
                None if !found.is_certain => Outcome::Unsure(
                    key.to_owned(),
                    format!("the heading is near '{}'", field.title),
                ),
                None => Outcome::Placed(key.to_owned()),
            }
        };
        self.report(section.line, &section.heading, outcome);
        for one in &placed {
            self.section(one);
        }
    }

    /// Puts what is under a heading into a field; says what there is to doubt about it.
    fn put(&mut self, kind: FieldKind, key: &str, section: &Section) -> Option<String> {
        let blocks = section.blocks();
        match kind {
            FieldKind::Leads => {
                let kept = self.leads.read(&blocks);
                self.set_aside(section, kept)
            }
            FieldKind::Roles => {
                let (roles, kept) = roles::from_list(section);
                self.roles.extend(roles);
                self.set_aside(section, kept)
            }
            FieldKind::Scenarios => {
                let (scenarios, kept) = scenarios::from_list(section);
                self.scenarios.extend(scenarios);
                self.set_aside(section, kept)
            }
            FieldKind::List => {
                self.add_items(key, values::items(&blocks));
                None
            }
            FieldKind::Participants => {
                let kept = values::add_participants(&mut self.draft.values, &blocks);
                self.set_aside(section, kept)
            }
            FieldKind::KickOff => values::add_call(&mut self.draft.values, key, &blocks),
            // A track may be talked about in several places.
            FieldKind::Line if key == "chat-stream" && values::items(&blocks).len() > 1 => {
                self.add_items(key, values::items(&blocks));
                None
            }
            FieldKind::Line | FieldKind::Text | FieldKind::Url => {
                let text = if key == "title" {
                    one_line(&inline::plain(&markdown(&blocks)))
                } else {
                    markdown(&blocks)
                };
                if key == "title" && self.draft.values.contains_key("title") {
                    return self.set_aside(section, blocks);
                }
                self.add_text(key, &text);
                None
            }
        }
    }

    /// Keeps what a field's reader had no place for, under the field's heading.
    fn set_aside(&mut self, section: &Section, kept: Vec<Block>) -> Option<String> {
        if kept.is_empty() {
            return None;
        }
        let mut blocks = vec![section.own_heading()];
        blocks.extend(kept);
        self.unplaced.push(markdown(&blocks));
        Some("a part of it is kept under 'unplaced'".to_owned())
    }

    /// A section without the paragraphs that are what a template says.
    fn without_guidance(&mut self, section: &Section) -> Section {
        let mut section = section.clone();
        let body = std::mem::take(&mut section.body);
        let (guidance, rest): (Vec<Block>, Vec<Block>) = body.into_iter().partition(
            |block| matches!(&block.kind, Kind::Paragraph(text) if self.headings.is_guidance(text)),
        );
        for block in guidance {
            self.known.add_blocks(std::slice::from_ref(&block));
            self.report(block.line, &first_words(&block), Outcome::Guidance);
        }
        section.body = rest;
        let sections = std::mem::take(&mut section.sections);
        section.sections = sections
            .iter()
            .map(|one| self.without_guidance(one))
            .collect();
        section
    }

    fn report(&mut self, line: usize, heading: &str, outcome: Outcome) {
        let heading = one_line(&inline::plain(heading));
        self.draft.placements.push(Placement {
            line,
            heading,
            outcome,
        });
    }

    fn add_text(&mut self, key: &str, text: &str) {
        let at = self.place(key);
        let text = match at.as_str() {
            Some(before) => format!("{before}\n\n{text}"),
            None => text.to_owned(),
        };
        *at = text.into();
    }

    fn add_items(&mut self, key: &str, items: Vec<String>) {
        let at = self.place(key);
        if !at.is_sequence() {
            *at = Value::Sequence(Vec::new());
        }
        if let Some(list) = at.as_sequence_mut() {
            list.extend(items.into_iter().map(Value::from));
        }
    }

    /// Where a field's value is: a template's own fields are under `custom`.
    fn place(&mut self, key: &str) -> &mut Value {
        let values = &mut self.draft.values;
        match key.strip_prefix("custom.") {
            Some(name) => {
                let custom = values
                    .entry("custom".into())
                    .or_insert_with(|| Value::Mapping(Mapping::new()));
                if !custom.is_mapping() {
                    *custom = Value::Mapping(Mapping::new());
                }
                match custom {
                    Value::Mapping(custom) => custom.entry(name.into()).or_insert(Value::Null),
                    other => other,
                }
            }
            None => values.entry(key.into()).or_insert(Value::Null),
        }
    }

    fn finish(mut self, root: &Section, aside: &[Section]) -> Draft {
        roles::write(&mut self.draft.values, &self.roles);
        let labels = self.scenarios.iter().flat_map(|scenario| &scenario.labels);
        labels.for_each(|label| self.known.add(label));
        let doubts = scenario_record::write(
            &mut self.draft.values,
            std::mem::take(&mut self.scenarios),
            &self.roles,
        );
        for (line, heading, why) in doubts {
            let outcome = Outcome::Unsure("scenarios".to_owned(), why);
            self.draft.placements.push(Placement {
                line,
                heading,
                outcome,
            });
        }
        let doubt = self.leads.write(&mut self.draft.values);
        self.leads
            .labels
            .iter()
            .for_each(|label| self.known.add(label));
        if let Some(why) = doubt {
            let leads = self
                .draft
                .placements
                .iter_mut()
                .filter(|one| one.outcome == Outcome::Placed("leads".to_owned()));
            leads.for_each(|one| one.outcome = Outcome::Unsure("leads".to_owned(), why.clone()));
        }
        self.rescue(root, aside);
        if !self.unplaced.is_empty() {
            self.add_items("unplaced", self.unplaced.clone());
        }
        self.draft
            .placements
            .sort_by_key(|placement| placement.line);
        self.draft
    }

    /// Not one word is lost: a block of which the record misses a word is kept as a whole.
    fn rescue(&mut self, root: &Section, aside: &[Section]) {
        let mut there = self.known.clone();
        add_value(&mut there, &Value::Mapping(self.draft.values.clone()));
        self.unplaced.iter().for_each(|text| there.add(text));
        let blocks = root.blocks();
        let mut page = Words::default();
        page.add_blocks(&blocks);
        for section in aside {
            page.add(&section.heading);
            page.add_blocks(&section.blocks());
        }
        let lost = page.without(&there);
        if lost.is_empty() {
            return;
        }
        for block in &blocks {
            let mut words = Words::default();
            words.add_blocks(std::slice::from_ref(block));
            if words.has_any_of(&lost) {
                self.unplaced.push(markdown(std::slice::from_ref(block)));
                self.draft.placements.push(Placement {
                    line: block.line,
                    heading: first_words(block),
                    outcome: Outcome::Unplaced,
                });
            }
        }
    }
}

/// Adds the words of everything that a value holds.
pub fn add_value(words: &mut Words, value: &Value) {
    match value {
        Value::String(text) => words.add(text),
        Value::Sequence(items) => items.iter().for_each(|item| add_value(words, item)),
        Value::Mapping(entries) => entries
            .iter()
            .for_each(|(_, value)| add_value(words, value)),
        _ => {}
    }
}

enum TitleIs {
    /// Under a heading of its own.
    Given,
    FirstLine,
    /// The heading of the section with this place.
    Heading(usize),
    Nowhere,
}

/// A line that can be a title: short, and no sentence.
fn looks_like_title(text: &str) -> bool {
    !text.contains('\n') && text.chars().count() <= 120 && !text.ends_with(['.', ':', ';', '!'])
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The first words of a block without a heading.
fn first_words(block: &Block) -> String {
    let text = inline::plain(&markdown(std::slice::from_ref(block)));
    let words: Vec<&str> = text.split_whitespace().collect();
    let some = words.iter().take(6).copied().collect::<Vec<_>>().join(" ");
    if words.len() > 6 {
        format!("{some} …")
    } else {
        some
    }
}

/// A short name from a name, which no other has.
pub fn id(name: &str, fallback: &str, taken: &mut Vec<String>) -> String {
    let base = Slug::from_title(name).map_or_else(|| fallback.to_owned(), |slug| slug.to_string());
    let mut id = base.clone();
    let mut number = 2;
    while taken.contains(&id) {
        id = format!("{base}-{number}");
        number += 1;
    }
    taken.push(id.clone());
    id
}
