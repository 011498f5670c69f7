use crate::model::NameSpan;
use legation_types::NameType;
use rustc_hash::FxHashMap;

/// Makes persons of single words that the model takes for something else, where longer names of the article end with them
/// and all of those are persons: "Ada Marsh … Marsh". Sentences of one article, with their names in the same order.
///
/// On CoNLL-2003's development part this gains 0.8 points of F1. Voting on the types of equal names, and marking unmarked
/// words that are names elsewhere in the article, gained nothing.
pub fn settle_surnames(sentences: &[Vec<&str>], names: &mut [Vec<NameSpan>]) {
    // Whether all longer names that end with a word are persons.
    let mut ends: FxHashMap<String, bool> = FxHashMap::default();
    for (forms, names) in sentences.iter().zip(&*names) {
        for (_, last, kind) in names.iter().filter(|(first, last, _)| first < last) {
            let Some(word) = forms.get(*last) else { continue };
            let all_persons = ends.entry(word.to_lowercase()).or_insert(true);
            *all_persons &= *kind == NameType::Per;
        }
    }
    for (forms, names) in sentences.iter().zip(names) {
        for (first, _, kind) in names.iter_mut().filter(|(first, last, _)| first == last) {
            let is_surname = forms.get(*first).is_some_and(|form| ends.get(&form.to_lowercase()) == Some(&true));
            if is_surname {
                *kind = NameType::Per;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use NameType::{Loc, Org, Per};

    #[test]
    fn a_lone_surname_is_a_person() {
        let sentences = ["Ada Marsh met Omar Chad .", "Marsh left Chad and Oslo .", "Bank of Oslo agreed ."]
            .map(|text| text.split(' ').collect::<Vec<_>>());
        let mut names =
            [vec![(0, 1, Per), (3, 4, Per)], vec![(0, 0, Org), (2, 2, Loc), (4, 4, Loc)], vec![(0, 2, Org)]];
        settle_surnames(&sentences, &mut names);
        assert_eq!(names[1], [(0, 0, Per), (2, 2, Per), (4, 4, Loc)]);
    }
}
