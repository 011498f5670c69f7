//! The tables, the views over them, and how an older file becomes a newer one.
//!
//! Tables are named `l_…` and belong to the ledger; the views are what others read, and keep their names and columns.

/// The version of the tables that this program writes.
pub const SCHEMA_VERSION: u32 = 5;

/// Marks a file as a ledger (`PRAGMA application_id`): "lega".
pub(crate) const APPLICATION_ID: i32 = 0x6c65_6761;

/// Changes that lead from each version to the next: the first makes version 1 of an empty file.
pub(crate) const MIGRATIONS: &[&str] = &[VERSION_1, VERSION_2, VERSION_3, VERSION_4, VERSION_5];

const VERSION_1: &str = "
CREATE TABLE l_article (
    article INTEGER PRIMARY KEY,
    content_hash TEXT NOT NULL UNIQUE,
    text_hash TEXT NOT NULL,
    name TEXT NOT NULL,
    title TEXT, publisher TEXT, authors TEXT NOT NULL, published_at TEXT, language TEXT, url TEXT,
    text TEXT NOT NULL
);
CREATE INDEX l_article_text ON l_article (text_hash);
CREATE VIRTUAL TABLE l_words USING fts5 (
    title, text, content='l_article', content_rowid='article', tokenize='unicode61 remove_diacritics 2'
);
CREATE TABLE l_run (run INTEGER PRIMARY KEY, versions TEXT NOT NULL UNIQUE);
CREATE TABLE l_coding (
    article INTEGER NOT NULL REFERENCES l_article, run INTEGER NOT NULL REFERENCES l_run,
    recorded_at TEXT NOT NULL, is_current INTEGER NOT NULL,
    PRIMARY KEY (article, run)
) WITHOUT ROWID;
CREATE TABLE l_event (
    event INTEGER PRIMARY KEY,
    article INTEGER NOT NULL REFERENCES l_article, run INTEGER NOT NULL REFERENCES l_run,
    is_current INTEGER NOT NULL,
    event_id TEXT NOT NULL,
    type TEXT NOT NULL, mode TEXT, contexts TEXT NOT NULL, quad TEXT NOT NULL, cameo TEXT, score REAL NOT NULL,
    status TEXT NOT NULL,
    trigger TEXT NOT NULL, lemma TEXT NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL,
    phrase_start INTEGER, phrase_end INTEGER,
    sentence INTEGER NOT NULL, sentence_start INTEGER NOT NULL, sentence_end INTEGER NOT NULL,
    is_headline INTEGER NOT NULL,
    time TEXT, earliest TEXT, latest TEXT, grain TEXT,
    place TEXT, place_name TEXT, place_country TEXT, place_level TEXT, lat REAL, lon REAL, geonames_id INTEGER,
    count_text TEXT, count INTEGER, condition TEXT,
    within_id TEXT, within_relation TEXT,
    confidence REAL NOT NULL, reading TEXT NOT NULL,
    record TEXT NOT NULL
);
CREATE INDEX l_event_article ON l_event (article, run);
CREATE INDEX l_event_id ON l_event (event_id);
CREATE INDEX l_event_type ON l_event (type, status);
CREATE INDEX l_event_status ON l_event (status);
CREATE INDEX l_event_day ON l_event (earliest, latest);
CREATE INDEX l_event_place ON l_event (place_country, place_name);
CREATE TABLE l_actor (
    actor INTEGER PRIMARY KEY,
    name TEXT NOT NULL, country TEXT NOT NULL, sector TEXT NOT NULL, actor_id TEXT NOT NULL, wikidata TEXT NOT NULL,
    kind TEXT NOT NULL,
    UNIQUE (name, country, sector, actor_id, wikidata, kind)
);
CREATE INDEX l_actor_country ON l_actor (country, sector);
CREATE TABLE l_part (
    event INTEGER NOT NULL REFERENCES l_event,
    side TEXT NOT NULL, position INTEGER NOT NULL,
    actor INTEGER REFERENCES l_actor,
    text TEXT NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL,
    role TEXT, basis TEXT, kind TEXT, cue TEXT,
    PRIMARY KEY (event, side, position)
) WITHOUT ROWID;
CREATE INDEX l_part_actor ON l_part (actor, side, event);
";

