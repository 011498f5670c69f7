//! When and where of small sentences, as a table: each case is a tree, the words in it that are times and places, and
//! what some of its words are dated and placed by.

mod notation;

use legation_statements::extract;
use legation_types::{
    Analysis, Article, Date, Grain, Mentions, Place, PlaceLevel, PlaceMention, PlaceReading, TimeMention, TimeRange,
    Timex, TimexType, TokenId,
};

/// Days of the week are times, capitals of the case's list places: `Rome` a town, `Norland!` a country, `Norland~` a
/// country that stands for its government.
fn mentions(article: &Article, analysis: &Analysis, places: &[&str]) -> Mentions {
    let mut mentions = Mentions::default();
    let day: Date = "2025-04-11".parse().unwrap();
    for (idx, token) in analysis.tokens.iter().enumerate() {
        let (form, head) = (token.span.of(&article.text), TokenId(idx as u32));
        if ["Monday", "Tuesday", "Friday", "2016"].contains(&form) {
            let range = TimeRange { earliest: day, latest: day, grain: Grain::Day };
            let timex = Timex { kind: TimexType::Date, value: form.into(), range: Some(range), basis: "test".into() };
            mentions.times.push(TimeMention { span: token.span, head, timex });
        }
        let Some(found) = places.iter().find(|p| p.trim_end_matches(['!', '~']) == form) else { continue };
        let level = if found.ends_with(['!', '~']) { PlaceLevel::Country } else { PlaceLevel::Place };
        let reading = if found.ends_with('~') { PlaceReading::Actor } else { PlaceReading::Literal };
        let name = form.to_string();
        // Towns are known to the gazetteer.
        let geonames_id = (level == PlaceLevel::Place).then_some(1);
        let place = Place { name, country: None, admin1: None, coordinates: None, geonames_id, level };
        mentions.places.push(PlaceMention { span: token.span, head, place, reading });
    }
    mentions
}

/// The sentence, its places, and for each trigger its time and place, `-` for none.
type Case<'a> = (&'a str, &'a [&'a str], &'a [(&'a str, &'a str, &'a str)]);

fn check(cases: &[Case]) {
    for (trees, places, expected) in cases {
        let (article, analysis) = notation::article(trees);
        let mentions = mentions(&article, &analysis, places);
        let statements = extract(&article, &analysis, &mentions, &notation::rules());
        for (trigger, when, place) in *expected {
            let statement = statements
                .statements
                .iter()
                .find(|s| analysis.form(&article.text, s.trigger) == *trigger)
                .unwrap_or_else(|| panic!("no statement at {trigger} in {trees}"));
            let time = statement.time.map_or("-", |idx| mentions.times[idx as usize].span.of(&article.text));
            let at = statement.place.map_or("-", |idx| mentions.places[idx as usize].span.of(&article.text));
            assert_eq!((time, at), (*when, *place), "{trigger} in {trees}");
        }
    }
}

#[test]
fn the_nearest_in_the_tree_dates_and_places() {
    check(&[
        (
            "Rell/PROPN/2/nsubj met=meet/VERB:Fin,Past/0/root Danvers/PROPN/2/obj in/ADP/5/case Rome/PROPN/2/obl on/ADP/7/case Monday/PROPN/2/obl after/ADP/10/case Friday/PROPN/10/nmod attack/NOUN/2/obl",
            &["Rome"],
            &[("met", "Monday", "Rome"), ("attack", "Friday", "-")],
        ),
        // Between subject and verb the time is the verb's.
        (
            "Police/NOUN/4/nsubj on/ADP/3/case Monday/PROPN/1/nmod arrested=arrest/VERB:Fin,Past/0/root Rell/PROPN/4/obj",
            &[],
            &[("arrested", "Monday", "-")],
        ),
        // What happened at something happened when it did.
        (
            "Rell/PROPN/3/nsubj:pass was=be/AUX:Fin,Past/3/aux:pass killed=kill/VERB:Part,Past,Pass/0/root in/ADP/6/case Monday/PROPN/6/nmod:poss clashes=clash/NOUN/3/obl",
            &[],
            &[("killed", "Monday", "-")],
        ),
        // A year inside a name of something dates that alone.
        (
            "They/PRON/2/nsubj back/VERB:Fin,Pres/0/root a/DET/4/det return/NOUN/2/obj to/ADP/8/case the/DET/8/det 2016/NUM/8/nummod deal/NOUN/4/nmod",
            &[],
            &[("back", "-", "-"), ("return", "-", "-"), ("deal", "2016", "-")],
        ),
    ]);
}

