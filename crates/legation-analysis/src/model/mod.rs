//! The trained model: word forms in, everything that a network can say about them out.
//!
//! One encoder is shared by all heads. Heads beyond those that [`SentenceAnnotation`] names can be added to the
//! file without training the encoder anew, and are read by name.

mod arguments;
mod encoder;
mod features;
mod file;
mod kernels;
mod lemma;
mod names;
mod parser;
mod tree;

pub use file::ModelError;
pub use names::NameSpan;

use encoder::{Encoder, Linear};
use file::ModelFile;
use legation_types::Upos;
use lemma::LemmaRule;
use names::NameLabels;
use parser::Parser;

/// Sentences longer than this are read in pieces, so that time and memory stay bounded.
const LONGEST: usize = 160;
/// Words that go through the layers together.
const TOGETHER: usize = 2048;
/// Sentences that go through the layers together.
const SENTENCES: usize = 96;

/// Lemma rules tried for one that gives a known word.
const TRIED_RULES: usize = 5;

/// What the model says about one sentence; every vector but `names` has one entry per word.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SentenceAnnotation {
    /// Parts of speech.
    pub upos: Vec<Option<Upos>>,
    /// English (Penn) tags.
    pub xpos: Vec<String>,
    /// Features as in CoNLL-U; empty for none.
    pub feats: Vec<String>,
    /// Dictionary forms.
    pub lemmas: Vec<String>,
    /// Index of the head in the sentence; `None` for the root. Exactly one root per sentence.
    pub heads: Vec<Option<usize>>,
    /// Relations with their subtypes; `root` for the root.
    pub deprels: Vec<String>,
    /// Named entities: first word, last word (inclusive), type; in order, not overlapping.
    pub names: Vec<NameSpan>,
    /// Probabilities of being in a source, a cue, a content of an attribution; empty where the model has no such heads.
    pub attribution: Vec<[f32; 3]>,
    /// Factuality from −3 to 3 were the word a predicate; empty where the model has no such head.
    pub factuality: Vec<f32>,
    /// Probability of each of [`Model::event_types`]; empty where the model has no such head.
    pub events: Vec<Vec<f32>>,
}

/// A label head: a shared hidden layer, then one score per label.
struct Head {
    hidden: usize,
    output: Linear,
    labels: Vec<String>,
}

/// A trained model, ready to read sentences.
pub struct Model {
    encoder: Encoder,
    parser: Parser,
    hidden: Vec<(String, Linear)>,
    heads: Vec<(String, Head)>,
    upos: Vec<Option<Upos>>,
    rules: Vec<LemmaRule>,
    /// Hashes of forms with their part of speech, sorted, and the number of the rule that each takes.
    lexicon: (Vec<u64>, Vec<u64>),
    names: Option<NameLabels>,
}

/// Scores of all heads for a batch, by number of the head.
struct Scores<'a> {
    model: &'a Model,
    rows: Vec<Vec<f32>>,
}

impl Scores<'_> {
    /// Labels and scores of one word for a head.
    fn of(&self, name: &str, word: usize) -> Option<(&[String], &[f32])> {
        let number = self.model.heads.iter().position(|(n, _)| n == name)?;
        let head = &self.model.heads[number].1;
        let width = head.output.outputs();
        Some((&head.labels, &self.rows[number][word * width..(word + 1) * width]))
    }

    /// Number of the best label.
    fn best(&self, name: &str, word: usize) -> Option<usize> {
        self.of(name, word).map(|(_, scores)| kernels::best(scores))
    }

    /// The best label, `_` as the empty text.
    fn label(&self, name: &str, word: usize) -> String {
        let label = self.best(name, word).and_then(|best| self.of(name, word)?.0.get(best));
        label.filter(|l| *l != "_").cloned().unwrap_or_default()
    }

    /// Probabilities of all labels.
    fn probabilities(&self, name: &str, word: usize) -> Option<Vec<f32>> {
        let mut scores = self.of(name, word)?.1.to_vec();
        kernels::log_softmax(&mut scores);
        Some(scores.into_iter().map(kernels::exp).collect())
    }
}

