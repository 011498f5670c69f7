//! Incidents: listing, looking into one, joining and splitting by hand.

use crate::articles::{Failure, Input};
use crate::commands::ledger_add::{now, rules};
use crate::commands::ledger_lists::List;
use crate::ledger_filter::Place;
use crate::ledger_output::{Format, Shape};
use clap::{Args, Subcommand};
use legation::Legation;
use legation::happenings::{Happenings, Known};
use legation::types::{CodePoints, Span};
use serde_json::{Value, json};
use std::io::Write;
use std::process::ExitCode;

/// List incidents: events of one or many articles about the same happening. Given articles, group all their words that
/// tell of happenings, without a ledger: one JSON object with `stories` (ids of articles) and `incidents` (`id`, `start`,
/// `end` of words). JSON lines may say which `story` an article belongs to, and which `mentions` (`start`, `end`) to group
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct ListArguments {
    #[command(flatten)]
    input: Input,

    #[command(flatten)]
    list: List,

    /// Group the events anew first, where there are new ones (`add` does it too)
    #[arg(long)]
    rebuild: bool,
}

const EXAMPLES: &str = "Examples:
  legation incidents --type ASSAULT --place UKR --min-sources 2
  legation incidents --jsonl april.jsonl            group articles without a ledger
  legation incident 17                              all claims about it, with their words
  legation join 17 23 --reason \"same strike, told on two days\"
  legation split e_3f9c… --reason \"another village\"";

pub fn list(legation: &Legation, arguments: &ListArguments) -> Result<ExitCode, Failure> {
    if !arguments.input.is_empty() {
        return group(legation, &arguments.input);
    }
    let list = &arguments.list;
    if arguments.rebuild {
        list.place.write()?.build(&rules(legation)?)?;
    }
    list.shape.print(&list.place.read()?.incidents(&list.filter())?)?;
    Ok(ExitCode::SUCCESS)
}

/// Groups articles without a ledger file.
fn group(legation: &Legation, input: &Input) -> Result<ExitCode, Failure> {
    let (input, _kept) = input.kept()?;
    let known = input.beside();
    let mut happenings = Happenings::new(legation);
    let mut articles: Vec<(String, CodePoints)> = Vec::new();
    let code = input.for_each(
        |article| legation.read(article),
        |article, reading| {
            let index = CodePoints::new(&article.text);
            let mut beside = Known::default();
            if let Some(line) = known.get(&article.id.0) {
                beside.story = line["story"]
                    .as_str()
                    .map(str::to_string)
                    .or_else(|| line["story"].as_i64().map(|n| n.to_string()));
                beside.mentions = line["mentions"].as_array().map(|list| spans(list, &article.text));
            }
            happenings.add(article, &reading?, &beside)?;
            articles.push((article.id.0.clone(), index));
            Ok(())
        },
    )?;
    let groups = happenings.groups()?;
    let stories: Vec<Vec<&str>> = groups
        .stories
        .iter()
        .map(|story| story.iter().map(|article| articles[*article].0.as_str()).collect())
        .collect();
    let mention = |(article, span): &(usize, Span)| {
        let (id, index) = &articles[*article];
        let (start, end) = index.span(*span);
        json!({"id": id, "start": start, "end": end})
    };
    let incidents: Vec<Vec<Value>> = groups.incidents.iter().map(|group| group.iter().map(mention).collect()).collect();
    writeln!(std::io::stdout(), "{}", json!({"stories": stories, "incidents": incidents}))?;
    Ok(code)
}

/// Places given in code points, as bytes of the text; what lies outside it is left out.
fn spans(list: &[Value], text: &str) -> Vec<Span> {
    let bytes: Vec<u32> =
        text.char_indices().map(|(at, _)| at as u32).chain(std::iter::once(text.len() as u32)).collect();
    let at = |value: &Value| bytes.get(value.as_u64()? as usize).copied();
    let span = |place: &Value| at(&place["start"]).zip(at(&place["end"])).filter(|(start, end)| start < end);
    list.iter().filter_map(span).map(|(start, end)| Span::new(start, end)).collect()
}

/// Show all claims about one incident, with their words, sources and disagreements
#[derive(Args, Debug)]
pub struct ShowArguments {
    /// Number or id of the incident, or the id of one of its events
    #[arg(value_name = "INCIDENT")]
    incident: String,

    #[command(flatten)]
    place: Place,

