use crate::model::SentenceAnnotation;
use legation_types::{NameType, Upos};

/// The features of a verb that turns out to be finite.
const FINITE_PAST: &str = "Mood=Ind|Tense=Past|VerbForm=Fin";

/// Makes a clause of a sentence that was read as a noun with a passive participle that has an object of its own: "Police
/// fired tear gas". A participle in the passive leaves its object behind, so that such a verb is the finite one and the
/// noun its subject.
pub fn settle_clauses(annotation: &mut SentenceAnnotation) {
    settle_voice(annotation);
    settle_ellipsis(annotation);
    settle_apposition(annotation);
    settle_parallels(annotation);
    settle_relatives(annotation);
    let Some(root) = annotation.heads.iter().position(Option::is_none) else { return };
    if !matches!(annotation.upos.get(root), Some(Some(Upos::Noun | Upos::Propn))) {
        return;
    }
    let count = annotation.heads.len();
    let children = |annotation: &SentenceAnnotation, of: usize| -> Vec<usize> {
        (0..count).filter(|&idx| annotation.heads[idx] == Some(of)).collect()
    };
    let is = |annotation: &SentenceAnnotation, idx: usize, relation: &str| annotation.deprels[idx] == relation;
    let own = children(annotation, root);
    if own.iter().any(|&child| is(annotation, child, "cop")) {
        return;
    }
    let takes_object = |verb: usize| {
        let parts = children(annotation, verb);
        parts.iter().all(|&part| !annotation.deprels[part].starts_with("aux"))
            && parts.iter().any(|&part| part > verb && is(annotation, part, "obj"))
    };
    let verb = own.iter().copied().find(|&child| {
        child > root && is(annotation, child, "acl") && is_past_participle(annotation, child) && takes_object(child)
    });
    let Some(verb) = verb else { return };
    annotation.heads[verb] = None;
    annotation.deprels[verb] = "root".to_string();
    annotation.feats[verb] = FINITE_PAST.to_string();
    annotation.heads[root] = Some(verb);
    annotation.deprels[root] = "nsubj".to_string();
    for child in own {
        let goes_along = ["punct", "conj", "parataxis", "advcl", "obl", "advmod"];
        let relation = annotation.deprels[child].split(':').next().unwrap_or("");
        if child > verb && goes_along.contains(&relation) {
            annotation.heads[child] = Some(verb);
        }
    }
}

fn is_past_participle(annotation: &SentenceAnnotation, word: usize) -> bool {
    let feats = &annotation.feats[word];
    annotation.upos[word] == Some(Upos::Verb) && feats.contains("VerbForm=Part") && !feats.contains("Tense=Pres")
}

/// Makes an active of a main verb that was read as a passive without its auxiliary: "Police called on them to leave."
/// Headlines leave the auxiliary out; they do not end with a stop.
fn settle_voice(annotation: &mut SentenceAnnotation) {
    let Some(root) = annotation.heads.iter().position(Option::is_none) else { return };
    let own: Vec<usize> = (0..annotation.heads.len()).filter(|&idx| annotation.heads[idx] == Some(root)).collect();
    let has = |relation: &str| own.iter().any(|&child| annotation.deprels[child].starts_with(relation));
    let is_sentence = annotation.xpos.last().is_some_and(|tag| tag == ".");
    if !is_past_participle(annotation, root) || !is_sentence || has("aux") || has("cop") || !has("nsubj") {
        return;
    }
    annotation.feats[root] = FINITE_PAST.to_string();
    for child in own {
        if annotation.deprels[child] == "nsubj:pass" {
            annotation.deprels[child] = "nsubj".to_string();
        }
    }
}

/// Makes a clause of its own of an auxiliary whose verb is left out, where the participle after the comma was read as that
/// verb: "but Moscow has not, demanding that …".
fn settle_ellipsis(annotation: &mut SentenceAnnotation) {
    let count = annotation.heads.len();
    let is_progressive = |word: usize| {
        let feats = &annotation.feats[word];
        annotation.upos[word] == Some(Upos::Verb) && feats.contains("VerbForm=Part") && feats.contains("Tense=Pres")
    };
    let found = (0..count).filter(|&verb| is_progressive(verb)).find_map(|verb| {
        let comma = verb.checked_sub(1).filter(|&at| annotation.upos[at] == Some(Upos::Punct))?;
        let mut before = (0..comma).rev().skip_while(|&at| annotation.upos[at] == Some(Upos::Part));
        let auxiliary = before.next().filter(|&at| annotation.upos[at] == Some(Upos::Aux))?;
        // Or it was hung on a verb before it, of which it can be no auxiliary.
        let is_astray = annotation.heads[auxiliary].is_some_and(|head| head < auxiliary)
            && annotation.deprels[auxiliary].starts_with("aux")
            && annotation.heads[verb] != Some(auxiliary);
        (annotation.heads[auxiliary] == Some(verb) || is_astray).then_some((verb, comma, auxiliary))
    });
    let Some((verb, comma, auxiliary)) = found else { return };
    annotation.heads[auxiliary] = annotation.heads[verb];
    annotation.deprels[auxiliary] = annotation.deprels[verb].clone();
    for word in (0..comma).filter(|&word| word != auxiliary) {
        if annotation.heads[word] == Some(verb) {
            annotation.heads[word] = Some(auxiliary);
        }
    }
    annotation.heads[verb] = Some(auxiliary);
    annotation.deprels[verb] = "advcl".to_string();
}

