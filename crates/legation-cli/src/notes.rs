//! What the user should know of single articles, told without flooding the screen.

use std::collections::BTreeMap;

/// How often the same note is told with the name of its article.
const TOLD: usize = 3;

/// Notes by their words, with how many articles had them.
#[derive(Default)]
pub struct Notes(BTreeMap<String, usize>);

impl Notes {
    /// Tells a note of an article; after a few with the same words only counts them.
    pub fn add(&mut self, article: &str, message: &str) {
        let count = self.0.entry(message.to_string()).or_default();
        *count += 1;
        if *count <= TOLD {
            eprintln!("legation: {article}: note: {message}");
        }
    }

    /// Tells how many articles more had the notes.
    pub fn finish(self) {
        for (message, count) in self.0.into_iter().filter(|(_, count)| *count > TOLD) {
            eprintln!("legation: and {} articles more: note: {message}", count - TOLD);
        }
    }
}
