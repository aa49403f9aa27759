//! Leads from a page, in any form that people write them in.

use crate::import::proposal::document::{Block, Kind, cell, line_after, markdown};
use crate::import::proposal::headings::words;
use crate::import::proposal::inline;
use crate::import::proposal::outline::labeled;
use crate::model::person::{fold, is_email};
use crate::process::proposal::page::one_line;
use crate::yaml::{Mapping, Value};

/// People of all headings that name leads: names may be under one and addresses under another.
#[derive(Debug, Clone, Default)]
pub struct Leads {
    people: Vec<Lead>,
    doubt: Option<String>,
    /// Heads of columns.
    pub labels: Vec<String>,
}

#[derive(Debug, Clone, Default, PartialEq)]
struct Lead {
    name: String,
    email: String,
    organization: String,
    chat: String,
    role: String,
}

impl Leads {
    /// Reads what is under a heading; returns what names nobody.
    pub fn read(&mut self, blocks: &[Block]) -> Vec<Block> {
        let mut kept = Vec::new();
        for block in blocks {
            match &block.kind {
                Kind::Table(rows) if self.table(rows) => {}
                Kind::List(list) => {
                    for item in &list.items {
                        let text = cell(item).replace("<br>", ", ").replace("\\|", "|");
                        self.line(block.line, &text, &mut kept);
                    }
                }
                Kind::Paragraph(text) => {
                    let text = text
                        .replace("<br>", "\n")
                        .replace("<br/>", "\n")
                        .replace("<br />", "\n");
                    if let Some(lead) = card(&text) {
                        self.people.push(lead);
                        continue;
                    }
                    for (at, line) in text.lines().enumerate() {
                        let number = line_after(block.line, at);
                        self.line(number, line, &mut kept);
                    }
                }
                _ => kept.push(block.clone()),
            }
        }
        kept
    }

    fn line(&mut self, number: usize, line: &str, kept: &mut Vec<Block>) {
        let line = line.trim();
        if line.is_empty() {
            return;
        }
        let people: Vec<Option<Lead>> = split(line).into_iter().map(|part| person(&part)).collect();
        match people.into_iter().collect::<Option<Vec<Lead>>>() {
            Some(people) if !people.is_empty() => {
                for lead in people {
                    // What follows the address may be another person.
                    let place = |text: &str| line.find(text).filter(|_| !text.is_empty());
                    let is_after = place(&lead.email) < place(&lead.organization);
                    let may_be = lead.email.is_empty() || is_name(&lead.organization);
                    if is_after && line.contains(',') && may_be {
                        self.doubt = Some(format!(
                            "is '{}' the organization of '{}'?",
                            lead.organization, lead.name
                        ));
                    }
                    self.people.push(lead);
                }
            }
            _ => kept.push(Block::paragraph(number, line)),
        }
    }

    /// A table with a column of names, or rows of one person in two columns.
    fn table(&mut self, rows: &[Vec<Vec<Block>>]) -> bool {
        let Some((head, rest)) = rows.split_first() else {
            return false;
        };
        let columns: Vec<Option<&str>> = head
            .iter()
            .map(|cell| column(&words(&markdown(cell)).concat()))
            .collect();
        let known = columns.iter().all(Option::is_some);
        if !known
            || !columns
                .iter()
                .any(|one| matches!(one, Some("name" | "email")))
        {
            return false;
        }
        self.labels.extend(head.iter().map(|cell| markdown(cell)));
        for row in rest {
            let mut lead = Lead::default();
            for (column, one) in columns.iter().flatten().zip(row) {
                let text = markdown(one);
                let plain = one_line(&inline::plain(&text));
                let place = match *column {
                    "name" => &mut lead.name,
                    "email" => &mut lead.email,
                    "organization" => &mut lead.organization,
                    "chat" => &mut lead.chat,
                    _ => &mut lead.role,
                };
                if !plain.is_empty() {
                    place.clone_from(&plain);
                }
                if let Some(link) = inline::links(&text).first()
                    && let Some(email) = link
                        .address
                        .strip_prefix("mailto:")
                        .filter(|email| is_email(email))
                {
                    email.clone_into(&mut lead.email);
                }
            }
            if lead != Lead::default() {
                self.people.push(lead);
            }
        }
        true
    }

