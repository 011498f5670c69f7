//! Patterns over pieces of text, as written in the data files.
//!
//! A pattern is a row of elements: a lower-case word or a mark stands for itself; `MONTH` (a class of the vocabulary or
//! one of the built-in number classes) for any of its words, whose value goes to the slot of the same name or, in
//! `day2=DD`, to the one named; `<name>` for a phrase defined in the file; `( … | … )` for alternatives; `?` after an
//! element makes it optional, `~` before it forbids a space; `slot:=value` takes nothing and fills a slot.

use super::lexicon::{ClassId, Lexicon, WordId};
use super::number::{self, Numbers};
use super::slots::{Slot, Slots, parse_code};
use super::token::{Piece, PieceKind};

/// One element of a pattern.
#[derive(Clone, Debug)]
pub(crate) enum Node {
    /// A word or mark.
    Word { word: WordId, glued: bool },
    /// A word of a class.
    Class { class: ClassId, slot: Option<Slot>, glued: bool },
    /// The end of a sentence, a capitalised word, any word, any number.
    Special { special: Special, glued: bool },
    /// A number.
    Number { class: NumberClass, slot: Option<Slot>, glued: bool },
    /// Exactly these digits.
    Digits { value: u32, glued: bool },
    /// Takes nothing; fills a slot.
    Fill { slot: Slot, value: i32 },
    /// One of several rows.
    Any(Vec<Vec<Node>>),
    /// A row that may be missing.
    Optional(Vec<Node>),
}

/// Conditions on a piece that need no vocabulary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Special {
    /// The end of a sentence or of the text; takes no piece.
    End,
    /// A word with a capital.
    Capital,
    /// A word without a capital that is not in the vocabulary.
    Plain,
    /// Any number.
    Digits,
}

