//! Finding the events that a filter keeps: through the index that leaves fewest, or in turn where all leave many.

use crate::conditions::{Condition, FoundBy, match_words};
use crate::incidents::ensure_built;
use crate::{Filter, Ledger, LedgerError};
use rusqlite::types::Value;

/// Events that one condition may leave and still be looked up one by one: where it is the only one, it keeps so many that
/// the first rows of a list are soon found in turn; where there are others, these may keep few of them.
const MANY_OF_ONE: i64 = 20_000;
const MANY_OF_SEVERAL: i64 = 100_000;

/// Claims that are few enough to look up their incidents or entries one by one.
const FEW: usize = 5_000;

/// Events added first, and how many of them must be kept for a filter that seems to keep many.
const SAMPLE: i64 = 20_000;
const MANY_OF_SAMPLE: i64 = 80;

/// Articles looked at first where words are searched for, and how many times more each time after.
const FIRST_LOOK: i64 = 512;
const LOOK_FURTHER: i64 = 8;

/// A condition over the table `l_event e` with its values.
#[derive(Clone, Debug, Default)]
pub(crate) struct Where {
    tests: Vec<String>,
    pub(crate) values: Vec<Value>,
    /// Where it begins with candidates, so that it need not ask all events: how many these are.
    narrowed_to: Option<i64>,
}

impl Where {
    /// `SQL` for after WHERE; always true where nothing is filtered.
    pub(crate) fn sql(&self) -> String {
        if self.tests.is_empty() { "1".to_string() } else { self.tests.join(" AND ") }
    }

    fn of(conditions: &[Condition]) -> Where {
        Where {
            tests: conditions.iter().map(|one| one.test.clone()).collect(),
            values: conditions.iter().flat_map(|one| one.values.clone()).collect(),
            narrowed_to: None,
        }
    }

    /// Whether the candidates are all that it keeps, of the newest codings.
    fn is_alone(&self) -> bool {
        self.tests.len() <= 2
    }

    /// Keeps only what the newest coding of an article has.
    fn of_newest(mut self) -> Where {
        let place = usize::from(self.narrowed_to.is_some());
        self.tests.insert(place, "e.is_current".to_string());
        self
    }
}

impl Ledger {
    /// Numbers of the events that the filter keeps: in the order in which they were added, where words are searched for
    /// in the order of their articles.
    pub(crate) fn event_numbers(&self, filter: &Filter, limit: Option<u64>) -> Result<Vec<i64>, LedgerError> {
        let condition = self.condition(filter)?;
        if let (Some(query), Some(limit), false) = (&filter.query, limit, condition.narrowed_to.is_some()) {
            return self.look_through_articles(query, filter, limit);
        }
        let order = if filter.query.is_some() { "e.article, e.event" } else { "e.event" };
        let limit = limit.map_or(String::new(), |limit| format!(" LIMIT {limit}"));
        let kept = condition.sql();
        let sql =
            format!("SELECT e.event FROM l_event e INDEXED BY l_event_brief WHERE {kept} ORDER BY {order}{limit}");
        self.numbers(&sql, &condition.values)
    }

    /// Common words stand in most articles: only so many are looked at as give enough events.
    fn look_through_articles(&self, query: &str, filter: &Filter, limit: u64) -> Result<Vec<i64>, LedgerError> {
        let query = Value::Text(match_words(query)?);
        let others = Filter { query: None, ..filter.clone() };
        let condition = Where::of(&others.conditions()?).of_newest();
        let articles = "SELECT rowid FROM l_words WHERE l_words MATCH ?1 AND rowid > ?2 ORDER BY rowid LIMIT ?3";
        let mut found: Vec<i64> = Vec::new();
        let (mut after, mut look) = (0i64, FIRST_LOOK);
        while (found.len() as u64) < limit {
            let seen = self.numbers(articles, &[query.clone(), Value::Integer(after), Value::Integer(look)])?;
            let Some(last) = seen.last().copied() else { break };
            let sql = format!(
                "SELECT e.event FROM l_event e WHERE e.article IN (SELECT value FROM json_each(?)) AND {}
                 ORDER BY e.article, e.event LIMIT {}",
                condition.sql(),
                limit - found.len() as u64
            );
            let values: Vec<Value> = std::iter::once(list(&seen)).chain(condition.values.iter().cloned()).collect();
            found.extend(self.numbers(&sql, &values)?);
            if (seen.len() as i64) < look {
                break;
            }
            (after, look) = (last, look * LOOK_FURTHER);
        }
        Ok(found)
    }

