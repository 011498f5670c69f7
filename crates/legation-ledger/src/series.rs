//! What happened over time: the dyad of two sides, and the timeline.

use crate::conditions::part_candidates;
use crate::filter::Clock;
use crate::incidents::ensure_built;
use crate::{Cell, Filter, Ledger, LedgerError, Table};
use legation_types::Date;
use rusqlite::params_from_iter;
use std::collections::BTreeMap;

/// The length of a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A day.
    Day,
    /// A week, from Monday.
    Week,
    /// A month.
    Month,
}

impl Unit {
    /// The first day of the period that holds a day.
    fn start(self, day: Date) -> Date {
        match self {
            Unit::Day => day,
            Unit::Week => (0..day.weekday().to_monday_zero_offset()).fold(day, |day, _| day.yesterday().unwrap_or(day)),
            Unit::Month => day.first_of_month(),
        }
    }

    /// The first day of the period after the one that begins with `start`.
    fn next(self, start: Date) -> Option<Date> {
        match self {
            Unit::Day => start.tomorrow().ok(),
            Unit::Week => (0..7).try_fold(start, |day, _| day.tomorrow().ok()),
            Unit::Month => start.last_of_month().tomorrow().ok(),
        }
    }
}

/// Counts of one period and direction.
#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    events: i64,
    cooperation: i64,
    conflict: i64,
    score: f64,
    goldstein: f64,
}

/// Longest series of periods: a century of days.
const PERIODS: usize = 36_600;

impl Ledger {
    /// What two sides (written as in filters) do to each other, period by period: from the first to the second, back, and
    /// together. Events count on the first day they name, or by the filter's clock on the day of their article; those
    /// without a day are counted in the last row (no `period`).
    /// `articles` is how many articles were printed in the period: 0 means that nothing is known of it, which is not the
    /// same as quiet. Events in which one of the two stands on both sides count once in each direction that they tell.
    /// `goldstein` gives the score of a CAMEO code on Goldstein's scale; codes it does not know add nothing.
    pub fn dyad(
        &self,
        one: &str,
        other: &str,
        unit: Unit,
        filter: &Filter,
        goldstein: &BTreeMap<String, f64>,
    ) -> Result<Table, LedgerError> {
        let condition = self.condition(filter)?;
        let day = match filter.clock {
            Clock::Happened => "e.earliest",
            Clock::Published => "(SELECT published_at FROM l_article a WHERE a.article = e.article)",
        };
        let is_in = |who: &str, side: &str| part_candidates(who, side);
        let mut periods: BTreeMap<Option<Date>, [Sums; 3]> = BTreeMap::new();
        let directions = [
            (is_in(one, "('actor')"), is_in(other, "('recipient')")),
            (is_in(other, "('actor')"), is_in(one, "('recipient')")),
            (is_in(one, "('actor')"), is_in(other, "('actor')")),
        ];
        for (direction, (first, second)) in directions.iter().enumerate() {
            let sql = format!(
                "SELECT {day}, e.quad, e.score, e.cameo FROM l_event e
                 WHERE e.event IN ({}) AND e.event IN ({}) AND {} ORDER BY e.event",
                first.0,
                second.0,
                condition.sql()
            );
            let values: Vec<_> = first.1.iter().chain(&second.1).chain(&condition.values).collect();
            let mut statement = self.connection.prepare(&sql)?;
            let mut rows = statement.query(params_from_iter(values))?;
            while let Some(row) = rows.next()? {
                let day: Option<String> = row.get(0)?;
                let period = day.and_then(|day| day.parse::<Date>().ok()).map(|day| unit.start(day));
                let sums = &mut periods.entry(period).or_default()[direction];
                let quad: String = row.get(1)?;
                sums.events += 1;
                sums.cooperation += i64::from(quad.ends_with("cooperation"));
                sums.conflict += i64::from(quad.ends_with("conflict"));
                sums.score += row.get::<_, f64>(2)?;
                let code: Option<String> = row.get(3)?;
                sums.goldstein += code.and_then(|code| goldstein.get(&code).copied()).unwrap_or(0.0);
            }
        }
        self.dyad_table(&periods, unit, filter)
    }

