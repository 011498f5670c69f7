//! Finds known names in running text: a trie over normalised words, longest match first.

use legation_types::Span;
use rustc_hash::FxHashMap;

/// A set of phrases with the ids that they stand for; built once, then read.
#[derive(Clone, Debug, Default)]
pub struct Lexicon {
    words: FxHashMap<Box<str>, u32>,
    steps: FxHashMap<(u32, u32), u32>,
    ends: Vec<Vec<u32>>,
}

/// A phrase found in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found<'a> {
    /// Where it stands, without a genitive ending.
    pub span: Span,
    /// The ids that were inserted for it, in the order of insertion.
    pub ids: &'a [u32],
}

impl Lexicon {
    /// Adds a phrase with the id that it stands for. A phrase without a letter or digit is ignored.
    pub fn insert(&mut self, phrase: &str, id: u32) {
        if self.ends.is_empty() {
            self.ends.push(Vec::new());
        }
        let mut node = 0;
        let mut any = false;
        for word in words(phrase) {
            any = true;
            let next_word = self.words.len() as u32;
            let word_id = *self.words.entry(word.text.into_boxed_str()).or_insert(next_word);
            let next_node = self.ends.len() as u32;
            node = *self.steps.entry((node, word_id)).or_insert(next_node);
            if node == next_node {
                self.ends.push(Vec::new());
            }
        }
        if any && !self.ends[node as usize].contains(&id) {
            self.ends[node as usize].push(id);
        }
    }

    /// The ids of exactly this phrase.
    pub fn exact(&self, phrase: &str) -> &[u32] {
        let mut node = 0;
        let mut any = false;
        for word in words(phrase) {
            any = true;
            match self.step(node, &word.text) {
                Some(next) => node = next,
                None => return &[],
            }
        }
        if any { self.ends.get(node as usize).map_or(&[], Vec::as_slice) } else { &[] }
    }

    /// All phrases in a text, leftmost and longest first, not overlapping.
    pub fn scan(&self, text: &str) -> Vec<Found<'_>> {
        let mut found = Vec::new();
        if self.ends.is_empty() {
            return found;
        }
        let mut scanner = Words { text, at: 0 };
        let mut buffer: Vec<(Option<u32>, Span)> = Vec::new();
        let mut scratch = String::new();
        while let Some((start, end)) = scanner.next_raw() {
            let raw = &text[start..end];
            // Most words need no rewriting, and are unknown.
            let is_plain = raw.bytes().all(|b| b.is_ascii_alphanumeric());
            let (id, genitive) = if is_plain {
                (self.word_id(raw), 0)
            } else {
                normalise(raw, &mut scratch);
                (self.word_id(&scratch), strip_genitive(raw).1)
            };
            buffer.push((id, Span::new(start as u32, (end - genitive) as u32)));
        }
        let mut at = 0;
        while at < buffer.len() {
            let mut node = 0;
            let mut best: Option<(usize, u32)> = None;
            for (idx, (word, span)) in buffer.iter().enumerate().skip(at) {
                let Some(word) = word else { break };
                if idx > at
                    && !joins(buffer[idx - 1].1.len(), &text[buffer[idx - 1].1.end as usize..span.start as usize])
                {
                    break;
                }
                match self.steps.get(&(node, *word)) {
                    Some(next) => node = *next,
                    None => break,
                }
                if !self.ends[node as usize].is_empty() {
                    best = Some((idx, node));
                }
            }
            match best {
                Some((last, node)) => {
                    let span = buffer[at].1.cover(buffer[last].1);
                    found.push(Found { span, ids: &self.ends[node as usize] });
                    at = last + 1;
                }
                None => at += 1,
            }
        }
        found
    }

    fn word_id(&self, word: &str) -> Option<u32> {
        if let Some(id) = self.words.get(word) {
            return Some(*id);
        }
        if !word.starts_with(char::is_uppercase) {
            return None;
        }
        let shouted =
            word.chars().count() > 3 && word.chars().all(|c| !c.is_lowercase()) && word.contains(char::is_alphabetic);
        if shouted {
            let mut chars = word.chars();
            let title: String = chars.next().into_iter().chain(chars.flat_map(char::to_lowercase)).collect();
            return self.words.get(title.as_str()).copied();
        }
        None
    }

    fn step(&self, node: u32, word: &str) -> Option<u32> {
        let word = self.word_id(word)?;
        self.steps.get(&(node, word)).copied()
    }
}

/// Whether the characters between two words may stand inside a phrase: no sentence end (but "J. Smith", "St. John"),
/// no line break with a gap. `before` is the length of the word before, in bytes.
fn joins(before: u32, between: &str) -> bool {
    let between = between.trim_start_matches(['\'', '’', 's', 'S']);
    between.len() <= 4
        && between.chars().all(|c| matches!(c, ' ' | '-' | '–' | '.' | '\u{a0}' | '/' | '&' | '\n' | ','))
        && !between.contains("\n\n")
        && between.matches(',').count() <= 1
        && (before <= 2 || !between.contains(". "))
}

struct Word {
    text: String,
}

/// The normalised words of a phrase, in order.
fn words(phrase: &str) -> impl Iterator<Item = Word> + '_ {
    let mut scanner = Words { text: phrase, at: 0 };
    std::iter::from_fn(move || {
        let (start, end) = scanner.next_raw()?;
        let mut text = String::new();
        normalise(&phrase[start..end], &mut text);
        Some(Word { text })
    })
    .filter(|w| !w.text.is_empty())
}

/// The words of a phrase as the lexicon compares them, joined by single spaces: without accents, dots and genitives.
pub fn key(phrase: &str) -> String {
    words(phrase).map(|w| w.text).collect::<Vec<_>>().join(" ")
}

