//! From an address to articles: a feed or sitemap leads to its pages, a page is read.

use crate::client::Fetcher;
use legation_formats::{FormatError, Link, ReadOptions, read_links, read_page};
use legation_types::Article;
use std::collections::{BTreeSet, VecDeque};

/// Sitemaps of sitemaps are followed so deep.
const DEEPEST: usize = 3;

struct Task {
    link: Link,
    depth: usize,
    is_listed: bool,
}

impl Fetcher {
    /// Hands on the articles of an address: those of the page, or of all pages that a feed or sitemap lists, in its order; pages
    /// in the memory are passed over. `take` says whether to go on.
    pub fn articles(
        &mut self,
        address: &str,
        options: &ReadOptions,
        mut take: impl FnMut(Result<Article, FormatError>) -> bool,
    ) {
        let first = Link { url: address.to_string(), ..Link::default() };
        let mut tasks = VecDeque::from([Task { link: first, depth: 0, is_listed: false }]);
        let mut seen = BTreeSet::new();
        let mut pages = 0;
        while let Some(task) = tasks.pop_front() {
            let url = task.link.url.clone();
            let is_old = task.is_listed && self.options.memory.addresses.get(&url).is_some_and(|known| known.is_page);
            if is_old || !seen.insert(url.clone()) {
                continue;
            }
            if task.is_listed {
                pages += 1;
                if pages > self.options.pages {
                    let message = format!("lists more than {} pages", self.options.pages);
                    let fault = legation_formats::Fault::TooLarge;
                    take(Err(FormatError::new(address, fault, message, "fetch more with --pages")));
                    return;
                }
            }
            let answer = match self.get(&url) {
                Ok(answer) if answer.is_unchanged => continue,
                Ok(answer) => answer,
                Err(error) => {
                    if !take(Err(error)) {
                        return;
                    }
                    continue;
                }
            };
            let links = if task.is_listed { None } else { read_links(&url, answer.body.clone()) };
            match links {
                Some(Ok(links)) => {
                    let pages = links.pages.into_iter().map(|link| Task { link, depth: task.depth, is_listed: true });
                    tasks.extend(pages);
                    if task.depth < DEEPEST {
                        tasks.extend(links.sitemaps.into_iter().map(|url| Task {
                            link: Link { url, ..Link::default() },
                            depth: task.depth + 1,
                            is_listed: false,
                        }));
                    }
                }
                Some(Err(error)) => {
                    if !take(Err(error)) {
                        return;
                    }
                }
                None => {
                    for article in read_page(answer.body, &answer.content_type, &answer.address, options) {
                        if !take(article.map(|article| completed(article, &task.link))) {
                            return;
                        }
                    }
                    if let Some(known) = self.options.memory.addresses.get_mut(&url) {
                        known.is_page = true;
                    }
                }
            }
        }
    }
}

/// The article with what its feed or sitemap says where the page does not.
fn completed(mut article: Article, link: &Link) -> Article {
    article.title = article.title.or_else(|| link.title.clone());
    article.published_at = article.published_at.or(link.published_at);
    article.publisher = article.publisher.or_else(|| link.publisher.clone());
    article.lang = article.lang.or_else(|| link.lang.clone());
    article
}
