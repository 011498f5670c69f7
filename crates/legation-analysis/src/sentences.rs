use crate::lines::{Paragraph, paragraphs};
use crate::rules::TokenRules;
use crate::words::{Word, fold, is_apostrophe, split_words};

/// A sentence of the text with its words, before the model has seen it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawSentence {
    /// Its words, in order; never empty.
    pub words: Vec<Word>,
    /// Number of its paragraph, from 0.
    pub paragraph: u32,
}

/// Most words in a sentence: longer stretches without a full stop (tables, broken text) are cut at commas or, failing
/// that, anywhere, which bounds the time and memory of everything after.
pub const LONGEST_SENTENCE: usize = 240;

/// Most words of a dateline.
const LONGEST_DATELINE: usize = 16;

/// Fewest characters of a row of asterisks, and of other signs, that parts what stands before from what stands behind.
const SHORTEST_STARS: usize = 3;
const SHORTEST_ROW: usize = 6;

/// The sentences of a text, in order, with their words.
pub fn split_sentences(text: &str, rules: &TokenRules) -> Vec<RawSentence> {
    let mut sentences = Vec::new();
    for (number, Paragraph { start, end }) in paragraphs(text).into_iter().enumerate() {
        let words = split_words(text, start, end, rules);
        let mut from = 0;
        for to in ends(text, &words, rules) {
            cut_long(text, &words[from..to], number as u32, &mut sentences);
            from = to;
        }
    }
    sentences
}

/// For each sentence of a paragraph, the index one past its last word.
fn ends(text: &str, words: &[Word], rules: &TokenRules) -> Vec<usize> {
    let paragraph = Words { text, words, rules };
    let mut ends = Vec::new();
    let mut first = 0;
    if let Some(last) = paragraph.dateline().or_else(|| paragraph.date()) {
        ends.push(last + 1);
        first = last + 1;
    }
    let mut at = first;
    while at < words.len() {
        let Some(last) = paragraph.end_at(first, at) else {
            at += 1;
            continue;
        };
        ends.push(last + 1);
        first = last + 1;
        at = last + 1;
    }
    if first < words.len() {
        ends.push(words.len());
    }
    ends
}

struct Words<'a> {
    text: &'a str,
    words: &'a [Word],
    rules: &'a TokenRules,
}

