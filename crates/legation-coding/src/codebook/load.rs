//! Reads a codebook's folder; every fault is told with its file, line and fix.

use super::constraint::{parse_places, parse_test};
use super::raw::{self, list};
use super::*;
use legation_types::{Actor, ActorKind, Basis, DataError, Files};
use toml::Spanned;

/// The class of words that say that something is done to each other.
const RECIPROCAL: &str = "reciprocal";

/// Example sentences with their lines.
type Examples = Vec<(String, u32)>;

/// All faults so far.
struct Faults(Vec<DataError>);

impl Faults {
    fn add(&mut self, file: &str, line: u32, message: impl Into<String>, fix: impl Into<String>) {
        self.0.push(DataError::new(file, line, message, fix));
    }

    /// The text of a file as TOML data.
    fn parse<T: serde::de::DeserializeOwned>(&mut self, files: &dyn Files, path: &str) -> Option<(T, String)> {
        let text = match files.text(path) {
            Ok(text) => text,
            Err(error) => {
                self.0.push(error);
                return None;
            }
        };
        match toml::from_str(&text) {
            Ok(value) => Some((value, text)),
            Err(error) => {
                let line = error.span().map_or(0, |span| line_of(&text, span.start));
                self.add(path, line, error.message(), "see codebooks/_template/README.md for the fields of each file");
                None
            }
        }
    }
}

fn line_of(text: &str, offset: usize) -> u32 {
    text.as_bytes().iter().take(offset).filter(|&&byte| byte == b'\n').count() as u32 + 1
}

/// The shared parts that readings refer to.
struct Shared {
    frames: BTreeMap<String, raw::Frame>,
    modes: BTreeMap<String, Vec<(Vec<Constraint>, String)>>,
    class_index: BTreeMap<String, usize>,
}

impl Codebook {
    /// Reads the codebook in `folder` ("codebooks/plover") with its patterns for a language ("en").
    /// On faults: all of them, each with file, line and fix.
    pub fn load(files: &dyn Files, folder: &str, lang: &str) -> Result<Codebook, Vec<DataError>> {
        let mut faults = Faults(Vec::new());
        let scheme = faults.parse::<raw::Scheme>(files, &format!("{folder}/codebook.toml"));
        let Some((scheme, _)) = scheme else { return Err(faults.0) };
        let contexts = faults.parse::<raw::ContextFile>(files, &format!("{folder}/contexts.toml"));
        let mut codebook = from_scheme(scheme, &format!("{folder}/codebook.toml"), &mut faults);
        if let Some((file, _)) = contexts {
            codebook.contexts =
                file.contexts.into_iter().map(|(name, words)| (name.clone(), class(&name, &words))).collect();
            for (idx, (_, class)) in codebook.contexts.iter().enumerate() {
                for word in class.words.iter().chain(class.runs.keys()) {
                    codebook.contexts_of.entry(word.clone()).or_default().push(idx);
                }
            }
        }
        let shared = load_shared(files, folder, &mut codebook, &mut faults);
        for path in files.list(&format!("{folder}/patterns/{lang}")) {
            if path.ends_with(".toml") {
                load_patterns(files, &path, &shared, &mut codebook, &mut faults);
            }
        }
        check_ids(&codebook, &mut faults);
        for list in codebook.by_lemma.values_mut() {
            list.sort_by_key(|&idx| (-codebook.readings[idx].specificity, idx));
            list.dedup();
        }
        let cameo_path = format!("{folder}/cameo.tsv");
        match files.text(&cameo_path) {
            Ok(text) => match CameoTable::parse(&cameo_path, &text, &codebook) {
                Ok(table) => codebook.cameo = table,
                Err(errors) => faults.0.extend(errors),
            },
            Err(error) => faults.0.push(error),
        }
        for path in files.list(&format!("{folder}/cases")) {
            match files.text(&path) {
                Ok(text) => codebook.cases.push((path, text)),
                Err(error) => faults.0.push(error),
            }
        }
        faults.0.sort();
        if faults.0.is_empty() { Ok(codebook) } else { Err(faults.0) }
    }
}

