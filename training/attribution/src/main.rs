//! Learns the weights of attribution from articles with annotated sources, cues and contents.
//!
//! `cargo run --release -p train-attribution -- LINES OUT` reads lines `{"id", "text", "attributions": [{source, cue,
//! content}]}` (offsets in code points, PolNeAR as JSON), analyses every text with the model in `models/en`, and writes
//! the table. Two linear models: which words are cues (logistic regression), and what each word of a sentence is to a
//! cue (averaged structured perceptron). The order of the examples comes from a fixed seed: same input, same bytes.

mod learn;

use legation_analysis::{AnalysisResources, analyze};
use legation_statements::{LanguageRules, learning};
use legation_types::{Article, Files, Span};
use serde_json::Value;
use std::borrow::Cow;
use std::path::PathBuf;
use std::process::ExitCode;

/// Rounds over the examples for cues and for labels.
const ROUNDS: (usize, usize) = (6, 9);
/// A little below even: a missed cue costs more than a false one, whose content is often empty.
const THRESHOLD: f32 = -0.75;

/// The data files of the repository.
struct Repository(PathBuf);

impl Files for Repository {
    fn read(&self, path: &str) -> Option<Cow<'_, [u8]>> {
        // The table that is made here must not take part in its own making.
        let is_own = path.ends_with("attribution.bin");
        std::fs::read(self.0.join(path)).ok().filter(|_| !is_own).map(Cow::Owned)
    }

    fn list(&self, folder: &str) -> Vec<String> {
        let entries = std::fs::read_dir(self.0.join(folder)).into_iter().flatten().flatten();
        let mut paths: Vec<String> = entries.map(|e| format!("{folder}/{}", e.file_name().to_string_lossy())).collect();
        paths.sort();
        paths
    }
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [lines, out] = &arguments[..] else {
        eprintln!("train-attribution LINES OUT");
        return ExitCode::from(2);
    };
    match train(lines).and_then(|bytes| std::fs::write(out, bytes).map_err(|e| format!("{out}: {e}"))) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

fn train(lines: &str) -> Result<Vec<u8>, String> {
    let root = Repository(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../.."));
    let faults =
        |faults: Vec<legation_types::DataError>| faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    let resources = AnalysisResources::load(&root, "en").map_err(faults)?;
    let rules = LanguageRules::load(&root, "en").map_err(faults)?;
    let text = std::fs::read_to_string(lines).map_err(|e| format!("{lines}: {e}"))?;
    let mut examples = learn::Examples::default();
    for (number, line) in text.lines().enumerate() {
        let record: Value = serde_json::from_str(line).map_err(|e| format!("{lines}:{}: {e}", number + 1))?;
        add_article(&record, &resources, &rules, &mut examples);
    }
    eprintln!("{} words, {} cues", examples.cues.len(), examples.rows.len());
    let mut weights = learning::Weights { threshold: THRESHOLD, ..Default::default() };
    learn::cues(&examples.cues, ROUNDS.0, &mut weights.cue);
    learn::labels(&examples.rows, ROUNDS.1, &mut weights);
    Ok(weights.to_bytes())
}

/// The examples of one article. Attributions without a cue teach nothing here.
fn add_article(record: &Value, resources: &AnalysisResources, rules: &LanguageRules, examples: &mut learn::Examples) {
    let article = Article::new("", record["text"].as_str().unwrap_or(""));
    let analysis = analyze(&article, resources);
    let starts: Vec<u32> =
        article.text.char_indices().map(|(at, _)| at as u32).chain([article.text.len() as u32]).collect();
    let spans = |value: &Value| -> Vec<Span> {
        let pairs = value.as_array().map_or(&[][..], Vec::as_slice);
        let at = |v: &Value| v.as_u64().and_then(|v| starts.get(v as usize).copied());
        pairs.iter().filter_map(|p| Some(Span::new(at(&p[0])?, at(&p[1])?))).collect()
    };
    let mut heads = Vec::new();
    let mut roles = Vec::new();
    for attribution in record["attributions"].as_array().map_or(&[][..], Vec::as_slice) {
        let cue = spans(&attribution["cue"]);
        if let Some(head) = cue.first().and_then(|cue| learning::cue_head(&analysis, *cue)) {
            heads.push(head);
            roles.push([spans(&attribution["source"]), cue, spans(&attribution["content"])]);
        }
    }
    let features = learning::features(&article, &analysis, rules, &heads);
    for (word, rows) in features.cues.into_iter().enumerate() {
        examples.cues.extend(rows.map(|rows| (rows, heads.contains(&word))));
    }
    for (row, [source, cue, content]) in features.rows.into_iter().zip(roles) {
        let label = |word: usize| {
            let span = analysis.tokens[word].span;
            let is_in = |spans: &[Span]| spans.iter().any(|s| s.overlaps(span));
            match () {
                () if is_in(&cue) => 2,
                () if is_in(&source) => 1,
                () if is_in(&content) => 3,
                () => 0,
            }
        };
        let labels = (0..row.labels.len()).map(|i| label(row.first + i)).collect();
        examples.rows.push((row, labels));
    }
}