impl<'a> Words<'a> {
    fn form(&self, i: usize) -> &'a str {
        self.words.get(i).map_or("", |w| &self.text[w.start as usize..w.end as usize])
    }

    /// If the sentence that begins at `first` ends with the mark at `at`, its last word: the mark, or what closes behind it.
    fn end_at(&self, first: usize, at: usize) -> Option<usize> {
        if self.is_credit(at + 1) && !is_opener(self.form(at)) {
            return Some(at);
        }
        let form = self.form(at);
        let mark = if self.is_emoticon(at) { Mark::Face } else { Mark::of(form)? };
        let mut last = at;
        while last + 1 < self.words.len() && !self.words[last].space_after && is_closer(self.form(last + 1)) {
            last += 1;
        }
        // A detached straight quote closes what was opened in this sentence: said so . "
        if last + 1 < self.words.len()
            && last == at
            && self.form(last + 1) == "\""
            && self.words[last + 1].space_after
            && (first..at).filter(|i| self.form(*i) == "\"").count() % 2 == 1
        {
            last += 1;
        }
        if self.is_emoticon(last + 1) && !matches!(mark, Mark::Abbreviation) {
            last += 1;
        }
        if last + 1 >= self.words.len() {
            return None; // The end of the paragraph ends it anyway.
        }
        let has_space = self.words[last].space_after;
        let closes_quote = (at + 1..=last).any(|i| is_quote(self.form(i)));
        let next = self.next_word(last + 1);
        let next_form = self.form(next);
        let is_quoted_next = next > last + 1;
        // Who begins sentences with small letters does so with the next one too.
        let is_all_small = self.form(first).starts_with(char::is_lowercase) && has_space && !closes_quote;
        let initial = next_form.chars().next().unwrap_or(' ');
        let is_end = match mark {
            Mark::Abbreviation => {
                let stem = fold(form.trim_end_matches('.'));
                let starts = initial.is_uppercase() && self.is_start(next);
                if self.rules.before_name.contains(&stem) || is_initial(form) && self.is_name(at) {
                    last > at && closes_quote && starts
                } else {
                    starts || last > at && closes_quote && initial.is_uppercase()
                }
            }
            Mark::Stop => {
                let is_joined = !has_space && !initial.is_uppercase() && !is_quoted_next;
                if is_joined || self.is_list_number(first, at) {
                    false
                } else if initial.is_lowercase() {
                    !closes_quote && (is_all_small || !self.is_split_abbreviation(at))
                } else {
                    !(closes_quote && self.is_speech_behind(next))
                }
            }
            Mark::Strong => {
                if self.rules.marked_names.contains(&fold(&self.joined(at))) {
                    initial.is_uppercase() && self.is_start(next)
                } else if initial.is_lowercase() {
                    is_all_small
                } else {
                    has_space && !(closes_quote && self.is_speech_behind(next))
                }
            }
            Mark::Row => has_space && (initial.is_uppercase() || initial.is_ascii_digit()),
            Mark::Face => has_space && initial.is_uppercase(),
            Mark::Ellipsis => {
                has_space && (initial.is_uppercase() && fold(next_form) != "i" || is_quoted_next && !closes_quote)
            }
        };
        is_end.then_some(last)
    }

    /// The dash that closes a dateline at the beginning of the paragraph: "KYIV, April 11 (Reuters) - Russia". It is cut
    /// off as GUM does, since its words are no part of the sentence behind it.
    fn dateline(&self) -> Option<usize> {
        let is_dash = |form: &str| matches!(form, "-" | "–" | "—" | "--");
        let dash = (1..self.words.len().min(LONGEST_DATELINE)).find(|i| {
            let stands_free = self.words[*i].space_after && self.words[i - 1].space_after;
            let closes_agency = self.form(*i) == ":" && self.form(i - 1) == ")";
            (is_dash(self.form(*i)) || closes_agency) && stands_free
        })?;
        let first = self.form(0);
        let is_capitals = first.chars().count() > 1 && first.chars().all(char::is_uppercase);
        let is_name_or_mark = |form: &str| {
            form.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
                || matches!(form, "," | "." | "(" | ")" | "/" | "-")
        };
        let goes_on = self.form(self.next_word(dash + 1)).starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
        // "Basra, Iraq – The": without capitals or an agency only before a word that begins sentences.
        let is_place = (1..dash).any(|i| self.form(i) == ",") && self.is_start(self.next_word(dash + 1));
        // "Tehran, March 15, Agency - President".
        let is_dated = (1..dash).any(|i| self.rules.date_words.contains(&fold(self.form(i))));
        let is_dateline = (is_capitals || is_dated || self.form(dash - 1) == ")" || is_place)
            && (0..dash).all(|i| is_name_or_mark(self.form(i)));
        (is_dateline && goes_on).then_some(dash)
    }

    /// The last word of a date that stands before the first sentence of the paragraph: "Thursday, May 7, 2015 The".
    fn date(&self) -> Option<usize> {
        let is_date = |i: &usize| {
            let form = self.form(*i);
            form == "," || form.bytes().all(|b| b.is_ascii_digit()) || self.rules.date_words.contains(&fold(form))
        };
        let is_year = |i: &usize| self.form(*i).len() == 4 && self.form(*i).bytes().all(|b| b.is_ascii_digit());
        let year = (0..self.words.len().min(LONGEST_DATELINE)).take_while(is_date).find(is_year)?;
        let is_capital = self.form(year + 1).starts_with(char::is_uppercase);
        (year >= 2 && is_capital && self.is_start(year + 1)).then_some(year)
    }

    /// Whether the name of who took a picture begins here: "Photo: Ada Marsh", "Image credit: Harbour Museum".
    fn is_credit(&self, i: usize) -> bool {
        let is_word = |i: usize| self.rules.credits.contains(&fold(self.form(i)));
        let is_named = self.form(i + 1) == ":" || self.form(i + 2) == ":" && is_word(i + 1);
        is_named && i + 3 < self.words.len() && self.form(i).starts_with(char::is_uppercase) && is_word(i)
    }

    fn is_emoticon(&self, i: usize) -> bool {
        let form = self.form(i);
        form.len() > 1 && !form.starts_with(char::is_alphanumeric) && self.rules.emoticons.iter().any(|e| e == form)
    }

    /// The first word from `i` on that is no opening mark.
    fn next_word(&self, i: usize) -> usize {
        let mut next = i;
        while next + 1 < self.words.len() && next < i + 3 && is_opener(self.form(next)) {
            next += 1;
        }
        next
    }

    fn is_start(&self, i: usize) -> bool {
        self.rules.sentence_starts.contains(&fold(self.form(i)))
    }

    /// Whether an initial stands in a name: "George W. Bush", "J. K. Rowling".
    fn is_name(&self, at: usize) -> bool {
        at == 0 || self.form(at - 1).starts_with(char::is_uppercase)
    }

    /// "1." at the beginning numbers an item.
    fn is_list_number(&self, first: usize, at: usize) -> bool {
        at == first + 1 && !self.words[first].space_after && {
            let form = self.form(first);
            form.len() <= 3 && (form.bytes().all(|b| b.is_ascii_digit()) || form.len() == 1)
        }
    }

    /// A stop behind a short word that goes on in small letters: an abbreviation that no list has.
    fn is_split_abbreviation(&self, at: usize) -> bool {
        at > 0 && !self.words[at - 1].space_after && self.form(at - 1).chars().count() <= 4
    }

    /// The word before a mark with the mark.
    fn joined(&self, at: usize) -> String {
        let before = if at > 0 && !self.words[at - 1].space_after { self.form(at - 1) } else { "" };
        format!("{before}{}", self.form(at))
    }

    /// Whether a speaker follows a closed quotation: a speech verb among the next words, before any comma or stop, and
    /// not one that says something else in a clause of its own.
    fn is_speech_behind(&self, next: usize) -> bool {
        let verb = (next..self.words.len().min(next + 5))
            .take_while(|i| self.form(*i).starts_with(char::is_alphanumeric))
            .find(|i| self.rules.speech.contains(&fold(self.form(*i))));
        verb.is_some_and(|verb| !self.rules.clause_starts.contains(&fold(self.form(verb + 1))))
    }
}

