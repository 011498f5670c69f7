//! A sentence as processes look words up in it.

/// Where a clause may end.
const BREAKS: [char; 4] = [',', ';', '—', '–'];

/// A sentence, ready for looking up words.
#[derive(Debug)]
pub(crate) struct Sentence {
    /// Code point at which it begins in the article.
    pub(crate) start: u32,
    /// Its time expressions: code points of the article, first and last day.
    pub(crate) times: Vec<(u32, u32, String, String)>,
    lower: Vec<char>,
    chars: Vec<char>,
}

impl Sentence {
    pub(crate) fn new(text: &str, start: u32) -> Sentence {
        let chars: Vec<char> = text.chars().collect();
        // One small letter for each letter, so that places agree.
        let lower = chars.iter().map(|c| c.to_lowercase().next().unwrap_or(*c)).collect();
        Sentence { start, times: Vec::new(), lower, chars }
    }

    /// Places (code points of the article) of a whole word or phrase.
    pub(crate) fn find_all(&self, word: &str) -> Vec<(u32, u32)> {
        let word: Vec<char> = word.chars().collect();
        let is_edge = |at: Option<&char>| at.is_none_or(|c| !c.is_alphanumeric() && *c != '-');
        let mut found = Vec::new();
        for at in 0..(self.lower.len() + 1).saturating_sub(word.len().max(1)) {
            let end = at + word.len();
            let is_whole =
                is_edge(at.checked_sub(1).and_then(|before| self.lower.get(before))) && is_edge(self.lower.get(end));
            if self.lower[at..end] == word[..] && is_whole {
                found.push((self.start + at as u32, self.start + end as u32));
            }
        }
        found
    }

    /// Numbers that stand right before one of the words: "150 prisoners", with that word.
    pub(crate) fn counted(&self, words: &[String], numbers: &[String]) -> Vec<String> {
        let mut found = Vec::new();
        for (start, end) in words.iter().flat_map(|word| self.find_all(word)) {
            let before = self.slice(self.start, start);
            let Some(number) = before.split(' ').next_back() else { continue };
            if number.contains(|c: char| c.is_ascii_digit()) || numbers.contains(&number.to_lowercase()) {
                found.push(format!("{number} {}", self.slice(start, end)));
            }
        }
        found
    }

    /// Lengths of time: a number and a unit after it, apart by a space or a hyphen: "30-day", "two weeks".
    pub(crate) fn measured(&self, units: &[String], numbers: &[String]) -> Vec<String> {
        let text: String = self.chars.iter().collect();
        let words: Vec<&str> =
            text.split([' ', '-']).map(|word| word.trim_matches(|c: char| !c.is_alphanumeric())).collect();
        let is_number = |word: &str| word.parse::<u32>().is_ok() || numbers.contains(&word.to_lowercase());
        let pairs = words.windows(2).filter(|pair| is_number(pair[0]) && units.contains(&pair[1].to_lowercase()));
        pairs.map(|pair| format!("{} {}", pair[0], pair[1])).collect()
    }

    /// The small letters between two code points of the article.
    fn lower(&self, start: u32, end: u32) -> String {
        let at = |point: u32| (point.saturating_sub(self.start) as usize).min(self.lower.len());
        self.lower[at(start)..at(end).max(at(start))].iter().collect()
    }

    /// Whether one of the words stands right before a code point of the article, or between it and `end`.
    pub(crate) fn stands_before_or_in(&self, start: u32, end: u32, words: &[String]) -> bool {
        let inside = words.iter().flat_map(|word| self.find_all(word));
        self.stands_after(start, words) || inside.into_iter().any(|(from, to)| start <= from && to <= end)
    }

    /// Whether one of the words stands right before a code point of the article.
    fn stands_after(&self, at: u32, words: &[String]) -> bool {
        let before = self.lower(self.start, at);
        let before = before.trim_end();
        words
            .iter()
            .any(|word| before.strip_suffix(word.as_str()).is_some_and(|rest| !rest.ends_with(char::is_alphanumeric)))
    }

    /// Whether one of the words stands in it.
    pub(crate) fn has_any(&self, words: &[String]) -> bool {
        words.iter().any(|word| !self.find_all(word).is_empty())
    }

    /// The words between two code points of the article, on one line.
    pub(crate) fn slice(&self, start: u32, end: u32) -> String {
        let at = |point: u32| (point.saturating_sub(self.start) as usize).min(self.chars.len());
        let words: String = self.chars[at(start)..at(end).max(at(start))].iter().collect();
        words.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Whether a comma, semicolon or dash stands between two code points of the article.
    pub(crate) fn is_broken_between(&self, start: u32, end: u32) -> bool {
        self.lower(start, end).contains(BREAKS)
    }

    /// From a code point to the end of its clause: the next comma, semicolon, dash or the end of the sentence.
    pub(crate) fn clause_from(&self, start: u32) -> String {
        let from = (start.saturating_sub(self.start) as usize).min(self.chars.len());
        let length = self.chars[from..].iter().position(|c| BREAKS.contains(c)).unwrap_or(self.chars.len() - from);
        let words = self.slice(start, start + length as u32);
        words.trim_end_matches(['.', '!', '?', '”', '"']).to_string()
    }

    /// From a code point to the end of the sentence.
    pub(crate) fn rest_from(&self, start: u32) -> String {
        let words = self.slice(start, self.start + self.chars.len() as u32);
        words.trim_end_matches(['.', '!', '?']).to_string()
    }
}
