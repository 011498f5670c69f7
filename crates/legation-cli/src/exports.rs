//! Events in the shapes of other programs: where they are written, and the sidecars that say what a shape could not hold.

use crate::articles::{Failure, Input, Selection};
use crate::commands::code::Format;
use crate::notes::Notes;
use legation::formats::profiles::{ACTUAL, Crosswalks, Export, Shape, TextFacts, shape};
use legation::formats::{
    Account, Batch, FtmWriter, LIMITS, Limits, Record, Sources, brat, brat_configuration, conllu, web_annotation,
};
use legation::types::{Analysis, Article, NameType, Status};
use legation::{DataErrors, Legation};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// The events of one article, or a run of records of one.
#[derive(Default)]
pub struct Coded {
    /// The article's name.
    pub id: String,
    /// Its text, where at hand.
    pub text: Option<String>,
    /// What the text tells beyond its events.
    pub facts: TextFacts,
    /// Its events.
    pub records: Vec<Record>,
    /// Its CoNLL-U, where asked for.
    pub conllu: String,
}

/// What every export needs to be told.
pub struct Request<'r> {
    pub format: Format,
    /// Statuses asked for; the shape's own where none are.
    pub statuses: &'r [String],
    pub output: Option<&'r Path>,
}

/// An export under way.
pub struct Exporter<'t> {
    format: Format,
    crosswalks: &'t Crosswalks,
    target: Target,
    /// Of formats that are no tables; a table keeps its own.
    account: Account,
    kind: Kind<'t>,
}

enum Kind<'t> {
    Table {
        export: Box<Export<'t>>,
        rows: Lines,
        evidence: Option<BufWriter<File>>,
    },
    Ftm {
        writer: FtmWriter,
        lines: Lines,
    },
    Lines {
        lines: Lines,
    },
    #[cfg(feature = "parquet")]
    Parquet {
        rows: Box<legation_parquet::RecordWriter<Lines>>,
    },
    Brat {
        types: BTreeSet<String>,
        names: BTreeSet<String>,
    },
}

/// What rows and lines are written to.
type Lines = Box<dyn Write + Send>;

/// Where the output goes.
enum Target {
    Stdout,
    File(PathBuf),
    /// The file is named after the run.
    Folder(PathBuf),
}

/// Codes articles into a shape.
pub fn code(
    legation: &Legation,
    input: &Input,
    selection: Selection,
    request: &Request<'_>,
) -> Result<ExitCode, Failure> {
    let mut exporter = Exporter::begin(legation.crosswalks()?, request)?;
    let mut told = Notes::default();
    let code = input.for_each_of(
        selection,
        |article| coded(legation, article, request.format),
        |article, coded: Result<_, DataErrors>| {
            let (coded, notes) = coded?;
            for note in notes {
                told.add(&article.id.0, &note);
            }
            exporter.add(&coded)
        },
    )?;
    told.finish();
    exporter.finish()?;
    Ok(code)
}

fn coded(legation: &Legation, article: &Article, format: Format) -> Result<(Coded, Vec<String>), DataErrors> {
    let reading = legation.read(article)?;
    let batch = Batch { article, sentences: &reading.analysis.sentences, events: &reading.events };
    let records = batch.records();
    let facts = TextFacts::of(article, names(article, &reading.analysis));
    let conllu = if format == Format::Conllu {
        conllu(&legation::write_conllu(article, &reading.analysis), article, &reading.analysis, &records)
    } else {
        String::new()
    };
    let coded = Coded { id: article.id.0.clone(), text: Some(article.text.clone()), facts, records, conllu };
    Ok((coded, reading.notes.into_iter().map(|note| note.message).collect()))
}

/// The names of persons, organisations and places in a text.
fn names(article: &Article, analysis: &Analysis) -> [Vec<String>; 3] {
    [NameType::Per, NameType::Org, NameType::Loc].map(|kind| {
        let names = analysis.names.iter().filter(|name| name.kind == kind);
        names.map(|name| name.span.of(&article.text).split_whitespace().collect::<Vec<_>>().join(" ")).collect()
    })
}

