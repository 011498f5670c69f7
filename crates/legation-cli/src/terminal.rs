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

/// How far a batch is: a bar or counter on standard error where it is a terminal, else a line a minute.
pub struct Progress {
    bar: indicatif::ProgressBar,
    articles: u64,
    is_terminal: bool,
    began: std::time::Instant,
    said: std::time::Instant,
}

/// How often a batch without a terminal says how far it is.
const SAY_EVERY: std::time::Duration = std::time::Duration::from_secs(60);

impl Progress {
    /// For a batch of so many files, each with any number of articles.
    pub fn new(files: usize) -> Progress {
        let is_terminal = std::io::stderr().is_terminal();
        let style = |template: &str| indicatif::ProgressStyle::with_template(template).expect("a fixed template");
        let bar = if !is_terminal {
            indicatif::ProgressBar::hidden()
        } else if files < 5 {
            indicatif::ProgressBar::new_spinner().with_style(style("{pos} articles, {per_sec}"))
        } else {
            let template = "{bar:30} {pos}/{len} articles, {per_sec}, {eta} left";
            indicatif::ProgressBar::new(files as u64).with_style(style(template))
        };
        let now = std::time::Instant::now();
        Progress { bar, articles: 0, is_terminal, began: now, said: now }
    }

    /// Says that a batch is taken up again.
    pub fn begin_at(&mut self, inputs: u64) {
        if inputs > 0 {
            self.bar.suspend(|| eprintln!("legation: {inputs} inputs were done before; going on from there"));
        }
    }

    /// One more article is done.
    pub fn advance(&mut self) {
        self.articles += 1;
        self.bar.inc(1);
        if !self.is_terminal && self.said.elapsed() >= SAY_EVERY {
            self.said = std::time::Instant::now();
            let rate = self.articles as f64 / self.began.elapsed().as_secs_f64();
            eprintln!("legation: {} articles, {rate:.1} a second", self.articles);
        }
    }

    /// Prints without breaking the bar.
    pub fn suspend<T>(&self, print: impl FnOnce() -> T) -> T {
        self.bar.suspend(print)
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
