use legation_types::{Analysis, Article, NameType, TokenId, Upos};
use std::fmt::Write;

/// Writes an analysis as CoNLL-U: `# newdoc id`, `# newpar`, `# sent_id`, `# text`, ranges for contractions, and in the
/// MISC column `NER=` (B-PER, I-PER …) and `SpaceAfter=No`.
pub fn write_conllu(article: &Article, analysis: &Analysis) -> String {
    let mut out = String::new();
    let names = name_tags(analysis);
    let mut paragraph = None;
    for (number, sentence) in analysis.sentences.iter().enumerate() {
        if number == 0 {
            let _ = writeln!(out, "# newdoc id = {}", one_line(&article.id.0));
        }
        if paragraph != Some(sentence.paragraph) {
            out.push_str("# newpar\n");
            paragraph = Some(sentence.paragraph);
        }
        let _ = writeln!(out, "# sent_id = {}-{}", one_line(&article.id.0).replace(' ', "_"), number + 1);
        let ids: Vec<TokenId> = analysis.tokens_of(sentence).map(|(id, _)| id).collect();
        let mut text = String::new();
        for (i, id) in ids.iter().enumerate() {
            text.push_str(&one_line(analysis.form(&article.text, *id)));
            if analysis.token(*id).space_after && i + 1 < ids.len() {
                text.push(' ');
            }
        }
        let _ = writeln!(out, "# text = {text}");
        let mut i = 0;
        while i < ids.len() {
            let end = range_from(article, analysis, &ids, i);
            let is_range = end > i + 1;
            if is_range {
                let parts = ids[i..end].iter().map(|t| one_line(analysis.form(&article.text, *t)));
                let space = if analysis.token(ids[end - 1]).space_after { "_" } else { "SpaceAfter=No" };
                let _ = writeln!(out, "{}-{end}\t{}\t_\t_\t_\t_\t_\t_\t_\t{space}", i + 1, parts.collect::<String>());
            }
            for (position, id) in ids.iter().enumerate().take(end).skip(i) {
                write_word(
                    &mut out,
                    article,
                    analysis,
                    sentence.first,
                    position,
                    *id,
                    names[id.idx()].as_deref(),
                    is_range,
                );
            }
            i = end;
        }
        out.push('\n');
    }
    out
}

#[allow(clippy::too_many_arguments)]
fn write_word(
    out: &mut String,
    article: &Article,
    analysis: &Analysis,
    first: u32,
    position: usize,
    id: TokenId,
    name: Option<&str>,
    is_in_range: bool,
) {
    let token = analysis.token(id);
    let mut misc = name.map_or(String::new(), |tag| format!("NER={tag}"));
    if !token.space_after && !is_in_range {
        misc.push_str(if misc.is_empty() { "SpaceAfter=No" } else { "|SpaceAfter=No" });
    }
    let _ = writeln!(
        out,
        "{}\t{}\t{}\t{}\t_\t{}\t{}\t{}\t_\t{}",
        position + 1,
        filled(&one_line(analysis.form(&article.text, id))),
        filled(&one_line(&token.lemma)),
        token.upos.as_str(),
        filled(&token.feats),
        token.head.map_or(0, |h| h.0.saturating_sub(first) + 1),
        filled(&token.deprel),
        filled(&misc),
    );
}

/// One past the last part of the multiword token that begins at `i`: parts stand without a space between letters, or
/// before an apostrophe with letters, and are words, not signs.
fn range_from(article: &Article, analysis: &Analysis, ids: &[TokenId], i: usize) -> usize {
    let mut end = i + 1;
    while end < ids.len() {
        let (left, right) = (analysis.token(ids[end - 1]), analysis.token(ids[end]));
        let (left_form, right_form) =
            (analysis.form(&article.text, ids[end - 1]), analysis.form(&article.text, ids[end]));
        let is_word = |upos| !matches!(upos, Upos::Punct | Upos::Sym | Upos::X);
        let begins = right_form.chars().next().unwrap_or(' ');
        let joins = !left.space_after
            && left.span.end == right.span.start
            && is_word(left.upos)
            && is_word(right.upos)
            && (left_form.ends_with(char::is_alphabetic) && begins.is_alphabetic()
                || left_form.ends_with(char::is_alphanumeric) && crate::words::is_apostrophe(begins));
        if !joins {
            break;
        }
        end += 1;
    }
    end
}

fn name_tags(analysis: &Analysis) -> Vec<Option<String>> {
    let mut tags = vec![None; analysis.tokens.len()];
    for name in &analysis.names {
        for id in name.first.0..=name.last.0 {
            if let Some(tag) = tags.get_mut(id as usize) {
                let place = if id == name.first.0 { "B" } else { "I" };
                *tag = Some(format!("{place}-{}", NameType::as_str(name.kind)));
            }
        }
    }
    tags
}

