use crate::articles::{Failure, Input};
use clap::Args;
use legation_lineage::{CopyIndex, Sketch};
use serde_json::json;
use std::io::Write;
use std::process::ExitCode;

/// Print which articles repeat earlier ones: agency copies, cut versions, updates; one JSON object an article
///
/// `copy_of` is the earlier article that an article has most in common with, `origin` the first of that line of copies, `kind`
/// one of exact, near, part (cut from it) and update (holds it and more), `share` the part of the article's words that stand
/// in the earlier one. Give the articles in the order in which they were printed.
#[derive(Args, Debug)]
pub struct Arguments {
    #[command(flatten)]
    input: Input,
}

pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let mut index = CopyIndex::default();
    let mut ids: Vec<String> = Vec::new();
    let code = arguments.input.for_each(
        |article| Sketch::of(&article.text),
        |article, sketch| {
            let copy = index.add(sketch);
            ids.push(article.id.0.clone());
            let share = |value: f64| (value * 100.0).round() / 100.0;
            let line = json!({
                "id": article.id.0,
                "copy_of": copy.map(|copy| &ids[copy.of]),
                "origin": copy.map_or(&article.id.0, |copy| &ids[copy.origin]),
                "kind": copy.and_then(|copy| copy.overlap.kind()).map(|kind| kind.as_str()),
                "share": copy.map(|copy| share(copy.overlap.share)),
            });
            Ok(writeln!(out, "{line}")?)
        },
    )?;
    out.flush()?;
    Ok(code)
}
