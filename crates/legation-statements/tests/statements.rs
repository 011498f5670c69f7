//! Participants and statuses of small sentences, as a table: each case is a tree and what some of its words give.

mod notation;

use legation_statements::extract;
use legation_types::Mentions;

/// What a statement says, as `status relation=word …` in the order found.
fn told(trees: &str, trigger: &str) -> String {
    let (article, analysis) = notation::article(trees);
    let statements = extract(&article, &analysis, &Mentions::default(), &notation::rules());
    let statement = statements
        .statements
        .iter()
        .find(|s| analysis.form(&article.text, s.trigger) == trigger)
        .unwrap_or_else(|| panic!("no statement at {trigger}"));
    let mut out = statement.status.as_str().to_string();
    for argument in &statement.arguments {
        out += &format!(" {}={}", argument.relation, analysis.form(&article.text, argument.head));
    }
    out
}

fn check(trees: &str, expected: &[(&str, &str)]) {
    for (trigger, told_right) in expected {
        assert_eq!(told(trees, trigger), *told_right, "{trigger} in {trees}");
    }
}

#[test]
fn voice_is_undone() {
    check(
        "The/DET:Def/2/det envoy/NOUN/4/nsubj:pass was=be/AUX:Fin,Past/4/aux:pass expelled=expel/VERB:Part,Past,Pass/0/root by/ADP/6/case Norland/PROPN/4/obl:agent on/ADP/8/case Monday/PROPN/4/obl",
        &[("expelled", "occurred obj=envoy nsubj=Norland obl:on=Monday")],
    );
    check(
        "Police/NOUN/2/nsubj freed=free/VERB:Fin,Past/0/root the/DET:Def/5/det jailed=jail/VERB:Part,Past/5/amod leader/NOUN/2/obj",
        &[("jailed", "occurred obj=leader"), ("freed", "occurred nsubj=Police obj=leader")],
    );
}

#[test]
fn control_and_coordination_are_followed() {
    check(
        "Norland/PROPN/4/nsubj and/CCONJ/3/cc Sudria/PROPN/1/conj agreed=agree/VERB:Fin,Past/0/root to/PART/6/mark sign/VERB:Inf/4/xcomp and/CCONJ/8/cc ratify/VERB:Inf/6/conj a/DET:Ind/10/det treaty/NOUN/6/obj",
        &[
            ("agreed", "occurred nsubj=Norland nsubj=Sudria xcomp=sign xcomp=ratify"),
            ("sign", "planned obj=treaty nsubj=Norland nsubj=Sudria"),
            ("ratify", "planned nsubj=Norland nsubj=Sudria obj=treaty"),
        ],
    );
    check(
        "The/DET:Def/2/det council/NOUN/3/nsubj urged=urge/VERB:Fin,Past/0/root Sudria/PROPN/3/obj to/PART/6/mark withdraw/VERB:Inf/3/xcomp",
        &[("withdraw", "demanded nsubj=Sudria")],
    );
    check(
        "They/PRON/2/nsubj accused=accuse/VERB:Fin,Past/0/root each/DET/4/det other/ADJ/2/obj of/SCONJ/6/mark violating=violate/VERB:Ger/2/advcl the/DET:Def/8/det truce/NOUN/6/obj",
        &[("violating", "alleged obj=truce nsubj=other")],
    );
}

#[test]
fn relative_clauses_find_their_noun() {
    check(
        "Anna/PROPN/6/nsubj:pass ,/PUNCT/5/punct who/PRON/5/nsubj:pass was=be/AUX:Fin,Past/5/aux:pass jailed=jail/VERB:Part,Past,Pass/1/acl:relcl returned=return/VERB:Fin,Past/0/root",
        &[("jailed", "occurred obj=Anna")],
    );
    check(
        "The/DET:Def/2/det town/NOUN/0/root rebels=rebel/NOUN/4/nsubj took=take/VERB:Fin,Past/2/acl:relcl",
        &[("took", "occurred nsubj=rebels obj=town")],
    );
    check(
        "A/DET:Ind/2/det man/NOUN/0/root accused=accuse/VERB:Part,Past/2/acl by/ADP/5/case Norland/PROPN/3/obl of/ADP/7/case smuggling/NOUN/3/obl",
        &[("accused", "occurred nsubj=Norland obl:of=smuggling obj=man"), ("smuggling", "alleged")],
    );
}

#[test]
fn light_verbs_lend_their_participants() {
    check(
        "Rebels=rebel/NOUN/2/nsubj launched=launch/VERB:Fin,Past/0/root an/DET:Ind/4/det attack/NOUN/2/obj on/ADP/7/case the/DET:Def/7/det port/NOUN/4/nmod",
        &[("attack", "occurred nmod:on=port nsubj=Rebels")],
    );
    check(
        "Norland/PROPN/3/nsubj may/AUX:Fin/3/aux hold/VERB:Inf/0/root talks=talk/NOUN/3/obj with/ADP/6/case Sudria/PROPN/3/obl",
        &[("talks", "possible nsubj=Norland obl:with=Sudria")],
    );
}

