"""Papers read in from a file, and what guards the count: two people, the village, the day."""

import pytest

from tests.conftest import VILLAGE, World
from tests.projects.ballots import closed, letters, prepared, row, winners

pytestmark = pytest.mark.both_engines


def table(text: str) -> dict[str, tuple[str, bytes, str]]:
    return {"file": ("ballots.csv", text.encode(), "text/csv")}


def test_a_file_is_the_first_reading_and_another_person_types_the_second(world: World) -> None:
    visitor, vote = prepared(world, method="paper", kind="knapsack")
    by = letters(visitor, vote)
    bridge, tank, desks = by["Bridge"], by["Water tank"], by["School desks"]
    sheet = visitor.get(f"{vote}/tally")
    assert sheet.count("______</td>") == 3
    assert "Spoiled" in sheet
    pile, chair = f"{vote}/paper/1", world.signed_in("chair", VILLAGE)
    read = {"step": "file"}
    ballots = table(f"ballot,marks\n1,{bridge} {tank}\n2,-\n3,x\n4,{tank}\n")
    early = {**visitor.fields(f"{vote}/void"), "number": "0", **read}
    assert visitor.client.post(pile, data=early, files=ballots).status_code == 422, "not open yet"
    visitor.done(f"{vote}/open", {})
    sample = visitor.client.get(f"{vote}/paper/sample.csv")
    assert sample.text.startswith("ballot,marks\n1,A\n")
    assert sample.headers["content-disposition"].endswith('"ballots.csv"')
    over = visitor.send(pile, read, table(f"1,{bridge}\n2,{bridge}{desks}\n"))
    assert "Ballot 2" in over.text or "ballot 2" in over.text
    assert "0 ballots typed" in visitor.get(pile), "all of a file or nothing of it"
    assert "Line 2" in visitor.send(pile, read, table("1,A\n3,A\n")).text
    assert "cannot be read" in visitor.send(pile, read, table("1,\0")).text
    assert "holds no ballots" in visitor.send(pile, read).text
    visitor.done(pile, read, ballots)
    visitor.done(f"{pile}/done", {})
    again = {**visitor.fields(f"{vote}/void"), "number": "0", **read}
    visitor.client.post(pile, data=again, files=ballots)
    assert "typed first: 4, typed again: 0" in visitor.get(f"{vote}/paper"), "not twice by one"
    assert 'type="file"' not in chair.get(pile)
    assert "would prove nothing" in chair.send(pile, read, ballots).text
    assert "must be typed twice" in visitor.refused(f"{vote}/close", {"signed_in": "4"})
    chair.done(pile, {"step": "many", "lines": f"{tank}{bridge}\n-\nx\n{tank}"})
    chair.done(f"{pile}/done", {})
    neighbour = vote.replace(VILLAGE, "22120305")
    assert visitor.client.get(f"{neighbour}/paper/1").status_code == 403
    assert visitor.client.get(f"{neighbour}/paper/sample.csv").status_code == 403
    closed(visitor, vote, 4)
    found = row(world, vote)
    assert (found.counted, found.blank, found.spoiled) == (3, 1, 1)
    assert winners(visitor, vote) == ["Water tank", "Bridge"]
    late = {**visitor.fields(f"{vote}/annul"), "number": "0", **read}
    answer = visitor.client.post(f"{vote}/paper/2", data=late, files=ballots)
    assert answer.status_code == 422, "after the count"
    assert row(world, vote).counted == 3
