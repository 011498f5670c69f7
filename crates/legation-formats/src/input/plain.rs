//! Plain text: the article's text is the file as decoded, unchanged.

use super::{ReadOptions, stem};
use crate::error::FormatError;
use legation_types::Article;

pub(super) fn read(text: &str, name: &str, _: &ReadOptions) -> Vec<Result<Article, FormatError>> {
    vec![Ok(Article::new(stem(name), text))]
}
