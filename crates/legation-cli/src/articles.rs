//! Articles from the command line's arguments, worked on by all cores, printed in the order given.

use crate::terminal;
use clap::Args;
use legation::formats::{ReadOptions, read_jsonl, read_path, read_stdin};
use legation::types::{Article, Date};
use rayon::prelude::*;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Articles worked on before the next ones are read: bounds memory, keeps the cores busy.
const BATCH: usize = 64;
/// Exit status when some input was rejected and the rest was worked on.
const REJECTED: u8 = 3;

/// Where articles come from.
#[derive(Args, Clone, Debug)]
pub struct Input {
    /// Articles: plain text, Markdown, HTML or JSON lines, or folders of them; `-` (or nothing) for standard input
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,

    /// Read JSON lines with `id`, `text` and, where known, `published_at`, `title`, `publisher`, `url`; `-` for
    /// standard input
    #[arg(long, value_name = "FILE", conflicts_with = "files")]
    jsonl: Option<PathBuf>,

    /// Day of publication for articles that do not say (YYYY-MM-DD); relative dates are reckoned from it
    #[arg(long, value_name = "DATE")]
    published: Option<Date>,

    /// Threads to use [default: all cores]
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
}

/// Why a command stopped.
#[derive(Debug)]
pub enum Failure {
    /// Output could not be written.
    Output(std::io::Error),
    /// Data files are faulty, or an argument does not fit.
    Message(String),
}

impl Failure {
    /// Whether the reader of our output has gone: no fault of ours.
    pub fn is_closed_pipe(&self) -> bool {
        matches!(self, Failure::Output(error) if error.kind() == std::io::ErrorKind::BrokenPipe)
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Failure::Output(error) => write!(f, "cannot write the output: {error}"),
            Failure::Message(message) => f.write_str(message),
        }
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Failure {
        Failure::Output(error)
    }
}

impl From<legation::DataErrors> for Failure {
    fn from(errors: legation::DataErrors) -> Failure {
        Failure::Message(format!("the data files are faulty:\n{errors}"))
    }
}

impl Input {
    /// Whether no input is named: standard input is meant.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty() && self.jsonl.is_none()
    }

    /// Works on every article on all cores and prints in the order of the input. Rejected input costs one message on
    /// standard error each; the rest goes on.
    pub fn for_each<T: Send>(
        &self,
        work: impl Fn(&Article) -> T + Sync,
        mut print: impl FnMut(&Article, T) -> Result<(), Failure>,
    ) -> Result<ExitCode, Failure> {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(self.threads.unwrap_or(0))
            .build()
            .map_err(|error| Failure::Message(format!("cannot start threads: {error}")))?;
        let bar = terminal::progress(self.files.len());
        let mut rejected = 0usize;
        let mut batch: Vec<Article> = Vec::with_capacity(BATCH);
        let mut flush = |batch: &mut Vec<Article>| -> Result<(), Failure> {
            let results: Vec<T> = pool.install(|| batch.par_iter().map(&work).collect());
            for (article, result) in batch.iter().zip(results) {
                bar.suspend(|| print(article, result))?;
                bar.inc(1);
            }
            batch.clear();
            Ok(())
        };
        for article in self.articles() {
            match article {
                Ok(article) => batch.push(article),
                Err(error) => {
                    rejected += 1;
                    eprintln!("legation: {error}");
                }
            }
            if batch.len() >= BATCH {
                flush(&mut batch)?;
            }
        }
        flush(&mut batch)?;
        bar.finish_and_clear();
        Ok(if rejected > 0 { ExitCode::from(REJECTED) } else { ExitCode::SUCCESS })
    }

    /// All articles of the arguments, in order.
    fn articles(&self) -> Box<dyn Iterator<Item = Result<Article, legation::formats::FormatError>>> {
        let options = ReadOptions { published_at: self.published };
        if let Some(path) = &self.jsonl {
            return read_jsonl(path, &options);
        }
        if self.files.is_empty() {
            return read_stdin(&options);
        }
        let files: Vec<PathBuf> = self.files.iter().flat_map(|path| files_of(path)).collect();
        Box::new(files.into_iter().flat_map(move |path| {
            if path.as_os_str() == "-" { read_stdin(&options) } else { read_path(&path, &options) }
        }))
    }
}

/// The files of a folder and of the folders in it, by name, hidden ones aside; a path that is no folder as it is.
fn files_of(path: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(path) else { return vec![path.to_path_buf()] };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| path.file_name().is_some_and(|name| !name.to_string_lossy().starts_with('.')));
    paths.sort();
    paths.iter().flat_map(|path| files_of(path)).collect()
}