#[test]
fn speech_is_not_dated_with_what_is_said() {
    check(&[
        (
            "Rell/PROPN/2/nsubj said=say/VERB:Fin,Past/0/root on/ADP/4/case Monday/PROPN/7/obl troops=troop/NOUN/7/nsubj could/AUX/7/aux leave/VERB:Inf/2/ccomp Norland/PROPN/7/obj",
            &["Norland!"],
            &[("leave", "-", "Norland")],
        ),
        (
            "Norland/PROPN/2/nsubj accused=accuse/VERB:Fin,Past/0/root rebels=rebel/NOUN/2/obj of/SCONJ/5/mark using=use/VERB:Ger/3/acl gas/NOUN/5/obj Monday/PROPN/5/obl:unmarked",
            &[],
            &[("accused", "Monday", "-"), ("using", "-", "-")],
        ),
    ]);
}

#[test]
fn facts_share_their_time_with_facts() {
    check(&[
        (
            "On/ADP/2/case Monday/PROPN/5/obl ,/PUNCT/2/punct they/PRON/5/nsubj held=hold/VERB:Fin,Past/0/root talks=talk/NOUN/5/obj and/CCONJ/9/cc Sudria/PROPN/9/nsubj left=leave/VERB:Fin,Past/5/conj",
            &[],
            &[("talks", "Monday", "-"), ("left", "Monday", "-")],
        ),
        (
            "They/PRON/2/nsubj left=leave/VERB:Fin,Past/0/root on/ADP/4/case Monday/PROPN/2/obl and/CCONJ/7/cc Sudria/PROPN/7/nsubj won=win/VERB:Fin,Past/2/conj",
            &[],
            &[("left", "Monday", "-"), ("won", "-", "-")],
        ),
        // The day of the announcement is not that of the deed.
        (
            "They/PRON/2/nsubj agreed=agree/VERB:Fin,Past/0/root on/ADP/4/case Monday/PROPN/2/obl to/PART/6/mark meet/VERB:Inf/2/xcomp",
            &[],
            &[("agreed", "Monday", "-"), ("meet", "-", "-")],
        ),
        (
            "Rell/PROPN/2/nsubj spoke=speak/VERB:Fin,Past/0/root on/ADP/4/case Monday/PROPN/2/obl when/ADV/7/advmod he/PRON/7/nsubj accused=accuse/VERB:Fin,Past/2/advcl Sudria/PROPN/7/obj",
            &[],
            &[("accused", "Monday", "-")],
        ),
    ]);
}

#[test]
fn places_are_where_it_happened() {
    check(&[
        // A country after "at" is whom it is aimed at.
        (
            "Rell/PROPN/2/nsubj lashed=lash/VERB:Fin,Past/0/root out/ADP/2/compound:prt at/ADP/5/case Norland/PROPN/2/obl",
            &["Norland!"],
            &[("lashed", "-", "-")],
        ),
        // The finer of two.
        (
            "In/ADP/2/case Norland/PROPN/5/obl ,/PUNCT/2/punct thousands=thousand/NOUN/5/nsubj marched=march/VERB:Fin,Past/0/root in/ADP/7/case Rome/PROPN/5/obl and/CCONJ/11/cc the/DET/10/det army/NOUN/11/nsubj fired=fire/VERB:Fin,Past/5/conj",
            &["Norland!", "Rome"],
            &[("marched", "-", "Rome"), ("fired", "-", "Norland")],
        ),
        (
            "They/PRON/2/nsubj met=meet/VERB:Fin,Past/0/root in/ADP/7/case the/DET/7/det Black/ADJ/6/amod Sea/PROPN/7/compound resort/NOUN/2/obl of/ADP/9/case Rome/PROPN/7/nmod",
            &["Sea!", "Rome"],
            &[("met", "-", "Rome")],
        ),
        // What came before it happened elsewhere.
        (
            "They/PRON/2/nsubj arrive/VERB:Fin,Pres/0/root in/ADP/4/case Rome/PROPN/2/obl after/SCONJ/7/mark Sudria/PROPN/7/nsubj brokered=broker/VERB:Fin,Past/2/advcl a/DET/9/det deal/NOUN/7/obj",
            &["Rome"],
            &[("arrive", "-", "Rome"), ("brokered", "-", "-"), ("deal", "-", "-")],
        ),
        (
            "They/PRON/2/nsubj went=go/VERB:Fin,Past/0/root to/ADP/4/case Rome/PROPN/2/obl ,/PUNCT/8/punct where/ADV/8/advmod Rell/PROPN/8/nsubj spoke=speak/VERB:Fin,Past/4/acl:relcl",
            &["Rome"],
            &[("spoke", "-", "Rome")],
        ),
        // On the object in the tree, and where the verb leads.
        (
            "They/PRON/2/nsubj expelled=expel/VERB:Fin,Past/0/root rebels=rebel/NOUN/2/obj from/ADP/5/case Norland/PROPN/3/nmod",
            &["Norland"],
            &[("expelled", "-", "Norland")],
        ),
        // What ends, ends where it went on.
        (
            "They/PRON/2/nsubj seek/VERB:Fin,Pres/0/root a/DET:Ind/4/det solution/NOUN/2/obj to/ADP/7/case the/DET:Def/7/det war/NOUN/4/nmod in/ADP/9/case Rome/PROPN/7/nmod",
            &["Rome"],
            &[("solution", "-", "Rome")],
        ),
        (
            "An/DET:Ind/2/det assault/NOUN/0/root on/ADP/4/case troops=troop/NOUN/2/nmod based=base/VERB:Part,Past/4/acl in/ADP/7/case Rome/PROPN/5/obl",
            &["Rome"],
            &[("assault", "-", "Rome")],
        ),
        (
            "They/PRON/2/nsubj gathered=gather/VERB:Fin,Past/0/root for/ADP/5/case a/DET:Ind/5/det rally/NOUN/2/obl in/ADP/7/case Rome/PROPN/5/nmod",
            &["Rome"],
            &[("gathered", "-", "Rome")],
        ),
    ]);
}

