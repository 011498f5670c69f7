//! The gazetteer: a table of places and an index of their folded names, read where it lies.

use super::fold::fold;
use legation_types::{CountryCode, DataError, Files, Place, PlaceLevel};
use std::ops::Range;

/// Where the gazetteer lies among the data files.
const FILE: &str = "knowledge/places.bin";
/// Strings are stored in blocks of this many, each as what it adds to the one before.
const BLOCK: usize = 16;
/// Bytes of a record: GeoNames id, latitude, longitude (3 each), country, division (2), population, kind.
const RECORD: usize = 14;
/// Bytes of a country: two letters, three letters, number of its entry.
const COUNTRY: usize = 9;

/// Countries, first-order divisions, populated places above 1,000 people and some regions, found by name.
///
/// One file of seven sections, little-endian, written by `training/knowledge/places.py`: countries; divisions;
/// records in the order of their names; names (block offsets, then strings); keys (block offsets, then strings with
/// the numbers of the entries that bear them). It stays as it is in memory: nothing is unpacked but what is asked for.
#[derive(Clone, Debug)]
pub struct Gazetteer {
    bytes: Vec<u8>,
    countries: Range<usize>,
    divisions: Range<usize>,
    records: Range<usize>,
    name_blocks: Range<usize>,
    names: Range<usize>,
    key_blocks: Range<usize>,
    keys: Range<usize>,
}

/// Number of an entry of the gazetteer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryId(u32);

/// What kind of place an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PlaceKind {
    /// A state or territory with a code of its own.
    Country,
    /// A first-order division.
    Division,
    /// A populated place.
    Settlement,
    /// A part of the world or of a country without borders of its own; a sea.
    Region,
    /// A second-order division, an island, a spot without people.
    Area,
}

/// An entry of the gazetteer, without its name.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Entry {
    /// Its number.
    pub id: EntryId,
    /// What it is.
    pub kind: PlaceKind,
    /// Whether it is the capital of its country.
    pub is_capital: bool,
    /// GeoNames id.
    pub geonames_id: Option<u32>,
    /// Degrees north; for countries and divisions the mean of their places, weighted by people.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
    /// Number of its country in the gazetteer.
    pub country: Option<u8>,
    /// Number of its first-order division in the gazetteer.
    pub division: Option<u16>,
    /// People, rounded to a tenth or so.
    pub population: f64,
}

/// An entry that bears a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// The entry.
    pub id: EntryId,
    /// Whether the name is an alternate one.
    pub is_alternate: bool,
    /// Whether the name is an abbreviation that counts only in capitals or with a full stop.
    pub is_short: bool,
}

impl Gazetteer {
    /// The gazetteer among `files`. Fails where the file is missing or not of this layout.
    pub fn load(files: &dyn Files) -> Result<Gazetteer, Vec<DataError>> {
        let fix = "restore it, or build it with training/knowledge/places.py";
        let error = |message: &str| vec![DataError::new(FILE, 0, message, fix)];
        let bytes = files.read(FILE).ok_or_else(|| error("file not found"))?.into_owned();
        if bytes.get(..8) != Some(b"LEGPLACE") || word(&bytes, 8) != 1 || word(&bytes, 12) != 7 {
            return Err(error("not a gazetteer of this version"));
        }
        let mut at = 16 + 7 * 4;
        let sections: Vec<Range<usize>> = (0..7)
            .map(|n| {
                let start = at;
                at += word(&bytes, 16 + 4 * n) as usize;
                start..at
            })
            .collect();
        if at != bytes.len() {
            return Err(error("the file is cut short"));
        }
        let [countries, divisions, records, name_blocks, names, key_blocks, keys] =
            <[Range<usize>; 7]>::try_from(sections).map_err(|_| error("not a gazetteer of this version"))?;
        Ok(Gazetteer { bytes, countries, divisions, records, name_blocks, names, key_blocks, keys })
    }

