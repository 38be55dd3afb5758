"""`ubudehe rank FILE.csv`."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from ubudehe.categories.ranking.reporting import as_json, as_table
from ubudehe.categories.ranking.rules.group_file import BadFile, read_group_file

HEAD = "group,household,pile\n"
DATA = Path(__file__).parent.parent / "data" / "ranking"


def written(example: str, separator: str = ",") -> str:
    found = json.loads((DATA / example).read_text("utf-8"))
    lines = [separator.join(("group", "household", "pile", "piles"))]
    for rater, piles, row in zip(found["raters"], found["piles"], found["data"], strict=True):
        for household, pile in zip(found["households"], row, strict=True):
            lines.append(separator.join((rater, household, str(pile or ""), str(piles))))
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_village_of_60_households(separator: str, mark: bytes) -> None:
    example = "08_village_60_households_5_groups.json"
    wanted = json.loads((DATA / example).read_text("utf-8"))
    found = json.loads(as_json(read_group_file(mark + written(example, separator).encode("utf-8"))))
    assert list(found) == ["alpha_ordinal", "kendall_w", "households"]
    alpha = wanted["expected"]["krippendorff_alpha"]["ordinal"]
    assert found["alpha_ordinal"] == pytest.approx(alpha, abs=1e-6)
    assert 0 < found["kendall_w"] < 1
    assert [one["id"] for one in found["households"]] == wanted["households"]
    for one in found["households"]:
        assert list(one) == ["id", "mean_score", "n", "flags"]
        grandin = wanted["expected"]["grandin"][one["id"]]
        assert one["mean_score"] == pytest.approx(grandin["mean"], abs=1e-6)
        assert one["n"] == grandin["n"]
        assert one["flags"] == wanted["expected"]["flags"].get(one["id"], [])


def test_without_a_column_of_piles_the_greatest_counts() -> None:
    text = "Household,PILE, group ,note\nb,2,men,x\na,,men\n\na,1,women,\nb,4,women,\n"
    found = json.loads(as_json(read_group_file(text.encode())))
    assert found["alpha_ordinal"] is found["kendall_w"] is None
    assert found["households"] == [
        {"id": "b", "mean_score": 100.0, "n": 2, "flags": ["n < 3"]},
        {"id": "a", "mean_score": 25.0, "n": 1, "flags": ["n < 3"]},
    ]


def test_nothing_judged() -> None:
    found = read_group_file(f"{HEAD}men,a,\n".encode())
    assert json.loads(as_json(found)) == {
        "alpha_ordinal": None,
        "kendall_w": None,
        "households": [{"id": "a", "mean_score": None, "n": 0, "flags": ["n < 3"]}],
    }
    assert "not computable" in as_table(found)
    assert as_table(read_group_file(HEAD.encode()))


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("", 1, "column «group»"),
        ("group;household\n", 1, "column «pile»"),
        ("group,household,pile,pile\n", 1, "column «pile»"),
        (f"{HEAD}men,a,1\nmen,b,x\n", 3, "pile must be a whole number"),
        (f"{HEAD}men,a,0\n", 2, "pile must be a whole number"),
        (f"{HEAD}men,a,-1\n", 2, "pile must be a whole number"),
        (f"{HEAD}men,a,1.5\n", 2, "pile must be a whole number"),
        (f"{HEAD}men,a,٣\n", 2, "pile must be a whole number"),
        (f"{HEAD}men,a,{'9' * 5000}\n", 2, "pile must be a whole number"),
        (f"{HEAD}men,a,1\n\nmen,a,2\n", 4, "twice"),
        (f"{HEAD}men,a,\nmen,a,2\n", 3, "twice"),
        (f"{HEAD},a,1\n", 2, "group is empty"),
        (f"{HEAD}men,,1\n", 2, "household is empty"),
        ("group,household,pile,piles\nmen,a,5,4\n", 2, "pile 5 of a group with 4 piles"),
        ("group,household,pile,piles\nmen,a,5,\nmen,b,1,4\n", 2, "pile 5 of a group with 4 piles"),
        ("group,household,pile,piles\nmen,a,1,4\nmen,b,1,5\n", 3, "4 piles further up"),
        ("group,household,pile,piles\nmen,a,1,0\n", 2, "piles must be a whole number"),
        (f'{HEAD}men,"a"x,1\n', 2, "expected after"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(text: str, line: int, says: str) -> None:
    with pytest.raises(BadFile, match=says) as bad:
        read_group_file(text.encode())
    assert bad.value.line == line


def test_other_encodings_are_told() -> None:
    with pytest.raises(BadFile, match="line 2: this is not UTF-8"):
        read_group_file(f"{HEAD}femmes,é,1\n".encode("cp1252"))


def rank(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "ubudehe.cli", "rank", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_command(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text(written("01_pile_sort_3_groups_4_piles.json"), "utf-8")
    bad.write_text(f"{HEAD}men,a,0\n", "utf-8")
    told = rank(str(good), "--json")
    assert (told.returncode, told.stderr) == (0, "")
    assert json.loads(told.stdout)["alpha_ordinal"] == pytest.approx(0.722334547, abs=1e-6)
    told = rank(str(good))
    assert told.returncode == 0
    assert "0.7223" in told.stdout
    assert "piles differ by 2 or more" in told.stdout
    for path, says in ((bad, "line 2: pile"), (tmp_path / "none.csv", "No such file")):
        told = rank(str(path), "--json")
        assert (told.returncode, told.stdout) == (2, "")
        assert says in told.stderr
