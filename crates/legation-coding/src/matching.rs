//! Which reading of a word holds at a place in the text.

use crate::codebook::{Codebook, Constraint, Reading, RelationPath, Roles, Test, Where};
use crate::view::{Near, Party, View};
use legation_types::{Actor, ActorKind, Sector, SentenceKind, Span, TokenId, TriggerKind, Upos};
use std::borrow::Cow;

/// A reading that holds at a trigger.
#[derive(Clone, Debug)]
pub(crate) struct Match<'a> {
    pub token: TokenId,
    pub reading: usize,
    pub kind: TriggerKind,
    pub span: Span,
    pub near: Vec<Near<'a>>,
    pub actors: Vec<Party<'a>>,
    pub recipients: Vec<Party<'a>>,
    /// Further tokens of the trigger, and those that the reading uses up.
    pub consumed: Vec<TokenId>,
}

/// Why a reading does not hold.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Miss {
    /// The word is another part of speech.
    Upos,
    /// The particle is missing.
    Particle,
    /// The preposition is missing.
    Preposition,
    /// A constraint fails: its index.
    Constraint(usize),
}

/// The link of a statement whose verb is left out, to the statement that has the verb.
pub(crate) const ELLIPSIS: &str = "ellipsis";

/// The readings that a token may trigger, best first, with the tokens of the trigger.
pub(crate) fn candidates(view: &View<'_>, codebook: &Codebook, token: TokenId) -> Vec<(usize, Vec<TokenId>)> {
    // An auxiliary that stands for a verb left out ("Kyiv has agreed, but Moscow has not") is read as that verb.
    let left_out = view.statement(token).and_then(|(_, statement)| statement.link.as_ref());
    let left_out =
        left_out.filter(|link| link.relation == ELLIPSIS).map(|link| &view.statements.statements[link.outer.idx()]);
    let lemma = view.lemma(left_out.map_or(token, |statement| statement.trigger));
    let mut found: Vec<(usize, Vec<TokenId>)> = Vec::new();
    if let Some(readings) = codebook.by_lemma.get(lemma.as_ref()) {
        found.extend(readings.iter().map(|&reading| (reading, vec![token])));
    }
    found
}

/// All readings that a token may trigger, also weak ones and phrases that begin there, with their head and tokens.
pub(crate) fn doubtful(view: &View<'_>, codebook: &Codebook, token: TokenId) -> Vec<(usize, TokenId, Vec<TokenId>)> {
    let single = candidates(view, codebook, token).into_iter().map(|(reading, tokens)| (reading, token, tokens));
    let mut found: Vec<_> = single.chain(phrases(view, codebook, token)).collect();
    let weak = codebook.weak.get(view.lemma(token).as_ref()).into_iter().flatten();
    found.extend(weak.map(|&reading| (reading, token, vec![token])));
    found
}

/// The fixed phrases that begin at a token: reading, head of the phrase, its tokens.
pub(crate) fn phrases(view: &View<'_>, codebook: &Codebook, token: TokenId) -> Vec<(usize, TokenId, Vec<TokenId>)> {
    let mut found = Vec::new();
    if codebook.by_phrase.is_empty() {
        return found;
    }
    let lemma = view.lemma(token);
    let form = view.analysis.form(&view.article.text, token);
    let mut lists = vec![codebook.by_phrase.get(lemma.as_ref())];
    if !form.eq_ignore_ascii_case(&lemma) {
        lists.push(codebook.by_phrase.get(form.to_lowercase().as_str()));
    }
    let sentence = &view.analysis.sentences[view.analysis.sentence_of(token)];
    for phrase in lists.into_iter().flatten().flatten() {
        let end = token.0 + phrase.words.len() as u32;
        let is_here = end <= sentence.end
            && phrase.words.iter().enumerate().all(|(idx, word)| view.is_word(TokenId(token.0 + idx as u32), word));
        if is_here {
            let tokens: Vec<TokenId> = (token.0..end).map(TokenId).collect();
            let head = phrase_head(view, &tokens).unwrap_or(token);
            found.push((phrase.reading, head, tokens));
        }
    }
    found
}

