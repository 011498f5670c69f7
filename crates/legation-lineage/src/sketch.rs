//! A text as a set of hashed word sequences, small enough to keep for every article.
//!
//! Method: shingles of five words (Broder 1997), of which the smallest hashes are kept (bottom-k MinHash, Cohen 1997), at least
//! a quarter of them, so that containment can be estimated as well as resemblance ("FracMinHash", Irber et al. 2022).

/// Words in a shingle: long enough that two writers do not hit on the same one by chance, short enough to survive edits.
const SHINGLE: usize = 5;
/// Up to this many shingles all are kept.
const KEPT: usize = 128;
/// Of longer texts, one in this many.
const SHARE_KEPT: usize = 4;
/// Fewer shared hashes than this prove nothing.
const FEWEST: usize = 3;

/// What is kept of a text to compare it with others. The same text gives the same sketch on every machine and version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sketch {
    /// Hash of all words in order.
    whole: u64,
    /// Words in the text.
    words: u32,
    /// All shingle hashes up to this one are kept.
    limit: u64,
    /// Kept shingle hashes, ascending.
    hashes: Vec<u64>,
}

/// How much two texts have in common, estimated from their sketches.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Overlap {
    /// Shingles in both as a share of the shingles in either (Jaccard), 0–1.
    pub resemblance: f64,
    /// Share of the later text's shingles that stand in the earlier, 0–1.
    pub share: f64,
    /// Share of the earlier text's shingles that stand in the later, 0–1.
    pub share_of_earlier: f64,
    is_same: bool,
}

/// How a later text depends on an earlier one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CopyKind {
    /// The same words; case, punctuation and layout may differ.
    Exact,
    /// Most of either stands in the other: another headline, dateline or byline, a few edits.
    Near,
    /// The later text is mostly taken from the earlier: cut, or quoted at length.
    Part,
    /// The later text holds most of the earlier and adds to it: an update.
    Update,
}

impl CopyKind {
    /// Its name in output: `exact`, `near`, `part`, `update`.
    pub fn as_str(self) -> &'static str {
        match self {
            CopyKind::Exact => "exact",
            CopyKind::Near => "near",
            CopyKind::Part => "part",
            CopyKind::Update => "update",
        }
    }
}

impl Overlap {
    /// What the later text is to the earlier; `None` where they are independent as far as their words tell.
    pub fn kind(self) -> Option<CopyKind> {
        match self {
            Overlap { is_same: true, .. } => Some(CopyKind::Exact),
            Overlap { resemblance, .. } if resemblance >= 0.7 => Some(CopyKind::Near),
            Overlap { share, share_of_earlier, .. } if share >= 0.5 && share >= share_of_earlier => {
                Some(CopyKind::Part)
            }
            Overlap { share_of_earlier, .. } if share_of_earlier >= 0.5 => Some(CopyKind::Update),
            _ => None,
        }
    }

    /// Whether the later text says next to nothing that the earlier does not: nine tenths of it stand there.
    pub fn adds_nothing(self) -> bool {
        self.is_same || self.share >= 0.9
    }
}

impl Sketch {
    /// The sketch of a text.
    pub fn of(text: &str) -> Sketch {
        let words: Vec<u64> =
            text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(word_hash).collect();
        let mut hashes: Vec<u64> = words.windows(SHINGLE).map(sequence_hash).collect();
        hashes.sort_unstable();
        hashes.dedup();
        let kept = KEPT.max(hashes.len() / SHARE_KEPT);
        let limit = hashes.get(kept).map_or(u64::MAX, |first_left_out| first_left_out - 1);
        hashes.truncate(kept);
        Sketch { whole: sequence_hash(&words), words: words.len() as u32, limit, hashes }
    }

    /// What this text has in common with an earlier one.
    pub fn overlap(&self, earlier: &Sketch) -> Overlap {
        let limit = self.limit.min(earlier.limit);
        let (own, other) = (self.below(limit), earlier.below(limit));
        let both = shared(own, other);
        let is_same = self.words > 0 && self.whole == earlier.whole && self.words == earlier.words;
        let rate = |of: usize| if both < FEWEST { 0.0 } else { both as f64 / of as f64 };
        Overlap {
            resemblance: if is_same { 1.0 } else { rate(own.len() + other.len() - both) },
            share: if is_same { 1.0 } else { rate(own.len()) },
            share_of_earlier: if is_same { 1.0 } else { rate(other.len()) },
            is_same,
        }
    }

    /// Hash of all words in order: equal for texts that differ in case, punctuation and layout alone.
    pub fn whole(&self) -> u64 {
        self.whole
    }

    /// The kept hashes, ascending: two texts that share none have nothing in common.
    pub fn hashes(&self) -> &[u64] {
        &self.hashes
    }

    /// Whether the text has no words.
    pub fn is_empty(&self) -> bool {
        self.words == 0
    }

    /// For storage; [`Sketch::from_bytes`] reads it back.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(20 + 8 * self.hashes.len());
        out.extend(self.words.to_le_bytes());
        [self.whole, self.limit].iter().chain(&self.hashes).for_each(|number| out.extend(number.to_le_bytes()));
        out
    }

    /// A stored sketch; `None` where the bytes are none.
    pub fn from_bytes(bytes: &[u8]) -> Option<Sketch> {
        let (words, rest) = bytes.split_first_chunk::<4>()?;
        let (numbers, left) = rest.as_chunks::<8>();
        let mut numbers = numbers.iter().map(|chunk| u64::from_le_bytes(*chunk));
        let (whole, limit) = (numbers.next()?, numbers.next()?);
        let hashes: Vec<u64> = numbers.collect();
        let is_sound = left.is_empty() && hashes.is_sorted_by(|a, b| a < b);
        is_sound.then_some(Sketch { whole, words: u32::from_le_bytes(*words), limit, hashes })
    }

    fn below(&self, limit: u64) -> &[u64] {
        &self.hashes[..self.hashes.partition_point(|hash| *hash <= limit)]
    }
}

/// How many numbers stand in both ascending lists.
fn shared(a: &[u64], b: &[u64]) -> usize {
    let (mut i, mut j, mut count) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                count += 1;
                i += 1;
                j += 1;
            }
        }
    }
    count
}

/// FNV-1a over the word in small letters.
fn word_hash(word: &str) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325u64;
    let mut buffer = [0u8; 4];
    for c in word.chars().flat_map(char::to_lowercase) {
        for byte in c.encode_utf8(&mut buffer).bytes() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    hash
}

/// Words in order, mixed so that the smallest hashes are a fair sample (finaliser of SplitMix64).
fn sequence_hash(words: &[u64]) -> u64 {
    let joined = words.iter().fold(0u64, |hash, word| (hash.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95));
    let mut mixed = joined.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}