impl Special {
    const ALL: [(&'static str, Special); 4] =
        [("END", Special::End), ("CAPITAL", Special::Capital), ("PLAIN", Special::Plain), ("DIGITS", Special::Digits)];
}

/// Built-in classes of numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NumberClass {
    /// Digits or words: a count.
    Count,
    /// Ordinal, digits with their suffix or words.
    Ordinal,
    /// A year in four digits or in words.
    Year,
    /// Four digits that can be a year.
    FourDigits,
    /// Two digits.
    TwoDigits,
    /// 1–31 in one or two digits.
    Day,
    /// 13–31 in two digits.
    LateDay,
    /// A year from 1900 to 2059 in four digits.
    Modern,
    /// 20–31 in words.
    DayWords,
    /// A year of the last centuries in words: "nineteen ninety-six".
    YearWords,
    /// 1–12 in one or two digits.
    Month,
    /// 0–24 in one or two digits.
    Hour,
    /// 00–59 in two digits.
    Minute,
    /// 0000–2359 in four digits.
    HourMinute,
}

impl NumberClass {
    const ALL: [(&'static str, NumberClass, Option<Slot>); 14] = [
        ("NUM", NumberClass::Count, Some(Slot::Count)),
        ("NTH", NumberClass::Ordinal, Some(Slot::Nth)),
        ("YEAR", NumberClass::Year, Some(Slot::Year)),
        ("YYYY", NumberClass::FourDigits, Some(Slot::Year)),
        ("YY", NumberClass::TwoDigits, Some(Slot::Year)),
        ("DD", NumberClass::Day, Some(Slot::Day)),
        ("D13", NumberClass::LateDay, Some(Slot::Day)),
        ("MODERN", NumberClass::Modern, Some(Slot::Year)),
        ("DDWORDS", NumberClass::DayWords, Some(Slot::Day)),
        ("YEARWORDS", NumberClass::YearWords, Some(Slot::Year)),
        ("MM", NumberClass::Month, Some(Slot::Month)),
        ("HH", NumberClass::Hour, Some(Slot::Hour)),
        ("HHMM", NumberClass::HourMinute, Some(Slot::HourMinute)),
        ("MI", NumberClass::Minute, Some(Slot::Minute)),
    ];

    /// Value of the digits in this class.
    pub fn accept(self, value: u32, digits: u8) -> Option<i32> {
        let fits = match self {
            NumberClass::Count => digits <= 6,
            NumberClass::Ordinal | NumberClass::DayWords | NumberClass::YearWords => false,
            NumberClass::Year | NumberClass::FourDigits => digits == 4 && (1000..2200).contains(&value),
            NumberClass::TwoDigits => digits == 2,
            NumberClass::Day => digits <= 2 && (1..=31).contains(&value),
            NumberClass::LateDay => digits == 2 && (13..=31).contains(&value),
            NumberClass::Modern => digits == 4 && (1900..2060).contains(&value),
            NumberClass::Month => digits <= 2 && (1..=12).contains(&value),
            NumberClass::Hour => digits <= 2 && value <= 24,
            NumberClass::HourMinute => digits == 4 && value < 2400 && value % 100 < 60,
            NumberClass::Minute => digits == 2 && value < 60,
        };
        fits.then_some(value as i32)
    }
}

/// Reads a pattern; says what is wrong with it. `phrase` gives the text of a named phrase.
pub(crate) fn parse(
    source: &str,
    lexicon: &mut Lexicon,
    phrase: &dyn Fn(&str) -> Option<String>,
    depth: usize,
) -> Result<Vec<Node>, String> {
    if depth > 8 {
        return Err("phrases nest too deep or in a circle".into());
    }
    let spaced = source.replace('(', " ( ").replace(')', " ) ").replace('|', " | ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut at = 0;
    let mut rows = alternatives(&words, &mut at, lexicon, phrase, depth)?;
    if at < words.len() {
        return Err("a ) without its (".into());
    }
    Ok(if rows.len() == 1 { rows.remove(0) } else { vec![Node::Any(rows)] })
}

fn alternatives(
    words: &[&str],
    at: &mut usize,
    lexicon: &mut Lexicon,
    phrase: &dyn Fn(&str) -> Option<String>,
    depth: usize,
) -> Result<Vec<Vec<Node>>, String> {
    let mut rows = vec![Vec::new()];
    while let Some(word) = words.get(*at) {
        match *word {
            ")" => break,
            "|" => {
                rows.push(Vec::new());
                *at += 1;
            }
            "?" => {
                let row = rows.last_mut().ok_or("a ? without an element")?;
                let last = row.pop().ok_or("a ? without an element")?;
                row.push(Node::Optional(vec![last]));
                *at += 1;
            }
            "(" => {
                *at += 1;
                let inner = alternatives(words, at, lexicon, phrase, depth)?;
                if words.get(*at) != Some(&")") {
                    return Err("a ( without its )".into());
                }
                *at += 1;
                if let Some(row) = rows.last_mut() {
                    row.push(Node::Any(inner));
                }
            }
            element => {
                *at += 1;
                let (element, optional) = match element.strip_suffix('?') {
                    Some(bare) if !bare.is_empty() => (bare, true),
                    _ => (element, false),
                };
                let nodes = parse_element(element, lexicon, phrase, depth)?;
                if let Some(row) = rows.last_mut() {
                    if optional {
                        row.push(Node::Optional(nodes));
                    } else {
                        row.extend(nodes);
                    }
                }
            }
        }
    }
    Ok(rows)
}

fn parse_element(
    element: &str,
    lexicon: &mut Lexicon,
    phrase: &dyn Fn(&str) -> Option<String>,
    depth: usize,
) -> Result<Vec<Node>, String> {
    let (glued, element) = match element.strip_prefix('~') {
        Some(rest) => (true, rest),
        None => (false, element),
    };
    if let Some(name) = element.strip_prefix('<').and_then(|e| e.strip_suffix('>')) {
        let text = phrase(name).ok_or_else(|| format!("no phrase {name:?}"))?;
        return parse(&text, lexicon, phrase, depth + 1);
    }
    if let Some((slot, value)) = element.split_once(":=") {
        let slot = Slot::parse(slot).ok_or_else(|| format!("no slot {slot:?}"))?;
        let value = value.parse().ok().or_else(|| parse_code(value)).ok_or_else(|| format!("no value {value:?}"))?;
        return Ok(vec![Node::Fill { slot, value }]);
    }
    let (named, class) = match element.split_once('=') {
        Some((slot, class)) => {
            let slot = if slot.is_empty() { None } else { Some(Slot::parse(slot).ok_or(format!("no slot {slot:?}"))?) };
            (Some(slot), class)
        }
        None => (None, element),
    };
    if let Ok(value) = class.parse() {
        return Ok(vec![Node::Digits { value, glued }]);
    }
    if class.chars().any(|c| c.is_ascii_uppercase()) {
        if let Some((_, number, slot)) = NumberClass::ALL.iter().find(|(name, ..)| *name == class) {
            return Ok(vec![Node::Number { class: *number, slot: named.unwrap_or(*slot), glued }]);
        }
        if let Some((_, special)) = Special::ALL.iter().find(|(name, _)| *name == class) {
            return Ok(vec![Node::Special { special: *special, glued }]);
        }
        let name = class.to_lowercase();
        let id = lexicon.class(&name).ok_or_else(|| format!("no class {class:?} in [words]"))?;
        let slot = named.unwrap_or_else(|| Slot::parse(name.split('_').next().unwrap_or("")));
        return Ok(vec![Node::Class { class: id, slot, glued }]);
    }
    Ok(vec![Node::Word { word: lexicon.intern(element), glued }])
}

/// What a pattern is matched against.
pub(crate) struct Input<'a> {
    pub pieces: &'a [Piece],
    pub lexicon: &'a Lexicon,
    pub numbers: &'a Numbers,
    /// The class of marks that end a sentence.
    pub sentence_end: ClassId,
}

impl Input<'_> {
    /// Calls `found` with the end and slots of every way in which `row` matches from `at`.
    pub fn matches(&self, row: &[Node], at: usize, slots: &Slots, found: &mut dyn FnMut(usize, &Slots)) {
        let Some((node, rest)) = row.split_first() else {
            found(at, slots);
            return;
        };
        match node {
            Node::Optional(inner) => {
                self.matches(inner, at, slots, &mut |end, slots| self.matches(rest, end, slots, found));
                self.matches(rest, at, slots, found);
            }
            Node::Any(rows) => {
                for inner in rows {
                    self.matches(inner, at, slots, &mut |end, slots| self.matches(rest, end, slots, found));
                }
            }
            Node::Fill { slot, value } => self.matches(rest, at, &filled(slots, Some(*slot), *value), found),
            Node::Word { word, glued } => {
                let Some(piece) = self.piece(at, *glued) else { return };
                if piece.kind == PieceKind::Known(*word) {
                    self.matches(rest, at + 1, slots, found);
                }
            }
            Node::Class { class, slot, glued } => {
                let Some(piece) = self.piece(at, *glued) else { return };
                let PieceKind::Known(word) = piece.kind else { return };
                let Some(value) = self.lexicon.value(word, *class, piece.capital) else { return };
                self.matches(rest, at + 1, &filled(slots, *slot, value), found);
            }
            Node::Digits { value, glued } => {
                let Some(piece) = self.piece(at, *glued) else { return };
                if matches!(piece.kind, PieceKind::Digits(digits, _) if digits == *value) {
                    self.matches(rest, at + 1, slots, found);
                }
            }
            Node::Special { special: Special::End, .. } => {
                if self.at_end(at) {
                    self.matches(rest, at, slots, found);
                }
            }
            Node::Special { special, glued } => {
                let Some(piece) = self.piece(at, *glued) else { return };
                let fits = match special {
                    Special::Capital => piece.capital,
                    Special::Plain => piece.kind == PieceKind::Other && !piece.capital,
                    Special::Digits => matches!(piece.kind, PieceKind::Digits(..) | PieceKind::Amount(_)),
                    Special::End => false,
                };
                if fits {
                    self.matches(rest, at + 1, slots, found);
                }
            }
            Node::Number { class, slot, glued } => {
                if self.piece(at, *glued).is_none() {
                    return;
                }
                number::matches(self, *class, at, &mut |end, value| {
                    self.matches(rest, end, &filled(slots, *slot, value), found);
                });
            }
        }
    }

