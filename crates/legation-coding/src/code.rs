//! From statements to events: match readings, nest them, check participants, write records.

use crate::codebook::{Codebook, Needs};
use crate::compose::{Draft, compose, is_same, take_sides};
use crate::implied::{
    add_accusers, add_authorities, add_crowds, add_doers, add_meant, add_opponents, add_recipients, add_retold,
    place_people, scene,
};
use crate::judgement::judge;
use crate::linear::LinearWeights;
use crate::matching::{self, Match, is_political, try_reading};
use crate::record;
use crate::view::{Party, View};
use legation_types::{
    Actor, ActorKind, ActorMention, Analysis, Article, Basis, Event, MentionKind, Mentions, Note, Sector, SentenceKind,
    Statement, Statements, Status, TokenId, Upos, Versions,
};
use rustc_hash::FxHashSet;

/// The events of an article, in the order of their triggers, and what the user should know.
///
/// A reading fires where its trigger, its constraints and its participants hold; sentences that are page furniture
/// are never coded. With `judgement`, sides and status are weighed once more.
pub fn code(
    article: &Article,
    analysis: &Analysis,
    mentions: &Mentions,
    statements: &Statements,
    codebook: &Codebook,
    judgement: Option<&LinearWeights>,
    versions: &Versions,
) -> (Vec<Event>, Vec<Note>) {
    let view = View::new(article, analysis, mentions, statements);
    let (drafts, keeps) = all_drafts(&view, codebook);
    let drafts = match judgement {
        Some(weights) => judge(&view, codebook, drafts, keeps, weights),
        None => retain(drafts, &keeps),
    };
    (record::events(&view, codebook, &drafts, versions), Vec::new())
}

/// All drafts by trigger, and which of them become records by the rules; `within` and `vouched_by` are indices into the list.
pub(crate) fn all_drafts<'a>(view: &View<'a>, codebook: &'a Codebook) -> (Vec<Draft<'a>>, Vec<bool>) {
    let mut drafts: Vec<Draft<'a>> = Vec::new();
    for sentence in &view.analysis.sentences {
        if sentence.kind == SentenceKind::Chrome {
            continue;
        }
        for token in (sentence.first..sentence.end).map(TokenId).filter(|token| !is_title(view, *token)) {
            drafts.extend(matches(view, codebook, token).into_iter().map(|found| draft(view, codebook, found)));
        }
    }
    drafts.sort_by_key(|d| (d.found.token, -codebook.readings[d.found.reading].specificity, d.found.reading));
    drafts.dedup_by_key(|d| d.found.token);
    let consumed: FxHashSet<TokenId> = drafts.iter().flat_map(|d| d.found.consumed.iter().copied()).collect();
    drafts.retain(|d| !consumed.contains(&d.found.token));
    turn_compounds(view, codebook, &mut drafts);
    compose(view, codebook, &mut drafts);
    take_sides(view, codebook, &mut drafts);
    share_conjuncts(view, codebook, &mut drafts);
    let mut keeps: Vec<bool> = drafts.iter().map(|d| is_record(view, codebook, d)).collect();
    drop_back_references(view, codebook, &drafts, &mut keeps);
    add_doers(codebook, &mut drafts);
    add_accusers(view, codebook, &mut drafts);
    let scene = scene(view);
    add_authorities(view, codebook, &mut drafts, scene);
    add_meant(view, codebook, &mut drafts);
    add_crowds(view, codebook, &mut drafts);
    place_people(view, codebook, &mut drafts, scene);
    add_recipients(view, codebook, &mut drafts);
    drop_places(view, codebook, &mut drafts);
    add_retold(view, codebook, &mut drafts, &keeps);
    add_opponents(codebook, &mut drafts, &keeps);
    (drafts, keeps)
}

