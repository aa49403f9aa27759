//! Track files as people write them: fields in the order of the template, comments, lines of a sensible length.

use std::fmt::Write as _;

use cxn::model::{Slug, TrackStatus};
use cxn::workspace::built_in;
use cxn::yaml::write::scalar;

use super::calendar::Plan;
use super::people::{ORGANIZATIONS, Person};
use super::random::Random;
use super::words::{self, Blueprint, Topic};

/// What others need to know of a track.
#[derive(Debug, Clone)]
pub struct Made {
    /// Name of its file.
    pub slug: Slug,
    /// Its title.
    pub title: String,
    /// Where it stands.
    pub status: TrackStatus,
    /// Ids of its roles: the client's and the server's.
    pub roles: [String; 2],
    /// What it is about.
    pub topic: Topic,
    /// For whom, or where.
    pub facet: &'static str,
}

/// What is wrong with a track, one thing at a time: each gives one finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Flaw {
    NoSuccessCriteria,
    OneLead,
    UnknownRole,
    UnknownRelated,
    BadAddress,
    FewOrganizations,
    ShortText,
    TrailingBlanks,
    UnknownKey,
}

/// One after the other, so that every status is there as soon as there are ten tracks.
const LIVE: [TrackStatus; 20] = {
    use TrackStatus::{
        Approved as A, ChangesRequested as C, Declined as N, Deferred as P, Draft as D,
        Submitted as S, Withdrawn as W,
    };
    [A, A, S, D, C, P, N, W, A, S, A, A, S, A, D, A, C, A, S, A]
};
const OVER: [TrackStatus; 20] = {
    use TrackStatus::{Approved as A, Declined as N, Deferred as P, Withdrawn as W};
    [A, A, A, W, A, P, A, N, A, A, A, A, A, W, A, A, A, P, A, A]
};

/// The tracks of an event, before their texts: which they are, and where each stands.
pub fn plan(plan: &Plan, count: usize, random: &mut Random) -> Vec<Made> {
    // Every topic meets every facet once, and then again with a number behind.
    let pairs = words::TOPICS.len() * words::FACETS.len();
    let first = random.below(pairs);
    (0..count)
        .map(|nth| {
            let at = (first + nth) % pairs;
            // Half of all pairs share their parity, so the facet is shifted for the other half.
            let facet = words::FACETS[(at + at / (pairs / 2)) % words::FACETS.len()];
            let (topic, title) = if nth == 0 {
                (words::PATIENT, words::PATIENT.title.to_owned())
            } else {
                let topic = words::TOPICS[at % words::TOPICS.len()];
                let round = nth / pairs;
                let number = if round == 0 {
                    String::new()
                } else {
                    format!(", part {}", round + 1)
                };
                (topic, format!("{} {facet}{number}", topic.title))
            };
            let statuses = if plan.is_live { LIVE } else { OVER };
            let stem =
                Slug::from_title(topic.title).map_or_else(String::new, |slug| slug.to_string());
            let word = stem.rsplit('-').next().unwrap_or("track");
            Made {
                slug: Slug::from_title(&title)
                    .unwrap_or_else(|| unreachable!("a title has letters")),
                title,
                status: statuses[nth % statuses.len()],
                roles: [format!("{word}-client"), format!("{word}-server")],
                topic,
                facet,
            }
        })
        .collect()
}

/// What a track's text is made from.
pub struct Scene<'a> {
    /// The event.
    pub plan: &'a Plan,
    /// All tracks of the event.
    pub tracks: &'a [Made],
    /// Which one is written.
    pub nth: usize,
    /// Who leads it: two people.
    pub leads: [Person; 2],
    /// The record it is carried on from.
    pub carried_from: Option<String>,
    /// Whether something is wrong with it.
    pub is_flawed: bool,
}

/// The file of a track.
pub fn text(scene: &Scene<'_>, random: &mut Random) -> String {
    let made = &scene.tracks[scene.nth];
    let template = built_in::template(scene.plan.template);
    let fields = template.map_or(&[][..], |template| &template.fields[..]);
    let has = |key: &str| fields.iter().any(|field| field.key == key);
    let flaw = scene.is_flawed.then(|| flaw(made.status, &has, random));
    let number = 2 + random.below(58);
    let mut writer = Writer {
        scene,
        made,
        flaw,
        number,
        random,
        text: String::new(),
    };
    if writer.random.chance(0.4) {
        writer
            .text
            .push_str(writer.random.pick(&words::TRACK_HEADS));
        writer.text.push('\n');
    }
    for field in fields {
        if field.required_from.is_some() || is_kept(&field.key) || writer.random.chance(0.15) {
            writer.field(&field.key);
        }
        if field.key == "title" {
            let _ = writeln!(writer.text, "status: {}", made.status);
        }
    }
    for key in ["chat-stream", "kick-off"] {
        if scene.plan.is_live && !has(key) {
            writer.field(key);
        }
    }
    writer.end();
    writer.text
}