    fn dyad_table(
        &self,
        periods: &BTreeMap<Option<Date>, [Sums; 3]>,
        unit: Unit,
        filter: &Filter,
    ) -> Result<Table, LedgerError> {
        let mut table = Table::new(&[
            "period",
            "articles",
            "events_out",
            "cooperation_out",
            "conflict_out",
            "score_out",
            "events_back",
            "cooperation_back",
            "conflict_back",
            "score_back",
            "events_together",
            "score_together",
            "goldstein_out",
            "goldstein_back",
            "goldstein_together",
        ]);
        let mut printed: BTreeMap<Date, i64> = BTreeMap::new();
        let sql = "SELECT published_at, count(*) FROM l_article WHERE published_at IS NOT NULL GROUP BY 1";
        for row in self.rows(sql, &[])?.rows {
            if let (Ok(day), Cell::Integer(count)) = (row[0].text().parse::<Date>(), &row[1]) {
                *printed.entry(unit.start(day)).or_default() += count;
            }
        }
        let told = periods.keys().flatten().copied();
        let (first, last) = (told.clone().min(), told.max());
        let first = filter.from.map(|day| unit.start(day)).or(first);
        let last = filter.to.map(|day| unit.start(day)).or(last);
        let mut row = |period: Option<Date>, sums: [Sums; 3]| {
            let articles =
                period.map_or(Cell::Null, |period| Cell::Integer(printed.get(&period).copied().unwrap_or(0)));
            let rounded = |sum: f64| Cell::Real((sum * 10.0).round() / 10.0);
            let score = |sums: Sums| rounded(sums.score);
            let mut cells = vec![Cell::words(period.map(|day| day.to_string())), articles];
            for sums in &sums[..2] {
                cells.extend([sums.events, sums.cooperation, sums.conflict].map(Cell::Integer));
                cells.push(score(*sums));
            }
            cells.extend([Cell::Integer(sums[2].events), score(sums[2])]);
            cells.extend(sums.iter().map(|sums| rounded(sums.goldstein)));
            table.rows.push(cells);
        };
        let mut at = first;
        for _ in 0..PERIODS {
            let Some(period) = at.filter(|period| last.is_some_and(|last| *period <= last)) else { break };
            row(Some(period), periods.get(&Some(period)).copied().unwrap_or_default());
            at = unit.next(period);
        }
        if let Some(sums) = periods.get(&None) {
            row(None, *sums);
        }
        Ok(table)
    }

    /// Incidents in the order of their days, or by the filter's clock of the days on which they were printed; those
    /// without a day stand last.
    pub fn timeline(&self, filter: &Filter) -> Result<Table, LedgerError> {
        ensure_built(&self.connection)?;
        // The last in the order of days may be the first: no limit cuts the looking short.
        let whole = Filter { limit: None, ..filter.clone() };
        let (test, values) = self.having(&whole, "l_member", "incidents", "incident")?;
        let limit = filter.limit.map_or(String::new(), |limit| format!(" LIMIT {limit}"));
        let printed = |end: &str| {
            format!(
                "(SELECT {end}(a.published_at) FROM l_member m JOIN l_event e USING (event) JOIN l_article a USING (article)
                  WHERE m.incident = incidents.incident)"
            )
        };
        let (first, last, days) = match filter.clock {
            Clock::Happened => ("earliest", "latest", "earliest, latest".to_string()),
            Clock::Published => {
                let days = format!("{} AS first_published, {} AS last_published", printed("min"), printed("max"));
                ("first_published", "last_published", days)
            }
        };
        let sql = format!(
            "SELECT {days}, type, mode, statuses, actors, recipients, place_name, independent_sources, claims,
                incident, incident_id, quad
             FROM incidents WHERE {test} ORDER BY {first} IS NULL, {first}, {last}, incident{limit}"
        );
        Ok(self.rows(&sql, &values)?.cut_at(filter.limit))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_begin_and_follow() {
        let cases = [
            (Unit::Day, "2026-03-01", "2026-03-01", "2026-03-02"),
            (Unit::Week, "2026-03-01", "2026-02-23", "2026-03-02"),
            (Unit::Week, "2026-03-02", "2026-03-02", "2026-03-09"),
            (Unit::Month, "2026-02-28", "2026-02-01", "2026-03-01"),
            (Unit::Month, "2026-12-31", "2026-12-01", "2027-01-01"),
        ];
        for (unit, day, start, next) in cases {
            let begin = unit.start(day.parse().unwrap());
            assert_eq!(
                (begin.to_string().as_str(), unit.next(begin).unwrap().to_string().as_str()),
                (start, next),
                "{day}"
            );
        }
    }
}
