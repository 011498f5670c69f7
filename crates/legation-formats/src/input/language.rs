//! Which language a text is written in.

use legation_types::Article;
use whatlang::Lang;

/// Letters that a text needs before its language is guessed.
const FEWEST_LETTERS: usize = 200;
/// Characters that are looked at.
const LOOKED_AT: usize = 4000;

/// English words that make up a fifth to a third of any English prose and next to nothing of any other language's.
const ENGLISH: [&str; 14] =
    ["the", "of", "to", "and", "in", "that", "is", "was", "for", "on", "with", "said", "by", "from"];

/// The language of a text as ISO 639-1 (639-3 where there is no shorter code); `None` where it is too short or mixed to tell.
/// Method: letter trigrams (`whatlang`), with a plain count of the commonest words so that English with many foreign names is
/// not taken for another language.
pub fn language_of(text: &str) -> Option<&'static str> {
    let end = text.char_indices().nth(LOOKED_AT).map_or(text.len(), |(end, _)| end);
    let head = &text[..end];
    let letters = head.chars().filter(|c| c.is_alphabetic()).count();
    if letters < FEWEST_LETTERS {
        return None;
    }
    let words: Vec<String> =
        head.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    let english = words.iter().filter(|word| ENGLISH.contains(&word.as_str())).count();
    if english * 8 >= words.len() {
        return Some("en");
    }
    let found = whatlang::detect(head).filter(|found| found.is_reliable())?;
    // A text of headlines has few small words: no other language is sure enough against one word in twenty-five.
    if found.lang() != Lang::Eng && english * 25 >= words.len() {
        return None;
    }
    Some(code(found.lang()))
}

/// Fills an article's language from its text. Where page and text disagree, the text is right: templates are copied.
pub(crate) fn take(article: &mut Article) {
    if let Some(found) = language_of(&article.text) {
        article.lang = Some(found.to_string());
    }
}

/// The English name of a language's code, for messages; the code itself where it is not known.
pub(crate) fn name_of(code: &str) -> String {
    Lang::all()
        .iter()
        .find(|lang| self::code(**lang) == code)
        .map_or_else(|| format!("the language {code:?}"), |lang| lang.eng_name().to_string())
}

fn code(lang: Lang) -> &'static str {
    match lang {
        Lang::Afr => "af",
        Lang::Amh => "am",
        Lang::Ara => "ar",
        Lang::Aze => "az",
        Lang::Bel => "be",
        Lang::Ben => "bn",
        Lang::Bul => "bg",
        Lang::Cat => "ca",
        Lang::Ces => "cs",
        Lang::Cmn => "zh",
        Lang::Dan => "da",
        Lang::Deu => "de",
        Lang::Ell => "el",
        Lang::Eng => "en",
        Lang::Epo => "eo",
        Lang::Est => "et",
        Lang::Fin => "fi",
        Lang::Fra => "fr",
        Lang::Guj => "gu",
        Lang::Heb => "he",
        Lang::Hin => "hi",
        Lang::Hrv => "hr",
        Lang::Hun => "hu",
        Lang::Hye => "hy",
        Lang::Ind => "id",
        Lang::Ita => "it",
        Lang::Jav => "jv",
        Lang::Jpn => "ja",
        Lang::Kan => "kn",
        Lang::Kat => "ka",
        Lang::Khm => "km",
        Lang::Kor => "ko",
        Lang::Lat => "la",
        Lang::Lav => "lv",
        Lang::Lit => "lt",
        Lang::Mal => "ml",
        Lang::Mar => "mr",
        Lang::Mkd => "mk",
        Lang::Mya => "my",
        Lang::Nep => "ne",
        Lang::Nld => "nl",
        Lang::Nob => "no",
        Lang::Ori => "or",
        Lang::Pan => "pa",
        Lang::Pes => "fa",
        Lang::Pol => "pl",
        Lang::Por => "pt",
        Lang::Ron => "ro",
        Lang::Rus => "ru",
        Lang::Sin => "si",
        Lang::Slk => "sk",
        Lang::Slv => "sl",
        Lang::Sna => "sn",
        Lang::Spa => "es",
        Lang::Srp => "sr",
        Lang::Swe => "sv",
        Lang::Tam => "ta",
        Lang::Tel => "te",
        Lang::Tgl => "tl",
        Lang::Tha => "th",
        Lang::Tuk => "tk",
        Lang::Tur => "tr",
        Lang::Ukr => "uk",
        Lang::Urd => "ur",
        Lang::Uzb => "uz",
        Lang::Vie => "vi",
        Lang::Yid => "yi",
        Lang::Zul => "zu",
        _ => lang.code(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_told_apart() {
        let cases = [
            (
                Some("en"),
                "The foreign ministers of both countries met in Velle on Monday and signed an agreement on fishing rights that ends a dispute of nine months. Inspectors will board trawlers from May, officials said, and the catch is to be published every month in both capitals, they added.",
            ),
            (
                Some("en"),
                "Ministers Przybyszewski, Wojciechowski and Szczepański met Gyurcsány, Kövér and Szijjártó in Székesfehérvár with Krzysztof Jędrzejczak of the Ministerstwo Spraw Zagranicznych, and the Külgazdasági és Külügyminisztérium said that Nyíregyháza would host Marszałek Grodzki and Andrzej Duda in the autumn.",
            ),
            (
                Some("fr"),
                "Les ministres des Affaires étrangères des deux pays se sont rencontrés lundi et ont signé un accord sur les droits de pêche qui met fin à un différend de neuf mois. Des inspecteurs monteront à bord des chalutiers dès le mois de mai, ont indiqué des responsables.",
            ),
            (
                Some("ru"),
                "Министры иностранных дел обеих стран встретились в понедельник и подписали соглашение о правах на рыболовство, которое положило конец девятимесячному спору. Инспекторы будут подниматься на борт траулеров с мая, сообщили официальные лица в столице страны.",
            ),
            (
                Some("es"),
                "Los ministros de Asuntos Exteriores de ambos países se reunieron el lunes y firmaron un acuerdo sobre los derechos de pesca que pone fin a una disputa de nueve meses. Los inspectores subirán a bordo de los arrastreros a partir de mayo, dijeron funcionarios.",
            ),
            (None, "Ministres réunis lundi."),
        ];
        for (expected, text) in cases {
            assert_eq!(language_of(text), expected, "{text}");
        }
        assert_eq!((name_of("fr"), name_of("xx")), ("French".to_string(), "the language \"xx\"".to_string()));
    }
}
