//! The `legation` command: reads arguments, hands articles to the library, prints what comes back.
//!
//! Exit status: 0 done, 1 findings (`check`, `try`, `actors lint`), 2 usage or data error, 3 some input rejected.

mod articles;
mod commands;
mod exports;
mod ledger_filter;
mod ledger_output;
mod notes;
mod output;
mod terminal;

use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    #[cfg(feature = "parquet")]
    hide_guarded_panics();
    let arguments = commands::Arguments::parse();
    match commands::run(arguments) {
        Ok(code) => code,
        Err(failure) if failure.is_closed_pipe() => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("legation: {failure}");
            ExitCode::from(2)
        }
    }
}

/// A broken file costs one message: what the decoder's panic would print besides is left out.
#[cfg(feature = "parquet")]
fn hide_guarded_panics() {
    let print = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !legation_parquet::is_guarded() {
            print(panic);
        }
    }));
}
