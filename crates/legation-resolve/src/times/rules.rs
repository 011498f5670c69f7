//! Loads the time rules of a language and finds their matches.

use super::calendar;
use super::lexicon::{Lexicon, WordId};
use super::meaning::Make;
use super::number::Numbers;
use super::pattern::{self, Firsts, Input, Node};
use super::slots::{Slot, Slots, parse_code};
use super::tense::TenseWords;
use super::token::{Piece, PieceKind};
use legation_types::{DataError, Files, Grain, TimeRange};
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;

/// The time expressions of one language: vocabulary, patterns, holidays. Loaded once, used for any number of articles.
#[derive(Debug)]
pub struct TimeRules {
    pub(crate) lexicon: Lexicon,
    pub(crate) numbers: Numbers,
    pub(crate) rules: Vec<Rule>,
    pub(crate) ranges: Vec<RangeRule>,
    pub(crate) holidays: Vec<Holiday>,
    pub(crate) tense: TenseWords,
    pub(crate) lemmas: TenseLemmas,
    pub(crate) sentence_end: u16,
    pub(crate) since: u16,
    pub(crate) ahead: u16,
    /// Rules that can begin with a word, by word.
    by_word: Vec<Vec<u16>>,
    /// Rules that can begin with digits.
    by_digits: Vec<u16>,
}

/// One kind of expression.
#[derive(Debug)]
pub(crate) struct Rule {
    pub id: String,
    pub make: Make,
    /// Whether it is reckoned from the time told before.
    pub from_previous: bool,
    nodes: Vec<Node>,
    least: usize,
    set: Vec<(Slot, i32)>,
    after: Option<Vec<Node>>,
    not_after: Option<Vec<Node>>,
    before: Option<Vec<Node>>,
    not_before: Option<Vec<Node>>,
}

/// Words that join two points to a range.
#[derive(Debug)]
pub(crate) struct RangeRule {
    open: Option<Vec<Node>>,
    middle: Vec<Node>,
    pub same_unit: bool,
}

/// A day of the year with a name.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Holiday {
    names: Vec<String>,
    month: Option<i32>,
    day: Option<i32>,
    weekday: Option<i32>,
    nth: Option<i32>,
    easter: Option<i32>,
    #[serde(default = "one")]
    days: i32,
}

fn one() -> i32 {
    1
}

impl Holiday {
    /// Its days in a year.
    pub fn in_year(&self, year: i32) -> Option<TimeRange> {
        let first = match (self.easter, self.month, self.day, self.weekday, self.nth) {
            (Some(offset), ..) => calendar::days_after(calendar::easter(year)?, offset)?,
            (_, Some(month), Some(day), ..) => calendar::day(year, month, day)?,
            (_, Some(month), None, Some(weekday), Some(nth)) => {
                let whole = calendar::of_months(year, month, 1, Grain::Month)?;
                calendar::nth_weekday(whole.earliest, whole.latest, weekday, nth)?
            }
            _ => return None,
        };
        Some(TimeRange { earliest: first, latest: calendar::days_after(first, self.days - 1)?, grain: Grain::Day })
    }
}

