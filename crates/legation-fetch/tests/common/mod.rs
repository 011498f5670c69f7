//! What the tests of fetching share.

use legation_fetch::Fetcher;
use legation_formats::FormatError;
use legation_types::Article;

/// Everything that an address gives, in order.
pub fn fetch(fetcher: &mut Fetcher, address: &str) -> Vec<Result<Article, FormatError>> {
    let mut found = Vec::new();
    fetcher.articles(address, &Default::default(), |article| {
        found.push(article);
        true
    });
    found
}