/// Words that may end a sentence.
enum Mark {
    Stop,
    /// ! and ?
    Strong,
    Ellipsis,
    /// A word with its own full stop.
    Abbreviation,
    /// A row of stars, dashes or the like.
    Row,
    Face,
}

impl Mark {
    fn of(form: &str) -> Option<Mark> {
        match form {
            "." | "。" | "؟" | "۔" => Some(Mark::Stop),
            _ if form.starts_with(['!', '?']) => Some(Mark::Strong),
            _ if form.starts_with(['.', '…']) => Some(Mark::Ellipsis),
            _ if form.ends_with('.') => Some(Mark::Abbreviation),
            _ if is_row(form) => Some(Mark::Row),
            _ => None,
        }
    }
}

/// Whether a word is a row of one sign.
fn is_row(form: &str) -> bool {
    let Some(sign) = form.chars().next().filter(|c| matches!(c, '*' | '=' | '_' | '-' | '~' | '#' | '•')) else {
        return false;
    };
    form.chars().all(|c| c == sign) && form.chars().count() >= if sign == '*' { SHORTEST_STARS } else { SHORTEST_ROW }
}

fn is_initial(form: &str) -> bool {
    form.chars().count() == 2 && form.starts_with(char::is_uppercase)
}

fn is_quote(form: &str) -> bool {
    form.chars().all(|c| matches!(c, '"' | '”' | '“' | '»' | '„') || is_apostrophe(c))
}

fn is_closer(form: &str) -> bool {
    matches!(form, ")" | "]" | "}") || (is_quote(form) && !matches!(form, "“" | "‘"))
}

fn is_opener(form: &str) -> bool {
    matches!(form, "(" | "[" | "{" | "“" | "‘" | "\"" | "'" | "«" | "„" | "``" | "`" | "''" | "¿" | "¡")
}

fn cut_long(text: &str, words: &[Word], paragraph: u32, sentences: &mut Vec<RawSentence>) {
    let mut rest = words;
    while rest.len() > LONGEST_SENTENCE {
        let is_pause =
            |w: &Word| matches!(&text[w.start as usize..w.end as usize], "," | ";" | ":" | "-" | "–" | "—" | "|");
        let window = &rest[LONGEST_SENTENCE / 2..LONGEST_SENTENCE];
        let cut = window.iter().rposition(is_pause).map_or(LONGEST_SENTENCE, |i| LONGEST_SENTENCE / 2 + i + 1);
        sentences.push(RawSentence { words: rest[..cut].to_vec(), paragraph });
        rest = &rest[cut..];
    }
    if !rest.is_empty() {
        sentences.push(RawSentence { words: rest.to_vec(), paragraph });
    }
}
