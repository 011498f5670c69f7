//! Words that may tell of the same happening, by the language's data.

use legation_types::{DataError, Files};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;

/// `languages/<lang>/kin.toml`: groups of words that may tell of one happening, endings by which families are told.
#[derive(Clone, Debug)]
pub struct Kin {
    groups: FxHashMap<String, Vec<u32>>,
    endings: Vec<String>,
    event_endings: Vec<String>,
    never: FxHashSet<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// Verbs that carry no event of their own.
    never: Vec<String>,
    /// Endings taken off to find the stem of a family.
    endings: Vec<String>,
    /// Endings of nouns that name an event.
    event_endings: Vec<String>,
    /// One group a line, words apart by spaces.
    groups: Vec<String>,
}

/// Letters that a stem keeps at least.
const LEAST_STEM: usize = 3;
/// Letters that two words of one family share at least, where their stems differ.
const SHARED: usize = 5;

impl Kin {
    /// Reads the file of a language.
    pub fn load(files: &dyn Files, lang: &str) -> Result<Kin, Vec<DataError>> {
        let path = format!("languages/{lang}/kin.toml");
        let text = files.text(&path).map_err(|error| vec![error])?;
        let mut file: File = toml::from_str(&text)
            .map_err(|error| vec![DataError::new(&path, 0, error.to_string(), "see the comments of the file")])?;
        let mut groups: FxHashMap<String, Vec<u32>> = FxHashMap::default();
        for (number, group) in file.groups.iter().enumerate() {
            for word in group.split_whitespace() {
                let of = groups.entry(word.to_string()).or_default();
                if !of.contains(&(number as u32)) {
                    of.push(number as u32);
                }
            }
        }
        file.endings.sort_by_key(|ending| std::cmp::Reverse(ending.len()));
        let never = file.never.into_iter().collect();
        Ok(Kin { groups, endings: file.endings, event_endings: file.event_endings, never })
    }

    /// Whether a verb carries no event of its own.
    pub(super) fn is_empty_verb(&self, lemma: &str) -> bool {
        self.never.contains(lemma)
    }

    /// Whether a word stands in a group.
    pub(super) fn is_known(&self, word: &str) -> bool {
        self.groups.contains_key(word)
    }

    /// Whether a noun is of a form that names events.
    pub(super) fn is_event_noun(&self, lemma: &str) -> bool {
        self.event_endings.iter().any(|ending| lemma.len() > ending.len() + 2 && lemma.ends_with(ending.as_str()))
    }

    /// The groups of a lemma and a form, ascending.
    pub(super) fn groups(&self, lemma: &str, form: &str) -> Vec<u32> {
        let of = |word: &str| self.groups.get(word).map_or(&[][..], Vec::as_slice);
        let mut found: Vec<u32> = of(lemma).iter().chain(of(form)).copied().collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// A lemma without its ending and hyphens, a doubled last letter made single.
    pub(super) fn stem(&self, lemma: &str) -> String {
        let bare = self
            .endings
            .iter()
            .find_map(|ending| lemma.strip_suffix(ending.as_str()).filter(|s| s.chars().count() >= LEAST_STEM));
        let mut letters: Vec<char> = bare.unwrap_or(lemma).chars().filter(|c| *c != '-').collect();
        if letters.len() > LEAST_STEM && letters[letters.len() - 1] == letters[letters.len() - 2] {
            letters.pop();
        }
        letters.into_iter().collect()
    }
}

/// Whether two words, with their stems, are of one family.
pub(super) fn is_family(a: (&str, &str), b: (&str, &str)) -> bool {
    if a.1 == b.1 {
        return true;
    }
    let shared = a.0.chars().zip(b.0.chars()).take_while(|(x, y)| x == y).count();
    let longest = a.0.chars().count().max(b.0.chars().count());
    let least = a.1.chars().count().min(b.1.chars().count());
    (shared >= SHARED && shared * 10 >= longest * 6)
        || (least > LEAST_STEM && (a.1.starts_with(b.1) || b.1.starts_with(a.1)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use legation_types::MemoryFiles;

    pub(crate) fn kin() -> Kin {
        let text = "never = [\"be\"]\nendings = [\"ing\", \"ion\", \"ment\", \"e\", \"ed\"]\nevent_endings = [\"ment\"]\n\
                    groups = [\"hit strike\", \"strike attack\"]";
        let mut files = MemoryFiles::default();
        files.0.insert("languages/en/kin.toml".to_string(), text.as_bytes().to_vec());
        Kin::load(&files, "en").unwrap()
    }

    #[test]
    fn families_share_a_stem() {
        let kin = kin();
        for (a, b, is_one) in [
            ("announce", "announcement", true),
            ("stopping", "stop", true),
            ("investigate", "investigator", true),
            ("meet", "meat", false),
            ("hit", "strike", false),
        ] {
            let (x, y) = (kin.stem(a), kin.stem(b));
            assert_eq!(is_family((a, &x), (b, &y)), is_one, "{a} {b}: {x} {y}");
        }
        assert_eq!(kin.groups("strike", "struck"), [0, 1]);
        assert!(kin.is_event_noun("announcement") && !kin.is_event_noun("cement"));
    }
}
