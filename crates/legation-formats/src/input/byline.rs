//! Who wrote an article, from one line that may name several.

/// The persons that a byline names: "By Ada Marsh and Jon Vale", "Ada Marsh; Jon Vale", "Ada Marsh, Jon Vale".
pub(super) fn people(byline: &str) -> Vec<String> {
    let parts: Vec<&str> = without_by(byline).split(" and ").flat_map(|part| part.split([';', '&'])).collect();
    // "Ada Marsh, Vienna correspondent" names one person.
    let split_at_commas = |part: &str| part.contains(',') && part.split(',').all(is_name);
    let named = parts.into_iter().map(|part| part.trim().trim_end_matches(',')).flat_map(|part| -> Vec<&str> {
        if split_at_commas(part) { part.split(',').collect() } else { vec![part] }
    });
    named.map(|name| name.trim().to_string()).filter(|name| !name.is_empty()).collect()
}

/// A byline without the word that begins it.
pub(super) fn without_by(byline: &str) -> &str {
    let byline = byline.trim();
    ["By ", "by ", "BY "].iter().find_map(|word| byline.strip_prefix(word)).unwrap_or(byline)
}

/// Whether words can be a person's name: two to four, each with a capital.
fn is_name(words: &str) -> bool {
    let words: Vec<&str> = words.split_whitespace().collect();
    (2..=4).contains(&words.len()) && words.iter().all(|word| word.starts_with(char::is_uppercase))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_person_of_a_byline_is_one() {
        let cases: [(&str, &[&str]); 8] = [
            ("Ada Marsh", &["Ada Marsh"]),
            ("By Ada Marsh and Jon Vale", &["Ada Marsh", "Jon Vale"]),
            ("Ada Marsh, Jon Vale and Li Wei", &["Ada Marsh", "Jon Vale", "Li Wei"]),
            ("Ada Marsh, Jon Vale, and Li Wei", &["Ada Marsh", "Jon Vale", "Li Wei"]),
            ("Ada Marsh; Jon Vale & Li Wei", &["Ada Marsh", "Jon Vale", "Li Wei"]),
            ("Ada Marsh, Vienna correspondent", &["Ada Marsh, Vienna correspondent"]),
            ("Reuters", &["Reuters"]),
            ("  ", &[]),
        ];
        for (byline, expected) in cases {
            assert_eq!(people(byline), expected, "{byline}");
        }
    }
}
