"""No vote goes without a picture of each project: a symbol, or a small photo."""

import re
from io import BytesIO

import pytest
from PIL import Image
from sqlmodel import select

from tests.conftest import Visitor, World
from tests.projects.ballots import HERE, codes, in_meeting, propose
from ubudehe.projects.proposals.tables import Proposal

MOST = 12_000


def large_photo() -> dict[str, tuple[str, bytes, str]]:
    """Return a photo as a phone takes it: large, full of noise, with its place in it."""
    image = Image.effect_noise((1600, 1200), 90).convert("RGB")
    exif = Image.Exif()
    exif[0x010E] = "Uwase Claudine, 0788123456"
    out = BytesIO()
    image.save(out, "JPEG", quality=80, exif=exif)
    return {"photo": ("photo.jpg", out.getvalue(), "image/jpeg")}


@pytest.mark.both_engines
def test_a_project_gets_its_picture_where_the_vote_asks_for_it(world: World) -> None:
    visitor = in_meeting(world)
    bare = propose(visitor, "Culvert", 200_000, symbol="")
    other = propose(visitor, "Bridge", 200_000, symbol="bridge")
    vote = {
        "proposals": [bare, other],
        "budget": "400 000",
        "method": "cards",
        "cards": "4",
        "electorate": "households",
    }
    picture = f"{HERE}/proposals/{bare}/picture"
    assert "«Culvert»" in (page := visitor.refused(f"{HERE}/votes/new", vote))
    assert f'href="{picture}?to=vote"' in page
    assert f"{other}/picture" not in page
    assert "one of the two is needed" in visitor.refused(picture, {"symbol": ""})
    assert visitor.done(f"{picture}?to=vote", {"symbol": ""}, large_photo()) == f"{HERE}/votes/new"
    (digest,) = set(re.findall(r"/r/([0-9a-f]{64})", visitor.get(f"/en/proposals/{bare}")))
    content = visitor.client.get(f"/r/{digest}").content
    assert len(content) <= MOST
    assert b"Uwase" not in content

    made = visitor.done(f"{HERE}/votes/new", vote)
    assert "on a ballot" in visitor.refused(picture, {"symbol": "tap"})
    assert f"/r/{digest}" in visitor.get(f"{made}/papers")
    cards = codes(visitor, made)
    visitor.done(f"{made}/open", {})
    assert f"/r/{digest}" in Visitor(world.client()).send("/en/vote", {"code": cards[0]}).text
    visitor.done(f"{made}/void", {"reason": "Tried."})

    visitor.done(picture, {"symbol": "road", "without_photo": "yes"})
    with world.services.database.read() as session:
        found = session.exec(select(Proposal).where(Proposal.title == "Culvert")).one()
        assert (found.symbol, found.photo, found.photo_width) == ("road", None, 0)
        assert found.version == 1
    assert visitor.client.get(f"/r/{digest}").status_code == 404