    #[command(flatten)]
    shape: Shape,
}

pub fn show(arguments: &ShowArguments) -> Result<ExitCode, Failure> {
    let ledger = arguments.place.read()?;
    let claims = ledger.incident(&arguments.incident)?;
    if arguments.shape.format() != Format::Table {
        arguments.shape.print(&claims)?;
        return Ok(ExitCode::SUCCESS);
    }
    let values = ledger.incident_values(&arguments.incident)?;
    let mut out = std::io::stdout().lock();
    let column = |name: &str| claims.column(name).unwrap_or(0);
    for row in &claims.rows {
        let field = |name: &str| row[column(name)].text().replace(['\n', '\r'], " ");
        let printed = [field("publisher"), field("published_at")].into_iter().filter(|text| !text.is_empty());
        let printed = std::iter::once(field("article_name")).chain(printed).collect::<Vec<_>>().join(", ");
        writeln!(out, "{} {}  [{printed}]", field("type"), field("status"))?;
        writeln!(out, "  “{}”  ({})", field("sentence_text"), field("trigger"))?;
        for (name, words) in [
            ("who", field("actors")),
            ("whom", field("recipients")),
            ("according to", field("according_to")),
            ("copied from", field("copied_from")),
            ("joined because", field("reasons")),
        ] {
            let is_copy_of_itself = name == "copied from" && words == field("article_name");
            if !words.is_empty() && !is_copy_of_itself {
                writeln!(out, "  {name}: {words}")?;
            }
        }
    }
    writeln!(out)?;
    for row in &values.rows {
        let disputed = if row[4].text() == "1" { "  ≠" } else { "" };
        writeln!(
            out,
            "{:<11} {}  ({} claims: {}){disputed}",
            row[0].text(),
            row[1].text(),
            row[2].text(),
            row[3].text()
        )?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Say that two incidents are one happening; kept when incidents are built anew
#[derive(Args, Debug)]
pub struct JoinArguments {
    /// Number or id of an incident, or the id of one of its events
    one: String,
    /// The other
    other: String,

    #[command(flatten)]
    place: Place,

    /// Why
    #[arg(long, value_name = "WORDS")]
    reason: String,
}

/// Take events out of their incident, into one of their own; kept when incidents are built anew
#[derive(Args, Debug)]
pub struct SplitArguments {
    /// Ids of the events to take out
    #[arg(value_name = "EVENT", required = true)]
    events: Vec<String>,

    #[command(flatten)]
    place: Place,

    /// Why
    #[arg(long, value_name = "WORDS")]
    reason: String,
}

/// Take back a joining, a splitting or a review
#[derive(Args, Debug)]
pub struct UndoArguments {
    #[command(subcommand)]
    what: Undo,

    #[command(flatten)]
    place: Place,
}

#[derive(Subcommand, Debug)]
enum Undo {
    /// A joining or splitting, by the number that it gave
    Decision {
        /// Its number
        number: i64,
    },
    /// A review, by the number that it gave
    Review {
        /// Its number
        number: i64,
    },
}

pub fn join(legation: &Legation, arguments: &JoinArguments) -> Result<ExitCode, Failure> {
    let mut ledger = arguments.place.write()?;
    let rules = rules(legation)?;
    ledger.build(&rules)?;
    let row = ledger.join(&arguments.one, &arguments.other, &arguments.reason, &now())?;
    ledger.build(&rules)?;
    eprintln!("joined (legation undo decision {} takes it back)", row.number);
    Ok(ExitCode::SUCCESS)
}

pub fn split(legation: &Legation, arguments: &SplitArguments) -> Result<ExitCode, Failure> {
    let mut ledger = arguments.place.write()?;
    let rules = rules(legation)?;
    ledger.build(&rules)?;
    let row = ledger.split(&arguments.events, &arguments.reason, &now())?;
    ledger.build(&rules)?;
    eprintln!("split (legation undo decision {} takes it back)", row.number);
    Ok(ExitCode::SUCCESS)
}

pub fn undo(legation: &Legation, arguments: &UndoArguments) -> Result<ExitCode, Failure> {
    let mut ledger = arguments.place.write()?;
    match arguments.what {
        Undo::Decision { number } => ledger.undo(number, &now())?,
        Undo::Review { number } => ledger.undo_review(number, &now())?,
    }
    ledger.build(&rules(legation)?)?;
    eprintln!("taken back");
    Ok(ExitCode::SUCCESS)
}
