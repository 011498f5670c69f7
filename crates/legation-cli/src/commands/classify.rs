use crate::articles::Failure;
use clap::Args;
use legation::{Legation, eval};
use serde_json::json;
use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::ExitCode;

/// Which type of event a source does to a target in a sentence; always an answer
///
/// Prints one JSON object a line: id, event, status, confidence, reading.
#[derive(Args, Debug)]
pub struct Arguments {
    /// JSON lines with `id`, `text`, `source_spans`, `target_spans` (code points); `-` for standard input
    #[arg(long, value_name = "FILE", default_value = "-")]
    jsonl: PathBuf,
}

pub fn run(legation: &Legation, arguments: &Arguments) -> Result<ExitCode, Failure> {
    let name = arguments.jsonl.display().to_string();
    let mut text = String::new();
    let read = if name == "-" {
        std::io::stdin().read_to_string(&mut text)
    } else {
        std::fs::File::open(&arguments.jsonl).and_then(|mut file| file.read_to_string(&mut text))
    };
    read.map_err(|error| Failure::Message(format!("{name}: cannot be read: {error}")))?;
    let lines = eval::plv::read_plv(&text).map_err(|why| {
        Failure::Message(format!("{name}: {why} (give JSON lines as `legation classify --help` names)"))
    })?;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for line in lines {
        let (article, actor, recipient) = line.dyad();
        let call = legation.classify(&article, actor, recipient)?;
        let confidence = (f64::from(call.confidence) * 100.0).round() / 100.0;
        let answer = json!({
            "id": line.id, "event": call.event_type, "status": call.status.as_str(), "confidence": confidence,
            "reading": call.reading.0,
        });
        writeln!(out, "{answer}")?;
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}
