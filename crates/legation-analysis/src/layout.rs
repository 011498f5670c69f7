use crate::rules::TokenRules;
use crate::sentences::RawSentence;
use crate::words::fold;
use legation_types::SentenceKind;

/// Most words in a title.
const LONGEST_TITLE: usize = 30;
/// Most words in a cross-heading.
const LONGEST_CROSS_HEADING: usize = 14;

/// What each sentence is in the layout of its article: running text, a title, or page furniture. Parallel to `sentences`.
pub fn sentence_kinds(text: &str, sentences: &[RawSentence], rules: &TokenRules) -> Vec<SentenceKind> {
    let lines: Vec<Line> = lines_of(text, sentences);
    let furniture: Vec<bool> = lines.iter().map(|line| is_furniture(line, rules)).collect();
    // For each line the next one that is no furniture, found from behind: looking ahead from every line would take
    // quadratic time on a page of nothing but furniture.
    let mut followers = vec![None; lines.len()];
    let mut follower = None;
    for i in (0..lines.len()).rev() {
        followers[i] = follower;
        if !furniture[i] {
            follower = Some(i);
        }
    }
    let mut kinds = vec![SentenceKind::Prose; sentences.len()];
    let mut has_title = false;
    for (i, line) in lines.iter().enumerate() {
        let followed = followers[i].map(|next: usize| &lines[next]);
        let kind = if furniture[i] {
            SentenceKind::Chrome
        } else if !has_title && i < 8 && is_title(line, followed) {
            has_title = true;
            SentenceKind::Headline
        } else if is_cross_heading(line, followed) {
            SentenceKind::Headline
        } else {
            has_title |= line.has_stop;
            SentenceKind::Prose
        };
        kinds[line.first..line.end].fill(kind);
    }
    kinds
}

/// A paragraph seen as a line of the page.
struct Line<'a> {
    /// Indices of its sentences.
    first: usize,
    end: usize,
    text: &'a str,
    words: usize,
    /// Whether it ends as a sentence does.
    has_stop: bool,
}

fn lines_of<'a>(text: &'a str, sentences: &[RawSentence]) -> Vec<Line<'a>> {
    let mut lines = Vec::new();
    let mut first = 0;
    while first < sentences.len() {
        let paragraph = sentences[first].paragraph;
        let end = first + sentences[first..].iter().take_while(|s| s.paragraph == paragraph).count();
        let words = sentences[first..end].iter().map(|s| s.words.len()).sum();
        let start = sentences[first].words.first().map_or(0, |w| w.start as usize);
        let stop = sentences[end - 1].words.last().map_or(start, |w| w.end as usize);
        let line = &text[start..stop];
        let bare = line.trim_end_matches(['"', '”', '\'', '’', ')', ']']);
        let has_stop = bare.ends_with(['.', '!', '?', '…', ':', ';', ',', '。', '؟']);
        lines.push(Line { first, end, text: line, words, has_stop });
        first = end;
    }
    lines
}

/// The first line of the article proper: no full stop, or one short question or exclamation above a longer text.
fn is_title(line: &Line, followed: Option<&Line>) -> bool {
    let is_short = line.words <= LONGEST_TITLE && line.end - line.first <= 2;
    let ends_strong = line.text.ends_with(['!', '?']);
    is_short && (!line.has_stop || ends_strong && followed.is_some_and(|f| f.words > line.words))
}

/// A short line without a stop, above running text.
fn is_cross_heading(line: &Line, followed: Option<&Line>) -> bool {
    !line.has_stop
        && line.end - line.first == 1
        && line.words <= LONGEST_CROSS_HEADING
        && line
            .text
            .starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit() || matches!(c, '“' | '"' | '‘' | '\''))
        && followed.is_some_and(|f| f.has_stop)
}

fn is_furniture(line: &Line, rules: &TokenRules) -> bool {
    if line.words > LONGEST_TITLE {
        return false;
    }
    let folded = fold(line.text);
    let folded = folded.trim();
    let bare = folded.trim_matches(|c: char| !(c.is_alphanumeric() || matches!(c, '.' | '\'' | ')')));
    if bare.is_empty() || rules.sections.contains(bare) || rules.sections.contains(bare.trim_end_matches(['.', ':'])) {
        return true;
    }
    let is_prose = line.has_stop && folded.ends_with('.') && !folded.ends_with("...") && line.words > 5;
    if is_prose {
        return false;
    }
    rules.furniture_starts.iter().any(|start| starts_with_words(bare, start) || starts_with_words(folded, start))
        || rules.furniture_ends.iter().any(|end| ends_with_words(folded, end))
        || is_byline(line, rules)
        || is_date(line, rules)
}

/// Whether `line` begins with `start`, at the end of a word.
fn starts_with_words(line: &str, start: &str) -> bool {
    line.strip_prefix(start).is_some_and(|rest| {
        !start.ends_with(char::is_alphanumeric) || !rest.starts_with(|c: char| c.is_alphanumeric() || c == '\'')
    })
}

/// Whether `line` ends with `end`, at the beginning of a word.
fn ends_with_words(line: &str, end: &str) -> bool {
    line.strip_suffix(end).is_some_and(|rest| {
        !end.starts_with(char::is_alphanumeric) || !rest.ends_with(|c: char| c.is_alphanumeric() || c == '\'')
    })
}

/// "By Ada Marsh in Geneva and Omar Diallo".
fn is_byline(line: &Line, rules: &TokenRules) -> bool {
    let mut words = line.text.split_whitespace();
    let Some(first) = words.next() else { return false };
    if !rules.byline_starts.contains(&fold(first)) {
        return false;
    }
    let mut names = 0;
    for word in words {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        if rules.byline_words.contains(&fold(bare)) || bare.is_empty() {
            continue;
        }
        if !bare.starts_with(char::is_uppercase) {
            return false;
        }
        names += 1;
    }
    (1..=10).contains(&names) && !line.text.contains('.')
}

/// A line of nothing but a date and a time.
fn is_date(line: &Line, rules: &TokenRules) -> bool {
    let mut numbers = 0;
    for word in line.text.split(|c: char| c.is_whitespace() || matches!(c, ',' | '/' | '-' | '–' | '|' | ':')) {
        let folded = fold(word);
        let letters = folded.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
        numbers += usize::from(letters.len() < folded.len());
        if !letters.is_empty() && !rules.date_words.contains(letters) && !rules.date_words.contains(&folded) {
            return false;
        }
    }
    numbers > 0
}