fn from_scheme(scheme: raw::Scheme, path: &str, faults: &mut Faults) -> Codebook {
    let mut sectors = |names: &[String]| -> FxHashSet<Sector> {
        let mut found = FxHashSet::default();
        for name in names {
            match Sector::parse(name) {
                Some(sector) => drop(found.insert(sector)),
                None => faults.add(path, 0, format!("no sector is called `{name}`"), "use one of PLOVER's sectors"),
            }
        }
        found
    };
    let (political, civil) = (sectors(&scheme.political_sectors), sectors(&scheme.civil_sectors));
    let events: Vec<EventType> = scheme
        .events
        .into_iter()
        .map(|(name, event)| EventType {
            name,
            quad: event.quad,
            score: event.score,
            mode_by_content: event.mode_by_content,
            has_one_side: event.has_one_side,
            hits: event.hits.and_then(|name| sectors(&[name]).into_iter().next()),
            crowd: event.crowd.and_then(|named| people(named, |name| sectors(&[name.to_string()]).into_iter().next())),
            is_retold: event.retold,
            has_opponent: event.opponent,
            takes: event.takes,
            is_done_to_compound: event.done_to_compound,
            is_done_to_places: event.done_to_places,
            is_done_to_lands: event.done_to_lands,
            authorities: event
                .authorities
                .into_iter()
                .filter_map(|(mode, name)| sectors(&[name]).into_iter().next().map(|sector| (mode, sector)))
                .collect(),
            place_modes: event.place_modes.map(|modes| (modes.own, modes.other)),
            is_civil: event.civil,
            sentence_suffices: event.sentence_suffices,
            modes: event.modes,
            contexts: event.contexts,
        })
        .collect();
    let mut statuses =
        |names: &[String]| -> Vec<Status> { names.iter().filter_map(|name| status(name, path, 0, faults)).collect() };
    let view = View {
        future_statuses: statuses(&scheme.view.future_statuses),
        negated_statuses: statuses(&scheme.view.negated_statuses),
        hypothetical_statuses: statuses(&scheme.view.hypothetical_statuses),
        future: scheme.view.future,
    };
    Codebook {
        name: scheme.name,
        version: scheme.version,
        events,
        readings: Vec::new(),
        by_lemma: FxHashMap::default(),
        weak: FxHashMap::default(),
        by_phrase: FxHashMap::default(),
        classes: Vec::new(),
        contexts: Vec::new(),
        contexts_of: FxHashMap::default(),
        political,
        civil,
        view,
        confidence: scheme.confidence,
        cameo: CameoTable::default(),
        transparent: Vec::new(),
        through: Vec::new(),
        reciprocal: None,
        cases: Vec::new(),
    }
}

fn status(name: &str, path: &str, line: u32, faults: &mut Faults) -> Option<Status> {
    let found = Status::parse(name);
    if found.is_none() {
        let known: Vec<&str> = Status::ALL.iter().map(|status| status.as_str()).collect();
        faults.add(path, line, format!("no status is called `{name}`"), format!("use one of {}", known.join(", ")));
    }
    found
}

fn class(name: &str, words: &[String]) -> Class {
    let mut class = Class { name: name.to_string(), ..Class::default() };
    for run in words.iter().flat_map(|entry| spellings(entry)) {
        match run.as_slice() {
            [] => {}
            [word] => drop(class.words.insert(word.clone())),
            [.., last] => class.runs.entry(last.clone()).or_default().push(run.clone()),
        }
    }
    class
}

/// The words of an entry in lower case; where it has a hyphen, also as the tokens into which a text may split it.
fn spellings(entry: &str) -> Vec<Vec<String>> {
    let words = |text: &str| -> Vec<String> { text.split_whitespace().map(str::to_lowercase).collect() };
    let mut found = vec![words(entry)];
    if entry.contains('-') {
        found.push(words(&entry.replace('-', " - ")));
    }
    found
}

fn load_shared(files: &dyn Files, folder: &str, codebook: &mut Codebook, faults: &mut Faults) -> Shared {
    let mut frames = BTreeMap::new();
    let mut raw_modes = Vec::new();
    let mut words: BTreeMap<String, Vec<(String, String, u32)>> = BTreeMap::new();
    for name in ["frames.toml", "classes.toml"] {
        let path = format!("{folder}/{name}");
        let Some((file, text)) = faults.parse::<raw::FrameFile>(files, &path) else { continue };
        codebook
            .transparent
            .extend(paths(Some(raw::OneOrMany::Many(file.transparent))).into_iter().flat_map(|p| p.steps));
        codebook.through.extend(paths(Some(raw::OneOrMany::Many(file.through))).into_iter().flat_map(|p| p.steps));
        for (name, frame) in file.frames {
            frames.insert(name, frame.into_inner());
        }
        for (name, modes) in file.modes {
            let line = line_of(&text, modes.span().start);
            raw_modes.push((name, modes.into_inner(), path.clone(), line));
        }
        for (name, entries) in file.classes {
            let line = line_of(&text, entries.span().start);
            let class = words.entry(name).or_default();
            class.extend(entries.into_inner().into_iter().map(|word| (word, path.clone(), line)));
        }
    }
    for name in words.keys() {
        let mut flat = Vec::new();
        flatten(name, &words, &mut Vec::new(), &mut flat, faults);
        codebook.classes.push(class(name, &flat));
    }
    codebook.reciprocal = codebook.classes.iter().position(|class| class.name == RECIPROCAL);
    let class_index = codebook.classes.iter().enumerate().map(|(idx, class)| (class.name.clone(), idx)).collect();
    let mut shared = Shared { frames, modes: BTreeMap::new(), class_index };
    for (name, modes, path, line) in raw_modes {
        let list = mode_list(modes, &path, line, &shared, faults);
        shared.modes.insert(name, list);
    }
    shared
}

