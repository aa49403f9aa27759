//! A page as the start of one draft, or of several.

use anyhow::Result;

use crate::context::{Context, input_name};
use crate::error::Failure;
use crate::import::issue;
use crate::import::proposal::headings::Headings;
use crate::import::proposal::{self, outline};
use crate::import::table::{Unusable, encoding};
use crate::model::{Template, nearest};
use crate::process::proposal::page::{self, Draft, Proposal};
use crate::render::sanitize::{MESSAGE_LENGTH, line};

/// Which of the tracks of a page are meant.
#[derive(Debug, Clone, Copy)]
pub enum Choice<'a> {
    /// The only one, else the one that a person at the terminal chooses.
    Any,
    All,
    /// The one with this name, or with this number.
    Named(&'a str),
}

/// Whether a file has the keys of a record: by its name, else by its first line.
pub fn is_record(name: &str, bytes: &[u8]) -> bool {
    let ending = name
        .rsplit_once('.')
        .map(|(_, ending)| ending.to_ascii_lowercase());
    if matches!(ending.as_deref(), Some("yaml" | "yml" | "json")) {
        return true;
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return false;
    }
    let text = String::from_utf8_lossy(bytes);
    let text = text.trim_start_matches('\u{feff}');
    // '{|' begins a table of a wiki.
    if text.trim_start().starts_with('{') && !text.trim_start().starts_with("{|") {
        return true;
    }
    let mut lines = text.lines().filter(|line| {
        !line.trim().is_empty() && !line.starts_with(['#', ' ', '-', '\t']) && *line != "---"
    });
    let is_key = |line: &str| {
        let key = line
            .split_once(':')
            .filter(|(_, value)| value.is_empty() || value.starts_with(' '));
        key.is_some_and(|(key, _)| {
            !key.is_empty() && key.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')
        })
    };
    // Headings of Markdown look like comments of YAML.
    let has_heading = text.lines().any(|line| line.starts_with("## "));
    text.trim().is_empty()
        || (!has_heading && lines.all(is_key) && text.contains(':'))
        || (!has_heading && text.lines().next().is_some_and(is_key))
}

/// Reads the drafts that a page holds.
pub fn drafts(
    context: &mut Context,
    name: &str,
    bytes: &[u8],
    template: &Template,
    choice: Choice<'_>,
) -> Result<Vec<Draft>> {
    let shown = input_name(name);
    let unusable = |reason: Unusable| {
        Failure::usage(format!("{shown} {}", reason.message)).maybe_hint(reason.hint)
    };
    let headings = Headings::new(template);
    // A page has headings above those of its fields.
    let is_body = |text: &String| {
        !text
            .lines()
            .any(|line| issue::higher_heading(line).is_some())
    };
    let body = encoding::decode(bytes).ok().filter(is_body);
    if let Some(draft) = body.and_then(|body| self::issue(&body, &headings).transpose()) {
        return Ok(vec![draft.map_err(unusable)?]);
    }
    let document = proposal::read(bytes).map_err(unusable)?;
    let tracks = page::split(outline::outline(&document, &headings), &headings);
    let tracks = chosen(context, shown, tracks, choice, name == "-")?;
    Ok(tracks
        .iter()
        .map(|track| page::fill(track, &headings))
        .collect())
}

/// The draft of an issue's body that a proposal form made; `None` where the body is of something else.
pub fn issue(body: &str, headings: &Headings<'_>) -> Result<Option<Draft>, Unusable> {
    if !proposal::is_form(body, headings) {
        return Ok(None);
    }
    let page = issue::page(body, |heading| headings.certain(heading).is_some());
    let document = proposal::read(page.as_bytes())?;
    let proposal = Proposal {
        section: outline::outline(&document, headings),
        ..Proposal::default()
    };
    Ok(Some(page::fill(&proposal, headings)))
}

/// The tracks that are meant. What the page says of none goes with the first of them.
fn chosen(
    context: &mut Context,
    shown: &str,
    mut tracks: Vec<Proposal>,
    choice: Choice<'_>,
    reads_standard_input: bool,
) -> Result<Vec<Proposal>> {
    let names: Vec<String> = tracks
        .iter()
        .map(|track| line(&track.name, MESSAGE_LENGTH))
        .collect();
    let at = match choice {
        Choice::All => return Ok(tracks),
        Choice::Any if tracks.len() < 2 => return Ok(tracks),
        Choice::Any if context.interactive && !reads_standard_input => {
            for (at, name) in names.iter().enumerate() {
                context.say(&format!("{}. {name}", at + 1));
            }
            let question = format!("Which of the {} tracks, or all:", names.len());
            let answer = context.ask_until(&question, |answer| match answer {
                "all" => Ok(None),
                answer => place(answer, &names).map(Some),
            })?;
            match answer.flatten() {
                Some(at) => at,
                None => return Ok(tracks),
            }
        }
        Choice::Any => {
            return Err(Failure::usage(format!(
                "{shown} holds {} tracks: {}",
                names.len(),
                names.join("; ")
            ))
            .hint("pass --track with the number or the name of one, or --all")
            .into());
        }
        Choice::Named(_) if tracks.len() < 2 => {
            return Err(Failure::usage(format!(
                "{shown} holds a single track, and --track chooses one of several"
            ))
            .hint("leave out --track")
            .into());
        }
        Choice::Named(name) => place(name, &names).map_err(|reason| {
            Failure::not_found(format!("{shown}: {reason}"))
                .hint(format!("the page holds: {}", names.join("; ")))
        })?,
    };
    let aside = tracks
        .first_mut()
        .map(|first| std::mem::take(&mut first.aside))
        .unwrap_or_default();
    let mut track = tracks.swap_remove(at);
    let mut all = aside;
    all.append(&mut track.aside);
    track.aside = all;
    Ok(vec![track])
}

/// The place of a track by its number in the page, or by its name.
fn place(answer: &str, names: &[String]) -> Result<usize, String> {
    let folded = crate::model::person::fold(answer);
    let by_number = answer
        .parse()
        .ok()
        .filter(|number| (1..=names.len()).contains(number));
    if let Some(number) = by_number {
        return Ok(number - 1);
    }
    let is = |name: &&String| {
        let name = crate::model::person::fold(name);
        name == folded || name.ends_with(&format!(": {folded}"))
    };
    let at: Vec<usize> = (0..names.len()).filter(|at| is(&&names[*at])).collect();
    if let [at] = at[..] {
        return Ok(at);
    }
    let near = nearest::nearest(answer, names.iter().map(String::as_str));
    let near = nearest::did_you_mean(&near).map_or_else(String::new, |near| format!(", {near}"));
    Err(format!("no track '{answer}'{near}"))
}
