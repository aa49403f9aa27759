//! The `cxn` binary: everything lives in the library.

fn main() -> std::process::ExitCode {
    cxn::cli::main()
}