/// Fields that are always there when the template has them.
fn is_kept(key: &str) -> bool {
    matches!(
        key,
        "chat-stream" | "kick-off" | "justification" | "related-tracks"
    )
}

fn flaw(status: TrackStatus, has: &dyn Fn(&str) -> bool, random: &mut Random) -> Flaw {
    // Rules do not look at what will not take place, but how a file is written counts for all.
    if !status.is_open() {
        return random.some(&[Flaw::TrailingBlanks, Flaw::UnknownKey], 1)[0];
    }
    let mut flaws = vec![
        Flaw::NoSuccessCriteria,
        Flaw::OneLead,
        Flaw::UnknownRole,
        Flaw::BadAddress,
        Flaw::FewOrganizations,
        Flaw::TrailingBlanks,
    ];
    if has("related-tracks") {
        flaws.push(Flaw::UnknownRelated);
    }
    if has("short-description") {
        flaws.push(Flaw::ShortText);
    }
    flaws[random.below(flaws.len())]
}

struct Writer<'a> {
    scene: &'a Scene<'a>,
    made: &'a Made,
    flaw: Option<Flaw>,
    /// The number that its texts speak of.
    number: usize,
    random: &'a mut Random,
    text: String,
}

impl Writer<'_> {
    fn field(&mut self, key: &str) {
        let tag = self.scene.plan.tag();
        let slug = self.made.slug.as_str();
        match key {
            "title" => {
                let blanks = if self.flaw == Some(Flaw::TrailingBlanks) {
                    "  "
                } else {
                    ""
                };
                self.line(&format!("title: {}{blanks}", scalar(&self.made.title)));
                if self.flaw == Some(Flaw::UnknownKey) {
                    self.line("summary: see the wiki");
                }
            }
            "short-description" if self.flaw == Some(Flaw::ShortText) => {
                self.line("short-description: Come along.");
            }
            "short-description" => {
                let text = self.said(&words::SHORT);
                self.folded(key, &text, 0);
            }
            "long-description" => {
                let count = 2 + self.random.below(2);
                let text = self.sentences(count);
                self.literal(key, &text);
            }
            "justification" | "orientation" | "agenda" | "conman" => {
                let text = self.sentences(1);
                self.folded(key, &text, 0);
            }
            "clinical-input" => self.line(
                "clinical-input: Is the order of steps true to life, and what would you skip?",
            ),
            "patient-input" => self.line(
                "patient-input: Which of these questions would you answer differently on paper?",
            ),
            "call-for-participants" => {
                self.line("call-for-participants: Vendors of clients and of servers, and whoever tests either.");
            }
            "prerequisites" if self.scene.nth == 0 => self.line("prerequisites: None"),
            "prerequisites" => self
                .line("prerequisites: A system that has read one resource before, and its author."),
            "type" => self.line("type: Test an implementation guide"),
            "submitting-group" => {
                self.line(&format!("submitting-group: {}", self.made.topic.group));
            }
            "fhir-versions" => {
                let versions = if self.scene.plan.is_live {
                    "[R4, R5]"
                } else {
                    "[R4]"
                };
                // Older events had other versions; what is not said follows the event.
                if self.scene.plan.template == "confluence-2023" {
                    self.line(&format!("fhir-versions: {versions}"));
                }
            }
            "specifications" => {
                let specification = scalar(self.made.topic.specification);
                self.line(&format!("specifications:\n  - {specification}"));
            }
            "artifacts" => self.line(&format!(
                "artifacts: [{}]",
                self.made.topic.artifacts.join(", ")
            )),
            "related-tracks" => self.related(),
            "reference-implementations" => {
                self.line(&format!(
                    "reference-implementations:\n  - https://{slug}.example.org/r4"
                ));
            }
            "test-scripts" => self.line(&format!(
                "test-scripts:\n  - https://scripts.example.org/{tag}/{slug}"
            )),
            "test-data" => self.line(&format!(
                "test-data: https://data.example.org/{tag}/{slug}.json"
            )),
            "chat-stream" => self.line(&format!(
                "chat-stream: https://chat.example.org/streams/{tag}-{slug}"
            )),
            "signup-sheet" => self.line(&format!(
                "signup-sheet: https://sheets.example.org/{tag}/{slug}"
            )),
            "leads" => self.leads(),
            "expected-participants" => self.expected(),
            "roles" => self.roles(),
            "scenarios" => self.scenarios(),
            "kick-off" => self.kick_off(),
            _ => {}
        }
    }

    fn related(&mut self) {
        let others = self.scene.tracks.len();
        let mut names: Vec<&str> = Vec::new();
        if others > 2 {
            let step = 1 + self.random.below(others - 1);
            names.push(
                self.scene.tracks[(self.scene.nth + step) % others]
                    .slug
                    .as_str(),
            );
        }
        if self.flaw == Some(Flaw::UnknownRelated) {
            names.push("the-neighbors-at-table-nine");
        }
        if !names.is_empty() {
            self.line(&format!("related-tracks: [{}]", names.join(", ")));
        }
    }

    fn leads(&mut self) {
        let leads = self.scene.leads.clone();
        let count = if self.flaw == Some(Flaw::OneLead) {
            1
        } else {
            2
        };
        self.line("leads:");
        for (at, lead) in leads.iter().take(count).enumerate() {
            let email = match self.flaw {
                Some(Flaw::BadAddress) if at == 0 => lead.email.replace('@', " at "),
                _ => lead.email.clone(),
            };
            self.line(&format!(
                "  - name: {}\n    email: {email}\n    organization: {}",
                scalar(&lead.name),
                scalar(lead.organization)
            ));
        }
    }

    fn expected(&mut self) {
        let count = if self.flaw == Some(Flaw::FewOrganizations) {
            2
        } else {
            3 + self.random.below(2)
        };
        let some = self.random.some(&ORGANIZATIONS, count);
        if self.random.chance(0.3) {
            self.remark("");
        }
        self.line("expected-participants:");
        for (at, (name, _)) in some.iter().enumerate() {
            let role = &self.made.roles[at % 2];
            self.line(&format!(
                "  - organization: {}\n    roles: [{role}]",
                scalar(name)
            ));
        }
    }

    fn roles(&mut self) {
        let [client, server] = &self.made.roles;
        let things = self.made.topic.things;
        let title = self.made.topic.title;
        self.line(&format!(
            "roles:\n  - id: {client}\n    name: {title} client\n    kind: client\n    description: Sends and asks for {things}, and shows them to a person.\n  - id: {server}\n    name: {title} server\n    kind: server\n    description: Keeps {things} and finds them again."
        ));
    }

    fn scenarios(&mut self) {
        let count = match self.made.status {
            TrackStatus::Draft | TrackStatus::Withdrawn => 1,
            _ => 1 + self.random.below(2),
        };
        let some = self.random.some(&words::SCENARIOS, count);
        self.line("scenarios:");
        for (at, blueprint) in some.iter().enumerate() {
            self.scenario(at, blueprint);
        }
    }

    fn scenario(&mut self, at: usize, scenario: &Blueprint) {
        if self.random.chance(0.25) {
            self.remark("  ");
        }
        let mut roles = self.made.roles.join(", ");
        if at == 0 && self.flaw == Some(Flaw::UnknownRole) {
            roles.push_str(", onlooker");
        }
        self.line(&format!(
            "  - id: {}\n    title: {}\n    roles: [{roles}]",
            scenario.id, scenario.title
        ));
        let action = self.said(&[scenario.action]);
        self.folded("action", &action, 4);
        let precondition = self.said(&[scenario.precondition]);
        self.line(&format!("    precondition: {}", scalar(&precondition)));
        if at > 0 || self.flaw != Some(Flaw::NoSuccessCriteria) {
            self.line("    success-criteria:");
            for criterion in scenario.success {
                let criterion = self.said(&[criterion]);
                self.line(&format!("      - {}", scalar(&criterion)));
            }
        }
        self.line(&format!("    bonus: {}", scalar(scenario.bonus)));
    }

    fn kick_off(&mut self) {
        let nth = self.scene.nth;
        let day = self.scene.plan.before(23 - (nth % 18) as u64);
        // Half hours from six in the morning on, so that no lead has two calls at once; later tracks only name the day.
        let slot = nth / 18;
        let starts = if slot < 30 {
            format!("{day}T{:02}:{:02}", 6 + slot / 2, slot % 2 * 30)
        } else {
            day.to_string()
        };
        let tag = self.scene.plan.tag();
        self.line(&format!(
            "kick-off:\n  starts: {starts}   # {} time\n  minutes: 30\n  join: https://meet.example.org/{tag}-{}",
            if self.scene.plan.location.is_some() { "local" } else { "the event's" },
            self.made.slug
        ));
    }

    /// What stands behind the fields of the template.
    fn end(&mut self) {
        if let Some(from) = &self.scene.carried_from {
            let lesson = self.random.pick(&words::LESSONS).to_owned();
            self.line(&format!("carried-from: {from}"));
            self.folded("lessons-learned", &lesson, 0);
        }
        if self.scene.plan.is_live && self.random.chance(0.1) {
            self.line("# as many as fit around two tables\ncapacity: 20000");
        }
        self.history();
    }

    fn history(&mut self) {
        let status = self.made.status;
        if status == TrackStatus::Draft {
            return;
        }
        let plan = self.scene.plan;
        // Handed in within the first days of the window, decided after that.
        let earliest = 83;
        let latest = plan.latest(43) + 8;
        let submitted = latest
            + self
                .random
                .below(usize::try_from(earliest - latest).unwrap_or(1)) as u64;
        let decided = plan.latest(30);
        let mut moment = |days: u64| {
            let (seconds, micros) = (self.random.below(36_000), self.random.below(1_000_000));
            plan.moment(
                plan.before(days),
                i64::try_from(seconds).unwrap_or(0),
                u32::try_from(micros).unwrap_or(0),
            )
        };
        let (first, second) = (moment(submitted), moment(decided));
        let lead = scalar(&self.scene.leads[0].name);
        self.line(&format!(
            "history:\n  - when: {first}\n    what: submitted\n    by: {lead}"
        ));
        if status == TrackStatus::Submitted {
            return;
        }
        let by = if status == TrackStatus::Withdrawn {
            lead
        } else {
            "FHIR Management Group".to_owned()
        };
        self.line(&format!(
            "  - when: {second}\n    what: {status}\n    by: {by}"
        ));
        match status {
            TrackStatus::Approved if self.random.chance(0.5) => self.line(
                "    decision:\n      body: FMG\n      moved-by: Maren Beispiel\n      seconded-by: Desmond Placeholder\n      votes: 5-0-0",
            ),
            TrackStatus::Approved => {}
            TrackStatus::ChangesRequested => {
                self.line("    note: Say who brings the second server, and shorten the first scenario.");
            }
            TrackStatus::Deferred => self.line("    note: The ballot comes first."),
            TrackStatus::Declined => self.line("    note: Two tracks of this kind were enough for the rooms there are."),
            _ => self.line("    note: Nobody had time for it this year."),
        }
    }

    fn remark(&mut self, indent: &str) {
        let remark = self.random.pick(&words::TRACK_REMARKS);
        let _ = writeln!(self.text, "{indent}{remark}");
    }

    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    /// Sentences about the track's topic, each another one.
    fn sentences(&mut self, count: usize) -> String {
        let some = self.random.some(&words::SENTENCES, count);
        let said: Vec<String> = some.iter().map(|sentence| self.said(&[sentence])).collect();
        said.join(" ")
    }

    /// One of several texts, with its places filled in.
    fn said(&mut self, texts: &[&str]) -> String {
        let topic = self.made.topic;
        let text = self.random.pick(texts);
        let artifact = self.random.pick(topic.artifacts);
        text.replace("{things}", topic.things)
            .replace("{facet}", self.made.facet)
            .replace("{artifact}", artifact)
            .replace("{client}", &format!("{} client", topic.title))
            .replace("{server}", &format!("{} server", topic.title))
            .replace("{n}", &self.number.to_string())
    }

    /// A text on lines of its own whose breaks do not count.
    fn folded(&mut self, key: &str, text: &str, indent: usize) {
        let pad = " ".repeat(indent);
        if pad.len() + key.len() + text.len() < 98 && scalar(text) == text {
            self.line(&format!("{pad}{key}: {text}"));
        } else {
            self.line(&format!("{pad}{key}: >-"));
            self.wrapped(text, indent + 2);
        }
    }

    /// A text whose breaks count.
    fn literal(&mut self, key: &str, text: &str) {
        self.line(&format!("{key}: |"));
        self.wrapped(text, 2);
    }

    fn wrapped(&mut self, text: &str, indent: usize) {
        let pad = " ".repeat(indent);
        let mut line = pad.clone();
        for word in text.split(' ') {
            if line.len() > indent && line.len() + word.len() >= 98 {
                self.line(line.trim_end());
                line.clone_from(&pad);
            }
            line.push_str(word);
            line.push(' ');
        }
        self.line(line.trim_end());
    }
}