/// Makes an apposition of a second subject that stands between commas right after the first: "Witkoff, a key figure in the
/// team, has met". A clause has one subject.
fn settle_apposition(annotation: &mut SentenceAnnotation) {
    let count = annotation.heads.len();
    let is_subject = |word: usize| annotation.deprels[word].starts_with("nsubj");
    let is_comma = |word: usize| annotation.upos.get(word) == Some(&Some(Upos::Punct));
    let found = (0..count).filter(|&word| is_subject(word)).find_map(|second| {
        let verb = annotation.heads[second]?;
        let first = (0..second).find(|&word| is_subject(word) && annotation.heads[word] == Some(verb))?;
        let start = (first..=second).find(|&word| word > first && is_comma(word))?;
        let is_inside = |word: usize| {
            std::iter::successors(Some(word), |&at| annotation.heads[at]).take(count).any(|at| at == second)
        };
        let end = (second..count).take_while(|&word| is_inside(word)).last()?;
        let is_whole = (start + 1..=end).all(is_inside);
        (is_whole && verb > end && is_comma(end + 1)).then_some((first, second))
    });
    if let Some((first, second)) = found {
        annotation.heads[second] = Some(first);
        annotation.deprels[second] = "appos".to_string();
    }
}

/// Hangs a finite verb of the past that was joined to an infinitive behind an auxiliary on the finite verb above it: what is
/// joined has the same form. "Putin forecast that growth would return and praised the ministers."
fn settle_parallels(annotation: &mut SentenceAnnotation) {
    let count = annotation.heads.len();
    let is_verb = |word: usize| annotation.upos[word] == Some(Upos::Verb);
    let is_past = |word: usize| {
        let feats = &annotation.feats[word];
        is_verb(word) && feats.contains("Tense=Past") && feats.contains("VerbForm=Fin")
    };
    let has = |of: usize, relation: &str| {
        (0..count).any(|child| annotation.heads[child] == Some(of) && annotation.deprels[child].starts_with(relation))
    };
    let moves: Vec<(usize, usize)> = (0..count)
        .filter_map(|word| {
            let first = annotation.heads[word].filter(|_| annotation.deprels[word] == "conj" && is_past(word))?;
            let is_open = annotation.feats[first].contains("VerbForm=Inf") && has(first, "aux");
            if !is_open || has(word, "nsubj") || has(word, "aux") {
                return None;
            }
            let above = std::iter::successors(annotation.heads[first], |&at| annotation.heads[at]).take(count);
            let verb = above.into_iter().find(|&at| is_verb(at))?;
            (is_past(verb) && verb < first).then_some((word, verb))
        })
        .collect();
    for (word, verb) in moves {
        annotation.heads[word] = Some(verb);
    }
}

