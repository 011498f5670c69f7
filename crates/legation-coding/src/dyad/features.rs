use legation_types::{Analysis, Article, Event, Participant, Span, Statements, Status, TokenId, Upos};
use std::collections::BTreeMap;

/// Two participants of one short text, with what the stages made of it.
#[derive(Clone, Copy)]
pub struct Dyad<'a> {
    /// The text.
    pub article: &'a Article,
    /// Its trees.
    pub analysis: &'a Analysis,
    /// What it states.
    pub statements: &'a Statements,
    /// What the readings coded.
    pub events: &'a [Event],
    /// Words of the one who acts.
    pub actor: Span,
    /// Words of the one who is acted on.
    pub recipient: Span,
}

/// Words taken before the first and after the second participant.
const WINDOW: usize = 8;

impl Dyad<'_> {
    /// How well the participants of an event are the two asked about, 0–2.
    pub(crate) fn fit(&self, event: &Event) -> u8 {
        u8::from(holds(&event.actors, self.actor)) + u8::from(holds(&event.recipients, self.recipient))
    }

    /// Status of the first predicate on the path between the two.
    pub(crate) fn status(&self) -> Status {
        let path = self.path().map(|(up, down)| [up, down].concat()).unwrap_or_default();
        path.iter().find_map(|token| self.statements.at(*token)).map_or(Status::Occurred, |(_, s)| s.status)
    }

    /// The head of a span: its first word that hangs on a word outside.
    fn head(&self, span: Span) -> Option<TokenId> {
        let is_inside = |id: TokenId| self.analysis.token(id).span.overlaps(span);
        let inside = (0..self.analysis.tokens.len() as u32).map(TokenId).filter(|id| is_inside(*id));
        let mut words = inside.filter(|id| self.analysis.token(*id).upos != Upos::Punct);
        let first = words.clone().next();
        words.find(|id| self.analysis.token(*id).head.is_none_or(|head| !is_inside(head))).or(first)
    }

    /// From the actor's head up to where both meet, and from the recipient's head up to below that.
    fn path(&self) -> Option<(Vec<TokenId>, Vec<TokenId>)> {
        let (up, down) = (self.chain(self.head(self.actor)?), self.chain(self.head(self.recipient)?));
        let meet = up.iter().position(|id| down.contains(id))?;
        let below = down.iter().position(|id| *id == up[meet])?;
        Some((up[..=meet].to_vec(), down[..below].to_vec()))
    }

    /// A token and all its heads.
    fn chain(&self, id: TokenId) -> Vec<TokenId> {
        let heads = std::iter::successors(Some(id), |at| self.analysis.token(*at).head);
        heads.take(self.analysis.tokens.len()).collect()
    }

    fn lemma(&self, id: TokenId) -> String {
        self.analysis.token(id).lemma.to_lowercase()
    }
}

fn holds(parties: &[Participant], span: Span) -> bool {
    parties.iter().any(|party| party.span.overlaps(span))
}

/// Features with their strengths, named for people: `path:condemn`.
pub fn dyad_features(dyad: &Dyad<'_>) -> BTreeMap<String, f32> {
    let mut features = BTreeMap::new();
    let mut add = |name: String, strength: f32| {
        let slot: &mut f32 = features.entry(name).or_insert(0.0);
        *slot = slot.max(strength);
    };
    words(dyad, &mut add);
    tree(dyad, &mut add);
    codebook(dyad, &mut add);
    features
}

/// Words before, between, after and within the two, alone and in pairs.
fn words(dyad: &Dyad<'_>, add: &mut dyn FnMut(String, f32)) {
    let (first, second) = if dyad.actor.start <= dyad.recipient.start {
        (dyad.actor, dyad.recipient)
    } else {
        (dyad.recipient, dyad.actor)
    };
    let order = if first == dyad.actor { "ar" } else { "ra" };
    let lemmas = |from: u32, to: u32| -> Vec<String> {
        let tokens = dyad.analysis.tokens.iter().filter(|t| t.span.start >= from && t.span.end <= to);
        tokens.map(|t| t.lemma.to_lowercase()).collect()
    };
    let mut region = |name: &str, words: &[String], strength: f32, has_pairs: bool| {
        for word in words {
            add(format!("{name}{word}"), strength);
        }
        for pair in words.windows(2).filter(|_| has_pairs) {
            add(format!("{name}{} {}", pair[0], pair[1]), strength);
        }
    };
    let end = dyad.article.text.len() as u32;
    let (before, between, after) = (lemmas(0, first.start), lemmas(first.end, second.start), lemmas(second.end, end));
    region("between:", &between, 1.0, true);
    region(&format!("between {order}:"), &between, 0.5, false);
    region("before:", &before[before.len().saturating_sub(WINDOW)..], 0.5, true);
    region("after:", &after[..after.len().min(WINDOW)], 1.0, true);
    for part in [&before, &between, &after] {
        region("any:", part, 0.5, true);
    }
    region("actor:", &lemmas(dyad.actor.start, dyad.actor.end), 0.7, false);
    region("recipient:", &lemmas(dyad.recipient.start, dyad.recipient.end), 0.7, false);
    add(format!("order:{order}"), 1.0);
    add(format!("distance:{}", between.len().min(10)), 0.5);
}

