//! A page becomes the values of a draft: what it says goes into the fields that its headings name, and nothing of it is lost.
//!
//! A heading that is no field's is kept word for word under `unplaced`, for its lead to put somewhere.

mod calls;
mod fields;
mod leads;
mod roles;
mod scenario_record;
mod scenarios;
#[cfg(test)]
mod tests;
mod track_rows;
mod tracks;
mod values;

use std::collections::BTreeMap;

use crate::import::NO_RESPONSE;
use crate::import::proposal::document::{Block, Kind, markdown};
use crate::import::proposal::headings::Headings;
use crate::import::proposal::inline;
use crate::import::proposal::outline::{LABEL, Section};
use crate::import::proposal::words::Words;
use crate::model::Slug;
use crate::yaml::{Mapping, Value};
pub use tracks::Proposal;

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

/// The tracks of a page: one, unless headings number them or the rows of a table list them.
pub fn split(root: Section, headings: &Headings<'_>) -> Vec<Proposal> {
    if let Some(numbered) = tracks::numbered(&root) {
        return numbered;
    }
    let Some((mut listed, rest)) = track_rows::split(&root, headings) else {
        return vec![Proposal {
            section: root,
            ..Proposal::default()
        }];
    };
    if let Some(first) = listed.first_mut() {
        first.aside = tracks::parts(rest);
    }
    listed
}

/// Fills a draft from the sections of one proposal.
pub fn fill(proposal: &Proposal, headings: &Headings<'_>) -> Draft {
    let root = &proposal.section;
    let mut filler = Filler {
        headings,
        draft: Draft::default(),
        unplaced: Vec::new(),
        known: Words::default(),
        has_description: has_field(root, headings, "long-description"),
        scenarios: Vec::new(),
        roles: Vec::new(),
        leads: leads::Leads::default(),
    };
    if let Some(title) = &proposal.title {
        filler.known.add(&title.label);
        filler.report(
            title.line,
            &title.label,
            Outcome::Placed("title".to_owned()),
        );
        let name = title.text.as_str();
        filler.draft.values.insert("title".into(), name.into());
    }
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

impl Filler<'_, '_> {
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
                body.extend(section.heading_links());
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
        if self.draft.values.contains_key("title") || self.names_itself(root) {
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
        let found = self.headings.find(&section.heading);
        if let Some(found) = found.filter(|found| found.is_certain) {
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
        match found {
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

    /// A section without the paragraphs that are what a template says.
    fn without_guidance(&mut self, section: &Section) -> Section {
        let mut section = section.clone();
        let mut body = std::mem::take(&mut section.body);
        body.retain(|block| {
            let is_empty =
                matches!(&block.kind, Kind::Paragraph(text) if text.trim() == NO_RESPONSE);
            if is_empty {
                self.known.add(NO_RESPONSE);
            }
            !is_empty
        });
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

    fn finish(mut self, root: &Section, aside: &[Section]) -> Draft {
        roles::write(&mut self.draft.values, &self.roles);
        let labels = self.scenarios.iter().flat_map(|scenario| &scenario.labels);
        labels.for_each(|label| self.known.add(label));
        let doubts = scenario_record::write(
            &mut self.draft.values,
            std::mem::take(&mut self.scenarios),
            &self.roles,
            &mut self.known,
        );
        let labels = self.roles.iter().flat_map(|role| &role.labels);
        labels.for_each(|label| self.known.add(label));
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

/// A short name from a name, which no other has. `taken` holds what is taken, each with the number that is tried next for it: many
/// may have one name.
pub fn id(name: &str, fallback: &str, taken: &mut BTreeMap<String, usize>) -> String {
    let base = Slug::from_title(name).map_or_else(|| fallback.to_owned(), |slug| slug.to_string());
    let mut id = base.clone();
    let mut number = taken.get(&base).copied().unwrap_or(2);
    while taken.contains_key(&id) {
        id = format!("{base}-{number}");
        number += 1;
    }
    taken.insert(base, number);
    taken.entry(id.clone()).or_insert(2);
    id
}
