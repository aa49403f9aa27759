//! Groups of commands: the names, and what each runs.

/// An enum of commands, each with the arguments that run it.
macro_rules! commands {
    ($(#[$meta:meta])* $vis:vis enum $name:ident {
        $($(#[$of:meta])* $command:ident($arguments:ty),)+
    }) => {
        $(#[$meta])*
        #[derive(Debug, clap::Subcommand)]
        $vis enum $name {
            $($(#[$of])* $command($arguments),)+
        }

        impl $name {
            $vis fn run(self, context: &mut $crate::context::Context) -> anyhow::Result<$crate::error::Exit> {
                match self {
                    $(Self::$command(arguments) => arguments.run(context),)+
                }
            }
        }
    };
}
pub(crate) use commands;

/// A group of commands that lists what it is about where none of them is named.
macro_rules! listing {
    ($(#[$meta:meta])* $vis:vis struct $name:ident lists $list:ty {
        $($(#[$of:meta])* $command:ident($arguments:ty),)+
    }) => {
        $crate::commands::group::commands! {
            enum Command {
                $($(#[$of])* $command($arguments),)+
            }
        }

        $(#[$meta])*
        #[derive(Debug, clap::Args)]
        $vis struct $name {
            #[command(subcommand)]
            command: Option<Command>,
        }

        impl $name {
            $vis fn run(self, context: &mut $crate::context::Context) -> anyhow::Result<$crate::error::Exit> {
                match self.command {
                    Some(command) => command.run(context),
                    None => <$list>::default().run(context),
                }
            }
        }
    };
}
pub(crate) use listing;
