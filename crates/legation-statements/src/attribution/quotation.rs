use crate::rules::AttributionRules;
use legation_types::Span;

/// The longest quotation believed, in bytes: beyond it a mark was left open by mistake.
const LONGEST: usize = 6000;

/// The quotations of a text, marks included, in its order. A paragraph that ends without a closing mark goes on in
/// the next one where that begins with an opening mark; a mark left open otherwise ends with its paragraph.
pub(crate) fn quotations(text: &str, rules: &AttributionRules) -> Vec<Span> {
    let mut out = Vec::new();
    let mut open: Option<usize> = None;
    let mut at = 0;
    let mut before = '\n';
    while at < text.len() {
        let rest = &text[at..];
        let Some(letter) = rest.chars().next() else { break };
        if letter == '\n' {
            let next = rest.trim_start();
            let goes_on = opens(next, rules).is_some();
            if let Some(start) = open.filter(|_| !goes_on) {
                push(&mut out, text, start, at);
                open = None;
            }
            at += rest.len() - next.len();
            if goes_on && open.is_some() {
                at += opens(next, rules).unwrap_or(0);
            }
            before = '\n';
            continue;
        }
        let closing = closes(rest, rules);
        // A closing mark right before a word and after a space is a mistake for an opening one.
        let is_before_word = closing.is_some_and(|len| rest[len..].starts_with(char::is_alphanumeric));
        let opening = opens(rest, rules).or(closing.filter(|_| is_before_word && before.is_whitespace()));
        match (open, opening, closing) {
            (None, Some(len), _) if !(closing.is_some() && before.is_alphanumeric()) => {
                open = Some(at);
                at += len;
            }
            (Some(start), _, Some(len)) => {
                push(&mut out, text, start, at + len);
                open = None;
                at += len;
            }
            (Some(start), _, None) if at - start > LONGEST => open = None,
            _ => at += letter.len_utf8(),
        }
        before = letter;
    }
    if let Some(start) = open {
        push(&mut out, text, start, text.len());
    }
    out
}

fn push(out: &mut Vec<Span>, text: &str, start: usize, end: usize) {
    let end = start + text[start..end].trim_end().len();
    if end > start + 2 && end - start <= LONGEST {
        out.push(Span::new(start as u32, end as u32));
    }
}

fn opens(rest: &str, rules: &AttributionRules) -> Option<usize> {
    rules.open.iter().find(|mark| rest.starts_with(mark.as_str())).map(String::len)
}

fn closes(rest: &str, rules: &AttributionRules) -> Option<usize> {
    rules.close.iter().find(|mark| rest.starts_with(mark.as_str())).map(String::len)
}
