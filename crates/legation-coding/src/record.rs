//! Writes drafts down as events: mode, contexts, scores, codes, sources, time, place, confidence, id.

use crate::codebook::{Codebook, EventType, Reading};
use crate::compose::Draft;
use crate::matching::holds;
use crate::view::{Party, View};
use legation_types::{
    Actor, ActorKind, ActorMention, Attribution, AttributionKind, Basis, Count, Event, EventAttribution, EventId,
    EventPlace, EventTime, Evidence, MentionKind, Participant, ReadingId, SentenceKind, Span, Statement, Status,
    TimeMention, TokenId, TriggerKind, Upos, Versions, Within, WithinRelation,
};
use sha2::{Digest, Sha256};

/// The events of the drafts, in the order of their triggers.
pub(crate) fn events(view: &View<'_>, codebook: &Codebook, drafts: &[Draft<'_>], versions: &Versions) -> Vec<Event> {
    if drafts.is_empty() {
        return Vec::new();
    }
    let text_hash = Sha256::digest(view.article.text.as_bytes());
    let id = |draft: &Draft<'_>| -> EventId {
        let name = event_type(codebook, draft).map_or("", |event| event.name.as_str());
        let span = draft.found.span;
        let mut hasher = Sha256::new();
        hasher.update(text_hash);
        hasher.update(format!("{}-{}-{name}", span.start, span.end));
        let hex: String = hasher.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        EventId(format!("e_{hex}"))
    };
    let ids: Vec<EventId> = drafts.iter().map(id).collect();
    let mut events: Vec<Event> = drafts
        .iter()
        .zip(&ids)
        .filter_map(|(draft, id)| event(view, codebook, drafts, draft, id.clone(), &ids, versions))
        .collect();
    events.sort_by_key(|event| (event.trigger.start, event.trigger.end));
    events
}

fn event_type<'c>(codebook: &'c Codebook, draft: &Draft<'_>) -> Option<&'c EventType> {
    codebook.readings[draft.found.reading].event.map(|idx| &codebook.events[idx])
}

