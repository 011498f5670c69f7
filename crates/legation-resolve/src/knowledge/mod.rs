//! What is known about participants before any article is read: states, organisations, people with dated offices.
//!
//! Comes in: the files under `knowledge/`. Goes out: [`Knowledge`], which finds their names in text and says what each is at
//! a date. Never here: the article.

mod lexicon;
mod lint;
mod load;
mod petrarch;

pub use lexicon::{Found, Lexicon, key};
pub use lint::lint;
pub use petrarch::ExtraActors;

use legation_types::{Actor, ActorId, ActorKind, Basis, CountryCode, DataError, Date, Files, Sector, Span};
use rustc_hash::FxHashMap;

/// States, organisations and people, with all their names.
#[derive(Clone, Debug, Default)]
pub struct Knowledge {
    /// States, territories and regions.
    pub(crate) states: Vec<State>,
    /// Organisations, armed groups, parties, seats of government.
    pub(crate) bodies: Vec<Body>,
    /// People.
    pub(crate) people: Vec<Person>,
    /// All names; ids are indices into `targets`.
    pub(crate) lexicon: Lexicon,
    pub(crate) targets: Vec<Target>,
    names_of: FxHashMap<CountryCode, String>,
    male: FxHashMap<String, Gender>,
}

/// What a known name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// A state or territory by its name: index into the states.
    State(u32),
    /// The adjective of a state.
    Adjective(u32),
    /// A state's people by their name: "Turks".
    People(u32),
    /// The capital of a state.
    Capital(u32),
    /// An organisation or a seat of government.
    Body(u32),
    /// A person's full name.
    Person(u32),
    /// A person by a name that others bear too: "Putin".
    ShortName(u32),
}

/// A state, territory, region or stateless people.
#[derive(Clone, Debug)]
pub(crate) struct State {
    pub name: String,
    pub code: Option<CountryCode>,
    /// Further candidates for a people without a state of its own; `code` is the first.
    pub candidates: Vec<CountryCode>,
    pub sector: Sector,
    pub other_sectors: Vec<Sector>,
    /// Whether it is a region or people, not a state.
    pub is_loose: bool,
}

/// An organisation, or a seat of government.
#[derive(Clone, Debug)]
pub(crate) struct Body {
    pub name: String,
    pub country: Option<CountryCode>,
    pub sectors: Vec<Sector>,
    pub from: Option<Date>,
    pub until: Option<Date>,
    pub is_metonym: bool,
}

/// A person with dated offices.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    pub id: String,
    pub name: String,
    pub country: CountryCode,
    pub gender: Option<Gender>,
    pub wikidata: Option<String>,
    pub offices: Vec<Office>,
    /// File and line of the entry, for `lint`.
    pub file: String,
}

/// An office held from a day until a day.
#[derive(Clone, Debug)]
pub(crate) struct Office {
    pub role: String,
    pub sectors: Vec<Sector>,
    pub country: Option<CountryCode>,
    pub from: Option<Date>,
    pub until: Option<Date>,
    /// Last day on which a source shows the office held, where its end is not known.
    pub seen: Option<Date>,
}

/// Grammatical gender of a person, as far as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gender {
    /// He.
    Male,
    /// She.
    Female,
}

/// How long an office of unknown end is taken to go on after it was last seen, in days.
const TRUSTED_AFTER_SEEN: i64 = 540;

impl Knowledge {
    /// Reads everything under `knowledge/` that concerns actors.
    pub fn load(files: &dyn Files) -> Result<Knowledge, Vec<DataError>> {
        load::load(files)
    }

    /// The usual English name of a country code.
    pub fn country_name(&self, code: CountryCode) -> Option<&str> {
        self.names_of.get(&code).map(String::as_str)
    }

    /// Whether an armed group of a country, or one across borders, is known.
    pub(crate) fn has_rebels(&self, code: CountryCode) -> bool {
        let is_theirs = |body: &Body| body.country == Some(code) && body.sectors.contains(&Sector::Reb);
        let is_held = |state: &State| state.code == Some(code) && state.sector == Sector::Reb;
        self.bodies.iter().any(is_theirs) || self.states.iter().any(is_held)
    }