impl<'t> Exporter<'t> {
    /// Opens the output.
    pub fn begin(crosswalks: &'t Crosswalks, request: &Request<'_>) -> Result<Exporter<'t>, Failure> {
        let format = request.format;
        let name = format.name();
        let target = match request.output {
            None => Target::Stdout,
            Some(path) if format == Format::Brat || path.is_dir() || path.to_string_lossy().ends_with('/') => {
                std::fs::create_dir_all(path).map_err(|error| unwritable(path, &error))?;
                Target::Folder(path.to_path_buf())
            }
            Some(path) => Target::File(path.to_path_buf()),
        };
        // A shape without a place for the status shows what is or was; formats that carry it show all.
        let defaults: &[Status] = if is_faithful(format) { &Status::ALL } else { &ACTUAL };
        let statuses = statuses(request.statuses, defaults)?;
        let kind = match (shape(&name), format, &target) {
            (Some(shape), _, _) => {
                let export = Export::new(shape, crosswalks, &statuses);
                let mut rows = target.open(&name)?;
                rows.write_all(export.header().as_bytes())?;
                Kind::Table { export: Box::new(export), rows, evidence: target.open_evidence(&name)? }
            }
            (None, Format::Brat, Target::Stdout) => {
                let message = "brat has two files an article: say where with -o FOLDER".to_string();
                return Err(Failure::Message(message));
            }
            (None, Format::Brat, _) => Kind::Brat { types: BTreeSet::new(), names: BTreeSet::new() },
            (None, Format::Ftm, _) => Kind::Ftm { writer: FtmWriter::default(), lines: target.open(&name)? },
            #[cfg(feature = "parquet")]
            (None, Format::Parquet, Target::Stdout) if crate::terminal::is_stdout_terminal() => {
                let message = "parquet is nothing to read on a terminal: say where with -o FILE or FOLDER".to_string();
                return Err(Failure::Message(message));
            }
            #[cfg(feature = "parquet")]
            (None, Format::Parquet, _) => {
                Kind::Parquet { rows: Box::new(legation_parquet::RecordWriter::new(target.open(&name)?)?) }
            }
            (None, _, _) => Kind::Lines { lines: target.open(&name)? },
        };
        let limits = LIMITS.iter().find(|(known, _)| *known == name).map_or(Limits::NONE, |(_, limits)| *limits);
        let account = Account::new(&name, limits, &statuses);
        Ok(Exporter { format, crosswalks, target, account, kind })
    }

    /// Writes the events of one article.
    pub fn add(&mut self, coded: &Coded) -> Result<(), Failure> {
        if let Kind::Table { export, rows, evidence } = &mut self.kind {
            for line in coded.records.iter().flat_map(|record| export.add(record, &coded.facts)) {
                rows.write_all(line.row.as_bytes())?;
                if let Some(file) = evidence {
                    file.write_all(line.evidence.as_bytes())?;
                }
            }
            return Ok(());
        }
        let records: Vec<Record> = coded.records.iter().filter(|record| self.account.admits(record)).cloned().collect();
        for record in &records {
            self.account.wrote(record);
        }
        match &mut self.kind {
            Kind::Ftm { writer, lines } => {
                for record in &records {
                    lines.write_all(writer.add(record, self.crosswalks).as_bytes())?;
                }
            }
            Kind::Lines { lines } if self.format == Format::Conllu => lines.write_all(coded.conllu.as_bytes())?,
            Kind::Lines { lines } => {
                if let Some(page) = web_annotation(&records, coded.text.as_deref()) {
                    writeln!(lines, "{page}")?;
                }
            }
            #[cfg(feature = "parquet")]
            Kind::Parquet { rows } => {
                for record in &records {
                    rows.add(record)?;
                }
            }
            Kind::Brat { types, names } => {
                let Target::Folder(folder) = &self.target else { return Ok(()) };
                let text = coded.text.as_deref().unwrap_or("");
                let name = unique(file_name(&coded.id), names);
                write_file(&folder.join(format!("{name}.txt")), text.as_bytes())?;
                write_file(&folder.join(format!("{name}.ann")), brat(text, &records).as_bytes())?;
                types.extend(records.iter().map(|record| record.event.clone()));
            }
            Kind::Table { .. } => {}
        }
        Ok(())
    }

    /// Closes the output, names it, writes the sidecars, and says on standard error what was left out.
    pub fn finish(self) -> Result<(), Failure> {
        let Exporter { format, target, account, kind, .. } = self;
        match kind {
            Kind::Table { mut export, mut rows, evidence } => {
                rows.write_all(export.finish().as_bytes())?;
                rows.flush()?;
                drop(rows);
                if let Some(mut file) = evidence {
                    file.flush()?;
                }
                eprintln!("legation: {}: {}", format.name(), export.summary());
                if let Some(path) = target.name_files(format, export.sources())? {
                    let stem = path.with_extension("");
                    write_json(&sidecar(&stem, "manifest.json"), &export.manifest())?;
                    write_json(&sidecar(&stem, "schema.json"), &export.table_schema())?;
                    eprintln!(
                        "legation: {} (beside it: .evidence.jsonl, .manifest.json, .schema.json)",
                        path.display()
                    );
                }
            }
            Kind::Ftm { lines, .. } | Kind::Lines { lines } => close(lines, format, &target, &account)?,
            #[cfg(feature = "parquet")]
            Kind::Parquet { rows } => close(rows.finish()?, format, &target, &account)?,
            Kind::Brat { types, .. } => {
                if let Target::Folder(folder) = &target {
                    write_file(&folder.join("annotation.conf"), brat_configuration(&types).as_bytes())?;
                    write_json(&folder.join("manifest.json"), &account.manifest())?;
                }
            }
        }
        Ok(())
    }
}

