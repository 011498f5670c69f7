//! What the model sees of a word; `training/features.py` computes the same, byte for byte.

/// Rows of the tables that hashes point into.
const GRAMS: u32 = 16384;
const PREFIXES: u32 = 4096;
const SUFFIXES: u32 = 8192;
const SHAPES: u32 = 1024;

/// The features of one form.
#[derive(Clone, Debug, PartialEq)]
pub struct Features {
    /// Hash of the folded form, the key of the word tables.
    pub key: u64,
    /// Rows of the character n-gram table; never empty.
    pub grams: Vec<u32>,
    /// Rows of the tables of prefixes (2, 3 letters), suffixes (2, 3) and shapes.
    pub affixes: [u32; 5],
}

/// Features of a word form.
pub fn features(form: &str) -> Features {
    let form = normal(form);
    let key = fold(&form);
    let lower: Vec<char> = key.chars().take(40).collect();
    let padded: Vec<char> = std::iter::once('<').chain(lower.iter().copied()).chain(std::iter::once('>')).collect();
    let mut grams = Vec::with_capacity(padded.len() * 3);
    for size in 3..=5 {
        grams.extend(padded.windows(size).map(|gram| hash_chars("", gram) % GRAMS));
    }
    if grams.is_empty() {
        grams.push(hash_chars("", &padded) % GRAMS);
    }
    let (start, end) = (|n: usize| &lower[..n.min(lower.len())], |n: usize| &lower[lower.len().saturating_sub(n)..]);
    let affixes = [
        hash_chars("a", start(2)) % PREFIXES,
        hash_chars("b", start(3)) % PREFIXES,
        hash_chars("c", end(2)) % SUFFIXES,
        hash_chars("d", end(3)) % SUFFIXES,
        hash_chars("e", &shape(&form)) % SHAPES,
    ];
    Features { key: hash_key(&key), grams, affixes }
}

/// The key of a form in the word tables.
pub fn key_of(form: &str) -> u64 {
    hash_key(&fold(&normal(form)))
}

/// The keys of a form in the lexicon of lemmas: as it is written, then whatever its case.
pub fn lexicon_keys(form: &str, upos: &str) -> [u64; 2] {
    let form = normal(form);
    [hash_key(&format!("={form}/{upos}")), hash_key(&format!("{}/{upos}", fold(&form)))]
}

/// One spelling for quotes and dashes; case and digits kept.
pub fn normal(form: &str) -> String {
    let plain: String = form
        .chars()
        .map(|c| match c {
            '’' | '‘' | '`' => '\'',
            '“' | '”' | '„' | '«' | '»' => '"',
            '–' | '—' | '‐' | '‑' | '−' => '-',
            '\u{a0}' => ' ',
            other => other,
        })
        .collect();
    match plain.as_str() {
        "''" => "\"".to_string(),
        "..." => "…".to_string(),
        "--" | "---" => "-".to_string(),
        _ => plain,
    }
}

/// Lower case with every ASCII digit as 0.
fn fold(normal: &str) -> String {
    normal.to_lowercase().chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect()
}

/// X upper, x lower, d digit, others themselves; runs cut to three, ten at most.
fn shape(form: &str) -> Vec<char> {
    let mut out: Vec<char> = Vec::new();
    for c in form.chars() {
        let kind = match c {
            c if c.is_uppercase() => 'X',
            c if c.is_lowercase() => 'x',
            '0'..='9' => 'd',
            other => other,
        };
        if !out.ends_with(&[kind, kind, kind]) {
            out.push(kind);
        }
    }
    out.truncate(10);
    out
}

/// FNV-1a, 32 bits, over the UTF-8 of a prefix and some characters.
fn hash_chars(prefix: &str, chars: &[char]) -> u32 {
    let mut value = 2_166_136_261u32;
    let mut add = |byte: u8| value = (value ^ u32::from(byte)).wrapping_mul(16_777_619);
    prefix.bytes().for_each(&mut add);
    let mut buffer = [0; 4];
    for c in chars {
        c.encode_utf8(&mut buffer).bytes().for_each(&mut add);
    }
    value
}

/// FNV-1a, 64 bits.
fn hash_key(key: &str) -> u64 {
    key.bytes().fold(0xcbf2_9ce4_8422_2325, |value, byte| (value ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_normalised() {
        for (form, expected) in [("”", "\""), ("n’t", "n't"), ("—", "-"), ("...", "…"), ("U.S.", "U.S.")] {
            assert_eq!(normal(form), expected);
        }
        assert_eq!(fold("Covid-19"), "covid-00");
        assert_eq!(shape("McDonalds2016").iter().collect::<String>(), "XxXxxxddd");
    }

    #[test]
    fn equal_to_the_training_side() {
        // Values printed by training/features.py.
        let cases: [(&str, &[u32], [u32; 5]); 3] = [
            ("Kyiv", &[8299, 7424, 4739, 4504, 8998, 8386, 16263, 5872, 11444], [1524, 160, 3509, 3513, 160]),
            ("“", &[12479], [266, 69, 5200, 2947, 870]),
            (
                "Łódź-2",
                &[3270, 11328, 6142, 10719, 5451, 7506, 8966, 14207, 297, 829, 1839, 14969, 5654, 14939, 15801],
                [1297, 3616, 3303, 829, 617],
            ),
        ];
        for (form, grams, affixes) in cases {
            let found = features(form);
            assert_eq!((found.grams.as_slice(), found.affixes), (grams, affixes), "{form}");
        }
    }
}