    fn numbers(&self, sql: &str, values: &[Value]) -> Result<Vec<i64>, LedgerError> {
        let mut statement = self.connection.prepare(sql)?;
        let rows = statement.query_map(rusqlite::params_from_iter(values), |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// A test for the rows of `outer` (a view or table with the column `key`) that have a claim which the filter keeps;
    /// `claims` is the table of claims, with `key` and `event`. Where there are many, the rows are asked in turn if a limit
    /// cuts the work short.
    pub(crate) fn having(
        &self,
        filter: &Filter,
        claims: &str,
        outer: &str,
        key: &str,
    ) -> Result<(String, Vec<Value>), LedgerError> {
        let condition = self.condition(filter)?;
        // Where many are kept and a limit is given, the first rows are soon found in turn.
        let are_many = match condition.narrowed_to {
            Some(count) if condition.is_alone() => count > FEW as i64,
            Some(count) => count > MANY_OF_ONE && self.is_dense(filter)?,
            None => self.is_dense(filter)?,
        };
        let is_soon_found = filter.limit.is_some() && are_many;
        let numbers = if is_soon_found { None } else { Some(self.event_numbers(filter, Some(FEW as u64 + 1))?) };
        Ok(match numbers.filter(|numbers| numbers.len() <= FEW) {
            Some(numbers) => (among(claims, outer, key), vec![list(&numbers)]),
            None if filter.limit.is_some() => (in_turn(&condition, claims, outer, key), condition.values),
            None => (through_events(&condition, claims, outer, key), condition.values),
        })
    }

    /// The filter's condition over `l_event e`; an error where it asks for incidents and these are older than the events.
    pub(crate) fn condition(&self, filter: &Filter) -> Result<Where, LedgerError> {
        Ok(self.condition_of_any(filter)?.of_newest())
    }

    /// As `condition`, of codings that others have replaced too.
    pub(crate) fn condition_of_any(&self, filter: &Filter) -> Result<Where, LedgerError> {
        if filter.min_sources.is_some() {
            ensure_built(&self.connection)?;
        }
        let mut conditions = filter.conditions()?;
        let begin = self.fewest(&conditions)?;
        let begin = begin.map(|(idx, count, candidates)| (conditions.remove(idx), count, candidates));
        let mut found = Where::of(&conditions);
        if let Some((begin, count, candidates)) = begin {
            found.narrowed_to = Some(count);
            found.tests.insert(0, format!("e.event IN ({candidates})"));
            found.values.splice(0..0, begin.values);
        }
        Ok(found)
    }

    /// The condition whose index leaves fewest events, if these are not many; how many, and the query for their numbers.
    fn fewest(&self, conditions: &[Condition]) -> Result<Option<(usize, i64, String)>, LedgerError> {
        let mut most = if conditions.len() > 1 { MANY_OF_SEVERAL } else { MANY_OF_ONE };
        let mut found = None;
        for (idx, condition) in conditions.iter().enumerate() {
            let (numbers, each) = match &condition.found_by {
                FoundBy::Nothing => continue,
                FoundBy::Events(events) => (events, 1),
                FoundBy::Articles(articles) => (articles, self.events_an_article()?),
            };
            let sql = format!("SELECT count(*) FROM ({numbers} LIMIT {})", most / each + 1);
            let values = rusqlite::params_from_iter(&condition.values);
            let count: i64 = self.connection.prepare(&sql)?.query_row(values, |row| row.get(0))?;
            if count * each <= most {
                (most, found) = (count * each, Some(idx));
            }
        }
        Ok(found.and_then(|idx| Some((idx, most, conditions[idx].candidates()?))))
    }

    /// Whether it keeps so many of the events added first that it seems to keep many of all.
    fn is_dense(&self, filter: &Filter) -> Result<bool, LedgerError> {
        let condition = Where::of(&filter.conditions()?).of_newest();
        let sql = format!(
            "SELECT count(*) FROM (SELECT 1 FROM l_event e INDEXED BY l_event_brief
                WHERE e.event <= {SAMPLE} AND {} LIMIT {MANY_OF_SAMPLE})",
            condition.sql()
        );
        let values = rusqlite::params_from_iter(&condition.values);
        let count: i64 = self.connection.prepare(&sql)?.query_row(values, |row| row.get(0))?;
        Ok(count == MANY_OF_SAMPLE)
    }

    /// How many events an article has on average, rounded up; 1 where there are none.
    fn events_an_article(&self) -> Result<i64, LedgerError> {
        let sql = "SELECT coalesce((SELECT max(event) FROM l_event) / (SELECT max(article) FROM l_article), 0) + 1";
        Ok(self.connection.query_row(sql, [], |row| row.get(0))?)
    }
}

/// A test for rows that have a claim among events given by number.
fn among(claims: &str, outer: &str, key: &str) -> String {
    format!("{outer}.{key} IN (SELECT k.{key} FROM {claims} k WHERE k.event IN (SELECT value FROM json_each(?)))")
}

/// A test that asks each row for a claim that the condition keeps. CROSS JOIN and + keep SQLite from going through all
/// candidates for each row.
fn in_turn(condition: &Where, claims: &str, outer: &str, key: &str) -> String {
    let kept = condition.sql().replacen("e.event IN", "+e.event IN", usize::from(condition.narrowed_to.is_some()));
    format!(
        "EXISTS (SELECT 1 FROM {claims} k CROSS JOIN l_event e INDEXED BY l_event_brief ON e.event = +k.event
            WHERE k.{key} = {outer}.{key} AND {kept})"
    )
}