/// Adds what the rules did not take: for each word the types of its readings that fail by a constraint, that a better one
/// shut out, or that are weak. None of them is kept unless the judgement takes it.
pub(crate) fn add_doubtful<'a>(
    view: &View<'a>,
    codebook: &'a Codebook,
    drafts: &mut Vec<Draft<'a>>,
    keeps: &mut Vec<bool>,
) {
    let event_of = |reading: usize| codebook.readings[reading].event;
    let consumed: FxHashSet<TokenId> = drafts.iter().flat_map(|d| d.found.consumed.iter().copied()).collect();
    let mut taken: FxHashSet<(TokenId, usize)> =
        drafts.iter().filter_map(|d| Some((d.found.token, event_of(d.found.reading)?))).collect();
    let sentences = view.analysis.sentences.iter().filter(|sentence| sentence.kind != SentenceKind::Chrome);
    for token in sentences.flat_map(|sentence| (sentence.first..sentence.end).map(TokenId)) {
        let candidates = matching::doubtful(view, codebook, token);
        if candidates.is_empty() || consumed.contains(&token) || is_title(view, token) {
            continue;
        }
        let near = view.around(verb_of(view, token));
        for (idx, head, tokens) in candidates {
            let Some(event) = event_of(idx).filter(|event| !taken.contains(&(head, *event))) else { continue };
            if matching::is_shut_out(view, codebook, idx, head) {
                continue;
            }
            if let Ok(found) = matching::read(view, codebook, idx, head, &tokens, &near) {
                taken.insert((head, event));
                drafts.push(Draft { is_doubtful: true, ..draft(view, codebook, found) });
                keeps.push(false);
            }
        }
    }
}

/// Whether a noun only says who somebody is: "protest leader", "coup plotters", "Rapid Support Forces".
fn is_title(view: &View<'_>, token: TokenId) -> bool {
    let found = &view.analysis.tokens[token.idx()];
    // "Ban Ki-moon" bans nothing.
    let is_person = |mention: &ActorMention| {
        mention.kind == MentionKind::Name && mention.actors.iter().any(|actor| actor.kind == ActorKind::Person)
    };
    let is_flat = |child: &TokenId| view.analysis.tokens[child.idx()].relation() == "flat";
    let is_first_of_name = found.upos == Upos::Propn && view.children(token).iter().any(is_flat);
    if is_first_of_name || found.upos != Upos::Verb && view.mention(token).is_some_and(is_person) {
        return true;
    }
    // Where all words have capitals, the model's names reach too far.
    let is_headline = view.analysis.sentences[view.analysis.sentence_of(token)].kind == SentenceKind::Headline;
    if !is_headline && view.is_in_name(token) && matches!(found.upos, Upos::Noun | Upos::Propn) {
        return true;
    }
    let Some(head) = found.head.filter(|_| found.relation() == "compound" && found.upos == Upos::Noun) else {
        return false;
    };
    let is_person = |actor: &Actor| matches!(actor.kind, ActorKind::Person | ActorKind::Group);
    head > token
        && view.mention(head).is_some_and(|mention| mention.head == head && mention.actors.iter().all(is_person))
}

/// The best reading of a token, and of the fixed phrases that begin there.
fn matches<'a>(view: &View<'a>, codebook: &Codebook, token: TokenId) -> Vec<Match<'a>> {
    let mut found = Vec::new();
    let candidates = matching::candidates(view, codebook, token);
    if !candidates.is_empty() {
        let near = view.around(verb_of(view, token));
        let mut holding =
            candidates.iter().filter_map(|(idx, tokens)| try_reading(view, codebook, *idx, token, tokens, &near).ok());
        if let Some(best) = holding.next() {
            // Where the best lacks the participants it needs, another reading of the same type may do with fewer.
            let event = codebook.readings[best.reading].event;
            let is_served = |found: &Match<'a>| {
                let is_same_type = codebook.readings[found.reading].event == event;
                is_same_type && is_record(view, codebook, &draft(view, codebook, found.clone()))
            };
            let other = if event.is_none() || is_served(&best) { None } else { holding.find(is_served) };
            found.push(other.unwrap_or(best));
        }
    }
    for (idx, head, tokens) in matching::phrases(view, codebook, token) {
        // An auxiliary has what its verb has: who must do what.
        let near = view.around(verb_of(view, head));
        found.extend(try_reading(view, codebook, idx, head, &tokens, &near).ok());
    }
    found
}

