//! E-mail (RFC 5322, `.eml`): the text body, or else the words of the HTML body. Attachments are left out.

use super::{html, stem};
use crate::dates::parse_day;
use crate::error::{Fault, FormatError};
use legation_types::Article;
use mail_parser::{MessageParser, PartType};

/// Header fields that a message begins with.
const FIRST_FIELDS: [&str; 10] = [
    "received:",
    "return-path:",
    "delivered-to:",
    "mime-version:",
    "message-id:",
    "x-",
    "from:",
    "date:",
    "subject:",
    "authentication-results:",
];

/// Whether the first bytes are those of a message: several header fields that every message has.
pub(super) fn fits(head: &[u8]) -> bool {
    let head = String::from_utf8_lossy(&head[..head.len().min(8000)]).to_lowercase();
    let has = |field: &str| head.lines().take_while(|line| !line.is_empty()).any(|line| line.starts_with(field));
    FIRST_FIELDS.iter().any(|field| head.starts_with(field))
        && has("from:")
        && has("date:")
        && (has("mime-version:") || has("message-id:"))
}

/// The article of a message.
pub(super) fn read(bytes: &[u8], name: &str) -> Result<Article, FormatError> {
    let malformed = || {
        FormatError::new(
            name,
            Fault::Malformed,
            "no e-mail message",
            "give a message as saved by a mail program (.eml)",
        )
    };
    let message =
        MessageParser::default().parse(bytes).filter(|message| !message.headers().is_empty()).ok_or_else(malformed)?;
    let plain = message.text_bodies().find_map(|part| match &part.body {
        PartType::Text(text) => Some(text.to_string()),
        _ => None,
    });
    let page = || {
        message.html_bodies().find_map(|part| match &part.body {
            PartType::Html(page) => {
                Some(html::article(page, name, None).map_or_else(|_| html::paragraphs(page), |a| a.text))
            }
            _ => None,
        })
    };
    let text = plain.filter(|text| !text.trim().is_empty()).or_else(page).unwrap_or_default().replace("\r\n", "\n");
    let text = own_words(&text);
    if text.trim().is_empty() {
        return Err(FormatError::new(name, Fault::Empty, "a message without text", "give the text of its attachment"));
    }
    let id = message.message_id().filter(|id| !id.is_empty()).map_or_else(|| stem(name).to_string(), str::to_string);
    let mut article = Article::new(id, text);
    article.title = message.subject().map(str::trim).filter(|subject| !subject.is_empty()).map(str::to_string);
    article.published_at = message.date().and_then(|date| parse_day(&date.to_rfc3339()));
    article.publisher = message
        .from()
        .and_then(|from| from.first())
        .and_then(|sender| sender.name().or(sender.address()))
        .map(|name| name.trim().to_string())
        .filter(|name| !name.is_empty());
    Ok(article)
}

/// The text without the message that it answers (`> `) and without the signature (below `-- `): neither is a report.
fn own_words(text: &str) -> String {
    let lines: Vec<&str> =
        text.lines().take_while(|line| *line != "-- ").filter(|line| !line.starts_with('>')).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_articles() {
        let cases = [
            "From: The Wire <desk@example.org>\r\nDate: Fri, 11 Apr 2025 23:30:00 -0500\r\nMessage-ID: <m1@example.org>\r\nSubject: =?utf-8?q?Caf=C3=A9_talks?=\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nTalks opened at the caf=E9=\r\n.\r\n",
            "Received: by x\r\nFrom: The Wire <desk@example.org>\r\nDate: Fri, 11 Apr 2025 23:30:00 -0500\r\nMessage-ID: <m1@example.org>\r\nSubject: =?iso-8859-1?B?Q2Fm6SB0YWxrcw==?=\r\nMIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Talks opened at the caf\u{e9}.</p>\r\n--b--\r\n",
        ];
        for message in cases {
            assert!(fits(message.as_bytes()));
            let found = read(message.as_bytes(), "a.eml").unwrap();
            assert_eq!(found.text.trim(), "Talks opened at the café.");
            assert_eq!((found.title.as_deref(), found.publisher.as_deref()), (Some("Café talks"), Some("The Wire")));
            assert_eq!(
                (found.published_at.unwrap().to_string().as_str(), found.id.0.as_str()),
                ("2025-04-11", "m1@example.org")
            );
        }
        let answer = "Subject: x\r\n\r\nTalks opened.\r\n> Will they?\r\n>> When?\r\nMore soon.\r\n-- \r\nThe desk\r\n";
        assert_eq!(read(answer.as_bytes(), "a.eml").unwrap().text, "Talks opened.\nMore soon.");
        assert!(!fits(b"From: here to there\n\nIt is far."));
        assert!(read(b"", "a.eml").is_err());
        assert!(read(b"Subject: x\r\n\r\n", "a.eml").is_err());
    }
}
