"""Lemmas as rules that turn a form into its lemma, so that a classifier can choose one.

A rule is `CASE|CUT|ADD`: lower the form, cut CUT characters off its end, add ADD, then apply CASE
(l: lower, k: as the form had it, t: first letter upper, u: all upper). `=WORD` gives the lemma outright.
"""
from features import normal


def restore(case, form, lemma):
    if case == "l":
        return lemma
    if case == "t":
        return lemma[:1].upper() + lemma[1:]
    if case == "u":
        return lemma.upper()
    kept = 0
    while kept < min(len(form), len(lemma)) and form[kept].lower() == lemma[kept]:
        kept += 1
    return form[:kept] + lemma[kept:]


def apply_rule(rule, form):
    form = normal(form)
    if rule.startswith("="):
        return rule[1:]
    case, cut, add = rule.split("|", 2)
    lower = form.lower()
    cut = min(int(cut), len(lower))
    return restore(case, form, lower[:len(lower) - cut] + add)


def lemma_rule(form, lemma):
    form = normal(form)
    low_form, low_lemma = form.lower(), lemma.lower()
    common = 0
    while common < min(len(low_form), len(low_lemma)) and low_form[common] == low_lemma[common]:
        common += 1
    if common == 0 or len(low_form) - common > 5:
        return "=" + lemma
    tail = f"{len(low_form) - common}|{low_lemma[common:]}"
    for case in "lktu":
        if restore(case, form, low_lemma) == lemma:
            return f"{case}|{tail}"
    return "=" + lemma