const VERSION_2: &str = "
CREATE TABLE l_state (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE l_lineage (article INTEGER PRIMARY KEY, story INTEGER NOT NULL, origin INTEGER NOT NULL, copy_kind TEXT);
CREATE TABLE l_incident (
    incident INTEGER PRIMARY KEY, incident_id TEXT NOT NULL UNIQUE,
    claims INTEGER NOT NULL, articles INTEGER NOT NULL, independent_sources INTEGER NOT NULL
);
CREATE INDEX l_incident_sources ON l_incident (independent_sources);
CREATE TABLE l_member (
    event INTEGER PRIMARY KEY, incident INTEGER NOT NULL, like_event INTEGER, reasons TEXT NOT NULL
);
CREATE INDEX l_member_incident ON l_member (incident);
CREATE TABLE l_hand (
    hand INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, left_ids TEXT NOT NULL, right_ids TEXT NOT NULL,
    reason TEXT NOT NULL, recorded_at TEXT NOT NULL, undone_at TEXT
);
CREATE TABLE l_review (
    review INTEGER PRIMARY KEY AUTOINCREMENT, event_id TEXT NOT NULL, verdict TEXT NOT NULL, field TEXT, value TEXT,
    reason TEXT NOT NULL, reviewer TEXT NOT NULL, recorded_at TEXT NOT NULL, undone_at TEXT
);
CREATE INDEX l_review_event ON l_review (event_id);
CREATE TABLE l_entry (
    entry INTEGER PRIMARY KEY, process TEXT NOT NULL, number INTEGER NOT NULL, kind TEXT NOT NULL, stage TEXT NOT NULL,
    parties TEXT NOT NULL, earliest TEXT, latest TEXT, place TEXT, terms TEXT
);
CREATE INDEX l_entry_process ON l_entry (process);
CREATE TABLE l_entry_part (
    entry INTEGER NOT NULL, position INTEGER NOT NULL, role TEXT NOT NULL, who TEXT NOT NULL, whom TEXT,
    value TEXT NOT NULL, words TEXT, event INTEGER NOT NULL,
    PRIMARY KEY (entry, position)
) WITHOUT ROWID;
CREATE INDEX l_entry_part_event ON l_entry_part (event);
";

/// Places by name, so that a part of a name finds its events through an index.
const VERSION_3: &str = "
CREATE TABLE l_place (name TEXT PRIMARY KEY) WITHOUT ROWID;
INSERT INTO l_place SELECT DISTINCT place_name FROM l_event WHERE place_name IS NOT NULL;
CREATE INDEX l_event_place_name ON l_event (place_name);
CREATE INDEX l_article_publisher ON l_article (publisher);
CREATE INDEX l_event_long ON l_event (latest) WHERE julianday(latest) - julianday(earliest) > 31;
";

/// Articles by day of publication, for lists that go by it; all times of a coding, not only those of events.
const VERSION_4: &str = "
CREATE INDEX l_article_published ON l_article (published_at);
CREATE TABLE l_time (
    article INTEGER NOT NULL REFERENCES l_article, run INTEGER NOT NULL REFERENCES l_run,
    start INTEGER NOT NULL, end INTEGER NOT NULL, earliest TEXT NOT NULL, latest TEXT NOT NULL,
    PRIMARY KEY (article, run, start, end)
) WITHOUT ROWID;
";

/// What filters ask for, close together and in the order of events, so that testing an event does not read its record.
/// Each index that scatters over the file costs time at every `add`: hence one of status and type, one of places with the
/// names in `l_place`, and of participants one spot for all that somebody does, undergoes and says instead of three.
const VERSION_5: &str = "
CREATE INDEX l_event_brief ON l_event (
    event, is_current, type, mode, status, article, earliest, latest, place_country, place_name
);
DROP INDEX l_event_type;
DROP INDEX l_event_status;
CREATE INDEX l_event_status ON l_event (status, type);
DROP INDEX l_event_place_name;
DROP TABLE l_place;
CREATE TABLE l_place (name TEXT NOT NULL, country TEXT NOT NULL, PRIMARY KEY (name, country)) WITHOUT ROWID;
INSERT INTO l_place SELECT DISTINCT place_name, coalesce(place_country, '') FROM l_event WHERE place_name IS NOT NULL;
DROP INDEX l_part_actor;
CREATE INDEX l_part_actor ON l_part (actor, event, side);
";

/// The views that other programs may rely on; made anew whenever the tables change their version.
pub(crate) const VIEWS: &[(&str, &str)] = &[
    (
        "articles",
        "SELECT article, name, title, publisher, authors, published_at, language, url, content_hash, text_hash, text
         FROM l_article",
    ),
    (
        "events",
        "SELECT e.event, e.event_id, e.article, a.name AS article_name, a.publisher, a.published_at,
            e.type, e.mode, e.contexts, e.quad, e.cameo, e.score, e.status, e.trigger, e.lemma, e.start, e.end,
            (SELECT group_concat(x.name, '; ') FROM l_part p JOIN l_actor x USING (actor)
                WHERE p.event = e.event AND p.side = 'actor') AS actors,
            (SELECT group_concat(x.name, '; ') FROM l_part p JOIN l_actor x USING (actor)
                WHERE p.event = e.event AND p.side = 'recipient') AS recipients,
            (SELECT group_concat(coalesce(x.name, p.text), '; ') FROM l_part p LEFT JOIN l_actor x USING (actor)
                WHERE p.event = e.event AND p.side = 'source') AS according_to,
            e.time, e.earliest, e.latest, e.grain, e.place_name, e.place_country, e.place_level, e.lat, e.lon,
            e.geonames_id, e.count_text, e.count, e.condition, e.within_id, e.within_relation, e.confidence, e.reading,
            e.sentence, e.is_headline, substr(a.text, e.sentence_start + 1, e.sentence_end - e.sentence_start) AS sentence_text,
            r.versions AS run, e.record
         FROM l_event e JOIN l_article a USING (article) JOIN l_run r USING (run)
         WHERE e.is_current",
    ),
    (
        "participants",
        "SELECT p.event, e.event_id, p.side, p.position, p.text, p.start, p.end, x.name, nullif(x.country, '') AS country,
            x.sector, p.role, nullif(x.actor_id, '') AS actor_id, nullif(x.wikidata, '') AS wikidata, x.kind, p.basis
         FROM l_part p JOIN l_event e USING (event) JOIN l_actor x USING (actor)
         WHERE e.is_current AND p.side IN ('actor', 'recipient')",
    ),
    (
        "attributions",
        "SELECT p.event, e.event_id, p.position, p.text, p.start, p.end, p.kind, p.cue, x.name,
            nullif(x.country, '') AS country, x.sector, p.role
         FROM l_part p JOIN l_event e USING (event) LEFT JOIN l_actor x USING (actor)
         WHERE e.is_current AND p.side = 'source'",
    ),
    (
        "runs",
        "SELECT r.run, r.versions, count(c.article) AS articles, coalesce(sum(c.is_current), 0) AS current_articles
         FROM l_run r LEFT JOIN l_coding c USING (run) GROUP BY r.run",
    ),
    (
        "lineage",
        "SELECT l.article, a.name AS article_name, a.publisher, a.published_at, l.story, l.origin,
            o.name AS origin_name, l.copy_kind
         FROM l_lineage l JOIN l_article a USING (article) JOIN l_article o ON o.article = l.origin",
    ),
    (
        "incidents",
        "SELECT i.incident, i.incident_id, e.type, e.mode,
            (SELECT group_concat(status, '; ') FROM (SELECT DISTINCT x.status FROM l_member m JOIN l_event x USING (event)
                WHERE m.incident = i.incident ORDER BY x.event)) AS statuses,
            e.actors, e.recipients,
            (SELECT min(x.earliest) FROM l_member m JOIN l_event x USING (event) WHERE m.incident = i.incident) AS earliest,
            (SELECT max(x.latest) FROM l_member m JOIN l_event x USING (event) WHERE m.incident = i.incident) AS latest,
            (SELECT x.place_name FROM l_member m JOIN l_event x USING (event)
                WHERE m.incident = i.incident AND x.place_name IS NOT NULL
                ORDER BY x.place_level = 'country', x.event LIMIT 1) AS place_name,
            i.claims, i.articles, i.independent_sources, e.trigger, e.sentence_text, e.event_id AS first_event_id, e.quad
         FROM l_incident i JOIN events e ON e.event = (SELECT min(event) FROM l_member m WHERE m.incident = i.incident)",
    ),
    (
        "claims",
        "SELECT m.incident, i.incident_id, e.event, e.event_id, e.article_name, e.publisher, e.published_at, e.type, e.mode,
            e.status, e.trigger, e.actors, e.recipients, e.according_to, e.earliest, e.latest, e.place_name, e.count_text,
            e.count, l.origin_name AS copied_from, l.copy_kind, m.reasons
         FROM l_member m JOIN l_incident i USING (incident) JOIN events e USING (event) JOIN lineage l USING (article)",
    ),
    (
        "decisions",
        "SELECT hand AS decision, kind, left_ids, right_ids, reason, recorded_at, undone_at FROM l_hand",
    ),
    (
        "process_claims",
        "SELECT n.process, p.entry, p.position, p.role, p.who, p.whom, p.value, p.words, p.event, e.event_id, e.article_name,
            e.publisher, e.published_at, e.status, e.according_to, e.sentence_text
         FROM l_entry_part p JOIN l_entry n USING (entry) JOIN events e USING (event)",
    ),
    (
        "agreements",
        "SELECT entry, kind, terms, parties, stage AS positions, earliest, latest,
            (SELECT count(*) FROM l_entry_part p WHERE p.entry = n.entry AND p.role = 'allegation') AS allegations,
            (SELECT count(*) FROM l_entry_part p WHERE p.entry = n.entry AND p.role = 'denial') AS denials,
            (SELECT group_concat(value, '; ') FROM (SELECT DISTINCT p.value FROM l_entry_part p
                WHERE p.entry = n.entry AND p.role = 'scope' ORDER BY p.position)) AS scope,
            (SELECT group_concat(value, '; ') FROM (SELECT DISTINCT p.value FROM l_entry_part p
                WHERE p.entry = n.entry AND p.role = 'duration' ORDER BY p.position)) AS duration,
            (SELECT group_concat(value, '; ') FROM (SELECT DISTINCT p.value FROM l_entry_part p
                WHERE p.entry = n.entry AND p.role = 'start' ORDER BY p.position)) AS starts,
            (SELECT group_concat(value, '; ') FROM (SELECT DISTINCT p.value FROM l_entry_part p
                WHERE p.entry = n.entry AND p.role = 'end' ORDER BY p.position)) AS ends
         FROM l_entry n WHERE process = 'agreement'",
    ),
    (
        "proposals",
        "SELECT n.entry, n.kind, n.terms,
            (SELECT group_concat(who, '; ') FROM (SELECT DISTINCT p.who FROM l_entry_part p
                WHERE p.entry = n.entry AND p.role = 'position' AND p.value = 'proposed' ORDER BY p.position)) AS proposed_by,
            n.stage AS positions,
            (SELECT group_concat(p.who || ': ' || p.words, '; ') FROM l_entry_part p
                WHERE p.entry = n.entry AND p.role = 'position' AND p.words IS NOT NULL) AS conditions,
            n.earliest, n.latest,
            (SELECT count(*) FROM l_entry_part p
                WHERE p.entry = n.entry AND p.role = 'position' AND p.value <> 'silent') AS claims
         FROM l_entry n WHERE process = 'agreement' AND EXISTS (SELECT 1 FROM l_entry_part p
            WHERE p.entry = n.entry AND p.role = 'position' AND p.value = 'proposed')",
    ),
    (
        "visits",
        "SELECT n.entry, n.stage, p.who AS visitors, p.whom AS hosts, n.earliest, n.latest, n.place, n.terms,
            (SELECT group_concat(value, '; ') FROM (SELECT DISTINCT q.value FROM l_entry_part q
                WHERE q.entry = n.entry ORDER BY q.position)) AS stages,
            (SELECT count(*) FROM l_entry_part q WHERE q.entry = n.entry) AS claims
         FROM l_entry n JOIN l_entry_part p ON p.entry = n.entry AND p.position = 0 WHERE n.process = 'visit'",
    ),
    (
        "positions",
        "SELECT c.entry, n.kind, n.terms, c.who AS party, c.value AS position, c.words AS condition, c.published_at,
            c.article_name, c.publisher, c.according_to, c.event, c.event_id, c.sentence_text
         FROM process_claims c JOIN l_entry n USING (entry) WHERE c.process = 'agreement' AND c.role = 'position'",
    ),
    (
        "allegations",
        "SELECT c.entry, n.kind, n.terms, c.role, c.who AS accuser, c.whom AS accused, c.words, c.published_at,
            c.article_name, c.publisher, c.according_to, c.event, c.event_id, c.sentence_text
         FROM process_claims c JOIN l_entry n USING (entry)
         WHERE c.process = 'agreement' AND c.role IN ('allegation', 'denial')",
    ),
    (
        "meetings",
        "SELECT entry, stage, parties AS participants, kind AS format, earliest, latest, place, terms,
            (SELECT group_concat(value, '; ') FROM (SELECT DISTINCT p.value FROM l_entry_part p
                WHERE p.entry = n.entry AND p.role = 'claim' ORDER BY p.position)) AS stages,
            (SELECT count(*) FROM l_entry_part p WHERE p.entry = n.entry AND p.role = 'claim') AS claims,
            (SELECT group_concat(value, '; ') FROM (SELECT DISTINCT p.value FROM l_entry_part p
                WHERE p.entry = n.entry AND p.role = 'number' ORDER BY p.position)) AS times
         FROM l_entry n WHERE process = 'meeting'",
    ),
    (
        "measures",
        "SELECT n.entry, n.kind, n.stage, p.who AS issuer, p.whom AS target, n.terms,
            (SELECT words FROM l_entry_part q WHERE q.entry = n.entry AND q.role = 'condition' LIMIT 1) AS condition,
            n.earliest, n.latest, (SELECT count(*) FROM l_entry_part q WHERE q.entry = n.entry AND q.role = 'claim') AS claims
         FROM l_entry n JOIN l_entry_part p ON p.entry = n.entry AND p.position = 0 WHERE n.process = 'measure'",
    ),
    (
        "exchanges",
        "SELECT entry, kind, stage, parties AS sides, earliest, latest, place, terms,
            (SELECT group_concat(who, '; ') FROM (SELECT DISTINCT p.who FROM l_entry_part p
                WHERE p.entry = n.entry AND p.role = 'person' ORDER BY p.position)) AS persons,
            (SELECT group_concat(value, '; ') FROM (SELECT DISTINCT p.value FROM l_entry_part p
                WHERE p.entry = n.entry AND p.role = 'number' ORDER BY p.position)) AS numbers,
            (SELECT group_concat(value || ' (' || who || ')', '; ') FROM (SELECT p.value,
                coalesce(nullif(p.who, ''), e.publisher, e.article_name) AS who FROM l_entry_part p JOIN events e USING (event)
                WHERE p.entry = n.entry AND p.role = 'number' GROUP BY 1, 2 ORDER BY min(p.position))) AS numbers_by_source,
            (SELECT group_concat(who || ': ' || words, '; ') FROM (SELECT DISTINCT p.who, p.words FROM l_entry_part p
                WHERE p.entry = n.entry AND p.role = 'charge' ORDER BY p.position)) AS charges,
            (SELECT group_concat(who, '; ') FROM (SELECT DISTINCT p.who FROM l_entry_part p
                WHERE p.entry = n.entry AND p.role = 'mediator' ORDER BY p.position)) AS mediators,
            (SELECT count(*) FROM l_entry_part p WHERE p.entry = n.entry AND p.role = 'claim') AS claims
         FROM l_entry n WHERE process = 'exchange'",
    ),
    (
        "exchange_parts",
        "SELECT entry, role, who, whom, value, words, published_at, article_name, publisher, according_to, event, event_id,
            sentence_text
         FROM process_claims WHERE process = 'exchange'",
    ),
    (
        "criticism",
        "SELECT n.entry, n.kind, p.who AS speaker, p.whom AS target, n.terms AS words, n.earliest, n.latest, e.article_name,
            e.publisher, e.published_at, e.event_id
         FROM l_entry n JOIN l_entry_part p ON p.entry = n.entry AND p.position = 0 JOIN events e USING (event)
         WHERE n.process = 'criticism'",
    ),
    (
        "reviews",
        "SELECT review, event_id, verdict, field, value, reason, reviewer, recorded_at, undone_at FROM l_review",
    ),
    (
        "quotes",
        "SELECT e.event, e.event_id, e.article_name, e.publisher, e.published_at, coalesce(x.name, p.text) AS speaker,
            nullif(x.country, '') AS country, x.sector, p.role, p.kind, p.cue,
            (SELECT group_concat(json_extract(c.value, '$.text'), ' … ')
                FROM json_each(e.record, '$.according_to[' || p.position || '].content') c) AS words, e.type, e.status
         FROM l_part p JOIN events e USING (event) LEFT JOIN l_actor x USING (actor) WHERE p.side = 'source'",
    ),
    (
        "actors",
        "SELECT x.name, nullif(x.country, '') AS country, x.sector, x.kind, nullif(x.actor_id, '') AS actor_id,
            nullif(x.wikidata, '') AS wikidata, sum(p.side = 'actor') AS acts, sum(p.side = 'recipient') AS receives,
            sum(p.side = 'source') AS speaks, count(DISTINCT e.article) AS articles
         FROM l_actor x JOIN l_part p USING (actor) JOIN l_event e USING (event) WHERE e.is_current GROUP BY x.actor",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Ledger;
    use std::collections::BTreeSet;

    /// What other programs rely on: views and columns keep their names and order; new columns come last.
    const STABLE: &str = include_str!("../tests/data/views.tsv");

    #[test]
    fn views_keep_their_columns_and_are_documented() {
        let ledger = Ledger::in_memory().unwrap();
        let mut known = BTreeSet::new();
        for line in STABLE.lines() {
            let (view, columns) = line.split_once('\t').expect("a view and its columns");
            let found = ledger.sql(&format!("SELECT * FROM {view}"), None).unwrap().columns.join(" ");
            assert!(found.starts_with(columns), "{view}: {found}\n  no longer begins with {columns}");
            assert_eq!(found, columns, "{view}: add the new columns at the end of its line in tests/data/views.tsv");
            known.insert(view);
        }
        let readme = include_str!("../README.md");
        for (view, _) in VIEWS {
            assert!(known.contains(view), "{view}: not in tests/data/views.tsv");
            assert!(readme.contains(&format!("`{view}`")), "{view}: not in README.md");
        }
    }
}
