use crate::rules::TokenRules;

/// A word of the text, before anything is known of it: byte offsets into the article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// Whether a space, a line end or the end of the text follows.
    pub space_after: bool,
}

/// Longest word in bytes; longer unbroken runs are cut there, so that no later step meets an unbounded word.
const LONGEST_WORD: usize = 400;

/// Longest unbroken run in bytes that is looked at as an internet address.
const LONGEST_ADDRESS: usize = 4000;

/// The words of the stretch `from..to` of `text` (byte offsets at character boundaries), in order, by the conventions
/// of Universal Dependencies: contractions and possessives split, hyphens alone but after prefixes, a full stop with
/// its abbreviation.
pub fn split_words(text: &str, from: usize, to: usize, rules: &TokenRules) -> Vec<Word> {
    let mut scanner = Scanner { text, to, rules, words: Vec::with_capacity((to - from) / 5) };
    let mut at = from;
    while at < to {
        let c = scanner.char_at(at);
        if is_gap(c) {
            at += c.len_utf8();
            continue;
        }
        let mut end = at;
        while end < to && !is_gap(scanner.char_at(end)) {
            end += scanner.char_at(end).len_utf8();
        }
        scanner.chunk(at, end);
        at = end;
    }
    scanner.words
}

/// White space, control characters and invisible separators.
fn is_gap(c: char) -> bool {
    c.is_whitespace() || c.is_control() || matches!(c, '\u{200b}' | '\u{feff}' | '\u{2060}' | '\u{200e}' | '\u{200f}')
}

/// Characters that continue whatever stands before them: combining marks, joiners, skin tones.
fn is_continuation(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{200c}' | '\u{200d}' | '\u{20d0}'..='\u{20ff}' | '\u{fe00}'..='\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}' | '\u{ad}')
}

fn is_word_char(c: char) -> bool {
    c.is_alphanumeric() || is_continuation(c)
}

pub(crate) fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '`' | 'ʼ')
}

/// Lower case with every apostrophe as '.
pub(crate) fn fold(word: &str) -> String {
    word.chars().map(|c| if is_apostrophe(c) { '\'' } else { c }).flat_map(char::to_lowercase).collect()
}

struct Scanner<'a> {
    text: &'a str,
    to: usize,
    rules: &'a TokenRules,
    words: Vec<Word>,
}