    /// Writes the leads into a draft; says what there is to doubt.
    pub fn write(&mut self, values: &mut Mapping) -> Option<String> {
        self.join_addresses();
        if self.people.is_empty() {
            return None;
        }
        let written = self.people.iter().map(|lead| {
            let mut value = Mapping::new();
            for (key, text) in [
                ("name", &lead.name),
                ("email", &lead.email),
                ("organization", &lead.organization),
                ("chat", &lead.chat),
                ("role", &lead.role),
            ] {
                if !text.is_empty() {
                    value.insert(key.into(), text.as_str().into());
                }
            }
            Value::Mapping(value)
        });
        values.insert("leads".into(), Value::Sequence(written.collect()));
        self.doubt.take()
    }

    /// Gives addresses of their own to the people they are of: the only one, or the one whose name is in the address.
    fn join_addresses(&mut self) {
        let (addresses, mut people): (Vec<Lead>, Vec<Lead>) = self
            .people
            .drain(..)
            .partition(|lead| lead.name.is_empty() && !lead.email.is_empty());
        let open = people.iter().filter(|lead| lead.email.is_empty()).count();
        let is_only = open == 1 && addresses.len() == 1;
        for address in addresses {
            let local = fold(address.email.split('@').next().unwrap_or_default());
            let is_of = |lead: &Lead| {
                let name = fold(&lead.name);
                let mut parts = name
                    .split(|c: char| !c.is_alphanumeric())
                    .filter(|part| part.chars().count() > 2);
                lead.email.is_empty() && (is_only || parts.any(|part| local.contains(part)))
            };
            let at: Vec<usize> = (0..people.len()).filter(|at| is_of(&people[*at])).collect();
            if let [at] = at[..] {
                people[at].email = address.email;
            } else {
                self.doubt = Some("an address could not be given to a name".to_owned());
                people.push(address);
            }
        }
        self.people = people;
    }
}

/// The field of a lead that a column has.
fn column(head: &str) -> Option<&'static str> {
    Some(match head {
        "name" | "lead" | "tracklead" | "person" | "contact" | "who" | "fullname" => "name",
        "email" | "mail" | "emailaddress" | "address" | "contactemail" => "email",
        "organization" | "organisation" | "org" | "company" | "affiliation" | "institution" => {
            "organization"
        }
        "chat" | "zulip" | "slack" | "skype" | "skypeid" | "chatname" | "zulipname" | "handle" => {
            "chat"
        }
        "role" | "responsibility" | "function" => "role",
        _ => return None,
    })
}

/// A line's people: several of them are parted by semicolons, or by anything where each has an address.
fn split(line: &str) -> Vec<String> {
    let parts: Vec<&str> = line
        .split(';')
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect();
    if parts.len() > 1 {
        return parts.into_iter().map(str::to_owned).collect();
    }
    let count = line.matches('@').count();
    if count > 1 {
        for mark in [", ", " and ", " & ", " / ", " | ", ","] {
            let parts: Vec<&str> = line.split(mark).collect();
            if parts.len() == count && parts.iter().all(|part| part.contains('@')) {
                return parts.into_iter().map(str::to_owned).collect();
            }
        }
        // Each address ends a person.
        let mut people = Vec::new();
        let mut one = String::new();
        for word in line.split_whitespace() {
            one.push_str(word);
            one.push(' ');
            if word.contains('@') {
                people.push(std::mem::take(&mut one));
            }
        }
        match people.last_mut() {
            Some(last) => last.push_str(&one),
            None => people.push(one),
        }
        return people;
    }
    if count == 0 {
        for mark in [" and ", " & ", " / "] {
            let parts: Vec<&str> = line.split(mark).collect();
            if parts.len() > 1 && parts.iter().all(|part| is_name(part)) {
                return parts.into_iter().map(str::to_owned).collect();
            }
        }
    }
    vec![line.to_owned()]
}