/// The first word of a phrase that hangs on a word outside; where a noun follows it that does too, that noun: of "nuclear
/// and missile tests" the second part begins with a word that is joined to the first.
fn phrase_head(view: &View<'_>, tokens: &[TokenId]) -> Option<TokenId> {
    let is_outer = |t: &TokenId| view.analysis.tokens[t.idx()].head.is_none_or(|head| !tokens.contains(&head));
    let is_noun = |t: &TokenId| matches!(view.analysis.tokens[t.idx()].upos, Upos::Noun | Upos::Propn);
    let first = tokens.iter().position(is_outer)?;
    let nouns = tokens[first..].iter().take_while(|t| is_noun(t) || **t == tokens[first]);
    nouns.filter(|t| is_outer(t)).last().copied()
}

/// Tries one reading at a token. `tokens` are the words of the trigger itself.
pub(crate) fn try_reading<'a>(
    view: &View<'a>,
    codebook: &Codebook,
    idx: usize,
    token: TokenId,
    tokens: &[TokenId],
    near: &[Near<'a>],
) -> Result<Match<'a>, Miss> {
    let reading = &codebook.readings[idx];
    let trigger = trigger(view, reading, token, tokens, near)?;
    match reading.constraints.iter().position(|constraint| !holds(view, codebook, constraint, token, near)) {
        Some(number) => Err(Miss::Constraint(number)),
        None => Ok(with_sides(view, codebook, idx, token, trigger, near)),
    }
}

/// What a reading makes of a token, whether its constraints hold or not.
pub(crate) fn read<'a>(
    view: &View<'a>,
    codebook: &Codebook,
    idx: usize,
    token: TokenId,
    tokens: &[TokenId],
    near: &[Near<'a>],
) -> Result<Match<'a>, Miss> {
    let trigger = trigger(view, &codebook.readings[idx], token, tokens, near)?;
    Ok(with_sides(view, codebook, idx, token, trigger, near))
}

/// The kind of a trigger and all its words, with particle and preposition.
fn trigger(
    view: &View<'_>,
    reading: &Reading,
    token: TokenId,
    tokens: &[TokenId],
    near: &[Near<'_>],
) -> Result<(TriggerKind, Vec<TokenId>), Miss> {
    let kind = trigger_kind(view, reading, token).ok_or(Miss::Upos)?;
    let mut words = tokens.to_vec();
    if !reading.particles.is_empty() {
        words.push(particle(view, reading, token).ok_or(Miss::Particle)?);
    }
    if !reading.prepositions.is_empty() {
        words.extend(preposition(view, reading, token, near).ok_or(Miss::Preposition)?);
    }
    Ok((kind, words))
}

/// A reading at its trigger with the participants around.
fn with_sides<'a>(
    view: &View<'a>,
    codebook: &Codebook,
    idx: usize,
    token: TokenId,
    (kind, words): (TriggerKind, Vec<TokenId>),
    near: &[Near<'a>],
) -> Match<'a> {
    let reading = &codebook.readings[idx];
    let roles = reading.roles(kind);
    let headline = if is_headline_passive(view, token, kind, near, roles) { turned(near) } else { Vec::new() };
    let near = if headline.is_empty() { near } else { &headline };
    let (actors, recipients) = if roles.mutual.is_empty() {
        let actors = role(view, near, &roles.actor, &[]);
        let recipients = role(view, near, &roles.recipient, &actors);
        (actors, recipients)
    } else {
        // Sides that do it together may do it to somebody: "the US and the Kurds fight against Isis".
        let recipients = role(view, near, &roles.recipient, &[]);
        let mut actors = pooled(view, near, &roles.mutual);
        actors.retain(|party| !recipients.iter().any(|other| other.head == party.head));
        (actors, recipients)
    };
    // Who does it to himself does it to nobody else.
    let is_self = |party: &Party<'_>| view.analysis.tokens[party.head.idx()].has("Reflex=Yes");
    let recipients: Vec<Party<'a>> = recipients.into_iter().filter(|party| !is_self(party)).collect();
    let recipients =
        if roles.mutual.is_empty() && is_reciprocal(view, codebook, near) { actors.clone() } else { recipients };
    let mut consumed: Vec<TokenId> = words.iter().copied().filter(|&t| t != token).collect();
    for path in &reading.consumes {
        consumed.extend(view.follow(near, path));
    }
    let span = words
        .iter()
        .filter(|t| t.0.abs_diff(token.0) <= 6)
        .fold(view.analysis.tokens[token.idx()].span, |s, t| s.cover(view.analysis.tokens[t.idx()].span));
    Match { token, reading: idx, kind, span, near: near.to_vec(), actors, recipients, consumed }
}

