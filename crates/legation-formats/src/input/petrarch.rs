//! PETRARCH's input: `<Sentences>` with one `<Sentence date id source>` each, its words in `<Text>`. Parses and coded events in
//! the file are passed over. Read as a stream: memory holds one sentence.

use super::bounded::{Allowance, bounded, is_too_large};
use super::{Articles, LARGEST_ARTICLE, ReadOptions, finished, xml};
use crate::dates::parse_day;
use crate::error::{Fault, FormatError};
use legation_types::Article;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::io::{BufRead, BufReader};

/// Whether the first bytes are those of such a file.
pub(super) fn fits(head: &[u8]) -> bool {
    let head = String::from_utf8_lossy(&head[..head.len().min(2000)]);
    let head = head.trim_start_matches('\u{feff}').trim_start();
    head.starts_with('<') && (head.contains("<Sentences") || head.contains("<Sentence "))
}

/// The sentences or stories of a file, each an article.
pub(super) fn stream(source: Box<dyn BufRead>, name: &str, options: &ReadOptions) -> Articles {
    let (source, allowance) = bounded(source);
    let mut reader = Reader::from_reader(BufReader::new(xml::AsUtf8::new(Box::new(source))));
    reader.config_mut().check_end_names = false;
    let mut file = File { reader, allowance, name: name.to_string(), number: 0, is_over: false };
    let options = options.clone();
    Box::new(std::iter::from_fn(move || file.next_article().map(|found| found.and_then(|a| finished(a, &options)))))
}

struct File {
    reader: Reader<BufReader<xml::AsUtf8>>,
    allowance: Allowance,
    name: String,
    number: usize,
    is_over: bool,
}

impl File {
    fn next_article(&mut self) -> Option<Result<Article, FormatError>> {
        let mut article: Option<Article> = None;
        let mut is_text = false;
        let mut buffer = Vec::new();
        self.allowance.renew();
        while !self.is_over {
            buffer.clear();
            let at = format!("{}#{}", self.name, self.number);
            let event = match self.reader.read_event_into(&mut buffer) {
                Ok(event) => event,
                Err(error) => {
                    self.is_over = true;
                    let is_large = matches!(&error, quick_xml::Error::Io(error) if is_too_large(error));
                    let fault = if is_large { Fault::TooLarge } else { Fault::Malformed };
                    let message = format!("broken XML: {error}");
                    return Some(Err(FormatError::new(&at, fault, message, "mend the file here")));
                }
            };
            match &event {
                Event::Eof => {
                    self.is_over = true;
                    if article.is_some() {
                        let message = "the file breaks off in a <Sentence>";
                        return Some(Err(FormatError::new(&at, Fault::Malformed, message, "mend the file here")));
                    }
                }
                Event::Start(tag) if tag.local_name().as_ref() == "Sentence" => {
                    self.number += 1;
                    article = Some(begun(tag, &self.name, self.number));
                    is_text = false;
                }
                Event::Start(tag) => is_text = tag.local_name().as_ref() == "Text",
                Event::End(tag) if tag.local_name().as_ref() == "Sentence" => {
                    let Some(mut article) = article.take() else { continue };
                    article.text = article.text.split_whitespace().collect::<Vec<_>>().join(" ");
                    if article.text.is_empty() {
                        let at = format!("{}#{}", self.name, self.number);
                        return Some(Err(FormatError::new(
                            &at,
                            Fault::Empty,
                            "a <Sentence> without <Text>",
                            "leave it out",
                        )));
                    }
                    return Some(Ok(article));
                }
                Event::End(tag) if tag.local_name().as_ref() == "Text" => is_text = false,
                other => {
                    if let (true, Some(article), Some(words)) = (is_text, article.as_mut(), xml::words(other))
                        && (article.text.len() + words.len()) as u64 <= LARGEST_ARTICLE
                    {
                        article.text.push_str(&words);
                    }
                }
            }
        }
        None
    }
}

/// An article without its text yet.
fn begun(tag: &BytesStart, name: &str, number: usize) -> Article {
    let attribute = |wanted: &str| {
        tag.attributes().with_checks(false).flatten().find_map(|attribute| {
            let is_wanted = attribute.key.as_ref().eq_ignore_ascii_case(wanted);
            let value = super::page::decode_entities(&attribute.value);
            (is_wanted && !value.trim().is_empty()).then(|| value.trim().to_string())
        })
    };
    let id = attribute("id").unwrap_or_else(|| format!("{}#{number}", super::stem(name)));
    let mut article = Article::new(id, "");
    article.published_at = attribute("date").and_then(|day| parse_day(&day));
    article.publisher = attribute("source");
    article.url = attribute("url");
    article
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    fn read(text: &str) -> Vec<Result<Article, FormatError>> {
        stream(Box::new(std::io::Cursor::new(text.to_string())), "d/in.xml", &ReadOptions::default()).collect()
    }

    #[test]
    fn sentences_are_articles() {
        let text = "<?xml version=\"1.0\"?>\n<Sentences>\n<Sentence date=\"20250411\" id = \"WIRE_1\" source='WIRE' sentence=\"True\">\n<Text>\nNorlund &amp; Estmark\nopened talks.\n</Text>\n<Parse>\n(ROOT (S x))\n</Parse>\n</Sentence>\n<Sentence date=\"\"><Text></Text></Sentence><Sentence><EventCoding eventcode=\"042\"/><Text>Talks &lt;ended&gt;.</Text></Sentence></Sentences>";
        assert!(fits(text.as_bytes()));
        let found = read(text);
        let first = found[0].as_ref().unwrap();
        assert_eq!((first.id.0.as_str(), first.text.as_str()), ("WIRE_1", "Norlund & Estmark opened talks."));
        assert_eq!(
            (first.published_at.unwrap().to_string().as_str(), first.publisher.as_deref()),
            ("2025-04-11", Some("WIRE"))
        );
        assert_eq!(found[1].as_ref().unwrap_err().fault, Fault::Empty);
        assert_eq!(
            (found[2].as_ref().unwrap().text.as_str(), found[2].as_ref().unwrap().id.0.as_str()),
            ("Talks <ended>.", "in#3")
        );
        let endless = std::io::Cursor::new("<Sentences><Sentence><Text>").chain(BufReader::new(std::io::repeat(b'a')));
        let found: Vec<_> = stream(Box::new(endless), "d/in.xml", &ReadOptions::default()).collect();
        assert_eq!((found.len(), found[0].as_ref().unwrap_err().fault), (1, Fault::TooLarge));
        assert_eq!(read("<Sentences><Sentence><Text>a").len(), 1);
        assert!(read("<Sentences><Sentence <<").iter().all(Result::is_err));
    }
}
