//! What tells whether a country or group is a side of an event: where it stands to the trigger, what the rules made of it,
//! and what part it plays in the article's other events.

use super::Role;
use super::offers::Asked;
use super::sides::{Candidate, key_of};
use crate::compose::Draft;
use crate::implied::place_of;
use crate::linear::{feature_hash, hash_on, hash_under};
use crate::view::{Party, View};
use legation_types::{ActorKind, ActorMention, CountryCode, SentenceKind, TokenId, TriggerKind, Upos};
use rustc_hash::FxHashMap;
use std::borrow::Cow;

/// What is reckoned once for an article: who is named how often, and who does what to whom in its events.
pub(super) struct Whole<'d, 'a> {
    pub drafts: &'d [Draft<'a>],
    /// How often a country is named.
    pub counts: FxHashMap<CountryCode, usize>,
    /// Countries by how often they are named, the most frequent first.
    pub order: Vec<CountryCode>,
    /// Mentions of headlines.
    pub in_headline: Vec<CountryCode>,
    /// Countries that the first two sentences name.
    pub in_lead: Vec<CountryCode>,
    /// Sides of each draft by country or name, as they are.
    pub sides: Vec<[Vec<Cow<'a, str>>; 2]>,
}

impl<'d, 'a> Whole<'d, 'a> {
    pub(super) fn new(view: &View<'a>, drafts: &'d [Draft<'a>]) -> Whole<'d, 'a> {
        let mut counts: FxHashMap<CountryCode, usize> = FxHashMap::default();
        let (mut in_headline, mut in_lead) = (Vec::new(), Vec::new());
        for mention in &view.mentions.actors {
            let number = view.analysis.sentence_of(mention.head);
            let sentence = &view.analysis.sentences[number];
            for country in mention.actors.iter().filter_map(|actor| actor.country) {
                *counts.entry(country).or_default() += 1;
                if sentence.kind == SentenceKind::Headline {
                    in_headline.push(country);
                }
                if number < 2 {
                    in_lead.push(country);
                }
            }
        }
        let mut order: Vec<CountryCode> = counts.keys().copied().collect();
        order.sort_by_key(|country| (std::cmp::Reverse(counts[country]), *country));
        let keys = |parties: &[Party<'a>]| parties.iter().map(key_of).collect::<Vec<_>>();
        let sides = drafts.iter().map(|d| [keys(&d.found.actors), keys(&d.found.recipients)]).collect();
        Whole { drafts, counts, order, in_headline, in_lead, sides }
    }
}

/// Tells the sink every feature of a candidate for one side of a draft: the hash of its name.
pub(super) fn tell<'a>(asked: &Asked<'_, '_, 'a>, candidate: &Candidate<'a>, sink: &mut dyn FnMut(u64)) {
    let Asked { view, codebook, whole, idx, candidates, role, .. } = *asked;
    let draft = &whole.drafts[idx];
    let found = &draft.found;
    let reading = &codebook.readings[found.reading];
    let Some(event) = reading.event.map(|event| codebook.events[event].name.as_str()) else { return };
    let side = side(role);
    let mode = reading.mode.as_deref().unwrap_or("-");
    let [own, other] = match role {
        Role::Recipient => [1, 0],
        _ => [0, 1],
    };
    let ruled = |at: usize| -> &'static str {
        let parties = if at == 0 { &found.actors } else { &found.recipients };
        let own = parties.iter().filter(|party| key_of(party) == candidate.key);
        match own.map(|party| party.is_indirect).min() {
            None => "no",
            Some(true) => "indirect",
            Some(false) => "direct",
        }
    };
    let (in_own, in_other) = match role {
        Role::Both if ruled(0) == "no" => (ruled(1), "no"),
        Role::Both => (ruled(0), "no"),
        _ => (ruled(own), ruled(other)),
    };
    let size = |at: usize| few(whole.sides[idx][at].len());
    let (own_size, other_size) = (size(own), size(other));
    let kind = match found.kind {
        TriggerKind::Verb => "verb",
        TriggerKind::Noun => "noun",
        _ => "other",
    };
    let start = feature_hash(&[side]);
    let (with_rules, with_event) = (feature_hash(&["rules", in_own, in_other]), feature_hash(&["event", event]));
    let (with_mode, with_reading) = (feature_hash(&["mode", event, mode]), feature_hash(&["reading", &reading.id]));
    let mut add = |parts: &[&str]| {
        let feature = hash_on(start, parts);
        sink(feature);
        sink(hash_under(with_rules, feature));
        sink(hash_under(with_event, feature));
        if matches!(parts[0], "rules" | "route" | "sector" | "who" | "order" | "marked" | "rank here" | "source") {
            sink(hash_under(with_mode, feature));
            sink(hash_under(with_reading, feature));
        }
    };
    add(&["rule", in_own]);
    add(&["rules", in_own, in_other]);
    add(&["sizes", in_own, own_size, other_size]);
    add(&["reading", &reading.id]);
    add(&["mode", mode]);
    add(&["kind", kind]);
    add(&["kind sizes", kind, own_size, other_size]);
    add(&["status", draft.status.as_str()]);

