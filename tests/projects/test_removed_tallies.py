"""A photo of a signed tally goes from the public page on request; its fingerprint stays."""

import pytest

from tests.conftest import DISTRICT, VILLAGE, World, faults_of_grown
from tests.projects.ballots import row
from tests.projects.test_tally_photos import hashes, on_paper, picture

pytestmark = pytest.mark.both_engines


def test_a_shown_and_a_hidden_photo_are_removed_for_good(world: World) -> None:
    visitor, vote, _ = on_paper(world, ("Water tank", 6, ""), ("Bridge", 5, ""))
    for covered, shade in (("true", 10), ("false", 20)):
        visitor.done(f"{vote}/tally/photo", {"covered": covered}, picture(shade))
    shown, hidden = sorted(hashes(world), key=hashes(world).__getitem__, reverse=True)
    public, remove = f"/en/votes/{row(world, vote).id}", f"{vote}/tally/remove"
    assert visitor.client.get(remove).status_code == 403, "who keeps votes does not remove them"
    # One of a neighbour's district neither sees nor removes it, nor does another village's address.
    other = world.signed_in("data_protection", "43").client
    assert other.get(remove).status_code == 403
    officer = world.signed_in("data_protection", DISTRICT)
    away = remove.replace(VILLAGE, "22120305")
    assert officer.client.get(away).status_code == 404
    assert officer.client.get(f"{vote}/tally/photo/{hidden}").status_code == 200
    assert "Fill this in" in officer.refused(remove, {"sheet": shown})
    again = officer.client.get(remove).text
    officer.done(remove, {"sheet": shown, "why": "names"})
    page = world.client().get(public).text
    assert "The data-protection officer removed a photo of the signed tally on 15 June 2026" in page
    assert "A name or a signature could be read on it." in page
    assert shown in page
    assert f"/r/{shown}" not in page
    assert world.client().get(f"/r/{shown}").status_code == 404
    assert world.services.blobs.get(shown) is None
    # Two at once: the second finds nothing any more.
    assert f'value="{shown}"' in again
    late = officer.send(remove, {"sheet": shown, "why": "asked"})
    assert late.status_code == 404
    assert "removed under the law" in visitor.refused(
        f"{vote}/tally/photo", {"covered": "true"}, picture(10)
    )
    assert world.services.blobs.get(shown) is None, "what was refused is not kept either"
    officer.done(remove, {"sheet": hidden, "why": "asked"})
    page = world.client().get(public).text
    assert hidden not in page
    assert "kept in the village" not in page
    assert world.services.blobs.get(hidden) is None
    assert officer.client.get(remove).status_code == 404
    assert faults_of_grown(world) == []
    with world.services.database.read() as session:
        entries = session.connection().exec_driver_sql("SELECT entry FROM log_leaf").scalars()
        leaves = [bytes(entry) for entry in entries]
    assert sum(shown.encode() in leaf for leaf in leaves) == 2
    assert not any(hidden.encode() in leaf for leaf in leaves), "only its seal"
