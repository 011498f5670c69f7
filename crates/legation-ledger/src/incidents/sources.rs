//! Which reports are independent of each other.

/// The number of independent reports among articles given as (line of copies, publisher or nothing): copies of one report
/// and reports of one publisher count once.
pub(crate) fn independent(articles: &[(u32, Option<String>)]) -> usize {
    let mut group: Vec<usize> = (0..articles.len()).collect();
    for later in 0..articles.len() {
        for earlier in 0..later {
            let is_copy = articles[earlier].0 == articles[later].0;
            let is_own = articles[earlier].1.is_some() && articles[earlier].1 == articles[later].1;
            if is_copy || is_own {
                let (from, to) = (group[later], group[earlier]);
                group.iter_mut().filter(|g| **g == from).for_each(|g| *g = to);
            }
        }
    }
    group.sort_unstable();
    group.dedup();
    group.len()
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
