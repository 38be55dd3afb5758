"""A vote on sixty projects: every page stays light, and nothing marked is lost between pages."""

import re

import brotli

from tests.conftest import Visitor, World
from tests.markup import faults_of_markup
from tests.projects.ballots import HERE, closed, codes, in_meeting, propose, published, row, winners
from ubudehe.projects.rules.recounting import recount

LIMIT = 14_000
KINDS = ("Water tap", "Road", "School roof", "Bridge", "Market stalls", "Health post")
PLACES = (
    "at the upper well",
    "below the church",
    "by the old tree",
    "on the hill",
    "near the lake",
)


def light(page: str) -> str:
    """Return a page that is light enough for the slowest phone, and sound."""
    assert faults_of_markup(page) == []
    assert len(brotli.compress(page.encode(), quality=5)) <= LIMIT
    return page


def ticked(page: str) -> set[str]:
    """Return what a page of a ballot shows as ticked."""
    return set(re.findall(r'type="checkbox" name="choices\[\]" value="([^"]+)" checked', page))


class Booth:
    """One voter at one ballot, who sends what the page holds, and one button."""

    def __init__(self, world: World, code: str) -> None:
        self.voter = Visitor(world.client())
        self.page = self._send({"code": code})

    def press(self, step: str, *tick: str, find: str = "", untick: str = "") -> str:
        """Tick projects that the page shows, take a tick away, press a button; return the page."""
        hidden = re.findall(r'<input\s+type="hidden"\s+name="([^"]+)"\s+value="([^"]*)"', self.page)
        assert all(f'value="{one}"' in self.page for one in tick), "only what is shown"
        chosen = list((ticked(self.page) | set(tick)) - {untick})
        assert len({name for name, _ in hidden}) == len(hidden), "each name once"
        plain: dict[str, str | list[str]] = {**dict(hidden), "find": find, "choices": chosen}
        if step in ("fr", "en"):
            self.page = self._send({**plain, "look_again": "yes"}, step)
        else:
            self.page = self._send({**plain, "step": step})
        return self.page

    def _send(self, data: dict[str, str | list[str]], lang: str = "en") -> str:
        fields = self.voter.fields("/en/vote") if "csrf" not in data else {}
        return light(self.voter.client.post(f"/{lang}/vote", data={**fields, **data}).text)


def test_sixty_projects_on_one_ballot(world: World) -> None:
    visitor = in_meeting(world)
    names = [
        f"{kind} {place}, part {part}" for part in (1, 2) for kind in KINDS for place in PLACES
    ]
    ids = [propose(visitor, name, 10_000 + at * 1_000) for at, name in enumerate(names)]
    light(visitor.get(f"{HERE}/votes/new"))
    asked: dict[str, str | list[str]] = {
        "proposals": ids,
        "budget": "500 000",
        "method": "mixed",
        "electorate": "households",
        "cards": "1",
        "kind": "knapsack",
        "rule": "mes_cost_inc1pct_util",
    }
    visitor.refused(f"{HERE}/votes/new", {**asked, "proposals": [*ids, ids[0][:-4] + "ffff"]})
    vote = visitor.done(f"{HERE}/votes/new", asked)
    by_number = dict(re.findall(r"<b>(\d+) · ([^<]+)</b>", visitor.get(vote)))
    assert len(by_number) == 60
    cards = codes(visitor, vote)
    light(visitor.get(f"{vote}/papers"))
    visitor.done(f"{vote}/open", {})
    id_of = dict(zip(names, ids, strict=True))
    first, last, found = (id_of[by_number[number]] for number in ("1", "60", "25"))
    booth = Booth(world, cards[0])
    assert "Page 1 of 5" in booth.page
    assert booth.press("5", first).count('type="checkbox"') == 12
    assert "Marked so far: 1<" in re.sub(r"\s+<", "<", booth.page)
    page = booth.press("find", last, find=by_number["25"].upper())
    assert page.count('type="checkbox"') == 1
    assert ticked(booth.press("count", found, find=by_number["25"])) == {found}
    assert "Marked so far: 1, 25, 60" in booth.page
    assert "No project is called so" in booth.press("find", find="xyz")
    assert ticked(booth.press("5", untick=found)) == {last}
    assert '<html lang="fr">' in booth.press("fr")
    assert ticked(booth.press("en")) == {last}, "another language takes no mark away"
    assert ticked(booth.press("1")) == {first}
    assert "in the box" in booth.press("cast")
    for person in (visitor, world.signed_in("chair", "22120308")):
        light(person.get(f"{vote}/paper/1"))
        for wrong in ("61", "1 1", "1=2", "A"):
            person.refused(f"{vote}/paper/1", {"step": "next", "number": "1", "text": wrong})
        person.done(f"{vote}/paper/1", {"step": "many", "lines": "1 60, 25\n60.25.1\n" * 3})
        person.done(f"{vote}/paper/1/done", {})
    light(visitor.get(f"{vote}/close"))
    closed(visitor, vote, 7)
    assert len(winners(visitor, vote)) > 2
    assert row(world, vote).counted == 7
    public = f"/en/votes/{row(world, vote).id}"
    for path in (public, f"{public}/poster"):
        light(world.client().get(path).text)
    for path in (vote, f"{vote}/annul", f"{HERE}/votes/new?again={row(world, vote).id}"):
        light(visitor.get(path))
    light(visitor.get(f"{HERE}/projects"))
    files = published(world, vote)
    assert b"max_sum_cost;500000" in files["ballots.pb"]
    assert recount(files).faults == ()
    assert not recount(files).notes
