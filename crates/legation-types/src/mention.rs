use crate::{Span, TokenId};
use jiff::civil::Date;

/// What the words of an article refer to: who, where, when.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Mentions {
    /// Participants: names, nominals, pronouns, demonyms; in the order of the text. A name inside a larger
    /// mention ("Ukraine's president": two mentions) has its own entry.
    pub actors: Vec<ActorMention>,
    /// Places, literal or standing for an actor; in the order of the text.
    pub places: Vec<PlaceMention>,
    /// Time expressions, in the order of the text.
    pub times: Vec<TimeMention>,
}

impl Mentions {
    /// The actor mention whose head is this token.
    pub fn actor_at(&self, head: TokenId) -> Option<&ActorMention> {
        self.actors.iter().find(|m| m.head == head)
    }

    /// The place mention whose head is this token.
    pub fn place_at(&self, head: TokenId) -> Option<&PlaceMention> {
        self.places.iter().find(|m| m.head == head)
    }

    /// The time mention whose head is this token.
    pub fn time_at(&self, head: TokenId) -> Option<&TimeMention> {
        self.times.iter().find(|m| m.head == head)
    }
}

/// Words that refer to a participant.
#[derive(Clone, Debug, PartialEq)]
pub struct ActorMention {
    /// The words: a whole name, or a noun phrase from its determiner to its head (relative clauses left out).
    pub span: Span,
    /// Syntactic head of the words.
    pub head: TokenId,
    /// Name, noun phrase, pronoun or adjective.
    pub kind: MentionKind,
    /// Who is meant; several for "the two countries", "both sides", "they". Never empty.
    pub actors: Vec<Actor>,
    /// Number of the coreference chain in this article, where the mention belongs to one.
    pub chain: Option<u32>,
}

/// The form of a mention.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MentionKind {
    /// A proper name.
    Name,
    /// A noun phrase: "the envoy".
    Nominal,
    /// A pronoun.
    Pronoun,
    /// A demonym used as adjective: "Russian".
    Adjective,
}

/// An actor as the article and the knowledge show it at the article's date.
#[derive(Clone, Debug, PartialEq)]
pub struct Actor {
    /// The fullest name that the article or the knowledge gives.
    pub name: String,
    /// What kind of thing it is.
    pub kind: ActorKind,
    /// ISO 3166 alpha-3, or UNO EUR IGO NGO ISM IMG MNC; `None` where unknown.
    pub country: Option<CountryCode>,
    /// PLOVER sector; [`Sector::Unk`] where unknown.
    pub sector: Sector,
    /// Further sectors.
    pub other_sectors: Vec<Sector>,
    /// Office or description as of the article's date.
    pub role: Option<String>,
    /// Id in the knowledge folder.
    pub actor_id: Option<ActorId>,
    /// Wikidata item.
    pub wikidata: Option<String>,
    /// How it was resolved.
    pub basis: Basis,
}

impl Actor {
    /// An actor of which only the name and kind are known.
    pub fn unknown(name: &str, kind: ActorKind) -> Actor {
        Actor {
            name: name.to_string(),
            kind,
            country: None,
            sector: Sector::Unk,
            other_sectors: Vec::new(),
            role: None,
            actor_id: None,
            wikidata: None,
            basis: Basis::None,
        }
    }
}

/// What kind of thing an actor is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ActorKind {
    /// A state, or its government.
    State,
    /// A person.
    Person,
    /// Any organisation: party, ministry, army, company, international body.
    Organisation,
    /// People described, not named: officials, rebels, protesters.
    Group,
    /// Not known to be a participant of any kind: "the plan", "it".
    Unknown,
}

/// Id of an actor in the knowledge folder.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ActorId(pub String);

/// Three capital letters: ISO 3166 alpha-3 or one of PLOVER's international codes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CountryCode([u8; 3]);

impl CountryCode {
    /// The code of three ASCII capital letters; `None` for anything else.
    pub fn parse(code: &str) -> Option<CountryCode> {
        let bytes: [u8; 3] = code.as_bytes().try_into().ok()?;
        bytes.iter().all(u8::is_ascii_uppercase).then_some(CountryCode(bytes))
    }

    /// The three letters.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("")
    }
}

impl std::fmt::Debug for CountryCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

macro_rules! sectors {
    ($($variant:ident $code:literal),* $(,)?) => {
        /// PLOVER sectors.
        #[allow(missing_docs)]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Sector { $($variant),* }

        impl Sector {
            /// All sectors.
            pub const ALL: &'static [Sector] = &[$(Sector::$variant),*];

            /// PLOVER's three letters.
            pub fn as_str(self) -> &'static str {
                match self { $(Sector::$variant => $code),* }
            }

            /// The sector of PLOVER's three letters.
            pub fn parse(code: &str) -> Option<Sector> {
                match code { $($code => Some(Sector::$variant),)* _ => None }
            }
        }
    };
}

