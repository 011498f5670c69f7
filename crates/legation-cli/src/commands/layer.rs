//! The layers that are one JSON object an article: names, times, places, coref, attributions, factuality.

use crate::articles::{Failure, Input};
use clap::{Args, Subcommand, ValueEnum};
use legation::types::Article;
use legation::{DataErrors, Legation, layers};
use serde_json::Value;
use std::io::Write;
use std::process::ExitCode;

#[derive(Subcommand, Debug)]
pub enum Command {
    /// Names of persons, organisations, places: one JSON object an article
    Names(Plain),
    /// Time expressions with TIMEX3 types and values: one JSON object an article
    Times(Plain),
    /// Places with country, coordinates and GeoNames ids: one JSON object an article
    Places(Places),
    /// Chains of phrases that mean the same: one JSON object an article
    Coref(Plain),
    /// Who says what: source, cue and content spans; one JSON object an article
    Attributions(Plain),
    /// Status and factuality (−3 to 3) of every predicate: one JSON object an article
    Factuality(Plain),
}

#[derive(Args, Debug)]
pub struct Plain {
    #[command(flatten)]
    input: Input,
}

#[derive(Args, Debug)]
pub struct Places {
    #[command(flatten)]
    input: Input,

    /// Shape of the output
    #[arg(long, value_enum, default_value = "jsonl")]
    format: PlacesFormat,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum PlacesFormat {
    /// One JSON object an article
    Jsonl,
    /// One GeoJSON feature collection an article
    Geojson,
}

pub fn run(legation: &Legation, command: &Command) -> Result<ExitCode, Failure> {
    match command {
        Command::Names(plain) => each(&plain.input, |article| Ok(layers::names(article, &legation.analyze(article)?))),
        Command::Times(plain) => each(&plain.input, |article| {
            let times = legation.times(article)?;
            Ok(layers::times(article, times.iter().map(|time| (time.span, &time.timex))))
        }),
        Command::Places(places) => each(&places.input, |article| {
            let (_, mentions) = legation.mentions(article)?;
            Ok(match places.format {
                PlacesFormat::Jsonl => layers::places(article, &mentions),
                PlacesFormat::Geojson => layers::places_geojson(article, &mentions),
            })
        }),
        Command::Coref(plain) => each(&plain.input, |article| Ok(layers::coref(article, &legation.coref(article)?.1))),
        Command::Attributions(plain) => {
            each(&plain.input, |article| Ok(layers::attributions(article, &legation.statements(article)?.2)))
        }
        Command::Factuality(plain) => each(&plain.input, |article| {
            let (analysis, _, statements) = legation.statements(article)?;
            Ok(layers::factuality(article, &analysis, &statements))
        }),
    }
}

/// One line of JSON for each article.
pub fn each(input: &Input, layer: impl Fn(&Article) -> Result<Value, DataErrors> + Sync) -> Result<ExitCode, Failure> {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let code = input.for_each(layer, |_, value| Ok(writeln!(out, "{}", value?)?))?;
    out.flush()?;
    Ok(code)
}
