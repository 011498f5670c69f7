//! Where quotations begin and end, from the marks alone; odd and missing ones are survived.

use crate::rules::AttributionRules;
use legation_types::Span;

/// The longest quotation believed, in bytes: beyond it a mark was left open by mistake.
const LONGEST: usize = 6000;

/// The quotations of a text, marks included, in its order. A paragraph that ends without a closing mark goes on in
/// the next one where that begins with an opening mark, and so does a quotation in which the same mark opens again. A
/// mark left open otherwise holds to the end of its paragraph where words announce it ("He said: “…"), else it is a slip.
pub(crate) fn quotations(text: &str, rules: &AttributionRules) -> Vec<Span> {
    let marks = &rules.marks;
    // Most letters begin no mark, and are passed by their first byte.
    let mut begins_mark = [false; 256];
    let first_bytes = marks.iter().chain(&rules.single_marks).flatten().filter_map(|mark| mark.bytes().next());
    first_bytes.for_each(|byte| begins_mark[usize::from(byte)] = true);
    let mut out = Vec::new();
    // Where the open quotation begins, its kind of marks, and whether the words before it announce it.
    let mut open: Option<(usize, usize, bool)> = None;
    let mut at = 0;
    let mut before = '\n';
    while at < text.len() {
        let rest = &text[at..];
        let Some(letter) = rest.chars().next() else { break };
        if letter == '\n' {
            let next = rest.trim_start();
            let goes_on = open.is_some().then(|| opens(next, marks)).flatten();
            if let Some((start, _, is_announced)) = open.filter(|_| goes_on.is_none()) {
                if is_announced {
                    push(&mut out, text, start, at);
                }
                open = None;
            }
            at += rest.len() - next.len() + goes_on.map_or(0, |kind| marks[kind][0].len());
            before = '\n';
            // One that goes on has been announced by its first paragraph.
            open = open.map(|(start, kind, _)| (start, kind, true));
            continue;
        }
        if !begins_mark[usize::from(rest.as_bytes()[0])] {
            open = open.filter(|(start, ..)| at - start <= LONGEST);
            at += letter.len_utf8();
            before = letter;
            continue;
        }
        let closing = match open {
            Some((_, kind, _)) => closes(rest, marks, kind),
            None => (0..marks.len()).find_map(|kind| closes(rest, marks, kind)),
        };
        // A mark right before a word and after a space closes nothing.
        let looks_open =
            closing.is_some_and(|len| rest[len..].starts_with(char::is_alphanumeric)) && before.is_whitespace();
        let mistaken = || (0..marks.len()).find(|kind| closes(rest, marks, *kind).is_some()).filter(|_| looks_open);
        match (open, opens(rest, marks).or_else(mistaken), closing) {
            (None, Some(kind), _) if !(closing.is_some() && before.is_alphanumeric()) => {
                open = Some((at, kind, is_announced(&text[..at])));
                at += marks[kind].iter().find(|mark| rest.starts_with(mark.as_str())).map_or(1, String::len);
            }
            (Some((start, kind, _)), _, Some(len)) if !(looks_open && marks[kind][0] == marks[kind][1]) => {
                push(&mut out, text, start, at + len);
                open = None;
                at += len;
            }
            (Some((start, ..)), ..) if at - start > LONGEST => open = None,
            (None, ..)
                if !before.is_alphanumeric()
                    && let Some(len) = single(rest, &rules.single_marks) =>
            {
                push(&mut out, text, at, at + len);
                at += len;
            }
            _ => at += letter.len_utf8(),
        }
        before = letter;
    }
    if let Some((start, _, true)) = open {
        push(&mut out, text, start, text.len());
    }
    out
}

/// Whether words on the same line lead over to a quotation.
fn is_announced(before: &str) -> bool {
    before.trim_end_matches(' ').ends_with([':', ','])
}

/// The length of a quotation in single marks that begins here: ‘They left,’ he said. The closing mark is an apostrophe
/// as well, so that one that may be a genitive's ("the rebels’ advance") is passed over, and without a close in the
/// paragraph there is no quotation.
fn single(rest: &str, marks: &[[String; 2]]) -> Option<usize> {
    let [open, close] = marks.iter().find(|[open, _]| rest.starts_with(open.as_str()))?;
    let line = &rest[..rest.find('\n').unwrap_or(rest.len())];
    if !line[open.len()..].starts_with(char::is_alphabetic) {
        return None;
    }
    let closing = |from: &usize| !line[from + close.len()..].starts_with(char::is_alphanumeric);
    let is_genitive = |from: &usize| line[..*from].ends_with('s') && line[from + close.len()..].starts_with(' ');
    let mut ends = line.match_indices(close.as_str()).map(|(from, _)| from).filter(|from| *from >= open.len());
    ends.find(|from| closing(from) && !is_genitive(from)).map(|from| from + close.len())
}

/// Whether a quotation, marks included, ends with the full stop of its sentence.
pub(crate) fn ends_sentence(quotation: &str, marks: &[[String; 2]]) -> bool {
    let inner = marks.iter().find_map(|[_, close]| quotation.strip_suffix(close.as_str()));
    inner.is_some_and(|inner| inner.ends_with('.') && !inner.ends_with(".."))
}

fn push(out: &mut Vec<Span>, text: &str, start: usize, end: usize) {
    let end = start + text[start..end].trim_end().len();
    if end > start + 2 && end - start <= LONGEST {
        out.push(Span::new(start as u32, end as u32));
    }
}

/// The kind of marks that opens here.
fn opens(rest: &str, marks: &[[String; 2]]) -> Option<usize> {
    marks.iter().position(|[open, _]| rest.starts_with(open.as_str()))
}

/// The length of the mark that closes quotations of a kind, where it stands here.
fn closes(rest: &str, marks: &[[String; 2]], kind: usize) -> Option<usize> {
    // Marks that open alike may close differently: „…“ and „…”.
    let alike = marks.iter().filter(|[open, _]| *open == marks[kind][0]);
    alike.map(|[_, close]| close).find(|close| rest.starts_with(close.as_str())).map(String::len)
}