/// The path between the two in the tree, what hangs on it, and what the two hang on.
fn tree(dyad: &Dyad<'_>, add: &mut dyn FnMut(String, f32)) {
    let Some((up, down)) = dyad.path() else { return };
    let (Some(actor), Some(recipient)) = (dyad.head(dyad.actor), dyad.head(dyad.recipient)) else { return };
    let relation = |id: TokenId| dyad.analysis.token(id).deprel.as_str();
    let relations = |ids: &[TokenId]| ids.iter().map(|id| relation(*id)).collect::<Vec<_>>().join(">");
    let meet = up[up.len() - 1];
    add(format!("route:{}|{}", relations(&up[..up.len() - 1]), relations(&down)), 1.0);
    add(format!("meet:{}", dyad.lemma(meet)), 1.5);
    let mut stops: Vec<TokenId> =
        up.iter().chain(&down).copied().filter(|id| *id != actor && *id != recipient).collect();
    for stop in &stops {
        add(format!("path:{}", dyad.lemma(*stop)), 1.5);
        add(format!("path:{} {}", dyad.lemma(*stop), dyad.analysis.token(*stop).upos.as_str()), 0.5);
    }
    if !stops.contains(&meet) {
        stops.push(meet);
    }
    for stop in stops {
        for child in dyad.analysis.children(stop).filter(|child| *child != actor && *child != recipient) {
            if !is_telling(dyad, child) {
                continue;
            }
            add(format!("child {}:{}", dyad.analysis.token(child).relation(), dyad.lemma(child)), 0.7);
            add(format!("edge:{}>{}", dyad.lemma(stop), dyad.lemma(child)), 1.0);
            for grandchild in dyad.analysis.children(child).filter(|id| is_telling(dyad, *id)) {
                add(format!("grandchild:{}", dyad.lemma(grandchild)), 0.4);
            }
        }
    }
    for (name, id) in [("actor", actor), ("recipient", recipient)] {
        add(format!("{name} is {}", relation(id)), 0.5);
        let head = dyad.analysis.token(id).head;
        if let Some(head) = head {
            add(format!("{name} of {}", dyad.lemma(head)), 1.0);
            add(format!("{name} {} of {}", relation(id), dyad.lemma(head)), 1.0);
        }
        for case in dyad.analysis.children(id).filter(|child| relation(*child) == "case") {
            add(format!("{name} after {}", dyad.lemma(case)), 0.7);
            if let Some(head) = head {
                add(format!("{name} after {} of {}", dyad.lemma(case), dyad.lemma(head)), 1.0);
            }
        }
    }
}

/// Relations whose words tell what an event is.
fn is_telling(dyad: &Dyad<'_>, id: TokenId) -> bool {
    const TELLING: [&str; 13] =
        ["obj", "xcomp", "ccomp", "compound", "obl", "advmod", "aux", "mark", "case", "nmod", "conj", "acl", "advcl"];
    TELLING.contains(&dyad.analysis.token(id).relation())
}

/// What the readings coded: types, whether their participants are the two, whether their trigger lies between them.
fn codebook(dyad: &Dyad<'_>, add: &mut dyn FnMut(String, f32)) {
    let path: Vec<Span> = dyad
        .path()
        .map(|(up, down)| up.iter().chain(&down).map(|id| dyad.analysis.token(*id).span).collect())
        .unwrap_or_default();
    for event in dyad.events {
        let kind = &event.event_type;
        let fits = [
            holds(&event.actors, dyad.actor),
            holds(&event.recipients, dyad.recipient),
            holds(&event.actors, dyad.recipient),
            holds(&event.recipients, dyad.actor),
        ];
        let fits: String = fits.iter().map(|fit| if *fit { '1' } else { '0' }).collect();
        add(format!("event:{kind}"), 0.7);
        add(format!("event:{kind} {fits}"), 1.5);
        add(format!("event:{kind} {}", event.status.as_str()), 0.7);
        add(format!("reading:{}", event.evidence.reading.0), 0.7);
        if path.iter().any(|span| span.overlaps(event.trigger)) {
            add(format!("event on path:{kind}"), 2.0);
            add(format!("event on path:{kind} {}", event.status.as_str()), 1.0);
        }
    }
}
