//! Sentences, tokens, lemmas, Universal Dependencies trees and names.
//!
//! Comes in: an article and [`AnalysisResources`]. Goes out: its [`legation_types::Analysis`]. Never here: knowledge of
//! the world, events, English words (they live in `languages/<lang>/tokens.toml`).
//!
//! ```
//! use legation_analysis::{TokenRules, split_sentences};
//! let rules = TokenRules::default();
//! let text = "The talks ended. The envoys left.";
//! let sentences = split_sentences(text, &rules);
//! assert_eq!(sentences.len(), 2);
//! assert_eq!(sentences[0].words.len(), 4);
//! ```

mod analyze;
mod clauses;
mod conllu;
mod layout;
mod lines;
pub mod model;
mod rules;
mod sentences;
mod surnames;
mod words;

pub use analyze::{AnalysisResources, analyze, analyze_words, given_words};
pub use conllu::{ConlluSentence, ConlluWord, read_conllu, write_conllu};
pub use layout::sentence_kinds;
pub use rules::TokenRules;
pub use sentences::{LONGEST_SENTENCE, RawSentence, split_sentences};
pub use surnames::settle_surnames;
pub use words::{Word, split_words};