/// Makes recipients of the places and things that stand before the noun of a deed: "the Paris attacks", "the USS Cole
/// bombing". No town does the deed where it only tells the place.
fn turn_compounds(view: &View<'_>, codebook: &Codebook, drafts: &mut [Draft<'_>]) {
    for draft in drafts {
        let event = codebook.readings[draft.found.reading].event;
        if event.is_none_or(|event| !codebook.events[event].is_done_to_compound) {
            continue;
        }
        let trigger = draft.found.token;
        let is_seat = |party: &Party<'_>| party.actor.kind == ActorKind::State && party.actor.basis == Basis::Metonym;
        let is_before = |party: &Party<'_>| {
            let token = &view.analysis.tokens[party.head.idx()];
            let is_thing = party.actor.country.is_none() && party.actor.sector == Sector::Unk;
            token.relation() == "compound" && token.head == Some(trigger) && (is_seat(party) || is_thing)
        };
        let is_place = |party: &Party<'_>| is_seat(party) && view.is_literal_place(party.head);
        let (before, mut actors): (Vec<_>, Vec<_>) = draft.found.actors.drain(..).partition(is_before);
        actors.retain(|party| !is_place(party));
        draft.found.actors = actors;
        if draft.found.recipients.is_empty() {
            draft.found.recipients = before;
        }
    }
}

/// Takes towns and regions out of the recipients of what is not done to places: an arrival in Geneva is no meeting with it.
fn drop_places(view: &View<'_>, codebook: &Codebook, drafts: &mut [Draft<'_>]) {
    for draft in drafts {
        let event = codebook.readings[draft.found.reading].event;
        if event.is_some_and(|event| !codebook.events[event].is_done_to_places) {
            let is_town = |party: &Party<'_>| {
                party.actor.kind == ActorKind::State
                    && party.actor.sector == Sector::Unk
                    && view.is_literal_place(party.head)
            };
            draft.found.recipients.retain(|party| !is_town(party));
        }
    }
}

/// The verb that an auxiliary belongs to; any other word itself.
fn verb_of(view: &View<'_>, token: TokenId) -> TokenId {
    let found = &view.analysis.tokens[token.idx()];
    found.head.filter(|_| found.relation() == "aux").unwrap_or(token)
}

fn draft<'a>(view: &View<'a>, codebook: &Codebook, found: Match<'a>) -> Draft<'a> {
    let statement = view.statement(found.token).map(|(_, statement)| statement);
    let told = statement.map_or(Status::Occurred, |statement| statement.status);
    // What is done by saying it is done, whatever the tense of what is said: "They are shirking their duty", he said.
    let roles = codebook.readings[found.reading].roles(found.kind);
    let is_said = !found.actors.is_empty() && !roles.actor.is_empty() && roles.actor.iter().all(|p| p.is_source());
    let is_past = view.analysis.tokens[found.token.idx()].has("Tense=Past");
    let is_real = matches!(told, Status::Occurred | Status::Ongoing) && !is_past;
    let status = match (is_said, is_real && is_ahead(view, statement)) {
        (true, _) => Status::Occurred,
        (_, true) => Status::Planned,
        _ => told,
    };
    Draft {
        found,
        status,
        within: None,
        vouched_by: None,
        is_inner: false,
        is_doubtful: false,
        mode: None,
        likelihood: None,
        judged: Vec::new(),
    }
}

/// Whether the time told lies after the day of publication: "meeting in Sochi on Monday".
fn is_ahead(view: &View<'_>, statement: Option<&Statement>) -> bool {
    let range = statement.and_then(|statement| view.time_of(statement));
    range.zip(view.article.published_at).is_some_and(|(range, day)| range.earliest > day)
}

