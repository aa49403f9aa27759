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
