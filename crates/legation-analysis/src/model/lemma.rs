//! Lemma rules (`CASE|CUT|ADD` or `=LEMMA`), as `training/lemmas.py` writes them.

use super::features::normal;

/// How the letters of a lemma get their case.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Case {
    Lower,
    AsForm,
    Title,
    Upper,
}

/// A rule that turns a form into its lemma.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum LemmaRule {
    /// The lemma, whatever the form.
    Whole(String),
    /// Cut characters off the end of the lowered form, add others.
    Edit { case: Case, cut: usize, add: String },
}

impl LemmaRule {
    /// Reads a rule; `None` for anything else.
    pub fn parse(rule: &str) -> Option<LemmaRule> {
        if let Some(lemma) = rule.strip_prefix('=') {
            return Some(LemmaRule::Whole(lemma.to_string()));
        }
        let mut parts = rule.splitn(3, '|');
        let case = match parts.next()? {
            "l" => Case::Lower,
            "k" => Case::AsForm,
            "t" => Case::Title,
            "u" => Case::Upper,
            _ => return None,
        };
        let cut = parts.next()?.parse().ok()?;
        Some(LemmaRule::Edit { case, cut, add: parts.next()?.to_string() })
    }

    /// The lemma of a form.
    pub fn apply(&self, form: &str) -> String {
        let (case, cut, add) = match self {
            LemmaRule::Whole(lemma) => return lemma.clone(),
            LemmaRule::Edit { case, cut, add } => (*case, *cut, add),
        };
        let form = normal(form);
        let lower: Vec<char> = form.to_lowercase().chars().collect();
        let stem = &lower[..lower.len() - cut.min(lower.len())];
        let lemma: Vec<char> = stem.iter().copied().chain(add.chars()).collect();
        match case {
            Case::Lower => lemma.into_iter().collect(),
            Case::Upper => lemma.iter().flat_map(|c| c.to_uppercase()).collect(),
            Case::Title => {
                let first = lemma.iter().take(1).flat_map(|c| c.to_uppercase());
                first.chain(lemma.iter().skip(1).copied()).collect()
            }
            Case::AsForm => {
                let kept =
                    form.chars().zip(&lemma).take_while(|(f, l)| f.to_lowercase().eq(std::iter::once(**l))).count();
                form.chars().take(kept).chain(lemma.into_iter().skip(kept)).collect()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_give_lemmas() {
        for (rule, form, lemma) in [
            ("l|0|", "The", "the"),
            ("=be", "was", "be"),
            ("l|3|y", "countries", "country"),
            ("k|1|", "McDonalds", "McDonald"),
            ("t|0|", "WASHINGTON", "Washington"),
            ("u|0|", "usa", "USA"),
            ("l|9|", "ab", ""),
            ("l|2|ot", "n’t", "not"),
        ] {
            assert_eq!(LemmaRule::parse(rule).unwrap().apply(form), lemma, "{rule} {form}");
        }
        for rule in ["", "x|0|", "l|a|", "l|1"] {
            assert_eq!(LemmaRule::parse(rule), None);
        }
    }
}