    /// What is known about a first name's gender from the people listed here.
    pub fn first_name_gender(&self, name: &str) -> Option<Gender> {
        self.male.get(name).copied()
    }

    /// All known names in a text, leftmost and longest first, with what each may stand for.
    pub fn find_all(&self, text: &str) -> Vec<(Span, Vec<Target>)> {
        let found = self.lexicon.scan(text).into_iter();
        found.map(|f| (f.span, f.ids.iter().map(|id| self.targets[*id as usize]).collect())).collect()
    }

    /// Everything that a name may stand for.
    pub fn targets(&self, name: &str) -> impl Iterator<Item = Target> + '_ {
        self.lexicon.exact(name).iter().map(|id| self.targets[*id as usize])
    }

    /// All actors of a name, as they are at a date (today's last known state without one), best known first.
    pub fn find(&self, name: &str, at: Option<Date>) -> Vec<Actor> {
        let mut targets: Vec<Target> = self.targets(name).collect();
        targets.sort();
        targets.into_iter().filter_map(|t| self.actor(t, at)).collect()
    }

    /// The actor that a target is at a date; `None` for an organisation that did not exist under that name then.
    pub fn actor(&self, target: Target, at: Option<Date>) -> Option<Actor> {
        Some(match target {
            Target::State(i) => self.state(i, Basis::Knowledge),
            Target::Capital(i) => self.state(i, Basis::Metonym),
            Target::Adjective(i) | Target::People(i) => self.state(i, Basis::Demonym),
            Target::Body(i) => {
                let body = &self.bodies[i as usize];
                let starts = body.from.is_none_or(|from| at.is_some_and(|at| at >= from) || at.is_none());
                let ends = body.until.is_none_or(|until| at.is_some_and(|at| at < until));
                if !(starts && ends) {
                    return None;
                }
                self.body(i)
            }
            Target::Person(i) | Target::ShortName(i) => self.person(i, at),
        })
    }

    fn state(&self, idx: u32, basis: Basis) -> Actor {
        let state = &self.states[idx as usize];
        Actor {
            name: state.name.clone(),
            kind: ActorKind::State,
            country: state.code,
            sector: state.sector,
            other_sectors: state.other_sectors.clone(),
            role: None,
            actor_id: None,
            wikidata: None,
            basis,
        }
    }

    fn body(&self, idx: u32) -> Actor {
        let body = &self.bodies[idx as usize];
        let seat = body.is_metonym && body.sectors.first() == Some(&Sector::Gov);
        let name = match body.country.and_then(|c| self.country_name(c)) {
            Some(country) if seat => country.to_string(),
            _ => body.name.clone(),
        };
        Actor {
            name,
            kind: if seat { ActorKind::State } else { ActorKind::Organisation },
            country: body.country,
            sector: body.sectors.first().copied().unwrap_or(Sector::Unk),
            other_sectors: body.sectors.iter().skip(1).copied().collect(),
            role: None,
            actor_id: None,
            wikidata: None,
            basis: if body.is_metonym { Basis::Metonym } else { Basis::Knowledge },
        }
    }

    fn person(&self, idx: u32, at: Option<Date>) -> Actor {
        let person = &self.people[idx as usize];
        let held = person.held(at);
        Actor {
            name: person.name.clone(),
            kind: ActorKind::Person,
            country: Some(held.country),
            sector: held.sectors.first().copied().unwrap_or(Sector::Unk),
            other_sectors: held.sectors.iter().skip(1).copied().collect(),
            role: held.role,
            actor_id: Some(ActorId(person.id.clone())),
            wikidata: person.wikidata.clone(),
            basis: Basis::Knowledge,
        }
    }

    /// The person who holds an office of a country at a date, by the office's words ("foreign minister").
    pub(crate) fn holder(&self, role: &str, country: CountryCode, at: Option<Date>) -> Option<u32> {
        let at = at?;
        let mut best: Option<(Date, u32)> = None;
        for (idx, person) in self.people.iter().enumerate() {
            for office in &person.offices {
                let here = office.country.unwrap_or(person.country) == country;
                if here && office.role == role && office.is_held(at) {
                    let from = office.from.unwrap_or(Date::ZERO);
                    if best.is_none_or(|(known, _)| from > known) {
                        best = Some((from, idx as u32));
                    }
                }
            }
        }
        best.map(|(_, idx)| idx)
    }

    pub(crate) fn index(&mut self) {
        for state in &self.states {
            if let (Some(code), false) = (state.code, state.is_loose) {
                self.names_of.entry(code).or_insert_with(|| state.name.clone());
            }
        }
        let mut seen: FxHashMap<String, [u32; 2]> = FxHashMap::default();
        for person in &self.people {
            if let (Some(first), Some(gender)) = (person.name.split_whitespace().next(), person.gender) {
                seen.entry(first.to_string()).or_default()[usize::from(gender == Gender::Female)] += 1;
            }
        }
        for (name, [men, women]) in seen {
            if men >= 4 * women || women >= 4 * men {
                self.male.insert(name, if men > women { Gender::Male } else { Gender::Female });
            }
        }
    }

    pub(crate) fn add(&mut self, phrase: &str, target: Target) {
        let id = match self.targets.last() {
            Some(last) if *last == target => self.targets.len() - 1,
            _ => {
                self.targets.push(target);
                self.targets.len() - 1
            }
        };
        self.lexicon.insert(phrase, id as u32);
    }
}

