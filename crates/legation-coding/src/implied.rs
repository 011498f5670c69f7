//! Participants that a sentence implies without giving them a place in the event's clause.

use crate::codebook::{Codebook, Heir, Reading};
use crate::compose::Draft;
use crate::matching::is_political;
use crate::view::{Party, View, countries};
use legation_types::{Actor, ActorKind, ActorMention, Attribution, Basis, CountryCode, PlaceMention, Sector, TokenId};
use std::collections::BTreeMap;

/// Gives an event that names only who does it the nearest participant of another country in its sentence: whom a refusal
/// concerns, the other side of a meeting. A sentence that names nobody else leaves the side empty. Who did a deed is
/// never looked for: a wrong doer is worse than none.
pub(crate) fn add_recipients<'a>(view: &View<'a>, codebook: &Codebook, drafts: &mut [Draft<'a>]) {
    for draft in drafts.iter_mut() {
        let reading = &codebook.readings[draft.found.reading];
        let Some(event) = reading.event.map(|idx| &codebook.events[idx]) else { continue };
        let is_mutual = !reading.roles(draft.found.kind).mutual.is_empty();
        let (actors, recipients) = (&draft.found.actors, &draft.found.recipients);
        let lacks_side = if is_mutual {
            actors.len() == 1 && recipients.is_empty()
        } else {
            recipients.is_empty() && !actors.is_empty()
        };
        if event.has_one_side || !lacks_side {
            continue;
        }
        let taken: Vec<_> = actors.iter().chain(recipients).filter_map(Party::country).collect();
        // Who travels somewhere is received there, whoever else the sentence names.
        let place = (!event.is_done_to_places && !is_mutual).then(|| place_of(view, draft.found.token)).flatten();
        let host = place.and_then(|_| state_on_the_spot(view, draft, Sector::Gov));
        let party = match host {
            Some(host) if host.actor.country.is_some_and(|country| !taken.contains(&country)) => Some(host),
            Some(_) => None,
            None => nearest_other(view, codebook, draft.found.token, &taken, event.is_done_to_lands),
        };
        let Some(party) = party else { continue };
        if is_mutual {
            draft.found.actors.push(party);
        } else {
            draft.found.recipients.push(party);
        }
    }
}

/// The political participant of a country not among `taken` that stands nearest to a token in its sentence; with `lands`, also
/// a country that is only a place.
fn nearest_other<'a>(
    view: &View<'a>,
    codebook: &Codebook,
    token: TokenId,
    taken: &[CountryCode],
    lands: bool,
) -> Option<Party<'a>> {
    let is_land = |mention: &ActorMention, actor: &Actor| {
        lands && actor.kind == ActorKind::State && actor.basis != Basis::Metonym && view.is_place(mention.head)
    };
    // Who is quoted speaks of the event; that makes nobody a side of it.
    let is_quoted = |mention: &ActorMention| {
        let is_source = |a: &Attribution| a.source.is_some_and(|source| source.contains(mention.span));
        view.statements.attributions.iter().any(|a| a.source_head == Some(mention.head) || is_source(a))
    };
    // "Romania welcomed the plan, while Bulgaria rejected it": those of a clause beside it, with a subject of its own, are no
    // side of it.
    let is_clause = |at: TokenId| {
        let is_subject = |child: &TokenId| view.analysis.tokens[child.idx()].relation() == "nsubj";
        matches!(view.analysis.tokens[at.idx()].relation(), "conj" | "advcl" | "parataxis")
            && view.children(at).iter().any(is_subject)
    };
    let above: Vec<TokenId> = std::iter::once(token).chain(view.ancestors(token)).collect();
    let is_beside =
        |mention: &ActorMention| view.ancestors(mention.head).take_while(|at| !above.contains(at)).any(is_clause);
    nearest(view, token, |mention, actor| {
        actor.country.is_some_and(|country| !taken.contains(&country))
            && !is_beside(mention)
            && is_political(codebook, actor, false)
            && (!view.is_literal_place(mention.head) || is_land(mention, actor))
            && !is_quoted(mention)
    })
}