/// A field of one line, without tabs or doubled spaces.
fn one_line(text: &str) -> String {
    if text.chars().any(|c| c.is_whitespace() || c.is_control()) {
        text.split(|c: char| c.is_whitespace() || c.is_control())
            .filter(|s| !s.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    } else {
        text.to_string()
    }
}

fn filled(field: &str) -> &str {
    if field.is_empty() { "_" } else { field }
}

/// A sentence read from CoNLL-U.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ConlluSentence {
    /// Id of the document that begins here.
    pub newdoc: Option<String>,
    /// Whether a paragraph begins here.
    pub newpar: bool,
    /// The `# sent_id` comment.
    pub sent_id: String,
    /// Its words; empty nodes are left out.
    pub words: Vec<ConlluWord>,
}

/// A syntactic word read from CoNLL-U.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ConlluWord {
    /// FORM.
    pub form: String,
    /// LEMMA.
    pub lemma: String,
    /// UPOS, as written.
    pub upos: String,
    /// FEATS; empty for `_`.
    pub feats: String,
    /// HEAD: 0 for the root.
    pub head: usize,
    /// DEPREL.
    pub deprel: String,
    /// MISC; empty for `_`.
    pub misc: String,
    /// The form of the multiword token that begins with this word, and how many words it has.
    pub range: Option<(String, usize)>,
    /// Whether a space follows (for the last word of a multiword token: follows the whole).
    pub space_after: bool,
}

/// Reads CoNLL-U. Fails with the line (from 1) and what is wrong with it.
pub fn read_conllu(text: &str) -> Result<Vec<ConlluSentence>, String> {
    let mut sentences = Vec::new();
    let mut sentence = ConlluSentence::default();
    // The multiword token that begins with the next word; the last word of the open one, and whether a space follows it.
    let mut opened = None;
    let mut range = (0, true);
    for (number, line) in text.lines().enumerate() {
        let line = line.trim_end_matches('\r');
        if line.is_empty() {
            if !sentence.words.is_empty() {
                sentences.push(std::mem::take(&mut sentence));
            }
            range = (0, true);
            continue;
        }
        if let Some(comment) = line.strip_prefix('#') {
            let (key, value) = comment.split_once('=').unwrap_or((comment, ""));
            match key.trim() {
                "newdoc id" => sentence.newdoc = Some(value.trim().to_string()),
                "newdoc" => sentence.newdoc = Some(String::new()),
                key if key == "newpar" || key == "newpar id" => sentence.newpar = true,
                "sent_id" => sentence.sent_id = value.trim().to_string(),
                _ => {}
            }
            continue;
        }
        let columns: Vec<&str> = line.split('\t').collect();
        let fault = |what: &str| format!("line {}: {what}", number + 1);
        let [id, form, lemma, upos, _, feats, head, deprel, _, misc] = columns[..] else {
            return Err(fault(&format!("{} columns instead of 10", columns.len())));
        };
        if id.contains('.') {
            continue;
        }
        let has_space = !misc.split('|').any(|m| m == "SpaceAfter=No");
        let unblank = |field: &str| if field == "_" { String::new() } else { field.to_string() };
        if let Some((from, to)) = id.split_once('-') {
            let (Ok(from), Ok(to)) = (from.parse::<usize>(), to.parse::<usize>()) else {
                return Err(fault("the range in ID is not two numbers"));
            };
            if from != sentence.words.len() + 1 || to <= from {
                return Err(fault("the range in ID does not begin at the next word"));
            }
            range = (to, has_space);
            opened = Some((form.to_string(), to - from + 1));
            continue;
        }
        let id: usize = id.parse().map_err(|_| fault("ID is not a number"))?;
        if id != sentence.words.len() + 1 {
            return Err(fault("ID does not follow the one before"));
        }
        let head = if head == "_" { 0 } else { head.parse().map_err(|_| fault("HEAD is not a number"))? };
        sentence.words.push(ConlluWord {
            form: form.to_string(),
            lemma: lemma.to_string(),
            upos: upos.to_string(),
            feats: unblank(feats),
            head,
            deprel: unblank(deprel),
            misc: unblank(misc),
            range: opened.take(),
            space_after: if id < range.0 {
                false
            } else if id == range.0 {
                range.1
            } else {
                has_space
            },
        });
    }
    if !sentence.words.is_empty() {
        sentences.push(sentence);
    }
    Ok(sentences)
}
