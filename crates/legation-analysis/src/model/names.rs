//! Names from BIOES label scores.

use legation_types::NameType;

/// A name inside a sentence: first word, last word (inclusive), type.
pub type NameSpan = (usize, usize, NameType);

#[derive(Clone, Copy, Debug, PartialEq)]
enum Part {
    Outside,
    Begin,
    Inside,
    End,
    Single,
}

/// The label set of the names head.
#[derive(Clone, Debug)]
pub(super) struct NameLabels(Vec<(Part, Option<NameType>)>);

impl NameLabels {
    /// Reads labels such as `O`, `B-PER`; `None` if one is of another kind.
    pub fn parse(labels: &[&str]) -> Option<NameLabels> {
        let parse = |label: &&str| {
            let (part, kind) = match label.split_once('-') {
                None => return (*label == "O").then_some((Part::Outside, None)),
                Some(pair) => pair,
            };
            let part = match part {
                "B" => Part::Begin,
                "I" => Part::Inside,
                "E" => Part::End,
                "S" => Part::Single,
                _ => return None,
            };
            let kinds = [NameType::Per, NameType::Org, NameType::Loc, NameType::Misc];
            Some((part, Some(kinds.into_iter().find(|k| k.as_str() == kind)?)))
        };
        labels.iter().map(parse).collect::<Option<Vec<_>>>().map(NameLabels)
    }

    fn may_follow(&self, before: usize, after: usize) -> bool {
        let ((first, kind), (second, next)) = (self.0[before], self.0[after]);
        let is_open = matches!(first, Part::Begin | Part::Inside);
        let goes_on = matches!(second, Part::Inside | Part::End);
        is_open == goes_on && (!is_open || kind == next)
    }

    /// The best well-formed labelling of a sentence; `scores` holds one row of log probabilities per word.
    pub fn decode(&self, scores: &[f32]) -> Vec<NameSpan> {
        let count = self.0.len();
        let mut rows = scores.chunks_exact(count);
        let Some(first) = rows.next() else { return Vec::new() };
        let opens = |label: usize| matches!(self.0[label].0, Part::Outside | Part::Begin | Part::Single);
        let mut total: Vec<f32> = (0..count).map(|l| if opens(l) { first[l] } else { f32::NEG_INFINITY }).collect();
        let mut back: Vec<Vec<usize>> = Vec::new();
        for row in rows {
            let mut next = vec![f32::NEG_INFINITY; count];
            let mut from = vec![0; count];
            for after in 0..count {
                for before in (0..count).filter(|&before| self.may_follow(before, after)) {
                    if total[before] + row[after] > next[after] {
                        (next[after], from[after]) = (total[before] + row[after], before);
                    }
                }
            }
            total = next;
            back.push(from);
        }
        let closes = |label: usize| matches!(self.0[label].0, Part::Outside | Part::End | Part::Single);
        let mut label =
            (0..count).filter(|&l| closes(l)).fold(0, |best, l| if total[l] > total[best] { l } else { best });
        let mut path = vec![label];
        for from in back.iter().rev() {
            label = from[label];
            path.push(label);
        }
        path.reverse();
        self.spans(&path)
    }

    fn spans(&self, path: &[usize]) -> Vec<NameSpan> {
        let mut found = Vec::new();
        let mut start = 0;
        for (word, &label) in path.iter().enumerate() {
            let (part, kind) = self.0[label];
            if matches!(part, Part::Begin | Part::Single) {
                start = word;
            }
            if let (Part::End | Part::Single, Some(kind)) = (part, kind) {
                found.push((start, word, kind));
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_names_come_out() {
        let labels =
            NameLabels::parse(&["O", "B-PER", "I-PER", "E-PER", "S-PER", "B-LOC", "I-LOC", "E-LOC", "S-LOC"]).unwrap();
        let row = |best: usize, second: usize| {
            let mut row = vec![-9.0; 9];
            row[second] = -1.0;
            row[best] = -0.5;
            row
        };
        for (rows, expected) in [
            (vec![row(1, 0), row(3, 0), row(0, 1)], vec![(0, 1, NameType::Per)]),
            (vec![row(8, 0)], vec![(0, 0, NameType::Loc)]),
            // A beginning without an end is not a name.
            (vec![row(1, 0), row(0, 4)], vec![]),
            // An end of another type than the beginning.
            (vec![row(1, 5), row(7, 0)], vec![(0, 1, NameType::Loc)]),
            (vec![], vec![]),
        ] {
            assert_eq!(labels.decode(&rows.concat()), expected);
        }
        assert!(NameLabels::parse(&["O", "B-FOO"]).is_none());
    }
}