/// The words of a class with those of the classes it names.
fn flatten(
    name: &str,
    words: &BTreeMap<String, Vec<(String, String, u32)>>,
    open: &mut Vec<String>,
    flat: &mut Vec<String>,
    faults: &mut Faults,
) {
    if open.iter().any(|other| other == name) {
        return;
    }
    open.push(name.to_string());
    for (word, file, line) in words.get(name).into_iter().flatten() {
        match word.strip_prefix('@') {
            Some(other) if words.contains_key(other) => flatten(other, words, open, flat, faults),
            Some(other) => {
                faults.add(file, *line, format!("no word class is called `{other}`"), "define it in classes.toml")
            }
            None => flat.push(word.clone()),
        }
    }
    open.pop();
}

fn mode_list(
    modes: Vec<raw::Mode>,
    path: &str,
    line: u32,
    shared: &Shared,
    faults: &mut Faults,
) -> Vec<(Vec<Constraint>, String)> {
    modes.into_iter().map(|mode| (constraints(mode.constraints, path, line, shared, faults), mode.mode)).collect()
}

fn constraints(raw: raw::Where, path: &str, line: u32, shared: &Shared, faults: &mut Faults) -> Vec<Constraint> {
    let class_of = |name: &str| shared.class_index.get(name).copied();
    let mut found = Vec::new();
    for (key, values) in raw {
        let values = values.into_vec();
        let text = format!("{key} = {}", values.join(" | "));
        let mut constraint =
            Constraint { places: parse_places(&key), wanted: vec![], unwanted: vec![], absent: false, text };
        for value in values {
            if value == "absent" {
                constraint.absent = true;
                continue;
            }
            let (list, bare) = match value.strip_prefix('!') {
                Some(rest) => (&mut constraint.unwanted, rest),
                None => (&mut constraint.wanted, value.as_str()),
            };
            match parse_test(bare, &class_of) {
                Ok(test) => list.push(test),
                Err(message) => faults.add(path, line, message, "see `where` in codebooks/_template/README.md"),
            }
        }
        found.push(constraint);
    }
    found
}

fn load_patterns(files: &dyn Files, path: &str, shared: &Shared, codebook: &mut Codebook, faults: &mut Faults) {
    let Some((file, text)) = faults.parse::<raw::PatternFile>(files, path) else { return };
    if file.reading.is_empty() {
        faults.add(path, 0, "the file has no reading", "add a [[reading]], or delete the file");
    }
    for reading in file.reading {
        let line = line_of(&text, reading.span().start);
        let lines = |examples: &[Spanned<String>]| -> Vec<(String, u32)> {
            examples.iter().map(|e| (e.get_ref().clone(), line_of(&text, e.span().start))).collect()
        };
        let raw = reading.into_inner();
        let (codes, skips) = (lines(&raw.codes), lines(&raw.skips));
        let Some(trigger) = raw.trigger.clone().or_else(|| file.trigger.clone()) else {
            faults.add(path, line, format!("reading `{}` has no trigger", raw.id), "give it one, or the file one");
            continue;
        };
        add_reading(raw, trigger, (codes, skips), path, line, shared, codebook, faults);
    }
}