impl Scanner<'_> {
    fn char_at(&self, at: usize) -> char {
        self.text[at..self.to].chars().next().unwrap_or(' ')
    }

    fn char_before(&self, at: usize) -> char {
        self.text[..at].chars().next_back().unwrap_or(' ')
    }

    fn push(&mut self, start: usize, end: usize) {
        if start < end {
            let space_after = end >= self.to || is_gap(self.char_at(end));
            self.words.push(Word { start: start as u32, end: end as u32, space_after });
        }
    }

    /// One run without white space.
    fn chunk(&mut self, start: usize, end: usize) {
        let mut at = start;
        if let Some((from, upto)) = self.address(start, end) {
            self.scan(start, from);
            self.push(from, upto);
            at = upto;
        }
        self.scan(at, end);
    }

    /// An internet address, e-mail address or handle inside the run.
    fn address(&self, start: usize, end: usize) -> Option<(usize, usize)> {
        if end - start > LONGEST_ADDRESS {
            return None;
        }
        let run = &self.text[start..end];
        let is_opener = |c: char| matches!(c, '(' | '[' | '<' | '{' | '"' | '\'' | '“' | '‘' | '«' | '*');
        let lead = run.len() - run.trim_start_matches(is_opener).len();
        let core = &run[lead..];
        if !core.contains([':', '.', '@', '#']) {
            return None;
        }
        let scheme = core.find("://").filter(|i| *i > 1 && core[..*i].bytes().all(|b| b.is_ascii_alphabetic()));
        let is_address = scheme.is_some()
            || core.get(..4).is_some_and(|s| s.eq_ignore_ascii_case("www."))
            || core.get(..7).is_some_and(|s| s.eq_ignore_ascii_case("mailto:"))
            || is_mail(core);
        let is_handle = core.len() > 2
            && (core.starts_with('@') || core.starts_with('#'))
            && core[1..].starts_with(|c: char| c.is_alphabetic() || c == '_');
        let stop = if is_address {
            let closed = core.find(['>', '"', '”', '“', '<', '«', '»']).unwrap_or(core.len());
            let mut kept = core[..closed].trim_end_matches(|c: char| {
                matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '’' | '*' | ']' | '}' | '…')
            });
            while kept.ends_with(')') && kept.matches(')').count() > kept.matches('(').count() {
                kept = kept[..kept.len() - 1].trim_end_matches(['.', ',', ';', ':', '!', '?']);
            }
            kept.len()
        } else if is_handle {
            core[1..].find(|c: char| !(is_word_char(c) || c == '_')).map_or(core.len(), |i| i + 1)
        } else {
            return None;
        };
        (stop > 0).then_some((start + lead, start + lead + stop))
    }

    fn scan(&mut self, start: usize, end: usize) {
        let mut at = start;
        while at < end {
            let next = self.token(at, end);
            let next = if next - at > LONGEST_WORD { floor_boundary(self.text, at + LONGEST_WORD) } else { next };
            let next = next.clamp(at + self.char_at(at).len_utf8(), end);
            if is_word_char(self.char_at(at)) {
                self.clitics(at, next)
            } else {
                self.push(at, next)
            }
            at = next;
        }
    }

    /// The end of the token that begins at `at`.
    fn token(&self, at: usize, end: usize) -> usize {
        let c = self.char_at(at);
        let after = at + c.len_utf8();
        if is_word_char(c) {
            return self.word(at, end);
        }
        // A window, so that a run of millions of signs is not walked once for each of them.
        let rest = &self.text[at..floor_boundary(self.text, end.min(at + LONGEST_WORD))];
        let is_fresh = at == 0 || is_gap(self.char_before(at));
        if let Some(face) = self.rules.emoticons.iter().find(|e| rest.starts_with(e.as_str())) {
            let tail = &rest[face.len()..];
            if !tail.starts_with(is_word_char) && !tail.starts_with('/') {
                return at + face.len();
            }
        }
        if is_apostrophe(c) {
            let letters = run_end(rest, c.len_utf8(), |c| is_word_char(c) || is_apostrophe(c));
            let whole = fold(&rest[..letters]);
            let is_clitic = !is_fresh && self.rules.clitics.contains(&whole);
            let decade = rest[c.len_utf8()..].bytes().take_while(u8::is_ascii_digit).count();
            if is_clitic || self.rules.apostrophe_first.contains(&whole) {
                return at + letters;
            }
            if is_fresh && decade == 2 {
                let tail = &rest[c.len_utf8() + 2..];
                let plural = usize::from(tail.starts_with('s') && !tail[1..].starts_with(is_word_char));
                return at + c.len_utf8() + 2 + plural;
            }
            return if rest.starts_with("''") || rest.starts_with("``") { at + 2 } else { after };
        }
        let same = |set: &[char]| set.contains(&c).then(|| at + run_end(rest, 0, |d| set.contains(&d)));
        match c {
            '!' | '?' => same(&['!', '?']),
            '.' | '…' => same(&['.', '…']),
            '-' | '*' | '_' | '=' | '~' | '#' | '<' | '>' | '+' | '|' | '^' => same(&[c]),
            // A flag is two regional indicators.
            '\u{1f1e6}'..='\u{1f1ff}' => {
                let pair = rest.chars().take(2).filter(|d| matches!(d, '\u{1f1e6}'..='\u{1f1ff}')).count();
                Some(at + 4 * pair)
            }
            _ => None,
        }
        .unwrap_or_else(|| self.symbol(after, end))
    }

    /// A sign with the marks, joiners and joined signs behind it.
    fn symbol(&self, mut at: usize, end: usize) -> usize {
        while at < end && is_continuation(self.char_at(at)) {
            let joins = self.char_at(at) == '\u{200d}';
            at += self.char_at(at).len_utf8();
            if joins && at < end && !self.char_at(at).is_alphanumeric() {
                at += self.char_at(at).len_utf8();
            }
        }
        at
    }

    /// The end of the word that begins at `start`.
    fn word(&self, start: usize, end: usize) -> usize {
        let end = floor_boundary(self.text, end.min(start + LONGEST_WORD));
        let mut at = start;
        while at < end {
            let c = self.char_at(at);
            if is_word_char(c) {
                if c.is_alphabetic() && at > start && self.char_before(at).is_ascii_digit() {
                    let letters = run_end(&self.text[at..end], 0, |c| c.is_alphabetic());
                    if self.is_unit(&self.text[start..at], at, letters, end) {
                        return at;
                    }
                }
                at += c.len_utf8();
                continue;
            }
            let after = at + c.len_utf8();
            let next = if after < end { self.char_at(after) } else { ' ' };
            let is_inside = match c {
                _ if is_apostrophe(c) => next.is_alphabetic() && !self.begins_quote(at, after),
                '.' => match self.stop(start, at, end) {
                    Stop::Inside => true,
                    Stop::Belongs => return after,
                    Stop::Alone => false,
                },
                ',' => self.is_thousands(at, after, end),
                ':' => self.char_before(at).is_ascii_digit() && next.is_ascii_digit(),
                '/' => self.is_fraction(start, at, after, end),
                '-' | '‑' => self.keeps_hyphen(start, at, after, end),
                '&' => at - start <= 3 && self.char_before(at).is_uppercase() && next.is_uppercase(),
                '_' => is_word_char(next),
                '$' if next.is_ascii_digit() && self.rules.currency_prefixes.contains(&fold(&self.text[start..at])) => {
                    return after;
                }
                _ => false,
            };
            if !is_inside {
                return at;
            }
            at = after;
        }
        at
    }

    /// Whether letters behind digits are a unit: 5pm, 20km.
    fn is_unit(&self, number: &str, at: usize, letters: usize, end: usize) -> bool {
        let unit = fold(&self.text[at..at + letters]);
        let tail = &self.text[at + letters..end];
        number.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b',' | b':'))
            && (self.rules.units.contains(&unit) && !tail.starts_with(|c: char| is_word_char(c))
                || tail.starts_with('.')
                    && self.rules.units.iter().any(|u| u.contains('.') && tail_matches(&self.text[at..end], u)))
    }

    /// A back quote or straight quote after a word that opens a quotation of its own is no part of the word.
    fn begins_quote(&self, at: usize, after: usize) -> bool {
        self.char_at(at) == '`' && !self.text[after..].starts_with(['s', 'S'])
    }

    fn is_thousands(&self, at: usize, after: usize, end: usize) -> bool {
        let digits = self.text[after..end].bytes().take_while(u8::is_ascii_digit).count();
        self.char_before(at).is_ascii_digit() && digits == 3
    }

    fn is_fraction(&self, start: usize, at: usize, after: usize, end: usize) -> bool {
        let digits = self.text[after..end].bytes().take_while(u8::is_ascii_digit).count();
        digits > 0 && self.text[start..at].bytes().all(|b| b.is_ascii_digit() || b == b'/')
    }

    fn keeps_hyphen(&self, start: usize, at: usize, after: usize, end: usize) -> bool {
        let left = &self.text[start..at];
        let right_len = run_end(&self.text[after..end], 0, is_word_char);
        let right = &self.text[after..after + right_len];
        if right.is_empty() {
            // "pre- and post-war"
            return after >= end && self.rules.hyphen_prefixes.contains(&fold(left));
        }
        let is_digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit() || b == b'-');
        if is_digits(left) && is_digits(right) {
            // Telephone numbers and dates stay whole, ranges and scores do not.
            let more = self.text[after + right_len..end].starts_with('-')
                && self.text[after + right_len + 1..end].starts_with(|c: char| c.is_ascii_digit());
            return left.contains('-') || more || (left.len() >= 3 && left.len() != 4 && right.len() >= 4);
        }
        if !right.starts_with(char::is_alphabetic) {
            return false;
        }
        let folded = fold(left);
        let last = folded.rsplit('-').next().unwrap_or("");
        self.rules.hyphen_prefixes.contains(last) || self.is_given_name(start, left, right)
    }

    /// Whether the part behind a hyphen, by itself another word, ends a given name: "Moon Jae-in".
    fn is_given_name(&self, start: usize, left: &str, right: &str) -> bool {
        let is_capital =
            |word: &str| word.starts_with(char::is_uppercase) && !word.chars().nth(1).is_some_and(char::is_uppercase);
        let before = self.text[..start].split_whitespace().next_back().unwrap_or("");
        self.rules.hyphen_name_endings.contains(right) && is_capital(left) && is_capital(before)
    }

    /// What a full stop behind `start..at` is.
    fn stop(&self, start: usize, at: usize, end: usize) -> Stop {
        let word = &self.text[start..at];
        let rest = &self.text[at + 1..end];
        let last = self.char_before(at);
        let next = rest.chars().next().unwrap_or(' ');
        if is_word_char(next) {
            let run = &rest[..run_end(rest, 0, is_word_char)];
            if last.is_ascii_digit() && next.is_ascii_digit() {
                return Stop::Inside;
            }
            let piece = word.rsplit('.').next().unwrap_or("");
            if piece.chars().count() == 1 && next.is_alphabetic() && piece.starts_with(char::is_alphabetic) {
                return Stop::Inside;
            }
            if self.rules.domains.contains(&fold(run)) && !last.is_ascii_digit() {
                return Stop::Inside;
            }
            if word.contains('.') && piece.chars().count() == 2 && run.chars().count() == 1 {
                return Stop::Inside; // Ph.D
            }
            if fold(word) == "ph" || self.rules.anywhere.contains(&fold(&self.text[start..at + 1 + run.len()])) {
                return Stop::Inside;
            }
            return Stop::Alone;
        }
        if rest.starts_with('.') || rest.starts_with('…') {
            return Stop::Alone;
        }
        if self.is_abbreviation(start, at, end) { Stop::Belongs } else { Stop::Alone }
    }

    /// Whether the word that ends before the stop at `at` is an abbreviation here.
    fn is_abbreviation(&self, start: usize, at: usize, end: usize) -> bool {
        let word = &self.text[start..at];
        let folded = fold(word);
        let has_inner_stop =
            word.contains('.') && word.split('.').all(|p| p.chars().count() <= 2 && p.chars().all(char::is_alphabetic));
        if has_inner_stop {
            return true;
        }
        let follow = self.text[at + 1..self.to].trim_start_matches(|c: char| is_gap(c) && c != '\n');
        let next = follow.chars().next().unwrap_or(' ');
        let follow_word = &follow[..run_end(follow, 0, |c| is_word_char(c) || is_apostrophe(c))];
        let starts_sentence = next.is_uppercase() && self.rules.sentence_starts.contains(&fold(follow_word));
        let is_letter = word.chars().count() == 1 && word.starts_with(char::is_uppercase);
        if is_letter {
            let previous = self.words.last().filter(|w| w.space_after || w.end as usize == start);
            let after_name = previous.is_some_and(|w| {
                let previous = &self.text[w.start as usize..w.end as usize];
                previous.starts_with(char::is_uppercase) || self.is_opener(previous)
            });
            // "World War I. The" against "John F. Kennedy", "Vitamin C. Then".
            return next.is_uppercase() && !starts_sentence && (word != "I" || after_name)
                || (matches!(next, ',' | ';') && at + 1 < end);
        }
        if self.rules.before_number.contains(&folded) && (next.is_ascii_digit() || next == '#') {
            return true;
        }
        if !(self.rules.before_name.contains(&folded) || self.rules.anywhere.contains(&folded)) {
            return false;
        }
        if self.rules.capital_only.contains(&folded) && !word.starts_with(char::is_uppercase) {
            return false;
        }
        if self.rules.mid_only.contains(&folded) {
            let goes_on = next.is_ascii_digit()
                || matches!(next, ',' | ';' | ')')
                || next.is_lowercase()
                || (next.is_uppercase() && !starts_sentence);
            return goes_on;
        }
        true
    }

    fn is_opener(&self, word: &str) -> bool {
        matches!(word, "(" | "\"" | "“" | "‘" | "'" | "[")
    }

    /// Cuts contractions and possessives off a word and stores the parts.
    fn clitics(&mut self, start: usize, end: usize) {
        let word = &self.text[start..end];
        if !word.is_ascii() || word.len() <= 8 || word.contains(['\'', '`']) {
            let folded = fold(word);
            // Folding keeps the number of characters for the letters these lists use; cut by characters, not bytes.
            if let Ok(i) = self.rules.splits.binary_search_by(|(w, _)| w.as_str().cmp(&folded)) {
                let cut = nth_char(word, self.rules.splits[i].1);
                self.push(start, start + cut);
                self.push(start + cut, end);
                return;
            }
            if word.contains(is_apostrophe) {
                let clitic = self.rules.clitics.iter().find(|c| folded.ends_with(c.as_str()) && folded.len() > c.len());
                if let Some(clitic) = clitic {
                    let keep = word.chars().count().saturating_sub(clitic.chars().count());
                    let cut = nth_char(word, keep);
                    self.clitics(start, start + cut);
                    self.push(start + cut, end);
                    return;
                }
            }
        }
        self.push(start, end);
    }
}

enum Stop {
    /// Inside the word: a decimal point, U.S, example.com.
    Inside,
    /// The last character of an abbreviation.
    Belongs,
    /// A mark of its own.
    Alone,
}

fn is_mail(core: &str) -> bool {
    let Some(at) = core.find('@') else { return false };
    at > 0
        && core[..at].ends_with(|c: char| c.is_alphanumeric())
        && core[at + 1..].starts_with(|c: char| c.is_alphanumeric())
        && core[at + 1..].contains('.')
}

fn tail_matches(tail: &str, unit: &str) -> bool {
    tail.get(..unit.len()).is_some_and(|t| t.eq_ignore_ascii_case(unit))
        && !tail[unit.len()..].starts_with(is_word_char)
}

/// Byte length of the run of characters from `from` on for which `holds`.
fn run_end(text: &str, from: usize, holds: impl Fn(char) -> bool) -> usize {
    text[from..].find(|c: char| !holds(c)).map_or(text.len(), |i| from + i)
}

fn nth_char(text: &str, n: usize) -> usize {
    text.char_indices().nth(n).map_or(text.len(), |(i, _)| i)
}

fn floor_boundary(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
