"""What is refused stands where a small screen shows it, and pages lead back to what they are of."""

import re

import pytest

from tests.assemblies.test_meeting import COUNT, OPEN
from tests.conftest import VILLAGE, Visitor
from ubudehe.categories.rules import RoundCoverage

HERE = f"/en/work/{VILLAGE}"


def test_what_is_refused_stands_above_the_title(facilitator: Visitor) -> None:
    page = facilitator.refused(f"{HERE}/assemblies/open", {})
    assert page.count('id="wrong"') == 1
    assert page.index('id="wrong"') < page.index("<h1")


def test_what_is_wrong_in_a_fold_opens_it_and_no_other(facilitator: Visitor) -> None:
    home = {"head": "Ndayisaba Eric", "isibo": "Ubumwe", "f_36_64": "1", "origin": "Atlantis"}
    page = facilitator.refused(f"{HERE}/households/new", home)
    assert re.search(r"<details open>\s*<summary>It moved here from another village", page)
    assert re.search(r"<details>\s*<summary>Health", page)


def test_each_number_of_hands_has_its_own_message(facilitator: Visitor) -> None:
    facilitator.done(f"{HERE}/categories/start", {"scheme": "2020", "estimated": "3"})
    page = facilitator.refused(f"{HERE}/categories/agree", {"read_aloud": "yes"})
    for name in ("votes_for", "votes_against", "abstained"):
        field = page.split(f'id="f-{name}" name=')[1].split("</div>")[0]
        assert f'id="e-{name}"' in field
    assert "The village may have" not in page, "fewer than are registered were guessed"


def test_a_village_has_more_households_only_where_more_were_guessed() -> None:
    guesses = (None, 3, 47, 48)
    assert [RoundCoverage(0, 47, guess).more for guess in guesses] == [False, False, False, True]


def test_a_meeting_with_a_decision_offers_no_taking_back_and_its_pages_lead_to_it(
    facilitator: Visitor,
) -> None:
    count = facilitator.done(f"{HERE}/assemblies/open", OPEN)
    meeting = count.removesuffix("/count")
    facilitator.done(count, COUNT)
    assert f"{meeting}/cancel" in facilitator.get(meeting)
    assert f'href="{meeting}"' in facilitator.get(f"{meeting}/decide").split("<h1")[0]
    hands = {"votes_for": "40", "votes_against": "0", "abstained": "0"}
    facilitator.done(f"{meeting}/decide", {"text": "We mend the road.", **hands})
    assert f"{meeting}/cancel" not in facilitator.get(meeting)


def test_what_was_searched_for_stays_where_it_is_too_long(facilitator: Visitor) -> None:
    page = facilitator.refused(f"{HERE}/households", {"q": "N" * 81})
    assert f'id="f-q" name="q" value="{"N" * 81}"' in page


@pytest.mark.parametrize(
    ("lang", "east"), [("fr", "Province de l&#39;Est"), ("rw", "Iburasirazuba")]
)
def test_the_way_back_is_in_the_readers_language(
    administrator: Visitor, lang: str, east: str
) -> None:
    page = administrator.get(f"/{lang}/work/5/deputies")
    assert f"‹ {east}" in page
    assert "Eastern" not in page


def test_pages_about_an_account_lead_back_to_the_roles(administrator: Visitor) -> None:
    roles = f"/en/work/people/{VILLAGE}"
    page = administrator.get(roles)
    assert f'href="{HERE}">‹' in page
    account = re.search(r'href="([^"]*/account\?grant=[^"]*)"', page)
    assert account
    assert f'href="{roles}">‹' in administrator.get(account[1])
    assert 'href="/en/work">‹' in administrator.get("/en/work/sessions")