/// What a person is at a date.
pub(crate) struct Held {
    pub country: CountryCode,
    pub sectors: Vec<Sector>,
    pub role: Option<String>,
}

impl Person {
    /// Country, sectors and role at a date: an office held then, else what the last one left behind.
    pub(crate) fn held(&self, at: Option<Date>) -> Held {
        let unknown = Held { country: self.country, sectors: Vec::new(), role: None };
        let Some(at) = at else {
            let Some(last) = self.offices.last() else { return unknown };
            return match last.until {
                Some(_) => after(self, last),
                None => self.in_office(last),
            };
        };
        if let Some(office) = self.offices.iter().rev().find(|o| o.is_held(at)) {
            return self.in_office(office);
        }
        let past = self.offices.iter().rev().find(|o| o.until.is_some_and(|until| until <= at));
        match past {
            Some(office) => after(self, office),
            None => {
                let lapsed = self.offices.iter().rev().find(|o| o.seen.is_some_and(|seen| seen <= at));
                Held { role: None, country: lapsed.and_then(|o| o.country).unwrap_or(self.country), ..unknown }
            }
        }
    }

    fn in_office(&self, office: &Office) -> Held {
        Held {
            country: office.country.unwrap_or(self.country),
            sectors: office.sectors.clone(),
            role: Some(office.role.clone()),
        }
    }
}

/// Somebody whose last office is over: an elite without office, but a dissident stays one.
fn after(person: &Person, office: &Office) -> Held {
    let public =
        [Sector::Gov, Sector::Mil, Sector::Leg, Sector::Jud, Sector::Spy, Sector::Cop, Sector::Pty, Sector::Igo];
    let was_public = office.sectors.first().is_some_and(|s| public.contains(s));
    let country = office.country.unwrap_or(person.country);
    let home = person.offices.iter().find_map(|o| o.country).unwrap_or(country);
    let country = if office.sectors.first() == Some(&Sector::Igo) { home } else { country };
    Held { country, sectors: if was_public { vec![Sector::Eli] } else { office.sectors.clone() }, role: None }
}

impl Office {
    /// Whether the office is held on a day, as far as is known.
    pub(crate) fn is_held(&self, at: Date) -> bool {
        if self.from.is_some_and(|from| at < from) {
            return false;
        }
        match (self.until, self.seen) {
            (Some(until), _) => at < until,
            (None, Some(seen)) => days_between(seen, at) <= TRUSTED_AFTER_SEEN,
            (None, None) => true,
        }
    }
}

fn days_between(earlier: Date, later: Date) -> i64 {
    later.since(earlier).map(|span| i64::from(span.get_days())).unwrap_or(i64::MAX)
}