/// A person in three lines: the name, the address and the organization.
fn card(text: &str) -> Option<Lead> {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let [name, email, organization] = lines[..] else {
        return None;
    };
    let email = inline::plain(email);
    let is_plain = !organization.contains('@') && labeled(organization).is_none();
    (is_name(name) && is_email(&email) && is_plain && !organization.is_empty()).then(|| Lead {
        name: name.to_owned(),
        email,
        organization: one_line(&inline::plain(organization)),
        ..Lead::default()
    })
}

/// One person, when that is what a text names.
fn person(text: &str) -> Option<Lead> {
    let mut lead = Lead::default();
    let mut text = text.trim().trim_matches(',').trim().to_owned();
    if let Some((label, value)) =
        labeled(&text).map(|(label, value)| (label.to_owned(), value.to_owned()))
        && !label.contains('@')
        && !value.is_empty()
    {
        let label = inline::plain(&label).trim_end_matches(':').to_owned();
        if !matches!(
            words(&label).concat().as_str(),
            "name" | "lead" | "tracklead" | "email" | "mail"
        ) {
            if words(&label).len() > 3 {
                return None;
            }
            lead.role = label;
        }
        text = value;
    }
    for link in inline::links(&text) {
        if let Some(email) = link
            .address
            .strip_prefix("mailto:")
            .filter(|email| is_email(email))
        {
            email.clone_into(&mut lead.email);
        } else if link.address.contains("://") {
            // A page about the person has no place in a lead.
            return None;
        }
    }
    let angled = text.replace("\\<", "<").replace("mailto:", "");
    let shown = if angled.contains('<') {
        angled.clone()
    } else {
        inline::plain(&angled)
    };
    let mut rest = Vec::new();
    for word in shown.split_whitespace() {
        let bare = word.trim_matches(|c: char| "<>(),;[]:".contains(c));
        let bare = bare.trim_end_matches('.');
        if is_email(bare) && (lead.email.is_empty() || fold(&lead.email) == fold(bare)) {
            bare.clone_into(&mut lead.email);
            if word.ends_with([',', ';']) || word.starts_with(',') {
                rest.push(",");
            }
        } else if bare.contains('@') && !bare.starts_with('@') {
            return None;
        } else {
            rest.push(word);
        }
    }
    let rest = rest.join(" ");
    let rest = rest.replace("()", "").replace("<>", "").replace("[]", "");
    let plain = inline::plain(&rest);
    let mut parts = plain
        .split([',', '(', ')', '[', ']', '|', '\n'])
        .flat_map(|part| part.split(" - "))
        .flat_map(|part| part.split(" – "))
        .map(str::trim)
        .filter(|part| !part.is_empty());
    let name = parts
        .next()
        .unwrap_or_default()
        .trim_end_matches([':', '-', '–'])
        .trim();
    for part in parts {
        let part = part.trim_matches(|c: char| c.is_whitespace() || "-–".contains(c));
        if part.is_empty() {
            continue;
        }
        let folded = fold(part);
        let is_chat = part.starts_with('@')
            || ["skype", "zulip", "slack", "chat"]
                .iter()
                .any(|word| folded.contains(word));
        let place = if is_chat {
            &mut lead.chat
        } else {
            &mut lead.organization
        };
        if !place.is_empty() {
            place.push_str(", ");
        }
        place.push_str(part);
    }
    name.clone_into(&mut lead.name);
    let is_somebody = (is_name(name) || !lead.email.is_empty()) && lead.organization.len() < 120;
    let fits = name.is_empty()
        || (name.split_whitespace().count() <= 6 && !name.contains(['@', ':', '[', '?', '!']));
    (is_somebody && fits).then_some(lead)
}

/// Words of names that have no capital.
const PARTICLES: [&str; 25] = [
    "af", "al", "av", "ben", "bin", "da", "das", "de", "del", "della", "den", "der", "di", "do",
    "dos", "du", "el", "ibn", "la", "le", "ter", "van", "von", "zu", "zur",
];

