use crate::rules::AttributionRules;
use legation_types::Span;

/// The longest quotation believed, in bytes: beyond it a mark was left open by mistake.
const LONGEST: usize = 6000;

/// The quotations of a text, marks included, in its order. A paragraph that ends without a closing mark goes on in
/// the next one where that begins with an opening mark, and so does a quotation in which the same mark opens again; a
/// mark left open otherwise ends with its paragraph.
pub(crate) fn quotations(text: &str, rules: &AttributionRules) -> Vec<Span> {
    let marks = &rules.marks;
    let mut out = Vec::new();
    // Where the open quotation begins, and its kind of marks.
    let mut open: Option<(usize, usize)> = None;
    let mut at = 0;
    let mut before = '\n';
    while at < text.len() {
        let rest = &text[at..];
        let Some(letter) = rest.chars().next() else { break };
        if letter == '\n' {
            let next = rest.trim_start();
            let goes_on = opens(next, marks).is_some();
            if let Some((start, _)) = open.filter(|_| !goes_on) {
                push(&mut out, text, start, at);
                open = None;
            }
            at += rest.len() - next.len();
            if goes_on && open.is_some() {
                at += opens(next, marks).map_or(0, |kind| marks[kind][0].len());
            }
            before = '\n';
            continue;
        }
        let closing = match open {
            Some((_, kind)) => closes(rest, marks, kind),
            None => (0..marks.len()).find_map(|kind| closes(rest, marks, kind)),
        };
        // A closing mark right before a word and after a space is a mistake for an opening one.
        let is_before_word = closing.is_some_and(|len| rest[len..].starts_with(char::is_alphanumeric));
        let mistaken = || {
            let kind = (0..marks.len()).find(|kind| closes(rest, marks, *kind).is_some())?;
            (is_before_word && before.is_whitespace()).then_some(kind)
        };
        match (open, opens(rest, marks).or_else(mistaken), closing) {
            (None, Some(kind), _) if !(closing.is_some() && before.is_alphanumeric()) => {
                open = Some((at, kind));
                at += marks[kind].iter().find(|mark| rest.starts_with(mark.as_str())).map_or(1, String::len);
            }
            (Some((start, _)), _, Some(len)) => {
                push(&mut out, text, start, at + len);
                open = None;
                at += len;
            }
            (Some((start, _)), _, None) if at - start > LONGEST => open = None,
            _ => at += letter.len_utf8(),
        }
        before = letter;
    }
    if let Some((start, _)) = open {
        push(&mut out, text, start, text.len());
    }
    out
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