struct Words<'a> {
    text: &'a str,
    at: usize,
}

impl Words<'_> {
    /// Byte range of the next word: letters, digits, and apostrophes or abbreviation dots inside it.
    fn next_raw(&mut self) -> Option<(usize, usize)> {
        let rest = &self.text[self.at..];
        let skip = rest.find(char::is_alphanumeric)?;
        let start = self.at + skip;
        let mut end = start;
        let mut chars = self.text[start..].char_indices().peekable();
        let mut run = 0;
        while let Some((offset, c)) = chars.next() {
            let next_is_letter = chars.peek().is_some_and(|(_, n)| n.is_alphanumeric());
            if c.is_alphanumeric() {
                run += 1;
            } else if next_is_letter && (matches!(c, '\'' | '’' | 'ʻ' | '`') || c == '.' && run == 1) {
                run = 0;
            } else {
                break;
            }
            end = start + offset + c.len_utf8();
        }
        self.at = end;
        if self.text[start..end].contains('.') && self.text[end..].starts_with('.') {
            end += 1;
            let rest = &self.text[end..];
            let genitive = ["'s", "’s"].into_iter().find(|g| rest.starts_with(g)).map_or(0, str::len);
            self.at = end + genitive;
        }
        Some((start, end))
    }
}

/// The word without "'s", and the length of what was cut off.
fn strip_genitive(word: &str) -> (&str, usize) {
    for ending in ["'s", "’s", "'S", "’S"] {
        if let Some(stem) = word.strip_suffix(ending) {
            return (stem, ending.len());
        }
    }
    (word, 0)
}

fn normalise(word: &str, out: &mut String) {
    out.clear();
    let (word, _) = strip_genitive(word);
    for c in word.chars() {
        match c {
            '\'' | '’' | 'ʻ' | '`' | '.' => {}
            c if c.is_ascii() => out.push(c),
            c => fold(c, out),
        }
    }
}

/// Letters without their accents, for the Latin alphabets of Europe and common transliterations.
fn fold(c: char, out: &mut String) {
    let plain = match c {
        'à'..='å' | 'ā' | 'ă' | 'ą' | 'ǎ' | 'ạ' | 'ả' => "a",
        'À'..='Å' | 'Ā' | 'Ă' | 'Ą' => "A",
        'æ' => "ae",
        'Æ' => "Ae",
        'ç' | 'ć' | 'č' | 'ĉ' => "c",
        'Ç' | 'Ć' | 'Č' => "C",
        'ď' | 'đ' | 'ḍ' => "d",
        'Ď' | 'Đ' | 'Ḍ' => "D",
        'è'..='ë' | 'ē' | 'ė' | 'ę' | 'ě' | 'ə' => "e",
        'È'..='Ë' | 'Ē' | 'Ė' | 'Ę' | 'Ě' => "E",
        'ğ' | 'ģ' | 'ĝ' => "g",
        'Ğ' | 'Ģ' => "G",
        'ħ' | 'ḥ' => "h",
        'Ħ' | 'Ḥ' => "H",
        'ì'..='ï' | 'ī' | 'ı' | 'į' => "i",
        'Ì'..='Ï' | 'Ī' | 'İ' | 'Į' => "I",
        'ķ' => "k",
        'ł' | 'ļ' | 'ľ' => "l",
        'Ł' | 'Ļ' | 'Ľ' => "L",
        'ñ' | 'ń' | 'ň' | 'ņ' => "n",
        'Ñ' | 'Ń' | 'Ň' | 'Ņ' => "N",
        'ò'..='ö' | 'ø' | 'ō' | 'ő' | 'ǒ' => "o",
        'Ò'..='Ö' | 'Ø' | 'Ō' | 'Ő' => "O",
        'ř' | 'ŕ' => "r",
        'Ř' => "R",
        'ś' | 'š' | 'ş' | 'ș' | 'ṣ' => "s",
        'Ś' | 'Š' | 'Ş' | 'Ș' | 'Ṣ' => "S",
        'ß' => "ss",
        'ť' | 'ţ' | 'ț' | 'ṭ' => "t",
        'Ť' | 'Ţ' | 'Ț' | 'Ṭ' => "T",
        'ù'..='ü' | 'ū' | 'ů' | 'ű' | 'ų' => "u",
        'Ù'..='Ü' | 'Ū' | 'Ů' | 'Ű' => "U",
        'ý' | 'ÿ' => "y",
        'Ý' => "Y",
        'ź' | 'ž' | 'ż' | 'ẓ' => "z",
        'Ź' | 'Ž' | 'Ż' => "Z",
        other => return out.push(other),
    };
    out.push_str(plain);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_longest_phrase_whatever_its_accents_and_endings() {
        let mut lexicon = Lexicon::default();
        for (id, phrase) in
            ["US", "United Nations", "Recep Tayyip Erdogan", "al-Qaeda", "Côte d'Ivoire"].iter().enumerate()
        {
            lexicon.insert(phrase, id as u32);
        }
        let text = "The U.S.’s envoy met us and Recep Tayyip Erdoğan at the United Nations. UNITED NATIONS; al Qaeda; Cote d’Ivoire";
        let found: Vec<(&str, u32)> = lexicon.scan(text).iter().map(|f| (f.span.of(text), f.ids[0])).collect();
        assert_eq!(
            found,
            [
                ("U.S.", 0),
                ("Recep Tayyip Erdoğan", 2),
                ("United Nations", 1),
                ("UNITED NATIONS", 1),
                ("al Qaeda", 3),
                ("Cote d’Ivoire", 4)
            ]
        );
        assert_eq!(lexicon.exact("u.s."), &[] as &[u32]);
        assert_eq!(lexicon.exact("U.S."), &[0]);
    }
}
