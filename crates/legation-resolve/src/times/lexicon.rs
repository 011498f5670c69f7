//! The vocabulary of the time rules: words with the classes they belong to.

use rustc_hash::FxHashMap;

/// Index of a word or mark of the vocabulary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct WordId(pub u32);

/// Index of a class of words.
pub(crate) type ClassId = u16;

/// Words and marks, each with its classes and values.
#[derive(Debug, Default)]
pub(crate) struct Lexicon {
    ids: FxHashMap<Box<[u8]>, u32>,
    marks: FxHashMap<char, u32>,
    entries: Vec<Entry>,
    classes: FxHashMap<String, ClassId>,
    longest: usize,
}

/// What the vocabulary says of a word.
#[derive(Debug, Default)]
struct Entry {
    /// Classes with the value of the word in each, and whether it counts only when capitalised ("May").
    values: Vec<(ClassId, i32, bool)>,
}

impl Lexicon {
    /// The word of these lower-case bytes.
    pub fn word(&self, lower: &[u8]) -> Option<WordId> {
        if lower.len() > self.longest { None } else { self.ids.get(lower).map(|id| WordId(*id)) }
    }

    /// The mark.
    pub fn mark(&self, mark: char) -> Option<WordId> {
        self.marks.get(&mark).map(|id| WordId(*id))
    }

    /// Number of words and marks.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// The value of a word in a class.
    pub fn value(&self, word: WordId, class: ClassId, capital: bool) -> Option<i32> {
        let entry = &self.entries[word.0 as usize];
        let (_, value, needs_capital) = entry.values.iter().find(|(c, ..)| *c == class)?;
        (capital || !needs_capital).then_some(*value)
    }

    /// The classes of a word.
    pub fn classes_of(&self, word: WordId) -> impl Iterator<Item = ClassId> + '_ {
        self.entries[word.0 as usize].values.iter().map(|(class, ..)| *class)
    }

    /// The id of a word or mark, adding it where it is new.
    pub fn intern(&mut self, word: &str) -> WordId {
        let mut chars = word.chars();
        let next = self.entries.len() as u32;
        let id = match (chars.next(), chars.next()) {
            (Some(mark), None) if !mark.is_alphabetic() => *self.marks.entry(mark).or_insert(next),
            _ => *self.ids.entry(word.to_lowercase().into_bytes().into_boxed_slice()).or_insert(next),
        };
        if id == next {
            self.entries.push(Entry::default());
            self.longest = self.longest.max(word.len());
        }
        WordId(id)
    }

    /// Adds a word to a class, where it may count only when capitalised.
    pub fn add(&mut self, class: ClassId, word: &str, value: i32, needs_capital: bool) {
        let id = self.intern(word);
        self.entries[id.0 as usize].values.push((class, value, needs_capital));
    }

    /// The id of a class, adding it where it is new.
    pub fn add_class(&mut self, name: &str) -> ClassId {
        let next = self.classes.len() as ClassId;
        *self.classes.entry(name.to_string()).or_insert(next)
    }

    /// The id of a class.
    pub fn class(&self, name: &str) -> Option<ClassId> {
        self.classes.get(name).copied()
    }
}
