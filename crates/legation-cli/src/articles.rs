//! Articles from the command line's arguments, worked on by all cores, printed in the order given.

use crate::output::{self, Done, Journal, Output, Resumed};
use crate::terminal::Progress;
use clap::Args;
use legation::formats::{Articles, Fault, FieldMap, FormatError, ReadOptions, read_jsonl, read_path, read_stdin};
use legation::types::{Article, Date};
use legation_lineage::{CopyIndex, Sketch};
use rayon::prelude::*;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Articles worked on before the next ones are read: bounds memory, keeps the cores busy.
const BATCH: usize = 64;
/// Exit status when some input was rejected and the rest was worked on.
const REJECTED: u8 = 3;

/// Where articles come from.
#[derive(Args, Clone, Debug)]
pub struct Input {
    /// Articles: plain text, Markdown, HTML, JSON lines, CSV, feeds, WARC, e-mail, ninjs, PETRARCH XML, .gz and .zip of
    /// these, or folders of them; Parquet in a build with it; `-` (or nothing) for standard input
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,

    /// Read JSON lines with `id`, `text` and, where known, `published_at`, `title`, `publisher`, `url`; `-` for
    /// standard input
    #[arg(long, value_name = "FILE", conflicts_with = "files")]
    jsonl: Option<PathBuf>,

    /// Day of publication for articles that do not say (YYYY-MM-DD); relative dates are reckoned from it
    #[arg(long, value_name = "DATE")]
    published: Option<Date>,

    /// Which fields of JSON lines, CSV or Parquet hold what: text=body,published_at=date; text=headline+body joins two
    #[arg(long, value_name = "PART=FIELD,…")]
    map: Option<FieldMap>,

    /// Write what was rejected, and why, to FILE as JSON lines, instead of a message each
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,

    /// Threads to use [default: all cores]
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
}

/// A file that is removed when it is no longer needed.
pub struct Kept(PathBuf);

impl Kept {
    /// An empty file of JSON lines in the system's folder of passing files.
    pub fn new() -> Result<(Kept, File), Failure> {
        let path = std::env::temp_dir().join(format!("legation-{}.jsonl", std::process::id()));
        let file = File::create(&path)?;
        Ok((Kept(path), file))
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        // Best effort: the system clears its folder of passing files.
        let _ = std::fs::remove_file(&self.0);
    }
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

/// Where a batch writes, for commands that are run on large ones.
#[derive(Args, Clone, Debug)]
pub struct Writing {
    /// Write to FILE instead of standard output; `code` writes the shapes of other data sets also into FOLDER, under a
    /// name made from the dates and the run, with sidecars that say what the shape could not hold
    #[arg(short, long, value_name = "FILE|FOLDER")]
    output: Option<PathBuf>,

    /// Go on where a run with the same -o FILE was broken off; give it from the first run on. What is done is noted in
    /// FILE.progress
    #[arg(long, requires = "output")]
    resume: bool,

    /// Pass over articles that say nothing new after an earlier one of this run: reprints, cut agency copies
    #[arg(long)]
    dedupe: bool,
}

impl Writing {
    /// Where the output goes, where not to standard output.
    pub fn output(&self) -> Option<&Path> {
        self.output.as_deref()
    }

    /// Whether a broken run is taken up again.
    pub fn is_resumed(&self) -> bool {
        self.resume
    }

    /// Whether articles that add nothing are passed over.
    pub fn is_dedupe(&self) -> bool {
        self.dedupe
    }

    /// Opens what the run writes to. `setting` says what shapes the output: a broken run goes on only with the same.
    pub fn begin(&self, input: &Input, setting: &str, language: Option<String>) -> Result<Run, Failure> {
        let is_dedupe = self.dedupe;
        if let (true, Some(path)) = (self.resume, &self.output) {
            let setting = format!("{setting} dedupe {is_dedupe}");
            let Resumed { journal, output, rejects, done } = output::resume(path, input.rejects.as_deref(), &setting)?;
            let selection = Selection { language, is_dedupe };
            return Ok(Run { output, rejects, journal: Some((journal, done)), selection });
        }
        let output = Output::create(self.output.as_deref())?;
        let selection = Selection { language, is_dedupe };
        Ok(Run { output, rejects: input.create_rejects()?, journal: None, selection })
    }
}

/// How a batch is worked on: what it writes to, and which articles it passes over.
pub struct Run {
    /// Where results go.
    pub output: Output,
    /// Where rejects go, one JSON object a line; else a message each.
    pub rejects: Option<File>,
    /// With `--resume`: what is done, and where it is noted.
    pub journal: Option<(Journal, Done)>,
    /// Which articles are worked on.
    pub selection: Selection,
}

/// Which articles are worked on; the others are rejected.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Only those in this language (ISO 639-1).
    pub language: Option<String>,
    /// None that says nothing new after an earlier one.
    pub is_dedupe: bool,
}

