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
pub(super) struct NameLabels {
    labels: Vec<(Part, Option<NameType>)>,
    /// Labels that may stand before each label, with what the pair adds to the score.
    before: Vec<Vec<(usize, f32)>>,
}

impl NameLabels {
    /// Reads labels such as `O`, `B-PER`; `None` if one is of another kind. `follows` has a row for each label with the
    /// score of each label behind it; empty where all are alike.
    pub fn parse(labels: &[&str], follows: &[f32]) -> Option<NameLabels> {
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
        let count = labels.len();
        let labels = labels.iter().map(parse).collect::<Option<Vec<_>>>()?;
        let before = |after: usize| {
            let may_stand = |&before: &usize| may_follow(labels[before], labels[after]);
            let score = |before: usize| follows.get(before * count + after).copied().unwrap_or(0.0);
            (0..count).filter(may_stand).map(|before| (before, score(before))).collect()
        };
        Some(NameLabels { before: (0..count).map(before).collect(), labels })
    }

    /// The best well-formed labelling of a sentence; `scores` holds one row per word.
    pub fn decode(&self, scores: &[f32]) -> Vec<NameSpan> {
        let count = self.labels.len();
        let mut rows = scores.chunks_exact(count);
        let Some(first) = rows.next() else { return Vec::new() };
        let opens = |label: usize| matches!(self.labels[label].0, Part::Outside | Part::Begin | Part::Single);
        let mut total: Vec<f32> = (0..count).map(|l| if opens(l) { first[l] } else { f32::NEG_INFINITY }).collect();
        let mut back: Vec<Vec<usize>> = Vec::new();
        for row in rows {
            let mut next = vec![f32::NEG_INFINITY; count];
            let mut from = vec![0; count];
            for (after, possible) in self.before.iter().enumerate() {
                for &(before, follows) in possible {
                    let score = total[before] + follows + row[after];
                    if score > next[after] {
                        (next[after], from[after]) = (score, before);
                    }
                }
            }
            total = next;
            back.push(from);
        }
        let closes = |label: usize| matches!(self.labels[label].0, Part::Outside | Part::End | Part::Single);
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
            let (part, kind) = self.labels[label];
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

fn may_follow((first, kind): (Part, Option<NameType>), (second, next): (Part, Option<NameType>)) -> bool {
    let is_open = matches!(first, Part::Begin | Part::Inside);
    let goes_on = matches!(second, Part::Inside | Part::End);
    is_open == goes_on && (!is_open || kind == next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_names_come_out() {
        let names = ["O", "B-PER", "I-PER", "E-PER", "S-PER", "B-LOC", "I-LOC", "E-LOC", "S-LOC"];
        let labels = NameLabels::parse(&names, &[]).unwrap();
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
        assert!(NameLabels::parse(&["O", "B-FOO"], &[]).is_none());
        // A place seldom stands right behind a person.
        let mut follows = vec![0.0; 81];
        follows[4 * 9 + 8] = -2.0;
        let labels = NameLabels::parse(&names, &follows).unwrap();
        assert_eq!(labels.decode(&[row(4, 0), row(8, 0)].concat()), vec![(0, 0, NameType::Per)]);
    }
}