/// Closes and names a file, writes its account beside it, and says what was left out.
fn close(mut lines: Lines, format: Format, target: &Target, account: &Account) -> Result<(), Failure> {
    lines.flush()?;
    drop(lines);
    let statuses = account.left_out_by_status();
    if !statuses.is_empty() {
        eprintln!("legation: {}: left out by status: {statuses} (choose with --status)", format.name());
    }
    if let Some(path) = target.name_files(format, account.sources())? {
        write_json(&sidecar(&path.with_extension(""), "manifest.json"), &account.manifest())?;
        eprintln!("legation: {} (beside it: .manifest.json)", path.display());
    }
    Ok(())
}

impl Target {
    /// The file that is written to, until the end under another name: a broken run leaves no half table.
    fn open(&self, name: &str) -> Result<Lines, Failure> {
        Ok(match self.unfinished(name) {
            None => Box::new(BufWriter::new(std::io::stdout())),
            Some(path) => Box::new(BufWriter::new(File::create(&path).map_err(|error| unwritable(&path, &error))?)),
        })
    }

    fn open_evidence(&self, name: &str) -> Result<Option<BufWriter<File>>, Failure> {
        let Some(path) = self.unfinished(&format!("{name}-evidence")) else { return Ok(None) };
        Ok(Some(BufWriter::new(File::create(&path).map_err(|error| unwritable(&path, &error))?)))
    }

    fn unfinished(&self, name: &str) -> Option<PathBuf> {
        let folder = match self {
            Target::Stdout => return None,
            Target::File(path) => path.parent().map(Path::to_path_buf).unwrap_or_default(),
            Target::Folder(folder) => folder.clone(),
        };
        Some(folder.join(format!(".legation-{name}.part")))
    }

    /// Gives the finished files their names; the path of the table, where it is a file.
    fn name_files(&self, format: Format, sources: &Sources) -> Result<Option<PathBuf>, Failure> {
        let name = format.name();
        let path = match self {
            Target::Stdout => return Ok(None),
            Target::File(path) => path.clone(),
            Target::Folder(folder) => folder.join(format!("{}.{}", sources.stem(&name), ending(format))),
        };
        let evidence = sidecar(&path.with_extension(""), "evidence.jsonl");
        for (from, to) in [(self.unfinished(&name), &path), (self.unfinished(&format!("{name}-evidence")), &evidence)] {
            if let Some(from) = from.filter(|from| from.exists()) {
                std::fs::rename(from, to).map_err(|error| unwritable(to, &error))?;
            }
        }
        Ok(Some(path))
    }
}

/// Whether a format carries the status of each event.
fn is_faithful(format: Format) -> bool {
    #[cfg(feature = "parquet")]
    if format == Format::Parquet {
        return true;
    }
    matches!(format, Format::Brat | Format::Conllu | Format::WebAnnotation)
}

fn ending(format: Format) -> &'static str {
    match shape(&format.name()) {
        Some(Shape { separator: ',', .. }) => "csv",
        Some(_) => "tsv",
        #[cfg(feature = "parquet")]
        None if format == Format::Parquet => "parquet",
        None if format == Format::Conllu => "conllu",
        None => "jsonl",
    }
}

/// The statuses of an argument: names, or `all`; the defaults where none is given.
fn statuses(names: &[String], defaults: &[Status]) -> Result<Vec<Status>, Failure> {
    if names.is_empty() {
        return Ok(defaults.to_vec());
    }
    let mut found = Vec::new();
    for name in names {
        match (name.as_str(), Status::parse(name)) {
            ("all", _) => found.extend(Status::ALL),
            (_, Some(status)) => found.push(status),
            (_, None) => {
                let known = Status::ALL.map(|status| status.as_str()).join(", ");
                return Err(Failure::Message(format!("--status: no status is called `{name}` (use all, {known})")));
            }
        }
    }
    Ok(found)
}

/// `events.tsv` has `events.manifest.json` beside it.
fn sidecar(stem: &Path, ending: &str) -> PathBuf {
    let mut name = stem.as_os_str().to_os_string();
    name.push(".");
    name.push(ending);
    PathBuf::from(name)
}

/// An article's id as a file name: what file systems refuse becomes a hyphen.
fn file_name(id: &str) -> String {
    let name: String = id
        .chars()
        .map(|c| if c.is_alphanumeric() || matches!(c, '.' | '_' | '-') { c } else { '-' })
        .take(120)
        .collect();
    let name = name.trim_start_matches('.').to_string();
    if name.is_empty() { "article".to_string() } else { name }
}

/// The name, or with a number where an article before has it: `a.txt` and `a.html` both are articles `a`. Case tells none
/// apart on some systems.
fn unique(name: String, taken: &mut BTreeSet<String>) -> String {
    let numbered = (2..).map(|number| format!("{name}-{number}"));
    let mut names = std::iter::once(name.clone()).chain(numbered);
    names.find(|name| taken.insert(name.to_lowercase())).unwrap_or(name)
}

fn write_json(path: &Path, value: &Value) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(value).unwrap_or_default() + "\n";
    write_file(path, text.as_bytes())
}

fn write_file(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    std::fs::write(path, bytes).map_err(|error| unwritable(path, &error))
}

fn unwritable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::Message(format!(
        "{}: cannot be written: {error} (give -o a file or folder that you may write)",
        path.display()
    ))
}
