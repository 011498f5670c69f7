//! Which reports are independent of each other.

use rustc_hash::FxHashMap;

/// The number of independent reports among articles given as (line of copies, publisher or nothing): copies of one report
/// and reports of one publisher count once.
pub(crate) fn independent(articles: &[(u32, Option<String>)]) -> usize {
    let mut parents: Vec<usize> = (0..articles.len()).collect();
    let mut by_origin: FxHashMap<u32, usize> = FxHashMap::default();
    let mut by_publisher: FxHashMap<&str, usize> = FxHashMap::default();
    for (number, (origin, publisher)) in articles.iter().enumerate() {
        let copied = *by_origin.entry(*origin).or_insert(number);
        let own = publisher.as_deref().map_or(number, |name| *by_publisher.entry(name).or_insert(number));
        for other in [copied, own] {
            let (a, b) = (root(&mut parents, other), root(&mut parents, number));
            parents[a.max(b)] = a.min(b);
        }
    }
    (0..articles.len()).filter(|number| parents[*number] == *number).count()
}

/// The first article of a group, on the way there shortened.
fn root(parents: &mut [usize], mut at: usize) -> usize {
    while parents[at] != at {
        parents[at] = parents[parents[at]];
        at = parents[at];
    }
    at
}

#[cfg(test)]
mod tests {
    use super::independent;

    #[test]
    fn copies_and_one_publisher_count_once() {
        type Report = (u32, Option<String>);
        let article = |origin: u32, publisher: &str| (origin, (!publisher.is_empty()).then(|| publisher.to_string()));
        let cases: [(&[Report], usize); 5] = [
            (&[], 0),
            (&[article(1, "Herald"), article(2, "Courier")], 2),
            (&[article(1, "Herald"), article(1, "Courier"), article(3, "")], 2),
            (&[article(1, "Herald"), article(2, "Herald")], 1),
            (&[article(1, "Herald"), article(2, "Courier"), article(2, "Herald")], 1),
        ];
        for (articles, count) in cases {
            assert_eq!(independent(articles), count, "{articles:?}");
        }
    }
}
