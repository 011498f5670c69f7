//! A participant's words without an article around them: "Russia's ambassador to Poland".

use super::{ActorWords, resolve_actors};
use crate::ResolveResources;
use crate::knowledge::Knowledge;
use crate::places::resolve_spans;
use legation_types::{
    Actor, ActorKind, Analysis, Article, Date, MentionKind, Name, NameType, PlaceMention, PlaceReading, Sector,
    Sentence, SentenceKind, Span, Token, TokenId, Upos,
};

/// Who is meant by a bare mention, as of a day; `None` where the words describe no participant that is known or has a role.
/// The phrase is read from its shape: what stands before a preposition, with its last noun as head.
pub fn resolve_mention(text: &str, resources: &ResolveResources, as_of: Option<Date>) -> Option<Actor> {
    let (knowledge, words) = (&resources.knowledge, &resources.actor_words);
    let mut analysis = sketch(text, words, knowledge);
    let places = place_names(text, &mut analysis, resources);
    let head = analysis.tokens.iter().position(|t| t.head.is_none())?;
    let article = Article::new("", text);
    let mut mentions = resolve_actors(&article, &analysis, &places, knowledge, words, as_of);
    let at = mentions
        .iter()
        .position(|m| m.head.idx() == head)
        .or_else(|| mentions.iter().position(|m| m.kind == MentionKind::Name && m.actors[0].actor_id.is_some()))?;
    let mention = mentions.swap_remove(at);
    let mut actor = mention.actors.into_iter().next()?;
    // A town by itself stands for those who live there.
    if actor.sector == Sector::Unk && actor.kind == ActorKind::State && actor.country.is_some() {
        actor.sector = Sector::Cvl;
    }
    Some(actor)
}

/// Runs of capitalised words that are nothing else and that the gazetteer knows: added to the names as places.
fn place_names(text: &str, analysis: &mut Analysis, resources: &ResolveResources) -> Vec<PlaceMention> {
    let known: Vec<Span> = resources.knowledge.lexicon.scan(text).iter().map(|f| f.span).collect();
    let words = &resources.actor_words;
    let free = |t: &Token| {
        t.upos == Upos::Propn
            && words.role(&t.lemma).is_none()
            && words.title(&t.lemma).is_none()
            && !known.iter().any(|s| s.overlaps(t.span))
    };
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for (idx, token) in analysis.tokens.iter().enumerate() {
        match runs.last_mut() {
            _ if !free(token) => {}
            Some((_, last)) if *last + 1 == idx => *last = idx,
            _ => runs.push((idx, idx)),
        }
    }
    // A whole run first, else its first words: "Santa Marta Self Defense Forces".
    let mut places = Vec::new();
    for (first, last) in runs {
        for end in (first..=last).rev() {
            let span = analysis.tokens[first].span.cover(analysis.tokens[end].span);
            let place =
                resolve_spans(text, &[span], &resources.gazetteer, &resources.place_rules).into_iter().next().flatten();
            let Some(place) = place else { continue };
            let whole = end == last && analysis.names.iter().any(|n| n.span.overlaps(span) && n.span != span);
            if whole || analysis.names.iter().any(|n| n.span.overlaps(span) && n.first != n.last) {
                break;
            }
            let (first, last) = (TokenId(first as u32), TokenId(end as u32));
            analysis.names.retain(|n| !n.span.overlaps(span));
            analysis.names.push(Name { span, first, last, kind: NameType::Loc });
            places.push(PlaceMention { span, head: last, place, reading: PlaceReading::Actor });
            break;
        }
    }
    analysis.names.sort_by_key(|n| n.first);
    places
}

/// A tree for a noun phrase: the head of the first stretch is the root, what precedes modifies it, what follows a
/// preposition hangs on it.
fn sketch(text: &str, words: &ActorWords, knowledge: &Knowledge) -> Analysis {
    let mut tokens: Vec<Token> = Vec::new();
    for (start, piece) in pieces(text) {
        let end = start + piece.len();
        tokens.push(Token {
            span: Span::new(start as u32, end as u32),
            space_after: true,
            lemma: words.singular(&piece.to_lowercase()),
            upos: Upos::Noun,
            feats: String::new(),
            head: None,
            deprel: String::from("dep"),
        });
    }
    let known = knowledge.lexicon.scan(text);
    let inside = |token: &Token| known.iter().any(|f| f.span.start < token.span.start && token.span.end <= f.span.end);
    for (idx, token) in tokens.iter_mut().enumerate() {
        let form = token.span.of(text);
        let low = form.to_lowercase();
        token.upos = if matches!(form, "'s" | "’s" | "'" | "’") {
            Upos::Part
        } else if !form.contains(char::is_alphanumeric) {
            Upos::Punct
        } else if words.bare.determiners.contains(&low) && !inside(token) {
            Upos::Det
        } else if words.bare.prepositions.contains(&low) && !inside(token) && idx > 0 {
            Upos::Adp
        } else if form.starts_with(char::is_uppercase) {
            Upos::Propn
        } else {
            Upos::Noun
        };
        // The lemma differs from the word only where a plural ending was taken off.
        if token.lemma != low {
            token.feats = String::from("Number=Plur");
        }
    }
    attach(text, &mut tokens);
    let end = tokens.len() as u32;
    let span = Span::new(0, text.len() as u32);
    let names = person_names(text, &tokens, words, &known.iter().map(|f| f.span).collect::<Vec<_>>());
    let sentence = Sentence { span, first: 0, end, paragraph: 0, kind: SentenceKind::Prose };
    Analysis { sentences: vec![sentence], tokens, names, ..Analysis::default() }
}