/// Hangs a relative clause whose subject is "who" on the person named right before it, where it was hung on a word before that
/// names nobody: "a prisoner swap, in which Ksenia Karelina, who had been jailed, was released".
fn settle_relatives(annotation: &mut SentenceAnnotation) {
    let persons: Vec<(usize, usize)> =
        annotation.names.iter().filter(|name| name.2 == NameType::Per).map(|name| (name.0, name.1)).collect();
    let is_in = |(from, to): &(usize, usize), word: usize| (*from..=*to).contains(&word);
    let moves: Vec<(usize, usize)> = (0..annotation.heads.len())
        .filter_map(|who| {
            let is_subject = annotation.xpos[who] == "WP" && annotation.deprels[who].starts_with("nsubj");
            let verb = annotation.heads[who].filter(|_| is_subject)?;
            let head = annotation.heads[verb].filter(|_| annotation.deprels[verb] == "acl:relcl")?;
            let is_comma = |word: &usize| annotation.upos[*word] == Some(Upos::Punct);
            let before = (0..who).rev().find(|word| !is_comma(word)).filter(|word| who - word <= 2)?;
            let name = persons.iter().find(|name| is_in(name, before))?;
            let is_of_nobody = head < name.0 && !persons.iter().any(|name| is_in(name, head));
            let top = (name.0..=name.1).find(|&word| annotation.heads[word].is_none_or(|head| !is_in(name, head)))?;
            (is_of_nobody && verb > who).then_some((verb, top))
        })
        .collect();
    for (verb, person) in moves {
        annotation.heads[verb] = Some(person);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_the_person_named_right_before() {
        let mut read = sentence(&[
            (Upos::Noun, "NN", "", 7, "nsubj"),
            (Upos::Propn, "NNP", "", 1, "nmod"),
            (Upos::Propn, "NNP", "", 2, "flat"),
            (Upos::Punct, ",", "", 6, "punct"),
            (Upos::Pron, "WP", "PronType=Rel", 6, "nsubj"),
            (Upos::Verb, "VBD", "Tense=Past|VerbForm=Fin", 1, "acl:relcl"),
            (Upos::Verb, "VBD", "Tense=Past|VerbForm=Fin", 0, "root"),
        ]);
        read.names = vec![(1, 2, NameType::Per)];
        settle_clauses(&mut read);
        assert_eq!(read.heads[5], Some(1));
    }

    fn sentence(words: &[(Upos, &str, &str, usize, &str)]) -> SentenceAnnotation {
        SentenceAnnotation {
            upos: words.iter().map(|w| Some(w.0)).collect(),
            xpos: words.iter().map(|w| w.1.to_string()).collect(),
            feats: words.iter().map(|w| w.2.to_string()).collect(),
            heads: words.iter().map(|w| w.3.checked_sub(1)).collect(),
            deprels: words.iter().map(|w| w.4.to_string()).collect(),
            ..SentenceAnnotation::default()
        }
    }

    #[test]
    fn what_is_joined_has_the_same_form() {
        let past = "Mood=Ind|Tense=Past|VerbForm=Fin";
        let mut read = sentence(&[
            (Upos::Propn, "NNP", "", 2, "nsubj"),
            (Upos::Verb, "VBD", past, 0, "root"),
            (Upos::Noun, "NN", "", 5, "nsubj"),
            (Upos::Aux, "MD", "VerbForm=Fin", 5, "aux"),
            (Upos::Verb, "VB", "VerbForm=Inf", 2, "ccomp"),
            (Upos::Cconj, "CC", "", 7, "cc"),
            (Upos::Verb, "VBD", past, 5, "conj"),
            (Upos::Noun, "NNS", "", 7, "obj"),
        ]);
        settle_clauses(&mut read);
        assert_eq!(read.heads[6], Some(1));
    }

    #[test]
    fn a_participle_with_an_object_is_the_verb_of_the_sentence() {
        let part = "Tense=Past|VerbForm=Part|Voice=Pass";
        let mut read = sentence(&[
            (Upos::Noun, "NNS", "", 0, "root"),
            (Upos::Verb, "VBN", part, 1, "acl"),
            (Upos::Noun, "NN", "", 2, "obj"),
            (Upos::Punct, ".", "", 1, "punct"),
        ]);
        settle_clauses(&mut read);
        assert_eq!(read.heads, [Some(1), None, Some(1), Some(1)]);
        assert_eq!(read.deprels, ["nsubj", "root", "obj", "punct"]);
    }

    #[test]
    fn a_participle_after_a_comma_is_not_the_verb_left_out() {
        let mut read = sentence(&[
            (Upos::Propn, "NNP", "", 5, "nsubj"),
            (Upos::Aux, "VBZ", "Tense=Pres|VerbForm=Fin", 5, "aux"),
            (Upos::Part, "RB", "Polarity=Neg", 5, "advmod"),
            (Upos::Punct, ",", "", 5, "punct"),
            (Upos::Verb, "VBG", "Tense=Pres|VerbForm=Part", 0, "root"),
            (Upos::Noun, "NNS", "", 5, "obj"),
        ]);
        settle_clauses(&mut read);
        assert_eq!(read.heads, [Some(1), None, Some(1), Some(4), Some(1), Some(4)]);
        assert_eq!(read.deprels, ["nsubj", "root", "advmod", "punct", "advcl", "obj"]);
    }

    #[test]
    fn a_second_subject_between_commas_explains_the_first() {
        let mut read = sentence(&[
            (Upos::Propn, "NNP", "", 6, "nsubj"),
            (Upos::Punct, ",", "", 4, "punct"),
            (Upos::Det, "DT", "", 4, "det"),
            (Upos::Noun, "NN", "", 6, "nsubj"),
            (Upos::Punct, ",", "", 1, "punct"),
            (Upos::Verb, "VBD", "Tense=Past|VerbForm=Fin", 0, "root"),
        ]);
        settle_clauses(&mut read);
        assert_eq!(read.deprels, ["nsubj", "punct", "det", "appos", "punct", "root"]);
        assert_eq!(read.heads[3], Some(0));
    }

    #[test]
    fn a_main_verb_without_an_auxiliary_is_active() {
        let part = "Tense=Past|VerbForm=Part|Voice=Pass";
        let words = [
            (Upos::Noun, "NNS", "", 2, "nsubj:pass"),
            (Upos::Verb, "VBN", part, 0, "root"),
            (Upos::Punct, ".", "", 2, "punct"),
        ];
        let mut read = sentence(&words);
        settle_clauses(&mut read);
        assert_eq!(read.deprels, ["nsubj", "root", "punct"]);
        // A headline leaves the auxiliary out.
        let mut headline = sentence(&words[..2]);
        settle_clauses(&mut headline);
        assert_eq!(headline.deprels, ["nsubj:pass", "root"]);
    }
}
