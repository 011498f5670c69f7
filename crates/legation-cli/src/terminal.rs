//! What depends on whether a person or a pipe reads the output.

use std::io::IsTerminal;

/// Whether standard output is a terminal.
pub fn is_stdout_terminal() -> bool {
    std::io::stdout().is_terminal()
}

/// Whether to colour standard output: on a terminal, unless `NO_COLOR` is set.
pub fn is_coloured() -> bool {
    is_stdout_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

/// A progress bar on standard error for more than a handful of items; silent elsewhere.
pub fn progress(items: usize) -> indicatif::ProgressBar {
    if items < 5 || !std::io::stderr().is_terminal() {
        return indicatif::ProgressBar::hidden();
    }
    let bar = indicatif::ProgressBar::new(items as u64);
    let style = indicatif::ProgressStyle::with_template("{bar:30} {pos}/{len} articles, {per_sec}, {eta} left")
        .expect("a fixed template");
    bar.with_style(style)
}