/// Whoever fits and stands nearest to a token in its sentence; of two as near, the first.
fn nearest<'a>(view: &View<'a>, token: TokenId, fits: impl Fn(&ActorMention, &Actor) -> bool) -> Option<Party<'a>> {
    let named = view.named_around(token).filter(|(mention, actor)| fits(mention, actor));
    let (mention, actor) = named.min_by_key(|(mention, _)| (mention.head.0.abs_diff(token.0), mention.head))?;
    Some(Party::implied(mention, actor))
}

/// Gives arrests, trials and the like that name no doer the authorities who alone can do them: the court or police that
/// the sentence names, else the state on whose ground it happens ("jailed in Turkey"), else those who last did such a
/// thing to the same person, else those of the country where the article plays whom it named last.
pub(crate) fn add_authorities<'a>(
    view: &View<'a>,
    codebook: &Codebook,
    drafts: &mut [Draft<'a>],
    scene: Option<CountryCode>,
) {
    for idx in 0..drafts.len() {
        let reading = &codebook.readings[drafts[idx].found.reading];
        let Some(sector) = reading.authority.filter(|_| drafts[idx].found.actors.is_empty()) else { continue };
        // Whom somebody else took, his captors let go.
        if drafts.iter().any(|other| is_taking(codebook, other) && shares_person(other, &drafts[idx])) {
            continue;
        }
        let found = named_authority(view, &drafts[idx])
            .or_else(|| state_on_the_spot(view, &drafts[idx], sector))
            .or_else(|| earlier_authority(codebook, drafts, idx, sector))
            .or_else(|| authority_at_home(view, &drafts[idx], sector, scene));
        drafts[idx].found.actors.extend(found);
    }
}

/// The nearest court, police or prosecution of a known country in the sentence.
fn named_authority<'a>(view: &View<'a>, draft: &Draft<'a>) -> Option<Party<'a>> {
    let is_judged = |mention: &ActorMention| draft.found.recipients.iter().any(|party| party.head == mention.head);
    nearest(view, draft.found.token, |mention, actor| {
        matches!(actor.sector, Sector::Jud | Sector::Cop) && actor.country.is_some() && !is_judged(mention)
    })
}

/// The place told of an event.
pub(crate) fn place_of<'a>(view: &View<'a>, token: TokenId) -> Option<&'a PlaceMention> {
    let (_, statement) = view.statement(token)?;
    view.mentions.places.get(statement.place? as usize)
}

/// The state in whose country the event happens.
fn state_on_the_spot<'a>(view: &View<'a>, draft: &Draft<'a>, sector: Sector) -> Option<Party<'a>> {
    let place = place_of(view, draft.found.token)?;
    let country = place.place.country?;
    let mention = view.mention(place.head)?;
    let actor =
        mention.actors.iter().find(|actor| actor.country == Some(country) && actor.kind != ActorKind::Person)?;
    Some(Party { acts_as: Some(sector), ..Party::implied(mention, actor) })
}

/// The police or state of the country where the event happens, else where the article plays, named last before it.
fn authority_at_home<'a>(
    view: &View<'a>,
    draft: &Draft<'a>,
    sector: Sector,
    scene: Option<CountryCode>,
) -> Option<Party<'a>> {
    let token = draft.found.token;
    let country = country_of_place(view, token).or(scene)?;
    let named = || view.named((0..token.0).rev()).filter(|(_, actor)| actor.country == Some(country));
    let police = named().find(|(_, actor)| actor.sector == Sector::Cop);
    let (mention, actor) = police.or_else(|| named().find(|(_, actor)| actor.kind == ActorKind::State))?;
    let acts_as = (actor.sector != Sector::Cop).then_some(sector);
    Some(Party { acts_as, ..Party::implied(mention, actor) })
}