#[test]
fn nouns_stand_for_places_named_before() {
    check(&[
        (
            "Troops=troop/NOUN/2/nsubj entered=enter/VERB:Fin,Past/0/root Rome/PROPN/2/obj\nThey/PRON/2/nsubj shelled=shell/VERB:Fin,Past/0/root the/DET:Def/4/det city/NOUN/2/obj",
            &["Rome"],
            &[("shelled", "-", "Rome")],
        ),
        // A city is no country, and "a city" is a new one.
        (
            "Troops=troop/NOUN/2/nsubj entered=enter/VERB:Fin,Past/0/root Norland/PROPN/2/obj\nThey/PRON/2/nsubj shelled=shell/VERB:Fin,Past/0/root the/DET:Def/4/det city/NOUN/2/obj",
            &["Norland!"],
            &[("shelled", "-", "-")],
        ),
        (
            "Troops=troop/NOUN/2/nsubj entered=enter/VERB:Fin,Past/0/root Rome/PROPN/2/obj\nThey/PRON/2/nsubj shelled=shell/VERB:Fin,Past/0/root a/DET:Ind/4/det city/NOUN/2/obj",
            &["Rome"],
            &[("shelled", "-", "-")],
        ),
    ]);
}

#[test]
fn what_is_done_on_the_spot_happens_where_they_are() {
    check(&[
        (
            "Police/NOUN/2/nsubj arrested=arrest/VERB:Fin,Past/0/root men=man/NOUN/2/obj in/ADP/5/case Rome/PROPN/3/nmod",
            &["Rome"],
            &[("arrested", "-", "Rome")],
        ),
        (
            "Envoys=envoy/NOUN/2/nsubj praised=praise/VERB:Fin,Past/0/root men=man/NOUN/2/obj in/ADP/5/case Rome/PROPN/3/nmod",
            &["Rome"],
            &[("praised", "-", "-")],
        ),
        (
            "Police/NOUN/2/nsubj dispersed=disperse/VERB:Fin,Past/0/root people/NOUN/2/obj who/PRON/5/nsubj gathered=gather/VERB:Fin,Past/3/acl:relcl in/ADP/7/case Rome/PROPN/5/obl",
            &["Rome"],
            &[("dispersed", "-", "Rome")],
        ),
    ]);
}

#[test]
fn a_time_before_when_dates_the_clause() {
    check(&[(
        "It/PRON/2/nsubj ended=end/VERB:Fin,Past/0/root on/ADP/4/case Monday/PROPN/2/obl ,/PUNCT/8/punct when/ADV/8/advmod rebels=rebel/NOUN/8/nsubj left=leave/VERB:Fin,Past/2/advcl",
        &[],
        &[("left", "Monday", "-")],
    )]);
}
