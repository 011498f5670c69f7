//! Plain text: the article's text is the file as decoded, unchanged; a round-up's reports are parts of it.

use super::{ReadOptions, roundup, stem};
use crate::error::FormatError;
use legation_types::Article;

pub(super) fn read(text: &str, name: &str, _: &ReadOptions) -> Vec<Result<Article, FormatError>> {
    roundup::split(Article::new(stem(name), text)).into_iter().map(Ok).collect()
}