/// Who did the nearest earlier thing of this kind to the same person.
fn earlier_authority<'a>(codebook: &Codebook, drafts: &[Draft<'a>], idx: usize, sector: Sector) -> Option<Party<'a>> {
    let is_known = |reading: &Reading| reading.authority.is_some();
    let earlier = drafts[..idx].iter().rev().find(|draft| {
        is_known(&codebook.readings[draft.found.reading])
            && !draft.found.actors.is_empty()
            && shares_person(&drafts[idx], draft)
    })?;
    let party = earlier.found.actors.iter().find(|party| party.actor.country.is_some())?;
    Some(Party { is_indirect: true, acts_as: Some(sector), ..*party })
}

/// Whether by this somebody falls into the hands of others than the authorities.
fn is_taking(codebook: &Codebook, draft: &Draft<'_>) -> bool {
    let reading = &codebook.readings[draft.found.reading];
    let mode = reading.mode.as_ref();
    reading.event.is_some_and(|event| mode.is_some_and(|mode| codebook.events[event].takes.contains(mode)))
}

/// Whether two things are done to the same person.
fn shares_person(one: &Draft<'_>, other: &Draft<'_>) -> bool {
    let sides = &other.found.recipients;
    one.found.recipients.iter().any(|party| sides.iter().any(|other| is_same_actor(party, other)))
}

fn is_same_actor(one: &Party<'_>, other: &Party<'_>) -> bool {
    one.actor.kind == ActorKind::Person && other.actor.kind == ActorKind::Person && one.actor.name == other.actor.name
}

/// Gives an event a side that its trigger itself tells of, where nobody is named for it: the soldiers and the government of
/// a coup, the people who are killed.
pub(crate) fn add_meant<'a>(view: &View<'a>, codebook: &'a Codebook, drafts: &mut [Draft<'a>]) {
    for draft in drafts.iter_mut() {
        let (actor, recipient) = &codebook.readings[draft.found.reading].implied;
        let token = draft.found.token;
        // "Killing six and wounding twenty": the object, where it names nobody, is the words for them.
        let object = draft.found.near.iter().find(|n| n.relation == "obj").map_or(token, |n| n.head);
        let sides = [(&mut draft.found.actors, actor, token), (&mut draft.found.recipients, recipient, object)];
        for (side, meant, words) in sides {
            if side.is_empty() {
                side.extend(meant.as_ref().map(|actor| told_by_trigger(view, words, actor)));
            }
        }
    }
}

/// Gives a protest that names nobody the people whom the word itself means, if no other protest of the article says who they
/// are.
pub(crate) fn add_crowds<'a>(view: &View<'a>, codebook: &'a Codebook, drafts: &mut [Draft<'a>]) {
    let event = |draft: &Draft<'_>| codebook.readings[draft.found.reading].event;
    let named: Vec<usize> = drafts.iter().filter(|d| !d.found.actors.is_empty()).filter_map(event).collect();
    for draft in drafts.iter_mut() {
        let Some(event) = event(draft).filter(|event| draft.found.actors.is_empty() && !named.contains(event)) else {
            continue;
        };
        let crowd = codebook.events[event].crowd.as_ref();
        draft.found.actors.extend(crowd.map(|actor| told_by_trigger(view, draft.found.token, actor)));
    }
}

/// Somebody whom no other words name than the trigger or its bare object.
fn told_by_trigger<'a>(view: &View<'a>, token: TokenId, actor: &'a Actor) -> Party<'a> {
    let span = view.analysis.tokens[token.idx()].span;
    Party { span, head: token, actor, is_indirect: true, acts_as: None, lives_in: None }
}