impl Model {
    /// Reads a model file.
    pub fn from_bytes(bytes: &[u8]) -> Result<Model, ModelError> {
        let file = ModelFile::open(bytes)?;
        let encoder = Encoder::read(&file)?;
        let states = encoder.states();
        let mut hidden: Vec<(String, Linear)> = Vec::new();
        let mut heads = Vec::new();
        for (name, via) in file.heads() {
            let number = match hidden.iter().position(|(known, _)| known == via) {
                Some(number) => number,
                None => {
                    hidden.push((via.to_string(), Linear::read(&file, &format!("hidden.{via}"))?.taking(states)?));
                    hidden.len() - 1
                }
            };
            let output = Linear::read(&file, &format!("head.{name}"))?.taking(hidden[number].1.outputs())?;
            let labels: Vec<String> = file.lines(&format!("labels.{name}"))?.into_iter().map(str::to_string).collect();
            if labels.len() != output.outputs() {
                return Err(ModelError::new(format!(
                    "head {name} has {} labels for {} scores",
                    labels.len(),
                    output.outputs()
                )));
            }
            heads.push((name.to_string(), Head { hidden: number, output, labels }));
        }
        let labels =
            |name: &str| heads.iter().find(|(n, _)| n == name).map(|(_, h)| h.labels.as_slice()).unwrap_or_default();
        let rules = labels("rule").iter().map(|rule| {
            LemmaRule::parse(rule).ok_or_else(|| ModelError::new(format!("unknown lemma rule \"{rule}\"")))
        });
        let name_labels: Vec<&str> = labels("names").iter().map(String::as_str).collect();
        let names = if name_labels.is_empty() {
            None
        } else {
            let count = name_labels.len();
            let has_follows = file.has("names.follows");
            let follows = if has_follows { file.sized("names.follows", count, count)?.values } else { Vec::new() };
            Some(NameLabels::parse(&name_labels, &follows).ok_or_else(|| ModelError::new("unknown name labels"))?)
        };
        let lexicon = if file.has("lemmas.keys") {
            (file.keys("lemmas.keys")?, file.keys("lemmas.rules")?)
        } else {
            (Vec::new(), Vec::new())
        };
        Ok(Model {
            lexicon,
            parser: Parser::read(&file, states)?,
            upos: labels("upos").iter().map(|name| Upos::parse(name)).collect(),
            rules: rules.collect::<Result<_, _>>()?,
            names,
            encoder,
            hidden,
            heads,
        })
    }

    /// The event types that `events` of an annotation speaks of; empty where the model has no such head.
    pub fn event_types(&self) -> &[String] {
        self.heads.iter().find(|(name, _)| name == "events").map(|(_, head)| head.labels.as_slice()).unwrap_or_default()
    }

    /// Reads sentences, each given as its word forms. The annotation of a sentence does not depend on the others.
    pub fn annotate(&self, sentences: &[Vec<&str>]) -> Vec<SentenceAnnotation> {
        let mut pieces: Vec<(usize, &[&str])> = Vec::new();
        for (number, sentence) in sentences.iter().enumerate() {
            pieces.extend(split(sentence).into_iter().map(|piece| (number, piece)));
        }
        // Sentences of one length run together, so that no step runs half empty.
        let mut order: Vec<usize> = (0..pieces.len()).collect();
        order.sort_by_key(|&i| pieces[i].1.len());
        let mut found: Vec<SentenceAnnotation> = vec![SentenceAnnotation::default(); pieces.len()];
        let mut rest = order.as_slice();
        while !rest.is_empty() {
            let mut words = 0;
            let fitting = rest.iter().take_while(|&&i| {
                words += pieces[i].1.len();
                words <= TOGETHER
            });
            let (now, later) = rest.split_at(fitting.count().clamp(1, SENTENCES));
            let batch: Vec<&[&str]> = now.iter().map(|&i| pieces[i].1).collect();
            for (&i, annotation) in now.iter().zip(self.batch(&batch)) {
                found[i] = annotation;
            }
            rest = later;
        }
        let mut out: Vec<SentenceAnnotation> = vec![SentenceAnnotation::default(); sentences.len()];
        for ((number, _), piece) in pieces.iter().zip(found) {
            out[*number].append(piece);
        }
        out
    }

    /// The states of every word of one sentence, as the heads see them: for training further heads.
    pub fn states(&self, sentence: &[&str]) -> Vec<Vec<f32>> {
        let size = self.encoder.states().max(1);
        self.encoder.encode(&[sentence]).chunks_exact(size).map(<[f32]>::to_vec).collect()
    }

    fn batch(&self, sentences: &[&[&str]]) -> Vec<SentenceAnnotation> {
        let lengths: Vec<usize> = sentences.iter().map(|s| s.len()).collect();
        let states = self.encoder.encode(sentences);
        let trees = self.parser.parse(&lengths, &states);
        let hidden: Vec<Vec<f32>> = self.hidden.iter().map(|(_, layer)| layer.activated(&states)).collect();
        let rows = self.heads.iter().map(|(_, head)| head.output.apply(&hidden[head.hidden])).collect();
        let scores = Scores { model: self, rows };
        let mut first = 0;
        let mut out = Vec::with_capacity(sentences.len());
        for (sentence, tree) in sentences.iter().zip(trees) {
            out.push(self.sentence(sentence, &tree, &scores, first));
            first += sentence.len();
        }
        out
    }