/// Whether a text can be a person's name: a few words that begin with a capital, and nothing that a sentence has.
fn is_name(text: &str) -> bool {
    let text = text.trim();
    let words: Vec<&str> = text.split_whitespace().collect();
    let is_small =
        |word: &&&str| word.starts_with(|c: char| c.is_lowercase()) && !PARTICLES.contains(*word);
    let placeholder = crate::model::placeholder::is_placeholder(text);
    let few = (1..=5).contains(&words.len()) && !text.contains(['@', ':', '_', '/', '?', '.'])
        || is_initialed(text);
    let has_capital = words.iter().any(|word| word.contains(char::is_uppercase));
    placeholder
        || (few
            && (has_capital || !words.iter().any(|word| PARTICLES.contains(word)))
            && words.iter().filter(is_small).count() * 2 < words.len().max(1)
            && !text.starts_with("See "))
}

/// A name with an initial or a title in it.
fn is_initialed(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    (2..=5).contains(&words.len())
        && !text.ends_with('.')
        && !text.contains(['@', ':', '_', '/', '?'])
        && words
            .iter()
            .all(|word| !word.contains('.') || word.trim_end_matches('.').chars().count() <= 3)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        let mut leads = Leads::default();
        let kept = leads.read(&[Block::paragraph(1, text)]);
        let mut values = Mapping::new();
        leads.write(&mut values);
        let leads = values.get("leads").map_or_else(String::new, |leads| {
            serde_json::to_string(leads).unwrap_or_default()
        });
        format!("{leads}{}", markdown(&kept))
    }

    #[test]
    fn a_lead_is_known_in_every_form() {
        let ann = "[{\"name\":\"Ann Example\",\"email\":\"ann@example.org\"}]";
        for text in [
            "Ann Example <ann@example.org>",
            "Ann Example ann@example.org",
            "Ann Example, ann@example.org",
            "Ann Example (ann@example.org)",
            "[Ann Example](mailto:ann@example.org)",
            "Ann Example [ann@example.org](mailto:ann@example.org)",
            "**Name:** Ann Example <ann@example.org>",
            "ann@example.org Ann Example",
        ] {
            assert_eq!(read(text), ann, "{text}");
        }
        let at = "[{\"name\":\"Ann Example\",\"email\":\"ann@example.org\",\"organization\":\"Example Health\"}]";
        for text in [
            "Ann Example, Example Health, ann@example.org",
            "Ann Example (Example Health) <ann@example.org>",
            "Ann Example - Example Health - ann@example.org",
        ] {
            assert_eq!(read(text), at, "{text}");
        }
        assert_eq!(
            read("Ann Example <ann@example.org>, Bo Muster <bo@example.org>"),
            "[{\"name\":\"Ann Example\",\"email\":\"ann@example.org\"},{\"name\":\"Bo Muster\",\"email\":\"bo@example.org\"}]"
        );
        assert_eq!(
            read("Ann Example and Bo Muster"),
            "[{\"name\":\"Ann Example\"},{\"name\":\"Bo Muster\"}]"
        );
        assert_eq!(read("Ann Example\nann@example.org"), ann);
        assert_eq!(read("Ann Example\nann@example.org\nExample Health"), at);
        for name in [
            "Bo van der Sample",
            "Ali bin Test",
            "Maria de la Cruz",
            "Ludwig zu Beispiel",
        ] {
            assert_eq!(read(name), format!("[{{\"name\":\"{name}\"}}]"));
        }
    }

    #[test]
    fn a_name_after_an_address_is_asked_about() {
        for (text, is_sure) in [
            ("Ann Example <ann@example.org>, Bo Muster", false),
            ("Ann Example <ann@example.org> (Example Health)", true),
            ("Ann Example, Example Health, ann@example.org", true),
            ("Ann Example, Bo Muster", false),
        ] {
            let mut leads = Leads::default();
            leads.read(&[Block::paragraph(1, text)]);
            assert_eq!(leads.doubt.is_none(), is_sure, "{text}");
        }
    }

    #[test]
    fn what_names_nobody_is_kept() {
        for text in [
            "See the page of responsibilities for what leads do.",
            "will be found soon",
        ] {
            assert_eq!(read(text), text);
        }
    }
}