    /// Whether a sentence ends at `at`.
    pub fn at_end(&self, at: usize) -> bool {
        let Some(piece) = self.pieces.get(at) else { return true };
        let PieceKind::Known(word) = piece.kind else { return piece.kind == PieceKind::Break };
        match self.lexicon.value(word, self.sentence_end, true) {
            None => false,
            // A mark that also ends abbreviations: a new sentence needs a capital, and a word before it that is no
            // short title.
            Some(0) => {
                let next = self.pieces.get(at + 1);
                let opens = next.is_none_or(|p| !p.glued && (p.capital || p.kind == PieceKind::Mark));
                let title =
                    at > 0 && self.pieces[at - 1].capital && self.pieces[at - 1].end - self.pieces[at - 1].start <= 3;
                opens && !(title && next.is_some_and(|p| p.kind != PieceKind::Break))
            }
            Some(_) => true,
        }
    }

    fn piece(&self, at: usize, glued: bool) -> Option<&Piece> {
        self.pieces.get(at).filter(|piece| !glued || piece.glued)
    }
}

fn filled(slots: &Slots, slot: Option<Slot>, value: i32) -> Slots {
    let mut slots = *slots;
    if let Some(slot) = slot {
        slots.set(slot, value);
    }
    slots
}

/// What a match can begin with: words, and whether digits.
#[derive(Debug, Default)]
pub(crate) struct Firsts {
    pub words: Vec<WordId>,
    pub classes: Vec<ClassId>,
    pub digits: bool,
    pub number_words: bool,
    pub anything: bool,
}

/// Collects what `row` can begin with; says whether it can also be empty.
pub(crate) fn firsts(row: &[Node], into: &mut Firsts) -> bool {
    for node in row {
        let empty = match node {
            Node::Word { word, .. } => {
                into.words.push(*word);
                false
            }
            Node::Class { class, .. } => {
                into.classes.push(*class);
                false
            }
            Node::Digits { .. } => {
                into.digits = true;
                false
            }
            Node::Number { class, .. } => {
                into.digits |= !matches!(class, NumberClass::DayWords | NumberClass::YearWords);
                into.number_words |= matches!(
                    class,
                    NumberClass::Count
                        | NumberClass::Ordinal
                        | NumberClass::Year
                        | NumberClass::DayWords
                        | NumberClass::YearWords
                );
                false
            }
            // A special can begin with anything: rules must not begin with one, which loading checks.
            Node::Special { .. } => {
                into.anything = true;
                false
            }
            // Every row is asked, whatever an earlier one said: each adds what it can begin with.
            Node::Any(rows) => rows.iter().filter(|row| firsts(row, into)).count() > 0,
            Node::Optional(inner) => {
                firsts(inner, into);
                true
            }
            Node::Fill { .. } => true,
        };
        if !empty {
            return false;
        }
    }
    true
}

/// The least number of pieces that `row` takes.
pub(crate) fn least(row: &[Node]) -> usize {
    row.iter()
        .map(|node| match node {
            Node::Optional(_) | Node::Fill { .. } | Node::Special { special: Special::End, .. } => 0,
            Node::Any(rows) => rows.iter().map(|row| least(row)).min().unwrap_or(0),
            _ => 1,
        })
        .sum()
}