/// A test that finds all events that the condition keeps, and the rows that they are claims of.
fn through_events(condition: &Where, claims: &str, outer: &str, key: &str) -> String {
    format!(
        "{outer}.{key} IN (SELECT k.{key} FROM l_event e INDEXED BY l_event_brief
            CROSS JOIN {claims} k ON k.event = e.event WHERE {})",
        condition.sql()
    )
}

/// Numbers as a JSON list, for `json_each`.
fn list(numbers: &[i64]) -> Value {
    let numbers: Vec<String> = numbers.iter().map(i64::to_string).collect();
    Value::Text(format!("[{}]", numbers.join(",")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::filter::Clock;

    /// Thirty articles of two events each, the second lasting two months; every third without a day, one coded anew.
    const EVENTS: &str = "
        INSERT INTO l_run VALUES (1, 'one');
        INSERT INTO l_article (article, content_hash, text_hash, name, publisher, authors, published_at, text)
            WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30)
            SELECT i, i, i, i, 'Paper ' || (i % 4), '', date('2026-01-01', i || ' days'), 'word' || (i % 5) FROM n;
        INSERT INTO l_words (rowid, title, text) SELECT article, NULL, text FROM l_article;
        INSERT INTO l_event (event, article, run, is_current, event_id, type, mode, contexts, quad, score, status, trigger,
            lemma, start, end, sentence, sentence_start, sentence_end, is_headline, earliest, latest, place_name,
            place_country, confidence, reading, record)
            WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60)
            SELECT i, (i + 1) / 2, 1, i <> 7, 'e' || i, iif(i % 2, 'AGREE', 'CONSULT'), iif(i % 3, NULL, 'visit'), '', '', 0,
                iif(i % 5, 'occurred', 'denied'), '', '', 0, 0, 0, 0, 0, 0, iif(i % 3, date('2026-01-01', i || ' days'), NULL),
                iif(i % 3, date('2026-01-01', i || ' days', iif(i % 2, '60 days', '0 days')), NULL),
                iif(i % 4, 'Oslo', 'Black Sea'), iif(i % 4, 'NOR', NULL), 0, '', '' FROM n;
        INSERT INTO l_place VALUES ('Oslo', 'NOR'), ('Black Sea', '');
        INSERT INTO l_actor VALUES (1, 'Norway', 'NOR', 'GOV', '', '', 'state'), (2, 'Rebels', 'SYR', 'REB', '', '', 'group');
        INSERT INTO l_part (event, side, position, actor, text, start, end)
            SELECT event, iif(event % 2, 'actor', 'recipient'), 0, 1 + event % 3 / 2, '', 0, 0 FROM l_event;
        INSERT INTO l_incident SELECT article, article, 2, 1, article % 3 FROM l_article;
        INSERT INTO l_member SELECT event, article, NULL, '' FROM l_event;";

    #[test]
    fn what_an_index_finds_is_what_the_test_keeps() {
        let ledger = Ledger::in_memory().unwrap();
        ledger.connection.execute_batch(EVENTS).unwrap();
        let words = |values: &[&str]| values.iter().map(|value| value.to_string()).collect::<Vec<String>>();
        let none = Filter::default;
        let days = || Filter { from: "2026-02-10".parse().ok(), to: "2026-02-14".parse().ok(), ..none() };
        let filters = [
            (Filter { types: words(&["agree", "consult/visit"]), ..none() }, 39),
            (Filter { types: words(&["agree"]), statuses: words(&["denied"]), ..none() }, 6),
            (Filter { actor: words(&["NOR", "SYR.REB"]), ..none() }, 29),
            (Filter { involves: words(&["ebel"]), ..none() }, 20),
            (Filter { place: words(&["sea"]), ..none() }, 15),
            (Filter { place: words(&["NOR", "PAR"]), ..none() }, 44),
            (days(), 16),
            (Filter { to: None, ..days() }, 26),
            (Filter { is_undated_kept: true, ..days() }, 36),
            (Filter { clock: Clock::Published, from: None, to: "2026-01-11".parse().ok(), ..none() }, 19),
            (Filter { publisher: words(&["paper 1", "paper 2"]), ..none() }, 32),
            (Filter { min_sources: Some(2), ..none() }, 20),
            (Filter { query: Some("word3".to_string()), ..none() }, 12),
        ];
        for (filter, count) in filters {
            let conditions = filter.conditions().unwrap();
            let tests = Where::of(&conditions).of_newest();
            let sql = format!("SELECT e.event FROM l_event e WHERE {} ORDER BY e.event", tests.sql());
            let kept = ledger.numbers(&sql, &tests.values).unwrap();
            assert_eq!(kept.len(), count, "{filter:?}");
            for condition in &conditions {
                let Some(candidates) = condition.candidates() else { continue };
                let sql = format!("SELECT e.event FROM l_event e WHERE {} ORDER BY e.event", condition.test);
                let found = format!("SELECT DISTINCT event FROM ({candidates}) ORDER BY event");
                let both = [sql, found].map(|sql| ledger.numbers(&sql, &condition.values).unwrap());
                assert_eq!(both[0], both[1], "{condition:?}");
            }
            assert_eq!(ledger.event_numbers(&filter, Some(1_000)).unwrap(), kept, "{filter:?}");
            assert_eq!(ledger.event_numbers(&filter, Some(5)).unwrap(), kept[..5], "{filter:?}");
            // Incidents, by each way of looking.
            let condition = ledger.condition(&filter).unwrap();
            let name = ("l_member", "l_incident", "incident");
            let incidents = [
                (among(name.0, name.1, name.2), vec![list(&kept)]),
                (in_turn(&condition, name.0, name.1, name.2), condition.values.clone()),
                (through_events(&condition, name.0, name.1, name.2), condition.values.clone()),
                (in_turn(&tests, name.0, name.1, name.2), tests.values.clone()),
            ];
            let incidents = incidents.map(|(test, values)| {
                ledger.numbers(&format!("SELECT incident FROM l_incident WHERE {test} ORDER BY 1"), &values).unwrap()
            });
            assert!(
                incidents.iter().all(|rows| *rows == incidents[0] && !rows.is_empty()),
                "{filter:?}: {incidents:?}"
            );
        }
    }
}