/// Gives people without a nationality the country of the place where the event happens: whoever marches in Cape Town is
/// taken for South African until the text says otherwise; where the sentence names no place and nobody from elsewhere, the
/// scene of the article counts, else the country of the authorities who have power over them. Named persons, pronouns and somebody's own people are left alone.
pub(crate) fn place_people<'a>(
    view: &View<'a>,
    codebook: &Codebook,
    drafts: &mut [Draft<'a>],
    scene: Option<CountryCode>,
) {
    for draft in drafts.iter_mut() {
        let (found, trigger) = (&draft.found, draft.found.token);
        // A crowd, a parliament, a hospital that is described and not named; ships and firms may be at home elsewhere.
        let is_body = |actor: &Actor| {
            let is_home = matches!(
                actor.sector,
                Sector::Cvl | Sector::Leg | Sector::Jud | Sector::Med | Sector::Edu | Sector::Rel
            );
            actor.kind == ActorKind::Organisation && actor.basis == Basis::Pattern && is_home
        };
        let is_nobody_s = |party: &Party<'_>| {
            party.actor.country.is_none()
                && party.actor.basis != Basis::Demonym
                && (party.actor.kind == ActorKind::Group || is_body(party.actor))
                && !view.is_possessed(party.head)
                && (codebook.civil.contains(&party.actor.sector)
                    || is_body(party.actor)
                    || party.actor.sector == Sector::Cop
                    || party.head == trigger && matches!(party.actor.sector, Sector::Mil | Sector::Gov))
        };
        if !found.actors.iter().chain(&found.recipients).any(is_nobody_s) {
            continue;
        }
        let is_known = |party: &Party<'_>| party.actor.country.is_some();
        let mut known = found.actors.iter().chain(&found.recipients).filter(|party| is_known(party));
        let is_at_home = known.all(|party| party.actor.country == scene);
        let scene = scene.filter(|_| is_at_home);
        let power = || authorities_country(codebook, draft);
        let told =
            || country_named(view, found.token).filter(|_| found.actors.iter().any(|party| party.head == trigger));
        let country = country_of_place(view, found.token).or(scene).or_else(power).or_else(told);
        let Some(country) = country else { continue };
        for party in draft.found.actors.iter_mut().chain(&mut draft.found.recipients) {
            if is_nobody_s(party) {
                party.lives_in = Some(country);
            }
        }
    }
}

/// The one country of those who do what only authorities do to people.
fn authorities_country(codebook: &Codebook, draft: &Draft<'_>) -> Option<CountryCode> {
    let reading = &codebook.readings[draft.found.reading];
    let is_of_authorities = reading.event.is_some_and(|event| !codebook.events[event].authorities.is_empty());
    let (first, others) = draft.found.actors.split_first().filter(|_| is_of_authorities)?;
    let country = first.actor.country?;
    others.iter().all(|party| party.actor.country == Some(country)).then_some(country)
}

/// The one country that a sentence names: "the government of Mali fell in a coup".
fn country_named(view: &View<'_>, token: TokenId) -> Option<CountryCode> {
    let mut named = view.named_around(token).filter_map(|(_, actor)| actor.country);
    let first = named.next()?;
    named.all(|country| country == first).then_some(first)
}

/// The country in which most places of the article lie, where it has more than the half.
pub(crate) fn scene(view: &View<'_>) -> Option<CountryCode> {
    let places = view.mentions.places.iter().filter(|place| view.is_literal_place(place.head));
    let mut counts: BTreeMap<CountryCode, usize> = BTreeMap::new();
    places.filter_map(|place| place.place.country).for_each(|country| *counts.entry(country).or_default() += 1);
    let all: usize = counts.values().sum();
    counts.into_iter().find(|(_, count)| *count > 1 && 2 * count > all).map(|(country, _)| country)
}

/// The country of the event's place, else of the only country in which places of its sentence lie.
fn country_of_place(view: &View<'_>, token: TokenId) -> Option<CountryCode> {
    let own = place_of(view, token).and_then(|place| place.place.country);
    let sentence = view.sentence_around(token);
    // A place of a clause that stands beside the event's ("while making excuses about the talks in Geneva") tells nothing.
    let above: Vec<TokenId> = std::iter::once(token).chain(view.ancestors(token)).collect();
    let is_aside = |at: TokenId| {
        let found = &view.analysis.tokens[at.idx()];
        found.relation() == "advcl" && found.has("VerbForm=Part")
    };
    let is_near = |at: TokenId| !view.ancestors(at).take_while(|at| !above.contains(at)).any(is_aside);
    let is_around = |place: &&PlaceMention| {
        sentence.contains(&place.head.0) && view.is_literal_place(place.head) && is_near(place.head)
    };
    let mut around = view.mentions.places.iter().filter(is_around);
    own.or_else(|| {
        let first = around.next()?.place.country?;
        around.all(|place| place.place.country == Some(first)).then_some(first)
    })
}