#[allow(clippy::too_many_arguments)]
fn add_reading(
    raw: raw::Reading,
    trigger: raw::Trigger,
    (codes, skips): (Examples, Examples),
    path: &str,
    line: u32,
    shared: &Shared,
    codebook: &mut Codebook,
    faults: &mut Faults,
) {
    let id = raw.id.clone();
    let event = match raw.event.as_str() {
        "none" => None,
        name => match codebook.events.iter().position(|event| event.name == name) {
            Some(idx) => Some(idx),
            None => {
                let known = codebook.event_types().join(", ");
                faults.add(
                    path,
                    line,
                    format!("no event type is called `{name}`"),
                    format!("use one of {known}, or none"),
                );
                return;
            }
        },
    };
    if event.is_some() && codes.is_empty() && !raw.weak {
        faults.add(path, line, format!("reading `{id}` has no `codes`"), "add a sentence that it codes");
    }
    if skips.is_empty() && !raw.weak {
        faults.add(path, line, format!("reading `{id}` has no `skips`"), "add a sentence that it must not code");
    }
    let frame = raw.frame.as_deref().and_then(|name| frame_of(name, &id, path, line, shared, faults));
    let is_nested = |roles: &raw::Side| (roles.actor.clone(), roles.recipient.clone(), roles.mutual.clone());
    let side = |own: Option<&raw::Side>| -> Roles {
        let (actor, recipient, mutual) = own.map(is_nested).unwrap_or_default();
        let is_own_mutual = raw.mutual.is_some();
        let is_own_pair = raw.actor.is_some() || raw.recipient.is_some();
        Roles {
            actor: paths(raw.actor.clone().or(if is_own_mutual { None } else { actor })),
            recipient: paths(raw.recipient.clone().or(if is_own_mutual { None } else { recipient })),
            mutual: paths(raw.mutual.clone().or(if is_own_pair { None } else { mutual })),
        }
    };
    let verb = side(frame.and_then(|f| f.verb.as_ref()));
    let noun = side(frame.and_then(|f| f.noun.as_ref()));
    let adj = side(frame.and_then(|f| f.adj.as_ref().or(f.verb.as_ref())));
    let content = raw.content.clone().or_else(|| frame.and_then(|f| f.content.clone()));
    let content = content.and_then(|content| read_content(content, path, line, faults));
    let modes = match raw.modes {
        None => Vec::new(),
        Some(raw::Modes::Own(modes)) => mode_list(modes, path, line, shared, faults),
        Some(raw::Modes::Shared(name)) => shared.modes.get(&name).cloned().unwrap_or_else(|| {
            let known: Vec<&str> = shared.modes.keys().map(String::as_str).collect();
            faults.add(
                path,
                line,
                format!("no list of modes is called `{name}`"),
                format!("use one of {}", known.join(", ")),
            );
            Vec::new()
        }),
    };
    if let Some(event) = event {
        let known = &codebook.events[event].modes;
        for mode in raw.mode.iter().chain(modes.iter().map(|(_, mode)| mode)) {
            if !known.contains_key(mode) {
                let list: Vec<&str> = known.keys().map(String::as_str).collect();
                let message = format!("{} has no mode `{mode}`", codebook.events[event].name);
                faults.add(path, line, message, format!("use one of: {}", list.join(", ")));
            }
        }
    }
    for context in &raw.contexts {
        if !codebook.contexts.iter().any(|(name, _)| name == context) {
            faults.add(path, line, format!("no context is called `{context}`"), "use a name from contexts.toml");
        }
    }
    let needs = match raw.needs.as_deref() {
        None | Some("any") => Needs::Any,
        Some("actor") => Needs::Actor,
        Some("recipient") => Needs::Recipient,
        Some("both") => Needs::Both,
        Some("two") => Needs::Two,
        Some("none") => Needs::Nobody,
        Some(other) => {
            let fix = "use any, actor, recipient, both, two or none";
            faults.add(path, line, format!("`needs` cannot be `{other}`"), fix);
            Needs::Any
        }
    };
    let mut sector = |name: &str| {
        let found = Sector::parse(name);
        if found.is_none() {
            faults.add(path, line, format!("no sector is called `{name}`"), "use one of PLOVER's sectors");
        }
        found
    };
    let implied = (
        raw.implied.actor.and_then(|named| people(named, &mut sector)),
        raw.implied.recipient.and_then(|named| people(named, &mut sector)),
    );
    let authority = match raw.authority.as_deref() {
        Some(name) => sector(name),
        None => {
            event.zip(raw.mode.as_ref()).and_then(|(event, mode)| codebook.events[event].authorities.get(mode).copied())
        }
    };
    let mut upos = Vec::new();
    for name in list(trigger.upos) {
        match Upos::parse(&name) {
            Some(found) => upos.push(found),
            None => faults.add(path, line, format!("no part of speech is called `{name}`"), "use VERB, NOUN or ADJ"),
        }
    }
    let phrases = list(trigger.phrase);
    if upos.is_empty() && phrases.is_empty() {
        upos.push(Upos::Verb);
    }
    let lemmas = list(trigger.lemma);
    if lemmas.is_empty() == phrases.is_empty() {
        faults.add(path, line, format!("the trigger of `{id}` needs either lemma or phrase"), "give one of the two");
    }
    let (particles, prepositions) = (list(trigger.particle), list(trigger.prep));
    let constraints = constraints(raw.constraints, path, line, shared, faults);
    let specificity = 10 * raw.priority
        + constraints.len() as i32
        + i32::from(!particles.is_empty())
        + i32::from(!prepositions.is_empty())
        + 2 * i32::from(!phrases.is_empty());
    let idx = codebook.readings.len();
    let (single, runs): (Vec<_>, Vec<_>) =
        lemmas.iter().chain(&phrases).flat_map(|entry| spellings(entry)).partition(|words| words.len() == 1);
    let by_lemma = if raw.weak { &mut codebook.weak } else { &mut codebook.by_lemma };
    if raw.weak && !(particles.is_empty() && prepositions.is_empty() && runs.is_empty()) {
        faults.add(path, line, format!("the weak reading `{id}` has more than one word"), "give single lemmas");
    }
    for lemma in single.into_iter().flatten() {
        by_lemma.entry(lemma).or_default().push(idx);
    }
    for words in runs {
        if let Some(first) = words.first().cloned() {
            codebook.by_phrase.entry(first).or_default().push(Phrase { words, reading: idx });
        }
    }
    codebook.readings.push(Reading {
        id,
        file: path.to_string(),
        line,
        upos,
        particles,
        prepositions,
        is_phrase: !phrases.is_empty(),
        event,
        mode: raw.mode,
        modes,
        contexts: raw.contexts,
        sides: [verb, noun, adj],
        needs,
        authority,
        implied,
        constraints,
        content,
        consumes: paths(raw.consumes),
        specificity,
        is_weak: raw.weak,
        codes,
        skips,
    });
}