/// Capitalised words at the end of the first stretch that are neither known nor roles: a person's name.
fn person_names(text: &str, tokens: &[Token], words: &ActorWords, known: &[Span]) -> Vec<Name> {
    let free = |t: &Token| {
        t.upos == Upos::Propn
            && words.role(&t.lemma).is_none()
            && !words.modifiers.contains_key(&t.lemma)
            && !known.iter().any(|s| s.overlaps(t.span))
    };
    let end = tokens.iter().position(|t| matches!(t.upos, Upos::Adp | Upos::Part)).unwrap_or(tokens.len());
    let mut first = end;
    while first > 0 && free(&tokens[first - 1]) {
        first -= 1;
    }
    let has_role = tokens[..first].iter().any(|t| words.role(&t.lemma).is_some() || words.title(&t.lemma).is_some());
    if first + 2 > end && !(has_role && first < end) || end != tokens.len() {
        return Vec::new();
    }
    let (first, last) = (TokenId(first as u32), TokenId(end as u32 - 1));
    let span = Span::new(tokens[first.idx()].span.start, tokens[last.idx()].span.end);
    debug_assert!(!span.of(text).is_empty());
    vec![Name { span, first, last, kind: NameType::Per }]
}

fn attach(text: &str, tokens: &mut [Token]) {
    let count = tokens.len();
    let mut starts = vec![0];
    starts.extend((0..count).filter(|i| tokens[*i].upos == Upos::Adp));
    starts.push(count);
    let mut governor: Option<usize> = None;
    for pair in starts.windows(2) {
        let (first, end) = (pair[0], pair[1]);
        let comma = (first..end).find(|i| tokens[*i].span.of(text) == ",").unwrap_or(end);
        let Some(head) = (first..comma).rev().find(|i| matches!(tokens[*i].upos, Upos::Noun | Upos::Propn)) else {
            continue;
        };
        let possessed = |i: usize| i + 1 < comma && tokens[i + 1].upos == Upos::Part && i + 1 < head;
        let owners: Vec<usize> = (first..head).filter(|i| possessed(*i)).collect();
        for (idx, token) in tokens.iter_mut().enumerate().take(end).skip(first) {
            if idx == head {
                continue;
            }
            let to = owners.iter().copied().find(|o| *o > idx).unwrap_or(head);
            let relation = match token.upos {
                Upos::Adp => "case",
                Upos::Det => "det",
                Upos::Part => "case",
                Upos::Punct => "punct",
                _ if owners.contains(&idx) => "nmod:poss",
                _ if idx > head => "dep",
                _ => "compound",
            };
            let to = if token.upos == Upos::Part && idx > 0 { idx - 1 } else { to };
            token.head = Some(TokenId(to as u32));
            token.deprel = relation.to_string();
        }
        tokens[head].head = governor.map(|g| TokenId(g as u32));
        tokens[head].deprel = if governor.is_some() { "nmod" } else { "root" }.to_string();
        governor = governor.or(Some(head));
    }
    let root = governor.unwrap_or(0);
    for (idx, token) in tokens.iter_mut().enumerate() {
        if token.head.is_none() && idx != root {
            token.head = Some(TokenId(root as u32));
        }
    }
}

/// Words with their byte offsets; genitives, hyphens and punctuation by themselves.
fn pieces(text: &str) -> Vec<(usize, &str)> {
    let mut out = Vec::new();
    let mut start = None;
    let mut skip = 0;
    for (at, c) in text.char_indices() {
        if at < skip {
            continue;
        }
        let rest = &text[at..];
        let genitive = ["'s", "’s"]
            .into_iter()
            .find(|g| rest.starts_with(g) && !rest[g.len()..].starts_with(char::is_alphanumeric));
        let inner = matches!(c, '.' | '\'' | '’')
            && rest[c.len_utf8()..].starts_with(char::is_alphanumeric)
            && start.is_some()
            && genitive.is_none();
        let abbreviation = c == '.' && start.is_some_and(|s: usize| at - s <= 4);
        if c.is_alphanumeric() || inner || abbreviation {
            start.get_or_insert(at);
            continue;
        }
        if let Some(first) = start.take() {
            out.push((first, &text[first..at]));
        }
        if let Some(genitive) = genitive {
            out.push((at, &rest[..genitive.len()]));
            skip = at + genitive.len();
        } else if !c.is_whitespace() {
            out.push((at, &rest[..c.len_utf8()]));
        }
    }
    if let Some(first) = start {
        out.push((first, &text[first..]));
    }
    out
}