/// A conjunct without an actor of its own has the actor of the event it is joined to.
fn share_conjuncts<'a>(view: &View<'a>, codebook: &Codebook, drafts: &mut [Draft<'a>]) {
    for idx in 0..drafts.len() {
        let token = &view.analysis.tokens[drafts[idx].found.token.idx()];
        if token.relation() != "conj" || !drafts[idx].found.actors.is_empty() {
            continue;
        }
        let Some(head) = token.head else { continue };
        let Some(first) = drafts.iter().find(|d| d.found.token == head) else { continue };
        let is_mutual = |d: &Draft<'_>| !codebook.readings[d.found.reading].roles(d.found.kind).mutual.is_empty();
        if is_mutual(first) != is_mutual(&drafts[idx]) {
            continue;
        }
        let heirs: Vec<Party<'a>> = first
            .found
            .actors
            .iter()
            .filter(|party| !drafts[idx].found.recipients.iter().any(|other| is_same(other, party)))
            .map(|party| Party { is_indirect: true, ..*party })
            .collect();
        drafts[idx].found.actors = heirs;
    }
}

/// Whether a draft has an event type and the participants that its reading needs.
fn is_record(view: &View<'_>, codebook: &Codebook, draft: &Draft<'_>) -> bool {
    let reading = &codebook.readings[draft.found.reading];
    let Some(event) = reading.event.map(|idx| &codebook.events[idx]) else { return false };
    let is_taken = |party: &Party<'_>| is_political(codebook, party.actor, event.is_civil);
    let actors = draft.found.actors.iter().filter(|party| is_taken(party)).count();
    let recipients = draft.found.recipients.iter().filter(|party| is_taken(party)).count();
    match reading.needs {
        Needs::Any if event.sentence_suffices => {
            actors + recipients > 0 || is_sentence_political(view, codebook, draft.found.token)
        }
        Needs::Any => actors + recipients > 0,
        Needs::Actor => actors > 0,
        Needs::Recipient => recipients > 0,
        Needs::Both => actors > 0 && recipients > 0,
        Needs::Two => actors + recipients > 1,
        Needs::Nobody => true,
    }
}

/// Whether the sentence of a token names somebody of political life.
pub(crate) fn is_sentence_political(view: &View<'_>, codebook: &Codebook, token: TokenId) -> bool {
    let mentions = view.sentence_around(token).map(TokenId).filter_map(|at| view.mention(at));
    mentions.flat_map(|mention| &mention.actors).any(|actor| is_political(codebook, actor, false))
}

/// A definite noun that names no participant of its own, after an event of its type, only refers back to it.
fn drop_back_references(view: &View<'_>, codebook: &Codebook, drafts: &[Draft<'_>], keeps: &mut [bool]) {
    for idx in 0..drafts.len() {
        let draft = &drafts[idx];
        if !keeps[idx] || draft.found.kind != legation_types::TriggerKind::Noun || draft.is_inner {
            continue;
        }
        let is_definite = view.children(draft.found.token).iter().any(|&child| {
            let token = &view.analysis.tokens[child.idx()];
            token.has("Definite=Def") || token.has("PronType=Dem")
        });
        let has_own = draft
            .found
            .actors
            .iter()
            .chain(&draft.found.recipients)
            .any(|party| view.analysis.is_under(party.head, draft.found.token));
        let event = codebook.readings[draft.found.reading].event;
        let is_known = drafts[..idx].iter().any(|earlier| codebook.readings[earlier.found.reading].event == event);
        if is_definite && !has_own && is_known {
            keeps[idx] = false;
        }
    }
}

/// The drafts that are kept, with their links renumbered; a link to a draft that is not kept is cut.
pub(crate) fn retain<'a>(drafts: Vec<Draft<'a>>, keeps: &[bool]) -> Vec<Draft<'a>> {
    let mut places: Vec<Option<usize>> = Vec::with_capacity(keeps.len());
    let mut count = 0;
    for &keep in keeps {
        places.push(keep.then_some(count));
        count += usize::from(keep);
    }
    let kept = drafts.into_iter().zip(keeps).filter(|(_, keep)| **keep).map(|(draft, _)| draft);
    kept.map(|mut draft| {
        draft.within = draft.within.and_then(|idx| places[idx]);
        draft.vouched_by = draft.vouched_by.and_then(|idx| places[idx]);
        draft
    })
    .collect()
}
