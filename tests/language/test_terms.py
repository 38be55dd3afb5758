"""One thing has one word in each language, as docs/glossary.csv says."""

import pytest

from ubudehe.language.terms import (
    TRANSLATED,
    GlossaryTerm,
    SpokenMessage,
    exceptions,
    faults,
    glossary,
    said,
)

NONE = {"rw": "", "fr": "", "sw": ""}
BALLOT = GlossaryTerm(
    "ballot",
    {},
    {"en": "ballot|ballots", "fr": "bulletin*"} | {"rw": "", "sw": ""},
    NONE,
    frozenset(),
)
SLIP = GlossaryTerm(
    "slip",
    {},
    {"en": "slip|slips", "fr": "fiche|fiches"} | {"rw": "", "sw": ""},
    NONE | {"fr": "bulletin*"},
    frozenset({"fr"}),
)


def broken(english: str, french: str) -> list[str]:
    found = faults("fr", (BALLOT, SLIP), (SpokenMessage(english, french),))
    return [key for key, message in found if message == english]


@pytest.mark.parametrize("lang", TRANSLATED)
def test_every_message_keeps_to_the_glossary(lang: str) -> None:
    assert list(faults(lang, glossary(), tuple(said(lang)))) == []


def test_the_words_of_the_field_are_among_the_terms_that_are_checked() -> None:
    checked = {term.key for term in glossary() if term.forms["en"]}
    assert len(checked) > 50
    assert checked > {
        "household",
        "village_assembly",
        "ballot",
        "tally",
        "posting",
        "reversal",
        "checkpoint",
        "evidence",
        "receipt",
        "grant",
        "appeal",
        "finding",
        "concern",
        "announcement",
        "deputy",
        "roster",
        "isibo",
        "quorum",
        "turnout",
    }


def test_a_checked_term_has_its_word_and_its_forms_in_each_language() -> None:
    for term in glossary():
        if term.forms["en"]:
            assert all(term.words.values()), term.key
            assert all(term.forms.values()), term.key


def test_every_exception_says_why() -> None:
    assert all(exceptions().values())


def test_a_message_that_leaves_the_term_out_is_found() -> None:
    assert broken("Make the slips", "Faire les fiches") == []
    assert broken("Make the slips", "Faire les billets") == ["slip"]


def test_another_things_word_is_found_unless_the_message_speaks_of_both() -> None:
    assert broken("The slip", "La fiche ou bulletin") == ["slip"]
    assert broken("A slip is no ballot", "Une fiche n'est pas un bulletin") == []


def test_a_word_that_means_one_thing_alone_stands_for_nothing_else() -> None:
    assert broken("The form", "La fiche") == ["slip"]


def test_a_value_in_a_message_is_no_word_of_it() -> None:
    assert broken("%(slip)s stays", "%(slip)s reste") == []