fn frame_of<'a>(
    name: &str,
    id: &str,
    path: &str,
    line: u32,
    shared: &'a Shared,
    faults: &mut Faults,
) -> Option<&'a raw::Frame> {
    let found = shared.frames.get(name);
    let found = found.and_then(|frame| match &frame.same_as {
        Some(other) => shared.frames.get(other),
        None => Some(frame),
    });
    if found.is_none() {
        let known: Vec<&str> = shared.frames.keys().map(String::as_str).collect();
        let message = format!("reading `{id}` names the frame `{name}`, which is not in frames.toml");
        faults.add(path, line, message, format!("use one of {}", known.join(", ")));
    }
    found
}

fn paths(relations: Option<raw::OneOrMany>) -> Vec<RelationPath> {
    list(relations).iter().flat_map(|text| RelationPath::parse_all(text)).collect()
}

fn read_content(content: raw::Content, path: &str, line: u32, faults: &mut Faults) -> Option<Content> {
    let mut heir = |value: Option<String>, same: Heir| match value.as_deref() {
        None | Some("none") => Heir::Nobody,
        Some("same") => same,
        Some("object") => Heir::Recipient,
        Some(other) => {
            faults.add(path, line, format!("`{other}` cannot be a subject or target"), "use same, object or none");
            Heir::Nobody
        }
    };
    let subject = heir(content.subject, Heir::Actor);
    let target = heir(content.target, Heir::Actor);
    if content.source.as_deref().is_some_and(|source| source != "actor") {
        faults.add(path, line, "`source` can only be \"actor\"", "write source = \"actor\" or leave it out");
    }
    Some(Content {
        relations: paths(Some(content.relations)),
        status: content.status.and_then(|name| status(&name, path, line, faults)),
        subject,
        target,
        is_sourced: content.source.is_some(),
    })
}

fn check_ids(codebook: &Codebook, faults: &mut Faults) {
    let mut seen: BTreeMap<&str, (&str, u32)> = BTreeMap::new();
    for reading in &codebook.readings {
        if let Some((file, line)) = seen.insert(&reading.id, (&reading.file, reading.line)) {
            let message = format!("the reading id `{}` is already used in {file}:{line}", reading.id);
            faults.add(&reading.file, reading.line, message, "ids are permanent and unique: choose another");
        }
    }
}

/// People of whom nothing is known but what they take part in.
fn people(named: raw::People, sector: impl FnOnce(&str) -> Option<Sector>) -> Option<Actor> {
    let sector = sector(&named.sector)?;
    Some(Actor { sector, basis: Basis::Pattern, ..Actor::unknown(&named.name, ActorKind::Group) })
}