/// Whether two events are told of times that share no day, or of places in different countries.
fn is_apart(view: &View<'_>, one: TokenId, other: TokenId) -> bool {
    let range = |token: TokenId| {
        let (_, statement) = view.statement(token)?;
        view.time_of(statement)
    };
    let country = |token: TokenId| place_of(view, token).and_then(|place| place.place.country);
    let is_other_time =
        range(one).zip(range(other)).is_some_and(|(a, b)| a.latest < b.earliest || b.latest < a.earliest);
    is_other_time || country(one).zip(country(other)).is_some_and(|(a, b)| a != b)
}

/// Gives a deed without a doer the doer of the same deed elsewhere in the article: of another record of this type and mode
/// against the same side, else by the same reading, else by any; the nearest before it, else the nearest after. One that is
/// told of another time or country is another deed.
pub(crate) fn add_retold(view: &View<'_>, codebook: &Codebook, drafts: &mut [Draft<'_>], keeps: &[bool]) {
    let deed = |draft: &Draft<'_>| {
        let reading = &codebook.readings[draft.found.reading];
        reading.event.map(|event| (event, reading.mode.as_deref()))
    };
    let told: Vec<usize> = (0..drafts.len())
        .filter(|&idx| keeps[idx] && !countries(&drafts[idx].found.actors).is_empty())
        .filter(|&idx| deed(&drafts[idx]).is_some_and(|(event, _)| codebook.events[event].is_retold))
        .collect();
    for idx in 0..drafts.len() {
        let found = &drafts[idx].found;
        let is_mutual = !codebook.readings[found.reading].roles(found.kind).mutual.is_empty();
        if !keeps[idx] || !found.actors.is_empty() || is_mutual && !found.recipients.is_empty() {
            continue;
        }
        let sufferers = countries(&found.recipients);
        let rank = |other: usize| {
            let other_found = &drafts[other].found;
            let suffered = countries(&other_found.recipients);
            let is_shared = suffered.iter().any(|country| sufferers.contains(country));
            let is_alike = other_found.reading == found.reading;
            let distance = other_found.token.0.abs_diff(found.token.0);
            let doers = countries(&other_found.actors);
            let fits = (is_shared || sufferers.is_empty() || suffered.is_empty())
                && !doers.iter().any(|country| sufferers.contains(country))
                && !is_apart(view, found.token, other_found.token);
            fits.then_some((!is_shared, !is_alike, other > idx, distance))
        };
        let others = told.iter().copied().filter(|&other| other != idx && deed(&drafts[other]) == deed(&drafts[idx]));
        let best = others.filter_map(|other| rank(other).map(|rank| (rank, other))).min();
        let Some((_, best)) = best else { continue };
        let doers = drafts[best].found.actors.iter().filter(|party| party.actor.country.is_some());
        drafts[idx].found.actors = doers.map(|party| Party { is_indirect: true, ..*party }).collect();
    }
}