#[test]
fn nouns_have_modifiers_as_participants() {
    check(
        "Norland/PROPN/3/nmod:poss ’s='s/PART/1/case attack/NOUN/0/root on/ADP/5/case Sudria/PROPN/3/nmod",
        &[("attack", "occurred nmod:poss=Norland nmod:on=Sudria")],
    );
    check(
        "No/DET/3/det possible/ADJ/3/amod talks=talk/NOUN/0/root between/ADP/5/case Norland/PROPN/3/nmod and/CCONJ/7/cc Sudria/PROPN/5/conj",
        &[("talks", "negated amod=possible nmod:between=Norland nmod:between=Sudria")],
    );
}

#[test]
fn an_auxiliary_stands_for_its_verb() {
    let trees = "Norland/PROPN/3/nsubj has=have/AUX:Fin,Pres/3/aux agreed=agree/VERB:Part,Past/0/root to/ADP/6/case the/DET:Def/6/det plan/NOUN/3/obl but/CCONJ/9/cc Sudria/PROPN/9/nsubj has=have/VERB:Fin,Pres/3/conj not/PART/9/advmod";
    let (article, analysis) = notation::article(trees);
    let statements = extract(&article, &analysis, &Mentions::default(), &notation::rules());
    let (_, statement) = statements.at(legation_types::TokenId(8)).unwrap();
    assert_eq!(statement.status.as_str(), "negated");
    let link = statement.link.as_ref().unwrap();
    assert_eq!(link.relation, "ellipsis");
    assert_eq!(analysis.form(&article.text, statements.statements[link.outer.idx()].trigger), "agreed");
    let plan = statement.arguments.iter().find(|a| a.relation == "obl:to").unwrap();
    assert_eq!(analysis.form(&article.text, plan.head), "plan");
}

#[test]
fn tense_and_mood_give_a_status() {
    let cases = [
        (
            "Norland/PROPN/3/nsubj is=be/AUX:Fin,Pres/3/aux shelling=shell/VERB:Part,Pres/0/root the/DET:Def/5/det port/NOUN/3/obj",
            "shelling",
            "ongoing",
        ),
        ("Norland/PROPN/3/nsubj will/AUX:Fin/3/aux leave/VERB:Inf/0/root", "leave", "planned"),
        (
            "Norland/PROPN/4/nsubj would/AUX:Fin/4/aux have/AUX:Inf/4/aux left=leave/VERB:Part,Past/0/root",
            "left",
            "negated",
        ),
        ("Norland/PROPN/4/nsubj did=do/AUX:Fin,Past/4/aux not/PART/4/advmod leave/VERB:Inf/0/root", "leave", "negated"),
        ("# Norland/PROPN/3/nsubj to/PART/3/mark leave/VERB:Inf/0/root", "leave", "planned"),
        ("Norland/PROPN/4/nsubj is=be/AUX:Fin,Pres/4/aux to/PART/4/mark leave/VERB:Inf/0/root", "leave", "planned"),
        (
            "They/PRON/2/nsubj flew=fly/VERB:Fin,Past/0/root there/ADV/2/advmod to/PART/5/mark mediate/VERB:Inf/2/advcl",
            "mediate",
            "sought",
        ),
        (
            "Norland/PROPN/2/nsubj backs=back/VERB:Fin,Pres/0/root the/DET:Def/4/det rebels=rebel/NOUN/2/obj",
            "backs",
            "ongoing",
        ),
        (
            "Norland/PROPN/2/nsubj denied=deny/VERB:Fin,Past/0/root attacking=attack/VERB:Ger/2/xcomp the/DET:Def/5/det port/NOUN/3/obj",
            "attacking",
            "denied",
        ),
        (
            "Norland/PROPN/2/nsubj refused=refuse/VERB:Fin,Past/0/root to/PART/4/mark leave/VERB:Inf/2/xcomp",
            "leave",
            "negated",
        ),
        (
            "Norland/PROPN/4/nsubj did=do/AUX:Fin,Past/4/aux not/PART/4/advmod plan/VERB:Inf/0/root to/PART/6/mark leave/VERB:Inf/4/xcomp",
            "leave",
            "negated",
        ),
        (
            "Norland/PROPN/2/nsubj threatened=threaten/VERB:Fin,Past/0/root to/PART/4/mark impose/VERB:Inf/2/xcomp tariffs=tariff/NOUN/4/obj",
            "tariffs",
            "threatened",
        ),
        ("A/DET:Ind/2/det plan/NOUN/0/root to/PART/4/mark leave/VERB:Inf/2/acl", "leave", "planned"),
        ("without/ADP/3/case further/ADJ/3/amod talks=talk/NOUN/0/root", "talks", "negated"),
    ];
    for (trees, trigger, status) in cases {
        assert_eq!(told(trees, trigger).split(' ').next(), Some(status), "{trigger} in {trees}");
    }
}

#[test]
fn conditions_open_both_clauses() {
    let trees = "If/SCONJ/3/mark Sudria/PROPN/3/nsubj attacks=attack/VERB:Fin,Pres/7/advcl ,/PUNCT/3/punct Norland/PROPN/7/nsubj will/AUX:Fin/7/aux retaliate/VERB:Inf/0/root";
    check(trees, &[("attacks", "possible nsubj=Sudria"), ("retaliate", "conditional advcl:if=attacks nsubj=Norland")]);
    let (article, analysis) = notation::article(trees);
    let statements = extract(&article, &analysis, &Mentions::default(), &notation::rules());
    let (_, statement) = statements.at(legation_types::TokenId(6)).unwrap();
    assert_eq!(statement.condition.unwrap().of(&article.text), "If Sudria attacks,");
}
