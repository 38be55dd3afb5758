"""What people typed says its language, and a title is read in the reader's own where it has one."""

import pytest
from markupsafe import escape

from tests.assemblies.test_meeting import opened
from tests.conftest import VILLAGE, World
from tests.projects.ballots import HERE, propose
from ubudehe.language.sentences import Sentence, number, text
from ubudehe.language.titles import Called
from ubudehe.places.reading import load_country
from ubudehe.web.rendering import Speech


@pytest.mark.parametrize(
    ("called", "lang", "read"),
    [
        (Called("Ikiraro", "rw", "A bridge", "en"), "en", ("A bridge", "en")),
        (Called("Ikiraro", "rw", "A bridge", "en"), "fr", ("Ikiraro", "rw")),
        (Called("Ikiraro", "rw", "A bridge", "en"), "rw", ("Ikiraro", "rw")),
        (Called("Ikiraro"), "en", ("Ikiraro", "")),
        (Called("Ikiraro", "", "A bridge", "en"), "en", ("A bridge", "en")),
        (Called("Ikiraro", "rw", "", "en"), "en", ("Ikiraro", "rw")),
    ],
)
def test_a_reader_gets_the_title_in_their_language(
    called: Called, lang: str, read: tuple[str, str]
) -> None:
    assert called.for_reader(lang) == read


def test_a_sentence_marks_what_was_written_in_another_language() -> None:
    values = {"reason": text("<b> 5 % %(day)s", "rw"), "count": number(2)}
    why = Sentence("Why: %(reason)s & %(count)s", values)
    marked = 'Why: <span lang="rw">&lt;b&gt; 5 % %(day)s</span> &amp; 2'
    assert str(escape(Speech("fr", load_country()).sentence(why))) == marked
    assert Speech("rw", load_country()).sentence(why) == "Why: <b> 5 % %(day)s & 2"


@pytest.mark.both_engines
def test_a_page_marks_the_language_of_what_people_typed(world: World) -> None:
    visitor, meeting = opened(world)
    wrong = {"other_title": "A bridge", "lang": "rw", "other_lang": "rw"}
    form = {"title": "Ikiraro", "plan": "Twese.", "labour_days": "9", "symbol": "bridge"}
    new = f"{HERE}/projects/proposal"
    assert "which other language" in visitor.refused(new, {**form, **wrong})
    assert "one of the answers" in visitor.refused(new, {**form, "lang": "xx"})
    made = propose(visitor, "Ikiraro", 900, lang="rw", other_title="A bridge", other_lang="en")
    page = f"/proposals/{made}"
    assert "A bridge" in (english := visitor.get(f"/en{page}"))
    assert '<span lang="rw">Together.</span>' in english
    assert '<span lang="rw">Ikiraro</span>' in visitor.get(f"/fr{page}")
    assert "<span lang" not in visitor.get(f"/rw{page}").split("<h1>")[1].split("</h1>")[0]
    visitor.done(f"{HERE}/proposals/{made}/edit", {**form, "lang": "rw"})
    assert "A bridge" not in visitor.get(f"/en{page}").split("<h1>")[1].split("</h1>")[0]

    visitor.done(f"{HERE}/projects/need", {"text": "Amazi", "lang": "rw"})
    assert '<span lang="rw">Amazi</span>' in visitor.get(f"/en/p/{VILLAGE}/projects")
    visitor.done(f"{meeting}/count", {"women": "30", "men": "20", "young": "9", "households": "46"})
    said = {"text": "Turabyemeye", "votes_for": "40", "votes_against": "0", "abstained": "0"}
    visitor.done(f"{meeting}/decide", {**said, "lang": "rw"})
    assert '<span lang="rw">Turabyemeye</span>' in visitor.get(meeting)
