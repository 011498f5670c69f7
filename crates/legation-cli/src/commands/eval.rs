use crate::articles::Failure;
use clap::{Args, Subcommand};
use legation::eval::attribution::Focus;
use legation::types::Article;
use legation::{Legation, eval};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Measure a layer against annotated data
#[derive(Args, Debug)]
pub struct Arguments {
    #[command(subcommand)]
    measure: Measure,
}

#[derive(Subcommand, Debug)]
enum Measure {
    /// Events against a folder of annotated articles: event, dyad, status, source, when, where
    Events {
        /// Folder of JSON files with `text`, `published`, `sentences`, `events`
        #[arg(value_name = "DIR")]
        folder: PathBuf,
    },
    /// Dyad calls against JSON lines with `text`, `source_spans`, `target_spans`, `gold_root`
    Plv {
        /// Lines shaped like PLV
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// Find the participants too: take the event coded between source and target, or none
        #[arg(long)]
        end_to_end: bool,
    },
    /// Sources, cues and contents against JSON lines with `attributions`
    Attribution {
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// Count only attributions of one class of cues of the annotation (`cue_class`): speech
        #[arg(long, value_name = "CLASS")]
        focus: Option<String>,
        /// Words that a cue of speech has, one a line; other predictions that pair with nothing are no mistakes of this
        /// class [default: speech_cues.txt beside FILE]
        #[arg(long, value_name = "FILE", requires = "focus")]
        cues: Option<PathBuf>,
    },
    /// Factuality against JSON lines with `targets`
    Factuality {
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Country and sector of bare mentions against JSON lines of test cases
    Actors {
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Participants of annotated articles, whatever the coder makes of them: found, country, country and sector
    Participants {
        /// Folder of JSON files as for `eval events`
        #[arg(value_name = "DIR")]
        folder: PathBuf,
    },
    /// Coreference against files in CoNLL's columns, or GAP's table (.tsv)
    Coref {
        #[arg(value_name = "FILE", required = true)]
        files: Vec<PathBuf>,
    },
    /// Stories and incidents across articles against JSON lines with `topic`, `sentences`, `event_mentions`
    Crossdoc {
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Trees, tags and lemmas against a UD treebank
    Ud {
        /// Treebank
        #[arg(value_name = "FILE.conllu")]
        file: PathBuf,
        /// Keep the treebank's words; otherwise measure how raw text is cut into sentences and words
        #[arg(long)]
        tokens: bool,
    },
    /// Names against a file in CoNLL-2003's columns
    Names {
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Time expressions against JSON lines with TIMEX3 annotation or test cases
    Times {
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Places against JSON lines with resolved toponyms
    Places {
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Main text of web pages against their true text, and days of publication against the pages' markup
    Pages {
        /// JSON lines with `html` (a path beside the file), `url`, `articleBody`
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
}

pub fn run(legation: &Legation, arguments: &Arguments) -> Result<ExitCode, Failure> {
    let report = match &arguments.measure {
        Measure::Events { folder } => events(legation, folder)?,
        Measure::Plv { file, end_to_end } => plv(legation, file, *end_to_end)?,
        Measure::Attribution { file, focus, cues } => {
            let focus = focus.as_ref().map(|class| focused(file, class, cues.as_deref())).transpose()?;
            eval::attribution::report(&read(file)?, focus.as_ref(), legation)?
        }
        Measure::Factuality { file } => eval::factuality::report(&read(file)?, legation)?,
        Measure::Actors { file } => {
            eval::actors::evaluate_mentions(&read(file)?, legation.resolve()?).map_err(|e| fault(file, &e))?.report()
        }
        Measure::Participants { folder } => participants(legation, folder)?,
        Measure::Coref { files } => coref(legation, files)?,
        Measure::Crossdoc { file } => {
            eval::crossdoc::report(&read(file)?, legation).map_err(|e| fault(file, &e.to_string()))?
        }
        Measure::Ud { file, tokens: true } => {
            eval::ud::report(&read(file)?, legation.analysis()?).map_err(|e| fault(file, &e))?
        }
        Measure::Ud { file, tokens: false } => {
            eval::tokens::report(&read(file)?, legation.analysis()?).map_err(|e| fault(file, &e))?
        }
        Measure::Names { file } => {
            eval::names::report(&read(file)?, legation.analysis()?).map_err(|e| fault(file, &e))?
        }
        Measure::Times { file } => eval::times::evaluate(&read(file)?, legation.time_rules()?).report(),
        Measure::Places { file } => places(legation, file)?,
        Measure::Pages { file } => pages(file)?,
    };
    write!(std::io::stdout(), "{report}")?;
    Ok(ExitCode::SUCCESS)
}

/// The class of cues asked for, with the words of its cues where it is speech.
fn focused(file: &Path, class: &str, cues: Option<&Path>) -> Result<Focus, Failure> {
    let words = match (class, cues) {
        (_, Some(cues)) => read(cues)?,
        ("speech", None) => read(&file.with_file_name("speech_cues.txt"))?,
        _ => String::new(),
    };
    let words = words.lines().map(|word| word.trim().to_lowercase()).filter(|word| !word.is_empty()).collect();
    Ok(Focus { class: class.to_string(), words })
}

fn plv(legation: &Legation, file: &Path, end_to_end: bool) -> Result<String, Failure> {
    let lines = eval::plv::read_plv(&read(file)?).map_err(|e| fault(file, &e))?;
    let mut answers = Vec::new();
    for line in lines {
        let (article, actor, recipient) = line.dyad();
        let answer = if end_to_end {
            eval::plv::coded(&legation.read(&article)?.events, legation.codebook()?, &article.text, actor, recipient)
        } else {
            Some(legation.classify(&article, actor, recipient)?.event_type)
        };
        answers.push((line.root, answer));
    }
    Ok(eval::plv::score(&answers).to_string())
}

fn coref(legation: &Legation, files: &[PathBuf]) -> Result<String, Failure> {
    legation.resolve()?;
    let chains = |article: &Article| legation.coref(article).map(|(_, chains)| chains).unwrap_or_default();
    let mut scores = eval::coref::CorefScores::default();
    let mut report = String::new();
    for file in files {
        if file.extension().is_some_and(|ending| ending == "tsv") {
            report += &eval::coref::evaluate_gap(&read(file)?, &chains).map_err(|e| fault(file, &e))?.to_string();
            continue;
        }
        let (text, gold) = eval::coref::read_chains(&read(file)?);
        let (analysis, chains) = legation.coref(&Article::new("coref", text))?;
        scores.add(&gold, &eval::coref::places(&chains), &analysis);
    }
    if scores.mentions.recall.1 > 0.0 {
        report += &scores.report();
    }
    Ok(report)
}

fn participants(legation: &Legation, folder: &Path) -> Result<String, Failure> {
    let mut scores = eval::actors::ParticipantScores::default();
    for file in annotated(folder)? {
        let json = read(&file)?;
        let gold = eval::events::read_gold(&json).map_err(|e| fault(&file, &e))?;
        let mut article = Article::new(&gold.id, &gold.text);
        article.published_at = gold.published.as_ref().and_then(|day| day.parse().ok());
        let (analysis, mentions) = legation.mentions(&article)?;
        scores.add(&json, &analysis, &mentions).map_err(|e| fault(&file, &e))?;
    }
    Ok(scores.report())
}

/// Places that are wrong and shown below the figures.
const ERRORS_SHOWN: usize = 20;

fn places(legation: &Legation, file: &Path) -> Result<String, Failure> {
    let resources = legation.resolve()?;
    legation.analysis()?;
    let mentions =
        |article: &Article| legation.mentions(article).map(|(_, mentions)| mentions.places).unwrap_or_default();
    let scores = eval::places::evaluate_places(
        &read(file)?,
        &resources.gazetteer,
        &resources.place_rules,
        Some(&mentions),
        ERRORS_SHOWN,
    )
    .map_err(|e| fault(file, &e))?;
    Ok(scores.lines().join("\n") + "\n")
}

fn pages(file: &Path) -> Result<String, Failure> {
    let pages = eval::pages::read_pages(&read(file)?).map_err(|e| fault(file, &e))?;
    let folder = file.parent().unwrap_or(Path::new("."));
    let mut days = eval::pages::DayScores::default();
    let mut found = Vec::new();
    for page in &pages {
        let path = folder.join(&page.html);
        let article = legation::formats::read_path(&path, &Default::default()).find_map(Result::ok);
        let bytes = std::fs::read(&path).map_err(|error| fault(&path, &error.to_string()))?;
        days.add(&eval::pages::html(&bytes), article.as_ref().and_then(|article| article.published_at));
        found.push(article.map_or(String::new(), |article| article.text));
    }
    let pairs = pages.iter().zip(&found).map(|(page, text)| (page.text.as_str(), text.as_str()));
    Ok(format!("{}{days}", eval::pages::score(pairs)))
}

fn events(legation: &Legation, folder: &Path) -> Result<String, Failure> {
    let mut pairs = Vec::new();
    for file in annotated(folder)? {
        let gold = eval::events::read_gold(&read(&file)?).map_err(|e| fault(&file, &e))?;
        let mut article = Article::new(&gold.id, &gold.text);
        article.published_at = gold.published.as_ref().and_then(|day| day.parse().ok());
        let events = legation.read(&article)?.events;
        let scored = eval::events::scored(&events, &article, &gold);
        pairs.push((gold.events, scored));
    }
    Ok(eval::events::score(&pairs).to_string())
}

/// The annotated articles of a folder, by name.
fn annotated(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let entries = std::fs::read_dir(folder).map_err(|error| fault(folder, &error.to_string()))?;
    let mut files: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "json"));
    files.sort();
    Ok(files)
}

fn read(path: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(path).map_err(|error| fault(path, &error.to_string()))
}

fn fault(path: &Path, message: &str) -> Failure {
    Failure::Message(format!(
        "{}: {message} (give a file in the format that `legation eval --help` names)",
        path.display()
    ))
}