    // Where the nearest of its mentions stands.
    let nearest = candidate.members.iter().filter(|party| candidate.is_here || party.head != found.token);
    let nearest = nearest.min_by_key(|party| party.head.0.abs_diff(found.token.0));
    let place = if !candidate.is_here { "elsewhere" } else { "here" };
    add(&["place", place]);
    if let Some(party) = nearest {
        let actor = party.actor;
        let sector = actor.sector.as_str();
        let kind_of = kind_of(actor.kind);
        add(&["who", kind_of]);
        add(&["sector", sector]);
        add(&["who here", place, kind_of]);
        // How sure it is who is meant: named, or a pronoun, or "rebels" of a country that only the article tells.
        let is_within = |other: &ActorMention| other.head != party.head && party.span.contains(other.span);
        let is_own = |other: &ActorMention| other.actors.iter().any(|inner| inner.country == actor.country);
        let has_country = view.mentions.actors.iter().any(|other| is_within(other) && is_own(other));
        let form = view.analysis.tokens[party.head.idx()].upos;
        add(&["basis", actor.basis.as_str(), form.as_str(), if has_country { "with country" } else { "-" }]);
        if candidate.is_here {
            let route = route(view, found.token, party.head);
            let at = if party.head < found.token { "before" } else { "after" };
            add(&["route", &route]);
            add(&["route who", route.as_str(), kind_of]);
            add(&["order", at]);
            let distance = party.head.0.abs_diff(found.token.0);
            add(&["distance", ["0", "1", "2", "4", "8", "16", "32"][(32 - distance.leading_zeros()).min(6) as usize]]);
            let word = &view.analysis.tokens[party.head.idx()];
            add(&["relation", &word.deprel]);
            if word.upos == Upos::Noun {
                add(&["word", &view.lemma(party.head)]);
            }
            let is_closer = |other: &Party<'_>| {
                let is_same_side = (other.head < found.token) == (party.head < found.token);
                is_same_side && other.head.0.abs_diff(found.token.0) < distance
            };
            let others = candidates.iter().filter(|other| other.is_here && other.key != candidate.key);
            let closer = others.filter(|other| other.members.iter().any(is_closer)).count();
            add(&["closer", at, few(closer)]);
            let speaks = |idx: &u32| {
                let source = view.statements.attributions[*idx as usize].source;
                source.is_some_and(|source| source.contains(party.span))
            };
            if view.statement(found.token).is_some_and(|(_, statement)| statement.attributions.iter().any(speaks)) {
                add(&["speaks", kind_of]);
            }
            if let Some(marked) = view.relation(party.head) {
                add(&["marked", &marked]);
            }
            if let Some(head) = word.head {
                add(&["of", &view.lemma(head)]);
            }
            if view.is_literal_place(party.head) {
                add(&["literal", &view.relation(party.head).unwrap_or_default()]);
            }
            let is_source = |a: &legation_types::Attribution| a.source.is_some_and(|s| s.contains(party.span));
            if view.statements.attributions.iter().any(is_source) {
                add(&["source", kind_of]);
            }
        }
    }
    let here = candidate.members.iter().filter(|party| party.head != found.token).count();
    add(&["mentions", few(here)]);

    // Its part in the article.
    if let Some(country) = candidate.country {
        if let Some(place) = place_of(view, found.token).and_then(|place| place.place.country) {
            add(&["at place", if place == country { "yes" } else { "no" }]);
        }
        add(&["lead", if whole.in_lead.contains(&country) { "yes" } else { "no" }]);
        let rank = whole.order.iter().position(|other| *other == country).unwrap_or(9);
        add(&["rank", ["0", "1", "2", "3", "4+"][rank.min(4)]]);
        add(&["rank here", place, ["0", "1", "2", "3", "4+"][rank.min(4)]]);
        if whole.in_headline.contains(&country) {
            add(&["headline", place]);
        }
        let share = whole.counts.get(&country).copied().unwrap_or(0) * 10 / whole.counts.values().sum::<usize>().max(1);
        add(&["share", ["0", "1", "2", "3", "4", "5+"][share.min(5)]]);
    } else {
        add(&["rank", "no country"]);
    }
    let others: Vec<&Cow<'_, str>> = whole.sides[idx][other].iter().filter(|key| **key != candidate.key).collect();
    let (mut same_role, mut cross_role, mut pair, mut pair_any) = (0, 0, 0, 0);
    for (at, (draft, sides)) in whole.drafts.iter().zip(&whole.sides).enumerate() {
        if at == idx {
            continue;
        }
        let is_own = sides[own].contains(&candidate.key);
        let is_cross = sides[other].contains(&candidate.key);
        let with = |at: usize| others.iter().any(|key| sides[at].contains(key));
        pair_any += usize::from(is_own && with(other) || is_cross && with(own));
        let is_like = codebook.readings[draft.found.reading].event == reading.event;
        if is_like {
            same_role += usize::from(is_own);
            cross_role += usize::from(is_cross);
            pair += usize::from(is_own && with(other));
        }
    }
    add(&["same role", few(same_role)]);
    add(&["cross role", few(cross_role)]);
    if !others.is_empty() {
        add(&["pair", few(pair)]);
        add(&["pair any", few(pair_any)]);
        add(&["pair place", place, few(pair_any)]);
    }
    // The event around, and those inside.
    if let Some(outer) = draft.within {
        let event =
            codebook.readings[whole.drafts[outer].found.reading].event.map_or("-", |e| &codebook.events[e].name);
        let part = part(&whole.sides[outer], &candidate.key);
        add(&["outer", event, part]);
        add(&["outer part", part]);
    }
    for (inner, sides) in whole.drafts.iter().zip(&whole.sides).filter(|(inner, _)| inner.within == Some(idx)) {
        let event = codebook.readings[inner.found.reading].event.map_or("-", |e| &codebook.events[e].name);
        let part = part(sides, &candidate.key);
        add(&["inner", event, part]);
        add(&["inner part", part]);
    }
    let rivals = others.len();
    add(&["rivals", few(rivals)]);
}