impl Input {
    /// Whether no input is named: standard input is meant.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty() && self.jsonl.is_none()
    }

    /// The lines of `--jsonl FILE` as they stand, by `id`: for commands that take more than an article from a line.
    pub fn beside(&self) -> BTreeMap<String, Value> {
        let text = self.jsonl.as_ref().and_then(|path| std::fs::read_to_string(path).ok()).unwrap_or_default();
        let lines = text.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
        lines.filter_map(|line| Some((line["id"].as_str()?.to_string(), line))).collect()
    }

    /// The addresses among the files (`https://…`).
    pub fn addresses(&self) -> Vec<String> {
        let is_address = |path: &&PathBuf| path.to_string_lossy().contains("://");
        self.files.iter().filter(is_address).map(|path| path.to_string_lossy().into_owned()).collect()
    }

    /// With a file of JSON lines in the place of the addresses among the files.
    #[cfg(feature = "fetch")]
    pub fn with_lines(&self, lines: &Kept) -> Input {
        let is_file = |path: &&PathBuf| !path.to_string_lossy().contains("://");
        let files = self.files.iter().filter(is_file).cloned().chain(std::iter::once(lines.0.clone())).collect();
        Input { files, ..self.clone() }
    }

    /// Keeps the lines of standard input in a file, so that they can be read twice; nothing where they come from a file.
    pub fn kept(&self) -> Result<(Input, Option<Kept>), Failure> {
        if self.jsonl.as_ref().is_none_or(|path| path.as_os_str() != "-") {
            return Ok((self.clone(), None));
        }
        let (kept, mut file) = Kept::new()?;
        std::io::copy(&mut std::io::stdin().lock(), &mut file)?;
        Ok((Input { jsonl: Some(kept.0.clone()), ..self.clone() }, Some(kept)))
    }

    /// Works on every article on all cores and prints in the order of the input. Rejected input costs one message on
    /// standard error each; the rest goes on.
    pub fn for_each<T: Send>(
        &self,
        work: impl Fn(&Article) -> T + Sync,
        print: impl FnMut(&Article, T) -> Result<(), Failure>,
    ) -> Result<ExitCode, Failure> {
        self.for_each_of(Selection::default(), work, print)
    }

    /// As [`Input::for_each`], for some of the articles.
    pub fn for_each_of<T: Send>(
        &self,
        selection: Selection,
        work: impl Fn(&Article) -> T + Sync,
        mut print: impl FnMut(&Article, T) -> Result<(), Failure>,
    ) -> Result<ExitCode, Failure> {
        let rejects = self.create_rejects()?;
        let run = Run { output: Output::create(None)?, rejects, journal: None, selection };
        self.run(run, work, |_, article, result| print(article, result))
    }

    /// The reject file asked for, begun anew.
    fn create_rejects(&self) -> Result<Option<File>, Failure> {
        let create = |path: &PathBuf| {
            File::create(path)
                .map_err(|error| Failure::Message(format!("{}: cannot be written: {error}", path.display())))
        };
        self.rejects.as_ref().map(create).transpose()
    }

    /// As [`Input::for_each`], with the settings of a run; `print` writes to the run's output.
    pub fn run<T: Send>(
        &self,
        mut run: Run,
        work: impl Fn(&Article) -> T + Sync,
        mut print: impl FnMut(&mut Output, &Article, T) -> Result<(), Failure>,
    ) -> Result<ExitCode, Failure> {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(self.threads.unwrap_or(0))
            .build()
            .map_err(|error| Failure::Message(format!("cannot start threads: {error}")))?;
        let mut progress = Progress::new(self.files.len());
        let mut copies = run.selection.is_dedupe.then(Copies::default);
        let mut batch: Vec<Article> = Vec::with_capacity(BATCH);
        let mut rejected = 0u64;
        let mut articles = self.articles(run.selection.language.clone());
        if let Some((_, done)) = &run.journal {
            rejected = done.rejected;
            self.pass_over(&mut articles, done, copies.as_mut())?;
            progress.begin_at(done.inputs);
        }
        let mut inputs = 0u64;
        let mut last = String::new();
        loop {
            let next = articles.next();
            let is_over = next.is_none();
            if let Some(item) = next {
                inputs += 1;
                if run.journal.is_some() {
                    last = identity(&item);
                }
                let admitted = item.and_then(|article| match copies.as_mut() {
                    Some(copies) => copies.admit(article),
                    None => Ok(article),
                });
                match admitted {
                    Ok(article) => batch.push(article),
                    Err(fault) => {
                        rejected += u64::from(!fault.is_warning());
                        progress.suspend(|| reject(&mut run.rejects, &fault))?;
                    }
                }
            }
            if batch.len() >= BATCH || inputs.is_multiple_of(BATCH as u64) || is_over {
                let results: Vec<T> = pool.install(|| batch.par_iter().map(&work).collect());
                for (article, result) in batch.iter().zip(results) {
                    progress.suspend(|| print(&mut run.output, article, result))?;
                    progress.advance();
                }
                batch.clear();
                if let Some((journal, done)) = run.journal.as_mut().filter(|_| inputs > 0) {
                    done.inputs += std::mem::take(&mut inputs);
                    done.rejected = rejected;
                    done.last.clone_from(&last);
                    journal.note(done, &mut run.output, run.rejects.as_ref())?;
                }
            }
            if is_over {
                break;
            }
        }
        run.output.flush()?;
        progress.finish();
        if rejected == 0 {
            return Ok(ExitCode::SUCCESS);
        }
        if let Some(path) = &self.rejects {
            eprintln!("legation: {rejected} rejected: see {}", path.display());
        }
        Ok(ExitCode::from(REJECTED))
    }

    /// Passes over what an earlier run has done. The last of it must be what it was then.
    fn pass_over(&self, articles: &mut Articles, done: &Done, mut copies: Option<&mut Copies>) -> Result<(), Failure> {
        let mut last = String::new();
        for number in 0..done.inputs {
            let Some(item) = articles.next() else {
                let message =
                    format!("the input has become shorter: {} of it was done, now it ends at {number}", done.inputs);
                return Err(Failure::Message(message));
            };
            if number + 1 == done.inputs {
                last = identity(&item);
            }
            if let (Some(copies), Ok(article)) = (copies.as_mut(), item) {
                let _ = copies.admit(article);
            }
        }
        if last != done.last {
            let message = "the input is not the one that the broken run worked on (give the same files in the same order, or \
                           remove the output and its .progress file to begin anew)";
            return Err(Failure::Message(message.to_string()));
        }
        Ok(())
    }

    /// All articles of the arguments, in order.
    fn articles(&self, language: Option<String>) -> Articles {
        let options = ReadOptions { published_at: self.published, map: self.map.clone().unwrap_or_default(), language };
        if let Some(path) = &self.jsonl {
            return read_jsonl(path, &options);
        }
        if self.files.is_empty() {
            return read_stdin(&options);
        }
        let files: Vec<PathBuf> = self.files.iter().flat_map(|path| files_of(path)).collect();
        Box::new(files.into_iter().flat_map(move |path| {
            #[cfg(feature = "parquet")]
            if legation_parquet::fits(&path) {
                return legation_parquet::read_path(&path, &options);
            }
            if path.as_os_str() == "-" { read_stdin(&options) } else { read_path(&path, &options) }
        }))
    }
}

