//! The flags of a new registration.

use clap::Args;
use clap_complete::ArgValueCompleter;

use crate::commands::words::word;
use crate::complete;
use crate::model::registration::{Attendance, Experience, FhirFormat, Kind};

/// What a new registration says.
#[derive(Debug, Args)]
pub struct New {
    /// The person's full name
    #[arg(value_name = "NAME")]
    pub(super) person: Option<String>,
    /// The person's full name, for a person who is called like a subcommand
    #[arg(long, value_name = "NAME", conflicts_with = "person")]
    pub(super) name: Option<String>,
    /// Email address
    #[arg(long, value_name = "ADDRESS")]
    pub(super) email: Option<String>,
    /// Name in the chat, or of an account there or in git; enough where the event has 'people-known-by: chat'
    #[arg(long, value_name = "NAME")]
    pub(super) chat: Option<String>,
    /// The person's organization
    #[arg(long, value_name = "NAME")]
    pub(super) organization: Option<String>,
    /// A track to take part in; repeat it in order of preference
    #[arg(long = "track", value_name = "TRACK", add = ArgValueCompleter::new(complete::track_names))]
    pub(super) tracks: Vec<String>,
    /// A role to play in a track, by the system where one is given; repeatable
    #[arg(long = "role", value_name = "TRACK/ROLE", add = ArgValueCompleter::new(complete::roles))]
    pub(super) roles: Vec<String>,
    /// The system the person brings
    #[arg(long, value_name = "NAME")]
    pub(super) system: Option<String>,
    /// Where the system's server answers
    #[arg(long, value_name = "URL", requires = "system")]
    pub(super) base_url: Option<String>,
    /// A FHIR version the system speaks; repeatable
    #[arg(long = "fhir-version", value_name = "VERSION", requires = "system")]
    pub(super) fhir_versions: Vec<String>,
    /// A format the system speaks; repeatable
    #[arg(
        long = "wire-format",
        value_name = "FORMAT",
        value_parser = word::<FhirFormat>(),
        requires = "system"
    )]
    pub(super) formats: Vec<FhirFormat>,
    /// Registration type; default: participant
    #[arg(long, value_parser = word::<Kind>(), value_name = "KIND")]
    pub(super) kind: Option<Kind>,
    /// In person or online
    #[arg(long, value_parser = word::<Attendance>(), value_name = "WHERE")]
    pub(super) attendance: Option<Attendance>,
    /// Experience with Connectathons
    #[arg(long, value_parser = word::<Experience>(), value_name = "HOW-MUCH")]
    pub(super) experience: Option<Experience>,
    /// What the person wants to achieve
    #[arg(long, value_name = "TEXT")]
    pub(super) objectives: Option<String>,
    /// The team the person belongs to
    #[arg(long, value_name = "NAME")]
    pub(super) team: Option<String>,
    /// Dietary needs on site
    #[arg(long, value_name = "TEXT")]
    pub(super) dietary: Option<String>,
    /// Anything else
    #[arg(long, value_name = "TEXT")]
    pub(super) notes: Option<String>,
    /// Fill from a registration in YAML or JSON, or from standard input with -; flags win
    #[arg(long, value_name = "FILE")]
    pub(super) from: Option<String>,
    /// Register after the close, and record why that was allowed
    #[arg(long, value_name = "REASON")]
    pub(super) late: Option<String>,
    /// Register a person at the desk: after the close as well, and checked in at once
    #[arg(long, conflicts_with = "late")]
    pub(super) walk_in: bool,
    /// Who registers the person or allows the delay; default you
    #[arg(long, value_name = "NAME")]
    pub(super) by: Option<String>,
}