    /// The lemma of a form: by the rule that the treebanks show for it, else by the best rule that gives a known
    /// word, else by the best rule.
    fn lemma(&self, form: &str, upos: Option<Upos>, scores: &[f32]) -> String {
        for key in features::lexicon_keys(form, upos.map_or("", Upos::as_str)) {
            let found = self.lexicon.0.binary_search(&key).ok();
            if let Some(rule) = found.and_then(|i| self.rules.get(*self.lexicon.1.get(i)? as usize)) {
                return rule.apply(form);
            }
        }
        let mut order: Vec<usize> = (0..scores.len()).collect();
        order.sort_by(|a, b| scores[*b].total_cmp(&scores[*a]));
        let results: Vec<String> = order.iter().take(TRIED_RULES).map(|&rule| self.rules[rule].apply(form)).collect();
        let is_known = |lemma: &String| !lemma.is_empty() && self.encoder.is_word(lemma);
        // An inflected verb is a known word too: for a verb the form itself is taken only as the best guess.
        let is_verb = upos == Some(Upos::Verb);
        let is_same = |lemma: &String| lemma == form || is_verb && *lemma == form.to_lowercase();
        let is_fit = |lemma: &&String| if is_same(lemma) { !is_verb } else { is_known(lemma) };
        let first = results.first().filter(|lemma| is_fit(lemma) || is_same(lemma));
        let found = first.or_else(|| results.iter().find(is_fit)).or(results.first());
        found.filter(|lemma| !lemma.is_empty()).cloned().unwrap_or_else(|| form.to_string())
    }

    fn sentence(
        &self,
        forms: &[&str],
        tree: &[parser::Attachment],
        scores: &Scores,
        first: usize,
    ) -> SentenceAnnotation {
        let words = first..first + forms.len();
        let mut out = SentenceAnnotation::default();
        for ((word, form), (head, relation)) in words.clone().zip(forms).zip(tree) {
            out.upos.push(scores.best("upos", word).and_then(|best| self.upos[best]));
            out.xpos.push(scores.label("xpos", word));
            out.feats.push(scores.label("feats", word));
            let upos = out.upos.last().copied().flatten();
            out.lemmas.push(self.lemma(form, upos, scores.of("rule", word).map_or(&[], |(_, scores)| scores)));
            out.heads.push(head.checked_sub(1));
            out.deprels.push(self.parser.relation(*relation).to_string());
            let inside = |name: &str| scores.probabilities(name, word).map(|p| 1.0 - p[0]);
            if let (Some(source), Some(cue), Some(content)) = (inside("source"), inside("cue"), inside("content")) {
                out.attribution.push([source, cue, content]);
            }
            out.factuality.extend(scores.of("factuality", word).map(|(_, value)| value[0].clamp(-3.0, 3.0)));
            out.events.extend(scores.probabilities("events", word));
        }
        if let Some(labels) = &self.names {
            let mut rows = Vec::new();
            for (_, row) in words.filter_map(|word| scores.of("names", word)) {
                rows.extend_from_slice(row);
            }
            out.names = labels.decode(&rows);
        }
        out
    }
}

impl SentenceAnnotation {
    /// Puts the next piece of a long sentence behind this one; its root hangs on the root of the first piece.
    fn append(&mut self, piece: SentenceAnnotation) {
        let shift = self.heads.len();
        let root = self.heads.iter().position(Option::is_none);
        for (head, mut deprel) in piece.heads.into_iter().zip(piece.deprels) {
            if head.is_none() && root.is_some() {
                deprel = "parataxis".to_string();
            }
            self.heads.push(head.map(|h| h + shift).or(root));
            self.deprels.push(deprel);
        }
        self.names.extend(piece.names.into_iter().map(|(first, last, kind)| (first + shift, last + shift, kind)));
        self.upos.extend(piece.upos);
        self.xpos.extend(piece.xpos);
        self.feats.extend(piece.feats);
        self.lemmas.extend(piece.lemmas);
        self.attribution.extend(piece.attribution);
        self.factuality.extend(piece.factuality);
        self.events.extend(piece.events);
    }
}

/// Cuts a very long sentence into pieces, after punctuation where there is some in the second half of a piece.
fn split<'a, 'b>(sentence: &'a [&'b str]) -> Vec<&'a [&'b str]> {
    let mut pieces = Vec::new();
    let mut rest = sentence;
    while rest.len() > LONGEST {
        let is_mark = |form: &&str| form.chars().all(|c| !c.is_alphanumeric());
        let after_mark = rest[LONGEST / 2..LONGEST].iter().rposition(is_mark);
        let (piece, later) = rest.split_at(after_mark.map_or(LONGEST, |i| LONGEST / 2 + i + 1));
        pieces.push(piece);
        rest = later;
    }
    if !rest.is_empty() {
        pieces.push(rest);
    }
    pieces
}