/// The files of a folder and of the folders in it, by name, hidden ones aside; a path that is no folder as it is, and so a
/// folder without files, which costs its message.
fn files_of(path: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(path) else { return vec![path.to_path_buf()] };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| path.file_name().is_some_and(|name| !name.to_string_lossy().starts_with('.')));
    paths.sort();
    let files: Vec<PathBuf> = paths.iter().flat_map(|path| files_of(path)).collect();
    if files.is_empty() { vec![path.to_path_buf()] } else { files }
}

/// What tells an input from another when a run is taken up again.
fn identity(item: &Result<Article, FormatError>) -> String {
    match item {
        Ok(article) => output::fingerprint(&article.id.0, &article.text),
        Err(fault) => output::fingerprint(&fault.input, &fault.message),
    }
}

/// Writes down a rejected input; a warning stays a message.
fn reject(rejects: &mut Option<File>, fault: &FormatError) -> Result<(), Failure> {
    match rejects {
        Some(file) if !fault.is_warning() => {
            let line = serde_json::json!({
                "input": fault.input,
                "fault": fault.fault.as_str(),
                "message": fault.message,
                "fix": fault.fix,
            });
            Ok(file.write_all(format!("{line}\n").as_bytes())?)
        }
        _ => {
            eprintln!("legation: {fault}");
            Ok(())
        }
    }
}

/// The articles so far, to tell copies by.
#[derive(Default)]
struct Copies {
    index: CopyIndex,
    ids: Vec<String>,
}

impl Copies {
    /// Lets an article through unless an earlier one says all of it.
    fn admit(&mut self, article: Article) -> Result<Article, FormatError> {
        let copy = self.index.add(Sketch::of(&article.text));
        self.ids.push(article.id.0.clone());
        match copy.filter(|copy| copy.overlap.adds_nothing()) {
            None => Ok(article),
            Some(copy) => {
                let message =
                    format!("{:.0} % of its words stand in {}", copy.overlap.share * 100.0, self.ids[copy.of]);
                Err(FormatError::new(&article.id.0, Fault::Copy, message, "passed over, as --dedupe asks"))
            }
        }
    }
}