/// Gives an event without a recipient the one that its doer's country has in a like event elsewhere in the article: by the
/// same reading, else of the same type and mode; the nearest before it, else the nearest after. Where the clause has an
/// object that names nobody ("captured three foreigners"), nobody else is put in its place.
pub(crate) fn add_opponents(codebook: &Codebook, drafts: &mut [Draft<'_>], keeps: &[bool]) {
    let event = |draft: &Draft<'_>| codebook.readings[draft.found.reading].event;
    let mode = |draft: &Draft<'_>| codebook.readings[draft.found.reading].mode.as_deref();
    let told: Vec<usize> = (0..drafts.len())
        .filter(|&idx| keeps[idx] && !drafts[idx].found.actors.is_empty() && !drafts[idx].found.recipients.is_empty())
        .filter(|&idx| event(&drafts[idx]).is_some_and(|event| codebook.events[event].has_opponent))
        .collect();
    for idx in 0..drafts.len() {
        let Some(own) = event(&drafts[idx]).filter(|&event| codebook.events[event].has_opponent) else { continue };
        let found = &drafts[idx].found;
        let is_mutual = !codebook.readings[found.reading].roles(found.kind).mutual.is_empty();
        let doers = countries(&found.actors);
        let takes_object = codebook.readings[found.reading].roles(found.kind).takes_object();
        let has_object = takes_object && found.near.iter().any(|n| n.relation == "obj");
        if !keeps[idx] || is_mutual || has_object || !found.recipients.is_empty() || doers.is_empty() {
            continue;
        }
        let rank = |other: usize| {
            let other_draft = &drafts[other];
            let others = countries(&other_draft.found.recipients);
            let is_by_same = countries(&other_draft.found.actors).iter().any(|country| doers.contains(country));
            if !is_by_same || others.is_empty() || others.iter().any(|country| doers.contains(country)) {
                return None;
            }
            let is_alike = other_draft.found.reading == found.reading;
            let is_same_kind = event(other_draft) == Some(own) && mode(other_draft) == mode(&drafts[idx]);
            let distance = other_draft.found.token.0.abs_diff(found.token.0);
            (is_alike || is_same_kind).then_some((!is_alike, other > idx, distance))
        };
        let others = told.iter().copied().filter(|&other| other != idx);
        let best = others.filter_map(|other| rank(other).map(|rank| (rank, other))).min();
        let Some((_, best)) = best else { continue };
        let given = drafts[best].found.recipients.iter().filter(|party| party.actor.country.is_some());
        drafts[idx].found.recipients = given.map(|party| Party { is_indirect: true, ..*party }).collect();
    }
}

/// Gives an accusation that only describes somebody ("seized a ship suspected of smuggling oil") to whoever acts on it.
pub(crate) fn add_accusers<'a>(view: &View<'a>, codebook: &Codebook, drafts: &mut [Draft<'a>]) {
    for draft in drafts.iter_mut() {
        let found = &draft.found;
        let content = codebook.readings[found.reading].content.as_ref();
        let is_accusation = content.is_some_and(|content| content.subject == Heir::Recipient);
        let noun = || view.analysis.tokens[found.token.idx()].head;
        let is_description = view.analysis.tokens[found.token.idx()].relation() == "acl";
        if !is_accusation || !is_description || !found.actors.is_empty() {
            continue;
        }
        let Some((noun, verb)) = noun().and_then(|noun| Some((noun, view.analysis.tokens[noun.idx()].head?))) else {
            continue;
        };
        let near = view.around(verb);
        if !near.iter().any(|n| n.relation == "obj" && n.head == noun) {
            continue;
        }
        let subjects = near.iter().filter(|n| n.relation == "nsubj").flat_map(|n| view.parties(n.head));
        draft.found.actors = subjects.map(|party| Party { is_indirect: true, ..party }).collect();
    }
}

/// Gives those killed or hurt in fighting that the sentence names the doers from that fighting: "killed in clashes with
/// soldiers", "died in a strike by".
pub(crate) fn add_doers(codebook: &Codebook, drafts: &mut [Draft<'_>]) {
    let event = |draft: &Draft<'_>| codebook.readings[draft.found.reading].event;
    for idx in 0..drafts.len() {
        let (found, own) = (&drafts[idx].found, event(&drafts[idx]));
        if own.is_none() || !found.actors.is_empty() || found.recipients.is_empty() {
            continue;
        }
        let is_circumstance = |relation: &str| relation.starts_with("obl:") || relation.starts_with("nmod:");
        let heads: Vec<TokenId> = found.near.iter().filter(|n| is_circumstance(&n.relation)).map(|n| n.head).collect();
        let other = drafts.iter().find(|other| heads.contains(&other.found.token) && event(other) == own);
        let Some(other) = other else { continue };
        let is_victim = |party: &Party<'_>| {
            found.recipients.iter().any(|victim| {
                victim.head == party.head
                    || victim.actor.country.is_some() && victim.actor.country == party.actor.country
            })
        };
        let doers = other.found.actors.iter().filter(|party| !is_victim(party));
        let doers: Vec<Party<'_>> = doers.map(|party| Party { is_indirect: true, ..*party }).collect();
        drafts[idx].found.actors = doers;
    }
}
