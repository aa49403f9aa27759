//! The flags by which runs are looked for: of a scenario, with an organization, with a system.

use clap::Args;
use clap_complete::ArgValueCompleter;

use crate::analysis::standings::Partner;
use crate::analysis::systems::Systems;
use crate::complete;
use crate::model::person::fold;

/// Which runs of tests are shown, those to come and those that were.
#[derive(Debug, Default, Args)]
pub struct RunFilter {
    /// Only this scenario
    #[arg(long, value_name = "ID")]
    scenario: Option<String>,
    /// Only with a system of this organization
    #[arg(long, value_name = "NAME", add = ArgValueCompleter::new(complete::organizations))]
    organization: Option<String>,
    /// Only with this system
    #[arg(long, value_name = "SYSTEM", add = ArgValueCompleter::new(complete::systems))]
    system: Option<String>,
}

impl RunFilter {
    /// Whether a run is meant, by its scenario and by the keys of each organization and its system, which may be still to come.
    pub fn takes(
        &self,
        scenario: &str,
        players: &[(&str, Option<&str>)],
        systems: &Systems<'_>,
    ) -> bool {
        let is_of = |name: &String| {
            let wanted = systems.names.organization(name);
            players
                .iter()
                .any(|(organization, _)| *organization == wanted)
        };
        let is_with = |name: &String| {
            let (wanted, alone) = (Partner::new(name, systems), fold(name));
            let mut known = players
                .iter()
                .filter_map(|(one, system)| Some((*one, (*system)?)));
            known.any(|player| player == wanted.key() || player.1 == alone)
        };
        self.scenario
            .as_ref()
            .is_none_or(|id| id.trim() == scenario)
            && self.organization.as_ref().is_none_or(is_of)
            && self.system.as_ref().is_none_or(is_with)
    }
}