/// Whether a headline leaves out the auxiliary of a passive: "Israel condemned for raid". What is done in the active, a
/// headline tells in the present.
fn is_headline_passive(view: &View<'_>, token: TokenId, kind: TriggerKind, near: &[Near<'_>], roles: &Roles) -> bool {
    let is_complement =
        |n: &Near<'_>| ["obj", "iobj", "ccomp", "xcomp", "parataxis", "obl:agent"].contains(&&*n.relation);
    kind == TriggerKind::Verb
        && roles.takes_object()
        && view.analysis.sentences[view.analysis.sentence_of(token)].kind == SentenceKind::Headline
        && view.analysis.tokens[token.idx()].has("Tense=Past")
        && !near.iter().any(is_complement)
}

/// The surroundings of a passive that was taken for an active.
fn turned<'a>(near: &[Near<'a>]) -> Vec<Near<'a>> {
    let is_subject = |n: &Near<'a>| n.relation == "nsubj";
    near.iter()
        .map(|n| if is_subject(n) { Near { relation: Cow::Borrowed("obj"), head: n.head } } else { n.clone() })
        .collect()
}

/// Whether what is done is done to each other.
fn is_reciprocal(view: &View<'_>, codebook: &Codebook, near: &[Near<'_>]) -> bool {
    let Some(class) = codebook.reciprocal.map(|idx| &codebook.classes[idx]) else { return false };
    near.iter().any(|n| {
        let next = TokenId(n.head.0 + 1);
        view.is_in_class(n.head, class) || (next.idx() < view.analysis.tokens.len() && view.is_in_class(next, class))
    })
}

/// The kind of trigger that a token is for a reading; `None` where its part of speech does not fit.
fn trigger_kind(view: &View<'_>, reading: &Reading, token: TokenId) -> Option<TriggerKind> {
    let found = &view.analysis.tokens[token.idx()];
    let fits = |upos| reading.upos.contains(&upos);
    match found.upos {
        Upos::Verb | Upos::Aux if fits(Upos::Verb) => Some(TriggerKind::Verb),
        Upos::Noun | Upos::Propn if fits(Upos::Noun) => Some(TriggerKind::Noun),
        Upos::Adj if fits(Upos::Adj) => Some(TriggerKind::Adjective),
        Upos::Adj if fits(Upos::Verb) && found.has("VerbForm=Part") => Some(TriggerKind::Verb),
        upos if reading.is_phrase && reading.upos.is_empty() => {
            Some(TriggerKind::of(upos).unwrap_or(TriggerKind::Adjective))
        }
        _ => None,
    }
}

fn particle(view: &View<'_>, reading: &Reading, token: TokenId) -> Option<TokenId> {
    let is_wanted = |t: TokenId| reading.particles.iter().any(|word| view.is_word(t, word));
    let named = view.statement(token).and_then(|(_, statement)| statement.particle).filter(|&t| is_wanted(t));
    named.or_else(|| {
        let is_light = |t: &TokenId| {
            let found = &view.analysis.tokens[t.idx()];
            is_wanted(*t)
                && t.0.abs_diff(token.0) <= 6
                && (found.deprel == "compound:prt" || found.deprel == "advmod" || found.deprel == "compound")
        };
        let next = TokenId(token.0 + 1);
        let is_next = next.idx() < view.analysis.tokens.len()
            && matches!(view.analysis.tokens[next.idx()].upos, Upos::Adp | Upos::Adv | Upos::Part)
            && view.analysis.sentence_of(next) == view.analysis.sentence_of(token)
            && is_wanted(next);
        view.children(token).iter().copied().find(is_light).or(is_next.then_some(next))
    })
}