fn event(
    view: &View<'_>,
    codebook: &Codebook,
    drafts: &[Draft<'_>],
    draft: &Draft<'_>,
    id: EventId,
    ids: &[EventId],
    versions: &Versions,
) -> Option<Event> {
    let reading = &codebook.readings[draft.found.reading];
    let kind = event_type(codebook, draft)?;
    let token = draft.found.token;
    let sentence = view.analysis.sentence_of(token);
    let contexts = contexts(view, codebook, kind, reading, sentence);
    let statement = view.statement(token).map(|(_, statement)| statement);
    let (time, place) = circumstances(view, codebook, draft);
    let mode = draft.mode.clone().unwrap_or_else(|| mode(view, codebook, drafts, draft, place.as_ref()));
    let actors = participants(&draft.found.actors);
    let recipients = participants(&draft.found.recipients);
    let score = mode.as_ref().and_then(|mode| kind.modes.get(mode)).copied().unwrap_or(kind.score);
    let evidence = Evidence::new(
        view.article.id.clone(),
        vec![draft.found.span],
        ReadingId(reading.id.clone()),
        versions.clone(),
    )?;
    Some(Event {
        id,
        event_type: kind.name.clone(),
        cameo: codebook.cameo.code(&kind.name, mode.as_deref(), &contexts, draft.status),
        mode,
        contexts,
        quad: kind.quad.clone(),
        score,
        status: draft.status,
        trigger: draft.found.span,
        sentence: sentence as u32,
        according_to: sources(view, drafts, draft),
        time,
        place,
        count: count(view, draft),
        condition: statement.and_then(|s| s.condition),
        within: draft.within.map(|outer| Within { id: ids[outer].clone(), relation: WithinRelation::Content }),
        confidence: confidence(view, codebook, draft, reading, sentence),
        evidence,
        judged: draft.judged.clone(),
        actors,
        recipients,
    })
}

/// The mode by the rules.
pub(crate) fn ruled_mode(
    view: &View<'_>,
    codebook: &Codebook,
    drafts: &[Draft<'_>],
    draft: &Draft<'_>,
) -> Option<String> {
    mode(view, codebook, drafts, draft, circumstances(view, codebook, draft).1.as_ref())
}

/// The mode: by the inner event where the type is a speech act, by the reading's constraints, by its own mode, by place.
fn mode(
    view: &View<'_>,
    codebook: &Codebook,
    drafts: &[Draft<'_>],
    draft: &Draft<'_>,
    place: Option<&EventPlace>,
) -> Option<String> {
    let reading = &codebook.readings[draft.found.reading];
    let kind = event_type(codebook, draft)?;
    if !kind.mode_by_content.is_empty() {
        let own = drafts.iter().position(|other| other.found.token == draft.found.token);
        for inner in drafts.iter().filter(|inner| inner.within.is_some() && inner.within == own) {
            let Some(inner_kind) = event_type(codebook, inner) else { continue };
            let inner_mode = mode(view, codebook, drafts, inner, None).unwrap_or_default();
            let by_mode = kind.mode_by_content.get(&format!("{}/{inner_mode}", inner_kind.name));
            if let Some(mode) = by_mode.or_else(|| kind.mode_by_content.get(&inner_kind.name)) {
                return Some(mode.clone());
            }
        }
    }
    let holds_all = |constraints: &[crate::codebook::Constraint]| {
        constraints.iter().all(|c| holds(view, codebook, c, draft.found.token, &draft.found.near))
    };
    let chosen = reading.modes.iter().find(|(constraints, _)| holds_all(constraints)).map(|(_, mode)| mode);
    let chosen = chosen.or(reading.mode.as_ref()).cloned();
    chosen.or_else(|| {
        let (own, other) = kind.place_modes.as_ref()?;
        let country = place?.place.country?;
        let countries: Vec<_> = draft.found.actors.iter().filter_map(|party| party.actor.country).collect();
        let is_between = countries.iter().any(|one| *one != countries[0]);
        let mode = if countries.contains(&country) { own } else { other };
        is_between.then(|| mode.clone())
    })
}

/// Contexts of the type, of the reading, and of the words of the sentence; in alphabetical order.
fn contexts(view: &View<'_>, codebook: &Codebook, kind: &EventType, reading: &Reading, sentence: usize) -> Vec<String> {
    let mut found: Vec<String> = kind.contexts.iter().chain(&reading.contexts).cloned().collect();
    let sentence = &view.analysis.sentences[sentence];
    for token in (sentence.first..sentence.end).map(TokenId) {
        let may_be = |word: &str| codebook.contexts_of.get(word).into_iter().flatten();
        let form = view.analysis.form(&view.article.text, token).to_lowercase();
        for &idx in may_be(&view.lemma(token)).chain(may_be(&form)) {
            let (name, class) = &codebook.contexts[idx];
            if view.is_in_class(token, class) {
                found.push(name.clone());
            }
        }
    }
    found.sort();
    found.dedup();
    found
}

fn participants(parties: &[Party<'_>]) -> Vec<Participant> {
    let mut found: Vec<Participant> = Vec::new();
    for party in parties {
        let mut actor = party.actor.clone();
        actor.sector = party.acts_as.unwrap_or(actor.sector);
        actor.country = party.country();
        // "Russian and Syrian forces": one phrase for two participants.
        let is_there = found.iter().any(|other| {
            let same = other.actor.name == actor.name && other.actor.country == actor.country;
            other.span == party.span && same && other.actor.sector == actor.sector
        });
        if !is_there {
            found.push(Participant { span: party.span, actor });
        }
    }
    found
}

/// Time and place of the trigger's statement, or of the verb that only carries the noun ("held talks on Friday").
///
/// What the reading tells to be no fact ("declared a truce") is not dated by the deed around it, only by its own words.
fn circumstances(view: &View<'_>, codebook: &Codebook, draft: &Draft<'_>) -> (Option<EventTime>, Option<EventPlace>) {
    let (token, status) = (draft.found.token, draft.status);
    let own = view.statement(token).map(|(_, statement)| statement);
    let carrier = view.analysis.tokens[token.idx()].head.and_then(|head| view.statement(head)).map(|(_, s)| s);
    let is_carried = matches!(view.analysis.tokens[token.idx()].relation(), "obj" | "nsubj");
    let carrier = carrier.filter(|_| is_carried && view.analysis.tokens[token.idx()].upos != Upos::Verb);
    let time = own.and_then(|s| s.time).or_else(|| carrier.and_then(|s| s.time));
    let time = time.or_else(|| voicing(view, codebook, draft).and_then(|s| s.time));
    let place = own.and_then(|s| s.place).or_else(|| carrier.and_then(|s| s.place));
    let is_fact = |status| matches!(status, Status::Occurred | Status::Ongoing);
    let is_told_as_fact = own.is_none_or(|s| is_fact(s.status));
    let (first, last) = view.analysis.subtree(token);
    let dates = |m: &&TimeMention| is_fact(status) || !is_told_as_fact || (first..=last).contains(&m.head);
    let time = time.and_then(|idx| view.mentions.times.get(idx as usize)).filter(dates);
    let place = place.and_then(|idx| view.mentions.places.get(idx as usize));
    (
        time.map(|mention| event_time(view, mention)),
        place.map(|mention| EventPlace { span: mention.span, place: mention.place.clone() }),
    )
}

/// The saying by which a speech act of the speaker is done: "said last month that he was annoyed with Russia".
fn voicing<'a>(view: &View<'a>, codebook: &Codebook, draft: &Draft<'_>) -> Option<&'a Statement> {
    let reading = &codebook.readings[draft.found.reading];
    let is_speech = reading.content.is_some() || reading.roles(draft.found.kind).actor.iter().any(|p| p.is_source());
    let (_, own) = view.statement(draft.found.token).filter(|_| is_speech)?;
    let idx = *own.attributions.first()?;
    let attribution = view.statements.attributions.get(idx as usize)?;
    let speaker = attribution.source_head?;
    let name = |head: TokenId| view.mention(head).and_then(|m| m.actors.first()).map(|actor| &actor.name);
    let is_speaker = |party: &Party<'_>| party.head == speaker || Some(&party.actor.name) == name(speaker);
    draft.found.actors.iter().any(is_speaker).then_some(())?;
    view.statement(attribution.cue_head).map(|(_, statement)| statement)
}

/// The time told; with those coordinated with it ("on Monday and Tuesday") from the first to the last.
fn event_time(view: &View<'_>, mention: &TimeMention) -> EventTime {
    let mut time = EventTime { span: mention.span, timex: mention.timex.clone() };
    let is_beside = |other: &&TimeMention| {
        let token = &view.analysis.tokens[other.head.idx()];
        token.head == Some(mention.head) && token.relation() == "conj"
    };
    for other in view.mentions.times.iter().filter(is_beside) {
        if let (Some(range), Some(more)) = (&mut time.timex.range, other.timex.range)
            && range.grain == more.grain
        {
            range.earliest = range.earliest.min(more.earliest);
            range.latest = range.latest.max(more.latest);
            time.span = time.span.cover(other.span);
        }
    }
    time
}

/// Who vouches: the actors of the speech act around, then the attributions of the text, nearest first.
fn sources(view: &View<'_>, drafts: &[Draft<'_>], draft: &Draft<'_>) -> Vec<EventAttribution> {
    let mut found = Vec::new();
    if let Some(outer) = draft.vouched_by.map(|idx| &drafts[idx]) {
        for party in &outer.found.actors {
            let source = named_as_told(view, party.head, party.span, party.actor);
            let (first, last) = view.analysis.subtree(draft.found.token);
            found.push(EventAttribution {
                span: source.span,
                source: Some(source),
                kind: AttributionKind::Indirect,
                cue: outer.found.span,
                content: vec![view.analysis.span(first, last)],
            });
        }
    }
    let trigger = view.analysis.tokens[draft.found.token.idx()].span;
    let indices = view.statement(draft.found.token).map(|(_, s)| s.attributions.as_slice()).unwrap_or_default();
    for attribution in indices.iter().filter_map(|&idx| view.statements.attributions.get(idx as usize)) {
        let Some(&cue) = attribution.cue.first() else { continue };
        // Where the speech verb itself is the trigger, its subject is the actor and no source; nor is it where one
        // sentence tells that somebody said this and did that.
        let is_own_deed = |head| {
            draft.found.actors.iter().any(|party| party.head == head && !party.is_indirect)
                && !is_complement(view, draft.found.token, attribution.cue_head)
                && !is_told_before(attribution, trigger)
        };
        let Ok(source_head) = speaker(view, attribution.source_head, attribution.cue_head) else { continue };
        if attribution.cue.iter().any(|cue| cue.overlaps(trigger)) || source_head.is_some_and(is_own_deed) {
            continue;
        }
        let told = |source: Option<Participant>| EventAttribution {
            span: attribution.source.unwrap_or(cue),
            source,
            kind: attribution.kind,
            cue,
            content: attribution.content.clone(),
        };
        let Some(head) = source_head else {
            found.push(told(None));
            continue;
        };
        for source in sources_at(view, head, attribution.source) {
            let is_there = found.iter().any(|other: &EventAttribution| {
                other.source.as_ref().is_some_and(|b| b.actor.name == source.actor.name)
            });
            if !is_there {
                found.push(told(Some(source)));
            }
        }
    }
    found
}

/// Whether a token stands in what the speech word says, by the tree: "said that", not "said … and threatened".
fn is_complement(view: &View<'_>, token: TokenId, cue: TokenId) -> bool {
    let path: Vec<TokenId> = std::iter::once(token).chain(view.ancestors(token)).collect();
    // "Said they would stay away, blaming the army": the speaker does what a bare participle adds.
    let is_bare = |t: &TokenId| {
        let token = &view.analysis.tokens[t.idx()];
        let is_marked = || view.children(*t).iter().any(|c| view.analysis.tokens[c.idx()].relation() == "mark");
        token.relation() == "advcl" && token.has("Tense=Pres") && token.has("VerbForm=Part") && !is_marked()
    };
    let at = path.iter().position(|t| *t == cue).unwrap_or(0);
    if path[..at].iter().any(is_bare) {
        return false;
    }
    let below = path.windows(2).find(|step| step[1] == cue).map(|step| view.analysis.tokens[step[0].idx()].relation());
    below.is_some_and(|relation| matches!(relation, "ccomp" | "xcomp" | "obj" | "acl" | "nmod"))
}

/// Whether the trigger stands in words that the cue follows: "Freeing them, he promised, was …".
fn is_told_before(attribution: &Attribution, trigger: Span) -> bool {
    let is_before = |cue: &Span| trigger.end <= cue.start;
    attribution.cue.iter().all(is_before) && attribution.content.iter().any(|part| part.contains(trigger))
}

/// The head of the source: its own, or the subject that the speech word shares with the verb it hangs on ("Insisting
/// that …, he said"). `Err` where a verb that is no passive has nobody to speak.
fn speaker(view: &View<'_>, own: Option<TokenId>, cue: TokenId) -> Result<Option<TokenId>, ()> {
    if own.is_some() || view.analysis.tokens[cue.idx()].upos != Upos::Verb {
        return Ok(own);
    }
    let near = view.around(cue);
    let subject = near.iter().find(|n| n.relation == "nsubj").map(|n| n.head);
    let is_passive = view.children(cue).iter().any(|child| view.analysis.tokens[child.idx()].deprel == "aux:pass");
    if subject.is_none() && !is_passive { Err(()) } else { Ok(subject) }
}

/// Who is cited at the head of a source: several for "they" and for names in a row.
fn sources_at(view: &View<'_>, head: TokenId, words: Option<Span>) -> Vec<Participant> {
    let head = view.antecedent(head).unwrap_or(head);
    let is_beside = |child: &TokenId| {
        let token = &view.analysis.tokens[child.idx()];
        token.relation() == "conj" && words.is_some_and(|words| words.contains(token.span))
    };
    let beside: Vec<TokenId> = view.children(head).iter().copied().filter(is_beside).collect();
    let mut found = Vec::new();
    for (at, head) in std::iter::once(head).chain(beside.iter().copied()).enumerate() {
        let words = words.filter(|_| beside.is_empty());
        match view.mention(head) {
            Some(mention) => {
                let span =
                    if mention.kind == MentionKind::Nominal { phrase(view, mention.span, words) } else { mention.span };
                found.extend(mention.actors.iter().map(|actor| named_as_told(view, head, span, actor)));
            }
            None if at == 0 => {
                // A pronoun's document stands in the sentence before.
                let own = view.analysis.tokens[head.idx()].span;
                let relation = |c: &&TokenId| view.analysis.tokens[c.idx()].relation();
                let near = view.children(head).iter().filter(|c| !matches!(relation(c), "acl" | "punct"));
                let words = words.filter(|words| words.contains(own));
                let span = words.unwrap_or_else(|| {
                    near.fold(own, |span, child| {
                        let (first, last) = view.analysis.subtree(*child);
                        span.cover(view.analysis.span(first, last))
                    })
                });
                let actor = Actor::unknown(span.of(&view.article.text), ActorKind::Unknown);
                found.push(Participant { span, actor });
            }
            None => {}
        }
    }
    found
}

/// A noun phrase as far as the source goes on without a relative clause: "people familiar with the matter".
fn phrase(view: &View<'_>, mention: Span, words: Option<Span>) -> Span {
    let Some(words) = words.filter(|words| words.contains(mention)) else { return mention };
    let tokens = &view.analysis.tokens;
    let first = tokens.partition_point(|token| token.span.start < mention.end);
    let end = tokens.partition_point(|token| token.span.start < words.end);
    let clause = (first..end).filter(|at| tokens[*at].deprel == "acl:relcl");
    let cut = clause.map(|at| view.analysis.subtree(TokenId(at as u32)).0.idx()).min().unwrap_or(end).clamp(first, end);
    let last = (first..cut).rev().find(|at| tokens[*at].upos != Upos::Punct);
    last.map_or(mention, |last| mention.cover(tokens[last].span))
}

/// A source under the name by which it is cited: "the White House", not the United States; pronouns are resolved, and
/// phrases for a person whom the article names.
fn named_as_told(view: &View<'_>, head: TokenId, span: Span, actor: &Actor) -> Participant {
    let mut actor = actor.clone();
    let kind = view.mention(head).map(|mention| mention.kind);
    let is_named_here = || actor.name.split(' ').next_back().is_some_and(|name| view.article.text.contains(name));
    let keeps_name = match kind {
        Some(MentionKind::Pronoun) | None => true,
        // "The Norlanders say": the country under its name.
        _ if actor.kind == ActorKind::State && actor.basis == Basis::Demonym => true,
        // "Senior member" is a description, not a name.
        _ => actor.kind == ActorKind::Person && actor.name.starts_with(char::is_uppercase) && is_named_here(),
    };
    if !keeps_name {
        actor.name = span.of(&view.article.text).to_string();
    } else if actor.kind == ActorKind::Person && !view.article.text.contains(actor.name.as_str()) {
        // A pronoun has the name that this article writes.
        let same = |m: &&ActorMention| m.kind == MentionKind::Name && m.actors.iter().any(|a| a.name == actor.name);
        let names = view.mentions.actors.iter().filter(same).filter_map(|m| {
            let name = view.analysis.names.iter().find(|name| (name.first..=name.last).contains(&m.head))?;
            Some(view.analysis.span(name.first, name.last).of(&view.article.text))
        });
        if let Some(longest) = names.max_by_key(|name| name.len()) {
            actor.name = longest.to_string();
        }
    }
    Participant { span, actor }
}

/// A number told of whom or what the event concerns: "12 killed", "30 prisoners".
fn count(view: &View<'_>, draft: &Draft<'_>) -> Option<Count> {
    let heads = draft.found.near.iter().filter(|n| matches!(n.relation.as_ref(), "obj" | "nmod:of")).map(|n| n.head);
    for head in heads {
        let number = |t: TokenId| view.analysis.tokens[t.idx()].upos == Upos::Num;
        let found = if number(head) {
            Some(head)
        } else {
            let is_count = |t: &&TokenId| number(**t) && view.analysis.tokens[t.idx()].relation() == "nummod";
            view.children(head).iter().find(is_count).copied()
        };
        if let Some(token) = found {
            let span = view.analysis.tokens[token.idx()].span;
            let digits: String = span.of(&view.article.text).chars().filter(|c| *c != ',').collect();
            return Some(Count { span, value: digits.parse().ok() });
        }
    }
    None
}

/// Probability that type and participants are right, from the weights of the codebook.
fn confidence(view: &View<'_>, codebook: &Codebook, draft: &Draft<'_>, reading: &Reading, sentence: usize) -> f32 {
    if let Some(likelihood) = draft.likelihood {
        return (likelihood * 1000.0).round() / 1000.0;
    }
    let weight = |name: &str| codebook.confidence.get(name).copied().unwrap_or(0.0);
    let parties = || draft.found.actors.iter().chain(&draft.found.recipients);
    let is_known = |party: &Party<'_>| party.actor.country.is_some();
    let mut logit = weight("bias") + weight("constraint") * reading.constraints.len().min(3) as f32;
    if draft.found.actors.iter().any(is_known) {
        logit += weight("actor");
    }
    if draft.found.recipients.iter().any(is_known) {
        logit += weight("recipient");
    }
    logit += weight("unresolved") * parties().filter(|party| !is_known(party)).count().min(3) as f32;
    if parties().any(|party| party.is_indirect) {
        logit += weight("indirect");
    }
    if draft.found.kind == TriggerKind::Noun {
        logit += weight("noun");
    }
    if view.analysis.sentences[sentence].kind == SentenceKind::Headline {
        logit += weight("headline");
    }
    if !matches!(draft.status, Status::Occurred | Status::Ongoing) {
        logit += weight("status");
    }
    let probability = 1.0 / (1.0 + (-logit).exp());
    (probability * 1000.0).round() / 1000.0
}