/// The name of a side in those of features.
pub(super) fn side(role: Role) -> &'static str {
    match role {
        Role::Recipient => "r ",
        Role::Both => "b ",
        _ => "a ",
    }
}

/// The name of a kind of actor in those of features.
pub(super) fn kind_of(kind: ActorKind) -> &'static str {
    match kind {
        ActorKind::State => "state",
        ActorKind::Person => "person",
        ActorKind::Organisation => "organisation",
        ActorKind::Group => "group",
        _ => "unknown",
    }
}

/// A small number as part of a feature's name: three and more are alike.
pub(super) fn few(count: usize) -> &'static str {
    ["0", "1", "2", "3"][count.min(3)]
}

/// Which sides of another event somebody is.
fn part(sides: &[Vec<Cow<'_, str>>; 2], key: &str) -> &'static str {
    match (sides[0].iter().any(|k| k == key), sides[1].iter().any(|k| k == key)) {
        (true, true) => "both",
        (true, false) => "actor",
        (false, true) => "recipient",
        (false, false) => "none",
    }
}

/// The way through the tree from one token to another: relations up, then down; `far` where it is long.
pub(super) fn route(view: &View<'_>, from: TokenId, to: TokenId) -> String {
    const LONGEST: usize = 4;
    if from == to {
        return "self".to_string();
    }
    let up: Vec<TokenId> = std::iter::once(from).chain(view.ancestors(from)).take(LONGEST + 1).collect();
    let mut down = Vec::new();
    let mut at = to;
    for _ in 0..=LONGEST {
        if let Some(rise) = up.iter().position(|step| *step == at) {
            let mut text = String::new();
            for step in &up[..rise] {
                text.push('<');
                text.push_str(view.analysis.tokens[step.idx()].relation());
            }
            for step in down.iter().rev() {
                text.push('>');
                let token: &TokenId = step;
                let word = &view.analysis.tokens[token.idx()];
                match word.upos {
                    Upos::Verb | Upos::Aux => text.push_str(word.relation()),
                    _ => text.push_str(&view.relation(*token).unwrap_or(Cow::Borrowed(word.relation()))),
                }
            }
            return text;
        }
        down.push(at);
        let Some(head) = view.analysis.tokens[at.idx()].head else { break };
        at = head;
    }
    "far".to_string()
}
