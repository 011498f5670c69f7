//! One subject, one object: what Universal Dependencies allows a word once, and how a tree that has it twice is mended.

use super::parser::Attachment;

/// Relations that a word has at most one dependent of, with the number of their group: the subjects of a clause stand in
/// one (`:outer` is the subject of a clause that is a predicate, and may stand beside the inner one).
const ONCE: [(&str, u8); 7] =
    [("nsubj", 0), ("nsubj:pass", 0), ("csubj", 0), ("csubj:pass", 0), ("obj", 1), ("iobj", 2), ("ccomp", 3)];

/// The group of a relation in [`ONCE`].
pub(super) fn group_of(relation: &str) -> Option<u8> {
    ONCE.iter().find(|(name, _)| *name == relation).map(|(_, group)| *group)
}

/// Where words share a head and a group, moves the one that loses least by it to the best other head or relation that
/// repeats nothing and closes no circle, until none share.
///
/// `groups`: of every relation by number. `choices`: all that a word may be instead, with the logarithm of its
/// probability; arcs from the root are not among them. Words without another choice stay.
pub(super) fn settle(
    tree: &mut [Attachment],
    groups: &[Option<u8>],
    choices: impl Fn(usize) -> Vec<(Attachment, f32)>,
) {
    let mut stuck: Vec<(usize, u8)> = Vec::new();
    loop {
        let held: Vec<Option<(usize, u8)>> = tree.iter().map(|(head, r)| Some((*head, groups[*r]?))).collect();
        let is_twice = |slot: &(usize, u8)| held.iter().filter(|h| **h == Some(*slot)).count() > 1;
        let Some(slot) = held.iter().flatten().copied().find(|slot| !stuck.contains(slot) && is_twice(slot)) else {
            return;
        };
        let mut cheapest: Option<(usize, Attachment, f32)> = None;
        for word in (0..tree.len()).filter(|&word| held[word] == Some(slot)) {
            let all = choices(word);
            let now = all.iter().find(|(choice, _)| *choice == tree[word]).map_or(0.0, |(_, score)| *score);
            let is_free = |(head, relation): Attachment| {
                groups[relation].is_none_or(|group| !held.contains(&Some((head, group)))) && !is_under(tree, head, word)
            };
            let other = all.into_iter().filter(|(choice, _)| is_free(*choice));
            if let Some((choice, score)) = other.reduce(|best, next| if next.1 > best.1 { next } else { best })
                && cheapest.is_none_or(|(_, _, loss)| now - score < loss)
            {
                cheapest = Some((word, choice, now - score));
            }
        }
        // Each move leaves one repetition fewer, so the loop ends.
        match cheapest {
            Some((word, choice, _)) => tree[word] = choice,
            None => stuck.push(slot),
        }
    }
}

/// Whether `node` (a word number from 1, or 0) is the word or hangs below it.
fn is_under(tree: &[Attachment], mut node: usize, word: usize) -> bool {
    let mut steps = 0;
    while node != 0 && steps <= tree.len() {
        if node == word + 1 {
            return true;
        }
        node = tree[node - 1].0;
        steps += 1;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    const SUBJECT: usize = 0;
    const OBJECT: usize = 1;
    const OTHER: usize = 2;
    const GROUPS: [Option<u8>; 3] = [Some(0), Some(1), None];

    #[test]
    fn the_less_sure_of_two_subjects_gives_way() {
        // Words 1 and 3 are both subjects of 2, the root.
        let mut tree = [(2, SUBJECT), (0, OTHER), (2, SUBJECT)];
        let choices = |word: usize| match word {
            0 => vec![((2, SUBJECT), -0.1), ((2, OTHER), -3.0)],
            2 => vec![((2, SUBJECT), -0.5), ((2, OBJECT), -1.0), ((1, OTHER), -2.0)],
            _ => Vec::new(),
        };
        settle(&mut tree, &GROUPS, choices);
        assert_eq!(tree, [(2, SUBJECT), (0, OTHER), (2, OBJECT)]);
    }

    #[test]
    fn nothing_hangs_on_itself_and_what_has_no_choice_stays() {
        // Word 3 could only hang on word 4, which hangs on it.
        let mut tree = [(2, SUBJECT), (0, OTHER), (2, SUBJECT), (3, OTHER)];
        let before = tree;
        settle(&mut tree, &GROUPS, |word| if word == 2 { vec![((4, OTHER), -0.1)] } else { Vec::new() });
        assert_eq!(tree, before);
    }

    #[test]
    fn always_a_tree() {
        for seed in 0..300usize {
            let words = 2 + seed % 7;
            let noise = |i: usize| (i * 7919 + seed * 104_729) % 997;
            let mut tree: Vec<Attachment> =
                (0..words).map(|w| (if w == 0 { 0 } else { 1 + noise(w) % w }, OTHER)).collect();
            tree.iter_mut().enumerate().skip(1).for_each(|(w, slot)| slot.1 = noise(w + 50) % 3);
            let choices = |word: usize| -> Vec<(Attachment, f32)> {
                let all = (1..=words).flat_map(|head| (0..3).map(move |relation| (head, relation)));
                all.filter(|(head, _)| *head != word + 1)
                    .map(|c| (c, -(noise(word * 31 + c.0 * 3 + c.1) as f32)))
                    .collect()
            };
            settle(&mut tree, &GROUPS, choices);
            let roots = tree.iter().filter(|(head, _)| *head == 0).count();
            assert_eq!(roots, 1);
            for word in 0..words {
                let (mut node, mut steps) = (word + 1, 0);
                while node != 0 {
                    (node, steps) = (tree[node - 1].0, steps + 1);
                    assert!(steps <= words, "seed {seed}: {tree:?}");
                }
            }
            for slot in tree.iter().filter_map(|(head, r)| Some((*head, GROUPS[*r]?))) {
                let same =
                    tree.iter().filter(|(head, r)| Some((*head, GROUPS[*r])) == Some((slot.0, Some(slot.1)))).count();
                assert_eq!(same, 1, "seed {seed}: {tree:?}");
            }
        }
    }
}