    /// Number of entries.
    pub fn len(&self) -> usize {
        self.records.len() / RECORD
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The entries that bear a name, in the order of their numbers. Accents, case and punctuation do not matter.
    pub fn find(&self, name: &str) -> Vec<Found> {
        self.find_key(&fold(name))
    }

    /// The entries of a folded name.
    pub(crate) fn find_key(&self, key: &str) -> Vec<Found> {
        if key.is_empty() {
            return Vec::new();
        }
        let blocks = self.key_blocks.len() / 4;
        let (mut low, mut high) = (0, blocks);
        while low < high {
            let middle = (low + high) / 2;
            if self.block_head(&self.key_blocks, &self.keys, middle) <= key.as_bytes() {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        let Some(block) = low.checked_sub(1) else { return Vec::new() };
        let mut at = self.keys.start + word(&self.bytes, self.key_blocks.start + 4 * block) as usize;
        let mut current = Vec::new();
        for _ in 0..BLOCK {
            if at >= self.keys.end {
                break;
            }
            at = self.step(at, &mut current);
            let count = self.byte(at) as usize;
            if current == key.as_bytes() {
                return (0..count).map(|n| found(triple(&self.bytes, at + 1 + 3 * n))).collect();
            }
            at += 1 + 3 * count;
        }
        Vec::new()
    }

    /// An entry by its number.
    pub fn entry(&self, id: EntryId) -> Entry {
        let at = self.records.start + id.0 as usize * RECORD;
        let kind = self.byte(at + 13);
        let division = u16::from_le_bytes([self.byte(at + 10), self.byte(at + 11)]);
        let geonames_id = triple(&self.bytes, at);
        Entry {
            id,
            kind: match kind & 15 {
                0 => PlaceKind::Country,
                1 => PlaceKind::Division,
                2 => PlaceKind::Settlement,
                3 => PlaceKind::Region,
                _ => PlaceKind::Area,
            },
            is_capital: kind & 16 != 0,
            geonames_id: (geonames_id != 0).then_some(geonames_id),
            latitude: f64::from(triple(&self.bytes, at + 3)) / f64::from(0xFF_FFFF) * 180.0 - 90.0,
            longitude: f64::from(triple(&self.bytes, at + 6)) / f64::from(0xFF_FFFF) * 360.0 - 180.0,
            country: Some(self.byte(at + 9)).filter(|c| *c != u8::MAX),
            division: Some(division).filter(|d| *d != u16::MAX),
            population: (f64::from(self.byte(at + 12)) / 8.0).exp2() - 1.0,
        }
    }

    /// All entries, in the order of their numbers.
    pub fn entries(&self) -> impl Iterator<Item = Entry> + '_ {
        (0..self.len() as u32).map(|n| self.entry(EntryId(n)))
    }

    /// The usual name of an entry.
    pub fn name(&self, id: EntryId) -> String {
        let block = id.0 as usize / BLOCK;
        let mut at = self.names.start + word(&self.bytes, self.name_blocks.start + 4 * block) as usize;
        let mut current = Vec::new();
        for _ in 0..=id.0 as usize % BLOCK {
            at = self.step(at, &mut current);
        }
        String::from_utf8_lossy(&current).into_owned()
    }

    /// The code of a country by its number.
    pub fn country_code(&self, country: u8) -> Option<CountryCode> {
        let at = self.countries.start + usize::from(country) * COUNTRY;
        CountryCode::parse(std::str::from_utf8(self.bytes.get(at + 2..at + 5)?).ok()?)
    }

    /// The number of a country by its code.
    pub fn country_number(&self, code: CountryCode) -> Option<u8> {
        (0..(self.countries.len() / COUNTRY) as u8).find(|n| self.country_code(*n) == Some(code))
    }

    /// The entry of a country by its number.
    pub fn country_entry(&self, country: u8) -> EntryId {
        EntryId(word(&self.bytes, self.countries.start + usize::from(country) * COUNTRY + 5))
    }

    /// The name of a first-order division by its number.
    pub fn division_name(&self, division: u16) -> String {
        self.name(EntryId(word(&self.bytes, self.divisions.start + 4 * usize::from(division))))
    }

    /// The place that an entry stands for, as the event record shows it.
    pub fn place(&self, id: EntryId) -> Place {
        let entry = self.entry(id);
        let (level, is_spot) = match entry.kind {
            PlaceKind::Country => (PlaceLevel::Country, false),
            // A part of the world is coarser than any division; a part of a country is shown as one.
            PlaceKind::Region if entry.country.is_none() => (PlaceLevel::Country, false),
            PlaceKind::Region | PlaceKind::Division => (PlaceLevel::Admin1, false),
            PlaceKind::Settlement | PlaceKind::Area => (PlaceLevel::Place, true),
        };
        let rounded = |degrees: f64| (degrees * 1e4).round() / 1e4;
        Place {
            name: self.name(id),
            country: entry.country.and_then(|c| self.country_code(c)),
            admin1: entry.division.map(|d| self.division_name(d)),
            coordinates: is_spot.then(|| (rounded(entry.latitude), rounded(entry.longitude))),
            geonames_id: entry.geonames_id,
            level,
        }
    }

    fn byte(&self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or(0)
    }

    /// The first string of a block: it shares nothing with another and lies there whole.
    fn block_head(&self, blocks: &Range<usize>, strings: &Range<usize>, block: usize) -> &[u8] {
        let at = strings.start + word(&self.bytes, blocks.start + 4 * block) as usize;
        let length = self.byte(at + 1) as usize;
        self.bytes.get(at + 2..at + 2 + length).unwrap_or(&[])
    }

    /// Turns `current` into the next string of a block; gives the offset after it.
    fn step(&self, at: usize, current: &mut Vec<u8>) -> usize {
        let (shared, length) = (self.byte(at) as usize, self.byte(at + 1) as usize);
        current.truncate(shared);
        current.extend_from_slice(self.bytes.get(at + 2..at + 2 + length).unwrap_or(&[]));
        at + 2 + length
    }
}

/// The entry and the two marks of one number in a list of keys.
fn found(number: u32) -> Found {
    Found { id: EntryId(number & 0x3F_FFFF), is_alternate: number & (1 << 23) != 0, is_short: number & (1 << 22) != 0 }
}

fn word(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..at + 4).and_then(|b| b.try_into().ok()).map_or(0, u32::from_le_bytes)
}

fn triple(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..at + 3).map_or(0, |b| u32::from_le_bytes([b[0], b[1], b[2], 0]))
}