/// The tokens of the preposition, where it directly follows the trigger; an empty list where it stands further off.
fn preposition(view: &View<'_>, reading: &Reading, token: TokenId, near: &[Near<'_>]) -> Option<Vec<TokenId>> {
    let next = TokenId(token.0 + 1);
    let is_next = next.idx() < view.analysis.tokens.len()
        && view.analysis.sentence_of(next) == view.analysis.sentence_of(token)
        && reading.prepositions.iter().any(|word| view.is_word(next, word));
    if is_next {
        return Some(vec![next]);
    }
    let has = near.iter().any(|n| {
        n.relation.split_once(':').is_some_and(|(_, word)| reading.prepositions.iter().any(|wanted| wanted == word))
    });
    has.then(Vec::new)
}

/// Participants under the first relation that names somebody who is not among `others`.
pub(crate) fn role<'a>(
    view: &View<'a>,
    near: &[Near<'a>],
    paths: &[RelationPath],
    others: &[Party<'a>],
) -> Vec<Party<'a>> {
    for path in paths {
        let mut found = parties_under(view, near, path);
        found.retain(|party| !others.iter().any(|other| other.head == party.head));
        if !found.is_empty() {
            return found;
        }
    }
    Vec::new()
}

/// Participants under all the relations together.
fn pooled<'a>(view: &View<'a>, near: &[Near<'a>], paths: &[RelationPath]) -> Vec<Party<'a>> {
    let mut found: Vec<Party<'a>> = Vec::new();
    for path in paths {
        for party in parties_under(view, near, path) {
            // "His meeting with Putin was, for him, a success": one side however often it is named.
            let is_one = matches!(party.actor.kind, ActorKind::Person | ActorKind::State);
            let is_new = !found.iter().any(|other| {
                let is_same = other.actor.name == party.actor.name && other.actor.country == party.actor.country;
                is_same && (is_one || other.head == party.head)
            });
            // A city where people meet is no side.
            if is_new && !view.is_literal_place(party.head) {
                found.push(party);
            }
        }
    }
    found
}

fn parties_under<'a>(view: &View<'a>, near: &[Near<'a>], path: &RelationPath) -> Vec<Party<'a>> {
    let is_modifier = path
        .steps
        .last()
        .is_some_and(|step| ["amod", "compound", "nmod:poss", "det"].iter().any(|relation| step.matches(relation)));
    let mut found = Vec::new();
    for head in view.follow(near, path) {
        let parties = view.parties(head);
        // A modifier that names nobody ("air strikes") is no participant.
        found.extend(parties.into_iter().filter(|party| !is_modifier || !party.is_indirect));
    }
    found
}

/// Whether a constraint holds at a trigger.
pub(crate) fn holds(
    view: &View<'_>,
    codebook: &Codebook,
    constraint: &Constraint,
    token: TokenId,
    near: &[Near<'_>],
) -> bool {
    let (is_positive, is_unwanted) = test(view, codebook, constraint, token, near);
    is_positive && !is_unwanted
}

/// Whether the sentence holds what a reading never stands beside: words of sport, say.
pub(crate) fn is_shut_out(view: &View<'_>, codebook: &Codebook, idx: usize, token: TokenId) -> bool {
    let constraints = codebook.readings[idx].constraints.iter();
    let mut of_sentence = constraints.filter(|constraint| constraint.places == [Where::Sentence]);
    of_sentence.any(|constraint| test(view, codebook, constraint, token, &[]).1)
}

/// Whether what a constraint wants is there, and whether what it does not want is.
fn test(
    view: &View<'_>,
    codebook: &Codebook,
    constraint: &Constraint,
    token: TokenId,
    near: &[Near<'_>],
) -> (bool, bool) {
    let sentence = &view.analysis.sentences[view.analysis.sentence_of(token)];
    let mut is_wanted = false;
    let mut is_present = false;
    let mut is_unwanted = false;
    let mut look = |found: TokenId, bare: bool| {
        is_present = true;
        is_wanted = is_wanted || constraint.wanted.iter().any(|test| passes(view, codebook, test, found, bare));
        is_unwanted = is_unwanted || constraint.unwanted.iter().any(|test| passes(view, codebook, test, found, bare));
    };
    for place in &constraint.places {
        match place {
            Where::Next if token.0 + 1 < sentence.end => look(TokenId(token.0 + 1), true),
            Where::Previous if token.0 > sentence.first => look(TokenId(token.0 - 1), true),
            Where::Next | Where::Previous => {}
            Where::Head => {
                if let Some(head) = view.analysis.tokens[token.idx()].head {
                    look(head, false);
                }
            }
            Where::Sentence => {
                (sentence.first..sentence.end).map(TokenId).filter(|&t| t != token).for_each(|t| look(t, true))
            }
            Where::Arguments(paths) => {
                for path in paths {
                    for head in view.follow(near, path) {
                        look(head, false);
                    }
                }
            }
        }
    }
    let is_positive = match (constraint.wanted.is_empty(), constraint.absent) {
        (true, false) => true,
        (true, true) => !is_present,
        (false, true) => !is_present || is_wanted,
        (false, false) => is_wanted,
    };
    (is_positive, is_unwanted)
}

fn passes(view: &View<'_>, codebook: &Codebook, test: &Test, found: TokenId, is_bare: bool) -> bool {
    let named =
        |check: &dyn Fn(&Actor) -> bool| view.mention(found).is_some_and(|mention| mention.actors.iter().any(check));
    match test {
        Test::Any => true,
        Test::Words(run) => match run.as_slice() {
            [word] => view.is_word(found, word),
            run => view.ends_run(found, run),
        },
        Test::Class(idx) => view.is_in_class(found, &codebook.classes[*idx]),
        Test::Place => view.is_place(found),
        Test::State => named(&|actor| actor.kind == ActorKind::State),
        Test::Person => named(&|actor| actor.kind == ActorKind::Person),
        Test::Organisation => named(&|actor| actor.kind == ActorKind::Organisation),
        Test::Group => named(&|actor| actor.kind == ActorKind::Group),
        Test::Sector(sector) => named(&|actor| actor.sector == *sector || actor.other_sectors.contains(sector)),
        Test::Armed => named(&|actor| is_armed(actor)),
        Test::Bare => stands_bare(view, found),
        Test::Political if is_bare => named(&|actor| is_political(codebook, actor, false)),
        Test::Actor if is_bare => named(&|_| true),
        Test::Political => view.parties(found).iter().any(|party| is_political(codebook, party.actor, false)),
        Test::Actor => !view.parties(found).is_empty(),
    }
}

/// Whether a verb stands without ending and auxiliary: "insists that he leave".
fn stands_bare(view: &View<'_>, found: TokenId) -> bool {
    let token = &view.analysis.tokens[found.idx()];
    let has_auxiliary = view.children(found).iter().any(|c| view.analysis.tokens[c.idx()].relation() == "aux");
    token.upos == Upos::Verb
        && !has_auxiliary
        && view.lemma(found).eq_ignore_ascii_case(token.span.of(&view.article.text))
}

fn is_armed(actor: &Actor) -> bool {
    let armed = [Sector::Mil, Sector::Reb, Sector::Prm, Sector::Uaf, Sector::Cop];
    armed.contains(&actor.sector) || actor.other_sectors.iter().any(|sector| armed.contains(sector))
}

/// Whether an actor is of political life; with `civil`, civilians are enough.
pub(crate) fn is_political(codebook: &Codebook, actor: &Actor, civil: bool) -> bool {
    let is = |sector: &Sector| codebook.political.contains(sector) || (civil && codebook.civil.contains(sector));
    actor.kind == ActorKind::State || is(&actor.sector) || actor.other_sectors.iter().any(is)
}
