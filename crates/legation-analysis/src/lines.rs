/// A paragraph: byte offsets of a stretch without a break in it (but perhaps with hard-wrapped lines).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Paragraph {
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// Widest line, in characters, that is taken for a hard-wrapped one, and the narrowest paragraph width.
const WIDEST: usize = 100;
const NARROWEST: usize = 36;

/// The paragraphs of a text. A line end breaks a paragraph, unless the lines around were wrapped at a fixed width:
/// then only a blank line does.
pub(crate) fn paragraphs(text: &str) -> Vec<Paragraph> {
    let mut found = Vec::new();
    let groups = groups(text);
    let is_wrapped_article = groups.iter().any(|group| group.len() >= 3 && is_wrapped(text, group, true));
    for group in groups {
        let is_one = group.len() > 1
            && (is_wrapped(text, &group, true) || is_wrapped_article && is_wrapped(text, &group, false));
        match (is_one, group.first(), group.last()) {
            (true, Some(first), Some(last)) => found.push(Paragraph { start: first.start, end: last.end }),
            _ => found.extend(group),
        }
    }
    found
}

/// The lines between blank lines, each without the white space around it.
fn groups(text: &str) -> Vec<Vec<Paragraph>> {
    let mut groups = Vec::new();
    let mut group = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive(['\n', '\r', '\u{2028}', '\u{2029}', '\u{c}', '\u{85}', '\u{b}']) {
        let end = start + line.len();
        let trimmed = line.trim();
        if trimmed.is_empty() {
            // "\r\n" gives an empty line between its two characters: only a real blank line parts groups.
            let is_line_feed_of_pair = line == "\n" && text[..start].ends_with('\r');
            if !group.is_empty() && !is_line_feed_of_pair {
                groups.push(std::mem::take(&mut group));
            }
        } else {
            let from = start + (line.len() - line.trim_start().len());
            group.push(Paragraph { start: from, end: from + trimmed.len() });
        }
        start = end;
    }
    if !group.is_empty() {
        groups.push(group);
    }
    groups
}

/// Whether the lines of a group were wrapped at a fixed width: no line had room for the next line's first word, and
/// (where asked) some lines begin in the middle of a sentence.
fn is_wrapped(text: &str, group: &[Paragraph], asks_small_letters: bool) -> bool {
    let lengths: Vec<usize> = group.iter().map(|l| text[l.start..l.end].chars().take(WIDEST + 1).count()).collect();
    let width = lengths.iter().copied().max().unwrap_or(0);
    if !(NARROWEST..=WIDEST).contains(&width) {
        return false;
    }
    let mut small = 0;
    for i in 1..group.len() {
        let line = &text[group[i].start..group[i].end];
        let first_word = line.split_whitespace().next().unwrap_or("");
        // A few characters of slack: the widest line seen need not fill the width.
        if lengths[i - 1] + 1 + first_word.chars().take(WIDEST).count() + 3 < width {
            return false;
        }
        small += usize::from(line.starts_with(char::is_lowercase));
    }
    !asks_small_letters || small * 3 >= group.len() - 1
}

#[cfg(test)]
mod tests {
    use super::paragraphs;

    fn lines(text: &str) -> Vec<&str> {
        paragraphs(text).into_iter().map(|p| &text[p.start..p.end]).collect()
    }

    #[test]
    fn line_ends_part_paragraphs_unless_wrapped() {
        assert_eq!(lines("One line.\nAnother line.\r\n\r\n  Third. \n"), ["One line.", "Another line.", "Third."]);
        let wrapped = "The delegation of the northern province left the capital on\nMonday after two days of talks that brought no result, the\nforeign ministry said.\n\nA second round is planned.";
        assert_eq!(lines(wrapped).len(), 2);
        let headlines = "Ministers meet in Vienna to discuss grain\nStrike closes three ports for a second day\n";
        assert_eq!(lines(headlines).len(), 2);
        assert!(lines(" \n\r\n").is_empty());
    }
}