/// Lemmas that decide the tense of a clause in a tree.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TenseLemmas {
    /// Auxiliaries of what is to come: will.
    #[serde(default)]
    pub future_auxiliaries: Vec<String>,
    /// Words whose infinitive complement is to come: schedule, due, plan.
    #[serde(default)]
    pub future_heads: Vec<String>,
    /// Auxiliaries of what may come: would, may; with a perfect, of what may have been.
    #[serde(default)]
    pub open_auxiliaries: Vec<String>,
    /// Auxiliaries of the perfect.
    #[serde(default)]
    pub perfect_auxiliaries: Vec<String>,
    /// The word before an infinitive.
    #[serde(default)]
    pub infinitive_marks: Vec<String>,
    /// The word that with an infinitive tells what is fixed: "is to meet".
    #[serde(default)]
    pub copulas: Vec<String>,
    /// Endings of past forms in bare text.
    #[serde(default)]
    pub past_endings: Vec<String>,
    /// How many words bare text is searched before and after.
    #[serde(default)]
    pub reach: usize,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RulesFile {
    words: BTreeMap<String, BTreeMap<String, toml::Value>>,
    /// Words that count only when capitalised.
    #[serde(default)]
    capital: Vec<String>,
    #[serde(default)]
    holiday: Vec<Holiday>,
    #[serde(default)]
    phrase: BTreeMap<String, String>,
    rule: Vec<RuleEntry>,
    #[serde(default)]
    range: Vec<RangeEntry>,
    tense: TenseLemmas,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleEntry {
    id: String,
    pattern: Spanned<String>,
    make: String,
    #[serde(default)]
    set: BTreeMap<String, toml::Value>,
    after: Option<String>,
    not_after: Option<String>,
    before: Option<String>,
    not_before: Option<String>,
    #[serde(default)]
    from_previous: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RangeEntry {
    open: Option<String>,
    middle: String,
    #[serde(default)]
    same_unit: bool,
}

/// One match of a rule.
#[derive(Clone, Debug)]
pub(crate) struct Hit {
    pub start: usize,
    pub end: usize,
    pub rule: usize,
    pub slots: Slots,
}

impl TimeRules {
    /// Loads `languages/<lang>/times.toml`. Returns every fault found in it.
    pub fn load(files: &dyn Files, lang: &str) -> Result<TimeRules, Vec<DataError>> {
        let path = format!("languages/{lang}/times.toml");
        let source = files.text(&path).map_err(|fault| vec![fault])?;
        let file: RulesFile = toml::from_str(&source).map_err(|fault| {
            let line = fault.span().map_or(0, |span| line_at(&source, span.start));
            vec![DataError::new(&path, line, fault.message().to_string(), "correct the TOML")]
        })?;
        compile(file, &path, &source)
    }

    /// The matches in the order of the text, not overlapping: at each place the longest, of equally long ones the
    /// first in the file.
    pub(crate) fn hits(&self, input: &Input) -> Vec<Hit> {
        let mut hits = Vec::new();
        let mut at = 0;
        let pieces = input.pieces;
        while at < pieces.len() {
            let candidates = match pieces[at].kind {
                PieceKind::Known(word) => &self.by_word[word.0 as usize],
                PieceKind::Digits(..) | PieceKind::Amount(_) => &self.by_digits,
                _ => {
                    at += 1;
                    continue;
                }
            };
            let alone = pieces.get(at + 1).is_none_or(|p| matches!(p.kind, PieceKind::Other | PieceKind::Break));
            let mut best: Option<Hit> = None;
            for rule_idx in candidates {
                let rule = &self.rules[*rule_idx as usize];
                if alone && rule.least > 1 {
                    continue;
                }
                input.matches(&rule.nodes, at, &Slots::default(), &mut |end, slots| {
                    if end > best.as_ref().map_or(at, |b| b.end) && rule.allows(input, at, end) {
                        best = Some(Hit { start: at, end, rule: *rule_idx as usize, slots: *slots });
                    }
                });
            }
            match best {
                Some(mut hit) => {
                    at = hit.end;
                    for (slot, value) in &self.rules[hit.rule].set {
                        hit.slots.set(*slot, *value);
                    }
                    if self.rules[hit.rule].make != Make::Nothing {
                        hits.push(hit);
                    }
                }
                None => at += 1,
            }
        }
        hits
    }

    /// Whether words between and before two hits make them one range: the piece where the range begins.
    pub(crate) fn joins(&self, input: &Input, first: &Hit, second: &Hit) -> Option<(usize, &RangeRule)> {
        let pointlike = |hit: &Hit| {
            matches!(self.rules[hit.rule].make, Make::Date | Make::Relative | Make::Shift)
                || self.rules[hit.rule].make == Make::Reference && hit.slots.at(Slot::Reference) == Some(2)
        };
        if !pointlike(first) || !pointlike(second) {
            return None;
        }
        self.ranges.iter().find_map(|range| {
            if !ends_at(input, &range.middle, first.end, second.start) {
                return None;
            }
            match &range.open {
                Some(open) => precedes(input, open, first.start).map(|start| (start, range)),
                None => Some((first.start, range)),
            }
        })
    }

    /// What pieces of a text are matched with.
    pub(crate) fn input<'a>(&'a self, pieces: &'a [Piece]) -> Input<'a> {
        Input { pieces, lexicon: &self.lexicon, numbers: &self.numbers, sentence_end: self.sentence_end }
    }
}

impl Rule {
    fn allows(&self, input: &Input, start: usize, end: usize) -> bool {
        let starts = |row: &Vec<Node>| {
            let mut found = false;
            input.matches(row, end, &Slots::default(), &mut |_, _| found = true);
            found
        };
        self.after.as_ref().is_none_or(|row| precedes(input, row, start).is_some())
            && self.not_after.as_ref().is_none_or(|row| precedes(input, row, start).is_none())
            && self.before.as_ref().is_none_or(starts)
            && !self.not_before.as_ref().is_some_and(starts)
    }
}

fn ends_at(input: &Input, row: &[Node], from: usize, to: usize) -> bool {
    let mut found = false;
    input.matches(row, from, &Slots::default(), &mut |end, _| found |= end == to);
    found
}

/// Whether `row` matches a few pieces that end at `at`; where it begins.
fn precedes(input: &Input, row: &[Node], at: usize) -> Option<usize> {
    (at.saturating_sub(3)..=at).rev().find(|from| ends_at(input, row, *from, at))
}

fn line_at(source: &str, offset: usize) -> u32 {
    source.as_bytes()[..offset.min(source.len())].iter().filter(|b| **b == b'\n').count() as u32 + 1
}

fn compile(file: RulesFile, path: &str, source: &str) -> Result<TimeRules, Vec<DataError>> {
    let mut faults = Vec::new();
    let mut lexicon = Lexicon::default();
    for (class, words) in &file.words {
        let id = lexicon.add_class(class);
        for (word, value) in words {
            let number = match value {
                toml::Value::Integer(number) => i32::try_from(*number).ok(),
                toml::Value::String(code) => parse_code(code),
                _ => None,
            };
            match number {
                Some(number) => {
                    let needs_capital = !class.ends_with("_any") && file.capital.contains(word);
                    lexicon.add(id, word, number, needs_capital);
                }
                None => faults.push(DataError::new(
                    path,
                    0,
                    format!("[words.{class}] {word} = {value} is no value"),
                    "give a number or a known code such as \"week\", \"MO\", \"SU\", \"PAST_REF\"",
                )),
            }
        }
    }
    let mut need = |name: &str| {
        lexicon.class(name).unwrap_or_else(|| {
            faults.push(DataError::new(path, 0, format!("[words.{name}] is missing"), "add it, empty if need be"));
            0
        })
    };
    let (cardinal, scale, ordinal) = (need("cardinal"), need("scale"), need("ordinal"));
    let (suffix, glue, sentence_end) = (need("suffix"), need("glue"), need("sentence_end"));
    let (since, ahead, tense_class) = (need("since"), need("ahead"), need("tense"));
    let copula = need("copula");
    let numbers = Numbers { cardinal, scale, ordinal, suffix, glue, hyphen: lexicon.intern("-") };
    let holiday_names: Vec<String> = file
        .holiday
        .iter()
        .enumerate()
        .flat_map(|(at, holiday)| holiday.names.iter().map(move |name| format!("{name} holiday:={at}")))
        .collect();
    let holiday_phrase = holiday_names.join(" | ");
    let phrase = |name: &str| match name {
        "holiday" => Some(format!("({holiday_phrase})")),
        _ => file.phrase.get(name).map(|text| format!("({text})")),
    };
    let mut rules = Vec::new();
    for entry in &file.rule {
        let line = line_at(source, entry.pattern.span().start);
        match compile_rule(entry, &mut lexicon, &phrase) {
            Ok(rule) => rules.push(rule),
            Err(message) => faults.push(DataError::new(
                path,
                line,
                format!("rule {:?}: {message}", entry.id),
                "see the notes on patterns at the top of the file",
            )),
        }
    }
    let mut ranges = Vec::new();
    for entry in &file.range {
        let open = entry.open.as_ref().map(|open| pattern::parse(open, &mut lexicon, &phrase, 0)).transpose();
        match (open, pattern::parse(&entry.middle, &mut lexicon, &phrase, 0)) {
            (Ok(open), Ok(middle)) => ranges.push(RangeRule { open, middle, same_unit: entry.same_unit }),
            (Err(message), _) | (_, Err(message)) => {
                faults.push(DataError::new(path, 0, format!("[[range]]: {message}"), "correct the pattern"));
            }
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let (by_word, by_digits) = index(&rules, &lexicon, &numbers);
    Ok(TimeRules {
        tense: TenseWords {
            class: tense_class,
            copula,
            past_endings: file.tense.past_endings.clone(),
            reach: file.tense.reach,
        },
        lemmas: file.tense,
        holidays: file.holiday,
        lexicon,
        numbers,
        rules,
        ranges,
        sentence_end,
        since,
        ahead,
        by_word,
        by_digits,
    })
}

fn compile_rule(
    entry: &RuleEntry,
    lexicon: &mut Lexicon,
    phrase: &dyn Fn(&str) -> Option<String>,
) -> Result<Rule, String> {
    let nodes = pattern::parse(entry.pattern.get_ref(), lexicon, phrase, 0)?;
    let mut first = Firsts::default();
    if pattern::firsts(&nodes, &mut first) {
        return Err("the pattern can match nothing at all".into());
    }
    if first.anything {
        return Err("the pattern cannot begin with END, CAPITAL, PLAIN or DIGITS".into());
    }
    let mut condition =
        |text: &Option<String>| text.as_ref().map(|text| pattern::parse(text, lexicon, phrase, 0)).transpose();
    let (after, not_after) = (condition(&entry.after)?, condition(&entry.not_after)?);
    let (before, not_before) = (condition(&entry.before)?, condition(&entry.not_before)?);
    let mut set = Vec::new();
    for (name, value) in &entry.set {
        let slot = Slot::parse(name).ok_or_else(|| format!("no slot {name:?}"))?;
        let number = match value {
            toml::Value::Integer(number) => i32::try_from(*number).ok(),
            toml::Value::String(code) => parse_code(code),
            _ => None,
        };
        set.push((slot, number.ok_or_else(|| format!("no value {value} for {name}"))?));
    }
    Ok(Rule {
        id: entry.id.clone(),
        make: Make::parse(&entry.make).ok_or_else(|| format!("no such make: {:?}", entry.make))?,
        from_previous: entry.from_previous,
        least: pattern::least(&nodes),
        nodes,
        set,
        after,
        not_after,
        before,
        not_before,
    })
}

/// Which rules can begin with each word, and which with digits.
fn index(rules: &[Rule], lexicon: &Lexicon, numbers: &Numbers) -> (Vec<Vec<u16>>, Vec<u16>) {
    let mut by_word = vec![Vec::new(); lexicon.len()];
    let mut by_digits = Vec::new();
    for (at, rule) in rules.iter().enumerate() {
        let mut first = Firsts::default();
        pattern::firsts(&rule.nodes, &mut first);
        if first.number_words {
            first.classes.extend([numbers.cardinal, numbers.scale, numbers.ordinal]);
        }
        for (word, list) in by_word.iter_mut().enumerate() {
            let id = WordId(word as u32);
            if first.words.contains(&id) || lexicon.classes_of(id).any(|c| first.classes.contains(&c)) {
                list.push(at as u16);
            }
        }
        if first.digits {
            by_digits.push(at as u16);
        }
    }
    (by_word, by_digits)
}
