//! Round-ups: one text with several reports. It is split only where it marks them: by lines of `***` or `---` between parts that
//! each begin with a headline or a dateline, or by datelines of several places.

use super::dateline;
use legation_types::{Article, ArticleId};
use std::collections::BTreeSet;

/// Fewest marks of a line that sets parts apart.
const FEWEST_MARKS: usize = 3;
/// Longest headline, in characters.
const LONGEST_HEADLINE: usize = 120;

/// A round-up's reports, or the article as it was. Reports have the ids `ID#1`, `ID#2` … and their own headline as title.
pub(super) fn split(article: Article) -> Vec<Article> {
    let parts = parts_by_rules(&article.text).or_else(|| parts_by_datelines(&article.text));
    let Some(parts) = parts else { return vec![article] };
    let report = |(text, number): (&str, usize)| {
        let title = text.lines().next().filter(|line| is_headline(line)).map(|line| line.trim().to_string());
        Article {
            id: ArticleId(format!("{}#{number}", article.id.0)),
            title: title.or_else(|| article.title.clone()),
            text: text.to_string(),
            ..article.clone()
        }
    };
    parts.into_iter().zip(1..).map(report).collect()
}

/// Whether a line holds nothing but marks that set parts apart: `***`, `* * *`, `---`, `___`, `===`.
pub(super) fn is_rule(line: &str) -> bool {
    let marks: Vec<char> = line.chars().filter(|c| !c.is_whitespace()).collect();
    marks.len() >= FEWEST_MARKS && "*-_=–—•·~".contains(marks[0]) && marks.iter().all(|mark| *mark == marks[0])
}

/// The parts between lines of marks. What stands before the first of them may be the round-up's own headline alone: it is none.
fn parts_by_rules(text: &str) -> Option<Vec<&str>> {
    let mut parts = Vec::new();
    let (mut begin, mut at) = (0, 0);
    // A line of hyphens right below words underlines them.
    let mut is_below_words = false;
    for line in text.split_inclusive('\n') {
        if is_rule(line) && !is_below_words {
            parts.push(text[begin..at].trim());
            begin = at + line.len();
        }
        is_below_words = !line.trim().is_empty() && !is_rule(line);
        at += line.len();
    }
    parts.push(text[begin..].trim());
    parts.retain(|part| !part.is_empty());
    if parts.first().is_some_and(|first| first.lines().all(|line| line.trim().is_empty() || is_headline(line))) {
        parts.remove(0);
    }
    let is_report = |part: &&str| {
        let mut lines = part.lines().filter(|line| !line.trim().is_empty());
        let begins_with_headline = lines.next().is_some_and(is_headline) && lines.next().is_some();
        begins_with_headline || dateline::find(part).is_some()
    };
    (parts.len() > 1 && parts.iter().all(is_report)).then_some(parts)
}

/// The parts that begin with the datelines of different places, each with the headline above it.
fn parts_by_datelines(text: &str) -> Option<Vec<&str>> {
    let mut begins = Vec::new();
    let mut places = BTreeSet::new();
    let (mut at, mut headline) = (0, None);
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim();
        match dateline::of_line(trimmed, 0) {
            Some(found) if found.day.is_some() || found.agency.as_deref().is_some_and(dateline::is_agency) => {
                places.insert(found.place?);
                begins.push(headline.take().unwrap_or(at));
            }
            _ if trimmed.is_empty() => {}
            _ => headline = is_headline(line).then_some(at),
        }
        at += line.len();
    }
    if begins.len() < 2 || places.len() < begins.len() {
        return None;
    }
    // What stands before the first dateline (headline, byline) belongs to it unless it is a report of its own.
    begins[0] = 0;
    let ends = begins[1..].iter().copied().chain(std::iter::once(text.len()));
    Some(begins.iter().zip(ends).map(|(begin, end)| text[*begin..end].trim()).collect())
}

/// Whether a line is a headline as far as its looks go: short words without the end of a sentence.
fn is_headline(line: &str) -> bool {
    let line = line.trim();
    !line.is_empty()
        && line.chars().count() <= LONGEST_HEADLINE
        && !line.ends_with(['.', ',', ';', ':', '!', '”', '"', '…'])
        && line.chars().any(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marked_round_ups_are_split_and_others_are_not() {
        let split_texts: [(&str, &[&str]); 6] = [
            (
                "World in brief\n\nGERMANY\nThe chancellor met Poland's prime minister.\n\n***\n\nPERU\nPeru expelled two diplomats.\n",
                &[
                    "World in brief|World in brief\n\nGERMANY\nThe chancellor met Poland's prime minister.",
                    "PERU|PERU\nPeru expelled two diplomats.",
                ],
            ),
            (
                "World in brief\n\n* * *\n\nTalks in Oslo\n\nThey met.\n\n---\n\nVote in Lima\n\nThey voted.",
                &["Talks in Oslo|Talks in Oslo\n\nThey met.", "Vote in Lima|Vote in Lima\n\nThey voted."],
            ),
            (
                "KYIV, April 11 (Reuters) – Talks opened.\n\nMore.\n\nVote in Lima\n\nLIMA, April 11 (AP) – Peru voted.",
                &[
                    "-|KYIV, April 11 (Reuters) – Talks opened.\n\nMore.",
                    "Vote in Lima|Vote in Lima\n\nLIMA, April 11 (AP) – Peru voted.",
                ],
            ),
            // One report, with breaks between its scenes; the same dateline above summary and story; an underlined headline.
            ("They met in Oslo.\n\n***\n\nThen they left for Lima.", &[]),
            ("OSLO (AP) – Talks opened.\n\nOSLO (AP) – Talks opened in Oslo on Monday.", &[]),
            ("Talks in Oslo\n---\nThey met in Oslo.\n\nVote\n---\nThey voted.", &[]),
        ];
        for (text, expected) in split_texts {
            let found = split(Article::new("a", text));
            let reports: Vec<String> =
                found.iter().map(|a| format!("{}|{}", a.title.as_deref().unwrap_or("-"), a.text)).collect();
            if expected.is_empty() {
                assert_eq!((found.len(), found[0].text.as_str(), found[0].id.0.as_str()), (1, text, "a"));
            } else {
                assert_eq!(reports, expected);
                assert_eq!(found[1].id.0, "a#2");
            }
        }
    }
}
