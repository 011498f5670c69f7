//! What is said, by whom and as what: predicates with their participants, attribution, status.
//!
//! Comes in: an article, its analysis and its mentions, and the rules of its language. Goes out: statements. Never
//! here: ontologies, event types, words of a language (they stand in `languages/`), input or output.
//!
//! ```
//! use legation_statements::LanguageRules;
//! use legation_types::MemoryFiles;
//! let errors = LanguageRules::load(&MemoryFiles::default(), "en").unwrap_err();
//! assert!(errors[0].to_string().contains("languages/en/language.toml"));
//! ```

mod attribution;
mod factuality;
mod frames;
pub mod learning;
mod links;
mod quotes;
mod rules;
mod scorer;
mod settings;
mod sharing;
mod status;
mod tree;

pub use factuality::{factuality, statement_in};
pub use quotes::{Quote, quotes};
pub use rules::LanguageRules;

use frames::Frames;
use legation_types::{Analysis, Article, Mentions, Statement, StatementId, StatementLink, Statements, TokenId};
use tree::Tree;

/// Everything that an article states, with participants, status, sources, time and place. Cannot fail: what the
/// analysis does not tell is left out.
pub fn extract(article: &Article, analysis: &Analysis, mentions: &Mentions, rules: &LanguageRules) -> Statements {
    let tree = Tree::new(analysis);
    let mut frames = Frames::new(&tree, &rules.words);
    let links = links::links(&tree, rules, &frames);
    sharing::Sharing::new(&tree, &rules.words, mentions).apply(&mut frames);
    frames.note_happenings(&tree, &rules.words);
    let quotations = attribution::quotations(&article.text, &rules.attribution);
    let context = attribution::Context { article, tree: &tree, rules, quotations };
    let (attributions, classes, holders) = attribution::attributions(&context, &frames, mentions);
    let is_reported: Vec<bool> = (0..tree.len()).map(|word| !holders.of(word).is_empty()).collect();
    let statuses = status::Statuses {
        tree: &tree,
        rules,
        frames: &frames,
        links: &links,
        is_reported: &is_reported,
        is_told_in_present: status::is_told_in_present(&tree, rules),
    };
    let found = statuses.all();
    let reached: Vec<legation_types::Status> = found.iter().map(|f| f.get()).collect();
    let vouching = attribution::Vouching {
        context: &context,
        frames: &frames,
        attributions: &attributions,
        classes: &classes,
        holders: &holders,
        statuses: &reached,
    };
    let settings = settings::Settings::new(&tree, &rules.words, &frames, &links, mentions, reached.iter().copied());
    let statements = frames
        .all
        .iter()
        .zip(found)
        .enumerate()
        .map(|(idx, (frame, found))| Statement {
            trigger: TokenId(frame.trigger as u32),
            kind: frame.kind,
            particle: frame.particle.map(|p| TokenId(p as u32)),
            arguments: frame.arguments.clone(),
            status: found.get(),
            status_cues: found.cues.clone(),
            attributions: vouching.sources(frame),
            link: link(&frames, frame, links[idx].as_ref()),
            time: settings.time(idx),
            place: settings.place(idx),
            condition: found.condition,
        })
        .collect();
    Statements { statements, attributions }
}

fn link(frames: &Frames, frame: &frames::Frame, link: Option<&(usize, String)>) -> Option<StatementLink> {
    if let Some(outer) = frame.stands_for.and_then(|word| frames.index(word)) {
        return Some(StatementLink { outer: StatementId(outer as u32), relation: "ellipsis".to_string() });
    }
    let (head, relation) = link?;
    let outer = frames.index(*head)?;
    Some(StatementLink { outer: StatementId(outer as u32), relation: relation.clone() })
}
