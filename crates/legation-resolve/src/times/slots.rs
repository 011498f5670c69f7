//! What a matched rule has caught: a small set of numbered fields.

use legation_types::Grain;

/// Declares the slots with the names that the data files use.
macro_rules! slots {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        /// Fields that a pattern can fill.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Slot { $($(#[$doc])* $name,)* }

        impl Slot {
            /// All slots with their names in the data files.
            pub const ALL: &'static [(&'static str, Slot)] = &[$(($text, Slot::$name),)*];

            /// The slot of a name.
            pub fn parse(name: &str) -> Option<Slot> {
                Slot::ALL.iter().find(|(text, _)| *text == name).map(|(_, slot)| *slot)
            }
        }
    };
}

slots! {
    /// Year; two digits are completed.
    Year = "year",
    /// Month, 1–12.
    Month = "month",
    /// Day of the month.
    Day = "day",
    /// Weekday, 1 (Monday) to 7.
    Weekday = "weekday",
    /// ISO week of the year, or with `month` the week of the month.
    Week = "week",
    /// Season, 1 (spring) to 4 (winter).
    Season = "season",
    /// Quarter, 1–4.
    Quarter = "quarter",
    /// Half, 1–2.
    Half = "half",
    /// First year of a decade; two digits are completed.
    Decade = "decade",
    /// Century, counted from 1.
    Century = "century",
    /// Number of a holiday in the data file.
    Holiday = "holiday",
    /// Part of the day, see [`PARTS`].
    Part = "part",
    /// Hour, 0–24.
    Hour = "hour",
    /// Minute.
    Minute = "minute",
    /// Hour and minute in four digits.
    HourMinute = "hour_minute",
    /// Second.
    Second = "second",
    /// 1 for the hours before noon, 2 after.
    Meridian = "meridian",
    /// Offset from UTC in minutes, plus 10,000.
    Zone = "zone",
    /// Unit, see [`Unit`].
    Unit = "unit",
    /// How many units.
    Count = "n",
    /// Upper end of how many units.
    Count2 = "n2",
    /// 1 for a number that is not told ("several").
    Vague = "vague",
    /// A second number and unit: "1 month 21 days".
    CountB = "n_b",
    /// Its unit.
    UnitB = "unit_b",
    /// A third number and unit.
    CountC = "n_c",
    /// Its unit.
    UnitC = "unit_c",
    /// 1 for "and a half".
    Plus = "plus",
    /// −1 before, 1 after.
    Sign = "sign",
    /// −1 last, 0 this, 1 next, 2 the one after.
    Relation = "rel",
    /// What a relation or ordinal counts in: "of next month".
    Within = "within",
    /// Ordinal: "first", "3rd".
    Nth = "nth",
    /// 1 start, 2 middle, 3 end, 4 approximately and the like.
    Mod = "mod",
    /// Days from the publication date that a shift starts from.
    From = "from",
    /// Month at the end of a range.
    Month2 = "month2",
    /// Day at the end of a range.
    Day2 = "day2",
    /// Weekday at the end of a range.
    Weekday2 = "weekday2",
    /// Year at the end of a range.
    Year2 = "year2",
    /// Points outside the calendar: 1 past, 2 present, 3 future.
    Reference = "ref",
}

/// Units of time, fine to coarse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)]
pub(crate) enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Weekday,
    Weekend,
    Week,
    Month,
    Season,
    Quarter,
    Half,
    Year,
    Decade,
    Century,
    Millennium,
}

impl Unit {
    /// All units with their names in the data files.
    pub const ALL: [(&'static str, Unit); 15] = [
        ("second", Unit::Second),
        ("minute", Unit::Minute),
        ("hour", Unit::Hour),
        ("day", Unit::Day),
        ("weekday", Unit::Weekday),
        ("weekend", Unit::Weekend),
        ("week", Unit::Week),
        ("month", Unit::Month),
        ("season", Unit::Season),
        ("quarter", Unit::Quarter),
        ("half", Unit::Half),
        ("year", Unit::Year),
        ("decade", Unit::Decade),
        ("century", Unit::Century),
        ("millennium", Unit::Millennium),
    ];

    /// The unit of a code.
    pub fn of(code: i32) -> Option<Unit> {
        Unit::ALL.get(code as usize).map(|(_, unit)| *unit)
    }

    /// The grain of an expression in this unit.
    pub fn grain(self) -> Grain {
        match self {
            Unit::Second | Unit::Minute | Unit::Hour => Grain::Time,
            Unit::Day | Unit::Weekday | Unit::Weekend => Grain::Day,
            Unit::Week => Grain::Week,
            Unit::Month => Grain::Month,
            Unit::Season | Unit::Quarter | Unit::Half => Grain::Quarter,
            Unit::Year => Grain::Year,
            Unit::Decade | Unit::Century | Unit::Millennium => Grain::Decade,
        }
    }
}

/// TIMEX3's codes for parts of the day.
pub(crate) const PARTS: [&str; 7] = ["MO", "MI", "AF", "EV", "NI", "DT", "MN"];

/// TIMEX3's codes for seasons.
pub(crate) const SEASONS: [&str; 4] = ["SP", "SU", "FA", "WI"];

/// The number that a word of the data files stands for: a unit, a part of the day, a season, a reference.
pub(crate) fn parse_code(name: &str) -> Option<i32> {
    let position = |list: &[&str]| list.iter().position(|code| *code == name).map(|at| at as i32);
    Unit::ALL
        .iter()
        .position(|(text, _)| *text == name)
        .map(|at| at as i32)
        .or_else(|| position(&PARTS))
        .or_else(|| position(&SEASONS).map(|at| at + 1))
        .or_else(|| position(&["PAST_REF", "PRESENT_REF", "FUTURE_REF"]).map(|at| at + 1))
        .or_else(|| position(&["START", "MID", "END", "APPROX"]).map(|at| at + 1))
}

/// The filled slots of one match.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Slots {
    filled: u64,
    values: [i32; Slot::ALL.len()],
}

impl Default for Slots {
    fn default() -> Slots {
        Slots { filled: 0, values: [0; Slot::ALL.len()] }
    }
}

impl Slots {
    /// The value of a slot.
    pub fn at(&self, slot: Slot) -> Option<i32> {
        (self.filled >> slot as u32 & 1 == 1).then(|| self.values[slot as usize])
    }

    /// Fills a slot.
    pub fn set(&mut self, slot: Slot, value: i32) {
        self.filled |= 1 << slot as u32;
        self.values[slot as usize] = value;
    }

    /// Whether a slot is filled.
    pub fn has(&self, slot: Slot) -> bool {
        self.filled >> slot as u32 & 1 == 1
    }

    /// Empties a slot.
    pub fn clear(&mut self, slot: Slot) {
        self.filled &= !(1 << slot as u32);
    }

    /// The unit in a slot.
    pub fn unit(&self, slot: Slot) -> Option<Unit> {
        self.at(slot).and_then(Unit::of)
    }
}
