//! `cxn completions`: the script that makes a shell complete commands, flags and names.

use anyhow::Result;
use clap::{Args, ValueEnum};
use clap_complete::env::{Bash, Elvish, EnvCompleter, Fish, Powershell, Zsh};

use crate::context::Context;
use crate::error::{Exit, Failure};

/// Print the shell completion script for cxn: commands, flags, and the names of events, tracks and rules
///
/// bash: put 'source <(cxn completions bash)' into ~/.bashrc. zsh: the same in ~/.zshrc. fish: 'cxn completions fish | source'
/// in ~/.config/fish/config.fish. Names are looked up in the workspace each time, so the script never goes stale.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The shell
    #[arg(value_enum, value_name = "SHELL")]
    shell: Shell,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Shell {
    Bash,
    Zsh,
    Fish,
    Powershell,
    Elvish,
}

impl Arguments {
    pub fn run(self, context: &mut Context) -> Result<Exit> {
        let completer: &dyn EnvCompleter = match self.shell {
            Shell::Bash => &Bash,
            Shell::Zsh => &Zsh,
            Shell::Fish => &Fish,
            Shell::Powershell => &Powershell,
            Shell::Elvish => &Elvish,
        };
        let mut script = Vec::new();
        completer
            .write_registration("COMPLETE", "cxn", "cxn", "cxn", &mut script)
            .map_err(|error| Failure::other(format!("cannot create the script: {error}")))?;
        context.print(&String::from_utf8_lossy(&script))?;
        Ok(Exit::Clean)
    }
}