sectors! {
    Cop "COP", Gov "GOV", Jud "JUD", Leg "LEG", Mil "MIL", Prm "PRM", Pty "PTY", Reb "REB", Spy "SPY", Uaf "UAF",
    Unk "UNK", Agr "AGR", Bus "BUS", Crm "CRM", Cvl "CVL", Edu "EDU", Eli "ELI", Jrn "JRN", Lab "LAB", Med "MED",
    Ref "REF", Opp "OPP", Pre "PRE", Rel "REL", Soc "SOC", Igo "IGO", Ngo "NGO", Ism "ISM", Mnc "MNC",
}

/// How a participant was resolved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Basis {
    /// Found by name in the knowledge folder.
    Knowledge,
    /// Told beside the name: "special envoy, Steve Witkoff".
    Apposition,
    /// Refers back to another mention.
    Coreference,
    /// A place standing for its government.
    Metonym,
    /// An adjective of nationality.
    Demonym,
    /// A role noun with what it belongs to: "Iraqi lawmakers".
    Pattern,
    /// Not resolved.
    None,
}

impl Basis {
    /// The word used in the event record.
    pub fn as_str(self) -> &'static str {
        match self {
            Basis::Knowledge => "knowledge",
            Basis::Apposition => "apposition",
            Basis::Coreference => "coreference",
            Basis::Metonym => "metonym",
            Basis::Demonym => "demonym",
            Basis::Pattern => "pattern",
            Basis::None => "none",
        }
    }
}

/// Words that name a place.
#[derive(Clone, Debug, PartialEq)]
pub struct PlaceMention {
    /// The bare name.
    pub span: Span,
    /// Syntactic head of the name.
    pub head: TokenId,
    /// The place meant.
    pub place: Place,
    /// Whether the words mean the place itself or the actor behind it.
    pub reading: PlaceReading,
}

/// A place name's use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PlaceReading {
    /// The place: "in Moscow".
    Literal,
    /// Its government or people: "Moscow said".
    Actor,
}

/// A resolved place.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// Its usual English name.
    pub name: String,
    /// ISO 3166 alpha-3.
    pub country: Option<CountryCode>,
    /// GeoNames' name of the first-order division.
    pub admin1: Option<String>,
    /// Latitude and longitude in degrees; only for populated places or finer.
    pub coordinates: Option<(f64, f64)>,
    /// GeoNames id.
    pub geonames_id: Option<u32>,
    /// How fine it is.
    pub level: PlaceLevel,
}

impl Place {
    /// Whether nothing but its name is known.
    pub fn is_unlisted(&self) -> bool {
        self.country.is_none() && self.geonames_id.is_none()
    }
}

/// How fine a place is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PlaceLevel {
    /// A country.
    Country,
    /// A first-order division.
    Admin1,
    /// A populated place or finer.
    Place,
}

impl PlaceLevel {
    /// The word used in the event record.
    pub fn as_str(self) -> &'static str {
        match self {
            PlaceLevel::Country => "country",
            PlaceLevel::Admin1 => "admin1",
            PlaceLevel::Place => "place",
        }
    }
}

/// Words that name a time.
#[derive(Clone, Debug, PartialEq)]
pub struct TimeMention {
    /// TIMEX3 extent: without the preposition.
    pub span: Span,
    /// Syntactic head of the words.
    pub head: TokenId,
    /// What they mean.
    pub timex: Timex,
}

/// A normalised time expression.
#[derive(Clone, Debug, PartialEq)]
pub struct Timex {
    /// TIMEX3 type.
    pub kind: TimexType,
    /// TIMEX3 value, as `2025-04-11`, `P2D`, `PAST_REF`; empty where it needs a publication date that is not known.
    pub value: String,
    /// The days meant, for dates and times that could be anchored.
    pub range: Option<TimeRange>,
    /// How it was found: "weekday, published_at".
    pub basis: String,
}

/// TIMEX3 types.
#[allow(missing_docs)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TimexType {
    Date,
    Time,
    Duration,
    Set,
}

impl TimexType {
    /// TIMEX3's spelling.
    pub fn as_str(self) -> &'static str {
        match self {
            TimexType::Date => "DATE",
            TimexType::Time => "TIME",
            TimexType::Duration => "DURATION",
            TimexType::Set => "SET",
        }
    }
}

/// An interval of days and how precisely it was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeRange {
    /// First day.
    pub earliest: Date,
    /// Last day, inclusive.
    pub latest: Date,
    /// The unit of the expression.
    pub grain: Grain,
}

/// Unit of a time expression, fine to coarse.
#[allow(missing_docs)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grain {
    Time,
    Day,
    Week,
    Month,
    Quarter,
    Year,
    Decade,
}

impl Grain {
    /// The word used in the event record.
    pub fn as_str(self) -> &'static str {
        match self {
            Grain::Time => "time",
            Grain::Day => "day",
            Grain::Week => "week",
            Grain::Month => "month",
            Grain::Quarter => "quarter",
            Grain::Year => "year",
            Grain::Decade => "decade",
        }
    }
}
