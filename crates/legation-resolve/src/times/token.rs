//! Light scan of bare text into words, numbers and marks: what the time rules are matched against.

use super::lexicon::{Lexicon, WordId};

/// One word, digit run or mark.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Piece {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// What kind of piece it is.
    pub kind: PieceKind,
    /// Whether it follows the piece before without a space.
    pub glued: bool,
    /// Whether its first letter is a capital.
    pub capital: bool,
}

/// Kinds of pieces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PieceKind {
    /// A word or mark of the vocabulary.
    Known(WordId),
    /// A word of no interest.
    Other,
    /// A mark of no interest.
    Mark,
    /// A run of digits: its value and how many digits it has.
    Digits(u32, u8),
    /// A number with thousands separators: it can count units, but never be part of a date.
    Amount(u32),
    /// A line break: no expression crosses two of them.
    Break,
}

/// Cuts `text` into pieces. Works on bytes; every boundary falls between characters.
pub(crate) fn scan(text: &str, lexicon: &Lexicon) -> Vec<Piece> {
    let bytes = text.as_bytes();
    let mut pieces = Vec::with_capacity(bytes.len() / 5 + 8);
    let mut at = 0;
    let mut last_end = usize::MAX;
    while at < bytes.len() {
        let start = at;
        let byte = bytes[at];
        let kind = if byte.is_ascii_digit() {
            number(bytes, &mut at)
        } else if byte.is_ascii_alphabetic() || (byte >= 0x80 && starts_letter(text, at)) {
            word(text, &mut at, lexicon)
        } else if byte == b'\n' {
            at += 1;
            let mut newlines = 1;
            while at < bytes.len() && bytes[at].is_ascii_whitespace() {
                newlines += usize::from(bytes[at] == b'\n');
                at += 1;
            }
            if newlines < 2 {
                continue;
            }
            PieceKind::Break
        } else if byte.is_ascii_whitespace() {
            at += 1;
            continue;
        } else {
            let Some(mark) = text[at..].chars().next() else { break };
            at += mark.len_utf8();
            if mark.is_whitespace() {
                continue;
            }
            lexicon.mark(mark).map_or(PieceKind::Mark, PieceKind::Known)
        };
        pieces.push(Piece {
            start: start as u32,
            end: at as u32,
            kind,
            glued: last_end == start,
            capital: byte.is_ascii_uppercase(),
        });
        last_end = at;
    }
    pieces
}

fn starts_letter(text: &str, at: usize) -> bool {
    text[at..].chars().next().is_some_and(char::is_alphabetic)
}

/// A run of letters; letters with dots between them ("p.m.") are one word, looked up without the dots.
fn word(text: &str, at: &mut usize, lexicon: &Lexicon) -> PieceKind {
    let bytes = text.as_bytes();
    let start = *at;
    if dotted(bytes, start) {
        let mut key = [0u8; 8];
        let mut len = 0;
        while dotted_letter(bytes, *at) && len < key.len() {
            key[len] = bytes[*at].to_ascii_lowercase();
            len += 1;
            *at += 2;
        }
        return lexicon.word(&key[..len]).map_or(PieceKind::Other, PieceKind::Known);
    }
    let mut ascii = true;
    while *at < bytes.len() {
        if bytes[*at].is_ascii_alphabetic() {
            *at += 1;
        } else if bytes[*at] >= 0x80 && starts_letter(text, *at) {
            ascii = false;
            *at += text[*at..].chars().next().map_or(1, char::len_utf8);
        } else {
            break;
        }
    }
    let raw = &text[start..*at];
    if ascii {
        let mut key = [0u8; 24];
        if raw.len() > key.len() {
            return PieceKind::Other;
        }
        for (to, from) in key.iter_mut().zip(raw.bytes()) {
            *to = from.to_ascii_lowercase();
        }
        lexicon.word(&key[..raw.len()]).map_or(PieceKind::Other, PieceKind::Known)
    } else {
        lexicon.word(raw.to_lowercase().as_bytes()).map_or(PieceKind::Other, PieceKind::Known)
    }
}

fn dotted_letter(bytes: &[u8], at: usize) -> bool {
    at + 1 < bytes.len() && bytes[at].is_ascii_alphabetic() && bytes[at + 1] == b'.'
}

fn dotted(bytes: &[u8], at: usize) -> bool {
    dotted_letter(bytes, at)
        && dotted_letter(bytes, at + 2)
        && !bytes.get(at + 4).is_some_and(u8::is_ascii_alphanumeric)
        || dotted_letter(bytes, at) && dotted_letter(bytes, at + 2) && dotted_letter(bytes, at + 4)
}

/// Digits with what hangs on them.
fn number(bytes: &[u8], at: &mut usize) -> PieceKind {
    let start = *at;
    let digits_from = |mut i: usize| {
        while i < bytes.len() && bytes[i].is_ascii_digit() {
            i += 1;
        }
        i
    };
    let end = digits_from(start);
    let value = bytes[start..end].iter().fold(0u32, |v, b| v.saturating_mul(10).saturating_add(u32::from(b - b'0')));
    *at = end;
    let digit = |i: usize| bytes.get(i).is_some_and(u8::is_ascii_digit);
    // Thousands: groups of exactly three digits after commas.
    let mut whole = value;
    let mut i = end;
    while end - start <= 3 && bytes.get(i) == Some(&b',') && digits_from(i + 1) == i + 4 {
        whole = bytes[i + 1..i + 4].iter().fold(whole, |v, b| v.saturating_mul(10).saturating_add(u32::from(b - b'0')));
        i += 4;
    }
    if i > end {
        if bytes.get(i) == Some(&b'.') && digit(i + 1) {
            *at = digits_from(i + 1);
            return PieceKind::Other;
        }
        *at = i;
        return if is_priced(bytes, start, i) { PieceKind::Other } else { PieceKind::Amount(whole) };
    }
    if bytes.get(end) == Some(&b'.') && digit(end + 1) {
        let decimals = digits_from(end + 1);
        // Two dots make a date or a version number; the rules decide.
        let has_dot_after = bytes.get(decimals) == Some(&b'.') && digit(decimals + 1);
        let has_dot_before = start > 1 && bytes[start - 1] == b'.';
        if !has_dot_after && !has_dot_before {
            *at = decimals;
            return PieceKind::Other;
        }
    }
    if is_priced(bytes, start, end) {
        return PieceKind::Other;
    }
    PieceKind::Digits(value, (end - start).min(255) as u8)
}

/// Whether a currency or number sign stands before the digits or a percent sign after them.
fn is_priced(bytes: &[u8], start: usize, end: usize) -> bool {
    bytes[..start].ends_with(b"$")
        || bytes[..start].ends_with(b"#")
        || bytes[..start].ends_with("£".as_bytes())
        || bytes[..start].ends_with("€".as_bytes())
        || bytes.get(end) == Some(&b'%')
}
